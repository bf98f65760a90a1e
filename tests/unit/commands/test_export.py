"""``export``: samples of anything that is read, whole or not at all, never over an input."""

import errno
from pathlib import Path

import pytest

from balance_arcade.cli import main

TABLE = "t_s;cop_ml_cm;cop_ap_cm\n0,00;0,1;2\n0,01;0,2;2\n0,02;0,3;2\n"


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "walk.csv"
    path.write_text(TABLE)
    return path


def test_samples_are_written_and_counted(table, tmp_path, capsys):
    out = tmp_path / "out.csv"
    assert main(["export", str(table), "--csv", str(out)]) == 0
    assert out.read_text().splitlines()[:2] == ["t_s,cop_ml_mm,cop_ap_mm", "0.0,1.0,20.0"]
    assert capsys.readouterr().err == f"{out}: 3 samples of walk.csv\n"


def test_options_of_reading_are_heeded(tmp_path):
    path, out = tmp_path / "no-times.csv", tmp_path / "out.csv"
    path.write_text("cop_ml_mm,cop_ap_mm\n1,2\n3,4\n")
    assert main(["export", str(path), "--rate", "50", "--csv", str(out)]) == 0
    assert out.read_text().splitlines()[2] == "0.02,3.0,4.0"


def test_the_file_that_is_read_is_never_overwritten(table, tmp_path, capsys):
    link = tmp_path / "link.csv"
    link.symlink_to(table)
    for name in (table, link):
        assert main(["export", str(table), "--csv", str(name)]) == 1
        assert "would overwrite a file that is read" in capsys.readouterr().err
    assert table.read_text() == TABLE


def test_a_full_disk_is_said_and_the_file_of_before_is_kept(table, tmp_path, capsys, monkeypatch):
    out = tmp_path / "out.csv"
    out.write_text("of before")

    def full(self, data):
        self.touch()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["export", str(table), "--csv", str(out)]) == 1
    assert "The table cannot be written to" in capsys.readouterr().err
    assert out.read_text() == "of before"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["out.csv", "walk.csv"]


@pytest.mark.parametrize(
    ("name", "words"), [("", "is a folder"), ("none/out.csv", "there is no folder")]
)
def test_a_place_that_cannot_be_written_is_named_at_once(table, tmp_path, capsys, name, words):
    assert main(["export", str(table), "--csv", str(tmp_path / name)]) == 1
    assert words in capsys.readouterr().err


def test_without_a_form_the_forms_are_named(table, capsys):
    assert main(["export", str(table)]) == 2
    assert "--csv" in capsys.readouterr().err
