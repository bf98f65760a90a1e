"""Samples that come late, in bursts, or not at all: what is held back, what damage stays."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.arrival import HOLD_S, QUIET_S, Arrivals
from balance_arcade.hw.timeline import HostTimeline

MS = 1_000_000
PERIOD = 10 * MS


class Reader:
    """Gives arrivals to a timeline as a board's reader does, and notes what comes out and when."""

    def __init__(self, **options):
        self.arrivals = Arrivals(100.0, **options)
        self.now_ns = self.n_given = 0
        self.out = []
        self.waits_ns = []

    def wait(self, until_ns):
        while (wait_s := self.arrivals.wait_s(self.now_ns)) <= (until_ns - self.now_ns) / 1e9:
            self.now_ns += round(wait_s * 1e9)
            self.note(self.arrivals.take((), self.now_ns))
        self.now_ns = until_ns

    def read(self, until_ns, n_samples=1, **options):
        self.wait(until_ns)
        items = range(self.n_given, self.n_given + n_samples)
        self.n_given += n_samples
        self.note(self.arrivals.take(tuple(items), until_ns, **options))

    def lose(self):
        self.note(self.arrivals.break_off())

    def note(self, settled):
        self.out += settled
        self.waits_ns += [self.now_ns - one.arrived_ns for one in settled]

    @property
    def n_lost(self):
        return sum(one.place.n_lost - one.place.n_found for one in self.out)

    @property
    def n_late(self):
        return sum(bool(one.flags & SampleFlag.LATE) for one in self.out)


def punctual(reader, n_samples, from_ns):
    for i in range(n_samples):
        reader.read(from_ns + i * PERIOD)
    return from_ns + n_samples * PERIOD


def burst(reader, n_samples, from_ns, spacing_ns):
    """Samples measured from `from_ns` on that come together once the last of them is measured.

    What is measured while they come is part of the burst. Returns when the next one is measured.
    """
    t_ns, n_read = from_ns + (n_samples - 1) * PERIOD, 0
    while n_read < n_samples or from_ns + n_read * PERIOD <= t_ns:
        t_ns = max(t_ns + spacing_ns * (n_read > 0), from_ns + n_read * PERIOD)
        reader.read(t_ns)
        n_read += 1
    return from_ns + n_read * PERIOD


def test_punctual_samples_are_never_held_back():
    reader = Reader()
    for k, jitter_ms in enumerate((0, 5, 0, 9, 1, 8, 8, 0) * 20):
        reader.read(k * PERIOD + jitter_ms * MS)
    assert set(reader.waits_ns) == {0}
    assert len(reader.out) == 160


@pytest.mark.parametrize("n_samples", [5, 6, 10, 30, 52])
def test_a_burst_read_singly_is_spread_over_its_pause(n_samples):
    reader = Reader()
    next_ns = punctual(reader, 40, 0)
    punctual(reader, 40, burst(reader, n_samples, next_ns, MS // 5))
    times_ms = [one.place.t_s * 1e3 for one in reader.out]
    assert times_ms[: 40 + n_samples] == pytest.approx(
        [10.0 * k for k in range(40 + n_samples)], abs=1.1
    )
    assert (reader.n_lost, reader.n_late) == (0, n_samples - 2)
    assert not any(one.place.gap for one in reader.out)
    assert max(reader.waits_ns) <= HOLD_S * 1e9


def test_a_slow_burst_is_placed_before_it_is_through():
    reader = Reader()
    next_ns = punctual(reader, 40, 0)
    start_ns = next_ns + 29 * PERIOD
    # 250 a second against 100 that are measured: fifty come until none is late.
    for k in range(48):
        reader.read(start_ns + k * 4 * MS)
    times_ms = [one.place.t_s * 1e3 for one in reader.out]
    assert times_ms == pytest.approx([10.0 * k for k in range(len(times_ms))], abs=2.0)
    assert max(reader.waits_ns) <= HOLD_S * 1e9
    assert reader.n_lost == 0


def test_a_pause_with_nothing_behind_it_is_a_gap_and_costs_a_moment():
    reader = Reader()
    next_ns = punctual(reader, 40, 0)
    punctual(reader, 5, next_ns + 20 * PERIOD)
    assert [one.place.n_lost for one in reader.out[39:42]] == [0, 20, 0]
    assert reader.out[40].place.t_ns == reader.out[40].arrived_ns
    assert max(reader.waits_ns) == QUIET_S * 1e9


def test_what_was_said_to_be_lost_and_comes_after_all_is_not_lost():
    reader = Reader()
    next_ns = punctual(reader, 40, 0)
    # Further apart than a burst: the first seems to be alone.
    start_ns = next_ns + 30 * PERIOD
    for k in range(90):
        reader.read(start_ns + k * 7 * MS)
    assert reader.out[40].place.n_lost == 30
    assert reader.n_lost <= 31 - 90 * 3 // 10 + 2


def test_after_the_board_was_away_nothing_is_spread_over_its_absence():
    reader = Reader()
    punctual(reader, 40, 0)
    reader.lose()
    back_ns = 2_000 * MS
    reader.read(back_ns)
    reader.read(back_ns + MS)
    reader.read(back_ns + 10 * MS)
    punctual(reader, 3, back_ns + 20 * MS)
    first = reader.out[40].place
    assert first.gap
    assert first.t_ns >= back_ns - 2 * PERIOD
    assert sum(one.place.gap for one in reader.out) == 1


def test_what_is_held_back_when_the_board_goes_is_not_thrown_away():
    reader = Reader()
    punctual(reader, 3, 0)
    reader.read(300 * MS)
    assert len(reader.out) == 3
    reader.lose()
    assert [one.item for one in reader.out] == [0, 1, 2, 3]


def test_a_source_heard_in_portions_is_made_regular():
    # 100 Hz behind an adapter that hands over every 16 ms.
    reader = Reader(regular=True)
    n_before = 0
    for k in range(1, 400):
        n_now = k * 16 // 10
        reader.read(k * 16 * MS, n_now - n_before)
        n_before = n_now
    times_ns = [one.place.t_ns for one in reader.out]
    steps_ms = [(after - before) / MS for before, after in itertools.pairwise(times_ns[100:])]
    assert min(steps_ms) > 9.0
    assert max(steps_ms) < 11.0
    assert (times_ns[-1] - times_ns[100]) / (len(times_ns) - 101) == pytest.approx(PERIOD, rel=1e-3)


def test_the_period_stays_within_half_and_twice_the_nominal_one():
    for step_ms, expected_ms in ((1, 5), (2, 5), (8, 8), (15, 15), (19, 19)):
        timeline = HostTimeline(100.0)
        for k in range(200):
            timeline.place(1, k * step_ms * MS)
        assert timeline.period_ns == pytest.approx(expected_ms * MS, rel=0.01)


def test_the_fault_that_made_every_sample_a_gap():
    """Half a second late and read singly: all that followed was flagged, 57,009 counted as lost."""
    timeline = HostTimeline(100.0)
    for k in range(300):
        timeline.place(1, k * PERIOD)
    now_ns = 299 * PERIOD + 520 * MS
    for k in range(52):
        timeline.place(1, now_ns + k * MS // 2)
    after = [timeline.place(1, now_ns + 30 * MS + k * PERIOD)[0] for k in range(3000)]
    assert not any(place.gap for place in after)


happening = st.one_of(
    st.tuples(st.just("punctual"), st.integers(1, 60), st.integers(0, 4_000_000)),
    st.tuples(st.just("late"), st.integers(2, 70), st.integers(0, 4_500_000)),
    st.tuples(st.just("lost"), st.integers(1, 300), st.just(0)),
    st.tuples(st.just("away"), st.integers(1, 500), st.just(0)),
    st.tuples(st.just("rush"), st.integers(1, 110), st.integers(0, 9_000_000)),
)


def live(reader, history):
    """Let a history happen; return the time of the next sample and how many never came."""
    t_ns, n_missing = punctual(reader, 1, 0), 0
    for kind, count, wait_ns in history:
        if kind == "punctual":
            for k in range(count):
                reader.read(max(reader.now_ns, t_ns + k * PERIOD + wait_ns * (k % 2)))
            t_ns += count * PERIOD
        elif kind == "late":
            t_ns = burst(reader, count, max(t_ns, reader.now_ns + 1), wait_ns)
        elif kind == "rush":  # More than there is time for, as from a reader's or a sender's fault.
            for _ in range(count):
                reader.read(reader.now_ns + wait_ns)
            t_ns = max(t_ns, reader.now_ns + PERIOD)
        else:
            if kind == "away":
                reader.lose()
            t_ns, n_missing = t_ns + count * PERIOD, n_missing + count
    return max(t_ns, reader.now_ns + PERIOD), n_missing


@n_examples(150)
@given(st.lists(happening, max_size=12))
def test_no_history_leaves_lasting_damage(history):
    reader = Reader()
    next_ns, _ = live(reader, history)
    next_ns = punctual(reader, 100, next_ns)
    reader.wait(next_ns - PERIOD)
    n_before = len(reader.out)
    punctual(reader, 100, next_ns)
    assert [one.item for one in reader.out] == list(range(reader.n_given))
    for before, after in itertools.pairwise(reader.out):
        assert after.place.t_ns > before.place.t_ns
        assert after.place.t_s > before.place.t_s
        assert after.place.seq == before.place.seq + 1 + after.place.n_lost
    assert max(reader.waits_ns) <= HOLD_S * 1e9
    for one in reader.out[n_before:]:
        assert one.place.t_ns == one.arrived_ns
        assert one.flags == 0
    assert reader.arrivals.period_s == pytest.approx(0.01, rel=0.02)


@n_examples(150)
@given(st.lists(happening.filter(lambda one: one[0] != "rush"), max_size=12))
def test_nothing_that_came_is_counted_as_lost(history):
    reader = Reader()
    next_ns, n_missing = live(reader, history)
    punctual(reader, 10, next_ns)
    reader.wait(next_ns + 10 * PERIOD)
    assert len(reader.out) == reader.n_given
    n_gaps = sum(one.place.gap for one in reader.out)
    if n_missing == 0:
        assert (n_gaps, reader.n_lost) == (0, 0)
    # A gap's length tells what is missing to within a sample at each of its ends. A burst behind
    # an absence hides how much of the pause was absence until all of it has come, and for a second
    # the pace that a next gap is counted by.
    away = "away" in {kind for kind, *_ in history}
    most = 1.25 * n_missing + 4 * n_gaps if away else n_missing + 2 * n_gaps
    assert reader.n_lost <= most


def test_behind_a_full_queue_a_hurried_few_stand_where_they_came():
    """What the queue threw away is missing right behind what it held, not some samples later."""
    reader = Reader()
    t_ns = punctual(reader, 100, 0) + 1000 * MS
    reader.read(t_ns, 63, overflowed=True)
    # Some that waited for room in the queue, and then as usual.
    for i in range(15):
        reader.read(t_ns + (2 * i + 4) * MS)
    punctual(reader, 40, t_ns + 40 * MS)
    reader.wait(t_ns + 1000 * MS)
    assert [one.item for one in reader.out if one.place.gap] == [163]
    assert reader.n_lost == pytest.approx(26, abs=4)
