"""Who can reach a publisher, as words for the start of a command."""

from __future__ import annotations

from balance_arcade.server.keys.access import BoardAccess


def who_is_let_in(access: BoardAccess | None) -> str:
    """Say in a few words who is let in.

    Parameters
    ----------
    access : BoardAccess or None
        Keys that are demanded, if any are.

    Examples
    --------
    >>> who_is_let_in(None)
    'open to programs on this computer, and to nobody else'
    """
    if access is None:
        return "open to programs on this computer, and to nobody else"
    paired = len(access.allowed)
    stations = "1 station" if paired == 1 else f"{paired} stations"
    return f"by key, {stations} paired; this computer is {access.pair.fingerprint}"
