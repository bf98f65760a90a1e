"""Where the centre of a clinic network is: said by a file or the environment, never by a word.

Words of a command line are read by everybody on the computer and stand in the shell's history; an
address may hold a password.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from balance_arcade.core.errors import ConfigError

CENTRE_ENVIRONMENT: Final = "BALANCE_ARCADE_CENTRE"
"""Address of the centre, where no file is named."""

_EVERYBODY: Final = stat.S_IRWXG | stat.S_IRWXO


def centre_address(file: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """Find the address of the centre.

    Parameters
    ----------
    file : str or None
        Its first line that is not empty and begins with no ``#`` is the address.
    environment : mapping
        Of the process; without a file its ``BALANCE_ARCADE_CENTRE`` counts.

    Returns
    -------
    str
        As `balance_arcade.records.clinic.database.Database` takes it.

    Raises
    ------
    ConfigError
        There is none, the file cannot be read, or others on this computer can read it.
    """
    if file is None:
        address = environment.get(CENTRE_ENVIRONMENT, "").strip()
        if not address:
            raise ConfigError(
                "No centre is named.",
                hint=f"Set {CENTRE_ENVIRONMENT}, or name a file that holds its address: --centre"
                " FILE.",
            )
        return address
    if "://" in file:
        raise ConfigError(
            "The address of the centre does not belong on the command line, which others can read.",
            hint=f"Write it into a file (--centre FILE), or set {CENTRE_ENVIRONMENT}.",
        )
    return _first_line(Path(file))


def _first_line(path: Path) -> str:
    try:
        lines = path.read_text("utf-8").splitlines()
        mode = path.stat().st_mode
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The file {path.name} with the centre's address cannot be read.") from (
            error
        )
    if os.name == "posix" and mode & _EVERYBODY:
        raise ConfigError(
            f"Others on this computer can read {path.name}, which may hold a password.",
            hint=f"chmod 600 {path.name}",
        )
    said = (line.strip() for line in lines)
    found = next((line for line in said if line and not line.startswith("#")), "")
    if not found:
        raise ConfigError(f"There is no address in {path.name}.")
    return found
