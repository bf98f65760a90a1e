"""Terraced hills at dusk, framed by two old trees whose boughs meet above."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import painting, scenery
from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.fields import Field

SEED: Final = 50
_SKY: Final = (
    (0.0, (0x1E, 0x1C, 0x40)),
    (0.18, (0x3C, 0x2E, 0x5C)),
    (0.33, (0x7A, 0x4A, 0x66)),
    (0.44, (0xB0, 0x68, 0x58)),
    (0.52, (0xC8, 0x86, 0x58)),
    (1.0, (0xC8, 0x86, 0x58)),
)
_RANGES: Final[tuple[tuple[float, float, Rgb, Rgb], ...]] = (
    (0.425, 0.090, (0x7A, 0x54, 0x6C), (0x8C, 0x60, 0x62)),
    (0.465, 0.070, (0x5A, 0x46, 0x60), (0x66, 0x50, 0x58)),
)
_TERRACES: Final[tuple[tuple[float, Rgb, float], ...]] = (
    (0.492, (0x4E, 0x52, 0x50), 0.026),
    (0.548, (0x44, 0x50, 0x46), 0.034),
    (0.610, (0x3A, 0x4B, 0x3C), 0.0),
)
"""Height of each terrace's edge, its green, and the size of its trees; in heights."""

_WALL: Final = (0x54, 0x48, 0x50)
_GRASS: Final = (0x32, 0x45, 0x34)
_GRASS_FOOT: Final = (0x12, 0x1A, 0x1B)
_BARK: Final = (0x26, 0x1C, 0x24)
_BARK_LIGHT: Final = (0x52, 0x38, 0x34)
SUNLIT: Final = (0xC0, 0x90, 0x58)

PILE: Final = (
    (-0.52, 0.02),
    (0.52, 0.02),
    (0.0, -0.06),
    (-0.27, 0.10),
    (0.27, 0.10),
    (-0.15, -0.22),
    (0.17, -0.24),
)
"""Places of the fruit in the basket, in half widths from the middle of its mouth."""

PILE_RADIUS: Final = 0.26


@dataclass(frozen=True, slots=True)
class Bower:
    """Where the boughs end and the ground begins, in pixels.

    Attributes
    ----------
    centre_x : float
        Middle of the screen.
    middle, side : float
        Lower edge of the leaves in the middle and at the sides.
    open_half : float
        Half width of the part that is as high as the middle.
    ease : float
        Width over which the edge comes down to the sides.
    ground : float
        Line on the grass where fruit lands.
    """

    centre_x: float
    middle: float
    side: float
    open_half: float
    ease: float
    ground: float

    def edge(self, x: float) -> float:
        """Lower edge of the leaves above a pixel column."""
        share = min(1.0, max(0.0, (abs(x - self.centre_x) - self.open_half) / self.ease))
        return self.middle + (self.side - self.middle) * share * share * (3.0 - 2.0 * share)


def bower_of(kit: Kit) -> Bower:
    """Bower that leaves room for the numbers on both sides, and hangs high between them."""
    layout, u = kit.layout, kit.u
    centre = kit.size[0] / 2.0
    clear = layout.numbers.left - centre - 70.0 * u
    middle = layout.mark.bottom - 4.0 * u
    ground = layout.stage.bottom - 52.0 * u
    side = max(middle, layout.numbers.bottom + 2.0 * u)
    return Bower(centre, float(middle), float(side), max(0.0, clear * 0.45), clear * 0.5, ground)


def paint_orchard(kit: Kit, picture: pygame.Surface) -> None:
    """Paint the whole place; in high contrast only the edges of leaves and ground."""
    bower = bower_of(kit)
    if kit.theme.is_high_contrast:
        _paint_plain(kit, picture, bower)
        return
    box = picture.get_rect()
    width, height = box.size
    scenery.paint_sky(kit, picture, box, _SKY)
    sun = (width * 0.36, height * 0.48)
    scenery.paint_shine(kit, picture, sun, height * 0.75, (96, 52, 18))
    clouds = pygame.Rect(0, 0, width, round(height * 0.46))
    scenery.paint_clouds(kit, picture, clouds, (0x9C, 0x5C, 0x66), seed=SEED + 9)
    for number, (level, swing, top, foot) in enumerate(_RANGES):
        scenery.paint_hills(
            kit, picture, box, top, foot, level=level, swing=swing, seed=SEED + number
        )
    _paint_terraces(kit, picture, box)
    meadow = pygame.Rect(0, round(bower.ground - 56.0 * kit.u), width, 0)
    meadow.height = height - meadow.top
    line = scenery.hill_line(meadow, 0.04, 0.06, seed=SEED + 30, wave=1.4)
    scenery.paint_ground(kit, picture, meadow, line, mix(_GRASS, SUNLIT, 0.30))
    scenery.paint_ground(kit, picture, meadow, line + 4.0 * kit.u, _GRASS, _GRASS_FOOT)
    for side in (-1.0, 1.0):
        _draw_trunk(kit, picture, bower, side)
    far, near = mix(_GRASS, (0x8E, 0x8A, 0x56), 0.38), mix(_GRASS, _GRASS_FOOT, 0.72)
    tufts = pygame.Rect(0, meadow.top + round(16.0 * kit.u), width, meadow.height)
    scenery.paint_tufts(kit, picture, tufts, far, near, seed=SEED + 31)
    # Behind the numbers leaves stay dark.
    quiet = kit.layout.numbers.inflate(round(50 * kit.u), round(30 * kit.u))
    scenery.paint_foliage(kit, picture, box, bower.edge, quiet=quiet, seed=SEED + 30)


def _paint_terraces(kit: Kit, picture: pygame.Surface, box: pygame.Rect) -> None:
    """Paint terraces: a lit lip of grass, its slope, the dry wall that holds it, a row of trees."""
    height = box.height
    bend = painting.noise_line(box.width * 4, 4 * height * 0.9, SEED + 20, 2) - 0.5
    lines = []
    for number, (level, green, _) in enumerate(_TERRACES):
        # They bend alike, so that they run along one hill.
        own = scenery.hill_line(box, level, 0.016, seed=SEED + 21 + number, wave=0.5)
        tops = np.asarray(own + height * 0.050 * bend, np.float32)
        lines.append(tops)
        scenery.paint_ground(kit, picture, box, tops, mix(green, SUNLIT, 0.42))
        shade = mix(green, (0, 0, 0), 0.2)
        scenery.paint_ground(kit, picture, box, tops + height * 0.004, green, shade)
        tall = height * (0.012 + 0.004 * number)
        wall, stone = tops + height * 0.041, height * (0.020 + 0.008 * number)
        scenery.paint_terrace_wall(kit, picture, box, wall, tall, _WALL, stone=stone)
        dark = mix(green, (0, 0, 0), 0.38)
        scenery.paint_ground(kit, picture, box, wall + tall, dark, green)
    for number in range(len(_TERRACES) - 1):
        _plant_row(kit, picture, lines[number], number)
    x = box.width * 0.70
    foot = float(lines[1][int(x) * painting.FINE]) + height * 0.010
    scenery.paint_house(kit, picture, (x, foot), height * 0.036)


def _plant_row(kit: Kit, picture: pygame.Surface, line: Field, number: int) -> None:
    """Plant round little trees along a terrace."""
    rng = np.random.default_rng(SEED + 70 + number)
    height = picture.get_height()
    size = height * _TERRACES[number][2]
    dark = mix((0x30, 0x36, 0x3A), (0x1E, 0x30, 0x2A), number)
    light = mix((0x66, 0x5A, 0x48), (0x56, 0x5C, 0x3C), number)
    x = size * 0.8
    while x < picture.get_width() - size * 0.5:
        foot = (x, float(line[int(x) * painting.FINE]) + height * 0.008)
        scale = size * (0.85 + 0.3 * float(rng.random()))
        if rng.random() < 0.82:
            # Seeded by its place in layout units: a tree keeps its shape when the window grows.
            seed = round(x / kit.u)
            scenery.paint_tree(kit, picture, foot, scale, dark=dark, light=light, seed=seed)
        x += size * (1.9 + 0.9 * float(rng.random()))


def _draw_trunk(kit: Kit, surface: pygame.Surface, bower: Bower, side: float) -> None:
    """Draw a trunk at the edge of the screen and its bough along the top."""
    u = kit.u
    x = bower.centre_x + side * (bower.centre_x - 6.0 * u)
    foot = bower.ground + 26.0 * u
    outline = [(x - side * 30.0 * u, 0.0)]
    for k in range(13):
        t = k / 12.0
        y = bower.side * 0.6 + (foot - bower.side * 0.6) * t
        flare = 24.0 + 6.0 * math.sin(4.2 * t + side) + 46.0 * max(0.0, t - 0.72) ** 2 * 12.0
        outline.append((x - side * flare * u, y))
    outline += [(x + side * 60.0 * u, foot + 8.0 * u), (x + side * 60.0 * u, 0.0)]
    kit.polygon(surface, outline, _BARK)
    for k in range(5):
        start = x - side * (20.0 - 8.0 * k) * u
        line = [
            (
                start + 3.0 * u * math.sin(0.9 * j + k),
                bower.side * 0.9 + j * (foot - bower.side) / 9,
            )
            for j in range(9)
        ]
        kit.line(surface, line, 2.0 * u, mix(_BARK, _BARK_LIGHT, 0.9 - 0.2 * k))
    bough = []
    for k in range(15):
        t = k / 14.0
        bx = x - side * t * (bower.centre_x * 0.92)
        bough.append((bx, bower.edge(bx) - (62.0 - 26.0 * t) * u - 10 * u * math.sin(6.0 * t)))
    for k, (a, b) in enumerate(itertools.pairwise(bough)):
        kit.line(surface, (a, b), (30.0 - 1.7 * k) * u, _BARK)


def _paint_plain(kit: Kit, surface: pygame.Surface, bower: Bower) -> None:
    surface.fill(kit.theme.night_top)
    width = surface.get_width()
    step = 46.0 * kit.u
    points = []
    for k in range(-1, math.ceil(width / step) + 1):
        for j in range(6):
            x = (k + j / 6.0) * step
            points.append((x, bower.edge(x) + 16.0 * kit.u * math.sin(math.pi * j / 6.0)))
    kit.line(surface, points, 3.0 * kit.u, kit.theme.track)
    ground = bower.ground + 6.0 * kit.u
    kit.line(surface, ((0.0, ground), (float(width), ground)), 3.0 * kit.u, kit.theme.track)
