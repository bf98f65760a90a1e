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
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec

from balance_arcade import __version__
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.records.analyze import AnalysisResult, FileQuality

Cell = str | int | float | None

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
    >>> table.csv().decode().splitlines()[1][:31]
    'S1_eo.txt,S1,S1_eo.txt is empty'
    """

    def __init__(self, fields: tuple[str, ...] = ()) -> None:
        self.fields = fields
        self.rows: list[TidyRow] = []
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
        self.rows.append(
            TidyRow(labels, head, {name: item.value for name, item in result.metrics.items()})
        )
        for name, item in result.metrics.items():
            # One that was refused may not know its unit.
            self.units[name] = self.units.get(name) or item.unit

    def add_refused(self, file: str, labels: Mapping[str, str], why: str) -> None:
        """Add a file that was not measured, and the reason."""
        head: dict[str, Cell] = {"file": as_text(file), "not_measured": why}
        self.rows.append(TidyRow(labels, head, {}))

    def column(self, name: str) -> list[Cell]:
        """Give the cells of a column, a row a file."""
        if name in self.fields:
            return [row.labels.get(name) for row in self.rows]
        if name in self.units:
            return [row.values.get(name) for row in self.rows]
        return [row.head.get(name) for row in self.rows]

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

    def csv(self) -> bytes:
        """Write the table as CSV in UTF-8: commas, points, one line of names."""
        names = list(self.columns())
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(zip(*(self.column(name) for name in names), strict=True))
        return text.getvalue().encode()

    def parquet(self) -> bytes:
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
        cells = [pyarrow.array(self.column(field.name), field.type) for field in fields]
        sink = pyarrow.BufferOutputStream()
        pyarrow.parquet.write_table(pyarrow.table(cells, schema=pyarrow.schema(fields)), sink)
        whole: bytes = sink.getvalue().to_pybytes()
        return whole


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
