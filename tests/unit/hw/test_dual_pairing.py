"""Two clocks: what is joined lies at one time, and nothing is made up."""

from __future__ import annotations

import math

import numpy as np
import pytest

from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.dual.pairing import MAX_HELD, LeastLag, Pairing


def at(true_s, *, seq, t_s, late_s=0.0, flags=0):
    """A sample whose force is a 1 Hz wave of the true time."""
    force_n = 100.0 + 50.0 * math.sin(2.0 * math.pi * true_s)
    return ForceSample(
        seq, round((1000.0 + true_s + late_s) * 1e9), t_s, force_n, 0.0, 0.0, 0.0, -1, flags
    )


def joined(*, drift_ppm=0.0, offset_s=0.0, jitter_s=0.0, seconds=30.0, rng=None):
    """Join two boards at 100 Hz; the right one's clock drifts, and messages come late."""
    rng = rng or np.random.default_rng(1)
    pairing = Pairing(right_period_s=0.01, same_clock=False)
    pairs = []
    for i in range(int(seconds * 100)):
        true_s = i * 0.01
        right_true_s = true_s + 0.0037
        late = rng.exponential(jitter_s, 2) if jitter_s else (0.0, 0.0)
        pairing.take_left([at(true_s, seq=i, t_s=true_s, late_s=float(late[0]))])
        right_s = right_true_s * (1.0 + drift_ppm * 1e-6) + offset_s
        pairing.take_right([at(right_true_s, seq=i, t_s=right_s, late_s=float(late[1]))])
        pairs += pairing.pairs()
    return pairing, pairs


def worst_error_n(pairs):
    return max(
        abs(pair.right_n[0] - (100.0 + 50.0 * math.sin(2.0 * math.pi * pair.left.t_s)))
        for pair in pairs
    )


def test_clocks_that_stand_apart_are_brought_together():
    pairing, pairs = joined(offset_s=123.4)
    assert pairing.shift_s == pytest.approx(-123.4, abs=1e-6)
    assert len(pairs) >= 2990
    # A straight line over 10 ms of a 1 Hz wave of 50 N misses by at most A (w h)^2 / 8 = 0.025 N.
    assert worst_error_n(pairs) < 0.026
    assert all(pair.flags & SampleFlag.INTERPOLATED for pair in pairs)


def test_late_messages_and_drift_stay_within_the_stated_bound():
    pairing, pairs = joined(offset_s=-7.0, drift_ppm=500.0, jitter_s=0.004, seconds=60.0)
    # 5 ms of a wave of 50 N at 1 Hz are at most 1.6 N; the first seconds know their lag less well.
    assert worst_error_n(pairs[200:]) < 1.8
    assert pairing.n_alone <= 3
    assert len(pairs) > 5990


def test_one_clock_needs_no_settling_and_no_line():
    pairing = Pairing(right_period_s=0.01, same_clock=True)
    pairing.take_left([at(0.0, seq=0, t_s=0.0)])
    assert pairing.pairs() == []
    pairing.take_right([at(0.0, seq=0, t_s=0.0, flags=SampleFlag.TORN)])
    (pair,) = pairing.pairs()
    assert pair.flags == SampleFlag.TORN
    assert pairing.shift_s == 0.0


@pytest.mark.parametrize("marked", [True, False])
def test_no_line_is_drawn_across_a_gap(marked):
    pairing = Pairing(right_period_s=0.01, same_clock=True)
    pairing.take_left([at(i * 0.01 + 0.005, seq=i, t_s=i * 0.01 + 0.005) for i in range(10)])
    step = 0 if marked else 3
    right = [at(i * 0.01, seq=i, t_s=i * 0.01) for i in range(11) if not 5 <= i < 5 + step]
    if marked:
        right[5] = at(0.05, seq=5, t_s=0.05, flags=SampleFlag.GAP_BEFORE)
    pairing.take_right(right)
    numbers = [pair.left.seq for pair in pairing.pairs()]
    assert numbers == [n for n in range(10) if not 4 <= n <= 4 + step]
    assert pairing.n_alone == 1 + step


def test_fault_of_either_neighbour_is_kept():
    for faulty in (0, 1):
        pairing = Pairing(right_period_s=0.01, same_clock=True)
        pairing.take_left([at(0.005, seq=0, t_s=0.005, flags=SampleFlag.SATURATED)])
        pairing.take_right(
            [
                at(i * 0.01, seq=i, t_s=i * 0.01, flags=int(SampleFlag.CELL_FAULT) * (i == faulty))
                for i in range(2)
            ]
        )
        (pair,) = pairing.pairs()
        assert pair.flags == (
            SampleFlag.SATURATED | SampleFlag.CELL_FAULT | SampleFlag.INTERPOLATED
        )
        assert pair.t_host_ns == round(1000.01 * 1e9)


def test_what_waits_is_bounded_and_the_oldest_goes():
    pairing = Pairing(right_period_s=0.01, same_clock=True)
    pairing.take_left([at(0.0, seq=i, t_s=i * 0.01) for i in range(MAX_HELD + 5)])
    assert pairing.n_waiting == MAX_HELD
    pairing.take_right([at(0.0, seq=0, t_s=(i + 5) * 0.01) for i in range(2)])
    assert [pair.left.seq for pair in pairing.pairs()] == [5, 6]


def test_old_lags_are_forgotten():
    lag = LeastLag()
    lag.note(0.0, 1.0)
    lag.note(5.0, 7.0)
    assert lag.least_s == 1.0
    lag.note(11.0, 14.0)
    assert lag.least_s == 2.0
