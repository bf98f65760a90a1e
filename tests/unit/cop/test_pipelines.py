"""Versions of the presets: found by name, settings as fields, and what version 2 settles."""

import msgspec
import numba
import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial, prepare_signals
from balance_arcade.cop.measure import measure_all
from balance_arcade.cop.pipelines import pipeline_named, preset_names
from balance_arcade.cop.spectrum import spread_starts, welch
from balance_arcade.core.errors import ConfigError
from balance_arcade.testing.trials import smooth_sway

T_S = np.arange(3000) / 100.0
COP_MM = smooth_sway(5, 100.0, 3000, 3.0)[0]
SPECTRAL = ("power_", "f50_", "f95_", "energy_", "centroid_", "spectral_", "frequency_d")

# Without the compiler these would take a minute, and they test nothing that is compiled.
compiled_only = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="slow without numba")


def values(n=3000, *, rate_hz=100.0, preset="default"):
    found = analyze_trial(T_S[:n], COP_MM[:n], rate_hz=rate_hz, preset=preset).metrics
    return {name: item.value for name, item in found.items()}


def test_a_preset_is_found_with_and_without_its_version():
    for name in preset_names():
        assert pipeline_named(name).id.startswith(name)
    assert pipeline_named("default") is pipeline_named("default/2")
    with pytest.raises(ConfigError) as caught:
        pipeline_named("default/3")
    assert "default/1" in caught.value.hint


@compiled_only
@pytest.mark.parametrize("preset", ["default/1", "duarte_bds", "quijoux2021"])
def test_nothing_hangs_on_a_pipelines_name(preset):
    """A pipeline by another name, with the same settings, gives the same numbers."""
    pipeline = pipeline_named(preset)
    twin = msgspec.structs.replace(pipeline, name="other")
    found = []
    for one in (pipeline, twin):
        signals, _ = prepare_signals(T_S[:2000], COP_MM[:2000], rate_hz=100.0, pipeline=one)
        found.append(measure_all(signals, one, foreign=False)[0])
    assert found[0] == found[1]


def test_segments_reach_the_first_and_the_last_sample():
    for n_free in range(1, 4000, 7):
        starts = spread_starts(n_free, 250)
        steps = np.diff(starts)
        assert (starts[0], starts[-1]) == (0.0, n_free)
        assert np.ptp(steps) < 1e-9 * n_free
        assert steps.max() <= 312.5
    assert spread_starts(0, 250) == [0.0]


def test_a_spread_spectrum_hears_the_end_of_the_record():
    quiet = np.zeros(740)
    quiet[600:] = np.sin(np.arange(140))
    heard, deaf = (
        welch(quiet, 25.0, n_segment=500, n_overlap=250, n_spread=spread).density_mm2_hz.sum()
        for spread in (240.0, None)
    )
    assert heard > 2.0 * deaf


# Of 2997 samples the record at 25 Hz has one less too.
@compiled_only
@pytest.mark.parametrize("n", [3000, 2997])
def test_a_sample_less_moves_spectra_by_two_thousandths_at_most(n):
    whole, less = values(n), values(n - 1)
    seen = [name for name in whole if name.startswith(SPECTRAL)]
    assert len(seen) > 15
    for name in seen:
        assert less[name] == pytest.approx(whole[name], rel=2e-3), name
    before, less_before = (values(k, preset="default/1") for k in (3000, 2999))
    assert max(abs(less_before[name] / before[name] - 1.0) for name in seen) > 0.05


@compiled_only
def test_a_plate_of_nominally_25_hz_is_measured():
    slow = smooth_sway(5, 24.9, 1500, 3.0)[0]
    even = smooth_sway(5, 25.0, 1500, 3.0)[0]
    trials = [
        analyze_trial(np.arange(1500) / rate_hz, cop_mm, rate_hz=rate_hz)
        for rate_hz, cop_mm in ((24.9, slow), (25.0, even))
    ]
    assert not any("too slow" in why for trial in trials for why in trial.refused.values())
    assert trials[0].refused.keys() == trials[1].refused.keys()
    for name in ("sway_path_mm", "power_ml_mm2", "sample_entropy_ap", "f50_ml_hz"):
        one, other = (trial.metrics[name].value for trial in trials)
        assert one == pytest.approx(other, rel=0.02), name
    refused = analyze_trial(np.arange(1500) / 23.0, slow, rate_hz=23.0).refused
    assert "too slow" in refused["sway_path_mm"]
