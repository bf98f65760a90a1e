"""``analyze --look``, the options that cut, and the exit codes."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from c3d_person import N_MM, person, plate, wrench
from c3d_writer import write_c3d

from balance_arcade.cli import main


def table(path, n=1500, rate_hz=50.0, head=""):
    rows = [
        f"{i / rate_hz},{3 * math.sin(i / 20)},{2 * math.cos(i / 33)},{700 * (i > 200)}"
        for i in range(n)
    ]
    path.write_text(head + "t_s,cop_ml_mm,cop_ap_mm,fz_n\n" + "\n".join(rows) + "\n")
    return path


def looked(capsys, *words):
    code = main(["analyze", "--look", "--json", *map(str, words)])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_table(tmp_path, capsys):
    path = table(tmp_path / "a.csv", head="# origin = simulated\nof today\n")
    code, (look,) = looked(capsys, path)
    assert code == 0
    assert (look["format"], look["origin"], look["names_line"]) == ("table", "simulated", 3)
    assert look["columns"][:2] == [
        {"name": "t_s", "unit": "s"},
        {"name": "cop_ml_mm", "unit": "mm"},
    ]
    assert (look["rate_hz"], look["n_samples"], look["duration_s"]) == (50.0, 1500, 30.0)
    assert look["load_n"] == 700.0
    assert look["first_rows"][0][:2] == ["0.0", "0.0"]
    assert look["first_samples"][1]["t_s"] == 0.02
    assert "metrics" not in look


def test_a_part_of_it_and_plates(tmp_path, capsys):
    rows = np.hstack((wrench(*person(1)), 0.0 * wrench(*person(2))))
    plates = [plate(), plate(channels=range(7, 13))]
    labels = [f"{name}{k}" for k in (1, 2) for name in ("Fx", "Fy", "Fz", "Mx", "My", "Mz")]
    path = write_c3d(tmp_path / "a.c3d", rows, units=N_MM * 2, plates=plates, labels=labels)
    code, (look,) = looked(capsys, path, "--from", "0.1", "--to", "0.3")
    assert (code, look["n_samples"], look["names_line"]) == (0, 20, None)
    assert [plate["measured"] for plate in look["plates"]] == [True, False]
    assert look["columns"][8] == {"name": "Fz2", "unit": "N"}
    assert (look["width_mm"], look["length_mm"]) == (600.0, 400.0)


def test_what_is_not_understood_says_what_was_seen(tmp_path, capsys):
    path = tmp_path / "a.csv"
    path.write_text("t_s,copx,copy\n0,1,2\n0.1,1,2\n")
    code, (look, gone) = looked(capsys, path, tmp_path / "gone.csv")
    assert code == 1
    assert not look["understood"]
    assert "has no centre of pressure" in look["fault"]
    assert [column["name"] for column in look["columns"]] == ["t_s", "copx", "copy"]
    assert look["first_rows"][1] == ["0.1", "1", "2"]
    assert (gone["understood"], gone["columns"]) == (False, [])


def test_people_read_it_in_eighty_columns(tmp_path, capsys):
    path = table(tmp_path / "a.csv")
    assert main(["analyze", "--look", str(path)]) == 0
    out = capsys.readouterr().out
    assert "names: line 1\n" in out
    assert "columns: t_s [s], cop_ml_mm [mm], cop_ap_mm [mm], fz_n [N]" in out.replace("[n]", "[N]")
    assert "samples: 1500, 30.00 s at 50 Hz" in out
    assert max(map(len, out.splitlines()[1:])) <= 80


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (("good",), 0),
        (("short",), 3),
        (("good", "short"), 3),
        (("good", "short", "bad"), 1),
    ],
)
def test_exit_codes(tmp_path, capsys, texts, code):
    table(tmp_path / "good.csv", n=300)
    table(tmp_path / "short.csv", n=5)
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    files = [str(tmp_path / f"{name}.csv") for name in texts]
    assert main(["analyze", "--preset", "default", "--json", *files]) == code
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(texts) - texts.count("bad")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--zero", "7"), "--zero 7 is not two times"),
        (("--zero", "7,0"), "from 7 s to 0 s"),
        (("--zero", "a,b"), "is not two times"),
        (("--from", "9", "--to", "3"), "begins at 9 s and ends at 3 s"),
        (("--plate", "0"), "Plates are counted from 1"),
        (("--up", "y", "--z", "down"), "y was said to point up"),
    ],
)
def test_options_without_sense(tmp_path, capsys, words, said):
    assert main(["analyze", str(table(tmp_path / "a.csv", n=9)), *words]) == 1
    assert said in capsys.readouterr().err
