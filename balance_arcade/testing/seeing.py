"""Measures pictures as eyes see them: contrast, colours to the colour-blind, flashes.

Luminance and contrast are those of WCAG 2.2 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance),
flashes those of its criterion 2.3.1.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np
import numpy.typing as npt
import pygame

Floats = npt.NDArray[np.float64]
Pixels = npt.NDArray[np.uint8]

MIN_FLASH: Final = 0.10
"""Step of relative luminance that counts, as a share of white."""

FLASH_BELOW: Final = 0.80
"""A step counts only if the darker of the two is darker than this."""

MAX_FLASHES: Final = 3
"""In any one second; a flash is a pair of opposing steps."""

SATURATED: Final = 0.80
"""A red is saturated from this share of R / (R + G + B) of linear light on."""

COLOUR_BLIND: Final[dict[str, tuple[tuple[float, ...], ...]]] = {
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Linear light as it is seen without one kind of cone (severity 1.0 of Machado, Oliveira and
Fernandes 2009, doi 10.1109/TVCG.2009.113)."""

_LUMA: Final = np.array([0.2126, 0.7152, 0.0722])
# IEC 61966-2-1, and its white point D65.
_LINEAR: Final = np.array(
    [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.arange(256) / 255.0]
)
_XYZ: Final = np.array(
    [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
) / np.array([[0.9505], [1.0], [1.089]])


def linear_light(pixels: npt.ArrayLike) -> Floats:
    """Linear light of 8-bit sRGB.

    Parameters
    ----------
    pixels : array_like of int, shape (..., 3)
        Channels, 0 to 255.

    Returns
    -------
    ndarray of float64, shape (..., 3)
        0 to 1.

    Examples
    --------
    >>> linear_light([[0, 128, 255]]).round(3).tolist()
    [[0.0, 0.216, 1.0]]
    """
    found: Floats = _LINEAR[np.asarray(pixels, dtype=np.uint8)]
    return found


def luminance_of(pixels: npt.ArrayLike) -> Floats:
    """Relative luminance of 8-bit sRGB, shape (..., 3) to (...), 0 to 1.

    Examples
    --------
    >>> luminance_of([[255, 255, 255], [0, 0, 0]]).tolist()
    [1.0, 0.0]
    """
    found: Floats = linear_light(pixels) @ _LUMA
    return found


def contrast_of(first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """Contrast ratio, 1 to 21, of two arrays of relative luminance, number by number.

    Examples
    --------
    >>> float(contrast_of(1.0, 0.0))
    21.0
    """
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    found: Floats = (np.maximum(a, b) + 0.05) / (np.minimum(a, b) + 0.05)
    return found


def colour_distance(first: npt.ArrayLike, second: npt.ArrayLike, sight: str = "") -> Floats:
    """Distance of colours in CIELAB (CIE 1976), as somebody with a kind of sight sees them.

    Parameters
    ----------
    first, second : array_like of int, shape (..., 3)
        8-bit sRGB.
    sight : str
        One of `COLOUR_BLIND`; empty for usual sight.

    Returns
    -------
    ndarray of float64, shape (...)
        0 for the same; 2.3 are just noticed side by side, black and white are 100 apart.

    Raises
    ------
    KeyError
        There is no such sight.

    Examples
    --------
    >>> red, green = (200, 40, 40), (90, 110, 30)
    >>> float(colour_distance(red, green)) > 3 * float(colour_distance(red, green, "deutan"))
    True
    """
    found: Floats = np.sqrt(((_lab(first, sight) - _lab(second, sight)) ** 2).sum(axis=-1))
    return found


def _lab(pixels: npt.ArrayLike, sight: str) -> Floats:
    light = linear_light(pixels)
    if sight:
        light = np.clip(light @ np.array(COLOUR_BLIND[sight]).T, 0.0, 1.0)
    xyz = light @ _XYZ.T
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz * (29 / 6) ** 2 / 3 + 4 / 29)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1
    )


class FlashCounter:
    """Counts flashes of light and of saturated red, place by place, as frames go by.

    Parameters
    ----------
    fps : float
        Frames a second.
    size : tuple of int
        Frames are shrunk to so many places, which saves time and hides what is too small to harm.

    Attributes
    ----------
    worst : float
        Share of the picture that has flashed more than `MAX_FLASHES` times within one second, the
        largest so far. WCAG allows a quarter of a field of 10 degrees; a patient's screen nothing.

    Examples
    --------
    >>> import pygame
    >>> counter, frame = FlashCounter(60.0), pygame.Surface((320, 180))
    >>> for k in range(120):
    ...     _ = frame.fill((255, 255, 255) if k % 6 < 3 else (0, 0, 0))
    ...     counter.look(frame)
    >>> counter.worst
    1.0
    """

    def __init__(self, fps: float, size: tuple[int, int] = (64, 36)) -> None:
        self.worst = 0.0
        self._size, self._n_second = size, max(1, round(fps))
        self._low = self._high = np.empty((0, 2))
        self._up = np.empty((0, 2), dtype=bool)
        self._steps: deque[npt.NDArray[np.bool_]] = deque()
        self._n_steps = np.empty((0, 2), dtype=np.int64)

    def look(self, frame: pygame.Surface) -> None:
        """Take the next frame."""
        small = pygame.transform.smoothscale(frame, self._size)
        light = linear_light(pygame.surfarray.array3d(small)).reshape(-1, 3)
        luminance, total = light @ _LUMA, light.sum(axis=1)
        # As WCAG: a red counts by its chromatic strength, and only while it is saturated.
        is_red = (total > 0.0) & (light[:, 0] >= SATURATED * total)
        red = np.where(is_red, np.maximum(light[:, 0] - light[:, 1] - light[:, 2], 0.0), 0.0)
        self._push(np.stack([luminance, red], axis=1))

    def _push(self, now: Floats) -> None:
        if not len(self._low):
            self._low, self._high = now.copy(), now.copy()
            self._up = np.zeros(now.shape, dtype=bool)
            self._n_steps = np.zeros(now.shape, dtype=np.int64)
        self._low, self._high = np.minimum(self._low, now), np.maximum(self._high, now)
        rose = ~self._up & (now - self._low >= MIN_FLASH) & (self._low < FLASH_BELOW)
        fell = self._up & (self._high - now >= MIN_FLASH) & (now < FLASH_BELOW)
        self._high = np.where(rose, now, self._high)
        self._low = np.where(fell, now, self._low)
        self._up = (self._up | rose) & ~fell
        self._steps.append(rose | fell)
        self._n_steps += self._steps[-1]
        if len(self._steps) > self._n_second:
            self._n_steps -= self._steps.popleft()
        flashing = (self._n_steps > 2 * MAX_FLASHES).any(axis=1).mean()
        self.worst = max(self.worst, float(flashing))
