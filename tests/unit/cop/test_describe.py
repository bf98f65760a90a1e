import math

import numpy as np
import pytest
from scipy import stats

from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.describe import ellipse, ellipse_scale, f_quantile_2, sway_values
from balance_arcade.cop.record_sums import sum_series


@pytest.mark.parametrize("d", [1, 2, 3, 10, 98, 998, 5998, 600_000])
@pytest.mark.parametrize("p", [0.05, 0.5, 0.9, 0.95, 0.99])
def test_the_quantile_is_right_to_twelve_digits(p, d):
    x = f_quantile_2(p, d)
    assert x == pytest.approx(float(stats.f.ppf(p, 2, d)), rel=1e-10)
    # The distribution function at the quantile, which scipy's own inverse misses by more.
    assert -math.expm1(-d / 2.0 * math.log1p(2.0 * x / d)) == pytest.approx(p, rel=1e-12)


def test_the_scale_goes_to_chi_square_for_many_samples():
    assert ellipse_scale(1e9) == pytest.approx(float(stats.chi2.ppf(0.95, 2)), rel=1e-8)


def test_ninety_five_of_a_hundred_further_samples_fall_inside():
    rng = np.random.default_rng(4)
    inside, total = 0, 0
    mixing = np.array([[3.0, 1.0], [0.0, 2.0]])
    for _ in range(3000):
        points = rng.normal(size=(13, 2)) @ mixing
        nan = np.full(12, math.nan)
        sums = sum_series(np.arange(12.0), points[:12], nan, nan, np.array([[0, 12]]))
        ml, ap, major, minor, angle = ellipse(sums)
        d = points[12] - (ml, ap)
        along = d[0] * math.cos(angle) + d[1] * math.sin(angle)
        across = d[1] * math.cos(angle) - d[0] * math.sin(angle)
        inside += (along / major) ** 2 + (across / minor) ** 2 <= 1.0
        total += 1
    assert inside / total == pytest.approx(0.95, abs=0.012)


def test_a_line_has_no_width():
    line = np.column_stack((np.arange(9.0), 2.0 * np.arange(9.0)))
    nan = np.full(9, math.nan)
    sums = sum_series(np.arange(9.0), line, nan, nan, np.array([[0, 9]]))
    _, _, major, minor, angle = ellipse(sums)
    assert minor == pytest.approx(0.0, abs=1e-6 * major)
    assert math.tan(angle) == pytest.approx(2.0)


def test_empty_sums_give_no_numbers():
    values = sway_values(np.zeros(rec.N_SUMS), 0.0)
    assert all(math.isnan(v) for v in values.values())
