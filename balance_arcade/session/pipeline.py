"""From raw samples to everything that follows from them, in one fixed order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from balance_arcade.core.errors import CalibrationError
from balance_arcade.core.events import Event, Scalar
from balance_arcade.core.samples import CopSample, ForceSample, LiveMetrics, SampleFlag
from balance_arcade.core.source import SoFar
from balance_arcade.session.ring import Ring

MIN_ZERO_SAMPLES = 5
_GAP = int(SampleFlag.GAP_BEFORE)

Corners = tuple[float, float, float, float]
Output = list[CopSample] | LiveMetrics | Event


class Stream(Protocol):
    """What is needed of `balance_arcade.cop.live.CopStream`."""

    def push(self, sample: ForceSample) -> CopSample:
        """Take one sample in."""
        ...

    def metrics(self) -> LiveMetrics:
        """Describe the window that ends at the newest sample."""
        ...

    def set_zero(self, offsets_n: Sequence[float]) -> None:
        """Set the forces of the empty board."""
        ...

    def spare_metrics(self) -> None:
        """Keep nothing of the window from now on: `metrics` is not asked for again."""
        ...

    @property
    def smoothing(self) -> tuple[float, ...]:
        """What the display filter remembers; empty where it starts with the next sample."""
        ...


class SamplePipeline:
    """Computes; tells nobody. One thread at a time may call.

    Parameters
    ----------
    stream : CopStream
        Turns forces into the centre of pressure.
    rate_hz : float
        Nominal rate of the board.
    ring_s : float
        How much is kept, in seconds. Full: the oldest makes room.
    metrics_hz : float
        How often the sliding window is described, on the samples' clock.

    Raises
    ------
    ValueError
        A rate or length that is not positive.
    """

    def __init__(self, stream: Stream, *, rate_hz: float, ring_s: float, metrics_hz: float) -> None:
        for name, value in (("ring_s", ring_s), ("metrics_hz", metrics_hz), ("rate_hz", rate_hz)):
            if not (math.isfinite(value) and value > 0.0):
                raise ValueError(f"{name} must be a positive number, got {value}.")
        # A slow board or a short ring must still hold the samples of a zero.
        capacity = max(16, math.ceil(ring_s * rate_hz))
        self._stream = stream
        self._cops: Ring[CopSample] = Ring(capacity)
        self._raw: Ring[ForceSample] = Ring(capacity)
        self._newest: ForceSample | None = None
        self._every_s = 1.0 / metrics_hz
        self._half_period_s = 0.5 / rate_hz
        self._n_metrics = 0
        self.latest: CopSample | None = None
        self.metrics: LiveMetrics | None = None
        self._describes = True
        self.zero_n: Corners | None = None

    @property
    def now_s(self) -> float:
        """Time of the newest sample on the board's clock; 0 before the first."""
        return self._newest.t_s if self._newest is not None else 0.0

    @property
    def so_far(self) -> SoFar:
        """How far the samples have come."""
        return SoFar(-1 if self._newest is None else self._newest.seq, self._stream.smoothing)

    def since(self, seq: int) -> list[CopSample]:
        """Return the samples whose number is greater, oldest first, as far back as is kept."""
        return self._cops.since(seq)

    def spare_metrics(self) -> None:
        """Describe no window from now on, for good."""
        self._describes = False
        self._stream.spare_metrics()

    def take(self, samples: Sequence[ForceSample]) -> list[Output]:
        """Take samples in.

        Parameters
        ----------
        samples : sequence of ForceSample
            The next ones of the board; how they are cut into portions changes nothing.

        Returns
        -------
        list
            Lists of `CopSample`, `LiveMetrics` and events in the order of what happened. A gap is
            told before the sample behind it. A sample that is not newer than its forerunner is told
            and not used.
        """
        outputs: list[Output] = []
        cops: list[CopSample] = []
        for sample in samples:
            newest = self._newest
            is_next = newest is not None and sample.seq == newest.seq + 1
            event = None if is_next and not sample.flags & _GAP else self._irregularity(sample)
            if event is not None:
                cops = _close(outputs, cops)
                outputs.append(event)
                # Not used at all: filters and rings rest on numbers that grow.
                if event.kind == "board.disorder":
                    continue
            self.latest = cop = self._stream.push(sample)
            self._newest = sample
            self._raw.append(sample)
            self._cops.append(cop)
            cops.append(cop)
            # Half a sample early is on time: t_s is a rounded product.
            t_s = sample.t_s + self._half_period_s
            if t_s >= self._n_metrics * self._every_s:
                # Counted from the time, so that after a gap one description follows and not one for
                # each that was missed.
                self._n_metrics = math.floor(t_s / self._every_s) + 1
                if self._describes:
                    cops = _close(outputs, cops)
                    self.metrics = self._stream.metrics()
                    outputs.append(self.metrics)
        _close(outputs, cops)
        return outputs

    def _irregularity(self, sample: ForceSample) -> Event | None:
        newest = self._newest
        if newest is None:
            return None
        if sample.seq <= newest.seq:
            data: dict[str, Scalar] = {"seq": sample.seq, "after_seq": newest.seq}
            return Event(newest.t_s, "board.disorder", data)
        data = {
            "from_seq": newest.seq,
            "to_seq": sample.seq,
            "n_lost": sample.seq - newest.seq - 1,
            "gap_s": sample.t_s - newest.t_s,
        }
        return Event(sample.t_s, "board.gap", data)

    def set_zero_from(self, first_seq: int, last_seq: int) -> tuple[Corners, Event]:
        """Take the mean of raw samples of the empty board, both ends included, as its zero.

        Returns
        -------
        tuple of 4 floats
            Newtons at tl, tr, bl, br.
        Event
            ``board.zeroed`` with the same.

        Raises
        ------
        CalibrationError
            Fewer than five of the samples are still kept and finite.
        """
        rows = [(s.tl_n, s.tr_n, s.bl_n, s.br_n) for s in self._raw.between(first_seq, last_seq)]
        forces = np.array(rows, np.float64).reshape(-1, 4)
        # One cell's NaN would make the zero, and every force after it, NaN.
        forces = forces[np.isfinite(forces).all(axis=1)]
        if len(forces) < MIN_ZERO_SAMPLES:
            raise CalibrationError(
                f"The zero needs {MIN_ZERO_SAMPLES} samples of the empty board; of {first_seq} to "
                f"{last_seq} there are {len(forces)}.",
                hint="Step off and let the board be weighed again.",
            )
        tl, tr, bl, br = (float(v) for v in forces.mean(axis=0))
        self._stream.set_zero((tl, tr, bl, br))
        self.zero_n = zero_n = (tl, tr, bl, br)
        data: dict[str, Scalar] = {"tl_n": tl, "tr_n": tr, "bl_n": bl, "br_n": br}
        data |= {"first_seq": first_seq, "last_seq": last_seq, "n_samples": len(forces)}
        return zero_n, Event(self.now_s, "board.zeroed", data)


def _close(outputs: list[Output], cops: list[CopSample]) -> list[CopSample]:
    if cops:
        outputs.append(cops)
    return []
