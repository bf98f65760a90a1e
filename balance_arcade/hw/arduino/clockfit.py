"""Estimate rate and offset of the board's clock from the arrival of its samples.

A sample never arrives before it was taken, and mostly later: it waits for the adapter's latency
timer (16 ms on an FTDI chip), for the USB host and for the reader. So the delay has one side, and
the truth lies along the lower edge of the points (board's time, arrival). The line is the edge of
their lower convex hull above the middle of the stretch: of all lines that no point lies below, it
has the least sum of distances (Moon, Skelly and Towsley 1999, doi 10.1109/INFCOM.1999.749287).

Departure from the paper: the stretch moves along. Hulls of short blocks are kept and the oldest
forgotten, so that a clock which warms up is followed and a day's run takes no more memory than five
minutes. What stands in the hull of the blocks' hulls is exactly what would stand in that of all
their points.
"""

from __future__ import annotations

import math
from collections import deque
from itertools import chain

BLOCK_S = 5.0
N_BLOCKS = 60
MIN_SPAN_S = 10.0
"""Over less than this the delay's spread says more than the clock."""

_Point = tuple[float, float]


class ClockFit:
    """Follow a board's clock against this computer's.

    Examples
    --------
    >>> fit = ClockFit()
    >>> for i in range(2001):  # 20 s at 100 Hz, a clock 100 ppm fast, every third sample 8 ms late
    ...     fit.push(i * 10_001, i * 10_000_000 + 8_000_000 * (i % 3 == 0))
    >>> round(fit.ppm, 3)
    100.0
    >>> fit.host_ns(10_001 * 1000)
    10000000000
    """

    def __init__(self) -> None:
        self._blocks: deque[list[_Point]] = deque(maxlen=N_BLOCKS)
        self._block: list[_Point] = []
        self._start: tuple[int, int] | None = None
        self._fitted: tuple[float, float] | None = None
        self._current = True

    def restart(self) -> None:
        """Forget everything: the board's clock has begun anew."""
        self._blocks.clear()
        self._block = []
        self._start = self._fitted = None
        self._current = True

    def push(self, ticks: int, host_ns: int) -> None:
        """Take the newest sample that came with a read; those before it in the read came later.

        Parameters
        ----------
        ticks : int
            The board's microseconds, unwrapped; greater than the last ones.
        host_ns : int
            This computer's monotonic time of the arrival.
        """
        if self._start is None:
            self._start = (ticks, host_ns)
        x = (ticks - self._start[0]) / 1e6
        # Kept as a small number: what matters are microseconds in a day.
        y = (host_ns - self._start[1] - (ticks - self._start[0]) * 1000) / 1e9
        if self._block and x - self._block[0][0] >= BLOCK_S:
            # The block is a hull already: far fewer points than samples.
            self._blocks.append(self._block)
            self._block = []
        _add(self._block, (x, y))
        self._current = False

    @property
    def span_s(self) -> float:
        """Length of the stretch that is looked at, in seconds."""
        first = self._blocks[0] if self._blocks else self._block
        return self._block[-1][0] - first[0][0] if self._block else 0.0

    @property
    def ppm(self) -> float:
        """How much faster the board's clock runs, in parts per million; NaN before it is known."""
        line = self._line()
        return math.nan if line is None else (1.0 / (1.0 + line[1]) - 1.0) * 1e6

    def host_ns(self, ticks: int) -> int | None:
        """Return this computer's time at a moment of the board's clock.

        Parameters
        ----------
        ticks : int
            The board's microseconds, unwrapped: `ForceSample.t_device_ticks`.

        Returns
        -------
        int or None
            Nanoseconds of the monotonic clock; late by the shortest delay on the way, a millisecond
            or two. None before the clock is known.
        """
        line = self._line()
        if line is None or self._start is None:
            return None
        n_us = ticks - self._start[0]
        return self._start[1] + n_us * 1000 + round((line[0] + line[1] * n_us / 1e6) * 1e9)

    def _line(self) -> tuple[float, float] | None:
        """Offset in seconds at the start, and slope, of arrival minus board's time."""
        if not self._current:
            self._current = True
            self._fitted = self._fit() if self.span_s >= MIN_SPAN_S else None
        return self._fitted

    def _fit(self) -> tuple[float, float]:
        hull: list[_Point] = []
        for point in chain(*self._blocks, self._block):
            _add(hull, point)
        # Of all edges of the hull, the one above the middle has the least sum of distances to the
        # points.
        middle = (hull[0][0] + hull[-1][0]) / 2.0
        # From the left the first corner beyond the middle; never 0, because the hull's first corner
        # lies left of it.
        right = next(i for i, point in enumerate(hull) if point[0] >= middle)
        (x0, y0), (x1, y1) = hull[right - 1], hull[right]
        slope = (y1 - y0) / (x1 - x0)
        return y0 - slope * x0, slope


def _add(hull: list[_Point], point: _Point) -> None:
    """Add the next point to the right to a lower convex hull (Andrew's monotone chain)."""
    x, y = point
    while len(hull) >= 2:
        (x0, y0), (x1, y1) = hull[-2], hull[-1]
        # The cross product of two edges: positive where the hull turns left, which a lower hull
        # must do at each corner. A corner on a straight line is left out as well.
        if (x1 - x0) * (y - y0) > (y1 - y0) * (x - x0):
            break
        hull.pop()
    hull.append(point)
