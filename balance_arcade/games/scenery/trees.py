"""Trees that make a place: two old ones whose boughs meet above it, and rows along a hill."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import painting
from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.scenery.plants import LEAVES, paint_foliage, paint_tree

_BARK: Final[tuple[Rgb, Rgb]] = ((0x26, 0x1C, 0x24), (0x52, 0x38, 0x34))


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
        Line of the ground where people stand.

    Examples
    --------
    >>> bower = Bower(320.0, 40.0, 90.0, 100.0, 100.0, 300.0)
    >>> bower.edge(320.0), bower.edge(170.0), bower.edge(0.0)
    (40.0, 65.0, 90.0)
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


def paint_bower(
    kit: Kit,
    picture: pygame.Surface,
    bower: Bower,
    *,
    bark: tuple[Rgb, Rgb] = _BARK,
    leaves: tuple[Rgb, ...] = LEAVES,
    seed: int = 80,
) -> None:
    """Paint two trunks, their boughs along the top and the leaves that hang from them.

    In high contrast the edges of leaves and ground. ``bark`` and ``leaves`` go from dark to light.
    """
    if kit.theme.is_high_contrast:
        _paint_edges(kit, picture, bower)
        return
    for side in (-1.0, 1.0):
        _paint_trunk(kit, picture, bower, side, bark)
    # Behind the numbers leaves stay dark.
    quiet = kit.layout.numbers.inflate(round(50 * kit.u), round(30 * kit.u))
    box = picture.get_rect()
    paint_foliage(kit, picture, box, bower.edge, colours=leaves, quiet=quiet, seed=seed)


def _paint_trunk(
    kit: Kit, picture: pygame.Surface, bower: Bower, side: float, bark: tuple[Rgb, Rgb]
) -> None:
    """Paint a trunk at the edge of the screen and its bough along the top."""
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
    kit.polygon(picture, outline, bark[0])
    top, step = bower.side * 0.9, (foot - bower.side) / 9
    for k in range(5):
        start = x - side * (20.0 - 8.0 * k) * u
        line = [(start + 3.0 * u * math.sin(0.9 * j + k), top + j * step) for j in range(9)]
        kit.line(picture, line, 2.0 * u, mix(*bark, 0.9 - 0.2 * k))
    bough = []
    for k in range(15):
        t = k / 14.0
        bx = x - side * t * (bower.centre_x * 0.92)
        bough.append((bx, bower.edge(bx) - (62.0 - 26.0 * t) * u - 10 * u * math.sin(6.0 * t)))
    for k, (a, b) in enumerate(itertools.pairwise(bough)):
        kit.line(picture, (a, b), (30.0 - 1.7 * k) * u, bark[0])


def _paint_edges(kit: Kit, picture: pygame.Surface, bower: Bower) -> None:
    width = picture.get_width()
    step = 46.0 * kit.u
    points = []
    for k in range(-1, math.ceil(width / step) + 1):
        for j in range(6):
            x = (k + j / 6.0) * step
            points.append((x, bower.edge(x) + 16.0 * kit.u * math.sin(math.pi * j / 6.0)))
    kit.line(picture, points, 3.0 * kit.u, kit.theme.track)
    ground = bower.ground + 6.0 * kit.u
    kit.line(picture, ((0.0, ground), (float(width), ground)), 3.0 * kit.u, kit.theme.track)


def plant_row(
    kit: Kit,
    picture: pygame.Surface,
    line: Field,
    size: float,
    *,
    dark: Rgb = (0x1E, 0x30, 0x2A),
    light: Rgb = (0x56, 0x5C, 0x3C),
    seed: int = 1,
) -> None:
    """Plant round little trees along an edge as `hill_line` gives it; ``size`` is in pixels."""
    rng = np.random.default_rng(seed)
    height = picture.get_height()
    x = size * 0.8
    while x < picture.get_width() - size * 0.5:
        foot = (x, float(line[int(x) * painting.FINE]) + height * 0.008)
        scale = size * (0.85 + 0.3 * float(rng.random()))
        if rng.random() < 0.82:
            # Seeded by its place in layout units: a tree keeps its shape when the window grows.
            shape = round(x / kit.u)
            paint_tree(kit, picture, foot, scale, dark=dark, light=light, seed=shape)
        x += size * (1.9 + 0.9 * float(rng.random()))


def paint_tree_row(
    kit: Kit,
    picture: pygame.Surface,
    foot: float,
    size: float,
    *,
    dark: Rgb = (0x1E, 0x30, 0x2A),
    light: Rgb = (0x56, 0x5C, 0x3C),
    seed: int = 1,
) -> None:
    """Plant a wood's edge along a row of the picture: two rows of crowns, close to each other.

    ``foot`` is the row, ``size`` a crown's width, both in pixels. Left out in high contrast.
    """
    rng = np.random.default_rng(seed)
    for behind, share in ((0.45, 0.80), (0.0, 1.0)):
        x = -size * float(rng.random())
        while x < picture.get_width() + size:
            scale = size * share * (0.8 + 0.4 * float(rng.random()))
            tint = 0.30 * behind + 0.5 * round(float(rng.random()), 1)
            at, shade = (x, foot - size * 0.5 * behind), mix(dark, light, 0.5 * tint)
            paint_tree(
                kit, picture, at, scale, dark=shade, light=light, seed=1000 + round(x / kit.u)
            )
            x += scale * (0.75 + 0.35 * float(rng.random()))
