"""TOML files that people write, read with the line named wherever something is wrong.

The standard library reads TOML and does not tell on which line a key stood. It is found without a
second reader: a key stands on the first line behind the longest head of the file that parses and
does not hold it yet. Such files are short, so that this takes milliseconds.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.files.named import read_ordinary

MAX_BYTES: Final = 16 * 1024
MAX_LINES: Final = 400

# As `tomllib` ends its messages; before Python 3.14 it gives the place in no other way.
_WHERE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")

Key = tuple[str | int, ...]
"""Where a value stands: names of tables, and numbers from 0 in an array of tables."""


def read_text(path: Path, kind: str, *, page: str, check: str) -> str:
    """Read a short text file that somebody wrote.

    Parameters
    ----------
    path : Path
        As it was named.
    kind : str
        What people call such a file, for messages: ``plan``.
    page : str
        Page of the docs that shows one.
    check : str
        What to do where it cannot be opened, as a sentence.

    Raises
    ------
    ConfigError
        There is no such file, it is no regular one, too long, or no text.
    """
    name = as_text(path.name or str(path))
    hint = f"A {kind} is a short text file, see {page}."
    try:
        # A file of gigabytes is not read to find that out.
        is_long = path.stat().st_size > MAX_BYTES
        data = b"" if is_long else read_ordinary(path)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ConfigError(f"The {kind} {name} cannot be read: {why}.", hint=check) from error
    if is_long:
        raise ConfigError(f"The {kind} {name} is longer than {MAX_BYTES // 1024} KiB.", hint=hint)
    try:
        # Editors on Windows put a mark of three bytes in front.
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{name}, line {line}: This is no text (UTF-8).", hint=hint) from error


class TomlText:
    r"""A text of TOML that knows on which line its keys stand.

    Parameters
    ----------
    text : str
        The whole file.
    name : str
        Of the file, for messages.
    kind : str
        What people call such a file: ``plan``.

    Attributes
    ----------
    content : dict
        What it says.
    lines : list of str
        The text, line by line.

    Raises
    ------
    ConfigError
        It is longer than `MAX_LINES`, or no TOML: the message names line and column.

    Examples
    --------
    >>> text = TomlText("# note\n\nassist = 3\n", "monday.toml", "plan")
    >>> text.content, text.line_of(("assist",))
    ({'assist': 3}, 3)
    """

    def __init__(self, text: str, name: str, kind: str) -> None:
        self._name, self._kind = name, kind
        # As TOML ends its lines: what else Python takes for an end may stand in a string.
        self.lines = text.replace("\r\n", "\n").split("\n")
        if len(self.lines) > MAX_LINES:
            raise ConfigError(
                f"The {kind} {name} has more than {MAX_LINES} lines.", hint=f"A {kind} is short."
            )
        self.content = self._parse()

    def _parse(self) -> dict[str, Any]:
        hint = f"A line of a {self._kind} is: name = value."
        try:
            return tomllib.loads("\n".join(self.lines))
        except tomllib.TOMLDecodeError as error:
            found = _WHERE.search(str(error))
            line = found[1] if found and found[1] else len(self.lines)
            column = f", column {found[2]}" if found and found[2] else ""
            said = _WHERE.sub("", str(error))
            raise ConfigError(f"{self._name}, line {line}{column}: {said}.", hint=hint) from error
        except (ValueError, RecursionError) as error:
            # A number of thousands of digits, or lists in lists without end.
            raise ConfigError(
                f"The {self._kind} {self._name} holds more than any {self._kind} needs.", hint=hint
            ) from error

    def at(self, key: Key | int, error: ConfigError) -> ConfigError:
        """Name the file and the line in front of what is wrong.

        Parameters
        ----------
        key : tuple or int
            Where the value stands, or the number of the line itself.
        error : ConfigError
            What is wrong with it.
        """
        line = key if isinstance(key, int) else self.line_of(key)
        # A text of the file may hold anything; a terminal gets one plain line.
        said = "".join(c if c.isprintable() else " " for c in error.message)
        return ConfigError(f"{self._name}, line {line}: {said}", hint=error.hint)

    def line_of(self, key: Key) -> int:
        """Line on which a key that the text holds is written, from 1."""
        before = 0
        # Every head of the file is parsed anew, which is why MAX_LINES bounds it.
        for n_lines in range(1, len(self.lines)):
            try:
                head: Any = tomllib.loads("\n".join(self.lines[:n_lines]))
            except (ValueError, RecursionError):
                continue  # The end of a value is still to come.
            if _holds(head, key):
                break
            # Only heads that parse move this on: a value of several lines begins where its key
            # stands.
            before = n_lines
        return before + 1


def _holds(content: Any, key: Key) -> bool:
    for part in key:
        if isinstance(part, int):
            if not isinstance(content, list) or part >= len(content):
                return False
        elif not isinstance(content, dict) or part not in content:
            return False
        content = content[part]
    return True
