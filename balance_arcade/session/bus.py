"""The bus of a session: events, state and samples to the recording and to every listener.

Whatever happens comes here once, is written down first and heard by all listeners after that, in
one order for all of them. The bus decides nothing: what should be done travels as a request
(`balance_arcade.session.requests`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.events import Event, Scalar, SessionState
from balance_arcade.core.inputs import SessionInput
from balance_arcade.core.samples import CopSample, ForceSample, LiveMetrics
from balance_arcade.core.source import StreamSink
from balance_arcade.session.listeners import Listeners, SinkFailure
from balance_arcade.session.pipeline import Output
from balance_arcade.session.recorder import Item
from balance_arcade.session.recording_switch import RecordingSwitch


class Bus:
    """Hands on what happens; callable from any thread.

    Parameters
    ----------
    info : BoardInfo
        The board that all of it is about; every listener is told first.
    recording : RecordingSwitch
        Written to before anybody hears anything.
    sinks : sequence of StreamSink
        Listeners. They only enqueue; one that raises is let go and named in an event
        (``stream.sink_failed``).
    now_s : callable
        Time of the newest sample on the board's clock, for events of the bus itself.

    Attributes
    ----------
    lock : RLock
        Held while something is handed on. Whoever must do two things as one (write the samples,
        then hand on what follows from them) holds it around both.
    """

    def __init__(
        self,
        info: BoardInfo,
        recording: RecordingSwitch,
        sinks: Sequence[StreamSink],
        *,
        now_s: Callable[[], float],
    ) -> None:
        self._recording = recording
        self._listeners = Listeners(sinks)
        self._now_s = now_s
        # Re-entrant: a listener, or the bus itself, may tell an event while another one is handed
        # on.
        self.lock = threading.RLock()
        self._name_failed(self._listeners.info(info))

    @property
    def sink_failures(self) -> tuple[SinkFailure, ...]:
        """Listeners that raised and were let go."""
        return tuple(self._listeners.failures)

    @property
    def wants_metrics(self) -> bool:
        """Whether a listener wants to hear of windows."""
        return self._listeners.wants_metrics

    def record_raw(self, samples: Sequence[ForceSample]) -> None:
        """Write raw samples into the recording, before anything is computed from them."""
        with self.lock:
            self._record(samples)

    def hand_on(self, output: Output) -> Sequence[CopSample]:
        """Hand on one output of the pipeline; return the samples among it."""
        if isinstance(output, Event):
            self.emit(output)
            return ()
        with self.lock:
            if isinstance(output, LiveMetrics):
                self._name_failed(self._listeners.metrics(output))
                return ()
            self._name_failed(self._listeners.samples(output))
            return output

    def emit(self, event: Event) -> None:
        """Write an event into the recording and tell all listeners."""
        with self.lock:
            self._record(event)
            self._name_failed(self._listeners.event(event))

    def publish_state(self, state: SessionState) -> None:
        """Write the session's state into the recording and tell all listeners."""
        with self.lock:
            self._record(state)
            self._name_failed(self._listeners.state(state))

    def note(self, told: SessionInput) -> None:
        """Write what the session was told into the recording; a replay needs it, no listener."""
        with self.lock:
            self._record(told)

    def _record(self, item: Item) -> None:
        # Told to the listeners alone: the recording that would hold the event is the one that has
        # failed.
        failure = self._recording.put(item)
        if failure is not None:
            data: dict[str, Scalar] = {"file": self._recording.name, "message": str(failure)}
            event = Event(self._now_s(), "recording.failed", data)
            self._name_failed(self._listeners.event(event))

    def _name_failed(self, failures: list[SinkFailure]) -> None:
        for failure in failures:
            data: dict[str, Scalar] = {"sink": failure.name, "error": repr(failure.error)}
            # Ends: each failure takes a listener away, and the last event has nobody left to fail.
            self.emit(Event(self._now_s(), "stream.sink_failed", data))
