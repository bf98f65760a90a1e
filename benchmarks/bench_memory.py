"""Whether publisher, recorder and station keep their memory over a day at 1 kHz.

Run: python benchmarks/bench_memory.py [HOURS [SECONDS]]

A publisher, the writer of a recording that never ends, a station's client, the state of its page
and the queue of a browser that never reads are the real ones and speak over real sockets, in this
one process; only their clock is moved by hand, as fast as they follow, and the recording's bytes
(6 GB a day) are dropped. Samples come in groups of fifty, metrics ten times, frames twenty times a
second, an event every 2 s and an order every minute. The first three minutes, with more of both,
fill what keeps a minute or a number; then the growth of resident memory counts, limit 5 MB for
24 h. A run ends after SECONDS of the wall's clock (60) or HOURS of its own (24); what it did not
reach is extrapolated by a line through the second half of what it saw, and said.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from common import machine

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import ManualClock, WallAnchor
from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample, ForceSample, LiveMetrics
from balance_arcade.files.recording import RecordingHeader, RecordingWriter
from balance_arcade.server.client import StreamClient
from balance_arcade.server.publisher import Publisher
from balance_arcade.server.station.hub import Hub, Viewer
from balance_arcade.server.station.page_state import PageState

RATE_HZ = 1000.0
GROUP = 50
LIMIT_MB = 5.0
WARM_UP_S = 180
WARM_UP_EVENTS, WARM_UP_ORDERS = 50, 6
DAY_H = 24.0
LOOK_S = 60
PATIENCE_S = 10.0


class Dropped:
    """A file that keeps nothing."""

    def __init__(self, path: Path) -> None:
        del path

    def append(self, data: bytes) -> None:
        """Take what is written."""

    def sync(self) -> None:
        """Have nothing to wait for."""

    def truncate(self, n_bytes: int) -> None:
        """Have nothing to cut."""

    def close(self) -> None:
        """Have nothing to close."""


class Day:
    """The publisher, the recorder and the station of a day."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(1_000_000_000)
        self.publisher = Publisher(
            "bench",
            live="tcp://127.0.0.1:0",
            ctl="tcp://127.0.0.1:0",
            handle_command=lambda _: "accepted",
            clock=self.clock,
        )
        self.publisher.start()
        geometry = Geometry(400.0, 300.0)
        info = BoardInfo("sim:", "b", "Bench", "", geometry, RATE_HZ, "host")
        self.publisher.on_info(info)
        head = RecordingHeader(board=info, wall=WallAnchor(0, 0), trial_id="day", label="day")
        self.writer = RecordingWriter(folder / "day.mcap", head, open_file=Dropped)
        self.client = StreamClient(
            self.publisher.live_endpoint, self.publisher.ctl_endpoint, clock=self.clock
        )
        self.page = PageState()
        self.hub = Hub(self.page.changes, self.page.welcome)
        self.viewer = Viewer()
        self.hub.viewers.add(self.viewer)
        self.seq = self.n_lost = 0
        self.newest = -1

    def second(self, number: int) -> None:
        """Let one second pass."""
        for part in range(round(RATE_HZ / GROUP)):
            self.clock.sleep(GROUP / RATE_HZ)
            now_ns = self.clock.now_ns()
            self.record(now_ns)
            self.publisher.on_samples(
                [
                    CopSample(i, now_ns, i / RATE_HZ, 1.0, 2.0, 700.0, 0.5, 0.5, 1.0, 2.0)
                    for i in range(self.seq, self.seq + GROUP)
                ]
            )
            self.seq += GROUP
            if part % 2 == 0:
                values = {"sway_path_mm": float(part), "ellipse_area_mm2": 2.0}
                self.publisher.on_metrics(
                    LiveMetrics(self.seq, self.seq / RATE_HZ, 10.0, 10_000, values, (0.0,) * 5, "x")
                )
            self.frames()
        # What keeps a number of events and of orders is filled before anything counts.
        is_warm = number >= WARM_UP_S
        for _ in range(number % 2 if is_warm else WARM_UP_EVENTS):
            event = Event(float(number), "game.target_reached", {"n": number})
            self.publisher.on_event(event)
            self.writer.write_event(event)
        for _ in range(number % 60 == 0 if is_warm else WARM_UP_ORDERS):
            self.client.submit("mark", {"text": "a word"})
        self.follow()

    def record(self, now_ns: int) -> None:
        """Record the samples that are published next."""
        self.writer.write_samples(
            [
                ForceSample(i, now_ns, i / RATE_HZ, 1.0, 2.0, 3.0, 4.0)
                for i in range(self.seq, self.seq + GROUP)
            ]
        )

    def frames(self) -> None:
        """Take what has come and make the page's frame, for a browser that never reads."""
        self.take(0.0)
        self.hub.tick()

    def take(self, timeout_s: float) -> None:
        """Take what has come into the page's state."""
        messages = self.client.poll(timeout_s)
        for message in messages:
            if message.kind == "samples":
                first = int(message.body.values[0, 0])
                self.n_lost += max(0, first - self.newest - 1)
                self.newest = max(self.newest, int(message.body.values[-1, 0]))
        self.page.apply(messages)

    def follow(self) -> None:
        """Wait, on the wall's clock, until the station has all of it."""
        end = time.monotonic() + PATIENCE_S
        while self.newest < self.seq - 1 and time.monotonic() < end:
            self.take(0.01)

    def close(self) -> None:
        """End all."""
        self.writer.abandon()
        self.client.close()
        self.publisher.stop()


def resident_mb() -> float:
    """Memory of this process."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main(hours: float = DAY_H, seconds: float = 60.0) -> list[tuple[str, float, float]]:
    """Print the growth; return what is limited, the limit and what was seen."""
    print(f"Memory over {hours:g} h at 1 kHz; {machine()}")
    with tempfile.TemporaryDirectory() as folder:
        return _measured(Path(folder), hours, seconds)


def _measured(folder: Path, hours: float, seconds: float) -> list[tuple[str, float, float]]:
    day, end = Day(folder), time.monotonic() + seconds
    seen: list[tuple[float, float]] = []
    number, n_seconds = 0, WARM_UP_S + round(hours * 3600.0)
    while number < n_seconds and (time.monotonic() < end or len(seen) < 4):
        day.second(number)
        number += 1
        if number >= WARM_UP_S and number % LOOK_S == 0:
            seen.append(((number - WARM_UP_S) / 3600.0, resident_mb()))
    n_lost, n_left = day.n_lost, day.seq - 1 - day.newest
    day.close()
    at_h, at_mb = np.array(seen).T
    half = len(at_h) // 2
    slope_mb_h = float(np.polyfit(at_h[half:], at_mb[half:], 1)[0])
    grown_mb = float(at_mb[-1] - at_mb[0])
    whole = at_h[-1] >= hours - 0.1
    day_mb = grown_mb + (0.0 if whole else max(0.0, slope_mb_h * (hours - at_h[-1])))
    print(
        f"{day.seq:,} samples, {at_h[-1]:.2f} h after the warm-up: {at_mb[0]:.1f} to "
        f"{at_mb[-1]:.1f} MB, most {at_mb.max():.1f}; {n_lost} came late, {n_left} never; "
        + ("the whole run" if whole else f"extrapolated to {hours:g} h: {day_mb:+.1f} MB"),
        flush=True,
    )
    # A line through an hour or two says little of a day: what is judged is what was seen.
    how = "" if whole else f" ({at_h[-1]:.1f} h seen)"
    return [(f"memory over {hours:g} h at 1 kHz, MB{how}", LIMIT_MB, grown_mb)]


if __name__ == "__main__":
    main(*map(float, sys.argv[1:3]))
