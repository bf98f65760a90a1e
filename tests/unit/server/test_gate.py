"""The gate: who is heard at the ports, and how many may be connected; over real sockets."""

from __future__ import annotations

import contextlib
import functools
import socket
import threading
import time

import pytest
import zmq
from port_kit import DEADLINE_S, Sockets, answer, asks, publishing, until

from balance_arcade.core.clock import ManualClock
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import Request, encode_control
from balance_arcade.server.gate import HANDSHAKE_NS, Door, Gate, GateKeeper
from balance_arcade.server.keys.access import StationAccess
from balance_arcade.server.keys.key_pair import KeyPair
from balance_arcade.server.wire import decode

SIGNATURE = b"\xff\0\0\0\0\0\0\0\x01\x7f"
STOP = encode_control(Request("id1", "stop"))


def zmtp_1(body):
    """A whole connection of ZMTP 1.0: an anonymous greeting and one message."""
    return b"\x01\x00" + bytes([len(body) + 1, 0]) + body


def zmtp_2(body, kind):
    """The same in ZMTP 2.0; the kind of socket is in the greeting."""
    return SIGNATURE + bytes([1, kind]) + b"\0\0" + bytes([0, len(body)]) + body


ZMTP_3 = SIGNATURE + b"\x03\0NULL" + bytes(48)


@pytest.fixture
def context():
    sockets = Sockets()
    yield sockets
    sockets.close()


def connect(endpoint):
    return socket.create_connection(("127.0.0.1", int(endpoint.rsplit(":", 1)[1])), DEADLINE_S)


def is_cut(sock):
    """Whether the other side closes the connection, and does not only send something."""
    sock.settimeout(DEADLINE_S)
    end = time.monotonic() + DEADLINE_S
    try:
        while time.monotonic() < end:
            if not sock.recv(4096):
                return True
    except ConnectionResetError:
        return True
    return False


# -- old protocols --------------------------------------------------------------------------------


@pytest.mark.parametrize("data", [zmtp_1(STOP), zmtp_2(STOP, 5)], ids=["ZMTP 1", "ZMTP 2"])
def test_a_port_without_a_domain_hears_peers_of_old_protocols(context, data):
    """What the next test sends is whole: libzmq takes it where no gate stands before the port."""
    router = context.socket(zmq.ROUTER)
    port = router.bind_to_random_port("tcp://127.0.0.1")
    with socket.create_connection(("127.0.0.1", port)) as sock:
        sock.sendall(data)
        assert router.poll(DEADLINE_S * 1e3)
        assert router.recv_multipart()[1] == STOP


@pytest.mark.parametrize("data", [zmtp_1(STOP), zmtp_2(STOP, 5)], ids=["ZMTP 1", "ZMTP 2"])
def test_peers_of_old_protocols_are_not_heard_at_the_control_port(context, data):
    with publishing() as (publisher, orders):
        for _ in range(3):
            with connect(publisher.ctl_endpoint) as sock:
                sock.sendall(data)
                assert is_cut(sock)
        # Whoever speaks ZMTP 3 is served; so the others were not only slow to be heard.
        assert answer(asks(context, publisher.ctl_endpoint, "mark")).status == "accepted"
        assert orders == ["mark"]


@pytest.mark.parametrize("data", [zmtp_1(b"\x01"), zmtp_2(b"\x01", 2)], ids=["ZMTP 1", "ZMTP 2"])
def test_peers_of_old_protocols_get_nothing_of_the_stream(data):
    with publishing() as (publisher, _), connect(publisher.live_endpoint) as sock:
        sock.sendall(data)
        sock.settimeout(DEADLINE_S)
        heard = b""
        with contextlib.suppress(ConnectionResetError):
            while b"ba/1" not in heard and (more := sock.recv(4096)):
                heard += more
        assert b"ba/1" not in heard


def test_a_station_shows_nothing_of_a_publisher_of_an_old_protocol():
    """Something else may listen where a publisher did: it is heard, and not believed."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with StreamClient(endpoint, "tcp://127.0.0.1:1") as client:
            server.settimeout(DEADLINE_S)
            peer, _ = server.accept()
            with peer:
                peer.sendall(b"\x01\x00" + bytes([5, 0]) + b"ba/1")
                shown = []
                until(
                    lambda: shown.extend(client.poll(0.01)) or client.heard_ns is not None,
                    "the old publisher's message",
                )
            assert shown == []
            assert not client.reader.joined


def test_a_station_with_keys_hears_no_publisher_of_an_old_protocol():
    access = StationAccess(KeyPair.create(), KeyPair.create().public)
    with socket.create_server(("127.0.0.1", 0)) as server:
        endpoint = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with StreamClient(endpoint, "tcp://127.0.0.1:1", access=access) as client:
            server.settimeout(DEADLINE_S)
            peer, _ = server.accept()
            with peer:
                peer.sendall(b"\x01\x00" + bytes([5, 0]) + b"ba/1")
                peer.settimeout(0.02)
                until(lambda: client.poll(0.01) or _closed(peer), "an end of the connection")
            assert client.heard_ns is None


def _closed(sock):
    try:
        return sock.recv(4096) == b""
    except TimeoutError:
        return False
    except ConnectionResetError:
        return True


# -- every socket is guarded ----------------------------------------------------------------------


def test_every_port_has_a_domain_that_is_enforced(monkeypatch):
    made = []

    class Noted(zmq.Context):
        def socket(self, *args, **more):
            made.append(super().socket(*args, **more))
            return made[-1]

    monkeypatch.setattr(zmq, "Context", Noted)
    guarded = {zmq.XPUB: "live", zmq.ROUTER: "ctl"}
    with (
        publishing() as (publisher, _),
        StreamClient(publisher.live_endpoint, publisher.ctl_endpoint),
    ):
        found = {sock.type: sock for sock in made}
        for kind, name in guarded.items():
            assert found[kind].getsockopt_string(zmq.ZAP_DOMAIN) == f"balance-arcade/{name}"
            assert found[kind].getsockopt(zmq.ZAP_ENFORCE_DOMAIN) == 1
        # Nothing else may be reached from outside of the process.
        others = [sock for sock in made if sock.type in (zmq.REP, zmq.PAIR)]
        assert {sock.type for sock in made} - {*guarded} == {
            *(zmq.SUB, zmq.DEALER, zmq.REP, zmq.PAIR)
        }
        assert all(sock.LAST_ENDPOINT.startswith(b"inproc://") for sock in others)


def test_a_port_whose_gate_has_failed_lets_nobody_in(context):
    with publishing() as (publisher, orders):
        publisher._keeper.stop()
        assert answer(asks(context, publisher.ctl_endpoint, "mark"), 0.5) is None
        assert orders == []


@pytest.mark.parametrize(
    ("address", "mechanism", "credentials", "status"),
    [
        ("127.0.0.1", "NULL", [], b"200"),
        ("127.8.0.1", "NULL", [], b"200"),
        ("::1", "NULL", [], b"200"),
        ("localhost:0:0:31972", "NULL", [], b"200"),
        ("192.168.1.7", "NULL", [], b"400"),
        ("::ffff:192.168.1.7", "NULL", [], b"400"),
        ("", "NULL", [], b"400"),
        ("localhost.example.org", "NULL", [], b"400"),
        ("127.0.0.1", "PLAIN", [b"a", b"b"], b"400"),
        ("127.0.0.1", "CURVE", [bytes(32)], b"400"),
    ],
)
def test_who_is_let_in(context, address, mechanism, credentials, status):
    gate = Gate(context)
    found, reason = gate.verdict("balance-arcade/ctl", address, mechanism, credentials)
    gate.close()
    assert (found, bool(reason)) == (status, status != b"200")


def test_stations_connect_over_ipc_and_over_ip_version_6(context, tmp_path):
    ports = {"live": f"ipc://{tmp_path}/live", "ctl": f"ipc://{tmp_path}/ctl"}
    for more in (ports, {"live": "tcp://[::1]:0", "ctl": "tcp://[::1]:0"}):
        with publishing(**more) as (publisher, _):
            sock = context.socket(zmq.DEALER)
            sock.setsockopt(zmq.IPV6, 1)
            sock.connect(publisher.ctl_endpoint)
            sock.send(encode_control(Request("q", "hello")))
            assert answer(sock).result["live"] == publisher.live_endpoint


# -- how many -------------------------------------------------------------------------------------


def test_connections_are_counted_by_their_age_and_by_those_let_in():
    clock = ManualClock()
    door = Door(clock.now_ns)
    for descriptor in range(5):
        door.accepted(descriptor)
    assert door.n_connections == 0
    door.admitted()
    door.admitted()
    assert door.n_connections == 2
    clock.sleep(1.0)
    door.accepted(9)
    clock.sleep((HANDSHAKE_NS - 1e9) / 1e9)
    # libzmq has dropped whoever did not shake hands; it tells us.
    for descriptor in (0, 1, 2):
        door.left(descriptor)
    assert door.n_connections == 2
    door.left(3)
    door.left(3)
    assert door.n_connections == 1


def test_a_connection_too_many_is_turned_away_counted_and_let_in_later(context, monkeypatch):
    few = functools.partial(Gate, max_connections=3)
    monkeypatch.setattr("balance_arcade.server.publisher.Gate", few)
    with publishing() as (publisher, _):
        inside = [asks(context, publisher.ctl_endpoint) for _ in range(3)]
        assert all(answer(sock).status == "done" for sock in inside)
        late = asks(context, publisher.ctl_endpoint)
        assert answer(late, 0.3) is None
        # The other port has a count of its own, and tells.
        live = context.socket(zmq.SUB)
        live.connect(publisher.live_endpoint)
        live.subscribe(b"ba/1/b1/hb")
        until(
            lambda: live.poll(100) and decode(live.recv_multipart()).body.dropped,
            "a heartbeat that counts",
        )
        assert publisher._sender._turned_away()["connections"] >= 1
        inside.pop().close()
        assert answer(late).status == "done"
        assert all(sock.send(encode_control(Request("r", "ping"))) is None for sock in inside)
        assert all(answer(sock).status == "done" for sock in inside)


def test_connections_that_never_shake_hands_keep_nobody_out(context, monkeypatch):
    few = functools.partial(Gate, max_connections=3)
    monkeypatch.setattr("balance_arcade.server.publisher.Gate", few)
    with publishing() as (publisher, _), contextlib.ExitStack() as stack:
        silent = [stack.enter_context(connect(publisher.ctl_endpoint)) for _ in range(10)]
        for sock in silent[:5]:
            sock.sendall(ZMTP_3[:20])
        assert answer(asks(context, publisher.ctl_endpoint)).status == "done"
        assert is_cut(silent[0])
        assert is_cut(silent[9])


# -- the end --------------------------------------------------------------------------------------


def threads():
    return [t.name for t in threading.enumerate() if t.name.startswith(("gate-", "publisher-"))]


def test_no_thread_is_left_whatever_the_peers_do(context):
    with publishing() as (publisher, _):
        assert sorted(threads()) == ["gate-b1", "publisher-b1"]
        with connect(publisher.ctl_endpoint) as half:
            half.sendall(ZMTP_3[:30])
            begin = time.monotonic()
            publisher.stop()
            assert time.monotonic() - begin < 1.5
    assert threads() == []


def test_a_port_that_is_taken_leaves_no_gate(context):
    with publishing() as (publisher, _):
        for ports in ({"live": publisher.live_endpoint}, {"ctl": publisher.ctl_endpoint}):
            with pytest.raises(Exception, match="Another publisher"), publishing(**ports):
                pass
        assert sorted(threads()) == ["gate-b1", "publisher-b1"]


def test_a_gate_that_fails_says_so(context, caplog):
    gate = Gate(context)
    asker = context.socket(zmq.REQ)
    asker.connect("inproc://zeromq.zap.01")
    keeper = GateKeeper(gate, "gate-x")
    asker.send(b"not what libzmq asks")
    until(lambda: gate._zap.closed, "the end of the gate")
    keeper.stop()
    assert not threads()
    assert [r.getMessage() for r in caplog.records] == [
        "the gate has failed: no further station can connect"
    ]
