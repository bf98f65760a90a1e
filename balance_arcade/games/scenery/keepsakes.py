"""Draws what has grown at a place: once into the place's picture, and as a row on the result."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Hashable
from typing import Final

import pygame

from balance_arcade.games.chance import Chance
from balance_arcade.games.keepsake import FULLEST
from balance_arcade.games.kit import Kit, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.theme import Rgb

_LAMP: Final[Rgb] = (255, 190, 110)
_LEAF: Final[Rgb] = (50, 80, 58)
_BARK: Final[Rgb] = (58, 42, 36)
_FRUIT: Final[tuple[Rgb, ...]] = ((196, 84, 58), (206, 156, 62), (170, 66, 92))
_STARS: Final[tuple[Rgb, ...]] = ((255, 236, 200), (206, 224, 255), (255, 214, 226))
_PETALS: Final[tuple[Rgb, ...]] = ((168, 196, 226), (204, 170, 206), (214, 200, 150))
_GLASS: Final[tuple[Rgb, ...]] = ((94, 140, 170), (150, 104, 140), (168, 134, 70), (92, 138, 108))


def with_kept(kit: Kit, key: Hashable, picture: pygame.Surface) -> pygame.Surface:
    """Picture of a place with what has grown there, from the kit's store.

    Parameters
    ----------
    kit : Kit
        Of the game's view; what grows there is `Kit.kept`.
    key : hashable
        Of the picture, as in the store.
    picture : pygame.Surface
        The place without; it stays as it is.

    Returns
    -------
    pygame.Surface
        Of the same size: the picture itself where nothing has grown, and in high contrast, which
        leaves out what is only beautiful.
    """
    kept = kit.kept
    if kept is None or not kept.sizes or kit.theme.is_high_contrast:
        return picture

    def grow() -> pygame.Surface:
        grown = picture.copy()
        width, height = grown.get_size()
        for number, size in enumerate(kept.sizes):
            x, y = kept.keepsake.spots[number]
            draw_keepsake(kit, grown, kept.keepsake.kind, (x * width, y * height), size, number)
        return grown

    return kit.store.get(("kept", key, kept.sizes), grow)


def draw_keepsake(
    kit: Kit,
    surface: pygame.Surface,
    kind: str,
    at: Point,
    size: int,
    number: int,
    *,
    scale: float = 1.0,
) -> None:
    """Draw one thing.

    Parameters
    ----------
    kit : Kit
        Colours and scale.
    surface : pygame.Surface
        Drawn on.
    kind : str
        One of `balance_arcade.games.keepsake.KINDS`.
    at : tuple of float
        Its middle in pixels; of a tree its foot.
    size : int
        1 to `balance_arcade.games.keepsake.FULLEST`.
    number : int
        Which one it is: it has its own colour and turn.
    scale : float
        Times as large as at its place.
    """
    share = min(FULLEST, max(1, size)) / FULLEST
    _DRAWERS[kind](kit, surface, at, kit.u * scale, share, number)


def _of(colours: tuple[Rgb, ...], number: int) -> Rgb:
    return colours[number % len(colours)]


def _tree(
    kit: Kit, surface: pygame.Surface, at: Point, u: float, share: float, number: int
) -> None:
    tall = (34.0 + 34.0 * share) * u
    chance = Chance(number, "tree")
    kit.ellipse(surface, at, (tall * 0.62, tall * 0.10), (16, 22, 20), 120)
    trunk = pygame.Rect(0, 0, max(2, round(tall * 0.11)), round(tall * 0.5))
    trunk.midbottom = (round(at[0]), round(at[1]))
    kit.box(surface, trunk, 1.0, _BARK)
    crown = (at[0], at[1] - tall * 0.68)
    blobs = [(0.0, 0.0, 0.30)]
    for k in range(6):
        turn = 2.0 * math.pi * (k + chance.between(-0.2, 0.2)) / 6.0
        blobs.append((0.22 * math.cos(turn), 0.17 * math.sin(turn), chance.between(0.15, 0.20)))
    for dark, lift in ((0.72, 0.0), (1.0, 0.06)):
        for x, y, r in blobs:
            spot = (crown[0] + x * tall - lift * tall * 0.5, crown[1] + (y - lift) * tall)
            kit.disc(surface, spot, r * tall * (1.0 - lift), mix((0, 0, 0), _LEAF, dark))
    # A fruit for every size beyond the first: stars that were won.
    for _ in range(max(0, round(share * FULLEST) - 1) * 2):
        turn, away = chance.between(0.0, 2.0 * math.pi), chance.between(0.05, 0.26)
        spot = (crown[0] + away * tall * math.cos(turn), crown[1] + away * tall * math.sin(turn))
        kit.disc(surface, spot, 0.055 * tall, _of(_FRUIT, number))


def _lantern(
    kit: Kit, surface: pygame.Surface, at: Point, u: float, share: float, number: int
) -> None:
    size = (9.0 + 9.0 * share) * u
    kit.glow(surface, at, size * 3.0, _LAMP, 0.20 + 0.16 * share)
    # Its light on the water.
    for k in range(1, 4):
        box = (size * (1.5 - 0.3 * k), size * 0.16)
        kit.ellipse(surface, (at[0], at[1] + size * (0.55 + 0.42 * k)), box, _LAMP, 90 - 22 * k)
    kit.ellipse(surface, (at[0], at[1] + size * 0.52), (size * 1.5, size * 0.34), (44, 30, 30))
    body = pygame.Rect(0, 0, round(size * 1.05), round(size))
    body.midbottom = (round(at[0]), round(at[1] + size * 0.5))
    paper = mix((120, 74, 52), (214, 148, 88), 0.35 + 0.65 * share)
    kit.box(surface, body, size * 0.22, mix(paper, (150, 84, 92), 0.35 * (number % 3) / 2.0))
    kit.glow(surface, (at[0], at[1] + size * 0.1), size * 0.6, (255, 226, 170), 0.5)


def _lamp(
    kit: Kit, surface: pygame.Surface, at: Point, u: float, share: float, number: int
) -> None:
    del number
    radius = (2.2 + 2.0 * share) * u
    kit.glow(surface, at, radius * 7.0, _LAMP, 0.22 + 0.26 * share)
    kit.disc(surface, at, radius, (236, 190, 128))


def _star(
    kit: Kit, surface: pygame.Surface, at: Point, u: float, share: float, number: int
) -> None:
    colour = _of(_STARS, number)
    radius = (3.0 + 4.0 * share) * u
    kit.glow(surface, at, radius * 3.2, colour, 0.18 + 0.20 * share)
    points = []
    for k in range(8):
        away = radius * (1.0 if k % 2 == 0 else 0.26)
        turn = math.pi * k / 4.0
        points.append((at[0] + away * math.sin(turn), at[1] - away * math.cos(turn)))
    kit.polygon(surface, points, mix((70, 80, 120), colour, 0.45 + 0.35 * share))


def _constellation(
    kit: Kit, surface: pygame.Surface, at: Point, u: float, share: float, number: int
) -> None:
    chance, reach = Chance(number, "constellation"), 30.0 * u
    n_stars = 3 + round(share * FULLEST)
    spots = []
    for k in range(n_stars):
        across = (k / (n_stars - 1) - 0.5) * 2.0
        spots.append((at[0] + across * reach, at[1] + chance.between(-0.55, 0.55) * reach))
    for begin, end in itertools.pairwise(spots):
        kit.line(surface, (begin, end), max(1.2, 1.3 * u), (74, 94, 136))
    for spot in spots:
        kit.glow(surface, spot, 7.0 * u, _of(_STARS, number), 0.3)
        kit.disc(surface, spot, (1.6 + 0.7 * share) * u, (176, 188, 214))


def _flower(
    kit: Kit, surface: pygame.Surface, at: Point, u: float, share: float, number: int
) -> None:
    radius = (5.0 + 7.0 * share) * u
    colour = mix((20, 34, 32), _of(_PETALS, number), 0.42 + 0.28 * share)
    kit.glow(surface, at, radius * 2.4, colour, 0.25)
    for k in range(5):
        turn = 2.0 * math.pi * (k / 5.0) + number
        spot = (at[0] + 0.55 * radius * math.cos(turn), at[1] + 0.55 * radius * math.sin(turn))
        kit.disc(surface, spot, radius * 0.42, colour)
    kit.disc(surface, at, radius * 0.28, (206, 178, 96))


def _marble(
    kit: Kit, surface: pygame.Surface, at: Point, u: float, share: float, number: int
) -> None:
    radius = (7.0 + 6.0 * share) * u
    colour = _of(_GLASS, number)
    kit.round_shadow(surface, (at[0] + radius * 0.25, at[1] + radius * 0.3), radius)
    kit.disc(surface, at, radius, mix(colour, (12, 12, 20), 0.45))
    low = (at[0] + radius * 0.15, at[1] + radius * 0.2)
    kit.disc(surface, low, radius * 0.68, mix(colour, (255, 255, 255), 0.10))
    kit.glow(surface, low, radius * 0.7, colour, 0.35)
    kit.disc(
        surface, (at[0] - radius * 0.35, at[1] - radius * 0.38), radius * 0.18, (220, 226, 232)
    )


def _ring(
    kit: Kit, surface: pygame.Surface, at: Point, u: float, share: float, number: int
) -> None:
    chalk = mix((92, 70, 52), (226, 214, 196), 0.62)
    for k in range(round(share * FULLEST) + 1):
        radius = (6.0 + 6.5 * k + number % 3) * u
        kit.ring(surface, at, radius, max(1.4, 2.0 * u), chalk, round(190 - 22 * k))


_Drawer = Callable[[Kit, pygame.Surface, Point, float, float, int], None]
_DRAWERS: Final[dict[str, _Drawer]] = {
    "tree": _tree,
    "lantern": _lantern,
    "lamp": _lamp,
    "star": _star,
    "constellation": _constellation,
    "flower": _flower,
    "marble": _marble,
    "ring": _ring,
}
