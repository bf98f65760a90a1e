"""Every value of a jump, once: name, unit, formula, source and the rate that it needs.

Sources that were seen in part say so; "source not read" means that the formula is as written here.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from balance_arcade.cop.jumps.settings import LEAST_RFD_HZ
from balance_arcade.cop.metric import Metric

LINTHORNE: Final = "Linthorne 2001, doi 10.1119/1.1397460 (page seen)"
MCMAHON: Final = "McMahon 2018, doi 10.1519/SSC.0000000000000375, source not read"
OWEN: Final = "Owen 2014, doi 10.1519/JSC.0000000000000311, source not read"
ONE_PLATE: Final = "McMahon 2021, doi 10.3390/biomechanics1020015 (abstract seen)"
TEN_FIVE: Final = "Harper 2011; Stratford 2020, doi 10.3390/biomechanics1010001 (abstract seen)"
MODIFIED: Final = "Ebben & Petushek 2010, doi 10.1519/JSC.0b013e3181e72466, source not read"
REACTIVE: Final = "Flanagan & Comyns 2008, Strength Cond J 30(5):32-38, source not read"
DALLEAU: Final = "Dalleau 2004, doi 10.1055/s-2003-45256 (not checked), source not read"
MAFFIULETTI: Final = "Maffiuletti 2016, doi 10.1007/s00421-016-3346-6, source not read"
LINDEMANN: Final = (
    "ours; Lindemann 2003, doi 10.1007/s00421-003-0837-z (abstract seen), "
    "takes mean power from weight, way and time"
)
BISHOP: Final = "Bishop 2018, doi 10.1519/SSC.0000000000000371 (abstract seen)"
OURS: Final = "ours"


class JumpRow(NamedTuple):
    """A value of a jump.

    Attributes
    ----------
    metric : Metric
        Name, unit, formula, source.
    needs_hz : float
        A slower record refuses it.
    """

    metric: Metric
    needs_hz: float = 50.0


def _row(name: str, unit: str, formula: str, source: str, needs_hz: float = 50.0) -> JumpRow:
    return JumpRow(Metric(name, unit, formula, source, "load"), needs_hz)


def _table(*rows: JumpRow) -> dict[str, JumpRow]:
    return {row.metric.name: row for row in rows}


_BODY = (
    _row("body_weight_n", "N", "mean load while quiet, less the empty plate's", OWEN),
    _row("body_mass_kg", "kg", "body weight / 9.80665 m/s^2", "textbook"),
    _row("weighing_sd_n", "N", "standard deviation, 1/(N-1), of the load while quiet", OWEN),
)
_FLIGHT = (
    _row("flight_time_s", "s", "take-off to landing", LINTHORNE, 100.0),
    _row("jump_height_flight_m", "m", "g t^2 / 8 of the flight time", LINTHORNE, 100.0),
)
_LANDING = (
    _row("landing_peak_force_n", "N", "greatest load after landing", "textbook", 200.0),
    _row("landing_peak_force_bw", "", "that over body weight", "textbook", 200.0),
    _row("landing_time_s", "s", "landing to a velocity of zero", MCMAHON, 200.0),
    _row("landing_depth_m", "m", "way down in that time", MCMAHON, 200.0),
    _row("landing_impulse_ns", "N s", "net impulse in that time", MCMAHON, 200.0),
    _row(
        "landing_loading_rate_n_s", "N/s", "rise to the first peak / its time",
        "textbook", LEAST_RFD_HZ,
    ),
)  # fmt: skip
_TAKE_OFF = (
    _row(
        "take_off_velocity_m_s", "m/s",
        "net impulse from the end of weighing to take-off / mass", LINTHORNE,
    ),
    _row("jump_height_impulse_m", "m", "v^2 / 2g of the velocity at take-off", LINTHORNE),
    _row(
        "jump_height_difference_m", "m",
        "height by flight time less height by impulse", OURS, 100.0,
    ),
)  # fmt: skip

STANDING: Final = _table(
    *_BODY,
    *_TAKE_OFF,
    *_FLIGHT,
    _row("take_off_rise_m", "m", "centre of mass at take-off above standing", LINTHORNE),
    _row("jump_height_total_m", "m", "height by impulse + rise at take-off", LINTHORNE),
    _row("time_to_take_off_s", "s", "onset (5 SD, 30 ms back) to take-off", OWEN, 100.0),
    _row("rsi_modified_m_s", "m/s", "height by impulse / time to take-off", MODIFIED, 100.0),
    _row("flight_to_contraction", "", "flight time / time to take-off", "textbook", 100.0),
    _row("unweighting_time_s", "s", "onset to the least velocity", MCMAHON, 100.0),
    _row("braking_time_s", "s", "least velocity to a velocity of zero", MCMAHON, 100.0),
    _row("propulsion_time_s", "s", "velocity of zero to take-off", MCMAHON, 100.0),
    _row("unweighting_impulse_ns", "N s", "net impulse while unweighting", MCMAHON, 100.0),
    _row("braking_impulse_ns", "N s", "net impulse while braking", MCMAHON, 100.0),
    _row("propulsion_impulse_ns", "N s", "net impulse of propulsion", MCMAHON, 100.0),
    _row("net_impulse_ns", "N s", "mass times velocity at take-off", LINTHORNE),
    _row("countermovement_depth_m", "m", "way down from standing to the lowest", MCMAHON, 100.0),
    _row("least_force_bw", "", "least load before take-off while going down / BW", MCMAHON),
    _row("peak_velocity_m_s", "m/s", "greatest velocity before take-off", MCMAHON),
    _row("peak_downward_velocity_m_s", "m/s", "least velocity before take-off", MCMAHON),
    _row("peak_force_n", "N", "greatest load before take-off", MCMAHON, 100.0),
    _row("peak_force_bw", "", "that over body weight", MCMAHON, 100.0),
    _row("mean_braking_force_n", "N", "mean load while braking", MCMAHON, 100.0),
    _row("mean_propulsion_force_n", "N", "mean load of propulsion", MCMAHON, 100.0),
    _row("force_at_lowest_n", "N", "load where velocity becomes positive", MCMAHON, 200.0),
    _row("leg_stiffness_n_m", "N/m", "rise of the load while braking / way down", OURS, 200.0),
    _row("peak_power_w", "W", "greatest load times velocity before take-off", OWEN, 100.0),
    _row("peak_power_w_kg", "W/kg", "that over mass", OWEN, 100.0),
    _row("mean_propulsion_power_w", "W", "mean power of propulsion", MCMAHON, 100.0),
    _row("mean_braking_power_w", "W", "mean power while braking", MCMAHON, 100.0),
    _row(
        "braking_rfd_n_s", "N/s", "rise of the load while braking / its time",
        MAFFIULETTI, LEAST_RFD_HZ,
    ),
    _row(
        "peak_rfd_n_s", "N/s", "steepest rise over 50 ms before take-off",
        MAFFIULETTI, LEAST_RFD_HZ,
    ),
    *_LANDING,
    _row(
        "velocity_drift_m_s", "m/s",
        "velocity that is left in the quiet phase after landing: 0 were nothing wrong", OURS, 200.0,
    ),
)  # fmt: skip
SQUAT_JUMP: Final = STANDING | _table(
    _row(
        "countermovement_dip_bw", "",
        "how far the load falls below body weight before it rises / body weight", OURS,
    ),
)  # fmt: skip
DROP_JUMP: Final = _table(
    *_BODY,
    _row("contact_time_s", "s", "touch-down to take-off", REACTIVE, 200.0),
    *_FLIGHT,
    *_TAKE_OFF,
    _row("rsi_m_s", "m/s", "height by flight time / contact time", REACTIVE, 200.0),
    _row("rsi_flight", "", "flight time / contact time", REACTIVE, 200.0),
    _row(
        "drop_height_m", "m",
        "v^2 / 2g of the velocity at touch-down, integrated backwards from the quiet phase after",
        ONE_PLATE, 200.0,
    ),
    _row("touch_down_velocity_m_s", "m/s", "velocity at touch-down, as above", ONE_PLATE, 200.0),
    _row("drop_less_box_m", "m", "drop height less the box's that was stated", ONE_PLATE, 200.0),
    _row("braking_time_s", "s", "touch-down to a velocity of zero", ONE_PLATE, 200.0),
    _row("propulsion_time_s", "s", "velocity of zero to take-off", ONE_PLATE, 200.0),
    _row("braking_impulse_ns", "N s", "net impulse while braking", ONE_PLATE, 200.0),
    _row("propulsion_impulse_ns", "N s", "net impulse of propulsion", ONE_PLATE, 200.0),
    _row("contact_depth_m", "m", "way down in contact", ONE_PLATE, 200.0),
    _row("peak_force_n", "N", "greatest load in contact", "textbook", 200.0),
    _row("peak_force_bw", "", "that over body weight", "textbook", 200.0),
    _row("peak_power_w", "W", "greatest load times velocity in contact", ONE_PLATE, 200.0),
    _row("vertical_stiffness_n_m", "N/m", "greatest load / way down in contact", DALLEAU, 200.0),
    _row(
        "loading_rate_n_s", "N/s", "rise to the first peak of contact / its time",
        "textbook", LEAST_RFD_HZ,
    ),
    *_LANDING,
)  # fmt: skip
HOPS: Final = _table(
    *_BODY,
    _row("n_hops", "", "contacts between two flights", TEN_FIVE),
    _row("best5_rsi_m_s", "m/s", "mean height / contact of the five best hops", TEN_FIVE, 200.0),
    _row("best5_rsi_flight", "", "mean flight / contact of those", TEN_FIVE, 200.0),
    _row("best5_contact_time_s", "s", "mean contact time of those", TEN_FIVE, 200.0),
    _row("best5_flight_time_s", "s", "mean flight time of those", TEN_FIVE, 200.0),
    _row("best5_height_m", "m", "mean g t^2 / 8 of those", TEN_FIVE, 200.0),
    _row("best_rsi_m_s", "m/s", "greatest height / contact of a hop", TEN_FIVE, 200.0),
    _row("mean_contact_time_s", "s", "mean of all hops", TEN_FIVE, 200.0),
    _row("mean_height_m", "m", "mean of all hops", TEN_FIVE, 200.0),
    _row("contact_time_cv_pct", "%", "standard deviation, 1/(N-1), / mean of all", OURS, 200.0),
    _row("hop_rate_hz", "Hz", "hops a second, touch-down to touch-down", OURS, 100.0),
    _row(
        "mean_stiffness_n_m", "N/m",
        "mean of m pi (tf + tc) / (tc^2 ((tf + tc) / pi - tc / 4))", DALLEAU, 200.0,
    ),
    _row("peak_force_bw", "", "greatest load of all hops / body weight", "textbook", 200.0),
)  # fmt: skip
DROP_LANDING: Final = _table(
    *_BODY,
    _row("time_threshold_s", "s",
         "landing to the first moment from which the load stays within 5 % of body weight for 1 s",
         "as in the literature on landings, source not read", 100.0),
    _row("time_sequential_s", "s",
         "landing to the moment from which the running mean of the load stays within 0.25 "
         "standard deviations of the mean of the whole time",
         "Colby 1999, doi 10.2519/jospt.1999.29.8.444 (not checked), source not read", 100.0),
    _row("vertical_stability_index", "",
         "sqrt(mean((BW - Fz)^2)) / BW over the first 3 s",
         "Wikstrom 2005, source not read", 100.0),
    _row("stability_window_s", "s", "time after landing that the three above look at",
         "Fransz 2015, doi 10.1016/j.gaitpost.2014.08.018 (abstract seen): length decides"),
    _row("peak_force_n", "N", "greatest load", "textbook", 200.0),
    _row("peak_force_bw", "", "that over body weight", "textbook", 200.0),
    _row("time_to_peak_s", "s", "landing to the greatest load", "textbook", 200.0),
    _row("loading_rate_n_s", "N/s", "rise to the first peak / its time", "textbook", LEAST_RFD_HZ),
    _row("drop_height_m", "m",
         "v^2 / 2g of the velocity at landing, integrated backwards from the quiet phase after",
         ONE_PLATE, 200.0),
    _row("landing_time_s", "s", "landing to a velocity of zero", MCMAHON, 200.0),
    _row("landing_depth_m", "m", "way down in that time", MCMAHON, 200.0),
)  # fmt: skip
ISOMETRIC: Final = _table(
    *_BODY,
    _row("peak_force_n", "N", "greatest load", MAFFIULETTI, 100.0),
    _row("net_peak_force_n", "N", "greatest load less the quiet one before", MAFFIULETTI, 100.0),
    _row("time_to_peak_s", "s", "onset (5 SD, 30 ms back) to the greatest load", OURS, 100.0),
    *(
        _row(f"force_at_{ms}_ms_n", "N", f"load {ms} ms after the onset, less the quiet one",
             MAFFIULETTI, LEAST_RFD_HZ)
        for ms in (50, 100, 150, 200, 250)
    ),
    _row("rfd_0_100_n_s", "N/s", "rise over the first 100 ms / 0.1 s", MAFFIULETTI, LEAST_RFD_HZ),
    _row("rfd_0_200_n_s", "N/s", "rise over the first 200 ms / 0.2 s", MAFFIULETTI, LEAST_RFD_HZ),
    _row("impulse_0_200_ns", "N s", "net impulse of the first 200 ms", MAFFIULETTI, LEAST_RFD_HZ),
    _row("holding_time_s", "s", "time at or above 90 % of the net peak", OURS, 100.0),
    _row("holding_error_pct", "%",
         "standard deviation about its own mean of the net load in that time / that mean", OURS,
         100.0),
)  # fmt: skip
SQUAT: Final = _table(
    *_BODY,
    _row("depth_m", "m", "way down from standing", OURS, 100.0),
    _row("lowering_time_s", "s", "onset to the lowest place", OURS, 100.0),
    _row("rising_time_s", "s", "lowest place to the greatest height after it", OURS, 100.0),
    _row("peak_velocity_m_s", "m/s", "greatest velocity upwards", OURS, 100.0),
    _row("mean_rising_velocity_m_s", "m/s", "way up / its time", OURS, 100.0),
    _row("peak_power_w", "W", "greatest load times velocity", OURS, 100.0),
    _row("peak_power_w_kg", "W/kg", "that over mass", OURS, 100.0),
    _row("mean_rising_power_w", "W", "mean power while rising", OURS, 100.0),
    _row("mean_rising_force_n", "N", "mean load while rising", OURS, 100.0),
    _row("peak_force_n", "N", "greatest load", OURS, 100.0),
)
SIT_TO_STAND: Final = _table(
    *_BODY,
    _row("rise_time_s", "s",
         "load under the feet leaves its seated level to the greatest height", LINDEMANN, 100.0),
    _row("peak_force_bw", "", "greatest load / body weight", LINDEMANN, 100.0),
    _row("peak_velocity_m_s", "m/s",
         "greatest velocity upwards, integrated backwards from standing", LINDEMANN, 100.0),
    _row("peak_power_w", "W", "greatest load times velocity", LINDEMANN, 100.0),
    _row("peak_power_w_kg", "W/kg", "that over mass", LINDEMANN, 100.0),
    _row("rising_rfd_n_s", "N/s", "steepest rise of the load over 50 ms", LINDEMANN, LEAST_RFD_HZ),
)  # fmt: skip

ASYMMETRY: Final = "100 (left - right) / (left + right) of {}"
SIDES: Final = _table(
    *(
        _row(f"asymmetry_{name}_pct", "%", ASYMMETRY.format(what), BISHOP, rate)
        for name, what, rate in (
            ("weighing", "the mean loads while quiet", 50.0),
            ("unweighting", "the impulses while unweighting", 100.0),
            ("braking", "the impulses while braking", 100.0),
            ("propulsion", "the impulses of propulsion or contact", 100.0),
            ("peak_force", "the greatest loads before take-off", 200.0),
            ("landing", "the impulses from landing to a velocity of zero", 200.0),
            ("landing_peak_force", "the greatest loads of landing", 200.0),
        )
    )
)
TABLES: Final = {
    "cmj": STANDING,
    "sj": SQUAT_JUMP,
    "dj": DROP_JUMP,
    "hops": HOPS,
    "landing": DROP_LANDING,
    "push": ISOMETRIC,
    "squat": SQUAT,
    "sts": SIT_TO_STAND,
}
"""Values by test; with two plates or sides those of `SIDES` come to them."""
