"""How much a person sways now, in one number: the way of the centre of pressure in the last second.

The unsmoothed centre of pressure is averaged over boxes of 0.1 s (12 steps), and the straight ways
between the last eleven boxes are added: path per second at 10 Hz, in mm/s. A sample more or less in
a box changes little, so boards of 25 to 1000 Hz give nearly the same number, and white noise of the
cells shrinks by the root of the samples in a box. What noise is left counts as sway: it is in the
person's own quiet sway as well, with which the number is compared, on the same board.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final

from balance_arcade.games.contract import STEPS_PER_S

BOX_STEPS: Final = 12
N_WAYS: Final = 10
WINDOW_S: Final = N_WAYS * BOX_STEPS / STEPS_PER_S
"""Time that the number looks back over, in seconds."""


class SwayMeter:
    """Path per second of the centre of pressure over the last second.

    Attributes
    ----------
    velocity_mm_s : float
        The number; NaN until a whole second has been seen.
    n_fresh : int
        How many numbers there have been since the last `clear`, one each 0.1 s.

    Examples
    --------
    >>> meter = SwayMeter()
    >>> for k in range(240):
    ...     _ = meter.push(10.0 * k / 120.0, 0.0)
    >>> round(meter.velocity_mm_s, 6)
    10.0
    """

    def __init__(self) -> None:
        self.velocity_mm_s = math.nan
        self.n_fresh = 0
        self._sum = [0.0, 0.0]
        self._n_in_box = 0
        self._last: tuple[float, float] | None = None
        self._ways: deque[float] = deque(maxlen=N_WAYS)

    def clear(self) -> None:
        """Forget all: somebody stepped off, and the way back is no sway."""
        self.velocity_mm_s, self.n_fresh = math.nan, 0
        self._sum, self._n_in_box, self._last = [0.0, 0.0], 0, None
        self._ways.clear()

    def push(self, ml_mm: float, ap_mm: float) -> bool:
        """Take the place of one step; True where there is a new number."""
        self._sum[0] += ml_mm
        self._sum[1] += ap_mm
        self._n_in_box += 1
        if self._n_in_box < BOX_STEPS:
            return False
        here = (self._sum[0] / BOX_STEPS, self._sum[1] / BOX_STEPS)
        self._sum, self._n_in_box = [0.0, 0.0], 0
        if self._last is not None:
            self._ways.append(math.dist(self._last, here))
        self._last = here
        if len(self._ways) < N_WAYS:
            return False
        self.velocity_mm_s = sum(self._ways) / WINDOW_S
        self.n_fresh += 1
        return True
