"""Even Keel's picture: a boat that heels with the load, and a spirit level below it."""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.contract import CLAMP, DT_S, ControlInput
from balance_arcade.games.even_keel.model import Model, Trial
from balance_arcade.games.even_keel.picture import (
    HARBOUR,
    draw_boat,
    draw_light,
    draw_marks,
    draw_mist,
    draw_tube,
    harbour,
    level_area,
    paint_sea,
)
from balance_arcade.games.even_keel.spec import HOLD_SHARE
from balance_arcade.games.even_keel.squat import Part
from balance_arcade.games.kit import Kit, PlayArea, Theme, ease
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Moments, bump

HEEL_DEG: Final = 180.0
"""Heel for the whole load on one side; the boat never lies further over than `MOST_DEG`."""

MOST_DEG: Final = 14.0
BOAT_UNITS: Final = 214.0
BLOOM_S: Final = 2.0
LEAVE_S: Final = 0.6


class View:
    """Draws Even Keel.

    Parameters
    ----------
    size : tuple of int
        Pixels of the screen.
    theme : Theme
        Colours and manners.
    """

    def __init__(self, size: tuple[int, int], theme: Theme) -> None:
        self._kit = Kit(size, theme)
        self._area = level_area(self._kit)
        self._marker = Marker(self._kit)
        self._houses = harbour(self._kit)
        self._card = CardRoom(theme, _card_area)
        self._forget(None)

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame; see `balance_arcade.games.contract.GameView`."""
        now_s = (model.n_steps + alpha) * DT_S
        self._notice(model, now_s)
        kit, area = self._kit, self._area
        place = scenery.place(kit, "even keel", paint_sea)
        surface.blit(place, (0, 0))
        self._draw_lights(surface, model, now_s)
        shown = self._seen_boat.at(now_s, on=model.cursor_visible)
        dip = self._dip.at(now_s, on=_is_down(model))
        off = (model.share - self._target) * shown
        heel = min(MOST_DEG, max(-MOST_DEG, -HEEL_DEG * off))
        size, dip = BOAT_UNITS * kit.u, 0.10 * ease.in_out(dip)
        draw_boat(kit, surface, place, now_s, size, heel_deg=heel, dip=dip)
        draw_mist(kit, surface, 1.0 - shown)
        draw_tube(kit, surface, area)
        self._draw_goal(surface, model, now_s)
        self._marker.draw(
            surface,
            area.px(_place(control), 0.0),
            area.centre,
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board,
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the boat on a level keel."""
        kit, area = self._card.at(surface.get_size())
        place = scenery.place(kit, "even keel card", paint_sea)
        surface.blit(place, (0, 0))
        for spot in harbour(kit)[::2]:
            draw_light(kit, surface, spot, 1.0)
        draw_boat(kit, surface, place, 0.0, area.scale * 0.86)
        at, r = area.px(0.0, -0.62), area.scale * 0.13
        for side in (-1.0, 1.0):
            post = pygame.Rect(0, 0, max(2, round(r * 0.3)), round(r * 3.0))
            post.center = (round(at[0] + side * r * 1.9), round(at[1]))
            kit.box(surface, post, r * 0.15, kit.theme.goal)
        kit.you(surface, at, r)

    def _forget(self, model: Model | None) -> None:
        """Begin anew, as for a new model."""
        self._seen = model
        self._seen_boat, self._dip, self._goal = Fade(0.8), Fade(0.5), Fade(LEAVE_S)
        self._target = model.share if model else 0.5
        self._trials = model.trials if model else 0
        self._successes = model.successes if model else 0
        self._at = 0.0
        self._gap = self._held = 0.0
        self._felt = math.nan
        self._blooms: Moments[float] = Moments(BLOOM_S)
        self._lit: Moments[int] = Moments(BLOOM_S)

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare the model with the last frame, and keep what a trial left for its fading."""
        if model is not self._seen:
            self._forget(model)
        if model.successes > self._successes:
            self._blooms.add(now_s, self._at)
            self._lit.add(now_s, self._successes % (len(HARBOUR) + 1))
        self._trials, self._successes = model.trials, model.successes
        trial = model.trial
        if trial is None:
            return
        self._target = trial.target
        self._at = model.goal_x
        self._gap = model.goal_radius * self._area.scale + self._marker.radius
        self._held = trial.held
        self._felt = model.loads.place_of(trial.felt) if math.isfinite(trial.felt) else math.nan

    def _draw_goal(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the posts, the hold as an arc, and where it was felt to be even."""
        kit, area = self._kit, self._area
        there = self._goal.at(now_s, on=model.trial is not None)
        at = area.px(self._at, 0.0)
        for moment in self._blooms.alive(now_s):
            kit.glow(
                surface,
                area.px(moment.what, 0.0),
                150.0 * kit.u,
                (120, 190, 220),
                0.5 * bump(moment.age_s(now_s), BLOOM_S),
            )
        if there <= 0.0:
            return
        kit.glow(surface, at, 70.0 * kit.u, kit.theme.goal, 0.25 * there)
        draw_marks(kit, surface, area, at, self._gap, round(255 * there))
        if model.mode == HOLD_SHARE:
            self._draw_lamp(surface, at, there)
        if math.isfinite(self._felt) and abs(self._felt) < 1.2:
            self._draw_felt(surface, there)
        if self._held > 0.0 and model.cursor_visible:
            radius = self._marker.radius + 9.0 * kit.u
            alpha = round(255 * there)
            kit.arc(surface, at, radius, 6.0 * kit.u, self._held, kit.theme.paper, alpha)

    def _draw_felt(self, surface: pygame.Surface, there: float) -> None:
        """Draw a small triangle below the glass, where the load was by feel."""
        kit, area = self._kit, self._area
        x, y = area.px(self._felt, 0.0)
        top = y + 0.5 * area.rect.height + 12.0 * kit.u
        wide = 13.0 * kit.u
        points = [(x, top), (x + wide, top + 1.6 * wide), (x - wide, top + 1.6 * wide)]
        kit.shape(surface, points, kit.theme.hush, round(255 * there))

    def _draw_lamp(self, surface: pygame.Surface, at: tuple[float, float], there: float) -> None:
        """Draw the lamp that shines over the share that is asked for."""
        kit = self._kit
        spot = (at[0], at[1] - 66.0 * kit.u)
        kit.glow(surface, spot, 90.0 * kit.u, (255, 204, 130), 0.6 * there)
        kit.disc(surface, spot, 11.0 * kit.u, kit.theme.paper, round(255 * there))

    def _draw_lights(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Light a house for each trial that went well; a full harbour begins anew."""
        n_lit = model.successes % (len(HARBOUR) + 1)
        fresh = {moment.what: moment.age_s(now_s) for moment in self._lit.alive(now_s)}
        for number, spot in enumerate(self._houses):
            bright = ease.in_out(fresh.get(number, BLOOM_S) / BLOOM_S) if number < n_lit else 0.0
            draw_light(self._kit, surface, spot, bright)


def _place(control: ControlInput) -> float:
    """Where the light is on the glass: by the load, so that it is level where the boat is.

    The place in the unit disc has a dead zone about the own stance, and the load has none.
    """
    if not math.isfinite(control.left_frac):
        return control.x
    return min(CLAMP, max(-CLAMP, control.loads.place_of(control.left_frac)))


def _is_down(model: Model) -> bool:
    trial: Trial | None = model.trial
    return trial is not None and trial.squat.part is Part.DOWN


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width * 0.5, height * 0.5), min(width * 0.40, height * 0.48))
