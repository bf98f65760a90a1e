"""Trials of the records with their outcomes as one table: a row an outcome.

CSV, JSON and Parquet say the same: a value that is missing is null (an empty cell in CSV) with its
reason in the column ``refused``, NaN is in none of them; times are in UTC with their zone. A trial
without an outcome is a row without a name.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from balance_arcade import __version__
from balance_arcade.core.errors import ConfigError
from balance_arcade.records.clinic.reading import ReadOutcome, ReadRecording
from balance_arcade.records.tidy import check_parquet

Cell = str | float | int | bool | dt.datetime | None


class Column(NamedTuple):
    """A column of the table.

    Attributes
    ----------
    kind : type
        Of what is no null.
    unit : str
        Of the value; empty where it has none, or where the column ``unit`` says it.
    about : str
        In words.
    """

    kind: type
    unit: str
    about: str


COLUMNS: Final = {
    "person": Column(str, "", "pseudonym; null where the session is nobody's yet"),
    "session": Column(str, "", "id of the session"),
    "trial": Column(str, "", "id of the trial"),
    "began": Column(dt.datetime, "", "when the recording began, in UTC"),
    "label": Column(str, "", "what was recorded"),
    "origin": Column(str, "", "real, simulated or replayed"),
    "board": Column(str, "", "model of the board"),
    "calibration": Column(str, "", "id of its calibration"),
    "app_version": Column(str, "", "version that recorded it"),
    "seconds": Column(float, "s", "from the first sample to the last"),
    "n_samples": Column(int, "", "samples of the recording"),
    "complete": Column(bool, "", "whether it was closed properly"),
    "file": Column(str, "", "path below the folder of the records"),
    "sha256": Column(str, "", "of the file's bytes"),
    "source": Column(str, "", "test, quiet or game"),
    "name": Column(str, "", "of the outcome"),
    "value": Column(float, "", "in the unit of the row; null where it was refused"),
    "unit": Column(str, "", "of the value"),
    "refused": Column(str, "", "why there is no value"),
    "definition": Column(str, "", "how it is computed"),
    "method": Column(str, "", "protocol and pipeline in one line"),
    "repeats": Column(str, "", "values of the single trials it is the mean of, as JSON"),
}


def outcome_table(trials: Sequence[ReadRecording], file: Path) -> bytes:
    """Write the table in the form that a file's ending names.

    Parameters
    ----------
    trials : sequence of ReadRecording
        As `balance_arcade.records.clinic.kept.kept_trials` gives them.
    file : Path
        To be: ``.csv``, ``.json`` or ``.parquet``.

    Returns
    -------
    bytes

    Raises
    ------
    ConfigError
        Another ending, or the extra ``parquet`` is not installed.
    """
    write = _FORMS.get(file.suffix.lower())
    if write is None:
        raise ConfigError(
            f"{file.name} is to be a table in which form?",
            hint=f"Use one of the endings {', '.join(_FORMS)}.",
        )
    return write(table_columns(trials))


def table_columns(trials: Sequence[ReadRecording]) -> dict[str, list[Cell]]:
    """Give the cells of each of `COLUMNS`, a row an outcome."""
    rows = [row for trial in trials for row in _rows(trial)]
    cells = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    return {name: list(column) for name, column in zip(COLUMNS, cells, strict=True)}


def _rows(trial: ReadRecording) -> list[tuple[Cell, ...]]:
    head: tuple[Cell, ...] = (
        trial.person or None, trial.session_id, trial.trial_id, trial.began.astimezone(dt.UTC),
        trial.label, trial.origin, trial.board, trial.calibration, trial.app_version, trial.seconds,
        trial.n_samples, trial.complete, trial.file.as_posix(), trial.sha256,
    )  # fmt: skip
    if not trial.outcomes:
        return [(*head, *(None,) * (len(COLUMNS) - len(head)))]
    return [(*head, *_outcome(one)) for one in trial.outcomes]


def _outcome(one: ReadOutcome) -> tuple[Cell, ...]:
    return (
        one.source,
        one.name,
        one.value,
        one.unit,
        one.refused or None,
        one.definition,
        one.method,
        msgspec.json.encode(one.repeats).decode() if one.repeats else None,
    )


def utc(moment: dt.datetime) -> str:
    """Text of a moment in UTC with its zone, to the microsecond."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(cell: Cell) -> str | float | int | bool | None:
    return utc(cell) if isinstance(cell, dt.datetime) else cell


def _csv(columns: dict[str, list[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    rows = zip(*columns.values(), strict=True)
    writer.writerows([_written(_plain(cell)) for cell in row] for row in rows)
    return text.getvalue().encode()


def _written(cell: str | float | int | bool | None) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return repr(cell)
    return "" if cell is None else str(cell)


def _json(columns: dict[str, list[Cell]]) -> bytes:
    about = {name: {"unit": one.unit, "about": one.about} for name, one in COLUMNS.items()}
    names = list(columns)
    rows = [
        dict(zip(names, map(_plain, row), strict=True))
        for row in zip(*columns.values(), strict=True)
    ]
    whole = {"balance_arcade": __version__, "columns": about, "rows": rows}
    return (json.dumps(whole, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _parquet(columns: dict[str, list[Cell]]) -> bytes:
    check_parquet()
    import pyarrow
    import pyarrow.parquet

    types: dict[type, Any] = {
        str: pyarrow.string(),
        float: pyarrow.float64(),
        int: pyarrow.int64(),
        bool: pyarrow.bool_(),
        dt.datetime: pyarrow.timestamp("us", tz="UTC"),
    }
    fields = [
        pyarrow.field(name, types[one.kind], metadata={"unit": one.unit, "about": one.about})
        for name, one in COLUMNS.items()
    ]
    schema = pyarrow.schema(fields, metadata={"balance_arcade": __version__})
    cells = [pyarrow.array(columns[field.name], field.type) for field in fields]
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(pyarrow.table(cells, schema=schema), sink)
    whole: bytes = sink.getvalue().to_pybytes()
    return whole


_FORMS: Final[dict[str, Callable[[dict[str, list[Cell]]], bytes]]] = {
    ".csv": _csv,
    ".json": _json,
    ".parquet": _parquet,
}
