"""What reaches a session beside its samples: with the samples it can be played again from this."""

from __future__ import annotations

from typing import Any, Final

import msgspec

BEGIN: Final = "begin"
"""The session begins: what is played, its plan and settings, and how far the board was read."""

ORDER: Final = "order"
"""Somebody gave an order."""

SILENT: Final = "silent"
"""By the wall's clock the board had been silent for too long."""

AWAY: Final = "away"
"""What the board said of itself while it was away; empty once it was back."""

END: Final = "end"
"""The session was ended from outside, for example because a file was over."""

WAIT: Final = "wait"
"""A window shows the session: from now on each phase waits until it was seen."""

SEEN: Final = "seen"
"""A picture of a phase was on the screen."""

BLAME: Final = "blame"
"""The picture of a game failed, and with it the game."""

LATE: Final = "late"
"""A game did not come back in time and was broken off; how far it had come, no replay can know."""

CHECK: Final = "check"
"""Digest of every game so far, for a replay to compare."""


class SessionInput(msgspec.Struct, frozen=True):
    """Something other than a sample that a session was told.

    Attributes
    ----------
    seq : int
        Number of the last sample that the session had heard by then; -1 before the first.
    kind : str
        One of the words above.
    data : dict
        Details, plain values and tables of them; never a person's name.

    Examples
    --------
    >>> SessionInput(1200, ORDER, {"id": "k1", "name": "pause", "args": {}, "by": "keyboard"}).seq
    1200
    """

    seq: int
    kind: str
    data: dict[str, Any] = {}
