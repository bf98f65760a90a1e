"""Cells of a line: separators, quotes (RFC 4180), decimal signs."""

from __future__ import annotations

import contextlib
import csv
import datetime
import re
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np

from balance_arcade.files.tables.units import LONGEST_NAME

SEPARATORS: Final = ("\t", ";", ",")
MISSING: Final = frozenset(
    (
        *("", "na", "n/a", "nan", "-nan", "null", "none", "-", "--"),
        *("#n/a", "#na", "#div/0!", "1.#qnan", "-1.#qnan", "1.#ind", "-1.#ind"),
    )
)
"""How a missing number is written, by us, spreadsheets and C's library on Windows."""

_NUMERIC = re.compile(r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?")
_CLOCK = re.compile(
    r"(?:(?P<date>\d{4}[-/]\d{2}[-/]\d{2})[ T])?(?P<h>\d{1,2}):(?P<m>\d{2}):"
    r"(?P<s>\d{2}(?:[.,]\d{1,9})?)(?:Z|[+-]\d{2}:?\d{2})?"
)
_THOUSAND_PLAIN = re.compile(r"[-+]?[1-9]\d{3,}")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+")


def separator_of(line: str) -> str | None:
    """Tell what parts the cells of a line; None for any run of blanks.

    Examples
    --------
    >>> separator_of('"0,00","1,5"'), separator_of("t x y"), separator_of("0,5;1")
    (',', None, ';')
    """
    return next((mark for mark in SEPARATORS if mark in line.strip()), None)


def split_cells(line: str, separator: str | None) -> list[str]:
    r"""Cut a line into cells, without the blanks and quotes about them.

    Parameters
    ----------
    line : str
        One line, without its end.
    separator : str or None
        What parts the cells; None for any run of blanks.

    Returns
    -------
    list of str
        Quotes hold a cell together, whatever stands in it.

    Examples
    --------
    >>> split_cells('"0,01"; "b" ;c', ";"), split_cells('"1,5","2"', ",")
    (['0,01', 'b', 'c'], ['1,5', '2'])
    """
    if '"' in line and separator is not None:
        with contextlib.suppress(csv.Error):  # a quote that never ends; its cells are cut plainly
            parsed = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
            return [cell.strip(" \t\"'\ufeff") for cell in parsed]
    return [cell.strip(" \t\"'\ufeff") for cell in line.split(separator)]


def name_cells(line: str, separator: str | None) -> tuple[str, ...]:
    """Cut a line of names; empty cells at its end are left out."""
    if separator is None:
        # "COPx [cm]" is one name, also where blanks part the columns.
        # Repeats are bounded, so that a line of nothing but blanks takes no quadratic time.
        line = re.sub(r"\s{1,8}([\[(])\s{0,8}(\S{0,40}?)\s{0,8}([\])])", r"\1\2\3", line)
    cells = [cell[:LONGEST_NAME] for cell in split_cells(line, separator)]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return tuple(cells)


def as_number(text: str) -> float | None:
    """Take a finite number from text, or None; Python's ``1_000`` is not accepted."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) and "_" not in text else None


def as_clock(text: str) -> float | None:
    """Take seconds from a time of day, or since 1970 where a date stands before it; else None.

    Examples
    --------
    >>> as_clock("00:01:02.5"), as_clock("1970-01-02T00:00:00.25Z"), as_clock("12.5")
    (62.5, 86400.25, None)
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    seconds = 3600 * int(match["h"]) + 60 * int(match["m"]) + float(match["s"].replace(",", "."))
    if match["date"] is None:
        return seconds
    try:
        day = datetime.date.fromisoformat(match["date"].replace("/", "-"))
    except ValueError:
        return None
    return 86400.0 * (day - datetime.date(1970, 1, 1)).days + seconds


def is_numeric(cell: str) -> bool:
    """Whether a cell is written as a number, with whatever decimal sign."""
    return _NUMERIC.fullmatch(cell) is not None


def n_numbers(cells: Iterable[str]) -> int:
    """Count the cells that are numbers."""
    return sum(is_numeric(cell) for cell in cells)


def may_be_thousands(cells: Sequence[str]) -> bool:
    """Whether commas may part thousands: each stands before three digits, none behind a zero.

    Where 1000 is written without a comma, they do not.

    Examples
    --------
    >>> may_be_thousands(["1,234", "12"]), may_be_thousands(["0,234"]), may_be_thousands(["1,25"])
    (True, False, False)
    >>> may_be_thousands(["1,234", "1250"])
    False
    """
    with_comma = [cell for cell in cells if "," in cell]
    if not with_comma or not all(_THOUSANDS.fullmatch(cell) for cell in with_comma):
        return False
    return not any(_THOUSAND_PLAIN.fullmatch(cell) for cell in cells)
