"""Countermovement and squat jumps: from standing, or from a squat that is held."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance_arcade.assess.jump_landing_part import landing_part
from balance_arcade.assess.jump_prepare import Prepared
from balance_arcade.assess.jump_record import Sheet
from balance_arcade.assess.jump_rows import SQUAT_JUMP, STANDING
from balance_arcade.cop.jumps.flights import Flight
from balance_arcade.cop.jumps.motion import (
    Motion,
    Phases,
    find_phases,
    integrate,
    take_off_velocity,
)
from balance_arcade.cop.jumps.uncertainty import (
    COVERAGE,
    of_flight,
    of_flight_height,
    of_height,
    of_peak_power,
    of_take_off,
)
from balance_arcade.cop.jumps.weighing import GRAVITY_M_S2, Weighing

RFD_S: Final = 0.05
COUNTERMOVEMENT_BW: Final = 0.1
"""A squat jump whose load falls below body weight by more had a countermovement (Sheppard & Doyle
2008, source not read)."""
MOST_POSTURE_M: Final = 0.04
"""Heights by flight time and by impulse may differ so far because of bent legs. Ours."""
MOST_DIFFERENCE_FRAC: Final = 0.3
"""Beyond this share of the height by flight time nothing that was integrated is told. Ours."""
_WITHOUT_WEIGHT: Final = (
    "weighing_sd_n", "flight_time_s", "jump_height_flight_m", "peak_force_n", "peak_rfd_n_s",
    "landing_peak_force_n", "landing_loading_rate_n_s",
)  # fmt: skip
_BY_FLIGHT: Final = ("flight_time_s", "jump_height_flight_m")


def score_standing(ready: Prepared, test: str) -> Sheet:
    """Measure a jump from standing.

    Parameters
    ----------
    ready : Prepared
        A trial with a flight.
    test : str
        ``cmj`` or ``sj``.

    Returns
    -------
    Sheet
    """
    sheet = Sheet(SQUAT_JUMP if test == "sj" else STANDING, ready.rate_hz)
    body_values(sheet, ready)
    flight_values(sheet, ready, 0)
    weighing, flight = ready.weighing, ready.flights[0]
    why = _why_not(ready)
    if why or isinstance(weighing, str) or ready.trial.quiet is None:
        return _refused(sheet, why)
    last = max([flight.stop, *(contact.start for contact in ready.trial.contacts[1:2])])
    motion = integrate(ready.load_n, weighing.stop, last + 1, weighing, sheet.rate_hz)
    phases = find_phases(
        motion, ready.trial.quiet[1], flight, ready.rate_hz, ready.options.settings
    )
    if isinstance(phases, str):
        return _refused(sheet, phases)
    _events(sheet, phases, flight)
    _take_off_values(sheet, ready, motion, weighing)
    _phase_values(sheet, motion, phases, weighing, ready.rate_hz)
    _force_values(sheet, motion, phases, weighing, ready.rate_hz)
    _power_values(sheet, ready, motion, phases, weighing)
    landing_part(sheet, ready, float(sheet.found["take_off_velocity_m_s"]), 0)
    _squat_or_not(sheet, test, motion, phases, weighing)
    _flag_difference(sheet)
    if ready.trial.n_flights > 1:
        sheet.flags.append("a second flight follows without standing still in between")
    return sheet


def _why_not(ready: Prepared) -> str:
    """Why nothing may be integrated; flight time may be told all the same."""
    if isinstance(ready.weighing, str):
        return ready.weighing
    if ready.weighed == "after" or ready.trial.quiet is None:
        why = ready.not_before or "no quiet phase before the movement"
        return f"{why}: its velocity at the beginning is not known"
    if ready.flights[0].problem:
        return ready.flights[0].problem
    return ready.problem_within(ready.weighing.start, ready.flights[0].start)


def _refused(sheet: Sheet, why: str) -> Sheet:
    sheet.refuse([name for name in sheet.table if name not in sheet.found], why)
    sheet.flags.append(why)
    return sheet


def body_values(sheet: Sheet, ready: Prepared) -> None:
    """Enter body weight, mass and noise, or why they are not known."""
    names = ("body_weight_n", "body_mass_kg", "weighing_sd_n")
    weighing = ready.weighing
    if isinstance(weighing, str):
        sheet.refuse(names, weighing)
        return
    sheet.put(names[0], weighing.body_weight_n, weighing.u_n)
    sheet.put(names[1], weighing.mass_kg, weighing.u_n / GRAVITY_M_S2)
    stated = ready.weighed == "stated"
    sheet.put(names[2], "body weight was stated, not weighed" if stated else weighing.sd_n)


def flight_values(sheet: Sheet, ready: Prepared, which: int) -> None:
    """Enter flight time and the height that it gives."""
    flight = ready.flights[which]
    if why := flight.problem or flight.no_landing:
        sheet.refuse(_BY_FLIGHT, why)
        return
    time_s = (flight.stop - flight.start) / ready.rate_hz
    u = of_flight(ready.load_n, flight, ready.rate_hz)
    sheet.put("flight_time_s", time_s, u)
    height = GRAVITY_M_S2 * time_s * time_s / 8.0
    sheet.put("jump_height_flight_m", height, of_flight_height(time_s, u))


def take_off_sheet(sheet: Sheet, velocity: float, u_velocity: float) -> None:
    """Enter velocity at take-off and what follows from it."""
    height = velocity * velocity / (2.0 * GRAVITY_M_S2)
    u_height = of_height(velocity, u_velocity)
    sheet.put("take_off_velocity_m_s", velocity, u_velocity)
    sheet.put("jump_height_impulse_m", height, u_height)
    by_flight = sheet.found.get("jump_height_flight_m", "no flight time")
    if isinstance(by_flight, str):
        sheet.put("jump_height_difference_m", by_flight)
        return
    u = float(np.hypot(u_height, sheet.uncertainty.get("jump_height_flight_m", 0.0)))
    sheet.put("jump_height_difference_m", by_flight - height, u)


def _events(sheet: Sheet, phases: Phases, flight: Flight) -> None:
    rate = sheet.rate_hz
    sheet.events.update(
        onset=phases.onset / rate,
        braking=phases.braking / rate,
        propulsion=phases.propulsion / rate,
        take_off=phases.take_off / rate,
    )
    if flight.no_landing:
        sheet.flags.append(flight.no_landing)
    else:
        sheet.events["landing"] = flight.stop / rate


def _take_off_values(sheet: Sheet, ready: Prepared, motion: Motion, weighing: Weighing) -> None:
    flight, rate = ready.flights[0], ready.rate_hz
    velocity, rise = take_off_velocity(motion, flight.start, weighing, rate)
    noise = max(flight.sd_n, 0.0)
    parts = of_take_off(motion, flight.start, velocity, weighing, noise, rate)
    u = parts.velocity_m_s
    take_off_sheet(sheet, velocity, u)
    time_s = sheet.events["take_off"] - sheet.events["onset"]
    height = velocity * velocity / (2.0 * GRAVITY_M_S2)
    sheet.put("take_off_rise_m", rise)
    sheet.put("jump_height_total_m", height + rise)
    sheet.put("time_to_take_off_s", time_s)
    sheet.put("rsi_modified_m_s", height / time_s, of_height(velocity, u) / time_s)
    sheet.put("net_impulse_ns", velocity * weighing.mass_kg, u * weighing.mass_kg)
    flown = sheet.found["flight_time_s"]
    sheet.put("flight_to_contraction", flown if isinstance(flown, str) else flown / time_s)


def _phase_values(
    sheet: Sheet, motion: Motion, phases: Phases, weighing: Weighing, rate: float
) -> None:
    net = motion.force_n - weighing.body_weight_n
    spans = {
        "unweighting": (phases.onset, phases.braking),
        "braking": (phases.braking, phases.propulsion),
        "propulsion": (phases.propulsion, phases.take_off),
    }
    for name, (start, stop) in spans.items():
        sheet.put(f"{name}_time_s", (stop - start) / rate)
        part = net[start - motion.start : stop + 1 - motion.start]
        sheet.put(f"{name}_impulse_ns", float(np.trapezoid(part)) / rate)
    until = slice(0, phases.take_off - motion.start)
    sheet.put("countermovement_depth_m", max(0.0, -float(motion.displacement_m[until].min())))
    sheet.put("peak_velocity_m_s", float(motion.velocity_m_s[until].max()))
    sheet.put("peak_downward_velocity_m_s", float(motion.velocity_m_s[until].min()))


def _force_values(
    sheet: Sheet, motion: Motion, phases: Phases, weighing: Weighing, rate: float
) -> None:
    weight = weighing.body_weight_n
    onset, braking, rising, off = (x - motion.start for x in phases)
    force = motion.force_n
    sheet.put("peak_force_n", float(force[onset:off].max()))
    sheet.put("peak_force_bw", float(force[onset:off].max()) / weight)
    sheet.put("least_force_bw", float(force[onset : max(rising, onset + 1)].min()) / weight)
    sheet.put("mean_propulsion_force_n", float(force[rising:off].mean()))
    sheet.put("peak_rfd_n_s", steepest(force[onset:off], rate))
    if rising - braking < 2:
        why = "no braking: there was no countermovement"
        names = (
            "mean_braking_force_n",
            "leg_stiffness_n_m",
            "braking_rfd_n_s",
            "force_at_lowest_n",
        )
        sheet.refuse(names, why)
        return
    sheet.put("mean_braking_force_n", float(force[braking:rising].mean()))
    sheet.put("force_at_lowest_n", float(force[rising]))
    rise = float(force[rising] - force[braking])
    way = float(motion.displacement_m[braking] - motion.displacement_m[rising])
    sheet.put("leg_stiffness_n_m", rise / way if way > 0.0 else "no way down while braking")
    sheet.put("braking_rfd_n_s", rise / ((rising - braking) / rate))


def steepest(force_n: np.ndarray, rate_hz: float) -> float | str:
    """Steepest rise of a load over 50 ms, in newtons a second."""
    n = round(RFD_S * rate_hz)
    if force_n.size <= n:
        return "shorter than 50 ms"
    return float((force_n[n:] - force_n[:-n]).max()) / (n / rate_hz)


def _power_values(
    sheet: Sheet, ready: Prepared, motion: Motion, phases: Phases, weighing: Weighing
) -> None:
    _, braking, rising, off = (x - motion.start for x in phases)
    power = motion.power_w
    at = int(np.argmax(power[:off]))
    u = of_peak_power(
        motion,
        at,
        off - 1,
        sheet.uncertainty["take_off_velocity_m_s"],
        float(np.hypot(ready.flights[0].sd_n, weighing.u_n)),
    )
    sheet.put("peak_power_w", float(power[at]), u)
    sheet.put("peak_power_w_kg", float(power[at]) / weighing.mass_kg, u / weighing.mass_kg)
    sheet.put("mean_propulsion_power_w", float(power[rising:off].mean()))
    why = "no braking: there was no countermovement"
    braked = float(power[braking:rising].mean()) if rising > braking else why
    sheet.put("mean_braking_power_w", braked)


def _flag_difference(sheet: Sheet) -> None:
    """Flag heights that differ by more than uncertainty and a landing with bent legs explain."""
    difference = sheet.found["jump_height_difference_m"]
    if isinstance(difference, str):
        return
    expanded = COVERAGE * sheet.uncertainty.get("jump_height_difference_m", 0.0)
    said = (
        f"heights by flight time and by impulse differ by {100.0 * difference:.1f} cm, more than "
        "uncertainty and posture explain"
    )
    flown = sheet.found["jump_height_flight_m"]
    share = 0.0 if isinstance(flown, str) else MOST_DIFFERENCE_FRAC * flown
    if abs(difference) > expanded + max(1.5 * MOST_POSTURE_M, share):
        # No posture does that: what was integrated is wrong.
        kept = (*_WITHOUT_WEIGHT, "jump_height_difference_m")
        why = f"moved while weighing, or the load in the push was cut off or drifted: {said}"
        sheet.refuse([n for n in sheet.table if n not in kept], why)
    if abs(difference) > expanded + MOST_POSTURE_M:
        sheet.flags.append(said)


def _squat_or_not(
    sheet: Sheet, test: str, motion: Motion, phases: Phases, weighing: Weighing
) -> None:
    """Flag a squat jump with a countermovement, and a countermovement jump without one."""
    weight = weighing.body_weight_n
    off = phases.take_off - motion.start
    top = int(np.argmax(motion.force_n[:off]))
    dip = max(0.0, 1.0 - float(motion.force_n[: top + 1].min()) / weight)
    if test == "sj":
        sheet.put("countermovement_dip_bw", dip)
        if dip > COUNTERMOVEMENT_BW:
            sheet.flags.append(
                f"a countermovement: the load fell {100.0 * dip:.0f} % of body weight below it"
            )
    elif dip <= COUNTERMOVEMENT_BW:
        sheet.flags.append("no countermovement: this looks like a squat jump")
