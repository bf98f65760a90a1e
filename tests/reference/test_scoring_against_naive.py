"""Every step of the scoring with arithmetic in it against its naive twin."""

import numpy as np
import pytest
from naive_scoring import (
    baseline,
    control,
    endpoint,
    icc_2_1,
    minimum_jerk,
    onset,
    rises,
    sequential,
    steady_from,
    turns,
)

from balance_arcade.assess.lean_phases import (
    Baseline,
    baseline_of,
    directional_control_pct,
    find_onset,
    first_movement,
)
from balance_arcade.assess.protocols import LIMITS_OF_STABILITY
from balance_arcade.assess.repeatability import icc_agreement
from balance_arcade.assess.sit_to_stand import RiseTrial, score_sit_to_stand
from balance_arcade.assess.stabilisation import LandingTrial, score_landing
from balance_arcade.assess.weight_shift import find_turns


def wandering(seed):
    """A lean with stops, sway and a way back before it, at a rate between 50 and 200 Hz."""
    rng = np.random.default_rng(seed)
    rate = float(rng.choice([50.0, 100.0, 200.0]))
    t = np.arange(int(8.0 * rate)) / rate
    along = np.zeros(t.size)
    for _ in range(int(rng.integers(0, 4))):
        start, lasting, size = rng.uniform(1.5, 6.0), rng.uniform(0.2, 2.0), rng.normal(20.0, 25.0)
        along += [minimum_jerk(when, start, lasting, size) for when in t]
    sway = np.cumsum(rng.normal(0.0, 1.0 / np.sqrt(rate), (t.size, 2)), axis=0)
    return t, along + sway[:, 0], sway[:, 1]


@pytest.mark.parametrize("seed", range(60))
def test_phases_of_a_lean(seed):
    t, along, across = wandering(seed)
    cue = 1.5
    ours = baseline_of(along, t, cue, LIMITS_OF_STABILITY)
    assert isinstance(ours, Baseline)
    mid, threshold = baseline(along.tolist(), t.tolist(), cue)
    assert ours == pytest.approx((mid, threshold))
    began = find_onset(along, t, cue, ours, LIMITS_OF_STABILITY)
    twin = onset(along.tolist(), t.tolist(), cue, mid, threshold)
    if twin is None:
        assert isinstance(began, str)
        return
    assert began == pytest.approx(twin, abs=1e-9)
    move = first_movement(along, t, began, ours, LIMITS_OF_STABILITY)
    end = endpoint(along.tolist(), t.tolist(), twin, mid, threshold)
    if end is None:
        assert isinstance(move, str)
        return
    assert move.end == end
    rows = slice(move.onset, move.end + 1)
    if move.end > move.onset:
        assert directional_control_pct(along[rows], across[rows]) == pytest.approx(
            control(along[rows].tolist(), across[rows].tolist())
        )


@pytest.mark.parametrize("seed", range(40))
def test_turns_of_a_shift(seed):
    rng = np.random.default_rng(seed)
    along = np.cumsum(rng.normal(0.0, 1.0, 300))
    back = float(rng.uniform(0.5, 8.0))
    ours = [(turn.row, turn.side) for turn in find_turns(along, back)]
    assert ours == turns(along.tolist(), back)


@pytest.mark.parametrize("seed", range(20))
def test_landings(seed):
    rng = np.random.default_rng(seed)
    t = np.arange(1101) / 100.0
    share = 1.0 + np.exp(-t / rng.uniform(0.1, 2.0)) * np.cos(rng.uniform(1.0, 20.0) * t)
    share += rng.normal(0.0, rng.uniform(0.005, 0.03), t.size)
    load = np.concatenate((np.zeros(10), 700.0 * np.maximum(share, 0.1)))
    times = np.arange(load.size) / 100.0
    out = score_landing(LandingTrial(times, load, 700.0))
    scored = (load[10:1011] / 700.0).tolist()
    since = (times[10:1011] - times[10]).tolist()
    assert out.value("time_threshold_s") == pytest.approx(steady_from(since, scored))
    assert out.value("time_sequential_s") == pytest.approx(sequential(since, scored))
    early = [s for s, when in zip(scored, since, strict=True) if when <= 3.0]
    vsi = (sum((1.0 - s) ** 2 for s in early) / len(early)) ** 0.5
    assert out.value("vertical_stability_index") == pytest.approx(vsi)


@pytest.mark.parametrize("seed", range(30))
def test_counts_of_rises(seed):
    rng = np.random.default_rng(seed)
    t = np.arange(3000) / 100.0
    knots = rng.choice([0.2, 0.45, 0.55, 0.85, 0.95, 1.1], 40)
    share = np.interp(t, np.linspace(0.0, 30.0, 40), knots) + rng.normal(0.0, 0.02, t.size)
    test = score_sit_to_stand(RiseTrial(t, 700.0 * share, 700.0))
    assert test.overall.value("n_rises") == rises(t.tolist(), share.tolist())


@pytest.mark.parametrize("seed", range(20))
def test_intraclass_correlation(seed):
    rng = np.random.default_rng(seed)
    table = rng.normal(10.0, 3.0, (6, 1)) + rng.normal(0.0, 2.0, (6, 4)) + np.arange(4)
    assert icc_agreement(table) == pytest.approx(icc_2_1(table.tolist()), rel=1e-9)


def test_intraclass_correlation_of_the_published_example():
    """Table 2 of Shrout and Fleiss 1979: six people, four judges, ICC(2,1) = 0.29."""
    table = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float
    )
    assert icc_agreement(table) == pytest.approx(0.29, abs=0.005)


def test_running_means_of_few_samples():
    """At one sample a second the 1/(N-1) of the band decides where it is entered."""
    rng = np.random.default_rng(3)
    for _ in range(300):
        load = np.concatenate(([0.0], 700.0 * rng.uniform(0.5, 1.5, 11)))
        out = score_landing(LandingTrial(np.arange(12.0), load, 700.0))
        twin = sequential(list(range(11)), (load[1:] / 700.0).tolist())
        assert out.value("time_sequential_s") == pytest.approx(twin)
