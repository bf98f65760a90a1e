import math

import numpy as np
import pytest
from scipy import signal

from balance_arcade.cop.filters import (
    MIN_RATE_HZ,
    design_lowpass,
    padding_for,
    smooth_causal,
    smooth_zero_phase,
)

RATES = [25.0, 50.0, 100.0, 1000.0]


def parts(coefficients):
    return coefficients[:3], np.array([1.0, *coefficients[3:]])


@pytest.mark.parametrize("rate_hz", RATES)
def test_design_is_scipys_butterworth(rate_hz):
    b, a = signal.butter(2, 10.0, fs=rate_hz)
    ours_b, ours_a = parts(design_lowpass(rate_hz))
    np.testing.assert_allclose(ours_b, b, rtol=1e-12)
    np.testing.assert_allclose(ours_a, a, rtol=1e-12)


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("n_passes", [1, 2])
def test_gain_at_the_cutoff_is_minus_three_decibels_after_all_passes(rate_hz, n_passes):
    b, a = parts(design_lowpass(rate_hz, n_passes=n_passes))
    _, response = signal.freqz(b, a, worN=[10.0], fs=rate_hz)
    assert abs(response[0]) ** n_passes == pytest.approx(math.sqrt(0.5), rel=1e-12)


@pytest.mark.parametrize("rate_hz", RATES)
def test_zero_phase_is_scipys_filtfilt(rate_hz):
    values = np.cumsum(np.random.default_rng(5).normal(size=900)) + 80.0
    b, a = parts(design_lowpass(rate_hz, n_passes=2))
    scipys = signal.filtfilt(b, a, values, padlen=padding_for(rate_hz))
    np.testing.assert_allclose(smooth_zero_phase(values, rate_hz), scipys, rtol=1e-9)


def test_causal_is_scipys_lfilter_from_a_settled_start():
    values = np.random.default_rng(6).normal(size=500) + 30.0
    b, a = signal.butter(2, 10.0, fs=100.0)
    scipys, _ = signal.lfilter(b, a, values, zi=signal.lfilter_zi(b, a) * values[0])
    np.testing.assert_allclose(smooth_causal(values, 100.0), scipys, rtol=1e-11)


def test_zero_phase_keeps_slow_sway_in_place():
    t = np.arange(2000) / 100.0
    slow = np.sin(2.0 * np.pi * 0.5 * t)
    assert np.abs(smooth_zero_phase(slow, 100.0) - slow)[50:-50].max() < 1e-4


@pytest.mark.parametrize("cutoff_hz", [0.0, -1.0, 50.0, 60.0, math.nan])
def test_a_cutoff_beyond_half_the_rate_is_refused(cutoff_hz):
    with pytest.raises(ValueError, match="cutoff_hz"):
        design_lowpass(100.0, cutoff_hz)


def test_three_passes_are_refused():
    with pytest.raises(ValueError, match="n_passes"):
        design_lowpass(100.0, n_passes=3)


def test_too_few_samples_are_refused_by_number():
    n_pad = padding_for(100.0)
    assert smooth_zero_phase(np.ones(n_pad + 1), 100.0).shape == (n_pad + 1,)
    with pytest.raises(ValueError, match=f"more than {n_pad} needed"):
        smooth_zero_phase(np.ones(n_pad), 100.0)


def test_no_samples_pass_the_causal_filter():
    assert smooth_causal(np.empty(0), 100.0).shape == (0,)


def test_the_slowest_rate_still_has_a_filter():
    assert design_lowpass(MIN_RATE_HZ).shape == (5,)
