"""What clients that never read cost the publisher in memory, and how long a snapshot takes.

Run: python benchmarks/bench_publisher_memory.py [SECONDS]

The publisher is a process of its own that has published a minute at 1 kHz and goes on. Each kind
of client asks, orders or subscribes without end and reads nothing. Limit: +64 MB. The snapshot of
30 s is asked for by a station that reads, and counts as come with its oldest sample. Limit: 100 ms.
"""

from __future__ import annotations

import contextlib
import math
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import zmq

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.samples import CopSample
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import Request, encode_control
from balance_arcade.server.publisher import Publisher

RATE_HZ = 1000.0
LIMIT_MB = 64.0
LIMIT_MS = 100.0
SNAPSHOT_S = 30.0
Ask = Callable[[int], bytes]


def sway(seq: int) -> tuple[float, float]:
    """Place of a sample: two slow waves."""
    return 12.0 * math.sin(seq / 700.0), 8.0 * math.sin(seq / 300.0)


def publish() -> None:
    """Be the publisher: a minute of samples at once, then on at the board's pace."""
    publisher = Publisher(
        "bench", live="tcp://127.0.0.1:0", ctl="tcp://127.0.0.1:0", handle_command=lambda _: ""
    )
    publisher.start()
    info = BoardInfo("sim:", "bench", "Bench", "", Geometry(400.0, 300.0), RATE_HZ, "host")
    publisher.on_info(info)
    blocks = 6000
    begin = time.monotonic() - blocks * 0.01
    seq = 0
    while True:
        made = [
            CopSample(i, time.monotonic_ns(), i / RATE_HZ, *sway(i), 7e2, 0.5, 0.5, *sway(i))
            for i in range(seq, seq + 10)
        ]
        publisher.on_samples(made)
        seq += 10
        if seq == blocks * 10:
            print(publisher.live_endpoint, publisher.ctl_endpoint, flush=True)
        if seq < blocks * 10:
            time.sleep(0.0005)
        else:
            time.sleep(max(0.0, begin + seq / RATE_HZ - time.monotonic()))


@contextlib.contextmanager
def publishing() -> Iterator[tuple[int, str, str]]:
    """Give process, stream and control port of a publisher that has a minute to tell."""
    child = subprocess.Popen([sys.executable, __file__, "--publish"], stdout=subprocess.PIPE)
    try:
        assert child.stdout is not None
        live, ctl = child.stdout.readline().decode().split()
        time.sleep(0.5)
        yield child.pid, live, ctl
    finally:
        child.kill()
        child.wait()
        child.stdout.close()


def resident_mb(pid: int) -> float:
    """Memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def deaf(context: zmq.Context[Any], kind: int, endpoint: str) -> zmq.Socket[Any]:
    """Connect a socket that takes next to nothing in."""
    sock = context.socket(kind)
    for option in (zmq.RCVHWM, zmq.SNDHWM):
        sock.setsockopt(option, 1)
    sock.setsockopt(zmq.RCVBUF, 4096)
    sock.connect(endpoint)
    return sock


def grown_mb(kind: int, n_clients: int, ask: Ask, seconds: float) -> tuple[float, int]:
    """Most memory that a kind of client costs, and how many messages were sent."""
    with publishing() as (pid, live, ctl), zmq.Context() as context:
        before_mb = most_mb = resident_mb(pid)
        endpoint = live if kind == zmq.XSUB else ctl
        clients = [deaf(context, kind, endpoint) for _ in range(n_clients)]
        end, n_sent = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            for sock in clients:
                with contextlib.suppress(zmq.Again):
                    sock.send(ask(n_sent), zmq.NOBLOCK)
                    n_sent += 1
            if n_sent % 100 == 0:
                time.sleep(0.001)
            most_mb = max(most_mb, resident_mb(pid))
        context.destroy(linger=0)
        return most_mb - before_mb, n_sent


def request(cmd: str, **args: Any) -> Ask:
    """Make requests of one kind, each with an id of its own."""
    return lambda i: encode_control(Request(str(i), cmd, args))


def snapshot_ms() -> float:
    """How long a station waits for 30 s, the oldest sample and the newest."""
    with publishing() as (_, live, ctl):
        times_ms = []
        for _ in range(5):
            with StreamClient(live, ctl, snapshot_s=SNAPSHOT_S) as client:
                while not client.poll(0.01):
                    pass
                seqs: set[int] = set()
                begin = time.perf_counter()
                while len(seqs) < SNAPSHOT_S * RATE_HZ:
                    for message in client.poll(0.05):
                        if message.kind == "samples":
                            seqs.update(message.body.values[:, 0].astype(int).tolist())
                times_ms.append((time.perf_counter() - begin) * 1e3)
        return statistics.median(times_ms)


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    subscribe: Ask = lambda i: b"\x01ba/1/"  # noqa: E731
    rows: list[tuple[str, int, int, Ask]] = [
        ("snapshots", zmq.DEALER, 1, request("snapshot", seconds=60.0)),
        ("snapshots", zmq.DEALER, 24, request("snapshot", seconds=60.0)),
        ("replays", zmq.DEALER, 24, request("replay", kind="samples", **{"from": 1, "to": 1e9})),
        ("hello", zmq.DEALER, 24, request("hello")),
        ("orders", zmq.DEALER, 24, request("mark", text="x" * 500)),
        ("subscribes", zmq.XSUB, 24, subscribe),
        ("topics", zmq.XSUB, 24, lambda i: b"\x01ba/1/%060d" % i),
    ]
    print(f"Memory under clients that never read, limit +{LIMIT_MB:.0f} MB")
    for name, kind, n_clients, ask in rows:
        grown, n_sent = grown_mb(kind, n_clients, ask, seconds)
        print(f"{name:>12} {n_clients:3d} clients {n_sent:8d} sent {grown:8.1f} MB", flush=True)
    print(f"A snapshot of 30 s at 1 kHz: {snapshot_ms():.0f} ms, limit {LIMIT_MS:.0f} ms")


if __name__ == "__main__":
    publish() if sys.argv[1:] == ["--publish"] else main()
