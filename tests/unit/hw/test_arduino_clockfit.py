"""The board's clock against the computer's, with injected clocks and delays."""

import math
import random

import pytest

from balance_arcade.hw.arduino.clockfit import BLOCK_S, MIN_SPAN_S, N_BLOCKS, ClockFit


def latency_timer(t_s, rng):
    """Arrival through an FTDI chip: at its next 16 ms tick, a little later for the USB host."""
    tick_s = 0.016
    return math.ceil(t_s / tick_s) * tick_s + rng.uniform(0.0001, 0.0008)


def busy_reader(t_s, rng):
    """A computer with other things to do: a few ms mostly, a third of a second at times."""
    return t_s + 0.0002 + rng.expovariate(1 / 0.003) + (0.3 if rng.random() < 0.01 else 0.0)


def run(fit, *, ppm, seconds, rate_hz=93.4, arrival=latency_timer, start_us=0, rng=None):
    rng = rng or random.Random(7)
    last_s = 0.0
    for i in range(round(seconds * rate_hz)):
        t_s = i / rate_hz
        last_s = max(last_s, arrival(t_s, rng))
        fit.push(start_us + round(t_s * (1 + ppm * 1e-6) * 1e6), round(last_s * 1e9))
    return fit


@pytest.mark.parametrize("arrival", [latency_timer, busy_reader])
@pytest.mark.parametrize("ppm", [-500.0, 0.0, 500.0, 5000.0])
@pytest.mark.parametrize("rate_hz", [11.7, 93.4, 100.0, 1000.0])
def test_a_minute_tells_the_rate_to_a_few_ppm(ppm, arrival, rate_hz):
    fit = run(ClockFit(), ppm=ppm, seconds=60, arrival=arrival, rate_hz=rate_hz)
    # Ten samples a second meet the quick moments of the line a tenth as often as a hundred.
    allowed = 20.0 if rate_hz < 50 else 5.0
    assert fit.ppm == pytest.approx(ppm, abs=allowed)


def test_a_straight_line_through_all_points_would_not_do():
    # The delay grows while the computer gets busier: an average sees a slow clock, the edge none.
    rng = random.Random(3)

    def busier(t_s, rng):
        return t_s + (0.0 if rng.random() < 0.1 else rng.uniform(0.0, t_s / 1000))

    fit = run(ClockFit(), ppm=100.0, seconds=60, arrival=busier, rng=rng)
    assert fit.ppm == pytest.approx(100.0, abs=2.0)


def test_the_board_s_time_becomes_this_computer_s():
    start_us = 2**32 - 5_000_000
    fit = run(ClockFit(), ppm=500.0, seconds=60, start_us=start_us)
    for t_s in (1.0, 30.0, 59.0, 65.0):
        at_ns = fit.host_ns(start_us + round(t_s * (1 + 500e-6) * 1e6))
        assert at_ns / 1e9 == pytest.approx(t_s, abs=0.001)


def test_nothing_is_said_before_it_is_known():
    fit = run(ClockFit(), ppm=0.0, seconds=MIN_SPAN_S - 1)
    assert math.isnan(fit.ppm)
    assert fit.host_ns(0) is None


def test_a_clock_that_warms_up_is_followed_and_nothing_piles_up():
    fit = ClockFit()
    device_us = 0.0
    rng = random.Random(1)
    for i in range(12 * 3600 * 4):  # 12 h at 4 Hz
        ppm = 300.0 if i < 6 * 3600 * 4 else -200.0
        device_us += 250_000 * (1 + ppm * 1e-6)
        fit.push(round(device_us), i * 250_000_000 + round(rng.uniform(0, 16e6)))
    assert fit.ppm == pytest.approx(-200.0, abs=10.0)
    assert fit.span_s <= (N_BLOCKS + 1) * (BLOCK_S + 0.3)
    assert sum(map(len, fit._blocks)) < 1000


def test_a_new_start_forgets():
    fit = run(ClockFit(), ppm=5000.0, seconds=60)
    fit.restart()
    assert math.isnan(fit.ppm)
    assert run(fit, ppm=0.0, seconds=60).ppm == pytest.approx(0.0, abs=5.0)
