"""Samples of far lands, shores and floors, for the sheet of `make_scenery.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pygame

from balance_arcade.games import scenery as s
from balance_arcade.games.kit import Kit, PlayArea

_ROCK: Final = (0x34, 0x46, 0x68)
_SNOW: Final = (0x8C, 0x9A, 0xB2)


def _at(kit: Kit, x: float, y: float) -> tuple[float, float]:
    return x * kit.size[0], y * kit.size[1]


def _night(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_sky(kit, picture, picture.get_rect(), s.NIGHT_SKY)


def _peaks(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    s.paint_peaks(kit, picture, picture.get_rect(), _ROCK, _SNOW, level=0.6, swing=0.8, seed=4)


def _dunes(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    box = picture.get_rect()
    low = pygame.Rect(0, box.height // 3, box.width, box.height - box.height // 3)
    s.paint_dunes(kit, picture, low, (0x6C, 0x50, 0x48), (0x24, 0x1C, 0x2A))


def _skyline(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    box = picture.get_rect()
    low = pygame.Rect(0, box.height // 3, box.width, box.height - box.height // 3)
    s.paint_skyline(kit, picture, low, (0x2A, 0x28, 0x44), wide=190.0)


def _aurora(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    s.paint_aurora(kit, picture, picture.get_rect())


def _wood(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    s.paint_tree_row(kit, picture, 0.8 * kit.size[1], 0.3 * kit.size[1])


def _stones(kit: Kit, picture: pygame.Surface) -> None:
    places = [
        (_at(kit, 0.2 + 0.2 * k, 0.5 + 0.1 * (k % 2)), (70 + 20 * k) * kit.u) for k in range(4)
    ]
    s.paint_stones(kit, picture, places)


def _palm(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    s.paint_palm(kit, picture, _at(kit, 0.4, 1.0), 0.7 * kit.size[1], green=(0x34, 0x58, 0x4A))


def _lighthouse(kit: Kit, picture: pygame.Surface) -> None:
    _night(kit, picture)
    s.paint_lighthouse(kit, picture, _at(kit, 0.5, 0.95), 0.8 * kit.size[1])


def _paving(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_paving(
        kit, picture, picture.get_rect(), (0x56, 0x52, 0x5C), (0x22, 0x20, 0x2A), size=190.0
    )


def _raked(kit: Kit, picture: pygame.Surface) -> None:
    light, shade = (0x7A, 0x74, 0x6C), (0x42, 0x40, 0x40)
    s.paint_raked(kit, picture, picture.get_rect(), _at(kit, 0.3, 0.5), light, shade, step=50.0)


def _rug(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_rug(
        kit,
        picture,
        picture.get_rect(),
        ((0x3C, 0x1E, 0x28), (0x22, 0x2C, 0x44), (0x80, 0x62, 0x4A)),
    )


def _lawn(kit: Kit, picture: pygame.Surface) -> None:
    box = picture.get_rect()
    s.paint_lawn(kit, picture, box, (0x44, 0x64, 0x44), (0x22, 0x3C, 0x30), stripe=240.0)


def _gathered(kit: Kit, picture: pygame.Surface) -> None:
    width, height = kit.size
    for number, kind in enumerate(("star", "lily", "lamp")):
        there = Kit((width, height // 3), kit.theme)
        row = picture.subsurface(pygame.Rect(0, number * (height // 3), width, height // 3))
        area = PlayArea(row.get_rect(), (width / 2.0, height / 6.0), 0.1 * width)
        s.Gathered(there, area, kind).draw(row, 0.0, 13)


def _scene(kit: Kit, picture: pygame.Surface) -> None:
    there = Kit(kit.size, replace(kit.theme, scene="mountain lake"))
    if not s.paint_scene(there, picture, horizon=0.55):
        s.paint_water(kit, picture, picture.get_rect(), _ROCK, _ROCK)  # A game's own place.


LANDS: Final[dict[str, Callable[[Kit, pygame.Surface], None]]] = {
    "paint_peaks": _peaks,
    "paint_dunes": _dunes,
    "paint_skyline": _skyline,
    "paint_aurora": _aurora,
    "paint_tree_row": _wood,
    "paint_stones": _stones,
    "paint_palm": _palm,
    "paint_lighthouse": _lighthouse,
    "paint_paving": _paving,
    "paint_raked": _raked,
    "paint_rug": _rug,
    "paint_lawn": _lawn,
    "paint_scene": _scene,
    "Gathered": _gathered,
}
"""A picture of each, by its name."""
