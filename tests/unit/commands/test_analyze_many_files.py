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
    "infinite.txt": GOOD.replace(ROWS[7], "0.08\tinf\t1.0").encode(),
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
    monkeypatch.setattr("balance_arcade.commands.analyze.ensure_compiled", lambda: None)


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
