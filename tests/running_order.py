"""In which order the files of tests run where several processes share them.

A file is one process's work. The longest begin first, or the last of them runs alone while the
other processes have nothing left; what mostly waits for others runs beside what computes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

LONGEST = ("tests/kernel/", "tests/emulator/")
"""One emulated machine, or one emulated board, that keeps a core busy for a minute or two."""

WAITING = ("tests/system/", "tests/faults/", "tests/emulation/")
"""Real processes and emulated boards, which wait for one another most of the time."""


LAST = ("tests/kernel/test_wii_roads.py",)
"""Judges what the emulated machine told: begun beside it, a process would only wait for its end."""


def in_running_order(files: Iterable[str]) -> list[str]:
    """Put the longest first, and what waits evenly among what computes.

    Examples
    --------
    >>> in_running_order(["a.py", "b.py", "tests/system/s.py", "tests/kernel/k.py", "c.py", "d.py"])
    ['tests/kernel/k.py', 'a.py', 'b.py', 'tests/system/s.py', 'c.py', 'd.py']
    """
    names = [PurePath(file).as_posix() for file in files]
    last = [name for name in names if name.startswith(LAST)]
    longest = [name for name in names if name.startswith(LONGEST) and name not in last]
    waiting = [name for name in names if name.startswith(WAITING)]
    rest = [name for name in names if not name.startswith(LONGEST + WAITING)]
    places = [
        ((i + 0.5) / len(group), name) for group in (waiting, rest) for i, name in enumerate(group)
    ]
    return longest + [name for _, name in sorted(places, key=lambda place: place[0])] + last
