"""What stands far away: peaks with snow, dunes, roofs of a town, and lights of the north."""

from __future__ import annotations

import math

import numpy as np
import pygame

from balance_arcade.games import painting
from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.scenery import blend
from balance_arcade.games.scenery.land import hill_line, paint_ground
from balance_arcade.games.scenery.lights import paint_window


def paint_peaks(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    rock: Rgb,
    snow: Rgb,
    *,
    level: float = 0.5,
    swing: float = 0.6,
    seed: int = 1,
) -> None:
    """Raise a range of mountains down to the foot of a box, with snow on their heights.

    ``level`` and ``swing`` are as in `hill_line`, in box heights. In high contrast their edge.
    """
    n = box.width * painting.FINE
    high = np.abs(painting.noise_line(n, painting.FINE * box.height * 0.95, seed, 5) - 0.5)
    tops = np.asarray(box.top + box.height * (level - swing * (0.5 - 2.2 * high)), np.float32)
    paint_ground(kit, picture, box, tops, rock, mix(rock, snow, 0.12))
    if kit.theme.is_high_contrast:
        return
    # Snow lies on what is high, and its lower edge is ragged.
    ragged = painting.noise_line(n, painting.FINE * box.height * 0.10, seed + 5, 4)
    line = box.top + box.height * (level - 0.30 * swing) + box.height * 0.22 * (ragged - 0.5)
    first, last = max(0, int(tops.min()) - 1), min(box.bottom, int(line.max()) + 2)
    if last <= first:
        return
    below = painting.silhouette(tops, first, last).T
    above = 1.0 - painting.silhouette(np.asarray(line, np.float32), first, last).T
    lit = 0.55 + 0.45 * painting.noise(last - first, box.width, box.height * 0.16, seed + 8, 4)
    blend.lay(picture, (box.left, first), np.asarray(below * above * lit, np.float32), snow)


def paint_dunes(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    light: Rgb,
    shade: Rgb,
    *,
    n_dunes: int = 3,
    seed: int = 1,
) -> None:
    """Lay dunes one before the other down to the foot of a box: a lit crest, then its shade."""
    for number in range(n_dunes):
        share = number / max(1, n_dunes)
        level = 0.10 + 0.80 * share
        tops = hill_line(box, level, 0.26 - 0.08 * share, seed=seed + number, wave=2.2)
        crest = mix(light, shade, 0.55 * share)
        paint_ground(kit, picture, box, tops, crest, mix(crest, shade, 0.55))
        if kit.theme.is_high_contrast:
            continue
        lee = hill_line(box, level + 0.10, 0.34, seed=seed + 30 + number, wave=1.1)
        paint_ground(kit, picture, box, np.maximum(tops + 3.0 * kit.u, lee), mix(crest, shade, 0.7))


def paint_skyline(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    wall: Rgb = (0x1C, 0x20, 0x38),
    *,
    wide: float = 46.0,
    lit: float = 0.30,
    seed: int = 1,
) -> None:
    """Build a row of gabled houses along the foot of a box, some windows lit; an outline if plain.

    ``wide`` is a house's usual width in layout units, ``lit`` the share of windows with light.
    """
    rng = np.random.default_rng(seed)
    x = box.left - kit.u * wide * float(rng.random())
    while x < box.right:
        across = kit.u * wide * (0.75 + 0.6 * float(rng.random()))
        tall = box.height * (0.42 + 0.40 * float(rng.random()))
        gable = across * (0.30 + 0.35 * float(rng.random()))
        eaves = box.bottom - tall
        tip = (x + across * 0.5, eaves - gable)
        points = [(x, float(box.bottom)), (x, eaves), tip, (x + across, eaves)]
        points.append((x + across, float(box.bottom)))
        if kit.theme.is_high_contrast:
            kit.line(picture, points, 3.0 * kit.u, kit.theme.track)
        else:
            shade = mix(wall, (0, 0, 0), 0.35 * float(rng.random()))
            kit.polygon(picture, points, shade)
            kit.line(picture, (points[1], tip, points[3]), 2.0 * kit.u, mix(shade, wall, 0.8))
            _light_windows(kit, picture, (x, eaves, across, tall), lit, rng)
        x += across * (0.98 + 0.10 * float(rng.random()))


def _light_windows(
    kit: Kit,
    picture: pygame.Surface,
    house: tuple[float, float, float, float],
    lit: float,
    rng: np.random.Generator,
) -> None:
    """Light some windows of a house, whose left, eaves, width and height are in pixels."""
    left, eaves, across, tall = house
    size = 10.0 * kit.u
    n_rows, n_columns = int(tall / (2.4 * size)), max(1, int(across / (2.0 * size)))
    for row in range(n_rows):
        for column in range(n_columns):
            if rng.random() < lit:
                at = (left + across * (column + 0.5) / n_columns, eaves + (row + 0.8) * 2.4 * size)
                paint_window(kit, picture, at, size)


def paint_aurora(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colours: tuple[Rgb, Rgb] = ((34, 120, 92), (70, 60, 130)),
    *,
    n_veils: int = 3,
    seed: int = 1,
) -> None:
    """Hang veils of northern light in a box: bright along a winding foot, fading upwards."""
    if kit.theme.is_high_contrast:
        return
    rows, columns = max(8, box.height // 4), max(8, box.width // 4)
    y = np.arange(rows, dtype=np.float32)[:, None]
    total = np.zeros((rows, columns, 3), dtype=np.float32)
    for veil in range(n_veils):
        bend = painting.noise_line(columns, rows * 1.6, seed + veil, 3)[None, :]
        foot = rows * (0.45 + 0.16 * veil) + rows * 0.7 * (bend - 0.5)
        stripes = painting.noise_line(columns, 9.0, seed + 20 + veil, 4)[None, :]
        strong = painting.noise_line(columns, rows * 0.9, seed + 40 + veil, 2)[None, :]
        up = (foot - y) / (rows * (0.34 + 0.30 * stripes))
        light = np.where(up >= 0.0, np.exp(-1.8 * up), np.exp(6.0 * np.maximum(up, -8.0)))
        light = light * (0.35 + 0.65 * stripes) * np.clip(2.2 * strong - 0.6, 0.0, 1.0)
        share = np.clip(up, 0.0, 1.0)[..., None]
        low, top = (np.asarray(colour, np.float32) for colour in colours)
        total += light[..., None] * (low + (top - low) * share) * math.pow(0.8, veil)
    blend.add_soft_colours(picture, box, total)
