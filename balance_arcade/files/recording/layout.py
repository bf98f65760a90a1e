"""Bytes of the messages: force blocks as packed little-endian records, the rest as msgpack."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.core.errors import RecordingError
from balance_arcade.core.samples import ForceSample

RECORD_BYTES = 72
_PACK = struct.Struct("<qqd4dqII")
FORCE_DTYPE = np.dtype(
    [
        ("seq", "<i8"),
        ("t_host_ns", "<i8"),
        ("t_s", "<f8"),
        ("tl_n", "<f8"),
        ("tr_n", "<f8"),
        ("bl_n", "<f8"),
        ("br_n", "<f8"),
        ("t_device_ticks", "<i8"),
        ("flags", "<u4"),
        ("reserved", "<u4"),
    ]
)
ForceArray = npt.NDArray[np.void]

_MEANINGS = {
    "seq": ("", "number of the sample; a jump is a gap"),
    "t_host_ns": ("ns", "the computer's monotonic clock on arrival; header.wall dates it"),
    "t_s": ("s", "regular time of the measurement since the board's first sample"),
    "tl_n": ("N", "vertical force, front left cell, raw: header.zero_n is not taken off"),
    "tr_n": ("N", "vertical force, front right cell, raw"),
    "bl_n": ("N", "vertical force, rear left cell, raw"),
    "br_n": ("N", "vertical force, rear right cell, raw"),
    "t_device_ticks": ("", "the board's own clock in its own ticks; -1 where it has none"),
    "flags": (
        "",
        "sum of 1 simulated, 2 replayed, 4 gap before, 8 torn, 16 saturated, 32 cell fault, "
        "64 off board",
    ),
    "reserved": ("", "0"),
}


class Channel(msgspec.Struct, frozen=True):
    """One topic of the file; the numbers are fixed within a major version.

    Attributes
    ----------
    number : int
        MCAP channel id and schema id.
    kind : str
        Last part of the topic ``ba/1/<board_id>/<kind>``.
    schema_name, encoding : str
        Name of the schema and encoding of the messages.
    schema : bytes
        JSON schema.
    """

    number: int
    kind: str
    schema_name: str
    encoding: str
    schema: bytes


def _force_schema() -> bytes:
    fields = [
        {
            "name": name,
            "type": {"i8": "int64", "f8": "float64", "u4": "uint32"}[dtype.str[1:]],
            "offset": offset,
            "unit": _MEANINGS[name][0],
            "description": _MEANINGS[name][1],
        }
        for name, (dtype, offset) in _dtype_fields()
    ]
    return json.dumps(
        {
            "title": "ForceBlock",
            "type": "array",
            "description": "Packed records one after the other, little-endian, no padding. A later "
            "minor version may lengthen the record: the channel's metadata record_bytes is "
            "the stride, read the fields you know.",
            "record_bytes": RECORD_BYTES,
            "fields": fields,
        }
    ).encode()


def _dtype_fields() -> list[tuple[str, tuple[np.dtype[np.void], int]]]:
    fields = FORCE_DTYPE.fields
    assert fields is not None
    return [(name, (fields[name][0], int(fields[name][1]))) for name in FORCE_DTYPE.names or ()]


def _map_schema(title: str, description: str) -> bytes:
    return json.dumps({"title": title, "type": "object", "description": description}).encode()


CHANNELS = (
    Channel(1, "force", "balance_arcade.ForceBlock", "packed-le", _force_schema()),
    Channel(
        2,
        "event",
        "balance_arcade.Event",
        "msgpack",
        _map_schema("Event", "t_s [s] on the board's clock, kind (dotted name), data (map)"),
    ),
    Channel(
        3,
        "state",
        "balance_arcade.SessionState",
        "msgpack",
        _map_schema("SessionState", "the session at t_s [s]; rev counts up; units in the names"),
    ),
    Channel(
        4,
        "meta",
        "balance_arcade.RecordingHeader",
        "json",
        _map_schema("RecordingHeader", "the header again, inside a checksummed chunk"),
    ),
    Channel(
        5,
        "input",
        "balance_arcade.SessionInput",
        "msgpack",
        _map_schema(
            "SessionInput",
            "what reached the session beside its samples, after sample number seq: kind, data",
        ),
    ),
)
FORCE, EVENT, STATE, META, INPUT = (channel.number for channel in CHANNELS)
KINDS = {channel.kind: channel.number for channel in CHANNELS}


def pack(samples: Iterable[ForceSample]) -> bytes:
    """Pack samples into one force block.

    Raises
    ------
    RecordingError
        A whole number that does not fit its field.
    """
    try:
        return b"".join(
            [
                _PACK.pack(
                    s.seq,
                    s.t_host_ns,
                    s.t_s,
                    s.tl_n,
                    s.tr_n,
                    s.bl_n,
                    s.br_n,
                    s.t_device_ticks,
                    s.flags,
                    0,
                )
                for s in samples
            ]
        )
    except struct.error as error:
        raise RecordingError(
            f"A sample does not fit the recording: {error}.",
            hint="The board's driver numbers or flags its samples wrongly; please report it.",
        ) from error


def known_bytes(block: bytes, record_bytes: int = RECORD_BYTES) -> bytes:
    """Give what we know of a force block whose records may be longer than ours.

    Raises
    ------
    ValueError
        A stride that is too short or does not divide the block.
    """
    if record_bytes < RECORD_BYTES or len(block) % record_bytes:
        raise ValueError(f"{len(block)} bytes are not records of {record_bytes} bytes")
    if record_bytes == RECORD_BYTES:
        return block
    # A later minor version has longer records: the known fields stand at the front of each.
    return np.frombuffer(block, np.uint8).reshape(-1, record_bytes)[:, :RECORD_BYTES].tobytes()


def unpack(blocks: Iterable[bytes]) -> ForceArray:
    """Read force blocks whose records are ours, one behind the other."""
    return np.frombuffer(bytearray().join(blocks), FORCE_DTYPE)
