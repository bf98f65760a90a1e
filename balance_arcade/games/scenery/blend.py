"""Paint on a part of a picture: cover it with a colour, or add light to it, without steps.

Arrays are (rows, columns), as the pixels of a picture lie in memory. Values between two colours are
dithered by a fixed noise, so that no bands show, and equal calls give equal pixels.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pygame

from balance_arcade.games.kit import Rgb, fields
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.kit.sprites import tinted
from balance_arcade.games.painting import enlarged, noise


def rows_of(stops: tuple[tuple[float, Rgb], ...], n_rows: int) -> Field:
    """Colour of each row of a vertical wash.

    Parameters
    ----------
    stops : tuple of (float, Rgb)
        Colours by height, 0 at the top and 1 at the foot, in order.
    n_rows : int
        How many rows.

    Returns
    -------
    numpy.ndarray
        Shape (n_rows, 3), float32, 0 to 255.

    Examples
    --------
    >>> rows_of(((0.0, (0, 0, 0)), (1.0, (100, 50, 0))), 3).tolist()
    [[0.0, 0.0, 0.0], [50.0, 25.0, 0.0], [100.0, 50.0, 0.0]]
    """
    at = np.linspace(0.0, 1.0, n_rows)
    places = [share for share, _ in stops]
    channels = [np.interp(at, places, [colour[k] for _, colour in stops]) for k in range(3)]
    return np.stack(channels, axis=1).astype(np.float32)


def lay(
    picture: pygame.Surface, left_top: tuple[int, int], cover: Field, colour: Rgb | Field
) -> None:
    """Cover a part of a picture where ``cover`` says.

    Parameters
    ----------
    picture : pygame.Surface
        Opaque, painted on.
    left_top : tuple of int
        Pixel where the part begins; what lies outside the picture is left out.
    cover : numpy.ndarray
        Shape (rows, columns), 0 to 1.
    colour : tuple of int or numpy.ndarray
        One colour, one for each row (rows, 3), or one for each pixel (rows, columns, 3).
    """
    cut = _cut(picture, left_top, cover.shape)
    if cut is None:
        return
    rows, columns, target = cut
    over = np.asarray(colour, dtype=np.float32)
    if over.ndim == 2:
        over = over[:, None]
    if over.ndim == 3:
        over = over[rows, columns if over.shape[1] > 1 else slice(None)]
    part = target.astype(np.float32)
    part += (over - part) * cover[rows, columns, None]
    _write(target, part)


def add(picture: pygame.Surface, left_top: tuple[int, int], light: Field, colour: Rgb) -> None:
    """Add light of a colour to a part of a picture; ``light`` (rows, columns) may be negative."""
    cut = _cut(picture, left_top, light.shape)
    if cut is None:
        return
    rows, columns, target = cut
    part = target.astype(np.float32)
    part += light[rows, columns, None] * np.asarray(colour, dtype=np.float32)
    _write(target, part)


def write(picture: pygame.Surface, left_top: tuple[int, int], colours: Field) -> None:
    """Put colours, (rows, columns, 3), on a part of a picture."""
    cut = _cut(picture, left_top, colours.shape[:2])
    if cut is not None:
        rows, columns, target = cut
        _write(target, colours[rows, columns].copy())


def dim_soft(picture: pygame.Surface, box: pygame.Rect, share: Field) -> None:
    """Darken a box: ``share`` (rows, columns) of any size, 0 to 1, is stretched over it."""
    grey = pygame.Surface((share.shape[1], share.shape[0]), 0, 32)
    level = np.asarray(np.clip(share, 0.0, 1.0) * 255.0, np.float32)
    write(grey, (0, 0), np.repeat(level[..., None], 3, axis=2))
    if grey.get_size() != box.size:
        grey = pygame.transform.smoothscale(grey, box.size)
    picture.blit(grey, box, special_flags=pygame.BLEND_RGB_MULT)


def dim_rows(picture: pygame.Surface, box: pygame.Rect, share: Field) -> None:
    """Darken each row of a box to a share of itself, (rows,), 0 to 1."""
    strip = pygame.Surface((min(128, box.width), box.height), 0, 32)
    level = np.asarray(np.clip(share, 0.0, 1.0) * 255.0, np.float32)
    write(
        strip,
        (0, 0),
        np.repeat(level[:, None], 3 * strip.get_width(), axis=1).reshape(
            box.height, strip.get_width(), 3
        ),
    )
    for x in range(box.left, box.right, 128):
        part = (0, 0, box.right - x, box.height)
        picture.blit(strip, (x, box.top), part, special_flags=pygame.BLEND_RGB_MULT)


def fill(picture: pygame.Surface, box: pygame.Rect, rows: Field) -> None:
    """Fill a box with one colour for each of its rows, (rows, 3)."""
    seen = box.clip(picture.get_rect())
    if not seen.width or not seen.height:
        return
    top = seen.top - box.top
    # Repeated every 128 pixels, as the noise is: a strip is painted, and SDL copies it along.
    strip = pygame.Surface((min(128, seen.width), seen.height), 0, 32)
    shades = rows[top : top + seen.height, None] + _grain(*strip.get_size())
    pixels = pygame.surfarray.pixels3d(strip).swapaxes(0, 1)
    pixels[:] = np.clip(shades, 0.0, 255.0, out=shades).astype(np.uint8)
    del pixels  # unlocks the strip
    for x in range(seen.left, seen.right, 128):
        picture.blit(strip, (x, seen.top), (0, 0, seen.right - x, seen.height))


def lay_soft(picture: pygame.Surface, box: pygame.Rect, cover: Field, colour: Rgb) -> None:
    """Cover a box softly: ``cover`` (rows, columns), of any size, is stretched over it."""
    veil = pygame.transform.smoothscale(tinted(cover.T, colour), box.size)
    picture.blit(veil, box)


def add_soft(picture: pygame.Surface, box: pygame.Rect, light: Field, colour: Rgb) -> None:
    """Add soft light to a box: ``light`` (rows, columns), of any size, is stretched over it."""
    add_soft_colours(picture, box, light[..., None] * np.asarray(colour, np.float32))


def add_soft_colours(picture: pygame.Surface, box: pygame.Rect, light: Field) -> None:
    """Add light of many colours, (rows, columns, 3) of any size, stretched over a box."""
    picture.blit(_stretched_over(box, light), box, special_flags=pygame.BLEND_RGB_ADD)


def write_soft(picture: pygame.Surface, box: pygame.Rect, colours: Field) -> None:
    """Put colours, (rows, columns, 3) of any size, on a box, stretched over it."""
    picture.blit(_stretched_over(box, colours), box)


def _stretched_over(box: pygame.Rect, colours: Field) -> pygame.Surface:
    small = pygame.Surface((colours.shape[1], colours.shape[0]), 0, 32)
    # No grain where it is dark: stretched, it would be seen there.
    part = colours + _grain(colours.shape[1], colours.shape[0]) * (colours > 0.0)
    pixels = pygame.surfarray.pixels3d(small).swapaxes(0, 1)
    pixels[:] = np.clip(part, 0.0, 255.0, out=part).astype(np.uint8)
    del pixels  # unlocks the picture
    return pygame.transform.smoothscale(small, box.size)


def _grain(width: int, height: int) -> Field:
    """Less than one step of colour, (height, width, 1), added before the fraction is cut off."""
    return fields.noise(width, height).T[..., None]


def clouds_in(
    width: int, height: int, cell_px: float, seed: int, *, coarse: int = 4, long: int = 1
) -> Field:
    """Soft cloudy noise, 0 to 1, reckoned on one pixel in ``coarse`` each way and stretched.

    Parameters
    ----------
    width, height : int
        Pixels.
    cell_px : float
        Height of the largest clouds in pixels.
    seed : int
        Equal seed and size give equal clouds.
    coarse : int
        1 for every pixel.
    long : int
        How many times longer than high the clouds are.

    Returns
    -------
    numpy.ndarray
        Shape (height, width), float32.
    """
    return enlarged(
        soft_clouds(width, height, cell_px, seed, coarse=coarse, long=long), height, width
    )


def soft_clouds(
    width: int, height: int, cell_px: float, seed: int, *, coarse: int = 4, long: int = 1
) -> Field:
    """Do as `clouds_in`, without stretching it: for `lay_soft` and `add_soft`."""
    rows = max(4, height // coarse)
    columns = max(4, width // coarse // long)
    return noise(rows, columns, max(2.0, cell_px / coarse), seed, 5)


def _cut(
    picture: pygame.Surface, left_top: tuple[int, int], shape: tuple[int, ...]
) -> tuple[slice, slice, npt.NDArray[np.uint8]] | None:
    """Part of an array that lies within a picture, and the picture's pixels there."""
    box = pygame.Rect(left_top, (shape[1], shape[0]))
    seen = box.clip(picture.get_rect())
    if not seen.width or not seen.height:
        return None
    top, left = seen.top - box.top, seen.left - box.left
    rows, columns = slice(top, top + seen.height), slice(left, left + seen.width)
    pixels = pygame.surfarray.pixels3d(picture).swapaxes(0, 1)
    return rows, columns, pixels[seen.top : seen.bottom, seen.left : seen.right]


def _write(target: npt.NDArray[np.uint8], part: Field) -> None:
    # Less than one step of colour, added before the fraction is cut off: the mean keeps it, and
    # pixels that were left alone stay what they are.
    part += _grain(target.shape[1], target.shape[0])
    target[:] = np.clip(part, 0.0, 255.0, out=part).astype(np.uint8)
