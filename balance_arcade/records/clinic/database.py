"""Opens the clinic's database: SQLite in a file by default, PostgreSQL by its address.

SQLite is set to WAL with full synchronisation, so that what was committed is on the disk. Programs
write one after the other, on both kinds: the audit log is a chain, and two that read its end at
once would fork it. Who waits longer than five seconds for another's write is told so. The schema is
brought to this program's by migrations; one that is newer is refused, never guessed at.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    NoSuchModuleError,
    SQLAlchemyError,
    TimeoutError,
)
from sqlalchemy.orm import Session as Work

from balance_arcade.core.errors import ConfigError, RecordsAwayError, RecordsError
from balance_arcade.records.clinic.server_advice import advice_on
from balance_arcade.records.clinic.tls import secured

BUSY_MS: Final = 5000
CONNECT_S: Final = 5
"""A server that does not answer for so long is away; its own default is to wait for minutes."""

IDLE_S: Final = 30
"""A program that began to write and says nothing for so long holds everybody else up: it was put to
sleep, or its network is gone. The server lets go of it."""

_PATIENCE: Final = {
    "connect_timeout": str(CONNECT_S),
    # A server that is gone without a word is noticed within half a minute, and not in hours.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}

WRITES: Final = "balance_arcade_writes"
_WRITERS_LOCK: Final = 0x62614C6F67
"""Number of the lock of a PostgreSQL that writers of the records take turns by."""


class Database:
    """The clinic's database, at the schema of this program.

    Parameters
    ----------
    address : str or Path
        A file for SQLite, or ``postgresql://user@host/name``; a server on another computer must
        have a certificate that can be checked (`balance_arcade.records.clinic.tls`).

    Raises
    ------
    ConfigError
        The address is none, or the driver for it is not installed.
    RecordsAwayError
        It cannot be opened.
    RecordsError
        It is of a newer program.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Database(Path(folder) / "clinic.db") as database:
    ...         database.kind
    'sqlite'
    """

    called = "The records"

    def __init__(self, address: str | Path) -> None:
        self._url = _url(address)
        self.engine = _engine(self._url)
        try:
            self._bring_up_to_date()
        except BaseException:
            self.engine.dispose()
            raise

    @property
    def kind(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @property
    def file(self) -> Path | None:
        """The file of SQLite; None for a server."""
        name = self._url.database
        return Path(name) if self.kind == "sqlite" and name else None

    def _bring_up_to_date(self) -> None:
        # Here and not above: migrations are needed once an opening, and their tools take long to
        # import.
        from balance_arcade.records.clinic.migrate import upgrade

        try:
            upgrade(self.engine)
        except SQLAlchemyError as error:
            raise fault_of("be opened", error, self.called) from error

    @contextlib.contextmanager
    def work(self) -> Iterator[Work]:
        """Begin a transaction that reads; `write` begins one that writes.

        Raises
        ------
        RecordsAwayError
            The database is locked, gone or damaged.
        """
        with self._transaction(self.engine) as work:
            yield work

    @contextlib.contextmanager
    def write(self) -> Iterator[Work]:
        """Begin a transaction that writes, alone: all of it is kept at the end, or nothing.

        Raises
        ------
        RecordsAwayError
            The database is locked, gone or full; nothing of the transaction is kept.
        """
        with self._transaction(self.engine.execution_options(**{WRITES: True})) as work:
            yield work

    @contextlib.contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Work]:
        try:
            with Work(engine) as work, work.begin():
                yield work
        except SQLAlchemyError as error:
            raise fault_of("be written or read", error, self.called) from error

    @property
    def tables(self) -> list[str]:
        """Names of the tables there are."""
        return sorted(inspect(self.engine).get_table_names())

    def close(self) -> None:
        """Let go of every connection; harmless a second time."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _url(address: str | Path) -> URL:
    if isinstance(address, Path) or "://" not in address:
        return URL.create("sqlite", database=str(address))
    try:
        url = make_url(address)
    except (ArgumentError, ValueError) as error:
        raise ConfigError("The address of the database is none.", hint=_HINT) from error
    if url.drivername in {"postgresql", "postgres"}:
        url = url.set(drivername="postgresql+psycopg")
        url = secured(url.update_query_dict({**_PATIENCE, **url.query}))
    if url.get_backend_name() not in {"sqlite", "postgresql"}:
        raise ConfigError(
            f"The records cannot be kept in {url.get_backend_name()[:24]!r}.", hint=_HINT
        )
    return url


def told_address(address: str) -> str:
    """Say where a database is, without user, password or options.

    Examples
    --------
    >>> told_address("postgresql://room-1:hush@centre.example:5433/clinic?sslrootcert=/etc/ca.crt")
    'clinic on centre.example:5433'
    >>> told_address("/var/lib/centre.db")
    'centre.db'
    """
    url = _url(address)
    name = Path(url.database or "").name
    host = url.host or url.query.get("host") or url.query.get("service") or ""
    where = host if isinstance(host, str) else ", ".join(host)
    port = f":{url.port}" if url.port else ""
    return f"{name} on {where}{port}" if where else name


_HINT: Final = "Name a file, or postgresql://user@host/name."


def _engine(url: URL) -> Engine:
    try:
        # A server may have been restarted since a connection was last used: asked before each use.
        engine = create_engine(url, pool_pre_ping=url.get_backend_name() == "postgresql")
    except (ImportError, NoSuchModuleError) as error:
        raise ConfigError(
            "The driver for PostgreSQL is not installed.",
            hint="pip install 'balance-arcade[postgresql]'",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_server)
    return engine


def _set_up_sqlite(connection: Any, _: object) -> None:
    # The driver's own BEGIN comes with the first change, after what was read: `_begin_sqlite` does
    # it.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        # What is erased is written over, and not only let go of.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes then fails at once where another has written
    # between, whatever the timeout; one that says so at its beginning waits for its turn.
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_server(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {BUSY_MS}")
        idle = f"SET LOCAL idle_in_transaction_session_timeout = {int(IDLE_S * 1000)}"
        connection.exec_driver_sql(idle)
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")


def fault_of(what: str, error: SQLAlchemyError, called: str = "The records") -> RecordsError:
    """Say what went wrong without statement and values, in which a note may stand."""
    fault = getattr(error, "orig", None)
    cause = str(fault or type(error).__name__).splitlines()[0]
    if isinstance(error, DataError | IntegrityError) or not isinstance(error, _OF_DATABASE):
        # The database is well; waiting changes nothing.
        return RecordsError(
            f"This cannot be kept as it is: {cause}.", hint="Nothing of this step was kept."
        )
    hint = "Nothing of this step was kept. Look at the disk and the server, and try again."
    if "locked" in cause or "lock timeout" in cause:
        hint = "Another program is writing; nothing of this step was kept. Try again."
    return RecordsAwayError(f"{called} cannot {what}: {cause}.", hint=advice_on(fault) or hint)


_OF_DATABASE: Final = (DBAPIError, TimeoutError)
