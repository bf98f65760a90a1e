"""Unit and definition of every metric, by its name; `docs/metrics.md` adds the sources."""

from __future__ import annotations

from typing import Literal, NamedTuple

from balance_arcade.cop.definitions_time import TIME_ROWS, why_none

Kind = Literal["place", "path", "load"]


class Definition(NamedTuple):
    """One metric.

    Attributes
    ----------
    unit : str
        Unit of the value; empty for a plain number.
    kind : {"place", "path", "load"}
        Made from where the samples are, from the ways between them, or from loads: what decides
        how many missing samples it stands.
    n_least : int
        Samples needed.
    text : str
        The formula in one line; ``{T}`` stands for the pipeline's duration. x = ml, y = ap, both
        about their means; r = sqrt(x^2 + y^2).
    why_none : str
        Why there may be no value although there are samples; empty for the reason of the kind.
    """

    unit: str
    kind: Kind
    n_least: int
    text: str
    why_none: str = ""


def _of_plane() -> dict[str, Definition]:
    return {
        "mean_ml_mm": Definition("mm", "place", 1, "mean of ml"),
        "mean_ap_mm": Definition("mm", "place", 1, "mean of ap"),
        "sway_path_mm": Definition("mm", "path", 2, "sum of sqrt(dx^2 + dy^2)"),
        "mean_velocity_mm_s": Definition("mm/s", "path", 2, "sway_path_mm / T, T = {T}"),
        "rms_mm": Definition("mm", "place", 2, "sqrt(mean(r^2)), 1/N"),
        "range_mm": Definition("mm", "place", 2, "greatest distance between two samples"),
        "mean_distance_mm": Definition("mm", "place", 2, "mean of r"),
        "max_distance_mm": Definition("mm", "place", 2, "maximum of r"),
        "ellipse_area_mm2": Definition(
            "mm2",
            "place",
            3,
            "95 % prediction ellipse, pi 2(N-1)(N+1)/(N(N-2)) F(0.95;2,N-2) sqrt(det S), "
            "S with 1/(N-1)",
        ),
        "ellipse_major_mm": Definition("mm", "place", 3, "major semi-axis of the same ellipse"),
        "ellipse_minor_mm": Definition("mm", "place", 3, "minor semi-axis of the same ellipse"),
        "ellipse_angle_deg": Definition(
            "deg", "place", 3, "major axis from +ml towards +ap, axial, 0 to 180"
        ),
        "circle_area_mm2": Definition(
            "mm2", "place", 2, "pi (mean(r) + 1.645 s)^2, s standard deviation of r with 1/N"
        ),
        "hull_area_mm2": Definition("mm2", "place", 3, "area of the convex hull"),
        "sway_area_rate_mm2_s": Definition(
            "mm2/s", "path", 2, "sum of |x_i y_i+1 - x_i+1 y_i| / (2 T), T = {T}"
        ),
        "mean_frequency_hz": Definition(
            "Hz", "path", 2, "mean_velocity / (2 pi mean_distance), T = {T}"
        ),
    }


def _of_loads() -> dict[str, Definition]:
    return {
        "left_load_frac": Definition("", "load", 1, "mean of (tl + bl) / total"),
        "right_load_frac": Definition("", "load", 1, "mean of (tr + br) / total"),
        "front_load_frac": Definition("", "load", 1, "mean of (tl + tr) / total"),
        "rear_load_frac": Definition("", "load", 1, "mean of (bl + br) / total"),
        "load_asymmetry_frac": Definition(
            "", "load", 1, "|left - right| / (left + right) of the mean shares"
        ),
    }


def _of_axes() -> dict[str, Definition]:
    table: dict[str, Definition] = {}
    for axis, letter in (("ml", "x"), ("ap", "y")):
        table |= {
            f"sway_path_{axis}_mm": Definition("mm", "path", 2, f"sum of |d{letter}|"),
            f"mean_velocity_{axis}_mm_s": Definition(
                "mm/s", "path", 2, f"sway_path_{axis}_mm / T, T = {{T}}"
            ),
            f"rms_{axis}_mm": Definition("mm", "place", 2, f"sqrt(mean({letter}^2)), 1/N"),
            f"range_{axis}_mm": Definition("mm", "place", 2, f"max({letter}) - min({letter})"),
            f"mean_distance_{axis}_mm": Definition("mm", "place", 2, f"mean of |{letter}|"),
            f"max_distance_{axis}_mm": Definition("mm", "place", 2, f"maximum of |{letter}|"),
            f"mean_frequency_{axis}_hz": Definition(
                "Hz", "path", 2, f"mean_velocity / (4 sqrt(2) mean_distance), {axis}, T = {{T}}"
            ),
        }
    return table


DEFINITIONS: dict[str, Definition] = (
    _of_plane()
    | _of_loads()
    | _of_axes()
    | {name: Definition(*row, why_none(name)) for name, row in TIME_ROWS.items()}
)
