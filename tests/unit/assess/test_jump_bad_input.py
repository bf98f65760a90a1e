"""Bad records of jumps: right, or refused by name and reason."""

import numpy as np
import pytest

from balance_arcade.assess.jump_record import JumpOptions, JumpRecord
from balance_arcade.assess.jumps import measure_jumps
from balance_arcade.core.errors import RecordingError
from balance_arcade.testing.jump_models import (
    Person,
    countermovement_jump,
    drop_jump,
    squat_jump,
)


def measured(load_n, rate_hz=1000.0, test="auto", **options):
    jumps = measure_jumps(JumpRecord(load_n, rate_hz), test, JumpOptions(**options))
    return [jump.result for jump in jumps]


def one(load_n, rate_hz=1000.0, test="auto", **options):
    [result] = measured(load_n, rate_hz, test, **options)
    return result


def within(result, name, truth):
    """Whether a value is right within its expanded uncertainty."""
    return abs(result.value(name) - truth) <= 2.0 * result.uncertainty[name]


def test_a_jump_in_the_first_fifth_of_a_second_has_no_height_by_impulse():
    jump = countermovement_jump(3, quiet_s=0.15, after_s=0.4)
    result = one(jump.load_n)
    assert "no quiet phase" in result.refused["jump_height_impulse_m"]
    # Flight needs no weight.
    assert within(result, "flight_time_s", jump.flight_s)


def test_a_person_who_never_stands_still_is_not_weighed():
    jump = countermovement_jump(3)
    t_s = np.arange(jump.load_n.size) / 1000.0
    load = np.where(jump.load_n > 100.0, jump.load_n + 60.0 * np.sin(9.0 * t_s), jump.load_n)
    results = measured(load)
    assert results
    for result in results:
        refused = result.refused["jump_height_impulse_m"]
        assert "no quiet phase" in refused or "moved while weighing" in refused


def test_a_step_in_the_weighing_is_movement():
    jump = countermovement_jump(3)
    load = jump.load_n.copy()
    load[700:1000] += 90.0
    # No movement of a person adds an impulse for nothing: both heights cannot be right.
    assert any("differ by" in flag for flag in one(load).flags)


def test_double_contact_in_a_drop_jump_is_named():
    jump = drop_jump(3)
    load = jump.load_n.copy()
    # The first foot touches 90 ms before, for 40 ms.
    at = round(1000 * jump.onset_s)
    load[at - 180 : at - 130] += 400.0
    result = one(load, test="dj")
    assert "double contact" in result.refused["contact_time_s"]


def test_double_contact_of_the_landing_is_named():
    jump = countermovement_jump(3)
    load = jump.load_n.copy()
    at = round(1000 * jump.landing_s)
    load[at + 50 : at + 130] = 0.0
    result = one(load)
    assert "double contact" in result.refused["landing_peak_force_n"]
    assert within(result, "jump_height_impulse_m", jump.height_m)


@pytest.mark.parametrize("over_s", [3.0, 0.3])
def test_a_landing_that_is_not_in_the_record_leaves_the_height_by_impulse(over_s):
    jump = countermovement_jump(3)
    load = jump.load_n.copy()
    load[round(1000 * jump.landing_s) :] = 0.0
    result = one(load[: round(1000 * (jump.take_off_s + over_s))])
    assert within(result, "jump_height_impulse_m", jump.height_m)
    assert "no landing on the plate" in result.refused["flight_time_s"]
    assert "no landing on the plate" in result.refused["landing_peak_force_n"]
    assert "landing" not in result.events
    assert any("no landing on the plate" in flag for flag in result.flags)


def test_whoever_steps_off_the_plate_made_no_jump():
    jump = countermovement_jump(3)
    standing = jump.load_n[: round(1000 * jump.onset_s) - 100]
    # One foot after the other: the load falls, and nobody rises.
    off = np.interp(np.arange(600), [0, 100, 300, 400, 600], [1.0, 1.15, 0.5, 0.45, 0.0])
    load = np.concatenate((standing, off * jump.weight_n, np.zeros(500)))
    with pytest.raises(RecordingError, match="No jump or landing is found"):
        measured(load)


def test_a_step_onto_the_plate_is_no_landing():
    jump = countermovement_jump(3)
    ramp = np.concatenate((np.zeros(1000), np.linspace(0.0, jump.load_n[0], 400)))
    assert one(np.concatenate((ramp, jump.load_n))).test == "cmj"
    landing = drop_jump(3, n_hops=0).load_n
    assert one(landing).test == "landing"


def test_both_feet_on_one_plate_have_no_asymmetry():
    jump = countermovement_jump(3)
    noise = np.random.default_rng(1).normal(0.0, 1.0, jump.load_n.size)
    record = JumpRecord(jump.load_n, 1000.0, np.column_stack((jump.load_n - noise, noise)))
    [jump_] = measure_jumps(record)
    assert "one side" in jump_.result.refused["asymmetry_propulsion_pct"]
    assert jump_.result.value("jump_height_impulse_m") is not None


def test_plates_of_different_gain_show_as_an_asymmetry_at_rest_and_the_height_stays():
    jump = countermovement_jump(3)
    half = 0.5 * jump.load_n
    record = JumpRecord(half + 1.1 * half, 1000.0, np.column_stack((half, 1.1 * half)))
    [jump_] = measure_jumps(record)
    result = jump_.result
    assert abs(result.value("asymmetry_weighing_pct") + 100.0 * 0.1 / 2.1) < 0.1
    # A gain cancels in height: weight has it too.
    assert within(result, "jump_height_impulse_m", jump.height_m)


@pytest.mark.parametrize("zero_n", [25.0, -12.0])
def test_a_zero_that_is_off_is_taken_off_and_said(zero_n):
    jump = countermovement_jump(4, person=Person(zero_n=zero_n))
    result = one(jump.load_n)
    assert within(result, "jump_height_impulse_m", jump.height_m)
    assert within(result, "body_weight_n", jump.weight_n)
    assert any("empty plate reads" in note for note in result.notes)


def test_a_zero_that_drifts_is_said_or_refused():
    jump = countermovement_jump(4)
    t_s = np.arange(jump.load_n.size) / 1000.0
    result = one(jump.load_n + 6.0 * t_s)
    assert within(result, "jump_height_impulse_m", jump.height_m)
    assert any("zero drifts" in note for note in result.notes)


LEANT = pytest.mark.parametrize("frac", [0.08, 0.12])
RATES = pytest.mark.parametrize("rate_hz", [100.0, 200.0, 500.0, 1000.0, 2000.0])
JUMPS = pytest.mark.parametrize("jump_of", [countermovement_jump, squat_jump])


@LEANT
@RATES
@JUMPS
def test_what_lies_on_the_plate_in_flight_alone_is_no_empty_plate(jump_of, rate_hz, frac):
    jump = jump_of(4, rate_hz)
    load = jump.load_n.copy()
    load[round(rate_hz * jump.take_off_s) : round(rate_hz * jump.landing_s)] += frac * jump.weight_n
    result = one(load, rate_hz)
    for name in ("flight_time_s", "jump_height_impulse_m", "take_off_velocity_m_s"):
        assert "plate not empty in flight" in result.refused[name]
    # Nobody grew lighter by it.
    assert within(result, "body_weight_n", jump.weight_n)
    assert not any("taken off" in note for note in result.notes)


@pytest.mark.parametrize("frac", [0.08, 0.2])
@RATES
@JUMPS
def test_a_plate_that_was_not_tared_reads_so_in_flight_and_the_height_stays(jump_of, rate_hz, frac):
    jump = jump_of(4, rate_hz)
    result = one(jump.load_n + frac * jump.weight_n, rate_hz)
    assert within(result, "jump_height_impulse_m", jump.height_m)
    assert within(result, "body_weight_n", jump.weight_n)
    assert not result.flags


@RATES
@JUMPS
def test_a_little_on_the_plate_is_refused_or_said(jump_of, rate_hz):
    jump = jump_of(4, rate_hz)
    load = jump.load_n.copy()
    load[round(rate_hz * jump.take_off_s) : round(rate_hz * jump.landing_s)] += 0.04 * jump.weight_n
    result = one(load, rate_hz)
    assert any("not told apart" in flag or "not empty" in flag for flag in result.flags)


@pytest.mark.parametrize("tare", [0.4, 1.0])
def test_a_plate_that_was_tared_with_the_person_on_it_is_read(tare):
    jump = countermovement_jump(4)
    result = one(jump.load_n - tare * jump.weight_n)
    assert within(result, "body_weight_n", jump.weight_n)
    assert within(result, "jump_height_impulse_m", jump.height_m)
    assert any("empty plate reads -" in note for note in result.notes)


def test_a_landing_that_unloads_the_plate_for_a_moment_is_no_second_flight():
    jump = countermovement_jump(4)
    load = jump.load_n.copy()
    at = round(1000 * jump.landing_s) + 290
    load[at : at + 90] = 40.0 + np.random.default_rng(0).normal(0.0, 2.0, 90)
    result = one(load)
    assert not result.flags
    assert within(result, "jump_height_impulse_m", jump.height_m)


def test_a_reading_that_nothing_tells_apart_is_said():
    jump = countermovement_jump(4)
    # The record ends in the landing, and the plate was never seen without the person.
    load = jump.load_n[: round(1000 * jump.landing_s) + 400] + 40.0
    result = one(load)
    assert result.value("jump_height_impulse_m") is not None
    assert any("not told apart" in flag for flag in result.flags)
    # A stated weight tells it.
    assert not one(load, body_weight_n=jump.weight_n).flags


def test_of_three_jumps_the_one_with_something_on_the_plate_is_refused():
    jumps = [countermovement_jump(seed) for seed in range(3)]
    loads = [jump.load_n.copy() for jump in jumps]
    hit = jumps[1]
    loads[1][round(1000 * hit.take_off_s) : round(1000 * hit.landing_s)] += 70.0
    heights = [result.value("jump_height_impulse_m") for result in measured(np.concatenate(loads))]
    assert [height is None for height in heights] == [False, True, False]


@pytest.mark.parametrize(("hand_n", "said"), [(50.0, "it bore"), (-40.0, "varied")])
def test_a_hand_on_the_rail_in_flight_is_named(hand_n, said):
    jump = countermovement_jump(4)
    load = jump.load_n.copy()
    off, on = round(1000 * jump.take_off_s), round(1000 * jump.landing_s)
    shape = np.ones(on - off) if hand_n > 0.0 else np.sin(np.linspace(0.0, 12.0, on - off))
    load[off:on] += abs(hand_n) * shape
    # The plate was seen empty before, so this is no zero that is off.
    load = np.concatenate((np.random.default_rng(0).normal(0.0, 2.0, 3000), load))
    refused = one(load, test="cmj").refused["flight_time_s"]
    assert "plate not empty in flight" in refused
    assert said in refused


def test_a_foot_beside_the_plate_after_the_landing_is_no_drift():
    jump = countermovement_jump(4)
    load = jump.load_n.copy()
    load[round(1000 * jump.landing_s) :] *= 0.5
    result = one(load)
    assert any("a foot beside the plate" in flag for flag in result.flags)
    assert within(result, "jump_height_impulse_m", jump.height_m)
    assert result.uncertainty["body_weight_n"] < 3.0


def test_a_spike_while_weighing_is_named():
    jump = countermovement_jump(4)
    load = jump.load_n.copy()
    load[1000] = 9000.0
    assert "a spike while weighing" in one(load).refused["jump_height_impulse_m"]


def test_a_stated_weight_that_the_plate_does_not_weigh_is_not_believed():
    jump = countermovement_jump(4)
    right = one(jump.load_n, body_weight_n=jump.weight_n)
    assert within(right, "jump_height_impulse_m", jump.height_m)
    wrong = one(jump.load_n, body_weight_n=1.1 * jump.weight_n)
    assert "the stated body weight is" in wrong.refused["jump_height_impulse_m"]
    assert within(wrong, "flight_time_s", jump.flight_s)


def test_a_push_cut_off_before_a_filter_is_refused():
    jump = countermovement_jump(4)
    top = 0.7 * jump.load_n[: round(1000 * jump.take_off_s)].max()
    cut = np.minimum(jump.load_n, top)
    # No two samples are alike, as behind a filter.
    load = np.where(cut == top, top + np.random.default_rng(0).normal(0.0, 1.0, cut.size), cut)
    refused = one(load).refused
    assert "cut off" in refused["jump_height_impulse_m"]
    assert "cut off" in refused["body_weight_n"]


@pytest.mark.parametrize("share", [0.8, 0.5])
def test_a_saturated_peak_is_clipped_and_forbids_what_needs_it(share):
    jump = countermovement_jump(4)
    top = share * jump.load_n[: round(1000 * jump.take_off_s)].max()
    result = one(np.minimum(jump.load_n, top))
    assert "clipped" in result.refused["jump_height_impulse_m"]
    assert within(result, "flight_time_s", jump.flight_s)


def test_a_landing_that_saturates_costs_the_landing_alone():
    jump = countermovement_jump(4)
    result = one(np.minimum(jump.load_n, 0.9 * jump.load_n.max()))
    assert "clipped" in result.refused["landing_peak_force_n"]
    assert within(result, "jump_height_impulse_m", jump.height_m)


def test_hum_is_said_and_costs_no_jump():
    jump = countermovement_jump(4, person=Person(hum_n=8.0, hum_hz=60.0))
    result = one(jump.load_n)
    assert any("Hum of 60 Hz" in note for note in result.notes)
    assert within(result, "jump_height_impulse_m", jump.height_m)


def test_missing_samples_in_flight_are_named():
    jump = countermovement_jump(4)
    load = jump.load_n.copy()
    load[round(1000 * jump.take_off_s) + 100 :][:30] = np.nan
    result = one(load)
    assert result.refused["flight_time_s"] == "30 samples are missing in flight"


def test_missing_samples_in_the_push_are_named():
    jump = countermovement_jump(4)
    load = jump.load_n.copy()
    load[round(1000 * jump.take_off_s) - 200 :][:3] = np.nan
    result = one(load)
    assert "3 samples are missing" in result.refused["jump_height_impulse_m"]
    assert within(result, "flight_time_s", jump.flight_s)


@pytest.mark.parametrize("height_m", [0.02, 0.8])
def test_small_and_great_jumps(height_m):
    jump = countermovement_jump(5, height_m=height_m)
    result = one(jump.load_n)
    assert within(result, "jump_height_impulse_m", jump.height_m)
    assert within(result, "jump_height_flight_m", jump.height_m)


@pytest.mark.parametrize("mass_kg", [15.0, 150.0])
def test_a_child_and_a_heavy_person(mass_kg):
    jump = countermovement_jump(5, person=Person(mass_kg=mass_kg), height_m=0.2)
    result = one(jump.load_n)
    assert within(result, "body_mass_kg", mass_kg)
    assert within(result, "jump_height_impulse_m", jump.height_m)


def test_three_jumps_in_one_record_are_three_trials():
    jumps = [countermovement_jump(seed, height_m=0.2 + 0.05 * seed) for seed in range(3)]
    results = measured(np.concatenate([jump.load_n for jump in jumps]))
    assert [result.number for result in results] == [1, 2, 3]
    for result, jump in zip(results, jumps, strict=True):
        assert within(result, "jump_height_impulse_m", jump.height_m)


@pytest.mark.parametrize("rate_hz", [10.0, 49.0])
def test_too_slow_is_refused(rate_hz):
    jump = countermovement_jump(5, rate_hz)
    with pytest.raises(RecordingError, match="too slow"):
        measured(jump.load_n, rate_hz)


def test_a_hundred_hertz_give_a_height_and_no_rate_of_force_development():
    jump = countermovement_jump(5, 100.0)
    result = one(jump.load_n, 100.0)
    assert within(result, "jump_height_impulse_m", jump.height_m)
    assert "needs 500 Hz" in result.refused["peak_rfd_n_s"]
    assert "needs 500 Hz" in result.refused["braking_rfd_n_s"]
    assert result.uncertainty["jump_height_impulse_m"] > 0.003
    faster = one(countermovement_jump(5).load_n)
    assert faster.value("peak_rfd_n_s") > 1000.0


def test_a_squat_jump_with_a_countermovement_is_flagged():
    assert not one(squat_jump(5).load_n, test="sj").flags
    flags = one(countermovement_jump(5).load_n, test="sj").flags
    assert any("a countermovement" in flag for flag in flags)


def test_nothing_but_standing_is_no_jump():
    with pytest.raises(RecordingError, match="No jump or landing"):
        measured(np.full(3000, 700.0) + np.random.default_rng(0).normal(0.0, 2.0, 3000))


def test_records_that_are_none():
    with pytest.raises(ValueError, match="no sample holds a load"):
        JumpRecord(np.full(10, np.nan), 1000.0)
    with pytest.raises(ValueError, match="check the unit"):
        JumpRecord(np.full(10, 7e5), 1000.0)
    with pytest.raises(ValueError, match="shape"):
        JumpRecord(np.zeros((10, 2)), 1000.0)
    with pytest.raises(ValueError, match="There is no test"):
        measured(np.full(100, 700.0), test="handstand")
