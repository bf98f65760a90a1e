"""Echo's picture: four bells on stones in a forest clearing, seen from above at night."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import scenery
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.echo.model import Model, Stage
from balance_arcade.games.kit import Kit, PlayArea, Rgb, Theme, ease
from balance_arcade.games.kit.canvas import Point, quantised
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Moments

AREA_REACH: Final = 1.06
RING_S: Final = 1.6
GRASS: Final = (28, 42, 38)
STONE: Final = (74, 80, 92)
# Triangle, square, round (no points) and diamond: each bell is told by its shape too.
SHAPES: Final[tuple[tuple[Point, ...], ...]] = (
    ((0.0, -0.62), (0.60, 0.42), (-0.60, 0.42)),
    ((-0.48, -0.48), (0.48, -0.48), (0.48, 0.48), (-0.48, 0.48)),
    (),
    ((0.0, -0.68), (0.56, 0.0), (0.0, 0.68), (-0.56, 0.0)),
)


class View:
    """Draws Echo.

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
        surface.blit(_ground(kit, area), (0, 0))
        self._won.draw(surface, now_s, model.successes)
        self._draw_rings(surface, now_s)
        self._draw_home(surface, model, now_s)
        whole = self._whole.at(now_s, on=model.stage is Stage.REST and model.succeeded)
        calling = self._calling.at(now_s, on=model.stage is Stage.ANSWER)
        size = self._size.step(now_s, model.radius) * area.scale
        reach = self._reach.step(now_s, model.reach)
        for bell in range(4):
            lit = self._lit[bell].at(now_s, on=bell == model.shown)
            x, y = model.place(bell)
            scale = reach / model.reach
            at = area.px(x * scale, y * scale)
            struck = 0.0
            if model.task is not None and bell == model.at_bell:
                struck = model.struck_s / model.task.strike_s
            # The arc grows as it is, and goes gently: a whole one gone at once would be a flash.
            struck = max(struck, self._arcs[bell].step(now_s, struck))
            _draw_bell(kit, surface, at, size, bell, max(lit, whole), calling, struck)
        self._draw_count(surface, model)
        self._marker.draw(
            surface,
            area.px(control.x, control.y),
            area.centre,
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board,
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the clearing with one bell that rings."""
        kit, area = self._card.at(surface.get_size())
        surface.blit(_ground(kit, area), (0, 0))
        for bell, (x, y) in enumerate(((0.0, 0.68), (0.68, 0.0), (0.0, -0.68), (-0.68, 0.0))):
            at, lit = area.px(x, y), float(bell == 0)
            if lit:
                kit.ring(surface, at, area.scale * 0.34, 3.0, kit.theme.paper, 120)
            _draw_bell(kit, surface, at, area.scale * 0.2, bell, lit, 0.0, 0.0)
        kit.you(surface, area.px(0.05, 0.0), area.scale * 0.08)

    def _forget(self, model: Model | None) -> None:
        self._model = model
        self._lit = [Fade(0.18) for _ in range(4)]
        self._whole, self._calling, self._home = Fade(1.0), Fade(0.4), Fade(0.3)
        self._rings: Moments[Point] = Moments(RING_S)
        self._heard = (-1, 0)
        self._size, self._reach = _Ease(), _Ease()
        self._won = scenery.Gathered(self._kit, self._area, "lamp", foot=0.84, gap=110.0)
        self._arcs = [_Ease() for _ in range(4)]

    def _notice(self, model: Model, now_s: float) -> None:
        """Let rings spread from a bell that is heard or rung."""
        task = model.task
        rung = task.n_rung if task is not None else 0
        if model is not self._model:
            self._forget(model)
            # What rang before this view was made does not ring again.
            self._heard = (model.shown, rung)
        if model.shown >= 0 and model.shown != self._heard[0]:
            self._rings.add(now_s, self._area.px(*model.place(model.shown)))
        elif task is not None and rung > self._heard[1]:
            self._rings.add(now_s, self._area.px(*model.place(task.bells[rung - 1])))
        self._heard = (model.shown, rung)

    def _draw_rings(self, surface: pygame.Surface, now_s: float) -> None:
        kit = self._kit
        for ring in self._rings.alive(now_s):
            share = ring.age_s(now_s) / RING_S
            for late in (0.0, 0.22):
                part = ease.clamp01(share - late)
                radius = (0.16 + 0.30 * ease.out_cubic(part)) * self._area.scale
                alpha = round(150 * (1.0 - part) * (part > 0.0))
                kit.ring(surface, ring.what, radius, 3.0 * kit.u, kit.theme.paper, alpha)

    def _draw_home(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the flat stone in the middle, lit while it is where to go."""
        kit, centre = self._kit, self._area.centre
        bright = self._home.at(now_s, on=model.stage is Stage.HOME)
        radius = model.home.radius * self._area.scale
        kit.ring(surface, centre, radius, 3.0 * kit.u, kit.theme.hush, round(120 * (1 - bright)))
        if bright > 0.0:
            kit.glow(surface, centre, radius * 1.6, kit.theme.goal, 0.2 * bright)
            kit.ring(surface, centre, radius, 5.0 * kit.u, kit.theme.goal, round(255 * bright))

    def _draw_count(self, surface: pygame.Surface, model: Model) -> None:
        """Draw a dot for each bell of the row, upwards; those that were rung are filled."""
        task, kit = model.task, self._kit
        if task is None or model.stage is Stage.HOME:
            return
        n, step = len(task.bells), 34.0 * kit.u
        for k in range(n):
            at = (
                self._area.rect.right + 0.6 * step,
                self._area.centre[1] + ((n - 1) / 2.0 - k) * step,
            )
            kit.disc(surface, at, 11.0 * kit.u, kit.theme.ink, 200)
            kit.ring(surface, at, 11.0 * kit.u, 2.5 * kit.u, kit.theme.paper, 230)
            if k < task.n_rung:
                kit.disc(surface, at, 7.0 * kit.u, kit.theme.paper)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width / 2.0, height / 2.0), 0.46 * min(kit.size))


class _Ease:
    """A number that goes gently to its new value, on the model's time."""

    def __init__(self) -> None:
        self._value = math.nan
        self._t_s = 0.0

    def step(self, t_s: float, goal: float) -> float:
        if math.isnan(self._value):
            self._value = goal
        share = 1.0 - math.exp(-max(0.0, t_s - self._t_s) / 0.15)
        self._t_s = t_s
        self._value += (goal - self._value) * share
        return self._value


def _draw_bell(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    radius: float,
    bell: int,
    lit: float,
    calling: float,
    struck: float,
) -> None:
    """Draw a bell on its stone: dark, lit while it is heard, with an arc while it is rung."""
    plain = kit.theme.is_high_contrast
    kit.disc(surface, at, radius * 1.12, kit.theme.ink, 160)
    kit.disc(surface, at, radius, kit.theme.ink if plain else STONE)
    if lit > 0.0:
        kit.glow(surface, at, radius * 1.5, kit.theme.goal, 0.35 * lit)
        kit.disc(
            surface, at, radius, kit.theme.track if plain else kit.theme.goal, round(230 * lit)
        )
    edge = kit.theme.goal if calling > 0.5 else kit.theme.hush
    kit.ring(surface, at, radius, max(3.0, radius * 0.07), edge, round(110 + 145 * calling))
    # Gently from bright to dark, as the bell takes up light: one over the other, because a picture
    # for each shade between would be made in every frame.
    dark: Rgb = kit.theme.paper if plain else kit.theme.ink
    if lit < 1.0:
        _draw_mark(kit, surface, at, radius, bell, kit.theme.hush)
    if lit > 0.0:
        _draw_mark(kit, surface, at, radius, bell, dark, round(255 * min(1.0, lit)))
    if struck > 0.0:
        width = max(4.0, radius * 0.13)
        kit.arc(surface, at, radius * 1.17, width, min(1.0, struck), kit.theme.paper)


def _draw_mark(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    radius: float,
    bell: int,
    tint: Rgb,
    alpha: int = 255,
) -> None:
    """Draw the shape by which a bell is known."""
    points, radius = SHAPES[bell], quantised(radius)
    if points:
        places = [(at[0] + x * radius, at[1] + y * radius) for x, y in points]
        kit.shape(surface, places, tint, alpha)
    else:
        kit.disc(surface, at, radius * 0.50, tint, alpha)


def _ground(kit: Kit, area: PlayArea) -> pygame.Surface:
    """Night forest around a clearing that the moon lights."""

    def paint(kit: Kit, picture: pygame.Surface) -> None:
        if kit.theme.is_high_contrast:
            kit.ground(picture)
            return
        width, height = picture.get_size()
        at = (area.centre[0] / full_width, area.centre[1] / full_height)
        if scenery.paint_scene(kit, picture, middle=at, reach=area.scale / full_height):
            return
        whole = pygame.Rect(0, 0, width, height)
        kit.gradient(picture, whole, (18, 26, 34), (10, 15, 22))
        # Painted smaller on very large screens.
        middle = (width * area.centre[0] / full_width, height * area.centre[1] / full_height)
        scale = area.scale * width / full_width
        scenery.paint_shine(kit, picture, middle, scale * 1.75, (44, 70, 58), flat=0.92, power=0.8)
        scenery.paint_shine(kit, picture, middle, scale * 1.1, (24, 30, 40))
        _plant(kit, picture, middle, scale)
        scenery.paint_vignette(kit, picture, strength=0.45)

    full_width, full_height = kit.size
    return scenery.place(kit, "clearing", paint)


def _plant(kit: Kit, picture: pygame.Surface, middle: Point, scale: float) -> None:
    """Plant tufts in the clearing and crowns around it, none where somebody plays."""
    width, height = picture.get_size()
    rng = np.random.default_rng(7)
    for _ in range(260):
        at = (float(rng.random()) * width, float(rng.random()) * height)
        shade = 0.6 + 0.8 * float(rng.random())
        tint: Rgb = (round(34 * shade), round(54 * shade), round(46 * shade))
        kit.disc(picture, at, (2.0 + 3.0 * float(rng.random())) * kit.u, tint, 120)
    for _ in range(420):
        at = (float(rng.random()) * width, float(rng.random()) * height)
        away = math.hypot(at[0] - middle[0], (at[1] - middle[1]) * 0.9)
        # Few sizes and shades, so few pictures.
        size = (46.0 + 4.0 * round(13.0 * float(rng.random()))) * kit.u
        if away < 1.32 * scale + size * 0.6:
            continue
        dark = 0.7 + 0.1 * round(5.0 * float(rng.random()))
        kit.disc(picture, (at[0] + 8 * kit.u, at[1] + 10 * kit.u), size, (6, 10, 14), 130)
        for share, light in ((1.0, 1.0), (0.72, 1.35), (0.42, 1.7)):
            crown: Rgb = (
                round(16 * dark * light),
                round(30 * dark * light),
                round(28 * dark * light),
            )
            spot = (at[0] - size * (1 - share) * 0.3, at[1] - size * (1 - share) * 0.4)
            kit.disc(picture, spot, size * share, crown)
