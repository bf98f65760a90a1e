"""Curves of a trial are those that its metrics are read from."""

import math

import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.curves import trial_curves
from balance_arcade.cop.diffusion import fit_diffusion
from balance_arcade.cop.diffusion_lags import diffusion_over_seconds
from balance_arcade.cop.pipelines import pipeline_named
from balance_arcade.cop.spectrum import describe_spectrum

RATE_HZ = 100.0


def sway(n=6000):
    rng = np.random.default_rng(8)
    walk = np.cumsum(rng.normal(size=(n, 2)), axis=0)
    return np.arange(n) / RATE_HZ, walk - np.linspace(0.0, 1.0, n)[:, None] * walk[-1]


@pytest.fixture(scope="module", params=["default", "default/1", "duarte_bds", "quijoux2021"])
def measured(request):
    t_s, cop_mm = sway()
    trial = analyze_trial(t_s, cop_mm, rate_hz=RATE_HZ, preset=request.param)
    values = {name: metric.value for name, metric in trial.metrics.items()}
    return trial_curves(t_s, cop_mm, rate_hz=RATE_HZ, preset=request.param), values, request.param


def test_the_spectrum_has_the_power_and_the_edges_that_were_measured(measured):
    curves, values, preset = measured
    rule = pipeline_named(preset).welch.rule
    for axis in ("ml", "ap"):
        found = describe_spectrum(curves.spectra[axis], curves.band_hz, rule)
        assert found["power"] == pytest.approx(values[f"power_{axis}_mm2"], rel=1e-12)
        assert found["f95"] == pytest.approx(values[f"f95_{axis}_hz"], rel=1e-12)


def test_the_displacements_have_the_fit_that_was_measured(measured):
    curves, values, preset = measured
    rate_hz = 1.0 / float(curves.lag_s[1])
    in_seconds = pipeline_named(preset).even.at_25_hz
    fit_regimes = diffusion_over_seconds if in_seconds else fit_diffusion
    for axis, suffix in (("", ""), ("ml", "_ml"), ("ap", "_ap")):
        fit = fit_regimes(curves.msd_mm2[axis], rate_hz, float(curves.lag_s[-1]))
        for name, value in (
            ("short", fit.diffusion_short_mm2_s),
            ("long", fit.diffusion_long_mm2_s),
        ):
            measured_value = values[f"sda_diffusion_{name}{suffix}_mm2_s"]
            assert value == pytest.approx(measured_value, rel=1e-9)


def test_the_fluctuations_have_the_slope_that_was_measured(measured):
    curves, values, _ = measured
    for axis, fluctuation in curves.fluctuation_mm.items():
        slope = np.polyfit(np.log(curves.scale_s), np.log(fluctuation), 1)[0]
        # Windows are whole samples, so their seconds are.
        assert slope == pytest.approx(values[f"dfa_alpha_{axis}"], rel=1e-9)


def test_the_hull_has_the_area_that_was_measured(measured):
    curves, values, _ = measured
    x, y = curves.hull_mm.T
    area = 0.5 * abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1)))
    assert area == pytest.approx(values["hull_area_mm2"], rel=1e-9)


@pytest.mark.parametrize("n", [0, 1, 3, 40])
def test_short_or_empty_records_have_few_curves(n):
    t_s, cop_mm = sway(100)
    curves = trial_curves(t_s[:n], cop_mm[:n], rate_hz=RATE_HZ, preset="raw")
    assert len(curves.t_s) == n
    assert not curves.fluctuation_mm


def test_nobody_has_no_curve():
    t_s, cop_mm = sway(500)
    curves = trial_curves(t_s, np.full_like(cop_mm, math.nan), rate_hz=RATE_HZ)
    assert len(curves.hull_mm) == len(curves.t_s) == 0
    assert not curves.spectra
    assert not curves.msd_mm2
