"""What the diffusion analysis promises: known processes, invariances, refusals."""

import math

import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.diffusion import (
    _fast_length,
    fit_diffusion,
    mean_square_displacement,
)
from balance_arcade.cop.diffusion_lags import diffusion_over_seconds
from balance_arcade.cop.diffusion_rows import rows
from balance_arcade.cop.interpolate import low_passed_at
from balance_arcade.cop.pipelines import PRESETS

NAMES = [row.name for row in rows(PRESETS["default"])]


def sway(seed=0, n=6000):
    """Pulled back, so that it spreads at first and then no more."""
    steps = np.random.default_rng(seed).normal(size=(n, 2)) * [0.3, 0.5]
    out = np.zeros((n, 2))
    for i in range(1, n):
        out[i] = 0.99 * out[i - 1] + steps[i]
    return out


def trial(cop, rate_hz=100.0, preset="raw"):
    return analyze_trial(np.arange(len(cop)) / rate_hz, cop, rate_hz=rate_hz, preset=preset)


def found(cop):
    result = trial(cop)
    return {name: result.metrics[name].value for name in NAMES}


def test_a_random_walk_diffuses_freely():
    walk = np.cumsum(np.random.default_rng(1).normal(size=400_000)) * 0.1
    fit = fit_diffusion(mean_square_displacement(walk), 100.0, 10.0)
    for d in (fit.diffusion_short_mm2_s, fit.diffusion_long_mm2_s):
        assert d == pytest.approx(0.5, rel=0.1)  # 100 steps/s of 0.01 mm2, halved
    for h in (fit.h_short, fit.h_long):
        assert h == pytest.approx(0.5, abs=0.03)


def test_a_straight_way_goes_on_and_a_bound_one_stops():
    straight = fit_diffusion((np.arange(1001) / 100.0) ** 2, 100.0, 10.0)
    assert straight.h_short == pytest.approx(1.0) == straight.h_long
    assert math.isnan(straight.critical_time_s)
    bound = found(sway(2))
    assert bound["sda_h_short_ml"] > 0.35 > 0.2 > bound["sda_h_long_ml"]
    assert bound["sda_diffusion_short_ml_mm2_s"] > 5 * bound["sda_diffusion_long_ml_mm2_s"]
    assert 0.3 < bound["sda_critical_time_ml_s"] < 4.0


def test_two_given_lines_are_found_again():
    t = np.arange(1001) / 100.0
    curve = np.where(t <= 1.0, 20.0 * t, 18.0 + 2.0 * t)
    fit = fit_diffusion(curve, 100.0, 10.0)
    assert fit.diffusion_long_mm2_s == pytest.approx(1.0, rel=0.05)
    assert fit.diffusion_short_mm2_s == pytest.approx(10.0, rel=0.05)
    assert fit.critical_time_s == pytest.approx(1.0, rel=0.1)
    assert fit.critical_msd_mm2 == pytest.approx(20.0, rel=0.1)


def test_scale_shift_mirror_turn_and_time_reversal():
    cop = sway(3)
    plain = found(cop)
    for other in (cop + np.array([900.0, -70.0]), cop * [-1.0, 1.0]):
        assert found(other) == pytest.approx(plain, rel=1e-7, nan_ok=True)
    # Backwards the samples at 25 Hz are others.
    assert found(cop[::-1]) == pytest.approx(plain, rel=0.02, nan_ok=True)
    for name, value in found(3.0 * cop).items():
        scale = 9.0 if "mm2" in name else 1.0
        assert value == pytest.approx(scale * plain[name], rel=1e-7), name
    a = 0.4
    turned = found(cop @ np.array([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]]))
    for name, value in turned.items():
        if "_ml" not in name and "_ap" not in name:
            assert value == pytest.approx(plain[name], rel=1e-7), name


def test_refusals_are_by_name_and_reason():
    short = trial(sway(n=1499)).refused
    assert short["sda_h_short"] == "too short: 15 s without a break, 15 s needed"
    assert "sda_h_short" not in trial(sway(n=1500)).refused
    assert "sda_h_long_ap" not in trial(sway(n=600), 20.0).refused
    assert trial(sway(n=600), 10.0).refused["sda_h_long_ap"] == "too slow: 10 Hz, 20 Hz needed"
    still = trial(sway() * [0.0, 1.0])
    assert "sda_h_short_ml" in still.refused
    assert "sda_h_short_ap" not in still.refused
    t = np.arange(6000) / 100.0
    straight = trial(np.column_stack((t, t)))
    assert straight.refused["sda_critical_time_s"].startswith("the two lines do not cross")
    assert "sda_diffusion_short_mm2_s" not in straight.refused
    ahead = trial(np.column_stack((0.0 * t, t))).refused
    assert ahead["sda_critical_time_s"].startswith("the two lines do not cross")
    assert ahead["sda_critical_msd_ml_mm2"] == ahead["sda_h_short_ml"]


def test_nothing_comes_of_nothing():
    assert mean_square_displacement([]).shape == (0,)
    assert np.isnan(fit_diffusion(np.zeros(1000), 100.0, 10.0)).all()
    assert np.isnan(fit_diffusion(np.arange(3.0), 100.0, 10.0)).all()
    # One lag a second: no lag lies where the break is looked for.
    assert np.isnan(fit_diffusion(np.arange(30.0), 0.2, 200.0)).all()


def test_what_a_quantised_record_gives_is_near_what_it_was():
    cop = sway(4)
    fine, coarse = found(cop), found(np.round(cop))
    assert coarse["sda_critical_msd_mm2"] == pytest.approx(fine["sda_critical_msd_mm2"], rel=0.1)
    assert coarse["sda_h_short"] == pytest.approx(fine["sda_h_short"], abs=0.1)
    assert coarse["sda_h_long"] == pytest.approx(fine["sda_h_long"], abs=0.1)


def kinked(at_lag, n, before=1.6, after=0.4):
    """Mean square displacements by lag, two straight lines on logarithmic axes."""
    lags = np.arange(n + 1.0)
    return np.where(lags <= at_lag, lags**before, at_lag ** (before - after) * lags**after)


@pytest.mark.parametrize(
    ("rate_hz", "at_lag", "n"),
    [
        (10.0, 3, 100),  # 0.3 s, and the third lag of all
        (2.0, 5, 20),  # 2.5 s
        (2.0, 5, 7),  # 2.5 s, and the third lag from the end
    ],
)
def test_a_break_at_the_end_of_the_range_is_found(rate_hz, at_lag, n):
    fit = fit_diffusion(kinked(at_lag, n), rate_hz, n / rate_hz)
    assert (fit.h_short, fit.h_long) == pytest.approx((0.8, 0.2))


@pytest.mark.parametrize(
    ("rate_hz", "at_lag", "n"),
    [
        (10.0 / 0.99, 3, 100),  # 0.297 s
        (1.99, 5, 20),  # 2.51 s
        (5.0, 2, 100),  # two lags are no line
        (2.0, 5, 6),
    ],
)
def test_a_break_outside_of_it_is_not(rate_hz, at_lag, n):
    fit = fit_diffusion(kinked(at_lag, n), rate_hz, n / rate_hz)
    assert abs(fit.h_short - 0.8) > 1e-3 or abs(fit.h_long - 0.2) > 1e-3


@pytest.mark.parametrize(
    ("short", "long"),
    [((0.0, 10.0), (60.0, 5.0)), ((5.0, 20.0), (1.0, 8.0))],  # at 12 s, and before 0 s
)
def test_lines_that_meet_outside_of_the_lags_part_nothing(short, long):
    t = np.arange(1001) / 100.0
    curve = np.where(t < 1.0, short[0] + short[1] * t, long[0] + long[1] * t)
    fit = fit_diffusion(curve, 100.0, 10.0)
    assert fit.diffusion_short_mm2_s > fit.diffusion_long_mm2_s > 0.0
    assert math.isnan(fit.critical_time_s)
    assert math.isnan(fit.critical_msd_mm2)


@pytest.mark.parametrize(("duration_s", "longest_s"), [(60, 10.0), (30, 10.0), (24, 8.0)])
def test_lags_go_up_to_ten_seconds_or_a_third_of_the_stretch(duration_s, longest_s):
    cop = sway(5, 100 * duration_s)
    ways = (
        ("raw/1", cop, fit_diffusion, 100.0),
        ("raw", low_passed_at(cop, 100.0, 25.0), diffusion_over_seconds, 25.0),
    )
    for preset, seen, fit_regimes, rate_hz in ways:
        curves = [mean_square_displacement(seen[:, k]) for k in (0, 1)]
        metrics = trial(cop, preset=preset).metrics
        for curve, axis in ((curves[0], "_ml"), (curves[1], "_ap"), (curves[0] + curves[1], "")):
            fit = fit_regimes(curve, rate_hz, longest_s)
            assert metrics[f"sda_h_long{axis}"].value == pytest.approx(fit.h_long, rel=1e-9)
            name = f"sda_diffusion_long{axis}_mm2_s"
            assert metrics[name].value == pytest.approx(fit.diffusion_long_mm2_s, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_a_little_less_of_the_record_moves_all_six_a_little(seed):
    curve = mean_square_displacement(low_passed_at(sway(seed, 3000), 100.0, 25.0)[:, 0])
    whole, less = (diffusion_over_seconds(curve, 25.0, longest_s) for longest_s in (10.0, 9.99))
    # The long regime of such a sway is next to nothing beside the short one.
    assert list(less[:2]) == pytest.approx(whole[:2], abs=0.002 * whole.diffusion_short_mm2_s)
    assert list(less[2:4]) == pytest.approx(whole[2:4], abs=0.002)
    assert list(less[4:]) == pytest.approx(whole[4:], rel=0.01)


def test_lags_in_seconds_know_no_rate():
    """A power law that bends at 1 s, read from curves of other rates."""
    fits = []
    for rate_hz in (25.0, 50.0):
        t_s = np.arange(1, 12 * rate_hz) / rate_hz
        curve = np.concatenate(([0.0], np.where(t_s < 1.0, 9.0 * t_s**1.6, 9.0 * t_s**0.3)))
        fits.append(diffusion_over_seconds(curve, rate_hz, 10.0))
        assert (fits[-1].h_short, fits[-1].h_long) == pytest.approx((0.8, 0.15), rel=0.02)
    assert fits[1] == pytest.approx(fits[0], rel=0.03)
    assert np.isnan(diffusion_over_seconds(np.zeros(300), 25.0, 10.0)).all()
    assert np.isnan(diffusion_over_seconds(np.arange(4.0), 25.0, 10.0)).all()


def test_what_comes_back_to_where_it_was_is_not_less_than_nowhere_away():
    there_and_back = np.tile(np.random.default_rng(1).normal(size=50), 40)
    before = there_and_back.copy()
    msd = mean_square_displacement(there_and_back)
    assert msd.min() >= 0.0
    assert msd[50] == pytest.approx(0.0, abs=1e-12)
    assert (there_and_back == before).all()


def test_transforms_are_as_long_as_they_must_be():
    smooth = {2**a * 3**b * 5**c for a in range(9) for b in range(6) for c in range(4)}
    for least in range(1, 257):
        assert _fast_length(least) == min(n for n in smooth if n >= least)
