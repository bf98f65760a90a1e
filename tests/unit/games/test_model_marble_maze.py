"""Marble Maze: trays that can be solved, walls that hold, and cups that count."""

import itertools
import math

import pytest

from balance_arcade.games.chance import Chance
from balance_arcade.games.contract import ControlInput, GameOptions
from balance_arcade.games.marble_maze.guide import Guide
from balance_arcade.games.marble_maze.levels import CUP_WAY, N_CUPS, SIZES, make_tray, tray_size
from balance_arcade.games.marble_maze.model import CUP_RADIUS, STUCK_S, Model
from balance_arcade.games.marble_maze.rolling import MARBLE_RADIUS, Marble
from balance_arcade.games.marble_maze.spec import FULL_TILT
from balance_arcade.games.safety import REAR_CAP, reach_cap

TRAYS = [(size, seed) for size in range(3) for seed in range(20)]


@pytest.mark.parametrize(("size", "seed"), TRAYS)
def test_every_place_can_be_reached_and_cups_lie_near(size, seed):
    tray = make_tray(Chance(seed, "test"), size)
    n_cols, n_rows = SIZES[size]
    assert (tray.n_cols, tray.n_rows) == (n_cols, n_rows)
    assert len(tray.ways(tray.start)) == n_cols * n_rows
    assert len(set(tray.cups)) == len(tray.cups) == N_CUPS[size]
    assert tray.start not in tray.cups
    here = tray.start
    for cup in tray.cups:
        assert 1 <= tray.ways(cup)[here] <= 2 * CUP_WAY[1]
        here = cup


@pytest.mark.parametrize(("size", "seed"), TRAYS)
def test_walls_stand_exactly_where_no_door_is(size, seed):
    tray = make_tray(Chance(seed, "test"), size)
    n_cols, n_rows = SIZES[size]
    n_borders = n_cols * (n_rows - 1) + n_rows * (n_cols - 1)
    assert len(tray.walls) + len(tray.doors) == n_borders
    for x0, y0, x1, y1 in tray.walls:
        if x0 == x1:
            pair = ((int(x0) - 1, int(y0)), (int(x0), int(y0)))
        else:
            pair = ((int(x0), int(y0) - 1), (int(x0), int(y0)))
        assert pair not in tray.doors
        assert math.dist((x0, y0), (x1, y1)) == 1.0


def test_guide_knows_the_shortest_way():
    tray = make_tray(Chance(7, "test"), 2)
    guide = Guide(tray, tray.cups[0])
    for cell, length in tray.ways(tray.cups[0]).items():
        path = guide.path(cell)
        assert len(path) == length + 1 == guide.way(cell) + 1
        assert all(tray.is_open(a, b) for a, b in itertools.pairwise(path))


def test_sizes_grow_with_difficulty():
    assert [tray_size(d) for d in (0.0, 0.34, 0.35, 0.69, 0.7, 1.0)] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("speed", [1.0, 10.0, 1000.0])
def test_no_wall_is_jumped_however_fast(speed):
    tray = make_tray(Chance(1, "test"), 0)
    marble = Marble(tray.start[0] + 0.5, tray.start[1] + 0.5)
    chance = Chance(2, "push")
    cell = tray.start
    for _ in range(200):
        angle = chance.between(0.0, 2.0 * math.pi)
        for _ in range(30):
            marble.roll(tray, 0.05, (speed * math.cos(angle), speed * math.sin(angle)))
            here = tray.cell_at(marble.x, marble.y)
            if here != cell:
                steps = abs(here[0] - cell[0]) + abs(here[1] - cell[1])
                assert steps == 2 or tray.is_open(cell, here)
            cell = here
    assert math.isfinite(marble.x + marble.y)


def test_a_push_is_one_touch_and_a_slide_is_none():
    tray = make_tray(Chance(1, "test"), 0)
    marble = Marble(0.5, 0.5)
    hits = [marble.roll(tray, 0.05, (-1.0, 0.0)) for _ in range(240)]
    assert sum(hit > 0.0 for hit in hits) == 1
    assert marble.x == pytest.approx(MARBLE_RADIUS + 0.05)
    slides = [marble.roll(tray, 0.05, (-0.4, 0.05)) for _ in range(60)]
    assert max(slides) == 0.0


def play(model, seconds, player):
    trials, events = [], []
    for k in range(round(120 * seconds)):
        model.step(ControlInput(k / 120, *player(model)))
        trials += model.drain_trials()
        events += model.drain_events()
    return trials, events


@pytest.mark.parametrize("seed", range(1, 6))
@pytest.mark.parametrize("difficulty", [0.0, 0.5, 1.0])
def test_calm_player_solves_every_tray(seed, difficulty):
    model = Model(GameOptions(seed=seed, difficulty=difficulty))
    trials, events = play(model, 150, lambda m: m.goal())
    assert all(trial.metrics["cup_reached_share"] == 1.0 for trial in trials)
    assert model.n_trays_done >= 2
    assert not any(event.kind == "game.nudge" for event in events)


def test_goal_never_asks_beyond_the_caps():
    model = Model(GameOptions(seed=1, difficulty=1.0))

    def player(m):
        x, y = m.goal()
        assert math.hypot(x, y) <= reach_cap(x, y) + 1e-12
        return x, y

    play(model, 60, player)


@pytest.mark.parametrize("difficulty", [0.0, 1.0])
def test_full_tilt_back_needs_no_more_than_the_rear_cap(difficulty):
    model = Model(GameOptions(seed=1, difficulty=difficulty))
    while model.trials < 4:
        model.step(ControlInput(0.0, *model.goal()))
    model.step(ControlInput(0.0, 0.0, -REAR_CAP))
    assert model.tilt == (0.0, -1.0)
    model.step(ControlInput(0.0, 0.0, FULL_TILT.at(difficulty) / 2.0))
    assert model.tilt == pytest.approx((0.0, 0.5))


def test_touched_cup_is_filled_but_not_clean():
    model = Model(GameOptions(seed=1, difficulty=0.5))
    wild = iter(range(10**9))

    def player(m):
        x, y = m.goal()
        return (1.2, 0.0) if next(wild) % 200 < 60 else (x, y)

    trials, events = play(model, 120, player)
    touched = [t for t in trials if t.metrics["wall_touches"] > 0]
    assert touched
    assert not any(t.success for t in touched)
    assert any(t.metrics["cup_reached_share"] == 1.0 for t in touched)
    n_touches = sum(event.kind == "game.wall_touch" for event in events)
    assert n_touches >= sum(t.metrics["wall_touches"] for t in trials)
    clean = sum(
        t.metrics["cup_reached_share"] == 1.0 and not t.metrics["wall_touches"] for t in trials
    )
    assert model.successes == clean


def test_quiet_sway_does_not_roll_the_marble():
    model = Model(GameOptions(seed=1))
    start = (model.marble.x, model.marble.y)
    play(model, 10, lambda m: (0.05 * math.sin(m.n_steps / 50), 0.0))
    assert (model.marble.x, model.marble.y) == start


def test_cup_that_is_not_reached_dims_and_the_next_one_shines():
    model = Model(GameOptions(seed=1, difficulty=0.0))
    limit_s = model.cup.limit_s
    trials, _ = play(model, limit_s + 2.0, lambda _m: (0.0, 0.0))
    assert [t.success for t in trials] == [False]
    assert trials[0].metrics["time_s"] == pytest.approx(limit_s, abs=0.02)
    assert model.cup_number == 1


def test_marble_pressed_into_a_corner_is_helped_out():
    model = Model(GameOptions(seed=1, difficulty=0.0))
    model.step(ControlInput(0.0, 0.0, 0.0))
    events = []
    k = 0
    while not any(event.kind == "game.nudge" for event in events):
        model.step(ControlInput(0.0, -0.6, 0.6))
        events += model.drain_events()
        k += 1
        assert k < 120 * 60
    before = (model.marble.x, model.marble.y)
    for _ in range(120):
        model.step(ControlInput(0.0, -0.6, 0.6))
    assert math.dist(before, (model.marble.x, model.marble.y)) > 0.02
    assert k > 120 * STUCK_S


def test_cup_fills_within_its_radius():
    model = Model(GameOptions(seed=1))
    seen = []
    while not any(e.kind == "game.cup_filled" for e in seen):
        cell, place = model.cup.cell, (model.marble.x, model.marble.y)
        model.step(ControlInput(0.0, *model.goal()))
        seen = model.drain_events()
    way = math.dist(place, (cell[0] + 0.5, cell[1] + 0.5))
    assert CUP_RADIUS < way < CUP_RADIUS + 0.05
