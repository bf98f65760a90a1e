"""One browser of twenty that does not read costs the others nothing, and the station no memory."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import threading
import time
import urllib.parse

import pytest
import websockets

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.samples import CopSample
from balance_arcade.server import station
from balance_arcade.server.publisher import Publisher
from balance_arcade.server.station.hub import QUEUE_LENGTH, Hub

N_BROWSERS = 20
N_FRAMES = 60
PATIENCE_S = 30.0


@pytest.fixture
def hubs(monkeypatch):
    """The hubs of the station that is served."""
    made = []
    begin = Hub.__init__

    def note(hub, *args, **more):
        begin(hub, *args, **more)
        made.append(hub)

    monkeypatch.setattr(Hub, "__init__", note)
    return made


@pytest.fixture
def small_buffers(monkeypatch):
    """Kernels would keep a minute of frames for who does not read."""
    listen = station._listen

    def listen_narrowly(host, port):
        listener = listen(host, port)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        return listener

    monkeypatch.setattr(station, "_listen", listen_narrowly)


@pytest.fixture
def station_url(small_buffers):
    publisher = Publisher(
        "b1",
        live="tcp://127.0.0.1:0",
        ctl="tcp://127.0.0.1:0",
        handle_command=lambda command: "accepted",
    )
    publisher.start()
    publisher.on_info(BoardInfo("sim:", "b1", "Sim", "", Geometry(433.0, 238.0), 1000.0, "virtual"))
    stop, ready, told = threading.Event(), threading.Event(), []

    def feed():
        for seq in range(10**6):
            if stop.wait(0.005):
                return
            now_ns = time.monotonic_ns()
            rows = [
                CopSample(5 * seq + i, now_ns, (5 * seq + i) / 1000.0, 1.0, 2.0, 700.0, *[0.5] * 4)
                for i in range(5)
            ]
            publisher.on_samples(rows)

    def serve():
        def say(url):
            told.append(url)
            ready.set()

        station.run_station(
            publisher.live_endpoint, publisher.ctl_endpoint, port=0, ready=say, stop=stop
        )

    threads = [threading.Thread(target=serve), threading.Thread(target=feed)]
    for thread in threads:
        thread.start()
    try:
        assert ready.wait(PATIENCE_S)
        yield told[0]
    finally:
        stop.set()
        for thread in threads:
            thread.join(PATIENCE_S)
        publisher.stop()


def connect(url, **more):
    address = url.replace("http", "ws") + "ws"
    return websockets.connect(address, origin=url.rstrip("/"), max_size=None, **more)


async def numbers_seen(url, n_frames):
    """Read so many frames; give the numbers of the samples that were in them."""
    seqs = set()
    async with connect(url) as sock:
        for _ in range(n_frames):
            frame = json.loads(await sock.recv())
            seqs |= {int(row[0]) for row in frame.get("rows", ())}
    return sorted(seqs)


def test_one_slow_browser_among_twenty_delays_nobody_and_is_bounded(hubs, station_url):
    async def run():
        narrow = socket.socket()
        narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        narrow.connect(("127.0.0.1", urllib.parse.urlsplit(station_url).port))
        async with connect(station_url, sock=narrow, close_timeout=0.1) as slow:
            slow.transport.pause_reading()
            while not hubs[0].viewers:
                await asyncio.sleep(0.01)
            (viewer,) = hubs[0].viewers
            each = await asyncio.gather(
                *(numbers_seen(station_url, N_FRAMES) for _ in range(N_BROWSERS))
            )
            while not viewer.n_dropped:
                await asyncio.sleep(0.01)
            return each, viewer

    with contextlib.closing(asyncio.new_event_loop()) as loop:
        each, viewer = loop.run_until_complete(asyncio.wait_for(run(), 2 * PATIENCE_S))
    assert len(each) == N_BROWSERS
    for seqs in each:
        # Nobody waits for the slow one, and nobody misses a row: at 1 kHz each tenth is shown.
        assert len(seqs) > N_FRAMES / 4
        assert seqs == list(range(seqs[0], seqs[-1] + 1, 10))
    assert len(viewer._frames) <= QUEUE_LENGTH
