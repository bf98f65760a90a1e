"""The parameters of a C3D file: a chain of groups and values, walked within its bounds.

Layout after the C3D format's user guide (c3d.org, Groups and Parameters). An entry is the length of
its name (negative: locked), the number of its group (negative: the entry is that group's name), the
name, a pointer to the next entry, and for a value: type, number of sizes, sizes, values, and the
length of a description and it. A length of zero or a pointer of zero ends the chain. Some writers
leave only one zero, as the last byte before the samples; some leave none.
"""

from __future__ import annotations

import math
import struct
from typing import NamedTuple

import numpy as np

from balance_arcade.files.tables.c3d_words import FloatArray, Processor

MAX_ENTRIES = 20_000
"""More groups and values than this are refused; each takes 7 bytes at least."""

MAX_SIZES = 7
_TEXT, _BYTE, _WORD, _FLOAT = -1, 1, 2, 4
_N_BYTES = {_TEXT: 1, _BYTE: 1, _WORD: 2, _FLOAT: 4}


class ChainError(ValueError):
    """The chain cannot be followed; the message says why."""


class Parameter(NamedTuple):
    """One value as it stands in the file.

    Attributes
    ----------
    kind : int
        -1 text, 1 bytes, 2 words of 16 bits, 4 floats.
    sizes : tuple of int
        The first one varies fastest; empty for a single value.
    raw : bytes
        The values.
    """

    kind: int
    sizes: tuple[int, ...]
    raw: bytes


class Parameters:
    """All parameters of a file.

    Parameters
    ----------
    section : bytes
        From the first entry on, up to where the samples begin.
    processor : Processor
        Which machine wrote them.

    Raises
    ------
    ChainError
        The chain leads out of the section, runs backwards, overlaps, or does not end.
    """

    def __init__(self, section: bytes, processor: Processor) -> None:
        self._processor = processor
        chain = _Chain(section, processor.order)
        self._found = chain.walk()
        self.n_mended = chain.n_mended
        """Pointers that led out of the section, while the entry's own length led on."""

    def __contains__(self, name: str) -> bool:
        return name in self._found

    def numbers(self, name: str, *, signed: bool = True) -> FloatArray:
        """Numbers of a parameter, flat, in the order of the file; empty where there are none.

        Parameters
        ----------
        name : str
            As ``GROUP:NAME``.
        signed : bool, optional
            Whether words of 16 bits are signed. Counts are not, whatever the guide's first edition
            said: else they would end at 32,767.

        Returns
        -------
        ndarray of float64, shape (n_values,)
        """
        kind, _, raw = self._found.get(name, Parameter(_TEXT, (), b""))
        if kind == _FLOAT:
            return self._processor.floats(self._processor.float_words(raw))
        if kind == _WORD:
            code = "i2" if signed else "u2"
            return np.frombuffer(raw, dtype=f"{self._processor.order}{code}").astype(np.float64)
        if kind == _BYTE:
            return np.frombuffer(raw, dtype=np.uint8).astype(np.float64)
        return np.zeros(0)

    def table(self, name: str, n_sizes: int) -> FloatArray | None:
        """Numbers of a parameter in its sizes, the first index varying fastest.

        Parameters
        ----------
        name : str
            As ``GROUP:NAME``.
        n_sizes : int
            How many sizes are wanted; sizes of 1 that the file leaves out are put last.

        Returns
        -------
        ndarray of float64 or None
            None where the parameter has more sizes than that, or is none.
        """
        sizes = self._found.get(name, Parameter(_TEXT, (), b"")).sizes
        values = self.numbers(name)
        if values.size == 0 or len(sizes) > n_sizes:
            return None
        return values.reshape(sizes + (1,) * (n_sizes - len(sizes)), order="F")

    def texts(self, name: str) -> list[str]:
        """Texts of a parameter, without blanks at their ends; empty where there are none."""
        kind, sizes, raw = self._found.get(name, Parameter(_FLOAT, (), b""))
        if kind != _TEXT or not raw:
            return []
        width = sizes[0] if sizes else 1
        parts = (raw[at : at + width] for at in range(0, len(raw), width))
        return [_text(part) for part in parts]

    def count(self, name: str) -> int | None:
        """First number of a parameter as a count; None where there is none.

        Raises
        ------
        ChainError
            It is negative, or no whole number.
        """
        numbers = self.numbers(name, signed=False)
        if numbers.size == 0:
            return None
        value = float(numbers[0])
        if not math.isfinite(value) or value < 0 or value != int(value):
            raise ChainError(f"{name} is {value:g}, which is no count")
        return int(value)


class _Chain:
    """Follows the pointers."""

    def __init__(self, section: bytes, order: str) -> None:
        self._section = section
        self._order = order
        self.n_mended = 0

    def walk(self) -> dict[str, Parameter]:
        """Collect the values by ``GROUP:NAME``."""
        groups: dict[int, str] = {}
        found: list[tuple[int, str, Parameter]] = []
        at: int | None = 0
        # Bounded, whatever the pointers say.
        for _ in range(MAX_ENTRIES):
            # Some writers leave a single zero, others none: the end of the section ends the chain
            # as well.
            if at is None or at == len(self._section) or self._section[at] == 0:
                break
            group, name, body = self._head(at)
            if group == 0:
                break
            if group < 0:
                groups[-group] = name
                at = self._next(body, body + 2)
            else:
                value, end = self._value(name, body + 2)
                found.append((group, name, value))
                at = self._next(body, end)
        else:
            raise ChainError("its chain of parameters does not end")
        # At the end, because a group's name may follow its values.
        return {f"{groups.get(group, group)}:{name}": value for group, name, value in found}

    def _head(self, at: int) -> tuple[int, str, int]:
        """Group, name, and where the pointer stands."""
        if at + 2 > len(self._section):
            raise ChainError("its chain of parameters runs beyond its end")
        n_name, group = struct.unpack_from("bb", self._section, at)
        body = at + 2 + abs(n_name)
        if body + 2 > len(self._section):
            raise ChainError("its chain of parameters runs beyond its end")
        return group, _text(self._section[at + 2 : body]).upper(), body

    def _next(self, body: int, end: int) -> int | None:
        """Where the next entry begins; None behind the last one."""
        (step,) = struct.unpack_from(f"{self._order}h", self._section, body)
        if step == 0:
            return None
        if step < 0:
            raise ChainError("its chain of parameters runs backwards")
        begin = body + int(step)
        if begin < end:
            raise ChainError("two of its parameters overlap")
        if begin > len(self._section):
            return self._behind_description(end)
        return begin

    def _behind_description(self, end: int) -> int:
        """Where an entry ends by its own length, for the pointer that leads nowhere.

        The public samples of the format in SGI order (c3d.org, Sample02) have such an entry: its
        pointer alone stands in the order of a PC.
        """
        begin = end + 1 + self._section[end] if end < len(self._section) else end
        if begin >= len(self._section):
            raise ChainError("its chain of parameters runs beyond its end")
        self.n_mended += 1
        return begin

    def _value(self, name: str, at: int) -> tuple[Parameter, int]:
        """Read a value, and say where it ends."""
        if at + 2 > len(self._section):
            raise ChainError("a parameter runs beyond its end")
        kind, n_sizes = struct.unpack_from("bB", self._section, at)
        begin = at + 2 + n_sizes
        if kind not in _N_BYTES or n_sizes > MAX_SIZES or begin > len(self._section):
            raise ChainError(f"its parameter {name!r} has the type {kind} and {n_sizes} sizes")
        sizes = tuple(self._section[at + 2 : begin])
        end = begin + _N_BYTES[kind] * math.prod(sizes)
        if end > len(self._section):
            raise ChainError(f"its parameter {name!r} is larger than its place")
        return Parameter(kind, sizes, self._section[begin:end]), end


def _text(raw: bytes) -> str:
    """Decode text of an unknown code page; zeros and blanks around it are dropped."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.strip("\0 \t\r\n")
