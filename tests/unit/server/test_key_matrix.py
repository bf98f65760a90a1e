"""Who gets what, by key: unlisted, viewer, controller, revoked at every socket, for every message.

Nobody gets a byte, and gives an order, that does not belong to them.
"""

from __future__ import annotations

import secrets
import socket
import time

import pytest
import zmq
from key_kit import Ward
from port_kit import DEADLINE_S, Sockets, publishing, until
from stream_examples import BODIES, INFO

from balance_arcade.core.samples import CopSample
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import (
    COMMANDS,
    LEASE,
    QUERIES,
    Request,
    decode_reply,
    encode_control,
)
from balance_arcade.server.handshakes import (
    KEYS_DEMANDED,
    NO_HANDSHAKE,
    NO_KEYS_THERE,
    NOT_LISTED,
    WRONG_KEY,
)
from balance_arcade.server.keys.key_pair import KeyPair
from balance_arcade.server.request_handler import ONLY_LOOKS_ON
from balance_arcade.server.wire import KINDS, decode

SAMPLE = CopSample(1, 1, 0.01, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)

QUIET_S = 0.4
"""So long nothing more may come; a permitted station is served within a hundredth of that."""

OUTSIDERS = ("unlisted", "revoked", "")
"""The last one has no key at all."""

ORDERS = (*COMMANDS, LEASE)
REQUESTS = [
    encode_control(Request(f"{name}-1", name, {"kind": "hb", "from": 1, "to": 2}, lease="a1"))
    for name in (*QUERIES, *ORDERS)
]
ODD_REQUESTS = [b"", b"\xc1", b"\x81\xa3cmd\xa4stop", secrets.token_bytes(300)]


@pytest.fixture
def context():
    sockets = Sockets()
    yield sockets
    sockets.close()


@pytest.fixture
def ward(tmp_path):
    ward = Ward(tmp_path / "keys")
    ward.pair("controller")
    ward.pair("viewer", "viewer")
    ward.pair("revoked")
    ward.revoke("revoked")
    ward.key("unlisted")
    return ward


def tell_everything(publisher):
    """One message of every kind; the heartbeat comes by itself."""
    publisher.on_info(INFO)
    publisher.on_state(BODIES["state"])
    publisher.on_metrics(BODIES["metrics"])
    publisher.on_event(BODIES["event"])
    publisher.alarm("signal", "No samples for 2 s.")
    publisher.on_samples([SAMPLE])


def kinds_heard(sock, publisher):
    heard = set()

    def all_of_them():
        tell_everything(publisher)
        while sock.poll(20):
            heard.add(decode(sock.recv_multipart()).kind)
        return heard == set(KINDS)

    until(all_of_them, f"every kind, not only {heard}")
    return heard


def knock(ward, context, publisher, name):
    """Everything that somebody could try: listen, ask, order, on sockets of every kind."""
    made = []
    for kind in (zmq.SUB, zmq.XSUB, zmq.PULL, zmq.DEALER):
        sock = ward.socket(context, kind, name)
        sock.connect(publisher.live_endpoint)
        if kind == zmq.XSUB:
            sock.send(b"\x01")
            sock.send(b"\x01ba/1/b1/samples")
        made.append(sock)
    for kind in (zmq.DEALER, zmq.ROUTER, zmq.SUB, zmq.PULL):
        sock = ward.socket(context, kind, name)
        sock.connect(publisher.ctl_endpoint)
        if kind == zmq.DEALER:
            for data in (*REQUESTS, *ODD_REQUESTS):
                sock.send(data)
                sock.send_multipart([b"", data])
        made.append(sock)
    for data in REQUESTS[-1], encode_control(Request("s", "stop")):
        sock = ward.socket(context, zmq.REQ, name)
        sock.connect(publisher.ctl_endpoint)
        sock.send(data)
        made.append(sock)
    return made


def ask_all(ward, context, publisher, name):
    """Answers of all requests, by their name."""
    sock = ward.socket(context, zmq.DEALER, name)
    sock.connect(publisher.ctl_endpoint)
    answers = {}
    for data, cmd in zip(REQUESTS, (*QUERIES, *ORDERS), strict=True):
        sock.send(data)
        assert sock.poll(DEADLINE_S * 1e3), cmd
        answers[cmd] = decode_reply(sock.recv())
    return answers


def test_outsiders_get_no_byte_and_give_no_order_whatever_they_try(ward, context):
    with ward.publishing() as (publisher, orders):
        outside = [sock for name in OUTSIDERS for sock in knock(ward, context, publisher, name)]
        inside = ward.socket(context, zmq.SUB, "viewer")
        inside.connect(publisher.live_endpoint)
        # Meanwhile somebody who may listen hears everything: there was something to hear.
        kinds_heard(inside, publisher)
        time.sleep(QUIET_S)
        for sock in outside:
            assert not sock.poll(0)
        assert orders == []
        assert publisher._sender._requests.n_bad_requests == 0
        assert publisher._keeper.gate.n_refused > 0


def test_a_viewer_sees_everything_asks_everything_and_orders_only_a_stop(ward, context):
    with ward.publishing() as (publisher, orders):
        live = ward.socket(context, zmq.SUB, "viewer")
        live.connect(publisher.live_endpoint)
        kinds_heard(live, publisher)
        answers = ask_all(ward, context, publisher, "viewer")
        for name in QUERIES:
            assert answers[name].status == "done", name
        for name in set(ORDERS) - {"stop"}:
            assert (answers[name].status, answers[name].reason) == ("rejected", ONLY_LOOKS_ON)
        assert answers["stop"].status == "accepted"
        assert orders == ["stop"]
        assert answers["hello"].result["role"] == "viewer"


def test_a_controller_sees_asks_and_orders_everything(ward, context):
    with ward.publishing() as (publisher, orders):
        live = ward.socket(context, zmq.SUB, "controller")
        live.connect(publisher.live_endpoint)
        kinds_heard(live, publisher)
        answers = ask_all(ward, context, publisher, "controller")
        assert {answers[name].status for name in QUERIES} == {"done"}
        assert {answers[name].status for name in ORDERS} == {"accepted"}
        assert orders == list(COMMANDS)
        assert answers["hello"].result["role"] == "controller"
        # A viewer that gives the same order under the same id learns nothing of its answer.
        again = ask_all(ward, context, publisher, "viewer")
        assert again["start"].status == "rejected"


def test_whoever_is_revoked_is_cut_off_within_a_second_and_others_are_back_at_once(ward, context):
    ward.pair("gone")
    with ward.publishing() as (publisher, orders):
        live = {name: ward.socket(context, zmq.SUB, name) for name in ("gone", "viewer")}
        # Connected and let in, and not subscribed yet: nothing tells whose connection it is.
        late = context.socket(zmq.SUB)
        ward.access("gone").protect(late)
        asks = ward.socket(context, zmq.DEALER, "gone")
        asks.connect(publisher.ctl_endpoint)
        for sock in (*live.values(), late):
            sock.connect(publisher.live_endpoint)
        for sock in live.values():
            kinds_heard(sock, publisher)
        asks.send(encode_control(Request("a", "ping")))
        assert asks.poll(DEADLINE_S * 1e3)
        asks.recv()
        door = publisher._keeper.gate._doors["balance-arcade/live"]
        before = dict(door._inflows)
        assert len(before) == 3
        revoked_s = time.monotonic()
        ward.revoke("gone")
        until(lambda: all(d._n_losses for d in publisher._keeper.gate._doors.values()), "the cut")
        until(lambda: before.items().isdisjoint(dict(door._inflows).items()), "their end")
        assert time.monotonic() - revoked_s < 1.0
        for sock in live.values():
            while sock.poll(0):
                sock.recv_multipart()
        late.subscribe(b"")
        asks.send(encode_control(Request("b", "mark")))
        kinds_heard(live["viewer"], publisher)
        time.sleep(QUIET_S)
        assert not live["gone"].poll(0)
        assert not late.poll(0)
        assert not asks.poll(0)
        assert orders == []


def test_a_controller_that_becomes_a_viewer_orders_no_more_without_a_cut(ward, context):
    with ward.publishing() as (publisher, orders):
        sock = ward.socket(context, zmq.DEALER, "controller")
        sock.connect(publisher.ctl_endpoint)

        def order():
            sock.send(encode_control(Request(secrets.token_hex(4), "mark")))
            assert sock.poll(DEADLINE_S * 1e3)
            return decode_reply(sock.recv()).status

        assert order() == "accepted"
        ward.pair("controller", "viewer")
        until(lambda: order() == "rejected", "a refusal")
        n_orders = len(orders)
        assert order() == "rejected"
        assert len(orders) == n_orders
        assert publisher._keeper.gate.n_refused == 0


# -- the guard is dead, or its list is ------------------------------------------------------------


def kill_the_guard(publisher, monkeypatch):
    """Have its thread fail at its next look; it says so in the log."""

    def fail():
        raise OSError("out of memory")

    gate = publisher._keeper.gate
    monkeypatch.setattr(gate, "cut_revoked", fail)
    # Somebody who knocks wakes it.
    with socket.create_connection(("127.0.0.1", int(publisher.ctl_endpoint.rsplit(":", 1)[1]))):
        until(lambda: gate._zap.closed, "the end of the guard")


@pytest.mark.parametrize("name", ["unlisted", "controller"])
def test_a_dead_guard_lets_nobody_in(ward, context, name, monkeypatch):
    """Only an enforced domain does that: otherwise libzmq takes every key there is."""
    with ward.publishing() as (publisher, orders):
        kill_the_guard(publisher, monkeypatch)
        tell_everything(publisher)
        # libzmq closes its socket a moment later; who comes before only waits for an answer.
        time.sleep(QUIET_S)
        live = ward.socket(context, zmq.SUB, name)
        live.connect(publisher.live_endpoint)
        ctl = ward.socket(context, zmq.DEALER, name)
        ctl.connect(publisher.ctl_endpoint)
        ctl.send(encode_control(Request("s", "stop")))
        # Two heartbeats.
        assert not live.poll(1000)
        assert not ctl.poll(0)
        assert orders == []


def test_a_guard_that_dies_cuts_off_who_could_not_be_revoked_any_more(ward, context, monkeypatch):
    with ward.publishing() as (publisher, _):
        live = ward.socket(context, zmq.SUB, "controller")
        live.connect(publisher.live_endpoint)
        kinds_heard(live, publisher)
        kill_the_guard(publisher, monkeypatch)
        door = publisher._keeper.gate._doors["balance-arcade/live"]
        until(lambda: door.is_empty, "the cut")
        while live.poll(0):
            live.recv_multipart()
        tell_everything(publisher)
        assert not live.poll(QUIET_S * 1e3)


def test_a_list_that_cannot_be_read_lets_nobody_in_until_it_is_mended(ward, context):
    with ward.publishing() as (publisher, _), ward.client(publisher, "viewer") as client:
        until(lambda: client.poll(0.02), "something of the stream")
        good = ward.list.read_text()
        ward.list.write_text(good + "role = nobody\n")
        until(lambda: client.poll(0.02) is None or client.trouble == NOT_LISTED, "a refusal")
        assert "cannot be understood" in publisher._access.allowed.fault
        ward.list.write_text(good)
        until(lambda: client.poll(0.02) and not client.trouble, "the stream again")


# -- what a station is told -----------------------------------------------------------------------


def test_a_key_that_is_listed_late_gets_in_by_itself(ward):
    with ward.publishing() as (publisher, _), ward.client(publisher, "late") as client:
        until(lambda: client.poll(0.02) or client.trouble, "a refusal")
        assert client.trouble == NOT_LISTED
        reply = client.submit("ping", timeout_s=0.1)
        until(lambda: client.poll(0.02) is None or reply.done(), "an answer")
        assert reply.result().reason == NOT_LISTED
        ward.pair("late", "viewer")
        until(lambda: client.poll(0.02) and client.reader.joined, "the stream")
        assert client.trouble == ""


def told(publisher, access):
    with StreamClient(publisher.live_endpoint, publisher.ctl_endpoint, access=access) as client:
        until(lambda: client.poll(0.02) is None or client.trouble, "a trouble")
        assert client.heard_ns is None
        return client.trouble


def test_a_station_is_told_what_is_wrong(ward):
    """Where both ends hang up at once, libzmq does not always say that the mechanisms differ."""
    with ward.publishing() as (publisher, _):
        assert told(publisher, ward.access("viewer", board=KeyPair.create())) == WRONG_KEY
        assert told(publisher, None) in {KEYS_DEMANDED, NO_HANDSHAKE}
    with publishing() as (publisher, _):
        assert told(publisher, ward.access("viewer")) in {NO_KEYS_THERE, WRONG_KEY}


def test_two_stations_of_one_name_and_one_key_both_work(ward):
    with (
        ward.publishing() as (publisher, orders),
        ward.client(publisher, "controller") as one,
        ward.client(publisher, "controller") as other,
    ):
        for client in (one, other, one):
            assert client.request("mark", {"text": "x"}, timeout_s=DEADLINE_S).status == "accepted"
        assert orders == ["mark"] * 3
        for client in (one, other):
            until(lambda c=client: c.poll(0.02) and c.reader.joined, "the stream")


# -- bad input ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("n_bytes", "passes"), [(65_536, True), (65_537, False)])
def test_the_bound_of_a_request_is_the_same_with_keys(ward, context, n_bytes, passes):
    with ward.publishing() as (publisher, _):
        sock = ward.socket(context, zmq.DEALER, "viewer")
        sock.connect(publisher.ctl_endpoint)
        sock.send(bytes(n_bytes))
        assert bool(sock.poll(DEADLINE_S * 1e3 if passes else QUIET_S * 1e3)) == passes


def test_a_topic_that_is_too_long_ends_the_connection(ward, context):
    with ward.publishing() as (publisher, _):
        sock = ward.socket(context, zmq.XSUB, "viewer")
        sock.connect(publisher.live_endpoint)
        sock.send(b"\x01" + b"x" * 256)
        until(lambda: publisher._sender._n_cut > 0, "a cut")


def test_random_bytes_at_the_ports_disturb_nobody(ward, context):
    rng = secrets.SystemRandom()
    greeting = b"\xff" + bytes(8) + b"\x7f\x03\x00CURVE" + bytes(47)
    with ward.publishing() as (publisher, orders):
        opened = []
        for endpoint in (publisher.live_endpoint, publisher.ctl_endpoint):
            for head in (b"", greeting[:11], greeting, greeting + b"\x04\xc8\x05HELLO"):
                sock = socket.create_connection(("127.0.0.1", int(endpoint.rsplit(":", 1)[1])))
                sock.sendall(head + rng.randbytes(400))
                opened.append(sock)
        with ward.client(publisher, "controller") as client:
            assert client.request("mark", timeout_s=DEADLINE_S).status == "accepted"
            until(lambda: client.poll(0.02) and client.reader.joined, "the stream")
        for sock in opened:
            sock.close()
        assert orders == ["mark"]
        assert publisher.failure is None


def test_a_file_of_ipc_stays_open_to_its_user_without_a_key(ward, context, tmp_path):
    ports = {"live": f"ipc://{tmp_path}/live", "ctl": f"ipc://{tmp_path}/ctl"}
    with ward.publishing(**ports) as (publisher, orders):
        sock = context.socket(zmq.DEALER)
        sock.connect(publisher.ctl_endpoint)
        sock.send(encode_control(Request("m", "mark")))
        assert sock.poll(DEADLINE_S * 1e3)
        assert orders == ["mark"]


def test_no_secret_is_logged(ward, caplog):
    with (
        caplog.at_level("DEBUG"),
        ward.publishing() as (publisher, _),
        ward.client(publisher, "unlisted") as client,
    ):
        until(lambda: client.poll(0.02) is None or client.trouble, "a refusal")
        assert "1 connections turned away" in caplog.text
        for pair in (ward.board, *ward.keys.values()):
            assert pair.secret.hex() not in caplog.text + repr(pair)
            assert repr(pair.secret) not in caplog.text + repr(pair)
