"""Axes of a drawing: from values to places, and round ticks."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

_NICE: Final = (1.0, 2.0, 5.0)


def nice_step(span: float, n_most: int) -> float:
    """Round distance between ticks, so that at most ``n_most`` steps fit a span.

    Parameters
    ----------
    span : float
        Longer than 0.
    n_most : int
        At least 1.

    Returns
    -------
    float
        1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> nice_step(100.0, 5), nice_step(7.0, 4)
    (20.0, 2.0)
    """
    rough = span / n_most
    power = 10.0 ** math.floor(math.log10(rough))
    for nice in _NICE:
        # A span that is a whole number of steps but for rounding gets that step, not the next one.
        if nice * power >= rough * (1.0 - 1e-9):
            return nice * power
    return 10.0 * power


def round_below(value: float) -> float:
    """Return the greatest 1, 2 or 5 times a power of ten that is not above a value.

    Examples
    --------
    >>> round_below(7.3), round_below(0.02)
    (5.0, 0.02)
    """
    power = 10.0 ** math.floor(math.log10(value))
    return max(nice * power for nice in _NICE if nice * power <= value * (1.0 + 1e-9))


class Axis(NamedTuple):
    """Values from ``low`` to ``high`` on places from ``at_low`` to ``at_high``.

    Attributes
    ----------
    low, high : float
        Values at the ends; both above 0 on a logarithmic axis.
    at_low, at_high : float
        Their places in user units.
    log : bool
        Equal ratios lie equally far apart.

    Examples
    --------
    >>> axis = Axis(-2.0, 2.0, 100.0, 0.0)
    >>> axis.place(1.0), axis.ticks(4)
    (25.0, (-2.0, -1.0, 0.0, 1.0, 2.0))
    >>> Axis(1.0, 1000.0, 0.0, 90.0, log=True).place(100.0)
    60.0
    """

    low: float
    high: float
    at_low: float
    at_high: float
    log: bool = False

    def place(self, value: float) -> float:
        """Place of a value in user units."""
        low, high, at = self.low, self.high, value
        if self.log:
            low, high, at = math.log10(low), math.log10(high), math.log10(at)
        return self.at_low + (at - low) / (high - low) * (self.at_high - self.at_low)

    def ticks(self, n_most: int) -> tuple[float, ...]:
        """Round values from end to end: decades on a logarithmic axis."""
        if self.log:
            first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
            return tuple(10.0**power for power in range(first, last + 1))
        step = nice_step(self.high - self.low, n_most)
        # A tick that rounding puts a hair outside of its end belongs to the axis.
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return tuple(k * step for k in range(first, last + 1))


def equal_axes(
    spans: tuple[tuple[float, float], tuple[float, float]],
    box: tuple[float, float, float, float],
    *,
    least: float,
) -> tuple[Axis, Axis]:
    """Axes of one scale for a plane, so that a circle is a circle on the paper.

    Parameters
    ----------
    spans : pair of (low, high)
        What has to be seen, to the right and upwards.
    box : tuple of float
        Left, top, width and height of the plot in user units.
    least : float
        A shorter span is not drawn larger.

    Returns
    -------
    tuple of Axis
        To the right, and upwards: turned over, because places on a page grow downwards. A tenth
        of the longer span is left free around it.

    Examples
    --------
    >>> x, y = equal_axes(((0.0, 10.0), (0.0, 2.0)), (0.0, 0.0, 110.0, 55.0), least=1.0)
    >>> (x.low, x.high), (y.low, y.high, y.at_low)
    ((-0.5, 10.5), (-1.75, 3.75, 55.0))
    """
    left, top, width, height = box
    needed = [max(1.1 * (high - low), least) for low, high in spans]
    scale = min(width / needed[0], height / needed[1])
    middle_x, middle_y = ((low + high) / 2.0 for low, high in spans)
    half_x, half_y = width / scale / 2.0, height / scale / 2.0
    return (
        Axis(middle_x - half_x, middle_x + half_x, left, left + width),
        Axis(middle_y - half_y, middle_y + half_y, top + height, top),
    )
