"""What each version of BlueZ does with a board, by its source.

``hardware_docs/wii_balance_board/bluez.md`` has the same as a table for people.

A distribution may have mended a version without changing its number.
"""

from __future__ import annotations

import re

import msgspec

Version = tuple[int, int]


class BluezFact(msgspec.Struct, frozen=True):
    """Something to know about some versions.

    Attributes
    ----------
    since, before : tuple of two int
        The first version that does it, and the first that does not; (0, 0) and (99, 0) where it
        has no end.
    name : str
        For programs: ``wrong_pin_first``, ``nodes_left_over``.
    what, way_out : str
        What happens and what to do, one sentence or two each.
    commits : tuple of str
        Commits of BlueZ that brought it and mended it.
    """

    since: Version
    before: Version
    name: str
    what: str
    way_out: str
    commits: tuple[str, ...]


FACTS = (
    BluezFact(
        (5, 73),
        (5, 80),
        "wrong_pin_first",
        "It answers a board with the PIN 0000 first, which the board refuses; no program is asked. "
        "Three seconds later it tries the right PIN.",
        "Press SYNC again as soon as the light goes off. Or install 5.80 or newer, or add "
        "--noplugin=autopair to bluetoothd in its service.",
        ("f174724c7", "c281bc460"),
    ),
    BluezFact(
        (5, 73),
        (5, 77),
        "nodes_left_over",
        "It keeps the nodes of a board that was switched off, so such a board looks connected.",
        "Install 5.77 or newer, or set UserspaceHID=false in /etc/bluetooth/input.conf and restart "
        "the service bluetooth.",
        ("ee880bee8", "e4f6c68f2"),
    ),
)


def parse_version(text: str) -> Version | None:
    """Find the version in what ``bluetoothd --version`` or ``bluetoothctl --version`` prints.

    Examples
    --------
    >>> parse_version("bluetoothctl: 5.66"), parse_version("5.86"), parse_version("?")
    ((5, 66), (5, 86), None)
    """
    found = re.search(r"\b(\d+)\.(\d+)\b", text)
    return (int(found[1]), int(found[2])) if found else None


def facts_of(version: Version | None) -> tuple[BluezFact, ...]:
    """Return what is to be known of a version; nothing of one that is not known.

    Examples
    --------
    >>> [fact.name for fact in facts_of((5, 78))], facts_of((5, 66))
    (['wrong_pin_first'], ())
    """
    if version is None:
        return ()
    return tuple(fact for fact in FACTS if fact.since <= version < fact.before)


def as_text(version: Version | None) -> str:
    """Version as it is written: ``BlueZ 5.66``, or ``BlueZ`` where it is not known."""
    return "BlueZ" if version is None else f"BlueZ {version[0]}.{version[1]}"
