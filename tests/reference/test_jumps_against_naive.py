"""Values of jumps against the twins written from the papers."""

import re

import numpy as np
import pytest
from naive_jumps import (
    RATE,
    asymmetry,
    crossing,
    drop_jump,
    stabilisation,
    standing_jump,
    stiffness,
    ten_to_five,
)

from balance_arcade.assess.jump_record import JumpOptions, JumpRecord
from balance_arcade.assess.jumps import measure_jumps
from balance_arcade.cop.jumps.detector import detect
from balance_arcade.testing import jump_models as models


def measured(load_n, rate_hz, sides_n=None, test="auto"):
    [jump] = measure_jumps(JumpRecord(load_n, rate_hz, sides_n), test, JumpOptions())
    return jump.result


def weighed(result):
    start, stop = re.search(r"weighing=([\d.]+)-([\d.]+)s", result.method).groups()
    return round(float(start) * result.rate_hz), round(float(stop) * result.rate_hz)


@pytest.mark.parametrize("rate_hz", [200.0, 1000.0])
@pytest.mark.parametrize("make", [models.countermovement_jump, models.squat_jump])
def test_a_jump_from_standing(make, rate_hz):
    jump = make(7, rate_hz)
    result = measured(jump.load_n, rate_hz)
    RATE[0] = rate_hz
    loads = jump.load_n.tolist()
    quiet = weighed(result)
    weight = sum(loads[quiet[0] : quiet[1]]) / (quiet[1] - quiet[0])
    at = {event.kind: event.at for event in detect(jump.load_n, rate_hz)}
    near = (at["take_off"], at["landing"])
    spread = result.value("weighing_sd_n")
    # Where the live threshold is crossed: it is a little older than the weighing.
    found = round(result.events["onset"] * rate_hz) + round(0.03 * rate_hz)
    assert abs(crossing(loads, quiet[1], weight, spread) - found) <= 0.02 * rate_hz
    twin = standing_jump(loads, quiet, near, found)
    if make is models.squat_jump:
        twin = {n: v for n, v in twin.items() if "braking" not in n and "unweighting" not in n}
        twin.pop("propulsion_time_s"), twin.pop("propulsion_impulse_ns")
        twin.pop("mean_propulsion_power_w"), twin.pop("mean_propulsion_force_n")
        twin.pop("force_at_lowest_n")
    for name, value in twin.items():
        if result.values[name].refused:
            assert "needs" in result.values[name].refused
            continue
        assert result.value(name) == pytest.approx(value, rel=1e-9, abs=1e-9), name


def test_a_drop_jump():
    jump = models.drop_jump(7)
    result = measured(jump.load_n, 1000.0)
    RATE[0] = 1000.0
    at = {event.kind: event.at for event in detect(jump.load_n, 1000.0)}
    near = (at["take_off"], at["landing"])
    touch_down = round(1000 * result.events["touch_down"])
    twin = drop_jump(jump.load_n.tolist(), touch_down, near, weighed(result))
    for name, value in twin.items():
        assert result.value(name) == pytest.approx(value, rel=1e-9), name


def test_hops():
    jump = models.drop_jump(7, drop_m=0.15, n_hops=11)
    result = measured(jump.load_n, 1000.0)
    assert result.test == "hops"
    assert result.value("n_hops") == 10.0
    contacts, flights = [jump.contact_s] * 10, [jump.flight_s] * 10
    assert result.value("best5_rsi_m_s") == pytest.approx(ten_to_five(contacts, flights), rel=0.02)
    stiff = stiffness(70.0, jump.flight_s, jump.contact_s)
    assert result.value("mean_stiffness_n_m") == pytest.approx(stiff, rel=0.02)


def test_a_landing():
    jump = models.drop_jump(7, 200.0, n_hops=0, after_s=10.5)
    result = measured(jump.load_n, 200.0)
    RATE[0] = 200.0
    at = round(200.0 * result.events["landing"])
    body = result.value("body_weight_n")
    load = np.maximum(jump.load_n[at : at + 2001], 20.0).tolist()
    band, sequential, index = stabilisation(load, body)
    assert result.value("time_threshold_s") == pytest.approx(band, abs=1e-9)
    assert result.value("time_sequential_s") == pytest.approx(sequential, abs=1e-9)
    assert result.value("vertical_stability_index") == pytest.approx(index, rel=1e-6)


def test_asymmetry():
    jump = models.countermovement_jump(7)
    left = 0.56 * jump.load_n
    sides = np.column_stack((left, jump.load_n - left))
    result = measured(jump.load_n, 1000.0, sides)
    first, last = (round(1000 * result.events[name]) for name in ("braking", "propulsion"))
    twin = asymmetry(sides[first:last, 0].tolist(), sides[first:last, 1].tolist())
    assert result.value("asymmetry_braking_pct") == pytest.approx(twin, abs=0.02)
    assert twin == pytest.approx(12.0, abs=0.01)
