"""Every value that a sliding window gives exactly, by the names and formulas of batch."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.definitions_body import LOADS
from balance_arcade.cop.describe import FAR_NAMES, NO_ELLIPSE, SPREAD_NAMES, SWAY_NAMES
from balance_arcade.cop.metric import UNDETERMINED
from balance_arcade.cop.motion import STEP_NAMES
from balance_arcade.cop.refusal import (
    MOST_MISSING_PATH,
    MOST_MISSING_PLACE,
    NOBODY,
    count_due,
    refusal,
)
from balance_arcade.cop.velocity_peaks import VELOCITY_NAMES
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.uint8]
Refused = tuple[dict[str, str], npt.NDArray[np.bool_]]

# Of the four corners, which batch has where a record has them.
CORNER_NAMES = tuple(LOADS)

# Made from other values, by the formula of batch.
MADE_NAMES = ("fd_ce",)
MADE_FROM = ("sway_path_mm", "ellipse_area_mm2")

NOW_NAMES = ("missing_frac", "n_breaks", "left_load_now_frac", "front_load_now_frac")

LIVE_NAMES = (
    *SWAY_NAMES,
    *FAR_NAMES,
    *SPREAD_NAMES,
    *STEP_NAMES,
    *VELOCITY_NAMES,
    *CORNER_NAMES,
    *MADE_NAMES,
    *NOW_NAMES,
)

# How many of them batch has too; they come first.
N_BATCH = len(LIVE_NAMES) - len(NOW_NAMES)

# Where the values of the corners begin: behind all that have a kernel of their own.
CORNERS_AT = N_BATCH - len(MADE_NAMES) - len(CORNER_NAMES)
QUADRANT_INDEX, TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT = range(
    CORNERS_AT, CORNERS_AT + len(CORNER_NAMES)
)

# Where the numbers of this moment stand; until they are known, batch's last kernel has left how
# many samples there are and the time they span in the first two places.
MISSING, BREAKS, LEFT_NOW, FRONT_NOW = range(N_BATCH, len(LIVE_NAMES))
N_SAMPLES, SPAN_S = N_BATCH, N_BATCH + 1

# Of the window's sums, as in `balance_arcade.cop.recurrences`; a test holds it.
COUNT, SUM_LEFT, SUM_FRONT, SUM_TOP_LEFT, SUM_UNEVEN = 0, 6, 7, 18, 19

_MOST_NEEDED = max(definition.n_least for definition in DEFINITIONS.values())

_NOBODY_NOW = "nobody is on the board now"

# Definitions that refuse alike, by kind, samples needed and reason; and which one a name goes by.
_ROWS = DEFINITIONS | LOADS
_BATCH = [_ROWS[name] for name in LIVE_NAMES[: N_BATCH - len(MADE_NAMES)]]
_ALIKE = list({(d.kind, d.n_least, d.why_none): d for d in _BATCH}.values())
_PLACES = [
    [(a.kind, a.n_least, a.why_none) for a in _ALIKE].index((d.kind, d.n_least, d.why_none))
    for d in _BATCH
]

# Of percents and sets of names that an unsteady window may run through; then all are forgotten.
_MOST_KNOWN = 256


@inner_kernel
def _corners(sums: Floats, numbers: Floats) -> None:
    """Write the values of `CORNER_NAMES`."""
    n = sums[COUNT]
    if n == 0.0:
        for place in range(QUADRANT_INDEX, BOTTOM_RIGHT + 1):
            numbers[place] = math.nan
        return
    left, front, top_left = sums[SUM_LEFT] / n, sums[SUM_FRONT] / n, sums[SUM_TOP_LEFT] / n
    numbers[QUADRANT_INDEX] = sums[SUM_UNEVEN] / n
    numbers[TOP_LEFT] = top_left
    numbers[TOP_RIGHT] = front - top_left
    numbers[BOTTOM_LEFT] = left - top_left
    numbers[BOTTOM_RIGHT] = 1.0 - left - front + top_left


@kernel
def complete(
    numbers: Floats,
    sums: Floats,
    missing_frac: float,
    n_breaks: float,
    left: float,
    front: float,
    untold: Flags,
) -> tuple[int, float, int]:
    """Add the values of the corners and of `NOW_NAMES`, and find what is no number.

    Parameters
    ----------
    numbers : numpy.ndarray, shape (69,)
        By `LIVE_NAMES`. Behind batch's values stand how many samples there are and the time they
        span; the values of `NOW_NAMES` are written there.
    sums : numpy.ndarray, shape (N_SUMS,)
        Sums of `balance_arcade.cop.recurrences`.
    missing_frac, n_breaks, left, front : float
        Those values.
    untold : numpy.ndarray of uint8, shape (69,)
        Written: 1 where a number is not finite.

    Returns
    -------
    tuple
        How many samples there are, the time they span, how many numbers are not finite.
    """
    n_samples, span_s = int(numbers[N_SAMPLES]), float(numbers[SPAN_S])
    _corners(sums, numbers)
    numbers[MISSING] = missing_frac
    numbers[BREAKS] = n_breaks if n_samples > 0 else math.nan
    numbers[LEFT_NOW] = left
    numbers[FRONT_NOW] = front
    n_untold = 0
    for k in range(numbers.shape[0]):
        untold[k] = 0 if math.isfinite(numbers[k]) else 1
        n_untold += untold[k]
    return n_samples, span_s, n_untold


class Refusals:
    """What a window cannot tell, and why, by the rules of batch.

    The answer hangs on little: how many samples are too few, the whole percent that is missing,
    which numbers are none. It is worked out when these change and kept, because names and reasons
    cost more than the numbers.

    Parameters
    ----------
    rate_hz : float
        The board's rate.

    Examples
    --------
    >>> Refusals(100.0).of(1, 0.0, bytes(69))[0]["sway_path_mm"]
    'too short: 1 samples, 2 needed'
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._known: dict[tuple[int, int, bool, bytes], Refused] = {}

    def none(self, n_samples: int, span_s: float, n_untold: int) -> bool:
        """Whether nothing has to be refused; quick, because that is so nearly always."""
        # `count_due` rounds; half a sample more than that is never too few, so this errs to the
        # slow way.
        n_due = span_s * self._rate_hz + 1.5
        return (
            n_untold == 0
            and n_samples >= _MOST_NEEDED
            and n_due - n_samples <= MOST_MISSING_PATH * n_due
        )

    def of(self, n_samples: int, span_s: float, untold: bytes) -> Refused:
        """Find the reasons.

        Parameters
        ----------
        n_samples : int
            In the window.
        span_s : float
            From the first to the last of them.
        untold : bytes
            By `LIVE_NAMES`: 1 where the formula gave no finite number.

        Returns
        -------
        dict of str to str
            Reason by name; kept, so not to be changed.
        numpy.ndarray of bool, shape (69,)
            By `LIVE_NAMES`: whether there is a reason; kept too.
        """
        n_due = count_due(span_s, self._rate_hz, n_samples)
        n_missing = n_due - n_samples
        # Only what a reason may depend on is in the key, so that a sliding window meets few keys.
        key = (
            n_samples if n_samples < _MOST_NEEDED else -1,
            round(100.0 * n_missing / n_due) if n_missing > MOST_MISSING_PATH * n_due else -1,
            n_missing > MOST_MISSING_PLACE * n_due,
            untold,
        )
        known = self._known.get(key)
        if known is None:
            # Forgetting all is rare and cheap; choosing the oldest would cost at every call.
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            reasons = _reasons(n_samples, n_due, untold)
            known = self._known[key] = (reasons, np.array([name in reasons for name in LIVE_NAMES]))
        return known


def _reasons(n_samples: int, n_due: int, untold: bytes) -> dict[str, str]:
    if n_samples == 0:
        refused = dict.fromkeys(LIVE_NAMES[:N_BATCH], NOBODY)
    else:
        whys = [
            [refusal(definition, n_samples, n_due, value) for definition in _ALIKE]
            # Any number and no number: a refusal asks for no more of a value than that.
            for value in (0.0, math.nan)
        ]
        refused = {
            name: why
            for name, place, is_untold in zip(LIVE_NAMES, _PLACES, untold, strict=False)
            if (why := whys[is_untold][place])
        }
        for name, is_untold in zip(MADE_NAMES, untold[len(_PLACES) :], strict=False):
            # As in batch it falls with what it is made from.
            if is_untold or not refused.keys().isdisjoint(MADE_FROM):
                refused[name] = UNDETERMINED
    for name, is_untold in zip(NOW_NAMES, untold[N_BATCH:], strict=True):
        if is_untold:
            refused[name] = _NOBODY_NOW if name.endswith("_now_frac") else NOBODY
    return refused


def window_ellipse(values: dict[str, float]) -> tuple[float, float, float, float, float]:
    """Give the ellipse for drawing: centre, semi-axes in mm, angle from +ml in radians."""
    degrees = values["ellipse_angle_deg"]
    major_mm = values["ellipse_major_mm"]
    if math.isnan(major_mm):
        return NO_ELLIPSE
    return (
        values["mean_ml_mm"],
        values["mean_ap_mm"],
        major_mm,
        values["ellipse_minor_mm"],
        # An axis has no sense: from 0..180 of the metric to -90..90 degrees of the drawing.
        math.radians(degrees - 180.0 if degrees > 90.0 else degrees),
    )
