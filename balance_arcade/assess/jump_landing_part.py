"""What happens after a landing, the same for every test that ends with one."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance_arcade.assess.jump_prepare import Prepared
from balance_arcade.assess.jump_record import Floats, Sheet
from balance_arcade.assess.jump_weighing import weigh_after
from balance_arcade.cop.jumps.motion import Motion, integrate
from balance_arcade.cop.jumps.weighing import GRAVITY_M_S2, Weighing

_NAMES: Final = (
    "landing_peak_force_n", "landing_peak_force_bw", "landing_time_s", "landing_depth_m",
    "landing_impulse_ns", "landing_loading_rate_n_s",
)  # fmt: skip
_PEAK_WITHIN_S: Final = 0.5
_BOUNCE_S: Final = 0.1


def landing_part(sheet: Sheet, ready: Prepared, take_off_m_s: float, which: int) -> None:
    """Enter the values of a landing after a flight.

    Parameters
    ----------
    sheet : Sheet
        Takes them.
    ready : Prepared
        The trial.
    take_off_m_s : float
        Velocity at the take-off before.
    which : int
        Number of the flight, from 0.
    """
    flight = ready.flights[which]
    if flight.no_landing:
        _refuse(sheet, flight.no_landing)
        return
    time_s = (flight.stop - flight.start) / ready.rate_hz
    landing_values(sheet, ready, flight.stop, take_off_m_s - GRAVITY_M_S2 * time_s, which + 1)


def landing_values(
    sheet: Sheet, ready: Prepared, landing: int, velocity_m_s: float, contact: int
) -> None:
    """Enter the values of a landing whose velocity is known.

    Parameters
    ----------
    sheet, ready
        As for `landing_part`.
    landing : int
        Its sample.
    velocity_m_s : float
        At touch-down, upwards positive.
    contact : int
        Number of the contact that it begins, from 0.
    """
    weighing = ready.weighing
    rate = ready.rate_hz
    stop = min(ready.trial.contacts[contact].stop, ready.load_n.size)
    end = min(stop, landing + round(_PEAK_WITHIN_S * rate))
    why = ready.problem_within(landing, end) or _too_short(stop, landing, rate)
    if ready.trial.contacts[contact].ended and stop - landing < round(_BOUNCE_S * rate):
        why = "double contact: the plate was left again within 0.1 s"
        sheet.flags.append(why)
    if why or isinstance(weighing, str):
        _refuse(sheet, str(why or weighing))
        return
    force = ready.load_n[landing:end] - weighing.zero_n
    sheet.put("landing_peak_force_n", float(force.max()))
    sheet.put("landing_peak_force_bw", float(force.max()) / weighing.body_weight_n)
    sheet.put("landing_loading_rate_n_s", loading_rate(force, rate, weighing.body_weight_n))
    motion = integrate(ready.load_n, landing, stop, weighing, rate, velocity_m_s=velocity_m_s)
    _down(sheet, motion, weighing, rate)
    if "velocity_drift_m_s" in sheet.table:
        sheet.put("velocity_drift_m_s", _drift(ready, motion, landing))


def _refuse(sheet: Sheet, why: str) -> None:
    sheet.refuse([n for n in (*_NAMES, "velocity_drift_m_s") if n in sheet.table], why)


def _too_short(stop: int, landing: int, rate_hz: float) -> str:
    if stop - landing < round(0.2 * rate_hz):
        return f"the record ends {(stop - landing) / rate_hz:.2f} s after landing"
    return ""


def _down(sheet: Sheet, motion: Motion, weighing: Weighing, rate: float) -> None:
    up = np.flatnonzero(motion.velocity_m_s >= 0.0)
    if up.size == 0 or up[0] == 0:
        why = "the velocity does not come to zero after landing"
        sheet.refuse(("landing_time_s", "landing_depth_m", "landing_impulse_ns"), why)
        return
    n = int(up[0])
    sheet.events["landed"] = (motion.start + n) / rate
    sheet.put("landing_time_s", n / rate)
    sheet.put("landing_depth_m", -float(motion.displacement_m[n]))
    net = motion.force_n[: n + 1] - weighing.body_weight_n
    sheet.put("landing_impulse_ns", float(np.trapezoid(net)) / rate)


def _drift(ready: Prepared, motion: Motion, landing: int) -> float | str:
    after = weigh_after(ready.record, ready.trial, ready.options.settings)
    if isinstance(after, str):
        return after
    start, stop = after.start - landing, after.stop - landing
    if start < 0 or stop > motion.velocity_m_s.size:
        return "no quiet phase after the landing"
    return float(motion.velocity_m_s[start:stop].mean())


def loading_rate(force_n: Floats, rate_hz: float, weight_n: float) -> float | str:
    """Rise from contact to the first peak over its time, in newtons a second.

    A peak is the first sample that none within 10 ms after it exceeds, above body weight.
    """
    ahead = max(1, round(0.01 * rate_hz))
    rises = np.flatnonzero(force_n > weight_n)
    for at in rises:
        later = force_n[at + 1 : at + 1 + ahead]
        if later.size and float(later.max()) <= float(force_n[at]):
            # Before its first sample there was none.
            return float(force_n[at]) / ((at + 1) / rate_hz)
    return "no peak after contact"
