"""Reads a table of outcomes again: CSV, JSON and Parquet of `balance_arcade.records.exchange`.

A table is a stranger's until it has been looked through: it is read whole, or refused with the row
that is wrong. What it does not hold (events, notes, why a recording ended) is empty.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec

from balance_arcade.core.errors import RecordsError
from balance_arcade.records.clinic.keeping import is_text
from balance_arcade.records.clinic.reading import ReadOutcome, ReadRecording
from balance_arcade.records.exchange.outcome_table import COLUMNS
from balance_arcade.records.tidy import check_parquet

MOST_BYTES: Final = 1 << 30
ORIGINS: Final = ("real", "simulated", "replayed")
LENGTHS: Final = {
    "person": 32, "session": 64, "trial": 64, "label": 128, "app_version": 64, "source": 32,
    "name": 96, "unit": 24, "method": 512,
}  # fmt: skip
"""Letters that the records hold of a text at most."""

_HEAD: Final = tuple(COLUMNS)[: tuple(COLUMNS).index("source")]
_NEEDED: Final = ("session", "trial", "began", "label", "origin", "file", "sha256")

Row = Mapping[str, Any]


def read_outcome_table(file: Path, folder: Path) -> list[ReadRecording]:
    """Read a table that `records table` wrote.

    Parameters
    ----------
    file : Path
        ``.csv``, ``.json`` or ``.parquet``.
    folder : Path
        Below which the recordings lie that it tells of.

    Returns
    -------
    list of ReadRecording
        In the table's order, with the same numbers as were written.

    Raises
    ------
    RecordsError
        It cannot be read, is no such table, or a row is wrong: the message names it, from 1.
    ConfigError
        The extra ``parquet`` is not installed.
    """
    read = _FORMS.get(file.suffix.lower())
    if read is None:
        raise RecordsError(
            f"{file.name} is a table in which form?",
            hint=f"Known endings: {', '.join(_FORMS)}.",
        )
    try:
        if file.stat().st_size > MOST_BYTES:
            raise RecordsError(f"{file.name} is longer than {MOST_BYTES >> 30} GB.")
        data = file.read_bytes()
    except OSError as error:
        raise RecordsError(f"{file.name} cannot be read: {error.strerror}.") from error
    try:
        rows = read(data)
    except (ValueError, KeyError, TypeError, csv.Error) as error:
        raise RecordsError(f"{file.name} is no table of outcomes: {error}.") from error
    found: dict[str, tuple[tuple[Any, ...], list[ReadOutcome]]] = {}
    for number, row in enumerate(rows, start=1):
        try:
            _add(found, row)
        except ValueError as error:
            raise RecordsError(f"{file.name}, row {number}: {error}") from error
    return [_recording(head, outcomes, folder) for head, outcomes in found.values()]


def _add(found: dict[str, tuple[tuple[Any, ...], list[ReadOutcome]]], row: Row) -> None:
    if not is_text("".join(value for value in row.values() if isinstance(value, str))):
        raise ValueError("A text holds what is no letter.")
    head = tuple(row[name] for name in _HEAD)
    _check_head(row)
    before, outcomes = found.setdefault(str(row["trial"]), (head, []))
    if before != head:
        raise ValueError("The trial has other facts than in a row before.")
    if row["name"] is None:
        return
    for name in ("name", "unit", "method", "source"):
        _check_length(row, name)
    if row["value"] is not None and row["refused"]:
        raise ValueError("A value is there, and a reason why not.")
    repeats: tuple[float, ...] = ()
    if row["repeats"]:
        try:
            repeats = msgspec.json.decode(row["repeats"], type=tuple[float, ...])
        except msgspec.DecodeError as error:
            raise ValueError("The repeats are not numbers.") from error
    texts = {name: row[name] or "" for name in ("unit", "definition", "refused", "method")}
    outcomes.append(
        ReadOutcome(
            source=row["source"] or "",
            name=row["name"],
            value=row["value"],
            repeats=repeats,
            **texts,
        )
    )


def _check_head(row: Row) -> None:
    for name in _NEEDED:
        if row[name] in (None, ""):
            raise ValueError(f"There is no {name}.")
    if row["origin"] not in ORIGINS:
        raise ValueError(f"The origin is one of {', '.join(ORIGINS)}.")
    for name in ("person", "session", "trial", "label", "app_version"):
        _check_length(row, name)
    sha256 = str(row["sha256"])
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise ValueError("The hash is not one of SHA-256.")
    path = PurePosixPath(str(row["file"]))
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("The file lies outside of the folder.")
    if row["seconds"] is not None and row["seconds"] < 0.0:
        raise ValueError("A time is below 0.")
    if not 0 <= (row["n_samples"] or 0) < 1 << 31:
        raise ValueError("That many samples there are not.")


def _check_length(row: Row, name: str) -> None:
    text = row[name]
    if text is not None and len(text) > LENGTHS[name]:
        raise ValueError(f"The {name} is longer than {LENGTHS[name]} letters.")


def _recording(head: tuple[Any, ...], outcomes: list[ReadOutcome], folder: Path) -> ReadRecording:
    row = dict(zip(_HEAD, head, strict=True))
    texts: dict[str, Any] = {
        name: row[name] or ""
        for name in ("label", "person", "origin", "board", "calibration", "app_version", "sha256")
    }
    return ReadRecording(
        file=folder / row["file"],
        session_id=row["session"],
        trial_id=row["trial"],
        began=row["began"],
        seconds=row["seconds"],
        n_samples=row["n_samples"] or 0,
        complete=bool(row["complete"]),
        end_reason="",
        outcomes=tuple(outcomes),
        events=(),
        **texts,
    )


# -- the three forms -------------------------------------------------------------------------


def _csv(data: bytes) -> Iterable[Row]:
    rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    header = next(rows, [])
    _check_columns(header)
    return [
        {name: _cell(name, text) for name, text in zip(header, row, strict=True)} for row in rows
    ]


def _cell(name: str, text: str) -> Any:
    kind = COLUMNS[name].kind
    if text == "":
        return None
    if kind is bool:
        return {"true": True, "false": False}[text]
    if kind is dt.datetime:
        return _moment(text)
    return _finite(float(text)) if kind is float else int(text) if kind is int else text


def _json(data: bytes) -> Iterable[Row]:
    whole = json.loads(data, parse_constant=_no_constant)
    rows: list[dict[str, Any]] = whole["rows"]
    found = []
    for row in rows:
        _check_columns(list(row))
        found.append({name: _typed(name, row[name]) for name in COLUMNS})
    return found


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _typed(name: str, value: Any) -> Any:
    kind = COLUMNS[name].kind
    if value is None:
        return None
    if kind is dt.datetime and isinstance(value, str):
        return _moment(value)
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return _finite(float(value))
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise ValueError(f"{name} is of another kind")
    return value


def _parquet(data: bytes) -> Iterable[Row]:
    check_parquet()
    import pyarrow
    import pyarrow.parquet

    try:
        table = pyarrow.parquet.read_table(pyarrow.BufferReader(data))
    except pyarrow.ArrowException as error:
        raise ValueError(str(error).split("\n")[0]) from error
    _check_columns(table.column_names)
    return [{name: _typed(name, row[name]) for name in COLUMNS} for row in table.to_pylist()]


def _check_columns(names: list[str]) -> None:
    if missing := [name for name in COLUMNS if name not in names]:
        raise ValueError(f"it has no column {missing[0]}")
    if extra := [name for name in names if name not in COLUMNS]:
        raise ValueError(f"it has a column {str(extra[0])[:40]!r}")


def _moment(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"the time {text[:40]} has no zone")
    return moment.astimezone(dt.UTC)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ValueError(f"{value} is no number")
    return value


_FORMS: Final[dict[str, Callable[[bytes], Iterable[Row]]]] = {
    ".csv": _csv,
    ".json": _json,
    ".parquet": _parquet,
}
