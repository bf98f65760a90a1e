"""A plan is read whole or refused with the line named; nothing in it can hurt."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from balance_arcade.app.plan_file import OWN, parse_plan, read_plan
from balance_arcade.app.toml_text import MAX_BYTES, MAX_LINES
from balance_arcade.core.errors import ConfigError
from balance_arcade.games.settings import SETTINGS, set_options

DOCS = Path(__file__).parents[3] / "docs" / "plan_file.md"


def example() -> str:
    found = re.search(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def test_the_example_of_the_docs_loads_and_shows_every_name() -> None:
    plan = parse_plan(example())
    assert plan.games == ("orchard", "star-reach", "orchard")
    assert (plan.seconds, plan.seed) == (90.0, 4)
    assert plan.limits is not None
    assert plan.limits.limits_mm[4] == 33.0
    assert plan.limits.source == "lean pass"
    assert plan.last_difficulty == {"orchard": 0.42, "star-reach": 0.31}
    options = set_options(plan.settings)
    assert (options.weak_side, options.assist) == ("left", 1.3)
    assert options.screen.reduced_motion
    for name in (*OWN, *(one.name for one in SETTINGS)):
        assert re.search(rf"^#? ?\[?{name}\b", example(), re.MULTILINE), name


def test_games_are_named_as_people_say_them() -> None:
    plan = parse_plan('games = ["Orchard", "Star Reach"]\n[last_difficulty]\n"Star Reach" = 0.2')
    assert plan.games == ("orchard", "star-reach")
    assert plan.last_difficulty == {"star-reach": 0.2}


def test_an_empty_plan_says_nothing() -> None:
    plan = parse_plan("\n# nothing\n")
    assert (plan.games, plan.seconds, plan.seed, plan.settings) == ((), None, None, {})


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('games = ["orchard"]\n\n# help\nasist = 1.3\n', 4, "did you mean assist?"),
        ("spotter = true", 1, "did you mean spotter_confirmed?"),
        ("seconds = 60\nassist = 'much'", 2, "assist must be a number from 1 to 2, not 'much'."),
        ("seconds = 60\n\nassist = 3.5", 3, "from 1 to 2, not 3.5."),
        ("seconds = 0", 1, "seconds must be a number above 0, to 3600, not 0."),
        ("seconds = nan", 1, "seconds must be a number above 0"),
        ("seed = 1.5", 1, "seed must be a whole number from 0"),
        ("seed = true", 1, "seed must be a whole number from 0, not true."),
        ('games = ["a\\nb"]', 1, "No game is called"),
        ("games = 'orchard'", 1, "games must be a list of names"),
        ('games = [\n  "orchard",\n  "orchid",\n]\n', 3, "Did you mean orchard?"),
        ("frozen = 1", 1, "frozen must be true or false, not 1."),
        ("frozen = 2026-01-01", 1, "frozen must be true or false"),
        ("\nassist = 1.2", 2, "helps the weak side, and none is named"),
        ("min_difficulty = 0.8\nmax_difficulty = 0.2", 1, "is above max_difficulty 0.2"),
        ('note = """\nassist = 3\n"""\n', 1, "There is no 'note' in a plan"),
        ('weak_side = """\nassist = 3\n"""\n', 1, "none, left or right"),
        ("# assist = 3\nassist = 3", 2, "from 1 to 2"),
        ("'assist' = 3", 1, "from 1 to 2"),
        ("[limits]\n\nlimits_mm = [60, 55]", 3, "eight numbers"),
        ("[limits]\n\nmeasured = 3", 3, "measured must be a date"),
        ("[limits]\nmm = 3", 2, "There is no 'mm' in [limits]"),
        ("\n[limits]\nmeasured = 2026-11-20", 2, "eight numbers"),
        ("[limits]\nlimits_mm = [9.9, 55, 50, 35, 30, 35, 50, 55]", 2, "forward 9.9 mm are below"),
        ("limits.limits_mm = [inf, 55, 50, 35, 30, 35, 50, 55]", 1, "eight numbers"),
        ("limits = 3", 1, "limits must be a table"),
        ("[last_difficulty]\n\norchard = 2", 3, "from 0 to 1, not 2"),
        ("[last_difficulty]\norchid = 0.2", 2, "Did you mean orchard?"),
        ("seconds = 60\nseconds = 30", 2, "Cannot overwrite a value"),
        ("seconds = 60\nseconds", 2, "Expected '=' after a key"),
        ("seconds = 60\nassist = [", 2, "Invalid value"),
        ("\x00", 1, "Invalid statement"),
        ("seconds = 60\r\n\r\nassist = 5\r\n", 3, "from 1 to 2"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_plan(text, "monday.toml")
    assert str(caught.value).startswith(f"monday.toml, line {line}")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 9000, "seed = " + "9" * 9000, "a = " + "{a=" * 3000]
)
def test_what_no_plan_needs_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_plan(text)


def test_every_line_that_holds_is_found_quickly_in_the_longest_plan() -> None:
    text = "\n".join(f"# {k} assist = 1" for k in range(MAX_LINES - 1)) + "\nassist = 9"
    with pytest.raises(ConfigError, match=f"line {MAX_LINES}:"):
        parse_plan(text)
    with pytest.raises(ConfigError, match="more than 400 lines"):
        parse_plan(text + "\n")


def test_bytes_that_are_no_plan(tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_bytes(b"seconds = 60\n# \xff\xfe\n")
    with pytest.raises(ConfigError, match=r"plan.toml, line 2: This is no text \(UTF-8\)"):
        read_plan(file)
    file.write_bytes(b"\x00" * (MAX_BYTES + 1))
    with pytest.raises(ConfigError, match="longer than 16 KiB"):
        read_plan(file)
    file.write_bytes(b"\xef\xbb\xbfseconds = 60\r\n")
    assert read_plan(file).seconds == 60.0
    with pytest.raises(ConfigError, match="cannot be read: No such file"):
        read_plan(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        read_plan(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
def test_a_plan_without_an_end_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ConfigError, match="not a regular file"):
        read_plan(tmp_path / "pipe")
