"""The picture of a test: a quiet dark room, a cross to look at, and nothing that moves by itself.

Where a test is made to a place (leaning, swinging) the place and the person's own marker are seen;
in stance there is no cursor, because whoever sees their sway stands otherwise. After a jump its
height stands there.
"""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.cop.limits import direction_vector
from balance_arcade.games import scenery
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.guided.model import FAR, Model, Stage
from balance_arcade.games.kit import Kit, PlayArea, Theme, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker

REACH: Final = 1.2
PLACE: Final = 0.09
"""Radius of a place to lean to, as a share of the expected limit."""

CROSS: Final = 0.30
COUNT_S: Final = 3.0


class View:
    """Draws the part of a test.

    Parameters
    ----------
    size : tuple of int
        Pixels of the screen.
    theme : Theme
        Colours and manners.
    """

    def __init__(self, size: tuple[int, int], theme: Theme) -> None:
        self._kit = Kit(size, theme)
        self._area = self._kit.layout.play(1.0, reach=REACH)
        self._marker = Marker(self._kit)
        self._card = CardRoom(theme, _card_area)

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame; see `balance_arcade.games.contract.GameView`."""
        kit, area, now_s = self._kit, self._area, (model.n_steps + alpha) * DT_S
        surface.blit(scenery.place(kit, "quiet room", _paint_room), (0, 0))
        if model.trial.kind == "lean":
            self._draw_places(surface, model)
        elif model.trial.kind == "shift":
            self._draw_swing(surface, model)
        elif model.shown:
            # What somebody jumped is theirs to know at once; it is measured, and no score.
            cap_px = 2.4 * kit.layout.type.number
            kit.glow(surface, area.centre, 3.2 * cap_px, kit.theme.second[0], 0.20)
            kit.label(surface, model.shown, area.centre, cap_px=cap_px)
        else:
            _draw_cross(kit, surface, area.centre, area.scale * CROSS)
        self._draw_time(surface, model)
        # In stance not even a sign that the marker is hidden: nothing but the cross.
        if model.cursor_visible:
            at, on_board = area.px(control.x, control.y), control.on_board
            self._marker.draw(surface, at, area.centre, now_s, visible=True, on_board=on_board)

    def card(self, surface: pygame.Surface) -> None:
        """Draw the room with its cross."""
        kit, area = self._card.at(surface.get_size())
        surface.blit(scenery.place(kit, "quiet room", _paint_room), (0, 0))
        _draw_cross(kit, surface, area.centre, area.scale * 0.3)

    def _draw_places(self, surface: pygame.Surface, model: Model) -> None:
        """Draw eight quiet places about the middle; the one that is asked for is lit."""
        kit, area = self._kit, self._area
        radius = area.scale * PLACE
        kit.ring(surface, area.centre, radius, max(3.0, 4.0 * kit.u), kit.theme.hush, 150)
        for direction in range(8):
            ml, ap = direction_vector(direction)
            at = area.px(FAR * ml, FAR * ap)
            lit = model.stage is Stage.TRIAL and direction == model.trial.direction
            if lit:
                held = min(1.0, model.stage_s / model.trial.seconds)
                kit.goal(surface, at, radius * 1.25, held=held, age_s=model.stage_s)
            else:
                kit.ring(surface, at, radius * 0.7, max(2.0, 3.0 * kit.u), kit.theme.hush, 90)

    def _draw_swing(self, surface: pygame.Surface, model: Model) -> None:
        """Draw the two ends of the way, and the light that swings between them."""
        kit, area = self._kit, self._area
        x, y = (0.5, 0.0) if model.trial.axis == "ml" else (0.0, 0.5)
        width = max(3.0, 4.0 * kit.u)
        for sign in (-1.0, 1.0):
            end = area.px(sign * x, sign * y)
            kit.ring(surface, end, area.scale * PLACE, width, kit.theme.hush, 150)
        kit.goal(surface, area.px(*model.pacer), area.scale * PLACE * 0.9)

    def _draw_time(self, surface: pygame.Surface, model: Model) -> None:
        """Count the last seconds before a trial, and show as an arc how much of it is left."""
        kit, area = self._kit, self._area
        if model.stage is Stage.READY and model.left_s <= COUNT_S:
            spot = (area.centre[0], area.centre[1] - area.scale * 0.56)
            text = str(max(1, math.ceil(model.left_s)))
            kit.label(surface, text, spot, cap_px=kit.layout.type.number * 1.4)
        elif model.stage is Stage.TRIAL and model.trial.kind in {"stance", "one_leg"}:
            left = model.left_s / model.trial.seconds
            shown = ease.clamp01(model.stage_s / 0.6)
            radius, width = area.scale * 0.42, max(4.0, 9.0 * kit.u)
            kit.ring(surface, area.centre, radius, width * 0.4, kit.theme.track, round(255 * shown))
            kit.progress(surface, area.centre, radius, width, left, kit.theme.goal)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width / 2.0, height / 2.0), 0.4 * min(kit.size))


def _draw_cross(kit: Kit, surface: pygame.Surface, at: Point, size: float) -> None:
    """Draw the cross that eyes rest on: as wide as two hands at two metres, with a dark edge."""
    width = max(6.0, size * 0.16)
    for grown, colour in ((4.0 * kit.u, kit.theme.ink), (0.0, kit.theme.paper)):
        for long, high in ((size, width), (width, size)):
            box = pygame.Rect(0, 0, round(long + 2 * grown), round(high + 2 * grown))
            box.center = (round(at[0]), round(at[1]))
            kit.box(surface, box, width * 0.3, colour)


def _paint_room(kit: Kit, picture: pygame.Surface) -> None:
    """Paint a wall that grows darker towards its edges; in high contrast a plain one."""
    area = picture.get_rect()
    if kit.theme.is_high_contrast:
        picture.fill(kit.theme.night_top)
        return
    kit.gradient(picture, area, (0x1C, 0x26, 0x36), (0x10, 0x16, 0x22))
    scenery.paint_vignette(kit, picture, strength=0.35)
