"""What the page shows, made of messages."""

from __future__ import annotations

import msgspec
import pytest
from stream_examples import BODIES

from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample
from balance_arcade.server.bodies import SampleBlock
from balance_arcade.server.station.page_state import MAX_EVENTS, SHOWN_S, PageState
from balance_arcade.server.wire import Header, Message

NAN = float("nan")


def message(kind, body, boot=5, board="b1"):
    return Message(board, kind, Header(1, 0, boot, 0, 1, 0, 0, 1, 0), body)


def block(*seqs, boot=5, board="b1"):
    samples = [CopSample(s, 0, s / 100, 9.0, 9.0, 700.04, 0.5, 0.25, s + 0.123, -2.0) for s in seqs]
    return message("samples", SampleBlock.of(samples), boot, board)


@pytest.fixture
def picture():
    picture = PageState()
    picture.apply([message("meta", BODIES["meta"])])
    picture.changes()
    return picture


def seqs(rows):
    return [int(row[0]) for row in rows]


def test_changes_are_told_once_and_only_what_changed(picture):
    picture.apply([block(1, 2), message("event", Event(0.1, "x")), block(3)])
    frame = picture.changes()
    assert seqs(frame["rows"]) == [1, 2, 3]
    assert frame["events"] == [Event(0.1, "x")]
    assert "state" not in frame
    assert picture.changes() == {"type": "tick"}
    picture.apply([message("state", BODIES["state"])])
    assert picture.changes()["state"] == BODIES["state"]


def test_rows_carry_the_smoothed_place_with_the_digits_an_eye_can_see(picture):
    picture.apply([block(3)])
    assert picture.changes()["rows"] == [[3.0, 0.03, 3.12, -2.0, 0.5, 0.25, 700.0]]


def test_nobody_on_the_board_is_null_in_json(picture):
    nobody = CopSample(1, 0, 0.01, NAN, NAN, 0.0, NAN, NAN, NAN, NAN, 64)
    picture.apply([message("samples", SampleBlock.of([nobody]))])
    assert b"null,null,null,null,0" in msgspec.json.encode(picture.changes())


def test_the_welcome_has_the_last_thirty_seconds_and_everything_else(picture):
    for first in range(0, 4000, 100):
        picture.apply([block(*range(first, first + 100))])
    picture.apply([message("alarm", BODIES["alarm"]), message("hb", BODIES["hb"])])
    welcome = picture.welcome()
    rows = welcome["rows"]
    assert rows[-1][1] - rows[0][1] == pytest.approx(SHOWN_S, abs=0.011)
    assert welcome["alarms"] == BODIES["alarm"].active
    assert {"meta", "hb"} <= set(welcome)


def test_rows_of_a_gap_that_come_late_are_put_into_their_place(picture):
    picture.apply([block(1, 2), block(6, 7)])
    picture.changes()
    picture.apply([block(3, 4, 5, 6)])
    assert picture.changes() is None
    assert seqs(picture.welcome()["rows"]) == [1, 2, 3, 4, 5, 6, 7]


def test_another_boot_begins_a_new_picture(picture):
    picture.apply([block(1, 2), message("event", Event(0.0, "old"))])
    picture.changes()
    picture.apply([block(1, boot=6)])
    assert picture.changes() is None
    welcome = picture.welcome()
    assert seqs(welcome["rows"]) == [1]
    assert welcome["events"] == []
    assert "meta" not in welcome


def test_a_fast_board_is_shown_by_every_tenth_sample(picture):
    board = msgspec.structs.replace(BODIES["meta"].board, nominal_rate_hz=1000.0)
    picture.apply([message("meta", msgspec.structs.replace(BODIES["meta"], board=board))])
    picture.apply([block(*range(41))])
    assert seqs(picture.changes()["rows"]) == [0, 10, 20, 30, 40]


def test_events_are_bounded(picture):
    picture.apply([message("event", Event(float(i), "x")) for i in range(MAX_EVENTS + 5)])
    assert [len(picture.welcome()["events"]), picture.welcome()["events"][0].t_s] == [
        MAX_EVENTS,
        5.0,
    ]


@pytest.mark.parametrize("boot", [5, 9], ids=["one publisher", "two publishers"])
def test_of_two_boards_on_one_stream_the_first_is_shown_and_never_mixed(picture, boot):
    other = msgspec.structs.replace(BODIES["state"], prompt="Of another board.")
    beat = BODIES["hb"]
    for k in range(1, 6):
        picture.apply([block(k), block(k + 700, boot=boot, board="b2")])
        picture.apply([message("state", other, boot, "b2"), message("hb", beat, boot, "b2")])
    frame = picture.changes()
    assert picture.board == "b1"
    assert seqs(frame["rows"]) == [1, 2, 3, 4, 5]
    assert "state" not in frame


def test_another_board_takes_the_place_of_one_that_is_gone(picture):
    picture.apply([block(1)])
    beat = message("hb", BODIES["hb"], 9, "b2")
    picture.apply([beat, beat, block(700, boot=9, board="b2")])
    assert picture.board == "b1"
    picture.apply([beat, block(701, boot=9, board="b2")])
    assert picture.board == "b2"
    assert picture.changes() is None
    assert seqs(picture.welcome()["rows"]) == [701]
    assert "meta" not in picture.welcome()


def test_another_board_takes_the_place_of_one_that_closed_at_once(picture):
    last = msgspec.structs.replace(BODIES["hb"], closing=True)
    picture.apply([block(1), message("hb", last), block(700, boot=9, board="b2")])
    assert picture.board == "b2"
    assert seqs(picture.welcome()["rows"]) == [700]
