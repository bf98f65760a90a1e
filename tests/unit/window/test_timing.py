import math

import pygame
import pytest

from balance_arcade.core.clock import ManualClock
from balance_arcade.core.events import Phase
from balance_arcade.window.keys import Keys
from balance_arcade.window.latency import Histogram
from balance_arcade.window.pacing import Pacer


def test_frames_come_at_even_times_whatever_each_costs():
    clock = ManualClock()
    pacer = Pacer(clock, 60.0)
    for k in range(600):
        clock.sleep(0.003 if k % 3 else 0.011)
        pacer.wait()
    assert clock.now_ns() / 1e9 == pytest.approx(10.0, abs=1e-3)
    assert pacer.n_late == 0


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
