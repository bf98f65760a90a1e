"""The whole way on a simulated person: board, recorder, CoP, machine; by hand and in a thread."""

from __future__ import annotations

import threading
from pathlib import Path

from session_kit import DT_S, ORCHARD, Listener

from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Board
from balance_arcade.core.events import Event, Phase
from balance_arcade.core.samples import CopSample
from balance_arcade.files.recording import RecordingReader
from balance_arcade.hw import open_board
from balance_arcade.session.local_source import LocalSource
from balance_arcade.session.machine import SessionMachine
from balance_arcade.session.plan import SessionPlan

ADDRESS = "sim:?seed=3&profile=older&speed=0&step_on=2.5"


def make(board: Board, *sinks: Listener) -> LocalSource:
    return LocalSource(
        board, CopStream(board.info.geometry, board.info.nominal_rate_hz), sinks=sinks
    )


def test_from_an_empty_board_to_the_end(tmp_path: Path) -> None:
    board = open_board(ADDRESS)
    listener = Listener()
    acquisition = make(board, listener)
    machine = SessionMachine(SessionPlan.for_board(board.info, [ORCHARD], quick=True))
    acquisition.start_recording(tmp_path, "calibration")
    k, steps = 0, []
    while machine.phase is not Phase.ENDED:
        (cop,) = acquisition.pump()
        while k * DT_S <= cop.t_s:
            machine.step(DT_S, cop, k * DT_S)
            k += 1
        for event in machine.drain_events():
            acquisition.emit(event)
            if event.kind == "session.zero":
                acquisition.set_zero_from(
                    int(str(event.data["first_seq"])), int(str(event.data["last_seq"]))
                )
            if event.kind == "session.phase":
                steps.append(event.data["to"])
        assert k < 10_000
    path = acquisition.stop_recording()
    acquisition.stop()
    assert steps == [
        *("zero", "step_on", "settle", "centre", "instruct", "countdown", "play", "result"),
        "ended",
    ]
    assert path is not None
    reader = RecordingReader(path)
    assert reader.complete
    assert reader.header.board.origin == "simulated"
    again = open_board(ADDRESS)
    assert reader.forces() == [again.read(1.0)[0] for _ in range(reader.n_samples)]
    again.close()
    assert [e.kind for e in listener.heard if isinstance(e, Event)] == [
        e.kind for e in reader.events()
    ]
    (zeroed,) = [e for e in reader.events() if e.kind == "board.zeroed"]
    assert zeroed.data["n_samples"] == 151
    assert abs(machine.weight_n - 700.0) < 250.0


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
