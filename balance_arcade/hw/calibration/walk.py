"""Follow the steps of a calibration: take each reading at its step, once it is steady.

Sans-IO: samples go in, what happened comes out. The command prints it, a test reads it.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import NoReturn

import msgspec
import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import CalibrationFitError, FitFault
from balance_arcade.core.samples import ForceSample
from balance_arcade.hw.calibration.grid import Step
from balance_arcade.hw.calibration.readings import Floats, Point, Reading
from balance_arcade.hw.calibration.steady import SteadyWatch
from balance_arcade.hw.calibration.wiring import WiringFault, wiring_fault

MOVED_TIMES = 10.0
"""A load is a change of so many times the noise ..."""

MOVED_FRAC = 0.02
"""... and of this of the mass, where the scale is known."""

MASS_FRAC = 0.2
"""A load farther than this from the mass of the step is not taken by itself."""


class Wait(enum.Enum):
    """Why no reading is taken yet."""

    STILL = "hold still"
    OFF = "take everything off"
    ON = "put the mass on"
    MOVE = "move the mass"
    ELSEWHERE = "the mass shows up on another cell"
    OTHER_MASS = "another mass"


class Taken(msgspec.Struct, frozen=True):
    """A reading that was taken.

    Attributes
    ----------
    step : Step
        What it is of.
    reading : Reading
        A `Point` where a mass was on the board.
    """

    step: Step
    reading: Reading


class Walk:
    """Takes the readings of the steps in order, each once it is steady.

    Parameters
    ----------
    steps : sequence of Step
        The first is the empty board.
    gravity_m_s2 : float
        Takes masses to forces.
    window_s : float
        How long each reading is, and how long it must be still.
    start_s : float
        Added to the board's time, to go on after earlier readings.
    geometry : Geometry, optional
        Spacing of the cells. With it every load also shows whether they are wired rightly; without
        it nothing is said of that, as for a board that is calibrated already.

    Attributes
    ----------
    wiring : WiringFault or None
        What the loads so far show to be wired wrongly.
    """

    def __init__(
        self,
        steps: Sequence[Step],
        *,
        gravity_m_s2: float,
        window_s: float,
        start_s: float = 0.0,
        geometry: Geometry | None = None,
    ) -> None:
        self.steps = tuple(steps)
        self.wiring: WiringFault | None = None
        # A board all of whose cells count downwards is calibrated as it is.
        self._geometry, self._sign = geometry, 1.0
        self.taken: list[Taken] = []
        self._gravity_m_s2 = gravity_m_s2
        self._watch = SteadyWatch(window_s)
        self._start_s = start_s
        # Before the first reading there is nothing that a mass could have been left at.
        self._left: Floats = np.full(4, np.inf)

    @property
    def step(self) -> Step | None:
        """The current step; None at the end."""
        return self.steps[len(self.taken)] if len(self.taken) < len(self.steps) else None

    def push(self, sample: ForceSample, temperature_c: float | None = None) -> Taken | Wait | None:
        """Process a sample.

        Parameters
        ----------
        sample : ForceSample
            In the board's own unit.
        temperature_c : float, optional
            Near the cells.

        Returns
        -------
        Taken, Wait or None
            The reading it completed; why the full window is not taken; None where it is not full.

        Raises
        ------
        CalibrationFitError
            The load shows a cell that is reversed or dead: nothing that is read can be used.
        """
        step = self.step
        self._watch.push(sample)
        if step is None or not self._watch.full:
            return None
        wait = self._wait(step)
        return wait if wait is not None else self.take(temperature_c)

    def take(self, temperature_c: float | None = None) -> Taken | None:
        """Take the reading now, steady or not; None before the first samples."""
        step = self.step
        if step is None or not self._watch.full:
            return None
        reading = self._watch.reading(temperature_c)
        # The board's clock begins at 0 again when a calibration is resumed; drift is told from
        # these times.
        reading = msgspec.structs.replace(reading, t_s=reading.t_s + self._start_s)
        if step.kind != "tare":
            reading = Point(
                **msgspec.structs.asdict(reading),
                mass_kg=step.mass_kg,
                ml_mm=step.ml_mm,
                ap_mm=step.ap_mm,
                held_back=step.kind == "check",
            )
        done = Taken(step, reading)
        self.taken.append(done)
        self._left = np.array(reading.mean)
        self._watch.clear()
        return done

    def back(self) -> bool:
        """Go back one step; False at the beginning."""
        self._watch.clear()
        if not self.taken:
            return False
        self.taken.pop()  # What was read last still lies on the board.
        return True

    def load(self) -> float:
        """Load on the cells now, above the last empty board, in the board's unit."""
        return self._sign * float((self._watch.mean() - self._zero()).sum())

    def load_kg(self) -> float:
        """Mass on the board now, by the points taken so far; NaN before the first."""
        scale = self._units_per_newton()
        return self.load() / scale / self._gravity_m_s2 if scale else float("nan")

    def _wait(self, step: Step) -> Wait | None:
        load = self.load() if self._tares() else 0.0
        if not self._watch.is_quiet(load):
            return Wait.STILL
        if step.kind == "tare":
            return self._wait_for_empty(load)
        # Before the load is judged: reversed cells may make it nothing.
        fault = self._look_at_wiring(step)
        noise = float(np.sum(self._tares()[-1].sd)) if self._tares() else 0.0
        scale = self._units_per_newton()
        due = step.mass_kg * self._gravity_m_s2 * scale
        if abs(load) <= max(MOVED_TIMES * noise, MOVED_FRAC * due):
            return Wait.ON
        # The cells one by one: a mass that is moved leaves their sum as it was.
        change = np.abs(self._watch.mean() - self._left)
        if float(change.max()) <= max(MOVED_TIMES * noise / 4.0, MOVED_FRAC * due / 4.0):
            return Wait.MOVE
        if fault is not None:
            return self._wait_for_wiring(fault)
        # Without a scale nobody can tell one mass from another.
        other = bool(scale) and abs(load / due - 1.0) > MASS_FRAC
        return Wait.OTHER_MASS if other else None

    def _wait_for_wiring(self, fault: WiringFault) -> Wait | None:
        if fault.kind == "dead":
            self._refuse(fault, FitFault.DEAD_CELL)
        if fault.kind == "elsewhere":
            self.wiring = fault
            return Wait.ELSEWHERE
        return None

    def _look_at_wiring(self, step: Step) -> WiringFault | None:
        """Look at what the cells do under this load; refuse reversed cells at once."""
        tares = self._tares()
        if self._geometry is None or not tares:
            return None
        change, noise = self._watch.mean() - self._zero(), np.array(tares[-1].sd)
        place_mm = step.ml_mm, step.ap_mm
        fault = wiring_fault(change, noise, place_mm, self._geometry, sign=self._sign)
        if fault is not None and fault.kind == "all reversed":
            self.wiring, self._sign = fault, -self._sign
        elif fault is not None and fault.kind == "reversed":
            self._refuse(fault, FitFault.REVERSED)
        return fault

    def _refuse(self, fault: WiringFault, reason: FitFault) -> NoReturn:
        self.wiring = fault
        raise CalibrationFitError(fault.sentence, reason=reason, hint=fault.remedy)

    def _wait_for_empty(self, load: float) -> Wait | None:
        lightest = min((s.mass_kg for s in self.steps if s.kind != "tare"), default=0.0)
        # A tenth of the lightest mass: any mass left lying there shows, drift of cheap cells does
        # not.
        limit = 0.1 * lightest * self._gravity_m_s2 * self._units_per_newton()
        return Wait.OFF if self._points() and abs(load) > limit else None

    def _tares(self) -> list[Reading]:
        return [done.reading for done in self.taken if done.step.kind == "tare"]

    def _points(self) -> list[Taken]:
        return [done for done in self.taken if done.step.kind != "tare"]

    def _zero(self) -> Floats:
        tares = self._tares()
        return np.array(tares[-1].mean) if tares else np.zeros(4)

    def _units_per_newton(self) -> float:
        """Scale by the points so far; 0 before the first, as no scale is trusted before."""
        scales = []
        zero = np.zeros(4)
        for done in self.taken:
            mean = np.array(done.reading.mean)
            if done.step.kind == "tare":
                zero = mean
            else:
                weight_n = done.step.mass_kg * self._gravity_m_s2
                scales.append(abs(float((mean - zero).sum())) / weight_n)
        # The median: one wrong mass must not spoil the scale by which it is found.
        return float(np.median(scales)) if scales else 0.0
