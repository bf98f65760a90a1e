"""``jump --csv``: one row a trial; values by name, their standard uncertainties beside them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from balance_arcade.core.text import as_text
from balance_arcade.records.jumps import JumpFile

_HEAD = (
    "file", "origin", "trial", "test", "start_s", "stop_s", "rate_hz", "flags", "notes", "method",
    "refused",
)  # fmt: skip


def rows_of(result: JumpFile) -> Iterator[dict[str, Any]]:
    """Give a row for each trial of a file.

    Parameters
    ----------
    result : JumpFile
        As it was measured.

    Yields
    ------
    dict
        What has no value is left out; why stands in ``refused``.
    """
    for trial in result.trials:
        row: dict[str, Any] = {
            "file": as_text(result.file),
            "origin": result.origin,
            "trial": trial.number,
            "test": trial.test,
            "start_s": round(trial.start_s, 6),
            "stop_s": round(trial.stop_s, 6),
            "rate_hz": result.rate_hz,
            "flags": "; ".join(trial.flags),
            "notes": json.dumps([*result.notes, *trial.notes], ensure_ascii=False),
            "method": trial.method,
            "refused": json.dumps(trial.refused, ensure_ascii=False),
        }
        for name, value in trial.values.items():
            row[name] = value.value
            if name in trial.uncertainty:
                row[f"u_{name}"] = trial.uncertainty[name]
        yield row


class JumpTable:
    """Collects rows and writes them.

    Examples
    --------
    >>> table = JumpTable()
    >>> table.add([{"file": "a.csv", "trial": 1, "flight_time_s": 0.5}])
    >>> table.csv().decode().splitlines()[1]
    'a.csv,,1,,,,,,,,,0.5'
    """

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Add the trials of a file."""
        self._rows += rows

    def csv(self) -> bytes:
        """Write the table as CSV in UTF-8; a value that was refused is an empty cell."""
        names = list(dict.fromkeys((*_HEAD, *(name for row in self._rows for name in row))))
        text = io.StringIO()
        writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self._rows)
        return text.getvalue().encode()
