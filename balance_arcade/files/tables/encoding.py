"""A text file's bytes as UTF-8 with plain line ends, whatever wrote them.

UTF-8 with and without its mark; UTF-16 with its mark, and without it where every second byte of the
beginning is zero; else Shift-JIS (code page 932) or the code page of Windows (1252, which holds
Latin-1's letters), which concern the head alone: digits are the same in all of them. Lines end with
LF, CR LF, CR, or CR CR LF.
"""

from __future__ import annotations

import codecs
import functools
import re
from pathlib import Path

import numpy as np

from balance_arcade.core.errors import RecordingError

_HEAD_LINES = 400
_HEAD_BYTES = 1 << 20
_LOOKED_AT = 4096
_RETURN, _NEWLINE = b"\r\n"

# How other kinds of file begin, what they are, and the way out.
_OTHER_KINDS = (
    (re.compile(rb"\x1f\x8b"), "it is compressed (gzip)", "Decompress it first."),
    (
        re.compile(rb"PK\x03\x04|\xd0\xcf\x11\xe0"),
        "it is a workbook or an archive (Excel, ZIP)",
        "Save the sheet as CSV, or unpack the archive.",
    ),
    (
        re.compile(rb"MATLAB \d\.\d MAT-file"),
        "it is a file of MATLAB",
        "Write the samples as text there (writetable, CSV).",
    ),
    (
        re.compile(rb"\x89HDF\r\n\x1a\n|\x93NUMPY|TDSm"),
        "it holds arrays (HDF5, NumPy or TDMS)",
        "Write the samples as a table: one line of names, then a row a sample (CSV).",
    ),
    (re.compile(rb"%PDF"), "it is a PDF document", "Export the samples as text."),
    (
        re.compile(rb'\s{0,80}(?:\{\s{0,80}["}]|\[\s{0,80}[\[{"])'),
        "it holds JSON",
        "Write the samples as a table: one line of names, then a row a sample (CSV).",
    ),
    (
        re.compile(rb"\s{0,80}<(?:\?xml|!doctype|html|[a-z]+[ >])", re.IGNORECASE),
        "it holds XML or HTML",
        "Export the samples as text (CSV).",
    ),
)
# The minus sign of Sweden, Norway and Finland, as .NET and browsers write it there.
_MINUS = "\u2212".encode()
# A name that was broken into two lines within its quotes, as in a spreadsheet's cell.
_BROKEN_NAME = re.compile(
    rb'((?:^|[,;\t])"[^"\n]{0,60})\n([^"\n]{0,60}"(?=[,;\t\n]))', re.MULTILINE
)
# Two or more characters of Shift-JIS whose first bytes mean little in code page 1252.
_SHIFT_JIS = re.compile(rb"(?:[\x81-\x9f][\x40-\x7e\x80-\xfc]){2}")


class TextFile:
    """A text file, decoded.

    Parameters
    ----------
    path : Path
        The file.
    data : bytes
        Its text in UTF-8; lines end with LF.
    notes : tuple of str
        What had to be mended.
    n_above : int
        Lines of the file above the first of these.
    """

    def __init__(
        self, path: Path, data: bytes, notes: tuple[str, ...] = (), n_above: int = 0
    ) -> None:
        self.path = path
        self.data = data
        self.notes = notes
        self.n_above = n_above

    @functools.cached_property
    def lines(self) -> list[str]:
        """All lines."""
        return self.data.decode().split("\n")

    @functools.cached_property
    def head(self) -> list[str]:
        """The first lines, at most 400, in the first megabyte; the rest stays undecoded."""
        begin = self.data[:_HEAD_BYTES].decode(errors="replace")
        return begin.split("\n", _HEAD_LINES)[:_HEAD_LINES]

    def below(self, offset: int) -> TextFile:
        """Give the part of the file from a byte on; it keeps its line numbers."""
        n_above = self.n_above + self.data.count(b"\n", 0, offset)
        return TextFile(self.path, self.data[offset:], self.notes, n_above)

    def offset_of(self, index: int) -> int:
        """Where a line begins, counted from 0."""
        at = 0
        for _ in range(index):
            at = self.data.find(b"\n", at) + 1
            if at == 0:
                return len(self.data)
        return at


def read_text_file(path: Path) -> TextFile:
    """Read and decode a file.

    Parameters
    ----------
    path : Path
        An existing file.

    Returns
    -------
    TextFile

    Raises
    ------
    RecordingError
        It cannot be read, or is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordingError(
            f"{path.name} cannot be read: {error.strerror}.", hint="Check the file's permissions."
        ) from error
    for form, what, hint in _OTHER_KINDS:
        if form.match(data[:_LOOKED_AT].removeprefix(codecs.BOM_UTF8)):
            raise RecordingError(f"{path.name} is not a text table: {what}.", hint=hint)
    data = _as_utf8(path, data)
    data = _with_plain_ends(data).replace(_MINUS, b"-")
    data, n_joined = _with_whole_names(data)
    data, notes = _without_zeros(path, data)
    return TextFile(path, data, notes, n_joined)


def _with_whole_names(data: bytes) -> tuple[bytes, int]:
    """Join names of the head that go over two lines, and count the lines that this takes away."""
    head, rest = data[:_LOOKED_AT], data[_LOOKED_AT:]
    if b'"' not in head:
        return data, 0
    head, n_joined = _BROKEN_NAME.subn(rb"\1 \2", head)
    return head + rest, n_joined


def _with_plain_ends(data: bytes) -> bytes:
    """End every line with LF."""
    if b"\r" not in data:
        return data
    codes = np.frombuffer(data, np.uint8)
    returns = np.flatnonzero(codes == _RETURN)
    if returns[-1] + 1 < codes.size and (codes[returns + 1] == _NEWLINE).all():
        # CR LF throughout: three times as fast as to replace them.
        return data.translate(None, b"\r")
    return data.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _as_utf8(path: Path, data: bytes) -> bytes:
    # Excel writes a byte order mark before UTF-8.
    plain = data.removeprefix(codecs.BOM_UTF8)
    encoding = _utf16(data)
    try:
        if encoding:
            return data.decode(encoding).encode()
        plain.decode()
    except UnicodeDecodeError as error:
        text = None if encoding else _in_code_page(plain)
        if text is None:
            raise RecordingError(
                f"{path.name} is not a text table: byte {error.start} is not {error.encoding}.",
                hint="Export it as text in UTF-8, or give a recording that ends in .mcap.",
            ) from error
        return text.encode()
    return plain


def _utf16(data: bytes) -> str:
    """UTF-16 by its mark, or by zeros in every second byte; empty where it is not."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    begin = data[:_LOOKED_AT]
    half = len(begin) // 2
    even, odd = begin[::2].count(0), begin[1::2].count(0)
    # Digits and separators have a zero beside each; a letter of another script has none.
    if odd > 0.8 * half and even == 0:
        return "utf-16-le"
    return "utf-16-be" if even > 0.8 * half and odd == 0 else ""


def _in_code_page(data: bytes) -> str | None:
    """Text in Shift-JIS or in the code page of Windows; None where it is in neither."""
    pages = ("cp932", "cp1252") if _SHIFT_JIS.search(data) else ("cp1252",)
    for page in pages:
        try:
            return data.decode(page)
        except UnicodeDecodeError:
            continue
    return None


def _without_zeros(path: Path, data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Leave out the zeros that a computer leaves at a file's end when it loses its power."""
    if b"\0" not in data:
        return data, ()
    whole = data.rstrip(b"\0")
    if b"\0" in whole or b"\n" not in whole:
        raise RecordingError(
            f"{path.name} is not a text table: it contains zero bytes.",
            hint="The file may have been cut off while it was copied; copy it again.",
        )
    # The last line may have lost digits, and nobody could tell.
    whole = whole[: whole.rfind(b"\n") + 1]
    note = (
        f"{len(data) - len(whole)} bytes at the end, most of them zero, were left out: "
        "the file was not closed."
    )
    return whole, (note,)
