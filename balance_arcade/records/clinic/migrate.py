"""Brings a database to this program's schema, step by step, each step whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, text
from sqlalchemy import inspect as look_at

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.database import WRITES

HEAD: Final = "0007"
"""Newest migration of this program."""

KNOWN: Final = frozenset({"0001", "0002", "0003", "0004", "0005", "0006", "0007"})
FOLDER: Final = Path(__file__).with_name("migrations")


def upgrade(engine: Engine) -> None:
    """Run the migrations that a database has not had.

    Parameters
    ----------
    engine : Engine
        Of the database.

    Raises
    ------
    RecordsError
        It is of a newer program.
    """
    with engine.connect() as connection:
        if not _is_older(connection):
            return
    # Here and not above: alembic takes long to import, and is needed once a schema.
    from alembic import command
    from alembic.config import Config

    with engine.execution_options(**{WRITES: True}).begin() as connection:
        # Once more, now that nobody else writes: two programs may open new records at once.
        if not _is_older(connection):
            return
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_older(connection: Connection) -> bool:
    version = version_of(connection)
    if version is not None and version not in KNOWN:
        raise RecordsError(
            f"The records were made by a newer version of Balance Arcade (schema {version[:24]}).",
            hint="Use that version, or a copy of the records from before.",
        )
    return version != HEAD


def version_of(connection: Connection) -> str | None:
    """Read the schema of a database; None for an empty one."""
    if not look_at(connection).has_table("alembic_version"):
        return None
    row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
    return None if row is None else str(row[0])
