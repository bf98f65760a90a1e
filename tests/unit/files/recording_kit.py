"""Recordings for tests: samples with every field in use, small files, a disk that fills up."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import WallAnchor
from balance_arcade.core.events import Event, Phase, SessionState
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.files.recording.disk import DiskFile

BOARD = BoardInfo(
    "sim:?seed=1",
    "sim-1",
    "Simulated person (healthy)",
    "S1",
    Geometry(433.0, 238.0),
    100.0,
    "virtual",
    origin="simulated",
)


def header(trial_id: str = "0123456789abcdef", **fields: object) -> RecordingHeader:
    return RecordingHeader(
        board=BOARD,
        wall=WallAnchor(1_795_000_000_000_000_000, 5_000_000_000),
        trial_id=trial_id,
        label="orchard",
        app_version="0.1.0",
        zero_n=(0.1, -0.2, 0.3, 0.4),
        details={"seed": 7, "game": "orchard"},
        **fields,  # type: ignore[arg-type]
    )


def samples(n: int, *, rate_hz: float = 100.0) -> list[ForceSample]:
    return [
        ForceSample(
            k,
            5_000_000_000 + round(k * 1e9 / rate_hz) + 137 * (k % 5),
            k / rate_hz,
            170.0 + k / 3.0,
            181.0 - k / 7.0,
            160.5 + k / 11.0,
            150.25,
            3 * k + 1,
            k % 128,
        )
        for k in range(n)
    ]


def same(left: list[ForceSample], right: list[ForceSample]) -> bool:
    """Equal bit for bit: repr keeps NaN, signed zero and every digit."""
    return [repr(s) for s in left] == [repr(s) for s in right]


def record(path: Path, n: int = 100, *, portion: int = 5) -> list[ForceSample]:
    """A finished recording with an event and a state every half second."""
    written = samples(n)
    writer = RecordingWriter(path, header())
    feed(writer, written, portion)
    writer.finish()
    return written


def feed(writer: RecordingWriter, written: list[ForceSample], portion: int = 5) -> None:
    for first in range(0, len(written), portion):
        writer.write_samples(written[first : first + portion])
        if first % 50 == 0:
            t_s = written[first].t_s
            writer.write_event(Event(t_s, "game.trial_end", {"index": first, "success": True}))
            writer.write_state(SessionState(first, t_s, Phase.PLAY, weight_n=662.0))


class SmallDisk(DiskFile):
    """A real file that cannot grow beyond a size; it takes a part of the last write first."""

    def __init__(self, path: Path, n_total: int) -> None:
        super().__init__(path)
        self.n_free = n_total - path.stat().st_size

    def append(self, data: bytes) -> None:
        if len(data) <= self.n_free:
            self.n_free -= len(data)
            super().append(data)
            return
        super().append(data[: self.n_free])
        self.n_free = 0
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
