"""The recorder thread: bounded, honest about a full queue and a full disk, gone after `stop`."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from session_kit import INFO, Listener, ScriptBoard, forces, portions, stream

from balance_arcade.core.clock import ManualClock, WallAnchor
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event, Phase, SessionState
from balance_arcade.files.recording import RecordingHeader, RecordingReader
from balance_arcade.files.recording.disk import DiskFile
from balance_arcade.session import recording_switch
from balance_arcade.session.local_source import LocalSource
from balance_arcade.session.recorder import Recorder


def header() -> RecordingHeader:
    return RecordingHeader(board=INFO, wall=WallAnchor(0, 0), trial_id="t1", label="x")


class Gate(DiskFile):
    """A disk that takes nothing more, once the file has its name, until it is opened."""

    opened = threading.Event()
    reached = threading.Event()
    n_syncs = 0

    def append(self, data: bytes) -> None:
        if self._file.tell() > 0:
            Gate.reached.set()
            assert Gate.opened.wait(20.0)
        super().append(data)

    def sync(self) -> None:
        Gate.n_syncs += 1
        super().sync()


@pytest.fixture(autouse=True)
def gate() -> None:
    Gate.opened.clear()
    Gate.reached.clear()
    Gate.n_syncs = 0


def full_after(n_bytes: int) -> Callable[[Path], DiskFile]:
    class Full(DiskFile):
        def append(self, data: bytes) -> None:
            if self._file.tell() + len(data) > n_bytes:
                raise OSError(errno.ENOSPC, "No space left on device")
            super().append(data)

    return Full


def threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith("recorder")]


def test_its_age_grows_while_the_disk_hangs(tmp_path: Path) -> None:
    clock = ManualClock()
    recorder = Recorder(tmp_path / "x.mcap", header(), clock=clock, open_file=Gate)
    recorder.offer(forces(5))
    assert Gate.reached.wait(20.0)
    clock.sleep(3.0)
    recorder.offer(forces(5, 5))
    assert recorder.age_s == 3.0
    Gate.opened.set()
    recorder.stop()
    assert recorder.age_s == 0.0


def test_everything_offered_is_written(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mcap", header())
    for portion in portions(forces(500), 13):
        recorder.offer(portion)
    recorder.offer(Event(1.0, "a", {}))
    recorder.offer(SessionState(1, 1.0, Phase.PLAY))
    assert recorder.stop() == tmp_path / "a.mcap"
    reader = RecordingReader(recorder.path)
    assert reader.complete
    assert reader.forces() == forces(500)
    assert (len(reader.events()), len(reader.states())) == (1, 1)
    assert recorder.stop() == recorder.path
    assert threads() == []
    with pytest.raises(RecordingError, match="closed"):
        recorder.offer(forces(1))


def test_a_full_queue_stops_the_trial_with_an_error(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mcap", header(), max_waiting=50, open_file=Gate)
    samples = forces(400)
    recorder.offer(samples[:40])
    assert Gate.reached.wait(20.0)
    # The thread hangs in the disk with the first portion, which still counts as waiting.
    recorder.offer(samples[40:50])
    assert recorder.n_waiting == 50
    with pytest.raises(RecordingError, match="too slowly"):
        recorder.offer(samples[50:51])
    with pytest.raises(RecordingError, match="too slowly"):
        recorder.offer(samples[51:52])
    Gate.opened.set()
    with pytest.raises(RecordingError, match="too slowly") as caught:
        recorder.stop()
    assert "faster disk" in caught.value.hint
    reader = RecordingReader(tmp_path / "a.mcap")
    assert reader.forces() == samples[:50], "whatever was taken is in the file, without a hole"
    assert reader.end_reason == "interrupted"
    assert threads() == []


def test_a_portion_larger_than_the_queue_is_taken_when_it_is_empty(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mcap", header(), max_waiting=10)
    recorder.offer(forces(300))
    recorder.stop()
    assert RecordingReader(recorder.path).n_samples == 300


def test_a_patient_recorder_makes_the_board_wait(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mcap", header(), max_waiting=50, patient=True, open_file=Gate)
    samples = forces(600)

    def offer_all() -> None:
        for portion in portions(samples, 30):
            recorder.offer(portion)

    offering = threading.Thread(target=offer_all)
    offering.start()
    assert Gate.reached.wait(20.0)
    assert recorder.n_waiting <= 60
    Gate.opened.set()
    offering.join(20.0)
    assert not offering.is_alive()
    recorder.stop()
    assert RecordingReader(recorder.path).forces() == samples


def test_a_full_disk_comes_out_of_stop(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mcap", header(), open_file=full_after(20_000))
    with pytest.raises(RecordingError, match="disk is full"):  # noqa: PT012 - whichever sees it
        for portion in portions(forces(5000), 50):
            recorder.offer(portion)
        recorder.stop()
    assert isinstance(recorder.failure, RecordingError)
    with pytest.raises(RecordingError, match="disk is full"):
        recorder.stop()
    reader = RecordingReader(tmp_path / "a.mcap.part")
    assert reader.forces() == forces(reader.n_samples)
    assert reader.n_samples > 100
    assert threads() == []
    assert [p.name for p in tmp_path.iterdir()] == ["a.mcap.part"]


def test_a_fault_of_the_program_comes_out_of_stop(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.mcap", header())
    recorder.offer(forces(30))
    recorder.offer(Event(0.3, "odd", {"x": object()}))  # type: ignore[dict-item]
    with pytest.raises(RecordingError, match="fault of the program") as caught:
        recorder.stop()
    assert isinstance(caught.value.__cause__, TypeError)
    assert threads() == []


def test_it_syncs_once_a_second(tmp_path: Path) -> None:
    class Ticking(ManualClock):
        """A tenth of a second passes at every look."""

        def now_ns(self) -> int:
            self.sleep(0.1)
            return super().now_ns()

    Gate.opened.set()
    clock = Ticking()
    recorder = Recorder(tmp_path / "a.mcap", header(), clock=clock, open_file=Gate)
    for portion in portions(forces(900), 30):
        recorder.offer(portion)
    recorder.stop()
    seconds = clock.now_ns() / 1e9
    # One for the header, one at the end, and no more than one a second between.
    assert 2 <= Gate.n_syncs <= 2 + seconds


def test_acquisition_goes_on_without_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(*args: object, **kwargs: object) -> Recorder:
        return Recorder(*args, **kwargs, open_file=full_after(12_000))  # type: ignore[arg-type]

    monkeypatch.setattr(recording_switch, "Recorder", small)
    listener = Listener()
    board = ScriptBoard([[sample] for sample in forces(20_000)])
    acquisition = LocalSource(board, stream(), sinks=[listener])
    acquisition.start_recording(tmp_path, "x")
    n_taken = 0
    while not acquisition.ended:
        n_taken += len(acquisition.pump())
    assert n_taken == 20_000, "samples still come"
    assert isinstance(acquisition.failure, RecordingError)
    (event,) = listener.events("recording.failed")
    assert "disk is full" in str(event.data["message"])
    assert listener.events("recording.stopped") == []
    with pytest.raises(RecordingError, match="disk is full"):
        acquisition.stop_recording()
    assert acquisition.stop_recording() is None
    # A new trial may be recorded once there is room.
    monkeypatch.undo()
    acquisition.start_recording(tmp_path, "y")
    assert acquisition.recording_failure is None
    assert acquisition.stop_recording() is not None
    acquisition.stop()
