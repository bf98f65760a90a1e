"""Samples that we exported as Parquet, JSON or MCAP, read again as the table they were.

The three have the columns of the CSV that we write, by the same names, so they are laid out as
that text and read as it is: units, nulls and marks mean the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.core.events import Event
from balance_arcade.files.tables.encoding import TextFile

SAMPLES: Final = "balance-arcade samples 1"
"""What a file of samples calls itself."""

FACTS: Final = "balance_arcade"
EVENTS: Final = "events"
TIME_UTC: Final = "time_utc"
"""Column of moments, which only repeats the seconds and the moment of second 0."""

_PARQUET: Final = b"PAR1"
_JSON_HEAD: Final = b'{"format":"balance-arcade samples '


def is_exported(path: Path) -> bool:
    """Say whether a file is Parquet, or JSON of ours, by its first bytes."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(_JSON_HEAD))
    except OSError:
        return False  # The reader that tries the file next says why.
    return begin.startswith(_PARQUET) or begin == _JSON_HEAD


def read_exported(path: Path) -> tuple[TextFile, tuple[Event, ...]]:
    """Read samples and events.

    Parameters
    ----------
    path : Path
        An existing file for which `is_exported` holds.

    Returns
    -------
    TextFile
        As CSV.
    tuple of Event

    Raises
    ------
    RecordingError
        It is damaged, or holds no samples of ours.
    ConfigError
        Parquet is not installed.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _fault(path, f"cannot be read: {error.strerror}") from error
    if data.startswith(_PARQUET):
        columns, events = _of_parquet(path)
    else:
        columns, events = _of_json(path, data)
    try:
        return TextFile(path, _text(columns)), msgspec.convert(events, tuple[Event, ...])
    except (msgspec.ValidationError, ValueError, TypeError) as error:
        raise _fault(path, f"holds no samples as we write them ({error})") from error


def _text(columns: Mapping[str, Sequence[float | None]]) -> bytes:
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns)]
    lines += [",".join("" if cell is None else repr(float(cell)) for cell in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _of_json(path: Path, data: bytes) -> tuple[dict[str, list[Any]], Any]:
    try:
        told = json.loads(data)
        return dict(told["columns"]), told[EVENTS]
    except (ValueError, KeyError, TypeError) as error:
        raise _fault(path, "is cut off or damaged") from error


def _of_parquet(path: Path) -> tuple[dict[str, list[Any]], Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise ConfigError(
            "Parquet files need the package pyarrow.",
            hint="Install it with: pip install 'balance-arcade[parquet]'.",
        ) from error
    try:
        table = pyarrow.parquet.read_table(path)
        told = table.schema.metadata or {}
        if told.get(b"format") != SAMPLES.encode():
            raise RecordingError(
                f"{path.name} is Parquet, and holds no samples that we exported.",
                hint="Write the samples as a table: one line of names, then a row a sample (CSV).",
            )
        names = [name for name in table.column_names if name != TIME_UTC]
        return {name: table[name].to_pylist() for name in names}, json.loads(told[b"events"])
    except (pyarrow.ArrowException, ValueError, KeyError, OSError) as error:
        raise _fault(path, "is cut off or damaged") from error


def _fault(path: Path, why: str) -> RecordingError:
    return RecordingError(f"{path.name} {why}.", hint="Copy it again, or export it again.")
