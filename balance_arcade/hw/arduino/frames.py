"""Frames on the wire: COBS, a CRC, and one zero byte at the end.

A frame is a raw message (header, body, CRC) encoded with COBS and closed by one zero byte. The
authority for the bytes is ``hardware_docs/arduino_board/protocol.md``, with worked frames that the
tests read.

::

    type u8 | device u8 | seq u16 | body ... | crc u16        all little-endian

The CRC is CRC-16/MCRF4XX over everything before it. A later minor version may append fields to a
body: a reader takes what it knows and leaves the rest.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from cobs import cobs
from fastcrc import crc16

from balance_arcade.hw.arduino.messages import (
    COUNTS_MAX,
    COUNTS_MIN,
    CommandFrame,
    Frame,
    FrameType,
    HelloFrame,
    PingFrame,
    PongFrame,
    RefusalFrame,
    SampleFrame,
    StatusFrame,
    UnknownFrame,
)

# COBS (Cheshire and Baker 1999, doi 10.1109/90.769765) writes a frame without zero bytes, for one
# byte more in 254. So a zero ends a frame and nothing else, and a listener that comes late or loses
# bytes is in step again at the next zero.
DELIMITER = b"\x00"
MAX_ENCODED_BYTES = 128
"""No frame is longer on the wire, its delimiter left out; what is longer is garbage."""

_HEADER = struct.Struct("<BBH")
# CRC-16/MCRF4XX, because avr-libc has it in a few instructions (`_crc_ccitt_update`).
_CRC = struct.Struct("<H")
# A 24-bit count is an unsigned low half and a signed high byte.
_SAMPLE = struct.Struct("<BBHIHHbHbHbHb")
_SAMPLE_TYPE = int(FrameType.SAMPLE)
_HELLO = struct.Struct("<BBBBBBHBBI8s")
_STATUS = struct.Struct("<BIIIIHHh")
_PONG = struct.Struct("<II")
_PING = struct.Struct("<I")
_REFUSAL = struct.Struct("<BB")


class FrameError(ValueError):
    """Bytes that are not a frame."""


def encode_frame(frame: Frame) -> bytes:
    """Encode a frame for the wire, its closing zero included.

    Parameters
    ----------
    frame : Frame
        Any of the frame types.

    Returns
    -------
    bytes

    Examples
    --------
    >>> encode_frame(CommandFrame(0, 1, FrameType.START)).hex(" ")
    '02 82 02 01 03 e1 0e 00'
    """
    raw = _raw(frame)
    encoded = cobs.encode(raw + _CRC.pack(crc16.mcrf4xx(raw)))
    if len(encoded) > MAX_ENCODED_BYTES:
        raise ValueError(f"A frame of {len(encoded)} bytes is too long for the wire.")
    return bytes(encoded) + DELIMITER


def decode_frame(encoded: bytes) -> Frame:
    """Decode what stands between two zero bytes.

    Parameters
    ----------
    encoded : bytes
        One COBS-encoded frame without its delimiter.

    Returns
    -------
    Frame

    Raises
    ------
    FrameError
        No COBS, a wrong CRC, or a body that is too short for its type.

    Examples
    --------
    >>> decode_frame(bytes.fromhex("0282020103e10e"))
    CommandFrame(device=0, seq=1, type=<FrameType.START: 130>)
    """
    try:
        message = cobs.decode(encoded)
    except cobs.DecodeError as error:
        raise FrameError(str(error)) from error
    if len(message) < _HEADER.size + _CRC.size:
        raise FrameError("shorter than a header and a checksum")
    raw = message[: -_CRC.size]
    if crc16.mcrf4xx(raw) != _CRC.unpack(message[-_CRC.size :])[0]:
        raise FrameError("the checksum is wrong")
    try:
        return _parse(raw)
    except struct.error as error:
        raise FrameError(f"type 0x{raw[0]:02x} with {len(raw)} bytes is too short") from error


def _parse(raw: bytes) -> Frame:
    if raw[0] == _SAMPLE_TYPE:  # First and by hand: of a thousand frames all but one are samples.
        _, device, seq, t_us, status, a, ah, b, bh, c, ch, d, dh = _SAMPLE.unpack_from(raw)
        return SampleFrame(
            device,
            seq,
            t_us,
            status,
            a + (ah << 16),
            b + (bh << 16),
            c + (ch << 16),
            d + (dh << 16),
        )
    # `unpack_from` ignores bytes behind the known fields: a later minor version may append some.
    kind, device, seq = _HEADER.unpack_from(raw)
    if kind in _COMMANDS:
        return CommandFrame(device, seq, FrameType(kind))
    parser = _PARSERS.get(kind)
    body = raw[_HEADER.size :]
    if parser is None:
        return UnknownFrame(device, seq, kind, body)
    return parser(kind, device, seq, body)


def _parse_hello(_kind: int, device: int, seq: int, body: bytes) -> Frame:
    (*versions, adc, gain, n_cells, flags, rate_mhz, unique_id) = _HELLO.unpack_from(body)
    major, minor, *firmware = versions
    return HelloFrame(
        device,
        seq,
        (major, minor),
        (firmware[0], firmware[1], firmware[2]),
        adc,
        gain,
        n_cells,
        flags,
        rate_mhz,
        unique_id,
    )


def _parse_status(kind: int, device: int, seq: int, body: bytes) -> Frame:
    # Status and heartbeat have one body; only the type tells whether it was asked for.
    state, *counters = _STATUS.unpack_from(body)
    return StatusFrame(device, seq, kind == FrameType.HEARTBEAT, bool(state & 1), *counters)


def _parse_pong(_kind: int, device: int, seq: int, body: bytes) -> Frame:
    return PongFrame(device, seq, *_PONG.unpack_from(body))


def _parse_refusal(_kind: int, device: int, seq: int, body: bytes) -> Frame:
    return RefusalFrame(device, seq, *_REFUSAL.unpack_from(body))


def _parse_ping(_kind: int, device: int, seq: int, body: bytes) -> Frame:
    return PingFrame(device, seq, *_PING.unpack_from(body))


_COMMANDS = frozenset({FrameType.ASK_HELLO, FrameType.START, FrameType.STOP, FrameType.ASK_STATUS})
_PARSERS: dict[int, Callable[[int, int, int, bytes], Frame]] = {
    FrameType.HELLO: _parse_hello,
    FrameType.STATUS: _parse_status,
    FrameType.HEARTBEAT: _parse_status,
    FrameType.PONG: _parse_pong,
    FrameType.REFUSAL: _parse_refusal,
    FrameType.PING: _parse_ping,
}


def _raw(frame: Frame) -> bytes:
    match frame:
        case SampleFrame():
            return _raw_sample(frame)
        case HelloFrame():
            head = _HEADER.pack(FrameType.HELLO, frame.device, frame.seq)
            return head + _HELLO.pack(
                *frame.protocol,
                *frame.firmware,
                frame.adc,
                frame.adc_gain,
                frame.n_cells,
                frame.flags,
                frame.nominal_rate_mhz,
                frame.unique_id,
            )
        case StatusFrame():
            return _raw_status(frame)
        case PongFrame():
            body, kind = _PONG.pack(frame.token, frame.t_us), FrameType.PONG
        case RefusalFrame():
            body, kind = _REFUSAL.pack(frame.command, frame.reason), FrameType.REFUSAL
        case PingFrame():
            body, kind = _PING.pack(frame.token), FrameType.PING
        case CommandFrame():
            body, kind = b"", frame.type
        case UnknownFrame():
            return _HEADER.pack(frame.type, frame.device, frame.seq) + frame.body
    return _HEADER.pack(kind, frame.device, frame.seq) + body


def _raw_sample(frame: SampleFrame) -> bytes:
    halves: list[int] = []
    for counts in (frame.tl_counts, frame.tr_counts, frame.bl_counts, frame.br_counts):
        if not COUNTS_MIN <= counts <= COUNTS_MAX:
            raise ValueError(f"{counts} counts do not fit in 24 bits.")
        # Python's shift keeps the sign, so the high byte is the signed one of two's complement.
        halves += (counts & 0xFFFF, counts >> 16)
    return _SAMPLE.pack(
        FrameType.SAMPLE, frame.device, frame.seq, frame.t_us, frame.status, *halves
    )


def _raw_status(frame: StatusFrame) -> bytes:
    kind = FrameType.HEARTBEAT if frame.heartbeat else FrameType.STATUS
    return _HEADER.pack(kind, frame.device, frame.seq) + _STATUS.pack(
        int(frame.streaming),
        frame.t_us,
        frame.n_sent,
        frame.n_torn,
        frame.n_overrun,
        frame.n_bad_commands,
        frame.supply_mv,
        frame.temperature_cdeg,
    )
