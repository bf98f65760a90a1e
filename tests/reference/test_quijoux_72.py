"""All 72 quantities of Quijoux et al. 2021 and Vfy: ours by name, equal to a slow twin."""

from pathlib import Path

import naive_quijoux
import numba
import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.quijoux_values import PAPER_ROWS

BDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "bds"

# Without the compiler these would take a minute, and they test nothing that is compiled.
compiled_only = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="slow without numba")

# The program's name -> ours, and the length of a centimetre in its unit: cm 1, cm2 2, none 0.
POSITIONAL = {
    "mean_value_ML": ("mean_ml_mm", 1),
    "mean_value_AP": ("mean_ap_mm", 1),
    "mean_distance_ML": ("mean_distance_ml_mm", 1),
    "mean_distance_AP": ("mean_distance_ap_mm", 1),
    "mean_distance_Radius": ("mean_distance_mm", 1),
    "maximal_distance_ML": ("max_distance_ml_mm", 1),
    "maximal_distance_AP": ("max_distance_ap_mm", 1),
    "maximal_distance_Radius": ("max_distance_mm", 1),
    "rms_ML": ("rms_ml_mm", 1),
    "rms_AP": ("rms_ap_mm", 1),
    "rms_Radius": ("rms_mm", 1),
    "range_ML": ("range_ml_mm", 1),
    "range_AP": ("range_ap_mm", 1),
    "range_ML_AND_AP": ("range_mm", 1),
    "range_ratio_ML_AND_AP": ("range_ratio", 0),
    "planar_deviation_ML_AND_AP": ("planar_deviation_mm", 1),
    "coefficient_sway_direction_ML_AND_AP": ("sway_direction_coefficient", 0),
    "confidence_ellipse_area_ML_AND_AP": ("ellipse_area_mm2", 2),
    "principal_sway_direction_ML_AND_AP": ("principal_direction_from_ap_deg", 0),
}
DYNAMIC = {
    "mean_velocity_ML": ("mean_velocity_ml_mm_s", 1),
    "mean_velocity_AP": ("mean_velocity_ap_mm_s", 1),
    "mean_velocity_ML_AND_AP": ("mean_velocity_mm_s", 1),
    "sway_area_per_second_ML_AND_AP": ("sway_area_rate_mm2_s", 2),
    "phase_plane_parameter_ML": ("phase_plane_ml", 1),
    "phase_plane_parameter_AP": ("phase_plane_ap", 1),
    "LFS_ML_AND_AP": ("lfs_per_mm", -1),
    "fractal_dimension_ML_AND_AP": ("fd_ce", 0),
    "zero_crossing_SPD_ML": ("n_zero_crossings_ml", 0),
    "zero_crossing_SPD_AP": ("n_zero_crossings_ap", 0),
    "peak_velocity_pos_SPD_ML": ("peak_velocity_pos_ml_mm_s", 1),
    "peak_velocity_pos_SPD_AP": ("peak_velocity_pos_ap_mm_s", 1),
    "peak_velocity_neg_SPD_ML": ("peak_velocity_neg_ml_mm_s", 1),
    "peak_velocity_neg_SPD_AP": ("peak_velocity_neg_ap_mm_s", 1),
    "peak_velocity_all_SPD_ML": ("peak_velocity_ml_mm_s", 1),
    "peak_velocity_all_SPD_AP": ("peak_velocity_ap_mm_s", 1),
    "mean_peak_Sway_Density": ("sway_density_peak_s", 0),
    "mean_distance_peak_Sway_Density": ("sway_density_peak_distance_mm", 1),
    "mean_frequency_ML": ("mean_frequency_ml_hz", 0),
    "mean_frequency_AP": ("mean_frequency_ap_hz", 0),
    "mean_frequency_ML_AND_AP": ("mean_frequency_hz", 0),
}
_FREQUENCY = {
    "total_power": ("power_sum_{a}_mm2_hz", 2),
    "power_frequency_50": ("f50_{a}_hz", 0),
    "power_frequency_95": ("f95_{a}_hz", 0),
    "frequency_mode": ("mode_frequency_{a}_hz", 0),
    "centroid_frequency": ("centroid_frequency_{a}_hz", 0),
    "frequency_dispersion": ("frequency_dispersion_{a}", 0),
    "energy_content_below_05": ("energy_low_sum_{a}_mm2_hz", 2),
    "energy_content_05_2": ("energy_mid_sum_{a}_mm2_hz", 2),
    "energy_content_above_2": ("energy_high_sum_{a}_mm2_hz", 2),
    "frequency_quotient": ("frequency_quotient_{a}", 0),
}
_STOCHASTIC = {
    "short_time_diffusion": ("sda_msd_1s_short_{a}_mm2", 2),
    "long_time_diffusion": ("sda_msd_1s_long_{a}_mm2", 2),
    "critical_time": ("sda_critical_time_{a}_s", 0),
    "critical_displacement": ("sda_critical_msd_{a}_mm2", 2),
    "short_time_scaling": ("sda_h_short_{a}", 0),
    "long_time_scaling": ("sda_h_long_{a}", 0),
}


def both_axes(table, between):
    return {
        f"{theirs}_{between}_{axis.upper()}": (ours.format(a=axis), power)
        for theirs, (ours, power) in table.items()
        for axis in ("ml", "ap")
    }


FREQUENCY = both_axes(_FREQUENCY, "Power_Spectrum_Density")
STOCHASTIC = both_axes(_STOCHASTIC, "Diffusion")
ALL_72 = POSITIONAL | DYNAMIC | FREQUENCY | STOCHASTIC
# The program has it too, under a label that its list of all labels lacks.
VFY = {"vfy_SPD_ML_AND_AP": ("vfy_mm_s2", 1)}


def test_they_are_72():
    assert [len(part) for part in (POSITIONAL, DYNAMIC, FREQUENCY, STOCHASTIC)] == [19, 21, 20, 12]
    assert len(ALL_72) == len({ours for ours, _ in ALL_72.values()}) == 72


def synthetic(rate_hz, n, seed):
    rng = np.random.default_rng(seed)
    slow = np.cumsum(rng.normal(size=(n, 2)) @ [[0.15, 0.05], [0.0, 0.2]], axis=0)
    slow -= 0.9 * np.linspace(0.0, 1.0, n)[:, None] * slow[-1]
    slow[n // 3] += 40.0  # a spike
    return np.arange(n) / rate_hz + 2.0, slow + 0.05 * rng.normal(size=(n, 2)) + (3.0, -21.0)


def public(name):
    table = np.loadtxt(BDS / name, skiprows=1)[:3000]
    return table[:, 0], 10.0 * table[:, [8, 7]]


RECORDS = {
    "100 Hz": lambda: synthetic(100.0, 2800, 1),
    "60 Hz": lambda: synthetic(60.0, 1501, 2),
    "firm": lambda: public("BDS00013.txt"),
    "foam": lambda: public("BDS00124.txt"),
}


@pytest.mark.parametrize("record", list(RECORDS))
def test_every_one_is_the_twins(record):
    if record in ("firm", "foam") and not BDS.is_dir():
        pytest.skip("the public balance data are not beside the repository")
    t, cop_mm = RECORDS[record]()
    rate_hz = 60.0 if record == "60 Hz" else 100.0
    trial = analyze_trial(t, cop_mm, rate_hz=rate_hz, preset="quijoux2021")
    twin = naive_quijoux.everything(cop_mm / 10.0, rate_hz)
    names = ALL_72 | VFY
    assert set(twin) == set(names)
    for theirs, (ours, power) in names.items():
        value = trial.metrics[ours].value
        assert value == pytest.approx(twin[theirs] * 10.0**power, rel=1e-7), (theirs, ours)


# Of a clock that counts from 1970 two numbers are 2.4e-7 s apart.
@compiled_only
@pytest.mark.parametrize("start_s", [5.0, 0.1, 1.7e9 + 0.37])
@pytest.mark.parametrize("rate_hz", [100.0, 60.0])
def test_no_number_hangs_on_where_the_clock_starts(start_s, rate_hz):
    _, cop_mm = synthetic(rate_hz, 1501, 2)
    t_s = np.arange(1501) / rate_hz
    here = analyze_trial(t_s, cop_mm, rate_hz=rate_hz, preset="quijoux2021").metrics
    there = analyze_trial(t_s + start_s, cop_mm, rate_hz=rate_hz, preset="quijoux2021").metrics
    assert len(here) > 120
    for name, item in here.items():
        if item.value is None:
            assert there[name].refused == item.refused
        else:
            assert there[name].value == pytest.approx(item.value, rel=3e-5, abs=1e-9), name


@pytest.mark.parametrize("preset", ["default", "raw", "duarte_bds"])
def test_what_is_sound_of_them_is_in_every_preset(preset):
    t, cop_mm = synthetic(100.0, 6000, 3)
    trial = analyze_trial(t, cop_mm, rate_hz=100.0, preset=preset)
    only_there = {
        ours for ours, _ in ALL_72.values() if "_sum_" in ours or "msd_1s" in ours
    } | PAPER_ROWS.keys()
    assert not only_there & trial.metrics.keys()
    ours = {ours for ours, _ in ALL_72.values()} - only_there
    assert all(trial.metrics[name].value is not None for name in ours)
    assert len(trial.metrics) >= 110
