"""Ferry Crossing: there and back to a beat, three stages a side, and a bell that decides."""

import itertools
import math

import pytest

from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameOptions
from balance_arcade.games.ferry_crossing.model import GRADES, N_BEATS, N_LEAD_IN, Model
from balance_arcade.games.ferry_crossing.spec import BEAT, REACH, ZONE


def run(model, player, *, seconds=120.0):
    """Play; returns crossings, trials and events."""
    crossings, trials, events = [], [], []
    for _ in range(round(seconds * STEPS_PER_S)):
        x, y = player(model)
        model.step(
            ControlInput(model.time_s, x, y, 80 * x, 80 * y, math.hypot(x, y), left_frac=0.5)
        )
        if model.crossing is not None and model.crossing not in crossings[-1:]:
            crossings.append(model.crossing)
        trials += model.drain_trials()
        events += model.drain_events()
    return crossings, trials, events


def ideal(model):
    return model.goal() or (0.0, 0.0)


def test_crossings_go_there_and_back_in_turn():
    crossings, trials, _ = run(Model(GameOptions(seed=2)), ideal)
    assert [crossing.y > 0.0 for crossing in crossings[:6]] == [True, False] * 3
    assert len(trials) > 8
    assert all(trial.success for trial in trials)
    assert {"success_forward_share", "max_reach_back_share"} <= {
        name for trial in trials for name in trial.metrics
    }


def test_landing_stages_end_in_three_grades_of_the_levels_reach():
    crossings, _, _ = run(Model(GameOptions(seed=2, difficulty=0.3)), ideal, seconds=300.0)
    there = {round(c.y / REACH.at(0.3), 6) for c in crossings[3:] if c.y > 0.0}
    assert there == set(GRADES)


@pytest.mark.parametrize("confirmed", [False, True])
def test_hardest_crossings_stay_within_the_caps(confirmed):
    options = GameOptions(seed=2, difficulty=1.0, far_confirmed=confirmed)
    crossings, _, _ = run(Model(options), ideal, seconds=200.0)
    places = [crossing.y for crossing in crossings[3:]]
    assert max(places) == pytest.approx(0.95)
    assert min(places) == pytest.approx(-0.60)
    behind = sorted({round(-y / 0.60, 6) for y in places if y < 0.0})
    assert behind == sorted(GRADES), "behind there are three landing stages too"


@pytest.mark.parametrize("level", [0.0, 0.5, 1.0])
def test_who_stays_in_the_middle_is_at_no_quay(level):
    for grade in GRADES:
        assert min(REACH.at(level), 0.60) * grade > ZONE.at(level)


def test_every_crossing_takes_four_beats():
    crossings, _, events = run(Model(GameOptions(seed=2, difficulty=0.0)), ideal, seconds=60.0)
    starts = [event.step for event in events if event.kind == "game.cast_off"]
    lead_in = N_LEAD_IN * BEAT.at(0.0) * STEPS_PER_S
    assert starts[0] == pytest.approx(lead_in, abs=2)
    for first, then in itertools.pairwise(starts):
        assert then - first == pytest.approx(N_BEATS * BEAT.at(0.0) * STEPS_PER_S, abs=4)
    beats = [event.step for event in events if event.kind == "game.beat"]
    between = [step for step in beats if starts[0] < step < starts[1]]
    assert len(between) == N_BEATS - 1
    assert crossings[0].beat_s == BEAT.at(0.0)


def test_only_forward_and_backward_are_heard():
    def aside(model):
        return 0.8 * math.sin(model.time_s), ideal(model)[1]

    _, trials, _ = run(Model(GameOptions(seed=2)), aside)
    assert all(trial.success for trial in trials)


def test_who_leaves_before_the_bell_is_not_moored():
    def hasty(model):
        crossing = model.crossing
        left_s = N_BEATS * crossing.beat_s - crossing.age_s if crossing else 9.0
        return (0.0, -model.crossing.y) if left_s < 0.5 else ideal(model)

    _, trials, events = run(Model(GameOptions(seed=2)), hasty, seconds=60.0)
    assert len(trials) >= 3
    assert not any(trial.success for trial in trials)
    assert all(trial.metrics["hold_interruptions"] == 1.0 for trial in trials)
    assert "game.drifts_by" in {event.kind for event in events}


def test_who_comes_too_late_to_hold_is_not_moored():
    def late(model):
        crossing = model.crossing
        left_s = N_BEATS * crossing.beat_s - crossing.age_s if crossing else 9.0
        return ideal(model) if left_s < 0.3 else (0.0, 0.0)

    _, trials, _ = run(Model(GameOptions(seed=2)), late, seconds=60.0)
    assert not any(trial.success for trial in trials)
    assert trials[0].metrics["arrival_before_bell_s"] == pytest.approx(0.3, abs=0.02)


def test_hold_stays_near_the_zone_and_drains_beyond():
    model = Model(GameOptions(seed=2))
    run(model, ideal, seconds=N_LEAD_IN * BEAT.at(0.05) + 0.5)
    crossing = model.crossing
    held_s = crossing.held_s
    assert held_s > 0.2
    run(model, lambda m: (0.0, m.crossing.y - 1.2 * m.crossing.zone), seconds=0.1)
    assert crossing.held_s == held_s
    run(model, lambda m: (0.0, -m.crossing.y), seconds=0.1)
    assert crossing.held_s < held_s


def test_mist_hides_one_crossing_in_three_and_that_teaches_nothing():
    _, trials, _ = run(Model(GameOptions(seed=2, difficulty=0.3)), ideal, seconds=180.0)
    hidden = [trial.index for trial in trials if trial.metrics["marker_hidden"]]
    assert hidden[:3] == [8, 11, 14]
    assert not any(trials[index].graded for index in hidden)


def test_two_moored_in_a_row_are_a_round_trip():
    _, trials, events = run(Model(GameOptions(seed=2)), ideal, seconds=90.0)
    trips = [event for event in events if event.kind == "game.round_trip"]
    assert len(trips) == len(trials) // 2
