"""Ground that is seen from above: river banks, slopes, courts, gardens, a table and a rug."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.scenery import blend
from balance_arcade.games.scenery.floors import paint_lawn, paint_paving, paint_raked, paint_rug
from balance_arcade.games.scenery.land import paint_snow
from balance_arcade.games.scenery.lights import paint_lamp_light, paint_vignette
from balance_arcade.games.scenery.plants import stamp_leaves, stamp_pines
from balance_arcade.games.scenery.scenes.site import Site, scene
from balance_arcade.games.scenery.shore import paint_stones
from balance_arcade.games.scenery.sky import paint_shine


@scene("winter river")
def paint_winter_river(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a cold river between banks of snow with pines, floes of ice along its edges."""
    _fill_river(picture, site, (0x1C, 0x36, 0x50), (0x34, 0x50, 0x68), (150, 180, 200))
    for top, foot, edge in (
        (0, site.horizon, site.horizon),
        (site.foot, site.box.height, site.foot),
    ):
        bank = pygame.Rect(0, top, site.box.width, foot - top)
        paint_snow(kit, picture, bank, (0x74, 0x82, 0x9C), (0x40, 0x54, 0x78), seed=6 + (top > 0))
        _line_edge(kit, picture, site, edge, (0x82, 0x90, 0xA8), seed=7)
        places = _places_inland(kit, site, edge, -1.0 if top == 0 else 1.0, 34, seed=8 + (top > 0))
        stamp_pines(kit, picture, [(at, size * 1.2) for at, size in sorted(places, key=_by_row)])
    paint_vignette(kit, picture, strength=0.45)


@scene("sandy river")
def paint_sandy_river(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a warm clear river between banks of sand, with palms seen from above and stones."""
    _fill_river(picture, site, (0x12, 0x40, 0x50), (0x2E, 0x62, 0x64), (150, 210, 196))
    for top, foot, edge in (
        (0, site.horizon, site.horizon),
        (site.foot, site.box.height, site.foot),
    ):
        bank, inland = pygame.Rect(0, top, site.box.width, foot - top), -1.0 if top == 0 else 1.0
        rows = ((0.0, (0x5E, 0x50, 0x40)), (1.0, (0x78, 0x66, 0x4E)))
        if top:
            rows = ((0.0, rows[1][1]), (1.0, rows[0][1]))
        blend.fill(picture, bank, blend.rows_of(rows, bank.height))
        _line_edge(kit, picture, site, edge, (0x84, 0x76, 0x5C), seed=17)
        stones = _places_inland(kit, site, edge, inland, 22, seed=18 + (top > 0))
        paint_stones(kit, picture, [(at, 0.45 * size) for at, size in stones], (0x5A, 0x50, 0x48))
        for at, size in _places_inland(kit, site, edge, inland, 18, seed=28 + (top > 0)):
            _stamp_palm(kit, picture, at, 1.9 * size)
    paint_vignette(kit, picture, strength=0.5)


@scene("courtyard")
def paint_courtyard(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a paved courtyard in the evening, hedges and pots about it, lamplight in its middle."""
    paint_paving(kit, picture, site.box, (0x46, 0x42, 0x4C), (0x22, 0x20, 0x2A), seed=4)
    paint_shine(kit, picture, site.middle, site.reach * 2.2, (58, 40, 22), flat=0.9)
    _ring_about(kit, picture, site, _bush, n=300, seed=7)
    paint_vignette(kit, picture, strength=0.5)


@scene("sand garden")
def paint_sand_garden(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint sand that is raked in rings, with mossy stones outside of where somebody plays."""
    paint_raked(kit, picture, site.box, site.middle, (0x6E, 0x68, 0x60), (0x42, 0x40, 0x40))
    _ring_about(kit, picture, site, _mossy_stone, n=46, seed=15)
    paint_vignette(kit, picture, strength=0.55)


@scene("dunes")
def paint_dune_slope(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a slope of sand in low light: long ripples, dry bushes and stones at its sides."""
    box = site.box.inflate(site.box.height // 6, site.box.height // 6)
    paint_snow(kit, picture, box, (0x8A, 0x6C, 0x50), (0x4E, 0x38, 0x3E), seed=25)
    # A ripple is many pixels high: it is reckoned small and stretched, as the clouds that bend it.
    clouds = blend.soft_clouds(*site.box.size, 90.0 * kit.u, 26)
    step = site.box.height / (30.0 * kit.u * len(clouds))
    rows = np.arange(len(clouds), dtype=np.float32)[:, None] * np.float32(step)
    ripple = 0.5 + 0.5 * np.sin(2.0 * np.pi * (rows + 2.4 * clouds))
    blend.dim_soft(picture, site.box, np.asarray(0.86 + 0.14 * ripple, np.float32))
    _beside(kit, picture, site, _mossy_stone, n=26, seed=27)
    _beside(kit, picture, site, _dry_bush, n=60, seed=29)
    paint_vignette(kit, picture, strength=0.4)


@scene("glacier")
def paint_glacier(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a glacier in the afternoon: blue ice at its sides, broken by clefts and rocks."""
    box = site.box.inflate(site.box.height // 6, site.box.height // 6)
    paint_snow(kit, picture, box, (0x6E, 0x8C, 0x96), (0x2C, 0x50, 0x66), seed=35)
    paint_shine(kit, picture, (site.box.width * 0.9, 0.0), site.box.width * 0.5, (40, 34, 26))
    rng, width = np.random.default_rng(36), site.box.width
    for k in range(26):
        side = -1.0 if k % 2 else 1.0
        y = site.box.height * (k + float(rng.random())) / 26.0
        inner = site.middle[0] + side * site.reach * (1.16 + 0.2 * float(rng.random()))
        long = width * (0.05 + 0.10 * float(rng.random()))
        points = []
        for t in np.linspace(0.0, 1.0, 9):
            wave = 7.0 * kit.u * math.sin(5.0 * float(t) + k)
            points.append((inner + side * long * float(t), y + wave - 26.0 * kit.u * float(t)))
        back = [
            (x, row + (3.0 + 9.0 * math.sin(math.pi * j / 8.0)) * kit.u)
            for j, (x, row) in enumerate(points)
        ][::-1]
        kit.polygon(picture, points + back, (0x16, 0x38, 0x50))
        kit.line(picture, points, 2.0 * kit.u, (0x8A, 0xA8, 0xB2))
    _beside(kit, picture, site, _rock, n=44, seed=37)
    paint_vignette(kit, picture, strength=0.4)


@scene("beach court")
def paint_beach_court(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a court on a beach: trodden sand, the sea's edge on one side, a line about it."""
    width, height = site.box.size
    paint_snow(kit, picture, site.box, (0x7C, 0x6A, 0x54), (0x54, 0x48, 0x44), seed=45)
    sea = pygame.Rect(0, 0, round(0.16 * width), height)
    blend.fill(
        picture, sea, blend.rows_of(((0.0, (0x1E, 0x4A, 0x5A)), (1.0, (0x16, 0x38, 0x4A))), height)
    )
    rng = np.random.default_rng(46)
    for k in range(round(height / (18.0 * kit.u)) + 1):
        at = (sea.right + (float(rng.random()) - 0.5) * 26.0 * kit.u, 18.0 * kit.u * k)
        kit.ellipse(picture, at, (26.0 * kit.u, 15.0 * kit.u), (0x6A, 0x60, 0x50))
        kit.ellipse(
            picture,
            (at[0] - 14.0 * kit.u, at[1]),
            (7.0 * kit.u, 15.0 * kit.u),
            (0x8C, 0x9C, 0x9C),
            150,
        )
    site.on_shore()
    paint_vignette(kit, picture, strength=0.42)


@scene("park lawn")
def paint_park_lawn(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a mown lawn in a park, trees about it, daisies in the grass."""
    paint_lawn(
        kit, picture, site.box, (0x3E, 0x5C, 0x3E), (0x22, 0x3C, 0x30), stripe=120.0, seed=55
    )
    rng = np.random.default_rng(56)
    for _ in range(130):
        at = (float(rng.random()) * site.box.width, float(rng.random()) * site.box.height)
        kit.disc(picture, at, 2.2 * kit.u, (0x9C, 0xA0, 0x90), 170)
    site.on_shore()
    _beside(kit, picture, site, _bush, n=70, seed=57)
    paint_vignette(kit, picture, strength=0.45)


@scene("garden table")
def paint_garden_table(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a table of slate in a garden: fallen leaves, and the shade of a tree on it."""
    paint_paving(
        kit, picture, site.box, (0x34, 0x3C, 0x44), (0x1A, 0x20, 0x26), size=230.0, seed=64
    )
    shade = blend.soft_clouds(*site.box.size, site.box.height * 0.20, 65)
    blend.dim_soft(picture, site.box, np.asarray(0.66 + 0.5 * np.clip(shade, 0.3, 0.7), np.float32))
    rng, leaves = np.random.default_rng(66), []
    for _ in range(60):
        at = (float(rng.random()) * site.box.width, float(rng.random()) * site.box.height)
        tint = mix((0x40, 0x54, 0x34), (0x8A, 0x6A, 0x34), round(float(rng.random()), 1))
        leaves.append(
            (at, kit.u * (16.0 + 14.0 * float(rng.random())), tint, 360.0 * float(rng.random()))
        )
    stamp_leaves(kit, picture, leaves)
    paint_vignette(kit, picture, strength=0.45)


@scene("rug")
def paint_fireside_rug(kit: Kit, picture: pygame.Surface, site: Site) -> None:
    """Paint a woven rug by a fire, whose light comes from the left."""
    colours: tuple[Rgb, Rgb, Rgb] = ((0x3C, 0x1E, 0x28), (0x22, 0x2C, 0x44), (0x70, 0x54, 0x40))
    paint_rug(kit, picture, site.box, colours, seed=74)
    paint_lamp_light(
        kit, picture, (0.0, site.box.height * 0.7), site.box.height * 1.1, (58, 26, 10)
    )
    paint_vignette(kit, picture, strength=0.55)


def _by_row(place: tuple[Point, float]) -> float:
    return place[0][1]


def _fill_river(picture: pygame.Surface, site: Site, deep: Rgb, shallow: Rgb, lit: Rgb) -> None:
    """Fill the water between the banks, shallower at both, with streaks of its current."""
    water = pygame.Rect(0, site.horizon, site.box.width, site.foot - site.horizon)
    stops = ((0.0, shallow), (0.16, deep), (0.84, deep), (1.0, shallow))
    blend.fill(picture, water, blend.rows_of(stops, water.height))
    streaks = blend.clouds_in(
        water.width, water.height, 0.05 * site.box.height, 5, coarse=2, long=9
    )
    light = np.clip((streaks - 0.52) * 4.0, 0.0, 1.0) * np.float32(0.20)
    blend.add(picture, water.topleft, np.asarray(light, np.float32), lit)


def _line_edge(
    kit: Kit, picture: pygame.Surface, site: Site, edge: int, colour: Rgb, *, seed: int
) -> None:
    """Soften a bank's edge with rounds of its own colour."""
    rng, step = np.random.default_rng(seed + edge), 30.0 * kit.u
    for k in range(round(site.box.width / step) + 1):
        wide = step * (0.7 + 0.5 * float(rng.random()))
        at = (k * step, edge + (0.5 - float(rng.random())) * 9.0 * kit.u)
        kit.ellipse(picture, at, (wide, 9.0 * kit.u), colour)


def _places_inland(
    kit: Kit, site: Site, edge: int, inland: float, n: int, *, seed: int
) -> list[tuple[Point, float]]:
    """Places and sizes on a bank, none before the quay in the middle."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(round(n * site.box.width / site.box.height / 1.78)):
        x, away = float(rng.random()) * site.box.width, 26.0 + 120.0 * float(rng.random())
        size = (12.0 + 14.0 * float(rng.random())) * kit.u
        if abs(x - site.middle[0]) > 190.0 * kit.u:
            found.append(((x, edge + inland * away * kit.u), size))
    return found


def _stamp_palm(kit: Kit, picture: pygame.Surface, at: Point, size: float) -> None:
    """Stamp a palm from above: its shadow, then fronds all round."""
    kit.disc(
        picture, (at[0] + 0.3 * size, at[1] + 0.35 * size), 0.7 * size, (0x24, 0x20, 0x1E), 110
    )
    fronds = []
    for layer, colour in enumerate(((0x1E, 0x3A, 0x2C), (0x34, 0x52, 0x36))):
        for k in range(9):
            fronds.append((at, size * (1.0 - 0.25 * layer), colour, 40.0 * k + 20.0 * layer))
    stamp_leaves(kit, picture, fronds, half_width=0.12)


Thing = Callable[[Kit, pygame.Surface, Point, float, float], None]


def _ring_about(
    kit: Kit, picture: pygame.Surface, site: Site, thing: Thing, *, n: int, seed: int
) -> None:
    """Set things all about the middle, none where somebody plays."""
    width, height = site.box.size
    rng = np.random.default_rng(seed)
    for _ in range(round(n * width / height / 1.78)):
        at = (float(rng.random()) * width, float(rng.random()) * height)
        size = (36.0 + 4.0 * round(11.0 * float(rng.random()))) * kit.u
        kind = round(float(rng.random()), 1)
        away = math.hypot(at[0] - site.middle[0], (at[1] - site.middle[1]) * 0.9)
        if away >= 1.34 * site.reach + size * 0.8:
            thing(kit, picture, at, size, kind)


def _beside(
    kit: Kit, picture: pygame.Surface, site: Site, thing: Thing, *, n: int, seed: int
) -> None:
    """Set things to both sides of the middle, the near ones last."""
    width, height = site.box.size
    rng = np.random.default_rng(seed)
    rows = sorted(float(rng.random()) for _ in range(round(n * width / height / 1.78)))
    for row in rows:
        x, size = float(rng.random()) * width, (20.0 + 26.0 * float(rng.random())) * kit.u
        kind = round(float(rng.random()), 1)
        if abs(x - site.middle[0]) >= site.reach * (1.10 + 0.2 * kind) + size:
            thing(kit, picture, (x, row * height), size, kind)


def _bush(kit: Kit, picture: pygame.Surface, at: Point, size: float, kind: float) -> None:
    low = (at[0] + 8.0 * kit.u, at[1] + 10.0 * kit.u)
    kit.disc(picture, low, size, (0x0C, 0x12, 0x12), 130)
    green = mix((0x18, 0x30, 0x28), (0x2C, 0x44, 0x2C), kind)
    for share, light in ((1.0, 0.0), (0.70, 0.10), (0.40, 0.20)):
        spot = (at[0] - size * (1 - share) * 0.3, at[1] - size * (1 - share) * 0.4)
        kit.disc(picture, spot, size * share, mix(green, (220, 220, 170), light))


def _mossy_stone(kit: Kit, picture: pygame.Surface, at: Point, size: float, kind: float) -> None:
    kit.ellipse(picture, at, (size * 1.5, size * 1.2), (0x28, 0x36, 0x2C), 190)
    seed = round(10.0 * kind)
    paint_stones(kit, picture, [(at, size)], (0x4C, 0x4C, 0x50), flat=0.72, seed=seed)
    if kind > 0.5:
        moss = (at[0] + 0.9 * size, at[1] + 0.5 * size)
        paint_stones(kit, picture, [(moss, size * 0.55)], (0x40, 0x46, 0x44), flat=0.7, seed=seed)


def _dry_bush(kit: Kit, picture: pygame.Surface, at: Point, size: float, kind: float) -> None:
    kit.ellipse(picture, (at[0] + 0.3 * size, at[1]), (size, 0.4 * size), (0x2C, 0x20, 0x28), 120)
    twigs = [
        (
            at,
            size * (0.7 + 0.3 * kind),
            mix((0x3E, 0x3A, 0x2C), (0x6C, 0x5C, 0x3C), k / 8.0),
            -80.0 + 20.0 * k,
        )
        for k in range(9)
    ]
    stamp_leaves(kit, picture, twigs, half_width=0.07)


def _rock(kit: Kit, picture: pygame.Surface, at: Point, size: float, kind: float) -> None:
    tone = mix((0x2E, 0x36, 0x42), (0x46, 0x4C, 0x56), kind)
    shadow = [(at[0], at[1]), (at[0] + 1.9 * size, at[1] + 0.5 * size), (at[0], at[1] + 0.3 * size)]
    kit.shape(picture, shadow, (0x14, 0x28, 0x3C), 120)
    left, right = at[0] - 0.9 * size, at[0] + 0.9 * size
    top = (at[0] + (kind - 0.5) * size, at[1] - (0.9 + 0.4 * kind) * size)
    kit.polygon(
        picture,
        [
            (left, at[1]),
            (at[0] - 0.5 * size, at[1] - 0.7 * size),
            top,
            (right, at[1] + 0.1 * size),
            (at[0], at[1] + 0.3 * size),
        ],
        tone,
    )
    kit.polygon(
        picture,
        [(left, at[1]), (at[0] - 0.5 * size, at[1] - 0.7 * size), top, (at[0] - 0.1 * size, at[1])],
        mix(tone, (190, 210, 220), 0.25),
    )
