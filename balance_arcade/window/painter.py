"""Fetches painted pictures for the window: from the cache, or from the process that paints.

A thread waits for the files, one after the other; the frame thread only asks whether a job is done.
The thread and the process are made with the first job; `Painter.stop` ends both.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import Final

import msgspec

from balance_arcade.games.guard import MISBEHAVIOUR
from balance_arcade.games.kit.stock import Stock
from balance_arcade.games.registry import view_class
from balance_arcade.window.painting import Done, Errand
from balance_arcade.window.stock_file import PaintOrder, read_stock, stock_file

MAX_JOBS: Final = 64
"""Jobs that wait; a fuller list forgets the oldest, and whoever wants that picture asks again."""

IDLE_S: Final = 2.0
PATIENCE_S: Final = 10.0

_log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class Job:
    """Pictures that are wanted.

    Attributes
    ----------
    order : PaintOrder
        What.
    due_s : float
        Monotonic time before which it is not begun.
    urgent : bool
        Begun even while the painter rests.
    done : Event
        Set once nothing more is to be waited for.
    stock : Stock or None
        The pictures; None where they could not be painted elsewhere.
    dropped : bool
        Nobody wants it any more.
    """

    order: PaintOrder
    due_s: float = 0.0
    urgent: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    stock: Stock | None = None
    dropped: bool = False


class Painter:
    """Fetches jobs in the order in which they came.

    Attributes
    ----------
    is_resting : bool
        Begin nothing new that can wait, for example while somebody plays.
    """

    def __init__(self) -> None:
        self.is_resting = False
        self._jobs: list[Job] = []
        # Its lock guards the jobs, the thread and the start of the process; nobody paints or reads
        # a file under it.
        self._news = threading.Condition()
        self._thread: threading.Thread | None = None
        self._is_ending = False
        self._process: subprocess.Popen[bytes] | None = None

    def add(self, order: PaintOrder, *, after_s: float = 0.0, urgent: bool = False) -> Job:
        """Let pictures be fetched.

        Parameters
        ----------
        order : PaintOrder
            What is wanted.
        after_s : float
            Begin no earlier than so many seconds from now.
        urgent : bool
            Somebody waits for it: begin it even while the painter rests.
        """
        job = Job(order, time.monotonic() + after_s, urgent)
        with self._news:
            self._jobs.append(job)
            self._is_ending = False
            while len(self._jobs) > MAX_JOBS:
                self._jobs.pop(0).dropped = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="painter", daemon=True)
                self._thread.start()
            self._news.notify()
        return job

    def drop(self, job: Job) -> None:
        """Leave out a job that nobody wants any more; one that is under way is finished."""
        with self._news:
            job.dropped = True
            if job in self._jobs:
                self._jobs.remove(job)

    def clear(self) -> None:
        """Forget all that waits."""
        with self._news:
            for job in self._jobs:
                job.dropped = True
            self._jobs.clear()

    def stop(self) -> None:
        """Forget all that waits and end the painting; the next job starts anew."""
        self.clear()
        with self._news:
            thread, self._is_ending = self._thread, True
            self._news.notify()
        # Outside of the lock, and before the join: it ends the read in which the thread may stand.
        self._end_process()
        if thread is not None and thread is not threading.current_thread():
            thread.join(PATIENCE_S)

    def _work(self) -> None:
        while True:
            job = self._next()
            if job is None:
                return
            begun_s = time.monotonic()
            try:
                job.stock = self._fetch(job.order)
            except MISBEHAVIOUR as error:  # The frame thread meets it again, and names the game.
                _log.info("no pictures of %s: %s", job.order.game, type(error).__name__)
            finally:
                job.done.set()
            took_s = time.monotonic() - begun_s
            _log.debug("%s of %s after %.2f s", job.order.kind, job.order.game, took_s)

    def _next(self) -> Job | None:
        """Wait for a job that is due; None when there was nothing for a while."""
        with self._news:
            idle_until_s = time.monotonic() + IDLE_S
            while True:
                now_s = time.monotonic()
                for job in self._jobs:
                    if job.due_s <= now_s and (job.urgent or not self.is_resting):
                        self._jobs.remove(job)
                        return job
                if not self._jobs and (self._is_ending or now_s >= idle_until_s):
                    # Under the lock: whoever adds a job now sees that the thread has gone, and
                    # starts another.
                    self._thread = None
                    return None
                # A job that is due and not begun waits for the end of the rest.
                waits = [max(0.05, job.due_s - now_s) for job in self._jobs] or [IDLE_S]
                self._news.wait(min(waits))

    def _fetch(self, order: PaintOrder) -> Stock | None:
        file = stock_file(order, view_class(order.game))
        stock = read_stock(file)
        if stock is not None:
            return stock
        fault = self._let_paint(Errand(order, str(file)))
        if fault:
            _log.warning("The pictures of %s were not painted. %s", order.game, fault)
            return None
        return read_stock(file)

    def _let_paint(self, errand: Errand) -> str:
        """Send an errand to the process that paints and wait; returns what went wrong."""
        try:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(msgspec.json.encode(errand) + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
            return msgspec.json.decode(line, type=Done).fault
        except (OSError, ValueError) as error:
            # msgspec's errors are ValueErrors: the process has ended without an answer.
            return "" if self._is_ending else f"The painting ended ({error})."

    def _running(self) -> subprocess.Popen[bytes]:
        with self._news:
            if self._is_ending:
                raise OSError("The window is closing.")
            if self._process is None or self._process.poll() is not None:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "balance_arcade.window.painting"],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    # A pipe that nobody reads would fill up and hold the process.
                    stderr=subprocess.DEVNULL,
                    env=os.environ | {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy"},
                    start_new_session=True,  # Ctrl-C is the window's; the end of input is its own.
                )
            return self._process

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()  # It may be in the middle of a picture; the files are written whole.
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):  # What was not read by then is lost.
                        pipe.close()
