"""What is said of norms before a test is what its result says."""

from __future__ import annotations

import numpy as np
import pytest

from balance_arcade.assess.expected_norms import expected_norms
from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.guided_tests import guided_test
from balance_arcade.assess.norms import (
    NO_AGE,
    NO_FEET,
    OTHER_DEVICE,
    OTHER_FEET,
    OTHER_TEST,
    OTHER_TIMES,
    NormPerson,
    NormPlace,
    norms_told,
)
from balance_arcade.assess.own_test import OwnTrial, own_test
from balance_arcade.assess.quiet_tests import score_quiet
from balance_arcade.assess.single_leg import SingleLegTrial, score_single_leg
from balance_arcade.assess.stances import StanceTrial, score_mctsib

OLD = NormPerson((72, 73))
FEET = {"heel_width_mm": 100.0, "foot_angle_deg": 20.0}
THERE = NormPlace("force plate", FEET)
WARD = own_test(
    "expected-ward",
    "romberg",
    settings={"trial_s": 60.0},
    trials=[OwnTrial("eo_firm", practice=True), *[OwnTrial("ec_firm")] * 3],
)


def scored(test: GuidedTest) -> dict[str, None]:
    """Outcomes that scoring gives, whatever their values."""
    counted = [one for part in test.parts for one in part.trials if not one.practice]
    if test.protocol.name == "single_leg":
        found = score_single_leg([SingleLegTrial("left", 9.0, "foot touched")]).overall
        return dict.fromkeys(found.values)
    t_s = np.arange(200) / 100.0
    cop_mm = np.column_stack((np.sin(t_s), np.cos(t_s)))
    trials = [StanceTrial(t_s, cop_mm, 100.0, 0.0, one.condition, None) for one in counted]
    score = score_mctsib if test.protocol.name == "mctsib" else score_quiet
    return dict.fromkeys(score(trials, height_mm=None, protocol=test.protocol).overall.values)


@pytest.mark.parametrize(
    "test",
    [*map(guided_test, ("quiet-stance", "mctsib", "norm-stance", "single-leg")), WARD],
    ids=lambda one: one.name,
)
def test_the_same_outcomes_have_the_same_norms_before_and_after(test: GuidedTest) -> None:
    after = norms_told(scored(test), test.protocol.describe(), OLD, THERE)
    assert after
    assert expected_norms(test, OLD, THERE) == after


@pytest.mark.parametrize("name", ["cmj", "limits-of-stability", "four-trial", "weight-bearing"])
def test_of_a_test_that_no_source_is_of_nothing_is_said(name: str) -> None:
    assert expected_norms(guided_test(name), OLD, THERE) == {}


@pytest.mark.parametrize(
    ("test", "who", "place", "why"),
    [
        ("norm-stance", NormPerson(), THERE, NO_AGE),
        ("norm-stance", OLD, NormPlace("force plate"), NO_FEET),
        ("norm-stance", OLD, NormPlace("force plate", {**FEET, "foot_angle_deg": 45}), OTHER_FEET),
        ("norm-stance", OLD, NormPlace("noisy", FEET), OTHER_DEVICE),
        ("quiet-stance", OLD, THERE, OTHER_TIMES),
        ("thirty-sit-to-stand", OLD, THERE, OTHER_TEST),
    ],
)
def test_the_reason_for_none_is_that_of_the_result(
    test: str, who: NormPerson, place: NormPlace, why: str
) -> None:
    assert {one.told for one in expected_norms(guided_test(test), who, place).values()} == {why}


def test_a_clinics_own_conditions_alone_have_norms() -> None:
    found = expected_norms(WARD, OLD, THERE)
    assert set(found) == {"mean_velocity_mm_s_ec_firm", "ellipse_area_mm2_ec_firm"}
    assert all(one.applies for one in found.values())
