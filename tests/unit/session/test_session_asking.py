"""How it was: pain and exertion are asked after play, by leaning or by order, or left out."""

from __future__ import annotations

import pytest
from session_kit import ORCHARD, STARS, Walk, plan

from balance_arcade.core.events import Phase
from balance_arcade.session import prompts
from balance_arcade.session.asking import WAIT_S
from balance_arcade.session.rating import EXERTION, PACE_S, PAIN

LIMIT_MM = 60.0
RIGHT, FORWARD, MIDDLE = (63.0, 20.0), (3.0, 80.0), (3.0, 20.0)


def played(*activities, **fields) -> Walk:
    """A session whose games are over, at the question."""
    fields = {"zero": False, "ask_after": "session", "result_s": 1.0, "rest_s": 0.0} | fields
    walk = Walk(plan(*(activities or (ORCHARD,)), **fields))
    while walk.machine.question is None:
        walk.step()
        if walk.machine.phase is Phase.PLAY:
            walk.machine.command("next")
        assert walk.t_s < 60.0
    return walk


def lean(walk: Walk, place: tuple[float, float], seconds: float) -> None:
    walk.go(seconds, ml_mm=place[0], ap_mm=place[1])


def told(walk: Walk) -> list[tuple[str, object, object]]:
    """Every answer, or None where it was left out."""
    walk.go(0.02)
    return [
        (event.data["scale"], event.data.get("value"), event.data.get("by"))
        for event in walk.events
        if event.kind in {"wellbeing.answer", "wellbeing.left_out"}
    ]


def test_a_person_answers_by_leaning_and_the_session_ends_as_planned() -> None:
    walk = played()
    assert (walk.machine.asks, walk.machine.question.looked) == ("pain", None)
    lean(walk, MIDDLE, 0.5)
    # One look at once, then one each time that the lean stays so long: 0, 1, 2.
    lean(walk, RIGHT, 2.0 * PACE_S + 0.2)
    assert walk.machine.question.looked == 2
    lean(walk, MIDDLE, 0.5)
    lean(walk, FORWARD, 1.7)
    assert told(walk) == [("pain", 2, "lean")]
    assert walk.machine.asks == "exertion"
    # Who still leans forward answers nothing by it.
    lean(walk, FORWARD, 3.0)
    assert told(walk) == [("pain", 2, "lean")]
    assert walk.machine.prompt == prompts.CHOICE_BACK
    lean(walk, MIDDLE, 0.5)
    lean(walk, FORWARD, 1.7)
    assert told(walk)[1] == ("exertion", None, None)
    assert (walk.machine.phase, walk.machine.outcome) == (Phase.ENDED, "done")


def test_a_station_answers_looks_and_leaves_out() -> None:
    walk = played()
    assert walk.machine.command("next", {"rating": 3}, by="station-1") == "accepted"
    for _ in range(5):
        walk.machine.command("next", {"look": 1}, by="keyboard")
    walk.machine.command("next", by="keyboard")
    assert told(walk) == [("pain", 3, "station-1"), ("exertion", 4, "keyboard")]
    other = played()
    other.machine.command("next", {"look": 1})
    assert other.machine.command("next", {"rating": "none"}) == "accepted"
    assert other.machine.command("next") == "accepted"
    assert told(other) == [("pain", None, None), ("exertion", None, None)]


@pytest.mark.parametrize("value", [-1, 11, 2.5, "3", True, None])
def test_an_answer_that_is_none_is_refused(value) -> None:
    walk = played()
    answer = walk.machine.command("next", {"rating": value})
    assert answer == "rejected: an answer is a whole number from 0 to 10, or none"
    assert walk.machine.asks == "pain"


def test_who_does_not_answer_is_not_asked_on_and_nothing_is_held_up() -> None:
    walk = played()
    assert walk.until(Phase.ENDED) == pytest.approx(WAIT_S, abs=0.05)
    assert told(walk) == [("pain", None, None)]
    assert walk.machine.reason == "All activities are done."


def test_strong_pain_ends_the_session_kindly_with_a_word_to_the_therapist() -> None:
    walk = played(ORCHARD, ORCHARD, ask_after="game")
    walk.machine.command("next", {"rating": 7})
    walk.go(0.1)
    machine = walk.machine
    assert (machine.phase, machine.outcome) == (Phase.ENDED, "done")
    assert machine.prompt == prompts.ENDED_PAIN
    assert machine.notice == machine.reason
    assert "Pain 7 of 10" in machine.notice
    assert walk.last("wellbeing.strong_pain")["value"] == 7


def test_the_pain_that_ends_it_is_set_by_the_therapist() -> None:
    walk = played(ORCHARD, ORCHARD, ask_after="game", pain_ends=9.0)
    walk.machine.command("next", {"rating": 8})
    walk.machine.command("next", {"rating": 1})
    assert walk.until(Phase.INSTRUCT) < 1.0


def test_who_plays_on_is_asked_again_at_the_end_and_not_after_each_game() -> None:
    walk = played(ORCHARD, offers=(ORCHARD, STARS))
    for value in (1, 2):
        walk.machine.command("next", {"rating": value})
    assert walk.machine.choice is not None
    walk.machine.command("start", {"game": "orchard"})
    walk.until(Phase.PLAY)
    walk.machine.command("next")
    walk.go(1.5)
    assert (walk.machine.asks, walk.machine.choice is not None) == ("", True)
    walk.machine.command("next", {"look": -1})
    while walk.machine.choice.cards[walk.machine.choice.choice.index].name != "enough":
        walk.machine.command("next", {"look": 1})
    walk.machine.command("next")
    assert walk.machine.asks == "pain"
    for value in (3, 4):
        walk.machine.command("next", {"rating": value})
    assert [answer[1] for answer in told(walk)] == [1, 2, 3, 4]
    assert walk.machine.reason == "It was enough for today."


@pytest.mark.parametrize("fields", [{"ask_after": "never"}, {"unwatched": True}])
def test_nobody_is_asked_where_it_is_not_wanted_or_nobody_is_there(fields) -> None:
    with pytest.raises(AssertionError):
        played(**fields)


@pytest.mark.parametrize("scale", [PAIN, EXERTION])
def test_a_question_has_eight_words_at_most(scale) -> None:
    assert len(scale.question.split()) <= 8
