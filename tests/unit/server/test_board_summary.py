"""A board in a few words: age, rate, trouble, and what holds no longer once it is silent."""

from __future__ import annotations

import contextlib
import math

import msgspec
import pytest
from stream_examples import BODIES

from balance_arcade.core.errors import ConfigError
from balance_arcade.server.bodies import AlarmItem, Alarms, RecorderStatus
from balance_arcade.server.station.boards import Boards
from balance_arcade.server.station.page_state import PageState
from balance_arcade.server.station.summary import RateMeter
from balance_arcade.server.wire import Header, Message

LIVE = {"status": "live", "reason": "", "age_ms": 12, "gaps": 1, "missing": 3}


def message(kind, body, trial=0):
    return Message("b1", kind, Header(1, 2, 5, trial, 1, 0, 0, 1, 0), body)


@pytest.fixture
def page():
    page = PageState()
    page.apply([message(kind, BODIES[kind]) for kind in ("meta", "state", "hb")])
    return page


def test_all_that_is_known_stands_in_the_summary(page):
    beat = msgspec.structs.replace(BODIES["hb"], uptime_s=14.5, dropped={"samples": 7})
    health = msgspec.structs.replace(beat.health, n_samples=242, n_gaps=2, supply_mv=4950)
    beat = msgspec.structs.replace(beat, health=health)
    page.apply([message("hb", beat, "ab12cd34")])
    told = page.summary(LIVE, "tcp://127.0.0.1:5572")
    assert (told.board, told.origin, told.level, told.age_ms) == ("sim-1", "simulated", "fresh", 12)
    assert (told.rate_hz, told.nominal_rate_hz) == (100.0, 100.0)
    assert (told.battery_bars, told.supply_mv) == (3, 4950)
    assert (told.n_gaps, told.n_missing, told.n_dropped) == (3, 3, 7)
    assert (told.phase, told.title, told.trial) == ("play", "Star Reach", "ab12cd34")
    assert (told.recorder, told.trouble) == ("recording", "")


@pytest.mark.parametrize(
    ("link", "level", "trouble"),
    [
        ({"age_ms": None}, "none", ""),
        ({"age_ms": 251}, "amber", ""),
        ({"age_ms": 3001}, "red", "No new data for 3 s: the board is silent."),
        ({"status": "lost", "reason": "Gone."}, "red", "Gone."),
        ({"status": "refused", "reason": "Version 2."}, "red", "Version 2."),
        ({"status": "closed", "age_ms": 9000}, "over", ""),
    ],
)
def test_what_is_wrong_is_said_in_words(page, link, level, trouble):
    told = page.summary({**LIVE, **link}, "")
    assert (told.level, told.trouble) == (level, trouble)
    if link.get("status"):
        assert math.isnan(told.rate_hz)
        assert told.recorder == ""


def test_an_alarm_comes_first_and_a_recorder_that_failed_after_it(page):
    failed = RecorderStatus("failed", "", reason="The disk is full")
    page.apply([message("hb", msgspec.structs.replace(BODIES["hb"], recorder=failed))])
    assert page.summary(LIVE, "").trouble == "Nothing is recorded: The disk is full."
    page.apply([message("alarm", Alarms((AlarmItem("board", "The board is lost.", 1.0),)))])
    told = page.summary({**LIVE, "status": "lost", "reason": "Gone."}, "")
    assert (told.trouble, told.n_alarms) == ("The board is lost.", 1)


def test_a_rate_is_known_after_a_second_and_begins_anew_with_the_publisher():
    meter = RateMeter()
    meter.push(10.0, 1000)
    assert math.isnan(meter.rate_hz)
    meter.push(10.5, 1050)
    assert math.isnan(meter.rate_hz)
    for uptime_s in range(11, 30):
        meter.push(float(uptime_s), 1050 + (uptime_s - 11) * 25)
    assert meter.rate_hz == 25.0
    meter.push(0.5, 50)
    assert math.isnan(meter.rate_hz)


def test_a_board_is_followed_once():
    with pytest.raises(ConfigError, match="5572 is named twice"):
        Boards([(None, "tcp://127.0.0.1:5572"), (None, "tcp://localhost:5572")])


def test_boards_that_nobody_serves_are_waited_for_each_by_itself():
    with contextlib.closing(Boards([(None, f"tcp://127.0.0.1:{port}") for port in (9, 11)])) as two:
        told = two.overview()["boards"]
    assert [one.ctl for one in told] == ["tcp://127.0.0.1:9", "tcp://127.0.0.1:11"]
    assert [(one.status, one.level, one.trouble) for one in told] == [("waiting", "none", "")] * 2
