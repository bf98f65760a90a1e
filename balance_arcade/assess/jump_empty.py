"""Whether what a plate reads in flight is its zero, or a load that lies on it.

A plate that was never tared reads the same in flight and, beneath the person, while standing. What
is leant on it, or left on it, in flight alone does not. Only body weight tells both apart, and a
jump weighs the person once more: from standing still to standing still no momentum is gained, so
the impulse of the contacts beyond the standing load is body weight times the time in the air,
whatever the plate's zero is (derived in docs/jumps.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from balance_arcade.assess.jump_record import Floats
from balance_arcade.cop.jumps.detector import JumpEvent
from balance_arcade.cop.jumps.flights import Flight
from balance_arcade.cop.jumps.uncertainty import COVERAGE, of_bends, of_flight
from balance_arcade.cop.jumps.weighing import Weighing

_ASKED_FRAC: Final = 0.02
"""A zero that is off by less changes a height by less than 4 %; it is said, not asked about."""
_SURELY_FRAC: Final = 0.05
_SLACK_FRAC: Final = 0.01
_EDGE_S: Final = 0.05
_LEAST_S: Final = 0.2
_SQRT_12: Final = math.sqrt(12.0)


class ByImpulse(NamedTuple):
    """Body weight from a jump's own impulse.

    Attributes
    ----------
    weight_n, u_n : float
        The weight and its standard uncertainty.
    zero_n : float
        The standing load less it: what the plate reads beneath the person.
    """

    weight_n: float
    u_n: float
    zero_n: float


class Judged(NamedTuple):
    """What a reading in flight is.

    Attributes
    ----------
    problem : str
        Why nothing may be told of the flight; empty where the plate was empty.
    flag : str
        What could not be told apart; empty where all is well.
    """

    problem: str = ""
    flag: str = ""


def weight_by_impulse(
    load_n: Floats,
    rests: tuple[Weighing, Weighing],
    flights: Sequence[Flight],
    rate_hz: float,
) -> ByImpulse | str:
    """Weigh a person by the impulse between two times of standing still.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Load, with whatever zero.
    rests : tuple of Weighing
        Before the first flight and after the last one.
    flights : sequence of Flight
        All that lie between the two.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    ByImpulse or str
        Or why it cannot be done.

    Examples
    --------
    >>> rests = Weighing(700.0, 0.0, 1.0, 0, 50, 0.1, 0.0), Weighing(700.0, 0.0, 1.0, 200, 250,
    ...                                                              0.1, 0.0)
    >>> load = np.full(250, 700.0)
    >>> load[60:80], load[80:120], load[120:140] = 1400.0, 0.0, 1400.0
    >>> weighed = weight_by_impulse(load, rests, [Flight(80, 120, 0.0, 0.0, 7.0)], 100.0)
    >>> round(weighed.weight_n, 6), round(weighed.zero_n, 6)
    (700.0, 0.0)
    """
    before, after = rests
    part = load_n[before.stop : after.start]
    if not flights or part.size < 2:
        return "no standing still before and after it"
    if not np.isfinite(part).all():
        return "samples are missing"
    in_air = np.zeros(part.size, dtype=np.bool_)
    for flight in flights:
        in_air[flight.start - before.stop : flight.stop - before.stop] = True
    change = after.load_n - before.load_n
    # A zero that drifts is taken to do so evenly.
    standing = before.load_n + change * np.arange(part.size) / part.size
    n_air = int(np.count_nonzero(in_air))
    weight = float(np.sum((part - standing)[~in_air])) / n_air
    contact_s, air_s = (part.size - n_air) / rate_hz, n_air / rate_hz
    times = math.hypot(*(of_flight(load_n, flight, rate_hz) for flight in flights))
    impulse = math.hypot(
        max(before.u_n, after.u_n) * contact_s,
        abs(change) / _SQRT_12 * contact_s,
        math.hypot(before.sway_m_s, after.sway_m_s) * before.mass_kg,
        before.sd_n * math.sqrt(contact_s / rate_hz),
        of_bends(part, rate_hz),
    )
    u = math.hypot(impulse, abs(weight) * times) / air_s
    return ByImpulse(weight, u, before.load_n - weight)


def judge_reading(
    flight: Flight, standing_n: float, known_n: float, seen: bool, by: ByImpulse | str
) -> Judged:
    """Tell whether a reading in flight is the plate's zero.

    Parameters
    ----------
    flight : Flight
        Its middle was steady.
    standing_n : float
        Load while standing still.
    known_n : float
        What the empty plate reads outside of flights, or read when it was tared.
    seen : bool
        Whether it was seen empty.
    by : ByImpulse or str
        Body weight by impulse, or why there is none.

    Returns
    -------
    Judged

    Examples
    --------
    >>> leant = Flight(80, 120, 56.0, 1.0, 63.0)
    >>> judge_reading(leant, 700.0, 0.0, False, ByImpulse(698.0, 6.0, 2.0)).problem
    'plate not empty in flight: it bore 56 N (8 % of body weight) that it did not while standing'
    >>> judge_reading(leant, 700.0, 0.0, False, ByImpulse(645.0, 6.0, 55.0))
    Judged(problem='', flag='')
    """
    off = flight.zero_n - known_n
    weight = max(standing_n - known_n, 1.0)
    if abs(off) <= _ASKED_FRAC * weight:
        return Judged()
    bore = f"{off:.0f} N ({100.0 * off / weight:.0f} % of body weight)"
    refused = f"plate not empty in flight: it bore {bore}"
    if isinstance(by, ByImpulse):
        within = COVERAGE * by.u_n + _SLACK_FRAC * weight
        as_zero = abs(by.zero_n - flight.zero_n) <= within
        as_load = abs(by.zero_n - known_n) <= within
        if as_zero and not as_load:
            return Judged()
        if as_load and not as_zero:
            return Judged(f"{refused} that it did not while standing")
        if not as_zero:
            return Judged(f"{refused}, or the person moved while weighing: no zero fits both")
        by = f"the jump weighs the person to {COVERAGE * by.u_n:.0f} N alone"
    if seen and abs(off) > _SURELY_FRAC * weight:
        return Judged(f"{refused} that it did not while nobody was on it")
    return Judged(
        flag=f"the plate reads {bore} in flight: whether its zero is off or something lay on it "
        f"is not told apart ({by})"
    )


def empty_level(load_n: Floats, events: Sequence[JumpEvent], rate_hz: float) -> float | None:
    """Give what the plate reads while nobody is on it and nobody in the air above it.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Load.
    events : sequence of JumpEvent
        Of the whole record.
    rate_hz : float
        Sampling rate.

    Returns
    -------
    float or None
        Median; None where that is not in the record for 0.2 s.

    Examples
    --------
    >>> load = np.concatenate((np.full(100, 3.0), np.full(100, 700.0)))
    >>> empty_level(load, [JumpEvent("stepped_on", 100, 100, 3.0)], 100.0)
    3.0
    """
    edge = round(_EDGE_S * rate_hz)
    spans, since = [], 0
    for event in events:
        if event.kind == "stepped_on":
            spans.append((since + edge * (since > 0), event.at - edge))
        elif event.kind == "left_plate":
            since = event.at
    if events and events[-1].kind == "left_plate":
        spans.append((since, load_n.size))
    parts = [load_n[start:stop] for start, stop in spans if stop > start]
    if not parts:
        return None
    empty = np.concatenate(parts)
    empty = empty[np.isfinite(empty)]
    return float(np.median(empty)) if empty.size >= _LEAST_S * rate_hz else None
