"""The river from above, its banks and quays, painted once; ferry, landing stages and pendulum."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pygame

from balance_arcade.games import scenery
from balance_arcade.games.kit import Kit, PlayArea, Rgb, mix
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.scenery import blend

FAR_BANK: Final = 1.10
NEAR_BANK: Final = -0.80
"""Edges of the two banks, in the play area's units."""

SWING_DEG: Final = 20.0
BRASS: Final[Rgb] = (0xC8, 0x98, 0x4E)
WOOD: Final[Rgb] = (0x7A, 0x5C, 0x42)
STONE: Final[Rgb] = (0x6A, 0x64, 0x62)

_DEEP: Final[Rgb] = (0x12, 0x2C, 0x3E)
_SHALLOW: Final[Rgb] = (0x1E, 0x42, 0x4C)
_GRASS: Final[tuple[Rgb, Rgb]] = ((0x24, 0x38, 0x2C), (0x18, 0x2A, 0x24))


def river_area(kit: Kit) -> PlayArea:
    """Play area that gives the near side less room: nobody is asked far behind."""
    box = kit.layout.play(1.0).rect
    scale = box.height / (FAR_BANK - NEAR_BANK + 0.18)
    return PlayArea(box, (float(box.centerx), box.top + (FAR_BANK + 0.14) * scale), scale)


def paint_river(kit: Kit, picture: pygame.Surface, area: PlayArea) -> None:
    """Paint water, banks with trees, and a stone quay with its lamp on either side."""
    width, height = picture.get_size()
    far, near = round(area.px(0.0, FAR_BANK)[1]), round(area.px(0.0, NEAR_BANK)[1])
    water = pygame.Rect(0, far, width, near - far)
    if kit.theme.is_high_contrast:
        picture.fill(kit.theme.night_top)
        for y in (far, near):
            kit.line(picture, ((0.0, y), (float(width), y)), 3.0 * kit.u, kit.theme.track)
    elif not scenery.paint_scene(kit, picture, horizon=far / height, foot=near / height):
        stops = ((0.0, _SHALLOW), (0.14, _DEEP), (0.86, _DEEP), (1.0, _SHALLOW))
        blend.fill(picture, water, blend.rows_of(stops, water.height))
        streaks = blend.clouds_in(width, water.height, 34.0 * kit.u, 5, coarse=2, long=9)
        lit = np.clip((streaks - 0.52) * 4.0, 0.0, 1.0) * np.float32(0.20)
        blend.add(picture, water.topleft, np.asarray(lit, np.float32), (120, 170, 180))
        _paint_bank(kit, picture, pygame.Rect(0, 0, width, far), far=True)
        _paint_bank(kit, picture, pygame.Rect(0, near, width, height - near), far=False)
    _paint_cable(kit, picture, area)
    for y, side in ((far, 1), (near, -1)):
        _paint_quay(kit, picture, (area.centre[0], float(y)), area.scale, side)
    scenery.paint_vignette(kit, picture, strength=0.5)


def _paint_bank(kit: Kit, picture: pygame.Surface, box: pygame.Rect, *, far: bool) -> None:
    """Lay grass with a wavy sandy edge, and bushes seen from above."""
    top, foot = _GRASS if far else _GRASS[::-1]
    blend.fill(picture, box, blend.rows_of(((0.0, top), (1.0, foot)), box.height))
    rng = np.random.default_rng(11 if far else 12)
    edge = float(box.bottom if far else box.top)
    step = 26.0 * kit.u
    for k in range(round(box.width / step) + 1):
        wide = step * (0.8 + 0.5 * float(rng.random()))
        spot = (k * step, edge + (0.5 - float(rng.random())) * 8.0 * kit.u)
        kit.ellipse(picture, spot, (wide, 9.0 * kit.u), (0x3C, 0x48, 0x3A))
    inland = -1.0 if far else 1.0
    for _ in range(round(46 * box.width / box.height / 12.0)):
        x, away = float(rng.random()) * box.width, 22.0 + 120.0 * float(rng.random())
        r = (10.0 + 16.0 * float(rng.random())) * kit.u
        spot = (x, edge + inland * away * kit.u)
        # Nothing stands before the quay.
        if abs(x - box.width / 2.0) > 190.0 * kit.u:
            kit.disc(picture, (spot[0] + r * 0.25, spot[1] + r * 0.3), r, (0x10, 0x1A, 0x18), 150)
            green = mix((0x1A, 0x30, 0x22), (0x34, 0x40, 0x26), round(float(rng.random()), 1))
            for dx, dy, size, light in ((0.0, 0.0, 1.0, 0.0), (-0.2, -0.25, 0.66, 0.12)):
                leaf = mix(green, (220, 230, 170), light)
                kit.disc(picture, (spot[0] + dx * r, spot[1] + dy * r), size * r, leaf)


def _paint_cable(kit: Kit, picture: pygame.Surface, area: PlayArea) -> None:
    """Span the cable that the ferry runs along."""
    colour = kit.theme.track if kit.theme.is_high_contrast else (0x4E, 0x6A, 0x74)
    ends = (area.px(0.0, FAR_BANK), area.px(0.0, NEAR_BANK))
    kit.line(picture, ends, max(1.6, 2.2 * kit.u), colour)


def _paint_quay(kit: Kit, picture: pygame.Surface, edge: Point, scale: float, side: int) -> None:
    """Build a stone quay at a bank's edge; ``side`` is 1 for the far one."""
    wide, deep = round(0.96 * scale), round(0.15 * scale)
    box = pygame.Rect(0, 0, wide, deep)
    box.midbottom = (round(edge[0]), round(edge[1] + (0.0 if side > 0 else deep)))
    scenery.paint_wall(kit, picture, box, STONE, courses=2, seed=4 + side)
    for dx in (-0.40, 0.40):
        spot = (edge[0] + dx * scale, float(box.centery))
        if not kit.theme.is_high_contrast:
            kit.glow(picture, spot, 0.30 * scale, (255, 190, 110), 0.40)
            kit.disc(picture, spot, 0.022 * scale, (255, 214, 150))


def draw_stage(
    kit: Kit, surface: pygame.Surface, area: PlayArea, y: float, zone: float, share: float
) -> None:
    """Draw the two arms of a landing stage from the bank out to a mooring place."""
    bank = FAR_BANK if y > 0.0 else NEAR_BANK
    end = bank + (y - bank) * share
    strong = kit.theme.is_high_contrast
    gap, wide = zone + 0.10, max(6.0, 0.045 * area.scale)
    for side in (-1.0, 1.0):
        a, b = area.px(side * gap, bank), area.px(side * gap, end)
        box = pygame.Rect(0, 0, round(wide), max(2, round(abs(a[1] - b[1]))))
        box.midtop = (round(a[0]), round(min(a[1], b[1])))
        if strong:
            surface.fill(kit.theme.paper, box)
        else:
            surface.fill(mix(WOOD, (0, 0, 0), 0.45), box.inflate(round(4 * kit.u), 0))
            surface.fill(WOOD, box)
        kit.disc(surface, b, wide * 0.85, kit.theme.paper if strong else BRASS)


def draw_ferry(kit: Kit, surface: pygame.Surface, at: Point, size: float, alpha: int) -> None:
    """Draw the ferry from above, ``size`` pixels long, pointed at both ends."""
    long, strong = round(size), kit.theme.is_high_contrast
    wide = round(size * 0.62)

    def paint(large: pygame.Surface, _factor: int) -> None:
        w, h = large.get_size()

        def hull(inset: float) -> list[Point]:
            rows = [k / 20.0 for k in range(21)]
            half = [(0.5 - inset) * math.sin(math.pi * (0.10 + 0.80 * t)) ** 0.55 for t in rows]
            ys = [h * (inset + (1.0 - 2.0 * inset) * t) for t in rows]
            right = [(w * (0.5 + x), y) for x, y in zip(half, ys, strict=True)]
            return right + [(w - x, y) for x, y in reversed(right)]

        if strong:
            pygame.draw.polygon(large, kit.theme.night_top, hull(0.02))
            pygame.draw.polygon(large, kit.theme.paper, hull(0.03), max(2, w // 26))
            return
        pygame.draw.polygon(large, (0xC9, 0xB8, 0x9A), hull(0.0))
        pygame.draw.polygon(large, (0x5A, 0x40, 0x32), hull(0.05))
        pygame.draw.polygon(large, (0x8A, 0x66, 0x48), hull(0.09))
        for k in range(1, 6):
            x = round(w * (0.12 + 0.76 * k / 6.0))
            pygame.draw.line(large, (0x70, 0x50, 0x38), (x, h * 0.16), (x, h * 0.84), w // 60)
        for y in (0.17, 0.83):
            bench = pygame.Rect(0, 0, round(w * 0.5), round(h * 0.055))
            bench.center = (w // 2, round(h * y))
            pygame.draw.rect(large, (0xC9, 0xB8, 0x9A), bench, border_radius=h // 60)

    if alpha > 0:
        sprite = kit.picture(
            ("ferry", strong), (wide, long), paint, kit.theme.paper if strong else WOOD
        )
        kit.stamp(surface, sprite, at, alpha)


def draw_pendulum(
    kit: Kit, surface: pygame.Surface, box: pygame.Rect, phase: float, n_beat: int, n_beats: int
) -> None:
    """Draw the pendulum on its plate, and a row of beats: the last one is the bell."""
    strong = kit.theme.is_high_contrast
    edge = kit.theme.track if strong else (0x3A, 0x34, 0x34)
    kit.box(
        surface,
        box,
        24 * kit.u,
        kit.theme.ink,
        alpha=255 if strong else 170,
        edge=edge,
        edge_width=3 * kit.u,
    )
    pivot = (float(box.centerx), box.top + 0.09 * box.height)
    rod = 0.60 * box.height
    angle = math.radians(SWING_DEG) * math.cos(math.pi * phase)
    bob = (pivot[0] + rod * math.sin(angle), pivot[1] + rod * math.cos(angle))
    brass = kit.theme.paper if strong else BRASS
    kit.line(surface, (pivot, bob), max(2.0, 4.0 * kit.u), brass)
    kit.disc(surface, pivot, 7.0 * kit.u, brass)
    face = None if strong else (0x8A, 0x5E, 0x2C)
    kit.disc(surface, bob, 0.085 * box.height, kit.theme.night_top if strong else kit.theme.ink)
    scenery.draw_brass_ring(kit, surface, bob, 0.085 * box.height, 0.03 * box.height, face=face)
    y, step = box.bottom - 0.13 * box.height, box.width / (n_beats + 0.4)
    for k in range(n_beats):
        spot = (box.centerx + (k - (n_beats - 1) / 2.0) * step, y)
        if k == n_beats - 1:
            scenery.draw_bell(kit, surface, spot, 0.70 * step, 0.0, lit=0.0)
            continue
        kit.ring(surface, spot, 0.20 * step, max(2.0, 3.0 * kit.u), kit.theme.hush)
        if k < n_beat:
            kit.disc(surface, spot, 0.20 * step, kit.theme.paper)
