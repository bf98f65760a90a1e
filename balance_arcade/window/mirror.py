"""Small pictures of what the patient sees, for whoever looks on; frames go on as if nobody did.

The frame thread only copies the finished frame, after it was shown and at most fifteen times a
second; a thread makes it small and encodes it. Nothing is done while nobody looks.
"""

from __future__ import annotations

import io
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pygame

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.samples import CopSample

if TYPE_CHECKING:
    from balance_arcade.window.display import Display

LARGEST: Final = (640, 360)
"""Pixels of a picture at most; one of another shape is as wide or as high."""

MAX_BYTES: Final = 60_000
"""Of a picture; one that has more is made smaller until it fits."""

PERIOD_NS: Final = 62_000_000
"""From one picture to the next at least: with 60 frames a second every fourth is one."""

SELDOM_NS: Final = 500_000_000
"""A slow or busy computer, whose frames come late, gives a picture this seldom."""

LATE_NS: Final = 25_000_000
"""A frame that came so long after the one before was late."""

SHARE: Final = 0.02
"""Part of the frame thread's time that the copies may take, down to a picture in `SELDOM_NS`."""

STOP_TIMEOUT_S: Final = 2.0
_SMALLER: Final = 0.8
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SmallPicture:
    """A picture as it goes out.

    Attributes
    ----------
    jpeg : bytes
        At most `MAX_BYTES`.
    size : tuple of int
        Pixels.
    taken_ns : int
        Monotonic clock when the game had taken the newest sample in it.
    sample : CopSample or None
        That sample.
    """

    jpeg: bytes
    size: tuple[int, int]
    taken_ns: int
    sample: CopSample | None


def small_jpeg(frame: pygame.Surface, largest: tuple[int, int] = LARGEST) -> tuple[bytes, int, int]:
    r"""Make a small JPEG file of a frame; returns it, its width and its height.

    Raises
    ------
    pygame.error
        This pygame cannot write JPEG files.

    Examples
    --------
    >>> jpeg, width, height = small_jpeg(pygame.Surface((1920, 1080)))
    >>> jpeg[:2], width, height
    (b'\xff\xd8', 640, 360)
    """
    share = min(1.0, largest[0] / frame.get_width(), largest[1] / frame.get_height())
    while True:
        size = [max(1, round(side * share)) for side in frame.get_size()]
        small = frame if share == 1.0 else pygame.transform.smoothscale(frame, size)
        file = io.BytesIO()
        pygame.image.save(small, file, "picture.jpg")
        if file.tell() <= MAX_BYTES:
            return file.getvalue(), size[0], size[1]
        share *= _SMALLER


class Mirror:
    """Watches a display, and hands small pictures of its frames on.

    Parameters
    ----------
    is_wanted : callable
        Tells whether somebody waits for a picture; asked once a frame.
    put : callable
        Takes each picture; called in the mirror's thread.
    hidden : callable
        Told, instead, that the window is hidden; called in the frame thread.
    clock : Clock, optional
        The machine's monotonic clock otherwise.
    cost_ns : callable
        Processor time of the frame thread so far, in nanoseconds.
    """

    def __init__(
        self,
        is_wanted: Callable[[], bool],
        put: Callable[[SmallPicture], None],
        hidden: Callable[[], None],
        clock: Clock | None = None,
        cost_ns: Callable[[], int] = time.thread_time_ns,
    ) -> None:
        self._is_wanted, self._put, self._hidden = is_wanted, put, hidden
        self._clock, self._cost_ns = clock or MonotonicClock(), cost_ns
        self._shown_ns = self._due_ns = self._copied_ns = self._clock.now_ns()
        self._spare: pygame.Surface | None = None
        # Guards the frame that waits, which only one side touches at a time.
        self._news = threading.Condition()
        self._frame: tuple[pygame.Surface, int, CopSample | None] | None = None
        self._is_ending = False
        self._thread: threading.Thread | None = None
        self.n_copied = 0

    def look(self, display: Display) -> None:
        """Take note of a frame that has been shown; what it costs is measured and kept within."""
        now_ns = self._clock.now_ns()
        is_late, self._shown_ns = now_ns - self._shown_ns > LATE_NS, now_ns
        if not self._is_wanted() or now_ns < self._due_ns or self._frame is not None:
            return
        if is_late and now_ns - self._copied_ns < SELDOM_NS:
            return
        self._copied_ns = now_ns
        if not display.is_visible:
            self._due_ns = now_ns + SELDOM_NS
            self._hidden()
            return
        # The processor's time, not the wall's: what others held up cost the game nothing.
        spent_ns = self._cost_ns()
        frame = self._copy(display.surface)
        spent_ns = self._cost_ns() - spent_ns
        self._due_ns = now_ns + min(SELDOM_NS, max(PERIOD_NS, round(spent_ns / SHARE)))
        with self._news:
            self._frame = (frame, display.taken_ns or now_ns, display.sample)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="mirror", daemon=True)
                self._thread.start()
            self._news.notify()

    def _copy(self, surface: pygame.Surface) -> pygame.Surface:
        """Copy a frame into the same memory each time: new memory costs more."""
        spare = self._spare
        if spare is None or spare.get_size() != surface.get_size():
            self._spare = spare = pygame.Surface(surface.get_size(), 0, surface)
        spare.blit(surface, (0, 0))
        self.n_copied += 1
        return spare

    def _work(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._frame is not None or self._is_ending)
                frame = self._frame
            if frame is None:
                return
            surface, taken_ns, sample = frame
            try:
                jpeg, width, height = small_jpeg(surface)
                self._put(SmallPicture(jpeg, (width, height), taken_ns, sample))
            except pygame.error as error:
                # Nobody is told a second time: the same happens with every picture.
                _log.warning("there are no pictures for stations (%s)", error)
                return
            # Only now is the copy's memory free for the next one.
            self._frame = None

    def stop(self) -> None:
        """End the thread; harmless a second time."""
        with self._news:
            self._is_ending = True
            self._news.notify()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)
            self._thread = None
