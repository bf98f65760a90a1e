"""What a session has to say since it was last asked: events that tell, requests that ask."""

from __future__ import annotations

from collections import deque

from balance_arcade.core.events import Event, Phase, Scalar
from balance_arcade.session.requests import (
    CALIBRATION_LABEL,
    BeginRecording,
    EndRecording,
    Request,
)

MAX_EVENTS = 4096
"""Events that wait to be drained. Full: the oldest makes room."""

MAX_REQUESTS = 64
"""Requests that wait to be drained; a session of a hundred games makes fewer between two drains."""

_TRIALS = frozenset({Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY})


class Outbox:
    """Keeps events and requests apart, each in its order, until they are drained.

    Attributes
    ----------
    events : deque of Event
        Not drained yet, oldest first.
    requests : deque of Request
        Not drained yet, oldest first.

    Notes
    -----
    It begins with the request for the recording that holds everything before the first game.
    """

    def __init__(self) -> None:
        # The bound is for a host that does not drain.
        self.events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self.requests: deque[Request] = deque(maxlen=MAX_REQUESTS)
        self.requests.append(BeginRecording(CALIBRATION_LABEL))
        self._label = CALIBRATION_LABEL

    def tell(self, t_s: float, kind: str, data: dict[str, Scalar]) -> None:
        """Tell that something happened."""
        self.events.append(Event(t_s, kind, data))

    def ask(self, request: Request) -> None:
        """Ask for something to be done."""
        self.requests.append(request)

    def ask_for_recording(self, phase: Phase, label: str) -> None:
        """One recording an activity: a new one when it is introduced, none after the end."""
        if phase is Phase.ENDED:
            self.ask(EndRecording())
        # A pause leads back through 3-2-1 into the same trial, which stays one file.
        elif phase in _TRIALS and label != self._label:
            self._label = label
            self.ask(BeginRecording(label))

    def drain_events(self) -> list[Event]:
        """Return the events since the last call, oldest first."""
        if not self.events:
            return []
        events = list(self.events)
        self.events.clear()
        return events

    def drain_requests(self) -> list[Request]:
        """Return the requests since the last call, oldest first."""
        if not self.requests:
            return []
        requests = list(self.requests)
        self.requests.clear()
        return requests
