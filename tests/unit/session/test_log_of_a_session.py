"""What the log of a session holds, and whom it does not name."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
import numpy as np
import pytest
from session_kit import INFO, Broken, ScriptBoard, forces, stream

from balance_arcade.cop.live import CopStream
from balance_arcade.core.errors import BoardNotFoundError
from balance_arcade.core.events import Event
from balance_arcade.core.session_log import open_session_log
from balance_arcade.hw import open_board
from balance_arcade.session.event_log import log_event
from balance_arcade.session.local_source import LocalSource

NAMES = ("Zenobia", "Quintrell")


@pytest.fixture
def trial(tmp_path: Path) -> Path:
    """A table whose name and folder are a person's."""
    folder = tmp_path / "Quintrell family"
    folder.mkdir()
    path = folder / "Zenobia Quintrell 2.csv"
    t_s = np.arange(100) / 100.0
    rows = [f"{t:.2f},{np.sin(t):.4f},{np.cos(t):.4f}" for t in t_s]
    path.write_text("\n".join(["t_s,cop_ml_mm,cop_ap_mm", *rows]) + "\n")
    return path


def test_a_replayed_session_is_logged_and_names_nobody(trial: Path) -> None:
    folder = trial.parent / "Zenobia"
    folder.mkdir()
    with open_session_log(folder, "20260101T000000Z") as log:
        board = open_board(f"replay:{trial}?speed=0")
        source = LocalSource(board, CopStream(board.info.geometry, 100.0))
        recording = source.start_recording(folder, "serve")
        while not source.ended:
            source.pump()
        source.emit(Event(1.0, "session.mark", {"text": "Zenobia took the rail"}))
        source.stop_recording()
        source.stop()
        with pytest.raises(BoardNotFoundError):
            open_board(f"replay:{trial.parent}/Zenobia Quintrell 3.csv")
    text = log.path.read_text()
    assert recording.exists()
    for line in ("opened replay-", "100 Hz", ": recording", "board.ended", "session.mark"):
        assert line in text
    assert "finished, 100 samples" in text
    assert "closed replay-" in text
    assert "BoardNotFoundError" in text
    for name in NAMES:
        assert name.lower() not in text.lower(), text


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        ("board.lost", "ERROR"),
        ("recording.failed", "ERROR"),
        ("board.gap", "WARNING"),
        ("session.phase", "INFO"),
        ("game.star_lit", "DEBUG"),
    ],
)
def test_an_event_is_logged_at_its_level(
    kind: str, level: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "balance_arcade"):
        log_event(Event(1.25, kind, {"reason": "why", "x_mm": 1 / 3, "text": "typed"}))
    (record,) = caplog.records
    assert record.levelname == level
    assert record.getMessage() == f"1.250 s {kind} reason=why, x_mm=0.333333"


def test_samples_leave_no_line(caplog: pytest.LogCaptureFixture) -> None:
    # Of a board with two cells that stand still something would be said.
    info = msgspec.structs.replace(INFO, origin="simulated")
    source = LocalSource(ScriptBoard([forces(500)], info), stream())
    with caplog.at_level(logging.DEBUG, "balance_arcade"):
        while not source.ended:
            source.pump()
    assert [record.getMessage() for record in caplog.records] == ["4.990 s board.ended "]


def test_a_listener_that_fails_is_logged_with_its_traceback(
    caplog: pytest.LogCaptureFixture,
) -> None:
    source = LocalSource(ScriptBoard([forces(5)]), stream(), sinks=[Broken(1)])
    with caplog.at_level(logging.INFO, "balance_arcade"):
        source.pump()
    first = caplog.records[0]
    assert first.getMessage() == "the listener Broken has failed"
    assert first.exc_info is not None
