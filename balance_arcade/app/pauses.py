"""Keeps for a session's summary why it paused, what was marked as adverse, what was answered."""

from __future__ import annotations

from typing import Final

import msgspec

from balance_arcade.app.first_trial import FIRST_TRIAL, first_trial_words
from balance_arcade.core.adverse import ADVERSE
from balance_arcade.core.events import Event, Phase
from balance_arcade.core.source import NullSink
from balance_arcade.reports.summary import PauseNote
from balance_arcade.session.mark_book import WITHDRAWN

MAX_PAUSES = 1000
"""Of each kind; later ones are not kept, as nobody would read them."""

_ANSWER: Final = "wellbeing.answer"


class SessionNotes(msgspec.Struct, frozen=True):
    """What a session's page says of pauses, adverse events and answers.

    Attributes
    ----------
    pauses : tuple of PauseNote
        In order.
    adverse, answers : tuple of str
        A sentence each, in order.
    first_trial : str
        How long it took to begin, in the first session of a program; empty in the others.
    """

    pauses: tuple[PauseNote, ...] = ()
    adverse: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    first_trial: str = ""


class PauseLog(NullSink):
    """A `StreamSink` that notes when play paused, for how long and why, and what else is to read.

    Examples
    --------
    >>> log = PauseLog()
    >>> log.on_event(Event(61.2, "safety.adverse_event", {"kind": "near fall", "text": "rail"}))
    >>> log.on_event(Event(90.0, "wellbeing.answer", {"scale": "pain", "value": 3, "most": 10}))
    >>> log.taken().adverse, log.taken().answers
    (('near fall at 61 s: rail',), ('pain 3 of 10 at 90 s',))
    """

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew: another session begins."""
        self._pauses: list[PauseNote] = []
        self._adverse: list[str] = []
        self._answers: list[str] = []
        self._places: dict[str, int] = {}
        self._since_s = 0.0
        self._reason = self._first_trial = ""

    def taken(self) -> SessionNotes:
        """Return what was noted so far."""
        told = tuple(self._adverse), tuple(self._answers)
        return SessionNotes(tuple(self._pauses), *told, self._first_trial)

    def on_event(self, event: Event) -> None:
        """Note the end of a pause, an adverse event, an answer."""
        data = event.data
        if event.kind == ADVERSE and len(self._adverse) < MAX_PAUSES:
            text = f": {data['text']}" if data.get("text") else ""
            self._places[str(data.get("mark"))] = len(self._adverse)
            self._adverse.append(f"{data.get('kind')} at {event.t_s:.0f} s{text}")
        elif event.kind == WITHDRAWN:
            # It was seen to be wrong; that it was marked stays to be read.
            place = self._places.pop(str(data.get("mark")), None)
            if place is not None:
                self._adverse[place] += " (withdrawn)"
        elif event.kind == _ANSWER and len(self._answers) < MAX_PAUSES:
            said = f"{data.get('scale')} {data.get('value')} of {data.get('most')}"
            self._answers.append(f"{said} at {event.t_s:.0f} s")
        elif event.kind == FIRST_TRIAL:
            self._first_trial = first_trial_words(event)
        elif event.kind == "session.phase":
            self._phase(event)

    def _phase(self, event: Event) -> None:
        if event.data.get("to") == Phase.PAUSED:
            self._since_s = event.t_s
            self._reason = str(event.data.get("reason", ""))
        elif event.data.get("from") == Phase.PAUSED and len(self._pauses) < MAX_PAUSES:
            self._pauses.append(PauseNote(self._since_s, event.t_s - self._since_s, self._reason))
