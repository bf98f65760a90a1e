"""Rests: prompted after so much play, skipped and made longer by order, interrupting play."""

from __future__ import annotations

import pytest
from session_kit import ORCHARD, Walk, plan, playing

from balance_arcade.core.events import Phase
from balance_arcade.session import prompts
from balance_arcade.session.after_game import REST_COUNTS_S


def resting(**fields: object) -> Walk:
    """A session in the rest that so much play has asked for."""
    walk = playing(active_cap_s=5.0, **fields)
    walk.until(Phase.REST)
    return walk


def test_long_play_brings_a_rest_with_calm_words_and_the_game_goes_on() -> None:
    walk = resting()
    assert walk.machine.prompt == prompts.LONG_PLAY_REST
    assert walk.machine.play_s == pytest.approx(5.0, abs=0.02)
    assert walk.until(Phase.INSTRUCT) == pytest.approx(30.0, abs=0.02)
    assert walk.machine.activity_index == 0


def test_a_rest_is_made_longer_and_ended_by_order() -> None:
    walk = resting()
    walk.go(10.0)
    assert walk.machine.command("rest") == "accepted"
    assert walk.machine.time_left_s == pytest.approx(50.0, abs=0.02)
    assert walk.machine.command("rest", {"seconds": 5}) == "accepted"
    walk.go(40.0)
    assert walk.machine.phase is Phase.REST
    assert walk.last("session.rest_extended") == {"seconds": 5, "rest_s": 65.0}
    assert walk.machine.command("resume") == "accepted"
    assert walk.machine.phase is Phase.INSTRUCT


@pytest.mark.parametrize("seconds", [0, -3.0, "long", True, float("nan"), 1e9])
def test_a_rest_that_is_none_is_refused(seconds: object) -> None:
    walk = resting()
    answer = walk.machine.command("rest", {"seconds": seconds})  # type: ignore[dict-item]
    assert answer == "rejected: a rest takes seconds, up to 1800"


def test_an_order_interrupts_play_by_a_rest_and_the_same_game_goes_on() -> None:
    walk = playing()
    assert walk.machine.command("rest", {"seconds": 12}) == "accepted"
    assert walk.until(Phase.INSTRUCT) == pytest.approx(12.0, abs=0.02)
    walk.until(Phase.PLAY)
    assert (walk.machine.activity_index, round(walk.machine.play_s)) == (0, 2)


@pytest.mark.parametrize(("rested_s", "left_s"), [(REST_COUNTS_S - 5.0, 3.0), (25.0, 5.0)])
def test_only_a_rest_that_was_had_begins_the_count_anew(rested_s: float, left_s: float) -> None:
    walk = Walk(plan(ORCHARD, ORCHARD, zero=False, active_cap_s=5.0, result_s=0.0))
    walk.until(Phase.PLAY)
    walk.go(2.0)
    walk.machine.command("next")
    walk.until(Phase.REST)
    walk.go(rested_s)
    walk.machine.command("next")
    walk.until(Phase.PLAY)
    assert walk.until(Phase.REST) == pytest.approx(left_s, abs=0.05)
