"""Stick the Landing's picture: a gym in the evening, a board, and rings that settle with the load.

Each ring swings with the load as it was a little earlier than in the ring within it, so that a
landing runs outwards over the floor like a wave, and all are still circles once the body is still.
"""

from __future__ import annotations

import math
from typing import Final

import pygame

from balance_arcade.core.words import msgid
from balance_arcade.games import scenery
from balance_arcade.games.contract import DT_S, STEPS_PER_S, ControlInput
from balance_arcade.games.kit import Kit, PlayArea, Rgb, Theme, ease, mix
from balance_arcade.games.kit.card import CardRoom, square_area
from balance_arcade.games.landing import BAND, BAND_HOLD_S
from balance_arcade.games.marker import Marker
from balance_arcade.games.memory import Fade, Moments, Since, bump
from balance_arcade.games.stick_the_landing.model import Landing, Model, Stage

SECONDS: Final = msgid("{seconds} s")
RINGS: Final = (1.0, 1.42, 1.84, 2.26)
"""Radii of the rings at rest, in half boards."""

LAG_S: Final = 0.07
MOST_SWING: Final = 0.16
"""A ring never swings by more of the half board, whatever the impact: rings must not cross."""

STEP_UNITS: Final = 3.0
BLOOM_S: Final = 2.2
FIGURE_S: Final = 0.5
FIGURE_SHAPE: Final = 0.80
"""Width of the figure's frame over its height."""

BOARD_UNITS: Final = 116.0
_WOOD: Final[tuple[Rgb, Rgb]] = ((0x72, 0x50, 0x3A), (0x4C, 0x34, 0x2A))
_LINE: Final[Rgb] = (0x9A, 0x86, 0x72)
_COURT: Final[Rgb] = (0x1E, 0x3C, 0x4A)
_COURT_LIT: Final[Rgb] = (0x2A, 0x4E, 0x5A)
CIRCLE: Final = 2.62
"""Radius of the circle that is painted on the floor, in half boards."""

_FOOT: Final[Rgb] = (0x34, 0x44, 0x66)
_MAT: Final[tuple[Rgb, Rgb]] = ((0x20, 0x2C, 0x46), (0x2C, 0x3A, 0x58))


class View:
    """Draws Stick the Landing.

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
        surface.blit(scenery.place(kit, "gym floor", _paint_place), (0, 0))
        for moment in self._blooms.alive(now_s):
            strength = bump(moment.age_s(now_s), BLOOM_S)
            kit.glow(surface, area.centre, area.scale * 2.6, (110, 170, 150), 0.5 * strength)
        self._draw_rings(surface, model, now_s)
        self._draw_call(surface, model, now_s)
        # Whoever is beside the board, as asked, has no place on it: an empty board's is noise.
        if control.on_board or model.stance == "both":
            at = area.px(control.x, control.y)
            self._marker.draw(
                surface,
                at,
                area.centre,
                now_s,
                visible=model.cursor_visible,
                on_board=control.on_board,
            )
        self._draw_time(surface, model, now_s)
        self._draw_figure(surface, model, now_s)

    def card(self, surface: pygame.Surface) -> None:
        """Draw the floor with a landing that runs outwards."""
        kit, area = self._card.at(surface.get_size())
        surface.blit(scenery.place(kit, "gym floor card", _paint_card), (0, 0))
        for number, (radius, swing) in enumerate(zip(RINGS, (0.0, 0.05, 0.1, 0.02), strict=True)):
            alpha = 230 - 45 * number
            wide = max(2.0, area.scale * 0.05)
            colour = kit.theme.goal if number else kit.theme.good
            kit.ring(surface, area.centre, area.scale * (radius + swing), wide, colour, alpha)
        kit.you(surface, area.centre, area.scale * 0.22)

    def _forget(self, model: Model | None) -> None:
        """Begin anew, as for a new model."""
        self._seen = model
        self._trials = model.trials if model else 0
        self._shown: Landing | None = None
        self._told = (0.0, False)
        self._done = 0.0
        self._rings = Fade(0.5)
        self._steady = Fade(0.4)
        self._time = Fade(0.4)
        self._calls = {stage: Fade(0.35) for stage in (Stage.OFF, Stage.READY)}
        self._stage: Since[Stage] = Since()
        self._blooms: Moments[bool] = Moments(BLOOM_S)
        self._hop: Since[bool] = Since()

    def _notice(self, model: Model, now_s: float) -> None:
        """Compare the model with the last frame: a landing, and whether it was steady in time."""
        if model is not self._seen:
            self._forget(model)
        landing = model.landing
        if landing is not None and landing.is_full:
            self._shown = landing
        if model.trials > self._trials and landing is not None and landing.steady:
            self._blooms.add(now_s, landing.steady)
        self._trials = model.trials

    def _draw_rings(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw the rings as the load swung, the outer ones a little later."""
        kit, area, landing = self._kit, self._area, self._shown
        on = model.stage in {Stage.SETTLE, Stage.SHOW} and landing is not None and landing.is_full
        shown = self._rings.at(now_s, on=on)
        is_calm = landing is not None and (landing.steady or abs(landing.share - 1.0) <= BAND)
        calm = self._steady.at(now_s, on=on and is_calm)
        if shown <= 0.0:
            return
        # Few radii and tints, so that a ring is painted a few times and not in every frame.
        steady = mix(kit.theme.good, kit.theme.paper, 0.3)
        colour = mix(kit.theme.goal, steady, round(2.0 * calm) / 2.0)
        wide, step = max(3.0, 6.0 * kit.u), STEP_UNITS * kit.u
        for number, rest in enumerate(RINGS):
            lag = round(number * LAG_S * STEPS_PER_S)
            swing = model.swing[-1 - lag] if lag < len(model.swing) else 0.0
            swing = max(-MOST_SWING, min(MOST_SWING, 0.55 * swing))
            radius = area.scale * rest + step * round(area.scale * swing / step)
            alpha = round((240 - 42 * number) * shown)
            kit.ring(surface, area.centre, radius, wide, colour, alpha)
        # How much of the still second is over: the ring about the board fills.
        if on and landing is not None:
            self._done = 1.0 if landing.steady else _still_share(model)
        alpha = round(255 * shown)
        kit.arc(surface, area.centre, area.scale * 0.82, wide, self._done, kit.theme.paper, alpha)

    def _draw_call(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Draw where to go: off the board sideways, or down onto it."""
        kit, area = self._kit, self._area
        age_s = self._stage.age_s(now_s, model.stage)
        off = self._calls[Stage.OFF].at(now_s, on=model.stage is Stage.OFF)
        if off > 0.0:
            for side in (-1.0, 1.0):
                away = 1.36 + (0.0 if kit.theme.reduced_motion else 0.06 * math.sin(2.4 * now_s))
                at = (area.centre[0] + side * away * area.scale, area.centre[1])
                tint = mix(kit.theme.ink, kit.theme.goal, round(6.0 * off) / 6.0)
                kit.arrow(surface, at, 0.46 * area.scale, 90.0 * side, tint)
        ready = self._calls[Stage.READY].at(now_s, on=model.stage is Stage.READY)
        if ready > 0.0:
            arrived = ease.arrive(age_s, 0.3) if model.stage is Stage.READY else 1.0
            radius = area.scale * (0.72 + 0.05 * (1.0 - arrived))
            kit.glow(surface, area.centre, radius * 1.7, kit.theme.goal, 0.35 * ready)
            kit.ring(surface, area.centre, radius, 6.0 * kit.u, kit.theme.goal, round(240 * ready))
            at = (area.centre[0], area.centre[1] - 1.34 * area.scale)
            tint = mix(kit.theme.ink, kit.theme.goal, round(6.0 * ready) / 6.0)
            kit.arrow(surface, at, 0.50 * area.scale, 180.0, tint)

    def _draw_time(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Say how soon the last landing was steady, and by a check that it was in time."""
        kit, area, landing = self._kit, self._area, self._shown
        is_told = landing is not None and landing.is_over and not math.isnan(landing.time_s)
        if is_told and landing is not None:
            self._told = (landing.time_s, landing.steady)
        shown = self._time.at(now_s, on=is_told and model.stage is not Stage.SETTLE)
        if shown <= 0.0:
            return
        cap, words = kit.layout.type.number, SECONDS.format(seconds=f"{self._told[0]:.1f}")
        half = kit.width_of(words, cap) / 2.0
        # Below clock and score, which stand above it in the same corner.
        x = area.centre[0] + (CIRCLE + 0.25) * area.scale + half
        at = (min(x, kit.layout.safe.right - half), area.centre[1] + 1.1 * cap)
        kit.label(surface, words, at, cap_px=cap, alpha=round(255 * shown))
        if self._told[1]:
            # It grows and shrinks in a few steps: a check has no other way to come gently.
            kit.reached(surface, (at[0], at[1] + 1.6 * cap), 0.55 * cap * round(8.0 * shown) / 8.0)

    def _draw_figure(self, surface: pygame.Surface, model: Model, now_s: float) -> None:
        """Show somebody who stepped up again and again what a hop is, left of the rings."""
        since_s = self._hop.age_s(now_s, model.needs_figure)
        if not model.needs_figure:
            return
        kit, area = self._kit, self._area
        frame = _figure_frame(kit, area)
        still = kit.theme.reduced_motion
        rise = 0.0 if still else 18.0 * kit.u * (1.0 - ease.arrive(since_s, FIGURE_S))
        frame = frame.move(0, round(rise))
        kit.card(surface, frame)
        room = frame.inflate(-round(16 * kit.u), -round(16 * kit.u))
        scenery.draw_figure(kit, surface, room, "hop_on", since_s)


def _figure_frame(kit: Kit, area: PlayArea) -> pygame.Rect:
    """Frame of the figure between the screen's edge and the outermost ring."""
    left = kit.layout.safe.left
    room = area.centre[0] - CIRCLE * area.scale - 12.0 * kit.u - left
    height = min(room / FIGURE_SHAPE, 0.62 * kit.layout.stage.height)
    frame = pygame.Rect(0, 0, round(height * FIGURE_SHAPE), round(height))
    frame.center = (round(left + room / 2.0), round(area.centre[1]))
    return frame


def _still_share(model: Model) -> float:
    """Share of the second within the band that is over."""
    return min(1.0, model.still_s / BAND_HOLD_S)


def _area(kit: Kit) -> PlayArea:
    width, _ = kit.size
    stage = kit.layout.stage
    scale = min(BOARD_UNITS * kit.u, 0.208 * stage.height, 0.103 * width)
    return square_area((width / 2.0, stage.centery + 0.02 * stage.height), scale)


def _card_area(kit: Kit) -> PlayArea:
    width, height = kit.size
    return square_area((width * 0.5, height * 0.5), min(width, height) * 0.19)


def _paint_place(kit: Kit, picture: pygame.Surface) -> None:
    _paint_gym(kit, picture, _area(kit))


def _paint_card(kit: Kit, picture: pygame.Surface) -> None:
    _paint_gym(kit, picture, _card_area(kit))


def _paint_gym(kit: Kit, picture: pygame.Surface, area: PlayArea) -> None:
    """Paint the floor seen from above: planks, court lines, evening light, and the board."""
    width, height = picture.get_size()
    whole = pygame.Rect(0, 0, width, height)
    middle = (area.centre[0], area.centre[1])
    if kit.theme.is_high_contrast:
        kit.ground(picture)
        kit.ring(picture, middle, area.scale * CIRCLE, 3.0 * kit.u, kit.theme.track)
    else:
        if not scenery.paint_scene(kit, picture, reach=area.scale * CIRCLE / height):
            scenery.paint_planks(kit, picture, whole, _WOOD, n_planks=11, seed=31)
        kit.disc(picture, middle, area.scale * CIRCLE, _COURT, 190)
        kit.disc(picture, middle, area.scale * 1.30, _COURT_LIT, 120)
        kit.ring(picture, middle, area.scale * CIRCLE, 8.0 * kit.u, _LINE, 200)
        for side in (-1.0, 1.0):
            x = middle[0] + side * area.scale * CIRCLE
            ends = pygame.Rect(0, 0, width, round(8.0 * kit.u))
            ends.midleft = (round(x), round(middle[1]))
            if side < 0.0:
                ends.midright = (round(x), round(middle[1]))
            kit.box(picture, ends, 2.0 * kit.u, _LINE, alpha=200)
        light = (width * 0.12, -height * 0.10)
        scenery.paint_shine(kit, picture, light, height * 1.5, (78, 54, 30), flat=0.8)
        scenery.paint_shafts(kit, picture, whole)
        scenery.paint_vignette(kit, picture, strength=0.42)
    board = pygame.Rect(0, 0, round(1.9 * area.scale), round(1.14 * area.scale))
    board.center = (round(middle[0]), round(middle[1]))
    if not kit.theme.is_high_contrast:
        kit.shadow(picture, board, 0.16 * area.scale, 22.0 * kit.u)
    edge = kit.theme.paper if kit.theme.is_high_contrast else _MAT[1]
    kit.box(picture, board, 0.16 * area.scale, edge)
    inner = board.inflate(-round(8 * kit.u), -round(8 * kit.u))
    fill = kit.theme.night_top if kit.theme.is_high_contrast else _MAT[0]
    kit.box(picture, inner, 0.14 * area.scale, fill)
    if not kit.theme.is_high_contrast:
        for side in (-1.0, 1.0):
            at = (middle[0] + side * 0.46 * area.scale, middle[1])
            kit.foot(picture, at, 0.80 * area.scale, _FOOT, right=side > 0.0)
