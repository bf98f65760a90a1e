"""The night sky of Star Reach: soft clouds of light, far stars, hills with pines, a small dome."""

from __future__ import annotations

from typing import Final

import numpy as np
import pygame

from balance_arcade.games import painting as paint
from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.kit.sprites import tinted
from balance_arcade.games.kit.theme import Rgb

SEED: Final = 20
COARSE: Final = 4
"""Clouds are reckoned on one pixel in this many each way, and stretched."""

_SKY: Final = (
    (0.0, (0x08, 0x0C, 0x1E)),
    (0.45, (0x10, 0x1A, 0x38)),
    (0.72, (0x1D, 0x2A, 0x50)),
    (0.86, (0x33, 0x3D, 0x68)),
    (1.0, (0x3C, 0x40, 0x66)),
)
_CLOUDS: Final[tuple[tuple[int, Rgb, float], ...]] = (
    (1, (96, 66, 150), 0.62),
    (2, (34, 104, 124), 0.55),
    (3, (150, 74, 104), 0.40),
)
_HILLS: Final[tuple[tuple[float, float, Rgb, Rgb, float], ...]] = (
    (0.862, 0.050, (0x26, 0x32, 0x5A), (0x20, 0x2B, 0x4E), 0.0),
    (0.900, 0.045, (0x18, 0x22, 0x42), (0x14, 0x1C, 0x38), 0.030),
    (0.945, 0.050, (0x0D, 0x14, 0x29), (0x08, 0x0D, 0x1C), 0.070),
)
"""Height of the ridge, its swing, colours at top and foot, height of its trees; in heights."""

N_BOUGHS: Final = 5
_WINDOW: Final = (255, 196, 120)


def paint_night(kit: Kit, surface: pygame.Surface) -> None:
    """Paint the whole place; in high contrast only the horizon's line."""
    width, height = surface.get_size()
    dome = (width * 0.13, height * 0.905)
    if kit.theme.is_high_contrast:
        surface.fill(kit.theme.night_top)
        line = paint.noise_line(width, height * 0.62, SEED + 40, 3)
        foot_px = kit.layout.prompt.top
        points = [(x, foot_px - float(line[x]) * height * 0.04) for x in range(0, width, 4)]
        kit.line(surface, points, 3.0 * kit.u, kit.theme.track)
        return
    picture = paint.wash(width, height, _SKY)
    _paint_clouds(picture)
    _paint_stars(picture, kit.u)
    for index in range(len(_HILLS)):
        _, _, top, foot, _ = _HILLS[index]
        tops = _ridge(width, height, index)
        if index == 1:
            tops = np.minimum(tops, _dome_tops(width, dome, height * 0.040))
        paint.lay_silhouette(picture, tops, top, foot)
    paint.show(picture, surface)
    _light_window(kit, surface, dome, height * 0.040)


def _paint_clouds(picture: Field) -> None:
    """Lay three colours of cloud along a slanting band, torn by darker dust."""
    width, height = picture.shape[:2]
    small = (max(4, width // COARSE), max(4, height // COARSE))
    x, y = np.meshgrid(
        np.linspace(-0.5, 0.5, small[0], dtype=np.float32) * (width / height),
        np.linspace(0.0, 1.0, small[1], dtype=np.float32),
        indexing="ij",
    )
    off = (y - 0.42 + 0.42 * x) / 0.26
    band = np.exp(-off * off) * 0.85 + 0.15
    low = np.clip((0.95 - y) / 0.25, 0.0, 1.0)
    dust = paint.noise(*small, small[1] * 0.22, SEED + 9, 5)
    pull = small[1] * 0.8
    aside = pull * (paint.noise(*small, small[1] * 0.40, SEED + 7, 4) - np.float32(0.5))
    down = pull * (paint.noise(*small, small[1] * 0.40, SEED + 8, 4) - np.float32(0.5))
    dust = paint.warped(dust, aside, down)
    for number, colour, strength in _CLOUDS:
        clouds = paint.noise(*small, small[1] * 0.55, SEED + number, 5)
        clouds = paint.warped(clouds, aside, down)
        clouds = np.clip((clouds - 0.42) * 2.6, 0.0, 1.0) ** 1.5
        clouds *= band * low * (1.0 - 0.75 * np.clip((dust - 0.45) * 3.2, 0.0, 1.0))
        paint.lighten(picture, paint.enlarged(clouds, width, height) * strength, colour)


def _paint_stars(picture: Field, u: float) -> None:
    """Sprinkle faint far stars, more of them along the clouds; a few have a little colour."""
    width, height = picture.shape[:2]
    rng = np.random.default_rng(SEED)
    # 520 on 16:9, as many for each part of the sky on other screens.
    n_stars = round(520 * width / height / 1.78)
    for _ in range(n_stars):
        x, y = rng.random() * width, rng.random() ** 1.2 * height * 0.86
        size = u * (0.75 + 1.15 * rng.random() ** 4)
        tone = rng.random()
        colour = (int(150 + 50 * tone), 176, int(215 - 35 * tone))
        strength = 0.35 + 0.65 * rng.random() ** 2
        faint = tuple(int(c * strength) for c in colour)
        paint.shine(picture, (x, y), size * 2.0, (faint[0], faint[1], faint[2]), 1.3)


def bright_stars(size: tuple[int, int], n_stars: int = 14) -> list[tuple[float, float, float]]:
    """Places of the few stars that breathe, and where in their breath they begin."""
    rng = np.random.default_rng(SEED + 1)
    width, height = size
    return [
        (width * (k + float(rng.random())) / n_stars, height * 0.7 * float(rng.random()), k * 2.3)
        for k in range(n_stars)
    ]


def _ridge(width: int, height: int, index: int) -> Field:
    """Line of a hill with its trees, one value for each fine column."""
    level, swing, _, _, tree = _HILLS[index]
    x = paint.fine_columns(width)
    line = paint.noise_line(len(x), paint.FINE * height * 0.62, SEED + 40 + index, 3)
    tops = np.asarray(height * (level + swing * (0.5 - line)), dtype=np.float32)
    if tree > 0.0:
        tops = _plant(tops, x, height, tree, SEED + 60 + index)
    return tops


def _plant(tops: Field, x: Field, height: int, tree: float, seed: int) -> Field:
    """Set pines along a hill: in groups, of many heights, each a stack of drooping boughs."""
    rng = np.random.default_rng(seed)
    ground = tops.copy()
    here, end = 0.0, float(x[-1])
    while here < end:
        tall = height * tree * (0.45 + 0.55 * float(rng.random()))
        half = tall * (0.21 + 0.07 * float(rng.random()))
        near = np.abs(x - here) < half
        if near.any():
            crown = ground[near].mean() - tall * _pine(np.abs(x[near] - here) / half)
            tops[near] = np.minimum(tops[near], crown)
        # Mostly close to the next one, then a clearing: single even pines look like a fence.
        gap = 0.5 if rng.random() < 0.72 else 2.5 + 4.0 * float(rng.random())
        here += half * (0.9 + gap)
    return tops


def _pine(from_trunk: Field) -> Field:
    """Height of a pine, 0 to 1, at a distance from its trunk of 0 to 1: boughs that droop."""
    bough = np.ceil(np.maximum(from_trunk, 1e-3) * N_BOUGHS)
    tip = bough / N_BOUGHS
    droop = np.where(bough == 1.0, 1.6, 0.35)
    return np.asarray(1.0 - 0.96 * tip**0.9 + (tip - from_trunk) * droop, dtype=np.float32)


def _dome_tops(width: int, at: tuple[float, float], radius: float) -> Field:
    """Outline of a small observatory: a round roof on a round wall."""
    x = paint.fine_columns(width) - np.float32(at[0])
    slit = np.where(np.abs(x - 0.34 * radius) < 0.13 * radius, 0.16 * radius, 0.0)
    roof = at[1] - np.sqrt(np.maximum(radius * radius - x * x, 0.0)) + slit
    # Far below the screen: the silhouette takes the higher line, so nothing is drawn there.
    nowhere = np.float32(1e6)
    outline = np.where(np.abs(x) < radius, roof - radius * 0.42, nowhere)
    wall = np.where(np.abs(x) < radius * 1.10, at[1] - radius * 0.40, nowhere)
    house = np.where(np.abs(x + 1.7 * radius) < 0.8 * radius, at[1] - radius * 0.30, nowhere)
    return np.asarray(np.minimum(np.minimum(outline, wall), house), dtype=np.float32)


def _light_window(kit: Kit, surface: pygame.Surface, at: tuple[float, float], r: float) -> None:
    """Somebody is at home in the dome."""
    spot = (at[0] + r * 0.34, at[1] - r * 0.02)
    kit.glow(surface, spot, r * 1.5, _WINDOW, 0.30)
    window = pygame.Rect(0, 0, max(2, round(r * 0.26)), max(3, round(r * 0.40)))
    window.center = (round(spot[0]), round(spot[1]))
    kit.box(surface, window, r * 0.12, _WINDOW, alpha=210)


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
