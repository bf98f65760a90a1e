"""Results of many files as one tidy table: a row a file, a column a value, units in the names.

============================  =====================================================
columns                       what
============================  =====================================================
``file``                      as it was found
``subject``, ``condition``    fields of the pattern over file names, where one is given
``not_measured``              why the whole file was not measured; null where it was
``format`` to ``version``     what the file was understood as and how it was measured
``quality_*``                 what the numbers rest on, see `FileQuality`
``notes``                     JSON list of sentences
``refused``                   JSON object: name of a metric, why it has no value
``faults``                    JSON list of what is wrong with the samples
all others                    metrics by name; the unit is the end of the name
============================  =====================================================

There is one rule for what has no value: null, never NaN, and why stands in ``refused`` or in
``not_measured``. In CSV a null is an empty cell.

Rows wait in a file without a name, which the system removes: a table may have more of them than fit
in memory.
"""

from __future__ import annotations

import csv
import io
import math
import tempfile
import weakref
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, BinaryIO, Final, NamedTuple

import msgspec

from balance_arcade import __version__
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.records.analyze import AnalysisResult, FileQuality

Cell = str | int | float | None

_AT_ONCE: Final = 500
"""Rows of a table that are in memory at once."""

_AS_JSON: Final = ("notes", "refused", "faults")
_HEAD: Final[dict[str, type]] = {
    "not_measured": str,
    "format": str,
    "origin": str,
    "rate_hz": float,
    "n_samples": int,
    "duration_s": float,
    "pipeline": str,
    "version": str,
}
_QUALITY: Final[dict[str, type]] = {
    f"quality_{field.name}": int if field.type is int else float
    for field in msgspec.structs.fields(FileQuality)
    if field.name not in _AS_JSON
}


_Packed = tuple[dict[str, str], dict[str, Any], int, list[float | None]]


class TidyRow(NamedTuple):
    """One file.

    Attributes
    ----------
    labels : dict of str to str
        Fields of its name.
    head : dict of str to (str, int, float or None)
        Everything but the metrics.
    values : dict of str to (float or None)
        Metrics by name.
    """

    labels: Mapping[str, str]
    head: dict[str, Cell]
    values: dict[str, float | None]


class TidyTable:
    """Collects rows and writes them.

    Parameters
    ----------
    fields : tuple of str
        Names of the columns that come from file names.

    Examples
    --------
    >>> table = TidyTable(("subject",))
    >>> table.add_refused("S1_eo.txt", {"subject": "S1"}, "S1_eo.txt is empty.")
    >>> file = io.BytesIO()
    >>> table.write_csv(file)
    >>> file.getvalue().decode().splitlines()[1][:31]
    'S1_eo.txt,S1,S1_eo.txt is empty'
    """

    def __init__(self, fields: tuple[str, ...] = ()) -> None:
        self.fields = fields
        self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the table
        weakref.finalize(self, self._spool.close)
        self._lengths = array("Q")
        self._names: list[list[str]] = []
        self.units: dict[str, str] = {}
        """Of every metric that stands in some row, in the order of their columns."""

    def add(self, result: AnalysisResult, labels: Mapping[str, str]) -> None:
        """Add a file that was measured.

        Parameters
        ----------
        result : AnalysisResult
            What was measured.
        labels : mapping of str to str
            Fields of its name; may lack some.
        """
        quality = result.quality
        head: dict[str, Cell] = {
            "file": as_text(result.file),
            "not_measured": None,
            "format": result.format,
            "origin": result.origin,
            "rate_hz": result.rate_hz,
            "n_samples": result.n_samples,
            "duration_s": result.duration_s,
            "pipeline": result.pipeline,
            "version": __version__,
        }
        for name in _QUALITY:
            head[name] = _finite(getattr(quality, name.removeprefix("quality_")))
        for name in _AS_JSON:
            head[name] = msgspec.json.encode(getattr(quality, name)).decode()
        self._keep(labels, head, {name: item.value for name, item in result.metrics.items()})
        for name, item in result.metrics.items():
            # One that was refused may not know its unit.
            self.units[name] = self.units.get(name) or item.unit

    def add_refused(self, file: str, labels: Mapping[str, str], why: str) -> None:
        """Add a file that was not measured, and the reason."""
        head: dict[str, Cell] = {"file": as_text(file), "not_measured": why}
        self._keep(labels, head, {})

    def _keep(
        self, labels: Mapping[str, str], head: dict[str, Cell], values: dict[str, float | None]
    ) -> None:
        names = list(values)
        # Most files have the same metrics: their names need not stand in each row.
        if not self._names or self._names[-1] != names:
            self._names.append(names)
        row = (dict(labels), head, len(self._names) - 1, list(values.values()))
        self._lengths.append(self._spool.write(msgspec.msgpack.encode(row)))

    @property
    def rows(self) -> Iterator[TidyRow]:
        """All rows in their order, one after the other out of the file."""
        self._spool.seek(0)
        try:
            at = 0
            for length in self._lengths:
                self._spool.seek(at)
                labels, head, number, values = msgspec.msgpack.decode(
                    self._spool.read(length), type=_Packed
                )
                at += length
                yield TidyRow(labels, head, dict(zip(self._names[number], values, strict=True)))
        finally:
            self._spool.seek(0, io.SEEK_END)

    def _portions(self) -> Iterator[list[TidyRow]]:
        rows = self.rows
        while some := list(islice(rows, _AT_ONCE)):
            yield some

    def _cells(self, name: str, rows: Sequence[TidyRow]) -> list[Cell]:
        if name in self.fields:
            return [row.labels.get(name) for row in rows]
        if name in self.units:
            return [row.values.get(name) for row in rows]
        return [row.head.get(name) for row in rows]

    def column(self, name: str) -> list[Cell]:
        """Give the cells of a column, a row a file."""
        return self._cells(name, list(self.rows))

    def columns(self) -> dict[str, type]:
        """Names of the columns in order, and the type of what is no null."""
        return {
            "file": str,
            **dict.fromkeys(self.fields, str),
            **_HEAD,
            **_QUALITY,
            **dict.fromkeys(_AS_JSON, str),
            **dict.fromkeys(self.units, float),
        }

    def write_csv(self, file: BinaryIO) -> None:
        """Write the table as CSV in UTF-8: commas, points, one line of names."""
        names = list(self.columns())
        text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        for rows in self._portions():
            writer.writerows(zip(*(self._cells(name, rows) for name in names), strict=True))
        # The file is the caller's to close.
        text.detach()

    def write_parquet(self, file: BinaryIO) -> None:
        """Write the table as Parquet; units of the metrics stand in the fields' metadata too.

        Raises
        ------
        ConfigError
            The extra ``parquet`` is not installed.
        """
        check_parquet()
        import pyarrow
        import pyarrow.parquet

        types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64()}
        fields = [
            pyarrow.field(name, types[kind], metadata={"unit": self.units.get(name, "")})
            for name, kind in self.columns().items()
        ]
        schema = pyarrow.schema(fields)
        with pyarrow.parquet.ParquetWriter(file, schema) as writer:
            for rows in self._portions():
                cells = [pyarrow.array(self._cells(one.name, rows), one.type) for one in fields]
                writer.write_batch(pyarrow.record_batch(cells, schema=schema))


def check_parquet() -> None:
    """Refuse Parquet before anything is measured where it cannot be written.

    Raises
    ------
    ConfigError
        The extra ``parquet`` is not installed.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise ConfigError(
            "Parquet files need the package pyarrow.",
            hint="Install it with: pip install 'balance-arcade[parquet]'; --csv needs nothing.",
        ) from error


def _finite(value: Cell) -> Cell:
    return None if isinstance(value, float) and not math.isfinite(value) else value
