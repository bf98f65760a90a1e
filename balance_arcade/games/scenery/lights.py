"""Lights: shafts of sun, lanterns, windows, and the dark that frames a place."""

from __future__ import annotations

import math

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.scenery import blend
from balance_arcade.games.scenery.sky import paint_shine

WINDOW: Rgb = (0xFF, 0xC8, 0x82)
"""Light of a room."""


def paint_shafts(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colour: Rgb = (60, 52, 34),
    *,
    turn_deg: float = 24.0,
    n_shafts: int = 5,
    seed: int = 1,
) -> None:
    """Let shafts of light fall slanting through a box from its top, fading towards its foot."""
    if kit.theme.is_high_contrast:
        return
    rng = np.random.default_rng(seed)
    tall, wide = max(2, box.height // 2), max(2, box.width // 2)
    rows = np.arange(tall, dtype=np.float32)[:, None]
    x = np.arange(wide, dtype=np.float32)[None, :] - rows * math.tan(math.radians(turn_deg))
    light = np.zeros((tall, wide), dtype=np.float32)
    for k in range(n_shafts):
        middle = wide * (k + 0.2 + 0.6 * float(rng.random())) / n_shafts - tall * 0.2
        half = wide * (0.015 + 0.035 * float(rng.random())) * (1.0 + 0.8 * rows / tall)
        light += (0.4 + 0.6 * float(rng.random())) * np.exp(-(((x - middle) / half) ** 2))
    light *= np.clip(1.0 - rows / tall, 0.0, 1.0) ** 1.3
    blend.add_soft(picture, box, light, colour)


def paint_vignette(
    kit: Kit,
    picture: pygame.Surface,
    *,
    strength: float = 0.5,
    middle: tuple[float, float] = (0.5, 0.45),
) -> None:
    """Let a place grow darker towards its edges, so that the eye stays in the middle.

    ``middle`` is in shares of the picture, ``strength`` what is lost in the corners.
    """
    if kit.theme.is_high_contrast:
        return
    width, height = picture.get_size()
    x = np.linspace(0.0, 1.0, width // 4, dtype=np.float32)[None, :] - np.float32(middle[0])
    y = np.linspace(0.0, 1.0, height // 4, dtype=np.float32)[:, None] - np.float32(middle[1])
    away = (x * x + y * y) / np.float32(0.5)
    left = 1.0 - np.float32(strength) * np.clip(away, 0.0, 1.0)
    blend.dim_soft(picture, picture.get_rect(), np.asarray(left, np.float32))


def paint_lantern(
    kit: Kit,
    picture: pygame.Surface,
    at: Point,
    size: float,
    *,
    colour: Rgb = (0xFF, 0xB8, 0x66),
    lit: float = 1.0,
) -> None:
    """Hang a lantern, ``size`` pixels high, with its light; ``lit`` is 0 (out) to 1.

    Cheap enough for every frame where it stands still. In high contrast an outline, filled while
    it is lit.
    """
    wide = size * 0.62
    body = pygame.Rect(0, 0, round(wide), round(size * 0.62))
    body.center = (round(at[0]), round(at[1]))
    strong = kit.theme.is_high_contrast
    frame = kit.theme.paper if strong else (0x2A, 0x20, 0x22)
    glass = kit.theme.night_top if strong else mix((0x34, 0x2C, 0x30), colour, 0.25 + 0.75 * lit)
    if strong and lit > 0.5:
        glass = kit.theme.you
    if lit > 0.0:
        kit.glow(picture, at, size * 1.9, colour, 0.45 * lit)
    ring = (at[0], body.top - size * 0.22)
    kit.ring(picture, ring, size * 0.09, max(2.0, size * 0.035), frame)
    kit.box(picture, body, size * 0.10, glass, edge=frame, edge_width=max(2.0, size * 0.045))
    if not strong:
        kit.glow(picture, (at[0], at[1] + size * 0.06), size * 0.30, (255, 236, 190), 0.8 * lit)
        for dx in (-0.17, 0.17):
            bar = pygame.Rect(0, 0, max(1, round(size * 0.035)), body.height)
            bar.center = (round(at[0] + dx * wide), body.centery)
            kit.box(picture, bar, 1.0, frame)
    for top, share in ((body.top - size * 0.13, 0.80), (body.bottom - size * 0.02, 1.14)):
        cap = pygame.Rect(0, 0, round(wide * share), round(size * 0.13))
        cap.midtop = (round(at[0]), round(top))
        kit.box(picture, cap, size * 0.04, frame)


def paint_window(kit: Kit, picture: pygame.Surface, at: Point, size: float) -> None:
    """Light a small window, ``size`` pixels high: somebody is at home."""
    if kit.theme.is_high_contrast:
        return
    pane = pygame.Rect(0, 0, max(2, round(size * 0.72)), max(3, round(size)))
    pane.center = (round(at[0]), round(at[1]))
    kit.glow(picture, at, 2.2 * size, WINDOW, 0.45)
    kit.box(picture, pane, max(1.0, size * 0.15), WINDOW, alpha=225)


def paint_lamp_light(
    kit: Kit, picture: pygame.Surface, at: Point, radius: float, colour: Rgb = (0x46, 0x2C, 0x18)
) -> None:
    """Let a lamp that is not seen light a table or a floor from above."""
    paint_shine(kit, picture, at, radius, colour, power=1.4)
