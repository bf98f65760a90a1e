"""The measurements before play: is the board sane, its weight when empty, the centre."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from balance_arcade.core.events import Scalar
from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.session.safety import ON_BOARD_N

# Ours: well above what converters differ by, well below a wrong jumper.
RATE_TOLERANCE = 0.25
MAX_BAD_FRAC = 0.05
MIN_SAMPLES = 5
EMPTY_RANGE_N = 15.0
CONFIRMED_EMPTY_N = 40.0 * STANDARD_GRAVITY_M_S2
MIN_CENTRE_SAMPLES = 10
ABSURD_N = 20_000.0
"""Two tons, of a board that nobody has stepped on yet."""

OFFSET_SAID_N = 3.0 * STANDARD_GRAVITY_M_S2
"""An empty cell that reads more than this has its zero taken off, and it is said."""

_FAULTY = "{n_bad} of {n} samples have a faulty load cell: the board's warnings say which."
_ABSURD = "The board's loads are impossible, raw counts are taken for newtons. Calibrate it."
_SATURATED_WORDS = "A load cell is at the end of its range: too much load, or a loose wire."
_CORNERS = ("front-left", "front-right", "rear-left", "rear-right")
_BAD = int(SampleFlag.TORN | SampleFlag.CELL_FAULT)
_SATURATED = int(SampleFlag.SATURATED)
_GAP = int(SampleFlag.GAP_BEFORE)


class SelfCheck:
    """Watches the signal for a while.

    Parameters
    ----------
    rate_hz : float
        Nominal rate.
    """

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._n_samples = self._n_bad = self._n_gaps = self._n_saturated = self._n_absurd = 0
        self._first: CopSample | None = None
        self._last: CopSample | None = None

    def push(self, sample: CopSample) -> None:
        """Take one sample."""
        self._n_samples += 1
        self._n_bad += bool(sample.flags & _BAD) or not math.isfinite(sample.fz_n)
        self._n_gaps += bool(sample.flags & _GAP)
        self._n_saturated += bool(sample.flags & _SATURATED)
        self._n_absurd += abs(sample.fz_n) > ABSURD_N
        self._first = self._first or sample
        self._last = sample

    @property
    def measured_hz(self) -> float:
        """Rate by the samples' own times; NaN where it cannot be told.

        Not by arrival: a busy computer gets them in bursts, which says nothing of the board.
        """
        if self._first is None or self._last is None:
            return math.nan
        span_s = self._last.t_s - self._first.t_s
        return (self._last.seq - self._first.seq) / span_s if span_s > 0.0 else math.nan

    def verdict(self) -> str:
        """Say what is wrong, in one sentence; empty if nothing is."""
        if self._n_samples < MIN_SAMPLES:
            return f"Only {self._n_samples} samples came from the board."
        n = self._n_samples
        found = (
            (self._n_bad, _FAULTY.format(n_bad=self._n_bad, n=n)),
            (self._n_absurd, _ABSURD),
            (self._n_saturated, _SATURATED_WORDS),
            (self._n_gaps, f"Samples are being lost: {self._n_gaps} gaps in {n}."),
        )
        for n_such, words in found:
            if n_such > MAX_BAD_FRAC * n:
                return words
        measured_hz = self.measured_hz
        # Written so that a NaN rate is a fault as well.
        if not abs(measured_hz - self._rate_hz) <= RATE_TOLERANCE * self._rate_hz:
            return f"The board sends {measured_hz:.0f} samples a second, not {self._rate_hz:.0f}."
        return ""


class EmptyBoard:
    """Looks for a stretch in which nothing moves on the board.

    Parameters
    ----------
    for_s : float
        How long it must be.

    Attributes
    ----------
    first_seq, last_seq : int
        Ends of the stretch under way.
    occupied : bool
        It holds still but carries more than 15 kg: somebody, or an offset that a therapist must
        confirm. A load far below zero is an offset, never a person.
    """

    def __init__(self, for_s: float) -> None:
        self._for_s = for_s
        self.first_seq = self.last_seq = -1
        self.occupied = False
        self._begun_s = math.nan
        self._low_n = self._high_n = math.nan
        self._sum_n = 0.0
        self._n_samples = 0

    def push(self, sample: CopSample) -> None:
        """Take one sample; anything unusual starts the stretch anew."""
        fz_n = sample.fz_n
        if sample.flags & _BAD or not math.isfinite(fz_n):
            self._begun_s = math.nan
            return
        low_n, high_n = min(fz_n, self._low_n), max(fz_n, self._high_n)
        # The range of the whole stretch, not the change between samples: a slow creep must not pass
        # as rest.
        if math.isnan(self._begun_s) or sample.flags & _GAP or high_n - low_n > EMPTY_RANGE_N:
            self._begun_s = sample.t_s
            self.first_seq = sample.seq
            self._low_n = self._high_n = fz_n
            self._sum_n, self._n_samples = 0.0, 0
        else:
            self._low_n, self._high_n = low_n, high_n
        self._sum_n += fz_n
        self._n_samples += 1
        self.last_seq = sample.seq
        # Not its absolute value: cheap cells may have drifted far below zero over a day.
        self.occupied = fz_n >= ON_BOARD_N

    @property
    def mean_n(self) -> float:
        """Mean load of the stretch in newtons."""
        return self._sum_n / self._n_samples if self._n_samples else math.nan

    def still(self, t_s: float) -> bool:
        """Whether the stretch is long enough at a time."""
        return self._n_samples >= MIN_SAMPLES and t_s - self._begun_s >= self._for_s - 1e-6


class CentreMean:
    """Mean place and median load while somebody stands quietly.

    The weight is the yardstick of every later check, so that one wild sample must not move it.
    """

    def __init__(self) -> None:
        self.points_mm: list[tuple[float, float]] = []
        self._loads_n: list[float] = []

    def push(self, sample: CopSample) -> None:
        """Take one sample of somebody on the board."""
        if sample.on_board and math.isfinite(sample.fz_n):
            self.points_mm.append((sample.ml_mm, sample.ap_mm))
            self._loads_n.append(sample.fz_n)

    @property
    def enough(self) -> bool:
        """Whether a mean can be told."""
        return len(self.points_mm) >= MIN_CENTRE_SAMPLES

    @property
    def centre_mm(self) -> tuple[float, float]:
        """(ml, ap) in millimetres."""
        n = len(self.points_mm)
        return (
            math.fsum(point[0] for point in self.points_mm) / n,
            math.fsum(point[1] for point in self.points_mm) / n,
        )

    @property
    def weight_n(self) -> float:
        """Median load in newtons."""
        return statistics.median(self._loads_n)

    def facts(self) -> dict[str, Scalar]:
        """Return them as the event ``session.centre`` tells them."""
        ml_mm, ap_mm = self.centre_mm
        facts: dict[str, Scalar] = {"ml_mm": ml_mm, "ap_mm": ap_mm, "weight_n": self.weight_n}
        return {**facts, "n_samples": len(self.points_mm)}


def offset_notes(zero_n: Sequence[float]) -> list[str]:
    """Name the cells of an empty board that carried what nobody had put there.

    Far below zero is for the board itself to say: no load makes that.

    Examples
    --------
    >>> offset_notes((0.5, 118.0, -118.0, 2.0))
    ['The empty board read 12 kg at its front-right cell; the zero takes that off.']
    """
    return [
        f"The empty board read {force_n / STANDARD_GRAVITY_M_S2:.0f} kg at its {corner} cell; the "
        "zero takes that off."
        for corner, force_n in zip(_CORNERS, zero_n, strict=True)
        if force_n > OFFSET_SAID_N
    ]
