"""``balance-arcade jump``: text, JSON, table, pictures, exit codes."""

import csv
import json

import numpy as np
import pytest

from balance_arcade.cli import main
from balance_arcade.testing.jump_models import countermovement_jump, drop_jump


@pytest.fixture
def trials(tmp_path):
    """Three jumps in one record of two plates, and a drop jump."""
    jumps = [countermovement_jump(seed, 500.0) for seed in (1, 2, 3)]
    load = np.concatenate([jump.load_n for jump in jumps])
    _write(tmp_path / "three.csv", 0.52 * load, 0.48 * load)
    drop = drop_jump(1, 500.0)
    _write(tmp_path / "drop.csv", 0.5 * drop.load_n, 0.5 * drop.load_n, "# origin = simulated\n")
    return tmp_path


def _write(path, left, right, above=""):
    t_s = np.arange(left.size) / 500.0
    rows = np.column_stack((t_s, left, right))
    header = f"{above}Time (s),LeftForce (N),RightForce (N)"
    np.savetxt(path, rows, fmt="%.4f", delimiter=",", header=header, comments="")


def test_json_says_value_unit_definition_and_uncertainty(trials, capsys):
    assert main(["jump", str(trials / "three.csv"), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [trial["test"] for trial in found["trials"]] == ["cmj"] * 3
    height = found["trials"][0]["values"]["jump_height_impulse_m"]
    assert abs(height["value"] - 0.3) < 0.02
    assert height["unit"] == "m"
    assert "Linthorne" in height["definition"]
    assert 0.001 < height["standard_uncertainty"] < 0.02
    assert height["needs_hz"] == 50.0
    share = found["trials"][0]["values"]["asymmetry_propulsion_pct"]["value"]
    assert share == pytest.approx(4.0, abs=0.1)
    assert found["summary"]["n"] == 3
    assert found["summary"]["cv_pct"] < 5.0


def test_text_says_flags_uncertainty_and_summary(trials, capsys):
    assert main(["jump", str(trials / "three.csv"), "--test", "sj"]) == 0
    out = capsys.readouterr().out
    assert "FLAG: a countermovement" in out
    assert "± 95 %" in out
    assert "best" in out
    assert "CV" in out
    assert max(len(line) for line in out.splitlines()[2:]) <= 80


def test_a_table_has_a_row_a_trial(trials, capsys):
    table = trials / "rows.csv"
    assert main(["jump", str(trials), "--csv", str(table)]) == 0
    assert capsys.readouterr().out == ""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["test"] for row in rows] == ["dj", "cmj", "cmj", "cmj"]
    assert rows[0]["origin"] == "simulated"
    assert float(rows[0]["contact_time_s"]) == pytest.approx(0.243, abs=0.004)
    assert rows[0]["time_to_take_off_s"] == ""
    assert float(rows[1]["u_jump_height_impulse_m"]) > 0.0


def test_pictures_are_marked_and_named(trials):
    out = trials / "pictures"
    assert main(["jump", str(trials / "drop.csv"), "--plot", str(out)]) == 0
    text = (out / "drop_dj1.svg").read_text(encoding="utf-8")
    assert "SIMULATED" in text
    assert "Drop jump" in text
    for phase in ("braking", "propulsion", "flight", "landing"):
        assert phase in text
    assert (out / "drop_dj1.png").read_bytes().startswith(b"\x89PNG")


def test_a_file_without_a_jump_is_named_and_the_rest_go_on(trials, capsys):
    standing = trials / "standing.csv"
    _write(standing, np.full(2000, 350.0), np.full(2000, 350.0))
    assert main(["jump", str(standing), str(trials / "drop.csv"), "--json"]) == 1
    out, err = capsys.readouterr()
    assert "standing.csv: No jump or landing is found" in err
    assert json.loads(out)["trials"][0]["test"] == "dj"


def test_a_stated_mass_and_box(trials, capsys):
    assert main(["jump", str(trials / "drop.csv"), "--json", "--mass", "70", "--box", "35"]) == 0
    values = json.loads(capsys.readouterr().out)["trials"][0]["values"]
    assert values["body_mass_kg"]["value"] == pytest.approx(70.0)
    assert "stated" in values["weighing_sd_n"]["refused"]
    assert values["drop_less_box_m"]["value"] == pytest.approx(-0.05, abs=0.02)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--mass", "3"], "--mass must be 5 to 400 kg"),
        (["--box", "0.3"], "--box must be 1 to 200 cm"),
        (["--sides", "1"], "is not two plates"),
        (["--sides", "2,2"], "two different plates"),
        (["--jobs", "0"], "--jobs must be 1 or more"),
    ],
)
def test_options_that_make_no_sense(trials, capsys, words, said):
    assert main(["jump", str(trials / "drop.csv"), *words]) == 1
    assert said in capsys.readouterr().err
