"""Pushes without a flight: isometric, squats, rising from a seat."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance_arcade.assess.jump_prepare import Prepared
from balance_arcade.assess.jump_record import Floats, Sheet
from balance_arcade.assess.jump_rows import ISOMETRIC, SIT_TO_STAND, SQUAT
from balance_arcade.assess.jump_standing import body_values, steepest
from balance_arcade.cop.jumps.motion import integrate
from balance_arcade.cop.jumps.weighing import Weighing, weigh_at

_HOLD_FRAC: Final = 0.9
_MARKS_MS: Final = (50, 100, 150, 200, 250)


def score_push(ready: Prepared) -> Sheet:
    """Measure an isometric push or pull: the load over the quiet one before it.

    Parameters
    ----------
    ready : Prepared
        A trial with an onset.

    Returns
    -------
    Sheet
    """
    sheet = Sheet(ISOMETRIC, ready.rate_hz)
    body_values(sheet, ready)
    begun = _begin(sheet, ready)
    if begun is None or isinstance(ready.weighing, str):
        return sheet
    onset, stop = begun
    rate = ready.rate_hz
    net = ready.load_n[onset:stop] - ready.weighing.load_n
    at = int(np.argmax(net))
    sheet.events["peak"] = (onset + at) / rate
    sheet.put("peak_force_n", float(net[at]) + ready.weighing.body_weight_n)
    sheet.put("net_peak_force_n", float(net[at]))
    sheet.put("time_to_peak_s", at / rate)
    _early_values(sheet, net, rate)
    held = net[net >= _HOLD_FRAC * net[at]]
    sheet.put("holding_time_s", held.size / rate)
    if held.size > 2:
        sheet.put("holding_error_pct", 100.0 * float(held.std(ddof=1) / held.mean()))
    return sheet


def _begin(sheet: Sheet, ready: Prepared) -> tuple[int, int] | None:
    """Find onset and end of a movement; refuse the sheet where there is none."""
    trial, rate = ready.trial, ready.rate_hz
    why = "" if isinstance(ready.weighing, Weighing) else str(ready.weighing)
    if trial.quiet is None:
        why = why or "no quiet phase before the movement"
        onset = 0
    else:
        onset = max(0, trial.quiet[1] - round(ready.options.settings.back_s * rate))
    stop = trial.contacts[0].stop
    if stop - onset < 3:
        why = why or "too short: the record ends with the onset"
    why = why or ready.problem_within(onset, stop)
    if why:
        sheet.flags.append(why)
        sheet.refuse([n for n in sheet.table if n not in sheet.found], why)
        return None
    sheet.events["onset"] = onset / rate
    return onset, stop


def _early_values(sheet: Sheet, net_n: Floats, rate: float) -> None:
    for ms in _MARKS_MS:
        n = round(ms * rate / 1000.0)
        sheet.put(f"force_at_{ms}_ms_n", float(net_n[n]) if n < net_n.size else "too short")
    for ms in (100, 200):
        n = round(ms * rate / 1000.0)
        rise = float(net_n[n] - net_n[0]) / (ms / 1000.0) if n < net_n.size else "too short"
        sheet.put(f"rfd_0_{ms}_n_s", rise)
    n = round(0.2 * rate)
    sheet.put("impulse_0_200_ns", float(np.trapezoid(net_n[: n + 1])) / rate)


def score_squat(ready: Prepared) -> Sheet:
    """Measure a squat from standing to standing.

    Parameters
    ----------
    ready : Prepared
        A trial with an onset and a quiet phase after it.

    Returns
    -------
    Sheet
        Velocity is zero at both ends: what is left of it is taken off in a straight line.
    """
    sheet = Sheet(SQUAT, ready.rate_hz)
    body_values(sheet, ready)
    begun = _begin(sheet, ready)
    weighing = ready.weighing
    if begun is None or isinstance(weighing, str):
        return sheet
    trial, rate = ready.trial, ready.rate_hz
    if trial.quiet_after is None or trial.quiet_after - weighing.stop < rate:
        why = "no quiet phase after the movement"
        sheet.flags.append(why)
        sheet.refuse([n for n in sheet.table if n not in sheet.found], why)
        return sheet
    start = weighing.stop
    stop = max(begun[0] + 3, trial.quiet_after - 2 * round(0.25 * rate))
    motion = integrate(ready.load_n, start, stop, weighing, rate)
    velocity = motion.velocity_m_s - np.linspace(0.0, motion.velocity_m_s[-1], stop - start)
    displacement = np.cumsum(velocity) / rate
    low = int(np.argmin(displacement))
    high = low + int(np.argmax(displacement[low:]))
    sheet.events.update(lowest=(start + low) / rate, risen=(start + high) / rate)
    sheet.put("depth_m", -float(displacement[low]))
    sheet.put("lowering_time_s", (start + low - begun[0]) / rate)
    sheet.put("peak_force_n", float(motion.force_n.max()))
    if high - low < 3:
        sheet.refuse([n for n in sheet.table if n not in sheet.found], "the person did not rise")
        return sheet
    _rising_values(
        sheet,
        weighing,
        motion.force_n[low:high],
        velocity[low:high],
        displacement[high] - displacement[low],
    )
    return sheet


def _rising_values(
    sheet: Sheet, weighing: Weighing, force: Floats, velocity: Floats, way_m: float
) -> None:
    time_s = force.size / sheet.rate_hz
    power = force * velocity
    sheet.put("rising_time_s", time_s)
    sheet.put("peak_velocity_m_s", float(velocity.max()))
    sheet.put("mean_rising_velocity_m_s", float(way_m) / time_s)
    sheet.put("peak_power_w", float(power.max()))
    sheet.put("peak_power_w_kg", float(power.max()) / weighing.mass_kg)
    sheet.put("mean_rising_power_w", float(power.mean()))
    sheet.put("mean_rising_force_n", float(force.mean()))


def score_sit_to_stand(ready: Prepared) -> Sheet:
    """Measure rising from a seat beside the plate, with the feet on it.

    Parameters
    ----------
    ready : Prepared
        The whole record as one trial.

    Returns
    -------
    Sheet
        Weighed while standing at the end; the seat bears what the plate does not.
    """
    sheet = Sheet(SIT_TO_STAND, ready.rate_hz)
    rate, load = ready.rate_hz, ready.load_n
    n = min(round(rate), load.size // 4)
    stand = weigh_at(load, load.size - n, load.size, rate, ready.options.settings)
    seated = load[: max(2, n // 2)]
    why = stand if isinstance(stand, str) else ready.problem_within(0, load.size)
    if isinstance(stand, Weighing):
        if load.size < 2.0 * rate:
            why = why or f"too short: {load.size / rate:.2f} s, 2 s needed"
        elif stand.load_n < ready.options.settings.person_n:
            why = why or "nobody stands on the plate at the end"
        elif int(np.argmax(load)) >= stand.start - 2:
            why = why or "no rise: the load is greatest at the end"
    if not why and not isinstance(stand, str) and float(seated.mean()) > 0.6 * stand.load_n:
        why = "not seated: the feet bear more than 60 % of body weight at the beginning"
    if why or isinstance(stand, str):
        sheet.flags.append(str(why))
        sheet.refuse(sheet.table, str(why))
        return sheet
    ready.weighing, ready.weighed = stand, "after"
    body_values(sheet, ready)
    level = float(seated.mean())
    threshold = level + max(
        ready.options.settings.n_sds * float(seated.std(ddof=1)), 0.02 * stand.load_n
    )
    peak = int(np.argmax(load))
    below = np.flatnonzero(load[:peak] <= threshold)
    onset = int(below[-1]) + 1 if below.size else 0
    _rise_values(sheet, load, stand, onset, peak)
    return sheet


def _rise_values(sheet: Sheet, load: Floats, stand: Weighing, onset: int, peak: int) -> None:
    rate = sheet.rate_hz
    motion = integrate(load, onset, stand.start + 1, stand, rate)
    # While the seat still bears a part the load is too small: from its end on it is right, and
    # velocity comes from the rest at the end.
    velocity = motion.velocity_m_s - motion.velocity_m_s[-1]
    off_seat = peak - onset
    power = motion.force_n[off_seat:] * velocity[off_seat:]
    down = np.flatnonzero(velocity[off_seat:] <= 0.0)
    risen = off_seat + (int(down[0]) if down.size else velocity.size - off_seat - 1)
    sheet.events.update(onset=onset / rate, peak=peak / rate, risen=(onset + risen) / rate)
    sheet.put("rise_time_s", risen / rate)
    sheet.put("peak_force_bw", float(motion.force_n.max()) / stand.body_weight_n)
    sheet.put("peak_velocity_m_s", float(velocity[off_seat:].max()))
    sheet.put("peak_power_w", float(power.max()))
    sheet.put("peak_power_w_kg", float(power.max()) / stand.mass_kg)
    sheet.put("rising_rfd_n_s", steepest(motion.force_n[: off_seat + 1], rate))
