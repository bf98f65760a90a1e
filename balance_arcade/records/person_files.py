"""People kept as files: one JSON file a person, in a folder beside the recordings.

A file is written whole under another name and then renamed. One that cannot be understood (cut off,
edited, somebody else's) is set aside under a name of its own and told of; it is never written over.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.errors import NewerStoreError, RecordingError
from balance_arcade.files.whole import write_whole
from balance_arcade.records.person_store import (
    KeptLimits,
    KeptSet,
    PersonRecord,
    PlayedGame,
    check_pseudonym,
)

FORMAT: Final = 2
"""Version of the file. A newer program counts it up when it keeps what this one would lose.
Version 2 added sets of training programmes, levels by direction and the level held; a file of
version 1 is read as one that has none of them.
"""

OLDEST: Final = 1

PEOPLE: Final = "people"
"""Folder of people's files, within the folder of the recordings."""

MAX_BYTES: Final = 32 * 1024 * 1024
"""A longer file is none of ours: a game takes about 200 bytes."""

_ROOM_BYTES: Final = 65536

_log = logging.getLogger(__name__)


class _Version(msgspec.Struct):
    """The one field that every version has."""

    format: int


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person's file, field by field."""

    format: int
    person: str
    limits: tuple[KeptLimits, ...]
    played: tuple[PlayedGame, ...]
    sets: tuple[KeptSet, ...] = ()


def person_file_name(person: str) -> str:
    """Name of a person's file, different for each pseudonym on every file system.

    Raises
    ------
    ConfigError
        The pseudonym cannot be one.

    Examples
    --------
    >>> person_file_name("p-017"), person_file_name("P-017"), person_file_name("con")
    ('person-p-017.json', 'person-+p-017.json', 'person-con.json')
    """
    check_pseudonym(person)
    # Some file systems take P and p for one letter.
    safe = "".join(f"+{letter.lower()}" if letter.isupper() else letter for letter in person)
    return f"person-{safe}.json"


class PersonFiles:
    """A `balance_arcade.records.person_store.PersonStore` in a folder.

    Parameters
    ----------
    folder : Path
        Made when the first record is saved.
    say : callable, optional
        Told of a file that was set aside, as a sentence with the pseudonym; the log is told
        without it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     store = PersonFiles(Path(folder))
    ...     store.save(PersonRecord("p-017"))
    ...     store.load("p-017"), store.load("p-018").played
    (PersonRecord(person='p-017', limits=(), played=(), sets=()), ())
    """

    def __init__(self, folder: Path, *, say: Callable[[str], None] | None = None) -> None:
        self._folder = folder
        self._say = say

    def load(self, person: str) -> PersonRecord:
        """Return what is kept of a person; an empty record where there is no readable file.

        Raises
        ------
        ConfigError
            The pseudonym cannot be one.
        NewerStoreError
            The file is of a newer version.
        RecordingError
            The file cannot be read, or not be set aside.
        """
        path = self._folder / person_file_name(person)
        try:
            with path.open("rb") as file:
                # One byte more than allowed tells a file that is too long without reading all of
                # it.
                data = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            return PersonRecord(person)
        except OSError as error:
            raise RecordingError(
                f"What is kept of {person} cannot be read from {path} ({error.strerror}).",
                hint="Check the folder, or play without --person.",
            ) from error
        try:
            return _read(data, person, path)
        # JSON that is nested deeply enough ends in RecursionError.
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            self._set_aside(path, person, str(error).rstrip("."))
            return PersonRecord(person)

    def save(self, record: PersonRecord) -> None:
        """Write a person's file whole.

        Raises
        ------
        ConfigError
            The pseudonym cannot be one.
        RecordingError
            It cannot be written, for example because the disk is full; the file from before stays.
        """
        path = self._folder / person_file_name(record.person)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecordingError(
                f"The folder {self._folder} cannot be made ({error.strerror}).",
                hint="Check the folder and the space on the disk.",
            ) from error
        whole = _File(FORMAT, record.person, record.limits, record.played, record.sets)
        data = msgspec.json.format(msgspec.json.encode(whole), indent=1)
        write_whole(path, data + b"\n", f"What is kept of {record.person}")

    def check(self) -> None:
        """Try whether a record could be written now; nothing is left behind.

        Raises
        ------
        RecordingError
            It could not: the folder takes no file, or the disk is full.
        """
        folder = self._folder
        # The folder itself is made with the first record; until then its parent says it.
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                # More than a session adds, and really on the disk: some give room only then.
                file.write(bytes(_ROOM_BYTES))
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise RecordingError(
                f"What comes of this session cannot be kept in {self._folder} ({error.strerror}).",
                hint="Check the folder and the space on the disk.",
            ) from error

    def _set_aside(self, path: Path, person: str, why: str) -> None:
        """Keep a file that cannot be understood under the first free name."""
        number = 1
        while (aside := path.with_name(f"{path.name}.aside-{number}")).exists():
            number += 1
        try:
            path.rename(aside)
        except OSError as error:
            raise RecordingError(
                f"The file {path} cannot be understood ({why}) nor set aside ({error.strerror}).",
                hint="Move it away by hand, or play without --person.",
            ) from error
        # The log knows no person, and the file's name holds the pseudonym.
        _log.warning("A person's file cannot be understood and is set aside.")
        if self._say is not None:
            self._say(
                f"What was kept of {person} cannot be understood ({why}); it is set aside as"
                f" {aside}, and a new file begins."
            )


def _read(data: bytes, person: str, path: Path) -> PersonRecord:
    if len(data) > MAX_BYTES:
        raise ValueError(f"it is longer than {MAX_BYTES // 1024**2} MB")
    # The version first: fields of a newer one would pass for damage, and its file be set aside.
    version = msgspec.json.decode(data, type=_Version).format
    if version > FORMAT:
        raise NewerStoreError(
            f"What is kept of {person} in {path} was written by a newer Balance Arcade (version"
            f" {version} of the file; this program knows {FORMAT}).",
            hint="Update this program, or play without --person.",
        )
    found = msgspec.json.decode(data, type=_File)
    if not OLDEST <= version <= FORMAT:
        raise ValueError(f"there is no version {version} of the file")
    if found.person != person:
        raise ValueError("it belongs to another person")
    return PersonRecord(person, found.limits, found.played, found.sets)
