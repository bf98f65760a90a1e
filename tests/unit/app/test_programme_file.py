"""A programme is read whole or refused with its line; nothing in it can hurt."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from balance_arcade.app.programme_file import (
    MAX_BLOCKS,
    OF_BLOCK,
    OWN,
    parse_programme,
    read_programme,
)
from balance_arcade.app.toml_text import MAX_BYTES
from balance_arcade.cli import main
from balance_arcade.core.errors import ConfigError
from balance_arcade.games.settings import set_options

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "programme.toml"
HEAD = 'name = "Calm"\n'
BLOCK = '[[block]]\ngame = "orchard"\n'


def test_the_example_loads_and_shows_every_name() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    found = parse_programme(text)
    programme = found.programme
    assert (programme.weeks, programme.sessions_per_week, programme.seed) == (4, 3, 7)
    assert [block.game for _, block in programme.blocks_of(1)] == [
        "calm-lantern",
        "orchard",
        "star-reach",
    ]
    assert [number for number, _ in programme.blocks_of(3)] == [1, 2, 4]
    orchard = programme.blocks[1]
    assert (orchard.sets, orchard.repetitions, orchard.seconds, orchard.rest_s) == (2, 12, 120, 20)
    assert programme.blocks[0].rest_s == 30.0
    assert programme.session_s(1) == 60.0 + 2 * 120.0 + 2 * 120.0
    assert set_options(found.settings).feedback == "faded"
    for name in (*OWN, *OF_BLOCK):
        assert re.search(rf"^#? ?\[*{name}\b", text, re.MULTILINE), name


def test_the_example_stands_in_the_docs() -> None:
    page = (ROOT / "docs" / "programme.md").read_text(encoding="utf-8")
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert found is not None
    assert found[1] == EXAMPLE.read_text(encoding="utf-8")


def test_a_short_one_has_what_is_usual() -> None:
    programme = parse_programme(HEAD + BLOCK).programme
    assert (programme.weeks, programme.sessions_per_week) == (1, 1)
    block = programme.blocks[0]
    assert (block.sets, block.repetitions, block.weeks, block.rating) == (1, 0, (1,), True)
    assert block.seconds == 120.0


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEAD + BLOCK + "minutes = -2", 4, "minutes must be a number above 0, to 15, not -2."),
        (HEAD + BLOCK + "minutes = 'two'", 4, "minutes must be a number above 0"),
        (HEAD + BLOCK + "sets = 10000", 4, "from 1 to 20, not 10000."),
        (HEAD + BLOCK + "sets = true", 4, "from 1 to 20, not true."),
        (HEAD + BLOCK + "repetitions = 0", 4, "from 1 to 200, not 0."),
        (HEAD + BLOCK + "rest_s = -1", 4, "rest_s must be a number of seconds from 0 to 600"),
        (HEAD + BLOCK + "rest_s = inf", 4, "rest_s must be a number of seconds"),
        (HEAD + BLOCK + "\nrest = 30", 5, "did you mean rest_s?"),
        (HEAD + BLOCK + "seconds = 30", 4, "There is no 'seconds' in a block"),
        (HEAD + BLOCK + "rating = 5", 4, "rating must be true or false, not 5."),
        (HEAD + BLOCK + BLOCK + "\nsets = 1.5", 7, "sets must be a whole number"),
        (HEAD + '[[block]]\ngame = "orchid"', 3, "Did you mean orchard?"),
        (HEAD + "[[block]]\nsets = 2", 2, "This block names no game."),
        (HEAD + "[block]\ngame = 'orchard'", 2, "block must be tables: [[block]]"),
        (HEAD + "block = [3]", 2, "A block is a table"),
        (HEAD + BLOCK * (MAX_BLOCKS + 1), 50, "There are 25 blocks"),
        (HEAD + BLOCK + "minutes = 15\nsets = 20", 2, "plays 300 minutes; at most 120"),
        ("weeks = 60\n" + HEAD + BLOCK, 1, "weeks must be a whole number from 1 to 52, not 60."),
        (HEAD + "weeks = 2\n" + BLOCK + "weeks = [1, 3]", 5, "is of week 3, and the programme"),
        (HEAD + "weeks = 2\n" + BLOCK + "weeks = []", 5, "weeks must be a list of weeks"),
        (HEAD + "weeks = 3\n" + BLOCK + "weeks = [1, 3]", 2, "Week 2 has no block."),
        (HEAD + "sessions = 3\n" + BLOCK, 2, "did you mean sessions_per_week?"),
        ("name = ''\n" + BLOCK, 1, "name must be a text of 1 to 60 letters"),
        ('name = "a\\nb"\n' + BLOCK, 1, "name must be one line"),
        (HEAD + "[settings]\nassist = 1.5\n" + BLOCK, 3, "helps the weak side"),
        (HEAD + "[settings]\n\nasist = 1.5\n" + BLOCK, 4, "did you mean assist?"),
        (HEAD + "[settings]\nspotter_confirmed = true\n" + BLOCK, 3, "anew for each session"),
        (HEAD + "[settings]\nmode = 'rhythm'\n" + BLOCK, 3, "None of the games has a mode rhythm"),
        (HEAD + "weeks = [1\n" + BLOCK, 3, "Unclosed array"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_programme(text, "monday.toml")
    assert str(caught.value).startswith(f"monday.toml, line {line}")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"), [(BLOCK, "has no name"), (HEAD, "has no block"), ("", "has no name")]
)
def test_what_is_missing_is_named(text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        parse_programme(text)


def test_files_that_are_no_programme(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    with pytest.raises(ConfigError, match=r"The programme plan.toml cannot be read: No such file"):
        read_programme(file)
    file.write_bytes(b"name = 1\n# \xff\n")
    with pytest.raises(ConfigError, match=r"plan.toml, line 2: This is no text \(UTF-8\)"):
        read_programme(file)
    file.write_bytes(b"\x00" * (MAX_BYTES + 1))
    with pytest.raises(ConfigError, match="longer than 16 KiB"):
        read_programme(file)
    file.write_text("a = " + "[" * 9000)
    with pytest.raises(ConfigError, match="holds more than any programme needs"):
        read_programme(file)


def test_check_says_what_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["programme", "check", str(EXAMPLE)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Four weeks of standing balance: 4 weeks, 3 a week\n")
    assert "2 Orchard: 2 sets, 12 repetitions each, at most 2 min each, rest 20 s\n" in said
    assert "week 1: 5 sets a session, at most 9.0 minutes of play; 27.0 a week\n" in said


def test_check_ends_with_one_line_where_it_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "monday.toml"
    file.write_text(HEAD + BLOCK + "minutes = -2\n")
    assert main(["programme", "check", str(file)]) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith("balance-arcade programme: monday.toml, line 4: minutes must be")


def of_block(line: str, game: str = "bubble-river", settings: str = "") -> str:
    return f'{HEAD}[settings]\n{settings}\n[[block]]\ngame = "{game}"\n[block.settings]\n{line}\n'


def test_a_block_has_settings_of_its_own() -> None:
    text = of_block('mode = "sideways"\nmax_difficulty = 1', settings="min_difficulty = 0.2")
    text += '[[block]]\ngame = "flamingo-ladder"\nsettings = { leg = "left", frozen = true }\n'
    first, second = parse_programme(text).programme.blocks
    assert first.settings == {"mode": "sideways", "max_difficulty": 1.0}
    assert second.settings == {"leg": "left", "frozen": True}


@pytest.mark.parametrize(
    ("line", "settings", "said"),
    [
        ('mode = "beats"', "", "has a mode beats. Their modes: drift"),
        ('leg = "left"', "", "leg is for games on one leg; Bubble River is played on both"),
        ("seated = true", "", "seated holds for a whole session, not for one block"),
        ('language = "de"', "", "language holds for a whole session"),
        ("spotter_confirmed = true", "", "spotter_confirmed holds for a whole session"),
        ("max_dificulty = 0.4", "", "'max_dificulty'; did you mean max_difficulty"),
        ("max_difficulty = 2", "", "max_difficulty must be a number from 0 to 1, not 2"),
        ("min_difficulty = 0.8", "max_difficulty = 0.5", "0.8 is above max_difficulty 0.5"),
        ('feedback = "delayed"', "", "Delayed feedback is for seated people only"),
        ("assist = 1.5", "", "assist 1.5 helps the weak side, and none is named"),
    ],
)
def test_what_a_block_cannot_have_is_named_with_its_line(
    line: str, settings: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)) as refused:
        parse_programme(of_block(line, settings=settings), "monday.toml")
    assert str(refused.value).startswith("monday.toml, line 7: ")


def test_settings_of_a_block_are_a_table() -> None:
    with pytest.raises(ConfigError, match=r"line 4: settings must be a table: \[block.settings\]"):
        parse_programme(HEAD + BLOCK + "settings = 3\n")


def test_the_example_gives_one_block_settings_of_its_own() -> None:
    blocks = read_programme(EXAMPLE).programme.blocks
    told = [block.settings for block in blocks if block.settings]
    assert told == [{"feedback": "always", "max_difficulty": 0.6}]
