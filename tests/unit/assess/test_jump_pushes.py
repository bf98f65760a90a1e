"""Pushes, squats, rising from a seat; several trials; the table of values."""

import re

import numpy as np
import pytest

from balance_arcade.assess.jump_record import JumpOptions, JumpRecord
from balance_arcade.assess.jump_rows import SIDES, TABLES
from balance_arcade.assess.jump_trials import summarise
from balance_arcade.assess.jumps import measure_jumps
from balance_arcade.core.errors import RecordingError
from balance_arcade.testing.jump_models import GRAVITY_M_S2, countermovement_jump

WEIGHT_N = 70.0 * GRAVITY_M_S2


def noisy(load_n, seed=0):
    return load_n + np.random.default_rng(seed).normal(0.0, 1.0, load_n.size)


def one(load_n, test, rate_hz=1000.0):
    [jump] = measure_jumps(JumpRecord(noisy(load_n), rate_hz), test, JumpOptions())
    return jump.result


def test_an_isometric_pull():
    t_s = np.arange(7000) / 1000.0
    # Up with a time constant of 80 ms to 1200 N more, held for three seconds.
    rise = 1200.0 * (1.0 - np.exp(-(t_s - 2.0) / 0.08))
    net = np.where((t_s >= 2.0) & (t_s < 5.0), rise, 0.0)
    result = one(WEIGHT_N + net, "push")
    assert result.value("net_peak_force_n") == pytest.approx(1200.0, abs=6.0)
    assert result.value("peak_force_n") == pytest.approx(1200.0 + WEIGHT_N, abs=8.0)
    # The onset lies 30 ms before the crossing, some 29 ms before the true one.
    assert result.value("force_at_100_ms_n") == pytest.approx(
        1200.0 * (1.0 - np.exp(-0.071 / 0.08)), rel=0.05
    )
    assert result.value("holding_time_s") == pytest.approx(3.0 - 0.08 * np.log(10.0), abs=0.02)
    assert result.value("holding_error_pct") < 3.0


def test_a_pull_whose_record_ends_while_stepping_off_keeps_its_weight():
    t_s = np.arange(7000) / 1000.0
    pull = 1500.0 * np.clip((t_s - 2.0) / 0.5, 0.0, 1.0) * (t_s < 5.0)
    # One foot is off when the record ends, and the last row was never filled.
    load = WEIGHT_N + pull - 590.0 * np.clip((t_s - 6.5) / 0.3, 0.0, 1.0)
    load[-1] = np.nan
    result = one(load, "push")
    assert result.value("body_weight_n") == pytest.approx(WEIGHT_N, abs=2.0)
    assert result.value("peak_force_n") == pytest.approx(WEIGHT_N + 1500.0, abs=6.0)
    # A hold is as quiet as standing; that is no landing.
    assert result.uncertainty["body_weight_n"] < 2.0
    assert not result.notes


def squat(depth_m=0.4, down_s=1.2, up_s=0.8):
    """Load of smooth ways down and up."""

    def acceleration(span_s, way_m):
        s = np.arange(round(1000 * span_s)) / 1000.0 / span_s
        # Second derivative of the way that has no jerk at its ends: 10 s^3 - 15 s^4 + 6 s^5.
        return way_m / span_s**2 * (60.0 * s - 180.0 * s**2 + 120.0 * s**3)

    parts = (np.zeros(1500), acceleration(down_s, -depth_m), acceleration(up_s, depth_m))
    return WEIGHT_N + 70.0 * np.concatenate((*parts, np.zeros(2000)))


def test_a_squat_gives_depth_velocity_and_power():
    result = one(squat(), "squat")
    assert result.value("depth_m") == pytest.approx(0.4, abs=0.02)
    # The polynomial's greatest velocity is 15/8 of the mean.
    assert result.value("peak_velocity_m_s") == pytest.approx(0.5 * 15.0 / 8.0, rel=0.04)
    assert result.value("mean_rising_power_w") == pytest.approx(WEIGHT_N * 0.5, rel=0.08)
    assert not result.flags


def test_rising_from_a_seat():
    seated, rise = np.full(2000, 0.18 * WEIGHT_N), np.linspace(0.0, 1.0, 350)
    up = 0.18 * WEIGHT_N + 0.99 * WEIGHT_N * np.sin(0.5 * np.pi * rise)
    # From the seat on: a hump whose impulse is lost again while slowing down.
    s = np.arange(700) / 1000.0
    after = WEIGHT_N * (1.0 + 0.17 * np.cos(np.pi * s / 0.7))
    load = np.concatenate((seated, up, after, np.full(2500, WEIGHT_N)))
    result = one(load, "sts")
    assert result.value("body_mass_kg") == pytest.approx(70.0, abs=0.1)
    assert result.value("peak_force_bw") == pytest.approx(1.17, abs=0.01)
    # From the peak on the velocity falls to zero: v = g a t / pi at the half of it.
    assert 0.2 < result.value("peak_velocity_m_s") < 0.6
    assert result.value("peak_power_w") > 150.0
    standing = measure_jumps(JumpRecord(np.full(4000, WEIGHT_N), 1000.0), "sts", JumpOptions())
    assert "not seated" in standing[0].result.refused["peak_power_w"]


def test_a_push_needs_an_onset():
    with pytest.raises(RecordingError, match="test 'push'"):
        one(np.full(3000, WEIGHT_N), "push")


def test_best_of_three_leaves_flagged_trials_out():
    heights = (0.28, 0.33, 0.30)
    jumps = [countermovement_jump(k, height_m=h) for k, h in enumerate(heights)]
    load = np.concatenate([jump.load_n for jump in jumps])
    results = [jump.result for jump in measure_jumps(JumpRecord(load, 1000.0))]
    summary = summarise(results)
    assert (summary.n, summary.best_number) == (3, 2)
    assert summary.mean == pytest.approx(np.mean([jump.height_m for jump in jumps]), abs=0.01)
    assert 5.0 < summary.cv_pct < 12.0
    flagged = measure_jumps(JumpRecord(load, 1000.0), "sj")
    assert summarise([jump.result for jump in flagged]).n == 3
    assert summarise([results[0], flagged[1].result]) == "trials of different tests"
    assert summarise(results, "landing_depth_m").name == "landing_depth_m"


UNITS = {
    "n": "N", "kg": "kg", "m": "m", "s": "s", "m_s": "m/s", "ns": "N s", "w": "W", "hz": "Hz",
    "w_kg": "W/kg", "n_m": "N/m", "n_s": "N/s", "pct": "%", "bw": "",
}  # fmt: skip


@pytest.mark.parametrize("test", [*TABLES, "sides"])
def test_every_value_has_unit_source_and_rate(test):
    for name, row in (SIDES if test == "sides" else TABLES[test]).items():
        metric = row.metric
        assert metric.name == name
        assert metric.formula
        assert metric.source
        assert 50.0 <= row.needs_hz <= 500.0
        end = re.search(r"_(m_s|w_kg|n_m|n_s|n|kg|m|s|ns|w|hz|pct|bw)$", name)
        assert metric.unit == (UNITS[end[1]] if end else ""), name
        if "rfd" in name or "loading_rate" in name:
            assert row.needs_hz == 500.0


def test_there_are_about_a_hundred_values():
    names = set(SIDES).union(*TABLES.values())
    assert len(names) >= 90
