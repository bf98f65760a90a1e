"""Terraced hills at dusk, framed by two old trees whose boughs meet above."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import painting as paint
from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.orchard.fruit import leaf_points

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
_LEAVES: Final[tuple[Rgb, ...]] = (
    (0x14, 0x22, 0x24),
    (0x1C, 0x30, 0x2A),
    (0x28, 0x42, 0x30),
    (0x3A, 0x54, 0x34),
    (0x5C, 0x64, 0x38),
)
_WINDOW: Final = (0xFF, 0xC8, 0x82)
N_TURNS: Final = 24


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

    def edges(self, x: Field) -> Field:
        """`edge` for many columns."""
        share = np.clip((np.abs(x - self.centre_x) - self.open_half) / self.ease, 0.0, 1.0)
        eased = share * share * (3.0 - 2.0 * share)
        return np.asarray(self.middle + (self.side - self.middle) * eased, np.float32)


def bower_of(kit: Kit) -> Bower:
    """Bower that leaves room for the numbers on both sides, and hangs high between them."""
    layout, u = kit.layout, kit.u
    centre = kit.size[0] / 2.0
    clear = layout.numbers.left - centre - 70.0 * u
    middle = layout.mark.bottom - 4.0 * u
    ground = layout.stage.bottom - 52.0 * u
    side = max(middle, layout.numbers.bottom + 2.0 * u)
    return Bower(centre, float(middle), float(side), max(0.0, clear * 0.45), clear * 0.5, ground)


def paint_orchard(kit: Kit, surface: pygame.Surface) -> None:
    """Paint the whole place; in high contrast only the edges of leaves and ground."""
    width, height = surface.get_size()
    bower = bower_of(kit)
    if kit.theme.is_high_contrast:
        _paint_plain(kit, surface, bower)
        return
    picture = paint.wash(width, height, _SKY)
    glow = (width * 0.36, height * 0.48)
    paint.shine(picture, glow, height * 0.75, (96, 52, 18), 2.0)
    _paint_clouds(picture)
    x = paint.fine_columns(width)
    for number, (level, swing, top, foot) in enumerate(_RANGES):
        line = paint.noise_line(len(x), paint.FINE * height * 0.55, SEED + number, 4)
        tops = np.asarray(height * (level + swing * (0.5 - line)), np.float32)
        paint.lay_silhouette(picture, tops, top, foot)
    lines = [_terrace_line(x, height, number) for number in range(len(_TERRACES))]
    for number, tops in enumerate(lines):
        _lay_terrace(picture, tops, number)
    _lay_meadow(picture, x, bower, kit.u)
    paint.show(picture, surface)
    for number in range(len(_TERRACES) - 1):
        _plant_row(kit, surface, lines[number], number)
    _build_house(kit, surface, lines[1])
    for side in (-1.0, 1.0):
        _draw_trunk(kit, surface, bower, side)
    _grow_grass(kit, surface, bower)
    _grow_leaves(kit, surface, bower)


def _paint_clouds(picture: Field) -> None:
    """Lay a few long clouds across the upper sky."""
    width, height = picture.shape[:2]
    small = (max(4, width // 4), max(4, height // 4))
    # Each fifth row of noise that is five times as high: clouds are longer than tall.
    clouds = paint.noise(small[0], small[1] * 5, small[1] * 0.9, SEED + 9, 5)[:, ::5]
    rows = np.linspace(0.0, 1.0, small[1], dtype=np.float32)[None, : clouds.shape[1]]
    clouds = np.clip((clouds[:, : small[1]] - 0.50) * 3.0, 0.0, 1.0)
    clouds = clouds * np.clip(rows / 0.2, 0.0, 1.0) * np.clip((0.48 - rows) / 0.2, 0.0, 1.0)
    paint.lay(picture, paint.enlarged(clouds, width, height) * 0.45, (0x9C, 0x5C, 0x66))


def _terrace_line(x: Field, height: int, number: int) -> Field:
    """Gently bent edge of a terrace; the terraces bend alike, so they run along one hill."""
    level = _TERRACES[number][0]
    bend = paint.noise_line(len(x), paint.FINE * height * 0.9, SEED + 20, 2) - 0.5
    own = paint.noise_line(len(x), paint.FINE * height * 0.5, SEED + 21 + number, 2) - 0.5
    return np.asarray(height * (level + 0.050 * bend + 0.016 * own), np.float32)


def _lay_terrace(picture: Field, tops: Field, number: int) -> None:
    """Lay a terrace: a lit lip of grass, its slope, and the dry wall that holds it."""
    height = picture.shape[1]
    _, green, _ = _TERRACES[number]
    lit = mix(green, (0xC0, 0x90, 0x58), 0.42)
    paint.lay_silhouette(picture, tops, lit)
    paint.lay_silhouette(picture, tops + height * 0.004, green, mix(green, (0, 0, 0), 0.2))
    wall = height * (0.012 + 0.004 * number)
    paint.lay_silhouette(picture, tops + height * 0.040, mix(_WALL, (0, 0, 0), 0.30))
    stones = tops + height * 0.042
    x = paint.fine_columns(picture.shape[0])
    period = height * (0.020 + 0.008 * number)
    joints = mix(_WALL, (0, 0, 0), 0.28)
    for course in range(2):
        top = stones + wall * 0.5 * course
        # Half a stone further in the second course, as a wall is laid.
        joint = (x / period + 0.5 * course) % 1.0 < 0.09
        paint.lay_silhouette(picture, top, joints)
        paint.lay_silhouette(picture, top + height * 0.0012, mix(_WALL, (0, 0, 0), 0.08 * course))
        # Where no joint is, the line lies far below the picture, and nothing is painted.
        paint.lay_silhouette(picture, np.where(joint, top, np.float32(1e6)), joints)
    paint.lay_silhouette(picture, stones + wall, mix(green, (0, 0, 0), 0.38), green)


def _lay_meadow(picture: Field, x: Field, bower: Bower, u: float) -> None:
    """Lay the grass in front, dark at the foot so that words stand out."""
    top = bower.ground - 46.0 * u
    line = paint.noise_line(len(x), paint.FINE * 260.0 * u, SEED + 30, 2)
    tops = np.asarray(top - 10.0 * u * line, np.float32)
    paint.lay_silhouette(picture, tops, mix(_GRASS, (0xC0, 0x90, 0x58), 0.30))
    paint.lay_silhouette(picture, tops + 4.0 * u, _GRASS, _GRASS_FOOT)


def _plant_row(kit: Kit, surface: pygame.Surface, line: Field, number: int) -> None:
    """Plant round little trees along a terrace."""
    rng = np.random.default_rng(SEED + 70 + number)
    height = surface.get_height()
    size = height * _TERRACES[number][2]
    x = size * 0.8
    while x < surface.get_width() - size * 0.5:
        foot = float(line[int(x) * paint.FINE]) + height * 0.008
        scale = size * (0.85 + 0.3 * float(rng.random()))
        if rng.random() < 0.82:
            _draw_small_tree(kit, surface, (x, foot), scale, number)
        x += size * (1.9 + 0.9 * float(rng.random()))


def _draw_small_tree(
    kit: Kit, surface: pygame.Surface, foot: Point, size: float, number: int
) -> None:
    dark = mix((0x30, 0x36, 0x3A), (0x1E, 0x30, 0x2A), number)
    light = mix((0x66, 0x5A, 0x48), (0x56, 0x5C, 0x3C), number)
    kit.ellipse(surface, (foot[0], foot[1]), (size * 0.7, size * 0.10), (0x20, 0x26, 0x26), 110)
    trunk = pygame.Rect(0, 0, max(2, round(size * 0.14)), round(size * 0.7))
    trunk.midbottom = (round(foot[0]), round(foot[1]))
    kit.box(surface, trunk, 1.0, _BARK)
    # Seeded by its place in layout units: a tree keeps its shape when the window grows.
    rng = np.random.default_rng(round(foot[0] / kit.u))
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
        kit.disc(surface, (crown[0] + dx * size, crown[1] + dy * size), r * size, dark)
    for dx, dy, r in blobs:
        at = (crown[0] + (dx - 0.10) * size, crown[1] + (dy * 0.9 - 0.12) * size)
        kit.disc(surface, at, r * size * 0.55, light, 70)


def _build_house(kit: Kit, surface: pygame.Surface, line: Field) -> None:
    """Build a small house with a lit window on the middle terrace."""
    width, height = surface.get_size()
    x, s = width * 0.70, height * 0.034
    foot = float(line[int(x) * paint.FINE]) + height * 0.010
    walls = pygame.Rect(0, 0, round(2.1 * s), round(1.1 * s))
    walls.midbottom = (round(x), round(foot))
    kit.box(surface, walls, 1.0, (0x5E, 0x4C, 0x54))
    roof = kit.outline(
        (round(2.7 * s), round(0.95 * s)),
        ((0.0, 1.0), (0.16, 0.0), (0.84, 0.0), (1.0, 1.0)),
        (0x46, 0x2C, 0x36),
    )
    kit.stamp(surface, roof, (walls.centerx, walls.top - 0.34 * s))
    for dx in (-0.5, 0.45):
        window = pygame.Rect(0, 0, max(2, round(0.34 * s)), max(3, round(0.46 * s)))
        window.center = (round(x + dx * s), round(walls.centery + 0.05 * s))
        kit.glow(surface, window.center, 0.9 * s, _WINDOW, 0.5)
        kit.box(surface, window, 1.0, _WINDOW, alpha=225)


def _grow_grass(kit: Kit, surface: pygame.Surface, bower: Bower) -> None:
    """Let tufts stand in the meadow, denser towards the viewer."""
    rng = np.random.default_rng(SEED + 31)
    u, (width, height) = kit.u, surface.get_size()
    top = bower.ground - 40.0 * u
    for _ in range(round(230 * width / height)):
        depth = float(rng.random()) ** 0.8
        x, y = width * float(rng.random()), top + depth * (height - top)
        tall = u * (10.0 + 20.0 * depth) * (0.7 + 0.6 * float(rng.random()))
        shade = mix(mix(_GRASS, (0x8E, 0x8A, 0x56), 0.45), _GRASS_FOOT, 0.15 + 0.62 * depth)
        for blade in (-1.0, 0.0, 1.0):
            turn = blade * 24.0 + (float(rng.random()) - 0.5) * 26.0
            at = (x + blade * tall * 0.10, y)
            _stamp_leaf(kit, surface, at, tall * (1.0 - 0.2 * abs(blade)), shade, turn, 0.07)


def _grow_leaves(kit: Kit, surface: pygame.Surface, bower: Bower) -> None:
    """Grow leaves from dark to light; behind the numbers they stay dark."""
    width = surface.get_width()
    quiet = kit.layout.numbers.inflate(round(50 * kit.u), round(30 * kit.u))
    rng = np.random.default_rng(SEED + 80)
    u = kit.u
    for layer, colour in enumerate(_LEAVES):
        reach = (1.0, 0.86, 0.66, 0.46, 0.30)[layer]
        # The counts are for 16:9.
        n_leaves = round((900, 1300, 900, 520, 260)[layer] * width / surface.get_height() / 1.78)
        for _ in range(n_leaves):
            x = width * float(rng.random())
            edge = bower.edge(x) + u * 12.0 * math.sin(x / u / 31.0) * math.sin(x / u / 83.0 + 1.0)
            up = float(rng.random()) ** (0.9 if layer < 2 else 1.5) * reach
            y = edge - 10.0 * u - up * (edge + 20.0 * u)
            # Light leaves come in clumps; between them the dark ones give the boughs their depth.
            clump = math.sin(x / u / 23.0 + 1.7 * math.sin(y / u / 29.0))
            if layer >= 2 and clump < 0.15 * layer - 0.4:
                continue
            if layer >= 2 and quiet.collidepoint(x, y):
                continue
            length = u * (26.0 + 12.0 * float(rng.random()))
            _stamp_leaf(kit, surface, (x, y), length, colour, 180.0 + (rng.random() - 0.5) * 190.0)


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


def _stamp_leaf(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    length: float,
    colour: Rgb,
    turn_deg: float,
    half_width: float = 0.26,
) -> None:
    """Stamp one leaf or blade; few lengths and turns, so few pictures."""
    length = max(4.0, round(length / 3.0) * 3.0)
    turn = round(turn_deg / 360.0 * N_TURNS) % N_TURNS
    # Near shades share a picture: thousands of leaves are a few hundred pictures.
    shade = (colour[0] // 6 * 6, colour[1] // 6 * 6, colour[2] // 6 * 6)
    side = round(length * 2.0) + 2

    def paint_leaf(large: pygame.Surface, factor: int) -> None:
        middle = large.get_width() / 2.0
        foot = (middle, middle)
        points = leaf_points(foot, length * factor, 360.0 * turn / N_TURNS, half_width)
        pygame.draw.polygon(large, shade, points)

    key = ("orchard leaf", length, turn, shade, half_width)
    kit.stamp(surface, kit.picture(key, (side, side), paint_leaf, shade), at)


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
