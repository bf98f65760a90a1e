"""Plain rows of decimal numbers, parsed at once.

A number such as ``-8.201132`` is the whole number -8201132 over 10**6. Both are exact as floats
(up to 2**53 and 10**22), so their quotient is the float nearest to the decimal: the same as
Python's ``float`` gives, digit by digit (Clinger 1990, "How to read floating point numbers
accurately", section 4). The digits before and behind the point are read eight at once, as numbers
within one word of the machine. Anything else than digits, signs, points and separators leaves the
rows to the other parsers.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

_POWERS: Final = 10.0 ** np.arange(23)
_SAFE_DIGITS: Final = 15
"""So many digits are below 2**53 whatever they are."""

_WORD: Final = 8
"""Digits that are read at once."""

_SIGNS: Final = np.array([1.0, -1.0])
_WHOLE_POWERS: Final = 10 ** np.arange(_WORD + 1)
_KEPT: Final = np.array(
    [0x0F0F0F0F0F0F0F0F >> 8 * (_WORD - n) << 8 * (_WORD - n) for n in range(_WORD + 1)], np.uint64
)
"""What is left of a word that ends with so many digits: their values."""

_JOINS: Final = tuple(
    (np.uint64(bits), np.uint64(factor), np.uint64(kept))
    for bits, factor, kept in (
        (8, 10, 0x00FF00FF00FF00FF),
        (16, 100, 0x0000FFFF0000FFFF),
        (32, 10_000, 0x00000000FFFFFFFF),
    )
)

_PIECE_BYTES: Final = 96 * 1024
"""Rows are parsed in pieces whose arrays stay in the cache: half of the time of all at once."""

_PLAIN: Final = b"0123456789.-+ \t\n"
_MINUS, _PLUS, _POINT, _NEWLINE = b"-+.\n"


def parse_plain_rows(body: bytes, n_columns: int, separator: str | None) -> FloatArray | None:
    r"""Parse rows that hold nothing but decimal numbers.

    Parameters
    ----------
    body : bytes
        The rows, in ASCII; lines end with LF.
    n_columns : int
        Numbers in every row.
    separator : str or None
        One character between cells; None for any run of blanks.

    Returns
    -------
    ndarray of float64, shape (n_rows, n_columns), or None
        None where a row has another form: an exponent, an empty or quoted cell, a word, a number
        of more than 15 digits, an empty line, another width.

    Examples
    --------
    >>> parse_plain_rows(b"0.01,-1.5,3\n0.02,2,4\n", 3, ",").tolist()
    [[0.01, -1.5, 3.0], [0.02, 2.0, 4.0]]
    >>> parse_plain_rows(b"0.01,,3\n", 3, ",") is None
    True
    """
    cut = b"" if separator is None else separator.encode()
    body = body.strip(b" \n")
    if cut.strip():
        # A separator behind the last cell of every row.
        body = body.replace(cut + b"\n", b"\n").removesuffix(cut)
    if separator != "," and b"," in body:
        body = body.replace(b",", b".") if _comma_is_decimal(body) else b""
    if not body or body.translate(None, _PLAIN + cut):
        return None
    pieces = []
    begin = 0
    while begin < len(body):
        end = body.find(b"\n", begin + _PIECE_BYTES)
        end = len(body) if end < 0 else end
        piece = _parse(body[begin:end], n_columns, cut)
        if piece is None:
            return None
        pieces.append(piece)
        begin = end + 1
    return np.concatenate(pieces)


def _comma_is_decimal(body: bytes) -> bool:
    """Whether commas are decimal signs beyond doubt: no point anywhere, and a zero before one."""
    return b"." not in body and (b" 0," in body or b"\t0," in body or b";0," in body)


def _parse(body: bytes, n_columns: int, cut: bytes) -> FloatArray | None:
    codes = np.frombuffer(body, np.uint8)
    bounds = _bounds(codes, n_columns, cut)
    if bounds is None:
        return None
    starts, ends = bounds
    first = codes[starts]
    negative = first == _MINUS
    signed = negative | (first == _PLUS)
    if np.count_nonzero(signed) != np.count_nonzero((codes == _MINUS) | (codes == _PLUS)):
        return None
    n_digits = ends - starts - signed
    places = _points(starts, ends, np.flatnonzero(codes == _POINT))
    if places is None:
        return None
    whole_ends, decimals = places
    n_digits -= whole_ends < ends
    if n_digits.min() < 1 or n_digits.max() > _SAFE_DIGITS:
        return None
    n_whole = n_digits - decimals
    if max(n_whole.max(), decimals.max()) <= _WORD:
        words = np.ndarray(codes.size + 1, "<u8", bytes(_WORD) + body, strides=(1,))
        whole = _number_before(words, whole_ends, n_whole) * _WHOLE_POWERS[decimals]
        whole += _number_before(words, ends, decimals)
    else:
        blank = bytes.maketrans(cut, b" ") if cut else None
        whole = np.fromstring(body.translate(blank, b".+-"), dtype=np.int64, sep=" ")
    values: FloatArray = whole / _POWERS[decimals]
    # -0.000 is a zero with its sign, as Python reads it.
    values *= _SIGNS[negative.view(np.uint8)]
    return values.reshape(-1, n_columns)


def _number_before(
    words: npt.NDArray[np.uint64], ends: IntArray, n_digits: IntArray
) -> npt.NDArray[np.int64]:
    """Read up to eight digits that end where words do: a word holds the eight bytes before.

    All eight at once: neighbours are joined to numbers of two digits, those to four, those to
    eight; the first digit stands in the lowest byte.
    """
    number = words[ends]
    number &= _KEPT[n_digits]
    for bits, factor, kept in _JOINS:
        right = number >> bits
        number *= factor
        number += right
        number &= kept
    return number.view(np.int64)


def _bounds(
    codes: npt.NDArray[np.uint8], n_columns: int, cut: bytes
) -> tuple[IntArray, IntArray] | None:
    """Where each number begins and ends; None where a row has not its numbers, one a cell."""
    blank = codes <= ord(" ")
    if cut:
        blank |= codes == cut[0]
    marks = np.flatnonzero(blank)
    if (np.diff(marks) > 1).all():
        # One mark between each number and the next: the plainest tables, and most of them.
        n_numbers = marks.size + 1
        if n_numbers % n_columns or (marks.size and (marks[0] == 0 or blank[-1])):
            return None
        grid = np.append(codes[marks], np.uint8(_NEWLINE)).reshape(-1, n_columns)
        inner = grid[:, :-1]
        whole = (grid[:, -1] == _NEWLINE).all() and (
            (inner == cut[0]).all() if cut else (inner != _NEWLINE).all()
        )
        return (np.append(0, marks + 1), np.append(marks, codes.size)) if whole else None
    edges = np.flatnonzero(blank[1:] != blank[:-1]) + 1
    if blank[0] or blank[-1]:
        return None
    starts, ends = np.append(0, edges[1::2]), np.append(edges[::2], codes.size)
    return (starts, ends) if _in_cells(codes, starts, n_columns, cut) else None


def _points(starts: IntArray, ends: IntArray, points: IntArray) -> tuple[IntArray, IntArray] | None:
    """Where the whole digits of each number end, and its decimals; None if one has two points."""
    if points.size == starts.size and ((starts <= points) & (points < ends)).all():
        # One in each number: nothing has to be looked for.
        return points, ends - points - 1
    whole_ends, decimals = ends.copy(), np.zeros(starts.size, dtype=np.intp)
    owner = np.searchsorted(ends, points)
    if (np.diff(owner) == 0).any():
        return None
    whole_ends[owner] = points
    decimals[owner] = ends[owner] - points - 1
    return whole_ends, decimals


def _in_cells(codes: npt.NDArray[np.uint8], starts: IntArray, n_columns: int, cut: bytes) -> bool:
    """Whether every row has its numbers, one in every cell."""
    newlines = np.flatnonzero(codes == _NEWLINE)
    n_rows = newlines.size + 1
    if starts.size != n_rows * n_columns:
        return False
    first, last = starts[n_columns::n_columns], starts[n_columns - 1 :: n_columns][:-1]
    if not ((last < newlines) & (newlines < first)).all():
        return False
    if not cut:
        return True
    marks = np.flatnonzero((codes == cut[0]) | (codes == _NEWLINE))
    # One mark between each number and the next, and none more.
    return marks.size == starts.size - 1 and bool(
        ((starts[:-1] < marks) & (marks < starts[1:])).all()
    )
