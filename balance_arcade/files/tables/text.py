"""Read numbers from text files: encoding, separator, decimal sign. Errors name the line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.trial import FloatArray

_GZIP = b"\x1f\x8b"

_MISSING = frozenset({"", "na", "n/a", "nan", "-nan", "null", "none"})
SEPARATORS = ("\t", ";", ",")

# Titles above the column names are no longer than this.
_N_TITLE_LINES = 50
_NUMERIC = re.compile(r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file cut into a header and rows; cells are still text.

    Attributes
    ----------
    path : Path
        The file.
    settings : dict of str to str
        ``# name = value`` lines above the header.
    header : tuple of str
        Column names as written, without surrounding blanks and quotes.
    header_line : int
        Line number of the header, from 1.
    lines : sequence of str
        Lines below the header.
    separator : str or None
        What stands between cells; None for any run of blanks.
    """

    path: Path
    settings: dict[str, str]
    header: tuple[str, ...]
    header_line: int
    lines: Sequence[str]
    separator: str | None


def read_text_table(
    path: Path, *, known: Callable[[tuple[str, ...]], bool] | None = None
) -> TextTable:
    """Read a text file up to its header.

    Parameters
    ----------
    path : Path
        An existing file.
    known : callable, optional
        Says whether some cells are column names; the first of the upper lines of which it says so
        is the header. Without it, or if there is none, the first line that is no comment is.

    Returns
    -------
    TextTable

    Raises
    ------
    RecordingError
        The file is no text, is empty, or has no header line.
    """
    lines = decode_file(path).splitlines()
    settings: dict[str, str] = {}
    first: int | None = None
    for index, line in enumerate(lines):
        text = line.strip()
        if text.startswith("#"):
            name, equals, value = text.lstrip("# ").partition("=")
            if equals:
                settings[name.strip().lower()] = value.strip()
        elif text:
            first = index if first is None else first
            if known is None or known(_header_cells(line)[0]):
                return _with_header(path, settings, lines, index)
        if first is not None and index >= first + _N_TITLE_LINES:
            break
    if first is None:
        raise RecordingError(f"{path.name} is empty.", hint="Choose a file that contains a trial.")
    return _with_header(path, settings, lines, first)


def _header_cells(line: str) -> tuple[tuple[str, ...], str | None]:
    """Names in a line, and what parts them."""
    separator = next((s for s in SEPARATORS if s in line.strip()), None)
    if separator is None:
        # "COPx [cm]" is one name, also where blanks part the columns.
        # Repeats are bounded, so that a line of nothing but blanks takes no quadratic time.
        line = re.sub(r"\s{1,8}([\[(])\s{0,8}(\S{0,40}?)\s{0,8}([\])])", r"\1\2\3", line)
    cells = [cell.strip(" \t\"'") for cell in line.split(separator)]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return tuple(cells), separator


def _with_header(
    path: Path, settings: dict[str, str], lines: Sequence[str], index: int
) -> TextTable:
    header, separator = _header_cells(lines[index])
    if any(as_number(name) is not None for name in header):
        raise RecordingError(
            f"{path.name} has no header line: line {index + 1} starts with numbers.",
            hint="Name the columns with their units, for example t_s, cop_ml_mm, cop_ap_mm, fz_n.",
        )
    return TextTable(path, settings, header, index + 1, lines[index + 1 :], separator)


def decode_file(path: Path, *, fallback: str = "") -> str:
    """Text of a file in UTF-8, or in UTF-16 with its mark.

    Parameters
    ----------
    path : Path
        An existing file.
    fallback : str
        Encoding to try where it is neither.

    Returns
    -------
    str

    Raises
    ------
    RecordingError
        The file cannot be read, or is no text in these encodings.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(
            f"{path.name} cannot be read: {error.strerror}.", hint="Check the file's permissions."
        ) from error
    if data.startswith(_GZIP):
        raise RecordingError(
            f"{path.name} is not a text table: it is compressed (gzip).",
            hint="Decompress it first.",
        )
    # Excel writes a byte order mark before UTF-8; this encoding drops it.
    encoding = "utf-8-sig"
    # "Unicode text" of Excel and LabVIEW.
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = _decoded(data, encoding, fallback)
    except UnicodeDecodeError as error:
        raise RecordingError(
            f"{path.name} is not a text table: byte {error.start} is not {encoding}.",
            hint="Export it as text in UTF-8, or give a recording that ends in .mcap.",
        ) from error
    if "\0" in text:
        raise RecordingError(
            f"{path.name} is not a text table: it contains zero bytes.",
            hint="The file may have been cut off while it was copied; copy it again.",
        )
    return text


def _decoded(data: bytes, encoding: str, fallback: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if not fallback:
            raise
        try:
            return data.decode(fallback)
        except UnicodeDecodeError:
            raise error from None


def parse_columns(table: TextTable, columns: Sequence[int]) -> FloatArray:
    """Numbers of some columns.

    Parameters
    ----------
    table : TextTable
        The file.
    columns : sequence of int
        Indices of the columns, in the order wanted.

    Returns
    -------
    ndarray of float64, shape (n_rows, len(columns))
        Missing cells (empty, ``NA``, ``nan``) are NaN.

    Raises
    ------
    RecordingError
        A cell is no number, a line has too few or too many cells; the line is named.
    """
    values = _parse_fast(table)
    values = _parse_slowly(table, columns) if values is None else values[:, list(columns)]
    if len(values) < 2:
        raise RecordingError(
            f"{table.path.name} contains {len(values)} rows of numbers.",
            hint="A trial needs at least two; the file may have been cut off.",
        )
    return np.ascontiguousarray(values)


def _parse_fast(table: TextTable) -> FloatArray | None:
    """NumPy's C parser on well-formed tables (1.7 ms for 6000 x 9); None leaves it to the other."""
    if not any(line.strip() for line in table.lines[:2]):
        return None
    try:
        # No comments below the header: a line with # fails here, and the slow parser names it.
        values = np.loadtxt(table.lines, delimiter=table.separator, comments=None, ndmin=2)
    except ValueError:
        return None
    # `loadtxt` accepts "inf" and takes fewer columns than the header has.
    well_formed = values.shape[1] == len(table.header) and not np.isinf(values).any()
    return values if well_formed else None


def _parse_slowly(table: TextTable, columns: Sequence[int]) -> FloatArray:
    comma = _decimal_comma(table, columns)
    rows: list[list[float]] = []
    for number, cells, last in _rows(table):
        while len(cells) > len(table.header) and not cells[-1]:
            cells.pop()  # a separator behind the last cell
        if len(cells) != len(table.header):
            raise _wrong_width(table, number, cells, last)
        rows.append([_cell(table, number, column, cells[column], comma) for column in columns])
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(columns))


def _rows(table: TextTable) -> Iterator[tuple[int, list[str], bool]]:
    """Line number, cells, and whether it is the last line that holds anything."""
    # The last filled line is the one that a broken copy cuts off, and gets words of its own.
    filled = [i for i, line in enumerate(table.lines) if line.strip()]
    for i in filled:
        # A separator of its own may leave an empty cell at the end; blanks never do.
        cells = table.lines[i].split(table.separator)
        yield table.header_line + 1 + i, [c.strip(" \t\"'") for c in cells], i == filled[-1]


def _wrong_width(table: TextTable, number: int, cells: list[str], last: bool) -> RecordingError:
    n_cells, n_columns, name = len(cells), len(table.header), table.path.name
    if not any(_NUMERIC.fullmatch(cell) for cell in cells):
        return RecordingError(
            f"{name}, line {number}: {' '.join(cells)[:30].strip()!r} is not a row of numbers.",
            hint="Delete that line. Remarks are allowed above the column names only.",
        )
    if last and n_cells < n_columns:
        return RecordingError(
            f"{name} is cut off: its last line ({number}) has {n_cells} of {n_columns} values.",
            hint="Copy the file again, or delete the last line if the rest is complete.",
        )
    hint = "Correct or delete that line."
    if table.separator == "," and n_cells > n_columns:
        hint = "If the numbers use a decimal comma, separate the cells with semicolons or tabs."
    return RecordingError(
        f"{name}, line {number}: {n_cells} values under {n_columns} column names.", hint=hint
    )


def _decimal_comma(table: TextTable, columns: Sequence[int]) -> bool:
    """Whether numbers are written with a decimal comma; refused where it could mean thousands."""
    # A comma cannot separate cells and decimals at once.
    if table.separator == ",":
        return False
    # A remark below the numbers may hold commas of its own; the row is named later.
    seen = [
        cells[c]
        for _, cells, _ in _rows(table)
        for c in columns
        if c < len(cells) and _NUMERIC.fullmatch(cells[c])
    ]
    if not any("," in cell for cell in seen):
        return False
    if any("." in cell or cell.count(",") > 1 for cell in seen):
        raise RecordingError(
            f"{table.path.name} mixes commas and points in its numbers.",
            hint="Write all numbers with one decimal sign and no sign for thousands.",
        )
    return True


def _cell(table: TextTable, number: int, column: int, text: str, comma: bool) -> float:
    if text.lower() in _MISSING:
        return float("nan")
    value = as_number(text.replace(",", ".") if comma else text)
    if value is None:
        raise RecordingError(
            f"{table.path.name}, line {number}, column {table.header[column]}: "
            f"{text[:20]!r} is not a number.",
            hint="Correct that cell, or leave it empty if the value is missing.",
        )
    return value


def as_number(text: str) -> float | None:
    """Take a finite number from text, or None; Python's ``1_000`` is not accepted."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) and "_" not in text else None
