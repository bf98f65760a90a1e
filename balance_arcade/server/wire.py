"""Messages of the live stream as bytes, and back: ``[topic][header][payload]``, version 1.

It has no socket and no clock. For any bytes, `decode` returns a message or raises a
`MessageError`, nothing else.
"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar, get_args

import msgspec
import numpy as np

from balance_arcade.core.errors import ConfigError, MalformedMessageError, VersionMismatchError
from balance_arcade.core.events import Event, SessionState
from balance_arcade.core.samples import LiveMetrics
from balance_arcade.server.bodies import CHANNELS, DTYPE, Alarms, Heartbeat, Meta, SampleBlock

MAJOR = 1
MINOR = 4

Kind = Literal["meta", "state", "hb", "samples", "metrics", "event", "alarm"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Body = Meta | SessionState | Heartbeat | SampleBlock | LiveMetrics | Event | Alarms

N_FRAMES = 3
FEW = 64
"""Rows up to which they are looked at one by one."""
_BOARD_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_BAD_BYTES = (msgspec.MsgspecError, ValueError, RecursionError, OverflowError)
"""Everything that decoding hostile bytes may raise inside; all of it becomes one error."""

_WHOLE_COLUMNS = [CHANNELS.index(name) for name in ("seq", "flags", "t_host_ns")]
_Natural = Annotated[int, msgspec.Meta(ge=0)]


class HeaderFlag(enum.IntFlag):
    """What is known about one message; several may hold at once."""

    NONE = 0
    SIMULATED = 1
    REPLAYED = 2
    RESENT = 256
    LOSS_BEFORE = 512
    RECORDED = 1024


# Encoded as an array: a later minor version appends fields, and an older reader ignores them.
class Header(msgspec.Struct, frozen=True, array_like=True):
    """Second frame of every message.

    Attributes
    ----------
    schema_major, schema_minor : int
        Version of this layout. Another major cannot be read; another minor can.
    boot_id : int
        Drawn at random by every start of a publisher, below 2**53; 0 never occurs.
    trial_id : int or str
        Name of the trial that is being recorded, or 0.
    seq : int
        Number of the message, counted from 1 for every boot, board and kind.
    t0_ns : int
        Monotonic clock of the board's computer when the first item of the message came in.
    dt_ns : int
        Nominal spacing of the samples; 0 where there is none.
    n : int
        Samples in the payload; 1 for all other kinds.
    flags : int
        Sum of `HeaderFlag` values.
    """

    schema_major: int
    schema_minor: int
    boot_id: _Natural
    trial_id: int | str
    seq: _Natural
    t0_ns: int
    dt_ns: _Natural
    n: _Natural
    flags: _Natural


class _HeaderVersion(msgspec.Struct, frozen=True, array_like=True):
    """The two numbers that every version of the header begins with."""

    schema_major: int
    schema_minor: int


class Message(msgspec.Struct, frozen=True):
    """A decoded message."""

    board: str
    kind: Kind
    header: Header
    body: Body


_version_decoder = msgspec.msgpack.Decoder(_HeaderVersion)
_header_decoder = msgspec.msgpack.Decoder(Header)
_encoder = msgspec.msgpack.Encoder()
_BODY_DECODERS: dict[str, msgspec.msgpack.Decoder[Body]] = {
    "meta": msgspec.msgpack.Decoder(Meta),
    "state": msgspec.msgpack.Decoder(SessionState),
    "hb": msgspec.msgpack.Decoder(Heartbeat),
    "metrics": msgspec.msgpack.Decoder(LiveMetrics),
    "event": msgspec.msgpack.Decoder(Event),
    "alarm": msgspec.msgpack.Decoder(Alarms),
}


def check_board_id(board_id: str) -> str:
    """Return the name if it may stand in a topic.

    Raises
    ------
    ConfigError
        It holds something else than letters, digits and hyphens, or more than 64 of them.
    """
    if not _BOARD_ID.fullmatch(board_id):
        raise ConfigError(
            f"The board's name {board_id!r} cannot be part of a topic.",
            hint="Use letters, digits and hyphens only, 64 at most.",
        )
    return board_id


def topic(board_id: str, kind: Kind) -> bytes:
    """First frame of a message.

    Examples
    --------
    >>> topic("sim-1", "samples")
    b'ba/1/sim-1/samples'
    """
    return f"ba/{MAJOR}/{board_id}/{kind}".encode("ascii")


@functools.lru_cache(maxsize=64)
def parse_topic(data: bytes) -> tuple[str, Kind]:
    """Board and kind of a topic frame.

    Raises
    ------
    VersionMismatchError
        The topic belongs to another major version.
    MalformedMessageError
        It is not a valid topic.
    """
    try:
        house, major, board, kind = data.decode("ascii").split("/")
    except ValueError as exc:
        raise MalformedMessageError(f"Not a topic: {data[:64]!r}.") from exc
    if house != "ba" or not major.isdecimal():
        raise MalformedMessageError(f"Not a topic: {data[:64]!r}.")
    if major != str(MAJOR):
        raise _other_version(major)
    for known in KINDS:
        if kind == known and _BOARD_ID.fullmatch(board):
            return board, known
    raise MalformedMessageError(f"Not a topic: {data[:64]!r}.")


def encode_header(header: Header) -> bytes:
    """Second frame of a message."""
    return _encoder.encode(header)


def decode_header(data: bytes) -> Header:
    """Read a header; further fields at its end are ignored.

    Raises
    ------
    VersionMismatchError
        The header belongs to another major version.
    MalformedMessageError
        The bytes are not a header.
    """
    try:
        header = _header_decoder.decode(data)
    except _BAD_BYTES:
        # Another major version may have other fields behind it.
        header = None
    if header is not None and header.schema_major == MAJOR:
        return header
    try:
        version = _version_decoder.decode(data)
        if version.schema_major == MAJOR:
            return _header_decoder.decode(data)
    except _BAD_BYTES as exc:
        raise MalformedMessageError(f"Not a message header: {exc}.") from exc
    raise _other_version(version.schema_major)


def encode_body(body: Body) -> bytes:
    """Third frame of a message."""
    if isinstance(body, SampleBlock):
        return body.to_bytes()
    return _encoder.encode(body)


def encode(board_id: str, kind: Kind, header: Header, body: Body) -> list[bytes]:
    """All frames of a message.

    Examples
    --------
    >>> header = Header(1, 0, 9, 0, 1, 0, 0, 1, 0)
    >>> frames = encode("b1", "event", header, Event(1.5, "mark"))
    >>> decode(frames).body
    Event(t_s=1.5, kind='mark', data={})
    """
    return [topic(board_id, kind), encode_header(header), encode_body(body)]


def decode(frames: Sequence[bytes]) -> Message:
    """Read a message; frames beyond the third are ignored.

    Parameters
    ----------
    frames : sequence of bytes
        Frames in the order of the wire.

    Raises
    ------
    VersionMismatchError
        The sender speaks another major version.
    MalformedMessageError
        The bytes are not a message.
    """
    if len(frames) < N_FRAMES:
        raise MalformedMessageError(f"A message has {N_FRAMES} frames, not {len(frames)}.")
    board, kind = parse_topic(frames[0])
    header = decode_header(frames[1])
    if kind == "samples":
        return Message(board, kind, header, _decode_block(frames[2], header.n))
    try:
        body = _BODY_DECODERS[kind].decode(frames[2])
    except _BAD_BYTES as exc:
        raise MalformedMessageError(f"Not the body of a {kind} message: {exc}.") from exc
    return Message(board, kind, header, body)


def _decode_block(payload: bytes, n_samples: int) -> SampleBlock:
    width = len(CHANNELS)
    if n_samples == 0 and not payload:
        return SampleBlock(np.empty((0, width)))
    n_values, rest = divmod(len(payload), 8)
    if n_samples == 0 or rest or n_values % n_samples or n_values // n_samples < width:
        raise MalformedMessageError(
            f"{len(payload)} bytes do not contain {n_samples} samples of {width} or more channels."
        )
    values = np.frombuffer(payload, dtype=DTYPE).reshape(n_samples, -1)
    _check_whole_numbers(values)
    # Channels beyond ours come from a later minor version and are dropped.
    return SampleBlock(values[:, :width].astype(np.float64, copy=False))


def _check_whole_numbers(values: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    """Refuse counts and flags that a 64-bit integer cannot hold."""
    # A double can hold 1e300 or NaN, and `int` of it would raise or give a number that no 64-bit
    # field holds; NaN fails this comparison too.
    if len(values) <= FEW:
        # Ten times as quick as arrays of a row or two, of which a snapshot has thousands.
        are_whole = all(
            [abs(row[column]) < 2.0**62 for row in values.tolist() for column in _WHOLE_COLUMNS]
        )
    else:
        are_whole = bool((np.abs(values[:, _WHOLE_COLUMNS]) < 2.0**62).all())
    if not are_whole:
        names = ", ".join(CHANNELS[column] for column in _WHOLE_COLUMNS)
        raise MalformedMessageError(f"A channel of a sample block is not a number: {names}.")


def _other_version(major: object) -> VersionMismatchError:
    return VersionMismatchError(
        f"The other side speaks version {major} of the stream, this program version {MAJOR}.",
        hint="Install the same release of Balance Arcade on both sides.",
    )


_T = TypeVar("_T")


def decode_map(data: bytes, into: type[_T]) -> _T:
    """Read one msgpack value of a known shape.

    Raises
    ------
    MalformedMessageError
        The bytes do not fit.
    """
    try:
        return msgspec.msgpack.decode(data, type=into)
    except _BAD_BYTES as exc:
        raise MalformedMessageError(f"Not a {into.__name__}: {exc}.") from exc
