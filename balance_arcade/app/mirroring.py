"""Joins the patient's screen with the stations that look on: frames in, pictures out.

With a window the pictures are those of the window. Without one they are drawn for the stations
alone, in a thread of their own, and say so. Nothing is done while nobody asks.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.samples import CopSample
from balance_arcade.server.pictures import Picture, Pictures

if TYPE_CHECKING:
    from balance_arcade.app.host import Host
    from balance_arcade.app.live_session import LiveSession
    from balance_arcade.window.display import Display
    from balance_arcade.window.mirror import Mirror, SmallPicture
    from balance_arcade.window.off_screen import OffScreen

_log = logging.getLogger(__name__)

PERIOD_S: Final = 1.0 / 15.0
"""From one picture to the next at least."""

SELDOM_S: Final = 0.5
"""From one picture to the next on a slow computer."""

SHARE: Final = 0.1
"""Part of one core that drawing for stations alone may take."""

STOP_TIMEOUT_S: Final = 2.0


def _picture(
    jpeg: bytes, size: tuple[int, int], t_ns: int, sample: CopSample | None, *, seen: bool
) -> Picture:
    t_s, seq = (math.nan, -1) if sample is None else (sample.t_s, sample.seq)
    return Picture(jpeg, *size, t_ns=t_ns, t_s=t_s, sample_seq=seq, seen=seen)


def mirror_window(display: Display, pictures: Pictures) -> Mirror:
    """Let stations see what stands in a window; the caller stops the mirror with `let_go`."""
    from balance_arcade.window.mirror import Mirror

    def put(small: SmallPicture) -> None:
        seen = not display.is_headless
        pictures.put(_picture(small.jpeg, small.size, small.taken_ns, small.sample, seen=seen))

    mirror = Mirror(pictures.wanted.is_set, put, lambda: pictures.tell("hidden"))
    display.watcher = mirror.look
    pictures.is_made = True
    return mirror


def let_go(display: Display, pictures: Pictures, mirror: Mirror) -> None:
    """End the pictures of a window that is about to close."""
    display.watcher = None
    pictures.is_made = False
    mirror.stop()
    pictures.tell("nothing")


class OffScreenMirror:
    """Draws the session of a host that has no window, while stations ask for it.

    Parameters
    ----------
    host : Host
        Whose newest session is drawn; without a publisher nothing is ever asked for.
    clock : Clock, optional
        The machine's monotonic clock otherwise.

    Attributes
    ----------
    n_drawn : int
        Pictures so far.
    """

    def __init__(self, host: Host, clock: Clock | None = None) -> None:
        self._host = host
        self._clock = clock or MonotonicClock()
        self._pictures = None if host.publisher is None else host.publisher.pictures
        self._news = threading.Condition()
        self._is_ending = False
        self._thread: threading.Thread | None = None
        self._session: LiveSession | None = None
        self._screen: OffScreen | None = None
        self.n_drawn = 0

    def __enter__(self) -> Self:
        if self._pictures is not None:
            self._pictures.asked, self._pictures.is_made = self._asked, True
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._pictures is None:
            return
        self._pictures.is_made = False
        with self._news:
            self._is_ending = True
            self._news.notify()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)
        self._pictures.tell("nothing")

    def _asked(self) -> None:
        """Begin to draw; called by the publisher when somebody asks and nobody did before."""
        with self._news:
            if self._thread is None and not self._is_ending:
                self._thread = threading.Thread(target=self._run, name="off-screen", daemon=True)
                self._thread.start()
            self._news.notify()

    def _run(self) -> None:
        pictures = self._pictures
        assert pictures is not None
        try:
            while not self._is_ending:
                with self._news:
                    self._news.wait_for(lambda: pictures.wanted.is_set() or self._is_ending)
                begun_ns, spent_ns = self._clock.now_ns(), time.thread_time_ns()
                if not self._is_ending:
                    self._show(pictures)
                took_s = (self._clock.now_ns() - begun_ns) / 1e9
                # The processor's time: what others held up cost the session nothing.
                spent_s = (time.thread_time_ns() - spent_ns) / 1e9
                rest_s = min(SELDOM_S, max(PERIOD_S - took_s, spent_s / SHARE))
                with self._news:
                    self._news.wait_for(lambda: self._is_ending, rest_s)
        except Exception:  # noqa: BLE001 - a thread has no caller; stations are told
            _log.exception("drawing for stations has failed")
            pictures.is_made = False
            pictures.tell("never")
        finally:
            if self._screen is not None:
                self._screen.close()

    def _show(self, pictures: Pictures) -> None:
        session = self._host.session
        if session is None:
            pictures.tell("nothing")
            return
        screen = self._screen_of(session)
        begun_ns = self._clock.now_ns()
        jpeg, width, height, sample = screen.draw(begun_ns / 1e9)
        self.n_drawn += 1
        pictures.put(_picture(jpeg, (width, height), begun_ns, sample, seen=False))

    def _screen_of(self, session: LiveSession) -> OffScreen:
        from balance_arcade.window.off_screen import OffScreen

        if self._screen is None or session is not self._session:
            if self._screen is not None:
                self._screen.close()
            self._session, self._screen = session, OffScreen(session)
        return self._screen
