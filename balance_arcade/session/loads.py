"""Loads that no single person on a sound board makes: too light, too heavy, more than one."""

from __future__ import annotations

import math

from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.session.safety import ON_BOARD_N, ON_BOARD_S, Held

# All thresholds are ours, to be tuned with patients; none is from a paper.
LIGHT_N = 3.0 * STANDARD_GRAVITY_M_S2
"""Less is an offset of cheap cells over a day, a bag, a hand."""

LIGHT_S = 2.0
"""Longer than a foot is put on before the other."""

CROWD_FRAC = 1.3
"""More than clothes, a bag or a hand that pulls at the rail; less than a second person."""

CROWD_S = 1.0
"""Longer than the landing of a hop, which is several times the weight for a third of a second."""

FAULTY_S = 0.15
"""Shorter than the session does without a good sample, so that it knows why there is none."""

_CELL_FAULT = int(SampleFlag.CELL_FAULT)
_UNUSABLE = int(SampleFlag.TORN | SampleFlag.CELL_FAULT)
_SATURATED = int(SampleFlag.SATURATED)
# More than half a kilogram, so that a load between two numbers does not make the sentence flicker.
_SAID_KG = 0.75


class LoadWatch:
    """Follows the load for what a game must not begin or go on with.

    Parameters
    ----------
    capacity_n : float
        What the board can carry; NaN where that is not known.
    crowd_frac : float
        Share of the weight above which somebody else is on the board.

    Attributes
    ----------
    light : bool
        For two seconds something has stood there that is too light to be taken for a person.
    heavy : bool
        More than the board can carry for 300 ms.
    saturated : bool
        A load cell has been at the end of its range for 300 ms: its load is not known.
    faulty : bool
        For 150 ms the board has said of its samples that a cell is faulty.
    crowded : bool
        More than 1.3 times the session's weight for a second: somebody else is on the board.
    is_odd : bool
        Something of this has begun, or the newest load would begin it.
    load_kg : int
        The load for a sentence; follows it only where it changes by more than noise.

    Examples
    --------
    >>> watch = LoadWatch(capacity_n=1471.0)
    >>> for k in range(50):
    ...     t_s = k / 100.0
    ...     watch.step(CopSample(k, 0, t_s, 0.0, 0.0, 1618.0, 0.5, 0.5, 0.0, 0.0), 600.0, t_s)
    >>> watch.heavy, watch.crowded, watch.load_kg
    (True, False, 165)
    """

    def __init__(self, capacity_n: float = math.nan, crowd_frac: float = CROWD_FRAC) -> None:
        self._crowd_frac = crowd_frac
        self.capacity_n = capacity_n
        self.light = self.heavy = self.saturated = self.crowded = self.faulty = False
        self.load_kg = 0
        self.is_odd = False
        self._light = Held(LIGHT_S)
        self._heavy = Held(ON_BOARD_S)
        self._saturated = Held(ON_BOARD_S)
        self._crowded = Held(CROWD_S)
        self._faulty = Held(FAULTY_S)
        self._had_flags = False

    def step(self, sample: CopSample | None, weight_n: float, t_s: float) -> None:
        """Take the newest sample; ``weight_n`` is the session's weight, NaN before it is known."""
        if sample is None:
            return
        # Looked at before the load, which is not to be used where it holds; nearly every sample
        # has no flag, and neither had the one before.
        flags = sample.flags
        if flags or self._had_flags:
            self._had_flags = flags != 0
            self.faulty = self._faulty.update(bool(flags & _CELL_FAULT), t_s)
        if flags & _UNUSABLE or not math.isfinite(sample.fz_n):
            return
        fz_n = sample.fz_n
        saturated = bool(flags & _SATURATED)
        # Comparisons with NaN are false: what is not known hinders nobody.
        heavy, crowded = fz_n > self.capacity_n, fz_n > self._crowd_frac * weight_n
        light = LIGHT_N < fz_n < ON_BOARD_N
        before, self.is_odd = self.is_odd, saturated or heavy or crowded or light
        if not (self.is_odd or before):
            return  # Nearly every step: nothing is held, and nothing begins to be.
        self.saturated = self._saturated.update(saturated, t_s)
        self.heavy = self._heavy.update(heavy, t_s)
        self.crowded = self._crowded.update(crowded, t_s)
        self.light = self._light.update(light, t_s)
        load_kg = fz_n / STANDARD_GRAVITY_M_S2
        if abs(load_kg - self.load_kg) > _SAID_KG:
            self.load_kg = round(load_kg)
