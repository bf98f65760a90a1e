import math

import numpy as np
import pytest

from balance_arcade.cop.corners import DEFAULT_MIN_LOAD_N, cop_from_corners
from balance_arcade.core.board import Geometry

WBB = Geometry(433.0, 238.0)


@pytest.mark.parametrize(
    ("forces", "place"),
    [
        ((100.0, 100.0, 100.0, 100.0), (0.0, 0.0)),
        ((400.0, 0.0, 0.0, 0.0), (-216.5, 119.0)),
        ((0.0, 400.0, 0.0, 0.0), (216.5, 119.0)),
        ((0.0, 0.0, 400.0, 0.0), (-216.5, -119.0)),
        ((0.0, 0.0, 0.0, 400.0), (216.5, -119.0)),
        ((0.0, 100.0, 0.0, 100.0), (216.5, 0.0)),
    ],
)
def test_a_load_is_where_it_is_put(forces, place):
    assert cop_from_corners([forces], WBB).cop_mm[0] == pytest.approx(place)


def test_shares_and_total():
    out = cop_from_corners([[10.0, 30.0, 20.0, 40.0]], WBB)
    assert out.fz_n[0] == 100.0
    assert out.left_frac[0] == pytest.approx(0.3)
    assert out.front_frac[0] == pytest.approx(0.4)


def test_below_the_least_load_nobody_is_there():
    quarter = DEFAULT_MIN_LOAD_N / 4.0
    out = cop_from_corners([[quarter] * 4, [quarter * 0.999] * 4, [0.0] * 4, [-50.0] * 4], WBB)
    assert not np.isnan(out.cop_mm[0]).any()
    assert np.isnan(out.cop_mm[1:]).all()
    assert np.isnan(out.left_frac[1:]).all()
    assert out.fz_n[2] == 0.0


def test_the_zero_is_taken_off_before_the_load_is_judged():
    zero = (50.0, 40.0, 30.0, 20.0)
    out = cop_from_corners([[150.0, 140.0, 130.0, 120.0], zero], WBB, zero_n=zero)
    assert out.cop_mm[0] == pytest.approx((0.0, 0.0))
    assert np.isnan(out.cop_mm[1]).all()
    assert out.fz_n.tolist() == [400.0, 0.0]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_force_that_is_no_number_gives_no_place(bad):
    forces = np.full((4, 4), 100.0)
    np.fill_diagonal(forces, bad)
    assert np.isnan(cop_from_corners(forces, WBB).cop_mm).all()


def test_cells_that_cancel_give_no_place():
    assert np.isnan(cop_from_corners([[1e9, -1e9 + 25.0, 0.0, 0.0]], WBB).cop_mm).all()


def test_no_samples_no_result():
    assert cop_from_corners(np.empty((0, 4)), WBB).cop_mm.shape == (0, 2)


@pytest.mark.parametrize("shape", [(4,), (3, 3), (2, 2, 4)])
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match="corners_n"):
        cop_from_corners(np.zeros(shape), WBB)


def test_a_zero_of_three_is_refused():
    with pytest.raises(ValueError, match="zero_n"):
        cop_from_corners(np.zeros((1, 4)), WBB, zero_n=(0.0, 0.0, 0.0))
