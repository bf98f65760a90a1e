"""The lean pass, by scripted samples: eight directions, and all that comes between."""

from __future__ import annotations

import pytest
from session_kit import DT_S, ORCHARD, STARS, Walk, plan

from balance_arcade.cop.limits import StabilityLimits, direction_vector
from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample
from balance_arcade.session import prompts
from balance_arcade.session.limits_measurement import NO_LEAN, LimitsMeasurement


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
    ml, ap = walk.machine.centre_mm
    walk.go(3.0, ap_mm=ap + 60.0)
    assert walk.machine.lean_direction is None
    assert walk.machine.prompt == prompts.LEAN_BACK
    walk.go(0.6, ml_mm=ml, ap_mm=ap)
    assert (walk.machine.lean_direction, walk.machine.prompt) == (1, prompts.LEAN[1])


def test_a_direction_below_the_floor_is_asked_for_once_more_without_praise() -> None:
    walk = leaning()
    walk.go(6.1)
    assert walk.machine.prompt == prompts.LEAN_BACK_SHORT
    walk.go(0.6)
    assert (walk.machine.lean_direction, walk.machine.prompt) == (0, prompts.LEAN_FURTHER[0])
    further = walk.last("session.lean_further")
    assert (further["direction"], further["floor_mm"]) == (0, 10.0)
    assert further["held_mm"] == pytest.approx(0.0, abs=1e-6)
    walk.go(6.1).go(0.6)
    assert (walk.machine.lean_direction, walk.machine.prompt) == (1, prompts.LEAN[1])


def test_the_second_try_counts() -> None:
    walk = leaning()
    walk.go(6.7)
    assert walk.machine.prompt == prompts.LEAN_FURTHER[0]
    assert lean_all(walk) == list(range(8))
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "lean pass"
    assert walk.machine.notice == ""
    assert [event.kind for event in walk.events].count("session.lean_further") == 1


def test_somebody_who_never_leans_plays_on_quiet_sway_and_the_therapist_is_told() -> None:
    walk = leaning()
    before = walk.machine.limits
    took_s = walk.until(Phase.INSTRUCT, at_most_s=2 * 8 * 7.0)
    assert took_s == pytest.approx(2 * 8 * 6.5, abs=1.0)
    assert walk.machine.limits == before
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "quiet sway"
    assert not any(walk.machine.limits.floored)
    assert walk.machine.notice == NO_LEAN
    assert walk.last("session.limits_notice")["directions"] == "F FR R BR B BL L FL"
    walk.until(Phase.PLAY)
    assert walk.machine.notice == NO_LEAN, "the word stays with the session"


def test_somebody_who_cannot_lean_to_one_side_plays_on_their_own_sway_there() -> None:
    walk = leaning()
    ml, ap = walk.machine.centre_mm
    while walk.machine.phase is Phase.LIMITS:
        direction = walk.machine.lean_direction
        out = (0.0, 0.0) if direction is None else direction_vector(direction)
        reach_mm = 4.0 if out[0] < -1e-9 else 70.0
        walk.go(DT_S, ml_mm=ml + reach_mm * out[0], ap_mm=ap + reach_mm * out[1])
    limits = walk.machine.limits
    assert limits is not None
    assert limits.source == "partial lean pass"
    assert limits.limits_mm == pytest.approx((70.0,) * 5 + (10.0,) * 3, abs=1e-6)
    assert walk.machine.notice == (
        "Not reached when asked to lean: behind left, left, ahead left. Quiet sway stands in there."
    )
    tries = [
        event.data["direction"] for event in walk.events if event.kind == "session.lean_further"
    ]
    assert tries == [5, 6, 7], "only these are asked for once more"


def test_whoever_leans_one_way_only_gets_the_limits_of_quiet_sway_elsewhere() -> None:
    """Five of eight are no weak side: nobody earns stars on a centimetre there."""
    walk = leaning()
    ml, ap = walk.machine.centre_mm
    quiet = walk.machine.limits
    assert quiet is not None
    while walk.machine.phase is Phase.LIMITS:
        direction = walk.machine.lean_direction
        right = 0.0 if direction is None else max(0.0, direction_vector(direction)[0])
        walk.go(DT_S, ml_mm=ml + 70.0 * right, ap_mm=ap)
    limits = walk.machine.limits
    assert limits is not None
    assert limits.source == "partial lean pass"
    assert limits.limits_mm[2] == pytest.approx(70.0)
    assert [limits.limits_mm[k] for k in (0, 4, 5, 6, 7)] == [
        pytest.approx(quiet.limits_mm[k]) for k in (0, 4, 5, 6, 7)
    ]
    assert min(limits.limits_mm) > 15.0


def test_own_sway_stands_in_as_six_standard_deviations() -> None:
    """Not a quarter of the theory, which is three times what somebody has just shown."""
    reach = LimitsMeasurement(plan(STARS), lambda _kind, _data: None)
    sway = [(4.0 * (-1.0) ** k, 20.0 + 2.0 * (-1.0) ** k) for k in range(100)]
    reach.place((0.0, 20.0), sway)
    reach.begin((0.0, 20.0), goes_on=False)
    assert reach.lean is not None
    for k in range(30_000):
        direction = reach.lean.direction
        out = (0.0, 0.0) if direction is None else direction_vector(direction)
        far_mm = 0.0 if direction == 6 else 60.0
        at = (far_mm * out[0], 20.0 + far_mm * out[1])
        if reach.step(DT_S, CopSample(k, k, k * DT_S, *at, 600.0, 0.5, 0.5, *at)):
            break
    assert reach.limits is not None
    assert reach.limits.limits_mm[6] == pytest.approx(24.0)


def test_limits_of_earlier_below_the_floor_are_raised_and_named() -> None:
    given = StabilityLimits((0.0, 0.0), (50.0,) * 6 + (0.7, 50.0), "lean pass")
    walk = Walk(plan(STARS, zero=False, limits=given))
    walk.until(Phase.PLAY)
    assert walk.machine.limits is not None
    assert walk.machine.limits.limits_mm[6] == 10.0
    assert walk.machine.notice == "Limits below 10 mm were raised to that: left."


def test_a_skipped_direction_is_filled_in_and_named() -> None:
    walk = leaning()
    assert walk.machine.command("next") == "accepted"
    lean_all(walk)
    assert walk.last("session.lean_skipped") == {"direction": 0}
    assert walk.machine.limits is not None
    assert walk.machine.limits.source == "partial lean pass"
    assert walk.machine.notice.startswith("Not reached when asked to lean: ahead.")


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
