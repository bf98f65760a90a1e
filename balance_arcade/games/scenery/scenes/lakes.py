"""Still water that somebody stands before: a mountain lake, a canal, a pool in autumn, lotus."""

from __future__ import annotations

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.scenery.far import paint_peaks, paint_skyline
from balance_arcade.games.scenery.land import paint_hills, paint_wall
from balance_arcade.games.scenery.lights import paint_lantern, paint_vignette
from balance_arcade.games.scenery.plants import paint_lily_pads, paint_reeds, stamp_leaves
from balance_arcade.games.scenery.scenes.site import Site, scene
from balance_arcade.games.scenery.shore import paint_stones
from balance_arcade.games.scenery.sky import (
    paint_clouds,
    paint_moon,
    paint_shine,
    paint_sky,
    paint_stars,
)
from balance_arcade.games.scenery.trees import paint_tree_row
from balance_arcade.games.scenery.water import paint_light_path, paint_reflection, paint_water

_BLUE_HOUR = (
    (0.0, (0x0C, 0x18, 0x34)),
    (0.5, (0x1E, 0x38, 0x5E)),
    (0.85, (0x4A, 0x62, 0x80)),
    (1.0, (0x70, 0x76, 0x86)),
)
_TOWN_NIGHT = ((0.0, (0x0E, 0x10, 0x26)), (0.6, (0x22, 0x1E, 0x42)), (1.0, (0x46, 0x32, 0x54)))
_GOLD = ((0.0, (0x4A, 0x3A, 0x38)), (1.0, (0x92, 0x6A, 0x44)))


@scene("mountain lake")
def paint_mountain_lake(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a lake under peaks with snow, before the sun is up; stones at its foot."""
    width, height = site.box.size
    paint_sky(kit, picture, site.sky, _BLUE_HOUR)
    paint_stars(kit, picture, site.sky, n_stars=90, seed=6)
    far, near = site.above(0.10), site.above(0.26)
    paint_peaks(
        kit, picture, far, (0x34, 0x46, 0x68), (0x8C, 0x9A, 0xB2), level=0.62, swing=0.8, seed=4
    )
    paint_peaks(
        kit, picture, near, (0x1E, 0x2E, 0x4E), (0x6C, 0x7C, 0x98), level=0.72, swing=0.55, seed=9
    )
    shore = pygame.Rect(0, site.horizon - round(0.10 * height), width, round(0.10 * height))
    paint_hills(kit, picture, shore, (0x10, 0x1E, 0x2E), level=0.75, swing=0.2, pines=0.55, seed=3)
    site.on_shore()
    paint_water(kit, picture, site.below, (0x3A, 0x52, 0x6E), (0x0A, 0x14, 0x26), strength=0.12)
    paint_reflection(kit, picture, site.below, strength=0.62, ripple=0.005)
    _lay_stones(kit, picture, site, (0x30, 0x3A, 0x4A))
    paint_vignette(kit, picture, strength=0.4)


@scene("canal")
def paint_canal(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a canal in an old town at night: gables with lit windows, a quay, lanterns on it."""
    width, height = site.box.size
    paint_sky(kit, picture, site.sky, _TOWN_NIGHT)
    paint_stars(kit, picture, site.sky, n_stars=120, seed=9)
    paint_moon(kit, picture, (width * 0.76, height * 0.26), height * 0.030, (0xB0, 0xA8, 0x98))
    wall = round(0.035 * height)
    for tall, shade, seed, lit in (
        (0.30, (0x2A, 0x28, 0x4A), 5, 0.03),
        (0.20, (0x20, 0x1C, 0x34), 8, 0.11),
    ):
        row = pygame.Rect(0, 0, width, round(tall * height))
        row.bottom = site.horizon - wall
        paint_skyline(kit, picture, row, shade, lit=lit, seed=seed)
    quay = pygame.Rect(0, site.horizon - wall, width, wall)
    paint_wall(kit, picture, quay, (0x46, 0x40, 0x52), courses=2, seed=3)
    for share in (0.08, 0.24, 0.80, 0.94):
        at = (width * share, site.horizon - wall - 20.0 * kit.u)
        paint_lantern(kit, picture, at, 22.0 * kit.u)
    site.on_shore()
    paint_water(kit, picture, site.below, (0x2A, 0x26, 0x48), (0x0A, 0x0C, 0x1C), strength=0.14)
    paint_reflection(kit, picture, site.below, strength=0.72, ripple=0.006)
    paint_vignette(kit, picture, strength=0.45)


@scene("autumn pool")
def paint_autumn_pool(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a pool in a wood in autumn: golden trees at its far edge, stones, leaves afloat."""
    width, height = site.box.size
    paint_sky(kit, picture, site.sky, _GOLD)
    paint_tree_row(
        kit, picture, float(site.horizon), height * 0.085,
        dark=(0x54, 0x34, 0x26), light=(0xB0, 0x72, 0x34), seed=4,
    )  # fmt: skip
    site.on_shore()
    paint_water(
        kit, picture, site.below, (0x60, 0x52, 0x42), (0x1C, 0x28, 0x2E), glint=(170, 130, 90),
        strength=0.12, seed=5,
    )  # fmt: skip
    paint_reflection(kit, picture, site.below, strength=0.55, ripple=0.005)
    light = (width * 0.5, float(site.horizon))
    paint_shine(kit, picture, light, height * 0.9, (70, 44, 18), flat=0.5)
    _lay_stones(kit, picture, site, (0x3C, 0x38, 0x36))
    rng, leaves = np.random.default_rng(8), []
    for _ in range(round(150 * width / height / 1.78)):
        x, depth = float(rng.random()) * width, float(rng.random())
        away = abs(x - site.middle[0]) / (1.1 * site.reach)
        if away < 1.0:
            continue
        tint: Rgb = mix((0x7A, 0x3A, 0x22), (0xB0, 0x78, 0x30), round(float(rng.random()), 1))
        at = (x, site.horizon + (0.06 + 0.92 * depth) * site.below.height)
        leaves.append((at, kit.u * (7.0 + 14.0 * depth), tint, 60.0 + 60.0 * float(rng.random())))
    stamp_leaves(kit, picture, leaves, half_width=0.24)
    paint_vignette(kit, picture, strength=0.42)


@scene("lotus night")
def paint_lotus_night(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a wide pond at night: the moon's path on it, large pads of lotus and dark blades."""
    width, height = site.box.size
    sky = ((0.0, (0x12, 0x14, 0x34)), (1.0, (0x38, 0x2E, 0x5C)))
    paint_sky(kit, picture, site.sky, sky)
    paint_clouds(kit, picture, site.sky, (0x60, 0x4C, 0x80), seed=3)
    paint_hills(kit, picture, site.sky, (0x1C, 0x1C, 0x3C), level=0.62, swing=0.35, seed=7)
    site.on_shore()
    paint_water(
        kit, picture, site.below, (0x38, 0x30, 0x5E), (0x10, 0x10, 0x28), glint=(150, 140, 200),
        strength=0.10, seed=8,
    )  # fmt: skip
    paint_reflection(kit, picture, site.below, strength=0.5, ripple=0.004)
    paint_light_path(kit, picture, site.below, site.middle[0], (0x8C, 0x86, 0xB4), width=0.07)
    inner = min(1.04 * site.reach, 0.42 * width)
    for side, seed in ((-1.0, 5), (1.0, 9)):
        room = pygame.Rect(0, 0, round(max(1.0, width / 2.0 - inner)), round(0.80 * height))
        room.topleft = (0 if side < 0.0 else width - room.width, round(0.24 * height))
        n_pads = max(8, round(room.width / (9.0 * kit.u)))
        paint_lily_pads(kit, picture, room, (0x2A, 0x3E, 0x54), n_pads=n_pads, flat=0.42, seed=seed)
        blades = pygame.Rect(room.left, round(0.62 * height), room.width, round(0.42 * height))
        paint_reeds(
            kit, picture, blades, (0x1A, 0x20, 0x38), head=(0x70, 0x4A, 0x70), n_reeds=14, seed=seed
        )
    paint_vignette(kit, picture, strength=0.45)


def _lay_stones(kit: Kit, picture: pygame.Surface, site: Site, colour: Rgb) -> None:
    """Lay stones at both sides of the water, the near ones large."""
    width, height = site.box.size
    rng, stones = np.random.default_rng(12), []
    for k in range(26):
        depth = (k + 0.5) / 26.0
        side = -1.0 if k % 2 else 1.0
        out = 0.50 - (0.02 + 0.12 * float(rng.random())) * (0.6 + 0.6 * depth)
        x = width / 2.0 + side * out * min(width, 2.2 * height)
        if abs(x - site.middle[0]) < min(1.1 * site.reach, 0.40 * width):
            continue
        y = site.horizon + (0.10 + 0.92 * depth) * site.below.height
        stones.append(((x, y), kit.u * (12.0 + 46.0 * depth) * (0.7 + 0.5 * float(rng.random()))))
    paint_stones(kit, picture, stones, colour, seed=5)
