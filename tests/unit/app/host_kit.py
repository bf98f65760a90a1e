"""What tests of the host share: a quick plan, a scripted person, and what may be left after."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from session_kit import INFO, ScriptBoard, portions

from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import ANY_PORT, Switches
from balance_arcade.cop.limits import default_limits
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games.setup import plan_games
from balance_arcade.session.plan import SessionPlan

PLAY_S = 2.0
WEIGHT_N = 700.0
_WAIT_S = 10.0


def swaying(seq: int, offsets_n: Sequence[float] = (0.0,) * 4) -> ForceSample:
    """A person of 700 N who sways a little, on a board with an offset in each cell."""
    ml, ap = 6.0 * math.sin(seq / 40.0), 5.0 * math.cos(seq / 55.0)
    cells = (-ml + ap, ml + ap, -ml - ap, ml - ap)
    values = [WEIGHT_N / 4.0 + cell + off for cell, off in zip(cells, offsets_n, strict=True)]
    return ForceSample(seq, seq * 10_000_000, seq / 100.0, *values)


def person(seconds: float = 30.0) -> ScriptBoard:
    """A board with a person on it, in portions of five samples."""
    return ScriptBoard(portions([swaying(seq) for seq in range(round(seconds * 100.0))], 5))


def playlist(seconds: float = PLAY_S, **plan: object) -> Playlist:
    """A game of Orchard a second and a half after the first sample; no zero unless asked for."""
    times = dict.fromkeys(("self_check_s", "settle_s", "centre_s", "countdown_s"), 0.3)
    shown = dict.fromkeys(("instruct_s", "result_s", "rest_s"), 0.0)
    session_plan = SessionPlan(
        activities=tuple(plan_games(["orchard"], seconds=seconds)),
        rate_hz=INFO.nominal_rate_hz,
        speed=INFO.speed,
        limits=default_limits(centre_mm=(0.0, 0.0)),
        **{"zero": False, "zero_skipped_because": "test", **times, **shown, **plan},  # type: ignore[arg-type]
    )
    return Playlist(("orchard",), seconds=seconds, plan=session_plan)


def switches(folder: Path | None = None, **on: object) -> Switches:
    """Nothing but recordings, unless asked for; free ports."""
    usual: dict[str, object] = {"publish": False, "summary": False, "station_port": 0}
    return Switches(live=ANY_PORT, ctl=ANY_PORT, folder=folder, **{**usual, **on})  # type: ignore[arg-type]


def children() -> set[int]:
    """Process ids below this one that have not ended, as Linux tells them."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            if int(parent) == os.getpid() and state != "Z":
                found.add(int(stat.parent.name))
    return found


@contextlib.contextmanager
def nothing_left() -> Iterator[None]:
    """Neither a thread nor a process that was started inside outlives it."""
    threads, processes = set(threading.enumerate()), children()
    yield
    end_s = time.monotonic() + _WAIT_S
    for thread in set(threading.enumerate()) - threads:
        thread.join(max(0.0, end_s - time.monotonic()))
    left = [thread.name for thread in set(threading.enumerate()) - threads]
    assert left == [], f"threads are left: {left}"
    assert children() <= processes, "a child process is left"


def readable(folder: Path, *, n_samples: int = 1) -> list[RecordingReader]:
    """Readers of all recordings, finished or not; each holds so many samples at least."""
    files = sorted([*folder.glob("*.mcap"), *folder.glob("*.mcap.part")])
    readers = [RecordingReader(file) for file in files]
    assert readers, "nothing was recorded"
    assert all(reader.n_samples >= n_samples for reader in readers)
    return readers
