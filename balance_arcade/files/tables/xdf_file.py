"""Chunks of an XDF file, as LabRecorder writes it, cut into streams.

An XDF file is ``XDF:`` and chunks: a length of 1, 4 or 8 bytes, a tag, content (XDF 1.0,
github.com/sccn/xdf). Streams stand between one another; a sample without a stamp follows the one
before by the nominal rate. Behind bytes that make no sense a reader goes on at the next boundary
chunk. Nothing is smoothed or synchronised here, see `balance_arcade.files.tables.xdf_clock` and
`balance_arcade.files.tables.xdf_times`.
"""

from __future__ import annotations

import gzip
import math
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree as Xml

import numpy as np

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.trial import FloatArray

MAGIC: Final = b"XDF:"
_GZIP = b"\x1f\x8b"
_BOUNDARY = bytes.fromhex("43a546dccbf5410fb30ed5467383cbe4")
_LENGTHS = {1: "<B", 4: "<I", 8: "<Q"}
_HEADER, _SAMPLES, _OFFSET, _FOOTER = 2, 3, 4, 6
_NUMBERS = {
    "float32": "<f4",
    "double64": "<f8",
    "int8": "<i1",
    "int16": "<i2",
    "int32": "<i4",
    "int64": "<i8",
}
_DAMAGE = (ValueError, IndexError, KeyError, struct.error, UnicodeDecodeError, Xml.ParseError)


@dataclass(slots=True)
class XdfStream:
    """One stream as it stands in the file.

    Attributes
    ----------
    number : int
        Its id in the file.
    name, kind, source_id : str
        As it was published; ``kind`` is the content type, for example ``Force``.
    rate_hz : float
        Nominal rate; 0 for none.
    values_kind : str
        ``float32``, ``string`` ...
    n_channels : int
        Values of a sample.
    labels, types, units : list of str
        Of each channel; empty where the description is silent.
    desc : Element
        The description.
    stamps_s : list of float
        Of each sample, on the sender's clock.
    rows : list
        Blocks of numbers (n, n_channels), or of texts.
    clock_s, offset_s : list of float
        When the clocks were compared, on the sender's, and what to add for the recorder's.
    compared_at : list of int
        How many samples had been read then.
    """

    number: int
    name: str
    kind: str
    source_id: str
    rate_hz: float
    values_kind: str
    n_channels: int
    labels: list[str]
    types: list[str]
    units: list[str]
    desc: Xml.Element
    stamps_s: list[float] = field(default_factory=list)
    rows: list[FloatArray | list[str]] = field(default_factory=list)
    clock_s: list[float] = field(default_factory=list)
    offset_s: list[float] = field(default_factory=list)
    compared_at: list[int] = field(default_factory=list)

    @property
    def values(self) -> FloatArray:
        """All numbers, shape (n_samples, n_channels)."""
        blocks = [block for block in self.rows if isinstance(block, np.ndarray)]
        return np.concatenate(blocks) if blocks else np.empty((0, self.n_channels))

    @property
    def texts(self) -> list[str]:
        """First channel of every sample of a stream of texts."""
        return [text for block in self.rows if isinstance(block, list) for text in block]

    @property
    def shown(self) -> str:
        """The stream in a message."""
        return f"{self.name!r} ({self.kind or 'no type'}, {self.n_channels} channels)"


@dataclass(slots=True)
class XdfFile:
    """Streams of a file, and how many bytes of it could not be used."""

    streams: dict[int, XdfStream] = field(default_factory=dict)
    n_lost_bytes: int = 0


def is_xdf(path: Path) -> bool:
    """Whether a file is XDF, by its first bytes; packed with gzip by its name too."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(MAGIC))
    except OSError:
        return False  # The reader that tries the file next says why.
    packed = path.suffix.lower() in (".xdfz", ".gz") and ".xdf" in path.name.lower()
    return begin == MAGIC or (packed and begin.startswith(_GZIP))


def read_xdf_file(path: Path) -> XdfFile:
    """Read the streams of a file as far as it is whole.

    Parameters
    ----------
    path : Path
        ``.xdf``, or ``.xdfz`` packed with gzip.

    Returns
    -------
    XdfFile

    Raises
    ------
    RecordingError
        It cannot be opened, or is no XDF.
    """
    try:
        data = path.read_bytes()
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise RecordingError(
            f"{path.name} cannot be read: {error}.",
            hint="Copy it again from where it was recorded.",
        ) from error
    if not data.startswith(MAGIC):
        raise RecordingError(f"{path.name} is no XDF file.", hint="Name it after what it is.")
    found, position = XdfFile(), len(MAGIC)
    while position < len(data):
        try:
            position = _chunk(data, position, found)
        except _DAMAGE:
            # The boundary's own bytes end its chunk; the next one begins behind them.
            behind = data.find(_BOUNDARY, position + 1)
            goes_on = len(data) if behind < 0 else behind + len(_BOUNDARY)
            found.n_lost_bytes += goes_on - position
            position = goes_on
    return found


def _length(data: bytes, position: int) -> tuple[int, int]:
    """Read a length that says itself how long it is; return it and where it ends."""
    n_bytes = data[position]
    (length,) = struct.unpack_from(_LENGTHS[n_bytes], data, position + 1)
    return length, position + 1 + n_bytes


def _chunk(data: bytes, position: int, found: XdfFile) -> int:
    length, start = _length(data, position)
    end = start + length
    if length < 2 or end > len(data):
        raise ValueError("the chunk is longer than the file")
    (tag,) = struct.unpack_from("<H", data, start)
    if tag in (_HEADER, _SAMPLES, _OFFSET):
        (number,) = struct.unpack_from("<I", data, start + 2)
        body = data[start + 6 : end]
        if tag == _HEADER:
            found.streams[number] = _stream(number, body)
        elif tag == _SAMPLES:
            _samples(found.streams[number], body)
        else:
            stream = found.streams[number]
            at_s, offset_s = struct.unpack("<dd", body)
            stream.clock_s.append(at_s)
            stream.offset_s.append(offset_s)
            stream.compared_at.append(len(stream.stamps_s))
    return end


def _stream(number: int, body: bytes) -> XdfStream:
    text = body.decode("utf-8", "replace")
    # Entities could blow a small file up; no recorder writes any.
    if "<!" in text.replace("<!--", ""):
        raise ValueError("a description with declarations")
    info = Xml.fromstring(text)  # noqa: S314 - without declarations nothing is expanded
    desc = info.find("desc")
    desc = desc if desc is not None else Xml.Element("desc")
    channels = desc.findall("./channels/channel")
    n_channels = int(info.findtext("channel_count", "0"))
    rate_hz = float(info.findtext("nominal_srate", "0") or 0.0)
    values_kind = info.findtext("channel_format", "").strip()
    if n_channels < 1 or not math.isfinite(rate_hz) or values_kind not in (*_NUMBERS, "string"):
        raise ValueError("no stream that can be read")
    said = [[(one.findtext(key) or "").strip() for one in channels] for key in _OF_CHANNELS]
    labels, types, units = ([*each, *[""] * n_channels][:n_channels] for each in said)
    return XdfStream(
        number,
        (info.findtext("name") or "").strip(),
        (info.findtext("type") or "").strip(),
        (info.findtext("source_id") or "").strip(),
        max(rate_hz, 0.0),
        values_kind,
        n_channels,
        labels,
        types,
        units,
        desc,
    )


_OF_CHANNELS = ("label", "type", "unit")


def _samples(stream: XdfStream, body: bytes) -> None:
    n, position = _length(body, 0)
    period_s = 1.0 / stream.rate_hz if stream.rate_hz else 0.0
    last_s = stream.stamps_s[-1] if stream.stamps_s else 0.0
    numbers = stream.values_kind != "string"
    row_bytes = stream.n_channels * int(np.dtype(_NUMBERS.get(stream.values_kind, "<i1")).itemsize)
    stamps: list[float] = []
    pieces: list[bytes] = []
    texts: list[str] = []
    for _ in range(n):
        stamped = body[position]
        position += 1
        if stamped:
            (last_s,) = struct.unpack_from("<d", body, position)
            position += stamped
        else:
            last_s += period_s
        stamps.append(last_s)
        if numbers:
            pieces.append(body[position : position + row_bytes])
            position += row_bytes
        else:
            text, position = _text_row(body, position, stream.n_channels)
            texts.append(text)
    if position != len(body):
        raise ValueError("the samples do not fill their chunk")
    # Only now: a chunk that is damaged in its middle gives nothing.
    stream.stamps_s += stamps
    if numbers:
        block = np.frombuffer(b"".join(pieces), _NUMBERS[stream.values_kind])
        stream.rows.append(block.reshape(n, stream.n_channels).astype(np.float64))
    else:
        stream.rows.append(texts)


def _text_row(body: bytes, position: int, n_channels: int) -> tuple[str, int]:
    """First text of a sample, and where the next sample begins."""
    first = ""
    for channel in range(n_channels):
        length, position = _length(body, position)
        if channel == 0:
            first = body[position : position + length].decode("utf-8", "replace")
        position += length
    return first, position
