"""What stands at a shore: stones, palms, a lighthouse."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.scenery.plants import stamp_leaves


def paint_stones(
    kit: Kit,
    picture: pygame.Surface,
    stones: Iterable[tuple[Point, float]],
    colour: Rgb = (0x3A, 0x42, 0x50),
    *,
    flat: float = 0.55,
    seed: int = 1,
) -> None:
    """Let rounded stones lie, lit from the upper left; ``flat`` is their height in widths.

    ``stones`` are middles and half widths in pixels. In high contrast rings.
    """
    rng = np.random.default_rng(seed)
    for at, wide in stones:
        if kit.theme.is_high_contrast:
            kit.ring(picture, at, wide, 3.0 * kit.u, kit.theme.track)
            continue
        shade = mix(colour, (0, 0, 0), 0.35 * round(float(rng.random()), 1))
        high = wide * flat * (0.85 + 0.3 * round(float(rng.random()), 1))
        low = (at[0] + wide * 0.10, at[1] + high * 0.22)
        kit.ellipse(picture, low, (wide * 1.06, high), mix(shade, (0, 0, 0), 0.55), 170)
        kit.ellipse(picture, at, (wide, high), shade)
        lit = (at[0] - wide * 0.16, at[1] - high * 0.24)
        kit.ellipse(picture, lit, (wide * 0.70, high * 0.60), mix(shade, (230, 226, 220), 0.14))


def paint_palm(
    kit: Kit,
    picture: pygame.Surface,
    foot: Point,
    tall: float,
    *,
    lean: float = 0.2,
    bark: Rgb = (0x2E, 0x26, 0x2A),
    green: Rgb = (0x1E, 0x38, 0x34),
    seed: int = 1,
) -> None:
    """Plant a palm ``tall`` pixels high, whose trunk bends by ``lean`` heights; none if plain."""
    if kit.theme.is_high_contrast:
        return
    rng = np.random.default_rng(seed)
    trunk = [(foot[0] + lean * tall * t * t, foot[1] - tall * t) for t in np.linspace(0.0, 1.0, 12)]
    for k in range(len(trunk) - 1):
        kit.line(picture, trunk[k : k + 2], tall * (0.050 - 0.0022 * k), bark)
    crown = trunk[-1]
    for turn in (-128, -96, -66, -36, -8, 22, 50, 80, 110, 136):
        way = math.radians(turn + 14.0 * (float(rng.random()) - 0.5))
        long = tall * (0.40 + 0.12 * float(rng.random()))
        shade, leaves = mix(green, (0, 0, 0), 0.4 * round(float(rng.random()), 1)), []
        for t in np.linspace(0.06, 1.0, 15):
            # A frond rises from the crown, bends over and hangs.
            x = crown[0] + long * math.sin(way) * t
            y = crown[1] - long * math.cos(way) * t * 0.7 + long * 0.42 * t * t
            along = math.degrees(math.atan2(math.sin(way), math.cos(way) * 0.7 - 0.84 * t))
            for side in (-1.0, 1.0):
                turn_deg = along + side * (50.0 - 22.0 * t)
                leaves.append(((x, y), long * (0.34 - 0.16 * t), shade, turn_deg))
        stamp_leaves(kit, picture, leaves, half_width=0.08)


def paint_lighthouse(
    kit: Kit,
    picture: pygame.Surface,
    foot: Point,
    tall: float,
    *,
    wall: Rgb = (0x86, 0x80, 0x84),
    band: Rgb = (0x70, 0x3A, 0x3A),
) -> None:
    """Build a lighthouse ``tall`` pixels high, its lamp and beams still; if plain, a tower."""
    wide = tall * 0.20

    def at(x: float, up: float) -> Point:
        return foot[0] + x * wide, foot[1] - up * tall

    tower = [at(-0.5, 0.0), at(-0.32, 0.80), at(0.32, 0.80), at(0.5, 0.0)]
    if kit.theme.is_high_contrast:
        kit.line(picture, [*tower, tower[0]], 3.0 * kit.u, kit.theme.track)
        return
    kit.glow(picture, at(0.0, 0.88), tall * 0.9, (255, 214, 150), 0.40)
    for side in (-1.0, 1.0):
        beam = [at(0.0, 0.90), at(side * 13.0, 1.06), at(side * 13.0, 0.80), at(0.0, 0.86)]
        for share, alpha in ((1.0, 14), (0.55, 18)):
            near = [(beam[0][0] + (x - beam[0][0]) * share, y) for x, y in beam]
            kit.shape(picture, near, (255, 224, 170), alpha)
    kit.polygon(picture, tower, wall)
    for low in (0.16, 0.48):
        half = [0.5 - 0.225 * up for up in (low, low + 0.16)]
        stripe = [at(-half[0], low), at(-half[1], low + 0.16)]
        kit.polygon(picture, [*stripe, at(half[1], low + 0.16), at(half[0], low)], band)
    dark = [at(0.5, 0.0), at(0.32, 0.80), at(0.10, 0.80), at(0.16, 0.0)]
    kit.shape(picture, dark, (10, 14, 28), 90)
    kit.polygon(picture, [at(-0.46, 0.80), at(-0.46, 0.83), at(0.46, 0.83), at(0.46, 0.80)], band)
    kit.polygon(picture, [at(-0.24, 0.83), at(-0.24, 0.93), at(0.24, 0.93), at(0.24, 0.83)], wall)
    kit.disc(picture, at(0.0, 0.88), wide * 0.20, (255, 236, 190))
    kit.polygon(picture, [at(-0.32, 0.93), at(0.0, 1.0), at(0.32, 0.93)], band)
