"""Star Reach React, Echo and Slalom: their own rules, in words."""

import math
import statistics

import pytest

from balance_arcade.games.contract import ControlInput, GameOptions
from balance_arcade.games.echo import model as echo
from balance_arcade.games.onset import OnsetWatch
from balance_arcade.games.react import model as react
from balance_arcade.games.slalom import model as slalom


def step(model, x, y=0.0, n_steps=1):
    for _ in range(n_steps):
        model.step(ControlInput(0.0, x, y, 80 * x, 80 * y, math.hypot(x, y), left_frac=0.5))


def play(model, player, n_trials):
    trials = []
    for _ in range(200_000):
        step(model, *player(model))
        trials += model.drain_trials()
        if len(trials) >= n_trials:
            return trials
    raise AssertionError("no more trials")


def until(model, holds):
    while not holds(model):
        step(model, 0.0)
    return model


def lit(**options):
    return until(react.Model(GameOptions(**options)), lambda m: m.light is not None)


def test_wait_before_the_light_follows_its_stated_distribution():
    model = react.Model(GameOptions(seed=1))
    waits = [model._foreperiod_s() for _ in range(4000)]
    assert min(waits) >= react.FORE_LEAST_S
    assert max(waits) <= react.FORE_MOST_S
    # An exponential of mean m that is cut at c has the mean m - c / (exp(c / m) - 1).
    mean, cut = react.FORE_MEAN_S, react.FORE_MOST_S - react.FORE_LEAST_S
    stated = react.FORE_LEAST_S + mean - cut / math.expm1(cut / mean)
    assert statistics.fmean(waits) == pytest.approx(stated, abs=0.03)


def test_who_leaves_before_the_light_begins_again_and_loses_nothing():
    model = until(react.Model(GameOptions(seed=1)), lambda m: m.stage is react.Stage.WAIT)
    step(model, 0.5)
    assert model.stage is react.Stage.HOME
    assert (model.n_left_early, model.trials) == (1, 0)
    (trial,) = play(model, lambda m: m.goal(), 1)
    assert trial.metrics["left_early"] == 1.0


def test_movement_that_begins_too_soon_is_marked_not_graded_and_repeated():
    model = lit(seed=2, difficulty=0.5)
    direction = model.light.direction
    (trial,) = play(model, lambda m: m.goal(), 1)
    assert trial.metrics["anticipated"] == 1.0
    assert not trial.graded
    until(model, lambda m: m.light is not None)
    assert model.light.direction == direction


def test_reaction_and_movement_time_of_a_known_movement():
    model = lit(seed=2)
    goal = model.goal()
    step(model, 0.0, n_steps=48)
    for share in range(1, 31):
        step(model, goal[0] * share / 30, goal[1] * share / 30)
    step(model, *goal, n_steps=70)
    (trial,) = model.drain_trials()
    assert trial.success
    assert trial.metrics["reaction_time_s"] == pytest.approx(0.4, abs=0.04)
    total = trial.metrics["reaction_time_s"] + trial.metrics["movement_time_s"]
    assert trial.metrics["total_time_s"] == pytest.approx(total)
    assert trial.metrics["endpoint_error_share"] == pytest.approx(0.0, abs=1e-9)


def test_directions_and_another_shape_come_with_the_level():
    for level, n_places in ((0.2, 2), (0.5, 4), (1.0, 8)):
        model, seen = react.Model(GameOptions(seed=1, difficulty=level)), []

        def player(m, seen=seen):
            if m.light is not None and m.trials >= 3:
                seen.append((m.light.direction, m.light.other))
            # An answer to the light, and no guess.
            return (0.0, 0.0) if m.light is not None and m.light.age_s < 0.2 else m.goal()

        play(model, player, 40)
        assert len({direction for direction, _ in seen}) == n_places
        assert (max(other for _, other in seen) >= 0) == (level == 1.0)
        assert all(direction != other for direction, other in seen)


def test_band_grows_with_the_persons_own_sway():
    watch = OnsetWatch()
    for k in range(60):
        watch.rest(ControlInput(0.0, 0.0, 0.0, 3.0 * (-1) ** k, 0.0))
    watch.signal()
    assert watch.band_mm == pytest.approx(9.0)
    for _ in range(20):
        watch.push(ControlInput(0.0, 0.0, 0.0, 8.0, 0.0))
    assert math.isnan(watch.onset_s)


def answering(**options):
    model = echo.Model(GameOptions(**options))
    return until(model, lambda m: m.stage is echo.Stage.ANSWER)


def test_bells_rung_in_order_are_a_span():
    (trial,) = play(answering(seed=1), lambda m: m.goal(), 1)
    assert trial.success
    assert trial.metrics["span_bells"] == trial.metrics["sequence_length_bells"] == 2.0
    assert trial.metrics["listening_velocity_mm_s"] == 0.0


def test_another_bell_is_an_error_of_memory():
    model = answering(seed=1)
    wrong = next(b for b in range(4) if b not in model.task.bells)
    (trial,) = play(model, lambda m: m.place(wrong), 1)
    errors = [trial.metrics[name] for name in ("memory_error", "reach_error", "no_answer")]
    assert errors == [1.0, 0.0, 0.0]


def test_swaying_at_the_edge_of_another_bell_is_no_error_of_memory():
    model = answering(seed=1)
    wrong = next(b for b in range(4) if b not in model.task.bells)

    def near(share):
        """So far from the wrong bell, as a share of its radius, towards the middle."""
        return tuple(v * (1.0 - share * model.radius / model.reach) for v in model.place(wrong))

    step(model, *near(0.7), n_steps=300)
    assert (model.trials, model.task.n_rung) == (0, 0)
    step(model, *near(0.4))
    assert [trial.metrics["memory_error"] for trial in model.drain_trials()] == [1.0]
    # The bell that was asked for rings anywhere within its radius.
    model = answering(seed=1)
    step(model, *(v * (1.0 - 0.9 * model.radius / model.reach) for v in model.goal()), n_steps=300)
    assert model.task.n_rung == 1


@pytest.mark.parametrize(("share", "reach_error"), [(0.3, 1.0), (0.0, 0.0)])
def test_right_way_that_ends_short_is_an_error_of_reach(share, reach_error):
    model = answering(seed=1)
    (trial,) = play(model, lambda m: tuple(share * v for v in m.goal()), 1)
    assert not trial.success
    assert trial.metrics["memory_error"] == 0.0
    assert trial.metrics["reach_error"] == reach_error
    assert trial.metrics["no_answer"] == 1.0 - reach_error


def test_passing_a_bell_and_wobbling_at_one_ring_nothing_more():
    model = answering(seed=1)
    first, second = model.task.bells[:2]
    step(model, *model.place(second), n_steps=20)
    assert model.trials == 0
    # A stay is interrupted at the bell's edge and goes on; only who leaves begins again.
    edge = tuple(v * (1.0 + 1.3 * model.radius / model.reach) for v in model.place(first))
    step(model, *model.place(first), n_steps=70)
    step(model, *edge, n_steps=30)
    step(model, *model.place(first), n_steps=70)
    assert model.task.n_rung == 1
    out = tuple(v * (1.0 + 1.3 * model.radius / model.reach) for v in model.place(first))
    step(model, *out, n_steps=5)
    step(model, *model.place(first), n_steps=120)
    assert (model.task.n_rung, model.trials) == (1, 0)


def test_gates_stand_within_the_slope_and_never_three_alike():
    model = slalom.Model(GameOptions(seed=1, difficulty=0.9))
    sides, spots = [], set()

    def player(m):
        if m.ahead is not None and (m.n_runs, m.ahead.down) not in spots:
            spots.add((m.n_runs, m.ahead.down))
            sides.append(m.ahead.x > 0.0)
        return m.goal()

    play(model, player, 60)
    assert max(down for _, down in spots) <= 1.0
    assert all(len(set(sides[k : k + 3])) == 2 for k in range(len(sides) - 2))


def test_gate_counts_only_where_it_is_passed():
    model = until(slalom.Model(GameOptions(seed=1)), lambda m: m.ahead is not None)
    gate = model.ahead
    beside = gate.x + 1.2 * gate.half

    def late(m):
        return (gate.x if m.down < gate.down - 0.01 else beside, 0.0)

    (trial,) = play(model, late, 1)
    assert not trial.success
    assert trial.metrics["gate_error_share"] == pytest.approx(1.2 * gate.half)


def test_skier_is_never_faster_than_the_slope_allows():
    for level in (0.0, 1.0):
        model = slalom.Model(GameOptions(seed=1, difficulty=level))
        until(model, lambda m: m.stage is slalom.Stage.RUN)
        step(model, 0.0, n_steps=120)
        assert model.down == pytest.approx(1.0 / slalom.SLOPE_S, abs=0.001)
