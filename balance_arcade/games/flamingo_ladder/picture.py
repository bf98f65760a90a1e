"""The lagoon at low tide, painted once; the flamingo, and the rungs that lead to the sun."""

from __future__ import annotations

import itertools
import math
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.flamingo_ladder.model import N_RUNGS
from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point

HORIZON: Final = 0.36
"""Of the height."""

NEAR: Final = 0.665
_SUN: Final[Rgb] = (0xF2, 0xC0, 0x92)
_FAR: Final[Rgb] = (0x6E, 0x54, 0x66)
_SHALLOW: Final[Rgb] = (0x1A, 0x22, 0x3C)
_PINK: Final[Rgb] = (0xE2, 0x8C, 0x8C)
_LIGHT: Final[Rgb] = (0xF4, 0xBC, 0xAE)
_ROSE: Final[Rgb] = (0xB8, 0x5C, 0x6C)
_TIP: Final[Rgb] = (0x2A, 0x22, 0x2E)


def paint_lagoon(kit: Kit, picture: pygame.Surface) -> None:
    """Paint the sun low over still water, hills far away, and reeds at both sides."""
    width, height = picture.get_size()
    edge = round(height * HORIZON)
    sky, water = pygame.Rect(0, 0, width, edge), pygame.Rect(0, edge, width, height - edge)
    if kit.theme.is_high_contrast:
        kit.ground(picture)
        ends = ((0.0, float(edge)), (float(width), float(edge)))
        kit.line(picture, ends, 3.0 * kit.u, kit.theme.track)
        return
    if scenery.paint_scene(kit, picture, horizon=HORIZON):
        return
    sun = (width / 2.0, edge - 0.055 * height)
    scenery.paint_sky(kit, picture, sky, scenery.DUSK_SKY)
    scenery.paint_clouds(kit, picture, sky, (0xC8, 0x86, 0x74), seed=8)
    scenery.paint_moon(kit, picture, sun, 0.052 * height, _SUN)
    for colour, level, seed in (((0x6A, 0x4A, 0x66), 0.86, 5), ((0x46, 0x36, 0x54), 0.93, 12)):
        scenery.paint_hills(kit, picture, sky, colour, level=level, swing=0.07, seed=seed)
    scenery.paint_water(kit, picture, water, _FAR, _SHALLOW, glint=(196, 150, 140), strength=0.16)
    scenery.paint_reflection(kit, picture, water, strength=0.55, ripple=0.004)
    path = pygame.Rect(0, edge, width, round(height * 0.5))
    scenery.paint_light_path(kit, picture, path, sun[0], (0xF0, 0xB8, 0x90), width=0.045)
    _paint_reeds(kit, picture)
    scenery.paint_vignette(kit, picture, strength=0.4)


def _paint_reeds(kit: Kit, picture: pygame.Surface) -> None:
    """Let clumps of reeds stand at both sides, the near ones tall and dark."""
    width, height = picture.get_size()
    for side in (-1.0, 1.0):
        for row, (foot, tall, n_clumps, shade) in enumerate(_ROWS):
            for clump in range(n_clumps):
                wide = (0.075 + 0.02 * row) * min(width, 1.78 * height)
                out = 0.02 + 0.045 * clump * (1.0 - 0.2 * row)
                box = pygame.Rect(0, 0, round(wide), round(tall * height * (1.0 - 0.12 * clump)))
                # Clumps stand a little before or behind each other: no row ends in a line.
                ahead = 0.022 * ((5 * clump + 3 * row) % 4 - 1.5)
                x = width * (out if side < 0.0 else 1.0 - out)
                box.midbottom = (round(x), round(height * (foot + ahead)))
                kit.ellipse(picture, box.midbottom, (0.55 * wide, 8.0 * kit.u), _SHALLOW, 130)
                seed = 30 * row + 7 * clump + round(2.0 + side)
                scenery.paint_reeds(kit, picture, box, shade, n_reeds=7, seed=seed)


_ROWS: Final[tuple[tuple[float, float, int, Rgb], ...]] = (
    (0.53, 0.17, 4, (0x4A, 0x3E, 0x54)),
    (0.76, 0.32, 3, (0x2C, 0x2A, 0x40)),
    (1.06, 0.46, 3, (0x12, 0x16, 0x26)),
)
"""Foot and height of a row of reeds in screen heights, its clumps, and its colour."""


def rung_box(kit: Kit, middle_x: float, number: int) -> pygame.Rect:
    """Where a rung lies on the water: the first is the nearest, the last one under the sun."""
    height = kit.size[1]
    # Equal steps over water look shorter the farther they are.
    near = 1.0 / (1.0 + 0.34 * number)
    far = 1.0 / (1.0 + 0.34 * (N_RUNGS - 1))
    depth = (near - far) / (1.0 - far)
    y = height * (HORIZON + 0.035 + (NEAR - HORIZON - 0.035) * depth)
    box = pygame.Rect(0, 0, round((46.0 + 170.0 * depth) * kit.u), 0)
    box.height = max(4, round((4.0 + 9.0 * depth) * kit.u))
    box.center = (round(middle_x), round(y))
    return box


def draw_rungs(
    kit: Kit, surface: pygame.Surface, middle_x: float, n_climbed: int, held: float, ahead: bool
) -> None:
    """Draw the ladder: climbed rungs are light, the next one fills while it is held."""
    theme = kit.theme
    warm = theme.paper if theme.is_high_contrast else _SUN
    for number in range(N_RUNGS - 1, -1, -1):
        box = rung_box(kit, middle_x, number)
        radius = box.height / 2.0
        if number < n_climbed:
            if not theme.is_high_contrast:
                kit.glow(surface, box.center, box.width * 0.42, (120, 84, 60), 0.35)
            kit.box(surface, box, radius, warm, alpha=235)
            continue
        kit.box(surface, box, radius, theme.track, alpha=150)
        if number == n_climbed and ahead:
            frame = box.inflate(round(8 * kit.u), round(8 * kit.u))
            kit.box(surface, frame, frame.height / 2.0, theme.goal, alpha=70)
            kit.box(surface, box, radius, mix(theme.track, theme.goal, 0.35), alpha=230)
            wide = round(box.width * held)
            if wide > box.height:
                full = pygame.Rect(box.left, box.top, wide, box.height)
                kit.box(surface, full, radius, theme.goal)


def draw_flamingo(
    kit: Kit,
    surface: pygame.Surface,
    foot: Point,
    tall: float,
    side: int,
    *,
    one_leg: bool,
    alpha: int = 255,
) -> None:
    """Draw the flamingo, ``tall`` from its foot, looking to ``side``; at alpha 0 make it."""
    size = (round(tall * 0.80), round(tall * 1.06))
    strong = kit.theme.is_high_contrast

    def paint(large: pygame.Surface, _factor: int) -> None:
        _Bird(large, side, plain=kit.theme.paper if strong else None).paint(one_leg=one_leg)

    key = ("flamingo", size, side, one_leg, strong)
    picture = kit.picture(key, size, paint, kit.theme.paper if strong else _PINK)
    if alpha <= 0:
        return
    at = (foot[0], foot[1] - size[1] / 2.0 + 0.03 * tall)
    kit.stamp(surface, picture, at, alpha)


class _Bird:
    """Paints the bird at its size; places are shares of the picture, the foot at (0.5, 0.97)."""

    def __init__(self, large: pygame.Surface, side: int, *, plain: Rgb | None) -> None:
        self._large, self._side, self._plain = large, side, plain
        self._width, self._height = large.get_size()

    def paint(self, *, one_leg: bool) -> None:
        """Paint legs first, then tail, body and wing, and the neck last."""
        hip = (0.50, 0.56)
        if one_leg:
            self._stroke([(0.53, 0.55), (0.66, 0.665), (0.515, 0.715)], 0.020, _ROSE)
            self._stroke([(0.515, 0.715), (0.60, 0.725)], 0.014, _ROSE)
            self._leg((0.50, 0.97), hip)
        else:
            self._leg((0.56, 0.97), (0.53, 0.56))
            self._leg((0.44, 0.97), (0.48, 0.56))
        self._fill([(0.34, 0.42), (0.13, 0.545), (0.30, 0.555), (0.44, 0.53)], _ROSE)
        self._oval((0.47, 0.475), (0.215, 0.098), -10.0, _PINK)
        self._oval((0.43, 0.468), (0.165, 0.066), -14.0, mix(_PINK, _ROSE, 0.35))
        self._oval((0.44, 0.452), (0.150, 0.050), -14.0, _LIGHT)
        neck = [_bend(t) for t in (k / 28.0 for k in range(29))]
        for k, point in enumerate(neck):
            self._disc(point, 0.036 - 0.011 * min(1.0, k / 20.0), mix(_PINK, _LIGHT, k / 60.0))
        self._oval((0.672, 0.112), (0.052, 0.031), 8.0, mix(_PINK, _LIGHT, 0.5))
        self._fill([(0.70, 0.088), (0.775, 0.118), (0.785, 0.150), (0.715, 0.137)], _LIGHT)
        self._fill([(0.756, 0.112), (0.792, 0.138), (0.778, 0.186), (0.742, 0.140)], _TIP)
        self._disc((0.682, 0.104), 0.007, _TIP, solid=True)

    def _leg(self, foot: Point, hip: Point) -> None:
        knee = (foot[0] * 0.5 + hip[0] * 0.5, 0.755)
        self._stroke([foot, knee, hip], 0.019, _ROSE)
        self._disc(knee, 0.015, _ROSE)
        self._stroke([(foot[0] - 0.01, 0.972), (foot[0] + 0.085, 0.974)], 0.014, _ROSE)

    def _px(self, at: Point) -> Point:
        x = at[0] if self._side > 0 else 1.0 - at[0]
        return x * self._width, at[1] * self._height

    def _tint(self, colour: Rgb, *, solid: bool = False) -> Rgb:
        if self._plain is None:
            return colour
        return (0, 0, 0) if solid or colour == _TIP else self._plain

    def _fill(self, points: list[Point], colour: Rgb) -> None:
        pygame.draw.polygon(self._large, self._tint(colour), [self._px(p) for p in points])

    def _disc(self, at: Point, radius: float, colour: Rgb, *, solid: bool = False) -> None:
        tint = self._tint(colour, solid=solid)
        pygame.draw.circle(self._large, tint, self._px(at), radius * self._height)

    def _stroke(self, points: list[Point], width: float, colour: Rgb) -> None:
        tint, thick = self._tint(colour), width * self._height
        places = [pygame.Vector2(self._px(p)) for p in points]
        for a, b in itertools.pairwise(places):
            across = (b - a).normalize().rotate(90.0) * (thick / 2.0)
            pygame.draw.polygon(self._large, tint, [a + across, b + across, b - across, a - across])
        for place in places:
            pygame.draw.circle(self._large, tint, place, thick / 2.0)

    def _oval(self, at: Point, half: Point, turn_deg: float, colour: Rgb) -> None:
        turn, points = math.radians(turn_deg), []
        for k in range(64):
            angle = 2.0 * math.pi * k / 64
            x, y = half[0] * math.cos(angle), half[1] * math.sin(angle)
            across, down = math.cos(turn), math.sin(turn)
            points.append((at[0] + x * across - y * down, at[1] + x * down + y * across))
        self._fill(points, colour)


def _bend(t: float) -> Point:
    """Place on the neck, from the breast (0) to the head (1): an S."""
    a, b, c, d = (0.625, 0.47), (0.86, 0.36), (0.44, 0.22), (0.655, 0.112)
    s = 1.0 - t
    x, y = (
        s**3 * a[i] + 3.0 * s * s * t * b[i] + 3.0 * s * t * t * c[i] + t**3 * d[i] for i in (0, 1)
    )
    return x, y
