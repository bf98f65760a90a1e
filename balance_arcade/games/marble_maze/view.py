"""Marble Maze's picture: a wooden tray by lamplight, brass cups, a glass marble, a round level."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field
from typing import Final

import pygame

from balance_arcade.games.chance import Chance
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.kit import Kit, Theme, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.marble_maze.levels import SIZES, Cell, Tray, make_tray
from balance_arcade.games.marble_maze.model import ARRIVE_S, CUP_RADIUS, Cup, Model
from balance_arcade.games.marble_maze.rolling import MARBLE_RADIUS, contact
from balance_arcade.games.marble_maze.scenery import TrayPlaces, paint_table, places_of
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Moments, Since, bump
from balance_arcade.games.painting import paint_place
from balance_arcade.games.scenery import (
    Blooms,
    Spread,
    TrayWalls,
    TrayWood,
    draw_goal_cup,
    draw_marble,
    lay_tray,
    paint_level,
    spread_of,
    with_kept,
)

LEVEL_REACH: Final = 1.2
"""Share of the own limit at the edge of the level's face."""

TOUCH_S: Final = 1.0
NEAR_CUP: Final = 0.10
"""A cup that went out while the marble was within its rim, and this, was reached."""

SHADOW_UNITS: Final = 5.0
TILT_UNITS: Final = 7.0
"""How far shadows fall on a level tray, and how much further on a tilted one."""

_LAMP: Final = (255, 210, 140)
_SHEEN: Final = (66, 50, 30)
_CARD_WALL: Final = 0.06


@dataclass(slots=True)
class _Seen:
    """What the last frame saw."""

    model: Model | None = None
    trials: int = 0
    cup: Cup | None = None
    n_touches: int = 0
    marble: Point = (0.0, 0.0)
    tilt: tuple[float, float] = (0.0, 0.0)
    filled: list[Cell] = field(default_factory=list)


class View:
    """Draws Marble Maze.

    Parameters
    ----------
    size : tuple of int
        Pixels of the screen.
    theme : Theme
        Colours and manners.
    """

    def __init__(self, size: tuple[int, int], theme: Theme) -> None:
        self._kit = Kit(size, theme)
        self._places = places_of(self._kit)
        self._marker = Marker(self._kit)
        self._is_ready = False
        self._forget()

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame; see `balance_arcade.games.contract.GameView`."""
        now_s = (model.n_steps + alpha) * DT_S
        self._make_ready()
        picture = self._notice(model, now_s)
        arrived = 1.0 - model.arriving_s / ARRIVE_S
        picture.paint_to(arrived / 0.45)
        shown = ease.in_out((arrived - 0.45) / 0.35)
        if shown < 1.0:
            self._draw_arriving(surface, model, picture, shown)
        else:
            # A new tray lies level at first and takes up its tilt gently.
            lean = ease.in_out((arrived - 0.80) / 0.20)
            self._draw_tray(surface, picture, (model.tilt[0] * lean, model.tilt[1] * lean))
            self._draw_cups(surface, model, picture.spread, now_s)
        self._draw_touches(surface, now_s)
        here = round(255 * ease.in_out((arrived - 0.75) / 0.25))
        if here > 0:
            self._draw_marble(surface, model, picture.spread, alpha, here)
        self._blooms.draw(surface, now_s)
        self._draw_level(surface, model)
        middle, scale = self._places.level, self._places.level_radius / LEVEL_REACH
        self._marker.draw(
            surface,
            (middle[0] + control.x * scale, middle[1] - control.y * scale),
            middle,
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board,
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the place: a small tray with its marble on the way to a cup."""
        theme, size = self._kit.theme, surface.get_size()

        def paint(picture: pygame.Surface) -> None:
            kit = Kit(size, theme)
            paint_table(kit, picture)
            tray = make_tray(Chance(6, "card"), 0)
            room = picture.get_rect().inflate(-round(size[0] * 0.08), -round(size[1] * 0.10))
            spread = spread_of(room, tray.n_cols, tray.n_rows)
            lay_tray(kit, picture, spread, TrayWood(spread.outer.size))
            walls = TrayWalls(kit, tray.walls, _CARD_WALL, spread)
            walls.paint_to(1.0)
            walls.draw(kit, picture, _fall(kit, (0.0, 0.0)))
            for number, cell in enumerate(tray.cups):
                cup, filled = _cup_at(spread, cell), number < 1
                draw_goal_cup(kit, picture, *cup, filled=filled, calls=number == 1)
            at = spread.px(tray.start[0] + 0.5, tray.start[1] + 0.5)
            radius = MARBLE_RADIUS * spread.cell
            kit.round_shadow(picture, (at[0] + radius * 0.3, at[1] + radius * 0.3), radius)
            draw_marble(kit, picture, at, radius, (0.4, 0.3))

        key = ("maze card", size, theme.name)
        surface.blit(self._kit.backdrop(key, size, paint), (0, 0))

    def _forget(self) -> None:
        """Begin anew, as for a new model."""
        self._seen = _Seen()
        self._picture: TrayWalls | None = None
        self._tray: Tray | None = None
        self._old: pygame.Surface | None = None
        self._new: pygame.Surface | None = None
        self._lit: Since[Cup] = Since()
        self._touches: Moments[Point] = Moments(TOUCH_S)
        self._blooms = Blooms(self._kit, _LAMP, strength=0.30, reach=1.0, rise=(0.15, 0.55), seed=9)

    def _notice(self, model: Model, now_s: float) -> TrayWalls:
        """Compare the model with the last frame: a touch, a cup reached, a new tray."""
        if model is not self._seen.model:
            self._forget()
        seen = self._seen
        seen.model = model
        if seen.cup is model.cup and model.cup.n_touches > seen.n_touches and self._picture:
            place = contact(model.tray, model.marble.x, model.marble.y, self._picture.radius)
            self._touches.add(now_s, self._picture.spread.px(*place))
        if model.trials > seen.trials and seen.cup is not None and self._picture is not None:
            self._end_cup(seen.cup, self._picture, now_s)
        picture = self._picture
        if picture is None or self._tray is not model.tray:
            picture = self._bring(model)
        marble = model.marble
        seen.trials, seen.cup = model.trials, model.cup
        seen.n_touches, seen.marble = model.cup.n_touches, (marble.x, marble.y)
        seen.filled, seen.tilt = list(model.filled), model.tilt
        return picture

    def _end_cup(self, cup: Cup, picture: TrayWalls, now_s: float) -> None:
        middle = (cup.cell[0] + 0.5, cup.cell[1] + 0.5)
        if math.dist(self._seen.marble, middle) > CUP_RADIUS + NEAR_CUP:
            return
        self._seen.filled.append(cup.cell)
        self._blooms.add(now_s, picture.spread.px(*middle), picture.spread.cell)

    def _bring(self, model: Model) -> TrayWalls:
        """Begin the picture of a new tray, and keep the old one's to fade away."""
        old = self._picture
        if old is not None:
            old.paint_to(1.0)
            self._old = self._still(old, self._seen.filled, self._seen.tilt)
        self._new = None
        spread = spread_of(self._places.room, model.tray.n_cols, model.tray.n_rows)
        self._tray = model.tray
        self._picture = TrayWalls(self._kit, model.tray.walls, model.wall_radius, spread)
        self._touches = Moments(TOUCH_S)
        return self._picture

    def _still(
        self, picture: TrayWalls, filled: list[Cell], tilt: tuple[float, float]
    ) -> pygame.Surface:
        """Whole screen with a tray that lies still."""
        still = self._base(picture.spread).copy()
        self._draw_wood(still, picture, tilt)
        for cell in self._tray.cups if self._tray is not None else ():
            draw_goal_cup(self._kit, still, *_cup_at(picture.spread, cell), filled=cell in filled)
        return still

    def _base(self, spread: Spread) -> pygame.Surface:
        """Table, level and the wood of a tray without its walls; one for each size of tray."""
        kit, places = self._kit, self._places

        def paint(surface: pygame.Surface) -> None:
            surface.blit(_bare(kit, places), (0, 0))
            lay_tray(kit, surface, spread, TrayWood(spread.outer.size))

        bare = kit.backdrop(("maze", kit.theme.name, spread.n_cols), kit.size, paint)
        return with_kept(kit, spread.n_cols, bare)

    def _make_ready(self) -> None:
        """Paint the wood of every size of tray at the first frame, so that none waits later."""
        kit, room = self._kit, self._places.room
        if self._is_ready:
            return
        self._is_ready = True
        spreads = {n_cols: spread_of(room, n_cols, n_rows) for n_cols, n_rows in SIZES}
        width = max(spread.outer.width for spread in spreads.values())
        height = max(spread.outer.height for spread in spreads.values())
        # Made when it is asked for: not at all where the pictures were painted before.
        wood = functools.cache(lambda: TrayWood((width, height)))
        # Shone where nobody looks: the light is made now, not in a frame of the game.
        kit.glow(pygame.Surface((1, 1)), (0.0, 0.0), room.height * 0.75, _SHEEN, 1.0)
        for n_cols, spread in spreads.items():
            # A default, or a late painting would take the loop's last spread.
            def paint(surface: pygame.Surface, spread: Spread = spread) -> None:
                surface.blit(_bare(kit, self._places), (0, 0))
                lay_tray(kit, surface, spread, wood())

            kit.backdrop(("maze", kit.theme.name, n_cols), kit.size, paint)

    def _draw_arriving(
        self, surface: pygame.Surface, model: Model, picture: TrayWalls, shown: float
    ) -> None:
        """Let the new tray come through the old one."""
        kit = self._kit
        if self._old is not None:
            surface.blit(self._old, (0, 0))
        else:
            surface.blit(with_kept(kit, 0, _bare(kit, self._places)), (0, 0))
        if shown > 0.0:
            if self._new is None:
                self._new = self._still(picture, [], (0.0, 0.0))
            # Only the tray and its shadow differ, and a veiled blit costs by the pixel.
            part = self._places.room.inflate(round(90 * kit.u), round(90 * kit.u))
            part = part.clip(surface.get_rect())
            self._new.set_alpha(round(255 * shown))
            surface.blit(self._new, part.topleft, part)

    def _draw_tray(
        self, surface: pygame.Surface, picture: TrayWalls, tilt: tuple[float, float]
    ) -> None:
        """Draw a tray that is played on."""
        self._old = self._new = None
        surface.blit(self._base(picture.spread), (0, 0))
        self._draw_wood(surface, picture, tilt)

    def _draw_wood(
        self, surface: pygame.Surface, picture: TrayWalls, tilt: tuple[float, float]
    ) -> None:
        """Draw sheen and walls; light and shadow move a little with the tilt."""
        kit, spread = self._kit, picture.spread
        surface.set_clip(spread.outer)
        shine = (
            spread.outer.centerx - (0.18 + 0.24 * tilt[0]) * spread.outer.width,
            spread.outer.centery - (0.20 - 0.24 * tilt[1]) * spread.outer.height,
        )
        kit.glow(surface, shine, self._places.room.height * 0.75, _SHEEN, 1.0)
        surface.set_clip(None)
        picture.draw(kit, surface, _fall(kit, tilt))

    def _draw_cups(
        self, surface: pygame.Surface, model: Model, spread: Spread, now_s: float
    ) -> None:
        age_s = self._lit.age_s(now_s, model.cup)
        for number, cell in enumerate(model.tray.cups):
            draw_goal_cup(
                self._kit,
                surface,
                *_cup_at(spread, cell),
                filled=cell in model.filled,
                calls=number == model.cup_number,
                passed=number < model.cup_number and cell not in model.filled,
                age_s=age_s,
            )

    def _draw_touches(self, surface: pygame.Surface, now_s: float) -> None:
        """Draw a dull glow, and a faint ring, where the marble met the wood."""
        kit, u, colour = self._kit, self._kit.u, self._kit.theme.care
        for touch in self._touches.alive(now_s):
            light = bump(touch.age_s(now_s), TOUCH_S)
            kit.glow(surface, touch.what, 46.0 * u, colour, 0.55 * light)
            kit.ring(surface, touch.what, 15.0 * u, 4.0 * u, colour, round(200 * light))

    def _draw_marble(
        self, surface: pygame.Surface, model: Model, spread: Spread, alpha: float, here: int
    ) -> None:
        marble, tilt, u = model.marble, model.tilt, self._kit.u
        x, y = marble.x + marble.vx * alpha * DT_S, marble.y + marble.vy * alpha * DT_S
        at, radius = spread.px(x, y), MARBLE_RADIUS * spread.cell
        shadow = (
            at[0] + radius * 0.22 + 0.8 * TILT_UNITS * tilt[0] * u,
            at[1] + radius * 0.22 - 0.8 * TILT_UNITS * tilt[1] * u,
        )
        self._kit.round_shadow(surface, shadow, radius * 0.95, here / 255.0)
        turned = (x / MARBLE_RADIUS, y / MARBLE_RADIUS)
        draw_marble(self._kit, surface, at, radius, turned, here)

    def _draw_level(self, surface: pygame.Surface, model: Model) -> None:
        """Draw how far a full tilt is."""
        kit, places = self._kit, self._places
        radius = places.level_radius * model.cup.full_tilt / LEVEL_REACH
        kit.ring(surface, places.level, radius, 3.0 * kit.u, kit.theme.goal, 190)


def _bare(kit: Kit, places: TrayPlaces) -> pygame.Surface:
    """Table and level before the first tray."""

    def paint(surface: pygame.Surface) -> None:
        paint_place(kit, surface, paint_table)
        paint_level(kit, surface, places.level, places.level_radius)

    return kit.backdrop(("maze", kit.theme.name, 0), kit.size, paint)


def _fall(kit: Kit, tilt: tuple[float, float]) -> tuple[int, int]:
    """How far a shadow falls on a tray with a tilt, in pixels."""
    return (
        round((SHADOW_UNITS + TILT_UNITS * tilt[0]) * kit.u),
        round((SHADOW_UNITS - TILT_UNITS * tilt[1]) * kit.u),
    )


def _cup_at(spread: Spread, cell: Cell) -> tuple[Point, float]:
    """Middle and radius of a cup, in pixels."""
    return spread.px(cell[0] + 0.5, cell[1] + 0.5), CUP_RADIUS * spread.cell
