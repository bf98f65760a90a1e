"""What the benchmarks share: a record to measure, a way to time it, and the machine's name."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt

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


def best_s(call: Callable[[], object], *, patience_s: float = 1.0) -> float:
    """Processor time of this thread for a call: the best of some runs, at least one."""
    times: list[float] = []
    while not times or (sum(times) < patience_s and len(times) < MOST_RUNS):
        start = time.thread_time()
        call()
        times.append(time.thread_time() - start)
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
