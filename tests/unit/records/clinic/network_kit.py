"""A clinic network for tests: one centre, and stations in folders of their own."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from postgres_kit import Server
from sqlalchemy import select

from balance_arcade.records.clinic.centre import CentreDatabase, name_station
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.sync import Synced, sync
from balance_arcade.records.clinic.tables import AuditRow, Base, Trial

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


class Network:
    """Opens the centre and its stations, and closes them."""

    def __init__(self, home: Path, server: Server, of_station: str, of_centre: str) -> None:
        self._home, self._server, self._of_station = home, server, of_station
        self._open = ExitStack()
        self.now = NOON
        self.address = self._address(of_centre, home / "centre.db")
        Database(self.address).close()
        self.centre = self._open.enter_context(CentreDatabase(self.address))
        (home / "centre").mkdir()
        self.records = Records(self.centre, home / "centre", actor="centre", now=self._tick)

    def _address(self, kind: str, file: Path) -> str:
        return str(file) if kind == "sqlite" else self._server.new_database()

    def _tick(self) -> dt.datetime:
        self.now += dt.timedelta(seconds=1)
        return self.now

    def station(self, name: str) -> Records:
        """A station of that name, with a folder of its own."""
        folder = self._home / name
        folder.mkdir()
        address = self._address(self._of_station, folder / "clinic.db")
        database = self._open.enter_context(Database(address))
        records = Records(database, folder, actor=f"therapist at {name}", now=self._tick)
        name_station(records, name)
        return records

    def sync(self, station: Records, **how: bool) -> Synced:
        """Send what waits at a station."""
        return sync(station, self.centre, **how)

    def text_at_centre(self) -> str:
        """Everything that stands in any table of the centre."""
        with self.centre.engine.connect() as connection:
            return "\n".join(
                repr(row)
                for table in Base.metadata.sorted_tables
                for row in connection.execute(select(table))
            )

    def trials_at_centre(self) -> dict[str, str]:
        """Trials with the station that keeps their files."""
        with self.centre.work() as work:
            return {one.trial_id: one.place for one in work.scalars(select(Trial))}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()


def actions(records: Records) -> list[str]:
    """What the audit log tells of, oldest first."""
    with records.database.work() as work:
        return list(work.scalars(select(AuditRow.action).order_by(AuditRow.id)))
