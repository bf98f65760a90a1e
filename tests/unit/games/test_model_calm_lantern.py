"""Calm Lantern: one's own quiet sway, spells of calm, fireflies, and a flame that hides."""

import math
import random

import pytest

from balance_arcade.games.calm_lantern.model import N_SWARM, QUIET_S, Model
from balance_arcade.games.calm_lantern.spec import CALM, SPELL
from balance_arcade.games.calm_lantern.sway import BOX_STEPS, SwayMeter
from balance_arcade.games.contract import STEPS_PER_S, ControlInput, GameOptions


def run(model, speed_mm_s, *, seconds=60.0, radius_mm=10.0, centre_mm=(0.0, 0.0)):
    """Go round in a small circle at a speed that may change with time; returns the trials."""
    angle, trials = 0.0, []
    for _ in range(round(seconds * STEPS_PER_S)):
        speed = speed_mm_s(model) if callable(speed_mm_s) else speed_mm_s
        angle += speed / radius_mm / STEPS_PER_S
        x = centre_mm[0] + radius_mm * math.sin(angle)
        y = centre_mm[1] + radius_mm * math.cos(angle)
        model.step(ControlInput(model.time_s, x / 80, y / 80, x, y, math.hypot(x, y) / 80))
        trials += model.drain_trials()
    return trials


def learnt(speed_mm_s=10.0, **options):
    model = Model(GameOptions(**options))
    run(model, speed_mm_s, seconds=QUIET_S)
    return model


def test_sway_is_the_way_of_the_last_second():
    meter = SwayMeter()
    for k in range(STEPS_PER_S):
        assert math.isnan(meter.velocity_mm_s)
        meter.push(3.0 * k / STEPS_PER_S, 4.0 * k / STEPS_PER_S)
    for k in range(STEPS_PER_S, 2 * STEPS_PER_S):
        meter.push(3.0 * k / STEPS_PER_S, 4.0 * k / STEPS_PER_S)
    assert meter.velocity_mm_s == pytest.approx(5.0)
    meter.clear()
    assert math.isnan(meter.velocity_mm_s)


def test_noise_of_the_cells_shrinks_by_the_root_of_the_samples_in_a_box():
    chance, meter, noise_mm = random.Random(1), SwayMeter(), 0.5
    seen = []
    for _ in range(60 * STEPS_PER_S):
        if meter.push(chance.gauss(0.0, noise_mm), chance.gauss(0.0, noise_mm)):
            seen.append(meter.velocity_mm_s)
    # Ten ways a second between means of boxes: Rayleigh of sqrt(2) sigma over the root of 12.
    expected = 10.0 * math.sqrt(math.pi / 2.0) * math.sqrt(2.0) * noise_mm / math.sqrt(BOX_STEPS)
    assert sum(seen) / len(seen) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("own_mm_s", [3.0, 30.0])
def test_calm_is_measured_against_the_persons_own_sway(own_mm_s):
    model = learnt(own_mm_s)
    assert model.quiet_mm_s == pytest.approx(own_mm_s, rel=0.02)
    run(model, own_mm_s, seconds=3.0)
    assert model.spell.threshold_mm_s == pytest.approx(model.spell.calm_share * model.quiet_mm_s)
    assert model.spell.calm_share == CALM.at(0.05)
    assert all(trial.success for trial in run(model, own_mm_s))
    more = learnt(own_mm_s)
    trials = run(more, 2.9 * own_mm_s)
    assert len(trials) >= 3
    assert not any(trial.success for trial in trials)


def test_a_shuffle_at_the_start_does_not_make_the_game_easy():
    model = Model(GameOptions())
    run(model, lambda m: 200.0 if 3.0 < m.time_s < 4.5 else 10.0, seconds=QUIET_S)
    assert model.quiet_mm_s == pytest.approx(10.0, rel=0.15)


def test_a_load_that_does_not_move_at_all_is_taken_for_little_sway():
    model = learnt(0.0)
    assert model.quiet_mm_s == 1.0


def test_the_place_does_not_matter():
    model = learnt()
    trials = run(model, 10.0, centre_mm=(30.0, -20.0))
    assert len(trials) >= 3
    assert all(trial.success for trial in trials)
    assert model.goal() == (0.0, 0.0)


def test_unrest_takes_calm_away_and_calm_brings_it_back():
    model = learnt()
    run(model, 10.0, seconds=2.5)
    spell, gathered = model.spell, model.spell.calm_s
    assert gathered > 1.0
    run(model, 60.0, seconds=0.6)
    assert model.spell is spell
    assert model.unrest > 1.0
    assert spell.calm_s < gathered
    (trial,) = run(model, 8.0, seconds=5.0)
    assert trial.success
    assert trial.metrics["hold_interruptions"] == 1.0
    assert 0.0 < trial.metrics["calm_time_share"] < 1.0
    assert trial.metrics["longest_calm_s"] < SPELL.at(0.05) + 2.0


def test_numbers_of_a_spell():
    trial = run(learnt(), 8.0, radius_mm=3.0)[0]
    assert trial.metrics["sway_velocity_mm_s"] == pytest.approx(8.0, rel=0.1)
    assert trial.metrics["quiet_velocity_mm_s"] == pytest.approx(10.0, rel=0.02)
    assert trial.metrics["ml_range_mm"] == pytest.approx(6.0, rel=0.05)


def test_nobody_on_the_board_is_not_calm():
    model = learnt()
    run(model, 10.0, seconds=3.0)
    spell = model.spell
    gathered = spell.calm_s
    for _ in range(60):
        model.step(ControlInput(model.time_s, 0.0, 0.0, on_board=False))
    assert spell.calm_s < gathered
    assert math.isnan(model.unrest)


def test_nothing_is_asked_before_the_own_sway_is_known():
    model = Model(GameOptions())
    for _ in range(1200):
        model.step(ControlInput(model.time_s, 0.0, 0.0, on_board=False))
    assert model.spell is None
    assert model.learnt == 0.0
    run(model, 10.0, seconds=QUIET_S / 2.0)
    assert 0.3 < model.learnt < 0.6


def test_flame_hides_in_one_spell_of_three_and_that_teaches_nothing():
    trials = run(learnt(difficulty=0.3), 6.0, seconds=140.0)
    hidden = [trial.index for trial in trials if trial.metrics["marker_hidden"]]
    assert hidden[:3] == [8, 11, 14]
    assert not any(trials[index].graded for index in hidden)
    shown = run(learnt(difficulty=0.3, feedback="full"), 6.0, seconds=140.0)
    assert not any(trial.metrics["marker_hidden"] for trial in shown)


def test_eight_fireflies_fill_the_pond_and_then_others_come():
    model = learnt(difficulty=0.1)
    most = 0
    for _ in range(50):
        run(model, 5.0, seconds=1.0)
        most = max(most, len(model.fireflies))
    assert most == N_SWARM
    assert model.n_swarms == 1
    assert len(model.fireflies) == model.successes - N_SWARM


def test_harder_is_calmer_and_longer():
    assert CALM.at(1.0) < 1.0 < CALM.at(0.0)
    assert SPELL.at(1.0) > SPELL.at(0.0)
