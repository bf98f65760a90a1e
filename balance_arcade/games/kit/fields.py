"""Smooth shapes as coverage: how much of each pixel lies inside, from signed distances.

A distance ``d`` in pixels (negative inside) covers a pixel by ``0.5 - d`` held within 0 and 1.
Arrays are (width, height), as pygame's surface arrays are, and like those lie row by row in memory
(order F): column by column, taking them over into a picture takes three times as long.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar, cast

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]
Levels = npt.NDArray[np.uint8]
Numbers = TypeVar("Numbers", Field, Levels)


def grid(width: int, height: int) -> tuple[Field, Field]:
    """Pixel centres relative to the middle: x (width, 1) and y (1, height)."""
    x = np.arange(width, dtype=np.float32) - np.float32((width - 1) / 2)
    y = np.arange(height, dtype=np.float32) - np.float32((height - 1) / 2)
    return x[:, None], y[None, :]


def coverage(distance: Field) -> Field:
    """Share of each pixel that lies inside, 0 to 1.

    Examples
    --------
    >>> coverage(np.array([-2.0, 0.0, 2.0], dtype=np.float32)).tolist()
    [1.0, 0.5, 0.0]
    """
    share = np.float32(0.5) - distance
    return np.asarray(np.clip(share, 0.0, 1.0, out=share), dtype=np.float32)


def levels(cover: Field, strength: float = 1.0) -> Levels:
    """Opacity, 0 to 255, of a coverage; ``strength`` 0 to 1.

    Examples
    --------
    >>> levels(np.array([0.0, 0.5, 1.0], dtype=np.float32)).tolist()
    [0, 128, 255]
    """
    level = cover * np.float32(255.0 * strength)
    return np.asarray(np.rint(level, out=level), dtype=np.uint8)


def mirrored(width: int, height: int, shape: Callable[[Field, Field], Numbers]) -> Numbers:
    """Field of a shape that is the same on both sides of both middles, from one quarter of it.

    Parameters
    ----------
    width, height : int
        Pixels.
    shape : callable
        ``shape(x, y)`` of a part of the `grid`; must not notice a sign.
    """
    x, y = grid(width, height)
    half_w, half_h = (width + 1) // 2, (height + 1) // 2
    quarter = shape(x[:half_w], y[:, :half_h])
    whole = np.empty((width, height), dtype=quarter.dtype, order="F")
    whole[:half_w, :half_h] = quarter
    whole[half_w:, :half_h] = whole[: width - half_w, :half_h][::-1]
    whole[:, half_h:] = whole[:, : height - half_h][:, ::-1]
    return cast(Numbers, whole)


def circle(size: int, radius: float) -> Field:
    """Signed distance to a circle about the middle of a square of ``size`` pixels."""
    return mirrored(size, size, lambda x, y: np.sqrt(x * x + y * y) - np.float32(radius))


def disc_levels(size: int, radius: float) -> Levels:
    """Opacity of a disc about the middle of a square of ``size`` pixels."""
    # Down to opacities in one quarter, which is less than a quarter of the work for all of it.
    return mirrored(
        size, size, lambda x, y: levels(coverage(np.sqrt(x * x + y * y) - np.float32(radius)))
    )


def ring_levels(size: int, radius: float, width: float) -> Levels:
    """Opacity of a circle line of ``width`` about the middle of a square of ``size`` pixels."""

    def shape(x: Field, y: Field) -> Levels:
        distance = np.sqrt(x * x + y * y) - np.float32(radius)
        return levels(coverage(band(distance, width)))

    return mirrored(size, size, shape)


def ellipse(width: int, height: int, rx: float, ry: float) -> Field:
    """Distance to an ellipse, first order: exact enough for a smooth edge."""

    def shape(x: Field, y: Field) -> Field:
        # f is 1 on the edge; (f - 1) over the length of its gradient is the distance to first
        # order.
        f = np.sqrt((x / rx) ** 2 + (y / ry) ** 2)
        slope = np.sqrt((x / rx**2) ** 2 + (y / ry**2) ** 2) / np.maximum(f, 1e-6)
        return np.asarray((f - 1.0) / np.maximum(slope, 1e-6), dtype=np.float32)

    return mirrored(width, height, shape)


def band(distance: Field, width: float) -> Field:
    """Distance to a line of ``width`` along the edge of another shape."""
    return np.asarray(np.abs(distance) - np.float32(width / 2.0), dtype=np.float32)


def rounded_box(width: int, height: int, half_w: float, half_h: float, radius: float) -> Field:
    """Signed distance to a box with rounded corners about the middle."""
    radius = min(radius, half_w, half_h)

    def shape(x: Field, y: Field) -> Field:
        qx = np.abs(x) - np.float32(half_w - radius)
        qy = np.abs(y) - np.float32(half_h - radius)
        outside = np.sqrt(np.maximum(qx, 0.0) ** 2 + np.maximum(qy, 0.0) ** 2)
        # One of the two is always 0: outside the distance to the corner or side, inside to the
        # next side.
        inside = np.minimum(np.maximum(qx, qy), 0.0)
        return np.asarray(outside + inside - np.float32(radius), dtype=np.float32)

    return mirrored(width, height, shape)


def noise(width: int, height: int) -> Field:
    """Even noise, 0 to 1, to break up steps of colour; the same every time."""
    n_x, n_y = -(-width // 128), -(-height // 128)
    return np.tile(_tile(), (n_y, n_x))[:height, :width].T


@lru_cache(maxsize=1)
def _tile() -> Field:
    """Noise of 128 x 128 pixels, row by row."""
    return np.random.default_rng(2).random((128, 128), dtype=np.float32).T.copy()


def falloff(size: int, radius: float, power: float = 2.0) -> Field:
    """Light that fades to nothing at ``radius``: 1 in the middle."""

    def shape(x: Field, y: Field) -> Field:
        r = np.sqrt(x * x + y * y) / np.float32(radius)
        return np.asarray(np.clip(1.0 - r, 0.0, 1.0) ** np.float32(power), dtype=np.float32)

    return mirrored(size, size, shape)
