"""Files that a command is asked to write, checked before a long piece of work begins."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from balance_arcade.core.errors import ConfigError


def out_file(name: str, flag: str, *, inputs: Iterable[str | os.PathLike[str]]) -> Path:
    """Check where an output is to be written.

    Parameters
    ----------
    name : str
        As it was typed.
    flag : str
        The option it was typed behind, dashes included.
    inputs : iterable of str or path-like
        Files that are read.

    Returns
    -------
    Path

    Raises
    ------
    ConfigError
        It is one of the inputs, a folder, a device or a pipe, or its folder is not there or closed
        to us.

    Examples
    --------
    >>> out_file("nowhere/rows.csv", "--csv", inputs=[])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    balance_arcade.core.errors.ConfigError: --csv nowhere/rows.csv: there is no folder nowhere. ...
    """
    path = Path(name)
    if path.is_dir():
        raise ConfigError(f"{flag} {name} is a folder.", hint="Name a file in it.")
    if path.exists() and not path.is_file():
        # A rename would put a table in place of the device: of /dev/null for the whole machine.
        raise ConfigError(f"{flag} {name} is a device or a pipe.", hint="Name a file.")
    if not path.parent.is_dir():
        raise ConfigError(
            f"{flag} {name}: there is no folder {path.parent}.", hint="Make it, or name another."
        )
    if not os.access(path.parent, os.W_OK):
        raise ConfigError(
            f"{flag} {name}: nothing can be written into {path.parent}.",
            hint="Name another folder.",
        )
    if path.exists() and any(_same(path, read) for read in inputs):
        raise ConfigError(
            f"{flag} {name} would overwrite a file that is read.", hint="Name another file."
        )
    return path


def _same(path: Path, other: str | os.PathLike[str]) -> bool:
    try:
        return os.path.samefile(path, other)
    except (OSError, ValueError):
        # One that is not there is no file that could be lost.
        return False
