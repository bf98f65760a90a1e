"""Takes people and sessions out of the records and off the disk, so that no copy comes back unseen.

What was recorded and not added yet goes too. Hashes of the erased recordings stay, which tell
nothing of anybody: a copy that comes back, from an outbox, a backup or another station, is refused.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Work

from balance_arcade.core.errors import RecordingError, RecordsError
from balance_arcade.files.content import file_hash
from balance_arcade.files.recording import peek_header
from balance_arcade.files.recording.attached import attached_path
from balance_arcade.records.assessed import RESULT_SUFFIX
from balance_arcade.records.clinic.analyses import forget_analyses
from balance_arcade.records.clinic.audit import write_audit
from balance_arcade.records.clinic.keeping import Records, numbered
from balance_arcade.records.clinic.tables import (
    Assignment,
    Erased,
    Person,
    Removal,
    Session,
    Trial,
    Unsent,
)
from balance_arcade.records.clinic.waiting import (
    ANALYSES,
    ERASED,
    PERSON,
    PLAN,
    SESSION,
    TEXTS,
    forget_waiting,
)
from balance_arcade.records.person_files import PEOPLE, person_file_name

_PART: Final = ".part"
_SUMMARIES: Final = ("summary-*.html", "summary-*.txt")


def mark_of(pseudonym: str) -> str:
    """Give what stays of a pseudonym after its person was erased everywhere: a hash.

    Examples
    --------
    >>> mark_of("p-017")[:8]
    '4dc5add0'
    """
    return hashlib.sha256(f"balance-arcade person\0{pseudonym}".encode()).hexdigest()


def erase_person(
    records: Records, pseudonym: str, *, actor: str = "local", everywhere: bool = True
) -> int:
    """Take a person with all sessions out of the records, and all of theirs off the disk.

    The rows go first, in one transaction, then the files: recordings with their results, those that
    were not added yet, pages that sum them up, and what is kept for the next session. No row points
    to a file that is gone, and a file that was not removed, because it could not be or the program
    was killed, is removed by `finish_removals`. The audit log knows people by a number alone, and
    so keeps that one was erased, and not who.

    Parameters
    ----------
    records : Records
        Open.
    pseudonym : str
        Of the person.
    actor : str
        Who asked for it.
    everywhere : bool
        At the centre too, with the next sync. False for what a period of retention of these records
        alone asks for.

    Returns
    -------
    int
        Recordings removed.

    Raises
    ------
    RecordsError
        There is no such person, a recording of theirs is under way, or a file could not be removed.
    """
    beside = _not_added(records, pseudonym)
    with records.database.write() as work:
        person = records.known_person(work, pseudonym)
        here, hashes = take_out(work, person.sessions)
        # Again within the transaction: another program may have added one of them meanwhile.
        late = [file for file in beside if file.name not in here and file.is_file()]
        hashes |= {file_hash(file) for file in late} | (
            {mark_of(pseudonym)} if everywhere else set()
        )
        delete_person(work, person)
        row = write_audit(
            work,
            "person.erased",
            numbered(person),
            actor=actor,
            at=records.now(),
            detail=f"{len(here) + len(late)} recordings",
        )
        remember(work, hashes, records.now(), number=row.id if everywhere else None)
        gone = [*(records.folder / name for name in here), *late]
        kept = (records.folder / PEOPLE).glob(f"{person_file_name(pseudonym)}*")
        _write_down(records, work, gone, [*_with_all_of_theirs(records.folder, gone), *kept])
    finish_removals(records)
    return len(gone)


def erase_sessions(records: Records, ids: Iterable[str], *, why: str) -> int:
    """Take sessions out of the records, and their recordings off the disk, as `erase_person` does.

    Parameters
    ----------
    records : Records
        Open.
    ids : iterable of str
        Whole ids; one that is not there any more is left out.
    why : str
        Stands in the audit log.

    Returns
    -------
    int
        Recordings removed.

    Raises
    ------
    RecordsError
        A file could not be removed.
    """
    files = list[str]()
    with records.database.write() as work:
        for session in [work.get(Session, one) for one in ids]:
            if session is not None:
                here, hashes = take_out(work, [session])
                files += here
                remember(work, hashes, records.now(), number=None)
                records.audit(work, "session.erased", session.id, detail=why)
        gone = [records.folder / name for name in files]
        _write_down(records, work, gone, _with_all_of_theirs(records.folder, gone))
    finish_removals(records)
    return len(gone)


def finish_removals(records: Records) -> None:
    """Remove the files of what was erased, also those that an earlier erasing left behind.

    A file that is not there was removed, unless this is not the folder of the records at all:
    whoever opens a centre from another computer leaves it to those who have its folder.

    Raises
    ------
    RecordsError
        One cannot be removed; the others are.
    """
    with records.database.work() as work:
        rows = [(one.id, one.file) for one in work.scalars(select(Removal))]
        is_home = not rows or _is_home(records, work)
    left, done = list[str](), list[int]()
    for number, name in rows:
        try:
            (records.folder / name).unlink(missing_ok=is_home)
            done.append(number)
        except FileNotFoundError:
            continue
        except OSError:
            left.append(Path(name).name)
    if done:
        with records.database.write() as work:
            work.execute(delete(Removal).where(Removal.id.in_(done)))
    if left:
        raise RecordsError(
            f"{len(left)} files could not be removed, {left[0]} among them.",
            hint="They are out of the records; remove them by hand.",
        )


def _is_home(records: Records, work: Work) -> bool:
    """Whether a recording that the records keep lies in this folder, if they keep any."""
    newest = select(Trial.file).where(Trial.place == "").order_by(Trial.id.desc()).limit(20)
    files = list(work.scalars(newest))
    return not files or any((records.folder / name).is_file() for name in files)


def _write_down(
    records: Records, work: Work, recordings: Iterable[Path], others: Iterable[Path]
) -> None:
    # Recordings also where they are not seen: they may lie in the folder of another computer.
    files = dict.fromkeys([*recordings, *(file for file in others if file.exists())])
    work.add_all(Removal(file=file.relative_to(records.folder).as_posix()) for file in files)


def delete_person(work: Work, person: Person) -> None:
    """Delete the row of somebody whose sessions are taken out already."""
    forget_waiting(work, str(person.id), PERSON, PLAN)
    work.execute(delete(Assignment).where(Assignment.person_id == person.id))
    work.delete(person)


def take_out(work: Work, sessions: Iterable[Session]) -> tuple[list[str], set[str]]:
    """Delete rows; returns the names of the files that are kept here, and the hashes of all."""
    here, hashes = list[str](), set[str]()
    for session in list(sessions):
        here += [trial.file for trial in session.trials if not trial.place]
        hashes |= {trial.sha256 for trial in session.trials}
        forget_waiting(work, session.id, SESSION, ANALYSES, TEXTS)
        work.delete(session)
    return here, hashes


def remember(work: Work, hashes: Iterable[str], at: dt.datetime, *, number: int | None) -> None:
    """Keep the hashes of what was erased, within the transaction that erases it.

    Parameters
    ----------
    work : sqlalchemy.orm.Session
        Under way.
    hashes : iterable of str
        Of recordings, and of pseudonyms (`mark_of`).
    at : datetime
        When, with its zone.
    number : int or None
        Row of the audit log, where it is to be erased at the centre too; None where not.
    """
    for sha256 in sorted(hashes):
        work.merge(Erased(sha256=sha256, at=at, everywhere=number is not None))
        forget_analyses(work, sha256)
        if number is not None:
            work.merge(Unsent(kind=ERASED, subject=sha256, number=number, why=""))


def _not_added(records: Records, pseudonym: str) -> list[Path]:
    """Find the recordings of a person in the folder that are not in the records."""
    with records.database.work() as work:
        known = set(work.scalars(select(Trial.file)))
    found = []
    for file in sorted(records.folder.rglob("*.mcap*")):
        is_part = file.name.endswith(f".mcap{_PART}")
        is_new = file.relative_to(records.folder).as_posix() not in known
        if not (is_part or (file.suffix == ".mcap" and is_new)) or not _is_of(file, pseudonym):
            continue
        if is_part:
            raise RecordsError(
                "A recording of this person is under way, or was cut off.",
                hint="End the session first; after a crash: balance-arcade recover.",
            )
        found.append(file)
    return found


def _is_of(file: Path, pseudonym: str) -> bool:
    try:
        return peek_header(file).person == pseudonym
    except RecordingError:
        # What cannot be read names nobody; `verify` and `records add` tell of it.
        return False


def _with_all_of_theirs(folder: Path, recordings: list[Path]) -> list[Path]:
    """Add to recordings the results of tests beside them, and the pages that name one."""
    names = [file.name.encode() for file in recordings]
    pages = [page for pattern in _SUMMARIES for page in folder.glob(pattern)]
    theirs = [page for page in pages if names and _holds(page, names)]
    beside = [file.with_suffix(RESULT_SUFFIX) for file in recordings]
    beside += [attached_path(file) for file in recordings]
    return [*recordings, *beside, *theirs]


def _holds(page: Path, names: list[bytes]) -> bool:
    try:
        text = page.read_bytes()
    except OSError:
        return False
    return any(name in text for name in names)
