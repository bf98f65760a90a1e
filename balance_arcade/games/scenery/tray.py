"""A wooden tray: laid out in a room by cells, its planed floor, its bevelled rim and shadow."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.scenery import blend
from balance_arcade.games.scenery.wood import grain

Wood = tuple[Rgb, Rgb]

RIM: Final = 0.26
"""Width of a tray's rim in cells."""

_MOST_RIM: Final = 0.12
"""Of a tray's height, so wide its rim is at most: trays have two rows of cells or more."""

_FLOOR: Final[Wood] = ((0x9A, 0x6E, 0x48), (0x6E, 0x48, 0x30))
_RIM_WOOD: Final[Wood] = ((0x6A, 0x40, 0x2A), (0x42, 0x26, 0x1C))


@dataclass(frozen=True, slots=True)
class Spread:
    """A tray of some columns and rows laid out in a room.

    Attributes
    ----------
    outer, inner : pygame.Rect
        With and without its rim.
    cell : float
        Pixels of one cell.
    """

    outer: pygame.Rect
    inner: pygame.Rect
    cell: float

    @property
    def n_cols(self) -> int:
        """How many cells it is wide."""
        return round(self.inner.width / self.cell)

    @property
    def n_rows(self) -> int:
        """How many cells it is high."""
        return round(self.inner.height / self.cell)

    def px(self, x: float, y: float) -> Point:
        """Pixel of a place in cells; y away from the person is up."""
        return self.inner.left + x * self.cell, self.inner.bottom - y * self.cell


def spread_of(room: pygame.Rect, n_cols: int, n_rows: int) -> Spread:
    """Lay a tray out as large as its room allows."""
    cell = min(room.width / (n_cols + 2.0 * RIM), room.height / (n_rows + 2.0 * RIM))
    inner = pygame.Rect(0, 0, round(n_cols * cell), round(n_rows * cell))
    inner.center = room.center
    rim = round(RIM * cell)
    return Spread(inner.inflate(2 * rim, 2 * rim), inner, cell)


class TrayWood:
    """Textures for trays up to a size: planed floor, and the darker wood of the rim.

    Painted at half the size and stretched: grain is soft, and edges are the walls' and the rim's.

    Parameters
    ----------
    size : tuple of int
        Pixels of the largest tray with its rim.
    floor, rim : tuple of tuple of int
        Light and dark of each wood.
    seed : int
        Equal seeds give equal grain.
    """

    def __init__(
        self,
        size: tuple[int, int],
        *,
        floor: Wood = _FLOOR,
        rim: Wood = _RIM_WOOD,
        seed: int = 100,
    ) -> None:
        width, height = (size[0] + 1) // 2, (size[1] + 1) // 2
        self._floor = grain(width, height, height * 1.4, floor, seed=seed, rings=5.0)
        # Of the rim's wood no more than the rim shows, with as many rings to a pixel.
        self._band = max(2, math.ceil(_MOST_RIM * height))
        rings = 14.0 * 2.0 * self._band / height
        self._level = grain(width, 2 * self._band, height * 2.0, rim, seed=seed + 10, rings=rings)
        rings = 14.0 * 2.0 * self._band / width
        turned = grain(height, 2 * self._band, width * 2.0, rim, seed=seed + 11, rings=rings)
        self._upright = turned.transpose(1, 0, 2)

    def picture(self, size: tuple[int, int], rim: int, u: float) -> pygame.Surface:
        """Floor and rim of a tray of ``size`` pixels with its rim."""
        half = ((size[0] + 1) // 2, (size[1] + 1) // 2)
        wood = pygame.Surface(half, 0, 32)
        blend.write(wood, (0, 0), self._painting(half[0], half[1], rim / 2.0, u / 2.0))
        return pygame.transform.smoothscale(wood, size)

    def _painting(self, width: int, height: int, rim: float, u: float) -> Field:
        """Bevelled, mitred rim about the planed floor, (height, width, 3)."""
        x = np.arange(width, dtype=np.float32)[None, :]
        y = np.arange(height, dtype=np.float32)[:, None]
        across = (x / np.float32(width) - np.float32(0.40)) ** 2
        down = (y / np.float32(height) - np.float32(0.34)) ** 2
        shade = np.float32(1.22) - np.float32(0.62) * np.sqrt(across + down)
        shade = np.clip(shade, 0.6, 1.2, out=shade)
        picture = self._floor[:height, :width].copy()
        # Four strips, the upright ones first: where they meet, a mitre parts them.
        wide = max(1, min(math.ceil(rim), self._band, width // 2, height // 2))
        for cut in (slice(0, wide), slice(-wide, None)):
            picture[:, cut] = self._upright[:height, cut]
        for cut in (slice(0, wide), slice(-wide, None)):
            aside = np.minimum(x, width - 1 - x)
            is_level = aside >= np.minimum(y[cut], height - 1 - y[cut])
            strip = picture[cut]
            strip[is_level] = self._level[cut, :width][is_level]
        for part in (
            (slice(0, wide), slice(None)),
            (slice(-wide, None), slice(None)),
            (slice(wide, -wide), slice(0, wide)),
            (slice(wide, -wide), slice(-wide, None)),
        ):
            shade[part] *= _bevel(x[:, part[1]], y[part[0]], (width, height), rim, u)
        picture *= shade[..., None]
        return picture


def _bevel(x: Field, y: Field, size: tuple[int, int], rim: float, u: float) -> Field:
    """Light on a rim that is bevelled at both edges and mitred at its corners; 1 inside of it."""
    far_x, far_y = size[0] - 1 - x, size[1] - 1 - y
    aside, above = np.minimum(x, far_x), np.minimum(y, far_y)
    nearest = np.minimum(aside, above)
    edge = np.float32(max(2.0, 5.0 * u))
    outer = np.clip(1.0 - nearest / edge, 0.0, 1.0)
    inner = np.clip(1.0 - np.abs(nearest - np.float32(rim)) / edge, 0.0, 1.0)
    lit = np.where(np.minimum(x, y) < np.minimum(far_x, far_y), np.float32(1.0), np.float32(-1.0))
    mitre = np.clip(np.float32(1.2) - np.abs(aside - above), 0.0, 1.0)
    light = (1.06 + 0.42 * (outer - inner) * lit) * (1.0 - 0.35 * mitre)
    return np.asarray(np.where(nearest < rim, light, 1.0), np.float32)


def lay_tray(kit: Kit, surface: pygame.Surface, spread: Spread, wood: TrayWood) -> None:
    """Paint a tray's floor and rim, with its shadow on the table; a frame in high contrast."""
    rim = (spread.outer.width - spread.inner.width) // 2
    if kit.theme.is_high_contrast:
        frame = spread.inner.inflate(rim, rim)
        kit.box(surface, frame, 0.0, kit.theme.paper)
        kit.box(surface, spread.inner, 0.0, kit.theme.ink)
        return
    kit.shadow(surface, spread.outer.move(round(8 * kit.u), round(6 * kit.u)), 8.0, 30.0 * kit.u)
    surface.blit(wood.picture(spread.outer.size, rim, kit.u), spread.outer.topleft)
