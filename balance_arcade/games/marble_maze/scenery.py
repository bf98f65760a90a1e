"""The table by lamplight, and where tray and level stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.scenery import blend

SEED: Final = 90
RIM: Final = 0.26
"""Width of the tray's rim in cells."""

_TABLE: Final = ((0x2E, 0x22, 0x24), (0x18, 0x12, 0x18))
_FLOOR: Final = ((0x9A, 0x6E, 0x48), (0x6E, 0x48, 0x30))
_RIM_WOOD: Final = ((0x6A, 0x40, 0x2A), (0x42, 0x26, 0x1C))
"""Light and dark of each wood."""


@dataclass(frozen=True, slots=True)
class TrayPlaces:
    """Where things stand, in pixels.

    Attributes
    ----------
    room : pygame.Rect
        For the tray with its rim.
    level : tuple of float
        Middle of the round level.
    level_radius : float
        Radius of its face.
    """

    room: pygame.Rect
    level: Point
    level_radius: float


def places_of(kit: Kit) -> TrayPlaces:
    """Tray in the middle where there is room, else left; the level under the numbers."""
    layout, gap = kit.layout, round(16 * kit.u)
    top, bottom = layout.mark.bottom + gap, layout.stage.bottom
    right = layout.numbers.left - 2 * gap
    room = pygame.Rect(layout.safe.left, top, right - layout.safe.left, bottom - top)
    half = right - kit.size[0] // 2
    if 2 * half >= room.height * 1.62:
        room = pygame.Rect(kit.size[0] // 2 - half, top, 2 * half, bottom - top)
    column = pygame.Rect(layout.numbers.left, layout.numbers.bottom + gap, layout.numbers.width, 1)
    column.height = max(1, bottom - column.top)
    radius = min(column.width * 0.45, column.height * 0.45, 118.0 * kit.u)
    return TrayPlaces(room, (float(column.centerx), float(column.centery)), radius)


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


def paint_table(kit: Kit, picture: pygame.Surface) -> None:
    """Paint a dark table top under a lamp; plain in high contrast."""
    width, height = picture.get_size()
    if kit.theme.is_high_contrast:
        picture.fill(kit.theme.night_top)
        return
    scenery.paint_planks(kit, picture, picture.get_rect(), _TABLE, seed=SEED)
    lamp = (width * 0.36, height * 0.34)
    scenery.paint_lamp_light(kit, picture, lamp, height * 1.15)
    scenery.paint_vignette(kit, picture, strength=0.5, middle=(0.45, 0.42))


class TrayWood:
    """Textures for trays up to a size: planed floor, and the darker wood of the rim.

    Painted at half the size and stretched: grain is soft, and edges are the walls' and the rim's.

    Parameters
    ----------
    size : tuple of int
        Pixels of the largest tray with its rim.
    """

    def __init__(self, size: tuple[int, int]) -> None:
        width, height = (size[0] + 1) // 2, (size[1] + 1) // 2
        self._floor = scenery.grain(width, height, height * 1.4, _FLOOR, seed=SEED + 10, rings=5.0)
        self._level = scenery.grain(
            width, height, height * 2.0, _RIM_WOOD, seed=SEED + 20, rings=14.0
        )
        turned = scenery.grain(height, width, width * 2.0, _RIM_WOOD, seed=SEED + 21, rings=14.0)
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
        aside, above = np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)
        nearest = np.minimum(aside, above)
        edge = np.float32(max(2.0, 5.0 * u))
        outer = np.clip(1.0 - nearest / edge, 0.0, 1.0)
        inner = np.clip(1.0 - np.abs(nearest - rim) / edge, 0.0, 1.0) * (nearest < rim)
        lit = np.where(np.minimum(x, y) < np.minimum(width - 1 - x, height - 1 - y), 1.0, -1.0)
        mitre = np.clip(1.2 - np.abs(aside - above), 0.0, 1.0)
        light = (1.06 + 0.42 * (outer - inner) * lit) * (1.0 - 0.35 * mitre)
        picture = self._floor[:height, :width].copy()
        on_rim, upright = nearest < rim, (aside < above) & (nearest < rim)
        picture[on_rim] = self._level[:height, :width][on_rim]
        picture[upright] = self._upright[:height, :width][upright]
        middle = np.hypot((x - width * 0.40) / width, (y - height * 0.34) / height)
        shade = np.clip(1.22 - 0.62 * middle, 0.6, 1.2) * np.where(on_rim, light, 1.0)
        picture *= shade.astype(np.float32)[..., None]
        return picture
