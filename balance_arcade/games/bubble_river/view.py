"""Bubble River's picture: a soap bubble on a slow river, and the leaf that it follows."""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.bubble_river.model import Model
from balance_arcade.games.bubble_river.picture import draw_bubble, draw_leaf, paint_river
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.kit import Kit, PlayArea, Theme, ease
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Moments, bump

REACH: Final = 1.10
LEAF_UNITS: Final = 96.0
BUBBLE_UNITS: Final = 44.0
BLOOM_S: Final = 2.0
RING_S: Final = 0.5


class View:
    """Draws Bubble River.

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
        surface.blit(scenery.place(kit, "bubble river", _paint_place), (0, 0))
        self._won.draw(surface, now_s, model.successes)
        self._draw_blooms(surface, now_s)
        self._draw_goal(surface, model, now_s)
        at = area.px(control.x, control.y)
        shown = self._shown.at(now_s, on=model.cursor_visible and control.on_board)
        near = self._near.at(now_s, on=model.near and model.drifting)
        draw_bubble(kit, surface, at, BUBBLE_UNITS * kit.u, near, shown)
        self._marker.draw(
            surface,
            at,
            area.centre,
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board,
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the river with the bubble beside the leaf."""
        kit, area = self._card.at(surface.get_size())
        surface.blit(scenery.place(kit, "bubble river card", _paint_card), (0, 0))
        r, leaf = area.scale, area.px(0.22, 0.24)
        kit.goal(surface, leaf, r * 0.34, held=0.4)
        draw_leaf(kit, surface, leaf, r * 0.42, 60.0)
        at = area.px(-0.20, -0.12)
        draw_bubble(kit, surface, at, r * 0.24, 0.5, 1.0)
        kit.you(surface, at, r * 0.105)

    def _forget(self, model: Model | None) -> None:
        """Begin anew, as for a new model."""
        self._seen = model
        self._shown, self._near = Fade(0.6), Fade(0.4)
        self._ring = Fade(RING_S)
        self._won = scenery.Gathered(self._kit, self._area, "lily", top=0.40, foot=0.84)
        self._radius = 0.0
        self._held = 0.0
        self._trials = model.trials if model else 0
        self._successes = model.successes if model else 0
        self._leaf = model.leaf if model else (0.0, 0.0)
        self._turn_deg = 60.0
        self._blooms: Moments[tuple[float, float, bool]] = Moments(BLOOM_S)

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare the model with the last frame: which way the leaf goes, and what has ended."""
        if model is not self._seen:
            self._forget(model)
        if model.trials > self._trials:
            self._blooms.add(now_s, (*model.leaf, model.successes > self._successes))
        self._trials, self._successes = model.trials, model.successes
        dx, dy = model.leaf[0] - self._leaf[0], model.leaf[1] - self._leaf[1]
        # A leaf that turns back in a swing keeps its way of lying instead of spinning round.
        if math.hypot(dx, dy) > 0.002 and not model.has_beat:
            self._turn_deg = math.degrees(math.atan2(dx, dy))
            self._leaf = model.leaf
        if model.drifting:
            self._radius = model.goal_radius * self._area.scale
            self._held = model.followed_share

    def _draw_goal(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the leaf, and the ring within which the bubble counts as beside it."""
        kit, at = self._kit, self._area.px(*model.leaf)
        ring = self._ring.at(now_s, on=model.drifting)
        if ring > 0.0:
            radius, wide = self._radius, max(3.0, 5.0 * kit.u)
            kit.glow(surface, at, radius * 1.5, kit.theme.goal, 0.22 * ring)
            kit.ring(surface, at, radius, wide, kit.theme.goal, round(220 * ring))
            # Without the marker in sight the arc would tell where it is.
            if model.cursor_visible and self._held > 0.0:
                arc = radius + wide * 1.6
                kit.arc(surface, at, arc, wide, self._held, kit.theme.paper, round(235 * ring))
        if not kit.theme.is_high_contrast:
            kit.round_shadow(surface, at, LEAF_UNITS * 0.30 * kit.u, 0.8)
        draw_leaf(kit, surface, at, LEAF_UNITS * kit.u, self._turn_deg)

    def _draw_blooms(self, surface: pygame.Surface, now_s: float) -> None:
        """Let rings spread from where a leaf was followed; quieter where it was not."""
        kit = self._kit
        for moment in self._blooms.alive(now_s):
            x, y, followed = moment.what
            at, share = self._area.px(x, y), moment.age_s(now_s) / BLOOM_S
            wide = (150.0 if followed else 80.0) * kit.u
            if followed:
                kit.glow(surface, at, wide, (120, 200, 190), 0.5 * bump(share, 1.0))
            colour = kit.theme.paper if followed else kit.theme.hush
            spread = 40.0 * kit.u + wide * ease.out_cubic(share)
            alpha = round((190 if followed else 70) * (1.0 - share))
            kit.ring(surface, at, spread, 3.0 * kit.u, colour, alpha)


def _area(kit: Kit) -> PlayArea:
    return kit.layout.play(1.0, reach=REACH)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width * 0.5, height * 0.5), min(width * 0.40, height * 0.52))


def _paint_place(kit: Kit, picture: pygame.Surface) -> None:
    paint_river(kit, picture, _area(kit))


def _paint_card(kit: Kit, picture: pygame.Surface) -> None:
    paint_river(kit, picture, _card_area(kit))
