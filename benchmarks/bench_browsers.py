"""How long a frame of the therapist's page takes to twenty browsers, one of which does not read.

Run: python benchmarks/bench_browsers.py [SECONDS [CLIENTS]]

A publisher at 1 kHz, a station and the browsers are processes of their own on this computer. The
browsers are websocket clients (two processes), as the page's own script is one; one more takes
nothing in. A frame's time is from the station's making it to its text in the client. Limits: p99
10 ms, and no frame late or lost because of the slow one, so it is measured without and with it.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import websockets
from bench_publisher_memory import publishing
from common import machine

from balance_arcade.server.station import run_station
from balance_arcade.server.station.feed import Feed
from balance_arcade.server.station.hub import FRAME_RATE_HZ

LIMIT_MS = 10.0
STAMP = '"made_ns":'
N_CLIENTS = 20
SETTLE_S = 1.0


def serve(live: str, ctl: str) -> None:
    """Be the station; each frame says when it was made."""
    changes = Feed.changes

    def stamped(feed: Feed) -> dict[str, Any] | None:
        frame = changes(feed)
        return None if frame is None else {**frame, "made_ns": time.monotonic_ns()}

    Feed.changes = stamped  # type: ignore[method-assign]
    run_station(live, ctl, port=0, ready=lambda url: print(url, flush=True))


async def read(url: str, seconds: float, ages_ms: list[list[float]]) -> None:
    """Be one browser: note how old each frame is that comes."""
    mine: list[float] = []
    address = url.replace("http", "ws") + "ws"
    async with websockets.connect(
        address, origin=url.rstrip("/"), max_size=None, compression=None
    ) as sock:
        begin = time.monotonic() + SETTLE_S
        while (now_s := time.monotonic()) < begin + seconds:
            text = str(await sock.recv())
            place = text.rfind(STAMP)
            if place >= 0 and now_s > begin:
                made_ns = int(text[place + len(STAMP) :].rstrip("}").split(",")[0])
                mine.append((time.monotonic_ns() - made_ns) / 1e6)
    ages_ms.append(mine)


async def read_all(url: str, seconds: float, n_clients: int) -> list[list[float]]:
    """Be so many browsers."""
    ages_ms: list[list[float]] = []
    await asyncio.gather(*(read(url, seconds, ages_ms) for _ in range(n_clients)))
    return ages_ms


def hold(url: str, stopping: threading.Event) -> None:
    """Be the slow browser: it opens the page's websocket and never reads."""

    async def run() -> None:
        address = url.replace("http", "ws") + "ws"
        async with websockets.connect(
            address, origin=url.rstrip("/"), max_size=None, compression=None, max_queue=1
        ):
            while not stopping.is_set():
                await asyncio.sleep(0.1)

    asyncio.run(run())


def processor_s(pid: int) -> float:
    """Processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(url: str, pid: int, seconds: float, n_clients: int) -> tuple[float, float, float, int]:
    """Median and p99 in milliseconds, the station's part of a core, and the frames of the least."""
    halves = (n_clients // 2, n_clients - n_clients // 2)
    command = [sys.executable, __file__, "--read", url, str(seconds)]
    before_s, begin = processor_s(pid), time.monotonic()
    children = [
        subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, text=True) for n in halves if n
    ]
    told = [json.loads(child.communicate()[0]) for child in children]
    share = (processor_s(pid) - before_s) / (time.monotonic() - begin)
    each = [ages for part in told for ages in part]
    p50, p99 = np.percentile(np.concatenate(each), [50, 99])
    return float(p50), float(p99), share, min(len(ages) for ages in each)


def main(seconds: float = 5.0, n_clients: int = N_CLIENTS) -> list[tuple[str, float, float]]:
    """Print the table; return what is limited, the limit and what was seen."""
    print(f"Frames to browsers, {FRAME_RATE_HZ:.0f} a second, board at 1 kHz; {machine()}")
    seen_ms = 0.0
    with publishing() as (_, live, ctl):
        command = [sys.executable, __file__, "--serve", live, ctl]
        station = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert station.stdout is not None
            url = station.stdout.readline().strip()
            time.sleep(SETTLE_S)
            stopping = threading.Event()
            slow = threading.Thread(target=hold, args=(url, stopping))
            for name, n in (("", 1), ("", n_clients), (", one more that never reads", n_clients)):
                if name:
                    slow.start()
                    time.sleep(SETTLE_S)
                p50, p99, share, least = measure(url, station.pid, seconds, n)
                print(
                    f"{n:3d} browsers{name}: p50 {p50:.2f} p99 {p99:.2f} ms, station "
                    f"{share:.1%} of a core, frames of the least {least} of {seconds * 30:.0f}",
                    flush=True,
                )
                seen_ms = p99
            stopping.set()
            slow.join()
        finally:
            station.terminate()
            station.communicate()
    return [(f"{n_clients} browsers and a slow one, p99 ms", LIMIT_MS, seen_ms)]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--serve", live, ctl]:
            serve(live, ctl)
        case ["--read", url, seconds, n_clients]:
            print(json.dumps(asyncio.run(read_all(url, float(seconds), int(n_clients)))))
        case [*words]:
            main(*(kind(word) for kind, word in zip((float, int), words, strict=False)))
