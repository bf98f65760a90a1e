"""A programme on the command line: played, shown, and refused before a board is opened."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balance_arcade.cli import main
from balance_arcade.core.clock import WallAnchor

EXAMPLE = Path(__file__).parents[3] / "examples" / "programme.toml"
PROGRAMME = """
name = "Calm"
weeks = 2
sessions_per_week = 2
[[block]]
game = "calm-lantern"
minutes = 0.1
"""


@pytest.fixture(autouse=True)
def a_wednesday(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here may hang on the night in which a week ends."""
    monkeypatch.setattr(WallAnchor, "day", lambda anchor: "2026-03-04")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "calm.toml"
    file.write_text(PROGRAMME, encoding="utf-8")
    return file


def objects(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_played_twice_and_shown(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    who = ("--person", "p-1", "--out", str(tmp_path))
    play = ("play", "--programme", str(file), "--board", "sim:?seed=1", "--headless", "--json")
    assert main([*play, *who, "--no-summary"]) == 0
    game, told = objects(capsys)
    assert game["game"] == "calm-lantern"
    session = told["programme"]
    assert (session["week"], session["session"], session["sessions"]) == (1, 1, 2)
    counts = (session["planned"], session["started"], session["completed"])
    assert counts == (1, 1, 1)
    assert session["active_s"] == pytest.approx(6.0, abs=0.1)
    assert main([*play, *who, "--no-summary"]) == 0
    session = objects(capsys)[1]["programme"]
    assert session["session"] == 2
    # This session and the one before, each once.
    assert session["minutes"][0]["played"] == pytest.approx(0.2, abs=0.01)
    # The week is done: one line, and nothing is played.
    assert main([*play, *who, "--no-summary"]) == 1
    assert "All 2 sessions of week 1 of Calm are done." in capsys.readouterr().err
    assert main(["programme", "show", str(file), *who, "--json"]) == 0
    (shown,) = objects(capsys)
    assert shown["origin"] == "simulated"
    first = shown["weeks"][0]
    assert (first["planned"], first["started"], first["completed"]) == (2, 2, 2)
    assert first["minutes"] == pytest.approx(0.2, abs=0.01)
    assert first["elapsed_minutes"] > first["minutes"]
    assert shown["next"] is None
    assert main(["programme", "show", str(file), *who]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Calm, p-1 [SIMULATED]\n")
    assert "########" in said


def test_the_example_is_played_whole_by_nobody_in_particular(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--board", "sim:?seed=2", "--headless", "--json", "--no-record")
    assert main(["play", "--programme", str(EXAMPLE), *where]) == 0
    *games, told = objects(capsys)
    names = [game["game"] for game in games]
    assert names == ["calm-lantern", "orchard", "orchard", "star-reach", "star-reach"]
    assert [game["trials"] for game in games[1:]] == [12, 12, 10, 10]
    session = told["programme"]
    assert (session["planned"], session["completed"], session["trials"] >= 44) == (5, 5, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--week", "3"), "There is no week 3 in Calm."),
        (("--seconds", "30"), "--seconds stands beside it"),
        (("orchard",), "a game stands beside it"),
        (("--ask",), "--ask stands beside it"),
        (("--plan", "x.toml"), "--plan stands beside it"),
    ],
)
def test_what_contradicts_it_is_refused_before_a_board_is_opened(
    file: Path, words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    board = ("--board", "arduino:/dev/no-such-port")
    if words[0] == "--plan":
        plan = file.with_name("x.toml")
        plan.write_text("seed = 1\n")
        words = ("--plan", str(plan))
    assert main(["play", *words, "--programme", str(file), *board, "--headless"]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_a_bad_file_is_one_line_before_a_board_is_opened(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(PROGRAMME + "sets = 10000\n")
    for command in (("play", "--board", "arduino:/dev/no"), ("serve", "arduino:/dev/no")):
        assert main([*command, "--programme", str(file)]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert "calm.toml, line 8: sets must be a whole number from 1 to 20, not 10000." in line


def test_show_wants_to_know_whose(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "show", str(file)]) == 1
    assert "Add --person ID." in capsys.readouterr().err
