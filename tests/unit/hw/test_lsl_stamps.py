"""Stamps of a stream, even or of the arrival: every sample keeps its place, gaps stay gaps."""

from __future__ import annotations

import numpy as np
import pytest

from balance_arcade.hw.lsl.stamps import Stamps

RATE_HZ, N = 100.0, 1500
TRUE_S = np.arange(N) / RATE_HZ


def run(stamps_s, arrived_s=None, rate_hz=RATE_HZ):
    """Hand stamps over as they arrive, and ask again when they are to be asked."""
    arrived_s = stamps_s if arrived_s is None else arrived_s
    stamps, placed, i, now_s = Stamps(rate_hz), [], 0, float(arrived_s[0])
    while i < len(stamps_s) or stamps.wait_s(now_s) < np.inf:
        due_s = now_s + stamps.wait_s(now_s)
        if i < len(stamps_s) and arrived_s[i] <= due_s:
            now_s = max(now_s, float(arrived_s[i]))
            j = i + int(np.searchsorted(arrived_s[i:], now_s, "right"))
            placed += stamps.take(range(i, j), stamps_s[i:j].tolist(), now_s)
            i = j
        else:
            now_s = due_s + 1e-9
            placed += stamps.take((), (), now_s)
    assert [one.item for one in placed] == list(range(len(stamps_s)))
    local_s = np.array([one.local_s for one in placed])
    assert (np.diff(local_s) > 0.0).all()
    return stamps, placed, local_s


def lost(placed):
    return {one.item: one.n_lost for one in placed if one.n_lost}


def bursts(size, *, apart_s=2e-5):
    return (np.arange(N) // size + 1) * size / RATE_HZ + np.arange(N) % size * apart_s


def test_even_stamps_are_taken_as_they_are_and_gaps_counted():
    left = np.delete(TRUE_S + 5.0, range(500, 506))
    stamps, placed, local_s = run(left, left + 0.002)
    np.testing.assert_array_equal(local_s, left)
    assert lost(placed) == {500: 6}
    assert not stamps.paced


@pytest.mark.parametrize("size", [2, 5, 10])
@pytest.mark.parametrize("apart_s", [0.0, 2e-5])
def test_bursts_are_spread_and_nothing_is_lost(size, apart_s):
    _, placed, local_s = run(bursts(size, apart_s=apart_s))
    assert not lost(placed)
    np.testing.assert_allclose(np.diff(local_s), 0.01, atol=1e-4)


@pytest.mark.parametrize("size", [2, 5])
def test_late_bursts_are_late_and_not_lost(size):
    delay_s = np.random.default_rng(1).exponential(0.004, N // size).repeat(size)
    _, placed, local_s = run(np.maximum.accumulate(bursts(size) + delay_s))
    assert not lost(placed)
    # Once the pace is learned.
    off_s = (local_s - TRUE_S)[100:]
    assert np.abs(off_s - np.median(off_s)).max() < 0.012


def test_chunks_that_are_pushed_late_lose_nothing():
    # liblsl stamps the last sample of a chunk as it is pushed, and the others a period apart.
    late_s = np.random.default_rng(5).exponential(0.004, N // 10)
    pushed_s = (np.arange(N // 10) + 1) * 0.1 + late_s
    stamps_s = np.ravel(pushed_s[:, None] - 0.01 * np.arange(9, -1, -1))
    _, placed, local_s = run(stamps_s, pushed_s.repeat(10))
    assert not lost(placed)
    off_s = (local_s - TRUE_S)[100:]
    assert np.abs(off_s - np.median(off_s)).max() < 0.02


@pytest.mark.parametrize("rate_hz", [80.0, 93.0, 110.0])
def test_the_rate_is_learned(rate_hz):
    _, placed, local_s = run(bursts(5) * RATE_HZ / rate_hz)
    assert not lost(placed)
    np.testing.assert_allclose(np.diff(local_s[200:]), 1.0 / rate_hz, rtol=0.02)


def test_a_burst_that_stays_away_is_missed_soon_after_and_a_long_pause_at_once():
    _, placed, local_s = run(np.delete(bursts(5), range(500, 505)))
    (item,) = lost(placed)
    assert (lost(placed)[item], 500 < item < 520) == (5, True)
    assert local_s[-1] - local_s[0] == pytest.approx(TRUE_S[-1], abs=0.01)
    _, placed, _ = run(np.delete(bursts(5), range(500, 800)))
    assert lost(placed) == {500: 300}


def test_what_was_called_lost_and_came_is_found():
    arrived_s = bursts(5)
    # Held up for half a second, then burst after burst in a hurry.
    held_s = arrived_s[649] + np.arange(50) // 5 * 0.008
    arrived_s[600:650] = held_s
    arrived_s = np.maximum.accumulate(arrived_s)
    _, placed, local_s = run(arrived_s)
    n_lost, n_found = (sum(getattr(one, name) for one in placed) for name in ("n_lost", "n_found"))
    assert n_lost == n_found > 0
    np.testing.assert_allclose(np.diff(local_s[900:]), 0.01, rtol=0.02)


@pytest.mark.parametrize("jump_s", [-20.0, -0.3, 200000.0])
@pytest.mark.parametrize("size", [1, 5])
def test_a_clock_that_is_set_is_a_gap_and_samples_go_on(jump_s, size):
    sent_s = bursts(size)
    stamps_s = sent_s.copy()
    stamps_s[700:] += jump_s
    stamps, placed, local_s = run(stamps_s, sent_s + 0.002)
    assert lost(placed) == {700: 1}
    assert stamps.jump.by_s == pytest.approx(jump_s, abs=0.06)
    assert stamps.jump.n == 1
    assert local_s[-1] - local_s[0] == pytest.approx(TRUE_S[-1], abs=0.03)


def test_a_reader_that_was_held_up_sees_the_senders_gap_and_no_set_clock():
    stamps_s, arrived_s = TRUE_S + 5.0, TRUE_S + 5.002
    arrived_s[600:1000] = arrived_s[1000]
    left = np.r_[0:700, 1000:N]
    stamps, placed, _ = run(stamps_s[left], arrived_s[left])
    assert lost(placed) == {700: 300}
    assert stamps.jump is None


def test_a_stream_far_faster_than_it_says_is_not_held_back_for_ever():
    _, placed, local_s = run(TRUE_S * 0.4)
    assert not lost(placed)
    np.testing.assert_allclose(np.diff(local_s[200:]), 0.004, rtol=0.02)
