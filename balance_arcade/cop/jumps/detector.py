"""Where jumps begin and end, live: samples in, events out, no clock and no files."""

from __future__ import annotations

import math
from typing import Final, Literal, NamedTuple

import numpy as np

from balance_arcade.cop.jumps import machine
from balance_arcade.cop.jumps.machine import Floats
from balance_arcade.cop.jumps.settings import DEFAULT_SETTINGS, LEAST_RATE_HZ, JumpSettings

EventKind = Literal[
    "stepped_on", "weighed", "onset", "take_off", "landing", "withdrawn", "left_plate"
]
_KINDS: Final[dict[int, EventKind]] = {
    machine.STEPPED_ON: "stepped_on",
    machine.WEIGHED: "weighed",
    machine.ONSET: "onset",
    machine.TAKE_OFF: "take_off",
    machine.LANDING: "landing",
    machine.WITHDRAWN: "withdrawn",
    machine.LEFT: "left_plate",
}


class JumpEvent(NamedTuple):
    """Something that happened.

    Attributes
    ----------
    kind : str
        ``stepped_on`` after nobody was on the plate for long; ``weighed``: quiet, also after a
        landing; ``onset`` of a movement; ``take_off``; ``landing``; ``withdrawn``: the take-off
        before was none; ``left_plate``: nobody came back.
    at : int
        Its sample, counted from the first one.
    known_at : int
        The sample at which it was known.
    value_n : float
        Of a weighing the load, of an onset the threshold with its sign, else the empty plate's.
    """

    kind: EventKind
    at: int
    known_at: int
    value_n: float


class JumpDetector:
    """Finds events in a load, sample by sample; the same code as `detect` for whole records.

    Parameters
    ----------
    rate_hz : float
        Sampling rate, at least 50 Hz.
    settings : JumpSettings
        What decides.

    Raises
    ------
    ValueError
        The rate is too low, or none.

    Examples
    --------
    >>> detector = JumpDetector(100.0)
    >>> [detector.push(700.0).kind for _ in range(1)]
    ['stepped_on']
    >>> events = [detector.push(700.0) for _ in range(40)]
    >>> [event.kind for event in events if event]
    ['weighed']
    """

    def __init__(self, rate_hz: float, settings: JumpSettings = DEFAULT_SETTINGS) -> None:
        check_rate(rate_hz)
        self.rate_hz = rate_hz
        self._options = machine.settings_array(settings, rate_hz)
        self._state = machine.new_state(self._options)

    def push(self, load_n: float) -> JumpEvent | None:
        """Take one sample.

        Parameters
        ----------
        load_n : float
            Vertical load of all plates in newtons, positive downwards; NaN for a missing sample.

        Returns
        -------
        JumpEvent or None
            At most one a sample.
        """
        code = machine.push_load(self._options, self._state, load_n)
        if not code:
            return None
        state = self._state
        place = machine.VALUE if code in (machine.WEIGHED, machine.ONSET) else machine.ZERO
        return JumpEvent(
            _KINDS[code],
            int(state[machine.AT]),
            int(state[machine.N]) - 1,
            float(state[place]),
        )

    @property
    def body_weight_n(self) -> float | None:
        """Load of the last quiet phase, less the empty plate's; None where there was none."""
        if not self._state[machine.HAS_WEIGHT]:
            return None
        return float(self._state[machine.WEIGHT] - self._state[machine.ZERO])

    @property
    def empty_n(self) -> tuple[float, float] | None:
        """Mean and standard deviation of the empty plate; None where it was not seen for 0.2 s."""
        if not self._state[machine.HAS_ZERO]:
            return None
        return float(self._state[machine.ZERO]), float(self._state[machine.ZERO_SD])

    @property
    def velocity_m_s(self) -> float:
        """Vertical velocity since the onset, upwards positive; of no use outside a movement."""
        return float(self._state[machine.VELOCITY])


def detect(
    load_n: Floats, rate_hz: float, settings: JumpSettings = DEFAULT_SETTINGS
) -> tuple[JumpEvent, ...]:
    """Find all events of a record.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        As `JumpDetector.push` takes them.
    rate_hz, settings
        As for `JumpDetector`.

    Returns
    -------
    tuple of JumpEvent
        Exactly those that `JumpDetector.push` gives.

    Raises
    ------
    ValueError
        The rate is too low, or the load is no row of numbers.

    Examples
    --------
    >>> [event.kind for event in detect(np.full(100, 700.0), 100.0)]
    ['stepped_on', 'weighed']
    """
    check_rate(rate_hz)
    loads = np.ascontiguousarray(load_n, dtype=np.float64)
    if loads.ndim != 1:
        raise ValueError("load_n must have the shape (n_samples,).")
    options = machine.settings_array(settings, rate_hz)
    # No two events stand closer than a sample.
    found = np.empty((loads.size, 4))
    n_found = machine.push_loads(options, machine.new_state(options), loads, found)
    return tuple(
        JumpEvent(_KINDS[int(code)], int(at), int(known), float(value))
        for code, at, known, value in found[:n_found]
    )


def check_rate(rate_hz: float) -> None:
    """Refuse a rate that tells no jump.

    Raises
    ------
    ValueError
        It is below 50 Hz, or no number.
    """
    if not (math.isfinite(rate_hz) and rate_hz >= LEAST_RATE_HZ):
        raise ValueError(
            f"too slow: {rate_hz:g} Hz, at least {LEAST_RATE_HZ:g} Hz are needed to tell a jump"
        )
