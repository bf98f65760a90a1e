"""Star Reach's picture: a star among petals of light, and constellations that stay."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import pygame

from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.home import HOME_HOLD_S
from balance_arcade.games.kit import Kit, PlayArea, Theme, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Moments, Since, bump
from balance_arcade.games.painting import paint_place
from balance_arcade.games.scenery import (
    STAR_UNITS,
    GoalLights,
    draw_breathing_stars,
    draw_home,
    draw_outline,
    draw_star,
    paint_petals,
    with_kept,
)
from balance_arcade.games.star_reach import scenery
from balance_arcade.games.star_reach.constellations import CONSTELLATIONS, N_STARS, Constellation
from balance_arcade.games.star_reach.figures import draw_figure, growing_frame, kept_frames
from balance_arcade.games.star_reach.model import Model, Stage, Star

REACH: Final = 1.14
FLIGHT_S: Final = 1.5
DIM_S: Final = 1.0
NAME_S: Final = 5.0
SWAP_S: Final = 1.0
LONG_AGO_S: Final = 1e3

_LIGHT: Final = (176, 214, 255)


@dataclass(slots=True)
class _Seen:
    """What the last frame saw, to notice what happened since."""

    model: Model | None = None
    trials: int = 0
    successes: int = 0
    star: tuple[float, float, float, float] | None = None
    earned_s: dict[int, float] = field(default_factory=dict)
    start: dict[int, Point] = field(default_factory=dict)


class View:
    """Draws Star Reach.

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
        self._growing = growing_frame(self._kit, self._area)
        self._kept = kept_frames(self._kit, self._area)
        self._marker = Marker(self._kit)
        self._card = CardRoom(theme, _card_area)
        self._forget()

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame; see `balance_arcade.games.contract.GameView`."""
        # Game time, so that pictures stand still in a pause and repeat with the same samples.
        now_s = (model.n_steps + alpha) * DT_S
        self._notice(model, now_s)
        kit, area = self._kit, self._area
        surface.blit(self._night(kit, area), (0, 0))
        draw_breathing_stars(kit, surface, now_s, seed=scenery.SEED + 1)
        self._draw_sky(surface, model, now_s)
        self._draw_home(surface, model, now_s)
        self._draw_misses(surface, now_s)
        if model.star is not None:
            self._draw_star(surface, model.star, now_s)
        self._won.draw(surface, now_s)
        self._draw_flights(surface, model, now_s)
        self._marker.draw(
            surface,
            area.px(control.x, control.y),
            area.centre,
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board,
        )

    def card(self, surface: pygame.Surface) -> None:
        """Draw the place: petals, one star to reach for, and a constellation."""
        size = surface.get_size()
        kit, area = self._card.at(size)
        surface.blit(self._night(kit, area), (0, 0))
        r = area.scale
        kit.ring(surface, area.centre, r * 0.20, max(1.5, r * 0.014), kit.theme.hush, 130)
        _draw_target(kit, surface, area.px(0.55, 0.55), r * 0.2, 1.0, 0.0)
        kit.you(surface, area.px(0.2, 0.2), r * 0.085)
        figure = CONSTELLATIONS[0]
        middle = (size[0] * 0.15, size[1] * 0.42)
        half = min(size[0] * 0.12, size[1] * 0.26)
        spots = [(middle[0] + x * half, middle[1] - y * half) for x, y in figure.stars]
        for a, b in figure.lines:
            colour = kit.theme.track if kit.theme.is_high_contrast else (104, 136, 190)
            kit.line(surface, (spots[a], spots[b]), max(1.6, r * 0.012), colour)
        for spot in spots:
            draw_star(kit, surface, spot, r * 0.042)

    def _forget(self) -> None:
        """Begin anew, as for a new model."""
        self._seen = _Seen()
        self._stage: Since[int] = Since()
        self._home = Fade(0.3)
        self._misses: Moments[tuple[float, float, float, float]] = Moments(DIM_S)
        self._won = GoalLights(self._kit, _LIGHT)

    def _night(self, kit: Kit, area: PlayArea) -> pygame.Surface:
        def paint(surface: pygame.Surface) -> None:
            paint_place(kit, surface, scenery.paint_night)
            paint_petals(kit, surface, area.centre, area.scale)

        key = ("star reach", kit.theme.name)
        return with_kept(kit, key, kit.backdrop(key, kit.size, paint))

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare the model with the last frame: a star held flies home, a missed one dims."""
        if model is not self._seen.model:
            self._forget()
        seen = self._seen
        seen.model = model
        if model.trials > seen.trials and seen.star is not None:
            if model.successes > seen.successes:
                at = self._area.px(seen.star[0], seen.star[1])
                # Counted through all figures: a star in flight survives the change to the next.
                number = len(model.completed) * N_STARS + model.n_joined - 1
                seen.earned_s[number], seen.start[number] = now_s, at
                self._won.add(now_s, at, seen.star[2] * self._area.scale)
            else:
                self._misses.add(now_s, seen.star)
        star = model.star
        seen.trials, seen.successes = model.trials, model.successes
        # Kept by value: the model drops its star in the step in which it is held or missed.
        seen.star = (star.x, star.y, star.radius, star.brightness) if star else None

    def _settled_s(self, figure: int, now_s: float, n_earned: int) -> list[float]:
        """For each star of a constellation how long ago it settled; negative for not yet."""
        ages = []
        for number in range(figure * N_STARS, (figure + 1) * N_STARS):
            earned_s = self._seen.earned_s.get(number, -LONG_AGO_S)
            # Earned before this view was made, for example before a resize: settled long ago.
            ages.append(now_s - earned_s - FLIGHT_S if number < n_earned else -1.0)
        return ages

    def _draw_sky(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the growing constellation, and the whole ones that stay."""
        n_whole = len(model.completed)
        n_earned = n_whole * N_STARS + model.n_joined
        whole_s = LONG_AGO_S
        if n_whole:
            # The age of the last star: the figure is whole once that one has settled.
            whole_s = self._settled_s(n_whole - 1, now_s, n_earned)[-1]
        leaving = min(1.0, max(0.0, (NAME_S - whole_s) / SWAP_S))
        kept = model.completed if leaving <= 0.0 else model.completed[:-1]
        if leaving < 1.0 and n_whole:
            kept = model.completed
        kit = self._kit
        for place, figure in enumerate(kept[-len(self._kept) :]):
            arriving = 1.0 - leaving if figure is model.completed[-1] else 1.0
            # A figure keeps its frame when an older one makes room, so that none jumps.
            slot = (len(kept) - len(kept[-len(self._kept) :]) + place) % len(self._kept)
            ages = [LONG_AGO_S] * N_STARS
            draw_figure(kit, surface, self._kept[slot], figure, ages, arriving * 0.85)
        for number in range(len(kept), len(self._kept)):
            waiting, frame = model.figure(number), self._kept[number]
            draw_outline(kit, surface, [frame.px(star) for star in waiting.stars], waiting.lines)
        if leaving > 0.0:
            ages = self._settled_s(n_whole - 1, now_s, n_earned)
            draw_figure(kit, surface, self._growing, model.completed[-1], ages, leaving)
            self._draw_name(surface, model.completed[-1], whole_s, leaving)
        ages = self._settled_s(n_whole, now_s, n_earned)
        draw_figure(kit, surface, self._growing, model.constellation, ages, 1.0 - leaving)

    def _draw_name(
        self, surface: pygame.Surface, figure: Constellation, whole_s: float, alpha: float
    ) -> None:
        kit, frame = self._kit, self._growing
        bloom = bump(whole_s - 0.3, 3.5)
        kit.glow(surface, frame.centre, frame.half * 1.5, _LIGHT, 0.30 * bloom)
        share = alpha * ease.in_out((whole_s - 0.6) / 0.8)
        if share > 0.0 and frame.name_box is not None:
            kit.words(surface, figure.name, frame.name_box, alpha=round(255 * share))

    def _draw_home(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the middle: the goal ring on the way home, a quiet ring otherwise."""
        age_s = self._stage.age_s(now_s, int(model.stage))
        bright = self._home.at(now_s, on=model.stage is Stage.HOME)
        draw_home(
            self._kit,
            surface,
            self._area.centre,
            model.home.radius * self._area.scale,
            bright,
            held=min(1.0, model.home.held_s / HOME_HOLD_S),
            grown=0.85 + 0.15 * ease.arrive(age_s, 0.3),
        )

    def _draw_star(self, surface: pygame.Surface, star: Star, now_s: float) -> None:
        at, radius = self._area.px(star.x, star.y), star.radius * self._area.scale
        arrived = ease.arrive(star.age_s, 0.3)
        _draw_target(self._kit, surface, at, radius, star.brightness * arrived, star.held)
        self._kit.goal(surface, at, radius, held=star.held, age_s=star.age_s)

    def _draw_misses(self, surface: pygame.Surface, now_s: float) -> None:
        kit = self._kit
        for miss in self._misses.alive(now_s):
            x, y, radius, brightness = miss.what
            left = 1.0 - ease.in_out(miss.age_s(now_s) / DIM_S)
            at, r = self._area.px(x, y), radius * self._area.scale
            _draw_target(kit, surface, at, r, brightness * left, 0.0)
            kit.ring(surface, at, r, max(3.0, r * 0.09), kit.theme.goal, round(200 * left))

    def _draw_flights(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the stars that were held on their way to their place."""
        n_earned = len(model.completed) * N_STARS + model.n_joined
        for number, earned_s in self._seen.earned_s.items():
            share = (now_s - earned_s) / FLIGHT_S
            if 0.0 <= share < 1.0 and number < n_earned:
                self._draw_flight(surface, model, number, ease.in_out(share))

    def _draw_flight(
        self, surface: pygame.Surface, model: Model, number: int, share: float
    ) -> None:
        figures = [*model.completed, model.constellation]
        goal = self._growing.px(figures[number // N_STARS].stars[number % N_STARS])
        start = self._seen.start[number]
        lift = 40.0 * self._kit.u * math.sin(math.pi * share)
        x = ease.between(start[0], goal[0], share)
        y = ease.between(start[1], goal[1], share) - lift
        radius = ease.between(26.0, STAR_UNITS, share) * self._kit.u
        draw_star(self._kit, surface, (x, y), radius)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width * 0.60, height * 0.46), min(width * 0.32, height * 0.38))


def _draw_target(
    kit: Kit, surface: pygame.Surface, at: Point, radius: float, bright: float, held: float
) -> None:
    """Draw the star to reach for, within its ring."""
    if bright <= 0.0:
        return
    kit.glow(surface, at, radius * 2.1, _LIGHT, min(1.0, (0.55 + 0.35 * held) * bright))
    kit.star(surface, at, radius * 0.66, kit.theme.paper, round(255 * min(1.0, bright)))
