"""The lean pass, by scripted samples: eight directions, and all that comes between."""

from __future__ import annotations

import pytest
from session_kit import DT_S, ORCHARD, STARS, Walk, plan

from balance_arcade.cop.limits import StabilityLimits, direction_vector
from balance_arcade.core.events import Phase
from balance_arcade.session import prompts


def lean_all(walk: Walk, reach_mm: float = 70.0) -> list[int]:
    """Follow the lean pass as somebody does who reaches 70 mm everywhere."""
    seen: list[int] = []
    ml, ap = walk.machine.centre_mm
    while walk.machine.phase is Phase.LIMITS:
        direction = walk.machine.lean_direction
        if direction is None:
            walk.go(DT_S, ml_mm=ml, ap_mm=ap)
            continue
        if not seen or seen[-1] != direction:
            seen.append(direction)
        out_ml, out_ap = direction_vector(direction)
        walk.go(DT_S, ml_mm=ml + reach_mm * out_ml, ap_mm=ap + reach_mm * out_ap)
    return seen


def leaning(**fields: object) -> Walk:
    walk = Walk(plan(STARS, zero=False, **fields))
    walk.until(Phase.LIMITS)
    return walk


def test_the_lean_pass_measures_eight_directions_clockwise() -> None:
    walk = leaning()
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "quiet sway"
    assert lean_all(walk) == list(range(8))
    assert walk.machine.phase is Phase.INSTRUCT
    limits = walk.machine.limits
    assert limits.source == "lean pass"
    assert limits.limits_mm == pytest.approx((70.0,) * 8, abs=1e-6)
    assert limits.centre_mm == pytest.approx((3.0, 20.0))
    assert walk.last("session.limits")["source"] == "lean pass"
    assert walk.machine.lean_direction is None


def test_each_direction_is_prompted_and_so_is_the_way_back() -> None:
    walk = leaning()
    assert walk.machine.prompt == prompts.LEAN[0]
    walk.go(6.1)
    assert walk.machine.lean_direction is None
    assert walk.machine.prompt == prompts.LEAN_BACK
    walk.go(0.6)
    assert (walk.machine.lean_direction, walk.machine.prompt) == (1, prompts.LEAN[1])


def test_somebody_who_does_not_lean_gets_through_with_what_was_held() -> None:
    walk = leaning()
    walk.until(Phase.INSTRUCT, at_most_s=8 * 7.0)
    assert walk.machine.limits is not None
    assert max(walk.machine.limits.limits_mm) < 1e-9
    assert walk.machine.limits.reach_mm(0.3) == 10.0


def test_a_skipped_direction_is_filled_in_and_named() -> None:
    walk = leaning()
    assert walk.machine.command("next") == "accepted"
    lean_all(walk)
    assert walk.last("session.lean_skipped") == {"direction": 0}
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "partial lean pass"


def test_no_lean_pass_where_nobody_needs_it_or_limits_are_given() -> None:
    given = StabilityLimits((0.0, 0.0), (50.0,) * 8, "lean pass")
    for walk in (
        Walk(plan(ORCHARD, zero=False)),
        Walk(plan(STARS, zero=False, limits=given)),
        Walk(plan(STARS, zero=False, limits_from="quiet sway")),
    ):
        walk.until(Phase.INSTRUCT)
        assert "limits" not in walk.route()
        assert walk.machine.limits is not None
        assert walk.machine.limits.centre_mm == pytest.approx((3.0, 20.0))
    walk = Walk(plan(STARS, zero=False, limits=given))
    walk.until(Phase.INSTRUCT)
    assert walk.last("session.limits")["source"] == "lean pass"


def test_the_lean_pass_comes_before_the_first_activity_that_needs_it_and_once() -> None:
    walk = Walk(plan(ORCHARD, STARS, STARS, zero=False, rest_s=1.0))
    walk.until(Phase.LIMITS)
    assert walk.machine.activity_index == 1
    lean_all(walk)
    walk.until(Phase.ENDED, at_most_s=90.0)
    assert walk.route().count("limits") == 1


def test_a_foot_lifted_in_the_lean_pass_repeats_the_direction() -> None:
    walk = leaning()
    while walk.machine.lean_direction != 2:
        lean_one(walk)
    walk.go(0.5).go(0.4, load_n=250.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.prompt == "Hold the rail and stand as before."
    walk.load_n = 600.0
    walk.until(Phase.LIMITS)
    assert walk.machine.countdown == 3
    assert walk.machine.lean_direction is None
    walk.go(3.05)
    assert (walk.machine.lean_direction, walk.machine.countdown) == (2, 0)
    assert walk.last("session.lean_again") == {"direction": 2}
    assert lean_all(walk) == list(range(2, 8))
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "lean pass"


def lean_one(walk: Walk) -> None:
    before = walk.machine.lean_index
    ml, ap = walk.machine.centre_mm
    while walk.machine.lean_index == before:
        direction = walk.machine.lean_direction
        out = (0.0, 0.0) if direction is None else direction_vector(direction)
        walk.go(DT_S, ml_mm=ml + 60.0 * out[0], ap_mm=ap + 60.0 * out[1])


def test_stepping_off_in_the_lean_pass_measures_the_centre_and_starts_over() -> None:
    walk = leaning()
    lean_one(walk)
    walk.go(1.5, load_n=0.0)
    assert walk.machine.phase is Phase.PAUSED
    assert walk.machine.prompt == "Hold the rail. Step on when ready."
    walk.go(0.5, load_n=600.0, ml_mm=-8.0, ap_mm=5.0)
    walk.until(Phase.LIMITS)
    assert walk.route()[-4:] == ["paused", "settle", "centre", "limits"]
    assert walk.machine.centre_mm == pytest.approx((-8.0, 5.0))
    assert walk.machine.lean_direction == 0
    assert walk.last("session.lean_restarted") == {"reason": "The feet have moved."}


def test_a_paused_lean_pass_cannot_be_jumped_over_by_next() -> None:
    walk = leaning()
    walk.machine.command("pause")
    assert walk.machine.command("next") == "rejected: the lean pass is paused; resume it first"


# -- pauses ----------------------------------------------------------------------------------


def test_limits_of_a_lean_pass_move_with_the_centre() -> None:
    walk = leaning()
    lean_all(walk)
    walk.until(Phase.PLAY)
    walk.go(1.0, load_n=0.0).go(0.5, load_n=600.0, ml_mm=-4.0, ap_mm=2.0)
    walk.until(Phase.PLAY)
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "lean pass"
    assert walk.machine.limits.centre_mm == pytest.approx((-4.0, 2.0))
    assert walk.machine.limits.limits_mm == pytest.approx((70.0,) * 8, abs=1e-6)
    assert walk.route().count("limits") == 1
