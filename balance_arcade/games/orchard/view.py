"""Orchard's picture: fruit ripens on the boughs, falls, and settles in the basket."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import pygame

from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.kit import Kit, Theme, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Moments
from balance_arcade.games.orchard.model import BASKET_LIMIT, N_KINDS, RIM_HEIGHT, Fruit, Model
from balance_arcade.games.orchard.scenery import paint_orchard
from balance_arcade.games.scenery import (
    Blooms,
    bower_of,
    draw_basket_front,
    draw_basket_mouth,
    draw_flies,
    draw_fruit,
    draw_pile,
    draw_spot,
    draw_twig,
    fruit_radius_px,
    place,
)

WIDEST: Final = 1.22
"""Game units from the middle to the edge of the safe frame: the basket stays within it."""

TERRACE_UNITS: Final = 15.0
SETTLE_S: Final = 0.45
REST_S: Final = 2.6
TWIG_S: Final = 0.8
CARD_ZOOM: Final = 1.45
"""A card shows the middle of the place, nearer than the game does."""

_SUN: Final = (255, 206, 132)


@dataclass(frozen=True, slots=True)
class _Landing:
    """A fruit that has come down."""

    x: float
    y: float
    kind: int
    rotten: bool
    number: int


@dataclass(slots=True)
class _Seen:
    """What the last frame saw."""

    model: Model | None = None
    falling: Fruit | None = None
    n_caught: int = 0
    n_rotten_caught: int = 0


class View:
    """Draws Orchard.

    Parameters
    ----------
    size : tuple of int
        Pixels of the screen.
    theme : Theme
        Colours and manners.
    """

    def __init__(self, size: tuple[int, int], theme: Theme) -> None:
        self._kit = Kit(size, theme)
        layout = self._kit.layout
        self._bower = bower_of(self._kit)
        self._scale = min(layout.safe.width / 2.0 / WIDEST, 0.66 * size[1])
        self._ripe_px = fruit_radius_px(self._kit, 1.0)
        fall = self._bower.ground - self._bower.middle
        self._rim_y = self._bower.ground - RIM_HEIGHT * fall
        room = layout.stage.bottom + 8.0 * self._kit.u - self._rim_y
        self._depth = min(room, 0.20 * self._scale)
        self._marker = Marker(self._kit)
        self._forget()

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame; see `balance_arcade.games.contract.GameView`."""
        now_s = (model.n_steps + alpha) * DT_S
        self._notice(model, now_s)
        self._draw_place(surface)
        self._draw_twigs(surface, now_s)
        self._draw_hanging(surface, model.hanging)
        # The newest control and not the model's basket, which is up to a step behind it.
        at = (self._column(max(-BASKET_LIMIT, min(BASKET_LIMIT, control.x))), self._rim_y)
        self._draw_spot(surface, model, at[0])
        self._draw_resting(surface, now_s)
        half = model.half_width * self._scale
        self._draw_basket(surface, model, at, half, now_s)
        if model.falling is not None:
            self._draw_falling(surface, model.falling, alpha)
        draw_basket_front(self._kit, surface, at, half, self._depth)
        self._blooms.draw(surface, now_s)
        self._marker.draw(
            surface,
            self._marker_at(at),
            self._marker_at((self._column(0.0), self._rim_y)),
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board,
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the place: fruit on the boughs and a basket under the ripe one."""
        kit, size = self._kit, surface.get_size()

        def paint(picture: pygame.Surface) -> None:
            large = pygame.Surface((round(size[0] * CARD_ZOOM), round(size[1] * CARD_ZOOM)), 0, 32)
            View(large.get_size(), kit.theme).draw_still(large)
            spare = (large.get_width() - size[0], large.get_height() - size[1])
            picture.blit(large, (-round(spare[0] * 0.62), -round(spare[1] * 0.42)))

        surface.blit(kit.backdrop(("orchard card", size, kit.theme.name), size, paint), (0, 0))

    def draw_still(self, surface: pygame.Surface) -> None:
        """Draw the place without a model."""
        self._draw_place(surface)
        for x, kind, ripe in ((-0.42, 1, 0.8), (-0.12, 3, 0.45), (0.52, 2, 0.9)):
            self._draw_hanging(surface, Fruit(0, x, 1, kind, False, 0.0, 1.0, 0.18, ripe))
        fruit = Fruit(0, 0.22, 1, 0, False, 0.0, 1.0, 0.18, 1.0, 0.62)
        at, half = (self._column(0.22), self._rim_y), 0.20 * self._scale
        self._draw_falling(surface, fruit, 0.0)
        draw_basket_mouth(self._kit, surface, at, half, self._depth)
        draw_pile(self._kit, surface, at, half, [k % N_KINDS for k in range(5)])
        draw_basket_front(self._kit, surface, at, half, self._depth)
        self._kit.you(surface, self._marker_at(at), self._marker.radius)

    def _forget(self) -> None:
        """Begin anew, as for a new model."""
        self._seen = _Seen()
        self._kinds: list[int] = []
        self._twigs: Moments[Fruit] = Moments(TWIG_S)
        self._settling: Moments[_Landing] = Moments(SETTLE_S)
        self._blooms = Blooms(self._kit, _SUN)
        self._resting: Moments[_Landing] = Moments(REST_S)

    def _column(self, x: float) -> float:
        return self._bower.centre_x + x * self._scale

    def _marker_at(self, at: Point) -> Point:
        """Middle of the basket's front."""
        return at[0], at[1] + self._depth * 0.56

    def _hang_y(self, fruit: Fruit) -> float:
        """Height of a ripe fruit's middle while it hangs."""
        edge = self._bower.edge(self._column(fruit.x))
        return edge + self._ripe_px * 1.55 + TERRACE_UNITS * self._kit.u * fruit.terrace

    def _fruit_at(self, fruit: Fruit, height: float) -> Point:
        lowest = self._bower.ground - self._ripe_px * 0.7
        return self._column(fruit.x), lowest - height * (lowest - self._hang_y(fruit))

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare the model with the last frame: what came loose, what landed where."""
        if model is not self._seen.model:
            self._forget()
            # Caught before this view was made, for example before a resize.
            self._kinds = [number % N_KINDS for number in range(model.n_caught)]
        seen = self._seen
        seen.model = model
        if model.falling is not None and model.falling is not seen.falling:
            self._twigs.add(now_s, model.falling)
        if seen.falling is not None and model.falling is not seen.falling:
            self._land(seen.falling, model, now_s)
        seen.falling = model.falling
        seen.n_caught, seen.n_rotten_caught = model.n_caught, model.n_rotten_caught

    def _land(self, fruit: Fruit, model: Model, now_s: float) -> None:
        x, y = self._fruit_at(fruit, fruit.height)
        number = model.n_caught - 1
        landing = _Landing(x, y, fruit.kind, fruit.rotten, number)
        if model.n_caught > self._seen.n_caught:
            # The model does not keep what was caught; the basket shows it for as long as this view
            # lives.
            self._kinds.append(fruit.kind)
            self._settling.add(now_s, landing)
            self._blooms.add(now_s, (x, self._rim_y), model.half_width * self._scale)
        else:
            self._resting.add(now_s, landing)

    def _draw_place(self, surface: pygame.Surface) -> None:
        surface.blit(place(self._kit, "orchard", paint_orchard), (0, 0))

    def _draw_twigs(self, surface: pygame.Surface, now_s: float) -> None:
        """Draw bare twigs that a fruit has just left."""
        for twig in self._twigs.alive(now_s):
            left = 1.0 - ease.in_out(twig.age_s(now_s) / TWIG_S)
            self._draw_twig(surface, twig.what, self._ripe_px, left)

    def _draw_twig(
        self, surface: pygame.Surface, fruit: Fruit, radius: float, share: float
    ) -> None:
        x = self._column(fruit.x)
        foot = self._hang_y(fruit) - self._ripe_px + 0.25 * (self._ripe_px - radius)
        top = self._bower.edge(x) - 26.0 * self._kit.u
        draw_twig(self._kit, surface, x, top, foot, round(255 * share))

    def _draw_hanging(self, surface: pygame.Surface, fruit: Fruit) -> None:
        arrived = ease.clamp01(fruit.ripe / 0.10)
        radius = fruit_radius_px(self._kit, fruit.ripe)
        self._draw_twig(surface, fruit, radius, arrived)
        x, y = self._column(fruit.x), self._hang_y(fruit) - 0.72 * (self._ripe_px - radius)
        if not fruit.rotten:
            light = ease.in_out((fruit.ripe - 0.6) / 0.4)
            self._kit.glow(surface, (x, y), self._ripe_px * 2.1, _SUN, 0.42 * light)
        draw_fruit(
            self._kit,
            surface,
            (x, y),
            radius,
            fruit.kind,
            ripe=fruit.ripe,
            rotten=fruit.rotten,
            alpha=round(255 * arrived),
        )
        if fruit.rotten and fruit.ripe > 0.3:
            draw_flies(self._kit, surface, (x, y), radius, 0.0)

    def _draw_falling(self, surface: pygame.Surface, fruit: Fruit, alpha: float) -> None:
        fallen = min(1.0, fruit.fallen + alpha * DT_S / fruit.fall_s)
        at = self._fruit_at(fruit, 1.0 - fallen * fallen)
        if fruit.rotten:
            # It comes down as a dry leaf does, from side to side; a ripe one falls straight.
            swing = math.sin(2.5 * math.pi * fallen) * min(1.0, 3.0 * fallen)
            at = (at[0] + 0.7 * self._ripe_px * swing, at[1])
        else:
            self._kit.glow(surface, at, self._ripe_px * 2.1, _SUN, 0.42)
        draw_fruit(self._kit, surface, at, self._ripe_px, fruit.kind, rotten=fruit.rotten)
        if fruit.rotten:
            draw_flies(self._kit, surface, at, self._ripe_px, fallen * fruit.fall_s)

    def _draw_spot(self, surface: pygame.Surface, model: Model, basket_px: float) -> None:
        """Draw where the fruit will land: a ring on the grass, filled while the basket is there.

        It comes as the fruit ripens and asks for nothing under a rotten one.
        """
        fruit = model.falling or model.hanging
        if fruit.rotten:
            return
        kit = self._kit
        share = 1.0 if model.falling is not None else ease.in_out((fruit.ripe - 0.35) / 0.4)
        if share <= 0.0:
            return
        x = self._column(fruit.x)
        half = fruit.half_width * self._scale
        if not kit.theme.is_high_contrast:
            self._draw_way(surface, fruit, model.falling is not None, share)
        at = (x, self._rim_y + self._depth * 0.80)
        draw_spot(kit, surface, at, half, taken=abs(x - basket_px) <= half, share=share)

    def _draw_way(
        self, surface: pygame.Surface, fruit: Fruit, is_falling: bool, share: float
    ) -> None:
        """Draw a few faint dots down the way that the fruit will take."""
        kit = self._kit
        x, top = self._column(fruit.x), self._hang_y(fruit)
        now_y = self._fruit_at(fruit, fruit.height)[1] if is_falling else top
        for k in range(1, 6):
            y = top + (self._rim_y - top) * k / 6.0
            if y > now_y + self._ripe_px * 1.4:
                kit.disc(surface, (x, y), 4.5 * kit.u, kit.theme.goal, round(120 * share))

    def _draw_resting(self, surface: pygame.Surface, now_s: float) -> None:
        """Draw fruit that landed softly in the grass, or that the birds will have, fading."""
        for rest in self._resting.alive(now_s):
            landing, age_s = rest.what, rest.age_s(now_s)
            left = 1.0 - ease.in_out((age_s - 0.6) / (REST_S - 0.6))
            at = (landing.x, landing.y + 5.0 * self._kit.u * ease.arrive(age_s, 0.3))
            self._kit.ellipse(
                surface,
                (at[0], at[1] + self._ripe_px * 0.86),
                (self._ripe_px * 0.9, self._ripe_px * 0.2),
                self._kit.theme.ink,
                round(90 * left),
            )
            draw_fruit(
                self._kit,
                surface,
                at,
                self._ripe_px,
                landing.kind,
                rotten=landing.rotten,
                alpha=round(255 * left),
            )

    def _draw_basket(
        self, surface: pygame.Surface, model: Model, at: Point, half: float, now_s: float
    ) -> None:
        """Draw the mouth and the fruit in it; the newest is still settling."""
        kit = self._kit
        foot = (at[0], at[1] + self._depth * 0.97)
        if not kit.theme.is_high_contrast:
            kit.ellipse(surface, foot, (half * 1.02, half * 0.17), kit.theme.ink, 105)
        draw_basket_mouth(kit, surface, at, half, self._depth)
        settling = {
            m.what.number: (
                (m.what.x, m.what.y),
                self._ripe_px,
                ease.in_out(m.age_s(now_s) / SETTLE_S),
            )
            for m in self._settling.alive(now_s)
        }
        draw_pile(kit, surface, at, half, self._kinds, settling)
