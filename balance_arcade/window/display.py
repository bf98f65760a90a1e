"""The window: opened with one clear line when there is no screen, read back at its real size."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import pygame

from balance_arcade.core.errors import DisplayError
from balance_arcade.core.samples import CopSample
from balance_arcade.games.kit import NIGHT, Kit
from balance_arcade.games.kit.letters import own_font

_log = logging.getLogger(__name__)

TITLE: Final = "Balance Arcade"
DEFAULT_SIZE: Final = (1280, 720)

_HINT: Final = "Play with --headless, or start it on a machine with a screen."
_TRIED_SIZE: Final = 40
_BLIND: Final = frozenset({"dummy", "offscreen"})
"""SDL's drivers that draw into memory only."""


@dataclass(slots=True)
class Display:
    """An open window.

    Attributes
    ----------
    surface : pygame.Surface
        What is drawn on; its size is the window's real one.
    driver : str
        SDL's name of the screen behind it.
    monitor : int
        Which monitor it is on, from 0.
    is_fullscreen : bool
        Whether it fills the monitor.
    sample : CopSample or None
        Newest sample that the picture shows, where it shows a session.
    taken_ns : int
        Monotonic clock when that was taken; 0 before the first.
    watcher : callable or None
        Told after each frame that it has been shown, in the frame's thread.
    """

    surface: pygame.Surface
    driver: str
    monitor: int = 0
    is_fullscreen: bool = False
    sample: CopSample | None = None
    taken_ns: int = 0
    watcher: Callable[[Display], None] | None = None
    _known: tuple[int, int] = field(init=False)
    _windowed: tuple[int, int] = DEFAULT_SIZE

    def __post_init__(self) -> None:
        self._known = self.surface.get_size()
        if not self.is_fullscreen:
            self._windowed = self._known

    @property
    def size(self) -> tuple[int, int]:
        """Pixels of the window, as they really are."""
        return self.surface.get_size()

    @property
    def is_headless(self) -> bool:
        """Nobody can see it."""
        return self.driver in _BLIND

    def flip(self) -> None:
        """Show what was drawn."""
        pygame.display.flip()
        if self.watcher is not None:
            self.watcher(self)

    @property
    def is_visible(self) -> bool:
        """Whether the window is not minimised; whether another one covers it is not known."""
        return not pygame.display.get_init() or pygame.display.get_active()

    def follow_resize(self) -> bool:
        """Take the window's present size; True when it changed.

        pygame changes the surface in place, so the size is compared with the one that was seen
        last, not with the surface's own.
        """
        if not pygame.display.get_init():
            return False
        self.surface = pygame.display.get_surface()
        size = self.surface.get_size()
        if size == self._known:
            return False
        self._known = size
        if not self.is_fullscreen:
            self._windowed = size
        _log.info("the window is now of %d x %d pixels", *size)
        return True

    def toggle_fullscreen(self) -> None:
        """Fill the monitor, or go back to a window; where the screen refuses, it stays."""
        wanted = not self.is_fullscreen
        self._leave_lost_monitor()
        try:
            self.surface = _set_mode(self._windowed, wanted, self.monitor, self.is_headless)
        except pygame.error as exc:
            _log.warning("the screen does not change between window and full screen (%s)", exc)
            self.surface = _set_mode(
                self._windowed, self.is_fullscreen, self.monitor, self.is_headless
            )
            return
        self.is_fullscreen = wanted

    def _leave_lost_monitor(self) -> None:
        """Go on on the first monitor where the window's own is no longer there."""
        n_monitors = len(pygame.display.get_desktop_sizes())
        if self.monitor >= n_monitors:
            _log.warning(
                "monitor %d is gone, the window goes on on monitor 1 of %d",
                self.monitor + 1,
                n_monitors,
            )
            self.monitor = 0

    def close(self) -> None:
        """Close the window; harmless a second time."""
        pygame.display.quit()


def open_display(
    size: tuple[int, int] = DEFAULT_SIZE,
    *,
    fullscreen: bool = False,
    headless: bool = False,
    monitor: int | None = None,
) -> Display:
    """Open the patient's window.

    Parameters
    ----------
    size : tuple of int
        Pixels wanted; a full screen takes the desktop's.
    fullscreen : bool
        Fill the screen.
    headless : bool
        Draw into memory only: SDL's ``dummy`` driver.
    monitor : int, optional
        Which monitor, from 1; see `monitor_for`.

    Returns
    -------
    Display
        Its ``size`` is what was really opened.

    Raises
    ------
    DisplayError
        There is no screen, there is no such monitor, the window does not open, or pygame has no
        letters.
    """
    own_font(_TRIED_SIZE)
    driver = _start_video(headless=headless)
    copy_plainly(driver)
    try:
        number = monitor_for(len(pygame.display.get_desktop_sizes()), monitor)
        pygame.display.set_caption(TITLE)
        pygame.display.set_icon(_icon())
        pygame.mouse.set_visible(False)
        surface = _set_mode(size, fullscreen, number, headless)
    except DisplayError:
        pygame.display.quit()
        raise
    except pygame.error as exc:
        pygame.display.quit()
        msg = f"The window cannot be opened ({exc})."
        raise DisplayError(msg, hint=_HINT) from exc
    width, height = surface.get_size()
    _log.info(
        "window of %d x %d pixels on %s, SDL %s, %s, monitor %d; the desktops are %s",
        *(width, height, driver, ".".join(map(str, pygame.get_sdl_version()))),
        "full screen" if fullscreen else "not full screen",
        number + 1,
        pygame.display.get_desktop_sizes(),
    )
    return Display(surface, driver, number, fullscreen)


def monitor_for(n_monitors: int, asked: int | None) -> int:
    """Index of the monitor for the patient's window, from 0.

    The therapist works on the primary monitor, which the system lists first; the patient's is the
    next one where there is one.

    Parameters
    ----------
    n_monitors : int
        How many there are.
    asked : int or None
        Number that was asked for, from 1.

    Raises
    ------
    DisplayError
        There is no such monitor.

    Examples
    --------
    >>> monitor_for(1, None), monitor_for(2, None), monitor_for(2, 1)
    (0, 1, 0)
    """
    if asked is None:
        return 1 if n_monitors > 1 else 0
    if not 1 <= asked <= n_monitors:
        have = "one monitor" if n_monitors == 1 else f"{n_monitors} monitors"
        msg = f"There is no monitor {asked}; this computer has {have}."
        raise DisplayError(msg, hint="Give --monitor a number that is there, or leave it out.")
    return asked - 1


def _start_video(*, headless: bool) -> str:
    """Start SDL's video; returns the name of the driver that shows the window."""
    if headless:
        os.environ["SDL_VIDEODRIVER"] = "dummy"
    elif sys.platform == "linux" and "XDG_RUNTIME_DIR" not in os.environ:
        # Wayland cannot work without it, and its library would complain on stderr by itself.
        os.environ.setdefault("SDL_VIDEODRIVER", "x11,kmsdrm")
    try:
        pygame.display.init()
    except pygame.error as exc:
        msg = f"There is no screen to play on ({exc})."
        raise DisplayError(msg, hint=_HINT) from exc
    driver = pygame.display.get_driver()
    if driver in _BLIND and driver != os.environ.get("SDL_VIDEODRIVER"):
        # SDL takes a driver that shows nothing when it finds no screen; nobody would see the game.
        pygame.display.quit()
        msg = "There is no screen to play on."
        raise DisplayError(msg, hint=_HINT)
    return driver


def _set_mode(
    size: tuple[int, int], fullscreen: bool, monitor: int, headless: bool
) -> pygame.Surface:
    flags = pygame.FULLSCREEN if fullscreen else pygame.RESIZABLE
    # A full screen of (0, 0) is the desktop's own size; the headless driver has no desktop.
    wanted = (0, 0) if fullscreen and not headless else size
    surface = pygame.display.set_mode(wanted, flags, display=monitor)
    if not fullscreen and surface.get_size() != size:
        # SDL keeps the full screen's size on the way back; asked again it takes the window's.
        surface = pygame.display.set_mode(wanted, flags, display=monitor)
    return surface


def copy_plainly(driver: str) -> None:
    """Let SDL hand finished pictures to an X server as they are, unless somebody chose otherwise.

    By itself SDL 2 sends them through OpenGL, which a computer without a graphics card computes in
    software: 14 ms a picture of 1280x720 where a copy took 1.6 ms. Other drivers know no copy.

    Parameters
    ----------
    driver : str
        SDL's name of what shows the window, once it is known and before the window is opened.
    """
    if driver == "x11":
        os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")


def icon_png(side: int) -> bytes:
    """Picture of the window as a PNG file of ``side`` x ``side`` pixels."""
    file = io.BytesIO()
    pygame.image.save(_icon(side), file, "icon.png")
    return file.getvalue()


def _icon(side: int = 64) -> pygame.Surface:
    """Picture of the window: the person's marker within a goal, over the night."""
    kit = Kit((side, side), NIGHT)
    icon = pygame.Surface((side, side), pygame.SRCALPHA, 32)
    kit.box(icon, icon.get_rect(), side * 0.22, NIGHT.night_bottom)
    middle = ((side - 1) / 2.0, (side - 1) / 2.0)
    kit.ring(icon, middle, side * 0.36, side * 0.07, NIGHT.goal)
    kit.you(icon, middle, side * 0.20)
    return icon
