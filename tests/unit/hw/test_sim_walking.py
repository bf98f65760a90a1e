"""The walking body against its own equations, written out the slow way."""

from __future__ import annotations

import math

import msgspec
import numpy as np
import pytest

from balance_arcade.hw.sim import walking
from balance_arcade.hw.sim.profiles import PROFILES, SUPPORT_ML_MM
from balance_arcade.hw.sim.walker import MOTOR_NOISE_S, Walker, twice_smoothed_gain

DT_S = walking.DT_S
ML = walking.body_at(0)
MM, COM = ML + walking.COP, ML + walking.COM
OMEGA2 = 10.0


def make(**changes):
    """A person without noise who stands in the middle, but for what is named."""
    silent = {"motor_ml_mm": 0.0, "drift_ml_mm": 0.0, "tremor_mm": 0.0, "rest_ml_mm": 0.0}
    steady = {"stature_m": 9.80665 / (0.55 * OMEGA2), "damping_s": 0.35, "delay_s": 0.15}
    person = msgspec.structs.replace(PROFILES["healthy"], **(silent | steady | changes))
    return Walker(person, drift=(0.0, 0.0), rng=np.random.default_rng(1))


def course(walker, whites=None, n_steps=1, place=MM):
    """One number of the state after each step."""
    whites = np.zeros((n_steps, walking.N_WHITES)) if whites is None else whites
    found = []
    for n in range(len(whites)):
        walker.walk(whites[n : n + 1])
        found.append(walker.state[place])
    return np.array(found)


def whites_of(column, numbers):
    whites = np.zeros((len(numbers), walking.N_WHITES))
    whites[:, column] = numbers
    return whites


def test_quiet_body_without_noise_stands_still():
    walker = make()
    assert not course(walker, n_steps=2000).any()
    assert walker.state[COM] == 0.0


def test_centre_of_pressure_and_acceleration_obey_the_pendulum():
    walker = make(motor_ml_mm=1.0, drift_ml_mm=3.0, tremor_mm=0.2)
    com, cop = [], []
    for white in np.random.default_rng(3).standard_normal((4000, walking.N_WHITES)):
        walker.walk(white[None])
        com.append(walker.state[COM])
        cop.append(walker.state[MM])
    com, cop = np.array(com), np.array(cop)
    acceleration = np.diff(com, 2) / DT_S**2
    np.testing.assert_allclose(acceleration, OMEGA2 * (com[1:-1] - cop[2:]), atol=1e-6)


def test_feedback_is_late_by_the_delay():
    walker = make(delay_s=0.1)
    walker.state[COM] = 10.0
    assert np.flatnonzero(course(walker, n_steps=100))[0] == round(0.1 / DT_S)


@pytest.mark.parametrize("stiffness", [1.15, 1.3, 1.45])
def test_a_push_dies_away(stiffness):
    walker = make(stiffness=stiffness)
    walker.state[ML + walking.COM_SPEED] = 30.0
    walker.walk(np.zeros((round(25.0 / DT_S), walking.N_WHITES)))
    assert abs(walker.state[COM]) < 0.2


def test_wanted_place_is_reached():
    walker = make(aim_error=0.0)
    walker.aim(40.0, walker.person.rest_ap_mm)
    stances = walker.walk(np.zeros((round(20.0 / DT_S), walking.N_WHITES)))
    assert walker.state[COM] == pytest.approx(40.0, abs=0.1)
    assert stances[-1, 0] == pytest.approx(40.0, abs=0.1)
    assert stances[-1, 2] == walker.person.weight_n


def test_centre_of_pressure_stays_in_the_base_of_support_and_the_rail_catches_the_body():
    walker = make()
    walker.state[COM], walker.state[ML + walking.COM_SPEED] = 160.0, 400.0
    farthest = course(walker, n_steps=round(5.0 / DT_S), place=COM).max()
    stances = walker.walk(np.zeros((round(25.0 / DT_S), walking.N_WHITES)))
    assert SUPPORT_ML_MM[0] <= stances[:, 0].min() <= stances[:, 0].max() <= SUPPORT_ML_MM[1]
    assert SUPPORT_ML_MM[1] < farthest < SUPPORT_ML_MM[1] + 60.0
    assert abs(walker.state[COM]) < 1.0


def test_smoothed_noise_and_tremor_have_the_standard_deviation_asked_for():
    keep = 1.0 - DT_S / MOTOR_NOISE_S
    impulse = (1.0 - keep) ** 2 * (np.arange(4000) + 1) * keep ** np.arange(4000)
    assert twice_smoothed_gain(keep) == pytest.approx(1.0 / np.sqrt(np.sum(impulse**2)))
    walker = make(tremor_mm=2.0)
    rng = np.random.default_rng(1)
    tremor = course(walker, whites_of(2, rng.standard_normal(20_000)), place=ML + walking.TREMOR)
    assert np.std(tremor) == pytest.approx(2.0, rel=0.1)


def test_leaning_to_the_limit_more_than_doubles_the_muscles_noise():
    quiet, busy = make(motor_ml_mm=1.0), make(motor_ml_mm=1.0)
    right = busy.person.reach_mm[1]
    for first in (walking.GOAL, walking.TARGET, walking.RAMP, walking.PLACE):
        busy.state[first] = right
    busy.state[COM] = right
    one = whites_of(0, [1.0])
    off_mm = course(busy, one)[0] - right, course(quiet, one)[0]
    assert off_mm[0] == pytest.approx(2.2 * off_mm[1])
    assert off_mm[1] > 0.0


def test_lengths_are_those_of_the_standard_library():
    rng = np.random.default_rng(2)
    scales = 10.0 ** rng.uniform(-14.0, 3.0, 20_000)
    for ml_mm, ap_mm in (rng.standard_normal((20_000, 2)) * scales[:, None]).tolist():
        assert walking._length(ml_mm, ap_mm) == math.dist((ml_mm, ap_mm), (0.0, 0.0))
    assert walking._length(0.0, -3.0) == 3.0
    assert walking._length(0.0, 0.0) == 0.0
