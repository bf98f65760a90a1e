"""Standing on one leg: how long, why it ended, and how equal the sides are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

import msgspec
import numpy as np

from balance_arcade.assess.protocols import SINGLE_LEG, Protocol
from balance_arcade.cop.batch import analyze_trial
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.outcomes import Outcomes, outcomes

Found = dict[str, float | str]
Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = ("left", "right")

_SHEETS = "unipedal stance test: three trials, best, cap 45 s; page seen in part"

SINGLE_LEG_OUTCOMES: dict[str, Metric] = by_name(
    *(
        Metric(f"{what}_{side}{unit}", *row)
        for side in SIDES
        for what, unit, row in (
            ("best", "_s", ("s", "longest trial, capped", _SHEETS)),
            ("mean", "_s", ("s", "mean of the trials, capped", _SHEETS)),
            ("n_capped", "", ("", "trials that reached the cap", "ours")),
            (
                "mean_velocity",
                "_mm_s",
                ("mm/s", "path / T over the first 15 s of the longest trial", "window: ours"),
            ),
        )
    ),
    Metric("symmetry_frac", "", "shorter best / longer best", "ours"),
)


class SingleLegTrial(msgspec.Struct, frozen=True, eq=False):
    """One stance on one leg.

    Attributes
    ----------
    side : str
        The leg that stands, ``left`` or ``right``.
    held_s : float
        From the other foot's leaving to the stop, by the event log.
    stop : str or None
        Why it ended; None for the cap.
    t_s, cop_mm : array_like, optional
        Samples, (n_samples,) and (n_samples, 2), with time 0 at the start of the stance; without
        them there is no velocity.
    rate_hz : float
        Sampling rate.
    """

    side: Side
    held_s: float
    stop: str | None = None
    t_s: Any = None
    cop_mm: Any = None
    rate_hz: float = 100.0


class SingleLegTest(msgspec.Struct, frozen=True):
    """The whole test.

    Attributes
    ----------
    overall : Outcomes
        The names of `SINGLE_LEG_OUTCOMES`.
    stops : tuple of str
        Why each trial ended: side, number and reason.
    """

    overall: Outcomes
    stops: tuple[str, ...]


def score_single_leg(
    trials: Sequence[SingleLegTrial], *, protocol: Protocol = SINGLE_LEG
) -> SingleLegTest:
    """Score the single-leg stance.

    Parameters
    ----------
    trials : sequence of SingleLegTrial
        Up to three a side, with the same eyes: open and closed are two tests.
    protocol : Protocol
        Settings.

    Returns
    -------
    SingleLegTest
        A time at the cap is a lower bound, and a note says so; a symmetry of two capped sides says
        nothing and is refused.

    Raises
    ------
    ConfigError
        A stop reason that the protocol does not know.
    ValueError
        An unknown side, a time that is none, more trials than the protocol has, or a trial below
        the cap without a reason.
    """
    n_most, cap_s = round(protocol["n_trials"]), protocol["cap_s"]
    for trial in trials:
        _check(trial, cap_s, protocol)
    found: Found = {}
    for side in SIDES:
        mine = [trial for trial in trials if trial.side == side]
        if len(mine) > n_most:
            raise ValueError(f"{side} has {len(mine)} trials, the protocol {n_most}.")
        found |= _side(mine, side, n_most, protocol)
    found["symmetry_frac"] = _symmetry(found, cap_s)
    notes = [
        f"The {side} side reached the cap of {cap_s:g} s: its times are lower bounds."
        for side in SIDES
        if isinstance(n := found[f"n_capped_{side}"], float) and n > 0.0
    ]
    stops = tuple(
        f"{trial.side}, trial {number}: {trial.stop}"
        for number, trial in enumerate(trials, start=1)
        if trial.stop is not None
    )
    text = protocol.describe()
    return SingleLegTest(outcomes(text, SINGLE_LEG_OUTCOMES, found, tuple(notes)), stops)


def _check(trial: SingleLegTrial, cap_s: float, protocol: Protocol) -> None:
    protocol.check_stop(trial.stop)
    if trial.side not in SIDES:
        raise ValueError(f"side must be left or right, got {trial.side!r}.")
    if not (math.isfinite(trial.held_s) and trial.held_s >= 0.0):
        raise ValueError(f"held_s must be a time of at least 0, got {trial.held_s}.")
    if trial.held_s < cap_s and trial.stop is None:
        raise ValueError(f"A trial of {trial.held_s:g} s below the cap needs its stop reason.")


def _side(mine: Sequence[SingleLegTrial], side: Side, n_most: int, protocol: Protocol) -> Found:
    names = (f"best_{side}_s", f"mean_{side}_s", f"n_capped_{side}", f"mean_velocity_{side}_mm_s")
    if not mine:
        return dict.fromkeys(names, "not tried")
    cap_s = protocol["cap_s"]
    # The event log may end a trial some time after the cap.
    times = [min(trial.held_s, cap_s) for trial in mine]
    mean: float | str = math.fsum(times) / len(times)
    if len(times) < n_most:
        mean = f"{len(times)} of {n_most} trials were made"
    longest = mine[times.index(max(times))]
    return {
        names[0]: max(times),
        names[1]: mean,
        names[2]: float(sum(time >= cap_s for time in times)),
        names[3]: _velocity(longest, protocol["velocity_window_s"]),
    }


def _velocity(trial: SingleLegTrial, window_s: float) -> float | str:
    if trial.t_s is None or trial.cop_mm is None:
        return "no samples were given"
    if trial.held_s < window_s:
        return f"held {trial.held_s:g} s, the window needs {window_s:g} s"
    times, points = np.asarray(trial.t_s, np.float64), np.asarray(trial.cop_mm, np.float64)
    if times.ndim != 1 or points.shape != (times.size, 2):
        raise ValueError("t_s must have shape (n_samples,) and cop_mm (n_samples, 2).")
    slack_s = 0.5 / trial.rate_hz if trial.rate_hz > 0.0 else 0.0
    # Times that are none stay in, so that `analyze_trial` refuses them instead of missing them
    # here.
    inside = ((times >= -slack_s) & (times <= window_s + slack_s)) | ~np.isfinite(times)
    metrics = analyze_trial(times[inside], points[inside], rate_hz=trial.rate_hz)
    used = metrics.quality
    if (used.n_used + used.n_missing + used.n_short_run) < window_s * trial.rate_hz - 2.0:
        return f"too short: the samples do not cover the first {window_s:g} s"
    item = metrics.metrics["mean_velocity_mm_s"]
    return item.refused if item.value is None else item.value


def _symmetry(found: Found, cap_s: float) -> float | str:
    left, right = found["best_left_s"], found["best_right_s"]
    if isinstance(left, str) or isinstance(right, str):
        return "both sides must be tried"
    if min(left, right) >= cap_s:
        return "both sides reached the cap"
    return min(left, right) / max(left, right) if max(left, right) > 0.0 else math.nan
