"""What the records answer with: a session in a list, and something that `verify` found."""

from __future__ import annotations

import datetime as dt

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """Something that `balance_arcade.records.clinic.keeping.Records.verify` found.

    Attributes
    ----------
    subject : str
        File or row.
    why : str
        What is wrong, as a sentence.
    """

    subject: str
    why: str


class SessionRow(msgspec.Struct, frozen=True):
    """A session in a list.

    Attributes
    ----------
    id : str
        Of the session.
    began : datetime
        In UTC.
    origin, board : str
        Where its samples came from.
    n_trials : int
        Recordings.
    notes : tuple of str
        Those that are not hidden.
    """

    id: str
    began: dt.datetime
    origin: str
    board: str
    n_trials: int
    notes: tuple[str, ...]
