"""Feedback as a stated schedule: when a person sees or hears where they are.

| schedule | the person's marker |
| --- | --- |
| ``always`` (``full``) | always seen |
| ``two-of-three`` (``faded``) | hidden on one trial in three after familiarisation |
| ``results-only`` | hidden but for a second after each trial |
| ``hidden`` | hidden after the three easy trials |
| ``sound``, ``sound-discrete`` | as hidden; nearness is heard as pulses, or arrival as one tone |
| ``delayed`` | seen where the person was half a second ago; seated only |

Two of three: doi:10.3390/s24051404; why not always: doi:10.1186/s12984-017-0316-0.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from balance_arcade.core.events import Scalar
from balance_arcade.games.contract import STEPS_PER_S, ControlInput, Feedback

OLD_NAMES: Final[dict[str, Feedback]] = {"always": "full", "two-of-three": "faded"}
"""Schedules that games know by an older word."""

SCHEDULES: Final = (
    "faded",
    "full",
    "always",
    "two-of-three",
    "results-only",
    "hidden",
    "sound",
    "sound-discrete",
    "delayed",
)
"""All words that are taken, the usual one first."""

DELAY_S: Final = 0.5
RESULT_SHOWN_STEPS: Final = STEPS_PER_S
_UNSEEN: Final = frozenset({"results-only", "hidden", "sound", "sound-discrete"})


def as_games_know(word: str) -> str:
    """Word of a schedule as models and recordings have it.

    Examples
    --------
    >>> as_games_know("two-of-three"), as_games_know("hidden")
    ('faded', 'hidden')
    """
    return OLD_NAMES.get(word, word)


def schedule_of(feedback: str) -> str:
    """Name of a schedule as it is stated.

    Examples
    --------
    >>> schedule_of("faded"), schedule_of("hidden")
    ('two-of-three', 'hidden')
    """
    return next((new for new, old in OLD_NAMES.items() if old == feedback), feedback)


def is_marker_seen(feedback: str, n_easy_left: int, steps_since_trial: float) -> bool:
    """Whether a schedule shows the marker now; what a game fades by itself comes beside.

    Parameters
    ----------
    feedback : str
        The schedule.
    n_easy_left : int
        Easy trials that are still to come: in them the marker is always seen.
    steps_since_trial : float
        Model steps since the last trial ended.

    Examples
    --------
    >>> is_marker_seen("hidden", 1, 999.0), is_marker_seen("hidden", 0, 999.0)
    (True, False)
    """
    if feedback not in _UNSEEN or n_easy_left > 0:
        return True
    return feedback == "results-only" and steps_since_trial < RESULT_SHOWN_STEPS


class DelayLine:
    """Holds the person's place back for `DELAY_S`, and measures by how much it did.

    Attributes
    ----------
    shown : ControlInput
        What is shown now.
    worst_error_s : float
        Largest difference of a delay from what it should be, since the line was filled.

    Examples
    --------
    >>> line = DelayLine(ControlInput(0.0, 0.0, 0.0))
    >>> for k in range(101):
    ...     line.push(ControlInput(k / 100, k / 100, 0.0))
    >>> round(line.shown.x, 2), line.worst_error_s < 0.011
    (0.5, True)
    """

    def __init__(self, first: ControlInput) -> None:
        self.shown = first
        self.worst_error_s = 0.0
        self._held: deque[ControlInput] = deque()

    def push(self, control: ControlInput) -> None:
        """Take the newest place; the one of half a second ago is shown."""
        self._held.append(control)
        due_s = control.t_s - DELAY_S
        while self._held and self._held[0].t_s <= due_s + 1e-9:
            self.shown = self._held.popleft()
            error_s = abs(control.t_s - self.shown.t_s - DELAY_S)
            # Of several that are due at once only the last is shown.
            if not self._held or self._held[0].t_s > due_s + 1e-9:
                self.worst_error_s = max(error_s, self.worst_error_s)


def feedback_facts(feedback: str, line: DelayLine | None) -> dict[str, Scalar]:
    """State a schedule, its delay, and by how much that was missed at most, for the recording.

    Examples
    --------
    >>> feedback_facts("faded", None)
    {'schedule': 'two-of-three', 'delay_ms': 0.0}
    """
    facts: dict[str, Scalar] = {"schedule": schedule_of(feedback), "delay_ms": 0.0}
    if line is not None:
        facts["delay_ms"] = 1000.0 * DELAY_S
        facts["delay_error_ms"] = round(1000.0 * line.worst_error_s, 1)
    return facts
