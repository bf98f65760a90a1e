"""The night sky of Star Reach: soft clouds of light, far stars, hills with pines, a small dome."""

from __future__ import annotations

from typing import Final

import numpy as np
import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.kit.sprites import tinted
from balance_arcade.games.kit.theme import Rgb
from balance_arcade.games.painting import fine_columns

SEED: Final = 20

_CLOUDS: Final[tuple[tuple[Rgb, float], ...]] = (
    ((96, 66, 150), 0.62),
    ((34, 104, 124), 0.55),
    ((150, 74, 104), 0.40),
)
_HILLS: Final[tuple[tuple[float, float, Rgb, Rgb, float], ...]] = (
    (0.862, 0.050, (0x26, 0x32, 0x5A), (0x20, 0x2B, 0x4E), 0.0),
    (0.900, 0.045, (0x18, 0x22, 0x42), (0x14, 0x1C, 0x38), 0.030),
    (0.945, 0.050, (0x0D, 0x14, 0x29), (0x08, 0x0D, 0x1C), 0.070),
)
"""Height of the ridge, its swing, colours at top and foot, height of its trees; in heights."""


def paint_night(kit: Kit, picture: pygame.Surface) -> None:
    """Paint the whole place; in high contrast only the horizon's line."""
    box = picture.get_rect()
    width, height = box.size
    scenery.paint_sky(kit, picture, box, scenery.NIGHT_SKY)
    if kit.theme.is_high_contrast:
        foot = kit.layout.prompt.top / height
        scenery.paint_hills(kit, picture, box, (0, 0, 0), level=foot - 0.02, swing=0.04)
        return
    scenery.paint_nebula(kit, picture, box, _CLOUDS, seed=SEED)
    heaven = pygame.Rect(0, 0, width, round(height * 0.86))
    scenery.paint_stars(kit, picture, heaven, seed=SEED, n_stars=460)
    dome, radius = (width * 0.13, height * 0.905), height * 0.040
    for number, (level, swing, top, foot_colour, pines) in enumerate(_HILLS):
        tops = scenery.hill_line(box, level, swing, seed=SEED + 40 + number)
        if pines > 0.0:
            tops = scenery.with_pines(tops, pines * height, seed=SEED + 60 + number)
        if number == 1:
            tops = np.minimum(tops, _dome_tops(width, dome, radius))
        scenery.paint_ground(kit, picture, box, tops, top, foot_colour)
    window = (dome[0] + radius * 0.34, dome[1] - radius * 0.02)
    scenery.paint_window(kit, picture, window, radius * 0.40)


def bright_stars(size: tuple[int, int], n_stars: int = 14) -> list[tuple[float, float, float]]:
    """Places of the few stars that breathe, and where in their breath they begin."""
    rng = np.random.default_rng(SEED + 1)
    width, height = size
    return [
        (width * (k + float(rng.random())) / n_stars, height * 0.7 * float(rng.random()), k * 2.3)
        for k in range(n_stars)
    ]


def _dome_tops(width: int, at: tuple[float, float], radius: float) -> Field:
    """Outline of a small observatory: a round roof on a round wall."""
    x = fine_columns(width) - np.float32(at[0])
    slit = np.where(np.abs(x - 0.34 * radius) < 0.13 * radius, 0.16 * radius, 0.0)
    roof = at[1] - np.sqrt(np.maximum(radius * radius - x * x, 0.0)) + slit
    # Far below the screen: the silhouette takes the higher line, so nothing is drawn there.
    nowhere = np.float32(1e6)
    outline = np.where(np.abs(x) < radius, roof - radius * 0.42, nowhere)
    wall = np.where(np.abs(x) < radius * 1.10, at[1] - radius * 0.40, nowhere)
    house = np.where(np.abs(x + 1.7 * radius) < 0.8 * radius, at[1] - radius * 0.30, nowhere)
    return np.asarray(np.minimum(np.minimum(outline, wall), house), dtype=np.float32)


def paint_petals(kit: Kit, surface: pygame.Surface, centre: tuple[float, float], r: float) -> None:
    """Paint eight faint petals that end at the person's own limit.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    surface : pygame.Surface
        Painted on.
    centre : tuple of float
        Pixel of the middle.
    r : float
        Pixels of the person's limit.
    """
    side = 2 * round(r * 1.06)
    colour = kit.theme.paper if kit.theme.is_high_contrast else kit.theme.goal
    fill = 0.0 if kit.theme.is_high_contrast else 0.10
    edge = 0.55 if kit.theme.is_high_contrast else 0.36

    def make() -> pygame.Surface:
        return _petal_picture(side, r, colour, (fill, edge, max(1.4, 2.0 * kit.u)))

    kit.stamp(surface, kit.store.get(("petals", side, colour), make), centre)


def _petal_picture(
    side: int, r: float, colour: Rgb, manner: tuple[float, float, float]
) -> pygame.Surface:
    """Petals as a picture; ``manner`` is the strength of fill and edge and the edge's width."""
    fill, edge, line = manner
    axis = np.arange(side, dtype=np.float32) - np.float32((side - 1) / 2.0)
    x, y = axis[:, None], axis[None, :]
    away = np.sqrt(x * x + y * y)
    # Folded onto one petal: eight are drawn for the price of one shape.
    turn = (np.arctan2(x, -y) + np.pi / 8.0) % (np.pi / 4.0) - np.pi / 8.0
    along, across = away * np.cos(turn), away * np.sin(turn)
    half_long = np.float32(0.37 * r)
    at = (along - (r - half_long)) / half_long
    half_wide = np.float32(0.215 * r) * (1.0 + 0.22 * np.clip(at, -1.0, 1.0))
    shape = np.sqrt(at * at + (across / half_wide) ** 2)
    slope = np.sqrt((at / half_long) ** 2 + (across / half_wide**2) ** 2) / np.maximum(shape, 1e-6)
    # An ellipse's equation over its slope is near the distance in pixels, for smooth edges.
    gap = (shape - 1.0) / np.maximum(slope, 1e-6)
    inside = np.clip(0.5 - gap, 0.0, 1.0)
    rim = np.clip(line / 2.0 + 0.5 - np.abs(gap), 0.0, 1.0)
    towards_tip = 0.25 + 0.75 * np.clip(away / r, 0.0, 1.0) ** 2
    cover = np.maximum(inside * fill * towards_tip, rim * edge * towards_tip)
    return tinted(cover, colour)
