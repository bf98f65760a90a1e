"""The control desk: every question, every order, once each, and no bytes that upset it."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples
from stream_examples import BODIES, BOOT_ID, Handler

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.events import Command
from balance_arcade.server.archive import Archive
from balance_arcade.server.clients import BURST_BYTES, BUSY_S, BYTES_PER_S, LEAST_BYTES, Clients
from balance_arcade.server.control import COMMANDS, Request, decode_reply, encode_control
from balance_arcade.server.request_handler import (
    MAX_REPLAY_MESSAGES,
    MAX_REPLY_BYTES,
    RequestHandler,
)
from balance_arcade.server.sent_ring import Sent
from balance_arcade.server.wire import KINDS, Header, decode, encode, encode_header
from balance_arcade.session.answered import MAX_ORDERS

NOW_NS = 1_000_000_000_000


@pytest.fixture
def handler():
    return Handler()


@pytest.fixture
def archive():
    return Archive()


@pytest.fixture
def clock():
    return ManualClock(NOW_NS)


@pytest.fixture
def clients():
    return Clients()


@pytest.fixture
def desk(handler, archive, clock, clients):
    desk = RequestHandler("b1", BOOT_ID, archive, handler, clock, clients)
    desk.live_endpoint = "tcp://127.0.0.1:5571"
    return desk


def ask(desk, cmd, args=None, request_id="id1", name=b"", **more):
    request = Request(request_id, cmd, args or {}, **more)
    data = desk.answer(encode_control(request), name)
    return None if data is None else decode_reply(data)


def keep(archive, kind, n):
    for seq in range(1, n + 1):
        header = Header(
            1, 0, BOOT_ID, 0, seq, seq * 1_000_000_000, 0, 2 if kind == "samples" else 1, 0
        )
        frames = encode("b1", kind, header, BODIES[kind])
        archive.add(kind, Sent(seq, header.t0_ns, header.n, frames))


@pytest.mark.parametrize("cmd", COMMANDS)
def test_every_command_reaches_the_session_with_its_details(desk, handler, cmd):
    reply = ask(desk, cmd, {"text": "took the rail"})
    assert (reply.status, reply.id, reply.boot_id) == ("accepted", "id1", BOOT_ID)
    assert handler.commands == [Command("id1", cmd, {"text": "took the rail"})]


def test_a_rejection_carries_its_reason(desk, handler):
    handler.verdict = "rejected: nobody is on the board"
    reply = ask(desk, "start")
    assert (reply.status, reply.reason) == ("rejected", "nobody is on the board")


def test_a_command_that_comes_twice_is_carried_out_once_and_answered_twice(desk, handler):
    handler.verdict = "rejected: not now"
    first = ask(desk, "harder")
    handler.verdict = "accepted"
    assert ask(desk, "harder") == first
    assert len(handler.commands) == 1
    assert ask(desk, "harder", request_id="id2").status == "accepted"


def test_a_stop_under_a_used_id_is_carried_out(desk, handler):
    ask(desk, "start")
    assert ask(desk, "stop").status == "accepted"
    assert [c.name for c in handler.commands] == ["start", "stop"]


def test_an_order_that_comes_again_after_513_others_is_known(desk, handler):
    first = ask(desk, "harder", request_id="first")
    for i in range(513):
        ask(desk, "mark", request_id=f"m{i}")
    assert ask(desk, "harder", request_id="first") == first
    assert [c.name for c in handler.commands].count("harder") == 1


def test_a_flood_of_one_client_makes_no_order_of_another_forgotten(desk, handler, clock):
    ask(desk, "harder", request_id="first", name=b"a")
    for i in range(MAX_ORDERS + 10):
        ask(desk, "mark", request_id=f"m{i}", name=b"b")
        clock.sleep(0.01)
    n_carried_out = len(handler.commands)
    # Its connection was cut, and it comes back under another name.
    assert ask(desk, "harder", request_id="first", name=b"c").status == "accepted"
    ask(desk, "mark", request_id=f"m{MAX_ORDERS + 9}", name=b"b")
    assert len(handler.commands) == n_carried_out
    ask(desk, "mark", request_id="m0", name=b"b")
    assert len(handler.commands) == n_carried_out + 1


@pytest.mark.parametrize(
    ("request_id", "told"),
    [("a", "a"), ("", ""), (7, ""), (None, ""), ("x" * 65, ""), (["a"], ""), ({"a": 1}, "")],
)
@pytest.mark.parametrize("major", [1, 2, 99, "two", None])
def test_a_stop_is_taken_under_any_id_and_any_major(desk, handler, request_id, told, major):
    data = msgspec.msgpack.encode({"cmd": "stop", "id": request_id, "major": major})
    reply = decode_reply(desk.answer(data))
    assert (reply.status, reply.id) == ("accepted", told)
    assert [c.name for c in handler.commands] == ["stop"]
    assert desk.n_bad_requests == 0


@pytest.mark.parametrize(
    "more",
    [{}, {"args": 7}, {"args": {"text": "x" * 501}}, {"args": {"a": [1]}}, {"not_after_ns": "now"}],
)
def test_a_stop_without_an_id_is_carried_out_every_time(desk, handler, more):
    for _ in range(2):
        reply = decode_reply(desk.answer(msgspec.msgpack.encode({"cmd": "stop", **more})))
        assert reply.status == "accepted"
    assert [c.name for c in handler.commands] == ["stop", "stop"]


def test_a_stop_of_another_version_keeps_the_name_of_who_gave_it(desk, handler):
    desk.answer(msgspec.msgpack.encode({"cmd": "stop", "major": 2, "by": "station-3f2a"}))
    assert handler.commands == [Command("", "stop", {}, "station-3f2a")]


def test_only_a_stop_is_taken_from_another_major_version(desk, handler):
    for cmd in (name for name in COMMANDS if name != "stop"):
        assert ask(desk, cmd, major=2).status == "error"
    assert handler.commands == []


def test_an_order_that_was_held_up_is_refused_but_never_a_stop(desk, handler):
    late = NOW_NS - 1
    assert "too late" in ask(desk, "start", not_after_ns=late).reason
    assert ask(desk, "stop", not_after_ns=late).status == "accepted"
    assert ask(desk, "start", request_id="id3", not_after_ns=NOW_NS + 1).status == "accepted"
    assert [c.name for c in handler.commands] == ["stop", "start"]


def test_a_handler_that_fails_is_said_aloud_and_remembered_and_stop_still_works(desk, handler):
    handler.verdict = ZeroDivisionError("boom")
    reply = ask(desk, "harder")
    assert (reply.status, "boom" in reply.reason) == ("error", True)
    assert desk.fault is handler.verdict
    handler.verdict = "accepted"
    assert ask(desk, "stop").status == "accepted"


def test_an_error_of_ours_in_the_handler_is_a_rejection(desk, handler):
    handler.verdict = ConfigError("No such game.", hint="Choose another.")
    reply = ask(desk, "next")
    assert (reply.status, reply.reason) == ("rejected", "No such game. Choose another.")
    assert desk.fault is None


def test_hello_says_what_a_client_needs(desk):
    result = ask(desk, "hello").result
    assert result["protocol"] == [1, 4]
    assert (result["live"], result["board"]) == ("tcp://127.0.0.1:5571", "b1")
    assert {"lease", *COMMANDS} <= set(result["capabilities"])
    assert result["kinds"] == list(KINDS)


@pytest.mark.parametrize("cmd", ["ping", "clock"])
def test_the_clock_is_told(desk, cmd):
    assert ask(desk, cmd).result == {"t_ns": NOW_NS}


def test_another_major_version_is_told_both_versions(desk, handler):
    reply = ask(desk, "start", major=2)
    assert reply.status == "error"
    assert "version 2" in reply.reason
    assert "1.4" in reply.reason
    assert handler.commands == []


def test_a_snapshot_has_last_values_events_and_the_last_seconds(desk, archive):
    keep(archive, "samples", 20)
    for kind in ("meta", "state", "hb", "metrics", "event"):
        keep(archive, kind, 3)
    result = ask(desk, "snapshot", {"seconds": 4.0}).result
    messages = [decode(frames) for frames in result["messages"]]
    assert [m.header.seq for m in messages if m.kind == "samples"] == [16, 17, 18, 19, 20]
    assert [m.header.seq for m in messages if m.kind == "state"] == [3]
    assert [m.header.seq for m in messages if m.kind == "event"] == [1, 2, 3]
    assert result["seq"] == {
        "meta": 3,
        "state": 3,
        "hb": 3,
        "samples": 20,
        "metrics": 3,
        "event": 3,
        "alarm": 0,
    }


def blocks(archive, n, n_samples=10):
    """Blocks of that many samples, one a centisecond."""
    payload = bytes(8 * 11 * n_samples)
    for seq in range(1, n + 1):
        header = Header(1, 2, BOOT_ID, 0, seq, seq * 10_000_000, 1_000_000, n_samples, 0)
        frames = [b"ba/1/b1/samples", encode_header(header), payload]
        archive.add("samples", Sent(seq, header.t0_ns, n_samples, frames))


def test_a_snapshot_that_is_cut_says_so_and_replay_gives_the_rest(desk, archive):
    blocks(archive, 3000)
    data = desk.answer(encode_control(Request("s", "snapshot", {"seconds": 30.0})))
    assert len(data) < 1.2 * MAX_REPLY_BYTES
    result = decode_reply(data).result
    here = [decode(frames).header.seq for frames in result["messages"]]
    assert here[-1] == 3000
    assert result["more"] is True
    first, found = result["samples_from"], []
    assert first == 1
    while first < here[0]:
        part = ask(desk, "replay", {"kind": "samples", "from": first, "to": here[0] - 1}).result
        found += [decode(frames).header.seq for frames in part["messages"]]
        first = found[-1] + 1
        assert part["more"] is (first < here[0])
    assert found + here == list(range(1, 3001))


def test_a_snapshot_that_is_whole_says_so(desk, archive):
    blocks(archive, 50)
    result = ask(desk, "snapshot").result
    assert (result["more"], "samples_from" in result) == (False, False)
    assert ask(RequestHandler("b1", 1, Archive(), print, ManualClock()), "snapshot").result == {
        "seq": dict.fromkeys(KINDS, 0),
        "messages": [],
        "more": False,
    }


def test_who_asks_too_much_is_told_busy_once_and_then_dropped_and_counted(
    desk, archive, clients, clock, handler
):
    blocks(archive, 3000)
    answers = [
        ask(desk, "snapshot", {"seconds": 30.0}, request_id=f"s{i}", name=b"a") for i in range(50)
    ]
    n_done = sum(reply is not None and reply.status == "done" for reply in answers)
    assert BURST_BYTES / MAX_REPLY_BYTES * 0.8 < n_done < BURST_BYTES / MAX_REPLY_BYTES + 2
    busy = answers[n_done]
    assert (busy.status, busy.reason.split(":")[0], busy.id) == ("error", "busy", f"s{n_done}")
    assert answers[n_done + 1 :] == [None] * (50 - n_done - 1)
    assert clients.dropped == {"requests": 50 - n_done}
    # Nobody else is held up, a Stop never is, and after a second all is well.
    assert ask(desk, "snapshot", name=b"b").status == "done"
    assert ask(desk, "stop", name=b"a").status == "accepted"
    assert ask(desk, "mark", name=b"a") is None
    assert desk.answer(b"rubbish", b"a") is None
    clock.sleep(1.0)
    assert ask(desk, "snapshot", name=b"a").status == "done"
    assert ask(desk, "mark", name=b"a").status == "accepted"
    assert [c.name for c in handler.commands] == ["stop", "mark"]


def test_small_questions_and_orders_are_bounded_too(desk, clients, clock, handler):
    n_free = BURST_BYTES // LEAST_BYTES
    for i in range(n_free):
        assert ask(desk, "mark" if i % 2 else "clock", request_id=f"m{i}", name=b"a") is not None
    assert (ask(desk, "mark", request_id="z", name=b"a").status, len(handler.commands)) == (
        "rejected",
        n_free // 2,
    )
    assert ask(desk, "clock", name=b"a") is None
    clock.sleep(0.9 * BUSY_S)
    assert ask(desk, "clock", name=b"a") is None
    clock.sleep(0.2 * BUSY_S)
    answers = [ask(desk, "clock", name=b"a") for _ in range(1000)]
    n_done = sum(reply is not None and reply.status == "done" for reply in answers)
    assert n_done == pytest.approx(1.1 * BUSY_S * BYTES_PER_S / LEAST_BYTES, abs=2)
    assert sum(reply is not None and reply.status == "error" for reply in answers) == 1


def test_what_was_asked_is_not_sent_back_at_length(desk):
    data = desk.answer(encode_control(Request("r", "snapshot", {"seconds": "x" * 60_000})))
    assert len(data) < 2000


def test_a_replay_gives_what_is_kept_in_bounded_parts(desk, archive):
    keep(archive, "samples", MAX_REPLAY_MESSAGES + 10)
    result = ask(desk, "replay", {"kind": "samples", "from": 5, "to": 8}).result
    assert [decode(f).header.seq for f in result["messages"]] == [5, 6, 7, 8]
    assert result["more"] is False
    everything = ask(desk, "replay", {"kind": "samples", "from": 1, "to": 10**9}).result
    assert (len(everything["messages"]), everything["more"]) == (MAX_REPLAY_MESSAGES, True)


@pytest.mark.parametrize(
    ("cmd", "args"),
    [
        ("nonsense", {}),
        ("snapshot", {"seconds": "many"}),
        ("snapshot", {"seconds": float("nan")}),
        ("snapshot", {"seconds": 1e9}),
        ("replay", {"kind": "samples", "from": 1}),
        ("replay", {"kind": "everything", "from": 1, "to": 2}),
        ("replay", {"kind": "samples", "from": True, "to": 2}),
    ],
)
def test_wrong_questions_get_an_error_under_their_id(desk, cmd, args):
    reply = ask(desk, cmd, args)
    assert (reply.status, reply.id, bool(reply.reason)) == ("error", "id1", True)
    assert desk.n_bad_requests == 1


def test_an_unknown_question_lists_the_known(desk):
    assert "snapshot, replay" in ask(desk, "nonsense").reason


def test_a_text_that_is_too_long_is_rejected(desk, handler):
    assert ask(desk, "mark", {"text": "x" * 501}).status == "rejected"
    assert handler.commands == []


@n_examples(200)
@given(st.binary(max_size=300))
def test_hostile_bytes_get_an_error_reply_and_are_counted(data):
    desk = RequestHandler("b1", BOOT_ID, Archive(), lambda _: "accepted", ManualClock())
    reply = decode_reply(desk.answer(data))
    assert reply.status in ("error", "accepted", "done")
    assert desk.n_bad_requests == (reply.status == "error")


_plain = (
    st.none() | st.booleans() | st.floats() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=9)
)


@n_examples(200)
@given(
    st.sampled_from(["snapshot", "replay", "hello", "clock", "mark", "x"]),
    st.dictionaries(st.sampled_from(["seconds", "kind", "from", "to", "text"]), _plain),
)
def test_requests_of_the_right_shape_with_any_details_are_answered(cmd, args):
    desk = RequestHandler("b1", BOOT_ID, Archive(), lambda _: "accepted", ManualClock())
    data = msgspec.msgpack.encode({"id": "1", "cmd": cmd, "args": args})
    assert decode_reply(desk.answer(data)).status in ("done", "accepted", "rejected", "error")


def test_orders_are_logged_with_their_answer_and_without_what_was_typed(desk, handler, caplog):
    with caplog.at_level("INFO", "balance_arcade"):
        ask(desk, "mark", {"text": "Mrs Smith took the rail"})
        ask(desk, "mark", {"text": "Mrs Smith took the rail"})
        handler.verdict = "rejected: not now"
        ask(desk, "pause", request_id="id2")
    assert [record.getMessage() for record in caplog.records] == [
        "order mark: accepted ",
        "order pause: rejected not now",
    ]


def test_a_handler_that_fails_is_logged_with_its_traceback(desk, handler, caplog):
    handler.verdict = RuntimeError("broken")
    ask(desk, "pause")
    (fault,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert fault.exc_info[1] is handler.verdict


def test_a_flood_of_bad_requests_takes_few_lines(desk, caplog):
    for _ in range(1000):
        desk.answer(b"nonsense")
    assert desk.n_bad_requests == 1000
    assert len(caplog.records) == 10
