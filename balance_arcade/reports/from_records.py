"""Reports from the clinic's records: which one, of whom, in which language."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

import msgspec

from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.dossier import dossier_of_person, dossier_of_session
from balance_arcade.reports.person_sheet import person_sheet
from balance_arcade.reports.research_sheet import research_sheet
from balance_arcade.reports.session_sheet import session_sheet
from balance_arcade.reports.sheet import Sheet
from balance_arcade.reports.wording import translated
from balance_arcade.session.programme import Programme

Variant = Literal["clinic", "research"]
VARIANTS: Final[tuple[Variant, ...]] = ("clinic", "research")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A report that somebody asks for.

    Attributes
    ----------
    person : str
        Pseudonym, for a report of progress; empty for one of a session.
    session : str
        Its whole id; empty for a report of progress.
    variant : {"clinic", "research"}
        One page to be filed, or everything that a computation needs to be judged.
    simulated : bool
        Progress in simulated and replayed sessions, instead of real ones.
    outcome : str
        Only outcomes whose name begins so.
    language : str
        As of `balance_arcade.core.words.known_languages`.
    """

    person: str = ""
    session: str = ""
    variant: Variant = "clinic"
    simulated: bool = False
    outcome: str = ""
    language: str = "en"


def report_sheet(
    database: Database,
    folder: Path,
    wanted: Wanted,
    *,
    title_of: Callable[[str], str] = str,
    check: Callable[[str], Programme] | None = None,
) -> Sheet:
    """Lay a report out.

    Parameters
    ----------
    database : Database
        Open.
    folder : Path
        Of the recordings.
    wanted : Wanted
        Which report.
    title_of : callable
        Gives a game's title for its name in the code.
    check : callable, optional
        Reads the text of a training programme.

    Returns
    -------
    Sheet
        In the language that was asked for.

    Raises
    ------
    RecordsError
        There is no such person or session.
    ConfigError
        There is no such language.
    """
    sheet = english_sheet(database, folder, wanted, title_of=title_of, check=check)
    return translated(sheet, wanted.language)


def english_sheet(
    database: Database,
    folder: Path,
    wanted: Wanted,
    *,
    title_of: Callable[[str], str] = str,
    check: Callable[[str], Programme] | None = None,
) -> Sheet:
    """Lay the same report out in the house's English, before it is said in any language."""
    if wanted.session:
        found = dossier_of_session(database, folder, wanted.session)
    else:
        found = dossier_of_person(
            database,
            folder,
            wanted.person,
            simulated=wanted.simulated,
            name=wanted.outcome,
            check=check,
        )
    if wanted.variant == "research":
        return research_sheet(found)
    if wanted.session:
        return session_sheet(found, title_of)
    return person_sheet(found, title_of)
