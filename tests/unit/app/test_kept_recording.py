"""Whoever loses a board is told where the recording of it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from balance_arcade.app.kept import say_kept
from balance_arcade.cli import main
from balance_arcade.core.errors import BalanceArcadeError, RecordingError
from balance_arcade.files.recording import RecordingReader

_SERVE = ("--live", "tcp://127.0.0.1:0", "--ctl", "tcp://127.0.0.1:0")


def _told(capsys: pytest.CaptureFixture[str]) -> str:
    # A busy computer may say before that it compiles.
    lines = capsys.readouterr().err.splitlines()
    (line,) = [line for line in lines if not line.startswith("First start")]
    return line


def test_serve_says_where_the_recording_of_a_lost_board_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["serve", "sim:?vanish=3&speed=0", "--out", str(tmp_path), *_SERVE]) == 1
    (file,) = tmp_path.glob("*.mcap")
    said = _told(capsys)
    assert "pulled out" in said
    assert said.endswith(f"Recorded until then: {file}.")
    assert RecordingReader(file).complete


def test_play_says_it_the_same_way(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    board = "sim:?seed=2&vanish=60"
    words = ("play", "orchard", "--headless", "--seconds", "60", "--board", board)
    assert main([*words, "--out", str(tmp_path)]) == 1
    (game,) = tmp_path.glob("*orchard*.mcap")
    (page,) = tmp_path.glob("summary-*.html")
    kept = f"Recorded until then: {game} (1 more beside it). Summary: {page}."
    assert _told(capsys).endswith(kept)


def test_one_that_could_not_be_closed_is_named_as_it_lies(tmp_path: Path) -> None:
    error = RecordingError("The disk is full.", hint="Free some space.")
    part = tmp_path / "b.mcap.part"
    part.touch()
    say_kept(error, [tmp_path / "gone.mcap", tmp_path / "b.mcap"])
    assert str(error) == f"The disk is full. Free some space. Recorded until then: {part}."


def test_nothing_is_said_where_nothing_was_kept(tmp_path: Path) -> None:
    error = BalanceArcadeError("It went away.")
    say_kept(error, [tmp_path / "gone.mcap"])
    assert str(error) == "It went away."
