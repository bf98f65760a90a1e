"""What the scaling exponent and the fractal dimensions promise."""

import math

import numpy as np
import pytest

from balance_arcade.cop import dfa, fractal
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.metric import by_name


def sway(seed=0, n=6000):
    return np.cumsum(np.random.default_rng(seed).normal(size=(n, 2)), axis=0) * [0.1, 0.2]


def trial(cop, rate_hz=100.0, preset="raw"):
    return analyze_trial(np.arange(len(cop)) / rate_hz, cop, rate_hz=rate_hz, preset=preset)


def values(result, table):
    return {name: result.metrics[name].value for name in table}


def test_known_processes_have_their_exponent():
    noise = np.random.default_rng(1).normal(size=100_000)
    assert dfa.dfa_alpha(noise, 100.0) == pytest.approx(0.5, abs=0.05)
    assert dfa.dfa_alpha(np.cumsum(noise), 100.0) == pytest.approx(1.5, abs=0.1)


def test_known_curves_have_their_dimension():
    noise = np.random.default_rng(2).normal(size=20_000)
    assert fractal.higuchi_dimension(noise) == pytest.approx(2.0, abs=0.02)
    assert fractal.higuchi_dimension(np.cumsum(noise)) == pytest.approx(1.5, abs=0.05)
    assert fractal.higuchi_dimension(3.0 * np.arange(500.0)) == pytest.approx(1.0)
    assert fractal.katz_dimension(3.0 * np.arange(500.0)) == pytest.approx(1.0)


@pytest.mark.parametrize("table", [by_name(*dfa.ROWS), by_name(*fractal.ROWS)])
def test_scale_shift_and_mirror_leave_them(table):
    cop = sway(3)
    plain = values(trial(cop), table)
    for other in (5.0 * cop, cop + np.array([300.0, -20.0]), cop * [-1.0, 1.0]):
        assert values(trial(other), table) == pytest.approx(plain, rel=1e-6)
    swapped = values(trial(cop[:, ::-1]), table)
    for name, value in plain.items():
        other = name.replace("_ml", "_?").replace("_ap", "_ml").replace("_?", "_ap")
        assert swapped[other] == pytest.approx(value, rel=1e-9)


def test_time_reversal_leaves_what_has_no_start():
    cop = sway(4, 6001)  # so that the same fourth samples are taken from both ends
    plain, backwards = trial(cop), trial(cop[::-1])
    for name in ("fd_cc", "fd_ce"):
        there, back = plain.metrics[name].value, backwards.metrics[name].value
        assert back == pytest.approx(there, rel=1e-9)
    for name, most in (("dfa_alpha_ml", 0.05), ("dfa_alpha_ap", 0.05), ("higuchi_fd_ml", 0.01)):
        there, back = plain.metrics[name].value, backwards.metrics[name].value
        assert back == pytest.approx(there, rel=most)


def test_a_turn_leaves_the_dimensions_of_the_plane():
    cop = sway(5)
    a = 0.7
    turned = cop @ np.array([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]])
    for name in ("fd_cc", "fd_ce", "katz_fd"):
        there = trial(cop).metrics[name].value
        assert trial(turned).metrics[name].value == pytest.approx(there, rel=1e-9)


def test_prietos_dimensions_follow_from_path_and_area():
    result = trial(sway(6))
    for name, area in (("fd_cc", "circle_area_mm2"), ("fd_ce", "ellipse_area_mm2")):
        d = math.sqrt(4.0 * result.metrics[area].value / math.pi)
        path = result.metrics["sway_path_mm"].value
        expected = math.log(6000) / math.log(6000 * d / path)
        assert result.metrics[name].value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("rate_hz", [20.0, 25.0, 64.0, 100.0, 128.0, 1000.0])
def test_scales_mean_seconds(rate_hz):
    scales = dfa.scales_for(int(60 * rate_hz), rate_hz)
    assert scales.size >= 18
    assert scales[0] / rate_hz == pytest.approx(0.3, abs=1.0 / rate_hz)
    assert scales[-1] / rate_hz == pytest.approx(10.0, abs=1.0 / rate_hz)
    assert dfa.scales_for(int(20 * rate_hz), rate_hz)[-1] / rate_hz <= 5.0


def test_refusals_are_by_name_and_reason():
    short = trial(sway(n=700)).refused
    assert short["dfa_alpha_ml"] == "too short: 7 s without a break, 10 s needed"
    assert short["higuchi_fd_ap"].startswith("too short: 175 points")
    assert "fd_cc" not in short
    assert trial(sway(n=600), 5.0).refused["dfa_alpha_ap"].startswith("too slow: 5 Hz")
    still = trial(sway() * [0.0, 1.0])
    for name in ("dfa_alpha_ml", "katz_fd_ml", "higuchi_fd_ml", "fd_ce"):
        assert still.refused[name] == "the samples do not determine it"
    for name in ("dfa_alpha_ap", "katz_fd_ap", "higuchi_fd_ap", "katz_fd", "fd_cc"):
        assert name not in still.refused


def test_a_path_full_of_gaps_gives_no_dimension():
    cop = sway(7)
    cop[::7] = math.nan
    refused = trial(cop).refused
    assert "too many gaps" in refused["sway_path_mm"]
    assert {"fd_cc", "fd_ce"} <= set(refused)


@pytest.mark.parametrize("points", [[], [1.0], [1.0, 2.0], [3.0] * 50])
def test_too_little_to_measure_is_nothing(points):
    assert math.isnan(fractal.katz_dimension(points))
    assert math.isnan(fractal.higuchi_dimension(points))
    assert math.isnan(dfa.dfa_alpha(points, 100.0))


def test_higuchi_needs_two_steps():
    with pytest.raises(ValueError, match="at least 2"):
        fractal.higuchi_dimension(np.arange(50.0), longest=1)
