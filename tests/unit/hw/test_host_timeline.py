"""Times of samples that carry none: their arrival, and spread back where they come late."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance_arcade.hw.timeline import GAP_PERIODS, HostTimeline

MS = 1_000_000


def singles(timeline, times_ms):
    return [timeline.place(1, round(t * MS))[0] for t in times_ms]


def test_arrival_is_the_time():
    places = singles(HostTimeline(100.0), [1000, 1010, 1023, 1029, 1040])
    assert [p.t_s for p in places] == pytest.approx([0, 0.01, 0.023, 0.029, 0.04])
    assert [p.seq for p in places] == [0, 1, 2, 3, 4]
    assert not any(p.gap for p in places)


def test_one_lost_sample_cannot_be_told_from_a_late_one():
    places = singles(HostTimeline(100.0), [0, 10, 30, 40])
    assert [p.seq for p in places] == [0, 1, 2, 3]


def test_a_pause_is_a_gap_and_its_loss_estimated():
    places = singles(HostTimeline(100.0), [0, 10, 210, 220])
    assert [(p.seq, p.gap, p.n_lost) for p in places] == [
        (0, False, 0),
        (1, False, 0),
        (21, True, 19),
        (22, False, 0),
    ]


def test_the_typical_period_is_learned():
    timeline = HostTimeline(100.0)
    singles(timeline, range(0, 20 * 60, 20))
    assert timeline.period_ns == 20 * MS
    place = timeline.place(1, (59 * 20 + 95) * MS)[0]
    assert not place.gap
    assert timeline.place(1, (59 * 20 + 95 + 201) * MS)[0].n_lost == 9


def test_pauses_teach_no_period():
    timeline = HostTimeline(100.0)
    places = singles(timeline, range(0, 100 * 60, 60))
    assert all(place.gap and place.n_lost == 5 for place in places[1:])


def test_nanoseconds_are_kept_after_a_year_of_uptime():
    year_ns = 365 * 24 * 3600 * 10**9 + 1
    timeline = HostTimeline(100.0)
    timeline.place(1, year_ns)
    assert timeline.place(1, year_ns + 10 * MS)[0].t_s == 0.01
    assert timeline.place(1, year_ns + 20 * MS + 4)[0].t_s == pytest.approx(0.020000004, abs=1e-12)


def test_what_fills_a_pause_is_spread_over_it_at_the_usual_pace():
    timeline = HostTimeline(100.0)
    timeline.place(1, 0)
    places = timeline.place(30, 305 * MS)
    assert [p.t_s for p in places] == pytest.approx([0.01 * (i + 1) for i in range(30)], abs=6e-4)
    assert not any(p.gap for p in places)


def test_what_leaves_most_of_a_pause_empty_is_spread_back_from_now():
    timeline = HostTimeline(100.0)
    timeline.place(1, 0)
    places = timeline.place(10, 305 * MS)
    assert [p.t_s for p in places] == pytest.approx([0.215 + 0.01 * i for i in range(10)])
    assert [p.n_lost for p in places] == [20] + [0] * 9


def test_more_than_there_is_room_for_is_squeezed_in():
    timeline = HostTimeline(100.0)
    timeline.place(1, 0)
    places = timeline.place(4, 20 * MS)
    assert [p.t_s for p in places] == pytest.approx([0.005, 0.01, 0.015, 0.02])


def test_a_queue_that_ran_over_lost_the_newest():
    timeline = HostTimeline(100.0)
    timeline.place(1, 0)
    places = timeline.place(63, 1000 * MS, onwards=True)
    assert [p.t_s for p in places] == pytest.approx([0.01 * (i + 1) for i in range(63)])
    late = timeline.place(1, 1005 * MS)[0]
    assert late.gap
    assert late.t_s == 1.005
    assert late.n_lost == pytest.approx(37, abs=1)


def test_the_first_may_have_waited_together():
    places = HostTimeline(100.0).place(3, 7 * MS)
    assert [p.t_s for p in places] == pytest.approx([0.0, 0.01, 0.02])
    assert [p.seq for p in places] == [0, 1, 2]


def test_a_source_that_rests_has_no_gaps_by_time():
    timeline = HostTimeline(100.0, pauses_are_gaps=False)
    assert not any(p.gap for p in singles(timeline, [0, 10, 900, 910]))
    timeline.break_off()
    place = timeline.place(1, 920 * MS)[0]
    assert (place.gap, place.n_lost, place.seq) == (True, 1, 5)


def test_the_same_instant_twice():
    places = singles(HostTimeline(100.0), [5, 5, 5])
    assert places[0].t_s < places[1].t_s < places[2].t_s


groups = st.lists(
    st.tuples(st.integers(1, 70), st.integers(0, 2_000_000_000), st.booleans()), max_size=50
)


@given(groups, st.booleans())
def test_time_and_number_always_go_forward(arrivals, pauses_are_gaps):
    timeline = HostTimeline(100.0, pauses_are_gaps=pauses_are_gaps)
    now_ns, places = 0, []
    for n_samples, wait_ns, overflowed in arrivals:
        now_ns += wait_ns
        got = timeline.place(n_samples, now_ns, onwards=overflowed)
        assert len(got) == n_samples
        places += got
    for before, after in itertools.pairwise(places):
        assert after.t_s > before.t_s
        assert after.seq == before.seq + 1 + after.n_lost
        assert after.gap == (after.n_lost > 0)
    assert GAP_PERIODS >= 2


def test_samples_faster_than_a_steady_pace_do_not_run_ahead_of_the_clock():
    timeline = HostTimeline(100.0, regular=True)
    for at_ms in range(3000):
        place = timeline.place(1, at_ms * 1_000_000)[0]
    assert place.t_s == pytest.approx(2.999, abs=0.05)
