"""What a C3D file claims of itself, checked against its length before a parser in C++ sees it.

Layout after the C3D format's user guide (c3d.org): blocks of 512 bytes; the first holds the block
of the parameters, the mark 0x50, counts of points, analog values and frames; the parameters are a
chain of groups and names with their sizes; the data follow. All words have the order of bytes of
the processor that the parameters name.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass
from pathlib import Path

from balance_arcade.core.errors import RecordingError

BLOCK = 512
MARK = 0x50
MAX_BYTES = 1 << 31
"""Files beyond this are refused: a parser holds them in memory several times over."""

_HEAD = "HHHHHfHHf"  # words 2 to 11, by which everything else is found
_ORDERS = {84: "<", 85: "<", 86: ">"}
_DEC = 85
_MAX_ITEMS = 20_000
_SIZES = {-1: 1, 1: 1, 2: 2, 4: 4}
_MAX_LONG = 65_535


@dataclass(frozen=True, slots=True)
class C3dClaims:
    """Counts of a C3D file, all of them checked against its length.

    Attributes
    ----------
    n_points, n_analogs : int
        Markers, and analog values, of one frame.
    n_frames : int
        Frames of markers.
    names : frozenset of str
        Parameters it holds, as ``GROUP:NAME``.
    """

    n_points: int
    n_analogs: int
    n_frames: int
    names: frozenset[str]


def check_c3d(path: Path) -> C3dClaims:
    """Check a C3D file's claims.

    Parameters
    ----------
    path : Path
        An existing file.

    Returns
    -------
    C3dClaims

    Raises
    ------
    RecordingError
        It is no C3D file, is cut off, or claims what it cannot hold; the message says which.
    """
    data = _contents(path)
    if len(data) < 2 * BLOCK or data[1] != MARK:
        raise _broken(path, "its first block is not that of a C3D file")
    begin = (data[0] - 1) * BLOCK
    if data[0] < 2 or begin + 4 > len(data):
        raise _broken(path, "its parameters lie beyond its end")
    order = _ORDERS.get(data[begin + 3])
    if order is None:
        raise _broken(path, f"its processor type {data[begin + 3]} is not known")
    n_points, n_analogs, first, last, _, scale, start, n_per_frame, rate_hz = struct.unpack_from(
        order + _HEAD, data, 2
    )
    if data[begin + 3] == _DEC:
        scale, rate_hz = (_dec(data, 12), _dec(data, 20))
    if start < 2 or (start - 1) * BLOCK > len(data):
        raise _broken(path, "its samples lie beyond its end")
    end = min((start - 1) * BLOCK, len(data)) if (start - 1) * BLOCK > begin else len(data)
    values = _walk(path, data, begin + 4, end, order)
    claims = _Counts(path, values, order, dec=data[begin + 3] == _DEC)
    n_frames = claims.frames(first, last)
    width = 4 if scale < 0 else 2
    claims.agree("POINT:USED", n_points)
    claims.agree("ANALOG:USED", n_analogs // n_per_frame if n_per_frame else n_analogs)
    if not (math.isfinite(rate_hz) and rate_hz > 0.0 and math.isfinite(scale)):
        raise _broken(path, "its frame rate is no positive number")
    if n_per_frame and n_analogs % n_per_frame:
        raise _broken(path, "its analog values do not fill whole samples")
    claimed = n_frames * (4 * n_points + n_analogs) * width
    held = len(data) - (start - 1) * BLOCK
    if claimed > held:
        raise RecordingError(
            f"{path.name} is cut off: it claims {n_frames} frames, {claimed} bytes, and holds "
            f"{held}.",
            hint="Copy the file again.",
        )
    claims.check_lists()
    return C3dClaims(n_points, n_analogs, n_frames, frozenset(values))


def _contents(path: Path) -> bytes:
    """Bytes of a file of sensible size."""
    try:
        n_bytes = path.stat().st_size
        if n_bytes > MAX_BYTES:
            raise RecordingError(
                f"{path.name} is larger than 2 GB.", hint="Cut the trial out of it and export that."
            )
        return path.read_bytes()
    except OSError as error:
        raise RecordingError(
            f"{path.name} cannot be read: {error.strerror}.", hint="Check the file's permissions."
        ) from error


class _Counts:
    """Reads whole numbers out of parameters."""

    def __init__(
        self,
        path: Path,
        values: dict[str, tuple[int, tuple[int, ...], bytes]],
        order: str,
        *,
        dec: bool,
    ) -> None:
        self._path = path
        self._values = values
        self._order = order
        self._dec = dec

    def numbers(self, name: str) -> list[float]:
        """Numbers of a parameter; empty where there is none or it is text."""
        kind, _, raw = self._values.get(name, (0, (), b""))
        if kind == 2:
            return [float(x) for x in struct.unpack(f"{self._order}{len(raw) // 2}H", raw)]
        if kind == 4 and self._dec:
            return [_dec(raw, i) for i in range(0, len(raw), 4)]
        if kind == 4:
            return list(struct.unpack(f"{self._order}{len(raw) // 4}f", raw))
        return []

    def agree(self, name: str, count: int) -> None:
        """Refuse a count that the header says otherwise."""
        stated = self.numbers(name)
        if stated and stated[0] != count:
            raise _broken(self._path, f"{name} is {stated[0]:g} and its first block says {count}")

    def frames(self, first: int, last: int) -> int:
        """Largest number of frames that any place claims."""
        found = [last - first + 1 if last >= first else 0]
        begin, end = (self.numbers(f"TRIAL:ACTUAL_{x}_FIELD") for x in ("START", "END"))
        if len(begin) == 2 and len(end) == 2:
            found.append(int(end[0] - begin[0] + 65536 * (end[1] - begin[1])) + 1)
        for name in ("POINT:FRAMES", "POINT:LONG_FRAMES"):
            stated = self.numbers(name)
            if stated and math.isfinite(stated[0]) and stated[0] != _MAX_LONG:
                found.append(int(stated[0]))
        return max(found)

    def check_lists(self) -> None:
        """Refuse lists of plates that are shorter than the plates there are."""
        used = self.numbers("FORCE_PLATFORM:USED")
        n_plates = int(used[0]) if used else 0
        for name, each in (("TYPE", 1), ("CORNERS", 12), ("ORIGIN", 3), ("CHANNEL", 6)):
            n_values = len(self.numbers(f"FORCE_PLATFORM:{name}"))
            if n_plates * each > n_values:
                raise _broken(
                    self._path,
                    f"FORCE_PLATFORM:{name} holds {n_values} values for {n_plates} plates",
                )


def _walk(
    path: Path, data: bytes, at: int, end: int, order: str
) -> dict[str, tuple[int, tuple[int, ...], bytes]]:
    """Follow the chain of parameters: (type, sizes, bytes) by ``GROUP:NAME``."""
    groups: dict[int, str] = {}
    found: list[tuple[int, str, tuple[int, tuple[int, ...], bytes]]] = []
    for _ in range(_MAX_ITEMS):
        if at + 2 > end:
            raise _broken(path, "its chain of parameters runs beyond its end")
        n_name, group = struct.unpack_from("bb", data, at)
        if n_name == 0 or group == 0:
            break
        body = at + 2 + abs(n_name) + 2
        if body > end:
            raise _broken(path, "its chain of parameters runs beyond its end")
        name = data[at + 2 : at + 2 + abs(n_name)].decode("latin-1").upper()
        (step,) = struct.unpack_from(f"{order}h", data, body - 2)
        if group < 0:
            groups[-group] = name
        else:
            found.append((group, name, _value(path, data, body, end)))
        if step == 0:
            break
        if step < 0:
            raise _broken(path, "its chain of parameters runs backwards")
        at = body - 2 + step
    else:
        raise _broken(path, "its chain of parameters does not end")
    return {f"{groups.get(group, group)}:{name}": value for group, name, value in found}


def _value(path: Path, data: bytes, at: int, end: int) -> tuple[int, tuple[int, ...], bytes]:
    if at + 2 > end:
        raise _broken(path, "a parameter runs beyond its end")
    kind, n_sizes = struct.unpack_from("bB", data, at)
    if kind not in _SIZES or n_sizes > 7 or at + 2 + n_sizes > end:
        raise _broken(path, f"a parameter has the type {kind} and {n_sizes} sizes")
    sizes = tuple(data[at + 2 : at + 2 + n_sizes])
    n_bytes = _SIZES[kind] * math.prod(sizes)
    begin = at + 2 + n_sizes
    if begin + n_bytes > end:
        raise _broken(path, "a parameter is larger than its place")
    return kind, sizes, data[begin : begin + n_bytes]


def _dec(data: bytes, at: int) -> float:
    """Float of a DEC VAX: words swapped, exponent two higher than IEEE's."""
    swapped = data[at + 2 : at + 4] + data[at : at + 2]
    return float(struct.unpack("<f", swapped)[0]) / 4.0


def _broken(path: Path, why: str) -> RecordingError:
    return RecordingError(
        f"{path.name} is no sound C3D file: {why}.",
        hint="Export it again, or copy it again if it was damaged on the way.",
    )
