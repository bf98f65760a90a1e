"""After a game: once more, another, or enough, by leaning alone; what was measured stays."""

from __future__ import annotations

import math

import pytest
from session_kit import ORCHARD, STARS, Walk, plan

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.events import Phase
from balance_arcade.session import prompts
from balance_arcade.session.machine import SessionMachine
from balance_arcade.session.plan import PlannedActivity

MAZE = PlannedActivity("marble-maze", "Marble Maze", "Tilt the tray.", True, 10.0)
STAND = {"ml_mm": 3.0, "ap_mm": 20.0}
FORWARD, RIGHT, LEFT = {"ap_mm": 60.0}, {"ml_mm": 45.0}, {"ml_mm": -45.0}


def asked(*activities: PlannedActivity, **fields: object) -> Walk:
    """A session that asks what comes next, the person standing quietly."""
    quick = {"zero": False, "zero_skipped_because": "test", "offers": (ORCHARD, STARS, MAZE)}
    walk = Walk(plan(*activities, **{**quick, **fields}))
    walk.until(Phase.RESULT, at_most_s=300.0)
    walk.go(6.1)
    return walk


def lean(walk: Walk, *ways: dict[str, float], for_s: float = 0.5) -> Walk:
    """Lean one way after the other, back in the middle between, and end there."""
    for way in ways:
        walk.go(for_s, **STAND | way).go(0.5, **STAND)
    return walk


def choose(walk: Walk, n_right: int = 0) -> Walk:
    """Look so many cards to the right and hold the choice."""
    lean(walk, *[RIGHT] * n_right)
    return lean(walk, FORWARD, for_s=1.6)


def names(machine: SessionMachine) -> list[str]:
    assert machine.choice is not None, machine.phase
    return [card.name for card in machine.choice.cards]


def test_once_more_costs_no_setting_up() -> None:
    walk = asked()
    assert names(walk.machine) == ["again", "another", "enough"]
    assert walk.machine.prompt == prompts.CHOICE
    limits, centre, weight = walk.machine.limits, walk.machine.centre_mm, walk.machine.weight_n
    choose(walk)
    assert walk.machine.phase is Phase.REST
    assert [one.name for one in walk.machine.plan.activities] == ["orchard", "orchard"]
    assert walk.last("session.chosen") == {"answer": "again", "game": "orchard"}
    walk.until(Phase.PLAY)
    assert walk.route()[-4:] == ["rest", "instruct", "countdown", "play"]
    kept = (walk.machine.limits, walk.machine.centre_mm, walk.machine.weight_n)
    assert kept == (limits, centre, weight)
    assert walk.machine.activity_index == 1
    assert 0.0 < walk.machine.play_s < 0.1


def test_what_a_second_game_costs() -> None:
    """From the end of a game to the play of the next, by somebody who leans on at once."""
    walk = asked()
    choose(walk)
    lean(walk, FORWARD, for_s=1.6)
    walk.until(Phase.PLAY)
    changes = [e for e in walk.events if e.kind == "session.phase"]
    second = [e for e in changes if e.data["to"] == "play"][-1].t_s
    ended = next(e for e in changes if e.data["to"] == "result").t_s
    # Stars 6 s, choice 2.2 s, lean in the rest 1.6 s, words 6 s, 3-2-1; it was 60 to 75 s when
    # each game was a session of its own.
    assert second - ended == pytest.approx(19.0, abs=1.0)
    # Somebody who takes the whole rest, at most: 30 s of rest, and 17 s about it.
    rested = asked()
    began_s = rested.t_s - 6.1
    choose(rested)
    rested.until(Phase.PLAY)
    assert rested.t_s - began_s == pytest.approx(47.2, abs=1.0)


def test_another_asks_which_and_a_game_that_needs_limits_brings_one_lean_pass() -> None:
    walk = asked()
    choose(walk, 1)
    assert names(walk.machine) == ["star-reach", "marble-maze"]
    assert walk.machine.phase is Phase.RESULT
    assert walk.machine.reason == "Which game?"
    choose(walk, 1)
    assert walk.last("session.chosen") == {"answer": "marble-maze", "game": "marble-maze"}
    walk.until(Phase.LIMITS)
    walk.until(Phase.RESULT, at_most_s=200.0)
    walk.go(6.1)
    choose(walk, 1)
    assert names(walk.machine) == ["orchard", "star-reach"]
    choose(walk, 1)
    walk.until(Phase.PLAY)
    assert walk.route().count("limits") == 1
    assert walk.route().count("centre") == 1
    assert walk.machine.plan.activities[-1] is STARS


def test_the_only_other_game_is_taken_without_asking_which() -> None:
    walk = asked(offers=(ORCHARD, STARS))
    choose(walk, 1)
    assert walk.machine.phase is Phase.REST
    assert walk.machine.plan.activities[-1] is STARS


def test_enough_ends_kindly() -> None:
    walk = asked()
    choose(walk, 2)
    assert walk.machine.phase is Phase.ENDED
    assert walk.machine.reason == "It was enough for today."
    assert walk.machine.prompt == prompts.ENDED_ON_BOARD


@pytest.mark.parametrize("load_n", [600.0, 0.0])
def test_without_an_answer_it_ends_kindly(load_n: float) -> None:
    walk = asked()
    walk.load_n = load_n
    assert walk.until(Phase.ENDED) == pytest.approx(44.9, abs=0.2)
    assert walk.machine.reason == "Nobody has chosen for 45 s."
    assert walk.last("session.chosen") == {"answer": "", "game": ""}


def test_a_hold_that_is_under_way_is_finished() -> None:
    walk = asked()
    walk.go(44.0)
    choose(walk)
    assert walk.machine.phase is Phase.REST


def test_who_leans_forward_already_chooses_nothing_by_it() -> None:
    walk = asked()
    began = Walk(walk.machine.plan)
    began.until(Phase.RESULT)
    began.go(10.0, **FORWARD)
    assert began.machine.phase is Phase.RESULT
    assert began.machine.prompt == prompts.CHOICE_BACK
    began.go(0.5, **STAND)
    assert began.machine.prompt == prompts.CHOICE
    choose(began)
    assert began.machine.phase is Phase.REST


def test_holding_on_after_another_does_not_choose_a_game() -> None:
    walk = asked()
    lean(walk, RIGHT)
    walk.go(8.0, **FORWARD)
    assert names(walk.machine) == ["star-reach", "marble-maze"]
    assert walk.machine.prompt == prompts.CHOICE_BACK


def test_swaying_neither_looks_nor_chooses() -> None:
    walk = asked()
    for k in range(400):
        walk.go(0.1, ml_mm=3.0 + 9.0 * math.sin(k / 3.0), ap_mm=20.0 + 9.0 * math.cos(k / 5.0))
        assert walk.machine.choice is not None
        assert walk.machine.choice.choice.index == 0


def test_stepping_off_and_on_again_measures_the_centre_alone() -> None:
    walk = asked(STARS)
    limits = walk.machine.limits
    assert limits is not None
    walk.go(2.0, load_n=0.0)
    assert walk.machine.prompt == prompts.CHOICE_EMPTY
    # The feet stand 40 mm further: that is the middle now, no lean.
    away = {"ml_mm": 43.0, "ap_mm": 20.0}
    walk.go(4.0, load_n=610.0, **away)
    assert walk.machine.choice is not None
    assert walk.machine.choice.choice.index == 0
    walk.go(1.6, **away | {"ap_mm": 60.0}).go(0.1, **away)
    assert walk.machine.phase is Phase.REST
    walk.until(Phase.PLAY)
    assert walk.route()[-6:] == ["rest", "settle", "centre", "instruct", "countdown", "play"]
    assert walk.machine.centre_mm == pytest.approx((43.0, 20.0))
    assert walk.machine.limits is not None
    assert walk.machine.limits.limits_mm == limits.limits_mm


def test_a_lost_signal_neither_chooses_nor_ends() -> None:
    walk = asked()
    walk.go(1.0, **FORWARD)
    walk.silent = True
    walk.go(5.0)
    assert walk.machine.phase is Phase.RESULT
    walk.silent = False
    walk.go(2.0, **STAND)
    choose(walk)
    assert walk.machine.phase is Phase.REST


def test_a_therapist_can_answer_instead() -> None:
    walk = asked()
    assert walk.machine.command("start").startswith("rejected: the person chooses")
    assert walk.machine.command("start", {"game": "chess"}) == (
        "rejected: chess cannot be played next"
    )
    assert walk.machine.command("next", {"look": 1}) == "accepted"
    assert walk.machine.choice is not None
    assert walk.machine.choice.choice.index == 1
    assert walk.machine.command("next", {"look": -1}) == "accepted"
    assert walk.machine.command("next") == "accepted"
    assert walk.machine.phase is Phase.REST
    assert walk.machine.command("next") == "accepted"
    assert walk.machine.phase is Phase.INSTRUCT

    walk = asked()
    assert walk.machine.command("start", {"game": "star-reach"}) == "accepted"
    assert walk.machine.plan.activities[-1] is STARS

    walk = asked()
    assert walk.machine.command("stop") == "accepted"
    assert walk.machine.phase is Phase.ENDED
    assert walk.machine.choice is None
    assert walk.machine.prompt == prompts.ENDED_ON_BOARD


def test_a_planned_list_goes_on_by_itself_and_asks_at_its_end() -> None:
    walk = Walk(plan(ORCHARD, STARS, offers=(ORCHARD,), zero=False, rest_s=1.0))
    walk.until(Phase.REST)
    walk.until(Phase.RESULT, at_most_s=200.0)
    assert walk.machine.activity_index == 1
    walk.go(6.1)
    assert names(walk.machine) == ["again", "another", "enough"]


def test_without_offers_nobody_is_asked() -> None:
    walk = Walk(plan(ORCHARD, zero=False))
    walk.until(Phase.RESULT)
    assert walk.until(Phase.ENDED) == pytest.approx(6.0, abs=0.1)
    assert walk.machine.reason == "All activities are done."


def test_a_game_that_failed_is_not_offered_again() -> None:
    walk = Walk(plan(ORCHARD, zero=False, offers=(ORCHARD, STARS, MAZE)))
    walk.until(Phase.PLAY)
    walk.machine.activity_failed("It has stopped.")
    walk.go(6.1)
    assert names(walk.machine) == ["another", "enough"]
    choose(walk)
    assert names(walk.machine) == ["star-reach", "marble-maze"]

    alone = Walk(plan(ORCHARD, zero=False, offers=(ORCHARD,)))
    alone.until(Phase.PLAY)
    alone.machine.activity_failed("It has stopped.")
    alone.until(Phase.ENDED)


def test_a_rest_ends_by_a_lean_unless_it_was_prescribed() -> None:
    walk = asked()
    choose(walk)
    walk.go(0.2)
    assert walk.machine.prompt == prompts.REST_GO_ON
    walk.go(0.8, **FORWARD)
    assert 0.3 < walk.machine.rest_lean < 0.8
    walk.go(1.0)
    assert walk.machine.phase is Phase.INSTRUCT
    assert walk.machine.rest_lean == 0.0

    capped = Walk(plan(ORCHARD, zero=False, offers=(ORCHARD,), active_cap_s=5.0, rest_s=8.0))
    capped.until(Phase.REST)
    capped.go(0.5)
    assert capped.machine.prompt == prompts.LONG_PLAY_REST
    capped.go(4.0, **FORWARD)
    assert capped.machine.phase is Phase.REST


def test_feet_that_moved_while_the_stars_were_shown_are_no_lean() -> None:
    walk = Walk(plan(ORCHARD, zero=False, offers=(ORCHARD, STARS)))
    walk.until(Phase.RESULT)
    walk.go(1.5, load_n=0.0).go(6.5, load_n=600.0, ml_mm=43.0)
    assert walk.machine.choice is not None
    assert walk.machine.choice.choice.index == 0
    assert walk.machine.prompt == prompts.CHOICE


def test_feet_that_moved_while_the_board_was_silent_are_no_lean() -> None:
    walk = asked()
    walk.silent = True
    walk.go(3.0, ml_mm=43.0)
    walk.silent = False
    walk.go(3.0)
    assert walk.machine.choice is not None
    assert walk.machine.choice.choice.index == 0
    assert walk.machine.prompt == prompts.CHOICE, "they stand in the middle"


def test_who_can_hardly_lean_does_not_look_about_by_swaying() -> None:
    limits = StabilityLimits((3.0, 20.0), (12.0,) * 8, "lean pass")
    walk = asked(limits=limits)
    for k in range(200):
        walk.go(0.1, ml_mm=3.0 + 8.0 * math.sin(k / 3.0))
        assert walk.machine.choice is not None
        assert walk.machine.choice.choice.index == 0
    lean(walk, {"ml_mm": 16.0})
    assert walk.machine.choice.choice.index == 1
