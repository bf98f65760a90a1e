"""Hand on what happens to every listener; one that fails is let go and named."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

import msgspec

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.samples import CopSample, LiveMetrics
from balance_arcade.core.source import NullSink, StreamSink
from balance_arcade.session.event_log import log_event

_log = logging.getLogger(__name__)


class SinkFailure(msgspec.Struct, frozen=True):
    """A listener that raised and was let go.

    Attributes
    ----------
    name : str
        Its class.
    error : Exception
        What it raised.
    """

    name: str
    error: Exception


class Listeners:
    """Calls the sinks one after the other, never two at once.

    Parameters
    ----------
    sinks : sequence of StreamSink
        They only enqueue; one that raises gets nothing more.

    Attributes
    ----------
    wants_metrics : bool
        Whether one of them does anything with the description of a window.
    """

    def __init__(self, sinks: Sequence[StreamSink]) -> None:
        self._sinks = tuple(sinks)
        # Most of those who hear of events want neither; asked for after every sample.
        self._wants_samples = any(type(s).on_samples is not NullSink.on_samples for s in sinks)
        self.wants_metrics = any(type(s).on_metrics is not NullSink.on_metrics for s in sinks)
        # Several threads tell (reader, session, server); no listener is ever called twice at once.
        self._lock = threading.RLock()
        self.failures: list[SinkFailure] = []

    def info(self, info: BoardInfo) -> list[SinkFailure]:
        """Tell all sinks the board; return those that failed now."""
        return self._each(lambda sink: sink.on_info(info))

    def samples(self, samples: Sequence[CopSample]) -> list[SinkFailure]:
        """Hand on samples; return the sinks that failed now."""
        if not self._wants_samples:
            return []
        return self._each(lambda sink: sink.on_samples(samples))

    def metrics(self, metrics: LiveMetrics) -> list[SinkFailure]:
        """Hand on metrics; return the sinks that failed now."""
        return self._each(lambda sink: sink.on_metrics(metrics))

    def event(self, event: Event) -> list[SinkFailure]:
        """Hand on an event; return the sinks that failed now."""
        log_event(event)
        return self._each(lambda sink: sink.on_event(event))

    def state(self, state: SessionState) -> list[SinkFailure]:
        """Hand on a state; return the sinks that failed now."""
        return self._each(lambda sink: sink.on_state(state))

    def _each(self, call: Callable[[StreamSink], None]) -> list[SinkFailure]:
        failed: list[SinkFailure] = []
        if not self._sinks:
            return failed
        with self._lock:
            for sink in self._sinks:
                try:
                    call(sink)
                except Exception as error:  # noqa: BLE001 - a viewer must not stop the recording
                    _log.exception("the listener %s has failed", type(sink).__name__)
                    # A new tuple, because the loop still goes over the old one.
                    self._sinks = tuple(one for one in self._sinks if one is not sink)
                    failed.append(SinkFailure(type(sink).__name__, error))
            if failed:
                self.failures += failed
        return failed
