"""What somebody asked for who wants the records on the station; imports nothing heavy."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from balance_arcade.session.programme import Programme

if TYPE_CHECKING:
    from balance_arcade.records.clinic.identities import Identities


@dataclasses.dataclass(frozen=True)
class ClinicPlan:
    """Where the records are.

    Attributes
    ----------
    address : str or Path
        As of `balance_arcade.records.clinic.database.Database`.
    folder : Path
        Below which recordings lie.
    check_programme : callable
        Reads the file of a training programme, or raises a ``ConfigError`` that names the line.
    identities : Identities, optional
        Who is behind each pseudonym, unlocked; without them pseudonyms alone are shown.
    left_out : tuple of str
        Which files of the clinic's own tests are not known, each with what is wrong with it.
    centre : callable, optional
        Gives the address of the centre that the records are sent to; it may hold a password.
    """

    address: str | Path
    folder: Path
    check_programme: Callable[[str], Programme]
    identities: Identities | None = None
    left_out: tuple[str, ...] = ()
    centre: Callable[[], str] | None = None
