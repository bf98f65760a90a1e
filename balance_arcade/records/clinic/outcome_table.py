"""Every outcome of the records as one Parquet table, a row an outcome.

A missing value is null with its reason beside it, and a time is a moment in UTC, as in the records:
other writers of Parquet turn null into NaN and back, and drop the zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.tables import Outcome, Person, Session, Trial
from balance_arcade.records.tidy import check_parquet

ROWS_AT_ONCE: Final = 50_000
"""Memory holds no more of them, however many there are."""

_COLUMNS: Final = {
    "person": (Person.pseudonym, "string"),
    "session": (Session.id, "string"),
    "session_began": (Session.began, "time"),
    "origin": (Session.origin, "string"),
    "board": (Session.board, "string"),
    "trial": (Trial.trial_id, "string"),
    "label": (Trial.label, "string"),
    "trial_began": (Trial.began, "time"),
    "complete": (Trial.complete, "bool"),
    "source": (Outcome.source, "string"),
    "name": (Outcome.name, "string"),
    "value": (Outcome.value, "number"),
    "refused": (Outcome.refused, "string"),
    "unit": (Outcome.unit, "string"),
    "method": (Outcome.method, "string"),
}
_NEVER_NULL: Final = frozenset(_COLUMNS) - {"person", "value"}


def write_outcomes(database: Database, file: Path) -> int:
    """Write the table; returns its rows.

    Parameters
    ----------
    database : Database
        Open.
    file : Path
        To be; never overwritten.

    Returns
    -------
    int
        Rows, in the order in which outcomes were added. `person` is null for sessions that are
        nobody's.

    Raises
    ------
    ConfigError
        The extra ``parquet`` is not installed.
    RecordsError
        The file is there already, or cannot be written; nothing is left then.
    """
    check_parquet()
    import pyarrow.parquet

    if file.exists():
        raise RecordsError(f"{file.name} is there already.", hint="Name a file that is not.")
    part = file.with_name(file.name + ".part")
    schema, n_rows = _schema(), 0
    try:
        with pyarrow.parquet.ParquetWriter(part, schema) as writer:
            for rows in _portions(database):
                columns = list(zip(*rows, strict=True))
                arrays = [
                    pyarrow.array(column, field.type)
                    for column, field in zip(columns, schema, strict=True)
                ]
                writer.write_table(pyarrow.Table.from_arrays(arrays, schema=schema))
                n_rows += len(rows)
        part.replace(file)
    except OSError as error:
        raise RecordsError(f"The outcomes cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return n_rows


def _schema() -> Any:
    import pyarrow

    types = {
        "string": pyarrow.string(),
        "time": pyarrow.timestamp("us", tz="UTC"),
        "bool": pyarrow.bool_(),
        "number": pyarrow.float64(),
    }
    return pyarrow.schema(
        [
            pyarrow.field(name, types[kind], nullable=name not in _NEVER_NULL)
            for name, (_, kind) in _COLUMNS.items()
        ]
    )


def _portions(database: Database) -> Iterator[Sequence[Any]]:
    wanted = (
        select(*(column for column, _ in _COLUMNS.values()))
        .select_from(Outcome)
        .join(Outcome.trial)
        .join(Trial.session)
        .outerjoin(Session.person)
        # By its own key: another order would sort all of it before the first row.
        .order_by(Outcome.id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    with database.work() as work:
        yield from work.execute(wanted).partitions()
