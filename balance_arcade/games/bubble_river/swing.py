"""How long a person stayed beside the leaf on each side of its swing."""

from __future__ import annotations

import math
from typing import Final

NAN: Final = float("nan")


class SwingMeter:
    """Watches a stretch of whole swings, each half of them by itself.

    Parameters
    ----------
    axis : int
        0 where the leaf swings from side to side, 1 where it swings forward and back.

    Notes
    -----
    What counts is the worse half: whoever leans to one side all the time has the other one less.

    Examples
    --------
    >>> meter = SwingMeter(0)
    >>> for leaf_x in (0.5, 0.6, -0.5, -0.6):
    ...     meter.push((leaf_x, 0.0), inside=leaf_x > 0.0)
    >>> meter.worse_share, meter.results()
    (0.0, {'inside_band_left_share': 0.0, 'inside_band_right_share': 1.0})
    """

    def __init__(self, axis: int) -> None:
        self._axis = axis
        self._n_steps, self._n_inside = [0, 0], [0, 0]

    @property
    def counts(self) -> tuple[float, ...]:
        """Steps of the two halves, and steps beside the leaf: left or back first."""
        return (*map(float, self._n_steps), *map(float, self._n_inside))

    @property
    def worse_share(self) -> float:
        """Share of the time beside the leaf in the half in which it is less; NaN without both."""
        shares = self._shares()
        return NAN if any(map(math.isnan, shares)) else min(shares)

    def had(self, asked_steps: float) -> float:
        """Return the share of what is asked for that has been had, each half up to its own."""
        return sum(min(1.0, n / asked_steps) for n in self._n_inside) / 2.0

    def push(self, leaf: tuple[float, float], *, inside: bool) -> None:
        """Take one step: where the leaf is, and whether the person is beside it."""
        half = int(leaf[self._axis] > 0.0)
        self._n_steps[half] += 1
        self._n_inside[half] += inside

    def results(self) -> dict[str, float]:
        """Share of the time beside the leaf by side; NaN where the leaf was not on it."""
        names = ("left", "right") if self._axis == 0 else ("back", "forward")
        shares = zip(names, self._shares(), strict=True)
        return {f"inside_band_{name}_share": share for name, share in shares}

    def _shares(self) -> tuple[float, ...]:
        pairs = zip(self._n_inside, self._n_steps, strict=True)
        return tuple(inside / n if n else NAN for inside, n in pairs)
