"""Clouds: a sea of them seen from above, and a single one to be met between two bars."""

from __future__ import annotations

import math

import numpy as np
import pygame

from balance_arcade.games import painting
from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.scenery.land import paint_ground


def paint_cloud_sea(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    top: Rgb,
    foot: Rgb | None = None,
    *,
    level: float = 0.6,
    size: float = 0.06,
    seed: int = 1,
) -> None:
    """Paint one row of a sea of clouds, from its edge of overlapping rounds to the foot of a box.

    ``level`` is its edge and ``size`` that of its rounds, in box heights. Of several rows paint the
    far ones first, paler and with smaller rounds.
    """
    paint_ground(kit, picture, box, _rounds(box, level, size, seed), top, foot)


def _rounds(box: pygame.Rect, level: float, size: float, seed: int) -> Field:
    """Edge of a sea of clouds: the highest of many rounds that lie side by side."""
    rng = np.random.default_rng(seed)
    n_columns = box.width * painting.FINE
    x = np.arange(n_columns, dtype=np.float32) / np.float32(painting.FINE)
    base = np.float32(box.top + box.height * level)
    swell = painting.noise_line(n_columns, painting.FINE * box.height * 0.9, seed, 2)
    low = base + np.float32(box.height * size * 1.4) * (np.float32(0.5) - swell)
    tops, at = np.array(low + 0.25 * box.height * size, np.float32), -box.height * size
    while at < box.width + box.height * size:
        radius = box.height * size * (0.45 + 0.75 * float(rng.random()))
        middle = float(low[min(n_columns - 1, max(0, int(at * painting.FINE)))])
        away = np.clip(1.0 - ((x - np.float32(at)) / np.float32(radius)) ** 2, 0.0, None)
        inside = away > 0.0
        tops[inside] = np.minimum(
            tops[inside], middle + 0.3 * radius - 0.62 * radius * np.sqrt(away[inside])
        )
        at += radius * (0.55 + 0.6 * float(rng.random()))
    return tops


def draw_cloud(
    kit: Kit, surface: pygame.Surface, at: Point, half: tuple[float, float], alpha: float
) -> None:
    """Draw a cloud between its two bars.

    Parameters
    ----------
    kit, surface
        As everywhere.
    at : tuple of float
        Its middle, in pixels.
    half : tuple of float
        Half of its breadth and height; within that height counts.
    alpha : float
        Strength, 0 to 1.
    """
    if alpha <= 0.0:
        return
    wide, high = half
    strong = kit.theme.is_high_contrast
    if not strong:
        kit.glow(surface, at, 1.25 * wide, kit.theme.goal, 0.22 * alpha)
        size = (round(2.0 * wide), max(8, round(2.0 * high)))

        def paint(large: pygame.Surface, _factor: int) -> None:
            goal = kit.theme.goal
            _paint_puffs(large, (mix(goal, kit.theme.paper, 0.6), mix(goal, kit.theme.paper, 0.25)))

        picture = kit.picture(("cloud between bars", size), size, paint, kit.theme.goal)
        kit.stamp(surface, picture, at, round(130 * alpha))
    line = max(3, round(5.0 * kit.u))
    for side in (-1.0, 1.0):
        bar = pygame.Rect(0, 0, round(2.0 * wide), line)
        bar.center = (round(at[0]), round(at[1] + side * (high + line / 2.0)))
        edge = bar.inflate(2 * line // 2, line)
        kit.box(surface, edge, edge.height / 2.0, kit.theme.ink, alpha=round(150 * alpha))
        kit.box(surface, bar, line / 2.0, kit.theme.goal, alpha=round(255 * alpha))


def _paint_puffs(large: pygame.Surface, colours: tuple[Rgb, Rgb]) -> None:
    """Fill a picture with puffs that do not leave it: dark ones below, light ones on top."""
    width, height = large.get_size()
    rng = np.random.default_rng(9)
    for colour, low, part in ((colours[1], 1.0, 1.0), (colours[0], 0.72, 0.80)):
        n_puffs = max(7, round(0.62 * width / max(1, height)) + 5)
        for k in range(n_puffs):
            share = (k + 0.5) / n_puffs
            # Flat at the ends, full in the middle.
            tall = 0.5 * part * height * (0.42 + 0.58 * math.sin(math.pi * share) ** 0.8)
            tall *= 0.72 + 0.28 * float(rng.random())
            broad = min(0.17 * width, 1.35 * tall)
            box = pygame.Rect(0, 0, round(2.0 * broad), round(2.0 * tall))
            x = broad + (width - 2.0 * broad) * (0.5 + (share - 0.5) * (0.6 + 0.4 * part))
            bottom = height * low if low < 1.0 else height
            box.midbottom = (round(x), round(max(2.0 * tall, bottom)))
            pygame.draw.ellipse(large, colour, box)
    floor = pygame.Rect(round(0.10 * width), round(0.72 * height), round(0.80 * width), 0)
    floor.height = height - floor.top
    pygame.draw.rect(large, colours[1], floor, border_radius=floor.height // 2)
