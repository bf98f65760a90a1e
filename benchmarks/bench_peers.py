"""Time other packages beside ours: the same record, one run, one thread.

Run ``make bench``, or ``python benchmarks/bench_peers.py`` with ``OMP_NUM_THREADS=1``. Times are
processor time of the whole process, so that a package's threads would count; the best of as many
runs as fit into a second, after one on a short record. What is called stands in `peer_table.py`;
packages come with the extra ``bench``. A cell holds the time and how many times ours that is. A
call that would take longer than a minute, reckoned from its time at the length before, is not made.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numba
import numpy as np
from common import Floats, basics, best_s, machine, rate_of, sway
from compare_peers import load_peers, versions
from peer_table import PEERS, Samples, rows

from balance_arcade.cop.dfa import dfa_alpha
from balance_arcade.cop.diffusion import LONGEST_S, fit_diffusion, mean_square_displacement
from balance_arcade.cop.entropy import sample_entropy

PATIENCE_S = 60.0
SHORT, MINUTE, MIDDLE, LONG = 3_000, 6_000, 60_000, 600_000


class Job(NamedTuple):
    """What is timed: the calls that `peer_table` has for a descriptor, and ours."""

    name: str
    descriptor: str
    ours: Callable[[Samples], object]
    lengths: tuple[int, ...]


def ml_of(samples: Samples) -> Floats:
    """Give one axis in a row of memory."""
    return np.ascontiguousarray(samples.cop_mm[:, 0])


def diffusion(samples: Samples) -> object:
    """Every lag of one axis and the fit."""
    longest_s = min(LONGEST_S, len(samples.cop_mm) / samples.rate_hz / 3.0)
    return fit_diffusion(mean_square_displacement(ml_of(samples)), samples.rate_hz, longest_s)


JOBS = (
    Job(
        "sample entropy, every sample",
        "sample_entropy_ml",
        lambda s: sample_entropy(ml_of(s)),
        (MINUTE, MIDDLE),
    ),
    Job(
        "DFA, ours of 20 scales",
        "dfa_alpha_ml",
        lambda s: dfa_alpha(ml_of(s), s.rate_hz),
        (MINUTE, MIDDLE, LONG),
    ),
    Job("diffusion, ours of all lags", "sda_h_short_ml", diffusion, (MINUTE, MIDDLE, LONG)),
    Job(
        "sway: path, spread, areas",
        "sway_path_mm",
        lambda s: basics(s.t_s, s.cop_mm, s.rate_hz),
        (MINUTE, MIDDLE, LONG),
    ),
)


def samples_of(n_samples: int) -> Samples:
    """Make a record; entropies are given every sample of it."""
    rate_hz = rate_of(n_samples)
    cop_mm = sway(n_samples)
    return Samples(np.arange(n_samples) / rate_hz, cop_mm, cop_mm, rate_hz)


class Peer:
    """One package's call, and its last time."""

    def __init__(self, call: Callable[[Any, Samples], Any], package: Any) -> None:
        self._call, self._package = call, package
        self._last_n, self._last_s = 0, 0.0

    def cell(self, samples: Samples, ours_s: float) -> str:
        """Time it."""
        n = len(samples.cop_mm)
        # Quadratic at worst.
        if self._last_n and self._last_s * (n / self._last_n) ** 2 > PATIENCE_S:
            return "not run"
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                took_s = best_s(
                    partial(self._call, self._package, samples), clock=time.process_time
                )
        except Exception as error:  # noqa: BLE001 - foreign code may raise anything; it is shown
            return f"fails: {type(error).__name__}"
        if n > SHORT:
            self._last_n, self._last_s = n, took_s
        return f"{shown(took_s)}, {took_s / ours_s:.3g} x"


def shown(time_s: float) -> str:
    """Write a time."""
    return f"{time_s:.3g} s" if time_s >= 1.0 else f"{1e3 * time_s:.3g} ms"


def main() -> int:
    """Print the table."""
    numba.set_num_threads(1)
    packages = load_peers()
    missing = [name for name in PEERS if packages[name] is None]
    print(f"{machine()}\n{versions()}")
    if missing:
        print(f"Not installed and left out: {', '.join(missing)} (pip install -e '.[bench]').")
    there = [name for name in PEERS if name not in missing]
    print(f"\n| job | samples | ours | {' | '.join(there)} |".replace(" |  |", " |"))
    print("| --- | ---: | ---: |" + " ---: |" * len(there))
    for job in JOBS:
        peers = {
            row.peer: Peer(row.call, packages[row.peer])
            for row in rows()
            if row.descriptor == job.descriptor and row.peer in there
        }
        job.ours(samples_of(SHORT))
        for peer in peers.values():
            peer.cell(samples_of(SHORT), 1.0)
        for n in job.lengths:
            samples = samples_of(n)
            ours_s = best_s(partial(job.ours, samples), clock=time.process_time)
            cells = [peers[p].cell(samples, ours_s) if p in peers else "" for p in there]
            print(
                f"| {' | '.join([job.name, f'{n:,}', shown(ours_s), *cells])} |",
                flush=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())
