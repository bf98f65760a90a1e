"""The whole way on a simulated person: board, recorder, CoP, machine; by hand and in a thread."""

from __future__ import annotations

import threading
from pathlib import Path

from session_kit import Listener

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.cop.limits import default_limits
from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Board
from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample
from balance_arcade.files.recording import RecordingReader
from balance_arcade.hw import open_board
from balance_arcade.session.local_source import LocalSource

ADDRESS = "sim:?seed=3&profile=older&speed=0&step_on=2.5"


def make(board: Board, *sinks: Listener) -> LocalSource:
    return LocalSource(
        board, CopStream(board.info.geometry, board.info.nominal_rate_hz), sinks=sinks
    )


def test_from_an_empty_board_to_the_end(tmp_path: Path) -> None:
    """Through the host, as users run it: nothing of a session is done by the test."""
    listener = Listener()
    off = Switches(publish=False, summary=False, folder=tmp_path)
    with Host.open(ADDRESS, off, sinks=[listener]) as host:
        measured = default_limits(centre_mm=(0.0, 0.0))
        session = host.begin(Playlist(("orchard",), seconds=10.0, limits=measured, quick=True))
        play_headless(host, session)
        host.end_session()
        assert host.source.zero_n is not None
    assert [event.data["to"] for event in listener.events("session.phase")] == [
        *("zero", "step_on", "settle", "centre", "instruct", "countdown", "play", "result"),
        "ended",
    ]
    readers = [RecordingReader(file) for file in host.recordings]
    assert [reader.header.label for reader in readers] == ["calibration", "1-orchard"]
    assert all(reader.complete for reader in readers)
    assert {reader.header.board.origin for reader in readers} == {"simulated"}
    forces = [sample for reader in readers for sample in reader.forces()]
    with open_board(ADDRESS) as again:
        assert forces == [again.read(1.0)[0] for _ in forces]
    kinds = [event.kind for reader in readers for event in reader.events()]
    heard = [event.kind for event in listener.heard if isinstance(event, Event)]
    assert kinds == heard
    (zeroed,) = listener.events("board.zeroed")
    assert zeroed.data["n_samples"] == 151
    assert abs(session.run.machine.weight_n - 700.0) < 250.0


def test_thread_and_hand_hear_the_same() -> None:
    by_hand, in_thread = Listener(), Listener()
    acquisition = make(open_board(ADDRESS), by_hand)
    for _ in range(800):
        acquisition.pump()
    acquisition.stop()
    enough = threading.Event()

    class Watched(Listener):
        def on_samples(self, samples: object) -> None:
            super().on_samples(samples)  # type: ignore[arg-type]
            if len(self.heard) > 1200:
                enough.set()

    in_thread = Watched()
    acquisition = make(open_board(ADDRESS), in_thread)
    acquisition.start()
    assert enough.wait(20.0)
    acquisition.stop()
    assert repr(in_thread.heard[: len(by_hand.heard)]) == repr(by_hand.heard)
    assert len([s for s in by_hand.heard if isinstance(s, CopSample)]) == 800
