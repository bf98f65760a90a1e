"""From the program's start to the first scored trial: told once, with the touches it took."""

from __future__ import annotations

from balance_arcade.app.first_trial import FIRST_TRIAL, FirstTrialWatch
from balance_arcade.app.pauses import PauseLog
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Event


def order(name, by="station-3f2a", answer="accepted"):
    return Event(0.0, "session.command", {"name": name, "answer": answer, "by": by})


def test_orders_of_stations_are_touches_and_nothing_else_is():
    told, clock = [], ManualClock()
    watch = FirstTrialWatch(told.append, began_ns=clock.now_ns(), clock=clock)
    for event in (
        order("tare"),
        order("start"),
        order("next", by="keyboard"),
        order("resume", by="board-button"),
        order("mark"),
        order("pause", answer="rejected: nothing is being played"),
    ):
        watch.on_event(event)
    clock.sleep(52.04)
    for t_s in (30.0, 33.0):
        watch.on_event(Event(t_s, "game.trial_end", {"success": False}))
    assert told == [Event(30.0, FIRST_TRIAL, {"seconds": 52.0, "touches": 2})]


def test_it_stands_in_the_summary_of_the_session_in_which_it_was():
    log = PauseLog()
    log.on_event(Event(30.0, FIRST_TRIAL, {"seconds": 52.0, "touches": 2}))
    assert log.taken().first_trial.endswith(
        "52 s after the start of the program, with 2 touches of a station."
    )
    log.clear()
    assert log.taken().first_trial == ""
