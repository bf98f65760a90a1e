"""The watchdog breaks off what does not come back, and never what does."""

from __future__ import annotations

import ctypes
import logging
import sys
import threading
import time

import pytest

from balance_arcade.games import watchdog
from balance_arcade.games.watchdog import GameTooLongError, Watchdog

pytestmark = pytest.mark.timeout(60)  # A dog that does not bite lets a loop run for ever.


@pytest.fixture
def dog():
    made = Watchdog(limit_s=0.1, tick_s=0.02)
    yield made
    made.stop()


def spin_for(seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass


def spin():
    while True:
        pass


def test_a_loop_is_broken_off_and_the_next_call_is_sound(dog):
    assert isinstance(dog.watch(spin), GameTooLongError)
    seen = []
    assert dog.watch(seen.append, 1) is None
    assert seen == [1]


def test_a_game_that_catches_every_exception_is_broken_off_all_the_same(dog):
    def catches():
        while True:
            try:
                spin()
            except Exception:  # noqa: BLE001
                continue

    assert isinstance(dog.watch(catches), GameTooLongError)


def test_who_catches_it_goes_on_undisturbed(dog):
    """As an activity does: it notes the fault and the step is over."""
    caught = []

    def catches():
        try:
            spin()
        except GameTooLongError as late:
            caught.append(late)

    assert dog.watch(catches) is None
    assert len(caught) == 1


def test_what_is_raised_comes_through(dog):
    with pytest.raises(KeyError):
        dog.watch({}.__getitem__, "x")


def test_a_call_may_have_a_limit_of_its_own(dog):
    assert dog.watch(spin_for, 0.3, limit_s=30.0) is None


def wait_for(seconds):
    """Goes on, and computes next to nothing: as on a computer that has no time for it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.005)


@pytest.mark.skipif(not hasattr(time, "pthread_getcpuclockid"), reason="no clock for a thread")
def test_who_was_hardly_let_run_gets_more_time_but_not_for_ever(dog):
    assert dog.watch(wait_for, 0.3) is None
    assert isinstance(dog.watch(wait_for, 300.0), GameTooLongError)


def test_a_call_of_compiled_code_ends_when_it_returns(dog):
    begun = time.monotonic()
    assert isinstance(dog.watch(time.sleep, 0.4), GameTooLongError | None)
    assert time.monotonic() - begun >= 0.4


def test_it_is_said_that_a_game_cannot_be_broken_off(dog, caplog):
    stop = threading.Event()

    def bare():
        while not stop.is_set():
            try:
                spin()
            except BaseException:  # noqa: BLE001
                if any("cannot be broken off" in r.getMessage() for r in caplog.records):
                    stop.set()

    with caplog.at_level(logging.ERROR):
        dog.watch(bare)
    assert stop.is_set()


def test_nothing_comes_up_after_a_call_that_ended_at_the_limit(dog):
    """The race: the call ends just as the dog fires. What was set must be taken back."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for k in range(60):
            dog.watch(spin_for, 0.094 + 0.0005 * (k % 40))
            # Were an exception still on its way, it would come up here.
            for _ in range(2000):
                pass
    finally:
        sys.setswitchinterval(before)


def test_an_exception_that_comes_up_while_disarming_never_reaches_the_caller(dog):
    class LateLock:
        """The dog fires just as the call is over and takes the lock."""

        def __init__(self):
            self.lock, self.has_fired = threading.Lock(), False

        def __enter__(self):
            if not self.has_fired:
                self.has_fired = True
                watchdog._set_exception(
                    threading.get_ident(), ctypes.py_object(watchdog.GameTooLongError)
                )
            self.lock.acquire()

        def __exit__(self, *_):
            self.lock.release()

    dog._lock = LateLock()
    seen = []
    assert isinstance(dog.watch(seen.append, 1), GameTooLongError)
    assert seen == [1]
    assert dog.watch(seen.append, 2) is None
    assert not dog._is_busy


def test_its_thread_ends_and_comes_back(dog):
    dog.watch(spin_for, 0.0)
    assert [t.name for t in threading.enumerate()].count("game watchdog") >= 1
    dog.stop()
    dog.stop()
    assert isinstance(dog.watch(spin), GameTooLongError)


def test_its_thread_ends_by_itself_without_work(monkeypatch):
    monkeypatch.setattr("balance_arcade.games.watchdog.IDLE_TICKS", 2)
    dog = Watchdog(limit_s=0.1, tick_s=0.01)
    dog.watch(int)
    thread = dog._thread
    thread.join(10.0)
    assert not thread.is_alive()
    assert isinstance(dog.watch(spin), GameTooLongError)
    dog.stop()
