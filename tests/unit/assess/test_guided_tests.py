"""Tables of guided tests, and tests of a clinic's own."""

from __future__ import annotations

import pytest

from balance_arcade.assess.guidance import PREFIX
from balance_arcade.assess.guided_tests import (
    add_test,
    guided_part,
    guided_test,
    known_tests,
    owner_of,
)
from balance_arcade.assess.own_test import OwnTrial, own_test
from balance_arcade.core.errors import ConfigError


def test_every_part_has_a_name_of_its_own_and_at_most_eight_words() -> None:
    parts = [part for test in known_tests() for part in test.parts]
    assert len({part.name for part in parts}) == len(parts) > 9
    for part in parts:
        assert part.name.startswith(PREFIX)
        for words in (part.instruction, *(trial.words for trial in part.trials)):
            assert 0 < len(words.split()) <= 8, words


def test_times_and_numbers_are_those_of_the_protocol() -> None:
    mctsib = guided_test("mctsib")
    assert [len(part.trials) for part in mctsib.parts] == [6, 6]
    assert {trial.seconds for part in mctsib.parts for trial in part.trials} == {10.0}
    assert [trial.practice for trial in guided_test("four-trial").parts[0].trials] == [
        True,
        False,
        False,
        False,
    ]
    assert guided_test("four-trial").n_trials == 3
    research = guided_test("research").parts[0].trials
    assert [trial.seconds for trial in research] == [90.0] * 3
    swing = guided_test("weight-shift").parts[0].trials[0]
    # Two ways to learn the pace of 3 s, and six cycles of two ways each.
    assert swing.seconds == 3.0 * (2 + 12)


def test_what_is_far_or_blind_on_foam_or_on_one_leg_waits_for_somebody() -> None:
    classes = {part.name: part.safety_class for test in known_tests() for part in test.parts}
    needs_somebody = {"mctsib-foam", "limits-of-stability", "single-leg"}
    needs_somebody |= {"cmj", "sj", "drop-jump", "hops", "landing", "squat"}
    needs_somebody |= {"five-sit-to-stand", "thirty-sit-to-stand"}
    needs_somebody |= {"push-and-release", "seated-limits"}
    assert {name.removeprefix(PREFIX) for name, kind in classes.items() if kind == "C"} == (
        needs_somebody
    )


def test_a_test_is_found_by_either_spelling_and_an_unknown_one_lists_them() -> None:
    assert guided_test("limits_of_stability") is guided_test("Limits-of-Stability")
    with pytest.raises(ConfigError, match=r"No test is called 'los'\.") as caught:
        guided_test("los")
    assert "limits-of-stability" in caught.value.hint
    with pytest.raises(ConfigError, match="No test has the part"):
        guided_part("assess-los")


def test_a_clinics_own_test_says_in_its_protocol_what_was_changed() -> None:
    own = own_test("ward", "romberg", title="Ward", settings={"trial_s": 20.0, "n_trials": 2.0})
    assert own.protocol.describe().startswith("romberg+changed/1 trial_s=20 n_trials=2")
    assert [trial.condition for trial in own.parts[0].trials] == ["eo_firm"] * 2 + ["ec_firm"] * 2
    assert own.parts[0].title == "Ward"
    add_test(own)
    assert owner_of("assess-ward") is own
    foam = own_test("ward-foam", "mctsib", settings={"n_trials": 1.0})
    assert [part.name for part in foam.parts] == ["assess-ward-foam-firm", "assess-ward-foam-foam"]
    assert foam.parts[1].safety_class == "C"


def test_a_clinics_own_order_keeps_practice_apart() -> None:
    listed = [OwnTrial("eo_firm", practice=True), OwnTrial("eo_firm"), OwnTrial("ec_firm")]
    own = own_test("ward", "romberg", trials=listed)
    assert own.n_trials == 2
    assert own.protocol["n_trials"] == 1.0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"name": "Ward"}, "cannot be called"),
        ({"name": "a" * 25}, "cannot be called"),
        ({"based_on": "tug"}, "cannot be based on 'tug'"),
        ({"settings": {"trial_s": -1.0}}, "trial_s must be above 0"),
        ({"settings": {"trial_s": 601.0}}, "at most 600 s"),
        ({"settings": {"trial_s": float("nan")}}, "finite number"),
        ({"settings": {"n_trials": 0.0}}, "at least 1"),
        ({"settings": {"n_trials": 1.5}}, "whole number"),
        ({"settings": {"trials": 1.0}}, "has no setting 'trials'"),
        ({"trials": [OwnTrial("eo_sand")]}, "no condition 'eo_sand'"),
        ({"trials": [OwnTrial("eo_foam")]}, "need the gate of mctsib"),
        ({"trials": [OwnTrial("eo_firm")] * 25}, "at most 24 trials"),
        ({"trials": [OwnTrial("eo_firm")] * 2 + [OwnTrial("ec_firm")]}, "equally often"),
        ({"based_on": "mctsib", "trials": [OwnTrial("eo_firm")]}, "fixed order"),
    ],
)
def test_what_makes_no_test_is_refused_in_words(words: dict[str, object], said: str) -> None:
    given: dict[str, object] = {"name": "ward", "based_on": "romberg", **words}
    with pytest.raises(ConfigError, match=said):
        own_test(**given)  # type: ignore[arg-type]


def test_none_of_ours_is_replaced() -> None:
    with pytest.raises(ConfigError, match="is that of a test of Balance Arcade"):
        add_test(own_test("romberg", "romberg", settings={"trial_s": 20.0}))
