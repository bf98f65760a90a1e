"""Plates whose upright axis is not z: texts and C3D files."""

from __future__ import annotations

import numpy as np
import pytest
from c3d_person import CORNERS_DOWN, DEPTH_MM, N_MM, person, plate, wrench
from c3d_writer import write_c3d

from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables import PlateOptions, read_trial

X_MM, Y_MM, FX, FY, LOAD = person()
HOUSE = np.column_stack((X_MM, Y_MM))
# Where x, y and z of a plate with z up stand in a file in which another axis is up.
PLACES = {"y": (2, 0, 1), "x": (1, 2, 0), "z": (0, 1, 2)}


def turned(channels, up):
    """Forces and moments of a plate with z up, as a file with another axis up has them."""
    out = np.empty_like(channels)
    for own, theirs in enumerate(PLACES[up]):
        out[:, theirs], out[:, 3 + theirs] = channels[:, own], channels[:, 3 + own]
    return out


def text(path, names, columns):
    rows = ["\t".join(("time", *names)), "\t".join(("s", *units(names)))]
    for k, row in enumerate(columns):
        rows.append("\t".join(f"{v:.6f}" for v in (k / 100.0, *row)))
    path.write_text("\n".join(rows) + "\n")
    return path


def units(names):
    return [{"F": "N", "M": "N.mm", "C": "mm", "A": "mm"}[name[0]] for name in names]


SIX = ("Fx", "Fy", "Fz", "Mx", "My", "Mz")


@pytest.mark.parametrize("up", ["x", "y", "z"])
def test_moments_of_a_text(tmp_path, up):
    channels = turned(wrench(X_MM, Y_MM, FX, FY, LOAD, z_down=False, depth=0.0), up)
    path = text(tmp_path / "a.txt", SIX, channels)
    trial = read_trial(path, plate=PlateOptions(up=up))
    assert np.abs(trial.cop_mm - HOUSE).max() < 1e-4
    assert np.abs(trial.fz_n - LOAD).max() < 1e-4
    assert np.abs(trial.horizontal_n + np.column_stack((FX, FY))).max() < 1e-4
    ahead = "+" + "xyz"[PLACES[up][1]]
    assert f"{ahead} axis is taken to point to the toes, its {up} axis up" in trial.notes[0]


def test_the_axis_to_the_toes_is_one_of_the_file(tmp_path):
    channels = turned(wrench(X_MM, Y_MM, FX, FY, LOAD, z_down=False, depth=0.0), "y")
    path = text(tmp_path / "a.txt", SIX, channels)
    trial = read_trial(path, plate=PlateOptions(up="y", front="-z"))
    # The file's z is the house's right; who looks along -z has the file's x at the right.
    assert np.abs(trial.cop_mm - np.column_stack((Y_MM, -X_MM))).max() < 1e-4


def test_depth_counts_along_the_upright_axis(tmp_path):
    channels = turned(wrench(X_MM, Y_MM, FX, FY, LOAD, z_down=False), "y")
    path = text(tmp_path / "a.txt", SIX, channels)
    trial = read_trial(path, plate=PlateOptions(up="y", depth_mm=DEPTH_MM))
    assert np.abs(trial.cop_mm - HOUSE).max() < 1e-4


@pytest.mark.parametrize("names", [("COPx", "COPz"), ("COPx", "COPy", "COPz")])
def test_a_centre_of_pressure_of_a_text(tmp_path, names):
    places = {"COPx": Y_MM, "COPy": np.zeros_like(X_MM), "COPz": X_MM}
    columns = [FX, LOAD, 12.0 + 0 * FX, *(places[name] for name in names)]
    path = text(tmp_path / "a.txt", ("Fx", "Fy", "Fz", *names), np.column_stack(columns))
    trial = read_trial(path, plate=PlateOptions(up="y"))
    assert np.abs(trial.cop_mm - HOUSE).max() < 1e-4
    assert np.abs(trial.fz_n - LOAD).max() < 1e-4


def test_what_is_missing_is_named_by_its_axes(tmp_path):
    path = text(tmp_path / "a.txt", ("Fx", "Fy", "Fz", "Mx", "My"), np.ones((50, 5)))
    with pytest.raises(RecordingError, match="has neither Mx and Mz nor Ax and Az"):
        read_trial(path, plate=PlateOptions(up="y"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"up": "y", "front": "+y"}, "axis y is upright, so [+]y cannot point to the toes"),
        ({"front": "-z"}, "axis z is upright"),
        ({"up": "x", "z": "down"}, "x was said to point up, and z to point down"),
        ({"up": "w"}, "up cannot be 'w'"),
    ],
)
def test_axes_that_contradict_each_other(options, message):
    with pytest.raises(ConfigError, match=message):
        PlateOptions(**options)


def test_channels_of_c3d_in_the_axes_of_a_laboratory_with_y_up(tmp_path):
    channels = turned(wrench(X_MM, Y_MM, FX, FY, LOAD, z_down=False), "y")
    # x of the house is the laboratory's z, y its x.
    corners = [[200, 0, 300], [200, 0, -300], [-200, 0, -300], [-200, 0, 300]]
    described = plate(corners=np.ravel(corners).tolist(), origin=(0.0, DEPTH_MM, 0.0))
    path = write_c3d(tmp_path / "a.c3d", channels, units=N_MM, plates=[described])
    trial = read_trial(path, plate=PlateOptions(up="y"))
    assert np.abs(trial.cop_mm - HOUSE).max() < 1e-4
    assert np.abs(trial.fz_n - LOAD).max() < 1e-4
    assert (trial.geometry.width_mm, trial.geometry.length_mm) == (600.0, 400.0)
    assert "+x axis is taken to point to the toes, its y axis up" in trial.notes[0]


@pytest.mark.parametrize("up", ["auto", "y"])
def test_a_c3d_plate_with_a_z_of_its_own_needs_no_word_of_the_laboratory(tmp_path, up):
    """The format's way: z is the plate's normal, whichever axis of the laboratory is up."""
    corners = np.reshape(CORNERS_DOWN, (4, 3))[:, [1, 2, 0]]
    rows = wrench(X_MM, Y_MM, FX, FY, LOAD)
    path = write_c3d(
        tmp_path / "a.c3d", rows, units=N_MM, plates=[plate(corners=corners.ravel().tolist())]
    )
    trial = read_trial(path, plate=PlateOptions(up=up))
    assert np.abs(trial.cop_mm - np.column_stack((-X_MM, Y_MM))).max() < 1e-4
    assert "+y axis is taken to point to the toes, its z axis down" in trial.notes[0]
