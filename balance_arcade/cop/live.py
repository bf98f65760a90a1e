"""Forces in, centre of pressure out, one sample at a time, with the metrics of a sliding window."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.corners import DEFAULT_MIN_LOAD_N
from balance_arcade.cop.describe import sway_numbers
from balance_arcade.cop.filters import CUTOFF_HZ, MIN_RATE_HZ, design_lowpass
from balance_arcade.cop.live_values import (
    CORNERS_AT,
    LIVE_NAMES,
    N_BATCH,
    Refusals,
    complete,
    window_ellipse,
)
from balance_arcade.cop.motion import STEP_NAMES
from balance_arcade.cop.pipelines import pipeline_named
from balance_arcade.cop.step_window import StepWindow
from balance_arcade.cop.sway_window import SwayWindow
from balance_arcade.cop.velocity_peaks import VELOCITY_NAMES
from balance_arcade.cop.velocity_window import VelocityWindow
from balance_arcade.core.board import Geometry
from balance_arcade.core.samples import CopSample, ForceSample, LiveMetrics, SampleFlag

_UNUSABLE = int(SampleFlag.TORN | SampleFlag.CELL_FAULT)
_OFF_BOARD = int(SampleFlag.OFF_BOARD)

# Two samples belong together if no more than one and a half periods lie between them: one lost
# sample is two periods, jitter is far less than half of one.
MAX_STEP_PERIODS = 1.5

# The display filter keeps going over a gap shorter than one period of its cutoff.
_FILTER_GAP_S = 0.1

# Where the display filter keeps what it remembers, beside the time of its newest sample.
_MEMORY = slice(rec.Z1_ML, rec.Z2_AP + 1)

# Room in the ring for boards that run faster than they say.
_SPARE = 1.25

_NOWHERE = (math.nan, math.nan)

# Makes the dictionary of values in a compiled loop, faster than a zip of names and numbers.
_Values = msgspec.defstruct("_Values", LIVE_NAMES, gc=False)


class CopStream:
    """Centre of pressure of a live board and the metrics of its last seconds.

    Parameters
    ----------
    geometry : Geometry
        Spacing of the cells.
    rate_hz : float
        The board's nominal rate. Below 25 Hz there is nothing to smooth and the display values
        are the unsmoothed ones; `display_cutoff_hz` is None then.
    window_s : float
        Length of the sliding window; a full one spans this time from its first to its last sample.
    min_load_n : float
        Total force below which there is no centre of pressure.
    zero_n : sequence of 4 floats, optional
        Forces of the empty board at tl, tr, bl, br, taken off every sample.

    Raises
    ------
    ValueError
        A rate, window, load or zero that is not finite or not positive where it must be.

    Notes
    -----
    Nobody on the board, a cell fault and a torn frame give NaN; such samples are not in the window
    and count in ``missing_frac``. The path is broken there and at every gap (a jump in ``seq`` or
    more than one and a half periods): no way is counted across a break, and its time does not
    count for the velocity. A repeated time, and a time that is none (not finite), is left out of
    the window; a time that runs backwards starts the window anew. One thread at a time may call.

    Examples
    --------
    >>> stream = CopStream(Geometry(433.0, 238.0), 100.0)
    >>> sample = stream.push(ForceSample(0, 0, 0.0, 100.0, 200.0, 100.0, 200.0))
    >>> round(sample.ml_mm, 3), sample.ap_mm
    (72.167, 0.0)
    >>> stream.metrics().n_samples
    1
    """

    def __init__(
        self,
        geometry: Geometry,
        rate_hz: float,
        *,
        window_s: float = 10.0,
        min_load_n: float = DEFAULT_MIN_LOAD_N,
        zero_n: Sequence[float] | None = None,
    ) -> None:
        _check_positive("width_mm", geometry.width_mm)
        _check_positive("length_mm", geometry.length_mm)
        _check_positive("rate_hz", rate_hz)
        _check_positive("window_s", window_s)
        _check_positive("min_load_n", min_load_n)
        self._rate_hz = rate_hz
        least = math.ceil((window_s * rate_hz + 1.0) * _SPARE / rec.BLOCK) + 1
        n_blocks = 1 << (least - 1).bit_length()
        self._samples = np.zeros((n_blocks * rec.BLOCK, rec.N_SAMPLE_FIELDS))
        state = np.zeros(rec.N_STATE + rec.N_COUNTERS)
        self._state = state
        self._counters = state[rec.N_STATE :].view(np.int64)
        self._sways = SwayWindow(state, self._samples)
        self._steps = StepWindow(self._counters, self._samples)
        self._velocities = VelocityWindow(self._counters, self._samples)
        self._place_numbers()
        self._refusals = Refusals(rate_hz)
        self._set_board(geometry, rate_hz, window_s, min_load_n)
        self.pipeline = (
            f"live/1 unsmoothed, window {window_s:g} s at {rate_hz:g} Hz, "
            "T = t_last - t_first less breaks"
        )
        self._is_described = True
        self._start()
        if zero_n is not None:
            self.set_zero(zero_n)

    def _place_numbers(self) -> None:
        """Make room for the numbers of `LIVE_NAMES`, and show each kernel its part."""
        self._numbers = np.zeros(len(LIVE_NAMES))
        self._untold = np.zeros(len(LIVE_NAMES), np.uint8)
        n_before = CORNERS_AT - len(VELOCITY_NAMES)
        self._step_numbers = self._numbers[n_before - len(STEP_NAMES) : n_before]
        self._velocity_numbers = self._numbers[n_before:CORNERS_AT]
        # Two more than batch's values: how many samples there are and the time they span.
        self._sway_numbers = self._numbers[: N_BATCH + 2]

    def _set_board(
        self, geometry: Geometry, rate_hz: float, window_s: float, min_load_n: float
    ) -> None:
        state = self._state
        state[rec.HALF_WIDTH] = geometry.width_mm / 2.0
        state[rec.HALF_LENGTH] = geometry.length_mm / 2.0
        state[rec.MIN_LOAD] = min_load_n
        # Half a period of grace: a full window holds the same number of samples every time,
        # however the last digit of t_s falls.
        state[rec.RATE], state[rec.LENGTH] = rate_hz, window_s
        state[rec.WINDOW] = window_s + 0.5 / rate_hz
        state[rec.MAX_STEP] = MAX_STEP_PERIODS / rate_hz
        state[rec.FILTER_GAP] = _FILTER_GAP_S
        state[rec.FILTER_B0] = 1.0
        self.display_cutoff_hz: float | None = None
        if pipeline_named("default").fast_enough(rate_hz, MIN_RATE_HZ):
            self.display_cutoff_hz = CUTOFF_HZ
            state[rec.FILTER_B0 : rec.FILTER_A2 + 1] = design_lowpass(rate_hz)

    def _start(self) -> None:
        self._newest: CopSample | None = None
        # Any time is later, so the next sample begins a window whatever its clock says.
        self._state[rec.LAST_T] = -math.inf
        self._counters[rec.FILTERING] = 0
        rec.clear_window(self._counters, self._state)

    def push(self, sample: ForceSample) -> CopSample:
        """Take one sample in; at worst the logarithm of the window in work, no memory grows.

        Parameters
        ----------
        sample : ForceSample
            The next one of the board.

        Returns
        -------
        CopSample
            NaN and the flag OFF_BOARD where there is no centre of pressure.
        """
        flags = sample.flags
        # One corner of NaN makes the total NaN, so that nothing is made of the three others.
        tl_n = math.nan if flags & _UNUSABLE else sample.tl_n
        t_s, seq = sample.t_s, sample.seq
        ml, ap, fz, left, front, ml_smooth, ap_smooth, news = rec.push_sample(
            t_s,
            seq,
            tl_n,
            sample.tr_n,
            sample.bl_n,
            sample.br_n,
            self._samples,
            self._state,
        )
        if news:
            if self._is_described:
                if news & rec.BLOCK_FULL:
                    self._sways.close_block()
                if news & rec.BLOCK_DUE:
                    self._steps.catch_up()
                    self._velocities.catch_up()
            if news & rec.NOBODY:
                flags |= _OFF_BOARD
        self._newest = newest = CopSample(
            seq, sample.t_host_ns, t_s, ml, ap, fz, left, front, ml_smooth, ap_smooth, flags
        )
        return newest

    def spare_metrics(self) -> None:
        """Keep no sums of the window from now on, for good: `metrics` is not asked for again."""
        self._is_described = False

    def metrics(self) -> LiveMetrics:
        """Describe the window that ends at the newest sample.

        Returns
        -------
        LiveMetrics
            A value that the window cannot tell is NaN, and `refused` says why, by the rules of
            batch: too few samples, too many missing (more than 10 % for ways, 50 % for places), or
            the samples do not determine it.

        Notes
        -----
        The logarithm of the window in work, however long nobody asked.
        """
        if not self._is_described:
            raise RuntimeError("This stream was told that nobody asks for its window.")
        n_samples, span_s, n_untold = self._describe()
        refused: dict[str, str] = {}
        if not self._refusals.none(n_samples, span_s, n_untold):
            reasons, is_refused = self._refusals.of(n_samples, span_s, self._untold.tobytes())
            refused = reasons.copy()
            np.putmask(self._numbers, is_refused, math.nan)
        values: dict[str, float] = msgspec.structs.asdict(_Values(*self._numbers.tolist()))
        newest = self._newest
        return LiveMetrics(
            newest.seq if newest else -1,
            newest.t_s if newest else math.nan,
            span_s,
            n_samples,
            values,
            window_ellipse(values),
            self.pipeline,
            refused,
        )

    def _describe(self) -> tuple[int, float, int]:
        """Work out the numbers of `LIVE_NAMES`.

        Returns how many samples there are, the time they span, how many numbers are not finite.
        """
        newest, numbers = self._newest, self._numbers
        covered_s, missing_frac = self._sways.update()
        sway_numbers(self._sways.sums, covered_s, self._sway_numbers)
        n_breaks = self._steps.numbers(self._rate_hz, self._step_numbers)
        self._velocities.numbers(self._rate_hz, self._velocity_numbers)
        left, front = (newest.left_frac, newest.front_frac) if newest else _NOWHERE
        return complete(
            numbers, self._sways.sums, missing_frac, n_breaks, left, front, self._untold
        )

    def set_zero(self, offsets_n: Sequence[float]) -> None:
        """Set the forces of the empty board; window and filter start anew.

        Parameters
        ----------
        offsets_n : sequence of 4 floats
            Newtons at tl, tr, bl, br; they replace the zero set before.

        Raises
        ------
        ValueError
            Not four finite numbers.
        """
        zero = np.asarray(offsets_n, np.float64)
        if zero.shape != (4,) or not np.isfinite(zero).all():
            raise ValueError("offsets_n must be four finite numbers of newtons, tl tr bl br.")
        self._state[rec.ZERO_TL : rec.ZERO_BR + 1] = zero
        self._start()

    @property
    def zero_n(self) -> tuple[float, float, float, float]:
        """The zero in use, newtons at tl, tr, bl, br."""
        tl, tr, bl, br = (float(v) for v in self._state[rec.ZERO_TL : rec.ZERO_BR + 1])
        return tl, tr, bl, br

    @property
    def smoothing(self) -> tuple[float, ...]:
        """What the display filter remembers; empty where it starts with the next sample."""
        if not self._counters[rec.FILTERING]:
            return ()
        return (float(self._state[rec.LAST_T]), *map(float, self._state[_MEMORY]))

    def resume_smoothing(self, memory: Sequence[float]) -> None:
        """Let the display filter go on from what another one remembered.

        Parameters
        ----------
        memory : sequence of float
            As of `smoothing`; an empty one changes nothing.

        Raises
        ------
        ValueError
            Not as many numbers as the filter remembers.
        """
        if not memory:
            return
        if len(memory) != 1 + _MEMORY.stop - _MEMORY.start:
            raise ValueError(f"The display filter remembers no {len(memory)} numbers.")
        self._state[rec.LAST_T], self._state[_MEMORY] = memory[0], memory[1:]
        self._counters[rec.FILTERING] = 1

    def reset_window(self) -> None:
        """Forget the samples of the window; the display filter goes on."""
        rec.clear_window(self._counters, self._state)


def _check_positive(name: str, value: float) -> None:
    if not (math.isfinite(value) and value > 0.0):
        raise ValueError(f"{name} must be a positive number, got {value}.")
