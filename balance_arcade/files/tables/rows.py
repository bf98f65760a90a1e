"""Numbers of a table's rows, and where the rows end. Errors name the line.

Rows end at the file's end, at an empty line below which something else than rows stands (another
block, statistics, remarks), or at a line of statistics ("Mean", "Max"). What is not read is said in
a note. Remarks and repeated lines of names within the rows are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.cells import (
    DAY_S,
    as_clock,
    as_number,
    begins_anew,
    is_missing,
    is_numeric,
    may_be_thousands,
    split_cells,
)
from balance_arcade.files.tables.fast_rows import parse_plain_rows
from balance_arcade.files.tables.text import REMARKS, TextTable, is_units_line
from balance_arcade.files.tables.trial import FloatArray

_STATISTICS = frozenset(
    [
        "mean",
        "average",
        "avg",
        "median",
        "max",
        "maximum",
        "min",
        "minimum",
        "sd",
        "std",
        "stdev",
        "std.dev",
        "std.dev.",
        "st.dev.",
        "rms",
        "sum",
        "total",
        "range",
        "variance",
        "var",
        "count",
        "mittelwert",
        "mittel",
        "standardabweichung",
        "moyenne",
        "écart-type",
        "ecart-type",
        "média",
        "media",
        "promedio",
        "平均",
        "最大",
        "最小",
        "標準偏差",
    ]
)
# What a line under the names is drawn of.
_RULE = frozenset("-=_+*| \t,;")
# A line that begins with a word or a remark.
_WORDS = re.compile(rb"\n[ \t\"]*[^\s\d.+\-\"',;]")
_N_STRAY = 6
"""So many rows of numbers below an empty line at the end are no samples."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Numbers of some columns.

    Attributes
    ----------
    values : ndarray of float64, shape (n_rows, n_columns)
        Missing cells (empty, ``NA``, ``nan``, ``inf``) are NaN.
    notes : tuple of str
        What was left out.
    clocks : frozenset of int
        Columns, as they were asked for, whose cells are times of day or dates; they are in seconds
        of the day, or since 1970.
    """

    values: FloatArray
    notes: tuple[str, ...] = ()
    clocks: frozenset[int] = frozenset()


def read_rows(table: TextTable, columns: Sequence[int]) -> Rows:
    """Read the numbers of some columns.

    Parameters
    ----------
    table : TextTable
        The file.
    columns : sequence of int
        Indices of the columns, in the order wanted.

    Returns
    -------
    Rows

    Raises
    ------
    RecordingError
        A cell is no number, a line has too few or too many cells; the line is named.
    """
    rows = _parse_fast(table, columns) or _parse_upper(table, columns)
    rows = rows or _parse_slowly(table, columns)
    if len(rows.values) < 2:
        raise RecordingError(
            f"{table.path.name} contains {len(rows.values)} rows of numbers.",
            hint="A trial needs at least two; the file may have been cut off.",
        )
    return Rows(np.ascontiguousarray(rows.values), (*table.file.notes, *rows.notes), rows.clocks)


def _parse_fast(table: TextTable, columns: Sequence[int]) -> Rows | None:
    """Rows of a well-formed table; None leaves it to the slow parser, which names faults."""
    body = table.file.data[table.file.offset_of(table.rows_at) :]
    values = parse_plain_rows(body, len(table.header), table.separator)
    if values is not None:
        return Rows(values[:, list(columns)])
    lines = body.strip(b" \n").split(b"\n")
    # An empty line may be the end of the rows; `loadtxt` would go on below it.
    if len(lines) < 2 or any(not line.strip() for line in lines):
        return None
    try:
        # No comments: a line with # fails here, and the slow parser leaves it out.
        values = np.loadtxt(lines, delimiter=table.separator, comments=None, ndmin=2)
    except ValueError:
        return None
    # `loadtxt` accepts "inf" and takes fewer columns than the header has.
    well_formed = values.shape[1] == len(table.header) and not np.isinf(values).any()
    return Rows(values[:, list(columns)]) if well_formed else None


def _parse_upper(table: TextTable, columns: Sequence[int]) -> Rows | None:
    """Rows above the first line of words, where no more rows stand below it."""
    body = table.file.data[table.file.offset_of(table.rows_at) :]
    match = _WORDS.search(body)
    upper = body[: match.start()].rstrip(b" \n") if match else b""
    values = parse_plain_rows(upper, len(table.header), table.separator)
    if values is None:
        return None
    found = _find_rows(table, n_lines=upper.count(b"\n") + 1, n_rows=len(values))
    return None if found.rows else Rows(values[:, list(columns)], tuple(found.notes))


def _parse_slowly(table: TextTable, columns: Sequence[int]) -> Rows:
    found = _find_rows(table)
    clocks = frozenset(
        i for i, c in enumerate(columns) if found.rows and as_clock(found.rows[0][1][c]) is not None
    )
    anew_s = {i: begins_anew(found.rows[0][1][columns[i]]) for i in clocks}
    for c in {columns[i] for i in clocks}:
        for number, cells in found.rows:
            cells[c] = _clock(table, number, c, cells[c])
    comma = _decimal_comma(table, [[cells[c] for c in columns] for _, cells in found.rows])
    values = [
        [_cell(table, number, column, cells[column], comma) for column in columns]
        for number, cells in found.rows
    ]
    array = np.array(values, dtype=np.float64).reshape(len(values), len(columns))
    for i, range_s in anew_s.items():
        array[:, i], notes = _past_midnight(array[:, i], range_s)
        found.notes += notes
    return Rows(array, tuple(found.notes), clocks)


def _past_midnight(t_s: FloatArray, range_s: float) -> tuple[FloatArray, tuple[str, ...]]:
    """Go on where a time of day, or minutes of an hour, begin again at 0."""
    passed = np.flatnonzero(np.diff(t_s) < -0.5 * range_s) if range_s else np.empty(0)
    if not passed.size:
        return t_s, ()
    added = np.zeros(t_s.size)
    added[passed.astype(int) + 1] = range_s
    what = "midnight" if range_s == DAY_S else "the full hour"
    note = f"The times pass {what} at row {int(passed[0]) + 2}, and were counted on from there."
    return t_s + np.cumsum(added), (note,)


@dataclass(slots=True)
class _Found:
    n_above: int = 0
    last_line: int = 0
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    n_left_out: int = 0
    first_left_out: int = 0
    n_gaps: int = 0
    n_before_gap: int = 0
    gap_line: int = 0

    @property
    def begun(self) -> bool:
        """Whether a row stands above."""
        return self.n_above > 0 or bool(self.rows)

    def leave_out(self, number: int) -> None:
        """Count a remark or repeated names."""
        self.n_left_out += 1
        self.first_left_out = self.first_left_out or number


def _find_rows(table: TextTable, *, n_lines: int = 0, n_rows: int = 0) -> _Found:
    """Find the rows below some lines that are known to be rows."""
    begin = table.rows_at + n_lines
    found = _Found(n_above=n_rows, last_line=begin + table.file.n_above)
    lines = table.file.lines
    last = max((i for i in range(len(lines) - 1, -1, -1) if lines[i].strip()), default=-1)
    cut = set(" \t" + (table.separator or ""))
    for index in range(begin, last + 1):
        line, number = lines[index], index + 1 + table.file.n_above
        if not set(line) - cut:
            if found.begun and found.gap_line != number - 1:
                found.n_gaps += 1
                found.n_before_gap = len(found.rows)
            found.gap_line = number
            continue
        if not found.begun and not set(line) - _RULE:
            continue
        cells = split_cells(line, table.separator)
        if _is_beside(table, line, cells):
            found.leave_out(number)
            continue
        if _is_statistics(cells) or not (_has_number(cells) or _is_empty_row(table, cells)):
            if not found.begun and is_units_line([cell for cell in cells if cell]):
                continue
            if not found.begun and _is_statistics(cells):
                found.leave_out(number)
                continue
            if _ends_rows(found, number, cells):
                _note_end(found, number, cells)
                break
            raise _no_row(table, number, cells)
        found.rows.append((number, _fitted(table, number, cells, is_last=index == last)))
        found.last_line = number
    _drop_stray(found)
    if found.n_left_out:
        found.notes.append(
            f"{_lines(found.n_left_out)} of remarks, repeated names or statistics among the rows, "
            f"from line {found.first_left_out} on, was not read."
        )
    return found


def _lines(n: int) -> str:
    return "1 line" if n == 1 else f"A total of {n} lines"


def _is_beside(table: TextTable, line: str, cells: list[str]) -> bool:
    """Whether a line is a remark or the line of names once more."""
    return line.lstrip().startswith(REMARKS) or tuple(cells[: len(table.header)]) == table.header


def _has_number(cells: Sequence[str]) -> bool:
    return any(is_numeric(cell) for cell in cells)


def _is_empty_row(table: TextTable, cells: Sequence[str]) -> bool:
    """Whether a row has its cells, all of them said to be missing."""
    return len(cells) == len(table.header) and all(is_missing(cell) for cell in cells)


def _is_statistics(cells: Sequence[str]) -> bool:
    words = (cell.lower().rstrip(":").replace(" ", "") for cell in cells)
    return any(word in _STATISTICS for word in words)


def _ends_rows(found: _Found, number: int, cells: Sequence[str]) -> bool:
    """Whether the rows end above a line that is no row."""
    if not found.begun:
        return False
    return found.gap_line == number - 1 or _is_statistics(cells)


def _note_end(found: _Found, number: int, cells: Sequence[str]) -> None:
    shown = next((cell for cell in cells if cell), "")[:30]
    found.notes.append(
        f"The rows end at line {found.last_line}; what stands from line {number} on "
        f"({shown!r}) was not read."
    )


def _drop_stray(found: _Found) -> None:
    """Leave out a few rows of numbers behind an empty line at the end: sums or means, unnamed."""
    n_stray = len(found.rows) - found.n_before_gap
    # Where empty lines stand among the rows, those behind the last one are rows as well.
    if found.n_gaps != 1 or found.n_before_gap <= 10 * _N_STRAY or not 0 < n_stray <= _N_STRAY:
        return
    line = found.rows[found.n_before_gap][0]
    del found.rows[found.n_before_gap :]
    found.notes.append(
        f"{_lines(n_stray)} of numbers below the empty line {line - 1} stood apart from the rows "
        "and was not read."
    )


def _fitted(table: TextTable, number: int, cells: list[str], *, is_last: bool) -> list[str]:
    while len(cells) > len(table.header) and not cells[-1]:
        cells.pop()  # a separator behind the last cell
    if len(cells) == len(table.header):
        return cells
    n_cells, n_columns, name = len(cells), len(table.header), table.path.name
    if is_last and n_cells < n_columns:
        raise RecordingError(
            f"{name} is cut off: its last line ({number}) has {n_cells} of {n_columns} values.",
            hint="Copy the file again, or delete the last line if the rest is complete.",
        )
    hint = "Correct or delete that line."
    if table.separator == "," and n_cells > n_columns:
        hint = "If the numbers use a decimal comma, separate the cells with semicolons or tabs."
    raise RecordingError(
        f"{name}, line {number}: {n_cells} values under {n_columns} column names.", hint=hint
    )


def _no_row(table: TextTable, number: int, cells: Sequence[str]) -> RecordingError:
    return RecordingError(
        f"{table.path.name}, line {number}: {' '.join(cells)[:30].strip()!r} is not a row of "
        "numbers.",
        hint="Delete that line. Remarks among the rows begin with #, % or //.",
    )


def _decimal_comma(table: TextTable, rows: Sequence[Sequence[str]]) -> bool:
    """Whether numbers are written with a decimal comma; refused where it could mean thousands."""
    seen = [cell for cells in rows for cell in cells if is_numeric(cell)]
    if not any("," in cell for cell in seen):
        return False
    name = table.path.name
    if any("." in cell or cell.count(",") > 1 for cell in seen):
        raise RecordingError(
            f"{name} mixes commas and points in its numbers.",
            hint="Write all numbers with one decimal sign and no sign for thousands.",
        )
    if may_be_thousands(seen):
        example = next(cell for cell in seen if "," in cell)
        raise RecordingError(
            f"{name}: the comma in {example!r} may be a decimal sign or part thousands.",
            hint="Write the numbers without a sign for thousands, or with a decimal point.",
        )
    return True


def _clock(table: TextTable, number: int, column: int, text: str) -> str:
    seconds = as_clock(text)
    if seconds is None:
        raise RecordingError(
            f"{table.path.name}, line {number}, column {table.header[column]}: "
            f"{text[:30]!r} is not a time of day.",
            hint="Write every time as HH:MM:SS.fff, with a date before it or without.",
        )
    return repr(seconds)


def _cell(table: TextTable, number: int, column: int, text: str, comma: bool) -> float:
    if is_missing(text):
        return float("nan")
    value = as_number(text.replace(",", ".") if comma else text)
    if value is None:
        # A blank, an apostrophe or a narrow space parts thousands in many countries.
        parted = as_number(
            "".join(c for c in text.replace(",", ".") if c not in " '\u2019\xa0\u202f")
        )
        raise RecordingError(
            f"{table.path.name}, line {number}, column {table.header[column]}: "
            f"{text[:20]!r} is not a number.",
            hint="Write numbers without a sign for thousands."
            if parted is not None
            else "Correct that cell, or leave it empty if the value is missing.",
        )
    return value
