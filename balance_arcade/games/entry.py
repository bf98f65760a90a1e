"""What a game is to the registry: one object that says all of it and imports none of it."""

from __future__ import annotations

import re
from typing import Final

import msgspec

from balance_arcade.games.contract import GameSpec

CONTRACT: Final = 1
"""Version of what a game and the house expect of each other. It changes when a game written for
the version before could misbehave; what is only added leaves it as it is."""

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PLACE: Final = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_]\w*")
MAX_NAME: Final = 32


class GameEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One game, as an entry point of the group ``balance_arcade.games`` names it.

    Attributes
    ----------
    spec : GameSpec
        Words, rules and sounds. The entry point carries the same name.
    model : str
        ``module:class`` of the model, called with `GameOptions`; imported when the game is played.
    view : str
        ``module:class`` of the view, called with size and theme; imported when a picture is drawn,
        so that a game without a screen never imports pygame.
    contract : int
        Version of the contract that the game was written for; the house's own is `CONTRACT`.

    Examples
    --------
    >>> spec = GameSpec("pond", "Pond", "Small leans", "Lean to the leaf.", "A", False, 60.0,
    ...                 "a pond", ())
    >>> GameEntry(spec=spec, model="pond.model:Model", view="pond.view:View", contract=1).spec.title
    'Pond'
    """

    spec: GameSpec
    model: str
    view: str
    contract: int


def entry_fault(entry: object, name: str) -> str:
    """Why an object cannot be the game of a name, as a sentence; empty where it can.

    Examples
    --------
    >>> entry_fault(object(), "pond")
    'It must be a GameEntry, not object.'
    """
    if not isinstance(entry, GameEntry):
        return f"It must be a GameEntry, not {type(entry).__name__}."
    # First of all: what else is wrong may come from the other version.
    if entry.contract != CONTRACT:
        return (
            f"It was written for version {entry.contract} of the games' contract, and this program"
            f" has version {CONTRACT}."
        )
    try:
        # A Struct takes any value when it is made; only reading it anew compares the types.
        msgspec.convert(msgspec.to_builtins(entry), GameEntry)
    except (msgspec.ValidationError, TypeError, ValueError) as error:
        return f"Its entry or spec is not as it must be: {error}."
    return _name_fault(entry, name)


def _name_fault(entry: GameEntry, name: str) -> str:
    if entry.spec.name != name:
        return f"Its spec is called {entry.spec.name} and its entry point {name}."
    if len(name) > MAX_NAME or not _NAME.fullmatch(name):
        return f"Its name must be up to {MAX_NAME} small letters, digits and single hyphens."
    for place in (entry.model, entry.view):
        if not _PLACE.fullmatch(place):
            return f"Model and view must be named as 'module:class', not {place!r}."
    return ""
