"""A training programme as fields of a form: from its TOML, and back, with each line's field known.

What is right is decided by whoever reads the file (`balance_arcade.app.programme_file`): it names a
line, and the line is that of one field.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any, Final

import msgspec

WHOLE: Final = ("weeks", "sessions_per_week", "seed", "rest_s")
OF_BLOCK: Final = ("game", "sets", "repetitions", "minutes", "rest_s", "weeks")
MOST_BLOCKS: Final = 24
MOST_LETTERS: Final = 2000

_NUMBER: Final = re.compile(r"[+-]?\d{1,15}(\.\d{1,9})?")
_PLACE: Final = re.compile(r"^.*?, line (\d+)(?:, column \d+)?: ", re.DOTALL)
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")

Fields = Mapping[str, str]


class Written(msgspec.Struct, frozen=True):
    """A programme's text, and which field each of its lines is of.

    Attributes
    ----------
    text : str
        TOML.
    places : dict of int to str
        Field by line, from 1.
    fault : tuple of str
        Field and message of what cannot be written at all; empty where everything can.
    """

    text: str
    places: dict[int, str]
    fault: tuple[str, str] | None = None

    def place_of(self, message: str) -> tuple[str, str]:
        """Split what was said of a line into its field and the rest; no field where no line is.

        Examples
        --------
        >>> Written("", {2: "weeks"}).place_of("x, line 2: weeks must be 1 to 52.")
        ('weeks', 'weeks must be 1 to 52.')
        """
        found = _PLACE.match(message)
        if found is None:
            return "", message
        return self.places.get(int(found[1]), ""), message[found.end() :]


def n_blocks(fields: Fields) -> int:
    """How many blocks a form has; nonsense is one."""
    text = fields.get("blocks", "1")
    return min(int(text), MOST_BLOCKS) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def written(fields: Fields) -> Written:
    r"""Write a form as a programme's file.

    Parameters
    ----------
    fields : mapping
        As the form sends them; those of the first block begin with ``b0_``. What is empty is left
        out.

    Returns
    -------
    Written

    Examples
    --------
    >>> made = written({"name": "Calm", "weeks": "2", "blocks": "1", "b0_game": "orchard"})
    >>> print(made.text, end="")
    name = "Calm"
    weeks = 2
    <BLANKLINE>
    [[block]]
    game = "orchard"
    >>> made.places
    {1: 'name', 2: 'weeks', 4: 'b0_game', 5: 'b0_game'}
    """
    pen = _Pen()
    pen.value("name", "name", _quoted(fields.get("name", "").strip()))
    for name in WHOLE:
        pen.typed(name, name, fields.get(name, ""))
    pen.table("settings", "[settings]", fields.get("settings", ""))
    for number in range(n_blocks(fields)):
        start = f"b{number}_"
        pen.line("", "")
        pen.line(f"{start}game", "[[block]]")
        pen.value(f"{start}game", "game", _quoted(fields.get(f"{start}game", "").strip()))
        for name in OF_BLOCK[1:-1]:
            pen.typed(f"{start}{name}", name, fields.get(start + name, ""))
        weeks = fields.get(f"{start}weeks", "").strip()
        if weeks:
            pen.value(f"{start}weeks", "weeks", _list(weeks))
        if fields.get(f"{start}rating") == "no":
            pen.value(f"{start}rating", "rating", "false")
        pen.table(f"{start}settings", "[block.settings]", fields.get(f"{start}settings", ""))
    return Written("\n".join(pen.lines) + "\n", pen.places, pen.fault)


class _Pen:
    """Writes line by line, and keeps whose each is."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.places: dict[int, str] = {}
        self.fault: tuple[str, str] | None = None

    def line(self, field: str, text: str) -> None:
        self.lines.append(text)
        if field:
            self.places[len(self.lines)] = field

    def value(self, field: str, key: str, text: str) -> None:
        self.line(field, f"{key} = {text}")

    def typed(self, field: str, key: str, text: str) -> None:
        if text.strip():
            self.value(field, key, _typed(text.strip()))

    def table(self, field: str, head: str, text: str) -> None:
        if not text.strip():
            return
        self.line(field, "")
        self.line(field, head)
        for one in text[:MOST_LETTERS].replace("\r\n", "\n").strip("\n").split("\n"):
            if one.lstrip().startswith("["):
                # It would open a table, and take what follows with it.
                self.fault = self.fault or (field, "A line of settings is: name = value.")
            self.line(field, one)


def _typed(text: str) -> str:
    """Write a number as it is, and anything else as text, which is then refused at its line."""
    return text if _NUMBER.fullmatch(text) else _quoted(text)


def _list(text: str) -> str:
    return "[" + ", ".join(_typed(one.strip()) for one in text.split(",")) + "]"


def _quoted(text: str) -> str:
    # As JSON, which is TOML too but for DEL.
    return json.dumps(text[:MOST_LETTERS]).replace("\x7f", "\\u007f")


def fields_of(text: str) -> dict[str, str]:
    r"""Take a programme's file apart into the fields of its form.

    Examples
    --------
    >>> fields_of('name = "Calm"\n[[block]]\ngame = "orchard"\nweeks = [1, 2]')
    {'name': 'Calm', 'blocks': '1', 'b0_game': 'orchard', 'b0_weeks': '1, 2'}
    """
    content = tomllib.loads(text)
    fields = {"name": str(content.get("name", ""))}
    fields |= {name: _shown(content[name]) for name in WHOLE if name in content}
    if content.get("settings"):
        fields["settings"] = _settings(content["settings"])
    blocks = content.get("block", [])
    fields["blocks"] = str(max(1, len(blocks)))
    for number, block in enumerate(blocks):
        start = f"b{number}_"
        fields |= {start + name: _shown(block[name]) for name in OF_BLOCK if name in block}
        if block.get("rating") is False:
            fields[f"{start}rating"] = "no"
        if block.get("settings"):
            fields[f"{start}settings"] = _settings(block["settings"])
    return fields


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _settings(table: dict[str, Any]) -> str:
    return "\n".join(f"{_key(key)} = {_toml(value)}" for key, value in table.items())


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _quoted(value) if isinstance(value, str) else str(value)


def moved(fields: Fields, do: str) -> dict[str, str]:
    """Add, remove or move a block, as a button of the form says.

    Parameters
    ----------
    fields : mapping
        The form.
    do : str
        ``add``, ``remove 2``, ``up 2``: blocks from 0.

    Examples
    --------
    >>> moved({"blocks": "2", "b0_game": "a", "b1_game": "b"}, "up 1")
    {'blocks': '2', 'b0_game': 'b', 'b1_game': 'a'}
    """
    n_now = n_blocks(fields)
    order: list[int | None] = list(range(n_now))
    verb, _, text = do.partition(" ")
    number = int(text) if text.isdigit() and len(text) < 3 else -1
    if verb == "add" and n_now < MOST_BLOCKS:
        order.append(None)
    elif verb == "remove" and 0 <= number < n_now and n_now > 1:
        del order[number]
    elif verb == "up" and 0 < number < n_now:
        order[number - 1], order[number] = order[number], order[number - 1]
    kept = {key: value for key, value in fields.items() if not re.match(r"b\d+_", key)}
    kept["blocks"] = str(len(order))
    for place, before in enumerate(order):
        start = f"b{before}_"
        kept |= {
            f"b{place}_{key[len(start) :]}": value
            for key, value in fields.items()
            if before is not None and key.startswith(start)
        }
    return kept
