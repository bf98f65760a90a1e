"""Slalom's picture: a snow slope seen from above that stands still, with gates and a track."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import scenery
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.kit import Kit, PlayArea, Rgb, Theme, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade
from balance_arcade.games.slalom.model import START_S, Gate, Model, Stage

AREA_REACH: Final = 1.16
TRACK_STEP: Final = 0.008
TOP: Final = 0.98
FOOT: Final = -0.98


class View:
    """Draws Slalom.

    Parameters
    ----------
    size : tuple of int
        Pixels of the screen.
    theme : Theme
        Colours and manners.
    """

    def __init__(self, size: tuple[int, int], theme: Theme) -> None:
        self._kit = Kit(size, theme)
        self._area = self._kit.layout.play(1.0, reach=AREA_REACH)
        self._marker = Marker(self._kit)
        self._card = CardRoom(theme, _card_area)
        self._forget(None)

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame."""
        kit, area, now_s = self._kit, self._area, (model.n_steps + alpha) * DT_S
        if model is not self._model:
            self._forget(model)
        self._notice(model, control)
        surface.blit(_slope(kit, area), (0, 0))
        left = 1.0 - self._gone.at(now_s, on=model.stage is Stage.TOP)
        self._draw_track(surface)
        if left > 0.0:
            for gate in self._gates:
                _draw_gate(kit, area, surface, gate, left, ahead=gate is model.ahead)
        lift = ease.in_out(min(1.0, model.stage_s / (0.8 * START_S)))
        down = model.down
        if model.stage is Stage.TOP:
            down = self._foot * (1.0 - lift)
        at = _px(area, control.x, down)
        home = _px(area, 0.0, down)
        self._marker.draw(
            surface, at, home, now_s, visible=model.cursor_visible, on_board=control.on_board
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the slope with a run of gates and a track through them."""
        kit, area = self._card.at(surface.get_size())
        surface.blit(_slope(kit, area), (0, 0))
        way = [(0.55 * math.sin(1.9 * math.pi * d), d) for d in np.linspace(0.0, 0.62, 40)]
        _draw_track(kit, surface, [_px(area, float(x), float(d)) for x, d in way])
        for x, down, passed in ((0.55, 0.26, 1), (-0.35, 0.62, 1), (0.4, 0.9, -1)):
            gate = Gate(x, 0.24, down, 1.0, 0.0, passed)
            _draw_gate(kit, area, surface, gate, 1.0, ahead=passed < 0)
        kit.you(surface, _px(area, -0.3, 0.63), area.scale * 0.09)

    def _forget(self, model: Model | None) -> None:
        self._model = model
        self._track: list[Point] = []
        self._gates: list[Gate] = []
        self._last_down = 0.0
        self._foot = 0.0
        self._gone = Fade(0.5)

    def _notice(self, model: Model, control: ControlInput) -> None:
        """Draw the track on behind the skier; a new run begins on fresh snow."""
        if model.stage is Stage.TOP:
            if self._last_down > 0.0:
                self._foot, self._last_down = self._last_down, 0.0
            if model.n_runs == 0:
                self._foot = 0.0
            # The track melts from its old end while the lift goes up.
            self._track = self._track[max(1, len(self._track) // 30) :]
            return
        if model.gates:
            self._gates = list(model.gates)
        if self._last_down == 0.0:
            # What has not melted by now is gone: no line leads from one run's foot to the next top.
            self._track = []
        if model.down - self._last_down >= TRACK_STEP or not self._track:
            self._track.append(_px(self._area, control.x, model.down))
            self._last_down = model.down

    def _draw_track(self, surface: pygame.Surface) -> None:
        _draw_track(self._kit, surface, self._track)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width / 2.0, height / 2.0), 0.46 * height)


def _px(area: PlayArea, x: float, down: float) -> Point:
    return area.px(x, TOP + (FOOT - TOP) * min(1.03, down))


def _draw_track(kit: Kit, surface: pygame.Surface, track: list[Point]) -> None:
    """Draw two thin lines pressed into the snow."""
    if len(track) < 2:
        return
    colour = kit.theme.track if kit.theme.is_high_contrast else (42, 56, 92)
    for side in (-7.0, 7.0):
        line = [(x + side * kit.u, y) for x, y in track]
        kit.line(surface, line, max(2.0, 3.0 * kit.u), colour)


def _draw_gate(
    kit: Kit, area: PlayArea, surface: pygame.Surface, gate: Gate, left: float, *, ahead: bool
) -> None:
    """Draw two poles with flags, a triangle to the left and a square to the right."""
    y = _px(area, 0.0, gate.down)[1]
    ends = [_px(area, gate.x + side * gate.half, gate.down)[0] for side in (-1.0, 1.0)]
    inside = gate.passed == 1
    tint: Rgb = kit.theme.goal if ahead else kit.theme.good if inside else kit.theme.hush
    alpha = round(left * (255 if ahead else 230 if inside else 90))
    if ahead:
        middle = ((ends[0] + ends[1]) / 2.0, y)
        kit.glow(surface, middle, (ends[1] - ends[0]) * 0.8, kit.theme.goal, 0.35 * left)
    if ahead or inside:
        band = pygame.Rect(round(ends[0]), round(y - 3 * kit.u), round(ends[1] - ends[0]), 0)
        band.height = max(3, round(6 * kit.u))
        kit.box(surface, band, 3 * kit.u, tint, alpha=round(alpha * 0.55))
    plain = kit.theme.is_high_contrast
    wood, hem = (kit.theme.paper, kit.theme.ink) if plain else (kit.theme.ink, kit.theme.paper)
    tall, flag = 40.0 * kit.u, 26.0 * kit.u
    for x, side in zip(ends, (-1.0, 1.0), strict=True):
        pole = pygame.Rect(0, 0, max(4, round(6 * kit.u)), round(tall))
        pole.midbottom = (round(x), round(y + 4 * kit.u))
        kit.ellipse(surface, (x, y + 4 * kit.u), (12 * kit.u, 4 * kit.u), kit.theme.ink, alpha // 2)
        kit.box(surface, pole, 3 * kit.u, wood, alpha=alpha)
        # A light hem: blue and green stand out from snow by little more than two to one.
        if ahead or inside:
            kit.shape(surface, _cloth((x, y - tall), side, flag, 4.0 * kit.u), hem, alpha)
        kit.shape(surface, _cloth((x, y - tall), side, flag, 0.0), tint, alpha)
        if plain and not ahead:
            # Without colours the gate that comes is told from the others by its whole flags.
            kit.shape(surface, _cloth((x, y - tall), side, flag, -5.0 * kit.u), hem, alpha)


def _cloth(top: Point, side: float, flag: float, hem: float) -> list[Point]:
    """Corners of a triangle to the left or a square to the right, larger by its hem."""
    x, y = top
    if side < 0.0:
        return [(x, y - hem), (x - flag - 1.5 * hem, y + flag * 0.45), (x, y + flag * 0.9 + hem)]
    right, foot = x + flag + hem, y + flag * 0.8 + hem
    return [(x, y - hem), (right, y - hem), (right, foot), (x, foot)]


def _slope(kit: Kit, area: PlayArea) -> pygame.Surface:
    """Snow in the morning between pines, painted once."""
    full_width = kit.size[0]

    def paint(kit: Kit, picture: pygame.Surface) -> None:
        width, height = picture.get_size()
        whole = pygame.Rect(0, 0, width, height)
        if kit.theme.is_high_contrast:
            kit.ground(picture)
            for side in (-1.0, 1.0):
                x = width / 2.0 + side * AREA_REACH * area.scale * width / full_width
                edge = ((x, height * 0.05), (x, height * 0.95))
                kit.line(picture, edge, 3 * kit.u, kit.theme.track)
            return
        reach = AREA_REACH * area.scale * width / full_width / height
        if scenery.paint_scene(kit, picture, reach=reach):
            return
        # The snow's own edge lies outside.
        beyond = whole.inflate(height // 6, height // 6)
        scenery.paint_snow(kit, picture, beyond, (92, 102, 128), (40, 54, 90), seed=5)
        corner = (width * 0.16, -height * 0.1)
        scenery.paint_shine(kit, picture, corner, width * 0.55, (56, 38, 18), flat=0.9)
        _plant(kit, picture, AREA_REACH * area.scale * width / full_width)
        scenery.paint_vignette(kit, picture, strength=0.35)

    return scenery.place(kit, "morning slope", paint)


def _plant(kit: Kit, picture: pygame.Surface, half: float) -> None:
    """Plant pines to both sides, the nearer ones last; none on the slope."""
    width, height = picture.get_size()
    rng = np.random.default_rng(11)
    spots = sorted(
        (float(rng.random()) * height * 1.1, float(rng.random()) * width) for _ in range(190)
    )
    pines = []
    for y, x in spots:
        size = (30.0 + 26.0 * float(rng.random())) * kit.u
        # A ragged edge: some stand nearer to the slope.
        if abs(x - width / 2.0) >= half * (1.06 + 0.22 * float(rng.random())) + size:
            pines.append(((x, y), size))
    scenery.stamp_pines(kit, picture, pines)
