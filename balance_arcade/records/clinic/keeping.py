"""The clinic's records: what is put in, found, told apart, taken out, and proven whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session as Work

from balance_arcade.core.errors import RecordsError
from balance_arcade.files.content import file_hash
from balance_arcade.records.clinic.audit import broken_at, newest_hash, write_audit
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.reading import ReadRecording
from balance_arcade.records.clinic.rows import Problem, SessionRow, known_person, outcome_row
from balance_arcade.records.clinic.tables import (
    AuditRow,
    Erased,
    Note,
    Person,
    Session,
    Trial,
    TrialEvent,
)
from balance_arcade.records.person_store import check_pseudonym

MOST_WORDS = 10_000
"""Letters of a note at most."""


def is_text(text: str) -> bool:
    r"""Whether both kinds of database keep a text: one takes no NUL, none takes half a letter.

    Examples
    --------
    >>> is_text("Ω"), is_text("a\x00"), is_text("\udcff")
    (True, False, False)
    """
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def utc_now() -> dt.datetime:
    """Give the present moment, in UTC."""
    return dt.datetime.now(dt.UTC)


class Records:
    """The clinic's records in a database, with the recordings in a folder.

    Parameters
    ----------
    database : Database
        Open.
    folder : Path
        Below which recordings lie; the records hold paths relative to it.
    actor : str
        Who works with them, for the audit log: an account or a program, never a patient.
    now : callable
        Wall clock, with its zone.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Database(Path(folder) / "clinic.db") as database:
    ...         records = Records(database, Path(folder))
    ...         records.add_person("p-017")
    ...         records.people()
    ['p-017']
    """

    def __init__(
        self,
        database: Database,
        folder: Path,
        *,
        actor: str = "local",
        now: Callable[[], dt.datetime] = utc_now,
    ) -> None:
        self.database, self.folder = database, folder
        self._actor, self.now = actor, now

    # -- what is put in ----------------------------------------------------------------------

    def add_person(self, pseudonym: str) -> None:
        """Add a person; harmless for one that is known.

        Raises
        ------
        ConfigError
            The pseudonym looks like a name.
        """
        with self.database.write() as work:
            self.person(work, pseudonym)

    def person(self, work: Work, pseudonym: str) -> Person:
        """Find a person within a transaction, or add one."""
        check_pseudonym(pseudonym)
        found = work.scalars(select(Person).where(Person.pseudonym == pseudonym)).first()
        if found is None:
            work.add(found := Person(pseudonym=pseudonym, since=self.now()))
            work.flush()
            self.audit(work, "person.added", numbered(found))
        return found

    def add_recording(self, read: ReadRecording) -> bool:
        """Add a recording with its outcomes and events, in one transaction.

        Parameters
        ----------
        read : ReadRecording
            As it was read.

        Returns
        -------
        bool
            False where the same bytes are there already: only outcomes that were worked out since
            are added then.

        Raises
        ------
        RecordsError
            Another file claims the same trial, it was erased, or the database takes nothing.
        """
        with self.database.write() as work:
            same = work.scalars(select(Trial).where(Trial.sha256 == read.sha256)).first()
            if same is not None:
                self._take_in(work, same, read)
                self._add_outcomes(work, same, read)
                return False
            if work.get(Erased, read.sha256) is not None:
                raise RecordsError(
                    f"{read.file.name} was erased from the records, and is a copy of it.",
                    hint="Remove the file.",
                )
            known = work.scalars(select(Trial).where(Trial.trial_id == read.trial_id)).first()
            if known is not None:
                raise RecordsError(
                    f"{read.file.name} says to be the trial that {Path(known.file).name} is, and"
                    " its bytes are others.",
                    hint="One of them was changed; `records verify` says whether it is the kept"
                    " one.",
                )
            trial = self._trial(read)
            session = self._session(work, read)
            session.trials.append(trial)
            work.flush()
            self.audit(work, "recording.added", read.trial_id, detail=read.sha256)
        return True

    def _take_in(self, work: Work, trial: Trial, read: ReadRecording) -> None:
        """Keep a file here that a station kept until now."""
        if trial.place:
            trial.file, trial.place = self._relative(read.file), ""
            self.audit(work, "recording.taken_in", read.trial_id, detail=read.sha256)

    def _add_outcomes(self, work: Work, trial: Trial, read: ReadRecording) -> None:
        """Add what was worked out after the recording was added: a test is scored at its end."""
        there = {(one.source, one.name, one.method) for one in trial.outcomes}
        new = [one for one in read.outcomes if (one.source, one.name, one.method) not in there]
        if new:
            trial.outcomes.extend(map(outcome_row, new))
            work.flush()
            self.audit(work, "outcomes.added", read.trial_id, detail=str(len(new)))

    def _session(self, work: Work, read: ReadRecording) -> Session:
        found = work.get(Session, read.session_id)
        if found is None:
            found = Session(
                id=read.session_id,
                began=read.began,
                origin=read.origin,
                board=read.board,
                calibration=read.calibration,
                app_version=read.app_version,
                age_y=read.age_y,
                sex=read.sex,
                measures_as=read.measures_as,
            )
            work.add(found)
        # Recordings come in any order; the session began with the first of them.
        found.began = min(found.began, read.began)
        found.feet = read.feet or found.feet
        if read.person and found.person_id is None:
            found.person = self.person(work, read.person)
        return found

    def _trial(self, read: ReadRecording) -> Trial:
        return Trial(
            trial_id=read.trial_id,
            label=read.label,
            began=read.began,
            seconds=read.seconds,
            n_samples=read.n_samples,
            complete=read.complete,
            end_reason=read.end_reason,
            file=self._relative(read.file),
            sha256=read.sha256,
            outcomes=[outcome_row(one) for one in read.outcomes],
            events=[
                TrialEvent(t_s=one.t_s, kind=one.kind, data=msgspec.json.encode(one.data).decode())
                for one in read.events
            ],
        )

    def _relative(self, file: Path) -> str:
        try:
            return file.resolve().relative_to(self.folder.resolve()).as_posix()
        except ValueError as error:
            raise RecordsError(
                f"{file.name} does not lie in the folder of the records.",
                hint="Move it there, or name the folder that holds it with --out.",
            ) from error

    def attach(self, session_id: str, pseudonym: str) -> None:
        """Say afterwards whose session it was.

        Raises
        ------
        RecordsError
            There is no such session, or it is another person's.
        """
        with self.database.write() as work:
            session = self._found(work, session_id)
            if session.person is not None and session.person.pseudonym != pseudonym:
                raise RecordsError(
                    f"The session {session.id[:8]} is that of {session.person.pseudonym}.",
                    hint="Detach it first, if that was wrong.",
                )
            session.person = person = self.person(work, pseudonym)
            self.audit(work, "session.attached", session.id, detail=numbered(person))

    def detach(self, session_id: str) -> None:
        """Say that it is not known whose session it was.

        Raises
        ------
        RecordsError
            There is no such session.
        """
        with self.database.write() as work:
            session = self._found(work, session_id)
            was = numbered(session.person) if session.person is not None else ""
            session.person = None
            self.audit(work, "session.detached", session.id, detail=was)

    def note(self, session_id: str, text: str) -> int:
        """Add a note to a session; returns its number.

        Raises
        ------
        RecordsError
            There is no such session, or the note is empty or too long.
        """
        if not is_text(text):
            raise RecordsError("A note holds letters alone, not bytes that are none.")
        if not text.strip() or len(text) > MOST_WORDS:
            raise RecordsError(
                f"A note has 1 to {MOST_WORDS} letters, not {len(text)}.",
                hint="Split it, or attach a document elsewhere.",
            )
        with self.database.write() as work:
            session = self._found(work, session_id)
            note = Note(written=self.now(), text=text)
            session.notes.append(note)
            work.flush()
            self.audit(work, "note.added", session.id, detail=str(note.id))
            return note.id

    def hide_note(self, number: int, *, hidden: bool = True) -> None:
        """Hide a note, or show it again: it is never changed and never deleted.

        Raises
        ------
        RecordsError
            There is no such note.
        """
        with self.database.write() as work:
            note = work.get(Note, number)
            if note is None:
                raise RecordsError(f"There is no note {number}.")
            note.hidden = self.now() if hidden else None
            self.audit(work, "note.hidden" if hidden else "note.shown", note.session_id)

    def has(self, sha256: str) -> bool:
        """Whether a recording of these bytes is in the records, and its file kept here."""
        wanted = select(Trial.id).where(Trial.sha256 == sha256, Trial.place == "")
        with self.database.work() as work:
            return work.scalars(wanted).first() is not None

    # -- what is found -----------------------------------------------------------------------

    def people(self, beginning: str = "") -> list[str]:
        """Pseudonyms that begin so, in their order."""
        with self.database.work() as work:
            wanted = select(Person.pseudonym).order_by(Person.pseudonym)
            if beginning:
                wanted = wanted.where(Person.pseudonym.startswith(beginning, autoescape=True))
            return list(work.scalars(wanted))

    def sessions(self, pseudonym: str | None) -> list[SessionRow]:
        """Sessions of a person, oldest first; None for those that are nobody's yet."""
        with self.database.work() as work:
            counted = (
                select(Session, func.count(Trial.id))
                .outerjoin(Trial)
                .group_by(Session.id)
                .order_by(Session.began, Session.id)
            )
            if pseudonym is None:
                counted = counted.where(Session.person_id.is_(None))
            else:
                counted = counted.join(Session.person).where(Person.pseudonym == pseudonym)
            return [
                SessionRow(
                    one.id,
                    one.began,
                    one.origin,
                    one.board,
                    n_trials,
                    tuple(note.text for note in one.notes if note.hidden is None),
                )
                for one, n_trials in work.execute(counted)
            ]

    def _found(self, work: Work, session_id: str) -> Session:
        """Find a session by its id, or by a beginning of it that no other has."""
        found = work.get(Session, session_id)
        if found is not None:
            return found
        alike = select(Session).where(Session.id.startswith(session_id, autoescape=True)).limit(2)
        rows = list(work.scalars(alike)) if session_id else []
        if len(rows) == 1:
            return rows[0]
        raise RecordsError(
            f"{'No' if not rows else 'More than one'} session is called {session_id[:32]!r}.",
            hint="`records sessions` lists them.",
        )

    # -- what proves them whole ----------------------------------------------------------------

    def verify(self) -> list[Problem]:
        """Look whether every file is there with its bytes, and the audit log unbroken."""
        with self.database.work() as work:
            rows = work.execute(select(Trial.file, Trial.sha256).where(Trial.place == "")).all()
            broken = broken_at(work)
        found = [Problem(file, why) for file, sha in rows if (why := self._wrong(file, sha))]
        if broken is not None:
            found.append(Problem(f"audit row {broken}", "The chain of the audit log breaks here."))
        return found

    def _wrong(self, file: str, sha256: str) -> str:
        path = self.folder / file
        if not path.is_file():
            return "The file is missing."
        return "" if file_hash(path) == sha256 else "The file's bytes are not those of then."

    def newest_hash(self) -> str:
        """Newest hash of the audit log, to be kept elsewhere."""
        with self.database.work() as work:
            return newest_hash(work)

    def audit(self, work: Work, action: str, subject: str, *, detail: str = "") -> AuditRow:
        """Add a row to the audit log, within the transaction of what it tells of."""
        return write_audit(work, action, subject, actor=self._actor, at=self.now(), detail=detail)

    def told(self, action: str, pseudonym: str, detail: str = "") -> None:
        """Add a row about what was done outside of the records; by number, as everywhere."""
        with self.database.write() as work:
            who = numbered(self.known_person(work, pseudonym)) if pseudonym else ""
            self.audit(work, action, who, detail=detail)

    def known_person(self, work: Work, pseudonym: str) -> Person:
        """Find a person within a transaction.

        Raises
        ------
        RecordsError
            Nobody is called so.
        """
        return known_person(work, pseudonym)


def numbered(person: Person) -> str:
    """Name of a person in the audit log, which outlives them: a number, and no pseudonym."""
    return f"person {person.id}"
