"""The sea at dawn with a harbour on its far shore, and a spirit level of brass and glass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit, PlayArea, Rgb, fields, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.sprites import tinted

SHORE: Final = 0.365
"""Where the sea begins, of the height."""

BOAT_LINE: Final = 0.545
LEVEL_LINE: Final = 0.705
"""Water line of the boat and middle of the spirit level, of the height."""

TUBE_REACH: Final = 1.26
TUBE_UNITS: Final = 62.0
LIGHTS: Final = ((-0.78, 0.012), (-0.62, 0.030), (-0.50, 0.010), (-0.30, 0.026), (0.30, 0.018))
LIGHTS_RIGHT: Final = ((0.46, 0.034), (0.60, 0.012), (0.80, 0.024))
HARBOUR: Final = (*LIGHTS, *LIGHTS_RIGHT)
"""Houses of the harbour: across from the middle in half widths, and above the shore in heights."""

_SEA: Final[tuple[Rgb, Rgb]] = ((0x4A, 0x5E, 0x70), (0x10, 0x22, 0x36))
_LAND: Final[tuple[Rgb, ...]] = ((0x4C, 0x50, 0x66), (0x34, 0x3C, 0x52))
_DEEP: Final[Rgb] = (0x0A, 0x16, 0x26)
_SWELL: Final[tuple[Rgb, ...]] = ((0x1C, 0x36, 0x4A), (0x12, 0x26, 0x38))
_BRASS: Final[Rgb] = (0xC8, 0x98, 0x4E)
_GLASS: Final[Rgb] = (0x12, 0x20, 0x2C)
_MIST: Final[Rgb] = (0x86, 0x84, 0x94)
_PUFFS: Final = ((-70.0, 60.0, 190.0), (80.0, 70.0, 190.0), (0.0, 150.0, 180.0), (0.0, 40.0, 170.0))
"""Across and up from the boat's water line, and radius, in layout units."""

_LAMP: Final[Rgb] = (255, 204, 130)


def level_area(kit: Kit) -> PlayArea:
    """Play area along the spirit level: x is the person's, its middle lies on the glass."""
    width, height = kit.size
    half = min(0.45 * width, 430.0 * kit.u)
    box = pygame.Rect(0, 0, round(2 * half), round(TUBE_UNITS * kit.u))
    box.center = (round(width / 2), round(height * LEVEL_LINE))
    return PlayArea(box, (width / 2.0, height * LEVEL_LINE), half / TUBE_REACH)


def paint_sea(kit: Kit, picture: pygame.Surface) -> None:
    """Paint sky, far shore with dark houses, and sea; what moves is drawn upon it."""
    width, height = picture.get_size()
    shore = round(height * SHORE)
    sky, sea = pygame.Rect(0, 0, width, shore), pygame.Rect(0, shore, width, height - shore)
    if kit.theme.is_high_contrast:
        kit.ground(picture)
        scenery.paint_water(kit, picture, sea, *_SEA)
        return

    def build() -> None:
        for number, spot in enumerate(harbour(kit)):
            size = (17.0 + 4.0 * (number % 3)) * kit.u
            scenery.paint_house(kit, picture, (spot[0], spot[1] + 0.5 * size), size, wall=_LAND[0])

    if not scenery.paint_scene(kit, picture, horizon=SHORE, on_shore=build):
        _paint_dawn(kit, picture, sky, sea, build)
    near = near_water(kit)
    scenery.paint_water(kit, picture, near, _SWELL[1], _DEEP, glint=(120, 140, 156), strength=0.10)
    # Above the swell only: below, its colour and the water's must be one.
    upper = picture.subsurface(pygame.Rect(0, 0, width, near.top))
    scenery.paint_vignette(kit, upper, strength=0.3)


def _paint_dawn(
    kit: Kit,
    picture: pygame.Surface,
    sky: pygame.Rect,
    sea: pygame.Rect,
    build: Callable[[], None],
) -> None:
    width, height = picture.get_size()
    shore = sky.height
    scenery.paint_sky(kit, picture, sky, scenery.DAWN_SKY)
    scenery.paint_clouds(kit, picture, sky, (190, 150, 140), seed=4)
    low = pygame.Rect(0, round(shore * 0.70), width, shore - round(shore * 0.70))
    scenery.paint_hills(kit, picture, low, _LAND[0], level=0.30, swing=0.45, seed=5)
    scenery.paint_hills(kit, picture, low, _LAND[1], level=0.66, swing=0.24, pines=0.10, seed=8)
    build()
    scenery.paint_water(kit, picture, sea, *_SEA, glint=(190, 180, 176), strength=0.14)
    scenery.paint_reflection(kit, picture, sea, strength=0.4, ripple=0.005)
    scenery.paint_shine(kit, picture, (width * 0.5, float(shore)), height * 0.8, (52, 38, 30))


def harbour(kit: Kit) -> list[Point]:
    """Pixels of the harbour's houses, from left to right."""
    width, height = kit.size
    half = min(width / 2.0, 640.0 * kit.u)
    return [(width / 2.0 + x * half, height * (SHORE - up)) for x, up in HARBOUR]


def draw_light(kit: Kit, surface: pygame.Surface, at: Point, bright: float) -> None:
    """Draw a harbour light, and its path on the water."""
    if bright <= 0.0:
        return
    plain = kit.theme.is_high_contrast
    kit.glow(surface, at, 46.0 * kit.u, _LAMP, 0.55 * bright)
    foot = (at[0], kit.size[1] * SHORE + 22.0 * kit.u)
    if not plain:
        kit.ellipse(surface, foot, (2.6 * kit.u, 17.0 * kit.u), _LAMP, round(80 * bright))
    kit.disc(surface, at, 6.0 * kit.u, kit.theme.paper if plain else _LAMP, round(255 * bright))


def near_water(kit: Kit) -> pygame.Rect:
    """Water before the boat, which stands still: the swell runs into it in its own colour."""
    width, height = kit.size
    top = round(height * BOAT_LINE + 40.0 * kit.u)
    return pygame.Rect(0, top, width, height - top)


def draw_boat(
    kit: Kit,
    surface: pygame.Surface,
    place: pygame.Surface,
    t_s: float,
    size: float,
    *,
    heel_deg: float = 0.0,
    dip: float = 0.0,
) -> None:
    """Draw the boat between two rows of swell; ``dip`` lets it sink by a share of its length."""
    width, height = kit.size
    line, near = height * BOAT_LINE, near_water(kit)
    rows = ((-6.0, t_s, _SWELL[0]), (12.0, 1.3 * t_s + 2.0, _SWELL[1]))
    for number, (below, time_s, colour) in enumerate(rows):
        box = pygame.Rect(0, 0, width, round(60.0 * kit.u))
        box.top = round(line + below * kit.u)
        box.height = near.top + 1 - box.top
        long, high = 420.0 * kit.u / box.height, 6.0 * kit.u / box.height
        scenery.draw_swell(kit, surface, box, time_s, colour, level=high, long=long, high=high)
        if number == 0:
            at = (width / 2.0, line + dip * size)
            hull, sail = (0x7A, 0x3E, 0x34), (0xE2, 0xD4, 0xB8)
            scenery.paint_boat(kit, surface, at, size, hull=hull, sail=sail, heel_deg=heel_deg)
    if not kit.theme.is_high_contrast:
        surface.blit(place, near.topleft, near)


def draw_mist(kit: Kit, surface: pygame.Surface, thick: float) -> None:
    """Draw mist about the boat, 0 to 1 thick."""
    if thick <= 0.02 or kit.theme.is_high_contrast:
        return
    width, height = kit.size
    for dx, up, units in _PUFFS:
        wide = round(units * kit.u)

        def make(wide: int = wide) -> pygame.Surface:
            return tinted(fields.falloff(2 * wide, float(wide), 0.8), _MIST)

        at = (width / 2.0 + dx * kit.u, height * BOAT_LINE - up * kit.u)
        kit.show(surface, ("mist", wide), make, at, round(255 * thick))


def draw_tube(kit: Kit, surface: pygame.Surface, area: PlayArea) -> None:
    """Draw the spirit level: a glass tube in brass; a fine line says where even stance is."""
    theme, box = kit.theme, area.rect
    edge: Rgb = theme.paper if theme.is_high_contrast else _BRASS
    frame = box.inflate(round(16 * kit.u), round(16 * kit.u))
    kit.shadow(surface, frame, frame.height / 2.0, 14.0 * kit.u)
    brass = theme.night_top if theme.is_high_contrast else mix(edge, (0, 0, 0), 0.30)
    kit.box(surface, frame, frame.height / 2.0, brass, edge=edge, edge_width=3.0 * kit.u)
    inner = theme.night_top if theme.is_high_contrast else _GLASS
    kit.box(surface, box, box.height / 2.0, inner)
    if not theme.is_high_contrast:
        shine = pygame.Rect(0, 0, round(box.width * 0.94), max(2, round(box.height * 0.13)))
        shine.midtop = (box.centerx, box.top + round(7 * kit.u))
        kit.box(surface, shine, shine.height / 2.0, (200, 220, 230), alpha=46)


def draw_marks(
    kit: Kit, surface: pygame.Surface, area: PlayArea, at: Point, gap: float, alpha: int
) -> None:
    """Draw two posts on the glass, ``gap`` pixels to either side of a point."""
    tall = area.rect.height + 26.0 * kit.u
    wide = max(3.0, 8.0 * kit.u)
    for side in (-1.0, 1.0):
        post = pygame.Rect(0, 0, round(wide), round(tall))
        post.center = (round(at[0] + side * (gap + 0.5 * wide)), round(at[1]))
        kit.box(surface, post, wide / 2.0, kit.theme.goal, alpha=alpha)
