"""A stream of the Lab Streaming Layer as a board."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Sequence
from types import ModuleType
from typing import Any

import numpy as np

from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.files.tables.stream_channels import ChannelLayout, PlateAxes, to_corners
from balance_arcade.hw.calibration import Calibration
from balance_arcade.hw.cell_watch import CellWatch
from balance_arcade.hw.lateness import Lateness
from balance_arcade.hw.logged import log_closed
from balance_arcade.hw.lsl.stamps import Stamped, Stamps
from balance_arcade.hw.measured_rate import MeasuredRate

_log = logging.getLogger(__name__)

MAX_SAMPLES_A_READ = 1000
"""Most samples of one read after a pause; liblsl keeps 60 s, and drops the oldest beyond that."""

BUFFER_S = 60
# How soon a close is noticed: pulling cannot be interrupted.
_SLICE_S = 0.05
_MARKS = {"simulated": SampleFlag.SIMULATED, "replayed": SampleFlag.REPLAYED}


class LslBoard(Closing):
    """Read forces from a stream until it is closed.

    Parameters
    ----------
    lsl : module
        pylsl.
    inlet : pylsl.StreamInlet
        Open; closed with the board. It must not recover a lost stream by itself.
    info : BoardInfo
        What the stream says of itself.
    layout : ChannelLayout
        What its channels mean.
    axes : PlateAxes
        How a plate behind it stands.
    silence_s : float
        After how long without a sample it counts as gone.
    calibration : Calibration, optional
        Turns the corner channels' counts into newtons; without it they are forces already.
    regular : bool
        Whether the stream states a rate. Then a sample with the stamp and the values of the one
        before is a double, and left out; else a chunk has one stamp, and nothing is a double.

    Notes
    -----
    Times are the sender's stamps put onto this computer's clock by LSL's time correction, made even
    where they only say when samples came, see `balance_arcade.hw.lsl.stamps`. A stamp that is more
    than 1.5 periods after the one before is a gap, as is a clock that is set. Gaps and doubles are
    counted, as are samples that come late and those whose forces are exactly those before.
    """

    watches_cells = True

    def __init__(
        self,
        lsl: ModuleType,
        inlet: Any,
        info: BoardInfo,
        layout: ChannelLayout,
        axes: PlateAxes,
        *,
        silence_s: float,
        calibration: Calibration | None = None,
        regular: bool = True,
    ) -> None:
        self._lsl = lsl
        self._calibration = calibration
        self._inlet = inlet
        self._info = info
        self._layout = layout
        self._axes = axes
        self._silence_s = silence_s
        self._mark = int(_MARKS.get(info.origin, SampleFlag.NONE))
        self._stamps: Stamps[tuple[Sequence[float], bool]] = Stamps(info.nominal_rate_hz)
        self._regular = regular
        self._newest: tuple[float, Sequence[float]] = (math.nan, ())
        self._first_s: float | None = None
        self._seq = -1
        self._n_samples = self._n_gaps = self._n_lost = self._n_doubles = 0
        self._flagged, self._lateness = FlagCounts(), Lateness()
        self._forces_n: Sequence[float] = ()
        self._after_double = False
        self._rate = MeasuredRate()
        self._cells = CellWatch(info, remedy="check it where the stream comes from")
        # Silence counts from the opening, so that a stream without samples is noticed.
        self._heard_s = time.monotonic()
        self._lost: str | None = None
        self._closed = threading.Event()
        # Held while liblsl works on the inlet: `close` lets go of it, which must not happen under a
        # pull.
        self._pulling = threading.Lock()

    @property
    def info(self) -> BoardInfo:
        """What the stream says of itself."""
        return self._info

    @property
    def health(self) -> BoardHealth:
        """Counters since the board was opened."""
        doubles = (
            f"{self._n_doubles} samples had the time and the forces of the sample before and were"
            " dropped."
        )
        jump = self._stamps.jump
        known = self._calibration.warnings if self._calibration is not None else ()
        return BoardHealth(
            n_samples=self._n_samples,
            n_gaps=self._n_gaps,
            n_lost=self._n_lost,
            measured_rate_hz=self._rate.hz,
            warnings=(
                *self._cells.warnings(),
                *((jump.sentence,) if jump is not None else ()),
                *((doubles,) if self._n_doubles else ()),
                *known,
            ),
            n_late=self._flagged.n_late,
            n_held=self._flagged.n_held,
            n_doubled=self._n_doubles,
        )

    @property
    def ended(self) -> bool:
        """Always false: a stream does not announce its end."""
        return False

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the samples that have come, and wait for the first no longer than ``timeout_s``.

        Raises
        ------
        BoardDisconnectedError
            The stream's sender went away, it was silent too long, or the board was closed.
        """
        if self._closed.is_set():
            raise self._gone("The stream is closed.", "Open it again.")
        end_s = time.monotonic() + max(timeout_s, 0.0)
        while not self._closed.is_set():
            # Raised at the next turn, so that samples that came with the loss are handed on first.
            if self._lost is not None:
                raise self._gone(self._lost, "Start its sender again, then open the stream again.")
            begun_s = time.monotonic()
            left_s = max(0.0, end_s - begun_s)
            samples = self._pull(min(left_s, _SLICE_S, self._stamps.wait_s(begun_s)))
            now_s = time.monotonic()
            if samples:
                self._cells.note(samples)
                return samples
            if now_s - self._heard_s >= self._silence_s:
                raise self._gone(
                    f"The stream has sent no sample for {now_s - self._heard_s:.1f} s.",
                    "Check that its sender runs, then open the stream again.",
                )
            if now_s >= end_s and self._lost is None:
                break
        return ()

    def close(self) -> None:
        """Close the stream. Any thread may call it, any number of times."""
        if not self._closed.is_set():
            log_closed(self._info, self.health)
        self._closed.set()
        with self._pulling:
            if self._inlet is not None:
                self._inlet.close_stream()
                self._inlet = None

    def _pull(self, timeout_s: float) -> list[ForceSample]:
        with self._pulling:
            if self._inlet is None:
                return []
            try:
                # Stamps are on the sender's clock; `time_correction` gives what to add for ours.
                rows, stamps = self._inlet.pull_chunk(
                    timeout=timeout_s, max_samples=MAX_SAMPLES_A_READ, min_samples=1
                )
                correction_s = self._inlet.time_correction(_SLICE_S) if stamps else 0.0
            except self._lsl.util.LostError:
                self._lost = "The stream's sender went away."
                _log.warning("%s: %s", self._info.board_id, self._lost)
                # Nothing more comes that could tell their times better.
                return [self._sample(one) for one in self._stamps.take((), (), math.inf)]
        now_s = time.monotonic()
        if stamps:
            self._heard_s = now_s
        items, times_s = self._new(rows, [stamp_s + correction_s for stamp_s in stamps])
        return [self._sample(one) for one in self._stamps.take(items, times_s, now_s)]

    def _new(
        self, rows: Sequence[Sequence[float]], times_s: list[float]
    ) -> tuple[list[tuple[Sequence[float], bool]], list[float]]:
        """Leave doubles out; say of the other rows what they bear, and whether one was before."""
        if not rows:
            return [], []
        chunk = np.asarray(rows, dtype=np.float64)
        corners = to_corners(chunk, self._layout, self._info.geometry, self._axes).tolist()
        if self._calibration is not None:
            corners = [self._calibration.forces_n(*cells) for cells in corners]
        items, kept_s = [], []
        for row, forces_n, time_s in zip(rows, corners, times_s, strict=True):
            # The correction moves between two chunks, and not what a sender sends twice in one.
            if self._regular and (time_s, row) == self._newest:
                self._n_doubles += 1
                self._after_double = True
                continue
            self._newest = time_s, row
            items.append((forces_n, self._after_double))
            kept_s.append(time_s)
            self._after_double = False
        return items, kept_s

    def _sample(self, placed: Stamped[tuple[Sequence[float], bool]]) -> ForceSample:
        (forces_n, after_double), local_s = placed.item, placed.local_s
        if self._first_s is None:
            self._first_s = local_s
        flags = self._mark
        if placed.n_lost:
            flags |= SampleFlag.GAP_BEFORE
            self._n_gaps += 1
            self._n_lost += placed.n_lost
        self._n_lost -= placed.n_found
        # A sender may write NaN for a sensor without a value.
        if any(math.isnan(force) for force in forces_n):
            flags |= SampleFlag.CELL_FAULT
        if after_double:
            flags |= SampleFlag.DOUBLE_BEFORE
        arrived_ns = round(placed.arrived_s * 1e9)
        flags |= self._arrival_flags(local_s, forces_n, arrived_ns)
        self._flagged.note(flags)
        self._seq += 1 + placed.n_lost
        self._n_samples += 1
        self._rate.note(self._n_samples, local_s)
        tl, tr, bl, br = forces_n
        return ForceSample(
            self._seq, arrived_ns, local_s - self._first_s, tl, tr, bl, br, -1, int(flags)
        )

    def _arrival_flags(self, local_s: float, forces_n: Sequence[float], now_ns: int) -> int:
        """Late or held: what the arrival tells."""
        flags = SampleFlag.LATE if self._lateness.is_late(local_s, now_ns) else SampleFlag.NONE
        # A sender that runs faster than its sensor sends each value again.
        if forces_n == self._forces_n:
            flags |= SampleFlag.HELD
        self._forces_n = forces_n
        return int(flags)

    def _gone(self, message: str, hint: str) -> BoardDisconnectedError:
        return BoardDisconnectedError(message, address=self._info.address, hint=hint)
