"""How long, and how many touches, it takes from the start to the first trial that is scored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from balance_arcade.core.clock import PROGRAM_BEGAN_NS, Clock, MonotonicClock
from balance_arcade.core.events import Event
from balance_arcade.core.source import NullSink
from balance_arcade.session.front_button import GIVER

FIRST_TRIAL: Final = "session.first_trial"
"""Event: the first trial was scored; ``seconds`` since the program began, ``touches``."""

_BESIDE_THE_PATIENT: Final = frozenset({"keyboard", GIVER})
_STEERS_NOTHING: Final = frozenset({"mark", "undo", "person"})


class FirstTrialWatch(NullSink):
    """A `StreamSink` that tells once how long it took to begin.

    A touch is an order of a station that was accepted: what somebody has to press before a person
    plays. Keys and buttons beside the patient are none, and neither are marks.

    Parameters
    ----------
    emit : callable
        Takes the event.
    began_ns : int
        When the program began, on the clock.
    clock : Clock, optional
        Monotonic.

    Examples
    --------
    >>> from balance_arcade.core.clock import ManualClock
    >>> clock = ManualClock()
    >>> watch = FirstTrialWatch(print, began_ns=0, clock=clock)
    >>> said = {"name": "start", "answer": "accepted", "by": "tablet"}
    >>> watch.on_event(Event(1.0, "session.command", said))
    >>> clock.sleep(41.0)
    >>> watch.on_event(Event(30.0, "game.trial_end", {"success": True}))  # doctest: +ELLIPSIS
    Event(t_s=30.0, kind='session.first_trial', data={'seconds': 41.0, 'touches': 1})
    >>> watch.on_event(Event(33.0, "game.trial_end", {"success": True}))
    """

    def __init__(
        self,
        emit: Callable[[Event], object],
        *,
        began_ns: int = PROGRAM_BEGAN_NS,
        clock: Clock | None = None,
    ) -> None:
        self._emit, self._began_ns = emit, began_ns
        self._clock = clock or MonotonicClock()
        self._touches = 0
        self._told = False

    def on_event(self, event: Event) -> None:
        """Count an order, or tell of the first trial."""
        if self._told:
            return
        data = event.data
        if event.kind == "session.command" and data.get("answer") == "accepted":
            by_station = data.get("by") not in _BESIDE_THE_PATIENT
            self._touches += by_station and data.get("name") not in _STEERS_NOTHING
        elif event.kind == "game.trial_end":
            self._told = True
            seconds = round((self._clock.now_ns() - self._began_ns) / 1e9, 1)
            told = {"seconds": seconds, "touches": self._touches}
            self._emit(Event(event.t_s, FIRST_TRIAL, {**told}))


def first_trial_words(event: Event) -> str:
    """Say it for the summary.

    Examples
    --------
    >>> first_trial_words(Event(30.0, FIRST_TRIAL, {"seconds": 41.0, "touches": 1}))
    'The first trial was scored 41 s after the start of the program, with 1 touch of a station.'
    """
    touches = event.data.get("touches", 0)
    word = "touch" if touches == 1 else "touches"
    seconds = float(str(event.data.get("seconds", "nan")))
    return (
        f"The first trial was scored {seconds:.0f} s after the start of the program,"
        f" with {touches} {word} of a station."
    )
