"""Drop jumps: contact, flight, reactive strength; and the fall from the record's own data."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from balance_arcade.assess.jump_landing_part import landing_part, loading_rate
from balance_arcade.assess.jump_prepare import Prepared
from balance_arcade.assess.jump_record import Sheet
from balance_arcade.assess.jump_rows import DROP_JUMP
from balance_arcade.assess.jump_standing import body_values, flight_values, take_off_sheet
from balance_arcade.assess.jump_weighing import weigh_after
from balance_arcade.cop.jumps.motion import Motion, integrate, take_off_velocity
from balance_arcade.cop.jumps.uncertainty import of_bends, of_height, of_peak_power, of_time
from balance_arcade.cop.jumps.weighing import GRAVITY_M_S2, Weighing

_SHORT_CONTACT_S: Final = 0.1
_LONG_CONTACT_S: Final = 1.0


class TouchDown(NamedTuple):
    """Velocity at touch-down, integrated backwards from rest.

    Attributes
    ----------
    velocity_m_s : float
        Upwards positive, so below zero.
    u_m_s : float
        Its standard uncertainty.
    """

    velocity_m_s: float
    u_m_s: float


def score_drop_jump(ready: Prepared) -> Sheet:
    """Measure a drop jump.

    Parameters
    ----------
    ready : Prepared
        A trial whose first contact began out of the air, with a flight after it.

    Returns
    -------
    Sheet
    """
    sheet = Sheet(DROP_JUMP, ready.rate_hz)
    body_values(sheet, ready)
    flight_values(sheet, ready, 0)
    if not ready.trial.from_air:
        sheet.flags.append("no drop: the person stood on the plate before")
        sheet.refuse([n for n in sheet.table if n not in sheet.found], sheet.flags[-1])
        return sheet
    start, stop = ready.trial.contacts[0].start, ready.flights[0].start
    sheet.events.update(
        touch_down=start / sheet.rate_hz,
        take_off=stop / sheet.rate_hz,
        landing=ready.flights[0].stop / sheet.rate_hz,
    )
    _contact_values(sheet, ready, start, stop)
    touch_down = backwards(ready, start)
    if isinstance(touch_down, str) or isinstance(ready.weighing, str):
        why = touch_down if isinstance(touch_down, str) else str(ready.weighing)
        sheet.refuse([n for n in sheet.table if n not in sheet.found], why)
        return sheet
    _fall_values(sheet, ready, touch_down)
    _movement_values(sheet, ready, ready.weighing, start, touch_down)
    landing_part(sheet, ready, float(sheet.found["take_off_velocity_m_s"]), 0)
    return sheet


def _contact_values(sheet: Sheet, ready: Prepared, start: int, stop: int) -> None:
    rate = ready.rate_hz
    flight = ready.flights[0]
    contact_s = (stop - start) / rate
    u = of_time(ready.load_n, (start, stop), flight.threshold_n, flight.zero_n, rate)
    why = ready.gap_within(start, stop) or flight.problem
    if contact_s < _SHORT_CONTACT_S:
        why = why or f"double contact: the first one lasts {1000.0 * contact_s:.0f} ms"
    if contact_s > _LONG_CONTACT_S:
        sheet.flags.append(f"a contact of {contact_s:.2f} s is no drop jump's")
    if why:
        sheet.flags.append(why)
        sheet.refuse(("contact_time_s", "rsi_m_s", "rsi_flight"), why)
        return
    sheet.put("contact_time_s", contact_s, u)
    height = sheet.found["jump_height_flight_m"]
    flown = sheet.found["flight_time_s"]
    if isinstance(height, str) or isinstance(flown, str):
        sheet.refuse(("rsi_m_s", "rsi_flight"), str(height))
        return
    share = math.hypot(sheet.uncertainty["jump_height_flight_m"] / height, u / contact_s)
    sheet.put("rsi_m_s", height / contact_s, share * height / contact_s)
    sheet.put("rsi_flight", flown / contact_s)


def backwards(ready: Prepared, start: int) -> TouchDown | str:
    """Find the velocity at a touch-down from the rest after it.

    Parameters
    ----------
    ready : Prepared
        The trial.
    start : int
        First sample of contact.

    Returns
    -------
    TouchDown or str
        Or why it cannot be told.
    """
    weighing = ready.weighing
    if isinstance(weighing, str):
        return weighing
    after = weigh_after(ready.record, ready.trial, ready.options.settings)
    if isinstance(after, str):
        return f"{after}: the velocity at touch-down is not known"
    if after.start - start < 2:
        return "no quiet phase after the landing"
    if why := ready.problem_within(start, after.start):
        return why
    rate = ready.rate_hz
    motion = integrate(ready.load_n, start, after.start + 1, weighing, rate)
    # Contact began at any place in the sample before.
    lead = 0.5 * float(motion.force_n[0]) * 0.5 / rate / weighing.mass_kg
    time_s = (after.start - start) / rate
    parts = (
        weighing.u_n * GRAVITY_M_S2 / weighing.body_weight_n * time_s,
        of_bends(np.concatenate(((0.0,), motion.force_n)), rate) / weighing.mass_kg,
        max(weighing.sway_m_s, after.sway_m_s),
        weighing.sd_n * math.sqrt(time_s / rate) / weighing.mass_kg,
    )
    return TouchDown(-float(motion.velocity_m_s[-1]) - lead, math.hypot(*parts))


def _fall_values(sheet: Sheet, ready: Prepared, touch_down: TouchDown) -> None:
    velocity, u = touch_down
    height = velocity * velocity / (2.0 * GRAVITY_M_S2)
    sheet.put("touch_down_velocity_m_s", velocity, u)
    sheet.put("drop_height_m", height, of_height(velocity, u))
    box = ready.options.box_height_m
    if "drop_less_box_m" in sheet.table:
        why = "no height of the box was stated"
        sheet.put("drop_less_box_m", why if box is None else height - box, of_height(velocity, u))


def _movement_values(
    sheet: Sheet, ready: Prepared, weighing: Weighing, start: int, touch_down: TouchDown
) -> None:
    rate, flight = ready.rate_hz, ready.flights[0]
    motion = integrate(
        ready.load_n, start, flight.stop, weighing, rate, velocity_m_s=touch_down.velocity_m_s
    )
    velocity, _ = take_off_velocity(motion, flight.start, weighing, rate)
    take_off_sheet(sheet, velocity, touch_down.u_m_s)
    off = flight.start - start
    up = np.flatnonzero(motion.velocity_m_s[:off] > 0.0)
    force = motion.force_n[:off]
    sheet.put("peak_force_n", float(force.max()))
    sheet.put("peak_force_bw", float(force.max()) / weighing.body_weight_n)
    sheet.put("loading_rate_n_s", loading_rate(force, rate, weighing.body_weight_n))
    at = int(np.argmax(motion.power_w[:off]))
    noise = math.hypot(flight.sd_n, weighing.u_n)
    u = of_peak_power(motion, at, off - 1, touch_down.u_m_s, noise)
    sheet.put("peak_power_w", float(motion.power_w[at]), u)
    names = [n for n in _SPLIT if n in sheet.table]
    if up.size == 0 or up[0] == 0:
        sheet.refuse(names, "the velocity does not change its sign in contact")
        return
    _split_values(sheet, motion, weighing, int(up[0]), off)


_SPLIT: Final = (
    "braking_time_s", "propulsion_time_s", "braking_impulse_ns", "propulsion_impulse_ns",
    "contact_depth_m", "vertical_stiffness_n_m",
)  # fmt: skip


def _split_values(sheet: Sheet, motion: Motion, weighing: Weighing, low: int, off: int) -> None:
    rate = sheet.rate_hz
    net = motion.force_n - weighing.body_weight_n
    sheet.events["propulsion"] = (motion.start + low) / rate
    sheet.put("braking_time_s", low / rate)
    sheet.put("propulsion_time_s", (off - low) / rate)
    sheet.put("braking_impulse_ns", float(np.trapezoid(net[: low + 1])) / rate)
    sheet.put("propulsion_impulse_ns", float(np.trapezoid(net[low : off + 1])) / rate)
    depth = -float(motion.displacement_m[:off].min())
    sheet.put("contact_depth_m", depth)
    sheet.put("vertical_stiffness_n_m", float(motion.force_n[:off].max()) / depth)
