from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from balance_arcade.core.board import Goal
from balance_arcade.hw.sim.body import MAX_PENDING, STEP_HZ, Body
from balance_arcade.hw.sim.profiles import (
    PROFILES,
    SUPPORT_AP_MM,
    SUPPORT_ML_MM,
    draw_person,
)

KINDS = sorted(PROFILES)


def course(body, seconds, rate_hz=100, start_s=0.0):
    times = start_s + np.arange(round(seconds * rate_hz)) / rate_hz
    return np.array([(s.ml_mm, s.ap_mm) for s in map(body.at, times.tolist())])


def make(kind="healthy", seed=1):
    return Body(PROFILES[kind], seed=seed)


def test_same_seed_same_course_and_another_seed_another():
    first = course(make(seed=4), 5.0)
    assert np.array_equal(first, course(make(seed=4), 5.0))
    assert not np.allclose(first, course(make(seed=5), 5.0))


def test_the_rate_of_asking_changes_nothing():
    slow = course(make(), 5.0, rate_hz=50)
    fast = course(make(), 5.0, rate_hz=1000)
    np.testing.assert_allclose(fast[::20], slow, rtol=0, atol=1e-9)


def test_between_steps_the_place_lies_on_the_straight_line():
    body = make()
    at = [body.at(t / STEP_HZ) for t in (400.0, 400.5, 401.0)]
    assert at[1].ml_mm == pytest.approx((at[0].ml_mm + at[2].ml_mm) / 2.0, abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_persons_of_a_kind_differ_and_keep_inside_the_base_of_support(kind):
    people = [draw_person(PROFILES[kind], np.random.default_rng(n)) for n in range(200)]
    assert len({person.reach_mm for person in people}) == 200
    for person in people:
        forward, right, back, left = person.reach_mm
        assert min(person.reach_mm) > 10.0
        assert person.rest_ap_mm + forward < SUPPORT_AP_MM[1] - 20.0
        assert person.rest_ap_mm - back > SUPPORT_AP_MM[0] + 20.0
        assert person.rest_ml_mm + right < SUPPORT_ML_MM[1] - 20.0
        assert person.rest_ml_mm - left > SUPPORT_ML_MM[0] + 20.0
        assert person.reaction_s >= 0.2
        assert 35.0 < person.mass_kg < 130.0


def test_reach_ends_on_an_ellipse_through_the_four_reaches():
    person = draw_person(PROFILES["older"], np.random.default_rng(0))
    forward, right, back, left = person.reach_mm
    assert person.within_reach(3.0, -4.0) == (3.0, -4.0)
    assert person.within_reach(0.0, 500.0) == pytest.approx((0.0, forward))
    assert person.within_reach(500.0, 0.0) == pytest.approx((right, 0.0))
    assert person.within_reach(0.0, -500.0) == pytest.approx((0.0, -back))
    ml_mm, ap_mm = person.within_reach(-300.0, 300.0)
    assert (ml_mm / left) ** 2 + (ap_mm / forward) ** 2 == pytest.approx(1.0)
    assert ml_mm == pytest.approx(-ap_mm)


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_moves_before_the_reaction_time_and_everybody_does_after(kind):
    free, led = make(kind), make(kind)
    course(free, 3.0), course(led, 3.0)
    rest = led.person.rest_ml_mm
    led.follow(Goal(3.0, rest - 40.0, led.person.rest_ap_mm))
    away = np.abs(course(led, 6.0, start_s=3.0) - course(free, 6.0, start_s=3.0))[:, 0]
    first = int(np.flatnonzero(away > 1e-12)[0]) / 100.0
    assert led.person.reaction_s <= first <= led.person.reaction_s + 0.03
    assert away[-1] > 15.0
    assert led.n_late_goals == 0


def test_a_late_goal_counts_from_the_next_step_and_is_counted():
    body = make()
    body.at(5.0)
    body.follow(Goal(1.0, -50.0, 0.0))
    assert body.n_late_goals == 1
    assert course(body, 3.0, start_s=5.0)[200:, 0].mean() < -30.0
    body.follow(Goal(7.9, 50.0, 0.0))
    assert body.n_late_goals == 1
    assert course(body, 3.0, start_s=8.0)[200:, 0].mean() > 30.0


def test_goals_may_come_early_and_in_any_order_as_long_as_they_come_in_time():
    goals = [Goal(1.0, 40.0, 10.0), Goal(2.5, -30.0, 0.0), Goal(4.0, math.nan, math.nan)]
    courses = []
    for order in itertools.permutations(goals):
        body = make("older")
        for goal in order:
            body.follow(goal)
        courses.append(course(body, 6.0))
    assert all(np.array_equal(courses[0], other) for other in courses[1:])


def test_repeating_a_goal_changes_nothing():
    once, often = make("frail"), make("frail")
    once.follow(Goal(1.0, 30.0, 0.0))
    for n in range(60):
        often.follow(Goal(1.0 + n / 60.0, 30.0, 0.0))
    assert np.array_equal(course(once, 5.0), course(often, 5.0))


def test_a_goal_that_comes_late_finds_the_person_where_they_were_last_seen():
    """The body is walked ahead, and must come back without a trace."""
    late, early = make("older"), make("older")
    reaction_s = late.person.reaction_s
    early.follow(Goal(0.5 + 0.5 / STEP_HZ - reaction_s, 50.0, 0.0))
    course(late, 0.5, rate_hz=400), course(early, 0.5, rate_hz=400)
    late.at(0.5)
    assert late._ahead > late._step
    late.follow(Goal(0.1 - reaction_s, 50.0, 0.0))
    assert late.n_late_goals == 1
    assert np.array_equal(course(late, 3.0, start_s=0.5), course(early, 3.0, start_s=0.5))


def test_no_goal_leads_back_to_quiet_stance():
    body = make()
    body.follow(Goal(0.0, 60.0, 0.0))
    body.follow(Goal(4.0, math.nan, math.nan))
    assert course(body, 4.0)[-1, 0] > 35.0
    course(body, 6.0, start_s=4.0)
    assert abs(course(body, 6.0, start_s=10.0)[:, 0].mean() - body.person.rest_ml_mm) < 5.0


def test_waiting_goals_are_bounded_and_dropping_is_counted():
    body = make()
    for n in range(MAX_PENDING + 7):
        body.follow(Goal(10.0 + n, 0.0, 0.0))
    assert body.n_dropped_goals == 7
    assert len(body._pending) == MAX_PENDING


@pytest.mark.parametrize(
    "goal", [Goal(math.nan, 0, 0), Goal(0, math.inf, 0), Goal(0, 0, -math.inf)]
)
def test_goal_that_nobody_could_follow_is_refused(goal):
    with pytest.raises(ValueError, match="finite"):
        make().follow(goal)


@pytest.mark.parametrize("kind", KINDS)
def test_lean_pass_finds_the_persons_own_reach(kind):
    body = make(kind, seed=2)
    forward, right, back, left = body.person.reach_mm
    start_s = 0.0
    for direction, reach_mm in (
        ((0.0, 1.0), forward),
        ((1.0, 0.0), right),
        ((0.0, -1.0), back),
        ((-1.0, 0.0), left),
    ):
        rest = np.array([body.person.rest_ml_mm, body.person.rest_ap_mm])
        body.follow(Goal(start_s, 400.0 * direction[0], 400.0 * direction[1]))
        out = (course(body, 8.0, start_s=start_s)[400:] - rest) @ np.array(direction)
        assert np.median(out) == pytest.approx(reach_mm, abs=0.3 * reach_mm + 8.0)
        body.follow(Goal(start_s + 8.0, math.nan, math.nan))
        course(body, 5.0, start_s=start_s + 8.0)
        start_s += 13.0


def hits(kind, seed, *, share=0.7, radius=0.22, hold_s=1.0, limit_s=4.5):
    """How many of eight targets, at a share of the person's reach, are held in time."""
    body = make(kind, seed)
    rest = np.array([body.person.rest_ml_mm, body.person.rest_ap_mm])
    n_hits, start_s = 0, 2.0
    course(body, 2.0)
    for k in range(8):
        angle = k * math.pi / 4.0
        limit = np.array(body.person.within_reach(999 * math.sin(angle), 999 * math.cos(angle)))
        place = rest + share * limit
        body.follow(Goal(start_s, *place.tolist()))
        miss = np.hypot(*(course(body, limit_s, start_s=start_s) - place).T)
        inside = miss < max(6.0, radius * float(np.hypot(*limit)))
        held = max((len(list(run)) for on, run in itertools.groupby(inside) if on), default=0)
        n_hits += held >= hold_s * 100
        body.follow(Goal(start_s + limit_s, *rest.tolist()))
        course(body, 2.0, start_s=start_s + limit_s)
        start_s += limit_s + 2.0
    return n_hits


def test_kinds_play_with_different_success():
    rate = {kind: sum(hits(kind, seed) for seed in range(5)) / 40.0 for kind in KINDS}
    assert rate["athlete"] >= rate["older"]
    assert rate["healthy"] >= 0.85
    assert rate["older"] >= 0.7
    assert 0.05 <= rate["frail"] <= 0.6
    assert 0.05 <= rate["stroke_left"] <= 0.75
    assert rate["frail"] < rate["older"] - 0.2


@pytest.mark.parametrize("kind", ["athlete", "frail"])
def test_wild_goals_never_topple_anybody(kind):
    for seed in range(8):
        body = make(kind, seed)
        rng = np.random.default_rng(seed)
        start_s = 0.0
        for _ in range(15):
            ml_mm, ap_mm = (400.0 * rng.standard_normal(2)).tolist()
            body.follow(Goal(start_s, ml_mm, ap_mm))
            course(body, 0.7, start_s=start_s)
            start_s += 0.7
        body.follow(Goal(start_s, math.nan, math.nan))
        course(body, 6.0, start_s=start_s)
        mean = course(body, 8.0, start_s=start_s + 6.0).mean(axis=0)
        rest = (body.person.rest_ml_mm, body.person.rest_ap_mm)
        assert math.dist(mean, rest) < 14.0


@pytest.mark.slow
def test_an_hour_on_the_board_ends_as_it_began():
    body = make("frail", seed=3)
    first = course(body, 120.0, rate_hz=50)
    body.at(3600.0)
    last = course(body, 120.0, rate_hz=50, start_s=3600.0)
    ratio = last.std(axis=0) / first.std(axis=0)
    assert np.all((ratio > 0.5) & (ratio < 2.0))
    assert np.all(np.abs(last.mean(axis=0) - first.mean(axis=0)) < 8.0)
