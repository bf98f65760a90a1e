import math

import msgspec
import numpy as np
import pytest

from balance_arcade.cop.limits import (
    FLOOR_MM,
    StabilityLimits,
    default_limits,
    direction_vector,
    limits_from_quiet_sway,
)

UNEVEN = (80.0, 71.0, 66.0, 30.0, 4.0, 45.0, 90.0, 12.0)


def limits_of(values=UNEVEN, centre=(3.0, -7.0)):
    return StabilityLimits(centre, values, "lean pass")


@pytest.mark.parametrize("index", range(8))
def test_a_direction_reaches_what_was_measured_but_not_less_than_the_floor(index):
    expected = max(FLOOR_MM, UNEVEN[index])
    for turns in (-2, 0, 1):
        angle = index * math.pi / 4.0 + 2.0 * math.pi * turns
        assert limits_of().reach_mm(angle) == pytest.approx(expected)


def test_between_two_directions_the_reach_stays_between_theirs():
    for index in range(8):
        ends = sorted(max(FLOOR_MM, UNEVEN[k % 8]) for k in (index, index + 1))
        reach = [limits_of().reach_mm((index + u) * math.pi / 4.0) for u in np.linspace(0, 1, 50)]
        assert ends[0] - 1e-9 <= min(reach) <= max(reach) <= ends[1] + 1e-9
        rising = np.diff(reach)
        assert (rising >= -1e-9).all() or (rising <= 1e-9).all()


def test_the_reach_is_smooth_and_closes():
    angles = np.linspace(-math.pi, 3.0 * math.pi, 20001)
    reach = np.array([limits_of().reach_mm(float(a)) for a in angles])
    slope = np.diff(reach) / np.diff(angles)
    assert np.abs(np.diff(slope)).max() < 1.0
    assert limits_of().reach_mm(0.0) == pytest.approx(limits_of().reach_mm(2.0 * math.pi))


@pytest.mark.parametrize("index", range(8))
def test_the_limit_is_length_one_the_right_way_round(index):
    right, forward = direction_vector(index)
    reach = max(FLOOR_MM, UNEVEN[index])
    x, y = limits_of().to_unit(3.0 + reach * right, -7.0 + reach * forward)
    assert (x, y) == pytest.approx((right, forward), abs=1e-12)
    assert limits_of().percent(3.0 + reach * right, -7.0 + reach * forward) == pytest.approx(100.0)


def test_there_and_back():
    rng = np.random.default_rng(1)
    limits = limits_of()
    for ml, ap in rng.uniform(-300.0, 300.0, (2000, 2)):
        back = limits.to_mm(*limits.to_unit(float(ml), float(ap)))
        assert back == pytest.approx((ml, ap), rel=1e-9, abs=1e-9)


def test_the_centre_is_the_centre():
    assert limits_of().to_unit(3.0, -7.0) == (0.0, 0.0)
    assert limits_of().to_mm(0.0, 0.0) == (3.0, -7.0)
    assert limits_of().percent(3.0, -7.0) == 0.0


def test_nobody_is_nowhere():
    assert all(math.isnan(v) for v in limits_of().to_unit(math.nan, 0.0))
    assert all(math.isnan(v) for v in limits_of().to_unit(0.0, math.nan))
    assert math.isnan(limits_of().percent(math.nan, math.nan))


def test_the_area_is_the_polygons():
    even = limits_of((50.0,) * 8)
    assert even.area_mm2 == pytest.approx(4.0 * math.sqrt(0.5) * 50.0**2)
    points = [
        (r * s, r * c) for r, (s, c) in zip(UNEVEN, map(direction_vector, range(8)), strict=True)
    ]
    around = zip(points, points[1:] + points[:1], strict=True)
    shoelace = abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in around)) / 2.0
    assert limits_of().area_mm2 == pytest.approx(shoelace)


def test_what_is_lifted_to_the_floor_is_said():
    assert limits_of().floored == (False,) * 4 + (True,) + (False,) * 3
    assert limits_of().limits_mm == UNEVEN


def test_it_travels_and_comes_back_the_same():
    limits = limits_of()
    assert msgspec.json.decode(msgspec.json.encode(limits), type=StabilityLimits) == limits


@pytest.mark.parametrize(
    ("centre", "values"),
    [
        ((0.0, 0.0), (1.0,) * 7),
        ((0.0, 0.0), (1.0,) * 7 + (-1.0,)),
        ((0.0, 0.0), (1.0,) * 7 + (math.nan,)),
        ((0.0, 0.0), (1.0,) * 7 + (math.inf,)),
        ((math.nan, 0.0), (1.0,) * 8),
        ((0.0,), (1.0,) * 8),
    ],
)
def test_limits_that_are_none_are_refused(centre, values):
    with pytest.raises(ValueError, match="must be"):
        StabilityLimits(centre, values, "default")


def test_theory_is_eight_degrees_and_four_and_a_half_back():
    limits = default_limits(1800.0, centre_mm=(1.0, 2.0))
    height = 0.55 * 1800.0
    f, fr, r, br, b, bl, left, fl = limits.limits_mm
    assert f == r == left == pytest.approx(height * math.sin(math.radians(8.0)))
    assert b == pytest.approx(height * math.sin(math.radians(4.5)))
    assert (br, fr) == pytest.approx((bl, fl))
    assert b < br < r
    assert (limits.source, limits.centre_mm) == ("default", (1.0, 2.0))


@pytest.mark.parametrize("height", [0.0, 1.7, 3000.0, math.nan])
def test_a_height_in_the_wrong_unit_is_refused(height):
    with pytest.raises(ValueError, match="height_mm"):
        default_limits(height)


def test_quiet_sway_gives_cautious_limits():
    rng = np.random.default_rng(8)
    cop = rng.normal(size=(500, 2)) * (4.0, 9.0) + (5.0, -20.0)
    cop[40] = math.nan
    limits = limits_from_quiet_sway(cop)
    theory = default_limits().limits_mm
    assert limits.source == "quiet sway"
    assert limits.centre_mm == pytest.approx((5.0, -20.0), abs=1.0)
    assert limits.limits_mm[0] == pytest.approx(54.0, rel=0.1)
    assert limits.limits_mm[2] == pytest.approx(0.25 * theory[2])
    for got, most in zip(limits.limits_mm, theory, strict=True):
        assert 0.25 * most - 1e-9 <= got <= 0.6 * most + 1e-9


@pytest.mark.parametrize("cop", [np.empty((0, 2)), np.full((9, 2), math.nan), np.zeros(4)])
def test_quiet_sway_of_nobody_is_refused(cop):
    with pytest.raises(ValueError, match=r"cop_mm|Quiet sway"):
        limits_from_quiet_sway(cop)


def test_there_are_eight_directions():
    for bad in (-1, 8):
        with pytest.raises(ValueError, match="direction index"):
            direction_vector(bad)


def test_limits_that_were_replaced_reach_as_far_as_the_new_ones_say():
    wide = StabilityLimits(
        (0.0, 0.0), (80.0, 70.0, 60.0, 50.0, 40.0, 50.0, 60.0, 70.0), "lean pass"
    )
    assert wide.reach_mm(0.0) == 80.0
    narrow = msgspec.structs.replace(wide, limits_mm=(30.0,) * 8)
    assert narrow.reach_mm(0.0) == 30.0
    assert msgspec.json.decode(msgspec.json.encode(wide), type=StabilityLimits) == wide
