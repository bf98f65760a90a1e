import math

import pytest

from balance_arcade.cop.limits import LeanCollector, default_limits, direction_vector

RATE_HZ = 100.0


def lean(collector, index, distances, across=0.0):
    right, forward = direction_vector(index)
    collector.begin(index)
    for out in distances:
        collector.push(5.0 + out * right + across * forward, 9.0 + out * forward - across * right)


def fresh():
    return LeanCollector((5.0, 9.0), RATE_HZ)


def test_what_is_held_counts():
    collector = fresh()
    lean(collector, 3, [float(i) for i in range(60)] + [60.0] * 51)
    assert collector.held_mm == pytest.approx(60.0)


def test_a_spike_counts_nothing():
    collector = fresh()
    lean(collector, 0, [40.0] * 100 + [300.0] * 40 + [40.0] * 100)
    assert collector.held_mm == pytest.approx(40.0)


def test_a_hold_broken_by_a_step_off_is_none():
    collector = fresh()
    collector.begin(0)
    for i in range(100):
        collector.push(5.0, math.nan if i == 50 else 69.0)
    assert collector.held_mm == 0.0
    assert "F" in collector.missing


def test_only_the_way_along_the_direction_counts():
    collector = fresh()
    lean(collector, 1, [30.0] * 60, across=80.0)
    assert collector.held_mm == pytest.approx(30.0)


def test_leaning_the_other_way_is_zero_not_negative():
    collector = fresh()
    lean(collector, 2, [-50.0] * 60)
    assert collector.held_mm == 0.0
    assert "R" not in collector.missing


def test_the_best_attempt_stands():
    collector = fresh()
    lean(collector, 6, [50.0] * 60)
    lean(collector, 6, [35.0] * 60)
    assert collector.held_mm == pytest.approx(50.0)


def test_samples_before_the_first_direction_do_not_count():
    collector = fresh()
    for _ in range(100):
        collector.push(80.0, 80.0)
    assert collector.held_mm == 0.0
    assert len(collector.missing) == 8


def test_a_new_direction_takes_nothing_over():
    collector = fresh()
    lean(collector, 0, [60.0] * 100)
    lean(collector, 1, [60.0] * 10)
    assert collector.held_mm == 0.0


def test_eight_directions_make_the_limits():
    collector = fresh()
    for index in range(8):
        lean(collector, index, [20.0 + 10.0 * index] * 60)
    limits = collector.finish()
    assert limits.limits_mm == pytest.approx(tuple(20.0 + 10.0 * i for i in range(8)))
    assert (limits.centre_mm, limits.source) == ((5.0, 9.0), "lean pass")


def test_a_pass_with_holes_is_refused_or_filled_and_says_so():
    collector = fresh()
    lean(collector, 0, [60.0] * 60)
    with pytest.raises(ValueError, match="lacks the directions FR, R, BR"):
        collector.finish()
    theory = default_limits()
    limits = collector.finish(theory)
    assert limits.source == "partial lean pass"
    assert limits.limits_mm[0] == pytest.approx(60.0)
    assert limits.limits_mm[1:] == theory.limits_mm[1:]


@pytest.mark.parametrize(
    ("centre", "rate", "hold"),
    [((0.0, 0.0), 0.0, 0.5), ((0.0, 0.0), 100.0, 0.0), ((math.nan, 0.0), 100.0, 0.5)],
)
def test_settings_that_make_no_sense_are_refused(centre, rate, hold):
    with pytest.raises(ValueError, match="must be"):
        LeanCollector(centre, rate, hold_s=hold)
