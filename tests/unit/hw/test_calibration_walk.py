"""When a reading is taken: only of a load that is there, is new, and lies still."""

import numpy as np
import pytest
from calibration_kit import board

from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.calibration.grid import Step, check_places, grid_places, plan
from balance_arcade.hw.calibration.steady import SteadyWatch
from balance_arcade.hw.calibration.walk import Taken, Wait, Walk

RATE_HZ = 90.0
NOISE = 200.0
G = 9.80665


class Bench:
    """Samples of a board in counts, as time goes by."""

    def __init__(self, seed=1):
        self.board, self.rng = board(), np.random.default_rng(seed)
        self.n = 0
        self.load = (0.0, 0.0, 0.0)

    def sample(self, wobble=0.0, flags=0):
        kg, ml, ap = self.load
        cells = self.board.cells(np.array([kg * G]), np.array([[ml, ap]]))[0] + self.board.zero
        cells = cells + self.rng.normal(0.0, NOISE, 4) + wobble
        self.n += 1
        return ForceSample(self.n, 0, self.n / RATE_HZ, *map(float, cells), flags=flags)

    def feed(self, walk, seconds, **how):
        """Push samples until something is taken, or the time is up; the last outcome."""
        outcome = None
        for _ in range(round(seconds * RATE_HZ)):
            outcome = walk.push(self.sample(**how))
            if isinstance(outcome, Taken):
                break
        return outcome


STEPS = (Step("tare"), Step("point", 10, 100, 50), Step("point", 10, -100, 50), Step("tare"))


@pytest.fixture
def walk():
    return Walk(STEPS, gravity_m_s2=G, window_s=1.0)


def test_from_the_first_step_to_the_last(walk):
    bench = Bench()
    for load in ((0, 0, 0), (10, 100, 50), (10, -100, 50), (0, 0, 0)):
        bench.load = load
        assert isinstance(bench.feed(walk, 5.0), Taken)
    assert walk.step is None
    assert walk.push(bench.sample()) is None
    point = walk.taken[1].reading
    assert (point.mass_kg, point.ml_mm, point.ap_mm, point.held_back) == (10, 100, 50, False)
    assert point.sd == pytest.approx((NOISE,) * 4, rel=0.3)
    assert 80 <= point.n_samples <= 91


def test_nothing_is_taken_of_what_is_not_there_or_not_new(walk):
    bench = Bench()
    bench.feed(walk, 5.0)
    assert bench.feed(walk, 3.0) is Wait.ON
    bench.load = (10, 100, 50)
    assert isinstance(bench.feed(walk, 5.0), Taken)
    assert bench.feed(walk, 3.0) is Wait.MOVE
    bench.load = (5, -100, 50)
    assert bench.feed(walk, 3.0) is Wait.OTHER_MASS
    assert walk.load_kg() == pytest.approx(5.0, rel=0.05)
    bench.load = (10, -100, 50)
    assert isinstance(bench.feed(walk, 5.0), Taken)
    assert bench.feed(walk, 3.0) is Wait.OFF


def test_a_window_with_the_landing_of_the_mass_in_it_is_not_quiet(walk):
    bench = Bench()
    bench.feed(walk, 5.0)
    bench.load = (10, 100, 50)
    done = bench.feed(walk, 5.0)
    alone = done.reading.mean - bench.board.zero
    kg, ml, ap = bench.load
    due = bench.board.cells(np.array([kg * G]), np.array([[ml, ap]]))[0]
    np.testing.assert_allclose(alone, due, atol=5 * NOISE / np.sqrt(80))


def test_a_mass_that_is_still_pushed_about_is_waited_for(walk):
    bench = Bench()
    bench.feed(walk, 5.0)
    outcome = None
    for k in range(round(4 * RATE_HZ)):
        bench.load = (10, 90 + k / 20, 50)
        outcome = walk.push(bench.sample())
        assert not isinstance(outcome, Taken)
    assert outcome is Wait.STILL


def test_enter_takes_it_even_so(walk):
    bench = Bench()
    assert walk.take() is None
    bench.feed(walk, 5.0)
    bench.load = (5, 100, 50)
    bench.feed(walk, 1.0)
    for k in range(100):
        walk.push(bench.sample(wobble=50 * k))
    done = walk.take()
    assert done is not None or walk.taken[-1].step == STEPS[1]


def test_back_and_again(walk):
    bench = Bench()
    assert walk.back() is False
    bench.feed(walk, 5.0)
    bench.load = (10, 100, 50)
    bench.feed(walk, 5.0)
    assert walk.back()
    assert walk.step == STEPS[1]
    assert bench.feed(walk, 3.0) is Wait.MOVE
    bench.load = (10, 102, 53)
    assert isinstance(bench.feed(walk, 5.0), Taken)


def test_what_is_not_to_be_believed_is_left_out_and_saturation_is_counted():
    watch, bench = SteadyWatch(1.0), Bench()
    for k in range(100):
        torn = k % 3 == 0
        flags = int(SampleFlag.TORN) if torn else 0
        watch.push(bench.sample(wobble=1e6 if torn else 0.0, flags=flags))
    assert watch.is_quiet()
    np.testing.assert_allclose(watch.mean(), bench.board.zero, atol=5 * NOISE / np.sqrt(60))
    watch.push(bench.sample(flags=int(SampleFlag.SATURATED)))
    assert watch.reading().n_saturated == 1


def test_two_steps_back_the_last_mass_still_lies_there(walk):
    bench = Bench()
    for load in ((0, 0, 0), (10, 100, 50), (10, -100, 50)):
        bench.load = load
        bench.feed(walk, 5.0)
    assert walk.back()
    assert walk.back()
    assert walk.step == STEPS[1]
    assert bench.feed(walk, 3.0) is Wait.MOVE


def test_a_board_whose_counts_do_not_flicker_can_be_read():
    watch = SteadyWatch(1.0)
    for k in range(100):
        watch.push(ForceSample(k, 0, k / RATE_HZ, 1.0, 2.0, 3.0, 4.0))
    assert watch.is_quiet()
    assert watch.reading().sd == (0.0,) * 4


def test_time_goes_on_behind_earlier_readings():
    walk, bench = Walk(STEPS, gravity_m_s2=G, window_s=1.0, start_s=500.0), Bench()
    assert bench.feed(walk, 5.0).reading.t_s > 500.0


@pytest.mark.parametrize("n_side", [3, 5])
def test_plans(n_side):
    geometry = Geometry(433.0, 238.0)
    steps = plan(geometry, (10.0, 20.0), n_side)
    points = [step for step in steps if step.kind != "tare"]
    assert len(points) == 2 * n_side**2 + 5
    assert len(set(points)) == len(points)
    assert steps[0].kind == steps[-1].kind == "tare"
    tares = [k for k, step in enumerate(steps) if step.kind == "tare"]
    assert max(np.diff(tares)) <= 6
    assert all(abs(s.ml_mm) < 216.5 and abs(s.ap_mm) < 119.0 for s in points)
    assert not set(check_places(geometry)) & set(grid_places(geometry, n_side))
    first, second = points[: n_side**2], points[n_side**2 : 2 * n_side**2]
    assert [(s.ml_mm, s.ap_mm) for s in second] == [(s.ml_mm, s.ap_mm) for s in first[::-1]]
