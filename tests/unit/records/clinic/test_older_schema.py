"""Records of an earlier program are brought up to this one's schema, with all that is in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic import migrate
from balance_arcade.records.clinic.database import WRITES, Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.tables import Unsent

ANALYSES = ("analysis", "analysis_sheet", "analysis_manner")
NEWER = (
    ("person", "withdrawn"),
    ("person", "birth_year"),
    ("person", "sex"),
    ("person", "sent"),
    ("person", "sent_birth_year"),
    ("person", "sent_sex"),
    ("session", "age_y"),
    ("session", "sex"),
    ("session", "measures_as"),
    ("session", "feet"),
    ("session", "sent"),
    ("session", "sent_person"),
    ("trial", "place"),
)
CENTRE = ("unsent", "site")


def test_the_first_schema_keeps_its_people_and_their_log(
    database: Database, tmp_path: Path
) -> None:
    records = Records(database, tmp_path)
    address = database.engine.url.render_as_string(hide_password=False)
    records.add_person("p-1")
    newest = records.newest_hash()
    with database.engine.execution_options(**{WRITES: True}).begin() as connection:
        for table, column in NEWER:
            connection.execute(text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        connection.execute(text("DROP TABLE assignment"))
        for name in ("programme", "retention", "erased", "removal", *ANALYSES, *CENTRE):
            connection.execute(text(f"DROP TABLE {name}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with Database(address) as again:
        assert Records(again, tmp_path).people() == ["p-1"]
        assert Records(again, tmp_path).newest_hash() == newest
        assert Records(again, tmp_path).verify() == []
        assert {"programme", "assignment", "retention", "erased", *ANALYSES} <= set(again.tables)
        with again.work() as work:
            # What was there before there were centres waits for one.
            assert [(one.kind, one.subject) for one in work.scalars(select(Unsent))] == [
                ("person", "1")
            ]


def test_a_step_that_fails_changes_nothing(database: Database) -> None:
    before, address = database.tables, database.engine.url.render_as_string(hide_password=False)
    with database.engine.execution_options(**{WRITES: True}).begin() as connection:
        # The second step finds the table that it makes first, and stops at the one after.
        connection.execute(text("DROP TABLE assignment"))
        connection.execute(text("DROP TABLE programme"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(RecordsError, match="cannot be opened"):
        Database(address)
    assert set(before) - set(database.tables) == {"assignment", "programme"}
    with database.engine.connect() as connection:
        assert migrate.version_of(connection) == "0001"
