"""Limits of stability: eight leans on a cue, scored one by one and together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.assess.lean_phases import (
    Baseline,
    FirstMovement,
    baseline_of,
    directional_control_pct,
    find_onset,
    first_movement,
    time_at,
)
from balance_arcade.assess.protocols import (
    COG_ESTIMATED,
    COP_NOT_COG,
    LIMITS_OF_STABILITY,
    Protocol,
)
from balance_arcade.assess.trace import Trace, movement_trace
from balance_arcade.cop.gravity import gravity_track
from balance_arcade.cop.limits import default_limits
from balance_arcade.cop.metric import Metric, by_name
from balance_arcade.cop.outcomes import Outcomes, outcomes, refuse_all
from balance_arcade.cop.stability import (
    DIRECTIONS,
    FLOOR_MM,
    STEP_RAD,
    StabilityLimits,
    direction_vector,
)

Floats = npt.NDArray[np.float64]
Found = dict[str, float | str]
Follow = Literal["cop", "cog"]

_MAKERS = "NeuroCom's test; names: pmc.ncbi.nlm.nih.gov/articles/PMC6159502; formula: ours"
_SEEN = "NeuroCom's test; in these words: sensingfuture.com, vertigo.medlogicai.org; onset: ours"

LEAN_OUTCOMES: dict[str, Metric] = by_name(
    Metric("reaction_time_s", "s", "onset of the first movement - cue", _SEEN),
    Metric(
        "movement_velocity_deg_s",
        "deg/s",
        "mean angular speed from 5 to 95 % of the way to the endpoint, angle = "
        "asin(distance / (0.55 stature))",
        _MAKERS,
    ),
    Metric(
        "movement_velocity_mm_s",
        "mm/s",
        "mean speed along the direction from 5 to 95 % of the way to the endpoint",
        "ours",
    ),
    Metric(
        "endpoint_excursion_mm",
        "mm",
        "distance from the centre where the first movement ends",
        _MAKERS,
    ),
    Metric("endpoint_excursion_pct", "%", "endpoint / theoretical limit", _MAKERS),
    Metric("endpoint_excursion_performed_pct", "%", "endpoint / limit performed before", "ours"),
    Metric(
        "max_excursion_mm",
        "mm",
        "greatest distance from the centre along the direction, cue to end",
        _MAKERS,
    ),
    Metric("max_excursion_pct", "%", "greatest distance / theoretical limit", _MAKERS),
    Metric(
        "max_excursion_performed_pct", "%", "greatest distance / limit performed before", "ours"
    ),
    Metric(
        "directional_control_pct",
        "%",
        "100 (on-axis way - off-axis way) / on-axis way, onset to endpoint",
        _MAKERS,
    ),
)

COMPOSITE_OUTCOMES: dict[str, Metric] = by_name(
    *(
        Metric(name, row.unit, f"mean of the eight directions of: {row.formula}", row.source)
        for name, row in LEAN_OUTCOMES.items()
    ),
    Metric(
        "max_excursion_area_mm2",
        "mm2",
        "polygon through the eight greatest distances, 1/2 sin 45 sum of L_i L_i+1",
        "ours",
    ),
)


class LeanTrial(msgspec.Struct, frozen=True, eq=False):
    """One lean into one direction.

    Attributes
    ----------
    direction : int
        0 forward, 1 forward-right ... clockwise.
    t_s : array_like, shape (n_samples,)
        Times in seconds, from at least 0.3 s before the cue.
    cop_mm : array_like, shape (n_samples, 2)
        ml and ap; NaN where nobody is on the board.
    rate_hz : float
        Sampling rate.
    cue_s : float
        When the person was told to go.
    stop : str or None
        Why the trial was broken off; a stop rule of the protocol.
    """

    direction: int
    t_s: Any
    cop_mm: Any
    rate_hz: float
    cue_s: float
    stop: str | None = None


class _Ways(NamedTuple):
    """Distances from the centre: of what is followed, along and across; of the pressure, along."""

    along: Floats
    across: Floats
    pressed: Floats


class LimitsOfStability(msgspec.Struct, frozen=True):
    """The whole test.

    Attributes
    ----------
    directions : dict of str to Outcomes
        By F, FR, R, BR, B, BL, L, FL.
    composite : Outcomes
        Means over all eight; refused where one is missing.
    """

    directions: dict[str, Outcomes]
    composite: Outcomes


def score_lean(
    trial: LeanTrial,
    *,
    height_mm: float,
    centre_mm: tuple[float, float],
    performed: StabilityLimits | None = None,
    protocol: Protocol = LIMITS_OF_STABILITY,
    follow: Follow = "cop",
) -> Outcomes:
    """Score one direction.

    Parameters
    ----------
    trial : LeanTrial
        The samples and the cue.
    height_mm : float
        Stature, for the theoretical limit and the angles.
    centre_mm : tuple of float
        (ml, ap) of quiet stance: where distances count from.
    performed : StabilityLimits, optional
        What this person reached before; without it the outcomes against it are refused.
    protocol : Protocol
        Settings.
    follow : {"cop", "cog"}
        What the distances, speeds and directional control are of: the centre of pressure, or the
        centre of gravity as a pendulum of this stature would have it
        (`balance_arcade.cop.gravity`). The onset is that of the centre of pressure either way: the
        estimate looks forward in time, and would move too soon.

    Returns
    -------
    Outcomes
        The names of `LEAN_OUTCOMES`.

    Raises
    ------
    ConfigError
        The trial was stopped for a reason that the protocol does not know.
    RecordingError
        A centre of pressure that no plate can give.
    ValueError
        No such direction, a stature that is none, a centre or cue that is not finite.
    """
    right, forward = direction_vector(trial.direction)
    theory_mm = default_limits(height_mm).limits_mm[trial.direction]
    if not (math.isfinite(trial.cue_s) and all(math.isfinite(v) for v in centre_mm)):
        raise ValueError("cue_s and centre_mm must be finite.")
    protocol.check_stop(trial.stop)
    text, notes = _what_is_followed(protocol, follow)
    if trial.stop is not None:
        return refuse_all(text, LEAN_OUTCOMES, f"stopped: {trial.stop}", notes)
    # Whatever was recorded before the cue; `baseline_of` refuses what is too short.
    before_s = min(protocol["baseline_s"], max(0.0, trial.cue_s - _first_s(trial)))
    trace = movement_trace(
        trial.t_s,
        trial.cop_mm,
        trial.rate_hz,
        from_s=trial.cue_s - before_s,
        until_s=trial.cue_s + protocol["trial_s"],
    )
    if isinstance(trace, str):
        return refuse_all(text, LEAN_OUTCOMES, trace, notes)
    pressed = (trace.cop_mm - np.array(centre_mm)) @ np.array((right, forward))
    if follow == "cog":
        cog_mm = gravity_track(trace.cop_mm, rate_hz=trace.rate_hz, height_mm=height_mm)
        trace = trace._replace(cop_mm=cog_mm)
    offset = trace.cop_mm - np.array(centre_mm)
    along = offset @ np.array((right, forward)) if follow == "cog" else pressed
    across = offset @ np.array((forward, -right))
    ways = _Ways(along, across, pressed)
    found = _times_and_ways(trace, ways, trial.cue_s, height_mm, protocol)
    found["max_excursion_mm"] = float(along[trace.t_s >= trial.cue_s].max())
    _add_shares(found, theory_mm, performed, trial.direction)
    return outcomes(text, LEAN_OUTCOMES, found, notes)


def _what_is_followed(protocol: Protocol, follow: Follow) -> tuple[str, tuple[str, ...]]:
    """Say the protocol with what is followed, and the departures that go with it."""
    if follow not in ("cop", "cog"):
        raise ValueError(f"follow must be cop or cog, got {follow!r}.")
    if follow == "cop":
        return protocol.describe(), protocol.departures
    others = tuple(text for text in protocol.departures if text != COP_NOT_COG)
    return f"{protocol.describe()} follow=cog", (COG_ESTIMATED, *others)


def _first_s(trial: LeanTrial) -> float:
    """First time with somebody on the board; the cue itself where there is none."""
    times = np.asarray(trial.t_s, np.float64)
    points = np.asarray(trial.cop_mm, np.float64)
    if times.ndim != 1 or points.shape != (times.size, 2):
        raise ValueError("t_s must have shape (n_samples,) and cop_mm (n_samples, 2).")
    there = times[~np.isnan(points).any(axis=1)]
    return float(there.min()) if there.size else trial.cue_s


def _times_and_ways(
    trace: Trace, ways: _Ways, cue_s: float, height_mm: float, protocol: Protocol
) -> Found:
    """Everything that hangs on the onset; one reason for all where there is none."""
    along, across = ways.along, ways.across
    names = (
        "reaction_time_s",
        "movement_velocity_deg_s",
        "movement_velocity_mm_s",
        "endpoint_excursion_mm",
        "directional_control_pct",
    )
    found: Found
    pressed = baseline_of(ways.pressed, trace.t_s, cue_s, protocol)
    baseline = baseline_of(along, trace.t_s, cue_s, protocol)
    if isinstance(pressed, str) or isinstance(baseline, str):
        return dict.fromkeys(names, str(pressed if isinstance(pressed, str) else baseline))
    # By the pressure, whatever is followed: the estimated centre of gravity sets out before it.
    onset_s = find_onset(ways.pressed, trace.t_s, cue_s, pressed, protocol)
    if isinstance(onset_s, str):
        return dict.fromkeys(names, onset_s)
    reaction_s = onset_s - cue_s
    found = {"reaction_time_s": reaction_s}
    if reaction_s < protocol["least_reaction_s"]:
        found["reaction_time_s"] = (
            f"moved {reaction_s:.2f} s from the cue: anticipation, not reaction"
        )
    move = first_movement(along, trace.t_s, onset_s, baseline, protocol)
    if isinstance(move, str):
        return found | dict.fromkeys(names[1:], move)
    # The onset lies between two samples, so the one before belongs to the way.
    rows = slice(max(0, move.onset - 1), move.end + 1)
    found["endpoint_excursion_mm"] = float(along[move.end])
    found["directional_control_pct"] = directional_control_pct(along[rows], across[rows])
    return found | _velocities(trace, ways, baseline, move, height_mm, protocol)


def _velocities(
    trace: Trace,
    ways: _Ways,
    baseline: Baseline,
    move: FirstMovement,
    height_mm: float,
    protocol: Protocol,
) -> Found:
    along = ways.along
    # The estimate of the centre of gravity sets out before the pressure does.
    first = max(0, move.onset - 1) if along is ways.pressed else 0
    rows = slice(first, move.end + 1)
    way_mm = float(along[move.end]) - baseline.place_mm
    levels = [
        baseline.place_mm + protocol[key] * way_mm
        for key in ("velocity_from_frac", "velocity_to_frac")
    ]
    start_s, end_s = (time_at(along[rows], trace.t_s[rows], level) for level in levels)
    lasted_s = end_s - start_s
    if not lasted_s > 0.0:
        reason = "the movement is too short to have a speed"
        return {"movement_velocity_deg_s": reason, "movement_velocity_mm_s": reason}
    arm_mm = protocol["cog_height_share"] * height_mm
    found: Found = {"movement_velocity_mm_s": (levels[1] - levels[0]) / lasted_s}
    # There the arcsine has no value.
    if max(abs(level) for level in levels) >= arm_mm:
        return found | {"movement_velocity_deg_s": "farther out than the centre of mass is high"}
    angles = [math.degrees(math.asin(level / arm_mm)) for level in levels]
    return found | {"movement_velocity_deg_s": (angles[1] - angles[0]) / lasted_s}


def _add_shares(
    found: Found, theory_mm: float, performed: StabilityLimits | None, direction: int
) -> None:
    for name in ("endpoint_excursion", "max_excursion"):
        distance = found[f"{name}_mm"]
        if isinstance(distance, str):
            found[f"{name}_pct"] = found[f"{name}_performed_pct"] = distance
            continue
        found[f"{name}_pct"] = 100.0 * distance / theory_mm
        if performed is None:
            found[f"{name}_performed_pct"] = "no limits were performed before"
        elif performed.limits_mm[direction] < FLOOR_MM:
            found[f"{name}_performed_pct"] = f"the limit performed before is below {FLOOR_MM:g} mm"
        else:
            found[f"{name}_performed_pct"] = 100.0 * distance / performed.limits_mm[direction]


def score_limits_of_stability(
    trials: Sequence[LeanTrial],
    *,
    height_mm: float,
    centre_mm: tuple[float, float],
    performed: StabilityLimits | None = None,
    protocol: Protocol = LIMITS_OF_STABILITY,
    follow: Follow = "cop",
) -> LimitsOfStability:
    """Score the whole test.

    Parameters
    ----------
    trials : sequence of LeanTrial
        At most one a direction, in any order.
    height_mm, centre_mm, performed, protocol, follow
        As for `score_lean`.

    Returns
    -------
    LimitsOfStability
        A composite is the plain mean of the eight directions; with one of them missing it is
        refused, because seven directions make another number.

    Raises
    ------
    ValueError
        A direction comes twice; and what `score_lean` raises.
    """
    given = [trial.direction for trial in trials]
    if len(set(given)) != len(given):
        raise ValueError("Every direction may come once; pass the repetition that counts.")
    text, notes = _what_is_followed(protocol, follow)
    by_index = {trial.direction: trial for trial in trials}
    parts = {
        name: score_lean(
            by_index[index],
            height_mm=height_mm,
            centre_mm=centre_mm,
            performed=performed,
            protocol=protocol,
            follow=follow,
        )
        if index in by_index
        else refuse_all(text, LEAN_OUTCOMES, "not tried")
        for index, name in enumerate(DIRECTIONS)
    }
    found: Found = {name: _mean_of(parts, name) for name in LEAN_OUTCOMES}
    reach = [part.value("max_excursion_mm") for part in parts.values()]
    if any(value is None for value in reach):
        found["max_excursion_area_mm2"] = _mean_of(parts, "max_excursion_mm")
    else:
        # A lean that only went backwards spans no area, rather than a negative one.
        out = [max(0.0, value) for value in reach if value is not None]
        around = zip(out, out[1:] + out[:1], strict=True)
        found["max_excursion_area_mm2"] = 0.5 * math.sin(STEP_RAD) * sum(a * b for a, b in around)
    composite = outcomes(text, COMPOSITE_OUTCOMES, found, notes)
    return LimitsOfStability(parts, composite)


def _mean_of(parts: dict[str, Outcomes], name: str) -> float | str:
    missing = [f"{d} ({part.refused[name]})" for d, part in parts.items() if name in part.refused]
    if missing:
        return f"not all eight directions have it: {', '.join(missing)}"
    values = [value for part in parts.values() if (value := part.value(name)) is not None]
    return math.fsum(values) / len(values)
