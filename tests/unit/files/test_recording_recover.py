"""What a crash or a full disk leaves behind, and how it is put right at the next start."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from recording_kit import SmallDisk, feed, header, record, same, samples

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.recording import (
    RecordingReader,
    RecordingWriter,
    recover,
    recover_folder,
)
from balance_arcade.files.recording import disk as disk_module
from balance_arcade.files.recording.disk import DiskFile, FileLock


def crash(folder: Path, name: str = "a", n: int = 100, *, torn: bytes = b"") -> Path:
    """The files of a process that was killed: a `.part` without an end, a lock of nobody."""
    live = folder / "live"
    writer = RecordingWriter(live / f"{name}.mcap", header(trial_id=f"{name}-trial"))
    feed(writer, samples(n))
    part = folder / f"{name}.mcap.part"
    shutil.copy(writer.part_path, part)
    with part.open("ab") as file:
        file.write(torn)
    (folder / f"{name}.mcap.part.lock").touch()
    writer.finish()
    shutil.rmtree(live)
    return part


@pytest.fixture
def live_writer(tmp_path: Path) -> Iterator[RecordingWriter]:
    writer = RecordingWriter(tmp_path / "live.mcap", header())
    feed(writer, samples(60))
    yield writer
    writer.abandon()


def test_an_interrupted_recording_becomes_whole(tmp_path: Path) -> None:
    part = crash(tmp_path, torn=b"\x06half a chunk")
    before = RecordingReader(part)
    result = recover(part)
    assert [p.name for p in tmp_path.iterdir()] == ["a.mcap"]
    reader = RecordingReader(result.path)
    assert reader.complete
    assert reader.end_reason == "interrupted"
    assert same(reader.forces(), before.forces())
    assert reader.events() == before.events()
    assert repr(reader.states()) == repr(before.states())
    assert reader.header == before.header
    assert result.n_samples == reader.n_samples == before.n_samples >= 80
    assert result.n_lost_bytes == len(b"\x06half a chunk")
    assert "interrupted" in result.message
    assert str(result.n_samples) in result.message
    assert reader.end_notes == tuple(fault.message for fault in before.faults) != ()


def test_recovering_twice_changes_nothing(tmp_path: Path) -> None:
    first = recover_folder(tmp_path)
    crash(tmp_path)
    second = recover_folder(tmp_path)
    whole = (tmp_path / "a.mcap").read_bytes()
    third = recover_folder(tmp_path)
    assert (first, third) == ([], [])
    assert [r.error for r in second] == [""]
    assert (tmp_path / "a.mcap").read_bytes() == whole


def test_a_file_that_is_being_written_is_left_alone(live_writer: RecordingWriter) -> None:
    folder = live_writer.path.parent
    before = live_writer.part_path.read_bytes()
    assert recover_folder(folder) == []
    with pytest.raises(RecordingError, match="still being written"):
        recover(live_writer.part_path)
    assert live_writer.part_path.read_bytes() == before
    live_writer.write_samples(samples(30))
    assert RecordingReader(live_writer.finish()).complete
    assert sorted(p.name for p in folder.iterdir()) == ["live.mcap"]


def test_two_writers_cannot_share_a_name(live_writer: RecordingWriter) -> None:
    with pytest.raises(RecordingError):
        RecordingWriter(live_writer.path, header())
    assert live_writer.finish().exists()


def test_a_whole_file_that_only_lacks_its_name_gets_it(tmp_path: Path) -> None:
    record(tmp_path / "b.mcap", 40)
    content = (tmp_path / "b.mcap").read_bytes()
    (tmp_path / "b.mcap").rename(tmp_path / "b.mcap.part")
    recover(tmp_path / "b.mcap.part")
    assert (tmp_path / "b.mcap").read_bytes() == content
    assert RecordingReader(tmp_path / "b.mcap").end_reason == "finished"


def test_death_between_recovering_and_tidying_up(tmp_path: Path) -> None:
    part = crash(tmp_path)
    copy = part.read_bytes()
    recover(part)
    part.write_bytes(copy)
    assert recover(part).n_samples == RecordingReader(tmp_path / "a.mcap").n_samples
    assert [p.name for p in tmp_path.iterdir()] == ["a.mcap"]


def test_two_different_trials_of_one_name_are_both_kept(tmp_path: Path) -> None:
    record(tmp_path / "a.mcap", 10)
    part = crash(tmp_path)
    with pytest.raises(RecordingError, match="differ"):
        recover(part)
    assert part.exists()
    assert RecordingReader(tmp_path / "a.mcap").n_samples == 10


def test_a_hopeless_part_is_reported_and_kept(tmp_path: Path) -> None:
    (tmp_path / "bad.mcap.part").write_bytes(b"\x89MCAP0\r\n and nothing")
    crash(tmp_path, "good")
    results = {r.path.name: r for r in recover_folder(tmp_path)}
    assert "cut off before its header" in results["bad.mcap.part"].error
    assert results["good.mcap"].error == ""
    assert (tmp_path / "bad.mcap.part").exists()


def test_leftovers_without_samples_are_swept_away(tmp_path: Path) -> None:
    for ending in ("part.new", "part.lock", "recovering"):
        (tmp_path / f"x.mcap.{ending}").write_bytes(b"")
    (tmp_path / "notes.lock").touch()
    assert recover_folder(tmp_path) == []
    assert [p.name for p in tmp_path.iterdir()] == ["notes.lock"]


def test_a_folder_that_does_not_exist_holds_nothing(tmp_path: Path) -> None:
    assert recover_folder(tmp_path / "nowhere") == []


def test_only_parts_can_be_recovered(tmp_path: Path) -> None:
    record(tmp_path / "a.mcap", 10)
    with pytest.raises(RecordingError, match="not an unfinished"):
        recover(tmp_path / "a.mcap")
    with pytest.raises(RecordingError, match="No recording"):
        recover(tmp_path / "b.mcap.part")


@pytest.mark.parametrize("n_free", [4000, 9000, 12_345, 20_000])
def test_full_disk_keeps_what_was_written(tmp_path: Path, n_free: int) -> None:
    writer = RecordingWriter(
        tmp_path / "full.mcap", header(), open_file=lambda path: SmallDisk(path, n_free)
    )
    written = samples(400)
    with pytest.raises(RecordingError, match="disk is full") as caught:
        feed(writer, written)
    assert "Free some space" in caught.value.hint
    assert isinstance(caught.value.__cause__, OSError)
    for action in (writer.flush, writer.sync, writer.finish, lambda: writer.write_samples([])):
        with pytest.raises(RecordingError, match="disk is full"):
            action()
    reader = RecordingReader(tmp_path / "full.mcap.part")
    assert same(reader.forces(), written[: reader.n_samples])
    assert reader.n_lost_bytes == 0, "the torn chunk was cut off again"
    assert (reader.n_samples > 0) == (n_free >= 9000)
    assert [p.name for p in tmp_path.iterdir()] == ["full.mcap.part"]
    assert recover(tmp_path / "full.mcap.part").n_samples == reader.n_samples


@pytest.mark.parametrize("n_free", [0, 100, 2000])
def test_full_disk_at_the_start_leaves_nothing(tmp_path: Path, n_free: int) -> None:
    with pytest.raises(RecordingError, match="could not be started"):
        RecordingWriter(
            tmp_path / "full.mcap", header(), open_file=lambda path: SmallDisk(path, n_free)
        )
    assert list(tmp_path.iterdir()) == []


def test_full_disk_at_the_very_end(tmp_path: Path) -> None:
    """The index does not fit any more: all samples are there, the name stays `.part`."""
    whole = tmp_path / "whole.mcap"
    record(whole, 200)
    n_free = whole.stat().st_size - 300
    writer = RecordingWriter(
        tmp_path / "full.mcap", header(), open_file=lambda path: SmallDisk(path, n_free)
    )
    feed(writer, samples(200))
    with pytest.raises(RecordingError, match="could not be finished"):
        writer.finish()
    assert RecordingReader(writer.part_path).n_samples == 200
    assert not writer.path.exists()


def test_full_disk_while_recovering_keeps_the_part(tmp_path: Path) -> None:
    part = crash(tmp_path)
    before = part.read_bytes()
    with pytest.raises(RecordingError, match="disk is full"):
        recover(part, open_file=lambda path: SmallDisk(path, 4000))
    assert part.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.mcap.part"]
    assert recover(part).n_samples > 0


def test_a_disk_that_takes_a_little_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow:
        def __init__(self, file: object) -> None:
            self._file = file

        def write(self, data: memoryview) -> int:
            return self._file.write(data[:50])  # type: ignore[attr-defined,no-any-return]

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

    class SlowFile(DiskFile):
        def __init__(self, path: Path) -> None:
            super().__init__(path)
            self._file = Slow(self._file)  # type: ignore[assignment]

    writer = RecordingWriter(tmp_path / "slow.mcap", header(), open_file=SlowFile)
    feed(writer, samples(100))
    assert same(RecordingReader(writer.finish()).forces(), samples(100))


def test_a_file_system_without_locks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(_file: object) -> bool:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(disk_module, "_lock", no_locks)
    with pytest.raises(RecordingError, match="cannot lock"):
        RecordingWriter(tmp_path / "n.mcap", header())


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecordingError, match="could not be started"):
        RecordingWriter(tmp_path / "file" / "n.mcap", header())


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "l"), FileLock(tmp_path / "l")
    assert first.acquire()
    assert not second.acquire(n_tries=2)
    first.release()
    first.release()
    assert second.acquire()
    second.release()
    assert list(tmp_path.iterdir()) == []


def test_a_lock_whose_file_was_removed_meanwhile_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last holder may remove the file between our opening and our locking it."""
    path = tmp_path / "l"
    really, n_calls = disk_module._lock, 0

    def remove_first(file: IO[bytes]) -> bool:
        nonlocal n_calls
        n_calls += 1
        if n_calls == 1:
            path.unlink()
        return really(file)

    monkeypatch.setattr(disk_module, "_lock", remove_first)
    lock = FileLock(path)
    assert lock.acquire(n_tries=2)
    assert n_calls == 2
    assert not FileLock(path).acquire(), "the lock that counts is on the file that has the name"
    lock.release()
