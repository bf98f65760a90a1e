"""Rising from a chair with the feet on the board: how often, how fast, how strong, how equal."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.assess.protocols import SIT_TO_STAND, Protocol
from balance_arcade.assess.trace import check_loads
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.outcomes import Outcomes, outcomes, refuse_all

Floats = npt.NDArray[np.float64]
Found = dict[str, float | str]

NOT_DONE = "not finished"
"""Why a trial was stopped whose rises took too long."""

_PAGE = "resourcesonbalance.com, NeuroCom sit to stand page; formula ours"

RISE_OUTCOMES: dict[str, Metric] = by_name(
    Metric("loading_time_s", "s", "from 50 to 90 % of body weight on the feet", "ours"),
    Metric("rising_index_pct", "%", "100 (peak load - body weight) / body weight", _PAGE),
    Metric("peak_asymmetry_frac", "", "(R - L) / (R + L) at the peak, right positive", _PAGE),
)

SIT_TO_STAND_OUTCOMES: dict[str, Metric] = by_name(
    Metric("n_rises", "", "times that the feet bear 90 % of body weight for 0.2 s", "ours"),
    Metric(
        "time_of_five_s",
        "s",
        "start to the moment the fifth rise bears 90 % of body weight",
        "source not read; formula as written",
    ),
    *(
        Metric(name, row.unit, f"mean over the rises of: {row.formula}", row.source)
        for name, row in RISE_OUTCOMES.items()
    ),
)


class RiseTrial(msgspec.Struct, frozen=True, eq=False):
    """One record of rising, once or over and over.

    Attributes
    ----------
    t_s : array_like, shape (n_samples,)
        Times in seconds, rising.
    total_n : array_like, shape (n_samples,)
        Load of the feet; with NaN after the start nothing is counted.
    body_weight_n : float
        Of the person, standing.
    start_s : float
        The word to begin.
    left_n, right_n : array_like, optional
        Load of each leg, for the symmetry.
    """

    t_s: Any
    total_n: Any
    body_weight_n: float
    start_s: float = 0.0
    left_n: Any = None
    right_n: Any = None


class SitToStand(msgspec.Struct, frozen=True):
    """The whole test.

    Attributes
    ----------
    rises : tuple of Outcomes
        One by one, the names of `RISE_OUTCOMES`.
    overall : Outcomes
        The names of `SIT_TO_STAND_OUTCOMES`.
    """

    rises: tuple[Outcomes, ...]
    overall: Outcomes


def score_sit_to_stand(trial: RiseTrial, *, protocol: Protocol = SIT_TO_STAND) -> SitToStand:
    """Score rising from a chair.

    Parameters
    ----------
    trial : RiseTrial
        The chair stands beside the board, only the feet on it.
    protocol : Protocol
        Settings.

    Returns
    -------
    SitToStand
        A rise begins where the load passes 50 % of body weight and counts once it has stayed above
        90 % for 0.2 s. Two rises need the load to come back below 50 % between them. The load is
        not filtered.

    Raises
    ------
    RecordingError
        A load that no person makes.
    ValueError
        Times that do not rise, shapes that do not fit, infinite loads, or a body weight that is
        none.
    """
    t_s, total, legs = _arrays(trial)
    text = protocol.describe()
    first = int(np.searchsorted(t_s, trial.start_s))
    reason = _unusable(t_s[first:], total[first:], protocol["stood_hold_s"])
    if reason:
        refused = refuse_all(text, SIT_TO_STAND_OUTCOMES, reason, protocol.departures)
        return SitToStand((), refused)
    spans = _rises(t_s, total / trial.body_weight_n, first, protocol)
    rises = tuple(
        outcomes(text, RISE_OUTCOMES, _one(t_s, total, legs, span, trial, protocol))
        for span in spans
    )
    found: Found = {"n_rises": float(len(spans))}
    for name in RISE_OUTCOMES:
        # One rise without a value refuses the mean: a mean of the others would be another number.
        reasons = sorted({rise.refused[name] for rise in rises if name in rise.refused})
        values = [value for rise in rises if (value := rise.value(name)) is not None]
        found[name] = "; ".join(reasons) or (
            math.fsum(values) / len(values) if values else "no rise"
        )
    n_timed = round(protocol["n_timed"])
    found["time_of_five_s"] = f"{len(spans)} of {n_timed} rises"
    if len(spans) >= n_timed:
        found["time_of_five_s"] = (
            _crossing_s(t_s, total, spans[n_timed - 1][1], _level(trial, protocol)) - trial.start_s
        )
    return SitToStand(rises, outcomes(text, SIT_TO_STAND_OUTCOMES, found, protocol.departures))


def _arrays(trial: RiseTrial) -> tuple[Floats, Floats, tuple[Floats, Floats] | None]:
    t_s, total = np.asarray(trial.t_s, np.float64), np.asarray(trial.total_n, np.float64)
    if t_s.ndim != 1 or total.shape != t_s.shape:
        raise ValueError("t_s and total_n must have the same shape (n_samples,).")
    if not np.isfinite(t_s).all() or (np.diff(t_s) <= 0.0).any():
        raise ValueError("t_s must be finite and rise.")
    if not (math.isfinite(trial.body_weight_n) and trial.body_weight_n > 0.0):
        raise ValueError(f"body_weight_n must be a positive number, got {trial.body_weight_n}.")
    if not math.isfinite(trial.start_s):
        raise ValueError("start_s must be finite.")
    check_loads(total)
    if trial.left_n is None or trial.right_n is None:
        return t_s, total, None
    left, right = np.asarray(trial.left_n, np.float64), np.asarray(trial.right_n, np.float64)
    if left.shape != t_s.shape or right.shape != t_s.shape:
        raise ValueError("left_n and right_n must have one value a sample.")
    check_loads(left, right)
    return t_s, total, (left, right)


def _unusable(t_s: Floats, total: Floats, longest_gap_s: float) -> str:
    """Why rises cannot be counted; a hole would look like sitting down."""
    if t_s.size < 2:
        return "the record has no two samples after the start"
    if np.isnan(total).any():
        return "broken: loads are missing after the start"
    if float(np.diff(t_s).max()) > longest_gap_s:
        return f"broken: a gap of {float(np.diff(t_s).max()):.2f} s after the start"
    return ""


def _level(trial: RiseTrial, protocol: Protocol) -> float:
    return protocol["stood_frac"] * trial.body_weight_n


def _rises(t_s: Floats, share: Floats, first: int, protocol: Protocol) -> list[tuple[int, int]]:
    """Rows where each rise passes the seated and the standing level, by hysteresis."""
    counter = RiseCounter(protocol)
    for time_s, load in zip(t_s[first:].tolist(), share[first:].tolist(), strict=True):
        counter.push(time_s, load)
    return [(first + left, first + up) for left, up in counter.spans]


class RiseCounter:
    """Counts rises sample by sample, live and in a record by the same rule.

    Parameters
    ----------
    protocol : Protocol
        With the two levels and the time that the upper one has to hold.

    Attributes
    ----------
    spans : list of (int, int)
        Samples, counted from the first pushed, at which each rise passed the two levels.
    sitting : bool
        The load is below the seated level.

    Examples
    --------
    >>> counter = RiseCounter(SIT_TO_STAND)
    >>> for k in range(200):
    ...     counter.push(k / 100.0, 0.2 if k < 100 else 1.0)
    >>> counter.spans
    [(100, 100)]
    """

    def __init__(self, protocol: Protocol = SIT_TO_STAND) -> None:
        levels = ("seated_frac", "stood_frac", "stood_hold_s")
        self._seated, self._stood, self._hold_s = (protocol[name] for name in levels)
        self.spans: list[tuple[int, int]] = []
        # Not sitting until the load says so: whoever stands at the start has not risen.
        self.sitting = self._counted = False
        self._n = 0
        self._left_chair = self._up_since = -1
        self._up_s = math.nan

    def push(self, t_s: float, share: float) -> None:
        """Take the next sample: its time, and its load over body weight."""
        row, self._n = self._n, self._n + 1
        # Between the two levels nothing changes: the load wobbles there while the person rises.
        if share < self._seated:
            self.sitting, self._counted, self._up_since = True, False, -1
        elif self.sitting:
            self.sitting, self._left_chair = False, row
        if share < self._stood:
            self._up_since = -1
        elif self._up_since < 0:
            self._up_since, self._up_s = row, t_s
        lasted = self._up_since >= 0 and t_s - self._up_s >= self._hold_s
        if lasted and self._left_chair >= 0 and not self._counted:
            self.spans.append((self._left_chair, self._up_since))
            self._counted = True


def _crossing_s(t_s: Floats, total: Floats, row: int, level_n: float) -> float:
    """Time at which the load passed a level, between the sample before and this one."""
    # The record begins above the level, so there is no sample to interpolate from.
    if row == 0 or total[row - 1] >= level_n:
        return float(t_s[row])
    share = (level_n - total[row - 1]) / (total[row] - total[row - 1])
    return float(t_s[row - 1] + share * (t_s[row] - t_s[row - 1]))


def _one(
    t_s: Floats,
    total: Floats,
    legs: tuple[Floats, Floats] | None,
    span: tuple[int, int],
    trial: RiseTrial,
    protocol: Protocol,
) -> Found:
    seated_n = protocol["seated_frac"] * trial.body_weight_n
    begin_s = _crossing_s(t_s, total, span[0], seated_n)
    stood_s = _crossing_s(t_s, total, span[1], _level(trial, protocol))
    until = int(np.searchsorted(t_s, t_s[span[1]] + protocol["peak_window_s"], side="right"))
    # The force peaks about when standing is reached; swings long after it are no part of the rise.
    peak = span[0] + int(np.argmax(total[span[0] : until]))
    found: Found = {
        "loading_time_s": stood_s - begin_s,
        "rising_index_pct": 100.0 * (total[peak] - trial.body_weight_n) / trial.body_weight_n,
        "peak_asymmetry_frac": "the loads of the legs are not known",
    }
    if legs is not None:
        left, right = float(legs[0][peak]), float(legs[1][peak])
        if left + right > 0.0:
            found["peak_asymmetry_frac"] = (right - left) / (right + left)
    return found
