"""Clocks and stamps of every kind that people have, on arrays whose true times are known."""

from pathlib import Path

import numpy as np
import pytest

from balance_arcade.files.look.steady import is_steady, steady_times
from balance_arcade.files.look.times import mended_times
from balance_arcade.files.tables.trial import TrialData, sampling_rate, trial_quality

N = 3000
K = np.arange(N)
WRAP_S = 2**32 * 1e-6


def trial(t_s, values=None):
    """A trial whose place tells the number of its sample."""
    t_s = np.asarray(t_s, float)
    cop_mm = np.column_stack((np.arange(t_s.size, dtype=float), np.zeros(t_s.size)))
    rate_hz = sampling_rate(t_s)
    quality = trial_quality(t_s, rate_hz)
    cop_mm = cop_mm if values is None else values
    path = Path("x.csv")
    return TrialData(path, "table", t_s, rate_hz, cop_mm, None, None, None, None, "real", quality)


def names(looked):
    return [fault.name for fault in looked.faults]


def noise(to_s, seed=0):
    return np.random.default_rng(seed).uniform(0.0, to_s, N)


noise_s = np.random.default_rng(5).uniform(0.1, 3.0, N)
CLEAN = {
    "100 Hz": K / 100,
    "120 Hz to the millisecond": np.round(K / 120, 3),
    "99.3 Hz, Unix": 1.7e9 + K / 99.3,
    "hundredths": np.round(K / 100, 2),
    "a gap": K / 100 + (K > 900) * 0.05,
    "a pause": K / 100 + (K > 900) * 3.007,
    "one in a hundred lost": (K / 100)[np.random.default_rng(2).random(N) < 0.99],
    "a third lost": (K / 100)[np.random.default_rng(1).random(N) < 0.67],
    "pauses of any length": K / 1000 + np.cumsum((K % 400 == 7) * noise_s),
    "half a millisecond of jitter": K / 100 + noise(0.0005),
}


@pytest.mark.parametrize("kind", CLEAN)
def test_clean_times_come_through_bit_for_bit(kind):
    before = trial(CLEAN[kind])
    after = mended_times(before)
    assert after.t_s is before.t_s
    assert after.cop_mm is before.cop_mm
    assert (after.rate_hz, after.quality) == (before.rate_hz, before.quality)
    assert names(after) == []


def bursts(of, apart_s=0.001):
    return (K // of) * of / 100 + (K % of) * apart_s


ODD = {
    **{f"bursts of {of}": (bursts(of), 100.0) for of in (2, 3, 5, 7, 10, 20)},
    **{f"bursts of {of} at one time": (bursts(of, 0.0), 100.0) for of in (2, 3, 5)},
    "bursts of any size": (np.sort(np.ceil(K / 100 / 0.037) * 0.037 + noise(0.001)), 100.0),
    **{f"jitter to {ms} ms": (np.sort(K / 100 + noise(ms / 1e3)), 100.0) for ms in (2, 5, 12, 30)},
    **{f"jitter to {ms} ms, unsorted": (K / 100 + noise(ms / 1e3), 100.0) for ms in (5, 12)},
    "99.3 Hz to hundredths": (np.round(K / 99.3, 2), 99.3),
    "99.3 Hz cut to hundredths, Unix": (np.floor(1.7e11 + K / 0.993) / 100, 99.3),
    "80 Hz to hundredths": (np.round(K / 80, 2), 80.0),
    "100 Hz to tenths": (np.round(K / 100, 1), 100.0),
    "100 Hz to seconds": (np.floor(K / 100), 100.0),
    "400 Hz to milliseconds": (np.round(K / 400, 3), 400.0),
    "25 Hz to tenths": (np.round(K / 25, 1), 25.0),
    "a third of a second that came at once": (
        np.where((K > 999) & (K < 1034), 10.34, K / 100),
        100.0,
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_stamps_are_made_regular_where_count_and_span_agree(kind):
    t_s, rate_hz = ODD[kind]
    after = mended_times(trial(t_s))
    assert after.rate_hz == pytest.approx(rate_hz, rel=2e-4)
    assert after.n_samples == N
    assert (after.quality.n_gaps, after.quality.n_lost, after.quality.n_duplicates) == (0, 0, 0)
    assert after.t_s[0] == t_s[0]
    assert np.diff(after.t_s) == pytest.approx(1.0 / rate_hz, rel=1e-3)
    assert after.faults[-1].effect == "mended"
    assert after.faults[-1].name.startswith("times_")
    assert f"{after.rate_hz:.6g} Hz" in after.faults[-1].sentence


def test_a_logger_that_begins_with_what_had_waited_is_regular_behind_it():
    t_s = np.round(np.maximum(K / 100, 0.6) + noise(0.008), 2)
    after = mended_times(trial(np.sort(t_s)))
    assert after.rate_hz == pytest.approx(100.0, rel=1e-3)
    assert after.quality.n_lost == 0


def test_a_radio_that_loses_one_in_a_hundred_here_and_there_is_still_measured():
    kept = np.random.default_rng(8).random(N) >= 0.01
    t_s = np.round(K / 100 + noise(0.02), 2)[kept]
    after = mended_times(trial(np.sort(t_s)))
    assert after.faults[-1].effect == "mended"
    # What is not found as a gap is in the rate: samples over rate are the true length.
    assert (after.n_samples + after.quality.n_lost) / after.rate_hz == pytest.approx(30.0, rel=5e-3)
    assert after.t_s[-1] - after.t_s[0] == pytest.approx(29.99, abs=0.15)


@pytest.mark.parametrize("of", [1, 2, 3, 5])
@pytest.mark.parametrize("lost", [[1500], [400, 1500, 1530, 2600], list(range(1000, 1300))])
def test_what_was_lost_in_bursts_or_jitter_stays_a_gap(of, lost):
    t_s = bursts(of) if of > 1 else K / 100 + noise(0.004)
    after = mended_times(trial(np.delete(t_s, lost)))
    assert after.rate_hz == 100.0
    assert after.quality.n_lost == len(lost)
    # Every sample but those beside a gap is where it was taken.
    true_s = np.delete(K / 100, lost)
    off = np.abs((after.t_s - after.t_s[0]) - true_s)
    assert np.count_nonzero(off > 0.001) <= 6 * len(lost)


@pytest.mark.parametrize(
    "steps_s",
    [np.random.default_rng(2).exponential(0.01, N), np.random.default_rng(2).uniform(0, 0.02, N)],
)
def test_truly_irregular_times_are_kept_and_said(steps_s):
    before = trial(np.cumsum(steps_s))
    after = mended_times(before)
    assert after.t_s is before.t_s
    assert names(after) == ["times_irregular"]
    assert "--rate" in after.faults[0].sentence


WRAPS = {
    "micros, us": ((WRAP_S - 10 + K / 100) % WRAP_S, 0.0),
    "micros, ms": (np.floor(((WRAP_S - 10 + K / 100) % WRAP_S) * 1000) / 1000, 0.002),
    "micros, s of six digits": (np.round((WRAP_S - 10 + K / 100) % WRAP_S, 6), 2e-6),
    "millis": ((1000 * WRAP_S - 10 + K / 100) % (1000 * WRAP_S), 1e-6),
    "signed": ((WRAP_S - 10 + K / 100) % WRAP_S - (K > 500) * 0.0, 0.0),
    "from the start on": (np.where(K > 999, K / 100 - WRAP_S, K / 100), 1e-6),
    "16 bit, ms": ((60 + K / 100) % 65.536, 1e-6),
    "a pause of two seconds within": ((WRAP_S - 10 + K / 100 + (K > 1000) * 2.0) % WRAP_S, 1e-6),
}


@pytest.mark.parametrize("kind", WRAPS)
def test_counters_that_wrap_lose_nothing(kind):
    t_s, off_s = WRAPS[kind]
    after = mended_times(trial(t_s))
    assert names(after) == ["clock_wraps"]
    paused = (K > 1000) * 2.0 if "pause" in kind else 0.0
    assert after.t_s - after.t_s[0] == pytest.approx(K / 100 + paused, abs=max(off_s, 1e-6))
    assert after.rate_hz == 100.0
    assert after.quality.n_unsorted == 0


def test_a_counter_may_wrap_twice():
    t_s = (K * 4.0) % WRAP_S
    after = mended_times(trial(t_s))
    assert np.diff(after.t_s) == pytest.approx(4.0)
    assert "2 times" in after.faults[0].sentence


def test_wraps_and_jitter_are_mended_together():
    t_s = (WRAP_S - 10 + K / 100 + noise(0.008)) % WRAP_S
    after = mended_times(trial(t_s))
    assert names(after) == ["clock_wraps", "times_jitter"]
    assert after.quality.n_lost == 0


@pytest.mark.parametrize("parts", [2, 3])
def test_a_clock_that_begins_again_makes_parts_with_a_break(parts):
    each = N // parts
    after = mended_times(trial((K % each) / 100))
    assert names(after) == ["clock_begins_again"]
    assert (after.n_samples, after.quality.n_gaps) == (N, parts - 1)
    assert (np.diff(after.t_s) > 0).all()
    # Longer than any gap that is bridged.
    assert after.quality.max_gap_s == pytest.approx(0.25)
    sentence = after.faults[0].sentence
    assert f"sample {each + 1} (from " in sentence
    assert "--from 0.00 --to" in sentence


def test_a_clock_that_is_set_back_loses_no_sample():
    after = mended_times(trial(np.where(K < 2000, K / 100, K / 100 - 20.0)))
    assert names(after) == ["clock_begins_again"]
    assert after.n_samples == N
    assert (np.diff(after.t_s) > 0).all()


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [([700], 0.0), ([700], -9999.0), ([700, 1400], 1e6), ([0], 99.0), ([N - 1], 9999.0)],
)
def test_single_stamps_out_of_place_are_put_back(rows, wrong):
    t_s = K / 100
    t_s[rows] = wrong
    after = mended_times(trial(t_s))
    assert names(after) == ["stamps_out_of_place"]
    assert after.faults[0].n_samples == len(rows)
    assert after.t_s == pytest.approx(K / 100)


def test_rows_that_changed_places_are_sorted_with_their_values():
    order = K.copy()
    order[[100, 101, 500, 501]] = [101, 100, 501, 500]
    order[900:906] = order[900:906][::-1]
    values = np.column_stack((order, order)).astype(float)
    after = mended_times(trial(order / 100, values))
    assert names(after) == ["rows_out_of_order"]
    assert after.t_s.tolist() == (K / 100).tolist()
    assert after.cop_mm[:, 0].tolist() == K.tolist()


def test_rows_that_came_twice_are_left_out_once():
    values = np.column_stack((np.repeat(K, 2), np.repeat(K, 2))).astype(float)
    after = mended_times(trial(np.repeat(K / 100, 2), values))
    assert names(after) == ["rows_doubled"]
    assert after.cop_mm[:, 0].tolist() == K.tolist()
    assert after.rate_hz == 100.0


def test_a_clock_in_utter_disorder_is_not_mended_in_parts():
    before = trial(K / 100 + noise(3.0))
    after = mended_times(before)
    assert after.t_s is before.t_s
    assert names(after)[0] == "clock_runs_back"


def test_a_short_step_back_is_said_and_left_out():
    after = mended_times(trial(np.where(K < 1500, K / 100, K / 100 - 0.05)))
    assert names(after) == ["clock_runs_back"]
    assert after.faults[0].n_samples == 5


@pytest.mark.parametrize(
    ("t_s", "name"),
    [(K * 10.0, "t_ms"), (K * 1e4, "t_us"), (K * 1e-5, "t_s"), (K * 1.0, "--rate")],
)
def test_rates_that_nothing_has_are_refused_with_the_right_unit(t_s, name):
    after = mended_times(trial(t_s))
    assert names(after) == ["time_unit"]
    assert after.faults[0].effect == "refused"
    assert name in after.faults[0].sentence


def test_a_long_record_is_looked_at_in_linear_time():
    t_s = np.arange(200_000) / 100
    assert is_steady(t_s)
    found = steady_times(t_s + np.random.default_rng(4).uniform(0.0, 0.01, t_s.size))
    assert found.rate_hz == 100.0
    assert found.n_lost == 0
