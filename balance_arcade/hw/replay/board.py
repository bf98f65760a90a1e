"""A board that plays a file."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import msgspec

from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.closing import Closing
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.sample_counts import FlagCounts
from balance_arcade.core.samples import ForceSample, SampleFlag
from balance_arcade.hw.logged import log_closed
from balance_arcade.hw.pacing import wait_for_samples
from balance_arcade.hw.replay.script import Script

MAX_SAMPLES_A_READ = 1000
"""Most samples of one read after a pause; the rest comes with the next reads, nothing is lost."""


class ReplayBoard(Closing):
    """Give the samples of a file at the pace at which they were taken, or faster.

    Parameters
    ----------
    script : Script
        The samples and their description; ``script.info.speed`` sets the pace.
    loop : bool, optional
        Begin again at the end, with times and numbers that go on; the seam is flagged as a gap.
    clock : Clock, optional
        What paces the samples; the machine's by default. Not asked at speed 0.

    Notes
    -----
    At speed 0 a read gives one sample and never waits, and ``t_host_ns`` is the sample's own time.
    """

    def __init__(self, script: Script, *, loop: bool = False, clock: Clock | None = None) -> None:
        self._script = script
        self._loop = loop
        self._clock = clock if clock is not None else MonotonicClock()
        self._start_ns: int | None = None
        self._index = 0
        self._round = 0
        self._last_seq: int | None = None
        self._n_samples = self._n_gaps = self._n_lost = 0
        self._flagged = FlagCounts()
        self._closed = threading.Event()
        first, last = script.samples[0], script.samples[-1]
        period_s = 1.0 / script.info.nominal_rate_hz
        # One period more than from the first to the last sample, or two samples would have one time
        # at the seam.
        self._round_s = last.t_s - first.t_s + period_s
        self._round_seq = last.seq - first.seq + 1

    @property
    def info(self) -> BoardInfo:
        """Description of the board."""
        return self._script.info

    @property
    def health(self) -> BoardHealth:
        """Counters since the board was opened; gaps and late samples are those of the file."""
        # A file's rate is known; what could be measured here is only our own pace.
        rate_hz = self.info.nominal_rate_hz if self._n_samples > 1 else float("nan")
        return BoardHealth(
            n_samples=self._n_samples,
            n_gaps=self._n_gaps,
            n_lost=self._n_lost,
            measured_rate_hz=rate_hz,
            warnings=self._script.notes,
            n_late=self._flagged.n_late,
            n_held=self._flagged.n_held,
            n_doubled=self._flagged.n_doubled,
        )

    @property
    def ended(self) -> bool:
        """Whether the last sample of the file was given."""
        return self._index >= len(self._script.samples)

    def read(self, timeout_s: float) -> Sequence[ForceSample]:
        """Return the samples that are due, and wait for the first no longer than ``timeout_s``.

        Raises
        ------
        BoardDisconnectedError
            The board is closed.
        """
        if self._closed.is_set():
            raise BoardDisconnectedError(
                "The board is closed.", address=self.info.address, hint="Open it again."
            )
        if self.ended:
            return ()
        if self.info.speed <= 0.0:
            return (self._take(round(self._next().t_s * 1e9)),)
        if self._start_ns is None:
            self._start_ns = self._clock.now_ns()
        return wait_for_samples(
            self._due,
            self._arrival_ns,
            clock=self._clock,
            timeout_s=timeout_s,
            over=lambda: self._closed.is_set() or self.ended,
        )

    def close(self) -> None:
        """End the replay. Any thread may call it, any number of times."""
        if not self._closed.is_set():
            log_closed(self.info, self.health)
        self._closed.set()

    def _due(self) -> list[ForceSample]:
        samples: list[ForceSample] = []
        now_ns = self._clock.now_ns()
        while len(samples) < MAX_SAMPLES_A_READ and not self.ended:
            arrival_ns = self._arrival_ns()
            if arrival_ns > now_ns:
                break
            samples.append(self._take(arrival_ns))
        return samples

    def _arrival_ns(self) -> int:
        """When the next sample is due on the computer's clock."""
        assert self._start_ns is not None  # set by the first read, the only caller
        # From the start and not from the last sample, so that delays do not add up.
        since_s = self._next().t_s - self._script.samples[0].t_s
        return self._start_ns + round(since_s / self.info.speed * 1e9)

    def _next(self) -> ForceSample:
        sample = self._script.samples[self._index]
        if self._round == 0:
            return sample
        # The body jumps from the end of the trial to its beginning, so filters must not join the
        # two.
        flags = sample.flags | (SampleFlag.GAP_BEFORE if self._index == 0 else 0)
        return msgspec.structs.replace(
            sample,
            seq=sample.seq + self._round * self._round_seq,
            t_s=sample.t_s + self._round * self._round_s,
            flags=int(flags),
        )

    def _take(self, t_host_ns: int) -> ForceSample:
        sample = msgspec.structs.replace(self._next(), t_host_ns=t_host_ns)
        self._index += 1
        if self._loop and self.ended:
            self._index, self._round = 0, self._round + 1
        self._n_samples += 1
        self._n_gaps += bool(sample.flags & SampleFlag.GAP_BEFORE)
        self._flagged.note(sample.flags)
        if self._last_seq is not None:
            self._n_lost += sample.seq - self._last_seq - 1
        self._last_seq = sample.seq
        return sample
