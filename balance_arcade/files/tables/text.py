"""A table of text cut into its head, its line of names and its rows; cells are still text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.cells import (
    as_number,
    n_numbers,
    name_cells,
    separator_of,
    split_cells,
)
from balance_arcade.files.tables.encoding import TextFile, read_text_file
from balance_arcade.files.tables.trial import ColumnUse, Understood
from balance_arcade.files.tables.units import ALL_UNITS, plain_unit

N_HEAD_LINES = 200
"""The line of names stands among so many lines."""

REMARKS = ("#", "%", "//")
"""How a line of remarks begins."""

_N_ROWS = 3
_UNITS_OF_NOTHING = frozenset({"", "-", "--", "1", "a.u.", "au", "%", "v", "mv", "count", "counts"})


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file cut into a header and rows.

    Attributes
    ----------
    file : TextFile
        The file.
    settings : dict of str to str
        ``# name = value`` lines above the header.
    header : tuple of str
        Column names as written, without surrounding blanks and quotes.
    header_line : int
        Line number of the header, from 1.
    units : tuple of str
        Of each column, as the line below the names has them, reduced; empty where there is none.
    rows_at : int
        Index of the first line below names and units, from 0.
    separator : str or None
        What stands between the cells of the rows; None for any run of blanks.
    n_head : int or None
        Lines above the rows, where there is no line of names.
    """

    file: TextFile
    settings: dict[str, str]
    header: tuple[str, ...]
    header_line: int
    units: tuple[str, ...]
    rows_at: int
    separator: str | None
    n_head: int | None = None

    @property
    def path(self) -> Path:
        """The file's path."""
        return self.file.path

    @property
    def head(self) -> Sequence[str]:
        """Lines above the names."""
        n_lines = self.n_head
        if n_lines is None:
            n_lines = self.header_line - 1 - self.file.n_above
        return self.file.head[:n_lines]


def understood_of(kind: str, table: TextTable, columns: Sequence[ColumnUse] = ()) -> Understood:
    """Say what a table was taken for.

    Parameters
    ----------
    kind : str
        The program or layout, for people.
    table : TextTable
        The file.
    columns : sequence of ColumnUse
        Those that were read.

    Returns
    -------
    Understood
    """
    rows = [line for line in table.file.head[table.rows_at :][: 4 * _N_ROWS] if line.strip()]
    return Understood(
        kind,
        table.header_line or None,
        tuple(columns),
        table.header,
        table.units,
        tuple(tuple(split_cells(row, table.separator)) for row in rows[:_N_ROWS]),
    )


def read_text_table(path: Path) -> TextTable:
    """Read a text file whose first line that is no remark names its columns.

    Parameters
    ----------
    path : Path
        An existing file.

    Returns
    -------
    TextTable

    Raises
    ------
    RecordingError
        The file is no text, is empty, or has no header line.
    """
    file = read_text_file(path)
    for index, line in enumerate(file.head):
        if line.strip() and not line.strip().startswith(REMARKS):
            return table_at(file, index)
    raise RecordingError(f"{path.name} is empty.", hint="Choose a file that contains a trial.")


def find_table(file: TextFile, known: Callable[[tuple[str, ...]], bool]) -> TextTable | None:
    """Find the first of the upper lines that holds column names.

    Parameters
    ----------
    file : TextFile
        The file.
    known : callable
        Says whether some cells are column names.

    Returns
    -------
    TextTable or None
        None where no line is.
    """
    for index, line in enumerate(file.head[:N_HEAD_LINES]):
        text = line.strip()
        if text.startswith(REMARKS):
            # MATLAB and others write the names behind the mark of a remark.
            text = text.lstrip("#%/ ")
        if text and known(name_cells(text, separator_of(text))):
            return table_at(file, index)
    return None


def table_at(file: TextFile, index: int) -> TextTable:
    """Cut a file below its line of names.

    Parameters
    ----------
    file : TextFile
        The file.
    index : int
        Index of the line of names, from 0.

    Returns
    -------
    TextTable

    Raises
    ------
    RecordingError
        Numbers stand in that line.
    """
    line = file.head[index]
    if line.strip().startswith(REMARKS):
        line = line.strip().lstrip("#%/ ")
    separator = separator_of(line)
    header = name_cells(line, separator)
    if any(as_number(name) is not None for name in header):
        number = index + 1 + file.n_above
        raise RecordingError(
            f"{file.path.name} has no header line: line {number} starts with numbers.",
            hint="Name the columns with their units, for example t_s, cop_ml_mm, cop_ap_mm, fz_n; "
            "or say which is which: --columns t=#1[s],ml=#2[mm],ap=#3[mm].",
        )
    units, rows_at = _units_below(file, index, header, separator)
    separator = _separator_of_rows(file, rows_at, separator, len(header))
    if _rows_are_numbered(file, rows_at, separator, len(header)):
        header, units = ("", *header), ("", *units)
    n_columns = _n_columns(file, rows_at, header)
    if n_columns < len(header):
        separator = None
    return TextTable(
        file,
        _settings(file, index),
        header[:n_columns],
        index + 1 + file.n_above,
        units[:n_columns],
        rows_at,
        separator,
    )


def _settings(file: TextFile, end: int) -> dict[str, str]:
    """``# name = value`` lines above the names."""
    settings: dict[str, str] = {}
    for line in file.head[:end]:
        text = line.strip()
        if text.startswith(REMARKS):
            name, equals, value = text.lstrip("#%/ ").partition("=")
            if equals:
                settings[name.strip().lower()] = value.strip()
    return settings


def _units_below(
    file: TextFile, index: int, header: tuple[str, ...], separator: str | None
) -> tuple[tuple[str, ...], int]:
    """Units of the columns, where the next line holds them, and the line below."""
    none = ("",) * len(header)
    below = file.head[index + 1] if index + 1 < len(file.head) else ""
    cells = split_cells(below, separator)[: len(header)]
    if not any(cells) or n_numbers(cells) or not is_units_line(cells):
        return none, index + 1
    units = tuple(plain_unit(cell) for cell in cells)
    return (*units, *none[len(units) :]), index + 2


def is_units_line(cells: Sequence[str]) -> bool:
    """Whether more than half of the cells that say something are units that are known.

    Examples
    --------
    >>> is_units_line(["s", "N", "N.m"]), is_units_line(["Anna", "N"]), is_units_line(["-", ""])
    (True, False, False)
    """
    plain = [plain_unit(cell) for cell in cells if cell.lower() not in _UNITS_OF_NOTHING]
    return 2 * sum(unit in ALL_UNITS for unit in plain) > len(plain)


def _rows_are_numbered(file: TextFile, rows_at: int, separator: str | None, n_columns: int) -> bool:
    """Whether each row begins with its number under no name, as R's ``write.table`` writes it."""
    below = [line for line in file.head[rows_at : rows_at + 2 * _N_ROWS] if line.strip()]
    cells = [split_cells(line, separator) for line in below[:_N_ROWS]]
    first = [row[0] for row in cells if len(row) == n_columns + 1]
    return len(first) == _N_ROWS and first == [str(i + 1) for i in range(_N_ROWS)]


def _n_columns(file: TextFile, rows_at: int, header: tuple[str, ...]) -> int:
    """Count the columns that the rows have, where the last names only repeat earlier ones.

    One plate cut out of an export of two keeps the names of both; its numbers are parted by blanks.
    """
    below = [split_cells(line, None) for line in file.head[rows_at : rows_at + 20]]
    sizes = {len(cells) for cells in below if cells and n_numbers(cells) == len(cells)}
    found = sizes.pop() if len(sizes) == 1 else len(header)
    return (
        found
        if 2 <= found < len(header) and set(header[found:]) <= set(header[:found])
        else len(header)
    )


def _separator_of_rows(
    file: TextFile, rows_at: int, separator: str | None, n_columns: int
) -> str | None:
    """Find what parts the rows: some loggers part names by commas and numbers by semicolons."""
    below = file.head[rows_at : rows_at + 20]
    line = next((line for line in below if n_numbers(split_cells(line, separator_of(line)))), "")
    other = separator_of(line)
    # Only where it parts the numbers as the names are parted, and the names' own does not.
    if len(name_cells(line, separator)) != n_columns == len(name_cells(line, other)):
        return other
    return separator
