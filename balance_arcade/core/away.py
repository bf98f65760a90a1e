"""A board that is away and waited for, and a board with a button: what a session asks of boards.

Both are optional: a board that knows nothing of it is silent until it counts as lost.
"""

from __future__ import annotations

from typing import Final, Protocol, runtime_checkable

import msgspec

FRONT_BUTTON: Final = "front-button"
SYNC_BUTTON: Final = "sync-button"
CABLE: Final = "cable"
SUPPLY: Final = "supply"


class Away(msgspec.Struct, frozen=True):
    """A board that is away, for as long as it is waited for.

    Attributes
    ----------
    why : str
        What is known, as a sentence without a number, so that it stays the same while it lasts.
    remedy : str
        What a person can do: ``front-button``, ``sync-button`` (the red one in the battery bay),
        ``cable``, ``supply`` (look at supply and cable); empty, or another word, where nothing is
        known that helps.
    left_s : float
        Seconds until it counts as lost.
    others : tuple of str
        Other boards that have come instead, for people; none of them is used.

    Examples
    --------
    >>> Away("The board is disconnected.", CABLE, 27.5).others
    ()
    """

    why: str
    remedy: str
    left_s: float
    others: tuple[str, ...] = ()


@runtime_checkable
class Returning(Protocol):
    """A board that looks for itself when it is lost, until it counts as gone."""

    @property
    def away(self) -> Away | None:
        """What is known while it is away; None from the sample on with which it is back."""
        ...


@runtime_checkable
class FrontButton(Protocol):
    """A board with a button that a person can press while it is in use."""

    @property
    def n_button_presses(self) -> int:
        """How often it was pressed since the board was opened; never fewer than before."""
        ...


class BoardNews(Protocol):
    """What a source of samples tells of its board beside them."""

    @property
    def away(self) -> Away | None:
        """What is known of a board that is away; None while it is there."""
        ...

    @property
    def n_button_presses(self) -> int:
        """How often the board's button was pressed; 0 where it has none."""
        ...


@runtime_checkable
class SwitchedOff(Protocol):
    """A board that was to be switched off when it was closed."""

    @property
    def off_words(self) -> str:
        """What came of it, in sentences; empty where nobody wanted it, and while it is open."""
        ...
