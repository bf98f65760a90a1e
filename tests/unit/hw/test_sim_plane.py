"""The pendulum against its own equation, written out the slow way."""

from __future__ import annotations

import numpy as np
import pytest

from balance_arcade.hw.sim.plane import MOTOR_NOISE_S, Plane, PlaneSettings, _twice_smoothed_gain

DT_S = 1.0 / 400.0
STILL = (0.0, 0.0, 0.0)


def settings(**changes):
    plain = {
        "omega2_per_s2": 10.0,
        "stiffness": 1.3,
        "damping_s": 0.35,
        "delay_s": 0.15,
        "motor_mm": 0.0,
        "drift_mm": 0.0,
        "drift_s": 2.0,
        "tremor_mm": 0.0,
        "tremor_hz": 6.0,
        "low_mm": -100.0,
        "high_mm": 100.0,
    }
    return PlaneSettings(**{**plain, **changes})


def make(**changes):
    return Plane(settings(**changes), dt_s=DT_S, start_mm=0.0, drift=0.0)


def test_quiet_body_without_noise_stands_still():
    plane = make()
    for _ in range(4000):
        plane.step(STILL, STILL, 1.0)
    assert plane.com_mm == plane.cop_mm == 0.0


def test_centre_of_pressure_and_acceleration_obey_the_pendulum():
    plane = make(motor_mm=1.0, drift_mm=3.0, tremor_mm=0.2)
    whites = np.random.default_rng(3).standard_normal((8000, 3)).tolist()
    com, cop = [], []
    for white in whites:
        plane.step(STILL, tuple(white), 1.0)
        com.append(plane.com_mm)
        cop.append(plane.cop_mm)
    com, cop = np.array(com), np.array(cop)
    acceleration = np.diff(com, 2) / DT_S**2
    np.testing.assert_allclose(acceleration, 10.0 * (com[1:-1] - cop[2:]), atol=1e-6)


def test_feedback_is_late_by_the_delay():
    plane = make(delay_s=0.1)
    plane.com_mm = 10.0
    answered = next(n for n in range(1000) if plane.step(STILL, STILL, 1.0) or plane.cop_mm != 0.0)
    assert answered == round(0.1 / DT_S)


@pytest.mark.parametrize("stiffness", [1.15, 1.3, 1.45])
def test_a_push_dies_away(stiffness):
    plane = make(stiffness=stiffness)
    plane.com_mm_s = 30.0
    for _ in range(round(25.0 / DT_S)):
        plane.step(STILL, STILL, 1.0)
    assert abs(plane.com_mm) < 0.2


def test_wanted_place_is_reached():
    plane = make()
    for _ in range(round(20.0 / DT_S)):
        plane.step((40.0, 0.0, 0.0), STILL, 1.0)
    assert plane.com_mm == pytest.approx(40.0, abs=0.1)
    assert plane.cop_mm == pytest.approx(40.0, abs=0.1)


def test_centre_of_pressure_stays_in_the_base_of_support_and_the_rail_catches_the_body():
    plane = make()
    plane.com_mm, plane.com_mm_s = 95.0, 400.0
    farthest = 0.0
    for _ in range(round(30.0 / DT_S)):
        plane.step(STILL, STILL, 1.0)
        assert -100.0 <= plane.cop_mm <= 100.0
        farthest = max(farthest, plane.com_mm)
    assert farthest < 160.0
    assert abs(plane.com_mm) < 1.0


def test_smoothed_noise_and_tremor_have_the_standard_deviation_asked_for():
    keep = 1.0 - DT_S / MOTOR_NOISE_S
    impulse = (1.0 - keep) ** 2 * (np.arange(4000) + 1) * keep ** np.arange(4000)
    assert _twice_smoothed_gain(keep) == pytest.approx(1.0 / np.sqrt(np.sum(impulse**2)))
    plane = make(tremor_mm=2.0, stiffness=1.4)
    rng = np.random.default_rng(1)
    tremor = []
    for white in rng.standard_normal(80_000).tolist():
        tremor.append(plane._noise_mm(0.0, white))
    assert np.std(tremor) == pytest.approx(2.0, rel=0.1)


def test_effort_scales_the_muscles_noise():
    quiet, busy = make(motor_mm=1.0, delay_s=1.0), make(motor_mm=1.0, delay_s=1.0)
    quiet.step(STILL, (1.0, 0.0, 0.0), 1.0)
    busy.step(STILL, (1.0, 0.0, 0.0), 2.0)
    assert busy.cop_mm == pytest.approx(2.0 * quiet.cop_mm)
    assert quiet.cop_mm > 0.0
