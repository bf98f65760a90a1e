"""Skies: a wash of colours, stars, clouds of light, moon and sun."""

from __future__ import annotations

from typing import Final

import numpy as np
import pygame

from balance_arcade.games import painting
from balance_arcade.games.kit import Kit, Rgb, ease
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.scenery import blend

Stops = tuple[tuple[float, Rgb], ...]

NIGHT_SKY: Final[Stops] = (
    (0.0, (0x08, 0x0C, 0x1E)),
    (0.45, (0x10, 0x1A, 0x38)),
    (0.72, (0x1D, 0x2A, 0x50)),
    (0.86, (0x33, 0x3D, 0x68)),
    (1.0, (0x3C, 0x40, 0x66)),
)
DUSK_SKY: Final[Stops] = (
    (0.0, (0x1E, 0x1C, 0x40)),
    (0.35, (0x3C, 0x2E, 0x5C)),
    (0.63, (0x7A, 0x4A, 0x66)),
    (0.85, (0xB0, 0x68, 0x58)),
    (1.0, (0xC8, 0x86, 0x58)),
)
DAWN_SKY: Final[Stops] = (
    (0.0, (0x16, 0x26, 0x46)),
    (0.45, (0x34, 0x46, 0x6E)),
    (0.78, (0x6E, 0x66, 0x80)),
    (0.94, (0xA8, 0x80, 0x7C)),
    (1.0, (0xB8, 0x92, 0x80)),
)
MORNING_SKY: Final[Stops] = (
    (0.0, (0x1E, 0x3A, 0x5C)),
    (0.55, (0x3E, 0x62, 0x82)),
    (1.0, (0x7C, 0x94, 0x9C)),
)
DUSTY_SKY: Final[Stops] = (
    (0.0, (0x14, 0x22, 0x38)),
    (0.6, (0x24, 0x3A, 0x50)),
    (1.0, (0x4A, 0x5C, 0x64)),
)
"""Skies by time of day, all dark enough for the kit's words; the last is one before rain."""


def paint_sky(kit: Kit, picture: pygame.Surface, box: pygame.Rect, stops: Stops) -> None:
    """Fill a box with a sky; one dark colour in high contrast.

    Parameters
    ----------
    kit : Kit
        Theme and size.
    picture : pygame.Surface
        Painted on.
    box : pygame.Rect
        Where, in pixels.
    stops : tuple of (float, Rgb)
        Colours by height, 0 at the top of the box and 1 at its foot.
    """
    if kit.theme.is_high_contrast:
        picture.fill(kit.theme.night_top, box)
        return
    blend.fill(picture, box, blend.rows_of(stops, box.height))


def paint_stars(
    kit: Kit, picture: pygame.Surface, box: pygame.Rect, *, seed: int = 1, n_stars: int = 400
) -> None:
    """Sprinkle faint far stars, denser at the top; a few have a little colour.

    ``n_stars`` is for a box of 16:9 and grows with its width.
    """
    if kit.theme.is_high_contrast:
        return
    rng = np.random.default_rng(seed)
    for _ in range(round(n_stars * box.width / max(1, box.height) / 1.78)):
        x, y = float(rng.random()) * box.width, float(rng.random()) ** 1.2 * box.height
        # Half pixels and few strengths and tints: hundreds of stars are a few dozen pictures.
        size = max(2.0, kit.u * (1.5 + 2.3 * float(rng.random()) ** 4))
        tone = round(3.0 * float(rng.random())) / 3.0
        strength = 0.35 + 0.65 * float(rng.random()) ** 2
        colour = (round(150 + 50 * tone), 176, round(215 - 35 * tone))
        kit.glow(picture, (box.left + x, box.top + y), size, colour, round(strength * 8) / 8)


def paint_clouds(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colour: Rgb,
    *,
    seed: int = 1,
    amount: float = 0.5,
    strength: float = 0.45,
) -> None:
    """Lay long clouds across a box, fading towards its upper and lower edge.

    Parameters
    ----------
    kit, picture, box
        As in `paint_sky`.
    colour : tuple of int
        Colour of the clouds.
    seed : int
        Equal seeds give equal clouds.
    amount : float
        Share of the box they take, about, 0 to 1.
    strength : float
        How much of the sky they hide, 0 to 1.
    """
    if kit.theme.is_high_contrast:
        return
    clouds = blend.soft_clouds(box.width, box.height, box.height * 0.45, seed, long=5)
    rows = np.linspace(0.0, 1.0, clouds.shape[0], dtype=np.float32)[:, None]
    fade = np.clip(rows / 0.3, 0.0, 1.0) * np.clip((1.0 - rows) / 0.4, 0.0, 1.0)
    cover = np.clip((clouds - (0.75 - 0.5 * amount)) * 3.0, 0.0, 1.0) * fade
    blend.lay_soft(picture, box, cover * np.float32(strength), colour)


def paint_nebula(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    lights: tuple[tuple[Rgb, float], ...],
    *,
    seed: int = 20,
) -> None:
    """Add clouds of light along a slanting band, torn by darker dust: the milky way.

    ``lights`` are colours and how strongly they shine.
    """
    if kit.theme.is_high_contrast:
        return
    rows, columns = max(4, box.height // 4), max(4, box.width // 4)
    y = np.linspace(0.0, 1.0, rows, dtype=np.float32)[:, None]
    x = np.linspace(-0.5, 0.5, columns, dtype=np.float32)[None, :] * (box.width / box.height)
    off = (y - 0.42 + 0.42 * x) / 0.26
    band = (np.exp(-off * off) * 0.85 + 0.15) * np.clip((0.95 - y) / 0.25, 0.0, 1.0)
    pull, cell = rows * 0.8, rows * 0.40
    down = pull * (painting.noise(rows, columns, cell, seed + 8, 4) - np.float32(0.5))
    aside = pull * (painting.noise(rows, columns, cell, seed + 7, 4) - np.float32(0.5))
    dust = painting.warped(painting.noise(rows, columns, rows * 0.22, seed + 9, 5), down, aside)
    band = band * (1.0 - 0.75 * np.clip((dust - 0.45) * 3.2, 0.0, 1.0))
    total = np.zeros((rows, columns, 3), dtype=np.float32)
    for number, (colour, strength) in enumerate(lights):
        clouds = painting.noise(rows, columns, rows * 0.55, seed + 1 + number, 5)
        clouds = np.clip((painting.warped(clouds, down, aside) - 0.42) * 2.6, 0.0, 1.0) ** 1.5
        total += (clouds * band * strength)[..., None] * np.asarray(colour, np.float32)
    # One light for all colours, stretched by SDL: a tenth of what adding each at full size takes.
    blend.add_soft_colours(picture, box, total)


def paint_shine(
    kit: Kit,
    picture: pygame.Surface,
    at: Point,
    radius: float,
    colour: Rgb,
    *,
    flat: float = 1.0,
    power: float = 2.0,
) -> None:
    """Add a wide light that fades to nothing at ``radius``, for a low sun or a town far away.

    ``flat`` is its height in widths, ``power`` how fast it fades. `Kit.glow` is for small lights.
    """
    if kit.theme.is_high_contrast or radius < 1.0:
        return
    box = pygame.Rect(0, 0, round(2 * radius), round(2 * radius * flat))
    box.center = (round(at[0]), round(at[1]))
    # At half the size, and no more of it than is seen: a wide light has no detail to lose.
    seen = box.clip(picture.get_rect())
    if not seen.width or not seen.height:
        return
    x = np.arange(seen.left, seen.right, 2, dtype=np.float32)[None, :] + np.float32(0.5)
    y = np.arange(seen.top, seen.bottom, 2, dtype=np.float32)[:, None] + np.float32(0.5)
    across, down = (x - at[0]) / radius, (y - at[1]) / (radius * flat)
    away = np.sqrt(across * across + down * down)
    light = np.clip(1.0 - away, 0.0, 1.0) ** np.float32(power)
    blend.add_soft(picture, seen, np.asarray(light, np.float32), colour)


def draw_breathing_stars(
    kit: Kit, surface: pygame.Surface, now_s: float, *, n_stars: int = 14, seed: int = 1
) -> None:
    """Let a few stars of the upper sky breathe; none in high contrast, none without motion."""
    if kit.theme.reduced_motion or kit.theme.is_high_contrast:
        return
    rng, (width, height) = np.random.default_rng(seed), kit.size
    for k in range(n_stars):
        at = (width * (k + float(rng.random())) / n_stars, height * 0.7 * float(rng.random()))
        share = ease.breathe(now_s + k * 2.3, 7.0)
        kit.disc(surface, at, 2.0 * kit.u, (176, 214, 255), round(40 + 130 * share))


def paint_moon(
    kit: Kit,
    picture: pygame.Surface,
    at: Point,
    radius: float,
    colour: Rgb = (0xE4, 0xE2, 0xD2),
    *,
    halo: float = 1.0,
    lit: float = 1.0,
) -> None:
    """Hang a moon, or a low sun, with its halo; ``lit`` below 1 leaves a part of it dark.

    In high contrast a ring.
    """
    if kit.theme.is_high_contrast:
        kit.ring(picture, at, radius, 3.0 * kit.u, kit.theme.track)
        return
    soft = (colour[0] // 4, colour[1] // 4, colour[2] // 4)
    paint_shine(kit, picture, at, radius * 6.0, soft, power=2.4)
    kit.glow(picture, at, radius * 2.2, colour, 0.28 * halo)
    side = int(2 * radius) + 4
    y = (np.arange(side, dtype=np.float32)[:, None] - (side - 1) / 2.0) / np.float32(radius)
    x = (np.arange(side, dtype=np.float32)[None, :] - (side - 1) / 2.0) / np.float32(radius)
    cover = np.clip((1.0 - np.sqrt(x * x + y * y)) * radius + 0.5, 0.0, 1.0)
    shadow = np.sqrt((x + 2.0 * lit - 2.0 * (lit >= 1.0) * 9.0) ** 2 + y * y)
    cover = cover * np.clip((shadow - 1.0) * radius * 0.4 + 0.5, 0.0, 1.0)
    seas = blend.clouds_in(side, side, side * 0.4, 5, coarse=1)
    shade = 1.0 - 0.22 * np.clip((seas - 0.5) * 5.0, 0.0, 1.0) - 0.10 * (x + y).clip(0.0, 1.0)
    face = shade[..., None] * np.asarray(colour, np.float32)
    blend.lay(picture, (round(at[0] - side / 2), round(at[1] - side / 2)), cover, face)
