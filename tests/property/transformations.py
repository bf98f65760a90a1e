"""How every metric must change when its record is mirrored, turned, scaled, moved, turned round.

One row a family of names; ``*`` stands for anything, ``?`` for one letter. A metric that no row
names, or that two rows name, fails the test that uses this table.

power    the value grows with this power of the length; None where a fixed length (3 mm) is in it
mirror   ml turned to -ml: "same", "minus", "axial" (180 - value), "exchange" (left for right,
         positive for negative)
swap     ml for ap: "same" (under the other axis' name), "inverse", "axial" (90 - value), "-"
turn     the board turned by an angle: "same", "axial" (value + angle), "-" where axes matter
move     the board moved: "same", "moved"
back     backwards in time: "same", "exchange" (positive for negative velocity), "near" where ends
         are not treated alike, "-" where the beginning matters
rate     the same smooth sway at twice the rate: "near", "-" where the number of samples matters
"""

from fnmatch import fnmatchcase
from typing import NamedTuple


class Row(NamedTuple):
    names: str
    power: int | None = 0
    mirror: str = "same"
    swap: str = "same"
    turn: str = "-"
    move: str = "same"
    back: str = "same"
    rate: str = "near"


ROWS = (
    Row("mean_ml_mm", 1, mirror="minus", move="moved"),
    Row("mean_ap_mm", 1, move="moved"),
    Row("median_ml_mm", 1, mirror="minus", move="moved"),
    Row("median_ap_mm", 1, move="moved"),
    Row("sway_path_mm mean_velocity_mm_s rms_mm range_mm mean_distance_mm max_distance_mm", 1,
        turn="same"),
    Row("sway_path_??_mm mean_velocity_??_mm_s rms_??_mm range_??_mm", 1),
    Row("mean_distance_??_mm max_distance_??_mm sd_??_mm", 1),
    Row("ellipse_area_mm2 ellipse_area_chi2_mm2 circle_area_mm2 hull_area_mm2", 2, turn="same"),
    Row("ellipse_major_mm ellipse_minor_mm dispersion_radius_mm planar_deviation_mm", 1,
        turn="same"),
    Row("sway_area_rate_mm2_s", 2, turn="same"),
    Row("ellipse_angle_deg principal_direction_deg", mirror="axial", swap="axial", turn="axial"),
    Row("mean_frequency_hz anisotropy eccentricity axis_ratio", turn="same"),
    Row("mean_frequency_??_hz"),
    Row("range_ratio", swap="inverse"),
    Row("sway_direction_coefficient", mirror="minus"),
    Row("rms_velocity_mm_s sd_velocity_mm_s", 1, turn="same"),
    Row("rms_velocity_??_mm_s sd_velocity_??_mm_s mean_amplitude_??_mm", 1),
    Row("n_direction_changes_?? n_zero_crossings_?? zero_crossing_rate_??_hz"),
    Row("turns_index turns_index_rate_hz"),
    Row("straightness", turn="same"),
    Row("heading_persistence", turn="same", rate="-"),
    Row("peak_velocity_pos_ml_mm_s peak_velocity_neg_ml_mm_s", 1, mirror="exchange",
        back="exchange"),
    Row("peak_velocity_pos_ap_mm_s peak_velocity_neg_ap_mm_s", 1, back="exchange"),
    Row("peak_velocity_??_mm_s phase_plane_??", 1),
    Row("phase_plane", 1, turn="same"),
    Row("sway_density_mean_s", None, turn="same"),
    Row("sway_density_peak*", None, turn="same", back="near"),
    Row("power_??_mm2 energy_low_??_mm2 energy_mid_??_mm2 energy_high_??_mm2", 2, back="near"),
    Row("f50_??_hz f95_??_hz mode_frequency_??_hz centroid_frequency_??_hz", back="near"),
    Row("frequency_dispersion_?? spectral_mean_frequency_??_hz frequency_quotient_??",
        back="near"),
    Row("spectral_mean_frequency_hz", turn="same", back="near"),
    Row("frequency_resolution_hz entropy_rate_hz", turn="same"),
    # The break is one of the lags that the rate gives, and the long regime hangs on it.
    Row("sda_diffusion_short_??_mm2_s sda_critical_msd_??_mm2", 2),
    Row("sda_diffusion_long_??_mm2_s", 2, rate="-"),
    Row("sda_diffusion_short_mm2_s sda_critical_msd_mm2", 2, turn="same"),
    Row("sda_diffusion_long_mm2_s", 2, turn="same", rate="-"),
    Row("sda_h_short_?? sda_critical_time_??_s"),
    Row("sda_h_long_??", rate="-"),
    Row("sda_h_short sda_critical_time_s", turn="same"),
    Row("sda_h_long", turn="same", rate="-"),
    Row("dfa_alpha_??", back="near"),
    Row("sample_entropy_?? sample_entropy_increments_?? approximate_entropy_??", back="near"),
    Row("multiscale_entropy_??", back="near"),
    Row("fd_cc fd_ce", turn="same", rate="-"),
    Row("katz_fd", turn="same", back="-"),
    Row("katz_fd_??", back="-"),
    Row("higuchi_fd_??", back="near"),
    Row("left_load_frac right_load_frac", mirror="exchange", swap="-"),
    Row("front_load_frac rear_load_frac load_asymmetry_frac", swap="-"),
    Row("quadrant_load_index_pct"),
    Row("tl_load_frac tr_load_frac bl_load_frac br_load_frac", mirror="exchange", swap="-"),
    Row("rambling_rms_??_mm trembling_rms_??_mm", 1),
    Row("equilibrium_rate_??_hz"),
    Row("outside_base_frac ttb_linear_* ttb_quadratic_*", None, swap="-", move="-",
        back="-", rate="-"),
    Row("cog_rms_??_mm cop_cog_rms_??_mm", 1, swap="-"),
    Row("cog_rms_mm cog_path_mm cog_mean_velocity_mm_s cog_sway_velocity_deg_s", 1, swap="-"),
    # Of the preset quijoux2021 only.
    Row("vfy_mm_s2", None, move="-", swap="-", back="near"),
    Row("lfs_per_mm", -1, turn="same"),
    Row("mean_ellipse_area_mm2", 2, turn="same"),
    Row("principal_direction_from_ap_deg", swap="axial"),
    Row("power_sum_??_mm2_hz energy_*_sum_??_mm2_hz", 2, back="near", rate="-"),
    Row("sda_msd_1s_short_??_mm2 sda_msd_1s_long_??_mm2", 2),
    Row("sda_msd_1s_short_mm2 sda_msd_1s_long_mm2", 2, turn="same"),
)  # fmt: skip


def rows_of(name: str) -> list[Row]:
    """Every row that names a metric: there must be one; exact names go before patterns."""
    found = [(row, p) for row in ROWS for p in row.names.split() if fnmatchcase(name, p)]
    plain = [row for row, p in found if p == name]
    return plain or [row for row, _ in found]
