"""The table by lamplight, and where tray and level stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.canvas import Point

SEED: Final = 90
_TABLE: Final = ((0x2E, 0x22, 0x24), (0x18, 0x12, 0x18))
"""Light and dark of its wood."""


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


def paint_table(kit: Kit, picture: pygame.Surface) -> None:
    """Paint a dark table top under a lamp; plain in high contrast."""
    width, height = picture.get_size()
    if kit.theme.is_high_contrast:
        picture.fill(kit.theme.night_top)
    elif not scenery.paint_scene(kit, picture):
        scenery.paint_planks(kit, picture, picture.get_rect(), _TABLE, seed=SEED)
        lamp = (width * 0.36, height * 0.34)
        scenery.paint_lamp_light(kit, picture, lamp, height * 1.15)
        scenery.paint_vignette(kit, picture, strength=0.5, middle=(0.45, 0.42))
