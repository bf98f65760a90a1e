"""Where games, publisher and screens get centre-of-pressure samples, and what they hear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.samples import CopSample, LiveMetrics


@runtime_checkable
class CopSource(Protocol):
    """A stream of `CopSample`, kept for a while so that a reader may come late."""

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


class StreamSink(Protocol):
    """Takes what happens and only enqueues it: no method may block, wait or raise when full."""

    def on_info(self, info: BoardInfo) -> None:
        """Learn the board; called once before everything else."""
        ...

    def on_samples(self, samples: Sequence[CopSample]) -> None:
        """Take new samples, oldest first."""
        ...

    def on_metrics(self, metrics: LiveMetrics) -> None:
        """Take new window metrics."""
        ...

    def on_event(self, event: Event) -> None:
        """Take an event."""
        ...

    def on_state(self, state: SessionState) -> None:
        """Take the session's state, sent whenever it changes."""
        ...


class NullSink:
    """A `StreamSink` that takes note of nothing; subclass it and override what is of interest.

    Examples
    --------
    >>> class Marks(NullSink):
    ...     def on_event(self, event: Event) -> None:
    ...         print(event.kind)
    >>> Marks().on_event(Event(0.0, "session.mark"))
    session.mark
    """

    def on_info(self, info: BoardInfo) -> None:
        """Take note of nothing."""

    def on_samples(self, samples: Sequence[CopSample]) -> None:
        """Take note of nothing."""

    def on_metrics(self, metrics: LiveMetrics) -> None:
        """Take note of nothing."""

    def on_event(self, event: Event) -> None:
        """Take note of nothing."""

    def on_state(self, state: SessionState) -> None:
        """Take note of nothing."""
