"""What every drawing part of the kit shares: the theme, the layout, the store of pictures."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final

import pygame

from balance_arcade.games.keepsake import present_kept
from balance_arcade.games.kit.layout import ScreenLayout
from balance_arcade.games.kit.sprites import SpriteStore, bytes_for, dimmed, supersampled
from balance_arcade.games.kit.text import TextSetter
from balance_arcade.games.kit.theme import Rgb, Theme
from balance_arcade.games.spoken import words_for

Point = tuple[float, float]

FINE_PX: Final = 48.0
"""Lengths above are rounded to whole pixels, below to half ones: enough, and few pictures."""


def quantised(value: float) -> float:
    """Length rounded so that a shape that grows slowly does not make a picture a frame."""
    if value >= FINE_PX:
        return float(round(value))
    return round(value * 2.0) / 2.0


FADE_STEP: Final = 8
LARGE_PX: Final = 10_000
"""Pictures with more pixels are kept in steps of opacity instead of being faded on the fly."""


class Canvas:
    """Base of the kit: theme, layout, pictures.

    Parameters
    ----------
    size : tuple of int
        Pixels of the surface that will be drawn on.
    theme : Theme
        Colours and manners.
    store : SpriteStore, optional
        Shared between kits that live side by side.

    Attributes
    ----------
    spoken : Words
        Says English sentences and numbers in the theme's language.
    kept : Kept or None
        What has grown at the place of the game whose view this is for.
    """

    def __init__(
        self, size: tuple[int, int], theme: Theme, store: SpriteStore | None = None
    ) -> None:
        self.theme = theme
        self.layout = ScreenLayout(size, theme.viewing)
        self.store = store or SpriteStore(bytes_for(size))
        self.text = TextSetter(self.store)
        self.spoken = words_for(theme.language)
        self.kept = present_kept()

    @property
    def size(self) -> tuple[int, int]:
        """Pixels of the screen that the kit is made for."""
        return self.layout.size

    @property
    def u(self) -> float:
        """Pixels of one layout unit (height / 720)."""
        return self.layout.u

    def stamp(
        self, surface: pygame.Surface, sprite: pygame.Surface, at: Point, alpha: int = 255
    ) -> pygame.Rect:
        """Draw a picture with its middle at a point, ``alpha`` 0 to 255 of its strength."""
        # Set for every use: kept pictures are shared, and keep the strength of whoever used them
        # last.
        sprite.set_alpha(alpha)
        left = round(at[0] - sprite.get_width() / 2.0)
        top = round(at[1] - sprite.get_height() / 2.0)
        return surface.blit(sprite, (left, top))

    def show(
        self,
        surface: pygame.Surface,
        key: Hashable,
        make: Callable[[], pygame.Surface],
        at: Point,
        alpha: int = 255,
    ) -> pygame.Rect:
        """Draw the kept picture of a key with its middle at a point.

        SDL blends a picture four times as slowly when its opacity is changed on the fly, so large
        ones are kept in a few strengths of their own.
        """
        sprite = self.store.get(key, make)
        # Would round to full strength, for which there is the picture itself.
        if alpha >= 255 - FADE_STEP // 2:
            return self.stamp(surface, sprite, at)
        if alpha <= 0:
            return pygame.Rect(round(at[0]), round(at[1]), 0, 0)
        if sprite.get_width() * sprite.get_height() < LARGE_PX:
            return self.stamp(surface, sprite, at, alpha)
        level = max(1, round(alpha / FADE_STEP)) * FADE_STEP

        faded = self.store.get((key, "faded", level), lambda: dimmed(sprite, level))
        return self.stamp(surface, faded, at)

    def picture(
        self,
        key: Hashable,
        size: tuple[int, int],
        paint: Callable[[pygame.Surface, int], None],
        colour: Rgb = (0, 0, 0),
    ) -> pygame.Surface:
        """Picture of a game's own, painted once at four times the size and kept by its key.

        ``paint(surface, factor)`` may use any pygame call; everything comes out smooth. Put the
        size and whatever changes the look into the key.
        """
        return self.store.get(("picture", key, size), lambda: supersampled(size, paint, colour))

    def backdrop(
        self, key: Hashable, size: tuple[int, int], paint: Callable[[pygame.Surface], None]
    ) -> pygame.Surface:
        """Opaque picture painted once with the kit's own calls and kept by its key."""

        def make() -> pygame.Surface:
            surface = pygame.Surface(size, 0, 32)
            paint(surface)
            # In the order of colours that the window has, so that no frame has to convert it.
            window = pygame.display.get_surface() if pygame.display.get_init() else None
            if window is None or _is_alike(surface, window):
                return surface
            return surface.convert()

        return self.store.get(("backdrop", key, size), make)


def _is_alike(one: pygame.Surface, other: pygame.Surface) -> bool:
    """Whether two surfaces keep their colours in one order, so that converting is but a copy."""
    return one.get_bitsize() == other.get_bitsize() and one.get_masks() == other.get_masks()
