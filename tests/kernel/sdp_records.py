"""SDP records of an emulated board: what its HID service is, and who made it."""

from __future__ import annotations

import struct

from uhid_board import report_descriptor


def _u8(value: int) -> bytes:
    return bytes([0x08, value])


def _u16(value: int) -> bytes:
    return struct.pack(">BH", 0x09, value)


def _uuid(value: int) -> bytes:
    return struct.pack(">BH", 0x19, value)


def _text(value: bytes) -> bytes:
    return struct.pack(">BH", 0x26, len(value)) + value


def _bool(value: int) -> bytes:
    return bytes([0x28, value])


def _list(*items: bytes) -> bytes:
    body = b"".join(items)
    return struct.pack(">BH", 0x36, len(body)) + body


def _record(attributes: dict[int, bytes]) -> bytes:
    return _list(*(_u16(number) + value for number, value in sorted(attributes.items())))


HID = _record(
    {
        0x0000: struct.pack(">BI", 0x0A, 0x10000),
        0x0001: _list(_uuid(0x1124)),
        0x0004: _list(_list(_uuid(0x0100), _u16(0x11)), _list(_uuid(0x0011))),
        0x0005: _list(_uuid(0x1002)),
        0x0009: _list(_list(_uuid(0x1124), _u16(0x0100))),
        0x000D: _list(_list(_list(_uuid(0x0100), _u16(0x13)), _list(_uuid(0x0011)))),
        0x0200: _u16(0x0100),
        0x0201: _u16(0x0111),
        0x0202: _u8(0x04),
        0x0203: _u8(0x33),
        0x0204: _bool(0),
        0x0205: _bool(1),
        0x0206: _list(_list(_u8(0x22), _text(report_descriptor()))),
        0x0207: _list(_list(_u16(0x0409), _u16(0x0100))),
        0x020B: _u16(0x0100),
        0x020D: _bool(0),
        0x020E: _bool(0),
    }
)
MAKER = _record(
    {
        0x0000: struct.pack(">BI", 0x0A, 0x10001),
        0x0001: _list(_uuid(0x1200)),
        0x0005: _list(_uuid(0x1002)),
        0x0200: _u16(0x0103),
        0x0201: _u16(0x057E),
        0x0202: _u16(0x0306),
        0x0203: _u16(0x0600),
        0x0204: _bool(1),
        0x0205: _u16(0x0002),
    }
)


_PART = 512


def answer_sdp(request: bytes) -> bytes:
    """Answer a search for services and attributes, a part at a time: all records that are asked."""
    records = [MAKER] if b"\x19\x12\x00" in request[5:20] else [HID, MAKER]
    lists = _list(*records)
    # All attributes are asked for, up to 0xFFFF; then comes how far the answer has got.
    offset = 0 if request.endswith(b"\xff\xff\0") else int.from_bytes(request[-2:], "big")
    part, rest = lists[offset : offset + _PART], lists[offset + _PART :]
    state = struct.pack(">BH", 2, offset + _PART) if rest else b"\0"
    body = struct.pack(">H", len(part)) + part + state
    return b"\x07" + request[1:3] + struct.pack(">H", len(body)) + body
