"""How long a sample takes from the acquisition's call to a subscriber in another process.

Run: python benchmarks/bench_stream.py [SECONDS]

Latency is from `Publisher.on_samples` of each single sample to its decoded message in the
subscriber, so it includes waiting for the batch. Both processes share one monotonic clock.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

import numpy as np

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.samples import CopSample
from balance_arcade.server.batching import batch_size
from balance_arcade.server.publisher import Publisher

SUBSCRIBER = """
import json, sys, time
from balance_arcade.server.client import StreamClient
ages = []
with StreamClient(sys.argv[1], sys.argv[2], snapshot_s=0.0) as client:
    print("ready", flush=True)
    end = time.monotonic() + float(sys.argv[3])
    while time.monotonic() < end:
        for message in client.poll(0.1):
            if message.kind == "samples":
                now_ns = time.monotonic_ns()
                ages += (now_ns - message.body.column("t_host_ns")).tolist()
    gaps = client.reader.gaps["samples"]
    print(json.dumps({"ages": ages, "n_gaps": gaps.n_gaps}), flush=True)
"""
WARM_UP_S = 1.0


def sample(seq: int, rate_hz: float) -> CopSample:
    """Make a sample that carries the present time."""
    now_ns = time.monotonic_ns()
    return CopSample(seq, now_ns, seq / rate_hz, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)


def measure(rate_hz: float, n_subscribers: int, seconds: float) -> list[object]:
    """One row of the table."""
    publisher = Publisher(
        "bench",
        live="tcp://127.0.0.1:0",
        ctl="tcp://127.0.0.1:0",
        handle_command=lambda _: "accepted",
    )
    publisher.start()
    publisher.on_info(
        BoardInfo("sim:", "bench", "Bench", "", Geometry(400.0, 300.0), rate_hz, "host")
    )
    run_s = seconds + WARM_UP_S
    endpoints = (publisher.live_endpoint, publisher.ctl_endpoint)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", SUBSCRIBER, *endpoints, str(run_s)],
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(n_subscribers)
    ]
    for child in children:
        child.stdout.readline()
    costs_ns = feed(publisher, rate_hz, run_s)
    results = [json.loads(child.communicate()[0]) for child in children]
    publisher.stop()
    skip = round(WARM_UP_S * rate_hz)
    ages_ms = np.concatenate([r["ages"][skip:] for r in results]) / 1e6
    p50, p99 = np.percentile(ages_ms, [50, 99])
    return [
        f"{rate_hz:.0f}",
        n_subscribers,
        batch_size(rate_hz),
        f"{p50:.2f}",
        f"{p99:.2f}",
        f"{ages_ms.max():.2f}",
        f"{np.median(costs_ns) / 1e3:.1f}",
        sum(r["n_gaps"] for r in results),
    ]


def feed(publisher: Publisher, rate_hz: float, seconds: float) -> list[int]:
    """Publish at the board's pace; give the cost of each call in nanoseconds."""
    costs_ns = []
    begin_ns = time.monotonic_ns()
    for seq in range(round(seconds * rate_hz)):
        due_ns = begin_ns + round(seq * 1e9 / rate_hz)
        time.sleep(max(0.0, (due_ns - time.monotonic_ns()) / 1e9))
        made = sample(seq, rate_hz)
        before_ns = time.perf_counter_ns()
        publisher.on_samples([made])
        costs_ns.append(time.perf_counter_ns() - before_ns)
    return costs_ns


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    names = ["rate Hz", "subscribers", "batch", "p50 ms", "p99 ms", "max ms", "call us", "gaps"]
    print("Sample to subscriber over loopback TCP")
    print("  ".join(f"{name:>11}" for name in names))
    for rate_hz, n_subscribers in ((100.0, 1), (100.0, 4), (1000.0, 1), (1000.0, 4)):
        row = measure(rate_hz, n_subscribers, seconds)
        print("  ".join(f"{value!s:>11}" for value in row), flush=True)


if __name__ == "__main__":
    main()
