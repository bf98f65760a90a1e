"""The empty board's mean is taken off in every format, and never a person's."""

from __future__ import annotations

import numpy as np
import pytest
from stance_kit import corner_table, load, sway, times, write_table

from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables import Cut, read_trial

T_S = times(30.0)
FZ_N = load(T_S, on_s=8.0)
OFFSET_N = (-118.0, -28.0, -2.0, -59.0)
STANDING = T_S > 9.0
EMPTY = Cut(zero_s=(0.0, 7.0))


def error_mm(cop_mm):
    return np.abs(cop_mm - sway(T_S))[STANDING].max()


def test_corners(tmp_path):
    path = corner_table(tmp_path / "a.csv", T_S, FZ_N, OFFSET_N)
    plain, zeroed = read_trial(path), read_trial(path, cut=EMPTY)
    assert error_mm(cop_from_corners(plain.corners_n, plain.geometry).cop_mm) > 10.0
    assert error_mm(cop_from_corners(zeroed.corners_n, zeroed.geometry).cop_mm) < 1e-3
    assert np.abs(zeroed.fz_n - FZ_N).max() < 1e-2
    assert "its load was -207.0 N" in zeroed.notes[-1]


def test_moments_make_the_centre_of_pressure_anew(tmp_path):
    cop_mm = sway(T_S)
    columns = {
        "t_s": T_S,
        "fz_n": FZ_N + 25.0,
        "mx_nmm": cop_mm[:, 1] * FZ_N + 900.0,
        "my_nmm": -cop_mm[:, 0] * FZ_N - 400.0,
    }
    path = write_table(tmp_path / "a.csv", columns)
    assert error_mm(read_trial(path).cop_mm) > 0.1
    zeroed = read_trial(path, cut=EMPTY)
    assert error_mm(zeroed.cop_mm) < 1e-3
    assert np.isnan(zeroed.cop_mm[T_S < 8.0]).all()


def test_a_centre_of_pressure_of_the_file_stays_and_it_is_said(tmp_path):
    cop_mm = sway(T_S)
    columns = {"t_s": T_S, "cop_ml_mm": cop_mm[:, 0], "cop_ap_mm": cop_mm[:, 1], "fz_n": FZ_N + 25}
    zeroed = read_trial(write_table(tmp_path / "a.csv", columns), cut=EMPTY)
    assert error_mm(zeroed.cop_mm) < 1e-3
    assert np.abs(zeroed.fz_n - FZ_N).max() < 1e-3
    assert "taken off the load alone" in zeroed.notes[-1]
    del columns["fz_n"]
    with pytest.raises(ConfigError, match="holds no load"):
        read_trial(write_table(tmp_path / "b.csv", columns), cut=EMPTY)


@pytest.mark.parametrize(
    ("zero_s", "message"),
    [
        ((10.0, 12.0), "Between 10 and 12 s the board was not empty: its load is 4"),
        ((6.0, 9.0), "not empty all the time: its load goes from -207 to"),
        ((40.0, 50.0), "No sample lies between 40 and 50 s.* lasts 29.99 s"),
    ],
)
def test_seconds_with_somebody_on_are_refused(tmp_path, zero_s, message):
    path = corner_table(tmp_path / "a.csv", T_S, FZ_N, OFFSET_N)
    with pytest.raises(ConfigError, match=message) as caught:
        read_trial(path, cut=Cut(zero_s=zero_s))
    assert "--zero FROM,TO" in caught.value.hint


@pytest.mark.parametrize(
    "fz_n",
    [
        load(T_S),
        # Shifting the weight by a little, later; and squats, in which the load falls and rises.
        700.0 + 12.0 * (T_S > 6.0),
        700.0 + 300.0 * np.sin(2 * np.pi * 0.2 * T_S) * (T_S > 6.0),
    ],
)
def test_whoever_stands_all_the_time_left_no_empty_seconds(tmp_path, fz_n):
    path = corner_table(tmp_path / "a.csv", T_S, fz_n)
    with pytest.raises(ConfigError, match="the board was not empty"):
        read_trial(path, cut=Cut(zero_s=(0.0, 5.0)))


def test_empty_seconds_behind_the_person_and_a_stray_value(tmp_path):
    fz_n = load(T_S, off_s=22.0)
    forces = corner_table(tmp_path / "a.csv", T_S, fz_n, OFFSET_N).read_text().splitlines()
    forces[2500] = "24.9700,-118.0,-9999.0,-2.0,-59.0"
    (tmp_path / "a.csv").write_text("\n".join(forces) + "\n")
    zeroed = read_trial(tmp_path / "a.csv", cut=Cut(zero_s=(23.0, 30.0)))
    assert abs(zeroed.fz_n[1000] - fz_n[1000]) < 1e-3
