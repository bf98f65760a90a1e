"""The table by lamplight, and where tray and level stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import painting as paint
from balance_arcade.games.kit import Kit, Rgb
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.fields import Field

SEED: Final = 90
RIM: Final = 0.26
"""Width of the tray's rim in cells."""

_TABLE: Final = (0x2E, 0x22, 0x24)
_TABLE_DARK: Final = (0x18, 0x12, 0x18)
_LAMP: Final = (0x46, 0x2C, 0x18)
_FLOOR: Final = (0x9A, 0x6E, 0x48)
_FLOOR_DARK: Final = (0x6E, 0x48, 0x30)
_RIM_WOOD: Final = (0x6A, 0x40, 0x2A)
_RIM_DARK: Final = (0x42, 0x26, 0x1C)
N_PLANKS: Final = 5


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


def paint_table(kit: Kit, surface: pygame.Surface) -> None:
    """Paint a dark table top under a lamp; plain in high contrast."""
    if kit.theme.is_high_contrast:
        surface.fill(kit.theme.night_top)
        return
    width, height = surface.get_size()
    picture = np.empty((width, height, 3), dtype=np.float32)
    picture[:] = _grain((width, height), height * 0.9, _TABLE, _TABLE_DARK, SEED)
    plank = height / N_PLANKS
    rows = np.arange(height, dtype=np.float32)
    seam = np.abs((rows / plank + 0.35) % 1.0 - 0.5) * plank
    picture *= (0.55 + 0.45 * np.clip(seam / (2.2 * kit.u), 0.0, 1.0))[None, :, None]
    paint.shine(picture, (width * 0.36, height * 0.34), height * 1.15, _LAMP, 1.4)
    away = np.hypot(
        (np.arange(width, dtype=np.float32)[:, None] - width * 0.45) / width,
        (rows[None, :] - height * 0.42) / height,
    )
    picture *= np.clip(1.18 - 0.85 * away**1.6, 0.35, 1.0)[..., None]
    paint.show(picture, surface)


def _grain(
    size: tuple[int, int], length: float, colour: Rgb, dark: Rgb, seed: int, rings: float = 9.0
) -> Field:
    """Wood whose grain runs sideways: stretched noise, cut into fine rings."""
    width, height = size
    squeeze = 6
    small = (max(4, width // squeeze), height)
    warp = paint.noise(small[0], small[1], max(8.0, length / squeeze), seed, 3)
    fine = paint.noise(small[0], small[1] * 4, max(6.0, length / squeeze / 4.0), seed + 1, 4)
    fine = fine[:, ::4][:, :height]
    rows = np.linspace(0.0, 1.0, height, dtype=np.float32)[None, :]
    ring = 0.5 + 0.5 * np.sin(2.0 * np.pi * rings * (rows * 1.6 + warp * 1.5))
    share = paint.enlarged((0.55 * ring * fine + 0.45 * (1.0 - fine)).astype(np.float32), *size)
    light, deep = np.asarray(colour, np.float32), np.asarray(dark, np.float32)
    return np.asarray(light + (deep - light) * np.clip(share, 0.0, 1.0)[..., None], np.float32)


class TrayWood:
    """Textures for trays up to a size: planed floor, and the darker wood of the rim.

    Parameters
    ----------
    size : tuple of int
        Pixels of the largest tray with its rim.
    half : bool
        Paint at half the size and stretch, for large screens.
    """

    def __init__(self, size: tuple[int, int], *, half: bool = False) -> None:
        self._half = half
        width, height = size = self._shrunk(size)
        self._floor = _grain(size, height * 1.4, _FLOOR, _FLOOR_DARK, SEED + 10, 5.0)
        self._level = _grain(size, height * 2.0, _RIM_WOOD, _RIM_DARK, SEED + 20, 14.0)
        turned = _grain((height, width), width * 2.0, _RIM_WOOD, _RIM_DARK, SEED + 21, 14.0)
        self._upright = turned.transpose(1, 0, 2)

    def _shrunk(self, size: tuple[int, int]) -> tuple[int, int]:
        return ((size[0] + 1) // 2, (size[1] + 1) // 2) if self._half else size

    def picture(self, size: tuple[int, int], rim: int, u: float) -> pygame.Surface:
        """Floor and rim of a tray of ``size`` pixels with its rim."""
        wood = pygame.Surface(self._shrunk(size), 0, 32)
        share = 0.5 if self._half else 1.0
        paint.show(self._painting(wood.get_size(), rim * share, u * share), wood)
        return pygame.transform.smoothscale(wood, size) if self._half else wood

    def _painting(self, size: tuple[int, int], rim: float, u: float) -> Field:
        """Bevelled, mitred rim about the planed floor."""
        width, height = size
        picture = self._floor[:width, :height].copy()
        x = np.arange(width, dtype=np.float32)[:, None]
        y = np.arange(height, dtype=np.float32)[None, :]
        aside, above = np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)
        nearest = np.minimum(aside, above)
        wood = np.where(
            (aside < above)[..., None],
            self._upright[:width, :height],
            self._level[:width, :height],
        )
        edge = np.float32(max(2.0, 5.0 * u))
        outer = np.clip(1.0 - nearest / edge, 0.0, 1.0)
        inner = np.clip(1.0 - np.abs(nearest - rim) / edge, 0.0, 1.0) * (nearest < rim)
        lit = np.where(np.minimum(x, y) < np.minimum(width - 1 - x, height - 1 - y), 1.0, -1.0)
        mitre = np.clip(1.2 - np.abs(aside - above), 0.0, 1.0)
        light = (1.06 + 0.42 * (outer - inner) * lit) * (1.0 - 0.35 * mitre)
        wood *= light.astype(np.float32)[..., None]
        paint.lay(picture, np.clip(np.float32(rim + 0.5) - nearest, 0.0, 1.0), wood)
        middle = np.hypot((x - width * 0.40) / width, (y - height * 0.34) / height)
        picture *= np.clip(1.22 - 0.62 * middle, 0.6, 1.2).astype(np.float32)[..., None]
        return picture
