"""What the live window refuses, and how much work it does."""

import math

import numba
import numpy as np
import pytest
from live_kit import NOBODY, RATE_HZ, WBB, forces_at, sample, stream_of, walk

from balance_arcade.cop import (
    describe,
    live_values,
    motion,
    recurrences,
    step_window,
    sway_window,
    velocity_peaks,
    velocity_window,
)
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.live import CopStream
from balance_arcade.cop.live_values import LIVE_NAMES, N_BATCH, Refusals
from balance_arcade.cop.refusal import count_due, refusal
from balance_arcade.cop.velocity_peaks import VELOCITY_NAMES, velocity_of_run


# As kernels call it, compiled; never kept on disk, which would not see it change.
@numba.njit
def slope_of(samples, base, row, axis):
    return velocity_window._slope(samples, base, row, axis)


def test_what_the_window_cannot_tell_is_refused_by_name_and_reason():
    metrics = CopStream(WBB, RATE_HZ).metrics()
    assert set(metrics.refused) == set(metrics.values)
    assert set(metrics.refused.values()) == {
        "no sample has somebody on the board",
        "nobody is on the board now",
    }
    metrics = stream_of(walk(2))[0].metrics()
    assert metrics.refused["ellipse_area_mm2"] == "too short: 2 samples, 3 needed"
    assert "rms_mm" not in metrics.refused
    metrics = stream_of([(1.0, 2.0)] * 50)[0].metrics()
    assert "does not move" in metrics.refused["straightness"]
    assert stream_of(walk(300))[0].metrics().refused == {}


@pytest.mark.parametrize(("away", "refused"), [(11, False), (12, True)])
def test_a_window_with_too_many_gaps_refuses_ways_and_not_places(away, refused):
    metrics = stream_of([*walk(50), *[None] * away, *walk(50, seed=1)])[0].metrics()
    why = "too many gaps: 11 % of the samples are missing, at most 10 % may be"
    assert metrics.refused.get("sway_path_mm") == (why if refused else None)
    assert math.isnan(metrics.values["sway_path_mm"]) is refused
    assert "rms_mm" not in metrics.refused
    assert math.isfinite(metrics.values["rms_mm"])
    assert metrics.refused.get("fd_ce") == ("the samples do not determine it" if refused else None)
    assert math.isnan(metrics.values["fd_ce"]) is refused


def test_a_window_with_mostly_gaps_refuses_places_and_the_ellipse():
    metrics = stream_of([*walk(20), *[None] * 60, *walk(20, seed=1)])[0].metrics()
    assert metrics.refused["rms_mm"].startswith("too many gaps: 60 % ")
    assert all(math.isnan(v) for v in metrics.ellipse_mm)
    assert metrics.values["n_breaks"] == 1.0
    stream, _ = stream_of([*walk(50), None])
    assert stream.metrics().refused == {
        "left_load_now_frac": "nobody is on the board now",
        "front_load_now_frac": "nobody is on the board now",
    }


def test_reasons_follow_a_window_that_changes():
    """Reasons are kept by what they hang on; here by the rule for every name, at every sample."""
    stream = CopStream(WBB, RATE_HZ, window_s=0.5)
    rng = np.random.default_rng(5)
    places = [*walk(60), *[None] * 70, *[(1.0, 2.0)] * 80, *walk(400, seed=2)]
    seen = set()
    for i, place in enumerate(places):
        if i > 250 and rng.random() < 0.3:
            continue
        stream.push(sample(i, NOBODY if place is None else forces_at(*place)))
        metrics = stream.metrics()
        n_due = count_due(metrics.window_s, RATE_HZ, metrics.n_samples)
        for name in LIVE_NAMES[:N_BATCH]:
            if name in DEFINITIONS and metrics.n_samples:
                value = metrics.values[name]
                why = refusal(DEFINITIONS[name], metrics.n_samples, n_due, value)
                assert metrics.refused.get(name, "") == why
        assert {n for n, v in metrics.values.items() if math.isnan(v)} == set(metrics.refused)
        seen |= set(metrics.refused.values())
        metrics.refused.clear()  # it is the caller's own
    assert len(seen) > 25


def test_both_sides_of_half_a_window_have_reasons_of_their_own():
    refusals = Refusals(RATE_HZ)
    for n_samples, refused in ((126, False), (125, True)):  # 49.8 and 50.2 % of 251 are missing
        assert ("rms_mm" in refusals.of(n_samples, 2.5, bytes(len(LIVE_NAMES)))[0]) is refused


def test_reasons_that_are_kept_are_not_kept_without_end():
    refusals = Refusals(RATE_HZ)
    for i in range(1000):
        bits = np.unpackbits(np.array([i], ">u8").view(np.uint8))
        untold = bits.tobytes().rjust(len(LIVE_NAMES), b"\0")
        reasons, is_refused = refusals.of(100, 0.99, untold)
        assert len(reasons) == is_refused.sum()
    assert len(refusals._known) <= 256


def test_no_push_and_no_question_does_more_than_the_logarithm_of_the_window():
    stream = CopStream(WBB, RATE_HZ, window_s=5.0)
    # The last row is no node of the tree: the sums of the whole window are written there.
    trees = [own._nodes[:-1] for own in (stream._sways, stream._steps, stream._velocities)]
    levels = int(math.log2(len(stream._sways._nodes)))
    most = [0, 0, 0]
    for i, place in enumerate(walk(3000)):
        before = [tree.copy() for tree in trees]
        stream.push(sample(i, forces_at(*place)))
        changed = [int((a != b).any(axis=1).sum()) for a, b in zip(before, trees, strict=True)]
        most = [max(pair) for pair in zip(most, changed, strict=True)]
        if i % 500 == 499:  # however long nobody asked, asking sums up no block
            before = [tree.copy() for tree in trees]
            stream.metrics()
            assert all((a == b).all() for a, b in zip(before, trees, strict=True))
    assert all(4 < n <= levels for n in most)


def test_a_pause_that_empties_a_long_window_leaves_the_right_one():
    stream = CopStream(WBB, RATE_HZ, window_s=5.0)
    places = walk(3000)
    for i, place in enumerate(places):
        late = 480 if i >= 1500 else 0  # all but 20 samples leave in one push
        out = stream.push(sample(i + late, forces_at(*place)))
        if i == 1500:
            assert stream.metrics().n_samples == 21
    assert stream.metrics().n_samples == 501
    assert out.ml_mm == pytest.approx(places[-1][0])


def test_places_that_are_written_out_twice_agree():
    for module, original in (
        (describe, recurrences),
        (sway_window, recurrences),
        (step_window, recurrences),
        (step_window, motion),
        (velocity_window, recurrences),
        (live_values, recurrences),
    ):
        shared = [
            name
            for name, value in vars(original).items()
            if name.isupper() and isinstance(value, int) and hasattr(module, name)
        ]
        if module in (step_window, velocity_window) and original is recurrences:
            written = {
                "OLDEST",
                "NEXT",
                "N_STEP_BLOCKS",
                "N_VELOCITY_BLOCKS",
                "ML",
                "AP",
                "BREAK_S",
            }
            shared = sorted(written & set(shared))
        if module is live_values:
            shared = ["COUNT", "SUM_LEFT", "SUM_FRONT", "SUM_TOP_LEFT", "SUM_UNEVEN"]
        assert len(shared) >= 4
        if (module, original) == (step_window, motion):
            assert len(shared) >= motion.N_STEP_SUMS
        assert {n: getattr(module, n) for n in shared} == {n: getattr(original, n) for n in shared}


@pytest.mark.parametrize(
    ("module", "names"),
    [
        (describe, (*describe.SWAY_NAMES, *describe.FAR_NAMES, *describe.SPREAD_NAMES)),
        (step_window, motion.STEP_NAMES),
        (velocity_window, VELOCITY_NAMES),
    ],
)
def test_a_place_is_called_as_the_number_that_stands_there(module, names):
    places = {n: getattr(module, n.upper()) for n in names if hasattr(module, n.upper())}
    assert places == {name: place for place, name in enumerate(names) if name in places}
    assert len(places) >= 6
    if module is describe:
        assert len(places) == len(names) == describe.N_NAMED


@pytest.mark.parametrize("row", range(5))
def test_the_slopes_are_those_of_batch(row):
    samples = np.zeros((16, recurrences.N_SAMPLE_FIELDS))
    samples[3:8, recurrences.ML] = [0.3, -1.2, 2.5, 0.7, -0.4]
    expected = velocity_of_run(samples[3:8, recurrences.ML].copy(), 1.0)[row]
    assert slope_of(samples, 3, row, recurrences.ML) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("row", "grid"),
    [
        (0, (0, 0, 11, 6, 0)),
        (1, (0, 1, -1, 1, 0)),
        (2, (0, 1, -2, 2, 8)),
        (3, (0, 1, -1, 1, 0)),
        (4, (0, 0, 17, -6, 0)),
    ],
)
@pytest.mark.parametrize("offset", [100.3, -7.7, 0.1])
def test_what_rounding_leaves_of_no_slope_has_no_side(row, grid, offset):
    """The cubic of these five is level at one of them, which tenths cannot say exactly."""
    samples = np.zeros((16, recurrences.N_SAMPLE_FIELDS))
    samples[3:8, recurrences.ML] = offset + 0.1 * np.array(grid)
    assert velocity_of_run(samples[3:8, recurrences.ML].copy(), 100.0)[row] == 0.0
    assert slope_of(samples, 3, row, recurrences.ML) == 0.0
    samples[3, recurrences.ML] += 1e-9
    assert velocity_of_run(samples[3:8, recurrences.ML].copy(), 100.0)[row] != 0.0
    assert velocity_window.ROUNDING == velocity_peaks.ROUNDING


def velocities(places):
    metrics = stream_of(places, window_s=0.4)[0].metrics()
    return {name: metrics.values[name] for name in VELOCITY_NAMES}


def test_peaks_of_the_velocity_by_hand():
    """Zigzags of 8 samples there and 8 back, 1 mm and then 2 mm a sample."""
    tops = np.concatenate([[s] * 8 for s in (1, -1, 2, -2, 1)])
    ml = np.concatenate(([0.0], np.cumsum(tops)))
    live = velocities([(float(x), 0.0) for x in ml])
    assert live["n_zero_crossings_ml"] == 4.0
    assert live["zero_crossing_rate_ml_hz"] == pytest.approx(4.0 / 0.4)
    assert live["peak_velocity_pos_ml_mm_s"] == pytest.approx(200.0, rel=0.35)
    assert live["peak_velocity_neg_ml_mm_s"] == pytest.approx(150.0, rel=0.35)
    assert live["n_zero_crossings_ap"] == 0.0


def test_a_stretch_of_four_samples_has_no_velocity_and_one_of_five_has():
    four = [(0.0, 0.0), (1.0, 0.0), (0.0, 0.0), (1.0, 0.0)]
    assert all(math.isnan(v) for v in velocities(four).values())
    five = [*four, (3.0, 1.0)]
    assert velocities([*four, None, *five]) == pytest.approx(velocities(five), nan_ok=True)


def test_a_break_where_a_block_begins_is_a_break_of_the_velocity():
    rise = [(float(i), 0.0) for i in range(recurrences.BLOCK)]
    fall = rise[::-1]
    live = stream_of([*rise, None, *fall, None, *rise, None, *walk(40)[:20]], window_s=2.0)[0]
    peaks = live.metrics().values["n_zero_crossings_ml"]
    apart = stream_of(walk(40)[:20])[0].metrics().values["n_zero_crossings_ml"]
    assert peaks == apart


@pytest.mark.parametrize("rest_first", [False, True])
def test_a_way_behind_a_break_does_not_turn_against_one_before_it(rest_first):
    """Forwards and backwards; a rest before or behind the break fills half of the second block."""
    half = recurrences.BLOCK // 2
    rise = [(float(i), 0.0) for i in range((2 if rest_first else 3) * half)]
    rest = [rise[-1]] * half
    fall = [(rise[-1][0] - i, 0.0) for i in range(1, (3 if rest_first else 2) * half + 1)]
    between = [*rest, None] if rest_first else [None, *rest]
    stream, _ = stream_of([*rise, *between, *fall], window_s=2.0)
    values = stream.metrics().values
    assert values["n_direction_changes_ml"] == 0.0
    assert values["heading_persistence"] == pytest.approx(1.0)


def test_five_still_samples_have_no_velocity_and_no_crossings():
    walked = walk(40)
    metrics = stream_of([*walked, *[walked[-1]] * 300], window_s=2.0)[0].metrics()
    assert metrics.values["n_zero_crossings_ml"] == 0.0
    assert metrics.values["phase_plane"] == 0.0


def test_a_board_faster_than_it_says_is_described_by_its_newest_samples():
    stream = CopStream(WBB, 10.0, window_s=1.0)
    for i in range(300):
        stream.push(sample(i, forces_at(0.1 * i, 0.0), rate_hz=1000.0))
        metrics = stream.metrics()
        n = metrics.n_samples
        assert n == min(i + 1, len(stream._samples) - recurrences.BLOCK + 1)
        assert metrics.values["mean_ml_mm"] == pytest.approx(0.1 * (i - (n - 1) / 2.0), abs=1e-9)
        assert n < 2 or metrics.values["range_ml_mm"] == pytest.approx(0.1 * (n - 1))
