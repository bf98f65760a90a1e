"""A clinic's own tests, all that lie in one folder; a broken file costs itself alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from balance_arcade.app.protocol_file import read_protocol
from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.guided_tests import add_test
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text

MOST_FILES: Final = 64
"""More than any clinic leads; a folder of thousands would keep the start waiting."""


class OwnTests(NamedTuple):
    """What came of a folder of protocol files.

    Attributes
    ----------
    tests : tuple of GuidedTest
        In the order of their files' names.
    faults : tuple of str
        What is wrong with each file that was left out, with its name and line; one plain line each.
    """

    tests: tuple[GuidedTest, ...]
    faults: tuple[str, ...]


def add_protocols(folder: Path) -> OwnTests:
    """Read the protocol files of a folder (``*.toml``) and make their tests known to this process.

    Parameters
    ----------
    folder : Path
        Folders below it are not looked into.

    Returns
    -------
    OwnTests
        A file that is broken, or whose test has a name that is taken, stands among the faults;
        all others count.

    Raises
    ------
    ConfigError
        There is no such folder, it cannot be read, or it holds more than `MOST_FILES` such files.
    """
    tests: dict[str, str] = {}
    found: list[GuidedTest] = []
    faults: list[str] = []
    for file in _files(folder):
        name = _plain(as_text(file.name))
        try:
            test = read_protocol(file)
            _refuse_twice(test, tests)
            add_test(test)
        except ConfigError as error:
            said = _plain(error.message)
            faults.append(said if name in said else f"{name}: {said}")
            continue
        tests[test.name] = name
        found.append(test)
    return OwnTests(tuple(found), tuple(faults))


def _refuse_twice(test: GuidedTest, tests: dict[str, str]) -> None:
    if test.name in tests:
        raise ConfigError(f"The file {tests[test.name]} is of the test {test.name} too.")


def _files(folder: Path) -> list[Path]:
    hint = "Name a folder that holds protocol files, see docs/assess.md."
    shown = _plain(as_text(str(folder)))
    try:
        files = sorted(one for one in folder.iterdir() if one.suffix.lower() == ".toml")
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ConfigError(f"The folder {shown} cannot be read: {why}.", hint=hint) from error
    if len(files) > MOST_FILES:
        raise ConfigError(
            f"The folder {shown} holds {len(files)} files of TOML; {MOST_FILES} are read at most.",
            hint=hint,
        )
    return files


def _plain(text: str) -> str:
    """Keep to one line: a file may be called anything, and a terminal obeys some letters."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
