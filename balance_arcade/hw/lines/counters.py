"""What is wrong with a board of lines, counted and said in sentences."""

from __future__ import annotations

import math
from collections import Counter

from balance_arcade.core.samples import SampleFlag
from balance_arcade.hw.arduino.messages import COUNTS_MAX, COUNTS_MIN
from balance_arcade.hw.lateness import Lateness
from balance_arcade.hw.lines.decoder import LineDecoder
from balance_arcade.hw.lines.timeline import LineTimeline, Placed
from balance_arcade.hw.linetext import shown
from balance_arcade.hw.measured_rate import MeasuredRate

STUCK_SAMPLES = 500
"""Text is rounded, so an intact cell may stand still for long; not for so long beside others that
move."""

LEAST_RATE_HZ = 50.0
"""As for every board (ISPGR: Scoppa et al. 2013, doi 10.1016/j.gaitpost.2012.06.012)."""

_CORNERS = ("front-left", "front-right", "rear-left", "rear-right")
_GAP_BEFORE, _CELL_FAULT = int(SampleFlag.GAP_BEFORE), int(SampleFlag.CELL_FAULT)
_SATURATED, _LATE = int(SampleFlag.SATURATED), int(SampleFlag.LATE)
_HELD = int(SampleFlag.HELD)
_UNSIGNED_MAX = 2 * COUNTS_MAX + 1
Four = tuple[float, float, float, float]


class LineCounters:
    """Counters of one board.

    Parameters
    ----------
    raw : bool
        Whether cells deliver counts.
    own_time : bool
        Whether rows bring their time, so that late ones are told by it.

    Attributes
    ----------
    count : Counter of str
        ``samples gaps lost late held reconnects saturated``.
    """

    def __init__(self, *, raw: bool, own_time: bool = False) -> None:
        self._raw = raw
        self._lateness = Lateness() if own_time else None
        self.count: Counter[str] = Counter()
        self.rate = MeasuredRate()
        self._cells: Four = (math.nan,) * 4
        self._n_still = [0, 0, 0, 0]
        self._n_missing = [0, 0, 0, 0]
        self._n_leaps = [0, 0, 0, 0]

    def note_row(self, placed: Placed) -> int:
        """Count one row.

        Parameters
        ----------
        placed : Placed
            The row and its place.

        Returns
        -------
        int
            Its flags.
        """
        cells, flags = placed.row.cells, placed.flags
        self.count["samples"] += 1
        self.rate.note(self.count["samples"], placed.t_s)
        if self._lateness and self._lateness.is_late(placed.t_s, placed.arrived_ns):
            flags |= _LATE
        if flags:
            self.count["gaps"] += bool(flags & _GAP_BEFORE)
            self.count["late"] += bool(flags & _LATE)
        if placed.n_lost:
            self.count["lost"] += placed.n_lost
        a, b, c, d = self._cells
        if a == cells[0] or b == cells[1] or c == cells[2] or d == cells[3] or any(self._n_still):
            flags |= self._note_still(cells)
        before, self._cells = self._cells, cells
        # One comparison for the usual case: NaN of any cell makes the sum no equal of itself.
        total = cells[0] + cells[1] + cells[2] + cells[3]
        if self._raw or math.isnan(total):
            flags |= self._note_odd(cells, before)
        return flags

    def _note_still(self, cells: Four) -> int:
        for i, (new, old) in enumerate(zip(cells, self._cells, strict=True)):
            self._n_still[i] = self._n_still[i] + 1 if new == old else 0
        # A sketch that prints faster than its converter measures prints each measurement again.
        held = cells == self._cells
        self.count["held"] += held
        return _HELD if held else 0

    def _note_odd(self, cells: Four, before: Four) -> int:
        flags = 0
        for i, cell in enumerate(cells):
            if math.isnan(cell):
                self._n_missing[i] += 1
                flags |= _CELL_FAULT
        if self._raw and (COUNTS_MAX in cells or COUNTS_MIN in cells):
            self.count["saturated"] += 1
            flags |= _SATURATED
        if self._raw and max(cells) > COUNTS_MAX:
            for i, (new, old) in enumerate(zip(cells, before, strict=True)):
                # From a few counts above zero to a few below, which look like 2**24 without a sign.
                unsigned = min(new, old) >= 0.0 and max(new, old) <= _UNSIGNED_MAX
                self._n_leaps[i] += unsigned and abs(new - old) > COUNTS_MAX + 1
        return flags

    def warnings(
        self, decoder: LineDecoder, timeline: LineTimeline, first_rate_hz: float
    ) -> list[str]:
        """Named faults in plain words.

        Parameters
        ----------
        decoder : LineDecoder
            Counts lines.
        timeline : LineTimeline
            Counts what happened to their times.
        first_rate_hz : float
            The rate with which the board was opened.
        """
        warnings = [
            f"The {corner} cell sent no number in {n} samples (nan): check its wires."
            for corner, n in zip(_CORNERS, self._n_missing, strict=True)
            if n
        ]
        warnings += [
            f"The {corner} cell's counts leap by 2^24, {n} times: the sketch prints counts below "
            "zero without their sign; take 16777216 off those above 8388607."
            for corner, n in zip(_CORNERS, self._n_leaps, strict=True)
            if n
        ]
        some_move = min(self._n_still) < STUCK_SAMPLES // 10
        warnings += [
            f"The {corner} cell does not move: check its wires."
            for corner, n in zip(_CORNERS, self._n_still, strict=True)
            if n >= STUCK_SAMPLES and some_move
        ]
        count = self.count
        if count["saturated"]:
            warnings.append(
                f"{count['saturated']} samples had a cell beyond its range: too much load, or a"
                " loose wire."
            )
        if timeline.n_rate_changes:
            warnings.append(
                f"The lines come {timeline.rate_hz:.3g} times a second and came"
                f" {first_rate_hz:.3g} times when the board was opened: open it again, or check"
                " the sketch."
            )
        warnings += _said_of_lines(decoder)
        n_restarts = decoder.n_restarts + timeline.n_restarts
        if n_restarts:
            warnings.append(
                f"{n_restarts} times the sketch began again: check the board's supply and cable."
            )
        if count["reconnects"]:
            warnings.append(
                f"{count['reconnects']} times the lines broke off and came back: check the cable."
            )
        if timeline.n_doubles:
            warnings.append(f"{timeline.n_doubles} lines came twice and were used once.")
        rate_hz = self.rate.hz
        if self.rate.full and rate_hz < LEAST_RATE_HZ:
            warnings.append(
                f"The lines come {rate_hz:.1f} times a second, less than the {LEAST_RATE_HZ:g}"
                " that posturography asks for."
            )
        return warnings


def _said_of_lines(decoder: LineDecoder) -> list[str]:
    said = []
    if decoder.n_bad_lines:
        said.append(
            f"{decoder.n_bad_lines} lines could not be read and were left out, the newest:"
            f" '{shown(decoder.bad_line)}'."
        )
    if decoder.n_headings:
        said.append(
            f"{decoder.n_headings} lines of text are no samples and were skipped, the first:"
            f" '{shown(decoder.heading)}'."
        )
    return said
