"""How the load is shared between the legs: standing, and in a squat."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.assess.protocols import WEIGHT_BEARING, Protocol
from balance_arcade.assess.trace import check_loads
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.outcomes import Outcomes, outcomes, refuse_all

Floats = npt.NDArray[np.float64]
Found = dict[str, float | str]
LoadSource = Literal["two boards", "board halves", "foot distance"]

SQUAT_ANGLES_DEG = (0, 30, 60, 90)

BEARING_OUTCOMES: dict[str, Metric] = by_name(
    Metric("left_pct", "%", "100 mean(L) / (mean(L) + mean(R)) over the window", "ours"),
    Metric("right_pct", "%", "100 mean(R) / (mean(L) + mean(R)) over the window", "ours"),
    Metric(
        "asymmetry_frac",
        "",
        "(mean(R) - mean(L)) / (mean(R) + mean(L)), right positive",
        "formulas compete; ours",
    ),
    Metric("asymmetry_abs_frac", "", "|asymmetry_frac|", "ours"),
    Metric(
        "asymmetry_now_frac",
        "",
        "mean of |R - L| / (R + L) of each sample",
        "another number: pubmed 31088256",
    ),
    Metric("from_equal_pct", "%", "|left_pct - 50|", "ours"),
)

_HALVES_NOTE = (
    "Left and right are the halves of one board, not the feet: feet closer together than the "
    "board's cells make the asymmetry look smaller, by stance width over cell distance."
)


class LegLoads(msgspec.Struct, frozen=True, eq=False):
    """Load of each leg over time.

    Attributes
    ----------
    t_s : array_like, shape (n_samples,)
        Times in seconds, rising.
    left_n, right_n : array_like, shape (n_samples,)
        Newtons; NaN where nobody is on the board.
    source : str
        ``two boards``, ``board halves`` (tl + bl against tr + br of one board) or ``foot distance``
        (`legs_from_cop`).
    """

    t_s: Any
    left_n: Any
    right_n: Any
    source: LoadSource


def legs_from_cop(
    t_s: npt.ArrayLike,
    ml_mm: npt.ArrayLike,
    total_n: npt.ArrayLike,
    *,
    foot_distance_mm: float,
    midline_mm: float = 0.0,
) -> LegLoads:
    """Split the load of one board between two feet at known places.

    Parameters
    ----------
    t_s, ml_mm, total_n : array_like, shape (n_samples,)
        Times, centre of pressure to the right, total load.
    foot_distance_mm : float
        Between the middles of the two feet.
    midline_mm : float
        Middle between the feet, on the board.

    Returns
    -------
    LegLoads
        ``R = total (1/2 + (ml - midline) / distance)``: the balance of moments of two forces, each
        under the middle of its foot. The centre of pressure under each foot moves too, so this is
        an estimate; two boards measure it.

    Raises
    ------
    ValueError
        A distance that is not positive, or shapes that do not fit.

    Examples
    --------
    >>> legs_from_cop([0.0], [50.0], [800.0], foot_distance_mm=200.0).right_n
    array([600.])
    """
    if not (math.isfinite(foot_distance_mm) and foot_distance_mm > 0.0):
        raise ValueError(f"foot_distance_mm must be a positive number, got {foot_distance_mm}.")
    times, ml, total = (np.asarray(v, np.float64) for v in (t_s, ml_mm, total_n))
    if not times.shape == ml.shape == total.shape or times.ndim != 1:
        raise ValueError("t_s, ml_mm and total_n must have the same shape (n_samples,).")
    # The lever's law: the common centre divides the way between the feet by their loads.
    right = total * (0.5 + (ml - midline_mm) / foot_distance_mm)
    return LegLoads(times, total - right, right, "foot distance")


def score_weight_bearing(
    loads: LegLoads, *, window_s: tuple[float, float], protocol: Protocol = WEIGHT_BEARING
) -> Outcomes:
    """Score how equally the legs bear the weight.

    Parameters
    ----------
    loads : LegLoads
        Load of each leg.
    window_s : tuple of float
        From and until when; no default, because the window makes the number.
    protocol : Protocol
        Settings.

    Returns
    -------
    Outcomes
        The names of `BEARING_OUTCOMES`; the protocol's line says the window and the source.

    Raises
    ------
    RecordingError
        A load that no person makes.
    ValueError
        A window that ends before it begins, times that do not rise, shapes that do not fit, or
        loads that are infinite.
    """
    t_s, left, right = leg_arrays(loads)
    start_s, end_s = window_s
    if not (math.isfinite(start_s) and math.isfinite(end_s) and start_s < end_s):
        raise ValueError(f"window_s must be two times in order, got {window_s}.")
    text = f"{protocol.describe()} window={start_s:g}..{end_s:g} s, loads of {loads.source}"
    notes = (_HALVES_NOTE,) if loads.source == "board halves" else ()
    if end_s - start_s < protocol["least_s"]:
        reason = f"too short: the window must last {protocol['least_s']:g} s"
        return refuse_all(text, BEARING_OUTCOMES, reason, notes)
    inside = (t_s >= start_s) & (t_s <= end_s)
    # A load of nothing has no shares, and one pulled upwards has senseless ones.
    there = inside & ~(np.isnan(left) | np.isnan(right)) & (left + right > 0.0)
    reason = _not_covered(t_s, there, window_s, protocol["most_missing_frac"])
    if not reason and min(float(left[there].mean()), float(right[there].mean())) < 0.0:
        reason = "a leg bears less than nothing: check the zero and the foot distance"
    if reason:
        return refuse_all(text, BEARING_OUTCOMES, reason, notes)
    return outcomes(text, BEARING_OUTCOMES, _shares(left[there], right[there]), notes)


def _shares(left: Floats, right: Floats) -> Found:
    mean_left, mean_right = float(left.mean()), float(right.mean())
    asymmetry = (mean_right - mean_left) / (mean_right + mean_left)
    left_pct = 100.0 * mean_left / (mean_left + mean_right)
    return {
        "left_pct": left_pct,
        "right_pct": 100.0 * mean_right / (mean_left + mean_right),
        "asymmetry_frac": asymmetry,
        "asymmetry_abs_frac": abs(asymmetry),
        "asymmetry_now_frac": float((np.abs(right - left) / (right + left)).mean()),
        "from_equal_pct": abs(left_pct - 50.0),
    }


def leg_arrays(loads: LegLoads) -> tuple[Floats, Floats, Floats]:
    """Check times and loads of two legs and give them as arrays, (n_samples,) each."""
    t_s, left, right = (np.asarray(v, np.float64) for v in (loads.t_s, loads.left_n, loads.right_n))
    if not t_s.shape == left.shape == right.shape or t_s.ndim != 1:
        raise ValueError("t_s, left_n and right_n must have the same shape (n_samples,).")
    if not np.isfinite(t_s).all() or (np.diff(t_s) <= 0.0).any():
        raise ValueError("t_s must be finite and rise.")
    check_loads(left, right)
    return t_s, left, right


def _not_covered(
    t_s: Floats, there: npt.NDArray[np.bool_], window_s: tuple[float, float], most_frac: float
) -> str:
    """Say why a record does not fill a window; empty if it does."""
    if t_s.size < 2:
        return "the record has no two samples"
    step_s = float(np.median(np.diff(t_s)))
    # A window's ends fall between samples, and one sample more may be late.
    if t_s[0] > window_s[0] + 1.5 * step_s or t_s[-1] < window_s[1] - 1.5 * step_s:
        return f"the record has {t_s[0]:g} to {t_s[-1]:g} s, not the whole window"
    n_due = (window_s[1] - window_s[0]) / step_s
    if there.sum() < (1.0 - most_frac) * n_due:
        return f"only {100.0 * there.sum() / n_due:.0f} % of the window's samples have a load"
    return ""


def score_squat(
    windows: Mapping[int, tuple[float, float]],
    loads: LegLoads,
    *,
    protocol: Protocol = WEIGHT_BEARING,
) -> dict[int, Outcomes]:
    """Score weight bearing at the knee angles of the squat test.

    Parameters
    ----------
    windows : mapping of int to tuple of float
        From and until when the person held each of 0, 30, 60 and 90 degrees.
    loads : LegLoads
        Load of each leg over the whole test.
    protocol : Protocol
        Settings.

    Returns
    -------
    dict of int to Outcomes
        By angle, all four; an angle without a window is refused. No verdict is given: see the
        protocol's departures.

    Raises
    ------
    ValueError
        An angle that is none of the four; and what `score_weight_bearing` raises.
    """
    odd = sorted(set(windows) - set(SQUAT_ANGLES_DEG))
    if odd:
        raise ValueError(f"The squat has 0, 30, 60 and 90 degrees, not {odd[0]}.")
    text = protocol.describe()
    return {
        angle: score_weight_bearing(loads, window_s=windows[angle], protocol=protocol)
        if angle in windows
        else refuse_all(text, BEARING_OUTCOMES, "not tried")
        for angle in SQUAT_ANGLES_DEG
    }
