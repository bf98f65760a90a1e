"""Smooth shapes as coverage: how much of each pixel lies inside, from signed distances.

A distance ``d`` in pixels (negative inside) covers a pixel by ``0.5 - d`` held within 0 and 1.
Arrays are (width, height), as pygame's surface arrays are.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Field = npt.NDArray[np.float32]


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
    return np.asarray(np.clip(np.float32(0.5) - distance, 0.0, 1.0), dtype=np.float32)


def circle(size: int, radius: float) -> Field:
    """Signed distance to a circle about the middle of a square of ``size`` pixels."""
    x, y = grid(size, size)
    return np.asarray(np.sqrt(x * x + y * y) - np.float32(radius), dtype=np.float32)


def ellipse(width: int, height: int, rx: float, ry: float) -> Field:
    """Distance to an ellipse, first order: exact enough for a smooth edge."""
    x, y = grid(width, height)
    # f is 1 on the edge; (f - 1) over the length of its gradient is the distance to first order.
    f = np.sqrt((x / rx) ** 2 + (y / ry) ** 2)
    slope = np.sqrt((x / rx**2) ** 2 + (y / ry**2) ** 2) / np.maximum(f, 1e-6)
    return np.asarray((f - 1.0) / np.maximum(slope, 1e-6), dtype=np.float32)


def band(distance: Field, width: float) -> Field:
    """Distance to a line of ``width`` along the edge of another shape."""
    return np.asarray(np.abs(distance) - np.float32(width / 2.0), dtype=np.float32)


def rounded_box(width: int, height: int, half_w: float, half_h: float, radius: float) -> Field:
    """Signed distance to a box with rounded corners about the middle."""
    x, y = grid(width, height)
    radius = min(radius, half_w, half_h)
    qx = np.abs(x) - np.float32(half_w - radius)
    qy = np.abs(y) - np.float32(half_h - radius)
    outside = np.sqrt(np.maximum(qx, 0.0) ** 2 + np.maximum(qy, 0.0) ** 2)
    # One of the two is always 0: outside the distance to the corner or side, inside to the next
    # side.
    inside = np.minimum(np.maximum(qx, qy), 0.0)
    return np.asarray(outside + inside - np.float32(radius), dtype=np.float32)


def noise(width: int, height: int) -> Field:
    """Even noise, 0 to 1, to break up steps of colour; the same every time."""
    tile = np.random.default_rng(2).random((128, 128), dtype=np.float32)
    n_x, n_y = -(-width // 128), -(-height // 128)
    return np.tile(tile, (n_x, n_y))[:width, :height]


def falloff(size: int, radius: float, power: float = 2.0) -> Field:
    """Light that fades to nothing at ``radius``: 1 in the middle."""
    x, y = grid(size, size)
    r = np.sqrt(x * x + y * y) / np.float32(radius)
    return np.asarray(np.clip(1.0 - r, 0.0, 1.0) ** np.float32(power), dtype=np.float32)
