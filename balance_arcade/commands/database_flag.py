"""A database named on the command line: by its address, and without a password in it.

Everybody on a computer can read the words of its programs, and the shell keeps them.
"""

from __future__ import annotations

import argparse
import re
from typing import Final
from urllib.parse import parse_qsl

_BEFORE_HOST: Final = re.compile(r"[^:]+://[^:/@]*:[^@]+@")
"""A user with a password, as SQLAlchemy reads an address."""

_SECRET: Final = frozenset({"password", "sslpassword"})


def database_word(text: str) -> str:
    """Take the address of a database from the command line.

    Parameters
    ----------
    text : str
        A file, or ``postgresql://user@host/name``.

    Raises
    ------
    argparse.ArgumentTypeError
        It holds a password; the message does not.

    Examples
    --------
    >>> database_word("postgresql://clinic@localhost:5432/clinic?connect_timeout=3")
    'postgresql://clinic@localhost:5432/clinic?connect_timeout=3'
    >>> database_word("postgresql://clinic:hush@localhost/clinic")
    Traceback (most recent call last):
    argparse.ArgumentTypeError: everybody on this computer can read a password here: ...
    """
    named = {name for name, _ in parse_qsl(text.partition("?")[2])}
    if "://" in text and (_BEFORE_HOST.match(text) or named & _SECRET):
        raise argparse.ArgumentTypeError(
            "everybody on this computer can read a password here: leave it out of the address and"
            " write it into ~/.pgpass, or the file that PGPASSFILE names, or a service of"
            " ~/.pg_service.conf (?service=NAME); change it if others could have read it"
        )
    return text
