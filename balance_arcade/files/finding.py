"""Files of measurements behind what a person typed: files, folders and patterns.

A folder is gone through with all folders in it. Names with ``*``, ``?`` or ``[`` are patterns where
no file has that very name, also in a shell that expands none; ``**`` stands for any folders. Of a
folder or a pattern without an ending of its own, the files with endings of `ENDINGS` are taken.
Hidden files and folders are left out, as are the pages about sessions that this program writes
beside its recordings, and links to folders are not followed.
"""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

ENDINGS: Final = (
    ".mcap", ".mcap.part", ".c3d", ".csv", ".tsv", ".txt", ".mot", ".sto", ".asc", ".dat", ".xdf",
)  # fmt: skip
"""Of recordings, C3D files, text tables and plate exports, and of streams."""

_ENDINGS_SHOWN: Final = 4

_SUMMARY: Final = re.compile(r"summary-\d{8}T\d{6}Z\.txt")
"""A page of ours about a session, as text: it lies beside recordings and holds no samples."""


class FoundFiles(NamedTuple):
    """What stands behind some words.

    Attributes
    ----------
    files : tuple of str
        Each file once, in the order of the words; those of a folder or a pattern by name. A word
        that is neither stands here as it was typed, whether there is such a file or not.
    skipped : tuple of str
        Files in folders and patterns whose ending is none of `ENDINGS`.
    n_twice : int
        How many of the files were named more than once.
    without : tuple of str
        A sentence for each folder or pattern that holds no file, and each folder that cannot be
        read.
    """

    files: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    n_twice: int = 0
    without: tuple[str, ...] = ()

    def remarks(self) -> tuple[str, ...]:
        """Say what was not taken, a sentence each.

        Examples
        --------
        >>> FoundFiles(("a.csv",), ("b.pdf", "c.pdf"), 1).remarks()[0]
        '2 files of other kinds are skipped (.pdf).'
        """
        said = []
        if self.skipped:
            endings = sorted({os.path.splitext(file)[1] or "none" for file in self.skipped})
            more = ", ..." if len(endings) > _ENDINGS_SHOWN else ""
            shown = ", ".join(endings[:_ENDINGS_SHOWN]) + more
            n = len(self.skipped)
            what = "files of other kinds are" if n > 1 else "file of another kind is"
            said.append(f"{n} {what} skipped ({shown}).")
        if self.n_twice:
            files = "files were" if self.n_twice > 1 else "file was"
            said.append(f"{self.n_twice} {files} named more than once and taken once.")
        return tuple(said)


def find_files(words: Iterable[str], *, leave: Iterable[str] = ()) -> FoundFiles:
    """Find the files that words mean.

    Parameters
    ----------
    words : iterable of str
        Names of files and folders, and patterns.
    leave : iterable of str
        Files that no folder and no pattern takes: what is about to be written there.

    Returns
    -------
    FoundFiles

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     for name in ("b.csv", "a.csv", "notes.pdf"):
    ...         open(os.path.join(folder, name), "w").close()
    ...     found = find_files([folder, os.path.join(folder, "*.csv")])
    >>> [os.path.basename(file) for file in found.files], len(found.skipped), found.n_twice
    (['a.csv', 'b.csv'], 1, 2)
    """
    files: dict[str, str] = {}
    skipped: dict[str, str] = {}
    without: list[str] = []
    twice: set[str] = set()
    left_out = frozenset(map(os.path.realpath, leave))
    for word in words:
        taken, left = _behind(word, left_out, without)
        # By where a file really is: two links to one are one.
        mine = {_real(file): file for file in taken}
        twice |= mine.keys() & files.keys()
        files |= {real: file for real, file in mine.items() if real not in files}
        skipped |= {_real(file): file for file in left}
    skipped_files = tuple(file for real, file in skipped.items() if real not in files)
    return FoundFiles(tuple(files.values()), skipped_files, len(twice), tuple(without))


def _behind(word: str, left_out: frozenset[str], without: list[str]) -> tuple[list[str], list[str]]:
    """Files that a word takes and that it leaves."""
    if "\0" in word or not (os.path.isdir(word) or _is_pattern(word)):
        return [word], []
    kind = "folder" if os.path.isdir(word) else "pattern"
    found = _in_folder(word, without) if kind == "folder" else _matches(word, without)
    files = [file for file in found if os.path.realpath(file) not in left_out]
    # Whoever types the ending knows what is behind it.
    chosen = kind == "pattern" and os.path.splitext(word)[1] not in ("", ".*")
    taken = [file for file in files if chosen or _is_measured(file)]
    left = [] if chosen else [file for file in files if not _is_measured(file)]
    if not taken:
        others = f", only {len(left)} other" + "s" * (len(left) > 1) if left else ""
        without.append(
            f"The {kind} {word} holds no file of measurements{others}. "
            f"Read are {', '.join(ENDINGS)}."
        )
    return taken, left


def _is_measured(file: str) -> bool:
    ours = _SUMMARY.fullmatch(os.path.basename(file))
    return file.lower().endswith(ENDINGS) and not ours


def _real(path: str) -> str:
    # A zero byte is in no name of a file; whoever reads it says so.
    return path if "\0" in path else os.path.realpath(path)


def _is_pattern(word: str) -> bool:
    return glob.has_magic(word) and not os.path.lexists(word)


def _matches(pattern: str, without: list[str]) -> Iterator[str]:
    for path in sorted(glob.iglob(pattern, recursive=True)):
        if not os.path.isdir(path):
            yield path
        elif "**" not in pattern:
            # As where the shell expands it: what is a folder is gone through.
            yield from _in_folder(path, without)


def _in_folder(folder: str, without: list[str]) -> Iterator[str]:
    def unreadable(error: OSError) -> None:
        without.append(f"The folder {error.filename} cannot be read ({error.strerror}).")

    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (os.path.join(place, name) for name in sorted(names) if name[0] != ".")
