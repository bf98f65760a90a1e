"""Which orders make no sense in which phase of a session.

One table for whoever carries orders out and for whoever draws their buttons. An order that is not
refused here may still be refused by what happens on the board (nobody stands there, it is silent),
and then its answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

from balance_arcade.core.events import CommandName, Phase, Scalar

Stage = Phase | Literal["", "serving"]
"""A phase of a session; ``""`` where there is none, ``serving`` where there is none and a station
may begin one."""

_BUSY = "the session is under way already"
_OVER = "the session has ended"
_NO_SESSION = "the session has not begun or is over"
_NOTHING_PLAYED = "nothing is being played"
_NOT_PAUSED = "it is not paused"
_NO_GAME = "no game is under way"
_NO_SPOTTER = "no activity waits for a spotter"
_NO_REST = "no rest can be taken now"
_NOT_PLAYED = "no game has just been played, and none is under way"
_NOT_SKIPPED = "no game is under way or about to begin"
_OWN_ZERO = "a session is under way and takes its own zero"

_OWN_FILES = "a session is under way and has recordings of its own"

_UNDER_WAY: Final = tuple(phase for phase in Phase if phase is not Phase.ENDED)
_AT_ANY_TIME: Final = frozenset({"mark", "undo", "person"})
_GAME_ORDERS: Final = ("easier", "harder", "feedback")


def _start() -> dict[Stage, str]:
    busy: dict[Stage, str] = dict.fromkeys(_UNDER_WAY, _BUSY)
    busy |= {
        Phase.PAUSED: "it is paused; resume it",
        Phase.RESULT: "the result is shown; go to the next",
    }
    # These two wait for somebody, and `start` ends the wait.
    del busy[Phase.INSTRUCT], busy[Phase.REST]
    return busy


def _game_orders() -> dict[Stage, str]:
    # A game that was begun can be changed while its player steps on again; before the first there
    # is none, and the answer says so.
    return dict.fromkeys((Phase.SELF_CHECK, Phase.ZERO), _NO_GAME)


def _build() -> dict[CommandName, MappingProxyType[Stage, str]]:
    pausable = {Phase.LIMITS, Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY, Phase.PAUSED}
    resumable = {Phase.PAUSED, Phase.REST}
    restable = {Phase.PLAY, Phase.REST}
    repeatable = {Phase.PLAY, Phase.PAUSED, Phase.RESULT, Phase.REST}
    skippable = {Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY, Phase.PAUSED}
    table: dict[CommandName, dict[Stage, str]] = {
        "start": _start(),
        "pause": dict.fromkeys((p for p in _UNDER_WAY if p not in pausable), _NOTHING_PLAYED),
        "resume": dict.fromkeys((p for p in _UNDER_WAY if p not in resumable), _NOT_PAUSED),
        "next": {
            Phase.SELF_CHECK: "the board is being checked",
            Phase.STEP_ON: "nobody is on the board",
            Phase.CENTRE: "the centre is being measured",
            Phase.COUNTDOWN: "play is about to begin",
        },
        "confirm": dict.fromkeys((p for p in _UNDER_WAY if p is not Phase.INSTRUCT), _NO_SPOTTER),
        "rest": dict.fromkeys((p for p in _UNDER_WAY if p not in restable), _NO_REST),
        "repeat": dict.fromkeys((p for p in _UNDER_WAY if p not in repeatable), _NOT_PLAYED),
        "skip": dict.fromkeys((p for p in _UNDER_WAY if p not in skippable), _NOT_SKIPPED),
        "tare": dict.fromkeys(Phase, _OWN_ZERO),
        "record": dict.fromkeys(Phase, _OWN_FILES),
        "mark": {},
        "undo": {},
        "person": {},
        "set": {},
        "stop": {},
    }
    for name in _GAME_ORDERS:
        table[name] = _game_orders()
    for name in get_args(CommandName):
        row = table.setdefault(name, {})
        # Nothing may ever speak against stopping.
        if name == "stop":
            continue
        row[""] = _NO_SESSION
        if name not in _AT_ANY_TIME | {"tare", "record"}:
            row[Phase.ENDED] = _OVER
        if name not in _AT_ANY_TIME | {"tare", "start", "record"}:
            row["serving"] = _NO_GAME
    return {name: MappingProxyType(row) for name, row in table.items()}


REFUSALS: Final = MappingProxyType(_build())
"""Why an order is refused, by order and stage; what is not here is not refused. Never ``stop``."""


def why_refused(order: str, stage: Stage) -> str:
    """Say why an order is refused in a phase, or without a session.

    Parameters
    ----------
    order : str
        A `CommandName`; one that is none is not refused here.
    stage : Stage
        Phase of the session; ``""`` or ``"serving"`` where there is none.

    Returns
    -------
    str
        A clause for people; empty where nothing speaks against it.

    Examples
    --------
    >>> why_refused("pause", Phase.REST)
    'nothing is being played'
    >>> why_refused("stop", Phase.SELF_CHECK), why_refused("start", "serving")
    ('', '')
    """
    return REFUSALS.get(order, {}).get(stage, "")  # type: ignore[call-overload, no-any-return]


_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")


def refused_record(args: Mapping[str, Scalar]) -> str:
    """Say why the details of ``record`` are none; empty where nothing speaks against them.

    Parameters
    ----------
    args : mapping
        ``label`` (text) names what is recorded from now on; ``on`` false ends the recording.

    Examples
    --------
    >>> refused_record({"label": "eyes closed"}), refused_record({"on": False})
    ('', '')
    >>> refused_record({"label": "../x"})
    'label has to be 1 to 40 letters, digits, spaces, hyphens and underscores'
    """
    if unknown := sorted(set(args) - {"label", "on"}):
        return f"record knows no {unknown[0][:40]!r}"
    if not isinstance(args.get("on", True), bool):
        return "on has to be true or false"
    label = args.get("label", "recording")
    if not isinstance(label, str) or not _LABEL.fullmatch(label):
        return "label has to be 1 to 40 letters, digits, spaces, hyphens and underscores"
    return ""
