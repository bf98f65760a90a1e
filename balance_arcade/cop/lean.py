"""The live lean pass: how far a person leans and holds, direction by direction."""

from __future__ import annotations

import math
from collections import deque

from balance_arcade.cop.stability import (
    DIRECTIONS,
    N_DIRECTIONS,
    LimitsSource,
    StabilityLimits,
    direction_vector,
)

HOLD_S = 0.5


class LeanCollector:
    """Collect the limits of stability while a person leans into the eight directions.

    The limit of a direction is the greatest distance along it that was HELD: at every moment of
    some stretch of `hold_s` the centre of pressure was at least that far out. A spike, however
    high, is worth nothing; so is a stretch broken by a step off the board.

    Parameters
    ----------
    centre_mm : tuple of float
        (ml, ap) of quiet stance.
    rate_hz : float
        Rate of the samples.
    hold_s : float
        How long a distance must be held.

    Raises
    ------
    ValueError
        A centre, rate or time that is not finite, or not positive where it must be.

    Notes
    -----
    The value is the maximum over the pass of the minimum over a sliding window of
    ``round(hold_s * rate_hz) + 1`` samples of the projection onto the direction; the window's
    candidates stand in a queue of rising values, so the work per sample is constant on average
    and the memory is one window.

    Examples
    --------
    >>> collector = LeanCollector((0.0, 0.0), 100.0)
    >>> for index in range(8):
    ...     collector.begin(index)
    ...     for _ in range(100):
    ...         collector.push(*(60.0 * d for d in direction_vector(index)))
    >>> [round(v, 6) for v in collector.finish().limits_mm]
    [60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0]
    """

    def __init__(
        self, centre_mm: tuple[float, float], rate_hz: float, *, hold_s: float = HOLD_S
    ) -> None:
        if not (math.isfinite(rate_hz) and rate_hz > 0.0):
            raise ValueError(f"rate_hz must be a positive number, got {rate_hz}.")
        if not (math.isfinite(hold_s) and hold_s > 0.0):
            raise ValueError(f"hold_s must be a positive number, got {hold_s}.")
        if not all(math.isfinite(v) for v in centre_mm):
            raise ValueError("centre_mm must be two finite numbers.")
        self._centre_mm = centre_mm
        self._n_hold = round(hold_s * rate_hz) + 1
        self._held_mm: list[float | None] = [None] * N_DIRECTIONS
        self._direction: int | None = None
        self._vector = (0.0, 0.0)
        self._count = 0
        self._first = 0
        self._rising: deque[tuple[int, float]] = deque(maxlen=self._n_hold)

    def begin(self, direction_index: int) -> None:
        """Start a direction: 0 forward, 1 forward-right ... clockwise; again means once more.

        What was held before in the same direction counts further: the best attempt stands.
        """
        self._vector = direction_vector(direction_index)
        self._direction = direction_index
        self._break()

    def _break(self) -> None:
        self._rising.clear()
        self._first = self._count

    def push(self, ml_mm: float, ap_mm: float) -> None:
        """Take one sample of the direction under way; before `begin` samples are not counted."""
        if self._direction is None:
            return
        if math.isnan(ml_mm) or math.isnan(ap_mm):
            self._break()
            return
        centre_ml, centre_ap = self._centre_mm
        out_mm = (ml_mm - centre_ml) * self._vector[0] + (ap_mm - centre_ap) * self._vector[1]
        while self._rising and self._rising[-1][1] >= out_mm:
            self._rising.pop()
        if self._rising and self._rising[0][0] <= self._count - self._n_hold:
            self._rising.popleft()
        self._rising.append((self._count, out_mm))
        self._count += 1
        if self._count - self._first >= self._n_hold:
            held = max(0.0, self._rising[0][1])
            best = self._held_mm[self._direction]
            self._held_mm[self._direction] = held if best is None else max(best, held)

    @property
    def held_mm(self) -> float:
        """Best distance held in the direction under way; 0 before anything was held."""
        if self._direction is None:
            return 0.0
        return self._held_mm[self._direction] or 0.0

    @property
    def missing(self) -> tuple[str, ...]:
        """Directions in which nothing was held yet."""
        return tuple(
            name for name, held in zip(DIRECTIONS, self._held_mm, strict=True) if held is None
        )

    def below(self, floor_mm: float) -> tuple[str, ...]:
        """Directions in which less was held than so much, or nothing at all."""
        return tuple(
            name
            for name, held in zip(DIRECTIONS, self._held_mm, strict=True)
            if held is None or held < floor_mm
        )

    def finish(self, fallback: StabilityLimits | None = None) -> StabilityLimits:
        """Give the limits.

        Parameters
        ----------
        fallback : StabilityLimits, optional
            Where the directions come from that were skipped; the source then says
            ``partial lean pass``.

        Returns
        -------
        StabilityLimits

        Raises
        ------
        ValueError
            Directions are missing and there is no fallback.
        """
        missing = self.missing
        if missing and fallback is None:
            raise ValueError(f"The lean pass lacks the directions {', '.join(missing)}.")
        values = [
            fallback.limits_mm[i] if held is None and fallback is not None else held or 0.0
            for i, held in enumerate(self._held_mm)
        ]
        f, fr, r, br, b, bl, left, fl = values
        source: LimitsSource = "partial lean pass" if missing else "lean pass"
        return StabilityLimits(self._centre_mm, (f, fr, r, br, b, bl, left, fl), source)
