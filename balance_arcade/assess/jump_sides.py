"""Left against right, phase by phase, where two plates or boards bore one foot each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from balance_arcade.assess.jump_prepare import Prepared
from balance_arcade.assess.jump_record import Floats, Sheet
from balance_arcade.assess.jump_rows import SIDES
from balance_arcade.cop.jumps.weighing import Weighing

_ONE_FOOT: Final = 0.05


def side_values(sheet: Sheet, ready: Prepared) -> None:
    """Enter the asymmetries of a trial; refused where one side bore nothing.

    Parameters
    ----------
    sheet : Sheet
        With the trial's events.
    ready : Prepared
        With sides.
    """
    sheet.table = {**sheet.table, **SIDES}
    sides = ready.record.sides_n
    assert sides is not None
    start, stop = ready.trial.start, ready.trial.stop
    sides = sides - _zeros(ready, sides)
    borne = np.nansum(np.maximum(sides[start:stop], 0.0), axis=0)
    if float(borne.min()) < _ONE_FOOT * float(borne.sum()):
        which = "left" if borne[0] < borne[1] else "right"
        why = (
            f"one side: the {which} one bore {100.0 * borne.min() / borne.sum():.0f} % of the load"
        )
        sheet.refuse(SIDES, why)
        sheet.notes.append(f"{why}; both feet, or the only one, stood on the other.")
        return
    spans = _spans(sheet.events, ready)
    peaks = {"peak_force": ("onset", "take_off"), "landing_peak_force": ("landing", "landed")}
    for name in SIDES:
        part = name.removeprefix("asymmetry_").removesuffix("_pct")
        source = _between(sheet.events, *peaks[part]) if part in peaks else spans.get(part)
        if source is None:
            sheet.put(name, "this trial has no such phase")
            continue
        first, last = (round(t * ready.rate_hz) for t in source)
        here = sides[first : max(last, first + 1)]
        sheet.put(name, _index(here.max(axis=0) if part in peaks else here.mean(axis=0)))


def _zeros(ready: Prepared, sides_n: Floats) -> Floats:
    """Take what each empty plate reads from the flight."""
    good = [f for f in ready.flights if not f.problem]
    if not good:
        return np.zeros(2)
    edge = (good[0].stop - good[0].start) // 4
    return np.asarray(sides_n[good[0].start + edge : good[0].stop - edge].mean(axis=0))


def _spans(events: Mapping[str, float], ready: Prepared) -> dict[str, tuple[float, float] | None]:
    weighing = ready.weighing
    weighed = None
    if isinstance(weighing, Weighing) and weighing.stop > weighing.start:
        weighed = (weighing.start / ready.rate_hz, weighing.stop / ready.rate_hz)
    begin = "touch_down" if "touch_down" in events else "braking"
    unweighting = _between(events, "onset", "braking") if "onset" in events else None
    if unweighting is not None and unweighting[1] <= unweighting[0]:
        unweighting = None
    braking = _between(events, begin, "propulsion")
    if braking is not None and braking[1] <= braking[0]:
        braking = None
    return {
        "weighing": weighed,
        "unweighting": unweighting,
        "braking": braking,
        "propulsion": _between(events, "propulsion", "take_off"),
        "landing": _between(events, "landing", "landed"),
    }


def _between(events: Mapping[str, float], a: str, b: str) -> tuple[float, float] | None:
    if a == "onset" and a not in events:
        a = "touch_down"
    return (events[a], events[b]) if a in events and b in events else None


def _index(pair: Floats) -> float | str:
    left, right = (float(x) for x in pair)
    if not np.isfinite(left + right):
        return "samples are missing in it"
    return 100.0 * (left - right) / (left + right) if left + right > 0.0 else "no load"
