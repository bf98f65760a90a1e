"""Frames of chunks and their indexes are checked as MCAP's own reader and writer would."""

from __future__ import annotations

import random
import struct
from pathlib import Path
from typing import Any

from mcap.opcode import Opcode
from mcap.records import Chunk, ChunkIndex
from recording_kit import record

from balance_arcade.files.recording import scan


def bodies(data: bytes, kind: int) -> list[bytes]:
    found, position = [], len(scan.MAGIC)
    while position + 9 <= len(data) - len(scan.MAGIC):
        opcode, length = struct.unpack_from("<BQ", data, position)
        position += 9
        if opcode == kind:
            found.append(data[position : position + length])
        position += length
    return found


def accepts(check: Any, *what: Any) -> bool:
    try:
        check(*what)
    except scan._DAMAGE:
        return False
    return True


def changed(body: bytes, chance: random.Random) -> bytes:
    """Change, cut or add bytes of the head or the end, where lengths stand."""
    new = bytearray(body)
    at = chance.choice((chance.randrange(min(len(body), 64)), chance.randrange(len(body))))
    match chance.randrange(4):
        case 0:
            new[at] ^= 1 << chance.randrange(8)
        case 1:
            new[at] = chance.choice((0, 10, 255))
        case 2:
            del new[at : at + chance.choice((1, 10))]
        case _:
            new[at:at] = bytes(chance.choice((1, 10)))
    return bytes(new)


def test_what_the_library_takes_is_taken_and_nothing_else(tmp_path: Path) -> None:
    record(tmp_path / "a.mcap", 60)
    data = (tmp_path / "a.mcap").read_bytes()
    chance, told = random.Random(5), []
    for kind, opcode, ours in (
        (ChunkIndex, Opcode.CHUNK_INDEX, scan._check_chunk_index),
        (Chunk, Opcode.CHUNK, scan._inside),
    ):
        whole = bodies(data, opcode)
        assert whole
        for k in range(1500):
            body = whole[k % len(whole)]
            body = body if k < len(whole) else changed(body, chance)
            theirs = accepts(scan._whole, kind, body)
            assert accepts(ours, body) == theirs, body
            told.append(theirs)
    assert 200 < sum(told) < len(told) - 200
