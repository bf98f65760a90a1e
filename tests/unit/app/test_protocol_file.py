"""A clinic's own test from a TOML file; whatever is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from balance_arcade.app.protocol_file import parse_protocol, read_protocol
from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.guided_tests import guided_test
from balance_arcade.assess.own_test import KNOWN
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


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("ward_*.toml")), ids=str)
def test_the_examples_of_the_docs_are_read(file: Path) -> None:
    test = read_protocol(file)
    assert test.name == file.stem.replace("_", "-")
    assert f"examples/{file.name}" in (ROOT / "docs" / "assess.md").read_text("utf-8")


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


def own(base: str, *lines: str) -> GuidedTest:
    return parse_protocol("\n".join((f'name = "ward"\nbased_on = "{base}"', *lines)), "ward.toml")


@pytest.mark.parametrize("base", KNOWN)
def test_every_test_may_be_given_a_clinics_name_and_is_else_the_same(base: str) -> None:
    ours, theirs = guided_test(base), own(base, 'title = "Ours"')
    assert [part.trials for part in theirs.parts] == [part.trials for part in ours.parts]
    assert theirs.protocol == ours.protocol
    assert all(part.name.startswith("assess-ward") for part in theirs.parts)


def test_tests_of_movement_take_other_times_and_numbers() -> None:
    def seconds(test: GuidedTest) -> list[float]:
        return [trial.seconds for trial in test.parts[0].trials]

    assert seconds(own("five-sit-to-stand", "[settings]", "most_s = 90")) == [20.0, 90.0]
    assert seconds(own("thirty-sit-to-stand", "[settings]", "trial_s = 20")) == [20.0, 20.0]
    assert seconds(own("seated-limits", "[settings]", "trial_s = 6")) == [6.0] * 8
    test = own("push-and-release", "[settings]", "n_practice = 0", "n_trials = 2", "after_s = 4")
    assert [(one.practice, one.after_s) for one in test.parts[0].trials] == [(False, 4.0)] * 2
    test = own("landing", "[settings]", "n_practice = 2", "n_trials = 5", "after_s = 6")
    assert [one.practice for one in test.parts[0].trials] == [True] * 2 + [False] * 5
    assert test.parts[0].trials[6].after_s == 6.0
    assert test.protocol.name == "drop_landing+changed"


def test_a_squat_lists_its_trials_and_each_counts_once() -> None:
    practice = ("[[trial]]", 'condition = "squat_60"', "practice = true")
    sixty = ("[[trial]]", 'condition = "squat_60"')
    test = own("squat", "[settings]", "trial_s = 8", *practice, *sixty)
    trials = test.parts[0].trials
    assert [(one.condition, one.practice, one.seconds) for one in trials] == [
        ("squat_60", True, 8.0),
        ("squat_60", False, 8.0),
    ]
    for listed in ((*sixty, *sixty), practice):
        with pytest.raises(ConfigError, match="counts once"):
            own("squat", *listed)
    with pytest.raises(ConfigError, match="no condition 'eo_firm'"):
        own("squat", "[[trial]]", 'condition = "eo_firm"')
    with pytest.raises(ConfigError, match="fixed order"):
        own("landing", *sixty)


@pytest.mark.parametrize(
    ("base", "line", "said"),
    [
        ("five-sit-to-stand", "n_timed = 3", "n_timed is what five-sit-to-stand is"),
        ("thirty-sit-to-stand", "n_trials = 3", "n_trials is what thirty-sit-to-stand is"),
        ("push-and-release", "off_frac = 1.5", "off_frac must be above 0 and at most 1"),
        ("push-and-release", "wait_s = 0", "wait_s must be above 0"),
        ("landing", "n_trials = 2.5", "n_trials must be a whole number"),
        ("landing", "n_trials = 0", "n_trials must be at least 1"),
        ("squat", "n_trials = 2", "has no setting 'n_trials'"),
    ],
)
def test_a_setting_that_cannot_be_is_named_with_its_line(base: str, line: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        own(base, "[settings]", line)
    assert "ward.toml, line 4" in caught.value.message
