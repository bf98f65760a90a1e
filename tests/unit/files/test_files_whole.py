"""A file is there as a whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.named import no_file
from balance_arcade.files.whole import write_whole


def test_file_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("old and longer")
    write_whole(file, b"new", "The page")
    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


def test_full_disk_leaves_the_old_file_and_nothing_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "page.txt"
    file.write_text("old")

    def half(self: Path, data: bytes) -> int:
        with self.open("wb") as target:
            target.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", half)
    with pytest.raises(RecordingError, match="No space left"):
        write_whole(file, b"new and long", "The page")
    assert file.read_text() == "old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="The page cannot be written"):
        write_whole(tmp_path / "nowhere" / "page.txt", b"", "The page")


def test_what_is_no_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.csv"
    file.touch()
    assert no_file(file) is None
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "b", "No file at"),
        (file / "c", "No file at"),
        (Path("a\0b"), "No file at"),
    ):
        said = no_file(path)
        assert said is not None
        assert words in said[0]
    assert no_file(Path("/dev/null")) == (
        "/dev/null is not a regular file.",
        "Save its content as a regular file.",
    )

    def shut(self: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    monkeypatch.setattr(Path, "stat", shut)
    reason = no_file(file)
    assert reason is not None
    assert "cannot be reached (Permission denied)" in reason[0]
