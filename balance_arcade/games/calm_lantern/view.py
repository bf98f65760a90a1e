"""Calm Lantern's picture: a flame that stands as still as the person, and fireflies that come."""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.calm_lantern.model import N_SWARM, PERCHES, Model, Spell
from balance_arcade.games.calm_lantern.picture import globe_radius, paint_pond
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.kit import Kit, PlayArea, Rgb, Theme, ease, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Moments, bump

REACH: Final = 1.30
WIDEST_UNITS: Final = 600.0
"""Fireflies keep within this many layout units of the middle, on the widest screens too."""

SETTLE_S: Final = 0.6
"""Time in which the flame takes on a new sway; the person's own light is never smoothed."""

BLOOM_S: Final = 1.8
LEAVE_S: Final = 1.2
RING: Final = 0.89
"""Radius of the ring of calm, in globe radii: on the glass."""

_GLOW: Final[Rgb] = (255, 176, 92)
_FLAME: Final[tuple[tuple[float, Rgb], ...]] = ((1.0, (232, 132, 52)), (0.62, (255, 206, 120)))
_FLY: Final[Rgb] = (206, 232, 130)


class View:
    """Draws Calm Lantern.

    Parameters
    ----------
    size : tuple of int
        Pixels of the screen.
    theme : Theme
        Colours and manners.
    """

    def __init__(self, size: tuple[int, int], theme: Theme) -> None:
        self._kit = Kit(size, theme)
        self._area = _area(self._kit)
        self._marker = Marker(self._kit)
        self._card = CardRoom(theme, _card_area)
        self._forget(None)

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame; see `balance_arcade.games.contract.GameView`."""
        now_s = (model.n_steps + alpha) * DT_S
        self._notice(model, now_s)
        kit, area = self._kit, self._area
        surface.blit(scenery.place(kit, "calm lantern", _paint_place), (0, 0))
        shown = self._flame.at(now_s, on=model.cursor_visible)
        self._draw_fireflies(surface, model, now_s)
        if model.spell is not None:
            self._draw_waiting(surface, model.spell, shown)
        self._draw_ring(surface, model, now_s, shown)
        at, r, sway = area.px(control.x, control.y), globe_radius(area), self._sway(now_s)
        # The light stays in the globe: it would leap over the picture with a person who leans.
        _draw_light(kit, surface, area.centre, r, (1.0 - 0.35 * sway[0]) * shown)
        if control.on_board:
            _draw_flame(kit, surface, at, r, sway, shown)
        self._marker.draw(
            surface,
            at,
            area.centre,
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board,
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the place: the lantern alight, and five fireflies about it."""
        kit, area = self._card.at(surface.get_size())
        r = globe_radius(area)
        surface.blit(scenery.place(kit, "calm lantern card", _paint_card), (0, 0))
        for x, y in zip(PERCHES[1:-1], (0.7, 0.2, 0.9, 0.5, 1.0, 0.1), strict=True):
            spot = _perch(kit, area, x, y)
            _draw_firefly(kit, surface, spot, r * 0.055, 1.0)
        kit.arc(surface, area.centre, r * RING, max(2.0, r * 0.07), 0.7, kit.theme.goal)
        _draw_light(kit, surface, area.centre, r, 1.0)
        _draw_flame(kit, surface, area.centre, r, (0.0, 0.0), 1.0)
        kit.you(surface, area.centre, r * 0.15)

    def _forget(self, model: Model | None) -> None:
        """Begin anew, as for a new model."""
        self._seen = model
        self._flame = Fade(0.6)
        self._lit = list(model.fireflies) if model else []
        self._trials = model.trials if model else 0
        self._waiting: tuple[float, float] | None = None
        self._unrest = 0.0
        self._t_s = 0.0
        self._blooms: Moments[tuple[float, float]] = Moments(BLOOM_S)
        self._leaving: Moments[tuple[float, float, float]] = Moments(LEAVE_S)
        self._flown: Moments[tuple[float, float]] = Moments(LEAVE_S)
        self._done = 0.0
        self._ring: tuple[float, bool] | None = None
        self._rings: Moments[tuple[float, bool]] = Moments(LEAVE_S)

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare the model with the last frame: a firefly was lit, or flies on."""
        if model is not self._seen:
            self._forget(model)
            self._unrest, self._t_s = _unrest(model), now_s
        if model.trials > self._trials and self._waiting is not None:
            if model.fireflies and model.fireflies[-1] == self._waiting:
                self._blooms.add(now_s, self._waiting)
            else:
                self._leaving.add(now_s, (*self._waiting, self._done))
        if len(model.fireflies) < len(self._lit):
            for perch in self._lit:
                self._flown.add(now_s, perch)
        self._lit = list(model.fireflies)
        share = min(1.0, max(0.0, now_s - self._t_s) / SETTLE_S)
        self._unrest += share * (_unrest(model) - self._unrest)
        self._t_s, self._trials = now_s, model.trials
        spell = model.spell
        self._waiting = (spell.x, spell.y) if spell else None
        self._done = spell.done if spell else 0.0
        ring = (
            (model.learnt, False) if model.learnt < 1.0 else (self._done, True) if spell else None
        )
        if self._ring is not None and (ring is None or ring[1] != self._ring[1]):
            self._rings.add(now_s, self._ring)
        self._ring = ring

    def _sway(self, now_s: float) -> tuple[float, float]:
        """How unsteady the flame is (0 to 1), and how far it bends now (-1 to 1)."""
        unsteady = ease.clamp01((self._unrest - 0.5) / 1.2)
        if self._kit.theme.reduced_motion:
            return unsteady, 0.0
        bend = 0.6 * math.sin(6.3 * now_s) + 0.4 * math.sin(9.7 * now_s + 1.0)
        return unsteady, bend * unsteady

    def _draw_ring(self, surface: pygame.Surface, model: Model, now_s: float, shown: float) -> None:
        """Draw on the globe how much calm is gathered; at first how much of it is known."""
        kit, at = self._kit, self._area.centre
        radius, width = globe_radius(self._area) * RING, max(4.0, 12.0 * kit.u)
        kit.ring(surface, at, radius, width * 0.4, kit.theme.track)
        for past in self._rings.alive(now_s):
            # It goes gently, as it came: a ring that is full must not vanish at a blow.
            left = 1.0 - ease.in_out(past.age_s(now_s) / LEAVE_S)
            self._draw_arc(surface, past.what, left * shown)
        if model.spell is not None:
            arrived = ease.arrive(model.spell.age_s, 0.3)
            alpha = round(190 * shown * arrived)
            kit.ring(surface, at, radius, width * 0.4, kit.theme.goal, alpha)
        if self._ring is not None:
            self._draw_arc(surface, self._ring, shown)

    def _draw_arc(self, surface: pygame.Surface, ring: tuple[float, bool], shown: float) -> None:
        """Draw a share of the ring; its second word says whether it is of calm or of learning."""
        kit, (share, is_calm) = self._kit, ring
        radius, width = globe_radius(self._area) * RING, max(4.0, 12.0 * kit.u)
        colour, wide = (kit.theme.goal, 1.0) if is_calm else (kit.theme.hush, 0.7)
        alpha = round(255 * shown)
        kit.arc(surface, self._area.centre, radius, width * wide, share, colour, alpha)

    def _draw_waiting(self, surface: pygame.Surface, spell: Spell, shown: float) -> None:
        """Draw the firefly that waits: a ring, within which it brightens as calm is gathered."""
        kit, spot = self._kit, _perch(self._kit, self._area, spell.x, spell.y)
        arrived = ease.arrive(spell.age_s, 0.3)
        radius = 22.0 * kit.u * (0.7 + 0.3 * arrived)
        kit.ring(surface, spot, radius, 4.0 * kit.u, kit.theme.goal, round(230 * arrived))
        _draw_firefly(kit, surface, spot, 8.0 * kit.u, (0.25 + 0.6 * spell.done * shown) * arrived)

    def _draw_fireflies(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        kit = self._kit
        for number, (x, y) in enumerate(model.fireflies):
            spot = _perch(kit, self._area, x, y)
            if not kit.theme.reduced_motion:
                turn = 0.5 * now_s + 2.0 * number
                spot = (
                    spot[0] + 7.0 * kit.u * math.sin(turn),
                    spot[1] + 5.0 * kit.u * math.sin(1.6 * turn),
                )
            _draw_firefly(kit, surface, spot, 8.0 * kit.u, 1.0)
        for moment in self._blooms.alive(now_s):
            age_s = moment.age_s(now_s)
            spot = _perch(kit, self._area, *moment.what)
            kit.glow(surface, spot, 120 * kit.u, _FLY, 0.6 * bump(age_s, BLOOM_S))
            spread = (22.0 + 26.0 * ease.out_cubic(age_s / BLOOM_S)) * kit.u
            left = round(230 * (1.0 - ease.clamp01(age_s / BLOOM_S)))
            kit.ring(surface, spot, spread, 3.0 * kit.u, kit.theme.paper, left)
        for flown in self._flown.alive(now_s):
            spot = _perch(kit, self._area, *flown.what)
            up = ease.in_out(flown.age_s(now_s) / LEAVE_S)
            _draw_firefly(kit, surface, (spot[0], spot[1] - 30 * kit.u * up), 8 * kit.u, 1.0 - up)
        for gone in self._leaving.alive(now_s):
            x, y, done = gone.what
            left_share = 1.0 - ease.in_out(gone.age_s(now_s) / LEAVE_S)
            spot = _perch(kit, self._area, x, y)
            kit.ring(
                surface, spot, 22.0 * kit.u, 4.0 * kit.u, kit.theme.goal, round(230 * left_share)
            )
            _draw_firefly(kit, surface, spot, 8.0 * kit.u, (0.25 + 0.6 * done) * left_share)


def _area(kit: Kit) -> PlayArea:
    return kit.layout.play(1.0, reach=REACH)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width * 0.5, height * 0.46), min(width * 0.36, height * 0.46))


def _paint_place(kit: Kit, picture: pygame.Surface) -> None:
    paint_pond(kit, picture, _area(kit))


def _paint_card(kit: Kit, picture: pygame.Surface) -> None:
    paint_pond(kit, picture, _card_area(kit))


def _unrest(model: Model) -> float:
    """Sway against its threshold; calm enough while it is not known."""
    unrest = model.unrest
    return min(3.0, unrest) if math.isfinite(unrest) else 0.7


def _perch(kit: Kit, area: PlayArea, x: float, y: float) -> Point:
    """Pixel of a firefly's place: beside the lantern, above the water, below mark and numbers."""
    width, height = kit.size
    half = min(width * 0.43, WIDEST_UNITS * kit.u)
    r = globe_radius(area) * 1.40
    nearest = PERCHES[N_SWARM // 2]
    away = r + (abs(x) - nearest) / (PERCHES[-1] - nearest) * (half - r)
    return area.centre[0] + math.copysign(away, x), height * (0.58 - 0.22 * y)


def _draw_firefly(
    kit: Kit, surface: pygame.Surface, at: Point, radius: float, bright: float
) -> None:
    """Draw a firefly: a small round with its light."""
    if bright <= 0.0:
        return
    body = kit.theme.paper if kit.theme.is_high_contrast else mix(_FLY, (255, 255, 255), 0.35)
    kit.glow(surface, at, radius * 5.0, _FLY, 0.55 * bright)
    kit.disc(surface, at, radius * (0.7 + 0.3 * bright), body, round(255 * min(1.0, bright)))


def _draw_light(kit: Kit, surface: pygame.Surface, at: Point, r: float, strength: float) -> None:
    kit.glow(surface, at, r * 2.3, _GLOW, 0.6 * strength)


def _draw_flame(
    kit: Kit,
    surface: pygame.Surface,
    foot: Point,
    r: float,
    sway: tuple[float, float],
    shown: float,
) -> None:
    """Draw the flame upon the person's light: tall while steady, low and bent while not."""
    if shown <= 0.02:
        return
    unsteady, bend = sway
    tall = r * (0.78 - 0.34 * unsteady) * (0.4 + 0.6 * shown)
    for share, colour in _FLAME:
        points = _flame_points(foot, tall * share, r * 0.20 * share, bend * r * 0.22 * share)
        if kit.theme.is_high_contrast:
            kit.line(surface, points, 3.0 * kit.u, kit.theme.paper, closed=True)
            return
        kit.polygon(surface, points, mix(colour, (40, 24, 30), 1.0 - shown))


def _flame_points(foot: Point, tall: float, half: float, bend: float) -> list[Point]:
    """Outline of a flame: round at its foot, pointed and bent at its tip."""
    left, right = [], []
    for k in range(17):
        t = k / 16.0
        wide = half * math.sin(math.pi * min(1.0, 0.12 + 0.88 * t) ** 0.62) if t < 1.0 else 0.0
        x, y = foot[0] + bend * t * t, foot[1] + half * 0.5 - t * tall
        left.append((x - wide, y))
        right.append((x + wide, y))
    return left + right[::-1]
