"""Writes C3D files byte by byte, from the format's user guide (c3d.org); shares no code with ours.

Markers that stand still, any number of analog samples a frame, floats or 16-bit numbers of either
sign, in the words of a PC, a DEC or a MIPS; counts of frames in every place that knows them.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

BLOCK = 512
PROCESSORS = {"PC": 84, "DEC": 85, "MIPS": 86}
Value = tuple[int, list[int], bytes]


def vax_bytes(value: float) -> bytes:
    """One VAX F_floating number: fraction from one half, exponent from 128, words swapped."""
    fraction, exponent = math.frexp(abs(value))
    if fraction == 0.0:
        return bytes(4)
    bits = round(fraction * 2**24) - 2**23
    sign = 0x8000 if value < 0 else 0
    return struct.pack("<HH", sign | (exponent + 128) << 7 | bits >> 16, bits & 0xFFFF)


@dataclass
class C3d:
    """One file; see `c3d_bytes` for what the parts mean."""

    rows: Sequence[Sequence[float]]
    units: Sequence[str]
    plates: Sequence[dict]
    rate_hz: float = 100.0
    point_units: str = "mm"
    processor: str = "PC"
    scale: float = 1.0
    gen_scale: float = 1.0
    offset: float | Sequence[float] = 0
    as_integers: bool = False
    data_format: str | None = None
    zero: Sequence[int] = (1, 0)
    n_points: int = 0
    per_frame: int = 1
    point_rate_hz: float | None = None
    analog_rate_hz: float | None = None
    header_frames: tuple[int, int] | None = None
    frames: int | float | None = None
    long_frames: float | None = None
    trial: tuple[int, int] | None = None
    labels: Sequence[str] | None = None
    chain_end: bytes = b"\0\0"
    fill_block: bool = False
    extra: dict[str, Value] = field(default_factory=dict)
    leave_out: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.order = ">" if self.processor == "MIPS" else "<"
        self.n_channels = len(self.units)
        self.n_frames = len(self.rows) // self.per_frame
        self.frame_rate = self.rate_hz / self.per_frame
        if self.point_rate_hz is not None:
            self.frame_rate = self.point_rate_hz

    def text(self, values: Sequence[str]) -> Value:
        width = max(map(len, values), default=0)
        return -1, [width, len(values)], b"".join(v.ljust(width).encode("latin-1") for v in values)

    def whole(self, values: Sequence[int], sizes: Sequence[int] | None = None) -> Value:
        raw = b"".join(struct.pack(f"{self.order}H", int(v) & 0xFFFF) for v in values)
        return 2, list([len(values)] if sizes is None else sizes), raw

    def real(self, values: Sequence[float], sizes: Sequence[int] | None = None) -> Value:
        return 4, list([len(values)] if sizes is None else sizes), self.floats(values)

    def floats(self, values: Sequence[float]) -> bytes:
        if self.processor == "DEC":
            return b"".join(map(vax_bytes, values))
        return np.asarray(values, dtype=f"{self.order}f4").tobytes()

    def frames_value(self) -> Value:
        if isinstance(self.frames, float):
            return self.real([self.frames], [])
        n = min(self.n_frames, 65535) if self.frames is None else self.frames
        return self.whole([n], [])

    def per_channel(self, name: str, values: Sequence[float], make) -> dict[str, Value]:
        """The first 255 channels, and the rest under the second name."""
        found = {f"ANALOG:{name}": make(values[:255])}
        if len(values) > 255:
            found[f"ANALOG:{name}2"] = make(values[255:])
        return found

    def offsets(self) -> list[float]:
        if isinstance(self.offset, (int, float)):
            return [self.offset] * self.n_channels
        return list(self.offset)

    def parameters(self) -> dict[str, Value]:
        labels = self.labels or [f"CH{i}" for i in range(self.n_channels)]
        analog_hz = self.rate_hz if self.analog_rate_hz is None else self.analog_rate_hz
        found = {
            "POINT:USED": self.whole([self.n_points], []),
            "POINT:SCALE": self.real([1.0 if self.as_integers else -1.0], []),
            "POINT:RATE": self.real([self.frame_rate], []),
            "POINT:FRAMES": self.frames_value(),
            "POINT:UNITS": self.text([self.point_units]),
            "ANALOG:USED": self.whole([self.n_channels], []),
            "ANALOG:GEN_SCALE": self.real([self.gen_scale], []),
            "ANALOG:RATE": self.real([analog_hz], []),
            **self.per_channel("LABELS", labels, self.text),
            **self.per_channel("SCALE", [self.scale] * self.n_channels, self.real),
            **self.per_channel("OFFSET", self.offsets(), self.whole),
            **self.per_channel("UNITS", self.units, self.text),
            **self.plate_parameters(),
        }
        if self.data_format is not None:
            found["ANALOG:FORMAT"] = self.text([self.data_format])
        if self.long_frames is not None:
            found["POINT:LONG_FRAMES"] = self.real([self.long_frames], [])
        if self.trial is not None:
            for name, frame in zip(("START", "END"), self.trial, strict=True):
                words = [frame & 0xFFFF, frame >> 16]
                found[f"TRIAL:ACTUAL_{name}_FIELD"] = self.whole(words)
        found.update(self.extra)
        return {name: value for name, value in found.items() if name not in self.leave_out}

    def plate_parameters(self) -> dict[str, Value]:
        n = len(self.plates)
        flat = {
            key: [x for plate in self.plates for x in plate.get(key, ())]
            for key in ("corners", "origin", "channels", "matrix")
        }
        width = max((len(plate["channels"]) for plate in self.plates), default=6)
        found = {"FORCE_PLATFORM:USED": self.whole([n], [])}
        if self.plates:
            found |= {
                "FORCE_PLATFORM:TYPE": self.whole([plate["type"] for plate in self.plates]),
                "FORCE_PLATFORM:ZERO": self.whole(self.zero),
                "FORCE_PLATFORM:CORNERS": self.real(flat["corners"], [3, 4, n]),
                "FORCE_PLATFORM:ORIGIN": self.real(flat["origin"], [3, n]),
                "FORCE_PLATFORM:CHANNEL": self.whole(flat["channels"], [width, n]),
            }
        if flat["matrix"]:
            found["FORCE_PLATFORM:CAL_MATRIX"] = self.real(flat["matrix"], [6, 6, n])
        return found

    def entry(self, group: int, name: str, value: Value | None = None, about: bytes = b"") -> bytes:
        body = b""
        if value is not None:
            kind, sizes, raw = value
            body = struct.pack("bB", kind, len(sizes)) + bytes(sizes) + raw
        body += bytes([len(about)]) + about
        head = struct.pack("bb", len(name), group) + name.encode()
        return head + struct.pack(f"{self.order}h", len(body) + 2) + body

    def filler(self, n_used: int) -> bytes:
        """An entry that makes the chain end with its block."""
        missing = -(n_used + len(self.entry(1, "NOTE", self.text([""])))) % BLOCK
        n_about = min(missing, 255)
        width = missing - n_about
        return self.entry(1, "NOTE", (-1, [width, 1], b"x" * width), b"x" * n_about)

    def section(self) -> bytes:
        """The parameters, blocks of 512 bytes."""
        parameters = self.parameters()
        groups = list(dict.fromkeys(name.partition(":")[0] for name in parameters))
        chain = b"".join(self.entry(-i, group) for i, group in enumerate(groups, start=1))
        for name, value in parameters.items():
            group, _, own = name.partition(":")
            chain += self.entry(groups.index(group) + 1, own, value)
        if self.fill_block:
            chain += self.filler(4 + len(chain) + len(self.chain_end))
        section = bytes(4) + chain + self.chain_end
        n_blocks = -(-len(section) // BLOCK)
        head = bytes([1, 0x50, min(n_blocks, 255), PROCESSORS[self.processor]])
        return head + section[4:] + bytes(n_blocks * BLOCK - len(section))

    def header(self, n_blocks: int) -> bytes:
        first, last = self.header_frames or (1, min(self.n_frames, 65535))
        words = (self.n_points, self.n_channels * self.per_frame, first, last, 0)
        head = bytes([2, 0x50]) + struct.pack(f"{self.order}5H", *words)
        head += self.floats([1.0 if self.as_integers else -1.0])
        head += struct.pack(f"{self.order}2H", 2 + n_blocks, self.per_frame)
        head += self.floats([self.frame_rate])
        return head + bytes(BLOCK - len(head))

    def samples(self) -> bytes:
        rows = np.asarray(self.rows, dtype=np.float64).reshape(self.n_frames, -1)
        offsets = np.tile(self.offsets(), self.per_frame)
        stored = rows / (self.scale * self.gen_scale) + offsets
        if self.as_integers:
            stored = np.rint(stored)
        points = np.full((self.n_frames, 4 * self.n_points), 77.0)
        cells = np.hstack((points, stored))
        if not self.as_integers:
            return self.floats(cells.ravel())
        return (cells.astype(np.int64) & 0xFFFF).astype(f"{self.order}u2").tobytes()

    def bytes(self) -> bytes:
        section, data = self.section(), self.samples()
        data += bytes(-len(data) % BLOCK)
        return self.header(len(section) // BLOCK) + section + data


def c3d_bytes(rows: Sequence[Sequence[float]], **parts) -> bytes:
    """One analog sample a row, in the units told; a plate is ``type corners origin channels`` and
    maybe ``matrix``. What is stored is ``row / (scale * gen_scale) + offset``."""
    return C3d(rows, **parts).bytes()


def write_c3d(path: Path, rows: Sequence[Sequence[float]], **parts) -> Path:
    path.write_bytes(c3d_bytes(rows, **parts))
    return path
