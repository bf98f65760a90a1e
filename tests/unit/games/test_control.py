"""The way from a centre of pressure to the personal unit disc, and back."""

import itertools
import math

import pytest

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.samples import CopSample
from balance_arcade.games.control import ControlMapping, enter_dead_zone, leave_dead_zone
from balance_arcade.games.safety import reach_cap, safe_target

LIMITS = StabilityLimits(
    (5.0, -10.0), (80.0, 70.0, 60.0, 45.0, 40.0, 40.0, 50.0, 65.0), "lean pass"
)
NAN = math.nan


def sample(ml, ap, *, raw=None, fz_n=700.0, left=0.5):
    raw_ml, raw_ap = raw or (ml, ap)
    return CopSample(0, 0, 1.0, raw_ml, raw_ap, fz_n, left, 0.5, ml, ap)


def test_own_limit_is_one_in_each_direction():
    mapping = ControlMapping(LIMITS)
    for ml, ap, x, y in [(65, -10, 1, 0), (-45, -10, -1, 0), (5, 70, 0, 1), (5, -50, 0, -1)]:
        control = mapping.control(sample(ml, ap))
        assert (control.x, control.y) == pytest.approx((x, y), abs=1e-12)
        assert control.reach == pytest.approx(1.0)


def test_smoothed_place_plays_and_unsmoothed_place_is_measured():
    control = ControlMapping(LIMITS).control(sample(35.0, -10.0, raw=(65.0, 0.0)))
    assert control.x == pytest.approx(0.5)
    assert (control.x_mm, control.y_mm) == pytest.approx((60.0, 10.0))
    assert control.reach == pytest.approx(0.975, abs=1e-3)


def test_radius_is_clamped_but_reach_is_not():
    control = ControlMapping(LIMITS).control(sample(305.0, -10.0))
    assert control.x == pytest.approx(1.2)
    assert control.reach == pytest.approx(5.0)


def test_dead_zone_eases_out_without_a_jump():
    radii = [k / 1000 for k in range(200)]
    heard = [leave_dead_zone(r) for r in radii]
    assert heard[:31] == [0.0] * 31
    assert max(b - a for a, b in itertools.pairwise(heard)) < 0.0021
    assert heard[60:] == radii[60:]
    for radius in radii[31:]:
        assert enter_dead_zone(leave_dead_zone(radius)) == pytest.approx(radius)


@pytest.mark.parametrize("side", ["", "left", "right"])
def test_place_on_the_board_is_the_inverse(side):
    mapping = ControlMapping(LIMITS, assist_side=side, assist=1.5 if side else 1.0)
    for x, y in [(0.5, 0.2), (-0.4, 0.3), (0.03, -0.01), (-0.2, -0.5), (0.0, 0.0)]:
        control = mapping.control(sample(*mapping.to_mm(x, y)))
        assert (control.x, control.y) == pytest.approx((x, y), abs=1e-9)


def test_assist_never_asks_for_more_lean():
    plain = ControlMapping(LIMITS)
    helped = ControlMapping(LIMITS, assist_side="left", assist=1.6)
    assert helped.to_mm(-0.8, 0.0)[0] > plain.to_mm(-0.8, 0.0)[0]
    with pytest.raises(ValueError, match="assist"):
        ControlMapping(LIMITS, assist_side="left", assist=0.5)


@pytest.mark.parametrize("gone", [(NAN, NAN), (NAN, 0.0), (0.0, math.inf)])
def test_nobody_on_the_board_keeps_the_last_place(gone):
    mapping = ControlMapping(LIMITS)
    before = mapping.control(sample(35.0, -10.0))
    control = mapping.control(sample(*gone, fz_n=0.0))
    assert (control.x, control.y) == (before.x, before.y)
    assert not control.on_board
    assert math.isnan(control.x_mm)
    assert math.isnan(control.reach)


def test_load_share_needs_a_body_weight():
    assert ControlMapping(LIMITS, weight_n=700.0).control(sample(0, 0)).load_frac == 1.0
    assert math.isnan(ControlMapping(LIMITS).control(sample(0, 0)).load_frac)


def test_targets_stay_within_the_caps():
    assert reach_cap(1.0, 0.0) == reach_cap(0.0, 2.0) == 0.95
    assert reach_cap(0.0, -1.0) == reach_cap(1.0, -1.0) == 0.60
    assert reach_cap(0.0, 1.0, far_confirmed=True) == 1.0
    assert reach_cap(0.0, -1.0, far_confirmed=True) == 0.60
    assert safe_target(0.3, 0.3) == (0.3, 0.3)
    assert math.hypot(*safe_target(3.0, 3.0)) == pytest.approx(0.95)


def test_cap_never_jumps_with_direction():
    caps = [reach_cap(math.cos(k / 500), math.sin(k / 500)) for k in range(-3142, 3142)]
    assert max(abs(b - a) for a, b in itertools.pairwise(caps)) < 0.002
