"""Ground that is seen from above: paving, raked sand, a woven rug, a lawn."""

from __future__ import annotations

import math

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.scenery import blend


def paint_paving(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    stone: Rgb,
    gap: Rgb,
    *,
    size: float = 88.0,
    seed: int = 1,
) -> None:
    """Lay flagstones in rows, ``size`` layout units high, no two of one tone; left out if plain."""
    if kit.theme.is_high_contrast:
        return
    rng = np.random.default_rng(seed)
    picture.fill(gap, box)
    tall, seam = size * kit.u, max(2.0, 4.0 * kit.u)
    y, row = float(box.top), 0
    while y < box.bottom:
        x = box.left - tall * (0.2 + 0.7 * float(rng.random()))
        while x < box.right:
            wide = tall * (0.9 + 0.8 * float(rng.random()))
            tone = round(float(rng.random()), 1)
            flag = pygame.Rect(round(x), round(y), round(wide - seam), round(tall - seam))
            shade = mix(stone, (0, 0, 0), 0.26 * tone)
            kit.box(picture, flag, 7.0 * kit.u, mix(shade, (230, 230, 230), 0.07))
            kit.box(picture, flag.move(0, round(2.0 * kit.u)), 7.0 * kit.u, shade)
            x += wide
        y, row = y + tall, row + 1
    _weather(picture, box, seed + 3)


def paint_raked(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    middle: Point,
    light: Rgb,
    shade: Rgb,
    *,
    step: float = 15.0,
    seed: int = 1,
) -> None:
    """Rake sand in rings about a place, ``step`` layout units from groove to groove.

    Left out in high contrast.
    """
    if kit.theme.is_high_contrast:
        return
    x = np.arange(box.left, box.right, 2, dtype=np.float32)[None, :] - np.float32(middle[0])
    y = np.arange(box.top, box.bottom, 2, dtype=np.float32)[:, None] - np.float32(middle[1])
    away = np.sqrt(x * x + y * y)
    wave = 0.5 + 0.5 * np.sin(2.0 * np.pi * away / np.float32(step * kit.u))
    # Lit from the upper left: the slope of a groove that faces there is the bright one.
    facing = (-x - y) / np.maximum(away, np.float32(1.0)) * np.float32(0.7)
    share = np.clip(0.5 + 0.34 * (wave - 0.5) * (1.0 + facing) + 0.10 * facing, 0.0, 1.0)
    low, high = np.asarray(shade, np.float32), np.asarray(light, np.float32)
    blend.write_soft(picture, box, low + (high - low) * np.asarray(share, np.float32)[..., None])
    _weather(picture, box, seed)


def paint_rug(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colours: tuple[Rgb, Rgb, Rgb],
    *,
    seed: int = 1,
) -> None:
    """Spread a woven rug over a box: borders, rows of diamonds, threads; left out if plain.

    ``colours`` are of its ground, of its pattern, and of its lines.
    """
    if kit.theme.is_high_contrast:
        return
    ground, pattern, line = colours
    picture.fill(ground, box)
    for share, colour in ((0.030, line), (0.042, pattern), (0.085, line), (0.097, ground)):
        inset = round(box.height * share)
        picture.fill(colour, box.inflate(-2 * inset, -2 * inset))
    field = box.inflate(-round(box.height * 0.20), -round(box.height * 0.20))
    n_rows = 5
    tall = field.height / n_rows
    n_columns = max(1, round(field.width / (1.3 * tall)))
    wide = field.width / n_columns
    for row in range(n_rows):
        for column in range(n_columns):
            at = (field.left + (column + 0.5) * wide, field.top + (row + 0.5) * tall)
            for size, colour in ((0.46, pattern), (0.34, ground), (0.20, line)):
                half = (wide * size, tall * size)
                diamond = [
                    (at[0] + half[0] * math.sin(a), at[1] - half[1] * math.cos(a))
                    for a in (0.0, 0.5 * math.pi, math.pi, 1.5 * math.pi)
                ]
                kit.polygon(picture, diamond, colour)
    rows = np.arange(box.height, dtype=np.float32)
    thread = 0.88 + 0.12 * np.abs(np.sin(np.pi * rows / np.float32(max(2.0, 3.2 * kit.u))))
    blend.dim_rows(picture, box, np.asarray(thread, np.float32))
    _weather(picture, box, seed)


def paint_lawn(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    light: Rgb,
    shade: Rgb,
    *,
    stripe: float = 0.0,
    seed: int = 1,
) -> None:
    """Grow a lawn that is seen from above; ``stripe`` is a mown stripe's width in layout units.

    Left out in high contrast.
    """
    if kit.theme.is_high_contrast:
        return
    clouds = blend.soft_clouds(box.width, box.height, box.height * 0.12, seed)
    share = np.clip(0.15 + 0.7 * clouds, 0.0, 1.0)
    if stripe > 0.0:
        x = np.linspace(0.0, box.width / (stripe * kit.u), clouds.shape[1], dtype=np.float32)
        share = share * np.where(x.astype(np.intp) % 2 == 0, 1.0, 0.62)[None, :]
    low, high = np.asarray(shade, np.float32), np.asarray(light, np.float32)
    blend.write_soft(picture, box, low + (high - low) * np.asarray(share, np.float32)[..., None])


def _weather(picture: pygame.Surface, box: pygame.Rect, seed: int) -> None:
    """Darken a floor here and there, as years do."""
    clouds = blend.soft_clouds(box.width, box.height, box.height * 0.35, seed)
    blend.dim_soft(picture, box, np.asarray(0.82 + 0.26 * clouds, np.float32))
