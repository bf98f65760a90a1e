"""Repeated hops: the ten-to-five test, stiffness, rhythm."""

from __future__ import annotations

import itertools
import math
from typing import Final

import numpy as np

from balance_arcade.assess.jump_prepare import Prepared
from balance_arcade.assess.jump_record import Floats, Sheet
from balance_arcade.assess.jump_rows import HOPS
from balance_arcade.assess.jump_standing import body_values
from balance_arcade.cop.jumps.weighing import GRAVITY_M_S2, Weighing

BEST: Final = 5
LEAST_HOPS: Final = 5


def score_hops(ready: Prepared) -> Sheet:
    """Measure repeated hops.

    Parameters
    ----------
    ready : Prepared
        A trial with several flights and no quiet phase between them.

    Returns
    -------
    Sheet
        A hop is a contact between two flights, with the flight after it: the first contact, from
        standing, and the last landing are none.
    """
    sheet = Sheet(HOPS, ready.rate_hz)
    body_values(sheet, ready)
    rate = ready.rate_hz
    flights = ready.flights
    n = len(flights) - 1
    first = flights[0]
    sheet.events.update(first_take_off=first.start / rate, last_landing=flights[-1].stop / rate)
    sheet.put("n_hops", float(max(n, 0)))
    problem = next((f.problem for f in flights if f.problem), "")
    if n < LEAST_HOPS:
        problem = problem or f"{max(n, 0)} hops between flights, {LEAST_HOPS} needed"
    if problem:
        sheet.flags.append(problem)
        sheet.refuse([name for name in sheet.table if name not in sheet.found], problem)
        return sheet
    contact_s = np.array([b.start - a.stop for a, b in itertools.pairwise(flights)])
    flight_s = np.array([f.stop - f.start for f in flights[1:]])
    contact_s, flight_s = contact_s / rate, flight_s / rate
    _rhythm_values(sheet, contact_s, flight_s, (flights[-1].start - first.start) / rate)
    _reactive_values(sheet, contact_s, flight_s, rate)
    _load_values(sheet, ready, contact_s, flight_s)
    return sheet


def _rhythm_values(sheet: Sheet, contact_s: Floats, flight_s: Floats, span_s: float) -> None:
    n = contact_s.size
    sheet.put("mean_contact_time_s", float(contact_s.mean()))
    sheet.put("mean_height_m", float(np.mean(flight_s**2)) * GRAVITY_M_S2 / 8.0)
    sheet.put("contact_time_cv_pct", 100.0 * float(contact_s.std(ddof=1) / contact_s.mean()))
    sheet.put("hop_rate_hz", n / span_s)


def _reactive_values(sheet: Sheet, contact_s: Floats, flight_s: Floats, rate: float) -> None:
    height_m = GRAVITY_M_S2 * flight_s**2 / 8.0
    rsi = height_m / contact_s
    best = np.argsort(rsi)[::-1][:BEST]
    # Each time has two edges, each known to a sample; neighbours share them.
    u_time = 0.5 / rate / math.sqrt(best.size)
    sheet.put("best_rsi_m_s", float(rsi.max()))
    sheet.put("best5_rsi_m_s", float(rsi[best].mean()))
    sheet.put("best5_rsi_flight", float(np.mean(flight_s[best] / contact_s[best])))
    sheet.put("best5_contact_time_s", float(contact_s[best].mean()), u_time)
    sheet.put("best5_flight_time_s", float(flight_s[best].mean()), u_time)
    sheet.put("best5_height_m", float(height_m[best].mean()))


def _load_values(sheet: Sheet, ready: Prepared, contact_s: Floats, flight_s: Floats) -> None:
    weighing = ready.weighing
    if not isinstance(weighing, Weighing):
        sheet.refuse(("mean_stiffness_n_m", "peak_force_bw"), weighing)
        return
    both = flight_s + contact_s
    k = weighing.mass_kg * math.pi * both / (contact_s**2 * (both / math.pi - contact_s / 4.0))
    sheet.put("mean_stiffness_n_m", float(k.mean()))
    start, stop = ready.flights[0].stop, ready.flights[-1].start
    peak = float(np.nanmax(ready.load_n[start:stop])) - weighing.zero_n
    why = ready.problem_within(start, stop)
    sheet.put("peak_force_bw", why or peak / weighing.body_weight_n)
