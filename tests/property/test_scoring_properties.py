"""Whatever comes in, a clinical test answers, refuses by name, or raises what it says."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.assess.limits_of_stability import LeanTrial, score_lean
from balance_arcade.assess.protocols import FOUR_TRIAL, MCTSIB
from balance_arcade.assess.repeatability import Repeatability, repeatability
from balance_arcade.assess.sit_to_stand import RiseTrial, score_sit_to_stand
from balance_arcade.assess.stabilisation import LandingTrial, score_landing
from balance_arcade.assess.stances import StanceTrial, score_stance
from balance_arcade.assess.weight_bearing import LegLoads, score_weight_bearing
from balance_arcade.assess.weight_shift import ShiftTrial, score_weight_shift
from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.errors import BalanceArcadeError

LIMITS = StabilityLimits((0.0, 0.0), (60.0,) * 8, "default")
FAULTS = ("none", "nan run", "all nan", "constant", "huge", "quantised", "twice", "reversed", "inf")


@st.composite
def records(draw):
    """Times, two columns, and a rate: a walk with one fault, of 0 to 1300 samples."""
    n = draw(st.sampled_from([0, 1, 2, 5, 300, 1300]))
    fault = draw(st.sampled_from(FAULTS))
    rate_hz = draw(st.sampled_from([10.0, 25.0, 100.0]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    t_s = np.arange(n) / rate_hz
    walk = np.cumsum(rng.normal(0.0, draw(st.sampled_from([0.1, 3.0])), (n, 2)), axis=0)
    if fault == "nan run":
        walk[n // 3 : n // 2] = math.nan
    elif fault == "all nan":
        walk[:] = math.nan
    elif fault == "constant":
        walk[:] = 7.0
    elif fault == "huge":
        walk *= 1e300
    elif fault == "inf":
        walk[n // 2 :] = math.inf
    elif fault == "quantised":
        walk = np.round(walk)
    elif fault == "twice" and n:
        t_s[n // 2 :] = t_s[n // 2]
    elif fault == "reversed":
        t_s = t_s[::-1].copy()
    return t_s, walk, rate_hz


def answers(call):
    """Give the outcomes, or None where the call refused by a typed error."""
    try:
        out = call()
    except (ValueError, BalanceArcadeError):
        return None
    for name, one in out.values.items():
        assert (one.value is None) == (name in out.refused)
        assert one.value is None or math.isfinite(one.value)
        assert name not in out.refused or out.refused[name]
    return out


@n_examples(60)
@given(records(), st.sampled_from([0.0, 1.0, 50.0]), st.integers(0, 7))
def test_leans_and_shifts(record, cue_s, direction):
    t_s, cop, rate_hz = record
    lean = LeanTrial(direction, t_s, cop, rate_hz, cue_s)
    out = answers(lambda: score_lean(lean, height_mm=1700.0, centre_mm=(0.0, 0.0)))
    if out is not None and out.value("endpoint_excursion_mm") is not None:
        assert out.value("max_excursion_mm") >= out.value("endpoint_excursion_mm") - 1e-9
        assert out.value("directional_control_pct") is None or (
            out.value("directional_control_pct") <= 100.0
        )
    shift = ShiftTrial("ml" if direction % 2 else "ap", 1.0, t_s, cop, rate_hz, cue_s)
    answers(lambda: score_weight_shift(shift, height_mm=1700.0, limits=LIMITS))


@n_examples(60)
@given(records())
def test_stances(record):
    t_s, cop, rate_hz = record
    trial = StanceTrial(t_s, cop, rate_hz, 0.0)
    for protocol in (MCTSIB, FOUR_TRIAL):
        answers(lambda p=protocol: score_stance(trial, height_mm=1700.0, protocol=p))


@n_examples(60)
@given(records(), st.sampled_from([1.0, 700.0]))
def test_loads(record, weight_n):
    t_s, columns, _ = record
    load = 100.0 * np.abs(columns)
    answers(lambda: score_landing(LandingTrial(t_s, load[:, 0], weight_n)))
    rise = RiseTrial(t_s, load[:, 0], weight_n, 0.0, load[:, 0], load[:, 1])
    answers(lambda: score_sit_to_stand(rise).overall)
    legs = LegLoads(t_s, load[:, 0], load[:, 1], "two boards")
    out = answers(lambda: score_weight_bearing(legs, window_s=(0.0, 2.5)))
    if out is not None and out.value("asymmetry_frac") is not None:
        assert -1.0 <= out.value("asymmetry_frac") <= 1.0
        assert 0.0 <= out.value("asymmetry_now_frac") <= 1.0


@n_examples(60)
@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=6))
def test_repeated_trials(values):
    result = repeatability(values)
    if isinstance(result, Repeatability):
        assert result.sem >= 0.0
        assert result.mdc95 == pytest.approx(1.96 * math.sqrt(2.0) * result.sem)
    else:
        assert result.value is None
        assert result.refused
