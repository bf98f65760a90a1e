"""The centre of a clinic network: a database that stations reach, and the meeting with it.

A station never makes or changes the centre's tables; who runs the centre does. Each of the two has
an id, and each writes the newest hash of the other's audit log into its own at the end of every
sync: a log that was written anew, and a database that came back from a backup, show at the next.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session as Work

from balance_arcade.core.errors import ConfigError, RecordsError
from balance_arcade.records.clinic.audit import newest_hash, write_audit
from balance_arcade.records.clinic.database import Database, fault_of
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.tables import AuditRow, Site

AT_CENTRE: Final = "station.synced"
"""Action at the centre: subject is the station's id, detail the newest hash of its log."""

AT_STATION: Final = "centre.synced"
"""Action at the station: subject is the centre's id, detail the newest hash of its log."""

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,47}")


class CentreDatabase(Database):
    """The centre's database, as a station opens it: at this program's schema, or not at all.

    Raises
    ------
    RecordsError
        It is empty, or of an older or a newer program.
    """

    called = "The centre's records"

    def _bring_up_to_date(self) -> None:
        from balance_arcade.records.clinic.migrate import HEAD, KNOWN, version_of

        try:
            with self.engine.connect() as connection:
                version = version_of(connection)
        except SQLAlchemyError as error:
            raise fault_of("be opened", error, self.called) from error
        if version == HEAD:
            return
        if version is None:
            raise RecordsError(
                "The database of the centre holds no records yet.",
                hint="At the centre: balance-arcade records verify --db ADDRESS makes them.",
            )
        if version in KNOWN:
            raise RecordsError(
                f"The centre's records have schema {version}, older than this program's {HEAD}.",
                hint="Update the centre first (records verify --db ADDRESS there); all waits here.",
            )
        raise RecordsError(
            f"The centre's records have schema {version[:24]}, newer than this program's {HEAD}.",
            hint="Update Balance Arcade here; all waits until then.",
        )


class Meeting(msgspec.Struct, frozen=True):
    """Who meets whom.

    Attributes
    ----------
    station, centre : str
        Their ids.
    name : str
        Of the station, as the centre's log knows it.
    told : tuple of str
        What is strange about the two logs.
    """

    station: str
    centre: str
    name: str
    told: tuple[str, ...] = ()


def check_station_name(name: str) -> None:
    """Refuse what is no name of a station.

    Raises
    ------
    ConfigError
        It has not 1 to 48 letters (without accents), digits, dots, hyphens or underscores.
    """
    if not _NAME.fullmatch(name):
        raise ConfigError(
            "The name of a station has 1 to 48 letters, digits, dots or hyphens.",
            hint="Name the room or the board, such as room-2; never a person.",
        )


def name_station(station: Records, name: str) -> None:
    """Call a station so from now on.

    Raises
    ------
    ConfigError
        It is no name.
    """
    check_station_name(name)
    with station.database.write() as work:
        _site(work).name = name


def meet(station: Records, centre: CentreDatabase, *, anew: bool) -> Meeting:
    """Find out who the two are, and whether they are those that met last time.

    Parameters
    ----------
    station : Records
        Of the station.
    centre : CentreDatabase
        Open.
    anew : bool
        It may be another centre than last time, or one that came back from a backup.

    Raises
    ------
    ConfigError
        It is the station itself, another centre, or another station bears its name.
    RecordsError
        The centre's log is not that of last time.
    """
    with station.database.write() as work:
        site = _site(work)
        me, name = site.id, site.name or f"station-{site.id[:8]}"
        last = _newest(work, AT_STATION)
        known = (last.subject, last.detail) if last is not None else None
        newest = newest_hash(work)
    with centre.write() as work:
        other = _site(work).id
        if other == me:
            raise ConfigError(
                "The centre is these records themselves, or a copy of them.",
                hint="Name another database.",
            )
        alike = _newest(work, AT_CENTRE, actor=name)
        if alike is not None and alike.subject != me:
            raise ConfigError(
                f"Another station is called {name} at the centre.", hint="Give --station NAME."
            )
        if known is not None and not anew:
            _check_centre(work, known, other)
        before = _newest(work, AT_CENTRE, subject=me)
        anchor = before.detail if before is not None else ""
        if before is None or before.actor != name:
            # From the first moment, so that no other station takes the name meanwhile.
            write_audit(work, AT_CENTRE, me, actor=name, at=station.now(), detail=newest)
    told = () if not anchor or _has(station.database, anchor) else (_OTHER_LOG,)
    return Meeting(me, other, name, told)


_OTHER_LOG: Final = (
    "The audit log here does not go on from the one that the centre saw last: these records came"
    " back from a backup, were copied from another station, or their log was written anew."
)


def _check_centre(work: Work, known: tuple[str, str], centre: str) -> None:
    if known[0] != centre:
        raise ConfigError(
            "It is another centre than the one of last time.",
            hint="If that is meant, --anew sends everything again.",
        )
    if work.scalars(select(AuditRow.id).where(AuditRow.sha256 == known[1])).first() is None:
        raise RecordsError(
            "The centre's audit log does not hold what it held last time: it came back from a"
            " backup, or its log was written anew.",
            hint="Ask who runs it; then --anew sends everything again.",
        )


def part(station: Records, centre: CentreDatabase, meeting: Meeting) -> None:
    """Write the newest hash of each log into the other's."""
    newest = station.newest_hash()
    with centre.write() as work:
        row = write_audit(
            work, AT_CENTRE, meeting.station, actor=meeting.name, at=station.now(), detail=newest
        )
        told = row.sha256
    with station.database.write() as work:
        station.audit(work, AT_STATION, meeting.centre, detail=told)


def note_try(station: Records, fault: str) -> None:
    """Write down that a sync was tried just now, and why it ended early; empty where it did not."""
    with station.database.write() as work:
        site = _site(work)
        site.tried, site.fault = station.now(), fault


def last_try(station: Records) -> tuple[dt.datetime | None, str]:
    """Give when a sync was last tried (None for never), and why it ended early."""
    with station.database.work() as work:
        found = work.execute(select(Site.tried, Site.fault)).first()
    return (None, "") if found is None else (found[0], found[1])


def last_meeting(station: Records) -> AuditRow | None:
    """Row of the station's log that tells of the newest sync that came to its end."""
    with station.database.work() as work:
        row = _newest(work, AT_STATION)
        if row is not None:
            work.expunge(row)
        return row


def _site(work: Work) -> Site:
    found = work.scalars(select(Site)).first()
    if found is None:
        found = Site(id=uuid.uuid4().hex)
        work.add(found)
        work.flush()
    return found


def _newest(work: Work, action: str, *, actor: str = "", subject: str = "") -> AuditRow | None:
    wanted = select(AuditRow).where(AuditRow.action == action)
    if actor:
        wanted = wanted.where(AuditRow.actor == actor)
    if subject:
        wanted = wanted.where(AuditRow.subject == subject)
    return work.scalars(wanted.order_by(AuditRow.id.desc()).limit(1)).first()


def _has(database: Database, sha256: str) -> bool:
    with database.work() as work:
        wanted = select(AuditRow.id).where(AuditRow.sha256 == sha256)
        return work.scalars(wanted).first() is not None
