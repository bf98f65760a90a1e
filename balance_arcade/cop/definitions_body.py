"""The rows of what needs more than the centre of pressure: corners, shear, feet, body height."""

from __future__ import annotations

from balance_arcade.cop.boundary import MOTIONS
from balance_arcade.cop.metric import AXES, Changes, Metric, by_name

_ZATSIORSKY = "Zatsiorsky & Duarte 1999, 2000"
_BRENIERE = "Breniere 1996; Caron 1997"
_LENGTH = Changes(1)
_LENGTH_OF_AXES = Changes(1, swap="-")
_CORNER = Changes(mirror="exchange", swap="-")
_BASE = Changes(None, swap="-", move="-", back="-", rate="-")

LOADS: dict[str, Metric] = by_name(
    Metric(
        "quadrant_load_index_pct",
        "%",
        "mean over time of sqrt(sum of (share - 25)^2 / 4), shares of the corners in per cent",
        "ours; a weight distribution index of this form is in openbalance",
        "load",
        1,
        streams=True,
        changes=Changes(),
    ),
    *(
        Metric(
            f"{corner}_load_frac",
            "",
            f"mean of {corner} / total",
            "ours",
            "load",
            1,
            streams=True,
            changes=_CORNER,
        )
        for corner in ("tl", "tr", "bl", "br")
    ),
)

RAMBLING: dict[str, Metric] = by_name(
    *(
        Metric(name, unit, formula, source, "shear", changes=changes).on(axis)
        for axis in AXES
        for name, unit, formula, source, changes in (
            (
                "rambling_rms_{a}_mm",
                "mm",
                "RMS about its mean of the spline through {a} where the horizontal force is zero",
                _ZATSIORSKY,
                _LENGTH,
            ),
            ("trembling_rms_{a}_mm", "mm", "RMS of {a} less that spline", _ZATSIORSKY, _LENGTH),
            (
                "equilibrium_rate_{a}_hz",
                "Hz",
                "zeros of the horizontal force along {a} a second",
                "ours",
                Changes(),
            ),
        )
    )
)

BOUNDARY: dict[str, Metric] = by_name(
    Metric(
        "outside_base_frac",
        "",
        "share of the samples outside the base of support",
        "ours",
        "base",
        changes=_BASE,
    ),
    *(
        Metric(name, unit, f"{formula}, {kept} kept", source or of_motion, "base", changes=_BASE)
        for motion, kept, of_motion in zip(
            MOTIONS,
            ("velocity", "velocity and acceleration"),
            ("Riccio 1993", "Slobounov 1997"),
            strict=True,
        )
        for name, unit, formula, source in (
            (f"ttb_{motion}_min_s", "s", "least of the minima of the time to boundary", ""),
            (f"ttb_{motion}_mean_s", "s", "mean of the minima of the time to boundary", ""),
            (f"ttb_{motion}_sd_s", "s", "standard deviation, 1/N, of those minima", ""),
            (f"ttb_{motion}_minima_rate_hz", "Hz", "those minima a second", "ours"),
        )
    ),
)

GRAVITY: dict[str, Metric] = by_name(
    *(
        Metric(name, unit, formula, source, "height", changes=changes)
        for name, unit, formula, source, changes in (
            (
                "cog_rms_ml_mm",
                "mm",
                "RMS about its mean of the estimated centre of gravity, ml",
                _BRENIERE,
                _LENGTH_OF_AXES,
            ),
            (
                "cog_rms_ap_mm",
                "mm",
                "RMS about its mean of the estimated centre of gravity, ap",
                _BRENIERE,
                _LENGTH_OF_AXES,
            ),
            (
                "cog_rms_mm",
                "mm",
                "sqrt(cog_rms_ml^2 + cog_rms_ap^2)",
                _BRENIERE,
                _LENGTH_OF_AXES,
            ),
            (
                "cog_path_mm",
                "mm",
                "sum of the steps of the estimated centre of gravity",
                _BRENIERE,
                _LENGTH_OF_AXES,
            ),
            (
                "cog_mean_velocity_mm_s",
                "mm/s",
                "cog_path / time from first to last sample",
                _BRENIERE,
                _LENGTH_OF_AXES,
            ),
            (
                "cog_sway_velocity_deg_s",
                "deg/s",
                "cog_mean_velocity / (0.55 height), radians to degrees",
                "ours",
                _LENGTH_OF_AXES,
            ),
            (
                "cop_cog_rms_ml_mm",
                "mm",
                "RMS of centre of pressure less gravity, ml",
                "Winter 1998",
                _LENGTH_OF_AXES,
            ),
            (
                "cop_cog_rms_ap_mm",
                "mm",
                "RMS of centre of pressure less gravity, ap",
                "Winter 1998",
                _LENGTH_OF_AXES,
            ),
        )
    )
)

EXTRA_TABLE: dict[str, Metric] = LOADS | RAMBLING | BOUNDARY | GRAVITY
