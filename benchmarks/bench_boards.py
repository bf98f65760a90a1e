"""What publishing many boards to several stations costs, and whether anything is lost.

Run: python benchmarks/bench_boards.py [SECONDS [BOARDS [STATIONS]]]

Every board has a publisher of its own, as in ``serve``, all in this process; they are fed one
after the other, each 100 times a second. Each station is a process that takes the streams of all
boards and looks for holes in the numbers of their samples. Cost is the processor time of this
process, less what feeding nothing takes, as a part of one core. Limits for 32 boards and 4
stations: no loss, 60 %.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import NamedTuple

import zmq
from common import machine

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.samples import CopSample
from balance_arcade.server.publisher import Publisher
from balance_arcade.server.wire import decode

RATE_HZ = 100.0
LIMIT = 0.60
N_BOARDS, N_STATIONS = 32, 4
QUIET_S = 1.0
SETTLE_S = 1.0


class Seen(NamedTuple):
    """What one run showed: part of a core, samples lost, and ages in milliseconds."""

    share: float
    n_lost: int
    p50_ms: float
    p99_ms: float


def watch(endpoints: Sequence[str]) -> None:
    """Be a station: read until nothing comes any more, then tell how many samples were missed."""
    context = zmq.Context()
    sock = context.socket(zmq.SUB)
    sock.setsockopt(zmq.RCVHWM, 0)
    sock.subscribe(b"ba/1/")
    for endpoint in endpoints:
        sock.connect(endpoint)
    print("ready", flush=True)
    newest: dict[str, int] = {}
    closed: set[str] = set()
    n_lost, ages_ms = 0, []
    while sock.poll(round(QUIET_S * 1e3)) or not newest:
        message = decode(sock.recv_multipart())
        if message.kind == "samples":
            now_ns = time.monotonic_ns()
            for sample in message.body.samples():
                n_lost += sample.seq - newest.get(message.board, sample.seq - 1) - 1
                newest[message.board] = sample.seq
                ages_ms.append((now_ns - sample.t_host_ns) / 1e6)
        elif message.kind == "hb" and message.body.closing:
            closed.add(message.board)
            if len(closed) == len(endpoints):
                break
    ages_ms.sort()
    tail = ages_ms[len(ages_ms) * 99 // 100]
    last = min(newest.values()), max(newest.values())
    print(json.dumps([n_lost, len(newest), last, ages_ms[len(ages_ms) // 2], tail]), flush=True)


def feed(publishers: Sequence[Publisher | None], seconds: float) -> float:
    """Give every publisher its samples, evenly spread; return this process's processor time."""
    before_s, begin_ns = time.process_time(), time.monotonic_ns()
    step_ns = 1e9 / RATE_HZ / len(publishers)
    for seq in range(round(seconds * RATE_HZ)):
        for place, publisher in enumerate(publishers):
            due_ns = begin_ns + round((seq * len(publishers) + place) * step_ns)
            time.sleep(max(0.0, (due_ns - time.monotonic_ns()) / 1e9))
            now_ns = time.monotonic_ns()
            made = CopSample(seq, now_ns, seq / RATE_HZ, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)
            if publisher is not None:
                publisher.on_samples([made])
    return time.process_time() - before_s


def measure(n_boards: int, n_stations: int, seconds: float) -> Seen:
    """Publish so many boards to so many stations."""
    publishers = []
    with contextlib.ExitStack() as open_now:
        for place in range(n_boards):
            name = f"bench-{place}"
            publisher = Publisher(
                name,
                live="tcp://127.0.0.1:0",
                ctl="tcp://127.0.0.1:0",
                handle_command=lambda _: "accepted",
            )
            publisher.start()
            open_now.callback(publisher.stop)
            geometry = Geometry(400.0, 300.0)
            publisher.on_info(BoardInfo("sim:", name, "Bench", "", geometry, RATE_HZ, "host"))
            publishers.append(publisher)
        command = [sys.executable, __file__, "--watch", *(p.live_endpoint for p in publishers)]
        stations = [
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(n_stations)
        ]
        for station in stations:
            station.stdout.readline()
        time.sleep(SETTLE_S)
        used_s = feed(publishers, seconds)
        # Longer than a station waits would be the end; so the last words come at once.
    told = [json.loads(station.communicate()[0]) for station in stations]
    bare_s = feed([None] * n_boards, min(seconds, 1.0)) / min(seconds, 1.0) * seconds
    newest = round(seconds * RATE_HZ) - 1
    n_lost = sum(
        lost + (n_boards - heard) * newest + (newest - least)
        for lost, heard, (least, _), *_ in told
    )
    p50_ms, p99_ms = max(t[3] for t in told), max(t[4] for t in told)
    return Seen((used_s - bare_s) / seconds, n_lost, p50_ms, p99_ms)


def main(
    seconds: float = 5.0, n_boards: int = N_BOARDS, n_stations: int = N_STATIONS
) -> list[tuple[str, float, float]]:
    """Print the line; return what is limited, the limit and what was seen."""
    print(f"Boards at {RATE_HZ:.0f} Hz; {machine()}")
    seen = measure(n_boards, n_stations, seconds)
    print(
        f"{n_boards} boards to {n_stations} stations: {seen.share:.1%} of a core, "
        f"{seen.n_lost} samples lost, p50 {seen.p50_ms:.2f} p99 {seen.p99_ms:.2f} ms",
        flush=True,
    )
    name = f"{n_boards} boards to {n_stations} stations"
    return [
        (f"{name}, % of a core", 100.0 * LIMIT, 100.0 * seen.share),
        (f"{name}, samples lost", 0.0, float(seen.n_lost)),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["--watch"]:
        watch(sys.argv[2:])
    else:
        main(*(kind(w) for kind, w in zip((float, int, int), sys.argv[1:], strict=False)))
