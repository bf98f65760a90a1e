"""Count a board's faults, and describe them in sentences."""

from __future__ import annotations

import math
from collections import Counter, deque
from collections.abc import Sequence

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.arduino.messages import AdcKind, HelloFrame
from balance_arcade.hw.arduino.supply import supply_warning
from balance_arcade.hw.cell_watch import CellWatch
from balance_arcade.hw.lateness import Lateness
from balance_arcade.hw.measured_rate import MeasuredRate
from balance_arcade.hw.recent_count import RECENT_S, RecentCount

STUCK_SAMPLES = 100
"""A cell whose count does not change by one in so many samples is not measuring."""

STORM_RESTARTS = 4
STORM_S = 30.0
"""So many restarts in so many seconds are no accident."""

LEAST_RATE_HZ = 50.0
"""Below this the centre of pressure is sampled too slowly (ISPGR: Scoppa et al. 2013, doi
10.1016/j.gaitpost.2012.06.012)."""

RATE_OFF_FRAC = 0.2
CLOCK_OFF_PPM = 1000.0
"""A crystal is within 100 ppm, a ceramic resonator within 5000; a thousandth shows in no result."""

FEW_BAD_FRAMES = 3
"""One damaged frame, or the half of one with which a line begins, is no fault of the line."""

_RATE_S = 2.0
# Between the HX711's 10 Hz (11.7 measured) and its 80 Hz: only the RATE pin gives less than this.
_SLOW_HX_HZ = 20.0
_CORNERS = ("front-left", "front-right", "rear-left", "rear-right")
_LINES = (
    ("CELL_FAULT", "samples came with a cell that did not answer: check its wires."),
    ("SATURATED", "samples had a cell beyond its range: too much load, or a loose wire."),
    ("TORN", "samples may contain a count that is half old; they are marked."),
    ("restarts", "times the board started again: check its supply and the USB cable."),
    ("reconnects", "times the board was unplugged and came back: check the cable."),
    ("doubles", "samples came twice and were used once."),
)


class BoardCounters:
    """Counters of one board, its measured rate, and warnings made of both.

    Parameters
    ----------
    hello : HelloFrame
        What the board claims.
    info : BoardInfo
        How well its cells are known to measure.

    Attributes
    ----------
    count : Counter of str
        ``samples gaps lost restarts reconnects doubles`` and the names of sample flags.
    flagged : FlagCounts
        Samples that came late, or with the four counts of the one before.
    n_overrun : int
        Samples that were lost on the board, as it told last.
    supply_mv : int or None
        Supply of the cells in millivolts, as it told last; None where it is not measured.
    """

    def __init__(self, hello: HelloFrame, info: BoardInfo) -> None:
        self._hello = hello
        # Cells that do not move are found here by their counts, and their samples marked.
        self._cells = CellWatch(info, remedy="check its wires", finds_dead=False)
        self._bad_frames = RecentCount()
        self.count: Counter[str] = Counter()
        self.flagged, self._lateness = FlagCounts(), Lateness()
        self.n_overrun = 0
        self.supply_mv: int | None = None
        self._after_double = False
        self._rate = MeasuredRate()
        self._counts = (0, 0, 0, 0)
        self._n_still = [0, 0, 0, 0]
        self._restarts_ns: deque[int] = deque(maxlen=STORM_RESTARTS)

    def note_sample(
        self,
        seq: int,
        t_s: float,
        counts: tuple[int, int, int, int],
        flags: int,
        *,
        arrived_ns: int,
    ) -> int:
        """Count a sample, and look at its cells.

        Returns
        -------
        int
            The flags, with ``CELL_FAULT`` where a cell has not changed by one count in so long that
            it cannot be measuring. One at the end of its range says so by itself. With ``HELD``
            where no cell has changed, ``DOUBLE_BEFORE`` after one that came twice, and ``LATE``.
        """
        self.count["samples"] += 1
        self._rate.note(seq, t_s)  # Lost samples count as measured.
        a, b, c, d = self._counts
        if (
            # The usual case, all four changed and none was still, costs four comparisons and no
            # loop.
            a == counts[0]
            or b == counts[1]
            or c == counts[2]
            or d == counts[3]
            or any(self._n_still)
        ):
            for i, (new, old) in enumerate(zip(counts, self._counts, strict=True)):
                self._n_still[i] = self._n_still[i] + 1 if new == old else 0
            if min(self._n_still) and self.count["samples"] > 1:
                flags |= _HELD
        self._counts = counts
        # An intact cell has noise of several counts; 24 bits never stand still by chance.
        stuck = max(self._n_still) >= STUCK_SAMPLES and not flags & _SATURATED
        if self._lateness.is_late(t_s, arrived_ns):
            flags |= _LATE
        if self._after_double:
            flags |= _DOUBLE_BEFORE
            self._after_double = False
        self.flagged.note(flags)
        if flags & _FAULTS:
            for flag in (SampleFlag.TORN, SampleFlag.SATURATED, SampleFlag.CELL_FAULT):
                if flags & flag:
                    self.count[flag.name or ""] += 1
        return flags | _CELL_FAULT if stuck else flags

    def note_double(self) -> None:
        """Count a sample that came twice; the next one is marked."""
        self.count["doubles"] += 1
        self._after_double = True

    def note_read(self, samples: Sequence[ForceSample], n_bad_frames: int, now_ns: int) -> None:
        """Look at the forces of one read, and at how many frames were damaged in all."""
        self._cells.note(samples)
        self._bad_frames.note(n_bad_frames, now_ns)

    def note_gap(self, n_lost: int) -> None:
        """Count a gap."""
        self.count["gaps"] += 1
        self.count["lost"] += n_lost

    def note_restart(self, now_ns: int) -> None:
        """Count a restart of the board; its rate is measured afresh."""
        self.count["restarts"] += 1
        self._restarts_ns.append(now_ns)
        # Number and time of the samples before and after belong to two counts.
        self._rate.clear()

    def note_reconnect(self) -> None:
        """Count that the board was lost and found; its rate is measured afresh."""
        self.count["reconnects"] += 1
        self._rate.clear()

    @property
    def rate_hz(self) -> float:
        """Samples a second by the board's clock, over the last seconds; NaN before it is known."""
        return self._rate.hz

    def warnings(self, *, clock_ppm: float, now_ns: int) -> list[str]:
        """Named faults in plain words.

        Parameters
        ----------
        clock_ppm : float
            What `ClockFit` found.
        now_ns : int
            The present, for what counts only while it is new.
        """
        warnings = [
            f"The {corner} cell does not move: check its wires."
            for corner, n_still in zip(_CORNERS, self._n_still, strict=True)
            if n_still >= STUCK_SAMPLES
        ]
        warnings += self._cells.warnings()
        if supply := supply_warning(self._hello.adc, self.supply_mv):
            warnings.append(supply)
        n_bad = self._bad_frames.count(now_ns)
        if n_bad >= FEW_BAD_FRAMES:
            warnings.append(
                f"{n_bad} damaged frames came within {RECENT_S:.0f} s and were discarded: check "
                "the cable and its plugs, and lay it away from mains and motors."
            )
        warnings += [f"{self.count[name]} {text}" for name, text in _LINES if self.count[name]]
        restarts_ns = list(self._restarts_ns)
        # The queue holds the newest few, so its first entry says how fast these came.
        if len(restarts_ns) == STORM_RESTARTS and now_ns - restarts_ns[0] < STORM_S * 1e9:
            warnings.append(
                "The board starts again and again: use another USB port or cable, without a hub, "
                "and look for a short circuit."
            )
        if self.n_overrun:
            warnings.append(
                f"{self.n_overrun} samples were lost on the board, because the line is too slow."
            )
        warnings += self._rate_warnings()
        if abs(clock_ppm) > CLOCK_OFF_PPM:
            warnings.append(
                f"The board's clock differs by {clock_ppm / 1e4:+.2f} % from this computer's "
                "(a ceramic resonator?); rates and velocities have the same error."
            )
        return warnings

    def _rate_warnings(self) -> list[str]:
        rate_hz, nominal_hz = self.rate_hz, self._hello.nominal_rate_hz
        # At the start the interval between two reads shows more than the board's rate.
        few = not self._rate.full and self._rate.span_s < _RATE_S
        if math.isnan(rate_hz) or few:
            return []
        # An HX711 converts 10 or 80 times a second, by the level of its RATE pin (data sheet).
        hx = self._hello.adc in (AdcKind.HX711, AdcKind.HX717)
        if rate_hz < _SLOW_HX_HZ and hx:
            return [
                f"The converters measure {rate_hz:.1f} times a second: their RATE pin is low (the "
                "10 Hz jumper). Cut its pad, or lift the pin and tie it to the supply."
            ]
        warnings = []
        if abs(rate_hz / nominal_hz - 1.0) > RATE_OFF_FRAC:
            warnings.append(
                f"The board measures {rate_hz:.1f} times a second and claims {nominal_hz:g}: check "
                "the converters' RATE pin and which firmware is on it."
            )
        if rate_hz < LEAST_RATE_HZ:
            warnings.append(
                f"The board measures {rate_hz:.1f} times a second, fewer than the "
                f"{LEAST_RATE_HZ:g} that posturography asks for."
            )
        return warnings


_SATURATED, _CELL_FAULT = int(SampleFlag.SATURATED), int(SampleFlag.CELL_FAULT)
_LATE = int(SampleFlag.LATE)
_HELD, _DOUBLE_BEFORE = int(SampleFlag.HELD), int(SampleFlag.DOUBLE_BEFORE)
_FAULTS = int(SampleFlag.TORN | SampleFlag.SATURATED | SampleFlag.CELL_FAULT)
