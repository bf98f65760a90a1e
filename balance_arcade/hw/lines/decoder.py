"""From bytes to rows of numbers, without a clock and without a port."""

from __future__ import annotations

import re
from typing import NamedTuple

from balance_arcade.hw.lines.columns import Columns
from balance_arcade.hw.linetext import LineFormat, as_number, find_format

MOST_LINE_BYTES = 1024
"""A longer line is discarded while it comes: memory stays bounded whatever is sent."""

FORGET_AFTER = 20
"""After so many lines in a row that do not have the learned form, it is learned anew."""

_MOST_HEADINGS = 16


class Row(NamedTuple):
    """One line's numbers.

    Attributes
    ----------
    cells : tuple of 4 floats
        tl tr bl br, in the line's unit; NaN where a cell has no value.
    ticks : float
        The time column in its unit; NaN without one.
    number : float
        The sequence column; NaN without one.
    """

    cells: tuple[float, float, float, float]
    ticks: float
    number: float


class LineDecoder:
    r"""Takes bytes as they come, gives rows.

    Parameters
    ----------
    columns : Columns
        What the columns mean.
    whole : bool
        Whether the first byte begins a line; else everything up to the first line's end is left
        out, since half a number looks like a number.

    Attributes
    ----------
    n_bad_lines : int
        Lines that could not be read after the form was known, and lines that were too long.
    n_discarded_bytes : int
        Bytes of them, and of the half line at the beginning.
    n_headings : int
        Lines of text before the first row and comments.
    n_restarts : int
        Times that such text came again: the sketch began anew.
    bad_line, heading : bytes
        The newest line that could not be read, and the first line of text.
    form : LineFormat or None
        How the numbers stand in a line, once it is known.

    Examples
    --------
    >>> decoder = LineDecoder(Columns())
    >>> [row.cells for row in decoder.feed(b"TL,TR,BL,BR\r\n1.5,2,3,4\r\n5,")]
    [(1.5, 2.0, 3.0, 4.0)]
    >>> [row.cells for row in decoder.feed(b"6,7,8\n")], decoder.n_headings
    ([(5.0, 6.0, 7.0, 8.0)], 1)
    """

    def __init__(self, columns: Columns, *, whole: bool = True) -> None:
        self._columns = columns
        self.n_bad_lines = self.n_discarded_bytes = self.n_headings = self.n_restarts = 0
        self.bad_line = self.heading = b""
        self.form: LineFormat | None = None
        self._headings: set[bytes] = set()
        self._held: list[bytes] = []
        self._n_bad_in_a_row = 0
        self._any_row = self._in_headings = False
        self._rest = b""
        self._skipping = not whole

    @property
    def rest(self) -> bytes:
        """The line that has begun and not ended yet."""
        return self._rest

    def begin_anew(self, *, whole: bool) -> None:
        """Take note that the line was cut, as by a pulled cable; counters and form stay."""
        self.n_discarded_bytes += len(self._rest)
        self._rest, self._held, self._skipping = b"", [], not whole

    def feed(self, data: bytes) -> list[Row]:
        """Take bytes in, and return the rows that they complete."""
        # Some print \r\n, some \n, a few \r alone; the empty lines this makes are passed over.
        *lines, self._rest = (self._rest + data).replace(b"\r", b"\n").split(b"\n")
        if lines and self._skipping:
            self.n_discarded_bytes += len(lines[0]) + 1
            del lines[0]
            self._skipping = False
        rows: list[Row] = []
        for line in lines:
            if len(line) > MOST_LINE_BYTES:
                self._discard(line)
            elif line:
                self._take(line, rows)
        self._bound_rest()
        return rows

    def _bound_rest(self) -> None:
        if len(self._rest) <= MOST_LINE_BYTES:
            return
        # Counted once as a line, however long it goes on.
        if self._skipping:
            self.n_discarded_bytes += len(self._rest)
        else:
            self._discard(self._rest)
        self._rest, self._skipping = b"", True

    def _take(self, line: bytes, rows: list[Row]) -> None:
        form = self.form
        if form is None:
            self._learn(line, rows)
            return
        words = form.words(line)
        if len(words) == len(self._columns):
            try:
                rows.append(self._row(words))
            except ValueError:
                self._take_bad(line)
                return
            self._n_bad_in_a_row, self._in_headings = 0, False
        else:
            self._take_bad(line)

    def _row(self, words: list[bytes]) -> Row:
        columns = self._columns
        a, b, c, d = columns.corners
        cells = (
            as_number(words[a]),
            as_number(words[b]),
            as_number(words[c]),
            as_number(words[d]),
        )
        time, number = columns.time, columns.sequence
        ticks = as_number(words[time]) if time >= 0 else _NAN
        seq = as_number(words[number]) if number >= 0 else _NAN
        # Without its time or number a row has no place; a cell without a value has one.
        if (time >= 0 and ticks != ticks) or (number >= 0 and seq != seq):  # noqa: PLR0124 - NaN
            raise ValueError(words)
        return Row(cells, ticks, seq)

    def _learn(self, line: bytes, rows: list[Row]) -> None:
        form = find_format(line, len(self._columns), self._columns.needed)
        if form is None or line.lstrip().startswith(b"#"):
            self._take_text(line)
            return
        # A boot message may hold four numbers by chance: words must come twice alike.
        if form.words_between is not None:
            if not self._held or form.words(self._held[-1]) == []:
                for text in self._held:
                    self._take_text(text)
                self._held = [line]
                return
        else:
            for text in self._held:
                self._take_text(text)
            self._held = []
        self.form, self._any_row, self._n_bad_in_a_row = form, True, 0
        held, self._held = self._held, []
        for text in (*held, line):
            self._take(text, rows)

    def _take_bad(self, line: bytes) -> None:
        if line.lstrip().startswith(b"#"):
            self._take_text(line)
        elif line in self._headings:
            # What it printed when it began, it prints again: it has begun again.
            self.n_restarts += not self._in_headings
            self._in_headings = True
        else:
            self._discard(line)
            self._n_bad_in_a_row += 1
            if self._n_bad_in_a_row >= FORGET_AFTER:
                self.form = None

    def _take_text(self, line: bytes) -> None:
        # Text before the first row is a heading or a boot message; later on it is a fault, unless
        # it is marked as a comment.
        comment = line.lstrip().startswith(b"#")
        if self._any_row and not comment:
            self._discard(line)
            return
        self.n_headings += 1
        self.heading = self.heading or line[:MOST_LINE_BYTES]
        self.bad_line = self.bad_line if comment else line
        if not comment and _HAS_WORD.search(line) and len(self._headings) < _MOST_HEADINGS:
            self._headings.add(line)

    def _discard(self, line: bytes) -> None:
        self.n_bad_lines += 1
        self.n_discarded_bytes += len(line)
        self.bad_line = line[:MOST_LINE_BYTES]


_NAN = float("nan")
_HAS_WORD = re.compile(rb"[A-Za-z]{2}")
