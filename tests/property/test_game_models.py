"""What holds for every game under any control whatever."""

import math
import struct

from hypothesis import given
from hypothesis import strategies as st
from profiles import n_examples

from balance_arcade.games.contract import ControlInput, GameOptions
from balance_arcade.games.marble_maze.model import Model as MarbleMaze
from balance_arcade.games.marble_maze.rolling import MARBLE_RADIUS
from balance_arcade.games.registry import known_games, make_model
from balance_arcade.games.safety import reach_cap

seeds = st.integers(0, 2**31)
levels = st.floats(0.0, 1.0)
numbers = st.floats(allow_nan=True, allow_infinity=True, width=64)
places = st.tuples(st.floats(-1.3, 1.3), st.floats(-1.3, 1.3))
holds = st.integers(1, 240)
TINY = 1e-9


def controls(place, n_steps):
    x, y = place
    return [ControlInput(0.0, x, y, 80.0 * x, 80.0 * y, math.hypot(x, y))] * n_steps


@n_examples(60)
@given(
    st.sampled_from(known_games()),
    seeds,
    levels,
    st.lists(st.tuples(numbers, numbers, st.booleans(), holds), max_size=20),
)
def test_no_control_breaks_a_model(name, seed, level, moves):
    model = make_model(name, GameOptions(seed=seed, difficulty=level))
    for x, y, on_board, n_steps in moves:
        control = ControlInput(0.0, x, y, x, y, abs(x), on_board=on_board)
        for _ in range(n_steps):
            model.step(control)
        state = struct.unpack(f"<{len(model.state_bytes()) // 8}d", model.state_bytes())
        assert not any(math.isnan(value) for value in state)
        assert all(math.isfinite(value) for value in model.goal() or ())
        assert 0 <= model.successes <= model.trials
        assert 0.0 <= model.score <= 1.0
        for event in model.drain_events():
            assert "nan" not in repr(event.data)


@n_examples(60)
@given(
    st.sampled_from(known_games()),
    seeds,
    levels,
    st.sampled_from(["", "left", "right"]),
    st.booleans(),
    st.integers(600, 4000),
)
def test_goals_stay_within_the_safety_caps(name, seed, level, weak_side, confirmed, n_steps):
    options = GameOptions(seed=seed, difficulty=level, weak_side=weak_side, far_confirmed=confirmed)
    model = make_model(name, options)
    goal = (0.0, 0.0)
    for _ in range(n_steps):
        model.step(ControlInput(0.0, *goal))
        goal = model.goal() or (0.0, 0.0)
        cap = reach_cap(*goal, far_confirmed=confirmed)
        assert math.hypot(*goal) <= cap + TINY
        assert goal[1] >= -0.60 - TINY
        assert math.hypot(*goal) <= 0.95 + TINY or confirmed


@n_examples(80)
@given(seeds, levels, st.lists(st.tuples(places, holds), max_size=25))
def test_marble_is_never_in_a_wall_and_never_off_the_tray(seed, level, moves):
    model = MarbleMaze(GameOptions(seed=seed, difficulty=level))
    for place, n_steps in moves:
        for control in controls(place, n_steps):
            model.step(control)
            check_marble(model)


def check_marble(model):
    marble, gap = model.marble, MARBLE_RADIUS + model.wall_radius
    assert gap - TINY <= marble.x <= model.tray.n_cols - gap + TINY
    assert gap - TINY <= marble.y <= model.tray.n_rows - gap + TINY
    for x0, y0, x1, y1 in model.tray.walls:
        nearest = min(max(marble.x, x0), x1), min(max(marble.y, y0), y1)
        assert math.dist((marble.x, marble.y), nearest) >= gap - TINY


@n_examples(40)
@given(
    st.sampled_from(known_games()), seeds, levels, st.lists(st.tuples(places, holds), max_size=12)
)
def test_equal_control_is_an_equal_course(name, seed, level, moves):
    twins = [make_model(name, GameOptions(seed=seed, difficulty=level)) for _ in range(2)]
    for place, n_steps in moves:
        for control in controls(place, n_steps):
            for twin in twins:
                twin.step(control)
        assert twins[0].state_bytes() == twins[1].state_bytes()
        assert repr(twins[0].drain_trials()) == repr(twins[1].drain_trials())
