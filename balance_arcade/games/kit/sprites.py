"""Pictures made once and kept: a bounded store of surfaces, and ways to make them smooth."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, cast

import numpy as np
import pygame

from balance_arcade.games.kit import fields
from balance_arcade.games.kit.budget import look_at_time, make_in_time
from balance_arcade.games.kit.fields import Field, Levels
from balance_arcade.games.kit.stock import present_stock
from balance_arcade.games.kit.theme import Rgb

SUPERSAMPLE: Final = 4
_MAX_BYTES: Final = 96 * 1024 * 1024
_MAX_PARTS: Final = 4


def bytes_for(size: tuple[int, int]) -> int:
    """Room that the pictures of a screen may take: a dozen screens' worth."""
    return max(_MAX_BYTES, 12 * 4 * size[0] * size[1])


class SpriteStore:
    """Surfaces by key; the ones not drawn for longest leave first when it grows too large.

    The bound is in bytes, because one ground at 3840 x 2160 weighs as much as a thousand stars.
    """

    def __init__(self, max_bytes: int = _MAX_BYTES) -> None:
        self._sprites: OrderedDict[Hashable, pygame.Surface] = OrderedDict()
        self._parts: OrderedDict[tuple[Hashable, int], pygame.Surface] = OrderedDict()
        self._bytes = 0
        self._max_bytes = max_bytes
        # Asked once, when the store is made: a stock is in use only while a view is.
        self._stock = present_stock()
        self._collects = self._stock is not None and self._stock.collects
        self.n_made = 0

    def get(self, key: Hashable, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        """Return the sprite of a key, making it the first time."""
        sprite = self._sprites.get(key)
        if sprite is not None:
            self._sprites.move_to_end(key)
            if self._collects:
                self._take_in(key, sprite)  # It may have been a part of another until now.
            return sprite
        sprite = self._stock.find(key) if self._stock is not None else None
        if sprite is None:
            sprite = self._make(make)
            self.n_made += 1
            for part in [part for part in self._parts if part[0] == key]:
                del self._parts[part]
            self._take_in(key, sprite)
        self._sprites[key] = sprite
        self._bytes += _n_bytes(sprite)
        # The one just asked for stays, however large it is.
        while self._bytes > self._max_bytes and len(self._sprites) > 1:
            _, old = self._sprites.popitem(last=False)
            self._bytes -= _n_bytes(old)
        return sprite

    def _make(self, make: Callable[[], pygame.Surface]) -> pygame.Surface:
        if self._stock is None or not self._collects:
            return make_in_time(make)
        with self._stock.making():
            return make_in_time(make)

    def _take_in(self, key: Hashable, sprite: pygame.Surface) -> None:
        if self._stock is not None:
            self._stock.take_in(key, sprite)

    def part(
        self, key: Hashable, make: Callable[[], pygame.Surface], step: int = 0
    ) -> pygame.Surface:
        """Return a step on the way to the sprite of a key, so that it is not made in one go.

        It is kept until the sprite is made, or four more have been begun.
        """
        part = self._parts.get((key, step))
        if part is None:
            part = self._parts[key, step] = make_in_time(make)
            while len(self._parts) > _MAX_PARTS:
                self._parts.popitem(last=False)
            look_at_time()  # The step is kept; what follows may be made in another frame.
        return part

    @property
    def n_bytes(self) -> int:
        """Bytes of all kept pictures."""
        return self._bytes


def _n_bytes(surface: pygame.Surface) -> int:
    return surface.get_width() * surface.get_height() * surface.get_bytesize()


def blank(size: tuple[int, int], colour: Rgb = (0, 0, 0)) -> pygame.Surface:
    """Transparent picture whose hidden colour is ``colour``, so that edges do not darken."""
    surface = pygame.Surface((max(1, size[0]), max(1, size[1])), pygame.SRCALPHA, 32)
    surface.fill((*colour, 0))
    return surface


def tinted(cover: Field | Levels, colour: Rgb, alpha: float = 1.0) -> pygame.Surface:
    """Picture of one colour whose opacity is a coverage (width, height), 0 to 1.

    Opacities are taken as they are, and with all of their strength.
    """
    surface = blank((cover.shape[0], cover.shape[1]), colour)
    pixels = pygame.surfarray.pixels_alpha(surface)
    pixels[:] = cover if cover.dtype == np.uint8 else fields.levels(cast(Field, cover), alpha)
    del pixels  # unlocks the surface
    return surface


def dimmed(sprite: pygame.Surface, level: int) -> pygame.Surface:
    """Copy of a picture with ``level``, 0 to 255, of its opacity."""
    faded = sprite.copy()
    # The copy has the strength that the picture was last drawn with.
    faded.set_alpha(255)
    if not faded.get_masks()[3]:
        return faded  # It has no opacity of its own that could be less.
    pixels = pygame.surfarray.pixels_alpha(faded)
    # As SDL multiplies; its own fill goes through all four bytes and takes three times as long.
    weaker = pixels.astype(np.uint16)
    weaker *= np.uint16(level)
    weaker += np.uint16(255)
    weaker >>= np.uint16(8)
    pixels[:] = weaker
    del pixels  # unlocks the picture
    return faded


def supersampled(
    size: tuple[int, int], paint: Callable[[pygame.Surface, int], None], colour: Rgb = (0, 0, 0)
) -> pygame.Surface:
    """Picture painted four times as large and shrunk, so that every edge is smooth.

    Parameters
    ----------
    size : tuple of int
        Final size in pixels.
    paint : callable
        ``paint(surface, factor)`` draws with any pygame call at ``factor`` times the size.
    colour : tuple of int
        Hidden colour of the transparent part; use the main colour of the shape.
    """
    large = _clear(size, colour)
    paint(large, SUPERSAMPLE)
    return _shrunk(large, size)


def supersampled_in_steps(
    store: SpriteStore,
    key: Hashable,
    size: tuple[int, int],
    paint: Callable[[pygame.Surface, int], None],
    colour: Rgb = (0, 0, 0),
) -> pygame.Surface:
    """Do as `supersampled` for the sprite of a key; for a large one, whose steps take a while.

    Half of the time goes into the memory for it: 27 MB for a picture of 950 x 450. ``paint`` must
    not ask for other pictures: broken off in between, it would paint twice.
    """
    large = store.part(key, lambda: _clear(size, colour))

    def painted() -> pygame.Surface:
        paint(large, SUPERSAMPLE)
        return large

    return _shrunk(store.part(key, painted, step=1), size)


def _clear(size: tuple[int, int], colour: Rgb) -> pygame.Surface:
    # Clear pixels have a colour too, and shrinking mixes it into the edge.
    return blank((size[0] * SUPERSAMPLE, size[1] * SUPERSAMPLE), colour)


def _shrunk(large: pygame.Surface, size: tuple[int, int]) -> pygame.Surface:
    return pygame.transform.smoothscale(large, (max(1, size[0]), max(1, size[1])))


COARSE_PX: Final = 96
"""Lights from here on are made at half the size and stretched: they have no detail to lose."""

COARSER_PX: Final = 256
"""From here on at a quarter: a light that swells is made anew for each of its strengths."""


def light(radius: int, colour: Rgb, strength: float) -> pygame.Surface:
    """Opaque picture of light to be added: full in the middle, nothing at ``radius`` pixels."""
    size = 2 * radius
    glow = fields.falloff(size, float(radius), 2.0) * np.float32(strength)
    noise = fields.noise(size, size) * (glow > 0.0)
    picture = pygame.Surface((size, size), 0, 32)
    pixels = pygame.surfarray.pixels3d(picture)
    for channel in range(3):
        level = glow * np.float32(colour[channel])
        level += noise
        pixels[..., channel] = np.minimum(level, 255.0, out=level).astype(np.uint8)
    del pixels  # unlocks the surface
    return picture
