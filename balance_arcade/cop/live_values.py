"""Every value that a sliding window gives exactly, by the names and formulas of batch."""

from __future__ import annotations

import math

from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.describe import FAR_NAMES, NO_ELLIPSE, SPREAD_NAMES, SWAY_NAMES
from balance_arcade.cop.motion import STEP_NAMES
from balance_arcade.cop.refusal import (
    MOST_MISSING_PATH,
    NOBODY,
    UNDETERMINED,
    count_due,
    refusal,
)
from balance_arcade.cop.velocity_peaks import VELOCITY_NAMES

# Made from other values, by the formula of batch.
MADE_NAMES = ("fd_ce",)

NOW_NAMES = ("missing_frac", "n_breaks", "left_load_now_frac", "front_load_now_frac")

LIVE_NAMES = (
    *SWAY_NAMES,
    *FAR_NAMES,
    *SPREAD_NAMES,
    *STEP_NAMES,
    *VELOCITY_NAMES,
    *MADE_NAMES,
    *NOW_NAMES,
)

# How many of them batch has too; they come first.
N_BATCH = len(LIVE_NAMES) - len(NOW_NAMES)

_MOST_NEEDED = max(definition.n_least for definition in DEFINITIONS.values())


def all_told(numbers: list[float], n_samples: int, span_s: float, rate_hz: float) -> bool:
    """Whether nothing has to be refused; quick, because that is so nearly always."""
    n_due = span_s * rate_hz + 1.5
    return (
        n_samples >= _MOST_NEEDED
        and n_due - n_samples <= MOST_MISSING_PATH * n_due
        and math.isfinite(sum(numbers))
    )


def refuse(
    values: dict[str, float], n_samples: int, span_s: float, rate_hz: float
) -> dict[str, str]:
    """Find what the window cannot tell, as batch does a record, and make it NaN.

    Parameters
    ----------
    values : dict of str to float
        By `LIVE_NAMES`; changed.
    n_samples : int
        In the window.
    span_s : float
        From the first to the last of them.
    rate_hz : float
        The board's rate.

    Returns
    -------
    dict of str to str
        Reason by name.
    """
    n_due = count_due(span_s, rate_hz, n_samples)
    refused = {}
    for name, value in values.items():
        definition = DEFINITIONS.get(name)
        if n_samples == 0 and (definition is not None or name in MADE_NAMES):
            why = NOBODY
        elif definition is not None:
            why = refusal(definition, n_samples, n_due, value)
        elif name in MADE_NAMES:
            # As in batch it falls with what it is made from, which stands before it.
            parts = values["sway_path_mm"] + values["ellipse_area_mm2"]
            why = "" if math.isfinite(parts + value) else UNDETERMINED
        elif math.isnan(value):
            why = "nobody is on the board now" if name.endswith("_now_frac") else NOBODY
        else:
            continue
        if why:
            refused[name] = why
            values[name] = math.nan
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
        math.radians(degrees - 180.0 if degrees > 90.0 else degrees),
    )
