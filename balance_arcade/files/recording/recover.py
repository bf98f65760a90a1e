"""Finish recordings that a crash cut off."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.recording.chunkfile import ChunkFile
from balance_arcade.files.recording.disk import (
    AppendFile,
    DiskFile,
    FileLock,
    disk_error,
    sync_folder,
)
from balance_arcade.files.recording.header import RecordingEnd
from balance_arcade.files.recording.layout import KINDS
from balance_arcade.files.recording.reader import RecordingReader
from balance_arcade.files.recording.writer import LOCK, NEW, PART, beside

_log = logging.getLogger(__name__)

_RECOVERING = ".recovering"


class Recovered(msgspec.Struct, frozen=True):
    """The result of one recovery.

    Attributes
    ----------
    path : Path
        The whole file; the ``.part`` where it could not be recovered.
    n_samples : int
        Samples saved.
    n_lost_bytes : int
        Bytes at the end that were no whole chunk.
    message : str
        One sentence for people.
    error : str
        Why it could not be recovered; empty if it was.
    """

    path: Path
    n_samples: int
    n_lost_bytes: int
    message: str
    error: str = ""


def recover(path: Path | str, *, open_file: Callable[[Path], AppendFile] = DiskFile) -> Recovered:
    """Turn a ``.part`` into a whole file, marked as interrupted.

    Parameters
    ----------
    path : Path
        The ``.mcap.part`` file.
    open_file : callable
        Opens an existing file for appending; tests put a failing one in its place.

    Returns
    -------
    Recovered
        The ``.part`` is gone, ``.mcap`` stands in its place.

    Raises
    ------
    RecordingError
        Another process is writing it, it cannot be read, or the disk is full; the ``.part`` stays
        as it was.
    """
    part = Path(path)
    if not part.name.endswith(PART):
        raise RecordingError(f"{part.name} is not an unfinished recording.")
    whole = part.with_name(part.name.removesuffix(PART))
    lock = FileLock(beside(whole, LOCK))
    if not part.exists():
        raise RecordingError(f"No recording at {part}.", hint="Check the path.")
    if not _acquire(lock):
        raise RecordingError(f"{part.name} is still being written by another program.")
    try:
        return _finish(part, whole, open_file)
    except OSError as error:
        raise disk_error(error, part, "recovered") from error
    finally:
        lock.release()


def _acquire(lock: FileLock) -> bool:
    try:
        return lock.acquire()
    except OSError as error:
        raise disk_error(error, lock.path, "locked") from error


def _finish(part: Path, whole: Path, open_file: Callable[[Path], AppendFile]) -> Recovered:
    reader = RecordingReader(part)
    if whole.exists():
        # Somebody recovered it before and died before the `.part` was removed.
        earlier = RecordingReader(whole)
        if earlier.header.trial_id != reader.header.trial_id or (
            earlier.n_samples < reader.n_samples
        ):
            raise RecordingError(
                f"{whole.name} and {part.name} both exist and differ.",
                hint="Move one of them to another folder.",
            )
    # The program died between the last byte and the rename.
    elif reader.complete:
        os.replace(part, whole)
        sync_folder(whole.parent)
        return _result(whole, reader)
    else:
        _rewrite(reader, whole, open_file)
    part.unlink(missing_ok=True)
    sync_folder(whole.parent)
    return _result(whole, reader)


def _result(whole: Path, reader: RecordingReader) -> Recovered:
    message = f"{whole.name} was interrupted; {reader.n_samples} samples recovered."
    _log.info("%s %d bytes at its end were lost.", message, reader.n_lost_bytes)
    return Recovered(whole, reader.n_samples, reader.n_lost_bytes, message)


def _rewrite(reader: RecordingReader, whole: Path, open_file: Callable[[Path], AppendFile]) -> None:
    temporary = beside(whole, _RECOVERING)
    temporary.write_bytes(b"")
    file = open_file(temporary)
    try:
        target = ChunkFile(file, reader.header, folder=whole.parent)
    except OSError:
        file.close()
        temporary.unlink(missing_ok=True)
        raise
    try:
        chunk = 0
        for message in reader.scan.messages:
            if message.chunk != chunk:
                # Chunks stay as they were, so that damage later on costs no more than it would have
                # before.
                target.end_chunk()
                chunk = message.chunk
            kind = reader.scan.kind_of(message.channel)
            # `ChunkFile` writes the copy of the header itself.
            if kind in KINDS and kind != "meta":
                target.add(KINDS[kind], message.log_ns / 1e9, message.data)
        target.finish(
            RecordingEnd(
                "interrupted",
                reader.n_samples,
                len(reader.events()),
                tuple(fault.message for fault in reader.faults),
            )
        )
        # On the disk before it gets its name, so that a power cut cannot leave an empty file under
        # it.
        target.sync()
    except OSError:
        target.close()
        temporary.unlink(missing_ok=True)
        raise
    target.close()
    os.replace(temporary, whole)
    sync_folder(whole.parent)


def recover_folder(folder: Path | str) -> list[Recovered]:
    """Recover every unfinished recording in a folder that nobody is writing.

    Parameters
    ----------
    folder : Path
        Where recordings are kept; one that does not exist holds none.

    Returns
    -------
    list of Recovered
        One for each ``.part`` that no live process writes, those that could not be recovered
        too: these say why in `Recovered.error` and stay as they are.
    """
    results = []
    for part in sorted(Path(folder).glob(f"*{PART}")):
        whole = part.with_name(part.name.removesuffix(PART))
        lock = FileLock(beside(whole, LOCK))
        try:
            if not _acquire(lock):
                continue
            lock.release()
            # `recover` takes the lock itself; if another program is faster, it says so and the file
            # stays.
            results.append(recover(part))
        except RecordingError as error:
            if part.exists():
                text = str(error)
                _log.warning("%s cannot be recovered: %s", part.name, text)
                results.append(Recovered(part, 0, part.stat().st_size, text, error=text))
    _sweep(Path(folder))
    return results


def _sweep(folder: Path) -> None:
    """Remove what a crash leaves beside recordings: empty files and locks that no program holds."""
    for ending in (NEW, LOCK, _RECOVERING):
        for leftover in folder.glob(f"*.mcap{ending}"):
            whole = leftover.with_name(leftover.name.removesuffix(ending))
            lock = FileLock(beside(whole, LOCK))
            if beside(whole, PART).exists() or not _acquire(lock):
                continue
            # The lock's own file is held by us now, and `release` removes it.
            if leftover != lock.path:
                leftover.unlink(missing_ok=True)
            lock.release()
