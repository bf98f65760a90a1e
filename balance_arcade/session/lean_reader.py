"""Where a person leans, in shares of how far they can."""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.cop.limits import StabilityLimits
from balance_arcade.core.samples import CopSample

REACH_MM: Final = (60.0, 45.0)
"""What counts as a full lean (ml, ap) before the person's own limits are known."""

LEAST_REACH_MM: Final = 25.0
"""Nobody's full lean counts as less, so that swaying looks at no card."""

CENTRE_S: Final = 1.5
"""How long a person stands before leaning means anything."""


class LeanReader:
    """Where a person leans, relative to how they stood when they stepped on; pure.

    Parameters
    ----------
    limits : StabilityLimits, optional
        The person's own, about the centre of the stance they are in. After a step-off the centre is
        found anew and the reach stays. Without limits `REACH_MM` counts.
    moved : bool
        The person has stepped off since the limits' centre was measured.

    Examples
    --------
    >>> reader = LeanReader()
    >>> for k in range(151):
    ...     stand = CopSample(k, 0, k / 100, 5.0, 0.0, 700.0, 0.5, 0.5, 5.0, 0.0)
    ...     lean = reader.read(stand)
    >>> lean
    (0.0, 0.0)
    """

    def __init__(self, limits: StabilityLimits | None = None, *, moved: bool = False) -> None:
        self._limits = limits
        self._centre: tuple[float, float] | None = None
        self.forget()
        # The limits' centre holds only for the stance in which it was measured.
        if limits is not None and not moved:
            self._centre = limits.centre_mm

    def forget(self) -> None:
        """Find the centre anew: nobody stands there, or the feet have moved."""
        self._sum = [0.0, 0.0]
        self._n = 0
        self._since_s = math.nan
        self._centre = None

    def read(self, sample: CopSample) -> tuple[float, float] | None:
        """Lean in shares of the reach (right, forward); None while nobody stands there."""
        if not sample.on_board or not math.isfinite(sample.ml_display_mm + sample.ap_display_mm):
            self.forget()
            return None
        if self._centre is None:
            if math.isnan(self._since_s):
                self._since_s = sample.t_s
            self._sum[0] += sample.ml_display_mm
            self._sum[1] += sample.ap_display_mm
            self._n += 1
            # By the samples' own times, so that a replay at any speed finds the same centre.
            if sample.t_s - self._since_s >= CENTRE_S:
                self._centre = (self._sum[0] / self._n, self._sum[1] / self._n)
            return 0.0, 0.0
        dx = sample.ml_display_mm - self._centre[0]
        dy = sample.ap_display_mm - self._centre[1]
        if self._limits is None:
            return dx / REACH_MM[0], dy / REACH_MM[1]
        # Clockwise from forward, as the limits are numbered; hence atan2(ml, ap).
        reach_mm = max(LEAST_REACH_MM, self._limits.reach_mm(math.atan2(dx, dy)))
        return dx / reach_mm, dy / reach_mm
