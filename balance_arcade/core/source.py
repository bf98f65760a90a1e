"""The protocols by which games, publisher and screens get samples and events."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import msgspec

from balance_arcade.core.away import BoardNews
from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.inputs import SessionInput
from balance_arcade.core.samples import CopSample, LiveMetrics


class SoFar(msgspec.Struct, frozen=True):
    """How far a stream has come at one moment.

    Attributes
    ----------
    seq : int
        Number of the newest sample; -1 before the first.
    smoothing : tuple of float
        What the display filter remembers then, to go on from it in a replay; empty where it
        starts anew.
    """

    seq: int = -1
    smoothing: tuple[float, ...] = ()


@runtime_checkable
class CopSource(Protocol):
    """A stream of `CopSample`. It keeps the newest ones, so that a reader may come late."""

    @property
    def info(self) -> BoardInfo:
        """The board behind the stream."""
        ...

    @property
    def health(self) -> BoardHealth:
        """The board's counters."""
        ...

    def latest(self) -> CopSample | None:
        """Newest sample, or None before the first."""
        ...

    def since(self, seq: int) -> Sequence[CopSample]:
        """Return the samples whose ``seq`` is greater, oldest first, as far back as is kept."""
        ...

    def metrics(self) -> LiveMetrics | None:
        """Newest metrics of the sliding window, or None before the first."""
        ...


class SessionSource(CopSource, BoardNews, Protocol):
    """What stands between a session and a board: local today, in another process some day.

    A session reads samples from it (`CopSource`) and has it do what only the owner of board and
    disk can do. Games never see it.
    """

    @property
    def recording(self) -> str:
        """File name of the recording under way; empty where there is none."""
        ...

    def emit(self, event: Event) -> None:
        """Write an event into the recording and tell all listeners; callable from any thread."""
        ...

    def publish_state(self, state: SessionState) -> None:
        """Write the session's state into the recording and tell all listeners."""
        ...

    def note(self, told: SessionInput) -> None:
        """Write what the session was told into the recording, and nowhere else."""
        ...

    def so_far(self) -> SoFar:
        """How far the samples have come; both at one moment."""
        ...

    def set_zero_from(self, first_seq: int, last_seq: int) -> object:
        """Take the mean of raw samples of the empty board, both ends included, as its zero.

        Raises
        ------
        CalibrationError
            Too few of the samples are still kept and finite.
        """
        ...

    def start_recording(self, path: Path, label: str) -> Path:
        """Record from the next sample on; return where the file will stand once it is finished.

        Raises
        ------
        RecordingError
            It cannot be started, or another one is under way.
        """
        ...

    def next_recording(self, path: Path, label: str) -> tuple[Path, Path | None]:
        """Record into another file from the next sample on; no sample falls between the two.

        Returns
        -------
        Path
            As of `start_recording`.
        Path or None
            The file before, closed; None where nothing was recorded.

        Raises
        ------
        RecordingError
            As of `start_recording` and `stop_recording`.
        """
        ...

    def stop_recording(self) -> Path | None:
        """Close the recording after the newest sample; None where nothing is recorded.

        Raises
        ------
        RecordingError
            The recording had failed before, or its end cannot be written.
        """
        ...


class StreamSink(Protocol):
    """Receives samples and events. Methods only enqueue: none blocks, waits or raises when full."""

    def on_info(self, info: BoardInfo) -> None:
        """Receive the board's description; called once before everything else."""
        ...

    def on_samples(self, samples: Sequence[CopSample]) -> None:
        """Receive new samples, oldest first."""
        ...

    def on_metrics(self, metrics: LiveMetrics) -> None:
        """Receive new window metrics."""
        ...

    def on_event(self, event: Event) -> None:
        """Receive an event."""
        ...

    def on_state(self, state: SessionState) -> None:
        """Receive the session's state, sent whenever it changes."""
        ...


class NullSink:
    """A `StreamSink` that ignores everything; subclass it and override what you need.

    Examples
    --------
    >>> class Marks(NullSink):
    ...     def on_event(self, event: Event) -> None:
    ...         print(event.kind)
    >>> Marks().on_event(Event(0.0, "session.mark"))
    session.mark
    """

    def on_info(self, info: BoardInfo) -> None:
        """Do nothing."""

    def on_samples(self, samples: Sequence[CopSample]) -> None:
        """Do nothing."""

    def on_metrics(self, metrics: LiveMetrics) -> None:
        """Do nothing."""

    def on_event(self, event: Event) -> None:
        """Do nothing."""

    def on_state(self, state: SessionState) -> None:
        """Do nothing."""
