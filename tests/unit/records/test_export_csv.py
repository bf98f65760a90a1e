"""Exported samples: one row each, units in the names, and the same numbers when read again."""

import numpy as np
import pytest
from c3d_person import N_MM, person, plate, wrench
from c3d_writer import write_c3d
from phased_recording import GEOMETRY, record_session

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.feet import corners_of_feet
from balance_arcade.files.tables import PlateOptions, read_trial
from balance_arcade.records.analyze import analyze_file
from balance_arcade.records.export_csv import csv_of_trial


def a_recording(folder):
    return record_session(folder / "trial.mcap", origin="simulated"), None


def a_c3d_file(folder):
    x, y, fx, fy, load = person()
    rows = wrench(x, y, fx, fy, load, z_down=True, reaction=False)
    path = write_c3d(folder / "trial.c3d", rows, units=N_MM, plates=[plate()])
    return path, PlateOptions(front="+x")


def a_bds_file(folder):
    path = folder / "bds.txt"
    t = np.arange(1, 1501) / 100.0
    cop_cm = np.column_stack((np.sin(t), 0.3 * np.cos(1.7 * t)))
    load = 600.0 + np.sin(t)
    moments = (cop_cm[:, 1] * load / 100.0, -cop_cm[:, 0] * load / 100.0)
    head = "Time[s] Fx[N] Fy[N] Fz[N] Mx[Nm] My[Nm] Mz[Nm] COPx[cm] COPy[cm]".replace(" ", "\t")
    rows = np.column_stack((t, np.cos(t), np.sin(2 * t), load, *moments, 0 * t, cop_cm))
    np.savetxt(path, rows, fmt="%.6f", delimiter="\t", header=head, comments="")
    return path, None


def two_feet(folder):
    path = folder / "feet.csv"
    t = np.arange(1500) / 100.0
    left = 350.0 + 40.0 * np.sin(t)
    moments = (5000.0 * np.sin(1.3 * t), 4000.0 * np.cos(t))
    corners = np.column_stack(corners_of_feet(left, 700.0 - left, *moments, GEOMETRY))
    rows = np.column_stack((t, corners, left, 700.0 - left))
    rows[200:230, 1:] = np.nan
    head = "t_s,tl_n,tr_n,bl_n,br_n,left_foot_n,right_foot_n"
    head = f"# width_mm = 433\n# length_mm = 238\n{head}"
    np.savetxt(path, rows, delimiter=",", header=head, comments="")
    return path, None


@pytest.mark.parametrize("make", [a_recording, a_c3d_file, a_bds_file, two_feet])
def test_read_again_it_gives_the_same_numbers(tmp_path, make):
    path, options = make(tmp_path)
    out = tmp_path / "again.csv"
    out.write_bytes(csv_of_trial(read_trial(path, plate=options)))
    before, after = analyze_file(path, plate=options), analyze_file(out)
    assert len(before.metrics) > 100
    assert {name: metric.value for name, metric in after.metrics.items()} == {
        name: metric.value for name, metric in before.metrics.items()
    }
    assert after.quality.refused == before.quality.refused
    assert (after.origin, after.rate_hz, after.n_samples) == (
        before.origin,
        before.rate_hz,
        before.n_samples,
    )


def test_names_carry_units_and_nothing_stands_above_them(tmp_path):
    path, _ = a_recording(tmp_path)
    lines = csv_of_trial(read_trial(path)).decode().splitlines()
    assert lines[0] == (
        "t_s,cop_ml_mm,cop_ap_mm,fz_n,tl_n,tr_n,bl_n,br_n,cell_width_mm,cell_length_mm,simulated"
    )
    assert len(lines) == 2601
    assert all(line.endswith(",433.0,238.0,1.0") for line in lines[1:])


def test_a_missing_value_is_an_empty_cell(tmp_path):
    path, _ = two_feet(tmp_path)
    lines = csv_of_trial(read_trial(path)).decode().splitlines()
    assert lines[201].startswith("2.0,,,,,,,,,")


@pytest.mark.parametrize("width", ["0", "nan", "433,434"])
def test_a_spacing_that_is_none_is_refused(tmp_path, width):
    path = tmp_path / "odd.csv"
    first, last = (width.split(",") * 2)[:2]
    head = "t_s,tl_n,tr_n,bl_n,br_n,cell_width_mm,cell_length_mm"
    path.write_text(f"{head}\n0,9,9,9,9,{first},238\n1,9,9,9,9,{last},238\n")
    with pytest.raises(RecordingError, match="cell_width_mm is not one length"):
        read_trial(path)
