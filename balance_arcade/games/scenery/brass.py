"""Small things of brass and glass: a cup let into wood, a marble, a round level."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, ease, fields, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.painting import cut_out
from balance_arcade.games.scenery.wood import BRASS, brass_light, draw_brass_ring

_FACE: Final = (34, 46, 54)
_GLASS: Final = (0xB4, 0xD6, 0xD8)
_GLASS_EDGE: Final = (0x3A, 0x5C, 0x68)
_SWIRL: Final = ((0xCC, 0x4E, 0x7E), (0xF4, 0xEE, 0xF2))


def draw_cup(kit: Kit, surface: pygame.Surface, at: Point, radius: float, alpha: int = 255) -> None:
    """Draw a brass cup let into the wood."""
    radius = float(round(radius))
    make = _plain_cup if kit.theme.is_high_contrast else _brass_cup
    kit.show(surface, ("cup", radius, kit.theme.name), lambda: make(radius), at, alpha)


def draw_goal_cup(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    radius: float,
    *,
    filled: bool = False,
    calls: bool = False,
    passed: bool = False,
    age_s: float = 9.0,
) -> None:
    """Draw a cup that is a goal: checked once it is filled, lit while it calls, dim once passed by.

    ``age_s`` says for how long it has called; it arrives and breathes by that.
    """
    draw_cup(kit, surface, at, radius * 0.92, 130 if passed else 255)
    if filled:
        kit.disc(surface, at, radius * 0.66, mix(kit.theme.good, kit.theme.ink, 0.15))
        colour = kit.theme.ink if kit.theme.is_high_contrast else kit.theme.paper
        kit.check(surface, at, radius * 0.95, colour)
    if calls:
        breath = 0.5 if kit.theme.reduced_motion else ease.breathe(age_s + 2.0, 4.0)
        arrived = ease.arrive(age_s, 0.3)
        kit.glow(surface, at, radius * 2.3, kit.theme.goal, (0.35 + 0.25 * breath) * arrived)
        kit.disc(surface, at, radius * 0.66, kit.theme.goal, round(235 * arrived))
        kit.disc(surface, at, radius * 0.30, kit.theme.paper, round(235 * arrived))
        kit.goal(surface, at, radius * 1.16, held=0.0, age_s=age_s)


def _brass_cup(radius: float) -> pygame.Surface:
    side = math.ceil(2.0 * radius) + 4
    x, y = fields.grid(side, side)
    away, inner = np.sqrt(x * x + y * y), np.float32(radius * 0.78)
    ring = brass_light(np.arctan2(y, x), (away - inner) / np.float32(radius - inner))
    bright = np.asarray(BRASS[2], np.float32)
    depth = np.clip(np.hypot(x - inner * 0.16, y - inner * 0.20) / inner, 0.0, 1.0)[..., None]
    hole = np.asarray((20, 13, 12), np.float32) + np.asarray((74, 50, 28), np.float32) * depth**3
    hole = hole + bright * (0.30 * np.exp(-(((depth - 0.92) / 0.07) ** 2)))
    on_ring = np.clip(away - inner + 0.5, 0.0, 1.0)[..., None]
    return cut_out(hole + (ring - hole) * on_ring, np.clip(radius - away + 0.5, 0.0, 1.0))


def _plain_cup(radius: float) -> pygame.Surface:
    side = math.ceil(2.0 * radius) + 4
    away = fields.circle(side, radius)
    line = np.clip(3.0 + away, 0.0, 1.0)[..., None]
    return cut_out(line * np.full(3, 200.0, np.float32), fields.coverage(away))


def draw_marble(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    radius: float,
    rolled: tuple[float, float],
    alpha: int = 255,
) -> None:
    """Draw a glass marble; ``rolled`` is how far it has turned each way, in radians."""
    radius = float(round(radius))
    if kit.theme.is_high_contrast:
        kit.disc(surface, at, radius, kit.theme.paper, alpha)
        kit.disc(surface, at, radius * 0.72, kit.theme.ink, alpha)
        kit.disc(surface, at, radius * 0.50, kit.theme.paper, alpha)
        return
    kit.show(surface, ("marble", radius), lambda: _glass(radius), at, alpha)
    for number, colour in enumerate(_SWIRL):
        across, along = rolled[0] + 1.9 * number, rolled[1] + 0.8 * number
        spot = (
            at[0] + radius * 0.40 * math.sin(across),
            at[1] - radius * 0.40 * math.sin(along),
        )
        # A swirl that has turned to the far side is seen through glass: smaller and fainter.
        near = 0.5 + 0.5 * math.cos(across) * math.cos(along)
        size = radius * (0.20 + 0.12 * near)
        kit.disc(surface, spot, size, colour, round(alpha * (0.35 + 0.50 * near)))
    kit.show(surface, ("marble gloss", radius), lambda: _gloss(radius), at, alpha)


def _glass(radius: float) -> pygame.Surface:
    side = math.ceil(2.0 * radius) + 4
    x, y = fields.grid(side, side)
    away = np.sqrt(x * x + y * y) / np.float32(radius)
    lit = np.clip(np.hypot(x + radius * 0.25, y + radius * 0.30) / (radius * 1.3), 0.0, 1.0)
    edge = np.clip((away - 0.62) / 0.38, 0.0, 1.0) ** 1.6
    glass, dark = np.asarray(_GLASS, np.float32), np.asarray(_GLASS_EDGE, np.float32)
    share = np.clip(0.35 * lit + 0.75 * edge, 0.0, 1.0)[..., None]
    colours = glass + (dark - glass) * share
    # Light that has gone through the glass gathers opposite the lamp.
    through = np.exp(
        -(((x - radius * 0.36) ** 2 + (y - radius * 0.44) ** 2) / (radius * 0.34) ** 2)
    )
    colours = colours + (255.0 - colours) * (0.55 * through)[..., None]
    return cut_out(colours, np.clip((1.0 - away) * radius + 0.5, 0.0, 1.0))


def _gloss(radius: float) -> pygame.Surface:
    """Highlight of the window, and a bright line along the lower edge."""
    side = math.ceil(2.0 * radius) + 4
    x, y = fields.grid(side, side)
    away = np.sqrt(x * x + y * y) / np.float32(radius)
    shine = np.clip(
        1.0 - np.hypot((x + radius * 0.36) / 0.30, (y + radius * 0.42) / 0.22) / radius, 0.0, 1.0
    )
    turn = np.arctan2(y, x)
    lower = np.exp(-(((away - 0.88) / 0.06) ** 2)) * np.clip(np.cos(turn - 0.85), 0.0, 1.0) ** 3
    cover = np.clip(shine**0.5 * 0.95 + 0.5 * lower, 0.0, 1.0)
    return cut_out(np.full((side, side, 3), 255.0, np.float32), cover)


def paint_level(kit: Kit, surface: pygame.Surface, at: Point, radius: float) -> None:
    """Paint a round level: a brass bezel about a dark face with a cross."""
    theme = kit.theme
    wide = radius * 1.16
    kit.round_shadow(surface, (at[0], at[1] + radius * 0.06), wide, 1.0)
    draw_brass_ring(kit, surface, at, wide, wide - radius, face=_FACE)
    colour = theme.track if theme.is_high_contrast else mix(theme.ink, (0x8C, 0x9A, 0xA0), 0.45)
    for share in (0.33, 0.66):
        kit.ring(surface, at, radius * share, max(1.5, 1.8 * kit.u), colour, 150)
    for dx, dy in ((1.0, 0.0), (0.0, 1.0)):
        ends = (
            (at[0] - dx * radius * 0.90, at[1] - dy * radius * 0.90),
            (at[0] + dx * radius * 0.90, at[1] + dy * radius * 0.90),
        )
        kit.line(surface, ends, max(1.0, 1.6 * kit.u), colour)
