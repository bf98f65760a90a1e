"""A drum whose skin gives way under a load."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point

DRUM_TALL: Final = 0.62
"""Height of a drum in its sizes, from the middle of its skin to that of its foot."""

_HALF: Final = (0.80, 0.17)
_WOOD: Final[Rgb] = (0x5A, 0x38, 0x2E)
_SKIN: Final[Rgb] = (0x8E, 0x72, 0x5E)
_ROPE: Final[Rgb] = (0xB8, 0x92, 0x68)


def draw_drum(
    kit: Kit, surface: pygame.Surface, at: Point, size: float, *, dip: float = 0.0
) -> None:
    """Draw a drum, the middle of whose skin lies at a point; for every frame.

    ``size`` is in pixels, the drum 1.6 of it broad; ``dip`` says how far the skin is pressed down.
    """
    wide, flat = _HALF[0] * size, _HALF[1] * size
    tall = DRUM_TALL * size
    whole = (round(2.0 * wide) + 8, round(tall + 2.0 * flat) + 8)
    strong = kit.theme.is_high_contrast

    def paint(large: pygame.Surface, factor: int) -> None:
        _paint_drum(large, (wide * factor, flat * factor, tall * factor), kit, strong=strong)

    picture = kit.picture(
        ("drum", whole, strong), whole, paint, kit.theme.night_top if strong else _WOOD
    )
    x, y = at
    kit.stamp(surface, picture, (x, y + tall / 2.0))
    skin = kit.theme.track if strong else _SKIN
    edge = kit.theme.paper if strong else mix(_WOOD, _ROPE, 0.35)
    line = max(2.0, 3.0 * kit.u)
    kit.ellipse(surface, (x, y), (wide, flat), edge)
    # The skin gives way in few steps, so that it is a few pictures and not one a frame.
    give = round(2.0 * dip) / 2.0
    inner = (wide - line - 0.35 * abs(give), max(2.0, flat - line))
    kit.ellipse(surface, (x, y + 0.25 * give), inner, skin)
    if not strong:
        kit.ellipse(
            surface,
            (x, y + 0.5 * give - 0.1 * flat),
            (0.66 * inner[0], 0.60 * inner[1]),
            mix(_SKIN, (255, 255, 255), 0.10),
        )


def _paint_drum(
    large: pygame.Surface, sizes: tuple[float, float, float], kit: Kit, *, strong: bool
) -> None:
    """Paint the drum's body: staves, two bands of rope, laces between them."""
    wide, flat, tall = sizes
    middle, top = large.get_width() / 2.0, flat + 4.0
    outline = []
    for k in range(33):
        t = k / 32.0
        # A little belly, and a round foot.
        outline.append((middle + wide * (1.0 + 0.06 * math.sin(math.pi * t)), top + tall * t))
    foot = [
        (middle + wide * math.cos(a), top + tall + flat * math.sin(a))
        for a in np.linspace(0.0, math.pi, 33).tolist()
    ]
    left = [(2.0 * middle - x, y) for x, y in reversed(outline)]
    shape = [*outline, *foot, *left]
    if strong:
        pygame.draw.polygon(large, kit.theme.night_top, shape)
        pygame.draw.lines(large, kit.theme.paper, False, shape, max(2, round(0.03 * wide)))
        return
    pygame.draw.polygon(large, _WOOD, shape)
    n_laces = 9
    for k in range(n_laces):
        a, b = (math.pi * (0.06 + 0.88 * (k + shift) / n_laces) for shift in (0.0, 0.5))
        ends = [
            (middle - wide * math.cos(one) * 1.02, top + flat * math.sin(one) + tall * down)
            for one, down in ((a, 0.10), (b, 0.92))
        ]
        far = math.pi * (0.06 + 0.88 * (k + 1.0) / n_laces)
        ends.append((middle - wide * math.cos(far) * 1.02, top + flat * math.sin(far) + tall * 0.1))
        pygame.draw.lines(large, _ROPE, False, ends, max(1, round(0.022 * wide)))
    for down in (0.08, 0.94):
        points = [
            (middle - wide * 1.03 * math.cos(a), top + flat * math.sin(a) + tall * down)
            for a in np.linspace(0.0, math.pi, 33).tolist()
        ]
        pygame.draw.lines(large, mix(_ROPE, _WOOD, 0.3), False, points, round(0.07 * wide))
