"""The record that complexity is measured on: at exactly 25 Hz from any rate, made once."""

import math

import numpy as np
import pytest

from balance_arcade.cop.batch import prepare_signals
from balance_arcade.cop.interpolate import low_passed_at
from balance_arcade.cop.pipelines import pipeline_named
from balance_arcade.cop.signals import at_25_hz, longest_stretch


def sway(t_s):
    """Tones up to 6 Hz, as many millimetres as a person sways."""
    return sum(
        a * np.sin(2.0 * math.pi * f * t_s + p)
        for f, a, p in ((0.2, 5.0, 0.3), (0.7, 2.0, 1.0), (1.9, 0.8, 2.0), (6.0, 0.1, 0.5))
    )


def signals_of(rate_hz, *, preset="raw", seconds=20.0):
    t_s = np.arange(round(seconds * rate_hz)) / rate_hz
    cop_mm = np.column_stack((sway(t_s), sway(t_s + 7.0)))
    pipeline = pipeline_named(preset)
    return prepare_signals(t_s, cop_mm, rate_hz=rate_hz, pipeline=pipeline)[0]


@pytest.mark.parametrize("rate_hz", [24.9, 25.0, 30.0, 80.0, 92.0, 99.87, 100.0, 1000.0])
def test_the_same_sway_comes_out_from_every_rate(rate_hz):
    even = at_25_hz(signals_of(rate_hz))
    assert even.rate_hz == 25.0
    # The first and last half second know of one side only.
    t_s = np.arange(len(even.cop_mm)) / 25.0
    assert np.abs(even.cop_mm[:, 0] - sway(t_s))[13:-13].max() < 1e-3


def weights_by_hand(rate_hz, new_hz, k, n_samples):
    """The weights of one new sample in the middle, straight from the sentence in the docs."""
    stretch = max(1.0, rate_hz / new_hz)
    weights = {}
    for i in range(n_samples):
        zeros = (k * rate_hz / new_hz - i) / stretch
        if abs(zeros) < 12.0:
            window = np.i0(8.0 * math.sqrt(1.0 - (zeros / 12.0) ** 2))
            weights[i] = float(np.sinc(zeros) * window)
    total = sum(weights.values())
    return {i: weight / total for i, weight in weights.items()}


@pytest.mark.parametrize(("rate_hz", "digits"), [(30.0, 13), (92.0, 13), (99.87, 8)])
def test_every_new_sample_is_the_weighted_mean_that_the_words_say(rate_hz, digits):
    values = np.random.default_rng(3).normal(size=400)
    new = low_passed_at(values[:, None], rate_hz, 25.0)[:, 0]
    for k in (30, 41, 52):
        by_hand = sum(w * values[i] for i, w in weights_by_hand(rate_hz, 25.0, k, 400).items())
        assert new[k] == pytest.approx(by_hand, abs=10.0**-digits)


@pytest.mark.parametrize(("tone_hz", "gain"), [(9.0, 1.0), (12.5, 0.5), (15.3, 0.0), (49.0, 0.0)])
def test_what_25_hz_cannot_hold_does_not_fold_down(tone_hz, gain):
    t_s = np.arange(10000) / 1000.0
    new = low_passed_at(np.cos(2.0 * math.pi * tone_hz * t_s)[:, None], 1000.0, 25.0)[20:-20, 0]
    there = np.cos(2.0 * math.pi * tone_hz * np.arange(250) / 25.0)[20:-20]
    assert np.abs(new - gain * there).max() < 1e-3


def test_it_is_made_once_and_every_group_gets_it():
    signals = signals_of(100.0)
    assert at_25_hz(signals._replace(values={"a": 1.0})) is at_25_hz(signals)
    assert signals.even.copied().at_25_hz.cop_mm is not at_25_hz(signals).cop_mm


def test_at_25_hz_nothing_is_done_to_the_samples():
    signals = signals_of(25.0)
    assert np.array_equal(at_25_hz(signals).cop_mm, longest_stretch(signals).cop_mm)


@pytest.mark.parametrize(
    ("rate_hz", "seconds", "why"), [(15.0, 20.0, "too slow"), (100.0, 0.9, "too short")]
)
def test_what_cannot_be_brought_there_is_refused(rate_hz, seconds, why):
    even = at_25_hz(signals_of(rate_hz, seconds=seconds))
    assert why in even.refused
    assert len(even.cop_mm) == 0


def test_too_few_samples_and_no_rate_are_told():
    with pytest.raises(ValueError, match="too few"):
        low_passed_at(np.zeros((40, 1)), 100.0, 25.0)
    with pytest.raises(ValueError, match="positive"):
        low_passed_at(np.zeros((40, 1)), 100.0, 0.0)
