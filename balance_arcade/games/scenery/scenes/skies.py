"""Skies to look up to: over a desert, in the far north, above roofs, over the sea."""

from __future__ import annotations

import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.scenery.far import paint_aurora, paint_dunes, paint_peaks, paint_skyline
from balance_arcade.games.scenery.land import paint_hills
from balance_arcade.games.scenery.lights import paint_window
from balance_arcade.games.scenery.scenes.site import Site, scene
from balance_arcade.games.scenery.shore import paint_lighthouse
from balance_arcade.games.scenery.sky import paint_nebula, paint_shine, paint_sky, paint_stars
from balance_arcade.games.scenery.things import paint_boat
from balance_arcade.games.scenery.water import paint_light_path, paint_reflection, paint_water

_DESERT = (
    (0.0, (0x0C, 0x0A, 0x1E)),
    (0.5, (0x1E, 0x16, 0x3A)),
    (0.82, (0x3C, 0x28, 0x4C)),
    (1.0, (0x5C, 0x3C, 0x50)),
)
_POLAR = ((0.0, (0x06, 0x10, 0x1E)), (0.6, (0x0C, 0x22, 0x34)), (1.0, (0x22, 0x40, 0x50)))
_CITY = ((0.0, (0x0C, 0x12, 0x2A)), (0.6, (0x1C, 0x28, 0x50)), (1.0, (0x4A, 0x44, 0x66)))
_SEA = ((0.0, (0x08, 0x12, 0x24)), (0.6, (0x12, 0x2A, 0x44)), (1.0, (0x2A, 0x4C, 0x60)))


@scene("desert night")
def paint_desert_night(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a warm night over dunes, with a tent that is lit from within."""
    width, height = site.box.size
    paint_sky(kit, picture, site.box, _DESERT)
    lights = (((120, 84, 110), 0.55), ((140, 96, 70), 0.45), ((70, 60, 120), 0.40))
    paint_nebula(kit, picture, site.box, lights, seed=44)
    paint_stars(kit, picture, site.band(0.0, 0.84), seed=45, n_stars=520)
    far = site.band(0.80, 0.92)
    paint_hills(kit, picture, far, (0x3A, 0x28, 0x40), level=0.50, swing=0.5, seed=46)
    paint_dunes(kit, picture, site.band(0.85, 1.0), (0x4C, 0x34, 0x3C), (0x1C, 0x14, 0x22), seed=47)
    at, size = (width * 0.14, height * 0.915), 0.036 * height
    tent = [(at[0] - 1.2 * size, at[1]), (at[0], at[1] - 1.25 * size), (at[0] + 1.2 * size, at[1])]
    kit.glow(picture, (at[0], at[1] - 0.4 * size), 2.6 * size, (255, 190, 120), 0.35)
    kit.polygon(picture, tent, (0x8A, 0x5C, 0x40))
    door = [(at[0] - 0.3 * size, at[1]), (at[0], at[1] - 0.9 * size), (at[0] + 0.3 * size, at[1])]
    kit.polygon(picture, door, (0xE8, 0xAE, 0x70))


@scene("northern night")
def paint_northern_night(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint veils of northern light over snow, pines and a cabin."""
    width, height = site.box.size
    paint_sky(kit, picture, site.box, _POLAR)
    paint_stars(kit, picture, site.band(0.0, 0.84), seed=51, n_stars=300)
    paint_aurora(kit, picture, site.band(0.0, 0.80), seed=52)
    range_box = site.band(0.74, 0.94)
    paint_peaks(
        kit,
        picture,
        range_box,
        (0x16, 0x2A, 0x3C),
        (0x4C, 0x6A, 0x78),
        level=0.6,
        swing=0.6,
        seed=5,
    )
    near = site.band(0.86, 1.0)
    paint_hills(kit, picture, near, (0x0C, 0x1C, 0x28), level=0.34, swing=0.3, pines=0.5, seed=54)
    paint_hills(
        kit, picture, near, (0x44, 0x5C, 0x6A), (0x1C, 0x30, 0x40), level=0.52, swing=0.3, seed=55
    )
    at, size = (width * 0.14, height * 0.955), 0.034 * height
    cabin = pygame.Rect(0, 0, round(2.0 * size), round(size))
    cabin.midbottom = (round(at[0]), round(at[1]))
    kit.box(picture, cabin, 2.0, (0x22, 0x1C, 0x20))
    left, right, top = cabin.left - 0.3 * size, cabin.right + 0.3 * size, cabin.top - 0.8 * size
    roof = [(left, float(cabin.top)), (at[0], top), (right, float(cabin.top))]
    kit.polygon(picture, roof, (0x6E, 0x84, 0x90))
    paint_window(kit, picture, (at[0], cabin.centery), 0.5 * size)


@scene("above the roofs")
def paint_above_the_roofs(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint the sky over an old town, seen from a roof: gables below, windows lit."""
    width, height = site.box.size
    paint_sky(kit, picture, site.box, _CITY)
    paint_nebula(kit, picture, site.box, (((40, 46, 96), 0.8), ((60, 40, 84), 0.5)), seed=61)
    paint_stars(kit, picture, site.band(0.0, 0.86), seed=62, n_stars=420)
    paint_shine(kit, picture, (width * 0.5, height * 1.02), width * 0.6, (92, 62, 50), flat=0.40)
    paint_skyline(
        kit, picture, site.band(0.80, 0.98), (0x32, 0x30, 0x54), wide=38.0, lit=0.14, seed=63
    )
    paint_skyline(
        kit, picture, site.band(0.86, 1.01), (0x18, 0x18, 0x30), wide=64.0, lit=0.22, seed=64
    )


@scene("night at sea")
def paint_night_at_sea(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a clear sky over a calm sea, with a far lighthouse and a boat at anchor."""
    width, height = site.box.size
    paint_sky(kit, picture, site.box, _SEA)
    paint_nebula(kit, picture, site.box, (((24, 70, 84), 0.8), ((40, 50, 100), 0.6)), seed=71)
    paint_stars(kit, picture, site.band(0.0, 0.84), seed=72, n_stars=480)
    shore = 0.86
    coast, sea = site.band(shore - 0.05, shore), site.band(shore, 1.0)
    paint_hills(kit, picture, coast, (0x12, 0x24, 0x36), level=0.75, swing=0.6, seed=73)
    paint_lighthouse(kit, picture, (width * 0.88, height * (shore - 0.015)), 0.10 * height)
    paint_water(
        kit, picture, sea, (0x24, 0x46, 0x5A), (0x08, 0x16, 0x26), glint=(130, 170, 190),
        strength=0.14, seed=74,
    )  # fmt: skip
    paint_reflection(kit, picture, sea, strength=0.4, ripple=0.003)
    paint_light_path(kit, picture, sea, width * 0.88, (0xC0, 0xA8, 0x80), width=0.02)
    paint_boat(kit, picture, (width * 0.13, height * 0.905), 62.0 * kit.u, sail=None)
