"""A clinic's own test from a TOML file; whatever is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from balance_arcade.app.protocol_file import parse_protocol, read_protocol
from balance_arcade.core.errors import ConfigError

ROOT = Path(__file__).resolve().parents[3]

WHOLE = """\
name = "ward"
based_on = "romberg"
title = "Standing"

[settings]
trial_s = 20

[[trial]]
condition = "eo_firm"
practice = true

[[trial]]
condition = "eo_firm"

[[trial]]
condition = "ec_firm"
"""


def test_a_whole_file_is_read() -> None:
    test = parse_protocol(WHOLE)
    (part,) = test.parts
    assert (test.name, part.title, test.n_trials) == ("ward", "Standing", 2)
    assert [trial.practice for trial in part.trials] == [True, False, False]
    assert {trial.seconds for trial in part.trials} == {20.0}


def test_the_example_of_the_docs_is_read() -> None:
    test = read_protocol(ROOT / "examples" / "ward_romberg.toml")
    assert test.name == "ward-romberg"
    assert "examples/ward_romberg.toml" in (ROOT / "docs" / "assess.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("trial_s = 20", "trial_s = -20"), 6, "trial_s must be above 0"),
        (("[[trial]]", "[[part]]"), 8, "There is no 'part'"),
        (("trial_s = 20", "trial_s = true"), 6, "trial_s takes a number"),
        (("trial_s = 20", "trials = 20"), 6, "has no setting 'trials'"),
        (('"romberg"', '"tug"'), 2, "cannot be based on 'tug'"),
        (('"romberg"', '"mctsib"'), 2, "fixed order"),
        (('"romberg"', "7"), 2, "based_on is of the wrong kind"),
        (('name = "ward"', 'name = "Ward 7"'), 1, "cannot be called 'Ward 7'"),
        (("title", "titel"), 3, "There is no 'titel'"),
        (('"Standing"', f'"{"x" * 41}"'), 3, "longer than 40 letters"),
        (("practice = true", 'practice = "yes"'), 8, "takes condition and practice"),
        (("practice = true", "practise = true"), 8, "There is no 'practise'"),
        (('"ec_firm"', '"ec_sand"'), 8, "no condition 'ec_sand'"),
        (('"ec_firm"', '"ec_firm'), 16, "name = value"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    change: tuple[str, str], line: int, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        parse_protocol(WHOLE.replace(*change), "ward.toml")
    assert f"ward.toml, line {line}" in caught.value.message


def test_ten_thousand_trials_are_refused_with_the_line() -> None:
    text = 'name = "ward"\nbased_on = "romberg"\n[settings]\nn_trials = 10000'
    with pytest.raises(ConfigError, match="whole number up to 24, not 10000") as caught:
        parse_protocol(text, "ward.toml")
    assert "ward.toml, line 4" in caught.value.message


def test_a_file_that_is_missing_or_says_no_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_protocol(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match="does not say its name"):
        parse_protocol('based_on = "romberg"')
