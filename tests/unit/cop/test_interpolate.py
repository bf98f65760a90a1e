"""Another rate: the same smooth curve, and entropies of boards whose rate has no whole part."""

import math

import numba
import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.interpolate import at_rate

COMPLEXITY = ("sample_entropy_ml", "multiscale_entropy_ap", "higuchi_fd_ml", "entropy_rate_hz")


def sway(t):
    return np.column_stack(
        [sum(math.sin(k) * np.sin(2.0 * f * math.pi * t + k) for k, f in parts)
         for parts in ([(1, 0.2), (2, 1.1), (3, 4.0)], [(4, 0.3), (5, 0.9), (6, 5.0)])]
    )  # fmt: skip


@pytest.mark.parametrize(("rate_hz", "new_hz"), [(30.0, 25.0), (37.5, 25.0), (59.0, 25.0)])
def test_a_slow_curve_is_met_between_the_samples(rate_hz, new_hz):
    t = np.arange(round(40 * rate_hz)) / rate_hz
    slow = at_rate(sway(t), rate_hz, new_hz)
    new_t = np.arange(len(slow)) / new_hz
    assert new_t[-1] <= t[-1] < new_t[-1] + 1.0 / new_hz
    inside = (new_t > 1.0) & (new_t < 39.0)
    np.testing.assert_allclose(slow[inside], sway(new_t)[inside], atol=1e-4)


def test_the_same_rate_is_the_same_samples_and_the_ends_are_kept():
    values = np.random.default_rng(2).normal(size=(50, 2))
    np.testing.assert_allclose(at_rate(values, 25.0, 25.0), values, atol=1e-12)
    line = np.arange(50.0)[:, None]
    np.testing.assert_allclose(at_rate(line, 30.0, 25.0)[:, 0], np.arange(41) * 1.2, atol=1e-3)


@pytest.mark.parametrize(("n", "rates"), [(13, (30.0, 25.0)), (50, (0.0, 25.0)), (50, (30.0, -1))])
def test_what_cannot_be_interpolated_is_refused(n, rates):
    with pytest.raises(ValueError, match=r"needed|positive"):
        at_rate(np.zeros((n, 2)), *rates)


def person(rate_hz):
    """One sway, low-passed at 8 Hz by its making, taken at this rate for 60 s."""
    rng = np.random.default_rng(7)
    f = np.linspace(0.02, 8.0, 400)
    size, phase = rng.normal(size=(2, 400)) / (f + 0.2) ** 1.5, rng.uniform(0, 7, (2, 400))
    t = np.arange(round(60 * rate_hz)) / rate_hz
    return t, np.column_stack([np.sin(np.outer(t, 2 * np.pi * f) + p) @ s for s, p in zip(size, phase, strict=True)])  # fmt: skip  # noqa: E501


# Without the compiler one of them.
@pytest.mark.parametrize("rate_hz", [35.0] if numba.config.DISABLE_JIT else [30.0, 35.0, 55.0])
def test_default_gives_entropies_at_rates_without_a_whole_part(rate_hz):
    t, cop = person(rate_hz)
    trial = analyze_trial(t, cop, rate_hz=rate_hz)
    even = analyze_trial(*person(100.0), rate_hz=100.0)
    assert trial.metrics["entropy_rate_hz"].value == 25.0
    for name in COMPLEXITY:
        assert trial.metrics[name].value == pytest.approx(even.metrics[name].value, rel=0.01), name


@pytest.mark.parametrize("preset", ["raw", "duarte_bds"])
def test_version_1_of_pipelines_without_a_filter_refuses(preset):
    assert "sample_entropy_ml" not in analyze_trial(*person(30.0), rate_hz=30.0).refused
    trial = analyze_trial(*person(30.0), rate_hz=30.0, preset=f"{preset}/1")
    for name in COMPLEXITY:
        assert "wrong rate: 30 Hz" in trial.refused[name]
        assert "version 2 of the preset interpolates" in trial.refused[name]


def test_the_papers_preset_has_its_own_25_hz():
    trial = analyze_trial(*person(30.0), rate_hz=30.0, preset="quijoux2021")
    assert trial.metrics["entropy_rate_hz"].value == 25.0
