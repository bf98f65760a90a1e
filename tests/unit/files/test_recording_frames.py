"""Frames of chunks and their indexes are checked as MCAP's own reader and writer would."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from mcap.opcode import Opcode
from mcap.records import Chunk, ChunkIndex
from recording_kit import feed, header, record, samples

from balance_arcade.files.recording import RecordingWriter, scan


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


def resealed(data: bytes, chance: random.Random) -> bytes:
    """Change a byte in the first frame of a chunk, or put a frame too short before it.

    The chunk's checksum and lengths fit what is in it then.
    """
    old = chance.choice([body for body in bodies(data, Opcode.CHUNK) if len(body) > 40])
    inside = bytearray(old[40:])
    if chance.randrange(4):
        inside[chance.randrange(31)] = chance.choice((0, 4, 5, 21, 22, 255))
    else:
        n_short = chance.randrange(22)
        inside[:0] = struct.pack("<BQ", 5, n_short) + bytes(n_short)
    new = old[:16] + struct.pack("<QIIQ", len(inside), zlib.crc32(inside), 0, len(inside)) + inside
    frames = [struct.pack("<BQ", Opcode.CHUNK, len(body)) + body for body in (old, new)]
    assert data.count(frames[0]) == 1
    return data.replace(*frames)


def test_plain_records_are_read_as_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = RecordingWriter(tmp_path / "a.mcap", header())
    feed(writer, samples(400))
    writer.write_samples(samples(120))
    writer.finish()
    data = (tmp_path / "a.mcap").read_bytes()
    chance, changed_ones = random.Random(3), [data]
    for k in range(400):
        new = bytearray(data)
        match k % 4:
            case 0:
                new[:] = resealed(data, chance)
            case 1:
                del new[chance.randrange(len(new)) :]
            case 2:
                del new[(at := chance.randrange(len(new))) : at + chance.randrange(1, 2000)]
            case _:
                new[chance.randrange(len(new))] ^= 1 << chance.randrange(8)
        changed_ones.append(bytes(new))
    found = [scan.scan(one) for one in changed_ones]
    monkeypatch.setattr(scan, "take_plain", lambda data, position, found: position)
    assert found == [scan.scan(one) for one in changed_ones]
    assert found[0].footer
    assert not found[0].breaks
    assert sum(bool(one.breaks) for one in found) > 100
