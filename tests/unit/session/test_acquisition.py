"""One board to file, ring and listeners: the same by hand and in a thread; every fault is told."""

from __future__ import annotations

import math
import threading
from pathlib import Path

import msgspec
import pytest
from patience import DEADLINE_S
from session_kit import (
    INFO,
    Broken,
    Listener,
    ScriptBoard,
    force,
    forces,
    portions,
    stream,
)

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.clock import ManualClock
from balance_arcade.core.errors import BoardDisconnectedError, CalibrationError, RecordingError
from balance_arcade.core.events import Event, Phase, SessionState
from balance_arcade.core.samples import CopSample, LiveMetrics, SampleFlag
from balance_arcade.core.source import CopSource, StreamSink
from balance_arcade.files.recording import RecordingReader, SessionDetails
from balance_arcade.session.local_source import LocalSource
from balance_arcade.session.pipeline import SamplePipeline


def drain(acquisition: LocalSource) -> list[CopSample]:
    taken = []
    while not acquisition.ended:
        taken += acquisition.pump()
    return taken


def run_in_thread(acquisition: LocalSource) -> None:
    acquisition.start()
    for thread in threading.enumerate():
        if thread.name.startswith("acquisition"):
            thread.join(DEADLINE_S)


def listen(size: int, *, threaded: bool) -> Listener:
    listener = Listener()
    samples = forces(500)
    del samples[200:207]
    acquisition = LocalSource(ScriptBoard(portions(samples, size)), stream(), sinks=[listener])
    if threaded:
        run_in_thread(acquisition)
    else:
        drain(acquisition)
    acquisition.stop()
    return listener


def test_it_is_a_source_and_the_listener_a_sink() -> None:
    assert isinstance(LocalSource(ScriptBoard([]), stream()), CopSource)
    listener: StreamSink = Listener()
    assert listener


@pytest.mark.parametrize("size", [1, 7, 500])
@pytest.mark.parametrize("threaded", [False, True])
def test_thread_and_hand_and_any_portions_are_heard_alike(size: int, threaded: bool) -> None:
    assert repr(listen(size, threaded=threaded).heard) == repr(listen(10, threaded=False).heard)


def test_what_a_listener_hears() -> None:
    heard = listen(10, threaded=False).heard
    assert heard[0] == INFO
    cops = [item for item in heard if isinstance(item, CopSample)]
    assert [cop.seq for cop in cops] == [*range(200), *range(207, 500)]
    metrics = [item for item in heard if isinstance(item, LiveMetrics)]
    assert [m.t_s for m in metrics[:4]] == [0.0, 0.1, 0.2, 0.3]
    assert all(heard[heard.index(m) - 1].seq == m.seq for m in metrics)  # type: ignore[attr-defined]
    assert heard[-1] == Event(4.99, "board.ended", {})


def test_a_gap_is_told_before_the_sample_behind_it() -> None:
    heard = listen(500, threaded=False).heard
    (gap,) = [item for item in heard if isinstance(item, Event) and item.kind == "board.gap"]
    assert gap.data["from_seq"] == 199
    assert gap.data["to_seq"] == 207
    assert gap.data["n_lost"] == 7
    assert gap.data["gap_s"] == pytest.approx(0.08)
    behind = heard[heard.index(gap) + 1]
    assert isinstance(behind, CopSample)
    assert behind.seq == 207


def test_a_flagged_gap_without_a_jump_is_told_too() -> None:
    samples = forces(20)
    samples[9] = msgspec.structs.replace(samples[9], flags=int(SampleFlag.GAP_BEFORE))
    listener = Listener()
    drain(LocalSource(ScriptBoard([samples]), stream(), sinks=[listener]))
    assert [event.data["n_lost"] for event in listener.events("board.gap")] == [0]


def test_a_repeated_sample_is_told_recorded_and_not_used(tmp_path: Path) -> None:
    samples = forces(10)
    listener = Listener()
    acquisition = LocalSource(ScriptBoard([samples, samples[4:6]]), stream(), sinks=[listener])
    acquisition.start_recording(tmp_path, "x")
    assert len(drain(acquisition)) == 10
    assert [event.data["seq"] for event in listener.events("board.disorder")] == [4, 5]
    path = acquisition.stop_recording()
    assert path is not None
    assert [s.seq for s in RecordingReader(path).forces()] == [*range(10), 4, 5]
    acquisition.stop()


def test_ring_gives_what_is_newer_and_forgets_the_oldest() -> None:
    acquisition = LocalSource(ScriptBoard([forces(500)]), stream(), ring_s=2.0)
    assert acquisition.latest() is None
    assert acquisition.metrics() is None
    drain(acquisition)
    newest = acquisition.latest()
    assert newest is not None
    assert newest.seq == 499
    assert [cop.seq for cop in acquisition.since(495)] == [496, 497, 498, 499]
    assert acquisition.since(499) == []
    assert [cop.seq for cop in acquisition.since(-1)] == list(range(300, 500))
    metrics = acquisition.metrics()
    assert metrics is not None
    assert metrics.seq == 490


def test_the_file_gets_raw_forces_first_and_whole(tmp_path: Path) -> None:
    samples = forces(300)
    board = ScriptBoard(portions(samples, 20))
    acquisition = LocalSource(board, stream(), session=SessionDetails(session_id="s-1"))
    for _ in range(5):
        acquisition.pump()
    target = acquisition.start_recording(tmp_path, "orchard", "abcdef123456", details={"seed": 3})
    assert acquisition.recording == target.name
    for _ in range(7):
        acquisition.pump()
    acquisition.publish_state(SessionState(4, 2.4, Phase.PLAY))
    path = acquisition.stop_recording()
    assert path == target
    assert acquisition.recording == ""
    drain(acquisition)
    acquisition.stop()
    reader = RecordingReader(target)
    assert reader.forces() == samples[100:240]
    assert [event.kind for event in reader.events()] == ["recording.started", "recording.stopped"]
    assert [state.rev for state in reader.states()] == [4]
    assert reader.header.session_id == "s-1"
    assert reader.header.trial_id == "abcdef123456"
    assert reader.header.details == {"seed": 3}
    assert target.name.endswith("-script-orchard-abcdef12.mcap")


def test_a_file_name_of_its_own(tmp_path: Path) -> None:
    acquisition = LocalSource(ScriptBoard([forces(5)]), stream())
    target = acquisition.start_recording(tmp_path / "mine.mcap", "x")
    drain(acquisition)
    acquisition.stop()
    assert target == tmp_path / "mine.mcap"
    assert RecordingReader(target).n_samples == 5


def test_one_recording_at_a_time(tmp_path: Path) -> None:
    acquisition = LocalSource(ScriptBoard([forces(5)]), stream())
    acquisition.start_recording(tmp_path, "a")
    with pytest.raises(RecordingError, match="being recorded already"):
        acquisition.start_recording(tmp_path, "b")
    acquisition.stop()
    assert len(list(tmp_path.glob("*.mcap"))) == 1


def test_stop_recording_without_one_is_none() -> None:
    acquisition = LocalSource(ScriptBoard([]), stream())
    assert acquisition.stop_recording() is None
    acquisition.stop()


# -- zero ------------------------------------------------------------------------------------


def test_zero_is_the_mean_of_raw_forces(tmp_path: Path) -> None:
    empty = [force(k, tl_n=10.0 + k % 2, tr_n=-20.0, bl_n=3.0, br_n=0.0) for k in range(100)]
    loaded = [force(k, tl_n=110.5, tr_n=80.0, bl_n=103.0, br_n=100.0) for k in range(100, 150)]
    listener = Listener()
    acquisition = LocalSource(ScriptBoard([empty, loaded]), stream(), sinks=[listener])
    acquisition.pump()
    assert acquisition.zero_n is None
    assert acquisition.set_zero_from(10, 89) == (10.5, -20.0, 3.0, 0.0)
    assert listener.events("board.zeroed")[0].data["n_samples"] == 80
    acquisition.start_recording(tmp_path, "x")
    acquisition.pump()
    newest = acquisition.latest()
    assert newest is not None
    assert newest.fz_n == pytest.approx(400.0)
    assert (newest.ml_mm, newest.ap_mm) == pytest.approx((0.0, 0.0))
    path = acquisition.stop_recording()
    assert path is not None
    reader = RecordingReader(path)
    assert reader.header.zero_n == (10.5, -20.0, 3.0, 0.0)
    assert reader.forces()[0].tl_n == 110.5, "the file stays raw"
    # Weighed once more: raw again, not what was left after the first zero.
    assert acquisition.set_zero_from(120, 149)[1] == 80.0
    acquisition.stop()


def test_zero_from_samples_that_are_gone_is_refused() -> None:
    acquisition = LocalSource(ScriptBoard([forces(300)]), stream(), ring_s=1.0)
    acquisition.pump()
    with pytest.raises(CalibrationError, match="there are 0"):
        acquisition.set_zero_from(0, 100)
    with pytest.raises(CalibrationError, match="there are 2"):
        acquisition.set_zero_from(298, 320)


def test_zero_leaves_out_samples_that_are_not_numbers() -> None:
    samples = [force(k, tl_n=math.nan if k == 3 else 8.0) for k in range(20)]
    acquisition = LocalSource(ScriptBoard([samples]), stream())
    acquisition.pump()
    assert acquisition.set_zero_from(0, 19)[0] == 8.0


# -- faults ----------------------------------------------------------------------------------


def lost() -> BoardDisconnectedError:
    return BoardDisconnectedError("The cable was pulled.", address="script:", hint="Plug it in.")


@pytest.mark.parametrize("threaded", [False, True])
def test_a_lost_board_is_told_and_raised_once(tmp_path: Path, threaded: bool) -> None:
    listener = Listener()
    board = ScriptBoard([forces(50), lost()])
    acquisition = LocalSource(board, stream(), sinks=[listener])
    target = acquisition.start_recording(tmp_path, "x")
    if threaded:
        run_in_thread(acquisition)
    else:
        drain(acquisition)
        assert acquisition.pump() == []
    assert isinstance(acquisition.failure, BoardDisconnectedError)
    assert acquisition.ended
    (event,) = listener.events("board.lost")
    assert event.data["message"] == "The cable was pulled. Plug it in."
    with pytest.raises(BoardDisconnectedError, match="cable was pulled"):
        acquisition.stop()
    acquisition.stop()
    assert board.n_closed >= 1
    reader = RecordingReader(target)
    assert reader.complete
    assert reader.n_samples == 50
    assert "board.lost" in [event.kind for event in reader.events()]


def test_a_fault_of_the_program_in_the_thread_comes_out_of_stop(monkeypatch) -> None:
    def take(*_):
        raise ZeroDivisionError("bug")

    acquisition = LocalSource(ScriptBoard([forces(5)]), stream())
    monkeypatch.setattr(acquisition._acquisition, "_take", take)
    run_in_thread(acquisition)
    assert acquisition.ended
    with pytest.raises(ZeroDivisionError) as caught:
        acquisition.stop()
    assert any("fault of the program" in note for note in caught.value.__notes__)


def test_a_broken_listener_is_let_go_named_and_raised(tmp_path: Path) -> None:
    broken, healthy = Broken(at=3), Listener()
    acquisition = LocalSource(
        ScriptBoard(portions(forces(100), 10)), stream(), sinks=[broken, healthy]
    )
    target = acquisition.start_recording(tmp_path, "x")
    drain(acquisition)
    assert [f.name for f in acquisition.sink_failures] == ["Broken"]
    (event,) = healthy.events("stream.sink_failed")
    assert event.data == {"sink": "Broken", "error": "ValueError('the viewer is broken')"}
    assert len([i for i in healthy.heard if isinstance(i, CopSample)]) == 100
    assert len([i for i in broken.heard if isinstance(i, CopSample)]) < 30
    assert acquisition.failure is None
    with pytest.raises(ValueError, match="viewer is broken"):
        acquisition.stop()
    assert RecordingReader(target).n_samples == 100


@pytest.mark.parametrize("state", ["new", "pumped", "started", "ended", "recording"])
def test_stop_from_any_state_leaves_nothing_behind(tmp_path: Path, state: str) -> None:
    endless = ([force(k)] for k in range(10**9))
    board = ScriptBoard([forces(3)] if state == "ended" else endless)
    acquisition = LocalSource(board, stream())
    if state in {"pumped", "ended"}:
        acquisition.pump()
    if state == "ended":
        drain(acquisition)
    if state == "recording":
        acquisition.start_recording(tmp_path, "x")
    if state in {"started", "recording"}:
        acquisition.start()
    acquisition.stop()
    acquisition.stop()
    assert board.n_closed >= 1
    assert acquisition.ended
    assert not [t for t in threading.enumerate() if t.name.startswith(("acquisition", "recorder"))]
    assert not list(tmp_path.glob("*.part*"))
    with pytest.raises(RuntimeError):
        acquisition.pump()
    with pytest.raises(RuntimeError):
        acquisition.start()


def test_pumping_a_started_one_is_refused() -> None:
    acquisition = LocalSource(ScriptBoard([[force(k)] for k in range(10)]), stream())
    acquisition.start()
    with pytest.raises(RuntimeError):
        acquisition.pump()
    with pytest.raises(RuntimeError):
        acquisition.start()
    acquisition.stop()


def test_with_block_stops_and_keeps_the_first_error() -> None:
    board = ScriptBoard([forces(5), lost()])
    with pytest.raises(KeyError) as caught, LocalSource(board, stream()) as acquisition:  # noqa: PT012
        drain(acquisition)
        raise KeyError("first")
    assert "cable was pulled" in caught.value.__notes__[0]
    with (
        pytest.raises(BoardDisconnectedError),
        LocalSource(ScriptBoard([lost()]), stream()) as acquisition,
    ):
        drain(acquisition)


# -- age -------------------------------------------------------------------------------------


def test_age_is_measured_from_arrival() -> None:
    info: BoardInfo = msgspec.structs.replace(INFO, speed=1.0)
    clock = ManualClock(500_000_000)
    acquisition = LocalSource(ScriptBoard([forces(11)], info), stream(), clock=clock)
    assert acquisition.age_s() == math.inf
    acquisition.pump()
    assert acquisition.age_s() == pytest.approx(0.4)
    assert acquisition.age_s(350_000_000) == pytest.approx(0.25)
    assert acquisition.age_s(0) == 0.0


def test_a_board_read_as_fast_as_it_goes_is_never_late() -> None:
    acquisition = LocalSource(ScriptBoard([forces(11)]), stream(), clock=ManualClock(10**12))
    assert acquisition.age_s() == 0.0
    acquisition.pump()
    assert acquisition.age_s() == 0.0


@pytest.mark.parametrize("setting", [{"ring_s": 0.0}, {"metrics_hz": math.nan}, {"rate_hz": -1.0}])
def test_settings_that_make_no_sense_are_refused(setting: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="positive"):
        SamplePipeline(stream(), **{"rate_hz": 100.0, "ring_s": 1.0, "metrics_hz": 10.0, **setting})
