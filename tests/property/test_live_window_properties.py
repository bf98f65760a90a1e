"""Every value of the live window that batch knows too is batch's, whenever somebody asks."""

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from profiles import n_examples
from window_kit import is_the_same

from balance_arcade.cop.batch import LoadShares, analyze_trial
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample

RATE_HZ = 100.0
WBB = Geometry(433.0, 238.0)
NAMES = sorted(set(CopStream(WBB, RATE_HZ).metrics().values) & set(DEFINITIONS))
WINDOW_S = 0.3

# Walks on a grid have steps of no length and go straight back; still ones do not move at all.
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["walk", "ask", "grid", "still"]), st.integers(1, 25)),
        st.tuples(st.sampled_from(["off", "gap"]), st.integers(1, 12)),
        st.tuples(st.sampled_from(["off", "gap", "reset"]), st.just(1)),
        st.tuples(st.just("walk"), st.integers(30, 70)),
    ),
    min_size=1,
    max_size=14,
)


# What no board should send: no numbers, huge forces, times that stand or run backwards.
NASTY = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["walk", "grid", "still"]), st.integers(1, 60)),
        st.tuples(st.sampled_from(["nan", "huge", "repeat"]), st.integers(1, 20)),
        st.tuples(st.sampled_from(["off", "gap"]), st.integers(1, 40)),
        st.tuples(st.just("back"), st.integers(1, 100)),
    ),
    min_size=1,
    max_size=14,
)


class Player:
    """Pushes events, and gives what batch says of the window's samples."""

    def __init__(self, seed, window_s):
        self.rng = np.random.default_rng(seed)
        self.stream = CopStream(WBB, RATE_HZ, window_s=window_s)
        self.window_s, self.rows, self.seq, self.here = window_s, [], 0, np.full(4, 150.0)
        self.late, self.newest = 0, 0  # in periods: t_s = (seq - late) / rate; the last one pushed

    def play(self, kind, count):
        if kind == "gap":
            self.seq += count
        elif kind == "reset":
            self.stream.reset_window()
            self.rows.clear()
        elif kind == "back":
            self.late = self.seq - (self.newest - count)
            self.rows.clear()
            self.push("walk")
        elif kind == "repeat" and self.rows:
            for _ in range(count):
                self.stream.push(
                    ForceSample(self.seq - 1, 0, self.newest / RATE_HZ, 90.0, 9.0, 80.0, 7.0)
                )
        else:
            for _ in range(count):
                self.push(kind)

    def push(self, kind):
        if kind == "grid":
            self.here = np.clip(self.here + 2.0 * self.rng.integers(-1, 2, 4), 50.0, 400.0)
        elif kind != "still":
            self.here = np.clip(self.here + self.rng.normal(size=4), 50.0, 400.0)
        forces = (np.zeros(4) if kind == "off" else self.here).tolist()
        if kind in ("nan", "huge"):
            forces[self.seq % 4] = math.nan if kind == "nan" else 1e300
        self.newest = self.seq - self.late
        out = self.stream.push(ForceSample(self.seq, 0, self.newest / RATE_HZ, *forces))
        row = (out.t_s, out.ml_mm, out.ap_mm, out.left_frac, out.front_frac)
        self.rows.append(row)
        self.seq += 1

    def batch(self):
        rows = np.array(self.rows).reshape(-1, 5)
        if len(rows):
            rows = rows[rows[-1, 0] - rows[:, 0] <= self.window_s + 0.5 / RATE_HZ]
        return analyze_trial(
            rows[:, 0],
            rows[:, 1:3],
            rate_hz=RATE_HZ,
            preset="raw",
            loads=LoadShares(rows[:, 3], rows[:, 4]),
        )


def check(player, names):
    metrics, batch = player.stream.metrics(), player.batch()
    major_mm = batch.metrics["ellipse_major_mm"].value or 1.0
    for name in names:
        live, why = metrics.values[name], batch.refused.get(name)
        assert metrics.refused.get(name) == why, name
        if why:
            assert math.isnan(live), (name, live, why)
        else:
            expected = batch.metrics[name].value
            assert is_the_same(name, live, expected, major_mm), (name, live, expected)


@n_examples(150)
@given(EVENTS, st.integers(0, 2**32 - 1))
def test_whenever_asked_the_sliding_window_is_batch(events, seed):
    player = Player(seed, WINDOW_S)
    for kind, count in events:
        player.play("walk" if kind == "ask" else kind, count)
        if kind == "ask":
            check(player, NAMES)
    check(player, NAMES)


@n_examples(80)
@given(EVENTS, st.integers(0, 2**32 - 1))
def test_until_the_window_is_full_it_is_batch(events, seed):
    player = Player(seed, 60.0)
    for kind, count in events:
        player.play("walk" if kind == "ask" else kind, count)
        if kind == "ask":
            check(player, NAMES)
    check(player, NAMES)


@n_examples(200)
@given(NASTY, st.integers(0, 2**32 - 1), st.sampled_from([WINDOW_S, 1.0, 60.0]))
@example([("grid", 22)], 2657, WINDOW_S)  # a velocity of nothing but rounding
def test_nasty_input_gives_batchs_values_or_its_reasons(events, seed, window_s):
    player = Player(seed, window_s)
    for kind, count in events:
        player.play(kind, count)
        metrics = player.stream.metrics()
        for name, value in metrics.values.items():
            assert math.isnan(value) == (name in metrics.refused), name
            assert math.isnan(value) or math.isfinite(value), name
        check(player, NAMES)


@pytest.fixture(scope="module")
def asked():
    """Live and batch values of a window of a long walk with breaks, at many moments."""
    player, pairs = Player(7, 1.0), []  # several breaks in each of the window's two runs
    for i in range(60):
        player.play("off" if i % 9 == 4 else ("gap" if i % 7 == 3 else "walk"), 1 + i % 3)
        player.play("walk", 5 + 7 * (i % 5))
        pairs.append((player.stream.metrics().values, player.batch()))
    return pairs


@pytest.mark.parametrize("name", NAMES)
def test_a_name_means_in_live_what_it_means_in_batch(name, asked):
    n_compared = 0
    for live, batch in asked:
        if name not in batch.refused:
            n_compared += 1
            assert live[name] == pytest.approx(batch.metrics[name].value, rel=1e-12, abs=1e-12)
    assert n_compared > 20


def test_a_clock_that_runs_backwards_forgets_the_steps_too():
    stream = CopStream(WBB, RATE_HZ)
    for i in range(50):
        stream.push(ForceSample(i, 0, i / RATE_HZ, 100.0, 150.0 + i % 3, 100.0, 100.0))
    assert stream.metrics().values["n_direction_changes_ml"] > 20.0
    for i in range(60):
        stream.push(ForceSample(50 + i, 0, i / RATE_HZ, 100.0, 150.0 + i, 100.0, 100.0))
    values = stream.metrics().values
    assert values["n_direction_changes_ml"] == 0.0
    assert values["straightness"] == pytest.approx(1.0, abs=1e-2)


def test_a_window_nobody_asked_about_for_long_is_right_at_once():
    player = Player(3, WINDOW_S)
    player.play("walk", 40)
    check(player, NAMES)
    player.play("walk", 1000)
    check(player, NAMES)
    player.play("walk", 17)
    check(player, NAMES)
