"""Drop landings and hops to stabilisation: how soon and how far from body weight the load is."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance_arcade.assess.jump_drop import backwards
from balance_arcade.assess.jump_landing_part import landing_values, loading_rate
from balance_arcade.assess.jump_prepare import Prepared
from balance_arcade.assess.jump_record import Sheet
from balance_arcade.assess.jump_rows import DROP_LANDING
from balance_arcade.assess.jump_standing import body_values
from balance_arcade.assess.protocols import STABILISATION
from balance_arcade.assess.stabilisation import LandingTrial, score_landing
from balance_arcade.cop.jumps.uncertainty import of_height
from balance_arcade.cop.jumps.weighing import GRAVITY_M_S2, Weighing

LEAST_WINDOW_S: Final = 3.0
_STEADY: Final = ("time_threshold_s", "time_sequential_s", "vertical_stability_index")
LEAST_LANDING_BW: Final = 1.3
"""A contact whose greatest load is less is a step onto the plate. Ours."""


def score_drop_landing(ready: Prepared) -> Sheet:
    """Measure a landing out of the air onto the plate, and the standing after it.

    Parameters
    ----------
    ready : Prepared
        A trial whose last contact began out of the air.

    Returns
    -------
    Sheet
    """
    sheet = Sheet(DROP_LANDING, ready.rate_hz)
    body_values(sheet, ready)
    contact = len(ready.trial.contacts) - 1
    start = ready.flights[-1].stop if ready.flights else ready.trial.contacts[0].start
    stop = ready.trial.contacts[-1].stop
    sheet.events["landing"] = start / ready.rate_hz
    weighing = ready.weighing
    why = "the person left the plate again" if ready.trial.contacts[-1].ended else ""
    if not ready.flights and not ready.trial.from_air:
        why = "no landing: the person stood on the plate from the beginning"
    if why or isinstance(weighing, str):
        why = why or str(weighing)
        sheet.flags.append(why)
        sheet.refuse([n for n in sheet.table if n not in sheet.found], why)
        return sheet
    _peak_values(sheet, ready, weighing, start, stop)
    _steady_values(sheet, ready, weighing, start, stop)
    touch_down = backwards(ready, start)
    if isinstance(touch_down, str):
        sheet.refuse(("drop_height_m", "landing_time_s", "landing_depth_m"), touch_down)
        return sheet
    velocity, u = touch_down
    sheet.put("drop_height_m", velocity**2 / (2.0 * GRAVITY_M_S2), of_height(velocity, u))
    part = Sheet(DROP_LANDING, ready.rate_hz)
    landing_values(part, ready, start, velocity, contact)
    for name in ("landing_time_s", "landing_depth_m"):
        sheet.put(name, part.found[name])
    sheet.flags += part.flags
    sheet.events.update(part.events)
    return sheet


def _peak_values(sheet: Sheet, ready: Prepared, weighing: Weighing, start: int, stop: int) -> None:
    rate = ready.rate_hz
    end = min(stop, start + round(0.5 * rate))
    names = ("peak_force_n", "peak_force_bw", "time_to_peak_s", "loading_rate_n_s")
    if why := ready.problem_within(start, end):
        sheet.refuse(names, why)
        return
    force = ready.load_n[start:end] - weighing.zero_n
    at = int(np.argmax(force))
    sheet.put("peak_force_n", float(force[at]))
    sheet.put("peak_force_bw", float(force[at]) / weighing.body_weight_n)
    sheet.put("time_to_peak_s", at / rate)
    sheet.put("loading_rate_n_s", loading_rate(force, rate, weighing.body_weight_n))
    if float(force[at]) < LEAST_LANDING_BW * weighing.body_weight_n:
        sheet.flags.append(
            f"the greatest load is {float(force[at]) / weighing.body_weight_n:.2f} body weights: "
            "a step onto the plate rather than a landing"
        )


def _steady_values(
    sheet: Sheet, ready: Prepared, weighing: Weighing, start: int, stop: int
) -> None:
    """Time to stabilisation by two definitions, and the stability index, by the house's scoring."""
    rate = ready.rate_hz
    window_s = min(STABILISATION["trial_s"], (stop - start - 1) / rate)
    if window_s < LEAST_WINDOW_S:
        why = f"too short: {window_s:.2f} s after landing, {LEAST_WINDOW_S:g} s needed"
        sheet.refuse((*_STEADY, "stability_window_s"), why)
        return
    first = max(0, start - 2)
    load = ready.load_n[first:stop] - weighing.zero_n
    # Where it lands is settled already: what lies before is off the plate.
    load[: start - first] = 0.0
    if start == first:
        load = np.concatenate(((0.0,), load))
    load[start - first :] = np.maximum(load[start - first :], STABILISATION["contact_n"])
    t_s = np.arange(load.size) / rate
    outcome = score_landing(
        LandingTrial(t_s, load, weighing.body_weight_n),
        protocol=STABILISATION.changed(trial_s=window_s),
    )
    for name in _STEADY:
        value = outcome.values[name]
        sheet.put(name, value.refused if value.value is None else value.value)
    sheet.put("stability_window_s", window_s)
    if window_s < STABILISATION["trial_s"]:
        sheet.notes.append(
            f"Times to stabilisation look at {window_s:.1f} s; compare them only with such."
        )
