"""Writes C3D files byte by byte, from the format's user guide (c3d.org); shares no code with ours.

No markers, one analog sample a frame, floats or 16-bit integers, Intel or MIPS order.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

BLOCK = 512


def text(values: Sequence[str]) -> tuple[int, list[int], bytes]:
    width = max(map(len, values), default=0)
    return -1, [width, len(values)], b"".join(v.ljust(width).encode("latin-1") for v in values)


def whole(values: Sequence[int], order: str, sizes: Sequence[int] | None = None):
    return 2, list(sizes or [len(values)]), struct.pack(f"{order}{len(values)}H", *values)


def real(values: Sequence[float], order: str, sizes: Sequence[int] | None = None):
    return 4, list(sizes or [len(values)]), struct.pack(f"{order}{len(values)}f", *values)


def entry(group: int, name: str, order: str, value=None) -> bytes:
    body = b""
    if value is not None:
        kind, sizes, raw = value
        body = struct.pack("bB", kind, len(sizes)) + bytes(sizes) + raw
    body += b"\0"  # no description
    head = struct.pack("bb", len(name), group) + name.encode()
    return head + struct.pack(f"{order}h", len(body) + 2) + body


def c3d_bytes(
    rows: Sequence[Sequence[float]],
    *,
    units: Sequence[str],
    plates: Sequence[dict],
    rate_hz: float = 100.0,
    point_units: str = "mm",
    order: str = "<",
    scale: float = 1.0,
    as_integers: bool = False,
    zero: Sequence[int] = (1, 0),
) -> bytes:
    """One frame a row; a plate is ``type corners origin channels`` and maybe ``matrix``."""
    n_channels, n_frames = len(units), len(rows)
    groups = {"POINT": 1, "ANALOG": 2, "FORCE_PLATFORM": 3}
    flat = {
        key: [x for plate in plates for x in plate.get(key, ())]
        for key in ("corners", "origin", "channels", "matrix")
    }
    width = max((len(plate["channels"]) for plate in plates), default=6)
    sign = 1.0 if as_integers else -1.0
    chain = [entry(-number, name, order) for name, number in groups.items()]
    parameters = [
        (1, "USED", whole([0], order, [])),
        (1, "SCALE", real([sign], order, [])),
        (1, "RATE", real([rate_hz], order, [])),
        (1, "FRAMES", whole([n_frames], order, [])),
        (1, "UNITS", text([point_units])),
        (2, "USED", whole([n_channels], order, [])),
        (2, "LABELS", text([f"CH{i}" for i in range(n_channels)])),
        (2, "GEN_SCALE", real([1.0], order, [])),
        (2, "SCALE", real([scale] * n_channels, order)),
        (2, "OFFSET", whole([0] * n_channels, order)),
        (2, "UNITS", text(units)),
        (2, "RATE", real([rate_hz], order, [])),
        (3, "USED", whole([len(plates)], order, [])),
    ]
    if plates:
        n = len(plates)
        parameters += [
            (3, "TYPE", whole([plate["type"] for plate in plates], order)),
            (3, "ZERO", whole(zero, order)),
            (3, "CORNERS", real(flat["corners"], order, [3, 4, n])),
            (3, "ORIGIN", real(flat["origin"], order, [3, n])),
            (3, "CHANNEL", whole(flat["channels"], order, [width, n])),
        ]
        if flat["matrix"]:
            parameters.append((3, "CAL_MATRIX", real(flat["matrix"], order, [6, 6, n])))
    chain += [entry(group, name, order, value) for group, name, value in parameters]
    section = b"".join(chain) + b"\0\0"
    n_blocks = -(-(len(section) + 4) // BLOCK)
    processor = 84 if order == "<" else 86
    section = bytes([1, 0x50, n_blocks, processor]) + section
    section += bytes(n_blocks * BLOCK - len(section))
    head = bytes([2, 0x50]) + struct.pack(
        f"{order}HHHHHfHHf", 0, n_channels, 1, n_frames, 0, sign, 2 + n_blocks, 1, rate_hz
    )
    code = "h" if as_integers else "f"
    cells = [round(x / scale) if as_integers else x / scale for row in rows for x in row]
    data = struct.pack(f"{order}{len(cells)}{code}", *cells)
    data += bytes(-len(data) % BLOCK)
    return head + bytes(BLOCK - len(head)) + section + data


def write_c3d(path: Path, rows, **options) -> Path:
    path.write_bytes(c3d_bytes(rows, **options))
    return path
