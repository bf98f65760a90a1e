"""What the spectral descriptors promise: known signals, invariances, refusals."""

import math

import numba
import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.groups_spectrum import SPECTRUM
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.cop.spectrum import describe_spectrum, welch

RATE_HZ = 100.0

# A minute; without the compiler a third of it: one segment.
N_SAMPLES = 2000 if numba.config.DISABLE_JIT else 6000


def trial(cop, preset="raw", rate_hz=RATE_HZ, t_s=None):
    t_s = np.arange(len(cop)) / rate_hz if t_s is None else t_s
    return analyze_trial(t_s, cop, rate_hz=rate_hz, preset=preset)


def sway(seed=0, n=N_SAMPLES):
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.normal(size=(n, 2)), axis=0) * [0.1, 0.2] + rng.normal(size=(n, 2))


def spectral(result, preset="raw"):
    return {name: result.metrics[name].value for name in SPECTRUM.table(PRESETS[preset])}


def test_a_sine_has_its_frequency_and_its_power():
    t = np.arange(6000) / RATE_HZ
    cop = np.column_stack((3.0 * np.sin(2 * np.pi * 0.3 * t), np.sin(2 * np.pi * 1.0 * t)))
    found = spectral(trial(cop))
    for axis, f, power in (("ml", 0.3, 4.5), ("ap", 1.0, 0.5)):
        assert found[f"f50_{axis}_hz"] == pytest.approx(f, abs=0.002)
        assert found[f"mode_frequency_{axis}_hz"] == pytest.approx(f)
        assert found[f"power_{axis}_mm2"] == pytest.approx(power, rel=0.02)
    assert found["energy_low_ml_mm2"] == pytest.approx(found["power_ml_mm2"], rel=1e-4)
    assert found["energy_mid_ap_mm2"] == pytest.approx(found["power_ap_mm2"], rel=1e-4)
    assert found["frequency_resolution_hz"] == pytest.approx(0.05)


def test_the_whole_spectrum_holds_the_variance():
    values = np.random.default_rng(2).normal(scale=3.0, size=200_000)
    spectrum = welch(values, RATE_HZ, n_segment=2000, n_overlap=1000, detrend="constant")
    total = float(spectrum.density_mm2_hz.sum()) * spectrum.spacing_hz
    assert total == pytest.approx(values.var(), rel=0.01)


def test_energies_add_up_to_the_power():
    found = spectral(trial(sway()))
    for a in ("ml", "ap"):
        energies = sum(found[f"energy_{part}_{a}_mm2"] for part in ("low", "mid", "high"))
        assert energies == pytest.approx(found[f"power_{a}_mm2"], rel=1e-12)


# Quijoux's pipeline is left out: it drops spikes by absolute size, and resamples forwards in time.
@pytest.mark.parametrize("preset", sorted(set(PRESETS) - {"quijoux2021"}))
def test_scale_shift_mirror_and_time_reversal(preset):
    cop = sway(5)
    plain = spectral(trial(cop, preset), preset)
    moved = spectral(trial(3.0 * cop + [100.0, -50.0], preset), preset)
    mirrored = spectral(trial(cop * [-1.0, 1.0], preset), preset)
    swapped = spectral(trial(cop[:, ::-1], preset), preset)
    backwards = spectral(trial(cop[::-1], preset), preset)
    for name, value in plain.items():
        scale = 9.0 if name.endswith("_mm2") else 1.0
        assert moved[name] == pytest.approx(scale * value, rel=1e-6), name
        assert mirrored[name] == pytest.approx(value, rel=1e-9), name
        # The window is periodic, so not quite symmetric.
        assert backwards[name] == pytest.approx(value, rel=0.01), name
        other = name.replace("_ml", "_?").replace("_ap", "_ml").replace("_?", "_ap")
        assert swapped[other] == pytest.approx(value, rel=1e-9), name


def test_a_short_record_is_refused_by_name_and_reason():
    refused = trial(sway(n=1300)).refused
    assert set(SPECTRUM.table(PRESETS["raw"])) <= set(refused)
    assert refused["f50_ml_hz"] == "too short: 13 s without a break, 13.3 s needed"
    assert "f50_ml_hz" not in trial(sway(n=1400)).refused


def test_a_trial_shorter_than_a_segment_is_one_segment():
    found = spectral(trial(sway(n=1500)))
    assert found["frequency_resolution_hz"] == pytest.approx(1 / 15)


def test_only_the_longest_unbroken_stretch_counts():
    cop = sway(4, 4000)
    holes = cop.copy()
    holes[1480:1501] = math.nan
    assert spectral(trial(holes)) == spectral(trial(cop[1501:]))


def test_uneven_times_are_refused():
    cop = sway(5, 3000)
    t = np.arange(3000) / RATE_HZ
    wobble = t + 0.02 * np.sin(t)
    assert trial(cop, t_s=wobble).refused["f50_ap_hz"].startswith("uneven")
    assert "f50_ap_hz" in trial(cop, t_s=t * 1.03).refused
    assert "f50_ap_hz" not in trial(cop, t_s=t + 0.002 * np.sin(40 * t)).refused


def test_a_slow_board_is_refused():
    t = np.arange(600) / 9.0
    result = trial(sway(n=600), rate_hz=9.0, t_s=t)
    assert result.refused["power_ml_mm2"] == "too slow: 9 Hz, 10 Hz needed"


def test_one_still_axis_leaves_the_other_alone():
    cop = sway(6) * [0.0, 1.0]
    result = trial(cop)
    assert result.metrics["power_ml_mm2"].value == 0.0
    assert "f50_ml_hz" in result.refused
    assert math.isfinite(result.metrics["f50_ap_hz"].value)
    both = result.metrics["spectral_mean_frequency_hz"].value
    assert both == result.metrics["spectral_mean_frequency_ap_hz"].value


def test_a_spectrum_next_to_nothing_is_no_crash():
    result = trial(1e-160 * sway(7, 3000))
    assert all(v is None or math.isfinite(v) for v in spectral(result).values())


def test_the_last_rows_of_an_empty_band_are_nothing():
    spectrum = welch(sway()[:, 0], RATE_HZ, n_segment=100, n_overlap=0)
    assert describe_spectrum(spectrum, (0.15, 0.5), "rectangles")["power"] == 0.0


@pytest.mark.parametrize(("n_segment", "n_overlap"), [(3, 0), (101, 0), (50, 50), (50, -1)])
def test_segments_that_do_not_fit_are_an_error(n_segment, n_overlap):
    with pytest.raises(ValueError, match="do not hold segments"):
        welch(np.zeros(100), RATE_HZ, n_segment=n_segment, n_overlap=n_overlap)
