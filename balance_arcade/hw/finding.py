"""The result of one check of this computer: one line of ``balance-arcade doctor``.

A board's module may hold ``diagnose() -> Sequence[Finding]``: what of its kind stands in the way
here, and what to do. `diagnose_boards` asks every module that has one.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Level = Literal["ok", "warn", "fail"]


class Finding(msgspec.Struct, frozen=True):
    """Result of one check.

    Attributes
    ----------
    name : str
        What was looked at, in two or three words: ``serial ports``, ``Wii pairing``.
    level : {"ok", "warn", "fail"}
        Nothing to do; a session runs, with something to know; it would stop a session.
    what : str
        What was found, as one sentence.
    hint : str
        What to do, as one sentence; empty where there is nothing to do.

    Examples
    --------
    >>> Finding("serial ports", "warn", "No board is connected.", "Connect one.").level
    'warn'
    """

    name: str
    level: Level
    what: str
    hint: str = ""
