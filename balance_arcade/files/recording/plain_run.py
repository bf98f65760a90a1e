"""Takes in what a whole recording has most of, at once: chunks of messages, and their indexes.

A minute is some 300 chunks, and as many indexes of each of two kinds. Where their bytes are as our
writer makes them, little has to be looked at; everything else, damage above all, is left to
`balance_arcade.files.recording.scan`, which would read these records in the same way.
"""

from __future__ import annotations

import struct
import zlib

from mcap.opcode import Opcode

from balance_arcade.files.recording.found import RawMessage, Scan

# As plain numbers: a member of an enumeration is looked up each time.
_OF_CHUNK, _OF_MESSAGE = int(Opcode.CHUNK), int(Opcode.MESSAGE)
_OF_MESSAGES, _OF_CHUNK_INDEX = int(Opcode.MESSAGE_INDEX), int(Opcode.CHUNK_INDEX)
# Each with its opcode and length in front (MCAP specification). First and last time, size
# unpacked, checksum, length of the compression's name, which is 0, size.
_CHUNK = struct.Struct("<BQQQQIIQ")
# Channel, sequence, log time, publish time.
_MESSAGE = struct.Struct("<BQHIQQ")
# Channel, bytes of the list.
_MESSAGES = struct.Struct("<BQHI")
# First and last time, where the chunk is, its length, bytes of the map of offsets: one channel.
# Then the length of the message indexes, of the compression's name, which is 0, and both sizes.
_CHUNK_INDEX = struct.Struct("<BQQQQQI10sQIQQ")
_FRAME, _OF_ONE_CHANNEL = 9, 10


def take_plain(data: bytes, position: int, found: Scan) -> int:
    """Take in plain records up to the first one that is not.

    Parameters
    ----------
    data : bytes
        The whole file.
    position : int
        Where a record begins.
    found : Scan
        What is taken in goes here.

    Returns
    -------
    int
        Where the first record begins that was not taken in.
    """
    size, view = len(data), memoryview(data)
    # No whole recording ends with one of these records, so each can be read as the longest.
    last = size - _CHUNK_INDEX.size
    while position <= last:
        opcode = data[position]
        if opcode == _OF_CHUNK:
            _, length, _, _, n_bytes, checksum, n_name, n_inside = _CHUNK.unpack_from(
                data, position
            )
            start, end = position + _CHUNK.size, position + _FRAME + length
            if n_name or n_inside != n_bytes or start + n_inside != end or end > size:
                break
            if zlib.crc32(view[start:end]) != checksum:
                break
            messages = _messages(data, start, end, found.n_chunks)
            if messages is None:
                break
            found.messages += messages
            found.n_chunks += 1
        elif opcode == _OF_MESSAGES:
            _, length, _, n_bytes = _MESSAGES.unpack_from(data, position)
            end = position + _FRAME + length
            if length != 6 + n_bytes or end > size:
                break
        elif opcode == _OF_CHUNK_INDEX:
            _, length, _, _, _, _, n_map, _, _, n_name, _, _ = _CHUNK_INDEX.unpack_from(
                data, position
            )
            end = position + _CHUNK_INDEX.size
            if length != end - position - _FRAME or n_map != _OF_ONE_CHANNEL or n_name:
                break
        else:
            break
        position = end
    return position


def _messages(data: bytes, start: int, end: int, chunk: int) -> list[RawMessage] | None:
    """Messages of a chunk; None where anything else is in it, or where they do not fill it."""
    out = []
    while start < end:
        if end - start < _MESSAGE.size:
            return None
        opcode, length, channel, sequence, log_ns, _ = _MESSAGE.unpack_from(data, start)
        body = start + _MESSAGE.size
        start += _FRAME + length
        if opcode != _OF_MESSAGE or start < body or start > end:
            return None
        out.append(RawMessage(channel, sequence, log_ns, data[body:start], chunk))
    return out
