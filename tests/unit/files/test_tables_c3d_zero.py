"""Frames that a C3D file names as empty, counted from wherever its trial begins."""

from __future__ import annotations

import numpy as np
import pytest
from c3d_person import N_MM, N, person, plate, wrench
from c3d_writer import write_c3d

from balance_arcade.files.tables import PlateOptions, read_trial

X_MM, Y_MM, FX, FY, LOAD = person()
BIAS = np.array([4.0, -2.0, 16.0, 512.0, -256.0, 8.0])
RIGHT_WAY = PlateOptions(front="+x")


def written(tmp_path, **parts):
    """Empty for 20 samples, then the person; the plate is off by `BIAS` all the time."""
    rows = wrench(X_MM, Y_MM, FX, FY, LOAD)
    rows[:20] = 0.0
    return write_c3d(tmp_path / "a.c3d", rows + BIAS, units=N_MM, plates=[plate()], **parts)


def is_right(trial):
    return np.abs(trial.cop_mm[20:] - np.column_stack((Y_MM, X_MM))[20:]).max() < 1e-6


def of_zero(trial):
    """Name the faults of the zero; that nobody is on the plate at first is another matter."""
    return [(fault.name, fault.effect) for fault in trial.faults if "zero" in fault.name]


@pytest.mark.parametrize(
    "parts",
    [
        {"zero": (1, 20)},
        {"zero": (0, 20)},
        {"zero": (1, 4), "per_frame": 5},
        {"zero": (101, 120), "header_frames": (101, 100 + N)},
        {"zero": (201, 220), "trial": (201, 200 + N)},
    ],
)
def test_frames_are_those_of_the_trial(tmp_path, parts):
    trial = read_trial(written(tmp_path, **parts), plate=RIGHT_WAY)
    assert trial.n_samples == N
    assert is_right(trial)
    assert of_zero(trial) == [("empty_plate_off_zero", "mended")]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"zero": (1, 10), "header_frames": (101, 100 + N)}, "and does not hold them"),
        ({"zero": (200, 210)}, "and does not hold them"),
        ({"zero": (15, 40)}, "the board was not empty"),
        ({"zero": (0, 0)}, ""),
        ({"zero": (10, 1)}, ""),
    ],
)
def test_nothing_is_taken_off_where_the_frames_do_not_fit(tmp_path, parts, said):
    trial = read_trial(written(tmp_path, **parts), plate=RIGHT_WAY)
    assert not is_right(trial)
    assert of_zero(trial) == []
    notes = [note for note in trial.notes if "as the empty plate" in note]
    assert [said in note and "nothing was taken off" in note for note in notes] == [True] * bool(
        said
    )


def test_an_empty_plate_that_reads_nothing_is_no_fault(tmp_path):
    rows = wrench(X_MM, Y_MM, FX, FY, LOAD)
    rows[:20] = 0.0
    path = write_c3d(tmp_path / "a.c3d", rows, units=N_MM, plates=[plate()], zero=(1, 20))
    assert of_zero(read_trial(path)) == []


def test_a_plate_that_gives_places_keeps_them(tmp_path):
    """Type 1: an empty plate's place is any number, and no mean to be taken off."""
    nobody = np.arange(N) < 20
    load = np.where(nobody, 0.0, LOAD)
    places = np.where(nobody[:, None], 33.0, np.column_stack((X_MM, Y_MM)))
    rows = np.column_stack((-FX, -FY, -load - 25.0, places, 0 * X_MM))
    units = ["N", "N", "N", "mm", "mm", "Nmm"]
    path = write_c3d(tmp_path / "a.c3d", rows, units=units, plates=[plate(1)], zero=(1, 20))
    trial = read_trial(path, plate=RIGHT_WAY)
    assert is_right(trial)
    assert np.abs(trial.fz_n - load).max() < 1e-6
    assert any("taken off the load alone" in note for note in trial.notes)
