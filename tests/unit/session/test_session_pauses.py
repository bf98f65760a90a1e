"""Pauses, rests and lost signals, by scripted samples."""

from __future__ import annotations

import msgspec
import pytest
from session_kit import DT_S, NAN, ORCHARD, Walk, plan, playing

from balance_arcade.core.events import Phase
from balance_arcade.core.samples import SampleFlag


def test_half_the_weight_gone_pauses_after_150_ms_and_goes_on_by_itself() -> None:
    walk = playing()
    walk.load_n = 250.0
    assert walk.until(Phase.PAUSED) == pytest.approx(0.15, abs=0.03)
    assert walk.machine.reason == "More than half of the weight is off the board."
    assert walk.machine.prompt.startswith("Hold the rail")
    walk.go(2.0).load_n = 600.0
    assert walk.until(Phase.COUNTDOWN) == pytest.approx(1.0, abs=0.05)
    assert walk.until(Phase.PLAY) == pytest.approx(3.0, abs=0.02)
    pause = walk.last("session.pause")
    assert pause["kind"] == "step-off"
    assert pause["duration_s"] == pytest.approx(3.0, abs=0.1)
    assert "settle" not in walk.route()[6:], "the feet have not moved"


@pytest.mark.parametrize("seconds", [0.05, 0.12])
def test_a_flicker_does_not_pause(seconds: float) -> None:
    walk = playing()
    for _ in range(5):
        walk.go(seconds, load_n=100.0).go(0.3, load_n=600.0)
    assert walk.machine.phase is Phase.PLAY


def test_stepped_off_and_on_again_measures_the_centre_before_3_2_1() -> None:
    walk = playing()
    walk.go(0.3, load_n=0.0)
    assert walk.machine.prompt == "Hold the rail and stand as before."
    walk.go(0.5)
    assert walk.machine.reason == "Nobody is on the board."
    assert walk.machine.prompt == "Hold the rail. Step on when ready."
    walk.go(0.5, load_n=610.0, ml_mm=9.0, ap_mm=11.0)
    played_s = walk.machine.play_s
    walk.until(Phase.PLAY)
    assert walk.route()[-5:] == ["paused", "settle", "centre", "countdown", "play"]
    assert walk.machine.centre_mm == pytest.approx((9.0, 11.0))
    assert walk.machine.limits is not None
    assert walk.machine.limits.centre_mm == pytest.approx((9.0, 11.0))
    assert walk.machine.weight_n == pytest.approx(610.0)
    assert walk.machine.play_s == pytest.approx(played_s + DT_S), "the game goes on where it was"


def test_a_long_first_stance_is_not_asked_for_again_after_a_step_off() -> None:
    walk = Walk(plan(zero=False, zero_skipped_because="test", centre_s=30.0))
    walk.until(Phase.CENTRE)
    assert walk.machine.time_left_s == pytest.approx(30.0, abs=0.1)
    walk.until(Phase.PLAY)
    walk.go(1.0, load_n=0.0)
    walk.go(0.5, load_n=610.0)
    walk.until(Phase.CENTRE)
    assert walk.machine.time_left_s == pytest.approx(5.0, abs=0.1)
    walk.until(Phase.PLAY)
    told = [one.data for one in walk.events if one.data.get("from") == "centre"]
    assert [round(float(data["lasted_s"])) for data in told] == [30, 5]


@pytest.mark.parametrize(
    "fault",
    [
        {"silent": True},
        {"ml_mm": NAN},
        {"load_n": NAN},
        {"flags": int(SampleFlag.TORN)},
    ],
)
def test_a_bad_signal_pauses_after_200_ms_and_goes_on_by_itself(fault: dict[str, float]) -> None:
    walk = playing()
    walk.go(0.15, **fault)
    assert walk.machine.phase is Phase.PLAY
    walk.go(0.1)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.reason == "No good sample for more than 200 ms."
    assert walk.machine.prompt == "One moment, the board is not answering."
    walk.go(1.0)
    walk.go(0.5, silent=False, ml_mm=3.0, load_n=600.0, flags=0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.until(Phase.COUNTDOWN) == pytest.approx(0.5, abs=0.05)
    assert walk.last("session.pause")["kind"] == "signal"


def test_a_faulty_cell_is_no_board_that_does_not_answer() -> None:
    walk = playing()
    walk.go(0.25, flags=int(SampleFlag.CELL_FAULT))
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.reason.startswith("A load cell is dead or gives no numbers")
    assert walk.machine.prompt == "One moment, the board needs a look."
    walk.go(1.0)
    walk.go(0.5, flags=0)
    walk.until(Phase.COUNTDOWN)
    assert walk.last("session.pause")["kind"] == "cells"


def test_a_board_that_falls_silent_with_a_faulty_cell_is_silent_first() -> None:
    walk = playing()
    walk.go(0.25, flags=int(SampleFlag.CELL_FAULT))
    walk.machine.signal_lost("The board is silent.")
    walk.go(0.1)
    assert walk.machine.reason == "The board is silent."


def test_nobody_there_after_a_lost_signal_is_said() -> None:
    walk = playing()
    walk.go(0.5, silent=True)
    walk.go(1.0, silent=False, load_n=0.0)
    assert walk.machine.reason == "Nobody is on the board."
    assert walk.machine.prompt == "Hold the rail. Step on when ready."


def test_the_wall_clock_may_say_that_the_signal_is_lost() -> None:
    walk = playing()
    walk.machine.signal_lost("The board is silent.")
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.reason == "The board is silent."
    walk.go(3.0)
    assert walk.machine.phase is Phase.PAUSED, "until the driver says otherwise"
    walk.machine.signal_ok()
    walk.until(Phase.COUNTDOWN, at_most_s=2.0)


def test_a_lost_signal_before_play_is_said_too() -> None:
    walk = Walk(plan(), load_n=0.0)
    walk.until(Phase.STEP_ON)
    walk.machine.signal_lost("The board is silent.")
    walk.go(2.0, load_n=600.0)
    assert (walk.machine.phase, walk.machine.reason) == (Phase.STEP_ON, "The board is silent.")
    walk.machine.signal_ok()
    walk.until(Phase.SETTLE, at_most_s=1.0)


def test_a_pause_by_order_ends_by_order_only() -> None:
    walk = playing()
    assert walk.machine.command("pause") == "accepted"
    assert walk.machine.prompt == "We pause for a moment."
    walk.go(30.0).go(20.0, load_n=0.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.command("resume") == "rejected: nobody is on the board"
    walk.go(3.0, load_n=600.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.command("resume") == "accepted"
    assert walk.machine.phase is Phase.SETTLE, "the feet have moved"
    walk.until(Phase.PLAY)


def test_a_pause_by_step_off_can_be_made_one_by_order() -> None:
    walk = playing()
    walk.go(0.3, load_n=250.0)
    assert walk.machine.command("pause") == "accepted"
    walk.go(5.0, load_n=600.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.reason == "A short pause was asked for."
    assert walk.machine.command("resume") == "accepted"
    assert walk.machine.phase is Phase.COUNTDOWN


def test_nobody_for_15_s_goes_back_to_stepping_on() -> None:
    walk = playing()
    walk.load_n = 0.0
    walk.until(Phase.PAUSED)
    assert walk.until(Phase.STEP_ON) == pytest.approx(15.4, abs=0.1)
    assert walk.machine.reason == "Nobody has been on the board for 15 s."
    walk.go(60.0)
    assert walk.machine.phase is Phase.STEP_ON
    walk.load_n = 600.0
    walk.until(Phase.PLAY)
    assert walk.route()[-6:] == ["step_on", "settle", "centre", "instruct", "countdown", "play"]
    assert walk.machine.activity_index == 0
    assert walk.machine.play_s > 1.9


@pytest.mark.parametrize("phase", [Phase.INSTRUCT, Phase.COUNTDOWN])
def test_stepping_off_before_play_pauses_too(phase: Phase) -> None:
    walk = Walk(plan(zero=False))
    walk.until(phase)
    walk.go(0.3, load_n=0.0)
    assert walk.machine.phase is Phase.PAUSED


def test_fifteen_minutes_without_a_rest_bring_one_and_the_game_goes_on() -> None:
    long = msgspec.structs.replace(ORCHARD, seconds=100.0)
    walk = Walk(plan(long, zero=False, active_cap_s=60.0, rest_s=5.0))
    walk.until(Phase.PLAY)
    assert walk.until(Phase.REST, at_most_s=70.0) == pytest.approx(60.0, abs=0.05)
    assert walk.last("session.phase")["reason"] == "1 minutes of play without a rest."
    assert walk.machine.prompt == "Time for a rest. Please sit down."
    walk.until(Phase.PLAY)
    assert walk.machine.activity_index == 0
    assert walk.until(Phase.RESULT) == pytest.approx(40.0, abs=0.05)


def test_the_cap_is_15_minutes_and_a_rest_resets_it() -> None:
    assert plan().active_cap_s == 900.0
    walk = Walk(plan(ORCHARD, ORCHARD, ORCHARD, zero=False, active_cap_s=15.0, rest_s=1.0))
    walk.until(Phase.ENDED, at_most_s=120.0)
    assert walk.route().count("rest") == 2


def test_somebody_who_left_during_the_rest_is_awaited_and_measured() -> None:
    walk = Walk(plan(ORCHARD, ORCHARD, zero=False, rest_s=20.0))
    walk.until(Phase.REST)
    walk.go(25.0, load_n=0.0)
    assert walk.machine.phase is Phase.STEP_ON
    assert walk.machine.activity_index == 1
    walk.load_n = 600.0
    walk.until(Phase.INSTRUCT)
    again = Walk(plan(ORCHARD, ORCHARD, zero=False, rest_s=20.0))
    again.until(Phase.REST)
    again.go(5.0, load_n=0.0).go(5.0, load_n=600.0)
    again.until(Phase.INSTRUCT)
    assert again.route()[-4:] == ["rest", "settle", "centre", "instruct"]
