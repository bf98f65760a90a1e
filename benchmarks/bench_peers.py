"""Time other packages beside ours: the same record, one run, one thread.

Run ``make bench``, or ``python benchmarks/bench_peers.py`` with ``OMP_NUM_THREADS=1``; with words
behind it, such as ``DFA``, only the jobs that have one of them in their name. Times are processor
time of the whole process, so that a package's threads would count; the best of as many
runs as fit into a second, after one on a short record. What is called stands in `peer_table.py`;
packages come with the extra ``bench``. A cell holds the time, how many times ours that is, and with
how many scales or lags. A call that would take longer than a minute, reckoned from its time at the
length before, is not made; one that needs more than `MOST_GIB` of memory fails.
"""

from __future__ import annotations

import importlib
import resource
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

from balance_arcade.cop.composite_entropy import count_coarse, refined_entropies
from balance_arcade.cop.dfa import dfa_alpha, scales_for
from balance_arcade.cop.diffusion import fit_diffusion, mean_square_displacement
from balance_arcade.cop.diffusion_rows import LONGEST_S
from balance_arcade.cop.dispersion_entropy import dispersion_entropies
from balance_arcade.cop.divergence import lyapunov_exponent
from balance_arcade.cop.entropy import sample_entropy
from balance_arcade.cop.fuzzy_entropy import fuzzy_entropy
from balance_arcade.cop.hjorth import hjorth
from balance_arcade.cop.irreversibility import asymmetry
from balance_arcade.cop.lempel_ziv import lempel_ziv
from balance_arcade.cop.multifractal import multifractal
from balance_arcade.cop.ordinal_patterns import permutation_entropies
from balance_arcade.cop.parts import LONGEST_SHORT_PART_S, equal_parts
from balance_arcade.cop.recurrence import recurrences
from balance_arcade.cop.stretch import EVEN_HZ

PATIENCE_S = 60.0
MOST_GIB = 2
SHORT, MINUTE, MIDDLE, LONG = 3_000, 6_000, 60_000, 600_000
# A minute at 25 Hz.
FEW = 1_500


Call = Callable[[Any, Samples], Any]
Calls = dict[str, Call]


class Job(NamedTuple):
    """What is timed: ours and peers' calls, and how many scales or lags each of those takes."""

    name: str
    ours: Callable[[Samples], object]
    lengths: tuple[int, ...]
    peers: Calls
    sizes: Calls


def calls_for(descriptor: str) -> Calls:
    """Give the calls that `peer_table` has for a descriptor."""
    return {row.peer: row.call for row in rows() if row.descriptor == descriptor}


def ml_of(samples: Samples) -> Floats:
    """Give one axis in a row of memory."""
    return np.ascontiguousarray(samples.cop_mm[:, 0])


def diffusion(samples: Samples) -> object:
    """Every lag of one axis and the fit."""
    longest_s = min(LONGEST_S, len(samples.cop_mm) / samples.rate_hz / 3.0)
    return fit_diffusion(mean_square_displacement(ml_of(samples)), samples.rate_hz, longest_s)


def refined(samples: Samples) -> object:
    """Give the curve of one axis, all in one part."""
    series = ml_of(samples)
    return refined_entropies([count_coarse(series, 0.2 * float(series.std()))])


def scales_of(samples: Samples) -> list[int]:
    """Give the scales of our DFA."""
    return [int(n) for n in scales_for(len(samples.cop_mm), samples.rate_hz)]


def steps_of_a_fifth(module: str, function: str) -> Call:
    """Scales from 4 samples to a tenth of the record, each 1.2 times the one before."""

    def count(package: Any, samples: Samples) -> int:
        scales = getattr(importlib.import_module(module), function)
        return len(scales(4, 0.1 * len(samples.cop_mm), 1.2))

    return count


# The peers that can be told their scales, given ours, and windows that do not overlap.
WITH_OUR_SCALES: Calls = {
    "neurokit2": lambda nk, s: nk.fractal_dfa(ml_of(s), scale=scales_of(s), overlap=False)[0],
    "nolds": lambda nolds, s: nolds.dfa(
        ml_of(s), nvals=scales_of(s), overlap=False, fit_exp="poly"
    ),
    "micromotion": lambda mm, s: mm.dynamics.dfa(
        ml_of(s), smin=min(scales_of(s)), smax=max(scales_of(s)), nsc=len(scales_of(s))
    ),
}


def our_number(_: Any, samples: Samples) -> int:
    """As many scales as ours."""
    return len(scales_of(samples))


def of_parts(measure: Callable[[Floats, float], object], samples: Samples) -> object:
    """Measure the equal parts that the peers' calls in `peer_nonlinear` are the mean of."""
    series = ml_of(samples)
    parts = equal_parts(series.size, int(LONGEST_SHORT_PART_S * EVEN_HZ))
    return [measure(series[first:last], EVEN_HZ) for first, last in parts]


def dfa_of(samples: Samples) -> object:
    """Our DFA of one axis."""
    return dfa_alpha(ml_of(samples), samples.rate_hz)


JOBS = (
    Job(
        "sample entropy, every sample",
        lambda s: sample_entropy(ml_of(s)),
        (MINUTE, MIDDLE),
        calls_for("sample_entropy_ml"),
        {},
    ),
    Job(
        "DFA, ours of 20 scales, peers of their own",
        dfa_of,
        (MINUTE, MIDDLE, LONG),
        calls_for("dfa_alpha_ml"),
        {
            "antropy": steps_of_a_fifth("antropy.utils", "_log_n"),
            "neurokit2": lambda nk, s: len(nk.fractal_dfa(ml_of(s))[1]["scale"]),
            "nolds": steps_of_a_fifth("nolds", "logarithmic_n"),
            "micromotion": lambda mm, s: len(
                mm.dynamics.dfa(ml_of(s), fs=s.rate_hz, min_scale_s=0.3)["scales"]
            ),
        },
    ),
    Job(
        "DFA, all of the same 20 scales",
        dfa_of,
        (MINUTE, MIDDLE, LONG),
        WITH_OUR_SCALES,
        dict.fromkeys(WITH_OUR_SCALES, our_number),
    ),
    Job(
        "diffusion, ours of all lags",
        diffusion,
        (MINUTE, MIDDLE, LONG),
        calls_for("sda_h_short_ml"),
        {"micromotion": lambda mm, s: len(mm.dynamics.sda(ml_of(s), fs=s.rate_hz)["lags_s"])},
    ),
    *(
        Job(name, ours, (FEW, MINUTE), calls_for(f"{descriptor}_ml"), {})
        for name, ours, descriptor in (
            ("fuzzy entropy", lambda s: fuzzy_entropy(ml_of(s)), "fuzzy_entropy"),
            ("refined entropies, ten scales", refined, "complexity_index"),
            (
                "permutation entropies, both",
                lambda s: permutation_entropies(ml_of(s)),
                "weighted_permutation_entropy",
            ),
            (
                "permutation entropies, peers only the plain one",
                lambda s: permutation_entropies(ml_of(s)),
                "permutation_entropy",
            ),
            (
                "dispersion entropies, peers one of two",
                lambda s: dispersion_entropies(ml_of(s)),
                "dispersion_entropy",
            ),
            ("Lempel-Ziv", lambda s: lempel_ziv(ml_of(s) > ml_of(s).mean()), "lempel_ziv"),
            ("asymmetries, ours four", lambda s: asymmetry(ml_of(s)), "porta_asymmetry"),
        )
    ),
    *(
        Job(name, ours, (FEW, MINUTE), calls_for(descriptor), {})
        for name, ours, descriptor in (
            (
                "recurrences, in parts, ours with radius and dimension",
                partial(of_parts, recurrences),
                "rqa_determinism_ml",
            ),
            (
                "correlation dimension, in parts, ours with all of the recurrences",
                partial(of_parts, recurrences),
                "correlation_dimension_ml",
            ),
            (
                "Lyapunov exponent, in parts",
                partial(of_parts, lyapunov_exponent),
                "lyapunov_exponent_ml_per_s",
            ),
            (
                "multifractal fluctuations, 21 moments",
                lambda s: multifractal(ml_of(s), EVEN_HZ),
                "multifractal_width_ml",
            ),
            ("Hjorth's two", lambda s: hjorth(ml_of(s), EVEN_HZ), "hjorth_complexity_ml"),
        )
    ),
    Job(
        "sway: path, spread, areas",
        lambda s: basics(s.t_s, s.cop_mm, s.rate_hz),
        (MINUTE, MIDDLE, LONG),
        calls_for("sway_path_mm"),
        {},
    ),
)


def samples_of(n_samples: int) -> Samples:
    """Make a record; entropies are given every sample of it."""
    rate_hz = rate_of(n_samples)
    cop_mm = sway(n_samples)
    return Samples(np.arange(n_samples) / rate_hz, cop_mm, cop_mm, rate_hz, rate_hz)


class Peer:
    """One package's call, and its last time."""

    def __init__(self, call: Call, package: Any, size: Call | None) -> None:
        self._call, self._package, self._size = call, package, size
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
                size = f" ({self._size(self._package, samples)})" if self._size else ""
        except Exception as error:  # noqa: BLE001 - foreign code may raise anything; it is shown
            return f"fails: {type(error).__name__}"
        if n > SHORT:
            self._last_n, self._last_s = n, took_s
        return f"{shown(took_s)}, {took_s / ours_s:.3g} x{size}"


def shown(time_s: float) -> str:
    """Write a time."""
    return f"{time_s:.3g} s" if time_s >= 1.0 else f"{1e3 * time_s:.3g} ms"


def main() -> int:
    """Print the table."""
    numba.set_num_threads(1)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_GIB << 30, MOST_GIB << 30))
    jobs = [job for job in JOBS if not sys.argv[1:] or any(w in job.name for w in sys.argv[1:])]
    packages = load_peers()
    missing = [name for name in PEERS if packages[name] is None]
    print(f"{machine()}\n{versions()}")
    if missing:
        print(f"Not installed and left out: {', '.join(missing)} (pip install -e '.[bench]').")
    there = [name for name in PEERS if name not in missing]
    print(f"\n| job | samples | ours | {' | '.join(there)} |".replace(" |  |", " |"))
    print("| --- | ---: | ---: |" + " ---: |" * len(there))
    for job in jobs:
        peers = {
            name: Peer(call, packages[name], job.sizes.get(name))
            for name, call in job.peers.items()
            if name in there
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
