"""How soon a revoked station is cut off, how soon others are back, and what a handshake costs.

Run: python benchmarks/bench_keys.py [STATIONS [TIMES]]

A publisher at 100 Hz and its stations in one process, over loopback, each with a key of its own.
Limits: cut within 1 s of the list's change; the others back within 0.3 s, gap filled.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

import zmq

from balance_arcade.core.samples import CopSample
from balance_arcade.server.gate import Gate
from balance_arcade.server.keys.access import StationAccess, board_access
from balance_arcade.server.keys.allow_list import list_path, pair_station, revoke_station
from balance_arcade.server.keys.key_pair import BOARD, KeyPair, save_key
from balance_arcade.server.publisher import Publisher

N_STATIONS, N_TIMES = 20, 10
PACE_S = 0.01
SETTLE_S = 1.0


def feed(publisher: Publisher, stopping: threading.Event) -> None:
    """Publish 100 samples a second."""
    seq = 0
    while not stopping.wait(PACE_S):
        seq += 1
        sample = CopSample(seq, seq, seq / 100, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)
        publisher.on_samples([sample])


def last_heard(socks: list[zmq.Socket[bytes]], seconds: float) -> tuple[list[float], list[float]]:
    """When each socket heard something last, and its longest silence, over some seconds."""
    poller = zmq.Poller()
    for sock in socks:
        poller.register(sock, zmq.POLLIN)
    end_s = time.monotonic() + seconds
    last_s, longest_s = [time.monotonic()] * len(socks), [0.0] * len(socks)
    while (now_s := time.monotonic()) < end_s:
        for sock, _ in poller.poll(100):
            while sock.getsockopt(zmq.EVENTS) & zmq.POLLIN:
                sock.recv_multipart()
            place, now_s = socks.index(sock), time.monotonic()
            longest_s[place] = max(longest_s[place], now_s - last_s[place])
            last_s[place] = now_s
    return last_s, longest_s


def main() -> None:
    """Print the table."""
    n_stations, n_times = (*map(int, sys.argv[1:]), N_STATIONS, N_TIMES)[:2]
    with tempfile.TemporaryDirectory() as name, zmq.Context() as context:
        folder, board = Path(name), KeyPair.create()
        save_key(board, BOARD, folder)
        pairs = [KeyPair.create() for _ in range(n_stations)]
        for number, pair in enumerate(pairs):
            pair_station(list_path(folder), f"s-{number}", pair.public, "viewer")
        publisher = Publisher(
            "bench",
            live="tcp://127.0.0.1:0",
            ctl="tcp://127.0.0.1:0",
            handle_command=lambda _: "accepted",
            access=board_access(folder),
        )
        publisher.start()
        stopping = threading.Event()
        threading.Thread(target=feed, args=(publisher, stopping), daemon=True).start()
        socks = []
        for pair in pairs:
            sock = context.socket(zmq.SUB)
            sock.setsockopt(zmq.LINGER, 0)
            sock.setsockopt(zmq.RECONNECT_IVL, 100)
            StationAccess(pair, board.public).protect(sock)
            sock.subscribe(b"ba/1/bench/samples")
            sock.connect(publisher.live_endpoint)
            socks.append(sock)
        cuts_ms, backs_ms = [], []
        for number in range(min(n_times, n_stations - 1)):
            last_heard(socks, SETTLE_S)
            revoke_station(list_path(folder), f"s-{number}")
            revoked_s = time.monotonic()
            last_s, longest_s = last_heard(socks, SETTLE_S)
            cuts_ms.append((last_s[0] - revoked_s) * 1e3)
            backs_ms.append(max(longest_s[1:]) * 1e3)
            socks.pop(0).close(linger=0)
        stopping.set()
        publisher.stop()
        for sock in socks:
            sock.close(linger=0)
        verdict_us = verdict_cost_us(folder, pairs[-1])
    print(f"{n_stations} stations, {len(cuts_ms)} times; milliseconds")
    print(f"revoked -> last message   {spread(cuts_ms)}")
    print(f"longest gap of any other  {spread(backs_ms)}")
    print(f"the guard's answer, CPU   {verdict_us:6.0f} microseconds")


def spread(values: list[float]) -> str:
    """Least, median and most as words."""
    return f"least {min(values):.0f} median {statistics.median(values):.0f} most {max(values):.0f}"


def verdict_cost_us(folder: Path, pair: KeyPair, n_times: int = 500) -> float:
    """CPU time of one verdict, the list read anew."""
    with zmq.Context() as context, context.socket(zmq.ROUTER) as sock:
        gate = Gate(context, max_connections=10 * n_times)
        gate.count(sock, "ctl", board_access(folder).allowed)
        begin_s = time.thread_time()
        for _ in range(n_times):
            gate.verdict("balance-arcade/ctl", "127.0.0.1", "CURVE", [pair.public])
        cost_us = (time.thread_time() - begin_s) / n_times * 1e6
        gate.close()
    return cost_us


if __name__ == "__main__":
    main()
