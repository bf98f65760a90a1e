"""Unwrapping of numbers and microseconds, gaps, and boards that start again."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.hw.arduino.timeline import SampleTimeline

PERIOD_NS = 10_000_000


def run(seqs, ticks_us, rate_hz=100.0):
    timeline = SampleTimeline(rate_hz)
    return [
        timeline.place(seq, us % 2**32, t_host_ns=i * PERIOD_NS)
        for i, (seq, us) in enumerate(zip(seqs, ticks_us, strict=True))
    ]


@given(
    seq=st.integers(0, 65535),
    us=st.integers(0, 2**32 - 1),
    steps=st.lists(st.integers(1, 200), min_size=1, max_size=50),
)
def test_wrapping_counters_make_one_timeline(seq, us, steps):
    sums = list(itertools.accumulate(steps, initial=0))
    timeline = SampleTimeline(100.0)
    for n in sums:
        place = timeline.place(
            (seq + n) % 65536, (us + 10_000 * n) % 2**32, t_host_ns=n * PERIOD_NS
        )
        assert place.seq == n
        assert place.t_s == pytest.approx(n / 100, abs=1e-9)
        assert place.ticks == us + 10_000 * n


def test_the_71st_minute_is_no_gap():
    places = run([65534, 65535, 0, 1], [2**32 - 15_000 + 10_000 * i for i in range(4)])
    assert [place.seq for place in places] == [0, 1, 2, 3]
    assert [place.t_s for place in places] == pytest.approx([0.0, 0.01, 0.02, 0.03])
    assert not any(place.gap for place in places)


def test_missing_samples_are_counted_not_filled():
    places = run([0, 1, 5], [0, 10_000, 50_000])
    assert (places[2].seq, places[2].n_lost, places[2].gap) == (5, 3, True)
    assert places[2].t_s == pytest.approx(0.05)


def test_a_sample_that_came_twice_counts_once():
    assert run([0, 1, 1, 2], [0, 10_000, 10_000, 20_000])[2] is None


def test_a_restart_that_was_announced():
    timeline = SampleTimeline(100.0)
    timeline.place(500, 7_000_000, t_host_ns=0)
    timeline.restart()
    place = timeline.place(0, 900_000, t_host_ns=2 * 10**9)
    assert place.t_s == pytest.approx(2.0)
    assert (place.seq, place.n_lost, place.gap) == (200, 199, True)
    after = timeline.place(1, 910_000, t_host_ns=2 * 10**9 + PERIOD_NS)
    assert (after.seq, after.gap) == (201, False)
    assert after.t_s == pytest.approx(2.01)


@pytest.mark.parametrize("last_us", [7_000_000, 2**31 + 5, 2**32 - 60_000_000])
def test_a_restart_that_nobody_announced(last_us):
    timeline = SampleTimeline(100.0)
    timeline.place(500, last_us, t_host_ns=0)
    place = timeline.place(0, 900_000, t_host_ns=10**9)
    assert place.t_s == pytest.approx(1.0)
    assert (place.seq, place.gap) == (100, True)


def test_a_restart_before_the_first_sample_is_none():
    timeline = SampleTimeline(100.0)
    timeline.restart()
    assert timeline.place(0, 0, t_host_ns=5).gap is False


def test_a_late_reader_is_no_restart():
    # The computer was busy for 3 s and reads 300 samples at once, then goes on.
    timeline = SampleTimeline(100.0)
    timeline.place(0, 0, t_host_ns=0)
    for i in range(1, 302):
        place = timeline.place(i, 10_000 * i, t_host_ns=3 * 10**9)
        assert (place.seq, place.gap) == (i, False)
        assert place.t_s == pytest.approx(i / 100)


def test_a_restart_early_in_life_shows_in_the_numbers_alone():
    # It ran for 6 s, reset, and comes back 8 s later with a clock that is already ahead of the old.
    timeline = SampleTimeline(100.0)
    timeline.place(500, 6_000_000, t_host_ns=0)
    place = timeline.place(10, 7_000_000, t_host_ns=8 * 10**9)
    assert (place.seq, place.n_lost, place.gap) == (800, 799, True)
    assert timeline.n_unannounced == 1


def test_a_board_that_went_on_while_its_cable_was_out():
    timeline = SampleTimeline(100.0)
    timeline.place(500, 6_000_000, t_host_ns=0)
    timeline.reconnect()
    place = timeline.place(650, 7_500_000, t_host_ns=1_512_000_000)
    assert (place.seq, place.n_lost, place.gap) == (150, 149, True)
    assert place.t_s == pytest.approx(1.5)  # the board's time, not the computer's
    assert timeline.n_unannounced == 0


@pytest.mark.parametrize("t_us", [100_000, 6_300_000, 8_300_000])
def test_a_board_that_lost_its_supply_with_the_cable(t_us):
    timeline = SampleTimeline(100.0)
    timeline.place(3, 6_000_000, t_host_ns=0)
    timeline.reconnect()
    place = timeline.place(10, t_us, t_host_ns=1_500_000_000)
    assert (place.t_s, place.gap) == (pytest.approx(1.5), True)
    assert timeline.n_unannounced == 1
    assert timeline.place(11, t_us + 10_000, t_host_ns=1_510_000_000).gap is False


def test_twelve_hours():
    # Ten wraps of the microseconds, 65 of the numbers; the clock of this computer is 0.5 % slow.
    timeline = SampleTimeline(100.0)
    for i in range(12 * 3600 + 1):
        place = timeline.place(
            100 * i % 2**16, (i * 1_000_000 + 77) % 2**32, t_host_ns=round(i * 0.995e9)
        )
    assert place.t_s == 12 * 3600
    assert (place.seq, place.ticks) == (100 * 12 * 3600, 12 * 3600 * 1_000_000 + 77)
    assert timeline.n_unannounced == 0
