"""Tests made of quiet stances: mCTSIB and the four-trial test."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.assess.protocols import FOUR_TRIAL, MCTSIB, Protocol
from balance_arcade.cop.batch import TrialMetrics, analyze_trial
from balance_arcade.cop.extras import Extras, extra_metrics
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.outcomes import Outcomes, outcomes

Found = dict[str, float | str]
Floats = npt.NDArray[np.float64]

PRESET = "default"
CONDITIONS = ("eo_firm", "ec_firm", "eo_foam", "ec_foam")

_MCTSIB_PAGE = "resourcesonbalance.com, NeuroCom mCTSIB page"

TRIAL_OUTCOMES: dict[str, Metric] = by_name(
    Metric("mean_velocity_mm_s", "mm/s", "path / T over the trial's time", "Prieto 1996"),
    Metric(
        "sway_velocity_deg_s",
        "deg/s",
        "mean velocity / (0.55 stature), radians to degrees",
        _MCTSIB_PAGE,
    ),
    Metric(
        "cog_velocity_deg_s",
        "deg/s",
        "path of the centre of gravity, estimated by a pendulum of this stature, / T, as angle at "
        "0.55 stature",
        "ours; the makers follow the centre of gravity",
    ),
    Metric("ellipse_area_mm2", "mm2", "95 % prediction ellipse", "Schubert and Kirchner 2014"),
    Metric("sway_path_mm", "mm", "sum of the steps", "Prieto 1996"),
)

_AVERAGED = ("mean_velocity_mm_s", "sway_velocity_deg_s", "cog_velocity_deg_s", "ellipse_area_mm2")

# Which condition's velocity over which other's.
_QUOTIENTS = {
    "romberg_firm": ("ec_firm", "eo_firm"),
    "romberg_foam": ("ec_foam", "eo_foam"),
    "foam_quotient_open": ("eo_foam", "eo_firm"),
    "foam_quotient_closed": ("ec_foam", "ec_firm"),
    "both_taken_quotient": ("ec_foam", "eo_firm"),
}

MCTSIB_OUTCOMES: dict[str, Metric] = by_name(
    *(
        Metric(
            f"{name}_{condition}",
            TRIAL_OUTCOMES[name].unit,
            f"mean of the condition's three trials of: {TRIAL_OUTCOMES[name].formula}",
            _MCTSIB_PAGE,
        )
        for condition in CONDITIONS
        for name in _AVERAGED
    ),
    *(
        Metric(name, "", f"mean velocity {above} / {below}", "ours, Romberg's idea")
        for name, (above, below) in _QUOTIENTS.items()
    ),
    *(
        Metric(f"n_stopped_{condition}", "", "trials of the condition that were stopped", "ours")
        for condition in CONDITIONS
    ),
    Metric("composite_velocity_mm_s", "mm/s", "mean of the twelve trials", _MCTSIB_PAGE),
    Metric("composite_velocity_deg_s", "deg/s", "mean of the twelve trials", _MCTSIB_PAGE),
    Metric("composite_cog_velocity_deg_s", "deg/s", "mean of the twelve trials", _MCTSIB_PAGE),
)

FOUR_TRIAL_OUTCOMES: dict[str, Metric] = by_name(
    Metric(
        "mean_path_mm",
        "mm",
        "mean path of the trials after the familiarisation",
        "BTrackS balance test, source not read",
    ),
    Metric("familiarisation_path_mm", "mm", "path of the first trial", "ours"),
    Metric("least_path_mm", "mm", "shortest path after the familiarisation", "ours"),
    Metric("greatest_path_mm", "mm", "longest path after the familiarisation", "ours"),
)


class StanceTrial(msgspec.Struct, frozen=True, eq=False):
    """One quiet stance.

    Attributes
    ----------
    t_s : array_like, shape (n_samples,)
        Times in seconds.
    cop_mm : array_like, shape (n_samples, 2)
        ml and ap; NaN where nobody is on the board.
    rate_hz : float
        Sampling rate.
    start_s : float
        When the trial began.
    condition : str
        For mCTSIB one of ``eo_firm``, ``ec_firm``, ``eo_foam``, ``ec_foam``; else empty.
    stop : str or None
        Why the trial was broken off; a stop rule of the protocol.
    """

    t_s: Any
    cop_mm: Any
    rate_hz: float
    start_s: float
    condition: str = ""
    stop: str | None = None


class StanceTest(msgspec.Struct, frozen=True):
    """A test made of stances.

    Attributes
    ----------
    trials : tuple of Outcomes
        In the order given.
    stops : tuple of str
        Why trials were stopped: condition, number and reason; empty where none was.
    overall : Outcomes
        Conditions and composite.
    """

    trials: tuple[Outcomes, ...]
    stops: tuple[str, ...]
    overall: Outcomes


def score_stance(trial: StanceTrial, *, height_mm: float | None, protocol: Protocol) -> Outcomes:
    """Score one stance over exactly the protocol's time.

    Parameters
    ----------
    trial : StanceTrial
        A longer record is cut to the first `trial_s` seconds after `start_s`.
    height_mm : float or None
        Stature, for the angle; None where it is not known.
    protocol : Protocol
        With `trial_s`.

    Returns
    -------
    Outcomes
        The names of `TRIAL_OUTCOMES`. A trial that was stopped has none: its sway is not that of a
        stance, and a short one is not comparable.

    Raises
    ------
    ConfigError
        Stopped for a reason that the protocol does not know.
    RecordingError
        A centre of pressure that no plate can give.
    ValueError
        Shapes that do not fit, times or a rate or a stature that are none.
    """
    if height_mm is not None and not 500.0 <= height_mm <= 2500.0:
        raise ValueError(f"height_mm must lie between 500 and 2500, got {height_mm:g}.")
    if not math.isfinite(trial.start_s):
        raise ValueError("start_s must be finite.")
    protocol.check_stop(trial.stop)
    metrics = _in_window(trial, protocol["trial_s"])
    text = f"{protocol.describe()} | {metrics.pipeline}"
    found: Found = {}
    for name in ("mean_velocity_mm_s", "ellipse_area_mm2", "sway_path_mm"):
        item = metrics.metrics[name]
        found[name] = item.refused if item.value is None else item.value
    found["sway_velocity_deg_s"] = _as_angle(found["mean_velocity_mm_s"], height_mm, protocol)
    found["cog_velocity_deg_s"] = _as_angle(
        _cog_velocity(trial, height_mm, protocol), height_mm, protocol
    )
    # Last, over all that was found: a stance that is not whole has no comparable number.
    reason = _not_whole(trial, metrics, protocol["trial_s"])
    if reason:
        found = dict.fromkeys(TRIAL_OUTCOMES, reason)
    return outcomes(text, TRIAL_OUTCOMES, found, metrics.quality.notes)


def _as_angle(velocity: float | str, height_mm: float | None, protocol: Protocol) -> float | str:
    """Turn mm/s into degrees a second at the height of the centre of gravity."""
    if isinstance(velocity, str):
        return velocity
    if height_mm is None:
        return "the stature is not known"
    if "cog_height_share" not in protocol.settings:
        return "the protocol has no angles"
    return math.degrees(velocity / (protocol["cog_height_share"] * height_mm))


def _cog_velocity(trial: StanceTrial, height_mm: float | None, protocol: Protocol) -> float | str:
    times, points = _window(trial, protocol["trial_s"])
    extras = Extras(height_mm=height_mm)
    found = extra_metrics(times, points, rate_hz=trial.rate_hz, preset=PRESET, extras=extras)
    item = found["cog_mean_velocity_mm_s"]
    if height_mm is None:
        return "the stature is not known"
    return item.refused if item.value is None else item.value


def _in_window(trial: StanceTrial, trial_s: float) -> TrialMetrics:
    times, points = _window(trial, trial_s)
    return analyze_trial(times, points, rate_hz=trial.rate_hz, preset=PRESET)


def _window(trial: StanceTrial, trial_s: float) -> tuple[Floats, Floats]:
    times = np.asarray(trial.t_s, np.float64)
    points = np.asarray(trial.cop_mm, np.float64)
    if times.ndim != 1 or points.shape != (times.size, 2):
        raise ValueError("t_s must have shape (n_samples,) and cop_mm (n_samples, 2).")
    slack_s = 0.5 / trial.rate_hz if trial.rate_hz > 0.0 else 0.0
    inside = (times >= trial.start_s - slack_s) & (times <= trial.start_s + trial_s + slack_s)
    # Times that are not finite stay in, so that they are refused rather than lost.
    inside |= ~np.isfinite(times)
    return times[inside], points[inside]


def _not_whole(trial: StanceTrial, metrics: TrialMetrics, trial_s: float) -> str:
    """Why the trial does not count; empty if it does."""
    if trial.stop is not None:
        return f"stopped: {trial.stop}"
    quality = metrics.quality
    n_due = trial_s * trial.rate_hz
    n_there = quality.n_used + quality.n_short_run + quality.n_missing
    # Two samples for the two ends of the window.
    if n_there < n_due - 2.0:
        return f"too short: {n_there / trial.rate_hz:.2f} s of {trial_s:g} s"
    return ""


def score_mctsib(
    trials: Sequence[StanceTrial], *, height_mm: float | None, protocol: Protocol = MCTSIB
) -> StanceTest:
    """Score the modified clinical test of sensory interaction on balance.

    Parameters
    ----------
    trials : sequence of StanceTrial
        Three for each of the four conditions, in any order.
    height_mm : float or None
        Stature; without it there are no angles.
    protocol : Protocol
        Settings.

    Returns
    -------
    StanceTest
        A condition is the mean of its three trials, the composite the mean of all twelve. With a
        trial stopped, refused or not made there is neither for it: a fall has no velocity, and a
        mean of the trials that went well would make the person look better for falling.

    Raises
    ------
    ValueError
        An unknown condition, or more trials than the protocol has; and what `score_stance` raises.
    """
    n_each = round(protocol["n_trials"])
    for trial in trials:
        if trial.condition not in CONDITIONS:
            raise ValueError(
                f"There is no condition {trial.condition!r}; known: {', '.join(CONDITIONS)}."
            )
    parts = [score_stance(t, height_mm=height_mm, protocol=protocol) for t in trials]
    found: Found = {}
    for condition in CONDITIONS:
        mine = [p for p, t in zip(parts, trials, strict=True) if t.condition == condition]
        if len(mine) > n_each:
            raise ValueError(f"{condition} has {len(mine)} trials, the protocol {n_each}.")
        for name in _AVERAGED:
            found[f"{name}_{condition}"] = _mean(mine, name, n_each)
        found[f"n_stopped_{condition}"] = float(
            sum(t.condition == condition and t.stop is not None for t in trials)
        )
    found |= _quotients(found)
    n_all = n_each * len(CONDITIONS)
    found["composite_velocity_mm_s"] = _mean(parts, "mean_velocity_mm_s", n_all)
    found["composite_velocity_deg_s"] = _mean(parts, "sway_velocity_deg_s", n_all)
    found["composite_cog_velocity_deg_s"] = _mean(parts, "cog_velocity_deg_s", n_all)
    text = f"{protocol.describe()} | {PRESET}"
    overall = outcomes(text, MCTSIB_OUTCOMES, found, protocol.departures)
    return StanceTest(tuple(parts), stops_of(trials), overall)


def _quotients(found: Found) -> Found:
    """Compare conditions by their mean velocities; refused where either of the two is."""
    out: Found = {}
    for name, pair in _QUOTIENTS.items():
        above, below = (found[f"mean_velocity_mm_s_{condition}"] for condition in pair)
        if isinstance(above, str) or isinstance(below, str):
            which = pair[0] if isinstance(above, str) else pair[1]
            out[name] = f"{which}: {above if isinstance(above, str) else below}"
        elif below > 0.0:
            out[name] = above / below
        else:
            out[name] = f"nothing moved in {pair[1]}"
    return out


def _mean(parts: Sequence[Outcomes], name: str, n_needed: int) -> float | str:
    if len(parts) < n_needed:
        return f"{len(parts)} of {n_needed} trials were made"
    reasons = [part.refused[name] for part in parts if name in part.refused]
    if reasons:
        return f"{len(reasons)} of {n_needed} trials have none: {'; '.join(sorted(set(reasons)))}"
    values = [value for part in parts if (value := part.value(name)) is not None]
    return math.fsum(values) / n_needed


def stops_of(trials: Sequence[StanceTrial]) -> tuple[str, ...]:
    """Say why trials were stopped: condition, number and reason."""
    return tuple(
        f"{trial.condition or 'stance'}, trial {number}: {trial.stop}"
        for number, trial in enumerate(trials, start=1)
        if trial.stop is not None
    )


def score_four_trial(
    trials: Sequence[StanceTrial], *, protocol: Protocol = FOUR_TRIAL
) -> StanceTest:
    """Score four stances with closed eyes, the first of them for familiarisation.

    Parameters
    ----------
    trials : sequence of StanceTrial
        In the order they were made.
    protocol : Protocol
        Settings.

    Returns
    -------
    StanceTest
        In the manner of the BTrackS balance test; see the protocol's departures. Norms of that
        test do not apply.

    Raises
    ------
    ValueError
        More trials than the protocol has; and what `score_stance` raises.
    """
    n_trials, n_first = round(protocol["n_trials"]), round(protocol["n_familiarisation"])
    if len(trials) > n_trials:
        raise ValueError(f"{len(trials)} trials were given, the protocol has {n_trials}.")
    parts = [score_stance(t, height_mm=None, protocol=protocol) for t in trials]
    counted = parts[n_first:]
    mean = _mean(counted, "sway_path_mm", n_trials - n_first)
    # The least and the greatest of an incomplete test would be of another number of trials.
    found: Found = {"mean_path_mm": mean, "least_path_mm": mean, "greatest_path_mm": mean}
    if not isinstance(mean, str):
        paths = [value for part in counted if (value := part.value("sway_path_mm")) is not None]
        found |= {"least_path_mm": min(paths), "greatest_path_mm": max(paths)}
    found["familiarisation_path_mm"] = _mean(parts[:n_first], "sway_path_mm", n_first)
    text = f"{protocol.describe()} | {PRESET}"
    overall = outcomes(text, FOUR_TRIAL_OUTCOMES, found, protocol.departures)
    return StanceTest(tuple(parts), stops_of(trials), overall)
