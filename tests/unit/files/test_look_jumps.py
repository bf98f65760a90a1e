"""Single garbled places are named; steps, leans and what a board sees of them are not."""

import numpy as np
import pytest

from balance_arcade.cli import main
from balance_arcade.files.look.jumps import name_jumps
from balance_arcade.records.analyze import analyze_file

T_S = np.arange(3000) / 100
COP_MM = np.column_stack((4 * np.sin(2 * np.pi * 0.31 * T_S), 6 * np.sin(2 * np.pi * 0.23 * T_S)))


def table(path, cop_mm):
    rows = np.column_stack((T_S, cop_mm))
    np.savetxt(path, rows, "%.4f", ",", header="t_s,cop_ml_mm,cop_ap_mm", comments="")
    return path


@pytest.mark.parametrize("at_mm", [-150.0, 1000.0, 25000.3, -70000.7])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_garbled_places_are_named_and_counted(at_mm, n):
    cop_mm = COP_MM + 5.0
    for first in (500, 1700):
        cop_mm[first : first + n, 1] = at_mm + np.arange(n)
    found = name_jumps(cop_mm, 100.0)
    assert [(fault.name, fault.n_samples) for fault in found] == [("place_jumps", 2 * n)]


def test_what_stays_away_is_no_jump():
    for n in (4, 50, 1000):
        cop_mm = COP_MM.copy()
        cop_mm[500 : 500 + n, 0] += 150.0
        assert name_jumps(cop_mm, 100.0) == ()
    stepping = COP_MM + np.column_stack((120 * np.sign(np.sin(2 * np.pi * T_S)), 0 * T_S))
    assert name_jumps(stepping[::8], 12.5) == ()


def test_a_file_says_its_jumps_and_blames_no_noise(tmp_path):
    cop_mm = COP_MM.copy()
    cop_mm[[500, 1700], 0] = 5000.5
    result = analyze_file(table(tmp_path / "x.csv", cop_mm))
    assert [fault.name for fault in result.quality.faults] == ["place_jumps"]
    assert not any("noise. Compare" in note for note in result.quality.notes)


@pytest.mark.parametrize("mark", [32767.0, -32768.0, 65535.0])
def test_the_end_of_an_integer_is_no_place(tmp_path, mark):
    cop_mm = COP_MM.copy()
    cop_mm[[500, 1700]] = mark
    result = analyze_file(table(tmp_path / "x.csv", cop_mm), "raw")
    assert [(f.name, f.n_samples) for f in result.quality.faults] == [("value_is_a_mark", 2)]
    assert f"{mark:.0f}" in result.quality.faults[0].sentence


@pytest.mark.parametrize("load_n", [1000.0, 25000.0])
def test_a_corner_s_garbled_value_is_named(tmp_path, load_n):
    ml, ap = (COP_MM / (433 / 2, 238 / 2)).T
    corners_n = 175 * np.column_stack((1 - ml + ap, 1 + ml + ap, 1 - ml - ap, 1 + ml - ap))
    corners_n[[500, 1700], 1] = load_n
    rows = np.column_stack((T_S, corners_n))
    head = "# width_mm = 433\n# length_mm = 238\nt_s,tl_n,tr_n,bl_n,br_n"
    np.savetxt(tmp_path / "x.csv", rows, "%.4f", ",", header=head, comments="")
    result = analyze_file(tmp_path / "x.csv", "raw")
    assert [(f.name, f.n_samples) for f in result.quality.faults] == [("place_jumps", 2)]


def test_a_replay_says_them_however_short_it_is(tmp_path, capsys):
    cop_mm = COP_MM.copy()
    cop_mm[500, 0] = 5000.5
    path = table(tmp_path / "x.csv", cop_mm)
    assert main(["watch", f"replay:{path}?speed=0", "--seconds", "0.1"]) == 0
    assert "Warning: 1 of 3000 samples lie more than 100 mm" in capsys.readouterr().err
