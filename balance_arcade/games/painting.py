"""How scenery is painted: soft noise, silhouettes and washes as arrays, then one surface.

Paintings are float32 arrays (width, height, 3) in 0 to 255, as pygame's surface arrays are laid
out. They are made once for a size and kept by the kit's store; nothing here runs every frame.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

from balance_arcade.games.kit import Kit
from balance_arcade.games.kit.fields import Field
from balance_arcade.games.kit.theme import Rgb
from balance_arcade.games.looks import LOOKS

FINE: Final = 4
"""Silhouettes are computed at this many columns a pixel, so that steep edges are smooth too."""


def noise(
    width: int, height: int, cell_px: float, seed: int, n_octaves: int = 4, *, squeeze: int = 1
) -> Field:
    """Soft cloudy noise, 0 to 1.

    Parameters
    ----------
    width, height : int
        Size of the field in pixels.
    cell_px : float
        Size of the largest clouds.
    seed : int
        Equal seed and size give equal clouds.
    n_octaves : int
        How many halvings of the cloud size are added, each half as strong.
    squeeze : int
        How many times shorter than high the clouds are, along the first axis.

    Returns
    -------
    numpy.ndarray
        Shape (width, height), float32, about 0.5 on average.

    Examples
    --------
    >>> field = noise(64, 32, 16.0, seed=1)
    >>> field.shape, bool(0.0 <= field.min() < field.max() <= 1.0)
    ((64, 32), True)
    """
    rng = np.random.default_rng(seed)
    total = np.zeros((width, height), dtype=np.float32)
    weight, sum_of_weights = 1.0, 0.0
    for octave in range(n_octaves):
        cell = max(1.0, cell_px / 2.0**octave)
        # One value more than cells, for the last one's far edge, and one for a cell that is cut.
        shape = (int(width * squeeze / cell) + 2, int(height / cell) + 2)
        total += np.float32(weight) * _stretched(
            rng.random(shape, dtype=np.float32),
            np.arange(width, dtype=np.float32) * np.float32(squeeze / cell),
            np.arange(height, dtype=np.float32) / np.float32(cell),
            rounded=True,
        )
        sum_of_weights += weight
        weight /= 2.0
    return total / np.float32(sum_of_weights)


def noise_line(width: int, cell_px: float, seed: int, n_octaves: int = 4) -> Field:
    """Draw a soft random line, 0 to 1, one value for each of ``width`` columns."""
    return noise(width, 1, cell_px, seed, n_octaves)[:, 0]


def warped(field: Field, aside_px: Field, down_px: Field) -> Field:
    """Field pulled about by two others, which takes the grid out of noise and leaves swirls."""
    width, height = field.shape
    across = np.arange(width)[:, None] + np.rint(aside_px).astype(np.intp)
    down = np.arange(height)[None, :] + np.rint(down_px).astype(np.intp)
    return field[np.clip(across, 0, width - 1), np.clip(down, 0, height - 1)]


def enlarged(field: Field, width: int, height: int) -> Field:
    """Field stretched to another size, straight between its values; clouds need no more."""
    # A little short of the last value, so that each place has a neighbour on its right.
    across = np.linspace(0.0, field.shape[0] - 1.001, width, dtype=np.float32)
    down = np.linspace(0.0, field.shape[1] - 1.001, height, dtype=np.float32)
    return _stretched(field, across, down, rounded=False)


def _stretched(values: Field, across: Field, down: Field, *, rounded: bool) -> Field:
    """Values at fractional places of a grid, one axis after the other."""
    ix, iy = across.astype(np.intp), down.astype(np.intp)
    tx, ty = across - ix, down - iy
    if rounded:
        # Without this the grid shows as creases between the cells.
        tx, ty = tx * tx * (3.0 - 2.0 * tx), ty * ty * (3.0 - 2.0 * ty)
    columns = (
        values[ix] + (values[ix + 1] - values[ix]) * tx[:, None]
        if len(values) > 1
        else (np.repeat(values, len(across), axis=0))
    )
    if values.shape[1] == 1:
        return np.repeat(columns, len(down), axis=1)
    low = columns[:, iy]
    return np.asarray(low + (columns[:, iy + 1] - low) * ty[None, :], dtype=np.float32)


def wash(width: int, height: int, stops: tuple[tuple[float, Rgb], ...]) -> Field:
    """Vertical wash of colours.

    Parameters
    ----------
    width, height : int
        Size in pixels.
    stops : tuple of (float, Rgb)
        Colours by height, 0 at the top and 1 at the foot, in order.

    Returns
    -------
    numpy.ndarray
        Shape (width, height, 3), float32, 0 to 255.
    """
    at = np.linspace(0.0, 1.0, height)
    places = [share for share, _ in stops]
    rows = np.stack(
        [np.interp(at, places, [colour[k] for _, colour in stops]) for k in range(3)], axis=1
    ).astype(np.float32)
    return np.repeat(rows[None], width, axis=0)


def lay(painting: Field, cover: Field, colour: Rgb | Field) -> None:
    """Lay a colour, or another painting, over a painting where ``cover`` (0 to 1) says."""
    over = np.asarray(colour, dtype=np.float32)
    painting += (over - painting) * cover[..., None]


def lighten(painting: Field, light: Field, colour: Rgb) -> None:
    """Add light of a colour to a painting."""
    painting += light[..., None] * np.asarray(colour, dtype=np.float32)


def fine_columns(width: int) -> Field:
    """Places of the columns that `lay_silhouette` wants, in pixels."""
    return (np.arange(width * FINE, dtype=np.float32) + np.float32(0.5)) / np.float32(FINE)


def silhouette(tops_px: Field, first_row: int, last_row: int) -> Field:
    """Coverage of everything below a line.

    Parameters
    ----------
    tops_px : numpy.ndarray
        Height of the line in pixels from the top, for every fine column.
    first_row, last_row : int
        Rows of the band that is wanted; it should hold the whole line.

    Returns
    -------
    numpy.ndarray
        Shape (n_columns, last_row - first_row), 0 to 1.
    """
    rows = np.arange(first_row, last_row, dtype=np.float32)[None, :]
    width = len(tops_px) // FINE
    cover = np.zeros((width, last_row - first_row), dtype=np.float32)
    for k in range(FINE):
        # Column k of each pixel's FINE: how much of the row lies below the line there.
        cover += np.clip(rows + np.float32(1.0) - tops_px[k::FINE, None], 0.0, 1.0)
    return cover / np.float32(FINE)


def lay_silhouette(painting: Field, tops_px: Field, colour: Rgb, foot: Rgb | None = None) -> None:
    """Paint everything below a line, in one colour or washing to another at the foot."""
    height = painting.shape[1]
    first = max(0, min(height - 1, int(tops_px.min()) - 1))
    fill = wash(1, height - first, ((0.0, colour), (1.0, foot or colour)))
    # Only around the line is anything half covered; below it lies the colour alone.
    last = int(min(float(height), max(first + 1.0, np.ceil(float(tops_px.max())) + 1.0)))
    band = painting[:, first:last]
    cover = silhouette(tops_px, first, last)
    band += (fill[:, : last - first] - band) * cover[..., None]
    painting[:, last:] = fill[:, last - first :]


def spot(painting: Field, at: tuple[float, float], radius: float) -> tuple[Field, Field]:
    """Return the part of a painting around a point, and the distance from it in radii."""
    left, right = max(0, int(at[0] - radius)), min(painting.shape[0], int(at[0] + radius) + 2)
    top, bottom = max(0, int(at[1] - radius)), min(painting.shape[1], int(at[1] + radius) + 2)
    x = np.arange(left, max(left, right), dtype=np.float32)[:, None] - np.float32(at[0])
    y = np.arange(top, max(top, bottom), dtype=np.float32)[None, :] - np.float32(at[1])
    distance = np.sqrt(x * x + y * y) / np.float32(radius)
    return painting[left:right, top:bottom], np.asarray(distance, dtype=np.float32)


def shine(
    painting: Field, at: tuple[float, float], radius: float, colour: Rgb, power: float
) -> None:
    """Add a round light that fades to nothing at ``radius``."""
    part, distance = spot(painting, at, radius)
    lighten(part, np.clip(1.0 - distance, 0.0, 1.0) ** np.float32(power), colour)


def show(painting: Field, surface: pygame.Surface) -> None:
    """Put a painting on a surface of its size, with a little grain so that no bands show."""
    rng = np.random.default_rng(7)
    # Less than one step of colour, added before the fraction is cut off.
    grain = rng.random(painting.shape[:2], dtype=np.float32)[..., None]
    pixels: npt.NDArray[np.uint8] = pygame.surfarray.pixels3d(surface)
    pixels[:] = np.clip(painting + grain, 0.0, 255.0).astype(np.uint8)
    del pixels  # unlocks the surface


LARGE_PX: Final = 1500
"""Screens higher than this get scenery painted at half their size: nobody sees the difference
from two metres, and painting 3840 x 2160 takes seconds."""


def is_large(size: tuple[int, int]) -> bool:
    """Whether scenery of this size is painted at half of it and stretched."""
    return size[1] > LARGE_PX


def paint_place(
    kit: Kit, surface: pygame.Surface, paint: Callable[[Kit, pygame.Surface], None]
) -> None:
    """Let ``paint(kit, surface)`` paint a place that fills the screen, large ones at half size.

    It is then seen in the theme's look, if it has one.
    """
    size = surface.get_size()
    if not is_large(size):
        paint(kit, surface)
        _wear(kit, surface)
        return
    small = pygame.Surface((size[0] // 2, size[1] // 2), 0, 32)
    # A kit of its own: its unit is half as large, so lines and letters shrink with the place.
    paint(Kit(small.get_size(), kit.theme), small)
    _wear(kit, small)
    surface.blit(pygame.transform.smoothscale(small, size), (0, 0))


_ROWS: Final = 64
"""So many columns of a picture are seen in another look at once: little memory, soon done."""


def _wear(kit: Kit, surface: pygame.Surface) -> None:
    """Show a painted place in another light, nowhere brighter than it was painted."""
    if not kit.theme.look or kit.theme.is_high_contrast:
        return
    mixture = np.array(LOOKS[kit.theme.look], dtype=np.float32).T
    luma = np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    pixels: npt.NDArray[np.uint8] = pygame.surfarray.pixels3d(surface)
    for first in range(0, pixels.shape[0], _ROWS):
        part = pixels[first : first + _ROWS].astype(np.float32)
        seen = part @ mixture
        # Light grows about as the square of a channel; near enough to compare two colours.
        share = ((part * part) @ luma) / np.maximum((seen * seen) @ luma, np.float32(1.0))
        seen *= np.sqrt(np.minimum(share, 1.0))[..., None]
        pixels[first : first + _ROWS] = np.minimum(seen, 255.0).astype(np.uint8)
    del pixels  # unlocks the surface


def cut_out(colours: Field, cover: Field) -> pygame.Surface:
    """Picture of a painting (width, height, 3), seen where ``cover`` (0 to 1) says."""
    picture = pygame.Surface(cover.shape, pygame.SRCALPHA, 32)
    fill_part(picture, 0, colours, cover)
    return picture


def fill_part(picture: pygame.Surface, first: int, colours: Field, cover: Field) -> None:
    """Write a painting and its coverage into a picture, beginning at a column."""
    last = first + cover.shape[0]
    pixels = pygame.surfarray.pixels3d(picture)
    pixels[first:last] = np.clip(colours, 0.0, 255.0).astype(np.uint8)
    del pixels  # unlocks the surface
    opacity = pygame.surfarray.pixels_alpha(picture)
    opacity[first:last] = np.rint(np.clip(cover, 0.0, 1.0) * np.float32(255.0)).astype(np.uint8)
    del opacity  # unlocks the surface
