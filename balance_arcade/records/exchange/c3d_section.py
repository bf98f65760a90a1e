"""The parameters of a C3D file, written: groups, values, and the blocks that they fill.

After the C3D format's user guide (c3d.org, Groups and Parameters), in the words of a PC: an entry
is the length of its name, its group (negative where it names one), the name, a pointer to the next
entry, and for a value its type, sizes and bytes, and a description.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

BLOCK: Final = 512
_PC: Final = 84
_TEXT, _WORD, _FLOAT = -1, 2, 4

_REACH: Final = 32_000
"""Bytes of a list: a pointer of 16 bits leads past it."""

MOST_ITEMS: Final = 255
"""Items of a list, and bytes of a text: a size is one byte."""


class Value(NamedTuple):
    """One parameter: its kind, sizes (the first varies fastest) and bytes."""

    kind: int
    sizes: tuple[int, ...]
    raw: bytes


def most_text(n_texts: int) -> int:
    """Bytes that each of so many texts of a list may have.

    Examples
    --------
    >>> most_text(3), most_text(255)
    (255, 125)
    """
    return min(MOST_ITEMS, _REACH // max(n_texts, 1))


def texts(values: Sequence[str]) -> Value:
    """Make a list of texts, all as wide as the widest; cut at `most_text` bytes.

    Examples
    --------
    >>> texts(["N", "Nmm"]).raw
    b'N  Nmm'
    """
    rows = [cut_text(value, most_text(len(values))) for value in values]
    # Readers stumble over texts of no width.
    width = max(1, *map(len, rows), 1)
    return Value(_TEXT, (width, len(rows)), b"".join(row.ljust(width) for row in rows))


def text(value: str) -> Value:
    """Make a single text, cut at 255 bytes."""
    row = cut_text(value, MOST_ITEMS) or b" "
    return Value(_TEXT, (len(row),), row)


def words(values: Sequence[int], sizes: tuple[int, ...] | None = None) -> Value:
    """Make whole numbers of 16 bits, taken as unsigned; of no size for a single one."""
    sizes = (len(values),) if sizes is None else sizes
    return Value(_WORD, sizes, np.array(values, "<u2").tobytes())


def reals(values: Sequence[float], sizes: tuple[int, ...] | None = None) -> Value:
    """Make floats of 32 bits; of no size for a single one."""
    sizes = (len(values),) if sizes is None else sizes
    return Value(_FLOAT, sizes, np.array(values, "<f4").tobytes())


def cut_text(value: str, most: int) -> bytes:
    """Text in UTF-8, cut between letters, never within one.

    Examples
    --------
    >>> cut_text("größer", 3)
    b'gr'
    """
    return value.encode()[:most].decode(errors="ignore").encode()


def section(parameters: Mapping[str, Value]) -> bytes:
    """Write all parameters, in whole blocks.

    Parameters
    ----------
    parameters : mapping of str to Value
        By ``GROUP:NAME``.

    Returns
    -------
    bytes

    Raises
    ------
    ValueError
        They take more than 255 blocks, or a size does not fit its values.
    """
    groups = list(dict.fromkeys(name.partition(":")[0] for name in parameters))
    chain = b"".join(_entry(-number, group, b"") for number, group in enumerate(groups, start=1))
    for name, value in parameters.items():
        group, _, own = name.partition(":")
        chain += _entry(groups.index(group) + 1, own, _body(name, value))
    n_blocks = math.ceil((4 + len(chain) + 2) / BLOCK)
    if n_blocks > 255:
        raise ValueError(f"The parameters take {n_blocks} blocks, and 255 are the most.")
    whole = bytes([1, 0x50, n_blocks, _PC]) + chain
    return whole + bytes(n_blocks * BLOCK - len(whole))


def _body(name: str, value: Value) -> bytes:
    n_each = 1 if value.kind == _TEXT else value.kind
    if n_each * math.prod(value.sizes) != len(value.raw):
        raise ValueError(f"{name} has the sizes {value.sizes} and {len(value.raw)} bytes.")
    return struct.pack("bB", value.kind, len(value.sizes)) + bytes(value.sizes) + value.raw


def _entry(group: int, name: str, body: bytes) -> bytes:
    # Behind the value, a description of no length.
    tail = body + b"\0"
    return (
        struct.pack("bb", len(name), group)
        + name.encode()
        + struct.pack("<h", len(tail) + 2)
        + tail
    )
