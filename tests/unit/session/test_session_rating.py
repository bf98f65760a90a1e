"""After a block: how hard it was, by leaning, by order, or left out; and the rest of the block."""

from __future__ import annotations

import math

import msgspec
import pytest
from session_kit import ORCHARD, Walk, plan
from test_session_choice import FORWARD, LEFT, RIGHT, STAND, lean

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.events import Phase
from balance_arcade.session.plan import PlannedActivity, SessionPlan
from balance_arcade.session.programme import SetPlace
from balance_arcade.session.rating import WAIT_S


def a_set(which: int = 1, sets: int = 1, *, rest_s: float = 12.0, rated: bool = True):
    place = SetPlace(
        programme="Calm",
        week=2,
        weeks=4,
        session=1,
        sessions=3,
        block=1,
        blocks=1,
        number=1,
        set=which,
        sets=sets,
        rating=rated and which == sets,
    )
    return msgspec.structs.replace(ORCHARD, rest_s=rest_s, place=place)


def rated(*activities: PlannedActivity) -> Walk:
    """A session whose first activity is over, its stars shown, the person standing quietly."""
    activities = activities or (a_set(), a_set())
    walk = Walk(plan(*activities, zero=False, zero_skipped_because="test"))
    walk.until(Phase.RESULT, at_most_s=300.0)
    return walk.go(6.1, **STAND)


def test_a_rating_by_leaning() -> None:
    walk = rated()
    assert walk.machine.rating is not None
    assert walk.machine.rating.choice.index == 5
    lean(walk, RIGHT, RIGHT)
    lean(walk, FORWARD, for_s=1.7)
    assert walk.machine.phase is Phase.REST
    said = walk.last("programme.rating")
    assert (said["rating"], said["by"], said["week"]) == (7, "lean", 2)
    assert dict(walk.machine.ratings) == {0: 7}


def test_a_lean_that_stays_goes_to_the_end_of_the_scale() -> None:
    walk = rated().go(4.0, **STAND | LEFT)
    assert walk.machine.rating is not None
    assert walk.machine.rating.choice.index == 0


def test_whoever_does_nothing_leaves_it_out() -> None:
    walk = rated()
    walk.until(Phase.REST, at_most_s=WAIT_S + 1.0)
    assert walk.last("programme.rating")["by"] == "left out"
    assert dict(walk.machine.ratings) == {0: None}


def test_a_rating_from_the_station_and_its_correction_in_the_rest() -> None:
    walk = rated()
    assert walk.machine.command("next", {"rating": 9}) == "accepted"
    assert walk.machine.phase is Phase.REST
    assert walk.machine.command("next", {"rating": 8}) == "accepted"
    assert walk.machine.phase is Phase.REST
    assert dict(walk.machine.ratings) == {0: 8}
    walk.until(Phase.PLAY)
    assert walk.machine.command("next", {"rating": 8}).startswith("rejected: no block")


@pytest.mark.parametrize("value", [11, -1, True, 7.5, "hard"])
def test_a_rating_that_is_none_is_refused(value: object) -> None:
    walk = rated()
    said = walk.machine.command("next", {"rating": value})  # type: ignore[dict-item]
    assert said == "rejected: a rating is a whole number from 0 to 10, or none"
    assert walk.machine.rating is not None


def test_a_key_looks_and_takes_and_none_leaves_out() -> None:
    walk = rated()
    assert walk.machine.command("next", {"look": -1}) == "accepted"
    assert walk.machine.command("next") == "accepted"
    assert dict(walk.machine.ratings) == {0: 4}
    walk = rated()
    assert walk.machine.command("next", {"rating": "none"}) == "accepted"
    assert dict(walk.machine.ratings) == {0: None}


def test_it_is_asked_after_the_last_set_of_a_block_only() -> None:
    walk = rated(a_set(1, 2), a_set(2, 2))
    assert walk.machine.phase is Phase.REST
    walk.until(Phase.RESULT)
    assert walk.go(6.1).machine.rating is not None
    # The last block of a session is rated before the end.
    walk.machine.command("next", {"rating": 3})
    assert walk.machine.phase is Phase.ENDED
    assert walk.machine.outcome == "done"


def test_a_game_that_broke_down_is_not_rated() -> None:
    walk = Walk(plan(a_set(), a_set(), zero=False, zero_skipped_because="test"))
    walk.until(Phase.PLAY)
    walk.machine.activity_failed("It stopped.")
    walk.go(6.1)
    assert walk.machine.phase is Phase.REST
    assert walk.machine.completed == set()


def test_what_is_ended_by_order_is_not_completed() -> None:
    walk = Walk(plan(a_set(), a_set(), zero=False, zero_skipped_because="test"))
    walk.until(Phase.PLAY)
    walk.machine.command("next")
    walk.until(Phase.PLAY, at_most_s=90.0)
    assert walk.machine.completed == set()
    walk.until(Phase.RESULT)
    assert walk.machine.completed == {1}


def test_each_block_has_its_own_rest_and_the_screen_its_time() -> None:
    walk = rated(a_set(rest_s=12.0, rated=False), a_set())
    assert walk.machine.phase is Phase.REST
    assert walk.machine.time_left_s == pytest.approx(12.0, abs=0.2)
    assert walk.until(Phase.INSTRUCT) == pytest.approx(12.0, abs=0.2)


def test_a_rest_may_be_none() -> None:
    walk = rated(a_set(rest_s=0.0, rated=False), a_set())
    assert walk.machine.phase is Phase.INSTRUCT


def test_where_nobody_watches_nobody_rests_or_rates() -> None:
    info = BoardInfo("sim:", "s", "Sim", "", Geometry(433.0, 238.0), 100.0, "virtual")
    quick = SessionPlan.for_board(info, [a_set()], quick=True)
    (alone,) = quick.activities
    assert math.isnan(alone.rest_s)
    assert alone.place is not None
    assert not alone.place.rating
    shorter = SessionPlan.for_board(info, [a_set(), ORCHARD]).resting_at_most(5.0)
    assert (shorter.activities[0].rest_s, shorter.rest_s) == (5.0, 5.0)
    assert math.isnan(shorter.activities[1].rest_s)
