"""Sky Hop's picture: the person's light leaps off a drum, into a cloud that waits above.

The height on the screen is the body's own: so far above the drum as the body is above where it
took off, on a scale whose top is the person's highest leap of this game.
"""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.core.words import msgid
from balance_arcade.games import scenery
from balance_arcade.games.contract import DT_S, ControlInput
from balance_arcade.games.kit import Kit, PlayArea, Theme, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Since
from balance_arcade.games.sky_hop.model import Model, Stage
from balance_arcade.games.sky_hop.picture import paint_daybreak

HEIGHT: Final = msgid("{height} ± {doubt} cm")
SLOW: Final = msgid("This board is too slow for leaps")
FIRST_M: Final = 0.30
"""Top of the scale before anything was measured."""

LEAST_M: Final = 0.08
SCALE_UNITS: Final = 92.0
CLOUD_WIDE: Final = 1.55
TOP_UNITS: Final = 62.0
MOST_STARS: Final = 14
DIP_UNITS: Final = 7.0
LANTERN_GAP: Final = 0.62


class View:
    """Draws Sky Hop.

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
        self._lights = scenery.GoalLights(self._kit, (255, 214, 150))
        self._card = CardRoom(theme, _card_area)
        self._forget(None)

    def draw(
        self, surface: pygame.Surface, model: Model, control: ControlInput, alpha: float
    ) -> None:
        """Draw one frame; see `balance_arcade.games.contract.GameView`."""
        kit, now_s = self._kit, (model.n_steps + alpha) * DT_S
        self._notice(model, now_s)
        surface.blit(scenery.place(kit, "sky hop", _paint_place), (0, 0))
        self._draw_stars(surface)
        if model.has_beat:
            self._draw_lanterns(surface, model, now_s)
        else:
            self._draw_best(surface, model)
            self._draw_goal(surface, model, now_s)
        dip = 0.0
        if not kit.theme.reduced_motion:
            dip = DIP_UNITS * kit.u * max(-1.0, min(2.0, model.load_share - 1.0))
        scenery.draw_drum(kit, surface, self._area.centre, self._area.scale, dip=dip)
        self._draw_call(surface, model, now_s)
        self._lights.draw(surface, now_s)
        self._draw_peak(surface, model, now_s)
        at = self._place(control.x, model.rise_m)
        self._marker.draw(
            surface,
            (at[0], at[1] + 0.5 * dip * (model.rise_m <= 0.0)),
            self._place(0.0, 0.0),
            now_s,
            visible=model.cursor_visible,
            on_board=control.on_board or model.rise_m > 0.0,
        )
        if model.stage is Stage.SLOW:
            kit.words(surface, SLOW, shade=True)

    def card(self, surface: pygame.Surface) -> None:
        """Draw the hill with a light in its cloud."""
        kit, area = self._card.at(surface.get_size())
        surface.blit(scenery.place(kit, "sky hop card", _paint_card), (0, 0))
        x, y = area.centre
        cloud = (x, y - 2.05 * area.scale)
        scenery.draw_cloud(kit, surface, cloud, (CLOUD_WIDE * area.scale, 0.42 * area.scale), 1.0)
        scenery.draw_drum(kit, surface, area.centre, area.scale)
        for k in range(3):
            spot = (x, y - (0.62 + 0.36 * k) * area.scale)
            kit.disc(surface, spot, 0.05 * area.scale, kit.theme.paper, 90 + 40 * k)
        kit.you(surface, cloud, 0.27 * area.scale)

    def _forget(self, model: Model | None) -> None:
        """Begin anew, as for a new model."""
        self._seen = model
        self._trials = model.trials if model else 0
        self._scale_m, self._now_s = FIRST_M, 0.0
        self._stars: list[float] = []
        self._cloud: tuple[float, float] | None = None
        self._shown, self._free = Fade(0.4), Fade(0.4)
        self._peak, self._told = Fade(0.3), Fade(0.35)
        self._row, self._ring = Fade(0.5), Fade(0.3)
        self._peak_m, self._words, self._is_up = 0.0, "", False
        self._marks: tuple[bool, ...] = ()
        self._n_hops = 0
        self._beat: Since[int] = Since()

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare the model with the last frame: what is asked for, and what came of it."""
        if model is not self._seen:
            self._forget(model)
        self._follow_scale(model, now_s)
        leap, cloud = model.leap, model.cloud
        is_up = leap is not None and leap.part == "air"
        if is_up and not self._is_up:
            # What was told before has faded since the words for this leap.
            self._peak_m, self._words = 0.0, ""
        self._is_up = is_up
        self._peak_m = max(self._peak_m, model.rise_m)
        if model.trials > self._trials:
            self._end(model, now_s)
        self._trials = model.trials
        if cloud is not None and not cloud.is_free:
            self._cloud = (cloud.height_m, cloud.half_m)
        hops = model.hops
        if hops is not None:
            if len(hops.marks) > len(self._marks) and hops.marks[-1]:
                self._lights.add(
                    now_s, self._lantern(len(hops.marks) - 1, hops.n_hops), 9 * self._kit.u
                )
            self._marks, self._n_hops = hops.marks, hops.n_hops

    def _end(self, model: Model, now_s: float) -> None:
        """Keep what a leap came to, and let a success be seen."""
        judged = model.judged
        if model.has_beat or judged is None or model.leap is None or model.leap.ending != "told":
            return
        self._peak_m = judged.height_m
        height, doubt = 100.0 * judged.height_m, math.ceil(100.0 * judged.doubt_m)
        self._words = HEIGHT.format(height=f"{height:.0f}", doubt=f"{max(1, doubt)}")
        if model.is_hit and model.cloud is not None and not model.cloud.is_free:
            self._stars = [*self._stars, judged.height_m][-MOST_STARS:]
            self._lights.add(now_s, self._place(0.0, judged.height_m), self._marker.radius * 1.5)

    def _follow_scale(self, model: Model, now_s: float) -> None:
        """Let the scale's top come gently to the own highest leap."""
        goal_m = max(LEAST_M, model.best_m) if model.best_m > 0.0 else FIRST_M
        step = min(1.0, 2.0 * max(0.0, now_s - self._now_s))
        self._scale_m += (goal_m - self._scale_m) * step
        self._now_s = now_s

    def _place(self, x: float, height_m: float) -> Point:
        """Pixel of the person's light, whose foot is so high above the drum."""
        area, kit = self._area, self._kit
        ground = area.centre[1] - 0.85 * self._marker.radius
        top = kit.layout.stage.top + TOP_UNITS * kit.u
        share = height_m / self._scale_m
        # What is far above the own highest leap stays on the screen.
        y = ground - min(1.12, share) * (ground - top)
        return area.centre[0] + x * 0.62 * area.scale, y

    def _half_px(self, half_m: float) -> float:
        return self._place(0.0, 0.0)[1] - self._place(0.0, half_m)[1]

    def _draw_best(self, surface: pygame.Surface, model: Model) -> None:
        """Draw the own highest leap: a thin line with a star at its end."""
        if model.best_m <= 0.0:
            return
        kit, (x, y) = self._kit, self._place(0.0, model.best_m)
        away = 2.05 * self._area.scale
        for k in range(9):
            share = 0.62 + 0.38 * k / 8.0
            for side in (-1.0, 1.0):
                kit.disc(surface, (x + side * away * share, y), 2.5 * kit.u, kit.theme.hush, 120)
        kit.star(surface, (x - away - 18.0 * kit.u, y), 11.0 * kit.u, kit.theme.hush, 200)

    def _draw_goal(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the cloud that is asked for; it stays until it was shown what came of it."""
        cloud = model.cloud
        is_asked = cloud is not None and not cloud.is_free and model.stage is not Stage.STILL
        shown = self._shown.at(now_s, on=is_asked)
        if self._cloud is None or shown <= 0.0:
            return
        height_m, half_m = self._cloud
        size = (CLOUD_WIDE * self._area.scale, self._half_px(half_m))
        at = self._place(0.0, height_m)
        scenery.draw_cloud(self._kit, surface, at, size, ease.in_out(shown))

    def _draw_call(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw what to do: stand still until the ring is whole, leap, hop when the rings meet."""
        kit, home = self._kit, self._place(0.0, 0.0)
        cloud, wide = model.cloud, max(3.0, 5.0 * kit.u)
        is_free = model.stage is Stage.GO and cloud is not None and cloud.is_free
        is_waiting = model.leap is not None and model.leap.part == "ready"
        free = self._free.at(now_s, on=is_free and is_waiting and not model.has_beat)
        if free > 0.0:
            lift = 0.0 if kit.theme.reduced_motion else 6.0 * kit.u * math.sin(2.4 * now_s)
            size = round(46.0 * kit.u * ease.in_out(free))
            at = (home[0], home[1] - 1.35 * self._area.scale - lift)
            kit.glow(surface, at, 1.5 * size + 2.0, kit.theme.goal, 0.3 * free)
            kit.arrow(surface, at, 1.6 * size + 2.0, 0.0, kit.theme.goal)
        ring = self._ring.at(now_s, on=model.stage is Stage.STILL)
        if ring > 0.0:
            radius, alpha = 1.75 * self._marker.radius, round(255 * ring)
            kit.ring(surface, home, radius, wide, kit.theme.track, round(0.7 * alpha))
            kit.arc(surface, home, radius, wide, model.rest_share, kit.theme.goal, alpha)
        hops = model.hops
        if model.has_beat and hops is not None and model.stage is Stage.GO and not hops.is_done:
            left = 1.0 - min(1.0, hops.since_beat_s / hops.beat_s)
            radius = self._marker.radius * (1.35 + 1.5 * round(12.0 * left) / 12.0)
            kit.ring(surface, home, 1.35 * self._marker.radius, wide, kit.theme.hush, 150)
            kit.ring(surface, home, radius, wide, kit.theme.goal, 235)

    def _draw_peak(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw how high the leap was: a ring where the light was highest, and its centimetres."""
        kit = self._kit
        is_known = self._peak_m > 0.0 and not model.has_beat
        is_landed = model.leap is not None and model.leap.part == "landed"
        shown = self._peak.at(now_s, on=is_known and is_landed and model.stage is not Stage.STILL)
        told = self._told.at(now_s, on=bool(self._words) and model.stage is not Stage.GO)
        at = self._place(0.0, self._peak_m)
        if shown > 0.0:
            radius, alpha = 0.9 * self._marker.radius, round(230 * shown)
            kit.ring(surface, at, radius, 3.0 * kit.u, kit.theme.paper, alpha)
        if told > 0.0 and self._words:
            cap = kit.layout.type.number
            half = kit.width_of(self._words, cap) / 2.0
            x = at[0] + (CLOUD_WIDE + 0.3) * self._area.scale + half
            x = min(x, kit.layout.safe.right - half)
            low = kit.layout.numbers.bottom + 1.2 * cap
            plate = pygame.Rect(0, 0, round(2.0 * half + 36.0 * kit.u), round(1.9 * cap))
            plate.center = (round(x), round(max(at[1], low)))
            kit.box(surface, plate, 18.0 * kit.u, kit.theme.ink, alpha=round(150 * told))
            kit.label(surface, self._words, plate.center, cap_px=cap, alpha=round(255 * told))

    def _draw_stars(self, surface: pygame.Surface) -> None:
        """Draw a star for each cloud that was leapt into, at its height, outwards in turn."""
        for k, height_m in enumerate(self._stars):
            side = -1.0 if k % 2 else 1.0
            x, y = self._place(0.0, height_m)
            at = (x + side * (2.35 + 0.34 * (k // 2)) * self._area.scale, y)
            if self._kit.layout.safe.collidepoint(at):
                scenery.draw_star(self._kit, surface, at, 8.0 * self._kit.u, 0.85)

    def _lantern(self, k: int, n: int) -> Point:
        """Pixel of a hop's lantern on the bow that they hang on."""
        share = (k + 0.5) / n - 0.5
        x, y = self._place(0.0, 0.62 * self._scale_m)
        gap = min(LANTERN_GAP * self._area.scale, 0.8 * self._kit.layout.safe.width / n)
        return x + share * n * gap, y + 1.9 * share * share * self._area.scale

    def _draw_lanterns(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw a lantern for each hop: lit where it was in time, dim where it was not."""
        kit, n = self._kit, self._n_hops
        shown = self._row.at(now_s, on=model.hops is not None and model.stage is not Stage.STILL)
        if shown <= 0.0 or not n:
            return
        spots = [self._lantern(k, n) for k in range(n)]
        is_on = model.stage is Stage.GO
        scenery.draw_tally(kit, surface, spots, self._marks, 15.0 * kit.u, waits=is_on, share=shown)


def _area(kit: Kit) -> PlayArea:
    width, _ = kit.size
    stage = kit.layout.stage
    scale = min(SCALE_UNITS * kit.u, 0.17 * stage.height, 0.085 * width)
    return square_area((width / 2.0, stage.bottom - 1.05 * scale), scale)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    scale = 0.24 * min(height, 0.9 * width)
    return square_area((width / 2.0, height - 1.0 * scale), scale)


def _paint_place(kit: Kit, picture: pygame.Surface) -> None:
    paint_daybreak(kit, picture, _area(kit))


def _paint_card(kit: Kit, picture: pygame.Surface) -> None:
    paint_daybreak(kit, picture, _card_area(kit))
