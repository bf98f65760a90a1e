"""Breaks off a game that does not come back.

A thread of its own looks four times a second whether the game's thread is still at the same work.
After the limit it sets an exception in that thread (`PyThreadState_SetAsyncExc`), which the
interpreter raises there between two bytecodes: a loop in Python ends, whatever it loops over.

What it cannot do: the interpreter raises nothing inside a call of compiled code (``time.sleep``, a
lock, a NumPy call), only after it has returned. Until then the window stands still and orders wait;
the board goes on being read, and the recording goes on and stays whole, where a thread of its own
reads the board, as in a window. A game that catches everything in its loop is broken off anew after
each limit, but may go on for ever.

Why not another way: a signal reaches the main thread only and not on every system; a process for
each game would cost a copy of every sample; a thread for the game alone could be abandoned but not
ended, and would go on computing beside the next game.

What makes it safe: the exception is meant for the game's code and must not come up in ours. Arming
and disarming take one lock with the thread that fires. An exception that comes up while disarming
is caught by `watch`, and one that was set and has not come up by then is taken back.

Ticks are counted and no clock on the wall is read: a computer that slept for an hour, or stopped
this process, has slept for one tick. Where the system tells how long the game's thread computed
(Linux), a thread that a busy computer hardly let run is given `PATIENCE` times the limit: under a
load of 40 on two cores a step of a millisecond has waited longer than two seconds. One call of
`watch` costs less than a microsecond.
"""

from __future__ import annotations

import ctypes
import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

LIMIT_S: Final = 2.0
"""How long the steps that one sample makes due may take; they take a thousandth of it."""

DRAW_LIMIT_S: Final = 10.0
"""How long a picture may take; the first one paints its scenery."""

TICK_S: Final = 0.25
COMPUTED_SHARE: Final = 0.25
"""Share of its limit that a thread must have computed to be broken off at its limit."""

PATIENCE: Final = 5
"""Times its limit until a thread that computes less, because it waits, is broken off."""

IDLE_TICKS: Final = 40
"""Without work the thread ends after this many ticks; the next call starts another."""

_log = logging.getLogger(__name__)


class GameTooLongError(BaseException):
    """A game took too long; not an `Exception`, so that a game does not catch it by habit."""


class Watchdog:
    """Watches one thread at a time.

    Parameters
    ----------
    limit_s : float
        Longest time of a call, unless the call has a limit of its own.
    tick_s : float
        How often it looks.

    Examples
    --------
    >>> dog = Watchdog()
    >>> dog.watch(print, "in time") is None
    in time
    True
    >>> dog.stop()
    """

    def __init__(self, limit_s: float = LIMIT_S, tick_s: float = TICK_S) -> None:
        self._limit_s, self._tick_s = limit_s, tick_s
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._ident = 0
        self._n_calls = 0
        self._allowed_s = limit_s
        self._is_busy = self._has_fired = False

    def watch(
        self, work: Callable[..., object], *args: Any, limit_s: float | None = None
    ) -> GameTooLongError | None:
        """Call something, and break it off if it takes too long.

        Parameters
        ----------
        work : callable
            Called with ``args``; what it raises comes through.
        limit_s : float, optional
            Longest time of this call.

        Returns
        -------
        GameTooLongError or None
            The error where it was broken off and did not catch that itself.
        """
        try:
            try:
                self._allowed_s = self._limit_s if limit_s is None else limit_s
                self._ident = threading.get_ident()
                # No lock: only this thread writes these, and the watchdog decides under the lock
                # in `_break_off`.
                self._n_calls += 1
                self._is_busy = True
                # After it is busy: a thread that is about to end for want of work sees that and
                # stays.
                if self._thread is None:
                    self._start()
                work(*args)
            finally:
                self._disarm()
        except GameTooLongError as late:
            # It may have come up while disarming.
            self._disarm()
            return late
        return None

    def stop(self) -> None:
        """End the thread; the next call starts another."""
        self._stopping.set()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def _disarm(self) -> None:
        with self._lock:
            self._is_busy = False
            if self._has_fired:
                self._has_fired = False
                # Set and not come up yet: taken back, or it would come up in our code.
                _set_exception(self._ident, ctypes.py_object())

    def _start(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(
            target=self._look_on, args=(self._stopping,), name="game watchdog", daemon=True
        )
        self._thread.start()

    def _look_on(self, stopping: threading.Event) -> None:
        # `call` is the number of the call that was seen at the last tick; another one starts the
        # count.
        call, n_ticks, n_idle, begun_s = -1, 0, 0, 0.0
        while not stopping.wait(self._tick_s):
            if self._n_calls == call and self._is_busy:
                n_ticks += 1
                if self._is_due(n_ticks * self._tick_s, begun_s):
                    self._break_off(call)
                    n_ticks = 0
            elif self._n_calls == call:
                n_idle += 1
            else:
                call, n_ticks, n_idle = self._n_calls, 0, 0
                begun_s = self._computed_s() or 0.0
            # `_retire` may refuse: work may have begun between the tick and the lock.
            if n_idle > IDLE_TICKS and self._retire():
                return

    def _is_due(self, waited_s: float, begun_s: float) -> bool:
        if waited_s < self._allowed_s:
            return False
        now_s = self._computed_s()
        if now_s is None or waited_s >= PATIENCE * self._allowed_s:
            return True
        return now_s - begun_s >= COMPUTED_SHARE * self._allowed_s

    def _computed_s(self) -> float | None:
        """Processor time of the thread that is watched; None where the system does not tell."""
        clock_of = getattr(time, "pthread_getcpuclockid", None)
        if clock_of is None:
            return None
        # A thread that has ended must not be asked about; ours cannot leave its call meanwhile.
        with self._lock:
            return float(time.clock_gettime(clock_of(self._ident))) if self._is_busy else None

    def _retire(self) -> bool:
        with self._lock:
            if self._is_busy:
                return False
            if self._thread is threading.current_thread():
                self._thread = None
            return True

    def _break_off(self, call: int) -> None:
        with self._lock:
            # Over by now, or another call: the exception would hit the wrong one.
            if not self._is_busy or self._n_calls != call:
                return
            if self._has_fired:
                _log.error(
                    "A game cannot be broken off: it is in a call of compiled code, or catches"
                    " everything. Samples and recording go on."
                )
            self._has_fired = True
            _set_exception(self._ident, ctypes.py_object(GameTooLongError))


def _set_exception(ident: int, error: Any) -> None:
    """Let an exception come up in a thread; the empty object takes back what has not come up."""
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(ident), error)
