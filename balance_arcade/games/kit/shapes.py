"""Smooth round things, boxes, lines and light; every picture is made once for its size."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pygame
import pygame.gfxdraw

from balance_arcade.games.kit import fields
from balance_arcade.games.kit.canvas import Canvas, Point, quantised
from balance_arcade.games.kit.sprites import COARSE_PX, COARSER_PX, light, supersampled, tinted
from balance_arcade.games.kit.stretch import stretched
from balance_arcade.games.kit.theme import Rgb, mix

GLOW_STEPS = 40
ARC_STEPS = 720
"""A filling ring moves in steps of half a degree."""


class Shapes(Canvas):
    """Discs, rings, arcs, boxes, lines, gradients, shadows and glows."""

    def disc(
        self, surface: pygame.Surface, at: Point, radius: float, colour: Rgb, alpha: int = 255
    ) -> None:
        """Draw a filled circle."""
        radius = quantised(radius)
        if radius <= 0.0:
            return
        size = math.ceil(2.0 * radius) + 2

        def make() -> pygame.Surface:
            return tinted(fields.disc_levels(size, radius), colour)

        self.show(surface, ("disc", radius, colour), make, at, alpha)

    def ellipse(
        self,
        surface: pygame.Surface,
        at: Point,
        radii: tuple[float, float],
        colour: Rgb,
        alpha: int = 255,
    ) -> None:
        """Draw a filled ellipse with level axes."""
        rx, ry = quantised(radii[0]), quantised(radii[1])
        if rx <= 0.0 or ry <= 0.0:
            return
        size = (math.ceil(2.0 * rx) + 2, math.ceil(2.0 * ry) + 2)

        def make() -> pygame.Surface:
            return tinted(fields.coverage(fields.ellipse(*size, rx, ry)), colour)

        self.show(surface, ("ellipse", rx, ry, colour), make, at, alpha)

    def ring(
        self,
        surface: pygame.Surface,
        at: Point,
        radius: float,
        width: float,
        colour: Rgb,
        alpha: int = 255,
    ) -> None:
        """Circle line whose middle runs at ``radius``."""
        self.arc(surface, at, radius, width, 1.0, colour, alpha)

    def arc(
        self,
        surface: pygame.Surface,
        at: Point,
        radius: float,
        width: float,
        share: float,
        colour: Rgb,
        alpha: int = 255,
    ) -> None:
        """Part of a circle line with round ends, from the top clockwise, ``share`` 0 to 1."""
        radius, width = quantised(radius), max(1.0, quantised(width))
        step = round(min(1.0, max(0.0, share)) * ARC_STEPS)
        if radius <= 0.0 or step == 0:
            return
        size = math.ceil(2.0 * radius + width) + 2

        def make() -> pygame.Surface:
            return tinted(fields.ring_levels(size, radius, width), colour)

        key = ("ring", radius, width, colour)
        if step == ARC_STEPS:
            self.show(surface, key, make, at, alpha)
            return
        # Copying the ring and wiping a sector off it costs a tenth of a new picture.
        part = self.store.get(key, make).copy()
        middle = (size - 1) / 2.0
        # Drawing does not blend: the clear wedge replaces what lies beneath it.
        wedge = [(middle, middle), *_fan(middle, step / ARC_STEPS)]
        pygame.draw.polygon(part, (*colour, 0), wedge)
        for turn in (0.0, step / ARC_STEPS):
            angle = 2.0 * math.pi * turn
            end = (middle + radius * math.sin(angle), middle - radius * math.cos(angle))
            self.disc(part, (end[0] + 0.5, end[1] + 0.5), width / 2.0, colour)
        self.stamp(surface, part, at, alpha)

    def progress(
        self,
        surface: pygame.Surface,
        at: Point,
        radius: float,
        width: float,
        share: float,
        colour: Rgb,
    ) -> None:
        """Ring that fills clockwise over its own dim track."""
        self.ring(surface, at, radius, width, self.theme.track)
        self.arc(surface, at, radius, width, share, colour)

    def box(
        self,
        surface: pygame.Surface,
        rect: pygame.Rect,
        radius: float,
        colour: Rgb,
        *,
        alpha: int = 255,
        edge: Rgb | None = None,
        edge_width: float = 0.0,
    ) -> None:
        """Draw a rounded box; an edge, where wanted, runs within it."""
        radius, edge_width = quantised(radius), quantised(edge_width)
        if rect.width <= 0 or rect.height <= 0:
            return
        key = ("box", rect.size, radius, colour, edge, edge_width)
        half = (rect.width / 2.0, rect.height / 2.0)

        def make() -> pygame.Surface:
            held = min(radius, *half)
            # Further in than its corners and its edge, every pixel is as the middle.
            margin = math.ceil(max(held, edge_width)) + 1
            return stretched(
                rect.size, margin, lambda size: _box(size, held, colour, edge, edge_width)
            )

        self.show(surface, key, make, (rect.x + half[0], rect.y + half[1]), alpha)

    def shadow(
        self,
        surface: pygame.Surface,
        rect: pygame.Rect,
        radius: float,
        blur: float,
        strength: float = 1.0,
    ) -> None:
        """Soft shadow of a rounded box, a little lower than the box itself."""
        alpha = round(self.theme.shadow_alpha * strength)
        if alpha <= 0:
            return
        # Most shadows have the theme's own strength: painted in it, none is dimmed afterwards.
        whole = alpha if strength == 1.0 else 255
        radius, blur = quantised(radius), max(1.0, quantised(blur))
        edge = math.ceil(blur)
        size = (rect.width + 2 * edge, rect.height + 2 * edge)
        held = min(radius + blur / 2.0, rect.width / 2.0, rect.height / 2.0)

        def paint(size: tuple[int, int]) -> pygame.Surface:
            half = (size[0] / 2.0 - edge, size[1] / 2.0 - edge)
            distance = fields.rounded_box(*size, *half, held)
            soft = np.clip(0.5 - distance / (2.0 * blur), 0.0, 1.0)
            soft = soft * soft * (3.0 - 2.0 * soft) * (whole / 255.0)
            return tinted(soft.astype(np.float32), self.theme.ink)

        def make() -> pygame.Surface:
            # Further in than its corners and twice its blur it is as strong as in the middle.
            return stretched(size, edge + math.ceil(max(held, edge)) + 1, paint)

        key = ("shadow", rect.size, radius, blur, self.theme.ink, whole)
        at = (rect.centerx, rect.centery + blur * 0.35)
        self.show(surface, key, make, at, alpha if whole == 255 else 255)

    def round_shadow(
        self, surface: pygame.Surface, at: Point, radius: float, strength: float = 1.0
    ) -> None:
        """Soft shadow under a ball or marker."""
        alpha = round(self.theme.shadow_alpha * strength)
        wide = float(max(2, round(radius * 1.55)))

        def make() -> pygame.Surface:
            return tinted(fields.falloff(2 * int(wide), wide, 1.1), self.theme.ink)

        place = (at[0] + radius * 0.08, at[1] + radius * 0.22)
        self.show(surface, ("round shadow", wide, self.theme.ink), make, place, alpha)

    def glow(
        self,
        surface: pygame.Surface,
        at: Point,
        radius: float,
        colour: Rgb,
        strength: float = 1.0,
    ) -> None:
        """Light that fades to nothing at ``radius`` and adds to what is there.

        Left out in high contrast. Strength moves in steps of one fortieth, and the light is
        dithered, so that no rings show.
        """
        level = round(GLOW_STEPS * min(1.0, strength) * self.theme.glow)
        radius = float(max(2, round(radius)))
        if level <= 0:
            return
        # Adding takes no notice of a picture's opacity, so each strength is a picture of its own.
        key = ("glow", radius, colour, level)

        def make() -> pygame.Surface:
            whole = int(radius)
            if whole < COARSE_PX:
                return light(whole, colour, level / GLOW_STEPS)
            part = 2 if whole < COARSER_PX else 4
            small = self.store.part(
                key, lambda: light(whole // part + 1, colour, level / GLOW_STEPS)
            )
            return pygame.transform.smoothscale(small, (2 * whole, 2 * whole))

        sprite = self.store.get(key, make)
        left, top = round(at[0] - radius), round(at[1] - radius)
        surface.blit(sprite, (left, top), special_flags=pygame.BLEND_RGB_ADD)

    def gradient(self, surface: pygame.Surface, rect: pygame.Rect, top: Rgb, bottom: Rgb) -> None:
        """Opaque vertical gradient; dithered by a pixel pattern so that no bands show."""

        def make() -> pygame.Surface:
            t = np.linspace(0.0, 1.0, rect.height, dtype=np.float32)[None, :, None]
            a, b = np.array(top, np.float32), np.array(bottom, np.float32)
            rows = a + (b - a) * t
            # Less than one step of colour, added before rounding down: the mean keeps its fraction.
            noise = fields.noise(64, rect.height)[..., None]
            tile = np.floor(rows + noise).astype(np.uint8)
            strip = pygame.surfarray.make_surface(tile)
            wide = pygame.Surface(rect.size, 0, 32)
            for x in range(0, rect.width, 64):
                wide.blit(strip, (x, 0))
            return wide

        surface.blit(self.store.get(("gradient", rect.size, top, bottom), make), rect.topleft)

    def ground(self, surface: pygame.Surface) -> None:
        """Fill the whole surface with the night."""
        rect = surface.get_rect()
        if self.theme.night_top == self.theme.night_bottom:
            surface.fill(self.theme.night_top)
        else:
            self.gradient(surface, rect, self.theme.night_top, self.theme.night_bottom)

    def polygon(self, surface: pygame.Surface, points: Sequence[Point], colour: Rgb) -> None:
        """Fill a polygon with smooth edges, afresh: for things that change every frame."""
        # The outline smooths the edge; `filled_polygon` alone leaves steps.
        pygame.gfxdraw.aapolygon(surface, points, colour)
        pygame.gfxdraw.filled_polygon(surface, points, colour)

    def shape(
        self,
        surface: pygame.Surface,
        points: Sequence[Point],
        colour: Rgb,
        alpha: int = 255,
    ) -> None:
        """Fill a polygon perfectly smooth; kept by its outline, to a quarter of a pixel."""
        left = math.floor(min(x for x, _ in points)) - 1
        top = math.floor(min(y for _, y in points)) - 1
        local = tuple((round(4 * (x - left)) / 4, round(4 * (y - top)) / 4) for x, y in points)
        size = (
            math.ceil(max(x for x, _ in local)) + 2,
            math.ceil(max(y for _, y in local)) + 2,
        )

        def paint(large: pygame.Surface, factor: int) -> None:
            pygame.draw.polygon(large, colour, [(x * factor, y * factor) for x, y in local])

        key = ("shape", local, colour)
        sprite = self.store.get(key, lambda: supersampled(size, paint, colour))
        sprite.set_alpha(alpha)
        surface.blit(sprite, (left, top))

    def line(
        self,
        surface: pygame.Surface,
        points: Sequence[Point],
        width: float,
        colour: Rgb,
        *,
        closed: bool = False,
    ) -> None:
        """Thick smooth line with round joints and ends, drawn afresh each time; opaque."""
        if width <= 1.5:
            if len(points) > 1:
                pygame.draw.aalines(surface, colour, closed, points)
            return
        ends = list(points) + ([points[0]] if closed and points else [])
        for a, b in itertools.pairwise(ends):
            dx, dy = b[0] - a[0], b[1] - a[1]
            length = math.hypot(dx, dy)
            if length > 0.0:
                nx, ny = -dy / length * width / 2.0, dx / length * width / 2.0
                quad = (
                    (a[0] + nx, a[1] + ny),
                    (b[0] + nx, b[1] + ny),
                    (b[0] - nx, b[1] - ny),
                    (a[0] - nx, a[1] - ny),
                )
                self.polygon(surface, quad, colour)
        for point in points:
            self.disc(surface, point, width / 2.0, colour)

    def ball(
        self, surface: pygame.Surface, at: Point, radius: float, colour: Rgb, alpha: int = 255
    ) -> None:
        """Shaded ball: lit from the upper left, darker at the lower edge."""
        radius = quantised(radius)
        if radius <= 0.0:
            return
        size = math.ceil(2.0 * radius) + 2

        def make() -> pygame.Surface:
            cover = fields.coverage(fields.circle(size, radius))
            x, y = fields.grid(size, size)
            lit = np.hypot(x + radius * 0.35, y + radius * 0.4) / np.float32(radius * 1.45)
            shade = np.clip(lit, 0.0, 1.0)[..., None] ** 1.6
            light = np.array(mix(colour, (255, 255, 255), 0.45), np.float32)
            dark = np.array(mix(colour, self.theme.ink, 0.45), np.float32)
            surface = tinted(cover, colour)
            pixels = pygame.surfarray.pixels3d(surface)
            pixels[:] = (light + (dark - light) * shade).astype(np.uint8)
            del pixels  # unlocks the surface
            return surface

        self.show(surface, ("ball", radius, colour), make, at, alpha)

    def outline(
        self, size: tuple[int, int], points: Sequence[Point], colour: Rgb
    ) -> pygame.Surface:
        """Smooth picture of a filled polygon, points as shares 0 to 1 of the size."""

        def paint(large: pygame.Surface, factor: int) -> None:
            width, height = size[0] * factor, size[1] * factor
            pygame.draw.polygon(large, colour, [(x * width, y * height) for x, y in points])

        key = ("outline", size, tuple(points), colour)
        return self.store.get(key, lambda: supersampled(size, paint, colour))

    def faded(self, surface: pygame.Surface, colour: Rgb, alpha: int) -> None:
        """Lay a veil of one colour over everything that is drawn so far."""
        veil = self.store.get(
            ("veil", surface.get_size(), colour), lambda: _veil(surface.get_size(), colour)
        )
        veil.set_alpha(alpha)
        surface.blit(veil, (0, 0))


def _box(
    size: tuple[int, int], radius: float, colour: Rgb, edge: Rgb | None, edge_width: float
) -> pygame.Surface:
    distance = fields.rounded_box(*size, size[0] / 2.0, size[1] / 2.0, radius)
    fill = tinted(fields.coverage(distance), colour)
    if edge is not None and edge_width > 0.0:
        inner = distance + np.float32(edge_width / 2.0)
        line = fields.coverage(fields.band(inner, edge_width))
        fill.blit(tinted(line * fields.coverage(distance), edge), (0, 0))
    return fill


def _fan(middle: float, share: float) -> list[Point]:
    """Corners far outside a ring, from ``share`` of the turn on to the top again."""
    n_steps = 8
    turns = [share + (1.0 - share) * k / n_steps for k in range(n_steps + 1)]
    # Beyond the corners of the picture, so that the straight sides of the fan leave no rim.
    reach = 2.0 * middle
    return [
        (
            middle + reach * math.sin(2.0 * math.pi * turn),
            middle - reach * math.cos(2.0 * math.pi * turn),
        )
        for turn in turns
    ]


def _veil(size: tuple[int, int], colour: Rgb) -> pygame.Surface:
    veil = pygame.Surface(size, 0, 32)
    veil.fill(colour)
    return veil
