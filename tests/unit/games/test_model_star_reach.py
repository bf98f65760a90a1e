"""Star Reach: eight directions, holds with grace, fading, and stars that stay."""

import math
from collections import Counter

import pytest

from balance_arcade.games.contract import ControlInput, GameOptions
from balance_arcade.games.star_reach.constellations import CONSTELLATIONS, N_STARS
from balance_arcade.games.star_reach.model import DIRECTIONS, GRACE, Model, Stage


def run(model, n_trials, player):
    """Play; returns stars in order and trial results."""
    stars, trials = [], []
    for k in range(400_000):
        x, y = player(model)
        model.step(ControlInput(k / 120, x, y, 80 * x, 80 * y, math.hypot(x, y), left_frac=0.4))
        if model.star is not None and (not stars or model.star is not stars[-1]):
            stars.append(model.star)
        trials += model.drain_trials()
        if len(trials) >= n_trials:
            return stars, trials
    raise AssertionError("no more stars")


def ideal(model):
    return model.goal()


def test_every_block_has_all_eight_directions():
    stars, _ = run(Model(GameOptions(seed=4)), 32, ideal)
    blocks = [[s.direction for s in stars[k : k + 8]] for k in range(0, 32, 8)]
    assert all(sorted(block) == list(range(8)) for block in blocks)
    assert len({tuple(block) for block in blocks}) > 1


def test_weak_side_comes_twice_as_often():
    stars, _ = run(Model(GameOptions(seed=4, weak_side="left")), 44, ideal)
    counts = Counter(s.direction for s in stars[:44])
    assert [counts[d] for d in range(8)] == [4, 4, 4, 4, 4, 8, 8, 8]


@pytest.mark.parametrize(("confirmed", "front"), [(False, 0.90), (True, 0.90)])
def test_hardest_stars_stay_within_the_caps(confirmed, front):
    options = GameOptions(seed=1, difficulty=1.0, far_confirmed=confirmed)
    stars, _ = run(Model(options), 24, ideal)
    for star in stars[3:]:
        reach = math.hypot(star.x, star.y)
        rear = DIRECTIONS[star.direction].startswith("back")
        assert reach == pytest.approx(0.60 if rear else front)
        assert star.y >= -0.60 - 1e-12


def test_star_comes_only_after_the_middle_was_held():
    model = Model(GameOptions(seed=1))
    for k in range(120):
        model.step(ControlInput(k / 120, 0.9, 0.0))
    assert model.stage is Stage.HOME
    for k in range(40):
        model.step(ControlInput(k / 120, 0.0, 0.0))
    assert model.stage is Stage.HOME
    for k in range(180):
        model.step(ControlInput(k / 120, 0.0, 0.0))
    assert model.stage is Stage.STAR


def test_somebody_who_cannot_come_back_plays_on():
    model = Model(GameOptions(seed=1))
    for k in range(10 * 120):
        model.step(ControlInput(k / 120, 0.9, 0.0))
    assert model.stage is Stage.STAR


def hold_for(model, seconds, share_off=0.0):
    """Stand beside the star by a share of its radius."""
    star = model.star
    for _ in range(round(seconds * 120)):
        model.step(ControlInput(0.0, star.x + share_off * star.radius, star.y))


def to_star(seed=1):
    model = Model(GameOptions(seed=seed))
    while model.star is None:
        model.step(ControlInput(0.0, 0.0, 0.0))
    return model, model.star


def test_hold_must_last_but_a_short_slip_only_interrupts():
    model, star = to_star()
    hold_for(model, 0.9 * star.hold_s)
    before = star.held_s
    hold_for(model, 0.5, share_off=(1.0 + GRACE) / 2)
    assert star.held_s == before
    hold_for(model, 0.2 * star.hold_s)
    (trial,) = model.drain_trials()
    assert trial.success
    assert trial.metrics["hold_interruptions"] == 1
    assert trial.metrics["re_entries"] == 1


def test_hold_drains_beyond_the_grace():
    model, star = to_star()
    hold_for(model, 0.5 * star.hold_s)
    hold_for(model, 0.25 * star.hold_s + 0.02, share_off=GRACE + 0.1)
    assert star.held_s == pytest.approx(0.0, abs=1e-9)


def test_star_that_is_not_reached_dims_and_joins_nothing():
    model, star = to_star()
    brightness = []
    while model.star is star:
        brightness.append(star.brightness)
        model.step(ControlInput(0.0, 0.0, 0.0))
    (trial,) = model.drain_trials()
    assert not trial.success
    assert star.age_s == pytest.approx(star.limit_s, abs=0.01)
    assert brightness[0] == 1.0
    assert brightness == sorted(brightness, reverse=True)
    assert model.n_joined == 0


def test_marker_hides_on_one_star_in_three_after_familiarisation():
    stars, trials = run(Model(GameOptions(seed=1)), 26, ideal)
    hidden = [s.hidden for s in stars[:26]]
    assert not any(hidden[:8])
    assert hidden[8:26] == [k % 3 == 2 for k in range(8, 26)]
    assert [t.metrics["marker_hidden"] == 1.0 for t in trials] == hidden
    assert not any(t.graded for t, h in zip(trials, hidden, strict=True) if h)


def test_marker_is_always_seen_where_the_therapist_wants_it():
    model = Model(GameOptions(seed=1, feedback="full"))
    visible = set()

    def player(m):
        visible.add(m.cursor_visible)
        return m.goal()

    run(model, 20, player)
    assert visible == {True}
    model.set_feedback("faded")
    run(model, 6, player)
    assert visible == {True, False}


def test_held_stars_join_and_whole_constellations_are_named():
    model = Model(GameOptions(seed=1))
    first = model.constellation
    run(model, N_STARS, ideal)
    assert model.completed == [first]
    assert model.n_joined == 0
    named = [e.data["name"] for e in model.drain_events() if e.kind == "game.constellation"]
    assert named == [first.name]
    assert model.constellation is not first


def test_sky_outlasts_its_constellations():
    model = Model(GameOptions(seed=1))
    run(model, N_STARS * (len(CONSTELLATIONS) + 1), ideal)
    assert len(model.completed) == len(CONSTELLATIONS) + 1


@pytest.mark.parametrize("picture", CONSTELLATIONS, ids=lambda c: c.name)
def test_constellations_are_whole_pictures(picture):
    assert len(picture.stars) == len(set(picture.stars)) == N_STARS
    assert {k for line in picture.lines for k in line} == set(range(N_STARS))
    assert all(-1.0 <= v <= 1.0 for star in picture.stars for v in star)


def test_numbers_of_a_straight_lean():
    model = Model(GameOptions(seed=1, feedback="full"))
    state = {"star": None, "since": 0, "place": (0.0, 0.0)}

    def straight(m):
        if m.star is not state["star"]:
            state["star"], state["since"] = m.star, m.n_steps
        share = min(1.0, max(0.0, (m.n_steps - state["since"] - 36) / 60))
        goal = m.goal()
        x, y = (share * goal[0], share * goal[1]) if m.star else (0.0, 0.0)
        return x, y

    _, trials = run(model, 8, straight)
    for trial in trials:
        onset = 0.3 + 0.5 * 0.05 / trial.metrics["target_share"]
        assert trial.metrics["reaction_time_s"] == pytest.approx(onset, abs=0.02)
        assert 0.0 < trial.metrics["movement_time_s"] < 0.5
        assert trial.metrics["path_ratio"] == pytest.approx(1.0, abs=1e-6)
        assert trial.metrics["max_reach_share"] == pytest.approx(trial.metrics["target_share"])
        assert trial.metrics["left_load_share"] == pytest.approx(0.4)
