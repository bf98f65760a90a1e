"""The window: opened with one clear line when there is no screen, read back at its real size."""

from __future__ import annotations

import logging
import os
import sys
from dataclasses import dataclass
from typing import Final

import pygame

from balance_arcade.core.errors import DisplayError
from balance_arcade.games.kit import NIGHT, Kit

_log = logging.getLogger(__name__)

TITLE: Final = "Balance Arcade"
MIN_SIZE: Final = (640, 480)
DEFAULT_SIZE: Final = (1280, 720)

_HINT: Final = "Play with --headless, or start it on a machine with a screen."
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
    """

    surface: pygame.Surface
    driver: str

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

    def follow_resize(self) -> bool:
        """Take the window's present size; True when it changed."""
        now = pygame.display.get_surface()
        if now is None or (now is self.surface and now.get_size() == self.surface.get_size()):
            changed = False
        else:
            changed = now.get_size() != self.surface.get_size()
            _log.info("the window is now of %d x %d pixels", *now.get_size())
            self.surface = now
        return changed

    def close(self) -> None:
        """Close the window; harmless a second time."""
        pygame.display.quit()


def open_display(
    size: tuple[int, int] = DEFAULT_SIZE, *, fullscreen: bool = False, headless: bool = False
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

    Returns
    -------
    Display
        Its ``size`` is what was really opened.

    Raises
    ------
    DisplayError
        There is no screen, or it does not open.
    """
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
    copy_plainly(driver)
    try:
        pygame.display.set_caption(TITLE)
        pygame.display.set_icon(_icon())
        pygame.mouse.set_visible(False)
        flags = pygame.FULLSCREEN if fullscreen else pygame.RESIZABLE
        # A full screen of (0, 0) is the desktop's own size; the headless driver has no desktop.
        wanted = (0, 0) if fullscreen and not headless else size
        surface = pygame.display.set_mode(wanted, flags)
    except pygame.error as exc:
        pygame.display.quit()
        msg = f"The window cannot be opened ({exc})."
        raise DisplayError(msg, hint=_HINT) from exc
    width, height = surface.get_size()
    _log.info(
        "window of %d x %d pixels on %s, SDL %s, %s; the desktops are %s",
        *(width, height, driver, ".".join(map(str, pygame.get_sdl_version()))),
        "full screen" if fullscreen else "not full screen",
        pygame.display.get_desktop_sizes(),
    )
    return Display(surface, driver)


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


def _icon(side: int = 64) -> pygame.Surface:
    """Picture of the window: the person's marker within a goal, over the night."""
    kit = Kit((side, side), NIGHT)
    icon = pygame.Surface((side, side), pygame.SRCALPHA, 32)
    kit.box(icon, icon.get_rect(), side * 0.22, NIGHT.night_bottom)
    middle = ((side - 1) / 2.0, (side - 1) / 2.0)
    kit.ring(icon, middle, side * 0.36, side * 0.07, NIGHT.goal)
    kit.you(icon, middle, side * 0.20)
    return icon
