"""Ferry Crossing's picture: a ferry on a river seen from above, and a pendulum beside it."""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.ferry_crossing.model import N_BEATS, N_LEAD_IN, Crossing, Model
from balance_arcade.games.ferry_crossing.picture import (
    FAR_BANK,
    NEAR_BANK,
    draw_ferry,
    draw_pendulum,
    draw_stage,
    paint_river,
    river_area,
)
from balance_arcade.games.kit import Kit, PlayArea, Theme, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.card import CardRoom
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Moments, bump

RING_S: Final = 2.2
DIM_S: Final = 1.0
SLIDE_S: Final = 0.45
FERRY_UNITS: Final = 124.0
PLATE_UNITS: Final = (206.0, 330.0)


class View:
    """Draws Ferry Crossing.

    Parameters
    ----------
    size : tuple of int
        Pixels of the screen.
    theme : Theme
        Colours and manners.
    """

    def __init__(self, size: tuple[int, int], theme: Theme) -> None:
        self._kit = Kit(size, theme)
        self._area = river_area(self._kit)
        self._marker = Marker(self._kit)
        self._plate = _plate(self._kit)
        self._card = CardRoom(theme, _card_area)
        self._forget(None)

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame; see `balance_arcade.games.contract.GameView`."""
        now_s = (model.n_steps + alpha) * DT_S
        self._notice(model, now_s)
        kit, area = self._kit, self._area
        surface.blit(scenery.place(kit, "ferry crossing", _paint_place), (0, 0))
        self._draw_left(surface, now_s)
        if model.crossing is not None:
            self._draw_goal(surface, model.crossing)
        self._draw_bells(surface, now_s)
        n_beats = N_BEATS if model.crossing else N_LEAD_IN
        draw_pendulum(kit, surface, self._plate, model.phase, model.n_beat, n_beats)
        at = area.px(0.0, control.y)
        shown = self._ferry.at(now_s, on=model.cursor_visible)
        draw_ferry(kit, surface, at, FERRY_UNITS * kit.u, round(255 * shown))
        self._marker.draw(
            surface,
            at,
            area.centre,
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board,
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the place: the ferry on its way to the far quay, and the pendulum."""
        kit, area = self._card.at(surface.get_size())
        surface.blit(scenery.place(kit, "ferry crossing card", _paint_card), (0, 0))
        draw_stage(kit, surface, area, 0.62, 0.24, 1.0)
        kit.goal(surface, area.px(0.0, 0.62), 0.24 * area.scale, held=0.0)
        bell = _bell(area, forward=True)
        scenery.draw_bell(kit, surface, bell, 0.22 * area.scale, 0.0, lit=0.3)
        at = area.px(0.0, 0.05)
        draw_ferry(kit, surface, at, 0.52 * area.scale, 255)
        kit.you(surface, at, 0.095 * area.scale)

    def _forget(self, model: Model | None) -> None:
        """Begin anew, as for a new model."""
        self._seen = model
        self._ferry = Fade(0.6)
        self._trials = model.trials if model else 0
        self._successes = model.successes if model else 0
        self._crossing: tuple[float, float, float] | None = None
        self._rung: Moments[tuple[float, float]] = Moments(RING_S)
        self._left: Moments[tuple[float, float, bool, float]] = Moments(DIM_S)

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare the model with the last frame: a bell rang, or a ferry sailed on."""
        if model is not self._seen:
            self._forget(model)
        if model.trials > self._trials and self._crossing is not None:
            y, zone, held = self._crossing
            moored = model.successes > self._successes
            self._left.add(now_s, (y, zone, moored, 1.0 if moored else held))
            if moored:
                self._rung.add(now_s, (y, zone))
        self._trials, self._successes = model.trials, model.successes
        crossing = model.crossing
        held = 0.0 if crossing is None or crossing.hidden else crossing.held
        self._crossing = (crossing.y, crossing.zone, held) if crossing else None

    def _draw_goal(self, surface: pygame.Surface, crossing: Crossing) -> None:
        """Draw the landing stage that slides out, and the mooring place at its end."""
        kit, area = self._kit, self._area
        share = ease.out_cubic(crossing.age_s / SLIDE_S)
        draw_stage(kit, surface, area, crossing.y, crossing.zone, share)
        at, radius = area.px(0.0, crossing.y), crossing.zone * area.scale
        # Without the ferry in sight the ring would tell where it is.
        held = 0.0 if crossing.hidden else crossing.held
        kit.goal(surface, at, radius, held=held, age_s=crossing.age_s)

    def _draw_left(self, surface: pygame.Surface, now_s: float) -> None:
        """Draw the stage that was left as it draws in, and rings on the water after a mooring."""
        kit, area = self._kit, self._area
        for moment in self._left.alive(now_s):
            y, zone, moored, held = moment.what
            gone = ease.in_out(moment.age_s(now_s) / DIM_S)
            draw_stage(kit, surface, area, y, zone, 1.0 - gone)
            at, radius = area.px(0.0, y), zone * area.scale
            # The light of the goal goes gently, so that no end of a stay darkens the picture.
            strength = (0.20 + 0.25 * held) * (1.0 - gone)
            kit.glow(surface, at, radius * 1.7, kit.theme.goal, strength)
            kit.disc(surface, at, radius, kit.theme.goal, round(110 * held * (1.0 - gone)))
            if moored:
                wide = max(4.0, radius * 0.13)
                left = round(255 * (1.0 - gone))
                kit.ring(surface, at, radius * 1.17, wide, kit.theme.paper, left)
            alpha = round((255 if moored else 150) * (1.0 - gone))
            kit.ring(surface, at, radius, max(3.0, radius * 0.09), kit.theme.goal, alpha)
        for rung in self._rung.alive(now_s):
            y, zone = rung.what
            at, share = area.px(0.0, y), rung.age_s(now_s) / RING_S
            kit.glow(surface, at, zone * area.scale * 2.0, (150, 200, 220), 0.4 * bump(share, 1.0))
            spread = zone * area.scale * (1.0 + 0.7 * ease.out_cubic(share))
            kit.ring(surface, at, spread, 3 * kit.u, kit.theme.paper, round(190 * (1.0 - share)))

    def _draw_bells(self, surface: pygame.Surface, now_s: float) -> None:
        kit = self._kit
        ages = {moment.what[0] > 0.0: moment.age_s(now_s) for moment in self._rung.alive(now_s)}
        for forward in (True, False):
            age_s = ages.get(forward, RING_S)
            left = max(0.0, 1.0 - age_s / RING_S)
            turn = 0.0 if kit.theme.reduced_motion else 22.0 * left * math.sin(7.0 * age_s)
            lit = bump(age_s, RING_S)
            scenery.draw_bell(
                kit, surface, _bell(self._area, forward=forward), 58.0 * kit.u, turn, lit=lit
            )


def _plate(kit: Kit) -> pygame.Rect:
    """Where the pendulum hangs: left of the river's middle, below the mark."""
    layout = kit.layout
    box = pygame.Rect(0, 0, round(PLATE_UNITS[0] * kit.u), round(PLATE_UNITS[1] * kit.u))
    # Near the ferry on wide screens, so that one look holds both.
    left = max(layout.safe.left, round(kit.size[0] / 2.0 - 530.0 * kit.u))
    box.topleft = (left, layout.mark.bottom + round(36 * kit.u))
    box.bottom = min(box.bottom, layout.prompt.top)
    return box


def _bell(area: PlayArea, *, forward: bool) -> Point:
    """Pixel of a quay's bell."""
    bank, inland = (FAR_BANK, 0.075) if forward else (NEAR_BANK, -0.075)
    return area.px(0.25, bank + inland)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    scale = min(width * 0.42, height * 0.46)
    box = pygame.Rect(0, 0, width, height)
    return PlayArea(box, (width * 0.5, height * 0.60), scale)


def _paint_place(kit: Kit, picture: pygame.Surface) -> None:
    paint_river(kit, picture, river_area(kit))


def _paint_card(kit: Kit, picture: pygame.Surface) -> None:
    paint_river(kit, picture, _card_area(kit))
