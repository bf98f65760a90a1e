"""Where sockets may be: on this computer, and not where another publisher is."""

from __future__ import annotations

import socket

import pytest
import zmq

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.client import StreamClient
from balance_arcade.server.endpoints import bind, check_endpoint
from balance_arcade.server.publisher import Publisher


def publisher(live="tcp://127.0.0.1:0", ctl="tcp://127.0.0.1:0"):
    return Publisher("b1", live=live, ctl=ctl, handle_command=lambda _: "accepted")


@pytest.mark.parametrize(
    ("text", "checked"),
    [
        ("tcp://127.0.0.1:5571", "tcp://127.0.0.1:5571"),
        ("tcp://127.9.9.9:*", "tcp://127.9.9.9:*"),
        ("tcp://localhost:0", "tcp://127.0.0.1:*"),
        ("tcp://[::1]:5571", "tcp://[::1]:5571"),
        ("ipc:///run/ba.sock", "ipc:///run/ba.sock"),
    ],
)
def test_endpoints_on_this_computer_are_taken(text, checked):
    assert check_endpoint(text) == checked


@pytest.mark.parametrize(
    "text",
    [
        "tcp://*:5571",
        "tcp://0.0.0.0:5571",
        "tcp://192.168.1.4:5571",
        "tcp://[::]:5571",
        "tcp://clinic-pc:5571",
        "tcp://eth0:5571",
        "tcp://128.0.0.1;127.0.0.1:5571",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:99999",
        "udp://127.0.0.1:5571",
        "ipc://@abstract",
        "nonsense",
        "",
    ],
)
def test_everything_else_is_refused_before_a_socket_exists(text):
    with pytest.raises(ConfigError):
        check_endpoint(text)
    with pytest.raises(ConfigError):
        publisher(live=text)
    with pytest.raises(ConfigError):
        publisher(ctl=text)
    with pytest.raises(ConfigError):
        StreamClient(text)


@pytest.mark.parametrize(
    ("text", "checked"),
    [
        ("tcp://*:5571", "tcp://0.0.0.0:5571"),
        ("tcp://192.168.1.4:0", "tcp://192.168.1.4:*"),
        ("tcp://clinic-pc:5571", "tcp://clinic-pc:5571"),
        ("tcp://[::]:5571", "tcp://[::]:5571"),
        ("tcp://localhost:5571", "tcp://127.0.0.1:5571"),
    ],
)
def test_endpoints_with_keys_may_be_on_the_network(text, checked):
    assert check_endpoint(text, keyed=True) == checked


@pytest.mark.parametrize("text", ["tcp://a;b:1", "udp://127.0.0.1:1", "tcp://*:99999", "nonsense"])
def test_keys_do_not_make_an_endpoint_of_everything(text):
    with pytest.raises(ConfigError):
        check_endpoint(text, keyed=True)


def test_the_refusal_says_that_keys_come_first():
    with pytest.raises(ConfigError, match="Without keys the stream stays on this computer"):
        check_endpoint("tcp://0.0.0.0:5571")


@pytest.mark.parametrize("which", ["live", "ctl"])
def test_a_taken_port_names_the_other_publisher_and_what_to_do(which):
    first = publisher()
    first.start()
    taken = first.live_endpoint if which == "live" else first.ctl_endpoint
    second = publisher(**{which: taken})
    try:
        port = taken.rsplit(":", 1)[1]
        with pytest.raises(ConfigError, match=f"Another publisher is on port {port}"):
            second.start()
    finally:
        second.stop()
        first.stop()


def test_an_ipc_path_is_not_taken_away_from_a_living_publisher(tmp_path):
    endpoint = f"ipc://{tmp_path / 'live.sock'}"
    first = publisher(live=endpoint)
    first.start()
    second = publisher(live=endpoint)
    try:
        with pytest.raises(ConfigError, match="Another publisher is on ipc"):
            second.start()
        assert (tmp_path / "live.sock").stat().st_mode & 0o077 == 0
    finally:
        second.stop()
        first.stop()


def test_an_ipc_path_goes_with_its_publisher(tmp_path):
    live, ctl = tmp_path / "live.sock", tmp_path / "ctl.sock"
    ours = publisher(live=f"ipc://{live}", ctl=f"ipc://{ctl}")
    ours.start()
    assert live.exists()
    assert ctl.exists()
    ours.stop()
    assert list(tmp_path.iterdir()) == []
    half = publisher(live=f"ipc://{live}", ctl=f"ipc://{tmp_path}/no/such/folder/x")
    with pytest.raises(ConfigError, match="Cannot"):
        half.start()
    half.stop()
    assert list(tmp_path.iterdir()) == []


def test_an_ipc_path_left_behind_by_a_crash_is_used_again(tmp_path):
    path = tmp_path / "live.sock"
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(str(path))
    assert path.exists()
    endpoint = f"ipc://{path}"
    with zmq.Context() as context, context.socket(zmq.XPUB) as sock:
        assert bind(sock, endpoint) == endpoint


def test_other_faults_of_binding_are_one_sentence(tmp_path):
    broken = publisher(live=f"ipc://{tmp_path}/no/such/folder/x")
    with pytest.raises(ConfigError, match="Cannot"):
        broken.start()
    broken.stop()
