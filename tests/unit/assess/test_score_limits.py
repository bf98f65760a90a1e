"""Limits of stability against leans whose numbers are known on paper."""

import math

import numpy as np
import pytest

from balance_arcade.assess.limits_of_stability import (
    LEAN_OUTCOMES,
    LeanTrial,
    score_lean,
    score_limits_of_stability,
)
from balance_arcade.assess.protocols import LIMITS_OF_STABILITY
from balance_arcade.cop.limits import StabilityLimits, default_limits
from balance_arcade.cop.stability import direction_vector
from balance_arcade.core.errors import ConfigError, RecordingError

RATE_HZ, CUE_S, HEIGHT_MM = 100.0, 2.0, 1700.0
REACTION_S, LASTING_S, SIZE_MM = 0.3, 1.0, 80.0

# Where a minimum-jerk movement has 5 % of its peak speed: 16 u^2 (1 - u)^2 = 0.05.
U_ONSET = 0.5 - math.sqrt(0.25 - math.sqrt(0.05 / 16.0))


def share(u):
    u = np.clip(u, 0.0, 1.0)
    return 10.0 * u**3 - 15.0 * u**4 + 6.0 * u**5


def u_at(level):
    low, high = 0.0, 1.0
    for _ in range(60):
        mid = (low + high) / 2.0
        low, high = (mid, high) if share(mid) < level else (low, mid)
    return low


T_S = np.arange(1100) / RATE_HZ


def lean(direction=0, *, size_mm=SIZE_MM, off=0.0, t_s=T_S, extra=0.0, **more):
    """Go straight at `off` mm across for every mm along, then hold."""
    right, forward = direction_vector(direction)
    along = size_mm * share((t_s - CUE_S - REACTION_S) / LASTING_S) + extra
    across = off * size_mm * share((t_s - CUE_S - REACTION_S) / LASTING_S)
    cop = np.column_stack((along * right + across * forward, along * forward - across * right))
    return LeanTrial(direction, t_s, cop, RATE_HZ, CUE_S, **more)


def scored(trial, **more):
    return score_lean(trial, height_mm=HEIGHT_MM, centre_mm=(0.0, 0.0), **more)


def test_a_minimum_jerk_lean_has_its_known_numbers():
    out = scored(lean(0, off=0.1))
    assert out.value("reaction_time_s") == pytest.approx(
        REACTION_S + U_ONSET * LASTING_S, abs=0.012
    )
    assert out.value("endpoint_excursion_mm") == pytest.approx(SIZE_MM, abs=0.2)
    assert out.value("max_excursion_mm") == pytest.approx(SIZE_MM, abs=0.2)
    assert out.value("directional_control_pct") == pytest.approx(90.0, abs=0.1)
    lasted_s = LASTING_S * (1.0 - 2.0 * u_at(0.05))
    assert out.value("movement_velocity_mm_s") == pytest.approx(0.9 * SIZE_MM / lasted_s, rel=0.02)
    arm = 0.55 * HEIGHT_MM
    degrees = math.degrees(math.asin(0.95 * SIZE_MM / arm) - math.asin(0.05 * SIZE_MM / arm))
    assert out.value("movement_velocity_deg_s") == pytest.approx(degrees / lasted_s, rel=0.02)
    theory = arm * math.sin(math.radians(8.0))
    assert out.value("max_excursion_pct") == pytest.approx(100.0 * SIZE_MM / theory, rel=0.005)
    assert set(out.refused) == {"endpoint_excursion_performed_pct", "max_excursion_performed_pct"}


def test_the_reaction_begins_with_the_way_back_that_precedes_a_lean():
    early = -6.0 * share((T_S - CUE_S - 0.2) / 0.2)
    late = 6.0 * share((T_S - CUE_S - 0.5) / 0.2)
    out = scored(lean(0, extra=early + late))
    assert out.value("reaction_time_s") == pytest.approx(0.2 + U_ONSET * 0.2, abs=0.02)
    assert out.value("endpoint_excursion_mm") == pytest.approx(SIZE_MM, abs=0.3)


def test_a_second_push_counts_for_the_maximum_not_for_the_endpoint():
    out = scored(lean(2, extra=15.0 * share((T_S - CUE_S - 3.0) / 0.8)))
    assert out.value("endpoint_excursion_mm") == pytest.approx(SIZE_MM, abs=0.3)
    assert out.value("max_excursion_mm") == pytest.approx(SIZE_MM + 15.0, abs=0.3)


def test_noise_of_a_plate_does_not_move_the_onset():
    rng = np.random.default_rng(5)
    clean = scored(lean(1)).value("reaction_time_s")
    times = []
    for _ in range(20):
        trial = lean(1)
        noisy = LeanTrial(1, T_S, trial.cop_mm + rng.normal(0.0, 0.3, (1100, 2)), RATE_HZ, CUE_S)
        times.append(scored(noisy).value("reaction_time_s"))
    assert np.max(np.abs(np.array(times) - clean)) < 0.08


def test_performed_limits_count_beside_the_theory():
    limits = StabilityLimits((0.0, 0.0), (160.0,) + (5.0,) * 7, "lean pass")
    out = scored(lean(0), performed=limits)
    assert out.value("max_excursion_performed_pct") == pytest.approx(50.0, abs=0.2)
    refused = scored(lean(4), performed=limits).refused
    assert "below 10 mm" in refused["max_excursion_performed_pct"]


def test_what_cannot_be_scored_is_refused_by_its_reason():
    still = LeanTrial(0, T_S, np.zeros((1100, 2)), RATE_HZ, CUE_S)
    assert "no movement" in scored(still).refused["reaction_time_s"]
    assert scored(still).value("max_excursion_mm") == 0.0
    wrong = LeanTrial(4, T_S, lean(0).cop_mm, RATE_HZ, CUE_S)
    assert "never went towards" in scored(wrong).refused["endpoint_excursion_mm"]
    assert scored(wrong).value("reaction_time_s") is not None
    early = LeanTrial(0, T_S, lean(0).cop_mm, RATE_HZ, CUE_S + 0.32)
    assert "anticipation" in scored(early).refused["reaction_time_s"]
    stopped = scored(lean(0, stop="stepped"))
    assert set(stopped.refused) == set(LEAN_OUTCOMES)
    assert stopped.refused["reaction_time_s"] == "stopped: stepped"
    short = LeanTrial(0, T_S[:900], lean(0).cop_mm[:900], RATE_HZ, CUE_S)
    assert "too short" in scored(short).refused["max_excursion_mm"]
    late = LeanTrial(0, T_S[190:], lean(0).cop_mm[190:], RATE_HZ, CUE_S)
    assert "before the cue" in scored(late).refused["reaction_time_s"]
    assert scored(late).value("max_excursion_mm") == pytest.approx(SIZE_MM, abs=0.3)
    holed = lean(0).cop_mm.copy()
    holed[400] = math.nan
    assert "broken" in scored(LeanTrial(0, T_S, holed, RATE_HZ, CUE_S)).refused["max_excursion_mm"]
    slow = LeanTrial(0, T_S, lean(0).cop_mm, 20.0, CUE_S)
    assert "too slow" in scored(slow).refused["max_excursion_mm"]


def test_nasty_calls_are_typed():
    with pytest.raises(ConfigError, match="stop reason"):
        scored(lean(0, stop="bored"))
    with pytest.raises(ValueError, match="direction"):
        scored(LeanTrial(8, T_S, np.zeros((1100, 2)), RATE_HZ, CUE_S))
    with pytest.raises(ValueError, match="finite"):
        scored(LeanTrial(0, T_S, np.zeros((1100, 2)), RATE_HZ, math.nan))
    with pytest.raises(ValueError, match="height"):
        score_lean(lean(0), height_mm=math.nan, centre_mm=(0.0, 0.0))
    with pytest.raises(RecordingError):
        scored(LeanTrial(0, T_S, np.full((1100, 2), 1e9), RATE_HZ, CUE_S))
    for n in (0, 1):
        out = scored(LeanTrial(0, T_S[:n], np.zeros((n, 2)), RATE_HZ, CUE_S))
        assert set(out.refused) == set(LEAN_OUTCOMES)
    nobody = LeanTrial(0, T_S, np.full((1100, 2), math.nan), RATE_HZ, CUE_S)
    assert set(scored(nobody).refused) == set(LEAN_OUTCOMES)
    with pytest.raises(ValueError, match="once"):
        score_limits_of_stability([lean(0), lean(0)], height_mm=HEIGHT_MM, centre_mm=(0.0, 0.0))


def test_the_composite_is_the_mean_of_eight_or_nothing():
    trials = [lean(i, size_mm=50.0 + 5.0 * i) for i in range(8)]
    test = score_limits_of_stability(trials, height_mm=HEIGHT_MM, centre_mm=(0.0, 0.0))
    sizes = [test.directions[d].value("max_excursion_mm") for d in test.directions]
    assert list(test.directions) == ["F", "FR", "R", "BR", "B", "BL", "L", "FL"]
    assert test.composite.value("max_excursion_mm") == pytest.approx(sum(sizes) / 8.0)
    area = StabilityLimits((0.0, 0.0), tuple(sizes), "lean pass").area_mm2
    assert test.composite.value("max_excursion_area_mm2") == pytest.approx(area)
    theory = default_limits(HEIGHT_MM).limits_mm
    shares = [100.0 * s / w for s, w in zip(sizes, theory, strict=True)]
    assert test.composite.value("max_excursion_pct") == pytest.approx(sum(shares) / 8.0)
    seven = score_limits_of_stability(trials[:7], height_mm=HEIGHT_MM, centre_mm=(0.0, 0.0))
    assert "FL (not tried)" in seven.composite.refused["max_excursion_pct"]
    assert seven.composite.value("max_excursion_area_mm2") is None


def test_mirror_and_time_shift_change_nothing_but_the_side():
    rng = np.random.default_rng(9)
    wobble = np.cumsum(rng.normal(0.0, 0.2, (1100, 2)), axis=0)
    trial = lean(1, off=0.2)
    cop = trial.cop_mm + wobble
    ours = scored(LeanTrial(1, T_S, cop, RATE_HZ, CUE_S))
    mirrored = scored(LeanTrial(7, T_S, cop * (-1.0, 1.0), RATE_HZ, CUE_S))
    later = scored(LeanTrial(1, T_S + 64.0, cop, RATE_HZ, CUE_S + 64.0))
    for name, one in ours.values.items():
        for other in (mirrored, later):
            if one.value is None:
                assert other.value(name) is None
            else:
                assert other.value(name) == pytest.approx(one.value, rel=1e-9, abs=1e-9), name


def test_a_changed_protocol_says_so():
    changed = LIMITS_OF_STABILITY.changed(trial_s=5.0)
    out = scored(LeanTrial(0, T_S[:800], lean(0).cop_mm[:800], RATE_HZ, CUE_S), protocol=changed)
    assert out.protocol.startswith("limits_of_stability+changed/1 trial_s=5 ")
    assert out.value("max_excursion_mm") is not None
    with pytest.raises(ConfigError, match="no setting"):
        LIMITS_OF_STABILITY.changed(trial=5.0)


@pytest.mark.parametrize("direction", range(8))
def test_straightness_means_the_same_in_every_direction(direction):
    for off in (0.1, -0.1):
        out = scored(lean(direction, off=off))
        assert out.value("directional_control_pct") == pytest.approx(90.0, abs=0.1)
        assert out.value("endpoint_excursion_mm") == pytest.approx(SIZE_MM, abs=0.2)


def test_the_centre_of_gravity_may_be_followed():
    pressed = scored(lean(0))
    body = scored(lean(0), follow="cog")
    assert body.value("reaction_time_s") == pressed.value("reaction_time_s")
    assert body.value("endpoint_excursion_mm") == pytest.approx(SIZE_MM, abs=2.5)
    assert body.value("max_excursion_mm") == pytest.approx(SIZE_MM, abs=0.5)
    ratio = body.value("movement_velocity_deg_s") / pressed.value("movement_velocity_deg_s")
    assert 0.3 < ratio < 0.9
    assert body.protocol.endswith("follow=cog")
    assert "estimated from the centre of pressure by a pendulum" in body.notes[0]
    assert not any("we measure the centre of pressure" in note for note in body.notes)
    assert any("we measure the centre of pressure" in note for note in pressed.notes)


def test_the_whole_test_follows_one_of_the_two():
    trials = [lean(k) for k in range(8)]
    known = {"height_mm": HEIGHT_MM, "centre_mm": (0.0, 0.0)}
    body = score_limits_of_stability(trials, follow="cog", **known)
    assert body.composite.protocol.endswith("follow=cog")
    speeds = [part.value("movement_velocity_mm_s") for part in body.directions.values()]
    mean = sum(speeds) / 8.0
    assert body.composite.value("movement_velocity_mm_s") == pytest.approx(mean)
    with pytest.raises(ValueError, match="follow"):
        score_limits_of_stability(trials, follow="head", **known)
