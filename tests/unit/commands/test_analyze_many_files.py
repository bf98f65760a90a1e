"""``analyze`` over many files: each that cannot be read is one line, the others go on."""

import json

import numpy as np
import pytest

from balance_arcade.cli import main

HEADER = "Time[s]\tCOPx[cm]\tCOPy[cm]"
ROWS = [f"{i / 100:.2f}\t{np.sin(i / 40):.6f}\t{np.cos(i / 55):.6f}" for i in range(1, 3001)]
GOOD = "\n".join([HEADER, *ROWS]) + "\n"
BROKEN = {
    "empty.txt": b"",
    "header.txt": HEADER.encode(),
    "one-row.txt": "\n".join([HEADER, ROWS[0]]).encode(),
    "cut-line.txt": GOOD[:-12].encode(),
    "cut-number.txt": GOOD[:-3].encode(),
    "no-header.txt": "\n".join(ROWS).encode(),
    "no-unit.txt": GOOD.replace("[cm]", "").encode(),
    "inches.txt": GOOD.replace("COPy[cm]", "COPy[in]").encode(),
    "words.txt": GOOD.replace(ROWS[7], "0.08\tup\tdown").encode(),
    "wide.txt": GOOD.replace(ROWS[7], ROWS[7] + "\t1.0").encode(),
    "comma.txt": GOOD.replace("\t", ",").replace(".", ",").encode(),
    "no-time.txt": GOOD.replace("Time[s]", "Frame[1]").encode(),
    "backwards.txt": "\n".join([HEADER, *[f"5.0\t{i}\t{i}" for i in range(9)]]).encode(),
    "twice.txt": GOOD.replace("COPy[cm]", "COPx[cm]").encode(),
    "far.txt": GOOD.replace(ROWS[7], "0.08\t1e9\t1.0").encode(),
    "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe",
    "record.mcap": b"\x89MCAP0\r\nnothing more",
}


@pytest.fixture(autouse=True)
def _no_compiling(monkeypatch):
    monkeypatch.setattr("balance_arcade.commands.analyze.ensure_compiled", lambda *_: None)


def test_what_cannot_be_read_is_one_line_each_and_the_rest_is_measured(tmp_path, capsys):
    paths = [tmp_path / "first.txt", *[tmp_path / name for name in BROKEN], tmp_path / "last.txt"]
    for path in paths:
        path.write_bytes(BROKEN.get(path.name, GOOD.encode()))
    code = main(["analyze", *[str(p) for p in paths], "--preset", "duarte_bds", "--json"])
    out, err = capsys.readouterr()
    assert code == 1
    said = [line for line in err.splitlines() if line.startswith("balance-arcade analyze: ")]
    for name in BROKEN:
        lines = [line for line in said if f" {name}" in line]
        assert len(lines) == 1, (name, said)
    assert len(said) == len(BROKEN)
    assert "Traceback" not in err
    results = [json.loads(line) for line in out.splitlines()]
    assert [r["file"] for r in results] == [str(paths[0]), str(paths[-1])]
    assert all(r["metrics"]["ellipse_area_mm2"]["value"] > 0.0 for r in results)


def test_feet_and_height_are_options(tmp_path, capsys):
    path, feet = tmp_path / "good.txt", tmp_path / "feet.csv"
    path.write_text(GOOD)
    feet.write_text("ml_cm,ap_cm\n-15,-12\n15,-12\n15,12\n-15,12\n")
    ask = ["analyze", str(path), "--json", "--height-cm", "170", "--base-of-support"]
    results = []
    for base in ("300x240", str(feet)):
        assert main([*ask, base]) == 0
        results.append(json.loads(capsys.readouterr().out)["metrics"])
    assert results[0] == results[1]
    assert results[0]["ttb_quadratic_min_s"]["value"] > 0.0
    assert results[0]["cog_sway_velocity_deg_s"]["value"] > 0.0
    assert main(["analyze", str(path)]) == 0
    out = capsys.readouterr().out
    assert "no value, needs the body height (--height-cm): cog_rms_ml_mm" in out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--height-cm", "1.7"], "body height must be 50 to 250 cm, not 1.7"),
        (["--height-cm", "nan"], "body height must be 50 to 250 cm, not nan"),
        (["--base-of-support", "wide"], "neither a size nor an existing file"),
    ],
)
def test_options_that_make_no_sense(tmp_path, capsys, options, words):
    path = tmp_path / "good.txt"
    path.write_text(GOOD)
    assert main(["analyze", str(path), *options]) == 1
    assert words in capsys.readouterr().err
