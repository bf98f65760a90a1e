"""One endpoint is enough: the control port tells where the stream is."""

from __future__ import annotations

import time

import pytest
from stream_examples import BODIES

from balance_arcade.core.errors import MalformedMessageError
from balance_arcade.core.events import Event, giver_name
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import Reply
from balance_arcade.server.finding import ASK_NS, SILENT_NS, LiveFinder
from balance_arcade.server.publisher import Publisher

DEADLINE_S = 20.0


def start(ctl="tcp://127.0.0.1:0", commands=None):
    def handle(command):
        if commands is not None:
            commands.append(command)
        return "accepted"

    publisher = Publisher("b1", live="tcp://127.0.0.1:0", ctl=ctl, handle_command=handle)
    publisher.start()
    publisher.on_state(BODIES["state"])
    return publisher


def poll_until(client, wanted):
    """Poll until a message is wanted; give it."""
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        for message in client.poll(0.05):
            if wanted(message):
                return message
    raise AssertionError("it did not come")


def test_a_client_that_knows_the_control_port_alone_gets_the_stream():
    publisher = start()
    try:
        with StreamClient(ctl=publisher.ctl_endpoint) as client:
            poll_until(client, lambda m: m.kind == "state")
            publisher.on_event(Event(1.0, "mark"))
            poll_until(client, lambda m: m.kind == "event")
    finally:
        publisher.stop()


def test_a_stream_that_comes_back_at_another_port_is_found_again():
    first = start()
    ctl, boots = first.ctl_endpoint, [first.boot_id]
    with StreamClient(ctl=ctl) as client:
        try:
            poll_until(client, lambda m: m.header.boot_id == first.boot_id)
        finally:
            first.stop()
        second = start(ctl)
        try:
            assert second.live_endpoint != first.live_endpoint
            poll_until(client, lambda m: m.header.boot_id not in boots)
        finally:
            second.stop()


def test_the_name_of_a_client_comes_with_its_orders():
    commands = []
    publisher = start(commands=commands)
    try:
        with StreamClient(ctl=publisher.ctl_endpoint, name="station-3f2a") as client:
            assert client.request("pause").status == "accepted"
    finally:
        publisher.stop()
    assert [(c.name, c.by) for c in commands] == [("pause", "station-3f2a")]


@pytest.fixture
def asked():
    return []


@pytest.fixture
def ask(asked):
    def send(question, args):
        asked.append((question, args))
        return f"id{len(asked)}"

    return send


def test_it_asks_at_once_then_every_second_while_the_stream_is_silent(ask, asked):
    finder = LiveFinder(None)
    for now_ns, n in ((0, 1), (ASK_NS - 1, 1), (ASK_NS, 2)):
        finder.look(ask, now_ns, None)
        assert len(asked) == n
    heard_ns = 2 * ASK_NS
    finder.look(ask, heard_ns + SILENT_NS, heard_ns)
    assert len(asked) == 2
    finder.look(ask, heard_ns + SILENT_NS + 1, heard_ns)
    assert asked == [("hello", {})] * 3


def test_it_asks_nothing_where_the_stream_was_named(ask, asked):
    finder = LiveFinder("tcp://localhost:5571")
    finder.look(ask, 0, None)
    assert (asked, finder.endpoint) == ([], "tcp://127.0.0.1:5571")
    assert not finder.answered("", Reply("", "done", result={"live": "tcp://127.0.0.1:9"}))


@pytest.mark.parametrize(
    "live", ["", "tcp://192.0.2.7:5571", "tcp://127.0.0.1:0", "http://127.0.0.1:80", 5571, None]
)
def test_an_answer_that_leads_elsewhere_is_refused_and_what_was_known_stays(ask, live):
    finder = LiveFinder(None)
    finder.look(ask, 0, None)
    assert finder.answered("id1", Reply("id1", "done", result={"live": "tcp://127.0.0.1:5571"}))
    finder.look(ask, ASK_NS, None)
    with pytest.raises(MalformedMessageError):
        finder.answered("id2", Reply("id2", "done", result={"live": live}))
    assert finder.endpoint == "tcp://127.0.0.1:5571"


def test_an_answer_that_is_none_changes_nothing(ask):
    finder = LiveFinder(None)
    finder.look(ask, 0, None)
    assert finder.answered("id1", Reply("id1", "error", "no answer"))
    assert finder.endpoint == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("station-3f2a", "station-3f2a"),
        ("x" * 10_000, "x" * 32),
        ("a/../b\x00\n<i>", "a-b-i"),
        ("Ärztin Müller", "rztin-M-ller"),
        ("---", ""),
        (["station"], ""),
        (None, ""),
    ],
)
def test_whoever_gives_an_order_has_a_bounded_harmless_name(text, name):
    assert giver_name(text) == name
