"""Answers ``recorded``: samples that memory has forgotten, from the recordings beside the board.

In a thread of its own, and no faster than a fifth of one core's time: neither the stream nor the
acquisition waits for a disk.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import MalformedMessageError, RecordingError
from balance_arcade.core.events import Event
from balance_arcade.files.recording.layout import ForceArray
from balance_arcade.files.recording.parts import RecordingParts, Zero, parts_of_trial
from balance_arcade.server.control import Reply, Request, encode_control
from balance_arcade.server.recorded_block import frames_of

_log = logging.getLogger(__name__)

MAX_ASKED = 8
"""Requests that wait at most. Policy when full: the new one is answered ``busy``."""

MAX_SAMPLES = 5000
"""In one reply, so that it stays below `balance_arcade.server.request_handler.MAX_REPLY_BYTES`."""

MAX_TRIALS = 4096
"""Recordings that are remembered. Policy when full: forget the oldest."""

MAX_OPEN = 4
"""Files that are kept open, the newest used; another costs a walk through it."""

LEISURE = 4.0
"""How much longer than it works the thread then rests."""

LOOK_CHUNKS = 256
"""Chunks that are walked over in one go."""

MAX_REST_S = 1.0
STOP_TIMEOUT_S = 2.0


class Trial(NamedTuple):
    """A recording of this start: its file's name and its unique name."""

    file: str
    trial_id: str


class _Work(NamedTuple):
    envelope: list[bytes]
    request: Request
    first: int
    last: int
    trial_id: str


class History:
    """Reads the recordings of a folder for those who missed something.

    Parameters
    ----------
    board_id, boot_id
        As of the stream.
    folder : Path or None
        Where the recordings are; None where nothing is recorded.
    wake : callable
        Called when an answer is ready for `take`; from the thread.
    clock : Clock
        Says how long the thread works, and lets it rest.

    Attributes
    ----------
    is_reading : bool
        A request is being answered.

    Notes
    -----
    `hear` may be called from any thread, `ask` and `take` from the publisher's.
    """

    def __init__(
        self,
        board_id: str,
        boot_id: int,
        folder: Path | None,
        wake: Callable[[], None],
        clock: Clock,
    ) -> None:
        self._board_id, self._boot_id = board_id, boot_id
        self._folder, self._wake, self._clock = folder, wake, clock
        self._changed = threading.Condition()
        self._trials: deque[Trial] = deque(maxlen=MAX_TRIALS)
        self._running = False
        self.is_reading = False
        self._asked: deque[_Work] = deque()
        self._answers: deque[tuple[list[bytes], bytes]] = deque()
        self._open: OrderedDict[str, RecordingParts] = OrderedDict()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def hear(self, event: Event) -> None:
        """Follow which recordings there are."""
        with self._changed:
            if event.kind == "recording.started":
                trial_id = str(event.data.get("trial_id", ""))
                self._trials.append(Trial(str(event.data.get("file", "")), trial_id))
                self._running = True
            elif event.kind in ("recording.stopped", "recording.failed"):
                self._running = False

    def ask(self, envelope: list[bytes], request: Request) -> Reply | None:
        """Take a request.

        Returns
        -------
        Reply or None
            None once it waits for its turn; else what is wrong with it, or ``busy``.
        """
        try:
            work = _work_of(envelope, request)
        except MalformedMessageError as exc:
            return Reply(request.id, "error", str(exc))
        with self._changed:
            # Asked again before it was answered: one answer does for both.
            if any(one.request.id == request.id for one in self._asked):
                return None
            if len(self._asked) >= MAX_ASKED:
                return Reply(request.id, "error", "busy: others are reading; ask again in a second")
            self._asked.append(work)
            self._changed.notify_all()
            if self._thread is None:
                name = f"history-{self._board_id}"
                self._thread = threading.Thread(target=self._run, name=name, daemon=True)
                self._thread.start()
        return None

    def take(self) -> list[tuple[list[bytes], bytes]]:
        """Return the answers that are ready, each with the envelope of its asker."""
        if not self._answers:  # Nearly always; asked after every message.
            return []
        with self._changed:
            answers = list(self._answers)
            self._answers.clear()
        return answers

    def stop(self) -> None:
        """End the thread; what was asked for is not answered any more."""
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)

    def _run(self) -> None:
        while not self._stopping.is_set():
            with self._changed:
                self._changed.wait_for(lambda: self._asked or self._stopping.is_set())
                if self._stopping.is_set():
                    break
                work = self._asked.popleft()
                self.is_reading = True
            begun_ns = self._clock.now_ns()
            reply = self._answer(work)
            with self._changed:
                self._answers.append((work.envelope, encode_control(reply)))
                self.is_reading = False
            self._wake()
            worked_s = (self._clock.now_ns() - begun_ns) / 1e9
            self._stopping.wait(min(MAX_REST_S, LEISURE * worked_s))
        for parts in self._open.values():
            parts.close()
        self._open.clear()

    def _answer(self, work: _Work) -> Reply:
        try:
            result = self._search(work)
        except Exception as exc:  # noqa: BLE001 - a thread has no caller; the asker is told
            _log.exception("%s: reading a recording has failed", self._board_id)
            return Reply(work.request.id, "error", f"the recordings cannot be read: {exc}")
        return Reply(work.request.id, "done", result=result, boot_id=self._boot_id)

    def _search(self, work: _Work) -> dict[str, object]:
        """Collect the samples that have room in one reply, and up to which number it tells."""
        messages: list[list[bytes]] = []
        room, upto = MAX_SAMPLES, work.last
        running, newest = False, -1
        for parts, is_running in self._candidates(work.trial_id):
            running, newest = is_running, parts.last
            for found, zero_n in parts.between(work.first, work.last):
                rows = found[:room]
                room -= len(rows)
                messages += self._frames(parts, rows, zero_n)
                if not room:
                    upto = int(rows["seq"][-1])
                    break
            if not room or self._stopping.is_set():
                break
        if room and running:
            # What the recorder has not written yet may still come.
            upto = min(upto, max(newest, work.first - 1))
        return {"messages": messages, "upto": upto}

    def _frames(
        self, parts: RecordingParts, rows: ForceArray, zero_n: Zero | None
    ) -> list[list[bytes]]:
        return frames_of(rows, zero_n, parts.header, self._board_id, self._boot_id)

    def _candidates(self, trial_id: str) -> Iterator[tuple[RecordingParts, bool]]:
        """Give the recordings in the order of their samples, and whether each is under way."""
        if self._folder is None:
            return
        with self._changed:
            trials, is_running = list(self._trials), self._running
        if trial_id and trial_id not in {trial.trial_id for trial in trials}:
            # Of an earlier start: that start's board counted its samples by itself.
            found = parts_of_trial(self._folder, trial_id)
            if found is not None:
                with found:
                    found.look()
                    yield found, False
            return
        for index, trial in enumerate(trials):
            if trial_id in ("", trial.trial_id):
                parts = self._parts(trial.file)
                if parts is not None:
                    yield parts, is_running and index == len(trials) - 1

    def _parts(self, file: str) -> RecordingParts | None:
        """Return a recording, walked to its present end; None if it cannot be read."""
        assert self._folder is not None
        parts = self._open.pop(file, None)
        try:
            parts = parts or RecordingParts(self._folder / file)
            while parts.look(LOOK_CHUNKS) and not self._stopping.is_set():
                self._stopping.wait(0.001)
        except RecordingError as error:
            _log.warning("%s: not read for a station: %s", file, error)
            return None
        self._open[file] = parts
        while len(self._open) > MAX_OPEN:
            self._open.popitem(last=False)[1].close()
        return parts


def _work_of(envelope: list[bytes], request: Request) -> _Work:
    args = request.args
    first, last, trial_id = args.get("from"), args.get("to"), args.get("trial", "")
    whole = all(isinstance(n, int) and not isinstance(n, bool) for n in (first, last))
    if not whole or not isinstance(trial_id, str):
        raise MalformedMessageError("recorded takes two sample numbers, from and to, and a trial.")
    assert isinstance(first, int)
    assert isinstance(last, int)
    limit = np.iinfo(np.int64).max
    return _Work(envelope, request, max(0, min(first, limit)), min(last, limit), trial_id)
