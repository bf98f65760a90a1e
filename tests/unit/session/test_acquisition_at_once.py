"""Several reads handed on at once, and what is put off where nobody waits for it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from session_kit import INFO, Listener, ScriptBoard, forces, portions, stream

from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.events import Event
from balance_arcade.core.samples import CopSample
from balance_arcade.files.recording import RecordingReader
from balance_arcade.session.local_source import LocalSource
from balance_arcade.session.recorder import Item, Recorder


def test_several_reads_are_handed_on_at_once_and_heard_alike() -> None:
    once, often = Listener(), Listener()
    for listener, n_reads in ((once, 1), (often, 7)):
        source = LocalSource(ScriptBoard(portions(forces(500), 1)), stream(), sinks=[listener])
        taken: list[CopSample] = []
        while not source.ended:
            taken += source.pump(n_reads=n_reads)
        source.stop()
        assert [sample.seq for sample in taken] == list(range(500))
    assert msgspec.json.encode(once.heard) == msgspec.json.encode(often.heard)


def test_what_was_read_before_a_board_is_lost_is_handed_on_first() -> None:
    listener = Listener()
    board = ScriptBoard(
        [
            forces(50)[:3],
            forces(50)[3:5],
            BoardDisconnectedError("The cable was pulled.", address="script:"),
        ]
    )
    source = LocalSource(board, stream(), sinks=[listener])
    assert [sample.seq for sample in source.pump(n_reads=9)] == list(range(5))
    assert isinstance(source.failure, BoardDisconnectedError)
    assert isinstance(listener.heard[-1], Event)
    with pytest.raises(BoardDisconnectedError):
        source.stop()


@pytest.mark.parametrize(("sinks", "described"), [([], False), ([Listener()], True)])
def test_spared_metrics_are_made_for_a_listener_alone(
    sinks: list[Listener], described: bool
) -> None:
    source = LocalSource(ScriptBoard(portions(forces(50), 10)), stream(), sinks=sinks)
    source.spare_metrics()
    while not source.ended:
        source.pump()
    source.stop()
    assert (source.metrics() is not None) is described


def test_samples_that_wait_for_others_are_all_in_the_file_and_before_what_follows(
    tmp_path: Path,
) -> None:
    info = msgspec.structs.replace(INFO, speed=0.0)
    source = LocalSource(ScriptBoard(portions(forces(53), 1), info=info), stream())
    target = source.start_recording(tmp_path, "x")
    for n_samples in (30, 23):
        for _ in range(n_samples):
            source.pump()
        source.emit(Event(n_samples / 100.0, "session.mark"))
    source.stop()
    reader = RecordingReader(target)
    assert [sample.seq for sample in reader.forces()] == list(range(53))
    assert reader.complete


def test_a_recorder_without_real_time_is_woken_seldom_and_writes_the_same_items(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[tuple[Item, ...]] = []
    offer = Recorder.offer

    def counted(recorder: Recorder, *items: Item) -> None:
        offered.append(items)
        offer(recorder, *items)

    monkeypatch.setattr(Recorder, "offer", counted)
    info = msgspec.structs.replace(INFO, speed=0.0)
    source = LocalSource(ScriptBoard(portions(forces(350), 1), info=info), stream())
    target = source.start_recording(tmp_path, "x")
    for n_samples in (240, 110):
        for _ in range(n_samples):
            source.pump()
        source.emit(Event(n_samples / 100.0, "session.mark"))
    source.stop()
    assert len(offered) == 2
    sizes = [len(x) if isinstance(x, list) else x.kind for items in offered for x in items]
    began, *told, ended = sizes
    assert (began, ended) == ("recording.started", "recording.stopped")
    assert told == [100, 100, 40, "session.mark", 100, 10, "session.mark"]
    assert [sample.seq for sample in RecordingReader(target).forces()] == list(range(350))
