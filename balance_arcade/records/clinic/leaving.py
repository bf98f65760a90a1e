"""What leaves the records: a backup of all, and everything of one person."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import inspect

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.assessed import RESULT_SUFFIX
from balance_arcade.records.clinic.keeping import Records, numbered
from balance_arcade.records.clinic.programmes import assigned
from balance_arcade.records.clinic.tables import Base, Session
from balance_arcade.records.person_files import PEOPLE, person_file_name


def back_up(records: Records, file: Path) -> None:
    """Copy the database while it is in use; the recordings are ordinary files beside it.

    Parameters
    ----------
    records : Records
        In SQLite.
    file : Path
        To be; never overwritten.

    Raises
    ------
    RecordsError
        It is there already, cannot be written, or the records are on a server.
    """
    source = records.database.file
    if source is None:
        raise RecordsError(
            "Records on a server are backed up by its own tools.", hint="Use pg_dump."
        )
    if file.exists():
        raise RecordsError(f"{file.name} is there already.", hint="Name a file that is not.")
    part = file.with_name(file.name + ".part")
    try:
        # SQLite's own copy: a plain one of a database in use may be torn.
        with sqlite3.connect(source) as old, sqlite3.connect(part) as new:
            old.backup(new)
        new.close()
        old.close()
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise RecordsError(f"The backup cannot be written: {error}.") from error


def restore(backup: Path, file: Path) -> None:
    """Put a backup in place of a database that is not there (any more).

    Raises
    ------
    RecordsError
        There is a database already, or the backup is none or damaged.
    """
    if file.exists():
        raise RecordsError(
            f"{file.name} is there already.", hint="Move it away first; nothing is overwritten."
        )
    if not backup.is_file():
        raise RecordsError(f"There is no backup {backup.name}.")
    part = file.with_name(file.name + ".part")
    try:
        shutil.copyfile(backup, part)
        looked = sqlite3.connect(part)
        try:
            whole = looked.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        finally:
            looked.close()
        if not whole:
            raise RecordsError(f"The backup {backup.name} is damaged.")
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        raise RecordsError(f"The backup {backup.name} cannot be restored: {error}.") from error
    finally:
        part.unlink(missing_ok=True)


def export_person(records: Records, pseudonym: str, file: Path) -> int:
    """Write everything of a person into one ZIP: rows as JSON, files as they are.

    What is known of the person, programmes of theirs, results of tests beside the recordings, and
    what is kept for the next session go along; the name does not, which only its passphrase opens.
    A recording that a station keeps is named with its station.

    The audit log says that it was asked for, also where the file cannot be written then.

    Parameters
    ----------
    records : Records
        Open.
    pseudonym : str
        Of the person.
    file : Path
        To be; never overwritten.

    Returns
    -------
    int
        How many recordings.

    Raises
    ------
    RecordsError
        There is no such person, the file is there, cannot be written, or a recording is missing.
    """
    if file.exists():
        raise RecordsError(f"{file.name} is there already.", hint="Name a file that is not.")
    with records.database.write() as work:
        person = records.known_person(work, pseudonym)
        rows = [_session_rows(one) for one in person.sessions]
        who = _columns(person)
        trials = [trial for one in person.sessions for trial in one.trials]
        files = [trial.file for trial in trials if not trial.place]
        records.audit(work, "person.exported", numbered(person), detail=f"{len(files)} recordings")
    programmes = assigned(records.database, pseudonym)
    missing = [name for name in files if not (records.folder / name).is_file()]
    if missing:
        raise RecordsError(
            f"{len(missing)} recordings are missing, {missing[0]} among them.",
            hint="`records verify` lists them.",
        )
    part = file.with_name(file.name + ".part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            text = msgspec.json.format(msgspec.json.encode(rows))
            archive.writestr("records.json", text)
            archive.writestr("person.json", msgspec.json.format(msgspec.json.encode(who)))
            if programmes:
                archive.writestr("programmes.json", msgspec.json.encode(programmes))
            for name in files:
                archive.write(records.folder / name, f"recordings/{name}")
            for path in _beside(records.folder, files, pseudonym):
                archive.write(path, f"beside/{path.name}")
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RecordsError(f"The export cannot be written: {error.strerror}.") from error
    return len(files)


def _beside(folder: Path, files: list[str], pseudonym: str) -> list[Path]:
    results = [(folder / name).with_suffix(RESULT_SUFFIX) for name in files]
    kept = (folder / PEOPLE).glob(f"{person_file_name(pseudonym)}*")
    return [path for path in [*results, *sorted(kept)] if path.is_file()]


def _session_rows(session: Session) -> dict[str, Any]:
    rows = _columns(session)
    rows["notes"] = [_columns(one) for one in session.notes]
    rows["trials"] = [
        _columns(trial)
        | {
            "outcomes": [_columns(one) for one in trial.outcomes],
            "events": [_columns(one) for one in trial.events],
        }
        for trial in session.trials
    ]
    return rows


def _columns(row: Base) -> dict[str, Any]:
    hidden = {"person_id", "session_id", "sent_person"}
    columns = inspect(row).mapper.column_attrs
    return {c.key: getattr(row, c.key) for c in columns if c.key not in hidden}
