"""Sea and salt water: a lighthouse's coast, a fjord, salt flats, a lagoon with palms."""

from __future__ import annotations

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb
from balance_arcade.games.scenery.far import paint_peaks
from balance_arcade.games.scenery.land import paint_hills
from balance_arcade.games.scenery.lights import paint_vignette
from balance_arcade.games.scenery.scenes.site import Site, scene
from balance_arcade.games.scenery.shore import paint_lighthouse, paint_palm, paint_stones
from balance_arcade.games.scenery.sky import (
    paint_clouds,
    paint_moon,
    paint_shine,
    paint_sky,
    paint_stars,
)
from balance_arcade.games.scenery.things import paint_birds
from balance_arcade.games.scenery.water import paint_light_path, paint_reflection, paint_water

_EMBER = (
    (0.0, (0x2A, 0x1E, 0x40)),
    (0.5, (0x6A, 0x3A, 0x50)),
    (0.85, (0xA8, 0x5E, 0x48)),
    (1.0, (0xB8, 0x7A, 0x50)),
)
_NORTH = ((0.0, (0x12, 0x26, 0x3C)), (0.6, (0x2E, 0x50, 0x68)), (1.0, (0x5E, 0x7A, 0x88)))
_SALT = (
    (0.0, (0x24, 0x38, 0x54)),
    (0.55, (0x50, 0x62, 0x7C)),
    (1.0, (0x90, 0x80, 0x86)),
)
_INDIGO = ((0.0, (0x0A, 0x10, 0x28)), (0.6, (0x16, 0x28, 0x4C)), (1.0, (0x2C, 0x48, 0x62)))


@scene("lighthouse coast")
def paint_lighthouse_coast(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a coast of dark rocks in the last light, with a lighthouse on its point."""
    width, height = site.box.size
    paint_sky(kit, picture, site.sky, _EMBER)
    paint_clouds(kit, picture, site.sky, (0x8C, 0x4C, 0x58), seed=12, amount=0.6)
    paint_birds(kit, picture, site.band(0.10, 0.20), (0x2E, 0x20, 0x34), n_birds=5, seed=6)
    coast = site.above(0.22)
    paint_hills(kit, picture, coast, (0x5A, 0x3A, 0x50), level=0.72, swing=0.24, seed=15)
    paint_hills(kit, picture, coast, (0x2C, 0x22, 0x38), level=0.84, swing=0.22, seed=4)
    half = min(width / 2.0, 640.0 * kit.u)
    point = (width / 2.0 - 0.90 * half, site.horizon - 0.012 * height)
    paint_lighthouse(kit, picture, point, 0.20 * height)
    site.on_shore()
    paint_water(
        kit, picture, site.below, (0x5E, 0x44, 0x52), (0x14, 0x1C, 0x32), glint=(220, 150, 120),
        strength=0.15, seed=3,
    )  # fmt: skip
    paint_reflection(kit, picture, site.below, strength=0.45, ripple=0.005)
    paint_shine(kit, picture, (width * 0.62, float(site.horizon)), height * 0.7, (86, 40, 18))


@scene("fjord")
def paint_fjord(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a fjord between steep mountains with snow, in the cool light of a northern morning."""
    width, height = site.box.size
    paint_sky(kit, picture, site.sky, _NORTH)
    back = site.above(0.04)
    paint_peaks(
        kit, picture, back, (0x3A, 0x54, 0x6A), (0x92, 0xA4, 0xB0), level=0.66, swing=0.75, seed=21
    )
    for side, seed in ((-1.0, 31), (1.0, 36)):
        wall = pygame.Rect(0, round(0.02 * height), round(0.36 * width), 0)
        wall.height = site.horizon - wall.top
        wall.left = 0 if side < 0.0 else width - wall.width
        _paint_slope(kit, picture, wall, side, (0x1A, 0x30, 0x40), seed)
    site.on_shore()
    paint_water(
        kit, picture, site.below, (0x3A, 0x5E, 0x6C), (0x0E, 0x24, 0x34), glint=(170, 200, 206),
        strength=0.12, seed=14,
    )  # fmt: skip
    paint_reflection(kit, picture, site.below, strength=0.55, ripple=0.004)


def _paint_slope(
    kit: Kit, picture: pygame.Surface, wall: pygame.Rect, side: float, colour: Rgb, seed: int
) -> None:
    """Paint a mountain's side that comes down to the water towards the middle."""
    rng = np.random.default_rng(seed)
    outer, inner = (wall.left, wall.right) if side < 0.0 else (wall.right, wall.left)
    points = [(float(outer), float(wall.bottom)), (float(outer), wall.top + 0.2 * wall.height)]
    for t in np.linspace(0.0, 1.0, 26):
        ragged = 0.035 * (float(rng.random()) - 0.5) * wall.height
        y = wall.top + wall.height * (0.14 + 0.86 * float(t) ** 1.25) + ragged
        points.append((outer + (inner - outer) * float(t), min(float(wall.bottom), y)))
    points.append((float(inner), float(wall.bottom)))
    kit.polygon(picture, points, colour)
    for share in (0.16, 0.42):
        fall = outer + (inner - outer) * share
        top = wall.top + wall.height * (0.18 + 0.86 * share**1.25)
        line = [
            (fall + 3.0 * kit.u * (k % 2), top + (wall.bottom - top) * k / 9.0) for k in range(10)
        ]
        kit.line(picture, line, 2.2 * kit.u, (0x78, 0x90, 0x9C))


@scene("salt flats")
def paint_salt_flats(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a shallow lake of salt in a wide pale morning: far mountains, a flock, white rims."""
    width, height = site.box.size
    paint_sky(kit, picture, site.sky, _SALT)
    paint_clouds(kit, picture, site.sky, (0x94, 0x88, 0x96), seed=17, amount=0.55)
    far = site.above(0.20)
    paint_peaks(
        kit, picture, far, (0x4A, 0x4E, 0x6C), (0x90, 0x90, 0xA0), level=0.74, swing=0.5, seed=26
    )
    site.on_shore()
    paint_water(
        kit, picture, site.below, (0x74, 0x70, 0x7E), (0x2A, 0x40, 0x54), glint=(210, 200, 206),
        strength=0.16, seed=19,
    )  # fmt: skip
    paint_reflection(kit, picture, site.below, strength=0.6, ripple=0.002)
    rng = np.random.default_rng(3)
    for k in range(9):
        # Far birds of the flock on their own legs, in two groups.
        x = width * (0.10 + 0.016 * k + 0.62 * (k > 4) + 0.006 * float(rng.random()))
        foot = site.horizon + (0.030 + 0.012 * (k % 3)) * height
        tall = (15.0 + 3.0 * (k % 3)) * kit.u
        kit.line(picture, ((x, foot), (x, foot - tall * 0.5)), 1.6 * kit.u, (0x6A, 0x44, 0x54))
        kit.ellipse(
            picture, (x, foot - tall * 0.62), (tall * 0.34, tall * 0.18), (0xA8, 0x68, 0x76)
        )
        neck = ((x + tall * 0.28, foot - tall * 0.66), (x + tall * 0.36, foot - tall))
        kit.line(picture, neck, 2.0 * kit.u, (0xA8, 0x68, 0x76))
    for k in range(22):
        depth = (k + 0.5) / 22.0
        side = -1.0 if k % 2 else 1.0
        x = width / 2.0 + side * width * (0.24 + 0.30 * float(rng.random()))
        y = site.horizon + (0.10 + 0.90 * depth) * site.below.height
        wide = kit.u * (40.0 + 150.0 * depth) * (0.6 + 0.6 * float(rng.random()))
        kit.ellipse(picture, (x, y), (wide, wide * 0.09), (0x9A, 0x98, 0xA0), 80)
        kit.ellipse(picture, (x, y), (wide * 0.9, wide * 0.06), (0x50, 0x60, 0x70), 120)
    paint_vignette(kit, picture, strength=0.4)


@scene("palm lagoon")
def paint_palm_lagoon(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a warm lagoon by moonlight: palms on both sides, a reef's line, stones."""
    width, height = site.box.size
    paint_sky(kit, picture, site.sky, _INDIGO)
    paint_stars(kit, picture, site.sky, n_stars=180, seed=31)
    moon = (width / 2.0, site.horizon - 0.075 * height)
    paint_moon(kit, picture, moon, 0.050 * height, (0xC4, 0xC6, 0xBC))
    isle = site.above(0.30)
    paint_hills(kit, picture, isle, (0x14, 0x26, 0x3C), level=0.72, swing=0.7, seed=41)
    site.on_shore()
    paint_water(
        kit, picture, site.below, (0x24, 0x4E, 0x60), (0x0A, 0x1E, 0x30), glint=(140, 190, 196),
        strength=0.14, seed=22,
    )  # fmt: skip
    paint_reflection(kit, picture, site.below, strength=0.5, ripple=0.004)
    path = site.band(0.36, 0.86)
    path.top = site.horizon
    paint_light_path(kit, picture, path, moon[0], (0xB4, 0xC0, 0xBC), width=0.045)
    edge = min(width / 2.0, 0.92 * height)
    for out, foot, tall, lean, seed in _PALMS:
        side = -1.0 if out < 0.0 else 1.0
        at = (width / 2.0 + out * edge, foot * height)
        stones = [((at[0] + side * 20.0 * kit.u * k, at[1]), 34.0 * kit.u) for k in (0, 2, 4)]
        paint_stones(kit, picture, stones, (0x1C, 0x2A, 0x34), flat=0.4, seed=seed)
        paint_palm(kit, picture, at, tall * height, lean=lean, seed=seed)
    paint_vignette(kit, picture, strength=0.4)


_PALMS = (
    (-0.74, 0.54, 0.26, 0.10, 2),
    (0.70, 0.52, 0.22, -0.12, 5),
    (0.88, 0.66, 0.40, -0.20, 3),
    (-0.95, 0.84, 0.56, 0.18, 7),
)
"""Out from the middle, foot and height in heights, how far it leans, and its kind."""
