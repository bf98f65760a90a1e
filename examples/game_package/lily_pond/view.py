"""Lily Pond's picture: dark water seen from above, leaves along the banks, lilies that stay."""

from __future__ import annotations

import math

import numpy as np
import pygame

from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.kit import Kit, Theme, ease
from balance_arcade.games.kit.theme import Rgb, mix
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Moments
from balance_arcade.games.painting import noise, paint_place, shine, show, wash
from lily_pond.model import Bud, Model

WATER = ((0.0, (9, 34, 46)), (0.6, (7, 27, 40)), (1.0, (5, 19, 31)))
PETALS = ((248, 200, 216), (252, 240, 228), (218, 198, 246))
SHADES = ((176, 70, 122), (196, 150, 118), (104, 78, 178))
"""Colour of each kind's petals, and what they darken to at the foot of the flower."""

HEART: Rgb = (244, 200, 84)
LEAF, LEAF_DARK = (38, 92, 70), (20, 60, 50)
PADS = (
    (-1.60, 0.72, 0.26), (-1.34, 0.34, 0.15), (-1.66, -0.22, 0.21), (-1.28, -0.70, 0.17),
    (-1.62, -0.86, 0.24), (1.30, -0.40, 0.16), (1.62, -0.78, 0.27), (1.34, -0.92, 0.13),
    (1.66, 0.06, 0.19), (1.26, 0.44, 0.13), (-0.98, -1.02, 0.12), (0.96, 1.0, 0.12),
)  # fmt: skip
"""Leaves beside the play, in game units: x, y, radius."""

RIPPLE_S, OPEN_S, N_RIPPLES = 3.2, 1.6, 3
STEPS = 16
"""A flower opens in so many pictures, each painted once."""


class View:
    """Draws Lily Pond."""

    def __init__(self, size: tuple[int, int], theme: Theme) -> None:
        self._kit = Kit(size, theme)
        self._area = self._kit.layout.play(reach=1.05)
        self._marker = Marker(self._kit)
        self._forget(None)

    def _forget(self, model: Model | None) -> None:
        self._model = model
        self._last = model.lilies[-1] if model and model.lilies else None
        self._ripples: Moments[Bud] = Moments(RIPPLE_S)

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame."""
        kit, now_s = self._kit, (model.n_steps + alpha) * DT_S
        self._notice(model, now_s)
        self._water(surface)
        opening = {id(moment.what): moment.age_s(now_s) for moment in self._ripples.alive(now_s)}
        self._draw_ripples(surface, now_s)
        for lily in model.lilies:
            grown = ease.in_out(opening.get(id(lily), OPEN_S) / OPEN_S)
            self._flower(surface, lily, 0.25 + 0.75 * grown)
        if model.bud is not None:
            self._bud(surface, model.bud)
        at, home = self._area.px(control.x, control.y), self._area.px(0.0, 0.0)
        kit.glow(surface, at, 120 * kit.u, (120, 150, 110), 0.25)
        self._marker.draw(
            surface, at, home, now_s, visible=model.cursor_visible, on_board=control.on_board
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the place for the menu: three lilies on the water."""
        size = surface.get_size()
        small = View(size, self._kit.theme)
        small._water(surface)
        scale = min(size) / 2.0 / small._area.scale
        for x, y, kind in ((-0.42, -0.1, 0), (0.34, 0.3, 1), (0.3, -0.45, 2)):
            lily = Bud(x * scale, y * scale, kind, 0.0)
            small._flower(surface, lily, 1.0, radius=0.30 * scale)

    def _notice(self, model: Model, now_s: float) -> None:
        """Remember which lily opened just now: it unfolds, and the water moves."""
        if model is not self._model:
            self._forget(model)
        newest = model.lilies[-1] if model.lilies else None
        if newest is not None and newest is not self._last:
            self._ripples.add(now_s, newest)
        self._last = newest

    def _water(self, surface: pygame.Surface) -> None:
        size = surface.get_size()
        surface.blit(self._kit.backdrop(("pond", size), size, self._paint_pond), (0, 0))

    def _paint_pond(self, surface: pygame.Surface) -> None:
        if self._kit.theme.is_high_contrast:
            surface.fill(self._kit.theme.night_top)
        else:
            paint_place(self._kit, surface, _paint_water)
        area = self._area
        for k, (x, y, r) in enumerate(PADS):
            self._pad(surface, area.px(x, y), r * area.scale, turn_deg=77.0 * k)

    def _pad(
        self, surface: pygame.Surface, at: tuple[float, float], r: float, turn_deg: float
    ) -> None:
        """Paint a round leaf with its notch and veins; an outline where contrast matters."""
        kit, side = self._kit, math.ceil(2.2 * r)
        plain = kit.theme.is_high_contrast

        def paint(large: pygame.Surface, factor: int) -> None:
            middle = pygame.math.Vector2(large.get_width() / 2.0)
            spoke = pygame.math.Vector2(r * factor, 0.0).rotate(turn_deg)
            edge = [middle + spoke.rotate(10.0 + 340.0 * k / 48.0) for k in range(49)]
            outline = [*edge, middle + spoke * 0.12]
            if plain:
                pygame.draw.polygon(large, kit.theme.track, outline, max(1, round(0.06 * r)) * 4)
                return
            pygame.draw.polygon(large, LEAF_DARK, outline)
            inner = [middle + (point - middle) * 0.92 for point in outline]
            pygame.draw.polygon(large, mix(LEAF_DARK, LEAF, 0.55), inner)
            for k in range(9):
                tip = middle + spoke.rotate(28.0 + 304.0 * k / 8.0) * 0.84
                pygame.draw.line(large, LEAF, middle, tip, max(1, round(0.02 * r * factor)))

        base = kit.theme.track if plain else LEAF_DARK
        picture = kit.picture(("pad", side, turn_deg, plain), (side, side), paint, base)
        if not plain:
            kit.round_shadow(surface, at, r, 0.6)
        kit.stamp(surface, picture, at)

    def _draw_ripples(self, surface: pygame.Surface, now_s: float) -> None:
        """Rings that leave an opened lily and fade; the water lies still in reduced motion."""
        kit = self._kit
        if kit.theme.reduced_motion:
            return
        for moment in self._ripples.alive(now_s):
            at = self._area.px(moment.what.x, moment.what.y)
            for k in range(N_RIPPLES):
                share = (moment.age_s(now_s) - 0.35 * k) / (RIPPLE_S - 0.35 * N_RIPPLES)
                if 0.0 < share < 1.0:
                    radius = (0.18 + 0.5 * ease.out_cubic(share)) * self._area.scale
                    fade = math.sin(math.pi * share) * (1.0 - share)
                    kit.ring(surface, at, radius, 2.5 * kit.u, kit.theme.hush, round(90 * fade))

    def _bud(self, surface: pygame.Surface, bud: Bud) -> None:
        """Draw the bud in its ring of light; it opens a little while it is held."""
        at, radius = self._area.px(bud.x, bud.y), bud.radius * self._area.scale
        self._flower(surface, bud, 0.25 * ease.in_out(bud.held), radius=0.62 * bud.radius)
        self._kit.goal(surface, at, radius, held=bud.held, age_s=bud.age_s)

    def _flower(
        self, surface: pygame.Surface, bud: Bud, opened: float, radius: float = 0.145
    ) -> None:
        """Draw a flower from above, closed at 0 and open at 1."""
        kit, at = self._kit, self._area.px(bud.x, bud.y)
        step = round(opened * STEPS)
        side = max(8, round(2.2 * radius * self._area.scale))
        plain = kit.theme.is_high_contrast
        colour = kit.theme.paper if plain else PETALS[bud.kind]
        shade = kit.theme.ink if plain else SHADES[bud.kind]
        picture = kit.picture(
            ("lily", side, step, colour),
            (side, side),
            lambda large, _: self._paint_flower(large, step / STEPS, colour, shade),
            colour,
        )
        kit.glow(surface, at, side * 0.7, mix(colour, (0, 0, 0), 0.3), 0.18 * opened)
        kit.stamp(surface, picture, at)

    def _paint_flower(self, large: pygame.Surface, opened: float, colour: Rgb, shade: Rgb) -> None:
        """Paint three rings of petals, the outer ones darker; a closed flower is small."""
        r = large.get_width() / 2.0
        middle = pygame.math.Vector2(r)
        for ring, (n, reach, dark) in enumerate(((8, 0.98, 0.42), (8, 0.76, 0.20), (6, 0.52, 0.0))):
            length = r * reach * (0.45 + 0.55 * opened)
            width = length * (0.20 + 0.10 * opened)
            for k in range(n):
                turn = 360.0 * (k + 0.5 * (ring % 2)) / n
                petal = [
                    middle + pygame.math.Vector2(length * t, width * s * _bulge(t)).rotate(turn)
                    for s in (1.0, -1.0)
                    for t in (np.linspace(0.0, 1.0, 12) if s > 0 else np.linspace(1.0, 0.0, 12))
                ]
                pygame.draw.polygon(large, mix(colour, shade, dark), petal)
                pygame.draw.lines(large, mix(colour, shade, dark + 0.22), True, petal, 3)
        heart = self._kit.theme.you if self._kit.theme.is_high_contrast else HEART
        pygame.draw.circle(large, heart, middle, r * 0.16 * (0.3 + 0.7 * opened))


def _bulge(t: float) -> float:
    """Half width of a petal along its length: broad in the middle, pointed at the tip."""
    return math.sin(math.pi * min(1.0, t) ** 0.8)


def _paint_water(kit: Kit, surface: pygame.Surface) -> None:
    """Paint still water with a soft drift of light, and the moon lying on it."""
    width, height = surface.get_size()
    painting = wash(width, height, WATER)
    drift = noise(width, height, 0.5 * height, seed=11)
    painting *= (0.82 + 0.36 * drift)[..., None]
    shine(painting, (0.5 * width, 0.46 * height), 0.85 * height, (20, 44, 46), 1.6)
    shine(painting, (0.79 * width, 0.30 * height), 0.30 * height, (34, 44, 50), 2.0)
    show(painting, surface)
