"""The rows of the basic metrics, and of what only the live window has."""

from __future__ import annotations

from balance_arcade.cop.definitions_time import TIME_ROWS
from balance_arcade.cop.metric import AXES, Changes, Metric, by_name

_PRIETO = "Prieto 1996"
_ELLIPSE = "Schubert & Kirchner 2014, Duarte 2015"
_TWIN = "twins:basic"
_LENGTH = Changes(1)
_LENGTH_TURNED = Changes(1, turn="same")
_AREA_TURNED = Changes(2, turn="same")
_LOAD = Changes(swap="-")
_LOAD_OF_SIDE = Changes(mirror="exchange", swap="-")

_PLANE = (
    *(
        Metric(
            "mean_{a}_mm",
            "mm",
            "mean of {a}",
            _PRIETO,
            "place",
            1,
            streams=True,
            changes=Changes(1, mirror="minus", move="moved"),
            twin=_TWIN,
        ).on(axis)
        for axis in AXES
    ),
    Metric(
        "sway_path_mm",
        "mm",
        "sum of sqrt(dx^2 + dy^2)",
        "Prieto 1996 (TOTEX)",
        "path",
        2,
        streams=True,
        changes=_LENGTH_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "mean_velocity_mm_s",
        "mm/s",
        "sway_path_mm / T, T = {T}",
        "Prieto 1996 (MVELO)",
        "path",
        2,
        streams=True,
        changes=_LENGTH_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "rms_mm",
        "mm",
        "sqrt(mean(r^2)), 1/N",
        "Prieto 1996 (RDIST)",
        "place",
        2,
        streams=True,
        changes=_LENGTH_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "range_mm",
        "mm",
        "greatest distance between two samples",
        _PRIETO,
        "place",
        2,
        changes=_LENGTH_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "mean_distance_mm",
        "mm",
        "mean of r",
        "Prieto 1996 (MDIST)",
        "place",
        2,
        changes=_LENGTH_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "max_distance_mm",
        "mm",
        "maximum of r",
        "Quijoux 2021",
        "place",
        2,
        changes=_LENGTH_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "ellipse_area_mm2",
        "mm2",
        "95 % prediction ellipse, pi 2(N-1)(N+1)/(N(N-2)) F(0.95;2,N-2) sqrt(det S), "
        "S with 1/(N-1)",
        _ELLIPSE,
        "place",
        3,
        streams=True,
        changes=_AREA_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "ellipse_major_mm",
        "mm",
        "major semi-axis of the same ellipse",
        _ELLIPSE,
        "place",
        3,
        streams=True,
        changes=_LENGTH_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "ellipse_minor_mm",
        "mm",
        "minor semi-axis of the same ellipse",
        _ELLIPSE,
        "place",
        3,
        streams=True,
        changes=_LENGTH_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "ellipse_angle_deg",
        "deg",
        "major axis from +ml towards +ap, axial, 0 to 180",
        _ELLIPSE,
        "place",
        3,
        streams=True,
        changes=Changes(mirror="axial", swap="axial", turn="axial"),
        twin=_TWIN,
    ),
    Metric(
        "circle_area_mm2",
        "mm2",
        "pi (mean(r) + 1.645 s)^2, s standard deviation of r with 1/N",
        "Prieto 1996 (AREA-CC)",
        "place",
        2,
        changes=_AREA_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "hull_area_mm2",
        "mm2",
        "area of the convex hull",
        "textbook",
        "place",
        3,
        changes=_AREA_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "sway_area_rate_mm2_s",
        "mm2/s",
        "sum of |x_i y_i+1 - x_i+1 y_i| / (2 T), T = {T}",
        "Prieto 1996 (AREA-SW)",
        "path",
        2,
        changes=_AREA_TURNED,
        twin=_TWIN,
    ),
    Metric(
        "mean_frequency_hz",
        "Hz",
        "mean_velocity / (2 pi mean_distance), T = {T}",
        "Prieto 1996 (MFREQ)",
        "path",
        2,
        changes=Changes(turn="same"),
        twin=_TWIN,
    ),
)

_LOADS = tuple(
    Metric(name, "", formula, source, "load", 1, streams=True, changes=changes)
    for name, formula, source, changes in (
        ("left_load_frac", "mean of (tl + bl) / total", "weight-bearing tests", _LOAD_OF_SIDE),
        ("right_load_frac", "mean of (tr + br) / total", "ours", _LOAD_OF_SIDE),
        ("front_load_frac", "mean of (tl + tr) / total", "weight-bearing tests", _LOAD),
        ("rear_load_frac", "mean of (bl + br) / total", "ours", _LOAD),
        (
            "load_asymmetry_frac",
            "|left - right| / (left + right) of the mean shares",
            "ours",
            _LOAD,
        ),
    )
)

_AXES = (
    Metric(
        "sway_path_{a}_mm",
        "mm",
        "sum of |d{x}|",
        _PRIETO,
        "path",
        2,
        streams=True,
        changes=_LENGTH,
        twin=_TWIN,
    ),
    Metric(
        "mean_velocity_{a}_mm_s",
        "mm/s",
        "sway_path_{a}_mm / T, T = {T}",
        "Prieto 1996 (MVELO)",
        "path",
        2,
        streams=True,
        changes=_LENGTH,
        twin=_TWIN,
    ),
    Metric(
        "rms_{a}_mm",
        "mm",
        "sqrt(mean({x}^2)), 1/N",
        "Prieto 1996 (RDIST)",
        "place",
        2,
        streams=True,
        changes=_LENGTH,
        twin=_TWIN,
    ),
    Metric(
        "range_{a}_mm",
        "mm",
        "max({x}) - min({x})",
        _PRIETO,
        "place",
        2,
        streams=True,
        changes=_LENGTH,
        twin=_TWIN,
    ),
    Metric(
        "mean_distance_{a}_mm",
        "mm",
        "mean of |{x}|",
        "Prieto 1996 (MDIST)",
        "place",
        2,
        changes=_LENGTH,
        twin=_TWIN,
    ),
    Metric(
        "max_distance_{a}_mm",
        "mm",
        "maximum of |{x}|",
        "Quijoux 2021",
        "place",
        2,
        streams=True,
        changes=_LENGTH,
        twin=_TWIN,
    ),
    Metric(
        "mean_frequency_{a}_hz",
        "Hz",
        "mean_velocity / (4 sqrt(2) mean_distance), {a}, T = {T}",
        _PRIETO,
        "path",
        2,
        changes=Changes(),
        twin=_TWIN,
    ),
)

DEFINITIONS: dict[str, Metric] = (
    by_name(*_PLANE, *_LOADS, *(row.on(axis) for axis in AXES for row in _AXES)) | TIME_ROWS
)

LIVE_ROWS: dict[str, Metric] = by_name(
    Metric(
        "left_load_now_frac",
        "",
        "(tl + bl) / total of the newest sample",
        "ours",
        "load",
        1,
        streams=True,
        changes=_LOAD_OF_SIDE,
    ),
    Metric(
        "front_load_now_frac",
        "",
        "(tl + tr) / total of the newest sample",
        "ours",
        "load",
        1,
        streams=True,
        changes=_LOAD,
    ),
    Metric(
        "missing_frac",
        "",
        "share of the samples due since the window began that have no centre of pressure",
        "ours",
        "place",
        1,
        streams=True,
        changes=Changes(turn="same"),
    ),
    Metric(
        "n_breaks",
        "",
        "places in the window where the path is broken",
        "ours",
        "place",
        1,
        streams=True,
        changes=Changes(turn="same"),
    ),
)
"""What the live window has and a trial does not: there it stands in the trial's quality."""
