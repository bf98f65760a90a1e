"""Push and release: how somebody who leaned into a helper's hands catches themselves when let go.

The helper marks the release by key or station. A hand is late by some tenths of a second, so that
times are counted from the first movement that the board sees about the mark, and the mark's own
distance from it is told. What a board cannot see is not made up: a foot that comes down elsewhere
on it, or steps beside it, are not counted; that the board lost load is.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.assess.protocols import Protocol, Setting, StopRule
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.outcomes import Outcomes, outcomes, refuse_all

Floats = npt.NDArray[np.float64]

NO_RELEASE: Final = "no release"
_GREAT: Final = 0.6
_FAR_MM: Final = 1000.0
_TEST: Final = "push and release test, Jacobs 2006 (source not read); numbers ours"

PUSH_RELEASE: Final = Protocol(
    "push_release",
    1,
    {
        "n_trials": Setting(3.0, "", _TEST, "ours"),
        "n_practice": Setting(1.0, "", "once to learn it; counts for nothing", "ours"),
        "wait_s": Setting(30.0, "s", "so long the release is waited for", "ours"),
        "after_s": Setting(8.0, "s", "so long the person is followed after it", "ours"),
        "before_s": Setting(0.8, "s", "a movement so long before the mark is its own", "ours"),
        "until_s": Setting(1.5, "s", "and so long after it", "ours"),
        "baseline_s": Setting(1.0, "s", "leaning, before that", "ours"),
        "onset_sds": Setting(5.0, "", "standard deviations of the leaning", "ours"),
        "onset_least_mm": Setting(5.0, "mm", "least departure that counts", "ours"),
        "off_frac": Setting(0.8, "", "of body weight; less is a foot off the board", "ours"),
        "off_s": Setting(0.1, "s", "for so long", "ours"),
        "still_frac": Setting(0.05, "", "of body weight, about it", "ours"),
        "still_mm": Setting(15.0, "mm", "from the second's own mean", "ours"),
        "still_s": Setting(1.0, "s", "for so long", "ours"),
    },
    tuple(StopRule(reason, "ours") for reason in ("fell", "assisted", NO_RELEASE)),
    (
        "A board sees that a foot leaves it, not where it comes down: a step that stays on the "
        "board is not counted, nor are steps beside it; count those by eye.",
    ),
)

RELEASE_OUTCOMES: Final = by_name(
    Metric("mark_lag_s", "s", "mark less first movement; below 0 where it came too early", "ours"),
    Metric("n_unloadings", "", "times the load falls below 80 % of the weight for 0.1 s", "ours"),
    Metric("first_unloading_s", "s", "first movement to the first of those", "ours"),
    Metric("unloaded_s", "s", "time below 80 % of the weight", "ours"),
    Metric(
        "recovery_time_s",
        "s",
        "first movement to the first second in which the load stays within 5 % of the weight and "
        "the centre of pressure within 15 mm of its mean",
        "ours",
    ),
    Metric("furthest_mm", "mm", "greatest way of the centre of pressure from leaning", "ours"),
)


class Release(NamedTuple):
    """One trial.

    Attributes
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times, rising.
    cop_mm : ndarray of float64, shape (n_samples, 2)
        Centre of pressure; NaN while nobody is on the board.
    load_n : ndarray of float64, shape (n_samples,)
        Vertical force.
    weight_n : float
        Of the person.
    marked_s : float
        When the release was marked; NaN where it was not.
    stop : str or None
        Why the trial was stopped.
    """

    t_s: Floats
    cop_mm: Floats
    load_n: Floats
    weight_n: float
    marked_s: float
    stop: str | None = None


def score_release(trial: Release, *, protocol: Protocol = PUSH_RELEASE) -> Outcomes:
    """Score one release.

    Parameters
    ----------
    trial : Release
        From before the mark to the end of the trial.
    protocol : Protocol
        Settings.

    Returns
    -------
    Outcomes
        The names of `RELEASE_OUTCOMES`; what cannot be told says why.

    Examples
    --------
    >>> t_s = np.arange(1000) / 100.0
    >>> cop = np.zeros((1000, 2)); cop[300:400, 1] = -40.0
    >>> found = score_release(Release(t_s, cop, np.full(1000, 700.0), 700.0, 3.2))
    >>> round(found.value("mark_lag_s"), 2), found.value("n_unloadings")
    (0.2, 0.0)
    """
    text, notes = protocol.describe(), protocol.departures
    if trial.stop is not None:
        return refuse_all(text, RELEASE_OUTCOMES, f"the trial was stopped: {trial.stop}", notes)
    if not (trial.weight_n > 0.0 and math.isfinite(trial.marked_s)):
        why = "the weight is not known" if trial.weight_n != trial.weight_n else "no release marked"
        return refuse_all(text, RELEASE_OUTCOMES, why, notes)
    moved = _first_movement(trial, protocol)
    if isinstance(moved, str):
        return refuse_all(text, RELEASE_OUTCOMES, moved, notes)
    row, leaning = moved
    t_s, share = trial.t_s[row:], trial.load_n[row:] / trial.weight_n
    spans = _below(t_s, share, protocol["off_frac"], protocol["off_s"])
    away = np.hypot(*(trial.cop_mm[row:] - leaning).T)
    found: dict[str, float | str] = {
        "mark_lag_s": trial.marked_s - float(t_s[0]),
        "n_unloadings": float(len(spans)),
        "first_unloading_s": spans[0][0] - float(t_s[0]) if spans else "no foot left the board",
        "unloaded_s": math.fsum(end - begun for begun, end in spans),
        "recovery_time_s": _recovery(t_s, trial.cop_mm[row:], share, protocol),
        "furthest_mm": float(np.nanmax(away)),
    }
    return outcomes(text, RELEASE_OUTCOMES, found, notes)


def _first_movement(trial: Release, protocol: Protocol) -> tuple[int, Floats] | str:
    """Find the row at which the centre of pressure leaves where it was while leaning."""
    from_s = trial.marked_s - protocol["before_s"]
    quiet = (trial.t_s >= from_s - protocol["baseline_s"]) & (trial.t_s < from_s)
    there = quiet & np.isfinite(trial.cop_mm).all(axis=1)
    if there.sum() < 10:
        return "not enough samples of leaning before the mark"
    middle = trial.cop_mm[there].mean(axis=0)
    away = np.hypot(*(trial.cop_mm - middle).T)
    least = max(protocol["onset_least_mm"], protocol["onset_sds"] * float(away[there].std()))
    look = (trial.t_s >= from_s) & (trial.t_s <= trial.marked_s + protocol["until_s"])
    # Nobody on the board is no place, and has left it.
    far = np.where(look, np.nan_to_num(away, nan=np.inf), 0.0)
    if not far.max() > least:
        return f"no movement of {least:.0f} mm about the mark: was anybody let go?"
    # Back from where the first great way is made: what sways beyond and returns is no release.
    great = int(np.argmax(far >= _GREAT * min(float(far.max()), _FAR_MM)))
    near = np.flatnonzero(far[:great] <= least)
    return (int(near[-1]) + 1 if near.size else great), middle


def _below(t_s: Floats, share: Floats, level: float, least_s: float) -> list[tuple[float, float]]:
    """Stretches in which a share lies below a level for a while."""
    low = np.concatenate(((False,), ~(share >= level), (False,)))
    edges = np.flatnonzero(np.diff(low.astype(np.int8)))
    spans = []
    for start, stop in edges.reshape(-1, 2).tolist():
        begun, end = float(t_s[start]), float(t_s[min(stop, t_s.size - 1)])
        if end - begun >= least_s:
            spans.append((begun, end))
    return spans


def _recovery(t_s: Floats, cop_mm: Floats, share: Floats, protocol: Protocol) -> float | str:
    """Time to the first second of standing still; in steps of a twentieth of a second."""
    still_s = protocol["still_s"]
    steady = np.abs(share - 1.0) <= protocol["still_frac"]
    for begun in np.arange(float(t_s[0]), float(t_s[-1]) - still_s + 1e-9, 0.05).tolist():
        first, last = np.searchsorted(t_s, (begun, begun + still_s))
        place = cop_mm[first:last]
        if last - first < 2 or not steady[first:last].all() or not np.isfinite(place).all():
            continue
        if float(np.hypot(*(place - place.mean(axis=0)).T).max()) <= protocol["still_mm"]:
            return float(begun - t_s[0])
    return f"not still on the board within {float(t_s[-1] - t_s[0]):.0f} s"
