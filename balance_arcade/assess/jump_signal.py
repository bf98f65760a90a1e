"""Faults of a signal, whatever the trial is: clipped peaks, hum of the mains."""

from __future__ import annotations

from typing import Final

import numpy as np

from balance_arcade.assess.jump_record import Floats, JumpRecord
from balance_arcade.cop.jumps.weighing import Weighing

_HUM_FRAC: Final = 0.004
_FEW_REPEATS: Final = 0.05
_MAINS_HZ: Final = (50.0, 60.0)


def clipped_spans(load_n: Floats, usual_n: float) -> tuple[tuple[int, int], ...]:
    """Find runs of three or more equal greatest loads that the load jumps into or out of."""
    top = float(np.nanmax(load_n))
    at = np.flatnonzero(load_n == top)
    if at.size < 3 or top < 1.2 * usual_n:
        return ()
    runs = np.split(at, np.flatnonzero(np.diff(at) > 1) + 1)
    steps = np.abs(np.diff(load_n))
    # A smooth peak of coarse numbers is flat too, but its neighbours are one step away, and coarse
    # numbers repeat elsewhere.
    elsewhere = np.isfinite(steps) & (load_n[:-1] != top)
    repeats = float(np.mean(steps[elsewhere] == 0.0))
    finest = float(steps[steps > 0.0].min()) if (steps > 0.0).any() else 0.0
    found = []
    for run in runs:
        first, last = int(run[0]), int(run[-1]) + 1
        edges = [steps[first - 1]] if first else []
        edges += [steps[last - 1]] if last < load_n.size else []
        leaps = bool(edges) and max(edges) > max(4.0 * finest, 0.01 * usual_n)
        if run.size >= 3 and (leaps or repeats < _FEW_REPEATS):
            found.append((first, last))
    return tuple(found)


def hum_notes(record: JumpRecord, weighing: Weighing) -> list[str]:
    """Tell the mains in the quiet load: it widens every threshold."""
    part = record.load_n[weighing.start : weighing.stop] - weighing.load_n
    said: list[str] = []
    if record.rate_hz < 200.0 or part.size < 0.25 * record.rate_hz or not np.isfinite(part).all():
        return said
    t_s = np.arange(part.size) / record.rate_hz
    for hz in _MAINS_HZ:
        wave = np.exp(-2j * np.pi * hz * t_s)
        amplitude = 2.0 * abs(complex(part @ wave)) / part.size
        if amplitude > _HUM_FRAC * weighing.load_n and amplitude > 0.5 * weighing.sd_n:
            said.append(
                f"Hum of {hz:g} Hz with an amplitude of {amplitude:.1f} N widens the thresholds."
            )
    return said
