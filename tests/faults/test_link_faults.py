"""A station behind a bad link, over real ports: it ends with every sample that was recorded."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fault_proxy import FaultProxy

from balance_arcade.app.compiling import ensure_compiled
from balance_arcade.app.publishing import join_source
from balance_arcade.cop.live import CopStream
from balance_arcade.files.recording import RecordingReader
from balance_arcade.hw import open_board
from balance_arcade.server import archive
from balance_arcade.server.backfill import Backfill
from balance_arcade.server.client import StreamClient
from balance_arcade.server.publisher import Publisher
from balance_arcade.session.local_source import LocalSource

MAX_S = 30.0


@pytest.fixture(autouse=True)
def short_memory(monkeypatch):
    """So that a second away is longer than memory reaches."""
    monkeypatch.setattr(archive, "MAX_SAMPLES_KEPT", 200)
    monkeypatch.setitem(archive.RING_LENGTH, "samples", 40)


@pytest.fixture
def side(tmp_path):
    """A simulated board at ten times its pace, recorded and published."""
    ensure_compiled()
    board = open_board("sim:?seed=1&speed=10")
    with contextlib.ExitStack() as stack:
        publisher = Publisher(
            "b1",
            live="tcp://127.0.0.1:0",
            ctl="tcp://127.0.0.1:0",
            handle_command=lambda command: "accepted",
            recordings=tmp_path,
        )
        publisher.start()
        stack.callback(publisher.stop)
        source = LocalSource(board, CopStream(board.info.geometry, 100.0), sinks=[publisher])
        stack.enter_context(source)
        join_source(publisher, source)
        source.start_recording(tmp_path, "trial")
        source.start()
        yield publisher, source


class Follower:
    def __init__(self, client):
        self.client = client
        self.seqs = []
        self.events = []

    def follow(self, seconds, done=lambda: False):
        end = time.monotonic() + seconds
        while time.monotonic() < end and not done():
            for message in self.client.poll(0.02):
                if message.kind == "samples":
                    self.seqs += message.body.column("seq").astype(int).tolist()
                elif message.kind == "event":
                    self.events.append(message.body)

    def check(self, recorded):
        ledger = self.client.backfill.ledger("b1")
        assert len(self.seqs) == len(set(self.seqs)) == ledger.n_received + ledger.n_replayed
        assert ledger.n_missing == 0
        assert ledger.n_span == ledger.n_received + ledger.n_replayed + ledger.n_declared
        assert {seq for seq in recorded if self.seqs[0] <= seq <= max(self.seqs)} <= set(self.seqs)
        return ledger


def test_cuts_stalls_and_delays_cost_no_sample_that_was_recorded(side, tmp_path):
    publisher, source = side
    chance = random.Random(12)
    with contextlib.ExitStack() as stack:
        live = stack.enter_context(FaultProxy(publisher.live_endpoint))
        ctl = stack.enter_context(FaultProxy(publisher.ctl_endpoint))
        client = StreamClient(live.endpoint, ctl.endpoint, snapshot_s=0.1, backfill=Backfill())
        with client:
            follower = Follower(client)
            follower.follow(MAX_S, lambda: client.reader.joined and follower.seqs)
            for fault in ("cut", "stall", "delay", "cut"):
                for link in (live, ctl):
                    if fault == "cut":
                        link.cut()
                    link.stalled = fault == "stall"
                    link.delay_s = 0.05 if fault == "delay" else 0.0
                follower.follow(0.3 + 0.3 * chance.random())
                for link in (live, ctl):
                    link.restore()
                    link.delay_s = 0.0
                before = len(follower.seqs)
                follower.follow(MAX_S, lambda: len(follower.seqs) > before)  # noqa: B023
            # A little more, so that the newest shows what came before it.
            follower.follow(0.3)
            follower.follow(MAX_S, lambda: client.backfill.is_complete)
    path = source.stop_recording()
    ledger = follower.check(RecordingReader(path).force_array["seq"].tolist())
    assert ledger.n_replayed > 200
    assert ledger.n_declared == 0


def test_the_clock_and_its_bound_are_published_and_recorded(side):
    publisher, source = side
    with StreamClient(
        publisher.live_endpoint, publisher.ctl_endpoint, name="station-ab", backfill=Backfill()
    ) as client:
        follower = Follower(client)
        follower.follow(MAX_S, lambda: any(e.kind == "stream.clock" for e in follower.events))
        offset = client.offset
        assert abs(offset.offset_ns) <= offset.bound_ns < 1e9
    told = next(event for event in follower.events if event.kind == "stream.clock")
    path = source.stop_recording()
    assert told in RecordingReader(path).events()
    assert told.data["by"] == "station-ab"
    # One computer, one clock: the true offset is 0.
    assert abs(told.data["offset_ns"]) <= told.data["bound_ns"] < 1e9


def test_the_example_holds_what_came_before_it_too(side):
    publisher, source = side
    until = time.monotonic() + MAX_S
    while (source.latest() is None or source.latest().seq < 500) and time.monotonic() < until:
        time.sleep(0.02)
    script = Path(__file__).resolve().parents[2] / "examples" / "keep_everything.py"
    words = [sys.executable, str(script), publisher.ctl_endpoint, "3"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=MAX_S, check=True)
    said = {name: int(n) for name, n in (line.split() for line in done.stdout.splitlines())}
    assert said["held"] == said["received"] + said["replayed"] > 500
    assert said["replayed"] > 100
    assert said["declared"] == 0
