"""What the benchmarks share: a record, slow twins, a way to time, and the machine's name."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.basics import basic_values, record_sums
from balance_arcade.cop.prepare import prepare, run_rows

Floats = npt.NDArray[np.float64]

LONGEST_SLOW = 10_000
MOST_RUNS = 20


def rate_of(n_samples: int) -> float:
    """Rate of a record of that length: 100 Hz up to 10,000 samples, then 1000 Hz."""
    return 100.0 if n_samples <= LONGEST_SLOW else 1000.0


def sway(n_samples: int, rate_hz: float | None = None) -> Floats:
    """Stand: three slow waves and a little noise, a few millimetres in size."""
    rng = np.random.default_rng(1)
    t_s = np.arange(n_samples) / (rate_hz or rate_of(n_samples))
    waves = sum(
        a * np.sin(2.0 * np.pi * f * t_s[:, None] + rng.uniform(0.0, 6.0, 2))
        for f, a in ((0.11, 4.0), (0.4, 2.0), (1.1, 0.7))
    )
    return np.asarray(waves + 0.02 * rng.normal(size=(n_samples, 2)))


def basics(t_s: Floats, cop_mm: Floats, rate_hz: float) -> dict[str, float]:
    """Measure all time-domain basics from plain arrays, checks included."""
    used = prepare(t_s, cop_mm, rate_hz, None)
    runs = run_rows(used)
    duration_s = float(used.t_s[-1] - used.t_s[0])
    return basic_values(used.cop_mm, runs, record_sums(used, runs), duration_s)


def naive_stays(cop_mm: Floats, radius_mm: float = 3.0) -> Floats:
    """Compare each sample with its neighbours one by one, as published programs do."""
    n = len(cop_mm)
    out = np.zeros(n)
    for i in range(n):
        for way in (range(i + 1, n), range(i - 1, -1, -1)):
            for k in way:
                if np.linalg.norm(cop_mm[k] - cop_mm[i]) > radius_mm:
                    break
                out[i] += 1.0
    return out


def naive_width(cop_mm: Floats) -> float:
    """Compare all pairs."""
    return max(np.linalg.norm(cop_mm - here, axis=1).max() for here in cop_mm)


def best_s(
    call: Callable[[], object],
    *,
    patience_s: float = 1.0,
    clock: Callable[[], float] = time.thread_time,
) -> float:
    """Processor time of this thread for a call: the best of some runs, at least one."""
    times: list[float] = []
    while not times or (sum(times) < patience_s and len(times) < MOST_RUNS):
        start = clock()
        call()
        times.append(clock() - start)
    return min(times)


def machine() -> str:
    """Name what the numbers were measured on, and how busy it was."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":")[1].strip() if names else model
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, numpy {np.__version__}{load}, "
        f"{time.strftime('%Y-%m-%d')}"
    )
