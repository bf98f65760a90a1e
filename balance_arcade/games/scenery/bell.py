"""A brass bell that swings and lights up."""

from __future__ import annotations

from typing import Final

import pygame

from balance_arcade.games.kit import Kit, Rgb
from balance_arcade.games.kit.canvas import Point

_BRASS: Final[Rgb] = (0xC8, 0x98, 0x4E)


def draw_bell(
    kit: Kit, surface: pygame.Surface, at: Point, size: float, turn_deg: float, *, lit: float
) -> None:
    """Draw a brass bell.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    surface : pygame.Surface
        Drawn on.
    at : tuple of float
        Its middle, in pixels.
    size : float
        Its height in pixels.
    turn_deg : float
        How far it swings now.
    lit : float
        Its light, 0 to 1.
    """
    strong = kit.theme.is_high_contrast
    side = round(size)

    def paint(large: pygame.Surface, _factor: int) -> None:
        w = large.get_width()
        shape = [(0.40, 0.12), (0.60, 0.12), (0.68, 0.30), (0.74, 0.64), (0.88, 0.78)]
        points = [(x * w, y * w) for x, y in shape]
        points += [(w - x, y) for x, y in reversed(points)]
        colour = kit.theme.night_top if strong else _BRASS
        pygame.draw.circle(
            large, kit.theme.paper if strong else _BRASS, (w // 2, w * 0.84), w * 0.09
        )
        pygame.draw.polygon(large, colour, points)
        if strong:
            pygame.draw.polygon(large, kit.theme.paper, points, max(2, w // 14))
        else:
            light = [(0.42, 0.18), (0.50, 0.18), (0.46, 0.66), (0.34, 0.66)]
            pygame.draw.polygon(large, (0xEC, 0xC8, 0x84), [(x * w, y * w) for x, y in light])

    turn = round(turn_deg / 3.0) * 3
    sprite = kit.picture(
        ("bell", strong), (side, side), paint, kit.theme.paper if strong else _BRASS
    )
    if turn:
        sprite = kit.store.get(
            ("bell", side, strong, turn), lambda: pygame.transform.rotozoom(sprite, turn, 1.0)
        )
    kit.glow(surface, at, size * 1.3, (255, 200, 120), 0.55 * lit)
    kit.stamp(surface, sprite, at)
