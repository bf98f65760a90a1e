"""What is still to be written into the records: one small file a session, beside its recordings.

A session's file names its recordings and is written before the database is asked, so that one that
is locked, gone or full costs nothing but time: everything lies in the recordings, each is added
once by its hash, and the file goes when all of them are in. It holds names of files alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.errors import BalanceArcadeError, RecordingError, RecordsAwayError
from balance_arcade.files.content import file_hash
from balance_arcade.files.whole import write_whole
from balance_arcade.records.assessed import RESULT_SUFFIX
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.reading import read_recording

OUTBOX: Final = "records-outbox"
"""Folder of the waiting sessions, within the folder of the recordings."""

_ENDING: Final = ".json"
_PART: Final = ".part"


class Waiting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A session whose recordings are not all in the records.

    Attributes
    ----------
    session : str
        Its id.
    files : tuple of str
        Names of its recordings, oldest first.
    """

    session: str
    files: tuple[str, ...]


class Delivery(msgspec.Struct, frozen=True):
    """What came of `deliver`.

    Attributes
    ----------
    n_added : int
        Recordings that are in the records now and were not before.
    n_waiting : int
        Those that go on waiting.
    refused : tuple of str
        Sentences about recordings that cannot be added as they are; they are not tried again.
    fault : str
        Why the database took nothing more; empty where it did.
    """

    n_added: int
    n_waiting: int
    refused: tuple[str, ...] = ()
    fault: str = ""


def put(folder: Path, waiting: Waiting) -> None:
    """Write down that a session's recordings are to be added.

    Parameters
    ----------
    folder : Path
        Of the recordings.
    waiting : Waiting
        Instead of what was written of this session before.

    Raises
    ------
    RecordingError
        It cannot be written; `records add` finds the recordings all the same.
    """
    box = folder / OUTBOX
    try:
        box.mkdir(exist_ok=True)
    except OSError as error:
        raise RecordingError(f"{box.name} cannot be made ({error.strerror}).") from error
    write_whole(box / f"{waiting.session}{_ENDING}", msgspec.json.encode(waiting), "The outbox")


def waiting_in(folder: Path) -> list[Waiting]:
    """Read what is to be added; what is no such file is left alone.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     put(Path(folder), Waiting("5524e8d9", ("a.mcap",)))
    ...     waiting_in(Path(folder))
    [Waiting(session='5524e8d9', files=('a.mcap',))]
    """
    found = (_read(file) for file in sorted((folder / OUTBOX).glob(f"*{_ENDING}")))
    return [one for one in found if one is not None]


def _read(file: Path) -> Waiting | None:
    try:
        found = msgspec.json.decode(file.read_bytes(), type=Waiting)
    except (OSError, msgspec.MsgspecError):
        # Another program has just delivered it, or somebody put it there: its recordings, if it has
        # any, lie in the folder and are found by `records add`.
        return None
    return found if found.session == file.stem else None


def deliver(records: Records) -> Delivery:
    """Add what waits beside the recordings; safe to repeat, and in two programs at once.

    Parameters
    ----------
    records : Records
        With the folder in which it waits.

    Returns
    -------
    Delivery
        A recording that is still being written goes on waiting; one that is no longer there is
        forgotten. Where the database takes nothing, all goes on waiting.
    """
    n_added, n_waiting, refused, fault = 0, 0, list[str](), ""
    for waiting in waiting_in(records.folder):
        handled = set[str]()
        for name in waiting.files:
            if fault or _is_under_way(records.folder / name):
                continue
            try:
                file = records.folder / name
                n_added += file.exists() and add_file(records, file)
            except RecordsAwayError as error:
                fault = str(error)
                continue
            except BalanceArcadeError as error:
                refused.append(f"{Path(name).name}: {error}")
            handled.add(name)
        n_waiting += _take_out(records.folder, waiting.session, handled)
    return Delivery(n_added, n_waiting, tuple(refused), fault)


def _is_under_way(file: Path) -> bool:
    return not file.exists() and file.with_name(file.name + _PART).exists()


def add_file(records: Records, file: Path) -> bool:
    """Read a recording and add it; one whose bytes are there is not read again.

    Parameters
    ----------
    records : Records
        Open.
    file : Path
        A ``.mcap`` of ours. With a result of a test beside it, it is read in any case: the result
        may be newer than the row.

    Returns
    -------
    bool
        As `Records.add_recording`.

    Raises
    ------
    BalanceArcadeError
        It is none, cannot be read, or cannot be added.
    """
    has_result = file.with_suffix(RESULT_SUFFIX).exists()
    if not has_result and records.has(file_hash(file)):
        return False
    return records.add_recording(read_recording(file))


def _take_out(folder: Path, session: str, handled: set[str]) -> int:
    """Strike out what is in the records; returns how many of the session go on waiting."""
    file = folder / OUTBOX / f"{session}{_ENDING}"
    # Read anew: the session may go on in another program and have begun a recording meanwhile.
    now = _read(file)
    left = () if now is None else tuple(name for name in now.files if name not in handled)
    if not left:
        file.unlink(missing_ok=True)
    elif now is not None and len(left) < len(now.files):
        put(folder, Waiting(session, left))
    return len(left)
