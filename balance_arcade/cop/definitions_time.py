"""Unit and definition of the positional and dynamic metrics; see `definitions` for the words."""

from __future__ import annotations

from typing import Literal

Row = tuple[str, Literal["place", "path", "load"], int, str]


def _both(table: dict[str, Row]) -> dict[str, Row]:
    """Write out rows of one axis for ml and ap: ``{a}`` is the axis, ``{x}`` its letter."""
    rows: dict[str, Row] = {}
    for name, (unit, kind, n_least, text) in table.items():
        for axis, letter in (("ml", "x"), ("ap", "y")):
            filled = text.replace("{a}", axis).replace("{x}", letter)
            rows[name.replace("{a}", axis)] = (unit, kind, n_least, filled)
    return rows


_VELOCITY = "velocity by Savitzky-Golay, cubic over 5 samples"

_POSITION: dict[str, Row] = {
    "range_ratio": ("", "place", 2, "range_ml / range_ap"),
    "planar_deviation_mm": ("mm", "place", 2, "sqrt(mean(x^2) + mean(y^2)), the same as rms_mm"),
    "sway_direction_coefficient": ("", "place", 2, "cov(x, y) / (s_x s_y)"),
    "principal_direction_deg": (
        "deg",
        "place",
        2,
        "direction of greatest variance from +ml towards +ap, axial, 0 to 180",
    ),
    "anisotropy": ("", "place", 2, "1 - l2 / l1, l1 >= l2 principal variances"),
    "eccentricity": ("", "place", 2, "sqrt(1 - l2 / l1) of the ellipse"),
    "axis_ratio": ("", "place", 2, "sqrt(l2 / l1), minor over major axis"),
    "dispersion_radius_mm": ("mm", "place", 2, "95 % quantile of r, linear interpolation"),
    "ellipse_area_chi2_mm2": (
        "mm2",
        "place",
        3,
        "95 % prediction ellipse for known covariance, pi 5.9915 sqrt(det S), S with 1/(N-1)",
    ),
}

_MOTION: dict[str, Row] = {
    "rms_velocity_mm_s": ("mm/s", "path", 2, "sqrt(mean(dx^2 + dy^2)) * rate"),
    "sd_velocity_mm_s": ("mm/s", "path", 2, "standard deviation of the speed, 1/N, steps * rate"),
    "turns_index": ("", "path", 2, "sum of sqrt((dx/s_x)^2 + (dy/s_y)^2), s with 1/(N-1)"),
    "turns_index_rate_hz": ("Hz", "path", 2, "turns_index / T, T = {T}"),
    "straightness": ("", "path", 2, "straight way from end to end of each stretch / sway_path"),
    "heading_persistence": ("", "path", 3, "mean cosine between steps that follow each other"),
    "phase_plane": ("mixed", "path", 5, "sqrt(phase_plane_ml^2 + phase_plane_ap^2)"),
    "sway_density_mean_s": (
        "s",
        "path",
        2,
        "mean time without a break within 3 mm of a sample, before and after it",
    ),
    "sway_density_peak_s": (
        "s",
        "path",
        2,
        "mean of the peaks of that time, low-passed at 2.5 Hz, zero phase",
    ),
    "sway_density_peak_distance_mm": (
        "mm",
        "path",
        2,
        "mean distance between the places of neighbouring sway-density peaks",
    ),
    "sway_density_peak_rate_hz": ("Hz", "path", 2, "sway-density peaks a second"),
}

_AXES: dict[str, Row] = {
    "median_{a}_mm": ("mm", "place", 1, "median of {a}"),
    "sd_{a}_mm": ("mm", "place", 2, "standard deviation of {x}, 1/(N-1)"),
    "rms_velocity_{a}_mm_s": ("mm/s", "path", 2, "sqrt(mean(d{x}^2)) * rate"),
    "sd_velocity_{a}_mm_s": ("mm/s", "path", 2, "standard deviation of d{x}, 1/N, * rate"),
    "n_direction_changes_{a}": ("", "path", 2, "changes of sign of d{x}, zeros left out"),
    "mean_amplitude_{a}_mm": ("mm", "path", 3, "sway_path_{a} / n_direction_changes_{a}"),
    "n_zero_crossings_{a}": ("", "path", 5, f"changes of sign of the {{a}} {_VELOCITY}"),
    "zero_crossing_rate_{a}_hz": ("Hz", "path", 5, "n_zero_crossings_{a} a second"),
    "peak_velocity_pos_{a}_mm_s": (
        "mm/s",
        "path",
        5,
        f"mean positive peak between zero crossings, {_VELOCITY}",
    ),
    "peak_velocity_neg_{a}_mm_s": (
        "mm/s",
        "path",
        5,
        f"mean size of the negative peaks between zero crossings, {_VELOCITY}",
    ),
    "peak_velocity_{a}_mm_s": (
        "mm/s",
        "path",
        5,
        f"mean size of all peaks between zero crossings, {_VELOCITY}",
    ),
    "phase_plane_{a}": (
        "mixed",
        "path",
        5,
        f"sqrt(var({{x}}) + var(v)), mm2 and mm2/s2 added, 1/N, {_VELOCITY}",
    ),
}

TIME_ROWS: dict[str, Row] = _POSITION | _MOTION | _both(_AXES)

# Why a group of metrics may have no value although there are samples enough, by how names begin.
_REASONS = (
    ("sway_density", "no stretch is long enough for the 2.5 Hz filter, or the curve has no peaks"),
    ("peak_velocity", "the velocity does not change its sign twice in one stretch"),
    ("zero_crossing", "no stretch has five samples"),
    ("n_zero_crossing", "no stretch has five samples"),
    ("phase_plane", "no stretch has five samples"),
    ("mean_amplitude", "the axis never changes its direction"),
    ("turns_index", "the centre of pressure does not move along both axes"),
    ("sway_direction", "the centre of pressure does not move along both axes"),
    ("range_ratio", "the centre of pressure does not move along ap"),
    ("principal_direction", "no direction has the greatest spread"),
)


def why_none(name: str) -> str:
    """Say why a metric may have no value; empty if the usual reasons of its kind hold."""
    return next((why for start, why in _REASONS if name.startswith(start)), "")
