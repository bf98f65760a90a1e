"""The publisher over real sockets in one process: last values, heartbeats, orders, endings."""

from __future__ import annotations

import threading
import time

import msgspec
import pytest
import zmq
from port_kit import Sockets
from stream_examples import BODIES, INFO

from balance_arcade.core.board import BoardHealth
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample
from balance_arcade.core.source import StreamSink
from balance_arcade.server.bodies import RecorderStatus
from balance_arcade.server.control import Request, decode_reply, encode_control
from balance_arcade.server.inbox import SAMPLES_LENGTH
from balance_arcade.server.publisher import Publisher
from balance_arcade.server.wire import HeaderFlag, decode

DEADLINE_S = 10.0


def sample(seq):
    return CopSample(seq, seq, seq * 0.01, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)


@pytest.fixture
def commands():
    return []


@pytest.fixture
def publisher(commands):
    def handle(command):
        commands.append(command)
        return "accepted"

    publisher = Publisher(
        "b1",
        live="tcp://127.0.0.1:0",
        ctl="tcp://127.0.0.1:0",
        handle_command=handle,
        recorder=lambda: RecorderStatus("recording", "x.mcap", 0.1),
        health=lambda: BoardHealth(n_samples=5),
    )
    publisher.start()
    yield publisher
    publisher.stop()


@pytest.fixture
def context():
    sockets = Sockets()
    yield sockets
    sockets.close()


def subscribe(context, publisher, prefix=b"ba/"):
    sock = context.socket(zmq.SUB)
    sock.connect(publisher.live_endpoint)
    sock.subscribe(prefix)
    return sock


def receive_until(sock, wanted):
    """Messages up to the first that is wanted."""
    seen = []
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        if sock.poll(50):
            seen.append(decode(sock.recv_multipart()))
            if wanted(seen[-1]):
                return seen
    raise AssertionError(f"not seen in {[(m.kind, m.header.seq) for m in seen]}")


def ask(context, publisher, cmd, kind=zmq.DEALER, **more):
    sock = context.socket(kind)
    sock.connect(publisher.ctl_endpoint)
    sock.send(encode_control(Request("q1", cmd, **more)))
    assert sock.poll(DEADLINE_S * 1e3)
    return decode_reply(sock.recv_multipart()[-1])


def test_it_is_a_stream_sink(publisher):
    sink: StreamSink = publisher
    for name in ("on_info", "on_samples", "on_metrics", "on_event", "on_state"):
        assert callable(getattr(sink, name))


def test_a_newcomer_gets_the_last_values_with_their_old_numbers(publisher, context):
    first = subscribe(context, publisher)
    publisher.on_info(INFO)
    publisher.on_state(BODIES["state"])
    publisher.on_state(msgspec.structs.replace(BODIES["state"], rev=8))
    publisher.on_metrics(BODIES["metrics"])
    publisher.alarm("signal", "No samples for 2 s.")
    receive_until(first, lambda m: m.kind == "alarm")
    late = subscribe(context, publisher)
    seen = receive_until(late, lambda m: m.kind == "alarm")
    resent = {m.kind: m for m in seen if m.header.flags & HeaderFlag.RESENT}
    assert {"meta", "state", "hb", "metrics", "alarm"} <= set(resent)
    assert (resent["state"].header.seq, resent["state"].body.rev) == (2, 8)
    assert resent["alarm"].body.active[0].reason == "No samples for 2 s."
    assert all(m.header.flags & HeaderFlag.SIMULATED for m in seen)


def test_a_newcomer_to_one_kind_gets_only_that(publisher, context):
    publisher.on_info(INFO)
    publisher.on_state(BODIES["state"])
    sock = subscribe(context, publisher, b"ba/1/b1/state")
    seen = receive_until(sock, lambda m: m.kind == "state")
    assert [m.kind for m in seen] == ["state"]


def test_samples_travel_in_blocks_and_in_order(publisher, context):
    sock = subscribe(context, publisher)
    publisher.on_info(INFO)
    receive_until(sock, lambda m: m.kind == "meta")
    with publisher._stream.turn:  # Somebody else sends.
        for i in range(40):
            publisher.on_samples([sample(i)])
    seen = receive_until(sock, lambda m: m.kind == "samples" and m.body.samples()[-1].seq == 39)
    blocks = [m for m in seen if m.kind == "samples"]
    assert [s for m in blocks for s in m.body.samples()] == [sample(i) for i in range(40)]
    assert [m.header.seq for m in blocks] == list(range(1, len(blocks) + 1))
    assert blocks[0].header.dt_ns == 10_000_000
    assert len(blocks) < 40


def test_the_heartbeat_comes_without_samples_and_says_everything(publisher, context):
    sock = subscribe(context, publisher)
    publisher.on_event(Event(0.0, "x"))
    seen = receive_until(sock, lambda m: m.kind == "hb" and m.body.last_seq["event"] == 1)
    body = seen[-1].body
    assert body.recorder == RecorderStatus("recording", "x.mcap", 0.1)
    assert body.health.n_samples == 5
    assert body.dropped == {}
    assert not body.closing


def test_what_the_inbox_drops_is_counted_in_the_heartbeat_and_flagged(context):
    gate = threading.Event()
    entered = threading.Event()

    def slow(command):
        entered.set()
        gate.wait(DEADLINE_S)
        return "accepted"

    publisher = Publisher(
        "b1", live="tcp://127.0.0.1:0", ctl="tcp://127.0.0.1:0", handle_command=slow
    )
    publisher.start()
    try:
        sock = subscribe(context, publisher)
        receive_until(sock, lambda m: m.kind == "hb")
        asker = context.socket(zmq.DEALER)
        asker.connect(publisher.ctl_endpoint)
        asker.send(encode_control(Request("q1", "mark")))
        assert entered.wait(DEADLINE_S)
        overfull = SAMPLES_LENGTH + 100
        publisher.on_samples([sample(i) for i in range(overfull)])
        gate.set()
        seen = receive_until(sock, lambda m: m.kind == "hb" and m.body.dropped)
        blocks = [m for m in seen if m.kind == "samples"]
        assert seen[-1].body.dropped == {"samples": 100}
        assert blocks[0].header.flags & HeaderFlag.LOSS_BEFORE
        assert not blocks[1].header.flags & HeaderFlag.LOSS_BEFORE
        assert blocks[0].body.samples()[0].seq == 100
    finally:
        gate.set()
        publisher.stop()


@pytest.mark.parametrize("kind", [zmq.DEALER, zmq.REQ])
def test_orders_come_by_dealer_and_by_req(publisher, context, commands, kind):
    assert ask(context, publisher, "stop", kind).status == "accepted"
    assert [c.name for c in commands] == ["stop"]


def test_hello_leads_from_the_control_port_to_the_stream(publisher, context):
    assert ask(context, publisher, "hello").result["live"] == publisher.live_endpoint


def test_an_alarm_is_replaced_and_withdrawn(publisher, context):
    sock = subscribe(context, publisher, b"ba/1/b1/alarm")
    for code, reason in (("a", "one"), ("b", "two"), ("b", "two"), ("a", ""), ("b", "")):
        publisher.alarm(code, reason)
        if code == "a" and reason:
            receive_until(sock, lambda m: m.kind == "alarm")
    seen = receive_until(sock, lambda m: m.header.seq == 4)
    fresh = [m for m in seen if not m.header.flags & HeaderFlag.RESENT]
    assert [[item.code for item in m.body.active] for m in fresh] == [["a", "b"], ["b"], []]


def test_the_trial_is_named_in_the_header(publisher, context):
    sock = subscribe(context, publisher, b"ba/1/b1/event")
    receive_until_event(publisher, sock)
    publisher.on_event(Event(0.0, "recording.started", {"file": "x", "trial_id": "t-7"}))
    assert receive_until_event(publisher, sock).header.trial_id == "t-7"
    publisher.on_event(Event(0.0, "recording.stopped", {"file": "x"}))
    assert receive_until_event(publisher, sock).header.trial_id == 0


def receive_until_event(publisher, sock):
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        publisher.on_event(Event(0.0, "x"))
        if sock.poll(50):
            while sock.poll(20):
                last = decode(sock.recv_multipart())
            return last
    raise AssertionError("no event came")


def test_stop_sends_what_is_left_and_says_goodbye_and_may_come_twice(publisher, context):
    sock = subscribe(context, publisher)
    receive_until(sock, lambda m: m.kind == "hb")
    publisher.on_event(Event(9.0, "session.ended"))
    publisher.on_samples([sample(0)])
    publisher.stop()
    publisher.stop()
    seen = receive_until(sock, lambda m: m.kind == "hb" and m.body.closing)
    assert {"event", "samples"} <= {m.kind for m in seen}
    names = [t.name for t in threading.enumerate()]
    assert "publisher-b1" not in names


def test_stop_without_start_and_things_after_the_stop_are_harmless():
    publisher = Publisher(
        "b1", live="tcp://127.0.0.1:0", ctl="tcp://127.0.0.1:0", handle_command=lambda _: "accepted"
    )
    publisher.stop()
    publisher.on_samples([sample(0)])
    publisher.on_event(Event(0.0, "x"))
    with pytest.raises(RuntimeError, match="once"):
        publisher.start()


def test_a_failure_of_the_handler_is_raised_by_stop(context):
    def fail(command):
        raise ZeroDivisionError("boom")

    publisher = Publisher(
        "b1", live="tcp://127.0.0.1:0", ctl="tcp://127.0.0.1:0", handle_command=fail
    )
    publisher.start()
    assert ask(context, publisher, "next").status == "error"
    assert isinstance(publisher.failure, ZeroDivisionError)
    with pytest.raises(ZeroDivisionError, match="boom"):
        publisher.stop()


def test_a_failure_of_the_thread_is_raised_by_stop():
    def broken():
        raise OSError("disk on fire")

    publisher = Publisher(
        "b1",
        live="tcp://127.0.0.1:0",
        ctl="tcp://127.0.0.1:0",
        handle_command=lambda _: "accepted",
        recorder=broken,
    )
    publisher.start()
    with pytest.raises(OSError, match="disk on fire"):
        publisher.stop()


def test_a_handler_that_hangs_does_not_hang_the_end(context, monkeypatch):
    monkeypatch.setattr("balance_arcade.server.publisher.STOP_TIMEOUT_S", 0.2)
    gate = threading.Event()
    entered = threading.Event()

    def hang(command):
        entered.set()
        gate.wait(DEADLINE_S)
        return "accepted"

    publisher = Publisher(
        "b1",
        live="tcp://127.0.0.1:0",
        ctl="tcp://127.0.0.1:0",
        handle_command=hang,
        clock=ManualClock(),
    )
    publisher.start()
    sock = context.socket(zmq.DEALER)
    sock.connect(publisher.ctl_endpoint)
    sock.send(encode_control(Request("q", "mark")))
    assert entered.wait(DEADLINE_S)
    with pytest.raises(BalanceArcadeError, match="did not end"):
        publisher.stop()
    gate.set()
    publisher.stop()


def test_what_was_dropped_is_logged_once_a_heartbeat(caplog):
    clock = ManualClock()
    publisher = Publisher(
        "b1",
        live="tcp://127.0.0.1:0",
        ctl="tcp://127.0.0.1:0",
        handle_command=lambda command: "accepted",
        clock=clock,
    )
    publisher.on_samples([sample(seq) for seq in range(SAMPLES_LENGTH + 5)])
    with caplog.at_level("INFO", "balance_arcade"):
        publisher.start()
        publisher.stop()
    said = [record.getMessage() for record in caplog.records]
    assert said[0].startswith("b1: stream tcp://127.0.0.1:")
    assert [line for line in said if "dropped" in line] == [
        "b1: dropped so far, as the inbox was full: {'samples': 5}"
    ]
    assert said[-1].startswith("b1: closed, sent {")
