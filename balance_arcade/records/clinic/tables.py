"""Tables of the clinic's records. The first migration makes them; a test holds the two equal.

A person is a pseudonym; no table has a column for a name. Samples stay in their files: a trial
holds the file's path below the clinic's folder, and its SHA-256.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from balance_arcade.records.clinic.columns import Finite, UtcTime

_NAMES: Final = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """All tables; constraints have names, so that a migration can say which."""

    metadata = MetaData(naming_convention=_NAMES)


class Person(Base):
    """Somebody who trains, by pseudonym; of the birth date only the year, and that if it is told.

    Sex is empty, ``female`` or ``male``: what a norm may ask for. `sent` is when a centre took the
    person, and the other two are what it was told then: what was taken back or changed since shows
    by them.
    """

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True)
    since: Mapped[dt.datetime] = mapped_column(UtcTime)
    withdrawn: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    birth_year: Mapped[int | None]
    sex: Mapped[str] = mapped_column(String(8), default="", server_default="")
    sent: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    sent_birth_year: Mapped[int | None]
    sent_sex: Mapped[str] = mapped_column(String(8), default="", server_default="")
    sessions: Mapped[list[Session]] = relationship(back_populates="person")


class Session(Base):
    """One session on one board, from its first sample to its end.

    Age and sex are what was told with the session; `measures_as` is how the board measures sway
    (`balance_arcade.records.device_kind`); `feet` is where they stood, in the words of
    `balance_arcade.assess.foot_place`, those of the test where one was made. `sent` is when a
    centre took it, and `sent_person` the mark of whose it was then
    (`balance_arcade.records.clinic.erasing.mark_of`); the person may be erased meanwhile.
    """

    __tablename__ = "session"
    __table_args__ = (Index("ix_session_person_began", "person_id", "began"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    began: Mapped[dt.datetime] = mapped_column(UtcTime)
    origin: Mapped[str] = mapped_column(String(16))
    board: Mapped[str] = mapped_column(Text)
    calibration: Mapped[str] = mapped_column(Text, default="")
    app_version: Mapped[str] = mapped_column(String(64), default="")
    age_y: Mapped[int | None]
    sex: Mapped[str] = mapped_column(String(8), default="", server_default="")
    measures_as: Mapped[str] = mapped_column(String(16), default="", server_default="")
    feet: Mapped[str] = mapped_column(String(128), default="", server_default="")
    sent: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    sent_person: Mapped[str | None] = mapped_column(String(64))
    person: Mapped[Person | None] = relationship(back_populates="sessions")
    trials: Mapped[list[Trial]] = relationship(
        back_populates="session", cascade="all, delete-orphan"
    )
    notes: Mapped[list[Note]] = relationship(back_populates="session", cascade="all, delete-orphan")


class Trial(Base):
    """One recording: a calibration, a game, a part of a test.

    `place` names the station that keeps the file; it is empty where the file is kept here.
    """

    __tablename__ = "trial"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), index=True)
    trial_id: Mapped[str] = mapped_column(String(64), unique=True)
    label: Mapped[str] = mapped_column(String(128))
    began: Mapped[dt.datetime] = mapped_column(UtcTime)
    seconds: Mapped[float | None] = mapped_column(Finite)
    n_samples: Mapped[int]
    complete: Mapped[bool]
    end_reason: Mapped[str] = mapped_column(String(64), default="")
    file: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(48), default="")
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    session: Mapped[Session] = relationship(back_populates="trials")
    outcomes: Mapped[list[Outcome]] = relationship(
        back_populates="trial", cascade="all, delete-orphan"
    )
    events: Mapped[list[TrialEvent]] = relationship(
        back_populates="trial", cascade="all, delete-orphan"
    )


class Outcome(Base):
    """One number of a trial, or why there is none.

    `method` is all that the number hangs on: protocol and pipeline in one line. Two numbers are
    compared only where name and method are equal.
    """

    __tablename__ = "outcome"
    __table_args__ = (
        UniqueConstraint("trial_id", "source", "name", "method", name="uq_outcome_what"),
        Index("ix_outcome_name", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("trial.id"))
    source: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(96))
    value: Mapped[float | None] = mapped_column(Finite)
    refused: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(24), default="")
    definition: Mapped[str] = mapped_column(Text, default="")
    method: Mapped[str] = mapped_column(String(512), default="")
    repeats: Mapped[str] = mapped_column(Text, default="")
    trial: Mapped[Trial] = relationship(back_populates="outcomes")


class TrialEvent(Base):
    """Something that matters afterwards: adverse events, pauses, pain, marks."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    trial_id: Mapped[int] = mapped_column(ForeignKey("trial.id"), index=True)
    t_s: Mapped[float | None] = mapped_column(Finite)
    kind: Mapped[str] = mapped_column(String(64))
    data: Mapped[str] = mapped_column(Text)
    trial: Mapped[Trial] = relationship(back_populates="events")


class Note(Base):
    """What a therapist wrote; it is hidden, never changed."""

    __tablename__ = "note"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("session.id"), index=True)
    written: Mapped[dt.datetime] = mapped_column(UtcTime)
    text: Mapped[str] = mapped_column(Text)
    hidden: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    session: Mapped[Session] = relationship(back_populates="notes")


class AuditRow(Base):
    """Who did what, each row bound to the one before by its hash."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(96))
    detail: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64), unique=True)


class Programme(Base):
    """One version of a training programme, as its file says it; it never changes."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("name", "version", name="uq_programme_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(128))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    added: Mapped[dt.datetime] = mapped_column(UtcTime)


class Assignment(Base):
    """Who trains by which version of a programme, from when to when."""

    __tablename__ = "assignment"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    since: Mapped[dt.datetime] = mapped_column(UtcTime)
    until: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    programme: Mapped[Programme] = relationship()


class Retention(Base):
    """How long something is kept, as the clinic stated it."""

    __tablename__ = "retention"

    what: Mapped[str] = mapped_column(String(16), primary_key=True)
    days: Mapped[int]
    stated: Mapped[dt.datetime] = mapped_column(UtcTime)


class Erased(Base):
    """The hash of what was erased, so that no copy of it comes back unseen.

    It is that of a recording, or the mark of a pseudonym. `everywhere` says that it is to be erased
    at the centre too; what a station's own period of retention erased is not.
    """

    __tablename__ = "erased"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcTime)
    everywhere: Mapped[bool] = mapped_column(default=False)


class Removal(Base):
    """A file of somebody who was erased that is still to be removed; gone when it is."""

    __tablename__ = "removal"

    id: Mapped[int] = mapped_column(primary_key=True)
    file: Mapped[str] = mapped_column(Text)


class AnalysisManner(Base):
    """How files were measured: one version of the program, one set of parameters."""

    __tablename__ = "analysis_manner"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)
    version: Mapped[str] = mapped_column(Text)
    parameters: Mapped[str] = mapped_column(Text)


class AnalysisSheet(Base):
    """Names, units and definitions of the metrics of an analysis; most analyses share one."""

    __tablename__ = "analysis_sheet"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    metrics: Mapped[str] = mapped_column(Text)


class Analysis(Base):
    """What was measured of a file, by the hash of what was read and how it was measured.

    `numbers` is a JSON object of the metrics' values, null where there is none; `facts` is JSON of
    all else, with the reasons. No row holds a path, so that a file may move.
    """

    __tablename__ = "analysis"
    __table_args__ = (UniqueConstraint("sha256", "manner_id", name="uq_analysis_what"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    manner_id: Mapped[int] = mapped_column(ForeignKey("analysis_manner.id"), index=True)
    sheet_id: Mapped[int] = mapped_column(ForeignKey("analysis_sheet.id"))
    at: Mapped[dt.datetime] = mapped_column(UtcTime)
    numbers: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)


class Unsent(Base):
    """The outbox to the centre: something that the centre has not taken as it is now.

    It holds names of things alone, as of `balance_arcade.records.clinic.waiting`; what they are is
    read when they are sent. `number` is the row of the audit log that tells of the newest change: a
    change while it is sent gives another number, so that it goes on waiting. `why` says why the
    centre refused it.
    """

    __tablename__ = "unsent"
    __table_args__ = (Index("ix_unsent_number", "number"),)

    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    subject: Mapped[str] = mapped_column(String(96), primary_key=True)
    number: Mapped[int]
    why: Mapped[str] = mapped_column(Text, default="")


class Site(Base):
    """Which records these are, among those that know each other: one row.

    `tried` is when a sync was last begun here, and `fault` why it sent nothing more; empty where it
    sent all.
    """

    __tablename__ = "site"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(48), default="")
    tried: Mapped[dt.datetime | None] = mapped_column(UtcTime)
    fault: Mapped[str] = mapped_column(Text, default="", server_default="")
