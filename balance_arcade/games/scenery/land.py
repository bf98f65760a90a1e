"""Land: hills with pines, ground, terraces and their dry walls, sand and snow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import painting
from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.scenery import blend

N_BOUGHS: Final = 5


def hill_line(
    box: pygame.Rect, level: float, swing: float, *, seed: int = 1, wave: float = 0.62
) -> Field:
    """Edge of a hill, for `paint_ground`.

    Parameters
    ----------
    box : pygame.Rect
        Where, in pixels.
    level, swing : float
        Height of the edge (0 top, 1 foot of the box) and how far it goes up and down, in box
        heights.
    seed : int
        Equal seeds give equal hills.
    wave : float
        Length of the longest waves in box heights.

    Returns
    -------
    numpy.ndarray
        Height in pixels from the top of the picture for four columns a pixel of the box.
    """
    n_columns = box.width * painting.FINE
    line = painting.noise_line(n_columns, painting.FINE * box.height * wave, seed, 3)
    return np.asarray(box.top + box.height * (level + swing * (0.5 - line)), np.float32)


def with_pines(tops: Field, tall_px: float, *, seed: int = 1) -> Field:
    """Set pines along an edge: in groups, of many heights, each a stack of drooping boughs."""
    rng = np.random.default_rng(seed)
    x = painting.fine_columns(len(tops) // painting.FINE)
    tops, ground = tops.copy(), tops
    here, end = 0.0, float(x[-1])
    while here < end:
        tall = tall_px * (0.45 + 0.55 * float(rng.random()))
        half = tall * (0.21 + 0.07 * float(rng.random()))
        near = slice(*np.searchsorted(x, (here - half, here + half)))
        if near.stop > near.start:
            crown = ground[near].mean() - tall * _pine(np.abs(x[near] - here) / half)
            tops[near] = np.minimum(tops[near], crown)
        # Mostly close to the next one, then a clearing: single even pines look like a fence.
        gap = 0.5 if rng.random() < 0.72 else 2.5 + 4.0 * float(rng.random())
        here += half * (0.9 + gap)
    return tops


def with_dome(tops: Field, at: tuple[float, float], radius: float) -> Field:
    """Set a small observatory on an edge: a round roof with its slit on a round wall, a house."""
    x = painting.fine_columns(len(tops) // painting.FINE) - np.float32(at[0])
    slit = np.where(np.abs(x - 0.34 * radius) < 0.13 * radius, 0.16 * radius, 0.0)
    roof = at[1] - np.sqrt(np.maximum(radius * radius - x * x, 0.0)) + slit
    # Far below the screen: the silhouette takes the higher line, so nothing is drawn there.
    nowhere = np.float32(1e6)
    outline = np.where(np.abs(x) < radius, roof - radius * 0.42, nowhere)
    wall = np.where(np.abs(x) < radius * 1.10, at[1] - radius * 0.40, nowhere)
    house = np.where(np.abs(x + 1.7 * radius) < 0.8 * radius, at[1] - radius * 0.30, nowhere)
    built = np.minimum(np.minimum(outline, wall), house)
    return np.asarray(np.minimum(tops, built), dtype=np.float32)


def _pine(from_trunk: Field) -> Field:
    """Height of a pine, 0 to 1, at a distance from its trunk of 0 to 1: boughs that droop."""
    bough = np.ceil(np.maximum(from_trunk, 1e-3) * N_BOUGHS)
    tip = bough / N_BOUGHS
    droop = np.where(bough == 1.0, 1.6, 0.35)
    return np.asarray(1.0 - 0.96 * tip**0.9 + (tip - from_trunk) * droop, dtype=np.float32)


def paint_ground(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    tops: Field,
    top: Rgb,
    foot: Rgb | None = None,
) -> None:
    """Paint everything below an edge down to the foot of a box; a line in high contrast.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    picture : pygame.Surface
        Painted on.
    box : pygame.Rect
        Columns and foot of the ground, in pixels.
    tops : numpy.ndarray
        The edge, as `hill_line` gives it.
    top, foot : tuple of int
        Colour at the highest point, and at the foot of the box if it is another.
    """
    if kit.theme.is_high_contrast:
        step = painting.FINE * 4
        line = [(box.left + i / painting.FINE, float(y)) for i, y in enumerate(tops)][::step]
        kit.line(picture, line, 3.0 * kit.u, kit.theme.track)
        return
    first = max(0, int(tops.min()) - 1)
    last = min(box.bottom, max(first + 1, int(np.ceil(tops.max())) + 1))
    if first >= box.bottom:
        return
    rows = blend.rows_of(((0.0, top), (1.0, foot or top)), box.bottom - first)
    edge = painting.silhouette(tops, first, last).T
    blend.lay(picture, (box.left, first), edge, rows[: last - first])
    below = pygame.Rect(box.left, last, box.width, box.bottom - last)
    blend.fill(picture, below, rows[last - first :])


def paint_hills(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    top: Rgb,
    foot: Rgb | None = None,
    *,
    level: float = 0.5,
    swing: float = 0.3,
    pines: float = 0.0,
    seed: int = 1,
) -> None:
    """Paint a range of hills or a far shore; ``pines`` is the height of its trees in box heights.

    For a range behind another paint the farther one first, paler and higher.
    """
    tops = hill_line(box, level, swing, seed=seed)
    if pines > 0.0 and not kit.theme.is_high_contrast:
        tops = with_pines(tops, pines * box.height, seed=seed + 20)
    paint_ground(kit, picture, box, tops, top, foot)


def paint_wall(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colour: Rgb,
    *,
    courses: int = 3,
    seed: int = 1,
) -> None:
    """Lay a wall of dressed stones: a quay, a terrace, a well; an outline in high contrast."""
    if kit.theme.is_high_contrast:
        kit.box(
            picture,
            box,
            2.0 * kit.u,
            kit.theme.night_top,
            edge=kit.theme.track,
            edge_width=3.0 * kit.u,
        )
        return
    rng = np.random.default_rng(seed)
    picture.fill(mix(colour, (0, 0, 0), 0.55), box)
    tall = box.height / courses
    gap = max(1, round(tall * 0.07))
    for course in range(courses):
        x = box.left - tall * (0.4 + float(rng.random()))
        while x < box.right:
            wide = tall * (1.3 + 1.2 * float(rng.random()))
            stone = pygame.Rect(
                round(x), box.top + round(course * tall), round(wide) - gap, round(tall) - gap
            )
            shade = mix(colour, (0, 0, 0), 0.30 * float(rng.random()))
            seen = stone.clip(box)
            if seen.width > 0 and seen.height > 0:
                light = mix(shade, (255, 255, 255), 0.10)
                rows = blend.rows_of(
                    ((0.0, light), (0.2, shade), (1.0, mix(shade, (0, 0, 0), 0.25))), seen.height
                )
                blend.fill(picture, seen, rows)
            x += wide


def paint_terrace_wall(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    tops: Field,
    tall: float,
    colour: Rgb,
    *,
    stone: float = 0.0,
) -> None:
    """Lay two courses of dry stones along an edge, ``tall`` pixels high; none in high contrast.

    ``tops`` is the upper edge, as `hill_line` gives it; ``stone`` a stone's length in pixels.
    """
    if kit.theme.is_high_contrast:
        return
    line = tops.reshape(-1, painting.FINE).mean(axis=1)
    first, last = int(line.min()) - 1, int(np.ceil(line.max() + tall)) + 1
    below = np.arange(first, last, dtype=np.float32)[:, None] + np.float32(0.5) - line[None, :]
    cover = np.clip(below + 0.5, 0.0, 1.0) * np.clip(tall + 0.5 - below, 0.0, 1.0)
    half = tall / 2.0
    course = (below >= half).astype(np.float32)
    period = np.float32(stone or tall * 1.8)
    # Half a stone further in the second course, as a wall is laid.
    across = (np.arange(len(line), dtype=np.float32)[None, :] / period + 0.5 * course) % 1.0
    gap = (across < 0.09) | (below - half * course < max(1.0, tall * 0.08))
    shade = np.where(gap, np.float32(0.72), 1.0 - 0.08 * course)
    colours = shade[..., None] * np.asarray(colour, np.float32)
    blend.lay(picture, (box.left, first), np.asarray(cover, np.float32), colours)


def paint_terraces(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    terraces: Sequence[tuple[float, Rgb]],
    *,
    light: Rgb = (0xC0, 0x90, 0x58),
    stone: Rgb = (0x54, 0x48, 0x50),
    seed: int = 1,
) -> list[Field]:
    """Paint terraces along one hill: a lit lip of grass, its slope, the dry wall that holds it.

    Parameters
    ----------
    kit, picture
        As everywhere.
    box : pygame.Rect
        Columns of the hill, and what the levels are shares of.
    terraces : sequence
        Height of each edge as a share of the box's height, the far ones first, and its green.
    light, stone : tuple of int
        Of the sun on the lips, and of the walls.
    seed : int
        Equal seeds give equal hills.

    Returns
    -------
    list of numpy.ndarray
        The edges, as `hill_line` gives them.
    """
    height = box.height
    bend = painting.noise_line(box.width * painting.FINE, painting.FINE * height * 0.9, seed, 2)
    lines = []
    for number, (level, green) in enumerate(terraces):
        # They bend alike, so that they run along one hill.
        own = hill_line(box, level, 0.016, seed=seed + 1 + number, wave=0.5)
        tops = np.asarray(own + height * 0.050 * (bend - 0.5), np.float32)
        lines.append(tops)
        paint_ground(kit, picture, box, tops, mix(green, light, 0.42))
        if kit.theme.is_high_contrast:
            continue
        shade = mix(green, (0, 0, 0), 0.2)
        paint_ground(kit, picture, box, tops + height * 0.004, green, shade)
        tall = height * (0.012 + 0.004 * number)
        wall, size = tops + height * 0.041, height * (0.020 + 0.008 * number)
        paint_terrace_wall(kit, picture, box, wall, tall, stone, stone=size)
        paint_ground(kit, picture, box, wall + tall, mix(green, (0, 0, 0), 0.38), green)
    return lines


def paint_sand(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    top: Rgb,
    foot: Rgb,
    *,
    seed: int = 1,
) -> None:
    """Spread sand with the ripples that the tide leaves, wider towards the viewer."""
    if kit.theme.is_high_contrast:
        return
    colours = blend.rows_of(((0.0, top), (1.0, foot)), box.height)
    depth = np.linspace(0.06, 1.0, box.height, dtype=np.float32)[:, None]
    sway = blend.clouds_in(box.width, box.height, box.height * 0.6, seed, long=4)
    # Rows crowd towards the horizon as their distance grows.
    waves = np.sin(2.0 * np.pi * (4.5 * np.log(depth) + 2.6 * sway))
    light = (waves * 0.5 + 0.5) ** 3 * (0.25 + 0.75 * depth) * np.clip(sway * 1.6 - 0.2, 0.0, 1.0)
    lit = np.asarray(0.92 + 0.22 * light, np.float32)[..., None]
    blend.write(picture, box.topleft, colours[:, None] * lit)


def paint_snow(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    light: Rgb = (0x8C, 0x9C, 0xB4),
    shade: Rgb = (0x3E, 0x52, 0x78),
    *,
    seed: int = 1,
) -> None:
    """Lay a slope of snow: soft hollows in blue shade, lit from the upper left, a few sparkles."""
    if kit.theme.is_high_contrast:
        return
    # On one pixel in four each way: nothing in snow is sharp but the sparkles.
    width, height = max(8, box.width // 4), max(8, box.height // 4)
    hollows = blend.clouds_in(width, height, height * 0.55, seed, coarse=2, long=2)
    rows = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    slope = np.zeros_like(hollows)
    step = max(2, height // 24)
    slope[step:, step:] = hollows[:-step, :-step] - hollows[step:, step:]
    share = np.clip(0.66 - 0.40 * rows + slope * 3.2 + (hollows - 0.5) * 0.25, 0.0, 1.0)
    deep, bright = np.asarray(shade, np.float32), np.asarray(light, np.float32)
    blend.write_soft(picture, box, deep + (bright - deep) * share[..., None])
    rng = np.random.default_rng(seed)
    for _ in range(round(90 * box.width / max(1, box.height))):
        at = (box.left + rng.random() * box.width, box.top + rng.random() * box.height)
        kit.glow(picture, at, 2.5 * kit.u, (150, 170, 200), 0.5)
