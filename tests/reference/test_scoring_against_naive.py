"""Every step of the scoring with arithmetic in it against its naive twin."""

import numpy as np
import pytest
from naive_scoring import baseline, control, endpoint, minimum_jerk, onset

from balance_arcade.cop.scoring.lean_phases import (
    Baseline,
    baseline_of,
    directional_control_pct,
    find_onset,
    first_movement,
)
from balance_arcade.cop.scoring.protocols import LIMITS_OF_STABILITY


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
