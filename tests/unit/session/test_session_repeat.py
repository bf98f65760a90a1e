"""A game once more, and a game left out: what is played next, and what stays as it was."""

from __future__ import annotations

import msgspec
from session_kit import ORCHARD, STARS, Walk, plan

from balance_arcade.core.events import Phase
from balance_arcade.session.programme import SetPlace

LANTERN = msgspec.structs.replace(ORCHARD, name="calm-lantern", title="Calm Lantern")
PLACE = SetPlace(
    programme="p",
    week=1,
    weeks=1,
    session=1,
    sessions=1,
    block=1,
    blocks=1,
    number=1,
    set=1,
    sets=1,
)


def names(walk: Walk) -> list[str]:
    return [one.name for one in walk.machine.plan.activities]


def playing(walk: Walk) -> str:
    return walk.machine.plan.activities[walk.machine.activity_index].name


def into_play(*activities, **fields) -> Walk:
    walk = Walk(plan(*activities, zero=False, **fields))
    walk.until(Phase.PLAY)
    return walk


def test_a_game_under_way_is_ended_shown_and_played_once_more_before_the_next() -> None:
    walk = into_play(ORCHARD, LANTERN)
    assert walk.machine.command("repeat") == "accepted"
    assert walk.machine.phase is Phase.RESULT
    assert names(walk) == ["orchard", "orchard", "calm-lantern"]
    assert walk.machine.command("repeat") == "rejected: it is played once more already"
    walk.until(Phase.PLAY)
    assert (walk.machine.activity_index, playing(walk)) == (1, "orchard")
    assert walk.machine.command("repeat") == "accepted"
    assert names(walk) == ["orchard", "orchard", "orchard", "calm-lantern"]


def test_the_last_game_is_repeated_from_its_rest_and_from_its_result() -> None:
    walk = into_play(ORCHARD)
    walk.until(Phase.RESULT)
    assert walk.machine.command("repeat") == "accepted"
    walk.until(Phase.REST)
    walk.until(Phase.PLAY)
    assert walk.machine.activity_index == 1
    walk.until(Phase.ENDED)


def test_a_game_that_the_person_may_choose_again_is_chosen_by_repeat() -> None:
    walk = into_play(ORCHARD, offers=(ORCHARD, LANTERN))
    walk.until(Phase.RESULT)
    walk.go(7.0)
    assert walk.machine.choice is not None
    assert walk.machine.command("repeat") == "accepted"
    assert (walk.machine.phase, names(walk)) == (Phase.REST, ["orchard", "orchard"])


def test_a_set_of_a_programme_is_played_as_planned() -> None:
    walk = into_play(msgspec.structs.replace(ORCHARD, place=PLACE))
    why = walk.machine.command("repeat")
    assert why == "rejected: the sets of a training programme are played as planned"


def test_a_game_left_out_leads_to_the_next_without_result_and_rest() -> None:
    walk = into_play(ORCHARD, LANTERN)
    assert walk.machine.command("skip") == "accepted"
    walk.go(0.1)
    assert (walk.machine.phase, playing(walk)) == (Phase.INSTRUCT, "calm-lantern")
    assert 0 not in walk.machine.completed


def test_games_are_left_out_before_they_begin_and_after_the_last_the_session_ends() -> None:
    walk = Walk(plan(ORCHARD, LANTERN, ask_after="session"))
    walk.load_n = 0.0
    walk.until(Phase.STEP_ON)
    walk.load_n = 600.0
    walk.until(Phase.INSTRUCT)
    walk.machine.command("skip")
    walk.go(0.1)
    assert walk.machine.phase is Phase.INSTRUCT
    walk.machine.command("skip")
    walk.go(0.1)
    # The person is asked how it was all the same.
    assert walk.machine.question is not None
    walk.machine.command("next", {"rating": "none"})
    walk.machine.command("next", {"rating": "none"})
    walk.go(0.1)
    assert walk.machine.phase is Phase.ENDED


def test_whoever_has_stepped_off_steps_on_again_before_the_next_game() -> None:
    walk = into_play(ORCHARD, LANTERN)
    walk.go(1.0, load_n=0.0)
    assert walk.machine.command("skip") == "accepted"
    walk.go(0.1)
    assert (walk.machine.phase, walk.machine.activity_index) == (Phase.STEP_ON, 1)


def test_a_paused_lean_pass_has_no_game_to_repeat_or_leave_out() -> None:
    walk = Walk(plan(STARS, zero=False))
    walk.until(Phase.LIMITS)
    walk.machine.command("pause")
    for order in ("repeat", "skip"):
        why = walk.machine.command(order)
        assert why == "rejected: the lean pass is paused; resume it first"
