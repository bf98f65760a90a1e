"""Rhythmic weight shift: to and fro along one axis, in time with a pacer."""

from __future__ import annotations

import itertools
import math
from typing import Any, Literal, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.assess.lean_phases import directional_control_pct
from balance_arcade.assess.protocols import RHYTHMIC_WEIGHT_SHIFT, Protocol
from balance_arcade.assess.trace import Trace, movement_trace
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.outcomes import Outcomes, outcomes, refuse_all
from balance_arcade.cop.stability import StabilityLimits

Floats = npt.NDArray[np.float64]
Found = dict[str, float | str]

PACES_S = (3.0, 2.0, 1.0)
_PAGE = "balanceandmobility.com, NeuroCom rhythmic weight shift page; formula: ours"

SHIFT_OUTCOMES: dict[str, Metric] = by_name(
    Metric(
        "on_axis_velocity_deg_s",
        "deg/s",
        "on-axis way / T, as angle at 0.55 stature (small angles)",
        _PAGE,
    ),
    Metric("on_axis_velocity_mm_s", "mm/s", "on-axis way / T", "ours"),
    Metric(
        "velocity_of_ideal_pct",
        "%",
        "on-axis velocity / (distance between the targets / pace)",
        "ours",
    ),
    Metric("directional_control_pct", "%", "100 (on-axis way - off-axis way) / on-axis way", _PAGE),
    Metric("n_traverses", "", "ways from one turn to the next", "ours"),
    Metric("traverse_time_s", "s", "mean time from one turn to the next", "ours"),
    Metric(
        "amplitude_pct", "%", "mean distance between turns / distance between the targets", "ours"
    ),
    Metric(
        "reached_first_frac",
        "",
        "share of the turns towards right or forward that reach the target",
        "ours",
    ),
    Metric(
        "reached_second_frac",
        "",
        "share of the turns towards left or back that reach the target",
        "ours",
    ),
)


class ShiftTrial(msgspec.Struct, frozen=True, eq=False):
    """One run of the pacer.

    Attributes
    ----------
    axis : str
        ``ml`` from side to side, ``ap`` forwards and backwards.
    pace_s : float
        Time from one side to the other: 3, 2 or 1 s.
    t_s : array_like, shape (n_samples,)
        Times in seconds.
    cop_mm : array_like, shape (n_samples, 2)
        ml and ap; NaN where nobody is on the board.
    rate_hz : float
        Sampling rate.
    start_s : float
        When scoring begins.
    stop : str or None
        Why the trial was broken off.
    """

    axis: Literal["ml", "ap"]
    pace_s: float
    t_s: Any
    cop_mm: Any
    rate_hz: float
    start_s: float
    stop: str | None = None


class Turn(NamedTuple):
    """Where the movement turned back: row of the trace, and to which side it had gone."""

    row: int
    side: int


def score_weight_shift(
    trial: ShiftTrial,
    *,
    height_mm: float,
    limits: StabilityLimits,
    protocol: Protocol = RHYTHMIC_WEIGHT_SHIFT,
) -> Outcomes:
    """Score one run.

    Parameters
    ----------
    trial : ShiftTrial
        Six cycles are scored, ``6 * 2 * pace_s`` from `start_s`.
    height_mm : float
        Stature, for the angle.
    limits : StabilityLimits
        The targets stand at half of them, about their centre.
    protocol : Protocol
        Settings.

    Returns
    -------
    Outcomes
        The names of `SHIFT_OUTCOMES`.

    Raises
    ------
    ConfigError
        Stopped for a reason that the protocol does not know.
    RecordingError
        A centre of pressure that no plate can give.
    ValueError
        An axis, pace, stature or time that is none.
    """
    _check(trial, height_mm)
    protocol.check_stop(trial.stop)
    text = protocol.describe()
    if trial.stop is not None:
        return refuse_all(text, SHIFT_OUTCOMES, f"stopped: {trial.stop}", protocol.departures)
    # The pace is the time of one way, and a cycle is two ways.
    lasts_s = protocol["n_cycles"] * 2.0 * trial.pace_s
    trace = movement_trace(
        trial.t_s,
        trial.cop_mm,
        trial.rate_hz,
        from_s=trial.start_s,
        until_s=trial.start_s + lasts_s,
    )
    if isinstance(trace, str):
        return refuse_all(text, SHIFT_OUTCOMES, trace, protocol.departures)
    # Limits count clockwise from forward: 2 is right and 6 left, 0 forward and 4 back.
    first, second = (2, 6) if trial.axis == "ml" else (0, 4)
    targets = tuple(protocol["target_frac"] * limits.limits_mm[k] for k in (first, second))
    if min(targets) <= 0.0:
        reason = "the limits of the axis are zero"
        return refuse_all(text, SHIFT_OUTCOMES, reason, protocol.departures)
    on, off = (0, 1) if trial.axis == "ml" else (1, 0)
    along = trace.cop_mm[:, on] - limits.centre_mm[on]
    found = _velocities(trace, along, trace.cop_mm[:, off], height_mm, protocol)
    span_mm = targets[0] + targets[1]
    velocity = found["on_axis_velocity_mm_s"]
    if not isinstance(velocity, str):
        # Ideal is the way between both targets once in each pace.
        found["velocity_of_ideal_pct"] = 100.0 * velocity * trial.pace_s / span_mm
    found |= _rhythm(trace, along, (targets[0], targets[1]), protocol)
    return outcomes(text, SHIFT_OUTCOMES, found, protocol.departures)


def _check(trial: ShiftTrial, height_mm: float) -> None:
    if trial.axis not in ("ml", "ap"):
        raise ValueError(f"axis must be ml or ap, got {trial.axis!r}.")
    if not (math.isfinite(trial.pace_s) and trial.pace_s > 0.0):
        raise ValueError(f"pace_s must be a positive number, got {trial.pace_s}.")
    if not 500.0 <= height_mm <= 2500.0:
        raise ValueError(f"height_mm must lie between 500 and 2500, got {height_mm:g}.")
    if not math.isfinite(trial.start_s):
        raise ValueError("start_s must be finite.")


def _velocities(
    trace: Trace, along: Floats, across: Floats, height_mm: float, protocol: Protocol
) -> Found:
    lasted_s = float(trace.t_s[-1] - trace.t_s[0])
    velocity = float(np.abs(np.diff(along)).sum()) / lasted_s
    arm_mm = protocol["cog_height_share"] * height_mm
    return {
        "on_axis_velocity_mm_s": velocity,
        "on_axis_velocity_deg_s": math.degrees(velocity / arm_mm),
        "directional_control_pct": directional_control_pct(along, across),
    }


def _rhythm(
    trace: Trace, along: Floats, targets_mm: tuple[float, float], protocol: Protocol
) -> Found:
    names = ("traverse_time_s", "amplitude_pct", "reached_first_frac", "reached_second_frac")
    turns = find_turns(along, protocol["turn_frac"] * min(targets_mm))
    found: Found = {"n_traverses": float(max(0, len(turns) - 1))}
    if len(turns) < 2:
        return found | dict.fromkeys(names, "fewer than two turns")
    ways = [abs(float(along[b.row] - along[a.row])) for a, b in itertools.pairwise(turns)]
    time_s = float(trace.t_s[turns[-1].row] - trace.t_s[turns[0].row])
    found["traverse_time_s"] = time_s / len(ways)
    found["amplitude_pct"] = 100.0 * math.fsum(ways) / len(ways) / sum(targets_mm)
    for name, side, target in ((names[2], 1, targets_mm[0]), (names[3], -1, targets_mm[1])):
        tops = [side * float(along[turn.row]) for turn in turns if turn.side == side]
        found[name] = (
            sum(top >= target for top in tops) / len(tops) if tops else "no turn on that side"
        )
    return found


def find_turns(along_mm: Floats, back_mm: float) -> list[Turn]:
    """Find where a movement to and fro turns.

    Parameters
    ----------
    along_mm : numpy.ndarray, shape (n_samples,)
        Place on the axis.
    back_mm : float
        A turn counts once the movement has come back by so much.

    Returns
    -------
    list of Turn
        Greatest and least places in turn. Neither end of the record is a turn.

    Examples
    --------
    >>> [turn.row for turn in find_turns(np.array([0.0, 5.0, 0.0, -5.0, 0.0, 5.0]), 2.0)]
    [1, 3]
    """
    turns: list[Turn] = []
    high = low = 0
    side = 0
    for row in range(along_mm.size):
        here = along_mm[row]
        high = row if here > along_mm[high] else high
        low = row if here < along_mm[low] else low
        if side >= 0 and along_mm[high] - here >= back_mm:
            # Row 0 is where the record began; nobody turned there.
            if high > 0:
                turns.append(Turn(high, 1))
            # Both extremes begin anew: only the way back decides about the next turn.
            side, low = -1, row
            high = row
        elif side <= 0 and here - along_mm[low] >= back_mm:
            if low > 0:
                turns.append(Turn(low, -1))
            side, high = 1, row
            low = row
    return turns
