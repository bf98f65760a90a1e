"""Short gaps are bridged for spectra and complexity, long ones are not, and both are told."""

import math

import numba
import numpy as np
import pytest

from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.bridge import bridged_runs
from balance_arcade.cop.prepare import prepare

N = 3000

# Without the compiler these would take a minute, and they test nothing that is compiled.
compiled_only = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="slow without numba")


def sway(n=N, rate_hz=100.0):
    t_s = np.arange(n) / rate_hz
    parts = ((0.17, 5.0), (0.45, 2.0), (1.1, 0.7), (2.3, 0.2))
    return t_s, np.column_stack(
        [sum(a * np.sin(2.0 * math.pi * f * t_s + k * f) for f, a in parts) for k in (1.0, 7.0)]
    )


def runs_of(t_s, cop_mm, rate_hz=100.0, most_s=0.1):
    return bridged_runs(prepare(t_s, cop_mm, rate_hz, None), most_s)


def by_hand(cop_mm, row, n_lost):
    """Lagrange's cubic through the samples beside a gap, and those a gap's length beyond."""
    span = n_lost + 1
    places = (-1.0, 0.0, 1.0, 2.0)
    values = [cop_mm[row - span], cop_mm[row], cop_mm[row + span], cop_mm[row + 2 * span]]
    out = []
    for k in range(1, span):
        u = k / span
        total = np.zeros(2)
        for j, value in zip(places, values, strict=True):
            total += value * math.prod((u - m) / (j - m) for m in places if m != j)
        out.append(total)
    return np.array(out)


@pytest.mark.parametrize("n_lost", [1, 3, 10])
@pytest.mark.parametrize("as_nan", [True, False])
def test_a_short_gap_is_bridged_by_the_cubic_beside_it(n_lost, as_nan):
    t_s, cop_mm = sway()
    gone = slice(1000, 1000 + n_lost)
    if as_nan:
        holed = cop_mm.copy()
        holed[gone] = math.nan
        (run,) = runs_of(t_s, holed)
    else:
        (run,) = runs_of(np.delete(t_s, gone), np.delete(cop_mm, gone, axis=0))
    assert run.n_bridged == n_lost
    assert run.t_s == pytest.approx(t_s, abs=1e-9)
    np.testing.assert_allclose(run.cop_mm[gone], by_hand(cop_mm, 999, n_lost), atol=1e-12)
    np.testing.assert_allclose(run.cop_mm, cop_mm, atol=0.02)


def test_a_longer_gap_stays_a_break():
    t_s, cop_mm = sway()
    gone = slice(1000, 1011)
    first, second = runs_of(np.delete(t_s, gone), np.delete(cop_mm, gone, axis=0))
    assert (len(first.cop_mm), len(second.cop_mm)) == (1000, N - 1011)
    assert first.n_bridged == second.n_bridged == 0


def test_near_another_gap_a_straight_line_is_drawn():
    t_s, cop_mm = sway()
    gone = [1000, 1001, 1002, 1005]
    (run,) = runs_of(np.delete(t_s, gone), np.delete(cop_mm, gone, axis=0))
    line = cop_mm[999] + np.arange(1, 4)[:, None] / 4.0 * (cop_mm[1003] - cop_mm[999])
    np.testing.assert_allclose(run.cop_mm[1000:1003], line, atol=1e-12)
    assert len(run.cop_mm) == N


def test_a_late_stamp_is_no_lost_sample():
    t_s, cop_mm = sway()
    late = t_s.copy()
    late[1500] += 0.006
    (run,) = runs_of(late, cop_mm)
    assert run.n_bridged == 0
    assert np.array_equal(run.cop_mm, cop_mm)


def test_a_whole_record_has_nothing_to_bridge():
    assert runs_of(*sway()) == []


@compiled_only
@pytest.mark.parametrize("preset", ["default", "raw"])
def test_lost_samples_hardly_move_spectra_complexity_and_density(preset):
    t_s, cop_mm = sway()
    gone = [700, 1400, 1401, 2200]
    whole = analyze_trial(t_s, cop_mm, rate_hz=100.0, preset=preset)
    lost = analyze_trial(
        np.delete(t_s, gone), np.delete(cop_mm, gone, axis=0), rate_hz=100.0, preset=preset
    )
    assert lost.quality.n_bridged == 4
    assert lost.quality.longest_stretch_s == pytest.approx(30.0)
    for name in (
        *("power_ml_mm2", "f50_ap_hz", "energy_high_ml_mm2", "dfa_alpha_ml", "sample_entropy_ap"),
        *("sda_h_short", "higuchi_fd_ml", "sway_density_mean_s", "sway_density_peak_s"),
    ):
        assert lost.metrics[name].value == pytest.approx(whole.metrics[name].value, rel=2e-3), name
    # What is no spectrum or complexity sees the breaks.
    assert lost.quality.n_breaks == 3
    assert lost.metrics["sway_path_mm"].value < whole.metrics["sway_path_mm"].value


@compiled_only
def test_a_short_longest_stretch_is_told():
    t_s, cop_mm = sway()
    cop_mm[1000:1050] = math.nan
    trial = analyze_trial(t_s, cop_mm, rate_hz=100.0, preset="raw")
    assert trial.quality.longest_stretch_s == pytest.approx(19.5)
    assert any("rest on 19.5 s of 30 s" in note for note in trial.quality.notes)
    cop_mm[900:1050] = cop_mm[899]
    assert not any(
        "rest on" in note
        for note in analyze_trial(t_s, cop_mm, rate_hz=100.0, preset="raw").quality.notes
    )
