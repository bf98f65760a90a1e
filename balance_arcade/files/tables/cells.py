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
_MISSING: Final = frozenset(
    (
        *("", "na", "n/a", "nan", "null", "(null)", "none", "undefined", "missing"),
        *(".", "-", "--", "---", "#n/a", "#na", "#div/0!", "n. def.", "neun", "non numérique"),
    )
)
# C's library writes nan, -nan, -nan(ind) and inf; on older Windows 1.#QNAN, -1.#IND00 or 1.#J,
# as many digits as were asked for.
_NO_NUMBER = re.compile(
    r"[-+]?(?:nan(?:\([a-z0-9]{1,16}\))?|inf(?:inity)?|∞|1\.#[a-z]{1,4}\d{0,16})"
)

_NUMERIC = re.compile(r"[-+]?[\d.,]+(?:[eE][-+]?\d+)?")
_CLOCK = re.compile(
    r"(?:(?:(?P<date>\d{4}[-/]\d{2}[-/]\d{2})|\d{1,2}[./-]\d{1,2}[./-]\d{4})[ T]\s?)?"
    r"(?P<h>\d{1,2}):(?P<m>\d{2}):(?P<s>\d{2})(?:[.,:](?P<fraction>\d{1,9}))?"
    r"(?:\s?(?P<half>[ap])\.?m\.?|Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"(?P<m>\d{1,2}):(?P<s>\d{2})[.,](?P<fraction>\d{1,9})")
DAY_S: Final = 86400.0
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


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no number: empty, in words, or as programs write NaN.

    What is not finite counts as missing too: a centre of pressure is divided by a load of nothing.

    Examples
    --------
    >>> [is_missing(cell) for cell in ("", "NaN", "-nan(ind)", "-1.#IND00", "inf", "0", "x")]
    [True, True, True, True, True, False, False]
    """
    plain = cell.lower()
    return plain in _MISSING or _NO_NUMBER.fullmatch(plain) is not None


def as_clock(text: str) -> float | None:
    """Take seconds from a time of day, or since 1970 where a date stands before it; else None.

    Of a date, only one that begins with its year counts: 3/4 is April or March.

    Examples
    --------
    >>> as_clock("00:01:02.5"), as_clock("1970-01-02T00:00:00.25Z"), as_clock("12.5")
    (62.5, 86400.25, None)
    >>> as_clock("00:01:02:250"), as_clock("3/4/2026 1:01:02 PM"), as_clock("01:02.5")
    (62.25, 46862.0, 62.5)
    """
    match = _CLOCK.fullmatch(text)
    minutes = None if match else _MINUTES.fullmatch(text)
    if minutes:
        return 60 * int(minutes["m"]) + float(f"{minutes['s']}.{minutes['fraction']}")
    if match is None:
        return None
    hour = int(match["h"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    seconds = 3600 * hour + 60 * int(match["m"]) + float(f"{match['s']}.{match['fraction'] or 0}")
    if match["date"] is None:
        return seconds
    try:
        day = datetime.date.fromisoformat(match["date"].replace("/", "-"))
    except ValueError:
        return None
    return DAY_S * (day - datetime.date(1970, 1, 1)).days + seconds


def begins_anew(text: str) -> float:
    """Seconds after which such a clock begins again: a day, an hour of minutes; 0 with a date.

    Examples
    --------
    >>> begins_anew("23:59:58.5"), begins_anew("59:58.5"), begins_anew("2026-03-04 23:59:58")
    (86400.0, 3600.0, 0.0)
    """
    match = _CLOCK.fullmatch(text)
    if match is None:
        return 3600.0
    return 0.0 if match["date"] else DAY_S


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
