"""Fruit gardens under two old trees: by the sea, and in a valley in blossom."""

from __future__ import annotations

import pygame

from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.scenery.far import paint_peaks
from balance_arcade.games.scenery.land import hill_line, paint_ground, paint_hills, paint_terraces
from balance_arcade.games.scenery.plants import paint_tufts
from balance_arcade.games.scenery.scenes.site import Site, scene
from balance_arcade.games.scenery.sky import (
    DAWN_SKY,
    MORNING_SKY,
    paint_clouds,
    paint_shine,
    paint_sky,
)
from balance_arcade.games.scenery.things import paint_boat, paint_house
from balance_arcade.games.scenery.trees import bower_of, paint_bower, plant_row
from balance_arcade.games.scenery.water import paint_water

_OLIVE: tuple[Rgb, ...] = (
    (0x1C, 0x26, 0x26),
    (0x2A, 0x38, 0x34),
    (0x3C, 0x4C, 0x40),
    (0x56, 0x64, 0x52),
    (0x78, 0x80, 0x68),
)
_BLOSSOM: tuple[Rgb, ...] = (
    (0x30, 0x20, 0x2E),
    (0x4C, 0x30, 0x40),
    (0x74, 0x48, 0x58),
    (0x9A, 0x66, 0x74),
    (0xB8, 0x8C, 0x92),
)


@scene("olive coast")
def paint_olive_coast(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint terraces of olive trees above the sea, in the clear light before noon."""
    width, height = site.box.size
    paint_sky(kit, picture, site.band(0.0, 0.46), MORNING_SKY)
    paint_clouds(kit, picture, site.band(0.05, 0.42), (0x8A, 0x9A, 0xA4), seed=81, amount=0.4)
    sea = site.band(0.44, 0.56)
    paint_water(kit, picture, sea, (0x4A, 0x74, 0x88), (0x22, 0x4E, 0x66), seed=82)
    isle = site.band(0.38, 0.45)
    paint_hills(kit, picture, isle, (0x4C, 0x6A, 0x7C), level=0.9, swing=1.2, seed=83)
    for x, size in ((0.44, 26.0), (0.57, 18.0)):
        paint_boat(kit, picture, (width * x, height * 0.478), size * kit.u)
    terraces: tuple[tuple[float, Rgb], ...] = (
        (0.520, (0x52, 0x58, 0x4A)), (0.570, (0x48, 0x52, 0x42)), (0.625, (0x40, 0x4C, 0x3C)),
    )  # fmt: skip
    lines = paint_terraces(
        kit,
        picture,
        site.box,
        terraces,
        light=(0xA8, 0x98, 0x6C),
        stone=(0x6A, 0x62, 0x58),
        seed=84,
    )
    for line, size in zip(lines, (0.024, 0.032), strict=False):
        dark, light = (0x30, 0x3E, 0x38), (0x6C, 0x74, 0x60)
        plant_row(kit, picture, line, height * size, dark=dark, light=light, seed=round(size * 999))
    _paint_meadow(kit, picture, site, (0x4A, 0x4E, 0x38), (0x1C, 0x20, 0x1C))
    paint_bower(kit, picture, bower_of(kit), leaves=_OLIVE, seed=86)


@scene("blossom valley")
def paint_blossom_valley(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a green valley in spring: snow on the mountains, blossom on every bough."""
    width, height = site.box.size
    paint_sky(kit, picture, site.band(0.0, 0.56), DAWN_SKY)
    peaks = site.band(0.22, 0.56)
    paint_peaks(
        kit, picture, peaks, (0x48, 0x50, 0x70), (0x98, 0x98, 0xA6), level=0.62, swing=0.7, seed=91
    )
    paint_shine(kit, picture, (width * 0.64, height * 0.46), height * 0.6, (60, 36, 30))
    hills = site.band(0.40, 0.70)
    paint_hills(kit, picture, hills, (0x40, 0x54, 0x58), level=0.36, swing=0.24, seed=92)
    paint_hills(kit, picture, hills, (0x30, 0x48, 0x44), level=0.52, swing=0.20, seed=93)
    row = hill_line(site.box, 0.600, 0.03, seed=94)
    paint_ground(kit, picture, site.box, row, (0x38, 0x50, 0x40))
    plant_row(
        kit,
        picture,
        row,
        height * 0.040,
        dark=(0x5A, 0x3C, 0x4C),
        light=(0xA8, 0x78, 0x86),
        seed=95,
    )
    paint_house(
        kit, picture, (width * 0.30, height * 0.598), height * 0.036, wall=(0x60, 0x54, 0x58)
    )
    _paint_meadow(kit, picture, site, (0x38, 0x58, 0x3C), (0x12, 0x20, 0x1C))
    paint_bower(kit, picture, bower_of(kit), leaves=_BLOSSOM, seed=96)


def _paint_meadow(kit: Kit, picture: pygame.Surface, site: Site, grass: Rgb, foot: Rgb) -> None:
    """Paint the grass that the fruit falls on, from a gentle edge to the foot of the picture."""
    bower = bower_of(kit)
    meadow = pygame.Rect(0, round(bower.ground - 56.0 * kit.u), site.box.width, 0)
    meadow.height = site.box.height - meadow.top
    line = hill_line(meadow, 0.04, 0.06, seed=80, wave=1.4)
    paint_ground(kit, picture, meadow, line, mix(grass, (0xC0, 0xB8, 0x90), 0.25))
    paint_ground(kit, picture, meadow, line + 4.0 * kit.u, grass, foot)
    tufts = pygame.Rect(0, meadow.top + round(16.0 * kit.u), site.box.width, meadow.height)
    far, near = mix(grass, (0x9A, 0x9C, 0x6C), 0.3), mix(grass, foot, 0.72)
    paint_tufts(kit, picture, tufts, far, near, seed=81)
