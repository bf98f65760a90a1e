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
ROUNDS = 7


def samples_at(rate_hz, n_samples):
    """Make a slow walk of the four forces."""
    rng = np.random.default_rng(1)
    forces = 150.0 + np.cumsum(rng.normal(scale=0.05, size=(n_samples, 4)), axis=0)
    return [
        ForceSample(i, 0, i / rate_hz, *map(float, row)) for i, row in enumerate(forces.tolist())
    ]


def costs_us(stream, samples, *, batch, ask):
    """Cost of every batch of pushes, with metrics() after it or not; the clock's own is in."""
    now, push, metrics = time.perf_counter_ns, stream.push, stream.metrics
    costs = []
    for first in range(0, len(samples) - batch + 1, batch):
        some = samples[first : first + batch]
        start_ns = now()
        for sample in some:
            push(sample)
        if ask:
            metrics()
        costs.append((now() - start_ns) / 1e3)
    return costs


def core_share(rate_hz, samples, every):
    """Processor time of pushes and of metrics() after every so many, as a share of their time."""
    stream = CopStream(WBB, rate_hz, window_s=WINDOW_S)
    start_s = time.thread_time()
    costs_us(stream, samples, batch=every, ask=True)
    return (time.thread_time() - start_s) / (len(samples) / rate_hz)


def print_rate(rate_hz):
    """Print the lines of one rate, over three and a half windows; best of some rounds each."""
    samples = samples_at(rate_hz, int(3.5 * WINDOW_S * rate_hz))
    for name, batch, ask, limit in (
        ("push of a sample", 1, False, ""),
        ("push + metrics()", 1, True, "p99 <= 50"),
        ("10 pushes + metrics()", 10, True, "p50 <= 20"),
    ):
        rounds = []
        for _ in range(ROUNDS):
            stream = CopStream(WBB, rate_hz, window_s=WINDOW_S)
            costs = costs_us(stream, samples, batch=batch, ask=ask)
            cuts = statistics.quantiles(costs, n=100)
            rounds.append((statistics.median(costs), cuts[98], max(costs)))
        p50, p99, worst = (min(column) for column in zip(*rounds, strict=True))
        print(f"{rate_hz:>5.0f} Hz {name:<24} {p50:>7.2f} {p99:>7.2f} {worst:>7.1f}  {limit}")
    for name, every in (("10 times a second", round(rate_hz / 10.0)), ("per 10 samples", 10)):
        share = min(core_share(rate_hz, samples, every) for _ in range(ROUNDS))
        text = f"of a core, asked {name}"
        print(f"{rate_hz:>5.0f} Hz {text:<32} {100.0 * share:>6.2f} %          <= 1 %")


def print_states(rate_hz):
    """Print what 10 pushes and metrics() cost where not every value can be told."""
    walk = samples_at(rate_hz, int(2.0 * WINDOW_S * rate_hz))
    rng = np.random.default_rng(2)
    states = (
        ("all told", walk, WINDOW_S),
        ("first 3 seconds", walk[: int(3.0 * rate_hz)], 0.0),
        ("one sample in five lost", [s for s in walk if rng.random() > 0.2], WINDOW_S),
        ("three in five lost", [s for s in walk if rng.random() > 0.6], WINDOW_S),
        ("places that never move", [still(s) for s in walk], WINDOW_S),
        ("nobody there", [still(s, 0.0) for s in walk], WINDOW_S),
    )
    for name, samples, settled_s in states:
        before = [s for s in samples if s.t_s < settled_s]
        rounds = []
        for _ in range(5 * ROUNDS):  # short ones, so that one of them is left in peace
            stream = CopStream(WBB, rate_hz, window_s=WINDOW_S)
            for sample in before:
                stream.push(sample)
            costs = costs_us(stream, samples[len(before) :], batch=10, ask=True)
            rounds.append((statistics.median(costs), statistics.quantiles(costs, n=100)[98]))
        p50, p99 = (min(column) for column in zip(*rounds, strict=True))
        n_refused = len(stream.metrics().refused)
        print(f"{rate_hz:>5.0f} Hz {name:<24} {p50:>7.2f} {p99:>7.2f} {n_refused:>7}  p50 <= 20")


def still(sample, force_n=150.0):
    """Give the same moment with every corner at one force."""
    return ForceSample(sample.seq, sample.t_host_ns, sample.t_s, *[force_n] * 4)


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
    n_values = len(CopStream(WBB, 100.0).metrics().values)
    print(f"One live sample, window {WINDOW_S:g} s, {n_values} values; us, least of {ROUNDS}")
    print(f"{'':<33} {'p50':>7} {'p99':>7} {'worst':>7}  limit")
    for rate_hz in (100.0, 1000.0):
        print_rate(rate_hz)
    print(f"\n10 pushes + metrics()\n{'':<33} {'p50':>7} {'p99':>7} {'refused':>7}  limit")
    for rate_hz in (100.0, 1000.0):
        print_states(rate_hz)
    with tempfile.TemporaryDirectory() as cache_dir:
        cold_s, warm_s = warmup_s(cache_dir), warmup_s(cache_dir)
    print(f"Warm-up of all kernels: {cold_s:.1f} s compiled (<= 20), {warm_s:.2f} s from the cache")


if __name__ == "__main__":
    main()
