"""Publisher and subscriber as two processes over loopback, and what may go wrong between them."""

from __future__ import annotations

import itertools
import json
import random
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zmq
from patience import DEADLINE_S, until
from stream_processes import Feeder, Process, Program, free_port, running

from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import decode_reply

pytestmark = pytest.mark.system

ANY = random.Random(7)

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "read_live_cop.py"
STALLED = (
    "import sys, zmq\n"
    "sock = zmq.Context().socket(zmq.SUB)\n"
    "sock.connect(sys.argv[1])\n"
    "sock.subscribe(b'')\n"
    "sock.recv_multipart()\n"
    "print('subscribed', flush=True)\n"
    "while True: sock.recv_multipart()\n"
)


@pytest.fixture
def feeder():
    feeder = Feeder()
    with running(feeder):
        yield feeder


def collect(client, seconds):
    """Sample numbers that came in so many seconds."""
    found = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for message in client.poll(0.05):
            if message.kind == "samples":
                found += message.body.column("seq").tolist()
    return found


def ask(client, cmd, args=None):
    """Ask or order, and wait for the answer as long as it takes."""
    return client.request(cmd, args, timeout_s=DEADLINE_S)


def until_joined(client):
    until(lambda: client.poll(0.05) and client.reader.joined, "joining")


def test_a_late_station_gets_the_past_and_the_present_without_a_hole(feeder):
    with StreamClient(feeder.live, feeder.ctl) as first:
        until(lambda: collect(first, 0.1)[-1:] and first.age_s() < 0.25, "fresh data")
    with StreamClient(feeder.live, feeder.ctl) as client:
        found = []
        until(lambda: found.extend(collect(client, 0.1)) or len(found) > 150, "samples")
        assert found == [float(i) for i in range(int(found[0]), int(found[-1]) + 1)]
        until(lambda: collect(client, 0.1) and client.age_s() < 0.25, "fresh data")
        assert client.reader.gaps["samples"].n_gaps == 0
        assert abs(client.offset.offset_ns) <= client.offset.bound_ns + 2_000_000


def test_orders_reach_the_other_process_and_stop_is_answered(feeder):
    with StreamClient(feeder.live, feeder.ctl) as client:
        assert ask(client, "mark", {"text": "rail"}).status == "accepted"
        assert ask(client, "next").reason == "there is no further game"
        assert ask(client, "stop").status == "accepted"
        assert [feeder.json()["command"] for _ in range(2)] == ["mark", "stop"]
        phases = []
        until(
            lambda: (
                phases.extend(m.body.phase for m in client.poll(0.05) if m.kind == "state")
                or "ended" in phases
            ),
            "the state after the stop",
        )


def test_watch_without_a_board_shows_the_stream_of_a_control_port(feeder):
    watch = Program("watch", "--ctl", feeder.ctl, "--json", "--hz", "50", "--seconds", "0.5")
    with running(watch):
        assert watch.wait() == 0, watch.stderr
    lines = [json.loads(line) for line in watch.rest()]
    times = [line["t_s"] for line in lines]
    assert len(times) == pytest.approx(25, abs=2)
    assert times == sorted(times)
    assert lines[0]["fz_n"] == pytest.approx(712.0, abs=20.0)
    assert watch.stderr.startswith("SIMULATED data: Simulated person (healthy)")


def test_a_publisher_that_was_killed_is_noticed_and_its_successor_is_joined():
    live, ctl = (f"tcp://127.0.0.1:{free_port()}" for _ in range(2))
    first = Feeder(live, ctl)
    with running(first), StreamClient(live, ctl) as client:
        until_joined(client)
        assert client.reader.boot_id == first.boot_id
        first.end(signal.SIGKILL)
        until(lambda: client.poll(0.05) is not None and client.silence_s() > 1.5, "silence")
        refused = client.submit("start", timeout_s=0.3)
        until(lambda: client.poll(0.05) is not None and refused.done(), "an answer all the same")
        assert "no answer" in refused.result().reason
        second = Feeder(live, ctl)
        with running(second):
            until(
                lambda: (
                    client.poll(0.05)
                    and client.reader.boot_id == second.boot_id
                    and client.reader.joined
                ),
                "joining the successor",
            )
            assert client.reader.n_boots == 2
            until(lambda: collect(client, 0.1) and client.age_s() < 0.25, "fresh data")
            # The order that nobody heard is not carried out by the successor.
            assert ask(client, "mark").status == "accepted"
            assert second.json()["command"] == "mark"


def test_a_stalled_subscriber_holds_nobody_up(feeder):
    stalled = Process("-c", STALLED, feeder.live)
    with running(stalled), StreamClient(feeder.live, feeder.ctl) as client:
        assert stalled.line() == "subscribed\n"
        stalled.popen.send_signal(signal.SIGSTOP)
        until_joined(client)

        def fresh_and_all():
            """A second in which samples came, as many as are due, and as soon as they can."""
            ages, n_found = [], 0
            for _ in range(10):
                n_found += len(collect(client, 0.1))
                ages.append(client.age_s())
            return sorted(ages)[len(ages) // 2] < 0.1 and n_found > 80

        for _ in range(3):
            until(fresh_and_all, "a second of fresh samples")
        assert client.reader.gaps["samples"].n_gaps == 0
        assert ask(client, "stop").status == "accepted"


def throw_rubbish(endpoint):
    """Bytes of every kind at one port: no ZMTP, broken ZMTP, endless ZMTP."""
    port = int(endpoint.rsplit(":", 1)[1])
    greeting = b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\0NULL" + bytes(48)
    for data in (
        b"GET / HTTP/1.1\r\n\r\n",
        ANY.randbytes(4096),
        greeting + ANY.randbytes(512),
        b"\0",
    ):
        for _ in range(5):
            with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S) as sock:
                sock.sendall(data)


def test_hostile_bytes_on_both_ports_change_nothing(feeder):
    with StreamClient(feeder.live, feeder.ctl) as client, zmq.Context() as context:
        until_joined(client)
        for endpoint in (feeder.live, feeder.ctl):
            throw_rubbish(endpoint)
        with context.socket(zmq.DEALER) as dealer, context.socket(zmq.XSUB) as xsub:
            for sock, endpoint in ((dealer, feeder.ctl), (xsub, feeder.live)):
                sock.setsockopt(zmq.LINGER, 0)
                sock.connect(endpoint)
            for i in range(200):
                dealer.send_multipart([ANY.randbytes(i) for _ in range(1 + i % 4)])
                xsub.send(ANY.randbytes(1 + i))
            xsub.send(b"\x01" + b"x" * 1000)
            dealer.send(b"")
            assert dealer.poll(DEADLINE_S * 1e3)
            assert decode_reply(dealer.recv_multipart()[-1]).status == "error"
            dealer.send(b"x" * 1_000_000)
            beats = []
            until(
                lambda: (
                    beats.extend(m.body.n_bad_requests for m in client.poll(0.05) if m.kind == "hb")
                    or (beats and beats[-1] >= 200)
                ),
                "counting the rubbish",
            )
        assert ask(client, "stop").status == "accepted"
        assert client.reader.n_malformed == 0
    assert feeder.end() == 0
    assert feeder.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_publisher_that_ends_on_purpose_says_so_and_leaves_cleanly(feeder, number):
    with StreamClient(feeder.live, feeder.ctl) as client:
        until_joined(client)
        feeder.popen.send_signal(number)
        seen = []
        until(
            lambda: (
                seen.extend(m for m in client.poll(0.05) if m.kind == "hb")
                or (seen and seen[-1].body.closing)
            ),
            "the goodbye",
        )
    assert feeder.wait() == 0
    assert feeder.stderr == ""


def test_the_shortest_client_of_the_document_reads_live_cop(feeder):
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), feeder.ctl, "2"],
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert len(lines) > 20
    shape = re.compile(r" *\d+\.\d{3} s  ml +[+-]\d+\.\d\d mm  ap +[+-]\d+\.\d\d mm")
    assert all(shape.fullmatch(line) for line in lines)
    times = [float(line.split()[0]) for line in lines]
    assert all(round(b - a, 3) == 0.01 for a, b in itertools.pairwise(times))


def test_the_shortest_client_is_at_most_thirty_lines_and_uses_nothing_of_ours():
    text = EXAMPLE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 30
    imported = set(re.findall(r"^(?:import|from) (\w+)", text, flags=re.MULTILINE))
    assert imported == {"sys", "time", "msgpack", "numpy", "zmq"}
