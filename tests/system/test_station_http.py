"""The station as a process: its door, its websocket, Stop end to end, a publisher that goes."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import signal
import socket
import time
import urllib.error
import urllib.request

import pytest
import websockets
from patience import DEADLINE_S, until
from stream_processes import Feeder, Station, free_port, running

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.station import run_station
from balance_arcade.server.station.app import STATIC

pytestmark = pytest.mark.system


@pytest.fixture(scope="module")
def both():
    feeder = Feeder()
    station = Station(feeder.live, feeder.ctl)
    with running(station, feeder):
        until(lambda: picture(station)["link"]["status"] == "live", "the link")
        yield feeder, station


def fetch(station, path, *, data=None, headers=None):
    request = urllib.request.Request(station.url + path, data=data, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=DEADLINE_S) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def picture(station):
    return json.loads(fetch(station, "/api/picture")[2])


@contextlib.contextmanager
def raw_websocket(station, *, host, origin):
    """A websocket's opening with headers that a client library would not send; what is answered."""
    port = int(station.host.rsplit(":", 1)[1])
    head = (
        f"GET /ws HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    )
    with (
        socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as sock,
        sock.makefile("rb") as answer,
    ):
        sock.sendall(head.encode())
        yield answer


def handshake(station, *, host, origin):
    """Status of a websocket's opening."""
    with raw_websocket(station, host=host, origin=origin) as answer:
        return int(answer.readline().split()[1])


PING = 0x9


def read_frame(answer):
    """Kind and bytes of a websocket's next frame, as RFC 6455 has them from a server."""
    first, length = answer.read(2)
    if length >= 126:
        length = int.from_bytes(answer.read(2 if length == 126 else 8), "big")
    return first & 0xF, answer.read(length)


def talk(station, *, origin=None, orders=(), until=None):
    """Frames of a websocket up to the first that satisfies `until`."""

    async def run():
        frames = []
        async with asyncio.timeout(DEADLINE_S):
            async with websockets.connect(
                f"ws://{station.host}/ws",
                origin=origin or station.url,
                max_size=None,
            ) as sock:
                for order in orders:
                    await sock.send(order if isinstance(order, str) else json.dumps(order))
                async for text in sock:
                    frames.append(json.loads(text))
                    if until is None or until(frames[-1]):
                        return frames
        return frames

    return asyncio.run(run())


def answers(frame):
    return frame["type"] == "answer"


def test_the_page_and_its_parts_are_served_with_the_policy(both):
    _, station = both
    status, headers, body = fetch(station, "/")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    # Without --lan nothing is written into the page.
    assert body == (STATIC / "index.html").read_bytes()
    page = body.decode()
    assert "<script>" not in page
    assert "style=" not in page
    assert "onclick" not in page
    for path in ("main.js", "station.css", "tokens.css", "icon.svg"):
        assert f'"/static/{path}"' in page
        assert fetch(station, f"/static/{path}")[0] == 200
    assert fetch(station, "/static/../app.py")[0] == 404
    assert fetch(station, "/static/%2e%2e/app.py")[0] == 404


def test_a_foreign_host_or_origin_gets_nothing(both):
    _, station = both
    assert fetch(station, "/", headers={"Host": "evil.example"})[0] == 421
    assert fetch(station, "/", headers={"Origin": "http://evil.example"})[0] == 403
    order = json.dumps({"id": "x1", "cmd": "mark"}).encode()
    for headers in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        assert fetch(station, "/api/order", data=order, headers=headers)[0] == 403
    with pytest.raises(websockets.InvalidStatus) as info:
        talk(station, origin="http://evil.example")
    assert info.value.response.status_code == 403
    assert handshake(station, host="evil.example", origin=station.url) == 403
    assert handshake(station, host=station.host, origin=station.url) == 101


def test_a_page_gets_everything_first_and_then_30_frames_a_second(both):
    _, station = both
    begin = time.monotonic()
    numbers = itertools.count(1)
    frames = talk(station, until=lambda f: f["type"] == "tick" and next(numbers) == 60)
    # A busy computer gives fewer in a second, never more.
    assert time.monotonic() - begin > 60 / 40
    assert frames[0]["type"] == "welcome"
    assert {"meta", "state", "metrics", "hb", "rows", "events", "link"} <= set(frames[0])
    assert frames[0]["meta"]["board"]["origin"] == "simulated"
    seqs = [row[0] for f in frames for row in f.get("rows", [])]
    assert seqs == sorted(set(seqs))
    assert seqs[-1] - seqs[0] == len(seqs) - 1


def test_frames_come_quickly_and_are_fresh(both):
    _, station = both

    def seen():
        """Frames of a second and a half, and the age of the newest sample in the last."""
        begin = time.monotonic()
        frames = talk(
            station, until=lambda f: f["type"] == "tick" and time.monotonic() - begin > 1.5
        )
        ticks = [frame for frame in frames if frame["type"] == "tick"]
        return len(ticks), ticks[-1]["link"]["age_ms"]

    until(lambda: (now := seen())[0] >= 25 and now[1] < 250, "frames that come quickly")


def test_bytes_that_are_no_order_get_an_error_and_the_socket_lives_on(both):
    _, station = both
    rubbish = ["", "{", "[]", '{"id":"1","cmd":"format disk"}', "\u0000" * 50, "[" * 2000]
    good = {"id": "after-rubbish", "cmd": "mark", "args": {"text": "still here"}}
    frames = talk(station, orders=[*rubbish, good], until=lambda f: f.get("id") == "after-rubbish")
    found = [f["status"] for f in frames if answers(f)]
    assert found == ["error"] * len(rubbish) + ["accepted"]
    origin = {"Origin": station.url}
    assert fetch(station, "/api/order", data=b"\xff\xfe", headers=origin)[0] == 400
    assert fetch(station, "/api/order", data=b"x" * 5000, headers=origin)[0] == 413


def test_a_page_is_pinged_and_one_that_does_not_answer_is_let_go(both):
    _, station = both
    with raw_websocket(station, host=station.host, origin=station.url) as answer:
        while answer.readline().strip():
            pass
        while read_frame(answer)[0] != PING:
            pass
        with contextlib.suppress(ConnectionResetError, ValueError):
            while True:
                read_frame(answer)  # Nothing more comes: the connection ends.


def test_a_rejection_reaches_the_page_with_its_reason(both):
    _, station = both
    frames = talk(station, orders=[{"id": "n1", "cmd": "next"}], until=answers)
    assert frames[-1]["status"] == "rejected"
    assert frames[-1]["reason"] == "there is no further game"


def test_an_order_is_answered_within_a_second(both):
    _, station = both

    def seconds_to_answer():
        begin = time.monotonic()
        order = {"id": f"quick-{begin}", "cmd": "mark", "args": {"text": "now"}}
        assert talk(station, orders=[order], until=answers)[-1]["id"] == order["id"]
        return time.monotonic() - begin

    until(lambda: seconds_to_answer() < 1.0, "a quick answer")


def test_stop_by_websocket_and_by_post_under_one_id_is_carried_out_once_and_seen():
    feeder = Feeder()
    station = Station(feeder.live, feeder.ctl)
    with running(station, feeder):
        until(lambda: picture(station)["link"]["status"] == "live", "the link")
        order = {"id": "stop-1", "cmd": "stop", "args": {}}
        frames = talk(station, orders=[order], until=answers)
        # By a name that was drawn for this page.
        assert frames[-1].pop("by").startswith("station-")
        assert frames[-1] == {
            "id": "stop-1",
            "cmd": "stop",
            "status": "accepted",
            "reason": "",
            "type": "answer",
        }
        status, _, body = fetch(
            station, "/api/order", data=json.dumps(order).encode(), headers={"Origin": station.url}
        )
        assert (status, json.loads(body)["status"]) == (200, "accepted")
        talk(station, until=lambda f: f.get("state", {}).get("phase") == "ended")
        assert feeder.end() == 0
        assert [json.loads(line)["id"] for line in feeder.rest()] == ["stop-1"]


def test_a_publisher_that_goes_is_said_and_its_return_is_seen():
    live, ctl = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
    station = Station(live, ctl)
    with running(station):
        assert picture(station)["link"]["status"] == "waiting"
        first = Feeder(live, ctl)
        with running(first):
            until(lambda: picture(station)["link"]["status"] == "live", "the first publisher")
            first.end(signal.SIGKILL)
            link = until(
                lambda: (link := picture(station)["link"])["status"] == "lost" and link, "the loss"
            )
            assert "has sent nothing for" in link["reason"]
            frames = talk(station, orders=[{"id": "s9", "cmd": "stop"}], until=answers)
            assert frames[-1]["status"] == "error"
        second = Feeder(live, ctl)
        with running(second):
            until(
                lambda: (
                    (now := picture(station))["link"]["status"] == "live"
                    and now["link"]["boot_id"] == second.boot_id
                    and now["rows"]
                ),
                "the second publisher",
            )
            assert second.end() == 0
            until(lambda: picture(station)["link"]["status"] == "closed", "the goodbye")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_station_cleanly_with_a_page_open(both, number):
    feeder, _ = both
    station = Station(feeder.live, feeder.ctl)
    with running(station):

        async def watch():
            async with websockets.connect(
                f"ws://{station.host}/ws", origin=station.url, max_size=None
            ) as sock:
                await sock.recv()
                station.popen.send_signal(number)
                with contextlib.suppress(websockets.ConnectionClosed):
                    async for _ in sock:
                        pass

        asyncio.run(asyncio.wait_for(watch(), DEADLINE_S))
        assert station.end(number) == 0
        assert station.stderr == ""


def test_a_taken_port_is_one_sentence(both):
    feeder, station = both
    port = int(station.host.rsplit(":", 1)[1])
    with pytest.raises(ConfigError, match=f"cannot use port {port}.*another port"):
        run_station(feeder.live, feeder.ctl, port=port)
