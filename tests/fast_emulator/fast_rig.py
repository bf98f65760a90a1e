"""The fast board's core on a model of its converter, on a clock of its own; see README.md.

The framing is that of `arduino_peer`, written out from the protocol's document; it shares no code
with the package or the firmware.
"""

from __future__ import annotations

import ctypes
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import arduino_peer as wire

TOP = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
CORE = TOP / "hardware_docs" / "fast_board" / "firmware" / "core"
LIBRARY = TOP / "build" / "fast_emulator" / "librig.so"

TORN, SATURATED, SILENT, LOST, SYNC = 0x000F, 0x00F0, 0x0F00, 0x1000, 0x2000
VREF_V, GAIN, FULL_COUNTS = 1.2, 128, 1 << 23
COUNTS_PER_V = GAIN / VREF_V * FULL_COUNTS


class ToolMissingError(RuntimeError):
    """Something that the build needs is not installed; the message names it."""


class Sample(NamedTuple):
    """A sample as it came, with the ages of protocol 1.1 in tenths of a millisecond."""

    seq: int
    t_us: int
    status: int
    counts: tuple[int, ...]
    ages: tuple[int, ...]


class Counters(NamedTuple):
    """What firmware and model counted."""

    n_starts: int
    n_refused: int
    n_damaged: int
    n_lost: int
    n_silences: int
    n_conversions: int
    n_resets: int
    n_late_reads: int


def build(library: Path = LIBRARY, core: Path = CORE) -> Path:
    """Build core and model as a library.

    Raises
    ------
    ToolMissingError
        There is no C compiler, or no make.
    """
    if sys.platform != "linux" or not (shutil.which("cc") and shutil.which("make")):
        raise ToolMissingError("The fast board's core needs Linux with make and a C compiler.")
    import fcntl

    (TOP / "build").mkdir(exist_ok=True)
    # Test processes beside each other must not write the same library.
    with (TOP / "build" / ".fast-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(
            ["make", "-s", "-C", FOLDER, "native", f"OUT={library.parent}", f"CORE={core}"],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"The fast board's core was not built:\n{done.stdout}\n{done.stderr}")
    return library


def build_changed(folder: Path, file: str, old: str, new: str) -> Path:
    """Build the core with one piece of one file replaced; its library."""
    core = folder / "core"
    shutil.copytree(CORE, core)
    text = (core / file).read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} holds {old!r} {text.count(old)} times"
    (core / file).write_text(text.replace(old, new), encoding="utf-8")
    return build(folder / LIBRARY.name, core)


@dataclass
class Heard:
    """What the board sent in a time."""

    frames: list[tuple[int, int, bytes]]
    n_bad: int

    def of(self, kind: int) -> list[tuple[int, bytes]]:
        """(seq, body) of the frames of one type."""
        return [(seq, body) for frame_kind, seq, body in self.frames if frame_kind == kind]

    @property
    def samples(self) -> list[Sample]:
        """Its samples."""
        return [read_sample(seq, body) for seq, body in self.of(wire.SAMPLE)]


def read_sample(seq: int, body: bytes) -> Sample:
    """Take a sample's body apart."""
    t_us, status = struct.unpack("<IH", body[:6])
    counts = tuple(int.from_bytes(body[i : i + 3], "little", signed=True) for i in (6, 9, 12, 15))
    return Sample(seq, t_us, status, counts, struct.unpack("<4b", body[18:22]))


def parse(data: bytes) -> Heard:
    """Frames of bytes from the wire, and how many pieces were none."""
    return Heard(*wire.frames_in(data.split(b"\0")))


class Rig:
    """The board, new; ``rig.lib.rig_...`` are the faults of ``rig.c``."""

    def __init__(self, library: Path = LIBRARY, *, seed: int = 1, start_us: int = 0) -> None:
        self.lib = ctypes.CDLL(str(library))
        self.lib.rig_load.argtypes = [ctypes.c_double] * 4
        self.lib.rig_clock.argtypes = self.lib.rig_noise.argtypes = [ctypes.c_double]
        for name in ("run", "hold"):
            getattr(self.lib, f"rig_{name}").argtypes = [ctypes.c_uint64]
        self.lib.rig_begin.argtypes = [ctypes.c_uint32, ctypes.c_uint64]
        self._buffer = ctypes.create_string_buffer(1 << 20)
        self.lib.rig_begin(seed, start_us)

    def run(self, seconds: float) -> Heard:
        """Let the board live for some seconds of its own time; what it sent."""
        return parse(self.run_raw(seconds))

    def run_raw(self, seconds: float) -> bytes:
        """Let the board live; the bytes that it sent."""
        self.lib.rig_run(round(seconds * 1e6))
        return ctypes.string_at(self._buffer, self.lib.rig_take(self._buffer))

    def command(self, kind: int, seq: int = 1, body: bytes = b"") -> None:
        """Send a command."""
        self.hear(b"\0" + wire.frame(kind, seq, body))

    def hear(self, data: bytes) -> None:
        """Send bytes to the board."""
        self.lib.rig_hear(data, len(data))

    def load(self, counts: Iterable[float]) -> None:
        """Put so many counts on the cells."""
        self.lib.rig_load(*(count / COUNTS_PER_V for count in counts))

    def started(self, seconds: float = 0.05) -> Rig:
        """The board, running and started, what it said so far thrown away."""
        self.command(wire.START)
        self.run(seconds)
        return self

    @property
    def counters(self) -> Counters:
        """Counted so far."""
        numbers = (ctypes.c_uint32 * 8)()
        self.lib.rig_counters(numbers)
        return Counters(*numbers)
