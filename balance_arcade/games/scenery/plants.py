"""Plants: leaves and blades, tufts of grass, reeds, trees, foliage, water lilies."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.scenery import blend

N_TURNS: Final = 24
BARK: Final = (0x26, 0x1C, 0x24)
LEAVES: Final[tuple[Rgb, ...]] = (
    (0x14, 0x22, 0x24),
    (0x1C, 0x30, 0x2A),
    (0x28, 0x42, 0x30),
    (0x3A, 0x54, 0x34),
    (0x5C, 0x64, 0x38),
)
"""Greens from the depth of a tree to its edge."""


def leaf_points(
    foot: Point, length: float, turn_deg: float, half_width: float = 0.26
) -> list[Point]:
    """Outline of a pointed leaf, or of a blade of grass; the half width is in lengths.

    0 degrees points up, 90 to the right.
    """
    angle = math.radians(turn_deg)
    along, aside = (math.sin(angle), -math.cos(angle)), (math.cos(angle), math.sin(angle))
    n_half = 9
    edge = [
        (k / n_half, math.sin(math.pi * (k / n_half) ** 0.85) * half_width)
        for k in range(n_half + 1)
    ]
    outline = edge + [(t, -w) for t, w in reversed(edge[1:-1])]
    return [
        (
            foot[0] + length * (t * along[0] + w * aside[0]),
            foot[1] + length * (t * along[1] + w * aside[1]),
        )
        for t, w in outline
    ]


@lru_cache(maxsize=2048)
def _outline(
    length: float, turn: int, half_width: float
) -> tuple[tuple[Point, ...], tuple[int, int], Point]:
    """Outline of a leaf within its own box, the box's size, and its middle seen from the foot."""
    points = leaf_points((0.0, 0.0), length, 360.0 * turn / N_TURNS, half_width)
    left, top = min(x for x, _ in points) - 1.0, min(y for _, y in points) - 1.0
    local = tuple((x - left, y - top) for x, y in points)
    size = (math.ceil(max(x for x, _ in local)) + 1, math.ceil(max(y for _, y in local)) + 1)
    return local, size, (left + size[0] / 2.0, top + size[1] / 2.0)


def _leaf(
    kit: Kit, length: float, turn: int, shade: Rgb, half_width: float
) -> tuple[pygame.Surface, Point]:
    """Picture of a leaf, and its middle seen from its foot."""
    outline, size, middle = _outline(length, turn, half_width)

    def paint(large: pygame.Surface, factor: int) -> None:
        pygame.draw.polygon(large, shade, [(x * factor, y * factor) for x, y in outline])

    key = ("leaf", length, turn, shade, half_width)
    return kit.picture(key, size, paint, shade), middle


def stamp_leaves(
    kit: Kit,
    picture: pygame.Surface,
    leaves: Iterable[tuple[Point, float, Rgb, float]],
    *,
    half_width: float = 0.26,
) -> None:
    """Stamp many leaves or blades; few lengths, turns and shades, so few pictures.

    Parameters
    ----------
    kit, picture
        As everywhere.
    leaves : iterable
        Foot and length in pixels, colour, and turn in degrees: 0 points up, 90 to the right.
    half_width : float
        Of a leaf, in lengths.
    """
    made: dict[tuple[float, int, Rgb], tuple[pygame.Surface, Point]] = {}
    stamps = []
    for foot, length, colour, turn_deg in leaves:
        step = 3.0 if length < 30.0 else 6.0
        long = max(4.0, round(length / step) * step)
        turn = round(turn_deg / 360.0 * N_TURNS) % N_TURNS
        shade = (colour[0] // 8 * 8, colour[1] // 8 * 8, colour[2] // 8 * 8)
        key = (long, turn, shade)
        if key not in made:
            made[key] = _leaf(kit, long, turn, shade, half_width)
            made[key][0].set_alpha(255)
        sprite, middle = made[key]
        width, height = sprite.get_size()
        left = round(foot[0] + middle[0] - width / 2.0)
        stamps.append((sprite, (left, round(foot[1] + middle[1] - height / 2.0))))
    picture.blits(stamps, False)


def paint_tufts(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    far: Rgb,
    near: Rgb,
    *,
    tall: float = 20.0,
    n_tufts: int = 230,
    seed: int = 1,
) -> None:
    """Let tufts of grass stand in a box, larger and denser towards the viewer.

    ``tall`` is the height of the near ones in layout units; ``n_tufts`` is for a whole screen.
    """
    if kit.theme.is_high_contrast:
        return
    rng, blades = np.random.default_rng(seed), []
    for _ in range(round(n_tufts * box.width / kit.size[1])):
        depth = float(rng.random()) ** 0.8
        x, y = box.left + box.width * float(rng.random()), box.top + depth * box.height
        high = kit.u * tall * (0.5 + depth) * (0.7 + 0.6 * float(rng.random()))
        shade = mix(far, near, round(5.0 * depth) / 5.0)
        for blade in (-1.0, 0.0, 1.0):
            turn = blade * 24.0 + (float(rng.random()) - 0.5) * 26.0
            foot = (x + blade * high * 0.10, y)
            blades.append((foot, high * (1.0 - 0.2 * abs(blade)), shade, turn))
    stamp_leaves(kit, picture, blades, half_width=0.07)


def stamp_pines(
    kit: Kit,
    picture: pygame.Surface,
    pines: Iterable[tuple[Point, float]],
    *,
    green: Rgb = (20, 36, 44),
    snow: Rgb = (96, 106, 128),
    shadow: Rgb = (26, 36, 66),
) -> None:
    """Stamp single pines with snow on their boughs, seen from a slope above; few sizes.

    Parameters
    ----------
    kit, picture
        As everywhere.
    pines : iterable
        Foot and size (half the height) of each in pixels, the far ones first.
    green, snow, shadow : tuple of int
        Of the lowest boughs, of what lies on them, and of what falls to the right.
    """
    for (x, y), size in pines:
        step = max(1, round(4.0 * kit.u))
        long = max(step, round(size / step) * step)
        key = ("pine", long, green, snow, shadow)
        sprite = kit.picture(key, (4 * long, 4 * long), _pine_with_snow(green, snow, shadow), green)
        kit.stamp(picture, sprite, (x + 0.5 * long, y - 1.0 * long))


def _pine_with_snow(green: Rgb, snow: Rgb, shadow: Rgb) -> Callable[[pygame.Surface, int], None]:
    """Painter of a pine whose foot stands at 3/8 of a square's width and 3/4 of its height."""

    def paint(large: pygame.Surface, _factor: int) -> None:
        size = large.get_width() / 4.0
        x, y = 1.5 * size, 3.0 * size
        fallen = [(x, y), (x + size * 1.9, y + size * 0.55), (x + size * 0.5, y + size * 0.22)]
        pygame.draw.polygon(large, (*shadow, 120), fallen)
        for level, (wide, light) in enumerate(((1.0, 0), (0.78, 8), (0.52, 12))):
            foot = y - level * size * 0.62
            top = (x, foot - size * 1.15 * wide)
            left, right = (x - size * wide * 0.62, foot), (x + size * wide * 0.62, foot)
            bough: Rgb = (green[0] + light, green[1] + light, green[2] + light)
            pygame.draw.polygon(large, bough, (left, right, top))
            middle = (x + size * 0.02, foot - size * 0.6 * wide)
            lying = ((x - size * wide * 0.30, foot - size * 0.52 * wide), top, middle)
            pygame.draw.polygon(large, snow, lying)

    return paint


def paint_reeds(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colour: Rgb = (0x2E, 0x42, 0x3C),
    *,
    head: Rgb = (0x4E, 0x38, 0x2C),
    n_reeds: int = 26,
    seed: int = 1,
) -> None:
    """Let reeds stand at the foot of a box and reach to its top: bent blades, some with a head.

    In high contrast a few plain stalks.
    """
    rng = np.random.default_rng(seed)
    strong = kit.theme.is_high_contrast
    for number in range(n_reeds if not strong else max(2, n_reeds // 5)):
        x = box.left + box.width * float(rng.random())
        tall = box.height * (0.45 + 0.55 * float(rng.random()))
        lean = tall * (float(rng.random()) - 0.5) * 0.30
        shade = mix(colour, (0, 0, 0), 0.45 * float(rng.random()))
        line = []
        for k in range(9):
            t = k / 8.0
            line.append((x + lean * t * t, box.bottom - tall * t))
        if strong:
            kit.line(picture, line, 2.5 * kit.u, kit.theme.track)
            continue
        _paint_blade(kit, picture, line, max(2.0, 4.6 * kit.u), shade)
        if number % 3 == 0:
            _paint_head(kit, picture, line, mix(head, (0, 0, 0), 0.3 * float(rng.random())))


def _paint_blade(
    kit: Kit, picture: pygame.Surface, line: list[Point], width: float, colour: Rgb
) -> None:
    """Paint a blade along a line, which narrows to its tip."""
    last = len(line) - 1
    left = [(x - width / 2.0 * (1.0 - k / last) ** 0.7, y) for k, (x, y) in enumerate(line)]
    right = [(x + width / 2.0 * (1.0 - k / last) ** 0.7, y) for k, (x, y) in enumerate(line)]
    kit.polygon(picture, left + right[::-1], colour)


def _paint_head(kit: Kit, picture: pygame.Surface, line: list[Point], colour: Rgb) -> None:
    """Paint the brown head of a bulrush near the tip of its stalk."""
    (x, y), (below_x, below_y) = line[-2], line[-3]
    kit.line(picture, ((x, y), ((x + below_x) / 2.0, (y + below_y) / 2.0)), 8.0 * kit.u, colour)


def paint_tree(
    kit: Kit,
    picture: pygame.Surface,
    foot: Point,
    size: float,
    *,
    dark: Rgb = (0x1E, 0x30, 0x2A),
    light: Rgb = (0x56, 0x5C, 0x3C),
    seed: int = 1,
) -> None:
    """Plant a round tree whose crown is ``size`` pixels wide; left out in high contrast."""
    if kit.theme.is_high_contrast:
        return
    kit.ellipse(picture, foot, (size * 0.7, size * 0.10), (0x20, 0x26, 0x26), 110)
    trunk = pygame.Rect(0, 0, max(2, round(size * 0.14)), round(size * 0.7))
    trunk.midbottom = (round(foot[0]), round(foot[1]))
    kit.box(picture, trunk, 1.0, BARK)
    rng = np.random.default_rng(seed)
    crown = (foot[0], foot[1] - size)
    blobs = [(0.0, 0.0, 0.50)]
    for k in range(9):
        angle = 2.0 * math.pi * k / 9.0
        away = 0.34 + 0.10 * float(rng.random())
        # A crown is flatter below.
        low = 0.8 if math.cos(angle) > 0.0 else 1.0
        r = 0.22 + 0.10 * float(rng.random())
        blobs.append((away * 1.25 * math.sin(angle), away * low * math.cos(angle), r))
    for dx, dy, r in blobs:
        kit.disc(picture, (crown[0] + dx * size, crown[1] + dy * size), r * size, dark)
    for dx, dy, r in blobs:
        at = (crown[0] + (dx - 0.10) * size, crown[1] + (dy * 0.9 - 0.12) * size)
        kit.disc(picture, at, r * size * 0.55, light, 70)


def paint_foliage(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    edge: Callable[[float], float],
    *,
    colours: tuple[Rgb, ...] = LEAVES,
    quiet: pygame.Rect | None = None,
    seed: int = 80,
) -> None:
    """Hang leaves from the top of a box down to an edge, dark in the depth and light outside.

    Parameters
    ----------
    kit, picture
        As everywhere.
    box : pygame.Rect
        Columns and top of the foliage, in pixels.
    edge : callable
        ``edge(x)`` is its lower edge at a pixel column.
    colours : tuple of tuple of int
        Five greens from dark to light.
    quiet : pygame.Rect, optional
        Light leaves keep away from here, so that numbers stand out.
    seed : int
        Equal seeds give equal leaves.
    """
    if kit.theme.is_high_contrast:
        return
    leaves = _hanging(kit, box, edge, colours, seed)
    if quiet is not None:
        dark = set(colours[:2])
        leaves = (leaf for leaf in leaves if leaf[2] in dark or not quiet.collidepoint(leaf[0]))
    stamp_leaves(kit, picture, leaves)


def _hanging(
    kit: Kit, box: pygame.Rect, edge: Callable[[float], float], colours: tuple[Rgb, ...], seed: int
) -> Iterator[tuple[Point, float, Rgb, float]]:
    """Leaves of a foliage, the dark ones first."""
    rng, u = np.random.default_rng(seed), kit.u
    for layer, colour in enumerate(colours):
        reach = (1.0, 0.86, 0.66, 0.46, 0.30)[layer]
        # The counts are for a screen of 16:9.
        n_leaves = round((900, 1300, 900, 520, 260)[layer] * box.width / kit.size[1] / 1.78)
        chances: list[list[float]] = rng.random((n_leaves, 4)).tolist()
        for across, high, long, aside in chances:
            x = box.left + box.width * across
            low = edge(x) + u * 12.0 * math.sin(x / u / 31.0) * math.sin(x / u / 83.0 + 1.0)
            up = high ** (0.9 if layer < 2 else 1.5) * reach
            y = low - 10.0 * u - up * (low - box.top + 20.0 * u)
            # Light leaves come in clumps; between them the dark ones give the boughs their depth.
            clump = math.sin(x / u / 23.0 + 1.7 * math.sin(y / u / 29.0))
            if layer < 2 or clump >= 0.15 * layer - 0.4:
                yield (x, y), u * (26.0 + 12.0 * long), colour, 180.0 + (aside - 0.5) * 190.0


def paint_lily_pads(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colour: Rgb = (0x24, 0x44, 0x3C),
    *,
    n_pads: int = 14,
    flat: float = 0.34,
    seed: int = 1,
) -> None:
    """Let leaves of water lilies float in a box, smaller towards its top; few in high contrast."""
    rng = np.random.default_rng(seed)
    strong = kit.theme.is_high_contrast
    places = sorted((float(rng.random()), float(rng.random())) for _ in range(n_pads))
    for depth, across in places[:: 3 if strong else 1]:
        wide = kit.u * (16.0 + 34.0 * depth)
        at = (box.left + box.width * across, box.top + box.height * depth)
        turn, shade = 360.0 * float(rng.random()), mix(colour, (0, 0, 0), 0.4 * rng.random())
        if strong:
            shade = kit.theme.track
        kit.stamp(picture, _pad(kit, round(wide / 3.0) * 3, flat, round(turn / 45) * 45, shade), at)


def _pad(kit: Kit, wide: int, flat: float, turn_deg: int, colour: Rgb) -> pygame.Surface:
    """Round leaf with a notch, seen at a slant."""
    size = (2 * wide + 2, max(2, round(2 * wide * flat) + 2))
    light = colour if kit.theme.is_high_contrast else mix(colour, (170, 190, 150), 0.22)

    def paint(large: pygame.Surface, _factor: int) -> None:
        width, height = large.get_size()
        points = [(width / 2.0, height / 2.0)]
        for k in range(33):
            angle = math.radians(turn_deg + 14.0 + 332.0 * k / 32.0)
            points.append(
                (width * (0.5 + 0.48 * math.sin(angle)), height * (0.5 - 0.47 * math.cos(angle)))
            )
        pygame.draw.polygon(large, colour, points)
        for k in range(1, 8):
            tip = points[4 * k]
            middle = points[0]
            end = (middle[0] + 0.86 * (tip[0] - middle[0]), middle[1] + 0.86 * (tip[1] - middle[1]))
            pygame.draw.line(large, light, middle, end, 3)

    return kit.picture(("lily pad", wide, flat, turn_deg, colour), size, paint, colour)


def shade_below(kit: Kit, picture: pygame.Surface, box: pygame.Rect, share: float) -> None:
    """Darken a box towards its foot, so that words stand out there; nothing in high contrast."""
    if kit.theme.is_high_contrast:
        return
    rows = np.linspace(0.0, 1.0, box.height, dtype=np.float32)
    left = 1.0 - np.float32(share) * rows * rows * (3.0 - 2.0 * rows)
    blend.dim_rows(picture, box, np.asarray(left, np.float32))
