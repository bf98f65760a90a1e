"""Events, commands and the session's state, as screens, stations and files get them."""

from __future__ import annotations

import enum
import re
from typing import Literal

import msgspec

Scalar = str | int | float | bool | None


class Event(msgspec.Struct, frozen=True):
    """Something that happened at one moment of the session.

    Attributes
    ----------
    t_s : float
        Time on the board's clock.
    kind : str
        What happened, dotted: ``session.state``, ``game.target_reached``, ``board.gap``.
    data : dict
        Details; plain values only, never a person's name.
    """

    t_s: float
    kind: str
    data: dict[str, Scalar] = {}


_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9]+")

CommandName = Literal[
    "start",
    "stop",
    "pause",
    "resume",
    "next",
    "easier",
    "harder",
    "mark",
    "feedback",
    "tare",
    "set",
    "confirm",
    "rest",
    "record",
    "repeat",
    "skip",
    "undo",
    "person",
]


class Command(msgspec.Struct, frozen=True):
    """An order from a station or from the keyboard.

    Attributes
    ----------
    id : str
        Unique name, so that a repeated order is carried out once.
    name : str
        What to do.
    args : dict
        Details, for example ``{"text": "took the rail"}`` for ``mark``.
    by : str
        Which program gave it, for example ``station-3f2a`` or ``keyboard``, never a person; empty
        where that is not known. See `giver_name`.
    """

    id: str
    name: CommandName
    args: dict[str, Scalar] = {}
    by: str = ""

    def facts(self, answer: str) -> dict[str, Scalar]:
        """Return what the event ``session.command`` says of this order and its answer.

        Examples
        --------
        >>> Command("1", "pause", by="station-3f2a").facts("accepted")
        {'name': 'pause', 'answer': 'accepted', 'by': 'station-3f2a'}
        """
        facts: dict[str, Scalar] = {"name": self.name, "answer": answer}
        # What was refused may be any text; the answer says what was wrong with it.
        if self.name == "set" and answer == "accepted":
            facts |= {"setting": self.args.get("name"), "value": self.args.get("value")}
        # Left out and not empty: events of older programs have none.
        return {**facts, "by": self.by} if self.by else facts


MAX_GIVER = 32
"""Characters of the name of whoever gives an order."""


def giver_name(text: object) -> str:
    """Make a name that may stand in an event out of whatever a program calls itself.

    Parameters
    ----------
    text : object
        As it came over the wire. Anything but letters of the English alphabet, digits and hyphens
        becomes a hyphen; what is no text, or has nothing of these, is nobody.

    Returns
    -------
    str
        At most `MAX_GIVER` characters.

    Examples
    --------
    >>> giver_name("station-3f2a"), giver_name("  my <b>tool</b>"), giver_name(7)
    ('station-3f2a', 'my-b-tool-b', '')
    """
    if not isinstance(text, str):
        return ""
    # Cut first: the work stays small however long the text is.
    return _NOT_IN_A_NAME.sub("-", text[: 4 * MAX_GIVER]).strip("-")[:MAX_GIVER].rstrip("-")


Outcome = Literal["done", "stopped", "fault"]


class Phase(enum.StrEnum):
    """Where a session is; see `balance_arcade.session.machine`."""

    SELF_CHECK = "self_check"
    ZERO = "zero"
    STEP_ON = "step_on"
    SETTLE = "settle"
    CENTRE = "centre"
    LIMITS = "limits"
    INSTRUCT = "instruct"
    COUNTDOWN = "countdown"
    PLAY = "play"
    PAUSED = "paused"
    REST = "rest"
    RESULT = "result"
    ENDED = "ended"


class SessionState(msgspec.Struct, frozen=True):
    """State of a session that everybody sees. A newer revision replaces an older one.

    Attributes
    ----------
    rev : int
        Counts up with every change.
    t_s : float
        Time on the board's clock.
    phase : Phase
        Where the session is.
    prompt : str
        The one sentence on the patient's screen.
    reason : str
        Why it is paused or ended; empty otherwise.
    activity, title : str
        Name (``star-reach``) and title (``Star Reach``) of the game; empty before there is one.
    activity_index, n_activities : int
        Which of how many.
    time_left_s : float
        Of the phase; NaN where it has no end of its own.
    score : float
        Net good hits over trials, 0 to 1.
    stars : int
        0 to 3.
    trials, successes : int
        In this activity.
    difficulty : float
        0 to 1.
    weight_n : float
        Session body weight; NaN before it is known.
    centre_mm : tuple of float
        (ml, ap) of quiet stance; NaN before it is known.
    limits_mm : tuple of float
        Directional limits from the centre at 0, 45 ... 315 degrees, counted clockwise from
        forward; empty before they are known.
    limits_source : str
        Where the limits come from: ``lean pass``, ``partial lean pass``, ``quiet sway``,
        ``default``; empty before.
    target_mm : tuple of float
        (ml, ap) of the game's present goal on the board; NaN where there is none.
    target_radius_mm : float
        How near counts; NaN where there is none.
    recording : str
        File name (no path) of the recording under way; empty where there is none.
    settings : dict
        What the therapist set, by name, where it is not as usual; left out where nothing is.
    outcome : {"done", "stopped", "fault"} or UNSET
        How it ended: all was done, somebody stopped it, or it could not go on. Unset, and left out
        of what is written, while it goes on.
    programme : dict or UNSET
        Where the session stands in its training programme: ``programme`` (its name), ``week`` of
        ``weeks``, ``session`` of ``sessions``, ``block`` of ``blocks``, ``set`` of ``sets``, all
        from 1, ``repetitions`` (0: only the time ends a set); ``rated`` in the last set of a block
        that is rated, ``asks_rating`` while the person is asked how hard the block was,
        ``rating`` once that is known. Unset, and left out, outside
        of a programme.
    notice : str or UNSET
        A word to the therapist that holds for the rest of the session, for example that somebody
        did not lean; not for the patient. Unset, and left out, where there is none.
    away : str or UNSET
        The board is away, and what brings it back: ``front-button``, ``sync-button``, ``cable``,
        ``supply``, ``unknown``; ``time_left_s`` is then how long it is waited for. Unset, and left
        out, while it is there.
    asks : str or UNSET
        What the session waits to be told by somebody: ``spotter`` (confirm that one is there), or
        the name of a question to the person, such as ``pain``. Unset, and left out, where nothing
        is asked.
    """

    rev: int
    t_s: float
    phase: Phase
    prompt: str = ""
    reason: str = ""
    activity: str = ""
    title: str = ""
    activity_index: int = 0
    n_activities: int = 0
    time_left_s: float = float("nan")
    score: float = 0.0
    stars: int = 0
    trials: int = 0
    successes: int = 0
    difficulty: float = 0.0
    weight_n: float = float("nan")
    centre_mm: tuple[float, float] = (float("nan"), float("nan"))
    limits_mm: tuple[float, ...] = ()
    limits_source: str = ""
    target_mm: tuple[float, float] = (float("nan"), float("nan"))
    target_radius_mm: float = float("nan")
    recording: str = ""
    settings: dict[str, Scalar] | msgspec.UnsetType = msgspec.UNSET
    outcome: Outcome | msgspec.UnsetType = msgspec.UNSET
    notice: str | msgspec.UnsetType = msgspec.UNSET
    away: str | msgspec.UnsetType = msgspec.UNSET
    asks: str | msgspec.UnsetType = msgspec.UNSET
    programme: dict[str, Scalar] | msgspec.UnsetType = msgspec.UNSET
