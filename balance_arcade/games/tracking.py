"""How well a person followed something that moved: the therapist's numbers of one stretch."""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.games.contract import STEPS_PER_S

STRIDE_STEPS: Final = 6
"""Every so many steps a pair of places is kept for the lag: 20 a second."""

MAX_LAG_S: Final = 1.5
"""Longest lag that is looked for."""

NAN: Final = float("nan")
Place = tuple[float, float]


class TrackingMeter:
    """Watches one stretch of following.

    Notes
    -----
    The error is the distance between target and person in the unit disc, so its root mean square
    is a share of the own limit. The lag is the shift of the person's course, 0 to `MAX_LAG_S`,
    at which it correlates best with the target's; both axes count together, each about its mean.

    Examples
    --------
    >>> meter = TrackingMeter()
    >>> meter.push((0.3, 0.0), (0.0, 0.4), inside=False)
    >>> meter.results()["tracking_error_rms_share"]
    0.5
    """

    def __init__(self) -> None:
        self.n_steps = 0
        self.n_inside = 0
        self._square_sum = 0.0
        self._targets: list[Place] = []
        self._places: list[Place] = []

    @property
    def inside_share(self) -> float:
        """Share of the steps so far that were inside the band; NaN before the first."""
        return self.n_inside / self.n_steps if self.n_steps else NAN

    def push(self, target: Place, place: Place, *, inside: bool) -> None:
        """Take one step: where the target is, where the person is, whether that is near enough."""
        if self.n_steps % STRIDE_STEPS == 0:
            self._targets.append(target)
            self._places.append(place)
        self.n_steps += 1
        self.n_inside += inside
        self._square_sum += (target[0] - place[0]) ** 2 + (target[1] - place[1]) ** 2

    def results(self) -> dict[str, float]:
        """Numbers of the stretch so far; NaN where one does not exist."""
        n = self.n_steps
        return {
            "tracking_error_rms_share": math.sqrt(self._square_sum / n) if n else NAN,
            "inside_band_share": self.inside_share,
            "tracking_lag_s": self._lag_s(),
        }

    def _lag_s(self) -> float:
        """Lag of the best correlation; NaN where one of the two did not move, or time is short."""
        n_lags = round(MAX_LAG_S * STEPS_PER_S / STRIDE_STEPS)
        if len(self._targets) < 2 * n_lags:
            return NAN
        scored = [(self._correlation(lag), -lag) for lag in range(n_lags + 1)]
        best, lag = max(scored)
        return -lag * STRIDE_STEPS / STEPS_PER_S if best > 0.0 else NAN

    def _correlation(self, lag: int) -> float:
        """Correlation of the target's course with the person's, ``lag`` kept places later."""
        ahead = self._targets[: len(self._targets) - lag]
        behind = self._places[lag:]
        together = power_ahead = power_behind = 0.0
        for axis in (0, 1):
            mean_ahead = sum(place[axis] for place in ahead) / len(ahead)
            mean_behind = sum(place[axis] for place in behind) / len(behind)
            for one, other in zip(ahead, behind, strict=True):
                da, db = one[axis] - mean_ahead, other[axis] - mean_behind
                together += da * db
                power_ahead += da * da
                power_behind += db * db
        # Courses that stand still leave rounding only, and that correlates with anything.
        if min(power_ahead, power_behind) < 1e-9:
            return -1.0
        return together / math.sqrt(power_ahead * power_behind)
