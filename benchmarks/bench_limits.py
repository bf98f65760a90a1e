"""Every stated limit of the batch descriptors beside what this machine takes, in one run.

Run ``python benchmarks/bench_limits.py``. One thread, its processor time, best of up to 20 runs
after a first one; memory is measured in processes of its own. A line that is over its limit is
marked, and the exit code is 1. Many files by two processes: `bench_jobs.py`.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from common import Floats, basics, best_s, machine, naive_stays, naive_width, sway

from balance_arcade.cop.basics import hull_values, record_sums
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.density import stay_counts
from balance_arcade.cop.dfa import dfa_alpha
from balance_arcade.cop.diffusion import fit_diffusion, mean_square_displacement
from balance_arcade.cop.entropy import sample_entropy
from balance_arcade.cop.prepare import prepare, run_rows

LONG, MIDDLE, MINUTE = 600_000, 60_000, 6_000
FAST_HZ, SLOW_HZ = 1000.0, 100.0
TENFOLD = 15.0
"""n log n takes 12.1 times as long for ten times 60,000; a square takes 100 times as long."""


class Line(NamedTuple):
    """One limit; `most` says whether it is the most or the least that is allowed."""

    what: str
    measured: float
    limit: float
    unit: str
    most: bool = True

    @property
    def kept(self) -> bool:
        """Whether the measured value is within the limit."""
        return self.measured <= self.limit if self.most else self.measured >= self.limit

    def row(self) -> str:
        """Format as a row of the table."""
        margin = self.limit / self.measured if self.most else self.measured / self.limit
        sign = "≤" if self.most else "≥"
        cells = [
            self.what,
            f"{self.measured:.4g} {self.unit}",
            f"{sign} {self.limit:g} {self.unit}",
            f"{margin:.1f}x" if self.kept else "OVER",
        ]
        return f"| {' | '.join(cells)} |"


def whole(n_samples: int, rate_hz: float) -> float:
    """Time the whole default set by the wall's clock: of a long record two threads share it."""
    t_s, cop_mm = np.arange(n_samples) / rate_hz, sway(n_samples, rate_hz)
    analyze_trial(t_s, cop_mm, rate_hz=rate_hz)
    return best_s(
        lambda: analyze_trial(t_s, cop_mm, rate_hz=rate_hz),
        patience_s=8.0,
        clock=time.perf_counter,
    )


def sets() -> Iterator[Line]:
    """Whole set and basics."""
    yield Line("whole default set, 60 s at 100 Hz", 1e3 * whole(MINUTE, SLOW_HZ), 12.0, "ms")
    t_s, cop_mm = np.arange(LONG) / FAST_HZ, sway(LONG)
    basics(t_s, cop_mm, FAST_HZ)
    took_s = best_s(lambda: basics(t_s, cop_mm, FAST_HZ))
    yield Line(f"time-domain basics, {LONG:,} samples", 1e3 * took_s, 10.0, "ms")
    yield Line(f"whole default set, {LONG:,} samples at 100 Hz", whole(LONG, SLOW_HZ), 1.2, "s")
    yield Line(f"whole default set, {LONG:,} samples at 1 kHz", whole(LONG, FAST_HZ), 1.2, "s")


def complexity() -> Iterator[Line]:
    """Entropy, DFA and diffusion of one axis, every sample, against the stated figures."""
    limits = {MIDDLE: (0.1, 0.018, 0.019), LONG: (5.0, 0.25, 0.28)}
    for n, (entropy_s, dfa_s, diffusion_s) in limits.items():
        ml = np.ascontiguousarray(sway(n)[:, 0])
        noise = np.random.default_rng(21).normal(size=n)

        def diffusion(ml: Floats = ml, n: int = n) -> object:
            return fit_diffusion(mean_square_displacement(ml), FAST_HZ, min(10.0, n / FAST_HZ / 3))

        works = (
            ("sample entropy", lambda x=ml: sample_entropy(x), entropy_s),
            ("sample entropy of white noise", lambda x=noise: sample_entropy(x), entropy_s),
            ("DFA, 20 scales", lambda x=ml: dfa_alpha(x, FAST_HZ), dfa_s),
            ("diffusion, all lags, with its fits", diffusion, diffusion_s),
        )
        for name, call, limit_s in works:
            call()
            yield Line(f"{name}, {n:,} points", best_s(call), limit_s, "s")


def planar_range(cop_mm: Floats) -> float:
    """Measure ours, from the samples on."""
    n = len(cop_mm)
    used = prepare(np.arange(n) / FAST_HZ, cop_mm, FAST_HZ, None)
    return hull_values(cop_mm, record_sums(used, run_rows(used)))[1]


def against_loops() -> Iterator[Line]:
    """Sway density and planar range: how many times a plain loop's speed, and how they grow."""
    cop_mm = sway(MINUTE, SLOW_HZ)
    works = (
        ("sway density", lambda c: stay_counts(c, 3.0), naive_stays),
        ("planar range", planar_range, naive_width),
    )
    for name, ours, naive in works:
        if not np.allclose(ours(cop_mm), naive(cop_mm[:]), rtol=1e-12):
            raise AssertionError(f"{name}: the loop gives another value")
        naive_s = best_s(lambda c=cop_mm, f=naive: f(c), patience_s=0.1)
        ratio = naive_s / best_s(lambda c=cop_mm, f=ours: f(c))
        yield Line(f"{name} against a loop, {MINUTE:,} points", ratio, 100.0, "times", most=False)
        long = [sway(n) for n in (MIDDLE, LONG)]
        times = [best_s(lambda c=record, f=ours: f(c)) for record in long]
        yield Line(f"{name}, growth from 60,000 to 600,000", times[1] / times[0], TENFOLD, "times")


def memory() -> Iterator[Line]:
    """Most memory of the whole set beyond what was there before, against times and samples."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.npy"
        np.save(path, np.column_stack((np.arange(LONG) / FAST_HZ, sway(LONG))))
        for name, how in (("resident", "rss"), ("of numpy, traced", "trace")):
            done = subprocess.run(
                [sys.executable, __file__, "--memory", how, str(path)],
                capture_output=True,
                text=True,
                check=True,
            )
            yield Line(f"memory, {name}, {LONG:,} samples", float(done.stdout), 10.0, "x input")


def memory_of(how: str, path: str) -> float:
    """Measure in this process; a short record first, so that code is no part of it."""
    short = sway(30_000)
    analyze_trial(np.arange(30_000) / FAST_HZ, short, rate_hz=FAST_HZ)
    table = np.load(path)
    t_s, cop_mm = np.ascontiguousarray(table[:, 0]), np.ascontiguousarray(table[:, 1:])
    del table
    n_bytes = t_s.nbytes + cop_mm.nbytes
    if how == "trace":
        tracemalloc.start()
        analyze_trial(t_s, cop_mm, rate_hz=FAST_HZ)
        return tracemalloc.get_traced_memory()[1] / n_bytes
    before = resident_bytes()
    analyze_trial(t_s, cop_mm, rate_hz=FAST_HZ)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (most * (1 if sys.platform == "darwin" else 1024) - before) / n_bytes


def resident_bytes() -> int:
    """Memory of this process that is in use now; where that is not told, the most so far."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if "VmRSS" in line)
        return 1024 * int(line.split()[1])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main() -> int:
    """Print the table."""
    if sys.argv[1:2] == ["--memory"]:
        print(memory_of(*sys.argv[2:]))
        return 0
    print(f"{machine()}\n\n| what | here | limit | margin |\n| --- | ---: | ---: | ---: |")
    over = 0
    for part in (sets, complexity, against_loops, memory):
        for line in part():
            over += not line.kept
            print(line.row(), flush=True)
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
