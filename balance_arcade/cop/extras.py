"""Metrics that need more than the centre of pressure: corners, shear force, feet, body height."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.boundary import MOTIONS, time_to_boundary
from balance_arcade.cop.definitions import DEFINITIONS
from balance_arcade.cop.definitions_body import BOUNDARY, GRAVITY, LOADS, RAMBLING
from balance_arcade.cop.filters import MIN_RATE_HZ, padding_for, smooth_zero_phase
from balance_arcade.cop.geometry_kernels import convex_hull
from balance_arcade.cop.gravity import gravity_track
from balance_arcade.cop.metric import AXES, Measured, Metric, measured
from balance_arcade.cop.metric_group import Found
from balance_arcade.cop.pipelines import Pipeline, pipeline_named
from balance_arcade.cop.position import corner_shares, load_index_of
from balance_arcade.cop.prepare import prepare, smooth_runs, unbroken_runs
from balance_arcade.cop.rambling import N_LEAST_POINTS, decompose, equilibrium_places
from balance_arcade.cop.refusal import NOBODY
from balance_arcade.cop.stretch import stretch_of
from balance_arcade.cop.velocity_peaks import N_FIT
from balance_arcade.core.errors import RecordingError

Floats = npt.NDArray[np.float64]

# Height of the centre of gravity over stature, see `balance_arcade.cop.limits`.
COG_SHARE = 0.55

# A hundred tonnes. No person is as heavy; wrong units and broken files are.
_HEAVIEST_N = 1e6

# The pendulum continues the ends by a second.
_LEAST_GRAVITY_S = 2.0
_LEAST_GRAVITY_HZ = 10.0


class Extras(NamedTuple):
    """What a trial has besides its centre of pressure; None for what it has not.

    Attributes
    ----------
    corners_n : numpy.ndarray, shape (n_samples, 4), or None
        Forces of the corners tl tr bl br.
    horizontal_n : numpy.ndarray, shape (n_samples, 2), or None
        Horizontal forces along ml and ap, of either sign.
    base_mm : numpy.ndarray, shape (n_points, 2), or None
        Points about the feet, ml and ap; the base of support is their convex hull.
    height_mm : float or None
        Body height.
    """

    corners_n: Floats | None = None
    horizontal_n: Floats | None = None
    base_mm: Floats | None = None
    height_mm: float | None = None


class _Run(NamedTuple):
    """The longest unbroken run behind the pipeline's filter."""

    cop_mm: Floats
    force_n: Floats
    rate_hz: float
    refused: str


_NO_CORNERS = "needs the forces of four corners"
_NO_SHEAR = "needs a plate that measures horizontal force along both axes"
_NO_BASE = "needs the base of support (--base-of-support)"
_NO_HEIGHT = "needs the body height (--height-cm)"


def extra_metrics(
    t_s: npt.ArrayLike,
    cop_mm: npt.ArrayLike,
    *,
    rate_hz: float,
    preset: str = "default",
    extras: Extras,
) -> dict[str, Measured]:
    """Measure what needs more than the centre of pressure, or say what is missing for it.

    Parameters
    ----------
    t_s, cop_mm, rate_hz, preset
        As for `balance_arcade.cop.batch.analyze_trial`.
    extras : Extras
        What else there is, a row a sample.

    Returns
    -------
    dict of str to Measured
        Every name of `balance_arcade.cop.definitions_body.EXTRA_TABLE`, and those of
        `balance_arcade.cop.definitions.DEFINITIONS` that need loads where there are
        none.

    Raises
    ------
    ConfigError, RecordingError, ValueError
        As `analyze_trial`; RecordingError too for a force beyond a million newtons; ValueError too
        for a height outside 500 to 2500 mm, a base of support that encloses nothing, and shapes
        that do not fit.

    Notes
    -----
    Boundary, rambling and gravity are measured on the longest stretch without a break, behind the
    pipeline's filter; the horizontal force goes through the same filter. The preset `quijoux2021`
    knows none of the three.

    Examples
    --------
    >>> t_s = np.arange(3000) / 100.0
    >>> cop_mm = np.column_stack((5.0 * np.sin(t_s), 8.0 * np.cos(t_s)))
    >>> found = extra_metrics(t_s, cop_mm, rate_hz=100.0, extras=Extras(height_mm=1700.0))
    >>> 4.0 < found["cog_rms_ap_mm"].value < 8.0 / 2**0.5
    True
    >>> found["ttb_linear_min_s"].refused
    'needs the base of support (--base-of-support)'
    """
    pipeline = pipeline_named(preset)
    _check(extras)
    out = _loads(extras.corners_n)
    lacking = {
        name: "" if given is not None else why
        for name, given, why in (
            ("rambling", extras.horizontal_n, _NO_SHEAR),
            ("boundary", extras.base_mm, _NO_BASE),
            ("gravity", extras.height_mm, _NO_HEIGHT),
        )
    }
    if pipeline.as_published:
        lacking = dict.fromkeys(lacking, "not among the quantities of Quijoux et al. 2021")
    if all(lacking.values()):
        run = _Run(np.empty((0, 2)), np.empty((0, 2)), rate_hz, "nothing to measure")
    else:
        run = _longest(t_s, cop_mm, rate_hz, pipeline, extras.horizontal_n)
    out |= _results(RAMBLING, _rambling(run, lacking["rambling"]))
    out |= _results(BOUNDARY, _boundary(run, extras.base_mm, lacking["boundary"]))
    return out | _results(GRAVITY, _gravity(run, extras.height_mm, lacking["gravity"]))


def _results(table: Mapping[str, Metric], found: Found) -> dict[str, Measured]:
    return {
        name: measured(row, found if isinstance(found, str) else found.get(name, math.nan))
        for name, row in table.items()
    }


def _check(extras: Extras) -> None:
    for name, given in (("corners_n", extras.corners_n), ("horizontal_n", extras.horizontal_n)):
        there = np.empty(0) if given is None else np.abs(given[~np.isnan(given)])
        if there.size and float(there.max()) > _HEAVIEST_N:
            raise RecordingError(
                f"A force of {float(there.max()):.3g} N in {name}.",
                hint="Check the unit in the column's name.",
            )
    height_mm = extras.height_mm
    if height_mm is not None and not 500.0 <= height_mm <= 2500.0:
        raise ValueError(f"height_mm must lie between 500 and 2500, got {height_mm:g}.")


def _loads(corners_n: Floats | None) -> dict[str, Measured]:
    if corners_n is None:
        basic = {name: row for name, row in DEFINITIONS.items() if row.kind == "load"}
        return _results(basic | LOADS, _NO_CORNERS)
    shares = corner_shares(corners_n)
    if not shares.shape[0]:
        return _results(LOADS, NOBODY)
    values = {"quadrant_load_index_pct": load_index_of(shares)}
    for k, corner in enumerate(("tl", "tr", "bl", "br")):
        values[f"{corner}_load_frac"] = float(shares[:, k].mean())
    return _results(LOADS, values)


def _longest(
    t_s: npt.ArrayLike,
    cop_mm: npt.ArrayLike,
    rate_hz: float,
    pipeline: Pipeline,
    horizontal_n: Floats | None,
) -> _Run:
    # What is carried along with the samples is elsewhere the share of the load.
    carried = None if horizontal_n is None else (horizontal_n[:, 0], horizontal_n[:, 1])
    used = prepare(t_s, cop_mm, rate_hz, carried)
    cutoff_hz = pipeline.cutoff_hz
    if cutoff_hz is not None:
        if not pipeline.fast_enough(rate_hz, MIN_RATE_HZ):
            why = f"too slow: {rate_hz:g} Hz, the filter needs {MIN_RATE_HZ:g} Hz"
            return _Run(np.empty((0, 2)), np.empty((0, 2)), rate_hz, why)
        whole, used = used, smooth_runs(used, cutoff_hz)
        if whole.t_s.shape[0] and not used.t_s.shape[0]:
            n_needed = padding_for(rate_hz, cutoff_hz) + 1
            why = f"too short: the filter needs {n_needed} samples without a break"
            return _Run(np.empty((0, 2)), np.empty((0, 2)), rate_hz, why)
    stretch = stretch_of(used)
    runs = unbroken_runs(used)
    start, stop = max(runs, key=lambda run: run[1] - run[0]) if runs else (0, 0)
    force = np.column_stack((used.left_frac[start:stop], used.front_frac[start:stop]))
    if cutoff_hz is not None and np.isfinite(force).all() and force.shape[0]:
        force = np.column_stack(
            [smooth_zero_phase(np.ascontiguousarray(f), rate_hz, cutoff_hz) for f in force.T]
        )
    return _Run(stretch.cop_mm, force, rate_hz, stretch.refused)


def _rambling(run: _Run, why: str) -> Found:
    why = why or run.refused
    if not why and not np.isfinite(run.force_n).all():
        why = "the horizontal force is missing in some samples"
    values: dict[str, float] = {}
    for k, axis in enumerate(AXES):
        if why:
            return why
        force = np.ascontiguousarray(run.force_n[:, k])
        n_points = equilibrium_places(force).shape[0]
        if n_points < N_LEAST_POINTS:
            return f"the horizontal force has {n_points} zeros, {N_LEAST_POINTS} needed"
        parts = decompose(np.ascontiguousarray(run.cop_mm[:, k]), force, rate_hz=run.rate_hz)
        values[f"rambling_rms_{axis}_mm"] = parts.rms_rambling_mm
        values[f"trembling_rms_{axis}_mm"] = parts.rms_trembling_mm
        values[f"equilibrium_rate_{axis}_hz"] = n_points * run.rate_hz / force.shape[0]
    return values


def _boundary(run: _Run, base_mm: Floats | None, why: str) -> Found:
    why = why or run.refused
    n = run.cop_mm.shape[0]
    if not why and n < N_FIT:
        why = f"too short: {n} samples without a break, {N_FIT} needed"
    if why or base_mm is None:
        return why
    points = np.ascontiguousarray(base_mm[np.lexsort((base_mm[:, 1], base_mm[:, 0]))], np.float64)
    polygon = convex_hull(points)
    values: dict[str, float | str] = {}
    for motion in MOTIONS:
        found = time_to_boundary(run.cop_mm, polygon, rate_hz=run.rate_hz, motion=motion)
        if found.n_outside == n:
            never = "the centre of pressure is never inside the base of support"
            return dict.fromkeys(BOUNDARY, never) | {"outside_base_frac": 1.0}
        values["outside_base_frac"] = found.n_outside / n
        values[f"ttb_{motion}_min_s"] = found.ttb_min_s
        values[f"ttb_{motion}_mean_s"] = found.ttb_mean_s
        values[f"ttb_{motion}_sd_s"] = found.ttb_sd_s
        values[f"ttb_{motion}_minima_rate_hz"] = found.n_ttb_minima * run.rate_hz / n
    return values


def _gravity(run: _Run, height_mm: float | None, why: str) -> Found:
    why = why or run.refused
    n = run.cop_mm.shape[0]
    if not why and run.rate_hz < _LEAST_GRAVITY_HZ:
        why = f"too slow: {run.rate_hz:g} Hz, {_LEAST_GRAVITY_HZ:g} Hz needed"
    if not why and n < _LEAST_GRAVITY_S * run.rate_hz + 1.0:
        why = f"too short: {n / run.rate_hz:.3g} s without a break, {_LEAST_GRAVITY_S:g} s needed"
    if why or height_mm is None:
        return why
    cog = gravity_track(run.cop_mm, rate_hz=run.rate_hz, height_mm=height_mm)
    rms = cog.std(axis=0)
    apart = np.sqrt(((run.cop_mm - cog) ** 2).mean(axis=0))
    path_mm = float(np.hypot(*np.diff(cog, axis=0).T).sum())
    velocity_mm_s = path_mm * run.rate_hz / (n - 1)
    return {
        "cog_rms_ml_mm": float(rms[0]),
        "cog_rms_ap_mm": float(rms[1]),
        "cog_rms_mm": math.hypot(float(rms[0]), float(rms[1])),
        "cog_path_mm": path_mm,
        "cog_mean_velocity_mm_s": velocity_mm_s,
        "cog_sway_velocity_deg_s": math.degrees(velocity_mm_s / (COG_SHARE * height_mm)),
        "cop_cog_rms_ml_mm": float(apart[0]),
        "cop_cog_rms_ap_mm": float(apart[1]),
    }
