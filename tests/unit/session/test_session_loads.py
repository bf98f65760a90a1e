"""Loads that no game is played on, and people who do not stand still, by scripted samples."""

from __future__ import annotations

import math

import msgspec
import pytest
from session_kit import DT_S, INFO, ORCHARD, STARS, Walk, plan, playing

from balance_arcade.core.events import Phase
from balance_arcade.core.samples import SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2 as G
from balance_arcade.session.calming import WAITS
from balance_arcade.session.plan import SessionPlan
from balance_arcade.session.view import RESTLESS_S

HEAVIEST_N = 150.0 * G


def trembling(walk: Walk, seconds: float, amplitude_mm: float, hz: float = 5.0) -> Walk:
    """Sway to and fro about the place where the walk stands."""
    ml_mm = walk.ml_mm
    for _ in range(round(seconds / DT_S)):
        walk.ml_mm = ml_mm + amplitude_mm * math.sin(2.0 * math.pi * hz * walk.t_s)
        walk.step()
    walk.ml_mm = ml_mm
    return walk


def kinds(walk: Walk, kind: str) -> list[dict[str, object]]:
    return [dict(event.data) for event in walk.events if event.kind == kind]


# -- too light ------------------------------------------------------------------------------


def test_a_child_of_11_kg_reads_what_the_board_feels_and_needs() -> None:
    walk = Walk(plan(zero=False), load_n=0.0)
    walk.until(Phase.STEP_ON)
    walk.go(1.5, load_n=11.0 * G)
    assert walk.machine.prompt == "Step on when you are ready.", "a foot may be put on first"
    walk.go(1.0)
    assert walk.machine.prompt == "The board feels 11 kg. It needs 15."
    assert walk.machine.reason == "The board feels 11 kg. It needs at least 15 kg."
    walk.go(120.0)
    assert walk.machine.phase is Phase.STEP_ON
    walk.go(0.1, load_n=0.0)
    assert (walk.machine.prompt, walk.machine.reason) == ("Step on when you are ready.", "")


@pytest.mark.parametrize("load_kg", [0.0, 2.5])
def test_an_offset_is_no_child(load_kg: float) -> None:
    walk = Walk(plan(zero=False), load_n=load_kg * G)
    walk.until(Phase.STEP_ON)
    walk.go(10.0)
    assert walk.machine.prompt == "Step on when you are ready."


# -- too heavy ------------------------------------------------------------------------------


def test_165_kg_on_a_board_for_150_kg_is_said_and_no_game_begins() -> None:
    walk = Walk(plan(zero=False, capacity_n=HEAVIEST_N), load_n=165.0 * G)
    walk.go(60.0)
    assert walk.machine.phase is Phase.SETTLE
    assert walk.machine.prompt == "More than this board carries. Please step off."
    assert walk.machine.reason == "The board can carry at most 150 kg."
    walk.machine.command("next")
    walk.go(0.5)
    assert walk.machine.phase is Phase.SETTLE, "an order does not change what the cells can take"
    walk.load_n = 140.0 * G
    walk.until(Phase.PLAY)


def test_a_board_that_does_not_know_its_capacity_takes_165_kg() -> None:
    walk = Walk(plan(zero=False), load_n=165.0 * G)
    walk.until(Phase.PLAY)


def test_a_plan_takes_the_capacity_from_the_board() -> None:
    rated = msgspec.structs.replace(INFO, capacity_n=HEAVIEST_N)
    assert SessionPlan.for_board(rated, [ORCHARD]).capacity_n == HEAVIEST_N
    assert math.isnan(SessionPlan.for_board(INFO, [ORCHARD]).capacity_n)
    with pytest.raises(ValueError, match="capacity_n"):
        plan(capacity_n=0.0)


@pytest.mark.parametrize("phase", [Phase.SETTLE, Phase.CENTRE])
def test_no_game_begins_on_a_cell_at_the_end_of_its_range(phase: Phase) -> None:
    walk = Walk(plan(zero=False))
    walk.until(phase)
    walk.go(30.0, flags=int(SampleFlag.SATURATED))
    assert walk.machine.phase is Phase.SETTLE
    assert walk.machine.prompt == "One moment, the board needs a look."
    assert "end of its range" in walk.machine.reason
    walk.flags = 0
    walk.until(Phase.PLAY)


def test_a_saturated_cell_pauses_play_and_cannot_be_resumed_by_hand() -> None:
    walk = playing()
    walk.go(0.2, flags=int(SampleFlag.SATURATED))
    assert walk.machine.phase is Phase.PLAY, "a moment is the peak of a hop"
    walk.go(0.2)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.prompt == "One moment, the board needs a look."
    assert walk.machine.command("resume") == "rejected: " + (
        "a load cell is at the end of its range: too much load, or a loose wire"
    )
    walk.flags = 0
    walk.until(Phase.PLAY, at_most_s=6.0)


def test_the_self_check_refuses_saturated_cells() -> None:
    walk = Walk(plan(zero=False))
    walk.flags = int(SampleFlag.SATURATED)
    walk.until(Phase.ENDED)
    assert walk.machine.outcome == "fault"
    assert "at the end of its range" in walk.machine.reason


# -- more than one person -------------------------------------------------------------------


def test_a_second_person_pauses_play_until_they_are_off() -> None:
    walk = playing()
    walk.load_n = 600.0 * 1.5
    assert walk.until(Phase.PAUSED) == pytest.approx(1.0, abs=0.05)
    assert walk.machine.prompt == "One person on the board, please."
    assert walk.machine.reason == "The board carries more than one person."
    walk.go(30.0)
    assert walk.machine.phase is Phase.PAUSED
    walk.load_n = 600.0
    walk.until(Phase.PLAY, at_most_s=6.0)
    assert walk.last("session.pause")["kind"] == "crowd"
    assert walk.machine.weight_n == pytest.approx(600.0)


def test_somebody_who_has_taken_a_load_is_weighed_anew_by_order() -> None:
    walk = playing()
    walk.go(2.0, load_n=600.0 * 1.5)
    assert walk.machine.command("resume") == "accepted"
    assert walk.machine.phase is Phase.SETTLE
    walk.until(Phase.PLAY)
    assert walk.machine.weight_n == pytest.approx(900.0)


def test_a_hop_is_no_second_person() -> None:
    """Flight and landing of 2.5 times the weight, twice a second: the flight pauses it."""
    walk = playing()
    for _ in range(10):
        walk.go(0.25, load_n=0.0).go(0.25, load_n=600.0 * 2.5)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.prompt == "Hold the rail and stand as before."
    assert {event["kind"] for event in kinds(walk, "session.pause_reason")} <= {"step-off"}
    walk.load_n = 600.0
    walk.until(Phase.PLAY, at_most_s=7.0)


# -- who does not stand still ---------------------------------------------------------------


def restless() -> Walk:
    """Somebody who shakes, after a short loss of signal in play."""
    walk = playing()
    walk.go(0.5, silent=True).go(DT_S, silent=False)
    assert walk.machine.prompt == "One moment, the board is not answering."
    return walk


def test_a_board_that_answers_again_is_not_said_to_be_silent() -> None:
    walk = trembling(restless(), 2.0, 60.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.prompt == "Stand still for a moment."
    assert walk.machine.reason == WAITS
    assert walk.last("session.pause_reason") == {"reason": WAITS, "kind": "steady"}
    walk.go(0.3, silent=True)
    assert walk.machine.prompt == "One moment, the board is not answering."


def test_who_stands_still_at_once_never_reads_it() -> None:
    walk = restless()
    while walk.machine.phase is Phase.PAUSED:
        walk.step()
        assert walk.machine.prompt != "Stand still for a moment."


@pytest.mark.parametrize(("amplitude_mm", "after_s"), [(34.0, 5.0), (45.0, 10.0), (70.0, 20.0)])
def test_the_limit_eases_for_somebody_who_trembles(amplitude_mm: float, after_s: float) -> None:
    walk = restless()
    trembling(walk, after_s, amplitude_mm)
    assert walk.machine.phase is Phase.PAUSED
    trembling(walk, 1.5, amplitude_mm)
    assert walk.machine.phase is Phase.COUNTDOWN
    eased = walk.last("session.steadiness_eased")
    assert eased["after_s"] == after_s
    trembling(walk, 3.5, amplitude_mm)
    assert walk.machine.phase is Phase.PLAY
    assert walk.last("session.pause")["kind"] == "signal"


def test_the_limit_is_the_usual_one_again_in_the_next_pause() -> None:
    walk = restless()
    trembling(walk, 15.0, 45.0)
    walk.until(Phase.PLAY)
    walk.go(0.5, silent=True).go(DT_S, silent=False)
    trembling(walk, 4.5, 34.0)
    assert walk.machine.phase is Phase.PAUSED


def test_somebody_who_does_not_come_to_rest_before_play_is_asked_to() -> None:
    walk = Walk(plan(zero=False))
    walk.until(Phase.SETTLE)
    trembling(walk, RESTLESS_S - 0.5, 60.0)
    assert walk.machine.prompt == "Stand comfortably and look straight ahead."
    trembling(walk, 1.0, 60.0)
    assert walk.machine.prompt == "Stand still for a moment."
    trembling(walk, 13.0, 60.0)
    assert walk.machine.phase is Phase.CENTRE, "measured all the same"


def test_stepping_off_and_on_again_and_again_ends_in_play() -> None:
    walk = playing()
    for _ in range(6):
        walk.go(0.7, load_n=0.0).go(0.9, load_n=600.0)
        assert walk.machine.phase in {Phase.PAUSED, Phase.SETTLE, Phase.STEP_ON}
    walk.until(Phase.PLAY)


# -- how it ends ----------------------------------------------------------------------------


def test_the_state_tells_a_normal_end_from_a_stop_and_from_a_fault() -> None:
    walk = Walk(plan(zero=False))
    assert walk.machine.outcome is None
    walk.until(Phase.ENDED, at_most_s=90.0)
    assert walk.machine.outcome == "done"
    stopped = playing()
    stopped.machine.command("stop")
    assert stopped.machine.outcome == "stopped"
    lost = playing()
    lost.machine.end("The board is gone.", "fault")
    assert (lost.machine.outcome, lost.machine.prompt) == (
        "fault",
        "The board has stopped. Please step off gently.",
    )


def test_the_lean_pass_is_paused_by_a_second_person_too() -> None:
    walk = Walk(plan(STARS, zero=False))
    walk.until(Phase.LIMITS)
    walk.go(1.2, load_n=900.0)
    assert walk.machine.prompt == "One person on the board, please."
    walk.load_n = 600.0
    walk.until(Phase.LIMITS)
