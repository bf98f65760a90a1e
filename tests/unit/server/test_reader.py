"""Joining without loss, gaps, restarts: all without a socket."""

from __future__ import annotations

import msgspec
import pytest
from stream_examples import BODIES

from balance_arcade.core.errors import MalformedMessageError
from balance_arcade.server.control import Reply
from balance_arcade.server.reader import MAX_KEPT, Gap, StreamReader
from balance_arcade.server.wire import Header, encode

BOOT = 77


def frames(kind, seq, boot=BOOT, body=None, board="b1"):
    header = Header(1, 0, boot, 0, seq, seq, 0, 2 if kind == "samples" else 1, 0)
    return encode(board, kind, header, body or BODIES[kind])


def snapshot(seq, messages=(), boot=BOOT):
    return Reply("s", "done", result={"seq": seq, "messages": list(messages)}, boot_id=boot)


def joined(**seq):
    reader = StreamReader()
    reader.feed(frames("meta", 1))
    reader.join(snapshot(seq))
    return reader


def numbers(messages):
    return [(m.kind, m.header.seq) for m in messages]


def test_what_came_before_the_snapshot_is_kept_and_shown_after_it_once():
    reader = StreamReader()
    for seq in (5, 6, 7, 8):
        assert reader.feed(frames("samples", seq)) == []
    old = [frames("samples", seq) for seq in (3, 4, 5, 6)]
    shown = reader.join(snapshot({"samples": 6}, [frames("meta", 1), *old]))
    assert numbers(shown) == [("meta", 1)] + [("samples", s) for s in (3, 4, 5, 6, 7, 8)]
    assert numbers(reader.feed(frames("samples", 9))) == [("samples", 9)]
    assert reader.gaps["samples"].n_gaps == 0


def test_messages_sent_again_for_others_are_dropped():
    reader = joined(meta=2, state=4)
    assert reader.feed(frames("meta", 2)) == []
    assert reader.feed(frames("state", 3)) == []
    assert numbers(reader.feed(frames("state", 5))) == [("state", 5)]


def test_a_jump_is_a_gap_that_is_counted_and_can_be_fetched():
    reader = joined(samples=10)
    reader.feed(frames("samples", 14))
    assert reader.gaps["samples"].n_gaps == 1
    assert reader.gaps["samples"].n_missing == 3
    (gap,) = reader.take_missing()
    assert gap == Gap("samples", 11, 13, "b1", BOOT)
    assert reader.take_missing() == []
    replayed = [frames("samples", s) for s in (11, 12, 13, 99)]
    reply = Reply("r", "done", result={"messages": replayed})
    assert numbers(reader.recover(reply, gap)) == [("samples", s) for s in (11, 12, 13)]
    assert reader.gaps["samples"].n_missing == 0


def test_a_replay_in_parts_is_asked_for_further():
    reader = joined(samples=10)
    reader.feed(frames("samples", 20))
    (gap,) = reader.take_missing()
    part = {"messages": [frames("samples", s) for s in (11, 12)], "more": True}
    reader.recover(Reply("r", "done", result=part), gap)
    assert reader.take_missing() == [Gap("samples", 13, 19, "b1", BOOT)]


def test_a_gap_in_a_kind_whose_newest_tells_all_is_counted_but_not_fetched():
    reader = joined(state=1)
    reader.feed(frames("state", 5))
    assert reader.gaps["state"].n_lost == 3
    assert reader.take_missing() == []


def test_a_loss_at_the_end_of_a_burst_is_seen_by_the_heartbeat():
    reader = joined(samples=10, hb=1)
    body = msgspec.structs.replace(BODIES["hb"], last_seq={"samples": 12, "unknown kind": 5})
    reader.feed(frames("hb", 2, body=body))
    assert reader.take_missing() == [Gap("samples", 11, 12, "b1", BOOT)]
    assert numbers(reader.feed(frames("samples", 13))) == [("samples", 13)]
    assert reader.gaps["samples"].n_gaps == 1


def test_another_boot_is_a_new_publisher_not_a_gap():
    reader = joined(samples=500)
    assert reader.feed(frames("samples", 1, boot=78)) == []
    assert (reader.boot_id, reader.joined, reader.n_boots) == (78, False, 2)
    shown = reader.join(snapshot({"samples": 0}, boot=78))
    assert numbers(shown) == [("samples", 1)]
    assert reader.gaps["samples"].n_gaps == 0


def test_a_snapshot_of_a_publisher_newer_than_the_messages_kept_wins():
    reader = StreamReader()
    reader.feed(frames("samples", 900))
    assert numbers(reader.join(snapshot({"samples": 1}, boot=99))) == []
    assert reader.boot_id == 99


def test_without_a_control_port_the_stream_is_shown_all_the_same():
    reader = StreamReader()
    reader.feed(frames("samples", 5))
    assert numbers(reader.join_without_snapshot()) == [("samples", 5)]
    assert numbers(reader.feed(frames("samples", 6))) == [("samples", 6)]


def test_waiting_for_the_snapshot_is_bounded_and_the_loss_is_a_gap():
    reader = StreamReader()
    for seq in range(1, MAX_KEPT + 4):
        reader.feed(frames("event", seq))
    shown = reader.join(snapshot({"event": 0}))
    assert len(shown) == MAX_KEPT
    assert reader.gaps["event"].n_lost == 3


def test_bytes_that_are_no_message_are_counted_and_change_nothing():
    reader = joined(samples=1)
    assert reader.feed([b"rubbish"]) == []
    assert reader.feed([b"ba/1/b1/samples", b"\xc1", b""]) == []
    assert reader.n_malformed == 2
    assert numbers(reader.feed(frames("samples", 2))) == [("samples", 2)]


def test_another_version_is_a_refusal_until_a_readable_message_comes():
    reader = joined(samples=1)
    reader.feed([b"ba/2/b1/samples", b"", b""])
    assert "version 2" in reader.refusal
    reader.feed(frames("samples", 2))
    assert reader.refusal == ""


@pytest.mark.parametrize("result", [{}, {"seq": 5, "messages": []}, {"seq": {}, "messages": "no"}])
def test_a_reply_that_is_no_snapshot_is_malformed(result):
    reader = StreamReader()
    with pytest.raises(MalformedMessageError):
        reader.join(Reply("s", "done", result=result))


def boards(messages):
    return [(m.board, m.kind, m.header.seq) for m in messages]


@pytest.mark.parametrize("other_boot", [BOOT, 78], ids=["one publisher", "two publishers"])
def test_two_boards_on_one_stream_are_numbered_apart(other_boot):
    reader = StreamReader()
    reader.feed(frames("meta", 1))
    reader.feed(frames("meta", 1, boot=other_boot, board="b2"))
    reader.join(snapshot({"meta": 1, "samples": 10}, [frames("meta", 1)]))
    shown = []
    for seq in (11, 12, 13):
        shown += reader.feed(frames("samples", seq))
        shown += reader.feed(frames("samples", seq + 500, boot=other_boot, board="b2"))
    assert boards(shown) == [
        *(("b1", "samples", 11), ("b2", "samples", 511), ("b1", "samples", 12)),
        *(("b2", "samples", 512), ("b1", "samples", 13), ("b2", "samples", 513)),
    ]
    assert reader.board_gaps == {}
    assert reader.joined


def two_boards():
    reader = StreamReader()
    reader.feed(frames("meta", 1))
    reader.feed(frames("meta", 1, boot=78, board="b2"))
    reader.join(snapshot({"samples": 10}, [frames("meta", 1)]))
    reader.feed(frames("samples", 40, boot=78, board="b2"))
    return reader


def test_a_gap_of_one_board_is_its_own_and_fetched_by_its_name():
    reader = two_boards()
    reader.feed(frames("samples", 44, boot=78, board="b2"))
    assert reader.feed(frames("samples", 11)) != []
    assert reader.take_missing() == [Gap("samples", 41, 43, "b2", 78)]
    gap = Gap("samples", 41, 43, "b2", 78)
    replayed = [frames("samples", s) for s in (41, 42)]
    replayed += [frames("samples", s, boot=78, board="b2") for s in (41, 43)]
    found = reader.recover(Reply("r", "done", result={"messages": replayed}), gap)
    assert boards(found) == [("b2", "samples", 41), ("b2", "samples", 43)]
    assert reader.board_gaps["b2", "samples"].n_missing == 1
    assert ("b1", "samples") not in reader.board_gaps
    assert reader.gaps["samples"].n_missing == 1


def test_a_heartbeat_speaks_of_its_own_board():
    reader = two_boards()
    body = msgspec.structs.replace(BODIES["hb"], last_seq={"samples": 42})
    reader.feed(frames("hb", 1, boot=78, board="b2", body=body))
    assert reader.take_missing() == [Gap("samples", 41, 42, "b2", 78)]
    assert numbers(reader.feed(frames("samples", 11))) == [("samples", 11)]


def test_a_board_whose_publisher_begins_anew_leaves_the_other_as_it_is():
    reader = two_boards()
    reader.feed(frames("samples", 15))
    assert reader.feed(frames("samples", 1, boot=90, board="b2")) == []
    assert not reader.joined
    assert reader.feed(frames("samples", 17)) == []
    meta = frames("meta", 1, boot=90, board="b2")
    shown = reader.join(snapshot({"meta": 1, "samples": 0}, [meta], boot=90))
    assert boards(shown) == [("b2", "meta", 1), ("b2", "samples", 1), ("b1", "samples", 17)]
    assert reader.board_gaps["b1", "samples"].n_lost == 4 + 1
