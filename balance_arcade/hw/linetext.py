"""How numbers stand in a line of text: separated, with decimal commas, or among words.

Nobody agrees on how to print four numbers, so the form is found from a line and the number of its
columns, once; every later line must have the same form. A form is taken only where one reading of
the line is possible: what could be read in two ways is refused, and `why_not` says why.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

SHOWN_BYTES = 60
"""So much of a line is shown in a message."""

_OVERFLOWN = (b"ovf", b"-ovf")
# Not a part of a word (the 1 of `cell1`), and no beginning of a hexadecimal number (0x3f).
_NUMBER = re.compile(
    rb"(?<![\w.])[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?(?![xX\d.])"
    rb"|(?<![A-Za-z])-?(?:nan|inf|ovf)(?![A-Za-z])",
    re.IGNORECASE,
)
_ALL_COMMAS = re.compile(rb"\s*[-+]?\d+(?:\s*,\s*[-+]?\d+)+\s*")


class LineFormat:
    r"""One form of line; made by `find_format`.

    Parameters
    ----------
    separator : bytes or None
        What stands between two numbers; None for any white space.
    decimal_comma : bool
        Whether 12,5 means twelve and a half.
    words_between : bytes or None
        The line with ``#`` for each number, where other words stand between them.

    Examples
    --------
    >>> LineFormat(b",").words(b"1.5, 2")
    [b'1.5', b' 2']
    >>> form = find_format(b"TL 12.5 kg, TR 3 kg", 2)
    >>> form.words(b"TL 13.0 kg, TR 4 kg")
    [b'13.0', b'4']
    >>> form.words(b"Offset 13.0 kg, 4 kg")
    []
    """

    def __init__(
        self,
        separator: bytes | None,
        *,
        decimal_comma: bool = False,
        words_between: bytes | None = None,
    ) -> None:
        self.separator = separator
        self.decimal_comma = decimal_comma
        self.words_between = words_between

    def words(self, line: bytes) -> list[bytes]:
        """Return the line's columns, with decimal points; none where other words are in it."""
        if self.words_between is not None:
            return _NUMBER.findall(line) if _between(line) == self.words_between else []
        words = line.split(self.separator)
        # Many sketches print a separator behind every number, the last one too.
        if len(words) > 1 and not words[-1].strip():
            del words[-1]
        if self.decimal_comma:
            return [word.replace(b",", b".") for word in words]
        return words


def as_number(word: bytes) -> float:
    """Read one column.

    Parameters
    ----------
    word : bytes
        Decimal, with a point. ``nan``, ``inf`` and Arduino's ``ovf`` (`Print::printFloat` of the
        AVR core, for what does not fit) are NaN: a cell without a value.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        It is no number.

    Examples
    --------
    >>> as_number(b" 12.5"), as_number(b"ovf")
    (12.5, nan)
    """
    # Python reads 1_000 as a thousand; no printf writes it, so it is two columns run together.
    if b"_" in word:
        raise ValueError(word)
    try:
        number = float(word)
    except ValueError:
        if word.strip().lower() in _OVERFLOWN:
            return math.nan
        raise
    return number if math.isfinite(number) else math.nan


def find_format(
    line: bytes, n_columns: int, needed: Sequence[int] | None = None
) -> LineFormat | None:
    """Find the form of a line.

    Parameters
    ----------
    line : bytes
        Without its end.
    n_columns : int
        How many numbers it must have.
    needed : sequence of int, optional
        Columns that must be numbers; all by default.

    Returns
    -------
    LineFormat or None
        None where the line has not so many numbers in any form.

    Examples
    --------
    >>> find_format(b"12,5;13;14,25;15", 4).decimal_comma
    True
    >>> find_format(b"12,5,13,1,14,0,15,2", 4) is None
    True
    """
    comma = b"," in line
    forms = [
        LineFormat(separator, decimal_comma=comma)
        for separator in (b";", b"\t")
        if separator in line
    ]
    if comma:
        # Twice 12,5 is "12,5, 12,5" and nothing else where the number of columns is known.
        forms += [LineFormat(b","), LineFormat(b", ", decimal_comma=True)]
    forms.append(LineFormat(None, decimal_comma=comma))
    wanted = range(n_columns) if needed is None else needed
    for form in forms:
        words = form.words(line)
        if len(words) == n_columns and all(_is_number(words[i]) for i in wanted):
            return form
    between = _between(line)
    if len(_NUMBER.findall(line)) == n_columns and re.search(rb"[A-Za-z]", between):
        return LineFormat(b"", words_between=between)
    return None


def why_not(line: bytes, n_columns: int) -> tuple[str, str]:
    """Say why a line has no form with so many numbers.

    Parameters
    ----------
    line : bytes
        Without its end.
    n_columns : int
        How many numbers it should have.

    Returns
    -------
    tuple of str
        What is wrong, and what to do about it; two sentences.

    Examples
    --------
    >>> why_not(b"1,2,3", 4)[0]
    "A line has 3 numbers instead of 4: '1,2,3'."
    """
    line_shown = shown(line)
    n_commas = line.count(b",")
    if _ALL_COMMAS.fullmatch(line) and n_columns <= n_commas < 2 * n_columns:
        return (
            f"A line has {n_commas + 1} numbers instead of {n_columns}, or decimal commas:"
            f" '{line_shown}'.",
            "Print decimal points, or separate the numbers by ; instead of commas; if there are"
            " more columns, name them with columns= (- for one to leave out).",
        )
    n_found = len(_NUMBER.findall(line))
    if n_found == 0:
        return (
            f"A line has no number: '{line_shown}'.",
            "Check the baud rate (baud=) and that the sketch prints numbers as decimal text.",
        )
    if n_found == n_columns:
        return (
            f"A line has {n_columns} numbers, but they cannot be told apart: '{line_shown}'.",
            "Separate the numbers by commas.",
        )
    return (
        f"A line has {n_found} numbers instead of {n_columns}: '{line_shown}'.",
        "Name each column of a line with columns=, for example columns=t_ms,tl,tr,bl,br; write -"
        " for one to leave out.",
    )


def shown(line: bytes) -> str:
    r"""Return the beginning of a line for a message; nothing in it can steer a terminal.

    Examples
    --------
    >>> shown(b"12\x1b[2J")
    '12\\x1b[2J'
    """
    text = "".join(chr(b) if 32 <= b < 127 else f"\\x{b:02x}" for b in line[:SHOWN_BYTES])
    return text + ("..." if len(line) > SHOWN_BYTES else "")


def _between(line: bytes) -> bytes:
    # Columns that are padded with blanks change their number, not the words.
    return b" ".join(_NUMBER.sub(b"#", line).split())


def _is_number(word: bytes) -> bool:
    try:
        as_number(word)
    except ValueError:
        return False
    return True
