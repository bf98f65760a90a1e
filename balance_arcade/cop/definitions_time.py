"""The rows of the positional and dynamic metrics."""

from __future__ import annotations

from balance_arcade.cop.metric import AXES, Changes, Metric, by_name

_QUIJOUX = "Quijoux 2021"
_TEXTBOOK = "textbook"
_UL_FRI = "Stabilometry-Analysis-Software of UL-FRI"
_ACUNA = "posturography.m of Acuna"
_BARATTO_QUIJOUX = "Baratto 2002, Quijoux 2021"

_POSITIONS, _MOTIONS, _VELOCITIES, _DENSITIES = (
    f"twins:{name}" for name in ("positions", "motion", "velocities", "density")
)

_LENGTH = Changes(1)
_LENGTH_TURNED = Changes(1, turn="same")
_TURNED = Changes(turn="same")
_AXIAL = Changes(mirror="axial", swap="axial", turn="axial")
_PEAKS = Changes(None, turn="same", back="near")
_PEAKS_OF_SIGN = Changes(1, mirror="exchange", back="exchange")

_VELOCITY = "velocity by Savitzky-Golay, cubic over 5 samples"

_NO_PLANE = "the centre of pressure does not move along both axes"
_NO_FIVE = "no stretch has five samples"
_NO_TURN = "the velocity does not change its sign twice in one stretch"
_NO_DENSITY = "no stretch is long enough for the 2.5 Hz filter, or the curve has no peaks"
NO_DIRECTION = "no direction has the greatest spread"


def _place(
    name: str,
    unit: str,
    formula: str,
    source: str,
    changes: Changes,
    *,
    n_least: int = 2,
    why_none: str = "",
    streams: bool = True,
) -> Metric:
    return Metric(
        name, unit, formula, source, "place", n_least, why_none, streams, changes, _POSITIONS
    )


def _path(
    name: str,
    unit: str,
    formula: str,
    source: str,
    changes: Changes,
    *,
    n_least: int = 2,
    why_none: str = "",
    streams: bool = True,
    twin: str = _MOTIONS,
) -> Metric:
    return Metric(name, unit, formula, source, "path", n_least, why_none, streams, changes, twin)


def _velocity(
    name: str, unit: str, formula: str, source: str, changes: Changes, why_none: str
) -> Metric:
    return _path(
        name, unit, formula, source, changes, n_least=5, why_none=why_none, twin=_VELOCITIES
    )


def _density(name: str, unit: str, formula: str, source: str, changes: Changes) -> Metric:
    return _path(
        name,
        unit,
        formula,
        source,
        changes,
        why_none=_NO_DENSITY,
        streams=False,
        twin=_DENSITIES,
    )


_POSITION = (
    _place(
        "range_ratio",
        "",
        "range_ml / range_ap",
        _QUIJOUX,
        Changes(swap="inverse"),
        why_none="the centre of pressure does not move along ap",
    ),
    _place(
        "planar_deviation_mm",
        "mm",
        "sqrt(mean(x^2) + mean(y^2)), the same as rms_mm",
        _QUIJOUX,
        _LENGTH_TURNED,
    ),
    _place(
        "sway_direction_coefficient",
        "",
        "cov(x, y) / (s_x s_y)",
        _QUIJOUX,
        Changes(mirror="minus"),
        why_none=_NO_PLANE,
    ),
    _place(
        "principal_direction_deg",
        "deg",
        "direction of greatest variance from +ml towards +ap, axial, 0 to 180",
        _TEXTBOOK,
        _AXIAL,
        why_none=NO_DIRECTION,
    ),
    _place("anisotropy", "", "1 - l2 / l1, l1 >= l2 principal variances", _TEXTBOOK, _TURNED),
    _place("eccentricity", "", "sqrt(1 - l2 / l1) of the ellipse", _TEXTBOOK, _TURNED),
    _place("axis_ratio", "", "sqrt(l2 / l1), minor over major axis", _TEXTBOOK, _TURNED),
    _place(
        "dispersion_radius_mm",
        "mm",
        "95 % quantile of r, linear interpolation",
        "doi 10.1080/00031305.1996.10473566, definition 7",
        _LENGTH_TURNED,
        streams=False,
    ),
    _place(
        "ellipse_area_chi2_mm2",
        "mm2",
        "95 % prediction ellipse for known covariance, pi 5.9915 sqrt(det S), S with 1/(N-1)",
        "Duarte 2015",
        Changes(2, turn="same"),
        n_least=3,
    ),
)

_MOTION = (
    _path("rms_velocity_mm_s", "mm/s", "sqrt(mean(dx^2 + dy^2)) * rate", _TEXTBOOK, _LENGTH_TURNED),
    _path(
        "sd_velocity_mm_s",
        "mm/s",
        "standard deviation of the speed, 1/N, steps * rate",
        _TEXTBOOK,
        _LENGTH_TURNED,
    ),
    _path(
        "turns_index",
        "",
        "sum of sqrt((dx/s_x)^2 + (dy/s_y)^2), s with 1/(N-1)",
        _ACUNA,
        Changes(),
        why_none=_NO_PLANE,
        streams=False,
    ),
    _path(
        "turns_index_rate_hz",
        "Hz",
        "turns_index / T, T = {T}",
        _ACUNA,
        Changes(),
        why_none=_NO_PLANE,
        streams=False,
    ),
    _path(
        "straightness",
        "",
        "straight way from end to end of each stretch / sway_path",
        "ours",
        _TURNED,
    ),
    _path(
        "heading_persistence",
        "",
        "mean cosine between steps that follow each other",
        "ours",
        Changes(turn="same", rate="-"),
        n_least=3,
    ),
    _velocity(
        "phase_plane",
        "mixed",
        "sqrt(phase_plane_ml^2 + phase_plane_ap^2)",
        "Riley 1995",
        _LENGTH_TURNED,
        _NO_FIVE,
    ),
    _density(
        "sway_density_mean_s",
        "s",
        "mean time without a break within 3 mm of a sample, before and after it",
        "Baratto 2002",
        Changes(None, turn="same"),
    ),
    _density(
        "sway_density_peak_s",
        "s",
        "mean of the peaks of that time, low-passed at 2.5 Hz, zero phase",
        _BARATTO_QUIJOUX,
        _PEAKS,
    ),
    _density(
        "sway_density_peak_distance_mm",
        "mm",
        "mean distance between the places of neighbouring sway-density peaks",
        _BARATTO_QUIJOUX,
        _PEAKS,
    ),
    _density(
        "sway_density_peak_rate_hz", "Hz", "sway-density peaks a second", "ours", _PEAKS
    )._replace(twin=""),
)

_AXES = (
    _place(
        "median_{a}_mm",
        "mm",
        "median of {a}",
        _TEXTBOOK,
        Changes(1, mirror="minus", move="moved"),
        n_least=1,
        streams=False,
    ),
    _place("sd_{a}_mm", "mm", "standard deviation of {x}, 1/(N-1)", _TEXTBOOK, _LENGTH),
    _path("rms_velocity_{a}_mm_s", "mm/s", "sqrt(mean(d{x}^2)) * rate", _TEXTBOOK, _LENGTH),
    _path(
        "sd_velocity_{a}_mm_s",
        "mm/s",
        "standard deviation of d{x}, 1/N, * rate",
        _TEXTBOOK,
        _LENGTH,
    ),
    _path(
        "n_direction_changes_{a}", "", "changes of sign of d{x}, zeros left out", _UL_FRI, Changes()
    ),
    _path(
        "mean_amplitude_{a}_mm",
        "mm",
        "sway_path_{a} / n_direction_changes_{a}",
        _UL_FRI,
        _LENGTH,
        n_least=3,
        why_none="the axis never changes its direction",
    ),
    _velocity(
        "n_zero_crossings_{a}",
        "",
        f"changes of sign of the {{a}} {_VELOCITY}",
        _QUIJOUX,
        Changes(),
        _NO_FIVE,
    ),
    _velocity(
        "zero_crossing_rate_{a}_hz",
        "Hz",
        "n_zero_crossings_{a} a second",
        "ours",
        Changes(),
        _NO_FIVE,
    ),
    _velocity(
        "peak_velocity_pos_{a}_mm_s",
        "mm/s",
        f"mean positive peak between zero crossings, {_VELOCITY}",
        _QUIJOUX,
        _PEAKS_OF_SIGN,
        _NO_TURN,
    ),
    _velocity(
        "peak_velocity_neg_{a}_mm_s",
        "mm/s",
        f"mean size of the negative peaks between zero crossings, {_VELOCITY}",
        _QUIJOUX,
        _PEAKS_OF_SIGN,
        _NO_TURN,
    ),
    _velocity(
        "peak_velocity_{a}_mm_s",
        "mm/s",
        f"mean size of all peaks between zero crossings, {_VELOCITY}",
        _QUIJOUX,
        _LENGTH,
        _NO_TURN,
    ),
    _velocity(
        "phase_plane_{a}",
        "mixed",
        f"sqrt(var({{x}}) + var(v)), mm2 and mm2/s2 added, 1/N, {_VELOCITY}",
        "Riley 1995, Quijoux 2021",
        _LENGTH,
        _NO_FIVE,
    ),
)

TIME_ROWS: dict[str, Metric] = by_name(
    *_POSITION, *_MOTION, *(row.on(axis) for row in _AXES for axis in AXES)
)
