"""What one peer may cost the publisher: unread answers, questions without end, subscriptions."""

from __future__ import annotations

import contextlib
import socket

import msgspec
import pytest
import zmq
from port_kit import DEADLINE_S, Sockets, answer, asks, publishing, until
from stream_examples import INFO

from balance_arcade.core.samples import CopSample
from balance_arcade.server.clients import GIVE_UP_NS, MAX_CLIENTS, MAX_WAITING, Clients
from balance_arcade.server.connections import (
    BURST_BYTES,
    BYTES_PER_S,
    Inflow,
    cut,
    received_bytes,
)
from balance_arcade.server.control import Request, encode_control
from balance_arcade.server.port_limits import MAX_SUBSCRIPTION_BYTES
from balance_arcade.server.request_handler import MAX_REPLY_BYTES
from balance_arcade.server.subscriptions import MAX_SUBSCRIPTIONS
from balance_arcade.server.wire import decode

RATE_HZ = 1000.0
A_MINUTE = 30_000


@pytest.fixture
def context():
    sockets = Sockets()
    yield sockets
    sockets.close()


@pytest.fixture
def publisher():
    """Publishes, and has half a minute at 1 kHz to tell."""
    with publishing() as (publisher, _):
        publisher.on_info(msgspec.structs.replace(INFO, nominal_rate_hz=RATE_HZ))
        for begin in range(0, A_MINUTE, 250):
            publisher.on_samples([sample(begin + i) for i in range(250)])
            until(
                lambda: publisher._sender._inbox.oldest_sample_ns() is None, "a message of samples"
            )
        yield publisher


def sample(seq):
    return CopSample(seq, seq, seq / RATE_HZ, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)


def deaf(context, publisher):
    """A client that takes next to nothing in."""
    sock = context.socket(zmq.DEALER)
    sock.setsockopt(zmq.RCVHWM, 1)
    sock.setsockopt(zmq.RCVBUF, 4096)
    sock.connect(publisher.ctl_endpoint)
    return sock


def dropped(context, publisher, wanted):
    """What the heartbeat says was dropped, once all that is wanted is in it."""
    live = context.socket(zmq.SUB)
    live.connect(publisher.live_endpoint)
    live.subscribe(b"ba/1/b1/hb")
    found = {}
    until(
        lambda: (
            live.poll(100)
            and found.update(decode(live.recv_multipart()).body.dropped) is None
            and wanted <= set(found)
        ),
        f"{wanted} in {found}",
    )
    return found


def test_a_client_that_never_reads_loses_answers_and_nobody_else_does(context, publisher):
    reader = asks(context, publisher.ctl_endpoint)
    assert answer(reader).status == "done"
    never = deaf(context, publisher)
    for i in range(60):
        never.send(encode_control(Request(str(i), "snapshot", {"seconds": 30.0})))
    assert dropped(context, publisher, {"replies"})["replies"] > 20
    for i in range(5):
        reader.send(encode_control(Request(f"r{i}", "snapshot", {"seconds": 30.0})))
        assert len(answer(reader).result["messages"]) > 20
    # Its Stop is heard although nobody can answer it.
    never.send(encode_control(Request("stop", "stop")))
    until(lambda: publisher._sender._requests._answered.get(("stop", "stop")), "the Stop")


def test_a_client_that_reads_late_gets_the_small_answers_in_their_order(context, publisher):
    late = deaf(context, publisher)
    late.send(encode_control(Request("big", "snapshot", {"seconds": 30.0})))
    for i in range(10):
        late.send(encode_control(Request(str(i), "clock")))
    assert [answer(late).id for _ in range(11)] == ["big", *map(str, range(10))]


def test_a_flood_of_snapshots_holds_up_neither_the_stream_nor_an_order(context, publisher):
    live = context.socket(zmq.SUB)
    live.connect(publisher.live_endpoint)
    live.subscribe(b"ba/1/b1/hb")
    assert live.poll(DEADLINE_S * 1e3)
    flood = asks(context, publisher.ctl_endpoint)
    for i in range(300):
        flood.send(encode_control(Request(str(i), "snapshot", {"seconds": 30.0})))
    assert answer(asks(context, publisher.ctl_endpoint, "mark")).status == "accepted"
    assert dropped(context, publisher, {"requests"})["requests"] >= 100
    replies = [answer(flood, 2.0)]
    while replies[-1] is not None:
        replies.append(answer(flood, 2.0))
    told = [reply.reason.split(":")[0] for reply in replies[:-1] if reply.status == "error"]
    # It is served again for what a second or two bring, and told once each time.
    assert "busy" in told
    assert len(told) < len(replies) < 200
    assert all(
        sum(map(len, frames)) < MAX_REPLY_BYTES
        for reply in replies[:-1]
        for frames in reply.result.get("messages", ())
    )


def test_strange_frames_around_a_request_are_not_sent_back(context, publisher):
    sock = context.socket(zmq.DEALER)
    sock.connect(publisher.ctl_endpoint)
    request = encode_control(Request("q", "ping"))
    for frames in ([request], [b"", request], [b"x" * 60_000] * 20 + [request]):
        sock.send_multipart(frames)
        assert sock.poll(DEADLINE_S * 1e3)
        assert len(sock.recv_multipart()) == (2 if frames[0] == b"" else 1)


# -- answers that wait ----------------------------------------------------------------------------


def test_answers_wait_for_a_second_and_only_so_many():
    clients = Clients()
    for i in range(MAX_WAITING + 3):
        clients.wait([b"a", bytes([i])], i)
    ((name, client),) = clients.unfetched
    assert [frames[1][0] for _, frames in client.waiting] == list(range(3, MAX_WAITING + 3))
    assert clients.dropped == {"replies": 3}
    clients.fetched(name, client, GIVE_UP_NS + 10)
    assert len(client.waiting) == MAX_WAITING + 3 - 10
    clients.forget(b"a")
    clients.forget(b"a")
    assert (clients.unfetched, clients.n_unread) == ([], MAX_WAITING + 3)


def test_askers_are_forgotten_with_what_waits_for_them():
    clients = Clients()
    for i in range(MAX_CLIENTS + 5):
        clients.wait([bytes([i]), b"answer"], i)
    assert len(clients.unfetched) == MAX_CLIENTS
    assert clients.n_unread == 5


# -- subscriptions --------------------------------------------------------------------------------


def test_a_subscriber_of_too_many_topics_is_cut_off_and_counted(context, publisher, caplog):
    many = context.socket(zmq.XSUB)
    many.setsockopt(zmq.RECONNECT_IVL, -1)
    many.connect(publisher.live_endpoint)
    monitor = many.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    with contextlib.closing(monitor):
        for i in range(MAX_SUBSCRIPTIONS):
            many.send(b"\x01other/%d" % i)
        many.send(b"\x01ba/1/b1/hb")
        assert monitor.poll(DEADLINE_S * 1e3)
        many.disable_monitor()
    assert dropped(context, publisher, {"connections"}) == {"connections": 1}
    assert any("too many topics" in record.getMessage() for record in caplog.records)


def test_a_subscriber_that_comes_and_goes_is_not_cut_off(context, publisher):
    topics = [b"ba/1/b1/hb", *(b"other/%d" % i for i in range(MAX_SUBSCRIPTIONS - 10))]
    stays, many = context.socket(zmq.XSUB), context.socket(zmq.XSUB)
    for sock in (stays, many):
        sock.setsockopt(zmq.SNDHWM, 0)
        sock.connect(publisher.live_endpoint)
    for topic in topics:
        stays.send(b"\x01" + topic)
    assert stays.poll(DEADLINE_S * 1e3)
    for _ in range(3):
        for topic in topics:
            many.send(b"\x01" + topic)
        assert many.poll(DEADLINE_S * 1e3)
        for topic in topics:
            many.send(b"\x00" + topic)
    assert answer(asks(context, publisher.ctl_endpoint)).status == "done"
    assert publisher._sender._n_cut == 0


def test_a_subscription_that_is_no_topic_ends_its_connection(context, publisher):
    sock = context.socket(zmq.XSUB)
    sock.setsockopt(zmq.RECONNECT_IVL, -1)
    sock.connect(publisher.live_endpoint)
    monitor = sock.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    with contextlib.closing(monitor):
        sock.send(b"\x01" + b"x" * MAX_SUBSCRIPTION_BYTES)
        assert monitor.poll(DEADLINE_S * 1e3)
        sock.disable_monitor()


@pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="only Linux counts the bytes")
@pytest.mark.parametrize("port", ["ctl", "live"])
def test_a_message_without_an_end_ends_its_connection(context, publisher, port):
    """libzmq keeps the frames of a message until its last, and has no limit for their number."""
    live = context.socket(zmq.SUB)
    live.connect(publisher.live_endpoint)
    live.subscribe(b"ba/1/b1/hb")
    endless = context.socket(zmq.DEALER if port == "ctl" else zmq.XSUB)
    endless.setsockopt(zmq.RECONNECT_IVL, -1)
    endless.setsockopt(zmq.SNDHWM, 0)
    endless.connect(publisher.ctl_endpoint if port == "ctl" else publisher.live_endpoint)
    monitor = endless.get_monitor_socket(zmq.EVENT_DISCONNECTED)
    size = 10_000 if port == "ctl" else 200
    with contextlib.closing(monitor):
        for _ in range(2 * BURST_BYTES // size):
            endless.send(b"\x05" * size, zmq.SNDMORE)
        # libzmq hands frames on when their message is whole, so that nobody can send too much of
        # one by mistake; a peer of another make may.
        endless.send(b"end")
        assert monitor.poll(DEADLINE_S * 1e3)
        endless.disable_monitor()
    assert dropped(context, publisher, {"connections"})["connections"] == 1
    assert answer(asks(context, publisher.ctl_endpoint)).status == "done"


def test_only_a_connection_to_our_port_is_cut(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as near, server.accept()[0] as far:
            assert not cut(far.fileno(), f"tcp://127.0.0.1:{port + 1}")
            assert not cut(near.fileno(), f"tcp://127.0.0.1:{port}")
            assert not cut(far.fileno(), "")
            with (tmp_path / "recording").open("wb") as file:
                assert not cut(file.fileno(), f"tcp://127.0.0.1:{port}")
            assert not cut(-1, f"tcp://127.0.0.1:{port}")
            assert cut(far.fileno(), f"tcp://127.0.0.1:{port}")
            assert near.recv(1) == b""
            assert far.fileno() >= 0


@pytest.mark.skipif(not hasattr(socket, "TCP_INFO"), reason="only Linux counts the bytes")
def test_the_bytes_of_a_connection_are_counted():
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with socket.create_connection(server.getsockname()) as near, server.accept()[0] as far:
            assert received_bytes(far.fileno(), endpoint) == 0
            near.sendall(bytes(12_345))
            until(lambda: received_bytes(far.fileno(), endpoint) >= 12_345, "the bytes")
            assert received_bytes(far.fileno(), endpoint) == 12_345
            assert received_bytes(near.fileno(), endpoint) == 0
            assert received_bytes(-1, endpoint) == 0


def test_who_sends_a_little_for_ever_is_not_cut():
    inflow = Inflow(0)
    n_bytes = 0
    for second in range(1, 100):
        n_bytes += BYTES_PER_S
        assert not inflow.over(n_bytes, second * 1_000_000_000)
    assert inflow.over(n_bytes + BURST_BYTES + 1, 99 * 1_000_000_000)
    # What was not sent is not saved up.
    assert not Inflow(0).over(BURST_BYTES, 10**15)
    assert Inflow(0).over(BURST_BYTES + 1, 10**15)
