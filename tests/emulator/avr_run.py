"""Runs the emulated board as fast as it can go, and reads back what it sent and what was in it.

The framing is that of `arduino_peer`, written out from the protocol's document; it shares no code
with the package.
"""

from __future__ import annotations

import struct
import subprocess
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import arduino_peer as wire
from avr_build import IMAGE, PROGRAM

CORNERS = ("tl", "tr", "bl", "br")
TORN, SATURATED, SILENT, LOST, SYNC = 0x000F, 0x00F0, 0x0F00, 0x1000, 0x2000
ALARMS = TORN | SATURATED | SILENT | LOST


@dataclass(frozen=True)
class Sample:
    """A sample as it came."""

    seq: int
    t_us: int
    status: int
    counts: tuple[int, int, int, int]


@dataclass
class Run:
    """What one run of the emulator gave."""

    seconds: float
    n_bad: int = 0
    frames: list[tuple[int, int, bytes]] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    stats: dict[str, dict[str, float]] = field(default_factory=dict)
    words: dict[str, list[tuple[float, int]]] = field(default_factory=dict)

    def of(self, kind: int) -> list[tuple[int, bytes]]:
        """(seq, body) of the frames of one type."""
        return [(seq, body) for frame_kind, seq, body in self.frames if frame_kind == kind]

    def chip(self, name: str) -> list[float]:
        """One statistic of all four chips."""
        return [self.stats[corner][name] for corner in CORNERS]

    @property
    def n_missing(self) -> int:
        """Samples missing from the numbers, within one start of the board."""
        pairs = zip(self.samples, self.samples[1:], strict=False)
        return sum((b.seq - a.seq - 1) % 65536 for a, b in pairs)

    def offered(self, corner: str, t_us: float) -> tuple[float, int]:
        """Newest word that a chip had offered at a time: when, and counts."""
        words = self.words[corner]
        return words[bisect_right(words, (t_us, 1 << 24)) - 1]


def command(kind: int, seq: int = 1, body: bytes = b"") -> str:
    """Hexadecimal bytes of a command, as an order of the emulator takes them."""
    return (b"\0" + wire.frame(kind, seq, body)).hex(" ")


def send(t_s: float, kind: int, seq: int = 1, body: bytes = b"") -> str:
    """Order that sends a command at a time."""
    return f"at {t_s:.6f} send {command(kind, seq, body)}"


def run(
    folder: Path,
    orders: Sequence[str] = (),
    *,
    seconds: float = 3.0,
    start_s: float | None = 0.2,
    options: Sequence[str] = (),
    image: Path = IMAGE,
) -> Run:
    """Let the board live for some seconds of its own time.

    Parameters
    ----------
    folder : Path
        For the files between the programs.
    orders : sequence of str
        What happens to it, see README.md; sorted by time here, orders without one come first.
    seconds : float
        How long.
    start_s : float or None
        When the computer sends start; None for never.
    options : sequence of str
        More options of the emulator.
    image : Path
        The firmware.
    """
    lines = list(orders)
    if start_s is not None:
        lines.append(send(start_s, wire.START))
    lines.sort(key=lambda line: float(line.split()[1]) if line.startswith("at ") else -1.0)
    paths = {name: folder / f"{name}.txt" for name in ("script", "out", "log")}
    paths["script"].write_text("\n".join(lines) + "\n", encoding="ascii")
    arguments = [f"--{name}={path}" for name, path in paths.items()]
    done = subprocess.run(
        [PROGRAM, f"--image={image}", f"--seconds={seconds}", *arguments, *options],
        capture_output=True,
        text=True,
        errors="backslashreplace",
        check=True,
    )
    result = Run(seconds)
    _read_wire(result, paths["out"].read_bytes())
    _read_stats(result, done.stdout)
    _read_words(result, paths["log"])
    return result


def parse_frames(data: bytes) -> tuple[list[tuple[int, int, bytes]], int]:
    """Frames as (type, seq, body), and how many pieces were none."""
    *pieces, _ = data.split(b"\0")
    return wire.frames_in(pieces)


def _read_wire(result: Run, data: bytes) -> None:
    result.frames, result.n_bad = parse_frames(data)
    for seq, body in result.of(wire.SAMPLE):
        t_us, status = struct.unpack("<IH", body[:6])
        counts = [int.from_bytes(body[i : i + 3], "little", signed=True) for i in (6, 9, 12, 15)]
        result.samples.append(Sample(seq, t_us, status, tuple(counts)))


def _read_stats(result: Run, text: str) -> None:
    for line in text.splitlines():
        first, *rest = line.split()
        if first == "stats":
            name, *pairs = rest
            result.stats[name] = dict(zip(pairs[::2], map(float, pairs[1::2]), strict=True))


def _read_words(result: Run, path: Path) -> None:
    result.words = {corner: [] for corner in CORNERS}
    for line in path.read_text(encoding="ascii").splitlines():
        corner, t_us, counts = line.split()
        result.words[corner].append((float(t_us), int(counts)))
