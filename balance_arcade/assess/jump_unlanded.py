"""A jump whose landing is not in the record: its height by impulse needs none."""

from __future__ import annotations

from typing import Final

from balance_arcade.assess.jump_record import Floats
from balance_arcade.cop.jumps.flights import Flight, look_at_flight
from balance_arcade.cop.jumps.motion import integrate, take_off_velocity
from balance_arcade.cop.jumps.settings import JumpSettings
from balance_arcade.cop.jumps.trials import Trial
from balance_arcade.cop.jumps.weighing import Weighing

_LEAST_M_S: Final = 0.5
"""A jump of 1.3 cm; whoever steps off the plate gains less, for the other foot bears them. Ours."""
_MOST_S: Final = 5.0
"""Longer after weighing a velocity is drift."""


def unlanded_flight(
    load_n: Floats, trial: Trial, weighing: Weighing, rate_hz: float, settings: JumpSettings
) -> tuple[Flight, ...]:
    """Find the flight that ends a trial without a landing.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Load of the whole record.
    trial : Trial
        Of it.
    weighing : Weighing
        Body weight.
    rate_hz : float
        Sampling rate.
    settings : JumpSettings
        What decides.

    Returns
    -------
    tuple of Flight
        One, or none: the person stepped off the plate, or stands on it.
    """
    off, stop = trial.contacts[-1].stop, trial.stop
    standing = trial.quiet is not None and trial.contacts[-1].ended and len(trial.contacts) == 1
    if not standing or stop - off < settings.least_flight_s * rate_hz:
        return ()
    flight = look_at_flight(
        load_n, off, stop, weight_n=weighing.load_n, rate_hz=rate_hz, settings=settings
    )
    if flight.problem or not 2 < flight.start - weighing.stop < _MOST_S * rate_hz:
        return ()
    # Of a plate that was not tared the weight is not known before.
    weighing = weighing._replace(zero_n=flight.zero_n)
    motion = integrate(load_n, weighing.stop, flight.start + 1, weighing, rate_hz)
    velocity, _ = take_off_velocity(motion, flight.start, weighing, rate_hz)
    if not velocity >= _LEAST_M_S:
        return ()
    over_s = (stop - flight.start) / rate_hz
    ends = "the record ends" if stop >= load_n.size else "nobody was on the plate"
    said = f"no landing on the plate: {ends} {over_s:.2f} s after take-off"
    return (flight._replace(stop=stop, no_landing=said),)
