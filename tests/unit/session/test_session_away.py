"""A board that is away in a session: words, seconds left, and what holds once it is back."""

from __future__ import annotations

import math

import pytest
from session_kit import ORCHARD, STARS, Walk, plan, playing

from balance_arcade.core.away import CABLE, FRONT_BUTTON, SUPPLY, SYNC_BUTTON, Away
from balance_arcade.core.events import Phase
from balance_arcade.session import prompts

GONE = "The board is disconnected."


def away(left_s: float = 30.0, remedy: str = FRONT_BUTTON, *others: str) -> Away:
    return Away(GONE, remedy, left_s, others)


def is_away(walk: Walk, seconds: float, board: Away | None = None) -> Walk:
    """The board is away for so long, and tells it as it goes."""
    machine, board = walk.machine, board or away()
    machine.board_away(board)
    machine.signal_lost("The board is silent.")
    walk.silent = True
    walk.n_steps += round(seconds * 120.0)
    return walk


def is_back(walk: Walk) -> Walk:
    walk.silent = False
    walk.machine.signal_ok()
    walk.machine.board_away(None)
    return walk


@pytest.mark.parametrize(
    ("remedy", "prompt", "words"),
    [
        (FRONT_BUTTON, "Hold the rail. Helper: press the front button.", "button at its front"),
        (SYNC_BUTTON, "Step off. Helper: press the red SYNC button.", "red SYNC button"),
        (CABLE, "Hold the rail. Helper: plug in the cable.", "Plug its cable in again"),
        (SUPPLY, "One moment, the board is not answering.", "supply and its cable"),
        ("", "One moment, the board is not answering.", GONE),
    ],
)
def test_both_screens_say_what_brings_it_back(remedy: str, prompt: str, words: str) -> None:
    machine = is_away(playing(), 0.0, away(27.4, remedy)).machine
    assert machine.phase is Phase.PAUSED
    assert machine.prompt == prompt
    assert len(prompt.split()) <= 8
    assert machine.reason.startswith(GONE)
    assert words in machine.reason
    assert machine.time_left_s == 27.4
    assert machine.away == (remedy or "unknown")


def test_the_words_change_with_each_second_left_and_the_events_do_not() -> None:
    walk = is_away(playing(), 0.0)
    before = walk.machine.view.signature()
    walk.machine.board_away(away(28.9))
    assert walk.machine.view.signature() != before
    walk.machine.drain_events()
    walk.machine.board_away(away(27.9))
    assert walk.machine.drain_events() == []
    assert walk.machine.view.signature() != before


def test_what_helps_is_no_reason_of_the_pause() -> None:
    walk = is_back(is_away(playing(), 5.0))
    walk.until(Phase.PLAY)
    assert walk.last("session.pause")["reason"] == GONE


def test_another_board_is_named_on_both_screens() -> None:
    machine = is_away(playing(), 0.0).machine
    machine.board_away(away(20.0, FRONT_BUTTON, "wii:00:19:1D:AA:00:02"))
    assert machine.prompt == prompts.AWAY_OTHER
    assert "Another board is there, wii:00:19:1D:AA:00:02: not used." in machine.reason


def test_it_goes_on_where_it_was_with_a_new_centre() -> None:
    walk = playing()
    played_s = walk.machine.play_s
    is_back(is_away(walk, 12.0))
    # Until a sample is heard nothing else could be said.
    assert walk.machine.prompt == prompts.AWAY[FRONT_BUTTON]
    # The person has pressed the button and stands elsewhere.
    walk.go(0.1, ml_mm=-15.0)
    assert walk.machine.away == ""
    walk.until(Phase.PLAY)
    assert walk.route()[-5:] == ["paused", "settle", "centre", "countdown", "play"]
    assert walk.machine.centre_mm[0] == pytest.approx(-15.0)
    assert walk.machine.play_s == pytest.approx(played_s, abs=0.05)
    reasons = [e.data["reason"] for e in walk.events if e.kind == "session.phase"]
    assert "The board is back: the centre is measured once more." in reasons
    assert walk.machine.notice == ""


def test_somebody_who_is_not_there_when_it_is_back_is_waited_for() -> None:
    walk = is_back(is_away(playing(), 5.0))
    walk.go(2.0, load_n=0.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.prompt == prompts.PAUSED_EMPTY
    walk.load_n = 600.0
    walk.until(Phase.PLAY)


@pytest.mark.parametrize(("load_n", "said"), [(610.0, ""), (660.0, "6.1 kg more"), (500.0, "less")])
def test_another_load_or_another_zero_is_told_to_the_therapist(load_n: float, said: str) -> None:
    walk = is_back(is_away(playing(), 5.0))
    walk.load_n = load_n
    walk.until(Phase.PLAY)
    assert said in walk.machine.notice
    assert bool(said) == bool(walk.machine.notice)
    told = [event for event in walk.events if event.kind == "session.weight_changed"]
    assert [round(event.data["after_n"]) for event in told] == ([load_n] if said else [])


def test_a_pause_by_order_stays_one() -> None:
    walk = playing()
    walk.machine.command("pause")
    is_away(walk, 3.0)
    assert "Press the button" in walk.machine.reason
    is_back(walk).go(3.0)
    assert walk.machine.paused_by_order
    assert walk.machine.prompt == prompts.PAUSED[prompts.MANUAL]
    assert walk.machine.command("resume") == "accepted"
    assert walk.machine.phase is Phase.SETTLE


@pytest.mark.parametrize(
    "phase",
    [
        Phase.SELF_CHECK,
        Phase.ZERO,
        Phase.STEP_ON,
        Phase.SETTLE,
        Phase.CENTRE,
        Phase.LIMITS,
        Phase.INSTRUCT,
        Phase.COUNTDOWN,
        Phase.RESULT,
        Phase.REST,
    ],
)
def test_it_is_told_in_every_phase_and_the_session_goes_on(phase: Phase) -> None:
    short = dict.fromkeys(("result_s", "rest_s", "instruct_s"), 2.0)
    walk = Walk(plan(STARS, ORCHARD, lean_s=0.5, lean_back_s=0.5, **short), load_n=0.0)
    while walk.machine.phase is not phase:
        walk.step()
        if walk.machine.phase not in {Phase.SELF_CHECK, Phase.ZERO}:
            walk.load_n = 600.0
        assert walk.t_s < 120.0
    is_away(walk, 5.0)
    assert walk.machine.prompt == prompts.AWAY[FRONT_BUTTON]
    assert walk.machine.reason.startswith(GONE)
    is_back(walk).go(0.02)
    assert walk.machine.prompt != prompts.AWAY[FRONT_BUTTON]
    # A board that comes back is empty where its zero is still to be taken.
    if phase not in {Phase.SELF_CHECK, Phase.ZERO}:
        walk.load_n = 600.0
    else:
        walk.until(Phase.STEP_ON)
        walk.load_n = 600.0
    walk.until(Phase.PLAY, at_most_s=90.0)
    assert math.isfinite(walk.machine.weight_n)


def test_a_stop_while_it_is_away_speaks_to_whoever_may_stand_there() -> None:
    machine = is_away(playing(), 3.0).machine
    assert machine.command("stop") == "accepted"
    assert machine.prompt == prompts.ENDED_ON_BOARD


def test_the_end_says_what_ended_it() -> None:
    machine = is_away(playing(), 30.0, away(0.0)).machine
    machine.end("The board has been disconnected for 30.0 s.", "fault")
    assert machine.prompt == prompts.ENDED_FAULT
    assert machine.reason == "The board has been disconnected for 30.0 s."
    assert (machine.away, math.isnan(machine.time_left_s)) == ("", True)
