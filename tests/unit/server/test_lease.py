"""Who steers: one at a time, for 3 s, and a Stop from everybody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples
from stream_examples import BOOT_ID, Handler

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Event
from balance_arcade.server.archive import Archive
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import COMMANDS, Request, decode_reply, encode_control
from balance_arcade.server.lease import LEASE_NS, NEEDS_NO_LEASE, Lease
from balance_arcade.server.publisher import Publisher
from balance_arcade.server.request_handler import RequestHandler

LEASE_S = LEASE_NS / 1e9


class Desk:
    """A control port without a socket, and what it told."""

    def __init__(self):
        self.clock = ManualClock(1_000_000_000)
        self.told: list[tuple[str, dict]] = []
        self.lease = Lease(lambda kind, data: self.told.append((kind, data)))
        self.handler = Handler()
        self.desk = RequestHandler(
            "b1", BOOT_ID, Archive(), self.handler, self.clock, lease=self.lease
        )
        self.n = 0

    def ask(self, cmd, lease="", by="", request_id="", **args):
        self.n += 1
        more = {"lease": lease} if lease != "" else {}
        request = Request(request_id or f"id{self.n}", cmd, args, by=by, **more)
        return decode_reply(self.desk.answer(encode_control(request)))

    def carried_out(self):
        return [command.name for command in self.handler.commands]


@pytest.fixture
def desk():
    return Desk()


def test_the_first_order_with_a_name_steers_and_others_watch(desk):
    assert desk.ask("pause", "a", "tablet-1").status == "accepted"
    assert desk.told == [("control.taken", {"by": "tablet-1"})]
    reply = desk.ask("resume", "b", "tablet-2")
    assert (reply.status, reply.reason) == ("rejected", "tablet-1 steers now")
    assert desk.ask("resume", by="old-client").reason == "tablet-1 steers now"
    assert desk.ask("harder", "a", "tablet-1").status == "accepted"
    assert desk.carried_out() == ["pause", "harder"]


def test_it_can_be_taken_over_given_back_and_lapses(desk):
    assert desk.ask("lease", "a", "tablet-1").result == {"by": "tablet-1", "left_s": 3.0}
    assert desk.ask("lease", "b", "tablet-2").status == "rejected"
    reply = desk.ask("lease", "b", "tablet-2", take_over=True)
    assert (reply.status, reply.result["by"]) == ("accepted", "tablet-2")
    assert desk.ask("pause", "a").reason == "tablet-2 steers now"
    assert desk.ask("lease", "a", give_back=True).reason == "tablet-2 steers now"
    assert desk.ask("lease", "b", give_back=True).result == {}
    assert desk.ask("lease", "b", give_back=True).reason == "you do not hold the lease"
    desk.ask("lease", "a", "tablet-1")
    desk.clock.sleep(LEASE_S)
    desk.lease.lapse(desk.clock.now_ns())
    assert [kind for kind, _ in desk.told] == [
        *("control.taken", "control.taken", "control.given_back"),
        *("control.taken", "control.lapsed"),
    ]
    assert desk.told[1][1] == {"by": "tablet-2", "before": "tablet-1"}


def test_what_is_renewed_does_not_lapse(desk):
    for _ in range(5):
        assert desk.ask("lease", "a", "tablet-1").status == "accepted"
        desk.clock.sleep(LEASE_S - 0.001)
    assert desk.ask("pause", "b").status == "rejected"
    desk.clock.sleep(0.001)
    assert desk.ask("pause", "b").status == "accepted"


def test_a_take_over_that_arrives_again_does_not_take_over_again(desk):
    desk.ask("lease", "a", "tablet-1", "first", take_over=True)
    desk.ask("lease", "b", "tablet-2", take_over=True)
    desk.ask("lease", "a", "tablet-1", "first", take_over=True)
    assert desk.lease.status(desk.clock.now_ns()).by == "tablet-2"


@pytest.mark.parametrize("name", [None, 7, "", "x" * 65, ["a"]])
def test_a_name_that_is_none_steers_nothing(desk, name):
    assert desk.ask("lease", name).reason == "the request names no lease"
    assert desk.ask("pause", name).status == "accepted"
    assert desk.lease.status(desk.clock.now_ns()) is None


TOKENS = ("", "a", "b", "c")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.floats(0.0, 2.0 * LEASE_S)),
        st.tuples(st.sampled_from([*COMMANDS, "lease", "over", "back"]), st.sampled_from(TOKENS)),
    ),
    max_size=40,
)


@n_examples(150)
@given(STEPS)
def test_there_is_never_a_second_holder_and_stop_is_always_carried_out(steps):
    desk = Desk()
    holder, until_ns, n_stops = "", 0, 0
    for step, value in steps:
        if step == "wait":
            desk.clock.sleep(value)
            continue
        now_ns = desk.clock.now_ns()
        holder = holder if now_ns < until_ns else ""
        args = {"over": {"take_over": True}, "back": {"give_back": True}}.get(step, {})
        cmd = "lease" if step in ("over", "back") else step
        before = len(desk.handler.commands)
        accepted = desk.ask(cmd, value, by=value, **args).status == "accepted"
        free_or_own = not holder or value == holder
        if step in NEEDS_NO_LEASE:
            expected = True
        elif step == "back":
            expected = bool(value) and value == holder
        elif step == "over":
            expected = bool(value)
        elif step == "lease":
            expected = bool(value) and free_or_own
        else:
            expected = free_or_own
        assert accepted == expected, (step, value, holder)
        n_stops += step == "stop"
        if accepted and step == "back":
            holder = ""
        elif accepted and value and step not in NEEDS_NO_LEASE:
            holder, until_ns = value, now_ns + LEASE_NS
        assert [t for t in TOKENS if desk.lease.held_by(t, now_ns)] == ([holder] if holder else [])
        reaches = accepted and cmd != "lease"
        assert len(desk.handler.commands) == before + reaches
    assert desk.carried_out().count("stop") == n_stops


def test_a_hand_over_is_an_event_and_stands_in_the_heartbeat():
    anywhere = "tcp://127.0.0.1:0"
    with_handler = Handler()
    publisher = Publisher("b1", live=anywhere, ctl=anywhere, handle_command=with_handler)
    publisher.start()
    try:
        with StreamClient(publisher.live_endpoint, publisher.ctl_endpoint) as client:
            seen: list[object] = []

            def watch(look):
                while not any(look(body) for body in seen):
                    seen.extend(message.body for message in client.poll(0.1))

            for token, name in (("a", "tablet-1"), ("b", "tablet-2")):
                future = client.submit("lease", {"take_over": True}, lease=token, by=name)
                while not future.done():
                    seen.extend(message.body for message in client.poll(0.1))
                assert future.result().status == "accepted"
            told = {"by": "tablet-2", "before": "tablet-1"}
            watch(lambda body: body == Event(0.0, "control.taken", told))
            watch(lambda body: getattr(getattr(body, "lease", None), "by", "") == "tablet-2")
            watch(lambda body: body == Event(0.0, "control.lapsed", {"by": "tablet-2"}))
            # Counted while they are there, and no longer.
            watch(lambda body: getattr(body, "n_stations", 0) == 1)
            with StreamClient(publisher.live_endpoint, publisher.ctl_endpoint) as second:
                second.poll(0.1)
                watch(lambda body: getattr(body, "n_stations", 0) == 2)
            seen.clear()
            watch(lambda body: getattr(body, "n_stations", 0) == 1)
    finally:
        publisher.stop()
