"""Wood and brass: planks with grain, and round fittings that catch the lamp."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pygame

from balance_arcade.games.kit import Kit, Rgb, fields
from balance_arcade.games.kit.canvas import Point
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.painting import cut_out, enlarged, noise
from balance_arcade.games.scenery import blend

BRASS: Final[tuple[Rgb, Rgb, Rgb]] = (
    (0x5C, 0x3E, 0x1C),
    (0xC8, 0x98, 0x48),
    (0xF8, 0xE2, 0xA8),
)
"""Dark, plain and lit."""


def grain(
    width: int,
    height: int,
    length: float,
    colours: tuple[Rgb, Rgb],
    *,
    seed: int = 90,
    rings: float = 9.0,
    squeeze: int = 6,
) -> Field:
    """Wood whose grain runs sideways: stretched noise, cut into fine rings.

    Parameters
    ----------
    width, height : int
        Pixels.
    length : float
        Length of its longest bends in pixels.
    colours : tuple of tuple of int
        Light and dark.
    seed : int
        Equal seeds give equal wood.
    rings : float
        Rings from edge to edge.
    squeeze : int
        So many pixels side by side come of one of the noise, and are alike but for a slope.

    Returns
    -------
    numpy.ndarray
        Colours, shape (height, width, 3), float32.
    """
    columns = max(4, width // squeeze)
    warp = noise(height, columns, max(8.0, length / squeeze), seed, 3)
    fine = noise(height, columns, max(6.0, length / squeeze / 4.0), seed + 1, 4, squeeze=4)
    rows = np.linspace(0.0, 1.0, height, dtype=np.float32)[:, None]
    ring = 0.5 + 0.5 * np.sin(2.0 * np.pi * rings * (rows * 1.6 + warp * 1.5))
    small = np.asarray(0.55 * ring * fine + 0.45 * (1.0 - fine), np.float32)
    share = np.clip(enlarged(small, height, width), 0.0, 1.0)
    light, dark = (np.asarray(colour, np.float32) for colour in colours)
    return np.asarray(light + (dark - light) * share[..., None], np.float32)


def paint_planks(
    kit: Kit,
    picture: pygame.Surface,
    box: pygame.Rect,
    colours: tuple[Rgb, Rgb] = ((0x2E, 0x22, 0x24), (0x18, 0x12, 0x18)),
    *,
    n_planks: int = 5,
    seed: int = 90,
) -> None:
    """Lay planks across a box, for a table, a deck, a jetty or a floor.

    In high contrast the seams alone.
    """
    if kit.theme.is_high_contrast:
        picture.fill(kit.theme.night_top, box)
        for k in range(1, n_planks):
            y = box.top + box.height * k / n_planks
            ends = ((float(box.left), y), (float(box.right), y))
            kit.line(picture, ends, 2.0 * kit.u, kit.theme.track)
        return
    # Grain is soft, and softest along its way: it is painted on an eighth of the pixels.
    small = pygame.Surface(((box.width + 3) // 4, (box.height + 1) // 2), 0, 32)
    length = small.get_height() * 0.45
    painted = grain(*small.get_size(), length, colours, seed=seed, squeeze=3)
    blend.write(small, (0, 0), painted)
    picture.blit(pygame.transform.smoothscale(small, box.size), box)
    tall = box.height / n_planks
    rows = np.arange(box.height, dtype=np.float32)
    seam = np.abs((rows / tall + 0.5) % 1.0 - 0.5) * tall
    shade = 0.38 + 0.62 * np.clip(seam / (3.0 * kit.u), 0.0, 1.0)
    # No two planks are of one tree.
    tone = np.random.default_rng(seed).uniform(0.74, 1.0, n_planks + 1).astype(np.float32)
    shade = shade * tone[np.minimum(n_planks, (rows / tall).astype(np.intp))]
    blend.dim_rows(picture, box, np.asarray(shade, np.float32))


def brass_light(turn: Field, thickness: Field) -> Field:
    """Colours of polished brass, bent like a ring.

    Parameters
    ----------
    turn : numpy.ndarray
        Direction that the place faces, in radians; 0 to the right, growing clockwise.
    thickness : numpy.ndarray
        0 at the inner edge of the ring to 1 at its outer one, same shape.

    Returns
    -------
    numpy.ndarray
        One axis more, of three channels, 0 to 255.
    """
    dark, brass, bright = (np.asarray(colour, np.float32) for colour in BRASS)
    glint = np.cos(turn + 2.25)
    # Lamp light from the upper left, and its thinner reflection on the far side of the ring.
    lit = np.clip(glint, 0.0, 1.0) ** 1.5 + 0.55 * np.clip(-glint, 0.0, 1.0) ** 6
    bent = np.sin(np.pi * np.clip(thickness, 0.0, 1.0))
    ring = dark + (brass - dark) * (0.25 + 0.75 * bent)[..., None]
    return np.asarray(ring + (bright - ring) * (0.85 * lit * bent)[..., None], np.float32)


def draw_brass_ring(
    kit: Kit,
    surface: pygame.Surface,
    at: Point,
    radius: float,
    width: float,
    *,
    face: Rgb | None = None,
) -> None:
    """Draw a ring of brass about a dark face, or about nothing; one picture for each size.

    ``radius`` is its outer edge in pixels, ``width`` that of the brass. In high contrast a ring.
    """
    radius, width = float(round(radius)), float(round(width))
    if kit.theme.is_high_contrast:
        if face is not None:
            kit.disc(surface, at, radius, kit.theme.night_top)
        kit.ring(surface, at, radius - width / 2.0, max(3.0, width * 0.5), kit.theme.paper)
        return

    def make() -> pygame.Surface:
        side = math.ceil(2.0 * radius) + 4
        x, y = fields.grid(side, side)
        away = np.sqrt(x * x + y * y)
        from_inner = np.asarray(away - np.float32(radius - width), np.float32)
        colours = brass_light(np.arctan2(y, x), from_inner / np.float32(width))
        cover = np.asarray(np.clip(np.float32(radius + 0.5) - away, 0.0, 1.0), np.float32)
        on_ring = np.asarray(np.clip(from_inner + np.float32(0.5), 0.0, 1.0), np.float32)
        if face is None:
            return cut_out(colours, cover * on_ring)
        shade = np.clip(np.hypot(x, y + radius * 0.3) / (radius * 1.5), 0.0, 1.0)[..., None]
        dial = np.asarray(face, np.float32) * (1.15 - 0.75 * shade)
        dial = np.asarray(dial + (colours - dial) * on_ring[..., None], np.float32)
        return cut_out(dial, cover)

    kit.show(surface, ("brass ring", radius, width, face), make, at)
