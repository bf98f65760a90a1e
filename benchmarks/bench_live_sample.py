"""What one live sample costs: forces in, centre of pressure, display filter and window out.

Run with ``python benchmarks/bench_live_sample.py``; prints a table.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

from balance_arcade.cop.live import CopStream
from balance_arcade.cop.warmup import warmup
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample

WBB = Geometry(433.0, 238.0)
WINDOW_S = 10.0


def samples_at(rate_hz, n_samples):
    """Make a slow walk of the four forces."""
    rng = np.random.default_rng(1)
    forces = 150.0 + np.cumsum(rng.normal(scale=0.05, size=(n_samples, 4)), axis=0)
    return [
        ForceSample(i, 0, i / rate_hz, *map(float, row)) for i, row in enumerate(forces.tolist())
    ]


def push_costs_us(rate_hz):
    """Cost of every single push over three windows, in microseconds; the clock's own cost is in."""
    stream, now = CopStream(WBB, rate_hz, window_s=WINDOW_S), time.perf_counter_ns
    costs = []
    for sample in samples_at(rate_hz, int(3.5 * WINDOW_S * rate_hz)):
        start_ns = now()
        stream.push(sample)
        costs.append((now() - start_ns) / 1e3)
    return costs, stream


def mean_push_us(rate_hz, n_rounds=5):
    """Mean cost of a push without a clock between, best of some rounds."""
    samples = samples_at(rate_hz, int(3.5 * WINDOW_S * rate_hz))
    means = []
    for _ in range(n_rounds):
        push = CopStream(WBB, rate_hz, window_s=WINDOW_S).push
        start_ns = time.perf_counter_ns()
        for sample in samples:
            push(sample)
        means.append((time.perf_counter_ns() - start_ns) / 1e3 / len(samples))
    return min(means)


def metrics_us(stream, n_calls=2000):
    """Mean cost of asking for the window's metrics, in microseconds."""
    start_ns = time.perf_counter_ns()
    for _ in range(n_calls):
        stream.metrics()
    return (time.perf_counter_ns() - start_ns) / 1e3 / n_calls


def warmup_s(cache_dir):
    """Seconds of the warm-up in a fresh process, without its imports."""
    program = (
        "import time; from balance_arcade.cop.warmup import warmup; "
        "start = time.perf_counter(); warmup(); print(time.perf_counter() - start)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"NUMBA_CACHE_DIR": cache_dir},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout)


def main():
    """Print the tables."""
    warmup()
    print(f"One live sample, window {WINDOW_S:g} s, microseconds")
    print(f"{'rate':>8} {'mean':>7} {'p50':>7} {'p99':>7} {'worst':>7} {'metrics':>8} {'core':>6}")
    for rate_hz in (100.0, 1000.0):
        mean_us = mean_push_us(rate_hz)
        costs, stream = push_costs_us(rate_hz)
        p50, p99 = statistics.median(costs), statistics.quantiles(costs, n=100)[98]
        print(
            f"{rate_hz:>5.0f} Hz {mean_us:>7.2f} {p50:>7.2f} {p99:>7.2f} {max(costs):>7.1f} "
            f"{metrics_us(stream):>8.1f} {mean_us * rate_hz / 1e4:>5.2f}%"
        )
    print("The worst push turns the window's younger run into its older one, once a window.")
    with tempfile.TemporaryDirectory() as cache_dir:
        cold_s, warm_s = warmup_s(cache_dir), warmup_s(cache_dir)
    print(f"Warm-up of all kernels: {cold_s:.1f} s compiled, {warm_s:.2f} s from the cache")


if __name__ == "__main__":
    main()
