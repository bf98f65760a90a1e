"""Following something that moves: error, share inside, and lag."""

import math

import pytest

from balance_arcade.games.tracking import TrackingMeter


def course(t_s):
    return 0.5 * math.sin(1.3 * t_s), 0.3 * math.sin(2.1 * t_s + 1.0)


def follow(lag_s, seconds=15.0, offset=(0.0, 0.0)):
    meter = TrackingMeter()
    for k in range(round(seconds * 120)):
        x, y = course(k / 120 - lag_s)
        place = x + offset[0], y + offset[1]
        meter.push(course(k / 120), place, inside=math.dist(course(k / 120), place) < 0.2)
    return meter.results()


@pytest.mark.parametrize("lag_s", [0.0, 0.25, 0.6, 1.2])
def test_lag_is_found_to_one_kept_place(lag_s):
    assert follow(lag_s)["tracking_lag_s"] == pytest.approx(lag_s, abs=0.051)


def test_steady_offset_is_an_error_and_no_lag():
    found = follow(0.0, offset=(0.3, 0.4))
    assert found["tracking_error_rms_share"] == pytest.approx(0.5)
    assert found["tracking_lag_s"] == 0.0
    assert found["inside_band_share"] == 0.0


def test_who_stands_still_has_no_lag():
    meter = TrackingMeter()
    for k in range(1800):
        meter.push(course(k / 120), (0.1, 0.1), inside=k < 450)
    assert math.isnan(meter.results()["tracking_lag_s"])
    assert meter.inside_share == 0.25


def test_short_stretch_has_no_lag_and_an_empty_one_no_numbers():
    assert math.isnan(follow(0.2, seconds=2.0)["tracking_lag_s"])
    assert all(math.isnan(value) for value in TrackingMeter().results().values())
