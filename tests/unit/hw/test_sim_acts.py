"""What simulated people do with their feet: on one leg, off the board, landing."""

import math

import numpy as np
import pytest

from balance_arcade.core.board import Goal
from balance_arcade.hw.address import parse_address
from balance_arcade.hw.sim.acts import Acts
from balance_arcade.hw.sim.settings import sim_settings
from balance_arcade.hw.sim.skills import SKILLS, draw_skill
from balance_arcade.hw.sim.stream import SampleStream


def person(profile="healthy", seed=1):
    rng = np.random.default_rng(seed)
    return Acts(draw_skill(SKILLS[profile], rng), reaction_s=0.3, rng=rng)


def walk(acts, seconds, start_s=0.0, rate_hz=100):
    """Rows of (t_s, ml, ap, load, shared)."""
    n_samples = round(seconds * rate_hz)
    times = [start_s + k / rate_hz for k in range(n_samples)]
    return np.array([(t, *acts.place(t, 5.0, 2.0, 0.0)) for t in times])


def asked(stance, t_s=0.0):
    return Goal(t_s, math.nan, math.nan, stance)


@pytest.mark.parametrize(("leg", "side"), [("left", -1.0), ("right", 1.0)])
def test_on_one_leg_the_centre_of_pressure_is_within_that_foot(leg, side):
    acts = person()
    acts.follow(asked(leg))
    rows = walk(acts, 8.0)
    held = rows[rows[:, 0] > 2.0]
    assert (np.abs(held[:, 1] - side * 95.0) < 45.0).all()
    assert 2.0 < held[:, 1].std() < 9.0
    assert (held[:, 3] == 1.0).all()


def test_a_foot_that_comes_down_is_a_jump_towards_it_and_then_both_feet_stand():
    acts = person("frail")
    acts.follow(asked("right"))
    rows = walk(acts, 40.0)
    assert acts.n_slips == 1
    # Within a fifth of a second more than half a foot's breadth, which sway alone never is.
    steps = rows[20:, 1] - rows[:-20, 1]
    assert steps.min() < -45.0
    assert rows[-1, 1] == 5.0
    acts.follow(asked("both", 40.0))
    walk(acts, 3.0, 40.0)
    assert acts.is_standing


def test_skill_decides_how_long_somebody_stands_on_one_leg():
    slips = {}
    for profile in ("frail", "older", "athlete"):
        acts = person(profile, seed=3)
        for k in range(12):
            acts.follow(asked("left", 20.0 * k))
            walk(acts, 15.0, 20.0 * k, rate_hz=25)
            acts.follow(asked("both", 20.0 * k + 15.0))
            walk(acts, 5.0, 20.0 * k + 15.0, rate_hz=25)
        slips[profile] = acts.n_slips
    assert slips["frail"] > slips["older"] > slips["athlete"]


def test_landing_has_an_impact_after_an_empty_board_and_settles():
    acts = person("athlete")
    acts.follow(asked("off"))
    assert walk(acts, 4.0)[-1, 3] == 0.0
    acts.follow(asked("land", 4.0))
    rows = walk(acts, 6.0, 4.0, rate_hz=1000)
    load = rows[:, 3]
    contact = int(np.argmax(load > 0.0))
    assert 2.3 < load.max() < 3.9
    assert int(np.argmax(load > 0.8)) - contact < 60
    assert abs(load[-1] - 1.0) < 0.01


def test_somebody_who_stumbles_steps_off_and_comes_up_again_by_themselves():
    acts = person("frail", seed=5)
    for k in range(12):
        rows = jump(acts, 20.0 * k)
        if acts.n_stumbles:
            break
    loads = rows[:, 3]
    down = int(np.argmax(loads > 0.8))
    assert loads[down:].min() == 0.0
    assert loads[-1] == 1.0


def jump(acts, start_s):
    acts.follow(asked("off", start_s))
    walk(acts, 4.0, start_s)
    acts.follow(asked("land", start_s + 4.0))
    early = walk(acts, 5.0, start_s + 4.0)
    acts.follow(asked("both", start_s + 9.0))
    return np.concatenate((early, walk(acts, 11.0, start_s + 9.0)))


def test_rate_of_the_board_changes_no_act():
    ends = []
    for rate_hz in (50, 1000):
        acts = person("older", seed=2)
        acts.follow(asked("left"))
        walk(acts, 6.0, rate_hz=rate_hz)
        ends.append(acts.place(6.0, 5.0, 2.0, 0.0))
    assert ends[0] == pytest.approx(ends[1], abs=1e-9)


def stream(stance=None):
    made = SampleStream(sim_settings(parse_address("sim:?seed=4&profile=older")))
    if stance is not None:
        made.follow(Goal(0.0, math.nan, math.nan, stance))
    return [made.take(0) for _ in range(400)]


def test_who_stands_on_both_feet_is_the_same_person_as_ever():
    assert stream() == stream("both")
    off = stream("off")
    assert off[-1].tl_n == pytest.approx(0.0, abs=0.1)
