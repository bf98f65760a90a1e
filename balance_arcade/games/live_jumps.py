"""Hears every sample of a load and tells what the detector of jumps finds in it, live.

The detector is the one that cuts records (`balance_arcade.cop.jumps`). The clock is the samples'
own, whatever the board's rate is.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from balance_arcade.assess.jump_guided import MOST_GAP_S, measure_guided
from balance_arcade.assess.jump_record import Floats, JumpResult
from balance_arcade.cop.jumps.detector import JumpDetector, JumpEvent, check_rate
from balance_arcade.cop.jumps.settings import DEFAULT_SETTINGS
from balance_arcade.files.tables.trial import sampling_rate
from balance_arcade.games.contract import ControlInput

N_FOR_RATE: Final = 25
"""Samples from which the board's rate is told."""

MOST_SAMPLES: Final = 120_000
"""Two minutes at 1,000 samples a second; older ones are dropped."""


class LiveJumps:
    """Follows the load of one person.

    Attributes
    ----------
    rate_hz : float
        Samples a second; NaN before it is told.
    refused : str
        Why the board cannot tell a jump; empty where it can, and before its rate is told.
    heard : tuple of (float, float)
        Times and loads of the last step's samples.
    n_breaks : int
        Gaps so long that what lay before them belongs to something else, and was dropped.

    Examples
    --------
    >>> live = LiveJumps()
    >>> loads = tuple((k / 100.0, 700.0) for k in range(100))
    >>> [event.kind for _, event in live.push(ControlInput(1.0, 0.0, 0.0, new_loads=loads))]
    ['stepped_on', 'weighed']
    >>> live.rate_hz, live.now_s
    (100.0, 0.99)
    """

    def __init__(self) -> None:
        self.n_breaks = 0
        self.heard: tuple[tuple[float, float], ...] = ()
        self._hears_all = False
        self.forget()

    def forget(self) -> None:
        """Begin anew, as if nothing had been heard."""
        self._times: list[float] = []
        self._loads: list[float] = []
        self._detector: JumpDetector | None = None
        self.rate_hz, self.refused = math.nan, ""

    @property
    def now_s(self) -> float:
        """Time of the newest sample; NaN before the first."""
        return self._times[-1] if self._times else math.nan

    @property
    def first_s(self) -> float:
        """Time of the oldest sample that is kept; NaN before the first."""
        return self._times[0] if self._times else math.nan

    @property
    def is_hearing(self) -> bool:
        """Whether the rate is known and the detector at work."""
        return self._detector is not None

    @property
    def touch_n(self) -> float:
        """Load from which somebody touches an empty plate, by its own noise; NaN if not known."""
        empty = None if self._detector is None else self._detector.empty_n
        if empty is None:
            return math.nan
        settings = DEFAULT_SETTINGS
        above = max(settings.n_sds * empty[1], settings.unknown_contact_n)
        return empty[0] + min(above, settings.person_n)

    @property
    def noise_n(self) -> float:
        """Standard deviation of the empty plate; NaN where it is not known."""
        empty = None if self._detector is None else self._detector.empty_n
        return math.nan if empty is None else empty[1]

    @property
    def velocity_m_s(self) -> float:
        """Vertical velocity since the onset, upwards positive; at take-off until the landing."""
        return 0.0 if self._detector is None else self._detector.velocity_m_s

    def push(self, control: ControlInput) -> list[tuple[float, JumpEvent]]:
        """Take the samples of a step.

        Returns
        -------
        list of (float, JumpEvent)
            What was found, with its time on the board's clock; in order.
        """
        found: list[tuple[float, JumpEvent]] = []
        if control.new_loads and not self._hears_all:
            self.forget()
            self._hears_all = True
        self.heard = self._loads_of(control)
        for t_s, load_n in self.heard:
            gap_s = t_s - self.now_s
            if gap_s > MOST_GAP_S:
                self.forget()
                self.n_breaks += 1
            elif not (math.isnan(gap_s) or gap_s > 0.0):
                continue
            n_lost = 0 if math.isnan(self.rate_hz) else round(gap_s * self.rate_hz) - 1
            self._times.append(t_s)
            self._loads.append(load_n)
            found += self._hear((math.nan,) * max(0, n_lost) + (load_n,))
        if len(self._times) > MOST_SAMPLES:
            del self._times[: MOST_SAMPLES // 2], self._loads[: MOST_SAMPLES // 2]
        return found

    def _loads_of(self, control: ControlInput) -> tuple[tuple[float, float], ...]:
        if self._hears_all or control.n_samples != 1:
            return control.new_loads
        # Whoever drives a model by hand says one load a step, and no other samples.
        return ((control.t_s, control.load_n),)

    def _hear(self, loads: tuple[float, ...]) -> list[tuple[float, JumpEvent]]:
        if self._detector is None:
            if self.refused or len(self._times) < N_FOR_RATE:
                return []
            self.rate_hz = sampling_rate(np.array(self._times))
            try:
                check_rate(self.rate_hz)
            except ValueError as error:
                self.refused = str(error)
                return []
            self._detector, loads = JumpDetector(self.rate_hz), tuple(self._loads)
        found = []
        for n_left, load_n in zip(range(len(loads) - 1, -1, -1), loads, strict=True):
            event = self._detector.push(load_n)
            if event is not None:
                n_back = event.known_at - event.at + n_left
                found.append((self.now_s - n_back / self.rate_hz, event))
        return found

    def between(self, from_s: float, to_s: float) -> tuple[Floats, Floats]:
        """Give the times and loads from one time to another, both with their ends."""
        t_s, load_n = np.array(self._times), np.array(self._loads)
        inside = (t_s >= from_s) & (t_s <= to_s)
        return t_s[inside], load_n[inside]

    def measure(self, test: str, from_s: float, to_s: float) -> JumpResult | str:
        """Measure the last such jump between two times; or say why it cannot be."""
        if not self._times:
            return "no sample was heard"
        return measure_guided(*self.between(from_s, to_s), test)
