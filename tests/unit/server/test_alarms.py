"""Alarms: what raises them, that they stay until somebody knows of them, and who that was."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import pytest
from stream_examples import BODIES, BOOT_ID, Handler

from balance_arcade.core.board import BoardHealth
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Event, Phase
from balance_arcade.core.samples import CopSample
from balance_arcade.server.alarm_book import ACKNOWLEDGED, RAISED, AlarmBook
from balance_arcade.server.alarm_causes import AlarmCauses
from balance_arcade.server.archive import Archive
from balance_arcade.server.control import Request, decode_reply, encode_control
from balance_arcade.server.request_handler import RequestHandler
from balance_arcade.server.stream_status import StreamStatus

STATE = BODIES["state"]
BEAT = BODIES["hb"]


def sample(seq, t_s, fz_n=700.0):
    return CopSample(seq, seq, t_s, 0.0, 0.0, fz_n, 0.5, 0.5, 0.0, 0.0)


def codes(items):
    return [] if items is msgspec.UNSET else [one.code for one in items]


def test_an_alarm_stays_latched_when_its_cause_has_gone_until_it_is_acknowledged():
    book = AlarmBook()
    assert book.set("away", "The board is away.", 4.0)
    assert not book.set("away", "The board is away.", 5.0)
    assert (codes(book.body().active), codes(book.body().latched)) == (["away"], ["away"])
    assert book.set("away", "", 6.0)
    [left] = book.body().latched
    assert (book.body().active, left.reason, left.over_t_s) == ((), "The board is away.", 6.0)
    # Again before anybody knows of it: one alarm, that is present once more.
    book.set("away", "The board is away again.", 8.0)
    [again] = book.body().latched
    assert again.over_t_s is msgspec.UNSET
    assert book.acknowledge("away", "tablet-2") == ["away"]
    [present] = book.body().active
    assert (present.acknowledged_by, book.body().latched) == ("tablet-2", msgspec.UNSET)
    assert book.acknowledge("away", "tablet-2") == []
    # Other words for it ring no more; after it has gone and come again it does.
    book.set("away", "Press the button at its front.", 9.0)
    assert codes(book.body().latched) == []
    book.set("away", "", 10.0)
    book.set("away", "The board is away.", 11.0)
    assert codes(book.body().latched) == ["away"]
    kinds = [kind for kind, _ in book.news]
    assert kinds == [RAISED, RAISED, ACKNOWLEDGED, RAISED]
    assert (ACKNOWLEDGED, {"code": "away", "by": "tablet-2"}) in book.news


def test_all_alarms_are_acknowledged_at_once_without_a_code():
    book = AlarmBook()
    book.set("away", "a", 1.0)
    book.flash("gap", "g", 2.0)
    assert book.acknowledge("", "station") == ["away", "gap"]
    assert codes(book.body().active) == ["away"]


@pytest.mark.parametrize(("apart_s", "rings"), [(0.19, False), (0.25, True)])
def test_a_gap_of_a_fifth_of_a_second_rings(apart_s, rings):
    status = StreamStatus()
    assert not status.count([sample(0, 0.0), sample(1, 0.01)])
    assert status.count([sample(2 + round(apart_s * 100), 0.01 + apart_s)]) is rings
    assert codes(status.alarms().latched) == (["gap"] if rings else [])
    assert status.alarms().active == ()


def test_the_gap_of_a_board_that_was_away_is_told_by_that_alarm_alone():
    status = StreamStatus()
    status.count([sample(0, 0.0)])
    status.hear(Event(0.0, "board.away", {"message": "It is away."}))
    status.count([sample(900, 9.0)])
    status.hear(Event(9.0, "board.back"))
    assert codes(status.alarms().latched) == ["away"]
    status.count([sample(1000, 10.0)])
    assert codes(status.alarms().latched) == ["away", "gap"]


def paused(load_n, was=Phase.PLAY):
    status = StreamStatus()
    status.see(msgspec.structs.replace(STATE, phase=was))
    status.count([sample(0, 0.0, load_n)])
    status.see(msgspec.structs.replace(STATE, phase=Phase.PAUSED, weight_n=700.0))
    return status


def test_a_step_off_that_pauses_rings_and_stays_after_play_has_gone_on():
    status = paused(20.0)
    assert codes(status.alarms().active) == ["step-off"]
    status.see(msgspec.structs.replace(STATE, phase=Phase.COUNTDOWN))
    assert (status.alarms().active, codes(status.alarms().latched)) == ((), ["step-off"])


def test_a_pause_by_order_lets_the_person_step_down_without_an_alarm():
    status = paused(700.0)
    status.count([sample(1, 0.01, 0.0)])
    status.see(msgspec.structs.replace(STATE, phase=Phase.PAUSED, rev=9, weight_n=700.0))
    assert status.alarms().active == ()


def beat(**fields):
    return msgspec.structs.replace(BEAT, **fields)


def test_silence_rings_while_a_session_is_under_way_and_nothing_else_says_so():
    status = StreamStatus()
    silent = beat(sample_age_s=1.5, health=BoardHealth())
    assert not status.beat(silent)
    status.see(STATE)
    assert status.beat(silent)
    assert codes(status.alarms().active) == ["stale"]
    assert status.beat(beat(sample_age_s=0.1, health=BoardHealth()))
    assert codes(status.alarms().active) == []
    status.hear(Event(0.0, "board.away", {"message": "It is away."}))
    status.beat(silent)
    assert codes(status.alarms().active) == ["away"]
    status.beat(beat(sample_age_s=math.nan, health=BoardHealth()))
    assert codes(status.alarms().active) == ["away"]


@pytest.mark.parametrize(("bars", "rings"), [(None, False), (0, True), (1, True), (2, False)])
def test_a_low_battery_rings(bars, rings):
    status = StreamStatus()
    status.beat(beat(health=BoardHealth(battery_bars=bars)))
    assert codes(status.alarms().active) == (["battery"] if rings else [])


def test_a_disk_that_is_nearly_full_rings_and_is_looked_at_now_and_then():
    looks = []

    def free(folder):
        looks.append(folder)
        return 4e8

    book = AlarmBook()
    causes = AlarmCauses(book, Path("out"), free)
    for uptime_s in (0.5, 1.0, 9.9, 10.5, 11.0):
        causes.see_heartbeat(beat(uptime_s=uptime_s, health=BoardHealth()), 0.0)
    assert looks == [Path("out"), Path("out")]
    assert "400 MB are left" in book.body().active[0].reason
    # A disk that tells nothing raises nothing.
    assert not AlarmCauses(AlarmBook(), Path("out"), lambda folder: math.nan).see_heartbeat(
        BEAT, 0.0
    )


def handler_of(acknowledge):
    handler = RequestHandler("sim-1", BOOT_ID, Archive(), Handler(), ManualClock())
    handler.acknowledge = acknowledge
    return handler


def ask(handler, args, role="controller"):
    request = Request("a1", "acknowledge", args, by="Tablet 2")
    return decode_reply(handler.answer(encode_control(request), b"peer", role))


def test_acknowledge_says_who_knows_of_which_alarm():
    heard = []
    handler = handler_of(lambda code, by: heard.append((code, by)) or ["gap"])
    assert ask(handler, {"code": "gap"}).result == {"codes": ["gap"]}
    assert heard == [("gap", "Tablet-2")]


@pytest.mark.parametrize("args", [{"code": "none"}, {"code": 7}])
def test_what_nobody_waits_for_is_refused_in_words(args):
    reply = ask(handler_of(lambda code, by: []), args)
    assert (reply.status, reply.reason) == (
        "rejected",
        "no such alarm waits to be acknowledged",
    )


def test_a_viewer_acknowledges_nothing():
    handler = handler_of(lambda code, by: pytest.fail("it was carried out"))
    assert ask(handler, {"code": "gap"}, "viewer").status == "rejected"


def test_the_first_trial_stays_in_the_heartbeat():
    status = StreamStatus()
    assert status.first_trial is msgspec.UNSET
    status.hear(Event(9.0, "session.first_trial", {"seconds": 41.5, "touches": 2}))
    assert (status.first_trial.seconds, status.first_trial.touches) == (41.5, 2)
