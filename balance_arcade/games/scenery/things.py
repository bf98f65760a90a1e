"""Things that stand, float and fly in a place: houses, boats, birds, a jetty."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.scenery.lights import paint_window


def paint_birds(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colour: Rgb = (0x1A, 0x1C, 0x2C),
    *,
    n_birds: int = 7,
    seed: int = 1,
) -> None:
    """Let a few far birds fly through a box, in a loose line; left out in high contrast."""
    if kit.theme.is_high_contrast:
        return
    rng = np.random.default_rng(seed)
    for k in range(n_birds):
        share = (k + 0.6 * float(rng.random())) / n_birds
        x = box.left + box.width * share
        y = box.top + box.height * (0.25 + 0.5 * share + 0.25 * float(rng.random()))
        span = kit.u * (7.0 + 6.0 * float(rng.random()))
        up = span * (0.25 + 0.35 * float(rng.random()))
        left = [(x - span, y - up), (x - span * 0.45, y - up * 1.05), (x, y)]
        right = [(x, y), (x + span * 0.45, y - up * 1.05), (x + span, y - up)]
        kit.line(picture, left + right[1:], max(1.6, span * 0.16), colour)


def paint_house(
    kit: Kit,
    picture: pygame.Surface,
    foot: Point,
    size: float,
    *,
    wall: Rgb = (0x5E, 0x4C, 0x54),
    roof: Rgb = (0x46, 0x2C, 0x36),
) -> None:
    """Build a small house with two lit windows, ``size`` pixels to its eaves."""
    if kit.theme.is_high_contrast:
        return
    walls = pygame.Rect(0, 0, round(1.9 * size), round(size))
    walls.midbottom = (round(foot[0]), round(foot[1]))
    kit.box(picture, walls, 1.0, wall)
    top = kit.outline(
        (round(2.45 * size), round(0.86 * size)),
        ((0.0, 1.0), (0.16, 0.0), (0.84, 0.0), (1.0, 1.0)),
        roof,
    )
    kit.stamp(picture, top, (walls.centerx, walls.top - 0.31 * size))
    for dx in (-0.45, 0.41):
        paint_window(kit, picture, (foot[0] + dx * size, walls.centery + 0.05 * size), 0.42 * size)


def paint_boat(
    kit: Kit,
    picture: pygame.Surface,
    at: Point,
    size: float,
    *,
    hull: Rgb = (0x4A, 0x30, 0x2A),
    sail: Rgb | None = (0xB4, 0xA4, 0x8C),
    heel_deg: float = 0.0,
) -> None:
    """Let a boat float: ``at`` is the middle of its water line, ``size`` its length in pixels.

    ``sail`` is None for a rowing boat, ``heel_deg`` how far it leans to the right. Cheap enough for
    every frame: heels are rounded to half a degree. In high contrast an outline.
    """
    turn = round(heel_deg * 2.0) / 2.0
    size = float(round(size))
    strong = kit.theme.is_high_contrast
    # Always asked for: as a part of a heel alone it would not be kept for the next start, and be
    # painted anew in the middle of play.
    box = (round(size * 1.3), round(size * 2.2))
    upright = kit.picture(("boat upright", hull, sail, strong), box, _boat_painter(kit, hull, sail))
    if turn == 0.0:
        kit.stamp(picture, upright, at)
        return
    key = ("boat", size, hull, sail, turn, strong)
    kit.show(picture, key, lambda: pygame.transform.rotozoom(upright, -turn, 1.0), at)


def _boat_painter(kit: Kit, hull: Rgb, sail: Rgb | None) -> Callable[[pygame.Surface, int], None]:
    strong = kit.theme.is_high_contrast

    def paint(large: pygame.Surface, _factor: int) -> None:
        width, height = large.get_size()
        long = width / 1.3

        def spot(x: float, y: float) -> Point:
            return width / 2.0 + x * long, height / 2.0 - y * long

        body = [spot(x, 0.12 + 0.06 * (2.0 * x) ** 2) for x in np.linspace(-0.5, 0.5, 13)]
        keel = [
            spot(x, -0.10 * (1.0 - (2.0 * x) ** 4) ** 0.5) for x in np.linspace(0.44, -0.44, 13)
        ]
        if sail is not None:
            _paint_sail(large, spot, kit.theme.paper if strong else sail, strong=strong)
        if strong:
            pygame.draw.polygon(large, kit.theme.night_top, body + keel)
            pygame.draw.polygon(large, kit.theme.paper, body + keel, max(1, round(long * 0.02)))
            return
        pygame.draw.polygon(large, hull, body + keel)
        light = mix(hull, (255, 236, 200), 0.35)
        pygame.draw.lines(large, light, False, body, max(1, round(long * 0.022)))
        plank = [spot(x, 0.035 + 0.05 * (2.0 * x) ** 2) for x in np.linspace(-0.47, 0.47, 13)]
        dark = mix(hull, (0, 0, 0), 0.35)
        pygame.draw.lines(large, dark, False, plank, max(1, round(long * 0.010)))

    return paint


def _paint_sail(
    large: pygame.Surface, spot: Callable[[float, float], Point], colour: Rgb, *, strong: bool
) -> None:
    mast = mix(colour, (40, 24, 20), 0.75) if not strong else colour
    pen = max(1, round(large.get_width() * 0.014))
    pygame.draw.line(large, mast, spot(-0.02, 0.12), spot(-0.02, 1.04), 2 * pen)
    main = [spot(0.02, 1.0)]
    main += [spot(0.02 + 0.42 * t, 1.0 - 0.80 * t**1.25) for t in np.linspace(0.1, 1.0, 10)]
    main += [spot(0.02, 0.20)]
    jib = [spot(-0.06, 0.92)]
    jib += [spot(-0.06 - 0.34 * t, 0.92 - 0.70 * t**1.15) for t in np.linspace(0.1, 1.0, 10)]
    jib += [spot(-0.06, 0.22)]
    for sheet, shade in ((jib, mix(colour, (0, 0, 0), 0.18)), (main, colour)):
        if strong:
            pygame.draw.polygon(large, colour, sheet, 2 * pen)
        else:
            pygame.draw.polygon(large, shade, sheet)
            pygame.draw.lines(large, mix(shade, (0, 0, 0), 0.3), True, sheet, pen)


def paint_jetty(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colour: Rgb = (0x44, 0x34, 0x30),
    *,
    n_posts: int = 4,
) -> None:
    """Build a jetty: a deck along the top of a box and posts down to its foot."""
    deck = pygame.Rect(box.left, box.top, box.width, max(3, round(box.height * 0.16)))
    strong = kit.theme.is_high_contrast
    post = kit.theme.track if strong else mix(colour, (0, 0, 0), 0.35)
    for k in range(n_posts):
        x = box.left + box.width * (k + 0.5) / n_posts
        leg = pygame.Rect(0, 0, max(3, round(box.height * 0.10)), box.height)
        leg.midtop = (round(x), box.top)
        kit.box(picture, leg, 2.0 * kit.u, post)
    kit.box(picture, deck, 2.0 * kit.u, kit.theme.track if strong else colour)
    if not strong:
        lit = pygame.Rect(deck.left, deck.top, deck.width, max(1, round(deck.height * 0.25)))
        kit.box(picture, lit, 1.0, mix(colour, (255, 220, 180), 0.25))
