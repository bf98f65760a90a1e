"""Sends every page 30 frames a second; a slow page does not slow down the others."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec

FRAME_RATE_HZ = 30.0
QUEUE_LENGTH = 15
"""Frames that wait for one page: half a second. Policy when full: drop the oldest; since frames
tell changes only, the page is then given everything anew."""

MAX_VIEWERS = 32
"""Pages of one board. Policy when full: the next one is told so and closed."""

_encoder = msgspec.json.Encoder()


class Viewer:
    """Frames on their way to one page.

    Examples
    --------
    >>> viewer = Viewer(length=2)
    >>> for frame in (b"a", b"b", b"c"):
    ...     viewer.push(frame)
    >>> viewer.n_dropped, viewer.behind
    (1, True)
    """

    def __init__(self, *, length: int = QUEUE_LENGTH) -> None:
        self._frames: deque[bytes] = deque()
        self._length = length
        self._ready = asyncio.Event()
        self.behind = True
        self.n_dropped = 0

    def push(self, frame: bytes) -> None:
        """Add a frame; never waits."""
        self._frames.append(frame)
        if len(self._frames) > self._length:
            self._frames.popleft()
            self.n_dropped += 1
            self.behind = True
        self._ready.set()

    async def next(self, welcome: Callable[[], bytes]) -> bytes:
        """Wait for the next frame; `welcome` makes one that replaces all that were missed."""
        while not self._frames:
            self._ready.clear()
            await self._ready.wait()
        if self.behind:
            self.behind = False
            self._frames.clear()
            return welcome()
        return self._frames.popleft()


class Hub:
    """Makes the frames and hands them to all viewers.

    Parameters
    ----------
    changes, welcome : callable
        As of `Feed`.
    rate_hz : float
        Frames a second.
    """

    def __init__(
        self,
        changes: Callable[[], dict[str, Any] | None],
        welcome: Callable[[], dict[str, Any]],
        *,
        rate_hz: float = FRAME_RATE_HZ,
    ) -> None:
        self._period_s = 1.0 / rate_hz
        self._changes = changes
        self._welcome = welcome
        self.viewers: set[Viewer] = set()

    def welcome(self) -> bytes:
        """Everything there is to show, as one frame."""
        return _encoder.encode(self._welcome())

    def tick(self) -> None:
        """Make one frame and push it to everybody."""
        # Asked even while nobody looks, so that the changes do not pile up.
        changes = self._changes()
        if changes is None:
            for viewer in self.viewers:
                viewer.behind = True
        if self.viewers:
            # An empty frame only wakes a page that is behind; it is given `welcome` in its place.
            frame = b"" if changes is None else _encoder.encode(changes)
            for viewer in self.viewers:
                viewer.push(frame)

    async def run(self) -> None:
        """Tick until cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            self.tick()
            # A late tick is left out, not caught up with.
            due = max(due + self._period_s, loop.time())
            await asyncio.sleep(due - loop.time())
