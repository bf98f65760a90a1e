"""A board of another package that raises or hangs ends the trial; what was recorded is whole."""

from __future__ import annotations

import threading

import pytest
from session_kit import Listener, ScriptBoard, forces, portions, stream

from balance_arcade.core.errors import BoardError
from balance_arcade.files.recording import RecordingReader
from balance_arcade.session import acquisition as room
from balance_arcade.session.local_source import LocalSource


@pytest.mark.parametrize("threaded", [True, False])
def test_a_board_that_raises_something_else_is_named_and_the_recording_kept(tmp_path, threaded):
    listener = Listener()
    board = ScriptBoard([*portions(forces(300), 10), KeyError("cell 3")])
    acquisition = LocalSource(board, stream(), sinks=[listener])
    acquisition.start_recording(tmp_path, "trial")
    if threaded:
        acquisition.start()
        acquisition._acquisition._thread.join(10.0)
    else:
        while not acquisition.ended:
            acquisition.pump()
    (lost,) = listener.events("board.lost")
    assert "Scripted board raised KeyError" in lost.data["message"]
    with pytest.raises(BoardError, match="raised KeyError") as caught:
        acquisition.stop()
    assert isinstance(caught.value.__cause__, KeyError)
    assert board.n_closed == 1
    (file,) = tmp_path.glob("*.mcap")
    assert RecordingReader(file).n_samples == 300


def test_a_board_that_hangs_in_read_keeps_what_came_before(tmp_path, monkeypatch):
    monkeypatch.setattr(room, "_JOIN_S", 0.2)
    hangs, release = threading.Event(), threading.Event()

    class Hanging(ScriptBoard):
        def read(self, timeout_s):
            found = next(self._script, ())
            if not found:
                hangs.set()
                release.wait(60.0)
            return found

    acquisition = LocalSource(Hanging(portions(forces(200), 10)), stream())
    acquisition.start_recording(tmp_path, "trial")
    acquisition.start()
    try:
        assert hangs.wait(10.0)
        assert acquisition.latest().seq == 199
        with pytest.raises(BoardError, match="did not stop within"):
            acquisition.stop()
    finally:
        release.set()
    (file,) = tmp_path.glob("*.mcap")
    assert RecordingReader(file).n_samples == 200
    acquisition._acquisition._thread.join(10.0)
