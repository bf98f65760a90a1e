"""Signs drawn as shapes, because the font has none: star, check, cross, arrow, feet, rail, care."""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import fields
from balance_arcade.games.kit.canvas import Point, quantised
from balance_arcade.games.kit.shapes import Shapes
from balance_arcade.games.kit.sprites import supersampled, supersampled_in_steps, tinted
from balance_arcade.games.kit.theme import Rgb, mix

# One left sole seen from above, toes up, as (x, y) shares of its box; our own drawing.
_TOES: Final = (
    (0.70, 0.115, 0.115, 0.092),
    (0.475, 0.085, 0.075, 0.062),
    (0.315, 0.125, 0.065, 0.055),
    (0.185, 0.185, 0.058, 0.048),
    (0.085, 0.265, 0.050, 0.042),
)


_CLOTH: Final = (70, 120, 190)
_ARMS_END: Final = 0.72
"""Share of the rail's picture from above from which its arms and posts vanish."""

_SOLE: Final = (
    (0.66, 0.215),
    (0.83, 0.26),
    (0.885, 0.36),
    (0.82, 0.48),
    (0.775, 0.62),
    (0.785, 0.76),
    (0.76, 0.89),
    (0.60, 0.965),
    (0.40, 0.95),
    (0.29, 0.85),
    (0.265, 0.72),
    (0.17, 0.58),
    (0.07, 0.44),
    (0.075, 0.345),
    (0.22, 0.275),
    (0.44, 0.215),
)


def star_points(inner: float = 0.46, n_points: int = 5) -> tuple[Point, ...]:
    """Corners of a star that points up, within the unit circle."""
    corners = []
    for k in range(2 * n_points):
        radius = 1.0 if k % 2 == 0 else inner
        angle = math.pi * k / n_points
        corners.append((radius * math.sin(angle), -radius * math.cos(angle)))
    return tuple(corners)


class Icons(Shapes):
    """Signs; ``size`` is the height of the sign in pixels unless it says radius."""

    def star(
        self,
        surface: pygame.Surface,
        at: Point,
        radius: float,
        colour: Rgb,
        alpha: int = 255,
        *,
        hollow: bool = False,
    ) -> None:
        """Five-pointed star with softened corners; hollow stands for not yet."""
        radius = quantised(radius)
        if radius <= 0.0:
            return
        side = math.ceil(2.0 * radius) + 4

        def paint(large: pygame.Surface, factor: int) -> None:
            middle, r = large.get_width() / 2.0, radius * factor
            soft = r * 0.085
            points = [(middle + x * (r - soft), middle + y * (r - soft)) for x, y in star_points()]
            _soft_polygon(large, points, soft, colour)
            if hollow:
                inset = r * 0.24
                inner = [
                    (middle + x * (r - inset), middle + y * (r - inset)) for x, y in star_points()
                ]
                # Drawing does not blend: a clear colour cuts a hole, and keeps the hidden colour
                # for its edge.
                pygame.draw.polygon(large, (*colour, 0), inner)

        key = ("star", radius, colour, hollow)
        self.show(surface, key, lambda: supersampled((side, side), paint, colour), at, alpha)

    def check(self, surface: pygame.Surface, at: Point, size: float, colour: Rgb) -> None:
        """Tick."""
        points = ((-0.42, 0.04), (-0.12, 0.34), (0.44, -0.32))
        self._strokes(surface, "check", at, size, 0.17, (points,), colour)

    def cross(self, surface: pygame.Surface, at: Point, size: float, colour: Rgb) -> None:
        """Two crossing strokes; for closing something, never for a miss."""
        strokes = (((-0.34, -0.34), (0.34, 0.34)), ((0.34, -0.34), (-0.34, 0.34)))
        self._strokes(surface, "cross", at, size, 0.17, strokes, colour)

    def arrow(
        self, surface: pygame.Surface, at: Point, size: float, angle_deg: float, colour: Rgb
    ) -> None:
        """Arrow; 0 degrees points up (forward), 90 to the right."""
        strokes = (
            ((0.0, 0.42), (0.0, -0.38)),
            ((-0.30, -0.10), (0.0, -0.40), (0.30, -0.10)),
        )
        turned = tuple(tuple(_turn(p, angle_deg) for p in stroke) for stroke in strokes)
        self._strokes(surface, "arrow", at, size, 0.17, turned, colour)

    def pause(self, surface: pygame.Surface, at: Point, size: float, colour: Rgb) -> None:
        """Two upright bars."""
        strokes = (((-0.2, -0.3), (-0.2, 0.3)), ((0.2, -0.3), (0.2, 0.3)))
        self._strokes(surface, "pause", at, size, 0.2, strokes, colour)

    def _strokes(
        self,
        surface: pygame.Surface,
        name: str,
        at: Point,
        size: float,
        weight: float,
        strokes: tuple[tuple[Point, ...], ...],
        colour: Rgb,
    ) -> None:
        size = quantised(size)
        side = math.ceil(size * 1.1) + 2

        def paint(large: pygame.Surface, factor: int) -> None:
            middle, s = large.get_width() / 2.0, size * factor
            width = weight * s
            for stroke in strokes:
                points = [(middle + x * s, middle + y * s) for x, y in stroke]
                _thick(large, points, width, colour)

        # With the strokes: an arrow has one name and many directions.
        key = ("strokes", name, size, strokes, colour)
        self.stamp(
            surface, self.store.get(key, lambda: supersampled((side, side), paint, colour)), at
        )

    def foot(
        self,
        surface: pygame.Surface,
        at: Point,
        height: float,
        colour: Rgb,
        *,
        right: bool,
        alpha: int = 255,
        turn_deg: float = 7.0,
    ) -> None:
        """Bare foot from above, toes up and turned out a little."""
        height = quantised(height)
        size = (math.ceil(height * 0.46), math.ceil(height))

        def paint(large: pygame.Surface, _factor: int) -> None:
            _paint_foot(large, colour)

        def make() -> pygame.Surface:
            # The sole is drawn with the big toe on the right: that is a left foot.
            key = ("sole", height, colour)
            sole = self.store.get(key, lambda: supersampled(size, paint, colour))
            if right:
                sole = pygame.transform.flip(sole, True, False)
            return pygame.transform.rotozoom(sole, -turn_deg if right else turn_deg, 1.0)

        self.show(surface, ("foot", height, colour, right, turn_deg), make, at, alpha)

    def triangle(
        self, surface: pygame.Surface, at: Point, size: float, colour: Rgb | None = None
    ) -> None:
        """Care: a rounded triangle with an exclamation mark."""
        fill = colour or self.theme.care
        size = quantised(size)
        side = math.ceil(size * 1.16) + 2

        def paint(large: pygame.Surface, factor: int) -> None:
            middle, s = large.get_width() / 2.0, size * factor
            soft = s * 0.08
            points = [
                (middle, middle - s * 0.42),
                (middle + s * 0.46, middle + s * 0.38),
                (middle - s * 0.46, middle + s * 0.38),
            ]
            _soft_polygon(large, points, soft, fill)
            _thick(
                large,
                [(middle, middle - s * 0.14), (middle, middle + s * 0.12)],
                s * 0.1,
                self.theme.ink,
            )
            pygame.draw.circle(large, self.theme.ink, (middle, middle + s * 0.28), s * 0.06)

        key = ("triangle", size, fill, self.theme.ink)
        self.stamp(
            surface, self.store.get(key, lambda: supersampled((side, side), paint, fill)), at
        )

    def stripes(
        self, surface: pygame.Surface, rect: pygame.Rect, radius: float, colours: tuple[Rgb, Rgb]
    ) -> None:
        """Draw a rounded box with slanting stripes, for the SIMULATED mark and for hazards."""

        def make() -> pygame.Surface:
            width, height = rect.size
            x, y = fields.grid(width, height)
            pitch = np.float32(max(8.0, 20.0 * self.u))
            wave = np.abs(((x + y) / pitch) % 2.0 - 1.0)
            share = np.clip((wave - 0.5) * pitch + 0.5, 0.0, 1.0)[..., None]
            distance = fields.rounded_box(width, height, width / 2.0, height / 2.0, radius)
            picture = tinted(fields.coverage(distance), colours[0])
            a, b = np.array(colours[0], np.float32), np.array(colours[1], np.float32)
            pixels = pygame.surfarray.pixels3d(picture)
            pixels[:] = (a + (b - a) * share).astype(np.uint8)
            del pixels  # unlocks the surface
            return picture

        surface.blit(self.store.get(("stripes", rect.size, radius, colours), make), rect.topleft)

    def rail(self, surface: pygame.Surface, rect: pygame.Rect, colour: Rgb, hand: Rgb) -> None:
        """Hand-rail with two hands on it: hold on."""
        size, line = rect.size, mix(hand, self.theme.ink, 0.35)
        sleeve = self.theme.track if self.theme.is_high_contrast else mix(line, _CLOTH, 0.85)

        def paint(large: pygame.Surface, _factor: int) -> None:
            _paint_rail(large, colour, (hand, line, sleeve))

        def make() -> pygame.Surface:
            rail = supersampled_in_steps(self.store, key, size, paint, colour)
            return _faded_below(rail, _ARMS_END)

        key = ("rail", size, colour, hand)
        surface.blit(self.store.get(key, make), rect.topleft)


def _turn(point: Point, angle_deg: float) -> Point:
    angle = math.radians(angle_deg)
    c, s = math.cos(angle), math.sin(angle)
    return (point[0] * c - point[1] * s, point[0] * s + point[1] * c)


def _thick(surface: pygame.Surface, points: list[Point], width: float, colour: Rgb) -> None:
    """Polyline with round joints on a large surface that will be shrunk."""
    for point in points:
        pygame.draw.circle(surface, colour, point, width / 2.0)
    for a, b in itertools.pairwise(points):
        length = math.dist(a, b)
        if length == 0.0:
            continue
        nx = -(b[1] - a[1]) / length * width / 2.0
        ny = (b[0] - a[0]) / length * width / 2.0
        quad = [(a[0] + nx, a[1] + ny), (b[0] + nx, b[1] + ny)]
        quad += [(b[0] - nx, b[1] - ny), (a[0] - nx, a[1] - ny)]
        pygame.draw.polygon(surface, colour, quad)


def _soft_polygon(surface: pygame.Surface, points: list[Point], soft: float, colour: Rgb) -> None:
    """Polygon with rounded corners: filled, with a round pen run along its edge."""
    pygame.draw.polygon(surface, colour, points)
    _thick(surface, [*points, points[0]], 2.0 * soft, colour)


def _paint_foot(large: pygame.Surface, colour: Rgb) -> None:
    width, height = large.get_size()
    smooth = [(x * width, y * height) for x, y in _rounded_path(_SOLE)]
    pygame.draw.polygon(large, colour, smooth)
    for x, y, rx, ry in _TOES:
        box = pygame.Rect(0, 0, round(2.2 * rx * width), round(2.1 * ry * height))
        box.center = (round(x * width), round(y * height))
        pygame.draw.ellipse(large, colour, box)


def _rounded_path(points: tuple[Point, ...], n_between: int = 12) -> list[Point]:
    """Lay a closed curve through points (uniform Catmull-Rom), for organic outlines."""
    path: list[Point] = []
    n = len(points)
    for k in range(n):
        p0, p1, p2, p3 = (points[(k + j) % n] for j in (-1, 0, 1, 2))
        for step in range(n_between):
            t = step / n_between
            weights = (
                -0.5 * t + t * t - 0.5 * t**3,
                1.0 - 2.5 * t * t + 1.5 * t**3,
                0.5 * t + 2.0 * t * t - 1.5 * t**3,
                -0.5 * t * t + 0.5 * t**3,
            )
            corners = (p0, p1, p2, p3)
            x = sum(w * p[0] for w, p in zip(weights, corners, strict=True))
            y = sum(w * p[1] for w, p in zip(weights, corners, strict=True))
            path.append((x, y))
    return path


def _faded_below(picture: pygame.Surface, share: float) -> pygame.Surface:
    """Let a picture vanish towards its foot: arms cut off straight look like a mistake."""
    height = picture.get_height()
    rows = np.arange(height, dtype=np.float32) / np.float32(height)
    left = np.clip((1.0 - rows) / (1.0 - share), 0.0, 1.0)
    pixels = pygame.surfarray.pixels_alpha(picture)
    pixels[:] = np.rint(pixels * left).astype(np.uint8)
    del pixels  # unlocks the surface
    return picture


def _paint_rail(large: pygame.Surface, colour: Rgb, hand: tuple[Rgb, Rgb, Rgb]) -> None:
    """Paint rail and hands; ``hand`` is the colour of skin, of lines on it and of the sleeve."""
    width, height = large.get_size()
    thick, top = height * 0.13, height * 0.36
    for share in (0.10, 0.90):
        post = [(width * share, top), (width * share, float(height))]
        _thick(large, post, thick * 0.62, mix(colour, hand[1], 0.35))
    _thick(large, [(thick * 0.6, top), (width - thick * 0.6, top)], thick, colour)
    shine = top - thick * 0.22
    _thick(
        large,
        [(thick, shine), (width - thick, shine)],
        thick * 0.14,
        mix(colour, (255, 255, 255), 0.6),
    )
    for side in (-1.0, 1.0):
        _paint_hand(large, (width * (0.5 + 0.19 * side), top), height * 0.40, side, hand)


def _paint_hand(
    large: pygame.Surface, at: Point, size: float, side: float, colours: tuple[Rgb, Rgb, Rgb]
) -> None:
    """One's own hand from above, closed over a rail; ``side`` is -1 for left, 1 for right."""

    def spot(x: float, y: float) -> Point:
        return (at[0] + side * x * size, at[1] + y * size)

    hand, line, sleeve = colours
    _thick(large, [spot(0.10, 0.95), spot(0.30, 1.9)], size * 0.60, sleeve)
    # Its round end stays under the cuff.
    _thick(large, [spot(0.03, 0.55), spot(0.07, 0.72)], size * 0.50, hand)
    cuff = [spot(-0.22, 0.86), spot(0.36, 0.78), spot(0.40, 0.96), spot(-0.18, 1.04)]
    _soft_polygon(large, cuff, size * 0.05, mix(sleeve, (255, 255, 255), 0.25))
    back = [spot(-0.36, 0.05), spot(0.36, 0.05), spot(0.28, 0.55), spot(-0.20, 0.55)]
    _soft_polygon(large, back, size * 0.10, hand)
    _thick(large, [spot(-0.28, 0.46), spot(-0.52, 0.14)], size * 0.20, hand)
    tops = (-0.20, -0.27, -0.25, -0.16)
    for k, y in enumerate(tops):
        x = -0.345 + 0.23 * k
        _thick(large, [spot(x, 0.16), spot(x, y)], size * 0.215, hand)
    for k in range(3):
        x = -0.23 + 0.23 * k
        _thick(large, [spot(x, 0.06), spot(x, tops[k] + 0.08)], size * 0.020, line)
