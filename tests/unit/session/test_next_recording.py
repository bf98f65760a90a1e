"""One recording follows another without a gap, and a display filter goes on where one stood."""

from __future__ import annotations

import pytest

from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Geometry
from balance_arcade.core.inputs import ORDER, SessionInput
from balance_arcade.core.samples import ForceSample
from balance_arcade.files.recording import RecordingReader
from balance_arcade.hw import open_board
from balance_arcade.session.local_source import LocalSource
from balance_arcade.session.recorder import Recorder
from balance_arcade.session.recording_switch import RecordingSwitch


@pytest.fixture
def source():
    board = open_board("sim:?seed=1&speed=0")
    stream = CopStream(board.info.geometry, board.info.nominal_rate_hz)
    with LocalSource(board, stream) as source:
        yield source


def test_samples_that_come_while_the_files_change_stand_in_one_of_them(
    source, tmp_path, monkeypatch
):
    """The reader reads on while a disk opens the one file and closes the other."""
    opens, stops = RecordingSwitch.open, Recorder.stop

    def open_slowly(self, *args, **named):
        recorder = opens(self, *args, **named)
        for _ in range(7):
            source.pump()
        return recorder

    def stop_slowly(self):
        for _ in range(5):
            source.pump()
        return stops(self)

    monkeypatch.setattr(RecordingSwitch, "open", open_slowly)
    monkeypatch.setattr(Recorder, "stop", stop_slowly)
    source.start_recording(tmp_path, "first")
    source.pump()
    begun, closed = source.next_recording(tmp_path, "second")
    assert source.recording == begun.name
    source.pump()
    last = source.stop_recording()
    before, after = RecordingReader(closed), RecordingReader(last)
    seqs = [sample.seq for reader in (before, after) for sample in reader.forces()]
    assert seqs == list(range(seqs[0], seqs[0] + len(seqs)))
    assert len(before.forces()) >= 8
    assert len(after.forces()) >= 6
    assert before.events()[-1].kind == "recording.stopped"
    assert after.events()[0].kind == "recording.started"


def test_the_first_of_several_follows_nothing(source, tmp_path):
    begun, closed = source.next_recording(tmp_path, "first")
    assert closed is None
    assert source.stop_recording() == begun


def test_what_a_session_was_told_is_written_and_heard_by_nobody(source, tmp_path):
    told = SessionInput(3, ORDER, {"id": "1", "name": "easier", "args": {"by": 1.5}, "by": ""})
    source.note(told)  # Without a recording there is nowhere to write it.
    source.start_recording(tmp_path, "first")
    source.note(told)
    reader = RecordingReader(source.stop_recording())
    assert reader.inputs() == [told]
    assert [event.kind for event in reader.events()] == ["recording.started", "recording.stopped"]


def force(k: int) -> ForceSample:
    return ForceSample(k, 0, k / 100.0, 100.0 + k % 7, 200.0 - k % 5, 150.0 + k % 3, 250.0)


def test_a_filter_that_goes_on_gives_the_same_to_the_last_bit():
    first, second = (CopStream(Geometry(433.0, 238.0), 100.0) for _ in range(2))
    assert first.smoothing == ()
    for k in range(50):
        first.push(force(k))
    second.resume_smoothing(first.smoothing)
    for k in range(50, 90):
        assert second.push(force(k)) == first.push(force(k))
    assert first.smoothing == second.smoothing
    first.set_zero((1.0, 1.0, 1.0, 1.0))
    assert first.smoothing == ()
    with pytest.raises(ValueError, match="remembers no 2 numbers"):
        second.resume_smoothing((1.0, 2.0))
