"""Flamingo Ladder's picture: a flamingo at low tide, and rungs of light across the water."""

from __future__ import annotations

import itertools
import math
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.flamingo_ladder.model import N_RUNGS, Model, Stage
from balance_arcade.games.flamingo_ladder.picture import (
    NEAR,
    draw_flamingo,
    draw_rungs,
    paint_lagoon,
    rung_box,
)
from balance_arcade.games.kit import Kit, PlayArea, Theme, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Moments, bump

SCALE_UNITS: Final = 215.0
"""The own limit to the side, and so the standing foot, in layout units from the middle."""

ROOM_UNITS: Final = 66.0
"""The room to sway is always a ring of this size: less room is a closer look."""

TALL_UNITS: Final = 372.0
MOST_OUT: Final = 1.7
BLOOM_S: Final = 2.2
TURN_S: Final = 0.5


class View:
    """Draws Flamingo Ladder for a size in pixels and a theme."""

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
        surface.blit(scenery.place(kit, "flamingo ladder", paint_lagoon), (0, 0))
        self._draw_ladder(surface, model, now_s)
        self._draw_birds(surface, model, now_s)
        self._draw_ring(surface, model, now_s)
        at = self._place(model, control)
        on_board, visible = control.on_board, model.cursor_visible
        self._marker.draw(surface, at, area.centre, now_s, visible=visible, on_board=on_board)

    def card(self, surface: pygame.Surface) -> None:
        """Draw the lagoon with the flamingo on one leg, three rungs climbed."""
        kit, area = self._card.at(surface.get_size())
        surface.blit(scenery.place(kit, "flamingo ladder card", paint_lagoon), (0, 0))
        width, height = kit.size
        draw_rungs(kit, surface, width / 2.0, 3, 0.6, ahead=True)
        foot = (area.centre[0] - 0.30 * min(width, 1.5 * height), height * 0.86)
        kit.ellipse(surface, foot, (0.13 * height, 0.030 * height), kit.theme.ink, 90)
        draw_flamingo(kit, surface, foot, height * 0.74, -1, one_leg=True)
        kit.goal(surface, foot, 0.105 * height, held=0.6)
        kit.you(surface, foot, 0.045 * height)

    def _forget(self, model: Model | None) -> None:
        """Begin anew, as for a new model."""
        self._seen = model
        self._trials = model.trials if model else 0
        self._n_rungs = model.n_rungs if model else 0
        self._held = 0.0
        self._side = 1
        self._up = {side: Fade(TURN_S) for side in (-1, 1)}
        self._both = Fade(TURN_S)
        self._ring = Fade(0.3)
        self._calm = Fade(0.4)
        self._blooms: Moments[int] = Moments(BLOOM_S)

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare the model with the last frame: which leg, and whether a rung was reached."""
        if model is not self._seen:
            self._forget(model)
        if model.trials > self._trials and model.succeeded:
            self._blooms.add(now_s, model.n_rungs - 1)
        self._trials = model.trials
        rung = model.rung
        if rung is not None and model.stage in {Stage.LIFT, Stage.HOLD}:
            self._side, self._held = rung.side, rung.done
            self._n_rungs = model.n_rungs
        elif model.stage is Stage.REST:
            self._n_rungs = model.n_rungs

    def _foot(self, side: int) -> Point:
        return self._area.px(float(side), 0.0)

    def _place(self, model: Model, control: ControlInput) -> Point:
        """Pixel of the person: in the middle's measure, or close up within the standing foot."""
        rung = model.rung
        base = model.foothold.base_mm
        off = (control.x_mm - base[0], control.y_mm - base[1])
        if model.stage is not Stage.HOLD or rung is None or not math.isfinite(off[0] + off[1]):
            return self._area.px(control.x, control.y)
        share = math.hypot(*off) / rung.room_mm
        # Far out the light stays in sight: what is beyond the ring needs no measure.
        scale = min(1.0, MOST_OUT / share) if share > 0.0 else 1.0
        per_mm = ROOM_UNITS * self._kit.u * scale / rung.room_mm
        foot = self._foot(rung.side)
        return foot[0] + off[0] * per_mm, foot[1] - off[1] * per_mm

    def _draw_ladder(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        kit, middle = self._kit, self._area.centre[0]
        asked = model.stage in {Stage.LIFT, Stage.HOLD}
        # A ladder that is whole stays whole until the next one begins.
        climbed = 0 if asked and self._n_rungs == N_RUNGS else self._n_rungs
        draw_rungs(kit, surface, middle, climbed, self._held if asked else 0.0, ahead=asked)
        for moment in self._blooms.alive(now_s):
            box = rung_box(kit, middle, moment.what)
            strength = bump(moment.age_s(now_s), BLOOM_S)
            kit.glow(surface, box.center, 130.0 * kit.u, (190, 130, 90), 0.6 * strength)

    def _draw_birds(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the flamingo where it stands, on both legs in the middle or on one at a side."""
        kit = self._kit
        tall = min(TALL_UNITS * kit.u, 0.30 * kit.size[0])
        # Made with the first frame, before play: no turn of the bird waits for its picture.
        for looks, one_leg in itertools.product((-1, 1), (False, True)):
            draw_flamingo(kit, surface, (0.0, 0.0), tall, looks, one_leg=one_leg, alpha=0)
        asked = model.stage in {Stage.LIFT, Stage.HOLD}
        shown = [(self._both.at(now_s, on=not asked), 0)]
        for side, fade in self._up.items():
            shown.append((fade.at(now_s, on=asked and side == self._side), side))
        for up, side in shown:
            share = ease.in_out(up)
            if share <= 0.0:
                continue
            foot = self._foot(side)
            if not kit.theme.is_high_contrast:
                wet = (58.0 * kit.u, 13.0 * kit.u)
                kit.ellipse(surface, foot, wet, kit.theme.ink, round(110 * share))
            looks = side or self._side
            one_leg, alpha = side != 0, round(255 * share)
            draw_flamingo(kit, surface, foot, tall, looks, one_leg=one_leg, alpha=alpha)

    def _draw_ring(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw where the light should come to rest: at the foot of the leg that stands."""
        kit, asked = self._kit, model.stage in {Stage.LIFT, Stage.HOLD}
        shown = self._ring.at(now_s, on=asked)
        calm = self._calm.at(now_s, on=model.calm)
        if shown <= 0.0:
            return
        at, radius = self._foot(self._side), ROOM_UNITS * kit.u
        wide = max(3.0, 5.0 * kit.u)
        kit.glow(surface, at, radius * 1.6, kit.theme.goal, (0.16 + 0.22 * calm) * shown)
        kit.disc(surface, at, radius, kit.theme.goal, round((26 + 44 * calm) * shown))
        kit.ring(surface, at, radius, wide, kit.theme.goal, round(235 * shown))
        if model.stage is Stage.HOLD and self._held > 0.0:
            kit.arc(surface, at, radius + 1.7 * wide, wide, self._held, kit.theme.paper)


def _area(kit: Kit) -> PlayArea:
    width, height = kit.size
    scale = min(SCALE_UNITS * kit.u, 0.235 * width)
    return square_area((width / 2.0, height * (NEAR + 0.01)), scale)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width / 2.0, height * 0.5), 0.4 * height)
