"""How commands speak: lines for people on stdout, JSON for programs, notes on stderr."""

from __future__ import annotations

import math
import sys
import textwrap
from collections.abc import Iterable, Sequence

import msgspec

from balance_arcade.core.text import as_text

WIDTH = 80
"""Columns of a terminal that nobody has made wider."""


def plain(value: object) -> object:
    """Turn a value into what strict JSON can hold.

    NaN and infinities become null; bytes of a file's name that are no text are written as escapes.

    Examples
    --------
    >>> plain({"a": float("nan"), "b": (1, 2.5)})
    {'a': None, 'b': [1, 2.5]}
    """
    built = msgspec.to_builtins(value, str_keys=True)
    return _strict(built)


def _strict(value: object) -> object:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, dict):
        return {key: _strict(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_strict(item) for item in value]
    return value


def as_json_line(value: object) -> str:
    r"""Write one object as one line of JSON, with its end.

    Examples
    --------
    >>> as_json_line({"a": float("inf")})
    '{"a":null}\n'
    """
    return msgspec.json.encode(plain(value)).decode() + "\n"


def print_json(value: object) -> None:
    """Print one object as one line of JSON and flush it, so that streams are NDJSON."""
    sys.stdout.write(as_json_line(value))
    sys.stdout.flush()


def note(text: str) -> None:
    """Say something to a person without disturbing the output of a program."""
    print(text, file=sys.stderr, flush=True)


def notes(texts: Iterable[str]) -> None:
    """Say several things, each on a line of its own."""
    for text in texts:
        note(text)


def paragraph(text: str, *, first: str = "", rest: str = "    ") -> str:
    """Break a sentence into lines of 80 columns; what is longer than a line stays whole.

    Examples
    --------
    >>> print(paragraph("ab " * 30, first="- ", rest="  "))
    - ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab ab
      ab ab ab ab
    """
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(rows: Sequence[Sequence[str]], *, header: Sequence[str]) -> str:
    """Lay out rows in columns as wide as their widest cell.

    Examples
    --------
    >>> print(table([["a", "1"]], header=["name", "n"]))
    name  n
    a     1
    """
    lines = [list(header), *[list(row) for row in rows]]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )
