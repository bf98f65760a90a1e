"""Events of a jump: live and batch on one code, early enough, withdrawn where they were none."""

import numpy as np
import pytest

from balance_arcade.cop.jumps.detector import JumpDetector, detect
from balance_arcade.cop.jumps.settings import JumpSettings
from balance_arcade.core.errors import ConfigError
from balance_arcade.testing.jump_models import Person, countermovement_jump, drop_jump

MODELS = {
    "countermovement jump": lambda seed, rate: countermovement_jump(seed, rate).load_n,
    "drop jump": lambda seed, rate: drop_jump(seed, rate).load_n,
    "hops": lambda seed, rate: drop_jump(seed, rate, n_hops=4).load_n,
    "two jumps": lambda seed, rate: np.concatenate(
        [countermovement_jump(seed + k, rate).load_n for k in range(2)]
    ),
}


@pytest.mark.parametrize("rate_hz", [100.0, 1000.0])
@pytest.mark.parametrize("name", MODELS)
def test_live_is_batch(name, rate_hz):
    load = MODELS[name](3, rate_hz)
    load[5::97] = np.nan
    detector = JumpDetector(rate_hz)
    live = tuple(event for value in load if (event := detector.push(float(value))))
    assert live == detect(load, rate_hz)
    assert len(live) > 2


def kinds(load, rate_hz=1000.0, settings=None):
    return [event.kind for event in detect(load, rate_hz, settings or JumpSettings())]


def test_the_course_of_a_jump():
    jump = countermovement_jump(1)
    events = {event.kind: event for event in detect(jump.load_n, 1000.0)}
    assert list(events) == ["stepped_on", "weighed", "onset", "take_off", "landing"]
    assert events["take_off"].at == pytest.approx(1000.0 * jump.take_off_s, abs=3)
    assert events["landing"].at == pytest.approx(1000.0 * jump.landing_s, abs=3)
    # The load is beyond five deviations some 30 ms after the movement began.
    assert events["onset"].at == pytest.approx(1000.0 * jump.onset_s, abs=25)


@pytest.mark.parametrize("rate_hz", [100.0, 500.0, 1000.0, 2000.0])
def test_take_off_is_known_at_the_sample_that_crosses(rate_hz):
    jump = countermovement_jump(2, rate_hz)
    [event] = [e for e in detect(jump.load_n, rate_hz) if e.kind == "take_off"]
    assert event.known_at == event.at
    assert event.at / rate_hz - jump.take_off_s <= max(0.005, 1.0 / rate_hz)


def test_a_deep_countermovement_that_unloads_the_plate_is_no_flight():
    jump = countermovement_jump(2)
    load = jump.load_n.copy()
    at = round(1000 * jump.onset_s)
    load[at + 130 : at + 200] = 0.0
    assert kinds(load).count("take_off") == 1


def test_chatter_at_touch_down_is_withdrawn():
    load = drop_jump(2).load_n.copy()
    load[1002:1006] = 0.0
    found = kinds(load)
    assert found[:3] == ["stepped_on", "take_off", "withdrawn"]


def test_walking_off_is_told():
    load = np.concatenate((np.full(2000, 700.0), np.zeros(2000)))
    assert kinds(load)[-1] == "left_plate"


def test_thresholds_follow_the_plate():
    quiet = countermovement_jump(2, person=Person(noise_n=0.5))
    noisy = countermovement_jump(2, person=Person(noise_n=8.0))
    found = [
        next(e.value_n for e in detect(jump.load_n, 1000.0) if e.kind == "onset")
        for jump in (quiet, noisy)
    ]
    assert -12.0 < found[0] < -3.0
    assert found[1] < -30.0


def test_body_weight_and_velocity_live():
    jump = countermovement_jump(2)
    detector = JumpDetector(1000.0)
    assert detector.body_weight_n is None
    for value in jump.load_n[: round(1000 * jump.take_off_s) - 2]:
        detector.push(value)
    assert detector.body_weight_n == pytest.approx(jump.weight_n, rel=0.005)
    assert detector.velocity_m_s == pytest.approx(jump.take_off_m_s, abs=0.1)


def test_settings_that_make_no_sense():
    with pytest.raises(ConfigError, match="above zero"):
        JumpSettings(n_sds=0.0)
    with pytest.raises(ConfigError, match="least_quiet_s is above quiet_s"):
        JumpSettings(least_quiet_s=2.0)
    with pytest.raises(ValueError, match="too slow: 20 Hz"):
        JumpDetector(20.0)
    with pytest.raises(ValueError, match="shape"):
        detect(np.zeros((3, 2)), 100.0)
