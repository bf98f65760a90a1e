"""Flags, plan and limits: each reaches what is played, and the command line counts more."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import msgspec
import pytest

from balance_arcade.cli import main
from balance_arcade.commands import demo, play, serve
from balance_arcade.commands.setting_flags import options_from, playlist_from
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games import setup
from balance_arcade.games.registry import game_spec
from balance_arcade.games.settings import SETTINGS, settings_of

FLAGS = {
    "weak_side": "left",
    "assist": 1.5,
    "feedback": "full",
    "mode": "sideways",
    "target_success": 0.7,
    "min_difficulty": 0.3,
    "max_difficulty": 0.5,
    "frozen": True,
    "start_difficulty": 0.4,
    "far_confirmed": True,
    "lean_cap": 0.7,
    "spotter_confirmed": True,
    "seated": True,
    "rest_after_min": 8.0,
    "quiet_s": 5.0,
    "leg": "right",
    "length": "short",
    "ask_after": "never",
    "pain_ends": 5.0,
    "high_contrast": True,
    "reduced_motion": True,
    "music": False,
    "voice": False,
    "screen_inches": 32.0,
    "distance_m": 3.0,
    "language": "es",
}
LIMITS = "[limits]\nlimits_mm = [60, 55, 50, 35, 30, 35, 50, 55]\n"


def parse(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    play.add_arguments(parser)
    return parser.parse_args([*words, "--board", "sim:"])


def words_of(settings: dict[str, object]) -> list[str]:
    words = []
    for name, value in settings.items():
        flag = name.replace("_", "-")
        words.append(f"--no-{flag}" if value is False else f"--{flag}")
        if not isinstance(value, bool):
            words.append(str(value))
    return words


def plan(tmp_path: Path, text: str) -> str:
    file = tmp_path / "plan.toml"
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_every_setting_has_a_flag_that_reaches_the_playlist() -> None:
    assert list(FLAGS) == [one.name for one in SETTINGS]
    given = parse(*words_of(FLAGS), "--seed", "1")
    assert settings_of(playlist_from(given, ("bubble-river",)).options) == FLAGS


def test_the_plan_reaches_the_playlist_and_the_command_line_counts_more(tmp_path: Path) -> None:
    file = plan(
        tmp_path,
        'games = ["orchard"]\nseconds = 30\nseed = 7\nfrozen = true\nhigh_contrast = true\n'
        f"max_difficulty = 0.5\n{LIMITS}\n[last_difficulty]\norchard = 0.4\n",
    )
    alone = playlist_from(parse("--plan", file))
    assert (alone.games, alone.seconds, alone.seed) == (("orchard",), 30.0, 7)
    assert (alone.options.frozen, alone.options.max_difficulty) == (True, 0.5)
    assert alone.options.last_difficulty == {"orchard": 0.4}
    assert alone.limits is not None
    words = ("--no-frozen", "--no-high-contrast", "--max-difficulty", "0.6", "--limits", "measure")
    both = playlist_from(parse("--plan", file, *words, "--seed", "2", "--seconds", "5"))
    assert (both.seconds, both.seed, both.limits) == (5.0, 2, None)
    assert (both.options.frozen, both.options.max_difficulty) == (False, 0.6)
    assert not both.options.screen.high_contrast
    assert playlist_from(parse("--plan", file), ("star-reach",)).games == ("star-reach",)


def test_a_plan_may_be_completed_by_a_flag_and_not_by_chance(tmp_path: Path) -> None:
    file = plan(tmp_path, "max_difficulty = 0.5\n")
    with pytest.raises(ConfigError, match="outside of the range"):
        playlist_from(parse("--plan", file, "--start-difficulty", "0.7"))


def test_the_language_is_the_flags_then_the_plans_then_the_computers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "de_AT.UTF-8")
    spanish = ["--plan", plan(tmp_path, 'language = "es"\n')]
    asked = [playlist_from(parse(*words)) for words in ([], spanish, [*spanish, "--language=en"])]
    assert [one.options.screen.language for one in asked] == ["de", "es", "en"]
    monkeypatch.setenv("LANG", "fi_FI.UTF-8")
    assert playlist_from(parse()).options.screen.language == "en"
    with pytest.raises(SystemExit) as ended:
        parse("--language", "xx")
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "xx" in said
    assert all(known in said for known in ("en", "de", "es"))
    with pytest.raises(ConfigError, match="line 1: language must be en, de or es, not 'xx'"):
        playlist_from(parse("--plan", plan(tmp_path, 'language = "xx"\n')))


@pytest.mark.parametrize("command", [demo, serve])
def test_demo_and_serve_know_the_settings_too(command: object) -> None:
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)  # type: ignore[attr-defined]
    board = ["sim:"] if command is serve else []
    args = parser.parse_args([*board, "--weak-side", "right", "--assist", "1.2", "--frozen"])
    options = options_from(args)
    assert (options.weak_side, options.assist, options.frozen) == ("right", 1.2, True)


def test_a_spotter_is_not_confirmed_for_all_that_a_station_will_start() -> None:
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["sim:", "--spotter-confirmed"])


def test_class_c_is_refused_at_the_door(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spec = msgspec.structs.replace(game_spec("star-reach"), safety_class="C")
    monkeypatch.setattr(setup, "game_spec", lambda name: spec)
    assert main(["play", "star-reach", "--headless", "--board", "sim:"]) == 1
    said = capsys.readouterr().err
    assert "Star Reach is of safety class C: it needs a spotter or a harness." in said
    assert "--spotter-confirmed" in said


def test_what_was_set_stands_in_every_recording(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = plan(tmp_path, f'games = ["star-reach"]\nfrozen = true\n{LIMITS}')
    words = ["play", "--plan", file, "--headless", "--seconds", "3", "--no-summary", "--json"]
    flags = ["--weak-side", "left", "--assist", "1.5", "--high-contrast", "--distance-m", "3"]
    out = ["--out", str(tmp_path / "out"), "--start-difficulty", "0.4"]
    assert main([*words, *flags, *out, "--board", "sim:?seed=3"]) == 0
    played = json.loads(capsys.readouterr().out)
    assert played["difficulty"] == 0.4
    recordings = sorted((tmp_path / "out").glob("*.mcap"))
    assert len(recordings) == 2
    for recording in recordings:
        options = RecordingReader(recording).header.options
        assert (options["weak_side"], options["assist"], options["frozen"]) == ("left", 1.5, True)
        assert (options["start_difficulty"], options["high_contrast"]) == (0.4, True)
        assert (options["distance_m"], options["screen_inches"]) == (3.0, None)
        assert options["spotter_confirmed"] is False
        assert options["limits_mm"] == "60,55,50,35,30,35,50,55"
    events = [event for recording in recordings for event in RecordingReader(recording).events()]
    limits = [event.data for event in events if event.kind == "session.limits"]
    assert [data["b_mm"] for data in limits] == [30.0]
    assert not any(event.data.get("to") == "limits" for event in events)


def test_limits_of_an_earlier_recording_are_used_on_the_same_kind_of_board(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    words = ["play", "star-reach", "--headless", "--seconds", "1", "--no-summary", "--json"]
    assert main([*words, "--board", "sim:?seed=3", "--out", str(tmp_path)]) == 0
    capsys.readouterr()
    first, second = sorted(tmp_path.glob("*.mcap"), key=lambda file: "calibration" not in file.name)
    limits = playlist_from(parse("--limits", str(first))).limits
    assert limits is not None
    assert limits.source == "lean pass"
    with pytest.raises(ConfigError, match="No limits were measured by leaning"):
        playlist_from(parse("--limits", str(second)))
    args = parse("--limits", str(first))
    args.board = "arduino:/dev/ttyACM0"
    with pytest.raises(ConfigError, match="were measured on sim: and this board is arduino:"):
        playlist_from(args)


def test_a_file_of_limits_without_any_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no table \[limits\]"):
        playlist_from(parse("--limits", plan(tmp_path, "seconds = 3")))


def test_a_patient_on_a_board_stands_quietly_for_30_s_first() -> None:
    def quiet_s(board: str, *words: str) -> float | None:
        args = parse(*words)
        args.board = board
        return options_from(args).quiet_s

    assert quiet_s("wii:", "--person", "p-1") == 30.0
    assert quiet_s("wii:", "--person", "p-1", "--quiet-s", "60") == 60.0
    assert quiet_s("wii:") is None
    assert quiet_s("sim:?seed=1", "--person", "p-1") is None
    assert quiet_s("wii:", "--person", "p-1", "--headless") is None


def test_so_does_a_patient_whom_serve_names() -> None:
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)

    def quiet_s(*words: str) -> float | None:
        return options_from(parser.parse_args(words)).quiet_s

    assert quiet_s("wii:", "--person", "p-1") == 30.0
    assert quiet_s("sim:", "wii:", "--person", "p-1") == 30.0
    assert quiet_s("sim:", "--person", "p-1") is None
    assert quiet_s("wii:") is None
