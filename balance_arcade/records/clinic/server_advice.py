"""What to do about what a PostgreSQL answers, where more can be said than to look at the server.

Who runs a station is no keeper of servers: the driver's words say what is wrong, and these what
mends it.
"""

from __future__ import annotations

from typing import Final

_DISK_FULL: Final = "53100"
"""SQLSTATE of a server that has no room left; its words are in the server's own language."""

_ROOM: Final = (
    "The disk of the server is full: make room there. Nothing of this step was kept, and the next"
    " try goes on."
)

_ADVICE: Final = (
    (
        "certificate verify failed",
        "The server's certificate is not of the authority that is asked for, or has run out:"
        " nothing was sent. Ask who runs the server for the authority's certificate, and name its"
        " file: ?sslrootcert=FILE.",
    ),
    (
        "does not match host name",
        "It may be another server than the one that is meant: nothing was sent. Name the host as"
        " its certificate does, or have a certificate made for this name.",
    ),
    (
        "root certificate file",
        "Nothing was sent. Name the file with the authority's certificate: ?sslrootcert=FILE"
        " (sslrootcert=system: those that this computer trusts).",
    ),
    (
        "server does not support SSL",
        "Nothing was sent. Whoever runs the server switches it on (ssl = on) and gives it a"
        " certificate.",
    ),
    (
        "Connection refused",
        "Nobody answers there: see whether the server is on and its address right, and try again.",
    ),
    (
        "failed to resolve host",
        "No computer of that name is known here: see whether the network is on and the address"
        " right, and try again.",
    ),
    (
        "timeout expired",
        "It does not answer: see whether the network is on and the address right, and try again.",
    ),
    (
        "password",
        "Write the password into ~/.pgpass, or the file that PGPASSFILE names, readable by its"
        " owner alone.",
    ),
)
"""Words of the client, which always speaks English, and what to do; the first that fits."""


def advice_on(fault: BaseException | None) -> str:
    """Say what to do about a fault of a PostgreSQL; empty where nothing more is known.

    Parameters
    ----------
    fault : BaseException or None
        The driver's.

    Examples
    --------
    >>> advice_on(ValueError("connection failed: SSL error: certificate verify failed"))[:45]
    "The server's certificate is not of the author"
    >>> advice_on(ValueError("something else"))
    ''
    """
    if getattr(fault, "sqlstate", None) == _DISK_FULL:
        return _ROOM
    said = str(fault)
    return next((advice for words, advice in _ADVICE if words in said), "")
