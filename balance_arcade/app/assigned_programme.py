"""The training programme that the clinic's records assign to a person."""

from __future__ import annotations

from pathlib import Path

from balance_arcade.app.programme_file import ProgrammeFile, parse_programme
from balance_arcade.app.records_feed import RecordsSwitch
from balance_arcade.core.errors import RecordsError


def assigned_programme(switch: RecordsSwitch | None, person: str) -> ProgrammeFile | None:
    """Look up what somebody trains by now.

    Parameters
    ----------
    switch : RecordsSwitch or None
        Which records, and whom to tell that they cannot be read: play goes on without them.
    person : str
        Pseudonym; empty for nobody.

    Returns
    -------
    ProgrammeFile or None
        The version that was assigned. None where nothing is, or nobody is known so.

    Raises
    ------
    ConfigError
        What was assigned cannot be played here: a game of it is not installed, for example.
    """
    if switch is None or not person:
        return None
    address = switch.address
    # Looking must not make a database: the first recording does.
    if isinstance(address, Path) and not address.exists():
        return None
    from balance_arcade.records.clinic.database import Database
    from balance_arcade.records.clinic.programmes import assigned, programme_text

    try:
        with Database(address) as database:
            rows = assigned(database, person)
            if not rows or rows[0].until is not None:
                return None
            name, version = rows[0].name, rows[0].version
            text = programme_text(database, name, version)
    except RecordsError as error:
        switch.say(f"{error} What is assigned there is not known: name it with --programme FILE.")
        return None
    found = parse_programme(text, f"{name}, version {version} of the records")
    switch.say(f"Assigned in the records: {name}, version {version}.")
    return found
