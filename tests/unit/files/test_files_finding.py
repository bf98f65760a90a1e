"""Folders and patterns become files: sorted, known endings, once each, and what is left is said."""

import os

import pytest

from balance_arcade.files.finding import ENDINGS, find_files


@pytest.fixture
def study(tmp_path, monkeypatch):
    for name in (
        "S2/eo.txt", "S1/eo.TXT", "S1/ec.c3d", "S1/notes.pdf", "S1/._eo.txt", ".trash/old.csv",
        "run.mcap", "run.mcap.part", "README", "deep/er/still.csv",
    ):  # fmt: skip
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_is_gone_through_sorted_and_what_is_skipped_is_counted(study):
    found = find_files(["."])
    assert found.files == (
        "./run.mcap",
        "./run.mcap.part",
        "./S1/ec.c3d",
        "./S1/eo.TXT",
        "./S2/eo.txt",
        "./deep/er/still.csv",
    )
    assert found.remarks() == ("2 files of other kinds are skipped (.pdf, none).",)
    assert found.without == ()


@pytest.mark.parametrize(
    ("pattern", "files"),
    [
        ("S?/*.txt", ["S2/eo.txt"]),
        ("S[12]", ["S1/ec.c3d", "S1/eo.TXT", "S2/eo.txt"]),
        ("**/*.csv", ["deep/er/still.csv"]),
        ("S1/**", ["S1/ec.c3d", "S1/eo.TXT"]),
        ("S1/*.pdf", ["S1/notes.pdf"]),
    ],
)
def test_patterns_are_expanded_where_no_shell_did(study, pattern, files):
    assert list(find_files([pattern]).files) == files


def test_a_file_that_is_named_like_a_pattern_is_a_file(study):
    (study / "a[1].csv").touch()
    (study / "a1.csv").touch()
    assert find_files(["a[1].csv"]).files == ("a[1].csv",)


@pytest.mark.parametrize("word", ["empty", "S1/*.xyz", "S1/notes*"])
def test_nothing_to_read_is_said_with_the_endings(study, word):
    found = find_files([word, "S2/eo.txt"])
    assert found.files == ("S2/eo.txt",)
    (sentence,) = found.without
    assert word in sentence
    assert all(ending in sentence for ending in ENDINGS)


def test_what_is_named_twice_is_taken_once(study):
    (study / "link.txt").symlink_to(study / "S2/eo.txt")
    found = find_files(["S2/eo.txt", "S2", str(study / "S2/eo.txt"), "link.txt"])
    assert found.files == ("S2/eo.txt",)
    assert found.remarks() == ("1 file was named more than once and taken once.",)


def test_a_missing_file_is_left_to_who_reads_it(study):
    assert find_files(["none.csv", "a\0b"]).files == ("none.csv", "a\0b")


def test_what_is_about_to_be_written_is_not_read(study):
    (study / "rows.csv").touch()
    assert "./rows.csv" not in find_files(["."], leave=["rows.csv"]).files
    assert find_files(["*.csv"], leave=["rows.csv"]).files == ()
    assert find_files(["rows.csv"], leave=["rows.csv"]).files == ("rows.csv",)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_a_folder_that_cannot_be_read_is_said(study):
    (study / "deep").chmod(0)
    try:
        assert "deep cannot be read" in " ".join(find_files(["."]).without)
    finally:
        (study / "deep").chmod(0o755)


def test_the_page_about_a_session_is_no_file_of_measurements(study):
    (study / "summary-20261129T022405Z.txt").touch()
    (study / "summary-of-mine.txt").touch()
    found = find_files(["."])
    assert "./summary-20261129T022405Z.txt" in found.skipped
    assert "./summary-of-mine.txt" in found.files
