"""How a window is dressed for a person: contrast, motion, and letters by screen and distance."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import msgspec
import pygame

from balance_arcade.games.kit import HIGH_CONTRAST, Theme
from balance_arcade.games.kit.layout import ScreenLayout
from balance_arcade.games.kit.theme import Viewing
from balance_arcade.games.setup import ScreenOptions

if TYPE_CHECKING:
    from balance_arcade.window.display import Display

MM_PER_INCH: Final = 25.4

LEAST_ARCMIN: Final = 16.0
"""Capitals that look smaller are hard to read; 20 to 22 minutes of arc are better (ISO 9241-3)."""


def viewing_of(screen: ScreenOptions, size: tuple[int, int], desktop: tuple[int, int]) -> Viewing:
    """Size of the picture and distance from it, for the height of letters.

    Parameters
    ----------
    screen : ScreenOptions
        What is known of the screen; what is not is as `Viewing` takes it to be.
    size, desktop : tuple of int
        Pixels of the window, and of the whole screen that it is on.

    Returns
    -------
    Viewing

    Examples
    --------
    >>> full = viewing_of(ScreenOptions(screen_inches=24.0), (1920, 1080), (1920, 1080))
    >>> half = viewing_of(ScreenOptions(screen_inches=24.0), (960, 540), (1920, 1080))
    >>> round(full.diagonal_mm, 1), round(half.diagonal_mm, 1)
    (609.6, 304.8)
    """
    usual = Viewing()
    distance_m = screen.distance_m or usual.distance_m
    if screen.screen_inches is None:
        return Viewing(usual.diagonal_mm, distance_m)
    # Pixels are taken to be square, as those of every flat panel are.
    mm_per_px = screen.screen_inches * MM_PER_INCH / math.hypot(*desktop)
    return Viewing(math.hypot(*size) * mm_per_px, distance_m)


def letters_arcmin(size: tuple[int, int], viewing: Viewing) -> float:
    """Angle that a capital of a sentence fills, in minutes of arc.

    Examples
    --------
    >>> round(letters_arcmin((1920, 1080), Viewing()), 1)
    22.3
    """
    px_per_mm = math.hypot(*size) / viewing.diagonal_mm
    height_mm = ScreenLayout(size, viewing).type.body / px_per_mm
    return math.degrees(math.atan(height_mm / (1000.0 * viewing.distance_m))) * 60.0


def small_letters(display: Display, screen: ScreenOptions) -> str:
    """Say what to do where letters look too small, or nothing.

    Nothing is said unless size and distance of the screen are known.
    """
    if screen.screen_inches is None or screen.distance_m is None:
        return ""
    viewing = viewing_of(screen, display.size, desktop_of(display))
    arcmin = letters_arcmin(display.size, viewing)
    if arcmin >= LEAST_ARCMIN:
        return ""
    near_m = screen.distance_m
    # Tried in steps, as letters have a least and a largest size and no formula inverts both.
    while near_m > 0.1:
        near_m -= 0.1
        if letters_arcmin(display.size, replace(viewing, distance_m=near_m)) >= LEAST_ARCMIN:
            break
    return (
        f"Letters on this screen are hard to read from {screen.distance_m:g} m."
        f" Move it nearer than {max(0.1, near_m):.1f} m, or fill a larger screen."
    )


def desktop_of(display: Display) -> tuple[int, int]:
    """Pixels of the screen that a window is on; of the picture itself where nobody sees it."""
    if display.is_headless or not pygame.display.get_init():
        return display.size
    desktops = pygame.display.get_desktop_sizes()
    return desktops[min(getattr(display, "monitor", 0), len(desktops) - 1)]


def looks_alike(one: ScreenOptions, other: ScreenOptions) -> bool:
    """Whether two settings of the screen differ in nothing that is seen.

    Examples
    --------
    >>> looks_alike(ScreenOptions(), ScreenOptions(music=False))
    True
    >>> looks_alike(ScreenOptions(), ScreenOptions(high_contrast=True))
    False
    """
    heard = {"music": one.music, "voice": one.voice}
    return one is other or msgspec.structs.replace(other, **heard) == one


def dressed(base: Theme, screen: ScreenOptions, display: Display) -> Theme:
    """Theme of a window as the settings want it.

    Parameters
    ----------
    base : Theme
        What holds where nothing is set.
    screen : ScreenOptions
        What is set.
    display : Display
        The open window.
    """
    # The same object as before: pictures that are kept by theme stay in use.
    if looks_alike(screen, ScreenOptions()):
        return base
    return replace(
        HIGH_CONTRAST if screen.high_contrast else base,
        reduced_motion=base.reduced_motion or screen.reduced_motion,
        viewing=viewing_of(screen, display.size, desktop_of(display)),
        language=screen.language,
    )
