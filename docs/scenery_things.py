"""Samples of things that stand at a place, for the sheet of `make_scenery.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pygame

from balance_arcade.games import scenery as s
from balance_arcade.games.kit import Kit


def _at(kit: Kit, x: float, y: float) -> tuple[float, float]:
    return x * kit.size[0], y * kit.size[1]


def _pines(kit: Kit, picture: pygame.Surface) -> None:
    s.paint_snow(kit, picture, picture.get_rect())
    places = [_at(kit, 0.2 + 0.2 * k, 0.55 + 0.3 * (k % 2)) for k in range(4)]
    pines = [(place, (60 + 16 * k) * kit.u) for k, place in enumerate(places)]
    s.stamp_pines(kit, picture, pines)


THINGS: Final[dict[str, Callable[[Kit, pygame.Surface], None]]] = {
    "stamp_pines": _pines,
}
"""A picture of each, by its name."""
