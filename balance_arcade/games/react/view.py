"""Star Reach React's picture: a few places in the sky before dawn, one of which lights up."""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.kit import Kit, PlayArea, Theme, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Moments
from balance_arcade.games.react.model import Light, Model, Stage
from balance_arcade.games.react.spec import REACH
from balance_arcade.games.safety import safe_target

AREA_REACH: Final = 1.10
BLOOM_S: Final = 1.4
DIM_S: Final = 0.8
_LIGHT: Final = (176, 214, 255)


class View:
    """Draws Star Reach React.

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
        self._notice(model, now_s)
        surface.blit(scenery.place(kit, "react", _paint_sky), (0, 0))
        self._won.draw(surface, now_s, model.successes)
        for direction in range(8):
            shown = self._places[direction].at(now_s, on=direction in model.places)
            if shown > 0.0:
                _draw_place(kit, area, surface, model.place(direction), shown)
        self._draw_home(surface, model, now_s)
        self._draw_gone(surface, now_s)
        light = model.light
        if light is not None:
            if light.other >= 0:
                _draw_other(kit, surface, light, area.px(*model.place(light.other)), area.scale)
            _draw_light(kit, area, surface, light)
        self._marker.draw(
            surface,
            area.px(control.x, control.y),
            area.centre,
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board,
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the place: eight places around the middle, one of which shines."""
        kit, area = self._card.at(surface.get_size())
        surface.blit(scenery.place(kit, "react", _paint_sky), (0, 0))
        for direction in range(8):
            _draw_place(kit, area, surface, _spot(direction), 1.0)
        kit.ring(surface, area.centre, area.scale * 0.2, 3.0 * kit.u, kit.theme.hush, 130)
        x, y = _spot(1)
        _draw_light(kit, area, surface, Light(1, x, y, 0.2, 9.0, 0.0, -1, age_s=1.0))
        kit.you(surface, area.px(0.24, 0.24), area.scale * 0.085)

    def _forget(self, model: Model | None) -> None:
        self._model = model
        self._light: Light | None = None
        self._places = [Fade(0.5) for _ in range(8)]
        self._home = Fade(0.3)
        self._reached: Moments[tuple[Point, float]] = Moments(BLOOM_S)
        self._lights = scenery.GoalLights(self._kit, _LIGHT, seed=5)
        self._misses: Moments[tuple[Point, float]] = Moments(DIM_S)
        self._won = scenery.Gathered(self._kit, self._area, "star")

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare with the last frame: a star reached blooms, one that was not dims."""
        if model is not self._model:
            self._forget(model)
        last, self._light = self._light, model.light
        if last is None or last is model.light:
            return
        at, radius = self._area.px(last.x, last.y), last.radius * self._area.scale
        if last.reached:
            self._reached.add(now_s, (at, radius))
            self._lights.add(now_s, at, radius)
        else:
            self._misses.add(now_s, (at, radius))

    def _draw_home(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the middle: the goal ring on the way home, a quiet one while waiting."""
        bright = self._home.at(now_s, on=model.stage is Stage.HOME)
        radius = model.home.radius * self._area.scale
        quiet = 200 if model.stage is Stage.WAIT else 110
        scenery.draw_home(self._kit, surface, self._area.centre, radius, bright, quiet=quiet)

    def _draw_gone(self, surface: pygame.Surface, now_s: float) -> None:
        """Draw the light of stars that were reached, and those that dim."""
        kit = self._kit
        self._lights.draw(surface, now_s)
        for won in self._reached.alive(now_s):
            at, radius = won.what
            left = 1.0 - ease.in_out(won.age_s(now_s) / BLOOM_S)
            kit.star(surface, at, radius * 0.66, kit.theme.paper, round(255 * left))
        for miss in self._misses.alive(now_s):
            at, radius = miss.what
            left = 1.0 - ease.in_out(miss.age_s(now_s) / DIM_S)
            kit.star(surface, at, radius * 0.66, kit.theme.hush, round(150 * left))


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width / 2.0, height * 0.48), 0.44 * min(kit.size))


def _spot(direction: int) -> Point:
    """Place of a direction on the menu's card."""
    angle, reach = direction * math.pi / 4.0, REACH.at(0.8)
    return safe_target(reach * math.sin(angle), reach * math.cos(angle))


def _draw_place(
    kit: Kit, area: PlayArea, surface: pygame.Surface, place: Point, shown: float
) -> None:
    """Draw a path of three dots out to a place that may light up."""
    x, y = place
    for share, radius in ((0.42, 4.0), (0.68, 5.5), (1.0, 8.0)):
        at = area.px(x * share, y * share)
        kit.disc(surface, at, radius * kit.u, kit.theme.hush, round(150 * shown))


def _draw_light(kit: Kit, area: PlayArea, surface: pygame.Surface, light: Light) -> None:
    at, radius = area.px(light.x, light.y), light.radius * area.scale
    # Brightness for the choice is there at once; only the ring arrives.
    left = 1.0 if light.reached else max(0.35, min(1.0, 1.6 - light.age_s / light.limit_s))
    kit.glow(surface, at, radius * 1.8, _LIGHT, 0.6 * left * ease.arrive(light.age_s, 0.3))
    kit.goal(surface, at, radius, held=_held(light), age_s=light.age_s + 0.1)
    kit.star(surface, at, radius * 0.72, kit.theme.paper, round(255 * left))


def _held(light: Light) -> float:
    """Share of the light that a star takes up once it is reached."""
    return ease.in_out((light.age_s - light.arrival_s) / 0.4) if light.reached else 0.0


def _draw_other(kit: Kit, surface: pygame.Surface, light: Light, at: Point, scale: float) -> None:
    """Draw the other shape: a moon's crescent, which is not the star that is looked for."""
    radius = light.radius * scale
    shown = round(220 * ease.arrive(light.age_s + 0.1, 0.3))
    kit.disc(surface, at, radius * 0.62, kit.theme.second[1], shown)
    kit.disc(surface, (at[0] + radius * 0.3, at[1] - radius * 0.16), radius * 0.5, kit.theme.ink)


def _paint_sky(kit: Kit, picture: pygame.Surface) -> None:
    if scenery.paint_scene(kit, picture):
        return
    width, height = picture.get_size()
    whole = pygame.Rect(0, 0, width, height)
    scenery.paint_sky(kit, picture, whole, scenery.NIGHT_SKY)
    scenery.paint_nebula(
        kit, picture, whole, (((26, 34, 78), 0.9), ((66, 34, 70), 0.6), ((22, 58, 70), 0.5)), seed=8
    )
    scenery.paint_stars(kit, picture, whole, seed=12, n_stars=520)
    # A wide screen has sky to spare below the places: there a lake lies before the hills.
    shore = 0.84 if width > 2.0 * height else 1.0
    light = (width * 0.5, height * (shore + 0.02))
    scenery.paint_shine(kit, picture, light, width * 0.62, (112, 66, 44), flat=0.42)
    far, near = (_band(width, height * (shore - tall), height * shore) for tall in (0.20, 0.14))
    scenery.paint_hills(kit, picture, far, (30, 34, 60), level=0.55, swing=0.35, seed=4)
    scenery.paint_hills(kit, picture, near, (12, 16, 32), level=0.62, swing=0.3, pines=0.22, seed=9)
    if shore < 1.0:
        lake = _band(width, height * shore, height)
        scenery.paint_water(kit, picture, lake, (52, 48, 84), (12, 16, 36), strength=0.1, seed=6)
        scenery.paint_reflection(kit, picture, lake)


def _band(width: int, top: float, foot: float) -> pygame.Rect:
    return pygame.Rect(0, round(top), width, round(foot) - round(top))
