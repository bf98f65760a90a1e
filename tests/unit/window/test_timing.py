import itertools
import math

import pygame
import pytest

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Phase
from balance_arcade.window.keys import Keys
from balance_arcade.window.latency import Histogram
from balance_arcade.window.pacing import MOST_AHEAD_S, Pacer


def test_frames_come_at_even_times_whatever_each_costs():
    clock = ManualClock()
    pacer = Pacer(clock, 60.0)
    for k in range(600):
        clock.sleep(0.003 if k % 3 else 0.011)
        pacer.wait()
    assert clock.now_ns() / 1e9 == pytest.approx(10.0, abs=1e-3)
    assert pacer.n_late == 0


def flips(clock, pacer, costs_s):
    """When each of some frames is shown that cost so much."""
    shown = []
    for cost_s in costs_s:
        pacer.wait()
        clock.sleep(cost_s)
        pacer.hold()
        shown.append(clock.now_ns() / 1e9)
    return shown


def test_pictures_are_shown_at_even_times_whatever_each_costs():
    clock = ManualClock()
    shown = flips(clock, Pacer(clock, 60.0), [0.001 + 0.0009 * (k % 5) for k in range(300)])
    gaps = [b - a for a, b in itertools.pairwise(shown[20:])]
    assert max(gaps) == pytest.approx(1.0 / 60.0, abs=1e-6)
    assert min(gaps) == pytest.approx(1.0 / 60.0, abs=1e-6)


def begins_after_s(clock, pacer):
    """How long after a picture was shown the next frame is begun."""
    before = clock.now_ns()
    pacer.wait()
    return (clock.now_ns() - before) / 1e9


@pytest.mark.parametrize(
    ("costs_s", "begun_s"),
    [
        ([0.002] * 200, 1.0 / 60.0 - 0.0023),
        # Two dear ones of many tell nothing of the next; but a whole scene that is dear does.
        ([*[0.002] * 100, 0.004, 0.004, 0.002], 1.0 / 60.0 - 0.0023),
        ([*[0.002] * 100, 0.004, 0.004, 0.004], 1.0 / 60.0 - 0.0043 - 0.0017),
        ([0.012] * 200, 1.0 / 60.0 - MOST_AHEAD_S - (0.012 - MOST_AHEAD_S)),
    ],
)
def test_a_picture_is_begun_no_earlier_than_it_takes(costs_s, begun_s):
    clock = ManualClock()
    pacer = Pacer(clock, 60.0)
    flips(clock, pacer, costs_s)
    assert begins_after_s(clock, pacer) == pytest.approx(begun_s, abs=1e-4)


def test_frames_move_to_where_a_sample_of_100_hz_has_just_come():
    clock = ManualClock(start_ns=3_300_000)
    pacer, ages_s, shown = Pacer(clock, 60.0), [], []
    for _ in range(400):
        pacer.wait()
        ages_s.append(clock.now_ns() % 10_000_000 / 1e9)
        pacer.follow(ages_s[-1])
        shown.append(clock.now_ns() / 1e9)
    assert max(ages_s[:10]) > 0.0095
    assert max(ages_s[300:]) < 0.0078
    # Never by a step that is seen, and never by losing a frame.
    gaps = [b - a for a, b in itertools.pairwise(shown)]
    assert 0.0161 < min(gaps) <= max(gaps) < 0.0167


@pytest.mark.parametrize("age_s", [math.nan, math.inf, 0.0004, 40.0])
def test_nothing_moves_frames_that_meet_new_samples_or_none(age_s):
    clock = ManualClock()
    pacer = Pacer(clock, 60.0)
    for _ in range(120):
        pacer.wait()
        pacer.follow(age_s)
    assert clock.now_ns() / 1e9 == pytest.approx(2.0, abs=1e-5)


def test_a_stall_is_counted_and_not_caught_up():
    clock = ManualClock()
    pacer = Pacer(clock, 60.0)
    clock.sleep(1.0)
    pacer.wait()
    assert pacer.n_late == 1
    before = clock.now_ns()
    for _ in range(6):
        pacer.wait()
    assert (clock.now_ns() - before) / 1e9 == pytest.approx(0.1, abs=1e-3)


def test_unpaced_never_waits():
    clock = ManualClock()
    pacer = Pacer(clock, 0.0)
    pacer.wait()
    assert clock.now_ns() == 0


def test_percentiles_of_known_values():
    ages = Histogram()
    for k in range(1, 101):
        ages.add(float(k))
    assert ages.percentile(50.0) == pytest.approx(50.0, abs=0.25)
    assert ages.percentile(99.0) == pytest.approx(99.0, abs=0.25)
    assert ages.percentile(100.0) == pytest.approx(100.0, abs=0.25)


def test_odd_values_do_not_break_the_histogram():
    ages = Histogram()
    ages.add(float("nan"))
    assert math.isnan(ages.percentile(50.0))
    ages.add(-3.0)
    ages.add(1e9)
    assert ages.n == 2
    assert ages.percentile(100.0) == pytest.approx(500.0, abs=0.25)


@pytest.fixture
def queue(monkeypatch):
    waiting = []
    monkeypatch.setattr(pygame.event, "get", lambda: [waiting.pop(0) for _ in range(len(waiting))])
    return waiting


def key(code):
    return pygame.event.Event(pygame.KEYDOWN, key=code)


def test_any_key_pauses_and_goes_on_and_escape_stops(queue):
    keys = Keys()
    queue.append(key(pygame.K_b))
    (order,) = keys.read(Phase.PLAY).orders
    assert order.name == "pause"
    queue.append(key(pygame.K_KP5))
    (second,) = keys.read(Phase.PAUSED).orders
    assert second.name == "resume"
    assert second.id != order.id
    queue.append(key(pygame.K_ESCAPE))
    pressed = keys.read(Phase.PLAY)
    assert [o.name for o in pressed.orders] == ["stop"]
    assert pressed.stop
    assert not pressed.close


def test_closing_the_window_stops(queue):
    queue.append(pygame.event.Event(pygame.QUIT))
    pressed = Keys().read(Phase.CENTRE)
    assert pressed.close
    assert [o.name for o in pressed.orders] == ["stop"]


def test_modifiers_do_nothing(queue):
    queue.append(key(pygame.K_LSHIFT))
    assert Keys().read(Phase.PLAY).orders == ()


def test_the_menu_is_reached_by_keys_and_by_one_switch(queue):
    keys = Keys()
    queue.extend([key(pygame.K_RIGHT), key(pygame.K_RIGHT), key(pygame.K_LEFT)])
    assert keys.read(None).look == 1
    queue.append(key(pygame.K_RETURN))
    assert keys.read(None).choose
    queue.append(key(pygame.K_x))
    assert keys.read(None).look_on
    queue.append(key(pygame.K_ESCAPE))
    pressed = keys.read(None)
    assert pressed.stop
    assert pressed.orders == ()
