"""Water: its surface with glints, what is mirrored in it, swell, and rings that spread."""

from __future__ import annotations

import math

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.painting import noise
from balance_arcade.games.scenery import blend


def paint_water(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    far: Rgb,
    near: Rgb,
    *,
    glint: Rgb = (120, 150, 190),
    strength: float = 0.22,
    seed: int = 1,
) -> None:
    """Fill a box with water seen from its shore: level glints that widen towards the viewer.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    picture : pygame.Surface
        Painted on.
    box : pygame.Rect
        Where, in pixels; its upper edge is the far shore.
    far, near : tuple of int
        Colour at the far shore and at the viewer.
    glint : tuple of int
        Light of the sky on the waves.
    strength : float
        How strongly, 0 to 1.
    seed : int
        Equal seeds give equal water.
    """
    if kit.theme.is_high_contrast:
        picture.fill(kit.theme.night_top, box)
        ends = ((float(box.left), float(box.top)), (float(box.right), float(box.top)))
        kit.line(picture, ends, 3.0 * kit.u, kit.theme.track)
        return
    blend.fill(picture, box, blend.rows_of(((0.0, far), (1.0, near)), box.height))
    _add_glints(picture, box, glint, strength, seed)


def _add_glints(
    picture: pygame.Surface, box: pygame.Rect, glint: Rgb, strength: float, seed: int
) -> None:
    rows, columns = max(4, box.height), max(4, box.width // 4)
    fine = noise(rows * 2, columns, 22.0, seed, 4)
    depth = np.linspace(0.0, 1.0, rows, dtype=np.float32)
    # Rows of noise are taken closer together near the viewer, so that waves grow there.
    at = np.minimum(2 * rows - 1, (2 * rows - 1) * (depth + 0.05) ** 0.45).astype(np.intp)
    waves = np.clip((fine[at] - 0.56) * 7.0, 0.0, 1.0) * (0.35 + 0.65 * (1.0 - depth[:, None]))
    # Stretched along the rows: four columns of waves become one soft stroke.
    blend.add_soft(picture, box, waves * np.float32(strength), glint)


def paint_reflection(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    *,
    strength: float = 0.65,
    ripple: float = 0.012,
    seed: int = 1,
) -> None:
    """Mirror what stands above a box of water in it, broken by waves and fading towards the viewer.

    ``strength`` is 0 to 1, ``ripple`` how far rows are moved aside, in box widths.
    """
    if kit.theme.is_high_contrast:
        return
    height = min(box.height, box.top)
    pixels = pygame.surfarray.pixels3d(picture).swapaxes(0, 1)
    above = pixels[box.top - height : box.top, box.left : box.right][::-1].copy()
    del pixels  # unlocks the picture
    rng = np.random.default_rng(seed)
    phase = float(rng.random()) * 6.0
    for row in range(height):
        depth = row / max(1, height)
        wave = math.sin(phase + 26.0 * math.sqrt(depth + 0.02) * math.pi)
        shift = round(wave * ripple * box.width * (0.15 + depth) * 0.6)
        above[row] = np.roll(above[row], shift, axis=0)
    fading = (1.0 - np.linspace(0.0, 1.0, height, dtype=np.float32)) ** 1.2
    veil = pygame.Surface((above.shape[1], height), pygame.SRCALPHA, 32)
    pygame.surfarray.pixels3d(veil).swapaxes(0, 1)[:] = above
    opacity = np.rint(255.0 * strength * fading).astype(np.uint8)
    pygame.surfarray.pixels_alpha(veil)[:] = opacity[None, :]
    picture.blit(veil, box)


def paint_light_path(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    x: float,
    colour: Rgb,
    *,
    seed: int = 1,
    width: float = 0.05,
) -> None:
    """Lay the path of a moon or lamp at column ``x`` on water: short level strokes of light.

    ``width`` is its half width at the viewer in box widths.
    """
    if kit.theme.is_high_contrast:
        return
    rng = np.random.default_rng(seed)
    for k in range(90):
        depth = (k / 90.0) ** 1.6
        half = box.width * width * (0.25 + 0.75 * depth)
        at_x = x + (float(rng.random()) + float(rng.random()) - 1.0) * half
        at_y = box.top + depth * box.height
        long = half * (0.25 + 0.5 * float(rng.random()))
        thick = kit.u * (0.8 + 2.2 * depth)
        alpha = round((130 - 80 * depth) * (0.5 + 0.5 * float(rng.random())))
        kit.ellipse(picture, (at_x, at_y), (long, thick), colour, alpha)


def draw_rings(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    radius: float,
    share: float,
    colour: Rgb,
    *,
    flat: float = 0.32,
    n_rings: int = 3,
) -> None:
    """Draw rings that spread on water; ``share`` (0 to 1) is how far they have come.

    Cheap enough for every frame: radii are rounded, so that few pictures are made.
    """
    if not 0.0 < share < 1.0:
        return
    for k in range(n_rings):
        part = share - 0.16 * k
        if part <= 0.0:
            continue
        wide = max(6.0, round(radius * part / 6.0) * 6.0)
        alpha = round(170 * (1.0 - share) * (1.0 - 0.25 * k))
        _flat_ring(kit, surface, at, wide, flat, colour, alpha)


def _flat_ring(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    wide: float,
    flat: float,
    colour: Rgb,
    alpha: int,
) -> None:
    size = (math.ceil(2 * wide) + 6, math.ceil(2 * wide * flat) + 6)
    line = max(2.0, 2.4 * kit.u)

    def paint(large: pygame.Surface, factor: int) -> None:
        rect = large.get_rect().inflate(-4 * factor, -4 * factor)
        pygame.draw.ellipse(large, colour, rect, max(1, round(line * factor)))

    key = ("flat ring", size, colour, round(line, 1))
    kit.stamp(surface, kit.picture(key, size, paint, colour), at, alpha)


def swell(x: float, t_s: float, *, long: float, high: float, speed: float = 0.25) -> float:
    """Height of a calm swell at a place and time: two waves that never repeat exactly.

    Parameters
    ----------
    x : float
        Place, in the unit of ``long``.
    t_s : float
        Game time in seconds.
    long, high : float
        Length and height of the longer wave.
    speed : float
        Wave lengths a second.

    Returns
    -------
    float
        In the unit of ``high``, positive up.

    Examples
    --------
    >>> abs(swell(3.0, 1.0, long=5.0, high=2.0)) <= 2.0
    True
    """
    turn = 2.0 * math.pi
    first = math.sin(turn * (x / long - speed * t_s))
    second = math.sin(turn * (x / (0.618 * long) + 0.7 * speed * t_s) + 1.0)
    return high * (0.65 * first + 0.35 * second)


def draw_swell(
    kit: Kit,
    surface: pygame.Surface,
    box: pygame.Rect,
    t_s: float,
    colour: Rgb,
    *,
    level: float = 0.0,
    long: float = 1.2,
    high: float = 0.05,
) -> None:
    """Draw one row of swell from its edge to the foot of a box, afresh each frame.

    ``level``, ``long`` and ``high`` are in box heights; ``level`` is the edge's place from the top.
    """
    still = 0.0 if kit.theme.reduced_motion else t_s
    n_points = 49
    points = []
    for k in range(n_points):
        x = k / (n_points - 1) * box.width
        up = swell(x, still, long=long * box.height, high=high * box.height)
        points.append((box.left + x, box.top + level * box.height - up))
    if kit.theme.is_high_contrast:
        kit.line(surface, points, 3.0 * kit.u, kit.theme.track)
        return
    foot = float(box.bottom)
    kit.polygon(surface, [*points, (float(box.right), foot), (float(box.left), foot)], colour)
