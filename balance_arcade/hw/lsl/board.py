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
from balance_arcade.files.tables.trial import GAP_FACTOR
from balance_arcade.hw.calibration import Calibration
from balance_arcade.hw.cell_watch import CellWatch
from balance_arcade.hw.lateness import Lateness
from balance_arcade.hw.logged import log_closed
from balance_arcade.hw.lsl.channels import ChannelLayout, PlateAxes, to_corners
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

    Notes
    -----
    Times are the sender's stamps put onto this computer's clock by LSL's time correction. A stamp
    that is more than 1.5 periods after the one before is a gap; one that is not later is a double
    and left out. Both are counted, as are samples that come late and those whose forces are
    exactly those before.
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
    ) -> None:
        self._lsl = lsl
        self._calibration = calibration
        self._inlet = inlet
        self._info = info
        self._layout = layout
        self._axes = axes
        self._silence_s = silence_s
        self._mark = int(_MARKS.get(info.origin, SampleFlag.NONE))
        self._first_s: float | None = None
        self._last_s = 0.0
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
            f"{self._n_doubles} samples did not come later than the sample before and were dropped."
        )
        known = self._calibration.warnings if self._calibration is not None else ()
        return BoardHealth(
            n_samples=self._n_samples,
            n_gaps=self._n_gaps,
            n_lost=self._n_lost,
            measured_rate_hz=self._rate.hz,
            warnings=(*self._cells.warnings(), *((doubles,) if self._n_doubles else ()), *known),
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
            left_s = max(0.0, end_s - time.monotonic())
            samples = self._pull(min(left_s, _SLICE_S))
            now_s = time.monotonic()
            if samples:
                self._heard_s = now_s
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
                return []
        if not stamps:
            return []
        chunk = np.asarray(rows, dtype=np.float64)
        corners = to_corners(chunk, self._layout, self._info.geometry, self._axes).tolist()
        if self._calibration is not None:
            corners = [self._calibration.forces_n(*cells) for cells in corners]
        arrived_ns = time.monotonic_ns()
        return [
            sample
            for stamp_s, forces_n in zip(stamps, corners, strict=True)
            if (sample := self._sample(stamp_s + correction_s, forces_n, arrived_ns)) is not None
        ]

    def _sample(self, local_s: float, forces_n: Sequence[float], now_ns: int) -> ForceSample | None:
        if self._first_s is None:
            self._first_s = local_s
            steps = 1
        else:
            period_s = 1.0 / self._info.nominal_rate_hz
            step_s = local_s - self._last_s
            # Corrections move a little from time to time, and may put a stamp before the last one.
            if step_s <= 0.0:
                self._n_doubles += 1
                self._after_double = True
                return None
            # Stamps carry no numbers: what is missing is told from the time between them.
            steps = max(1, round(step_s / period_s)) if step_s > GAP_FACTOR * period_s else 1
        flags = self._mark
        if steps > 1:
            flags |= SampleFlag.GAP_BEFORE
            self._n_gaps += 1
            self._n_lost += steps - 1
        # A sender may write NaN for a sensor without a value.
        if any(math.isnan(force) for force in forces_n):
            flags |= SampleFlag.CELL_FAULT
        flags |= self._arrival_flags(local_s, forces_n, now_ns)
        self._flagged.note(flags)
        self._seq += steps
        self._last_s = local_s
        self._n_samples += 1
        self._rate.note(self._n_samples, local_s)
        t_s = local_s - self._first_s
        tl, tr, bl, br = forces_n
        return ForceSample(self._seq, now_ns, t_s, tl, tr, bl, br, -1, int(flags))

    def _arrival_flags(self, local_s: float, forces_n: Sequence[float], now_ns: int) -> int:
        """Late, held, or after a double: what the arrival tells."""
        flags = int(SampleFlag.DOUBLE_BEFORE) if self._after_double else 0
        if self._lateness.is_late(local_s, now_ns):
            flags |= SampleFlag.LATE
        # A sender that runs faster than its sensor sends each value again.
        if forces_n == self._forces_n:
            flags |= SampleFlag.HELD
        self._forces_n, self._after_double = forces_n, False
        return int(flags)

    def _gone(self, message: str, hint: str) -> BoardDisconnectedError:
        return BoardDisconnectedError(message, address=self._info.address, hint=hint)
