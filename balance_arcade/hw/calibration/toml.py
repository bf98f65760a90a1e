"""Calibration files as TOML text: plain values, lists of numbers, tables and arrays of tables.

The standard library reads TOML and does not write it; the few forms that our files need stand here.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping


def toml_text(content: Mapping[str, object]) -> str:
    """Write a table.

    Parameters
    ----------
    content : mapping of str to object
        Strings, booleans, numbers, dates, lists of them, mappings, and lists of mappings; a None
        is left out.

    Returns
    -------
    str
        Ends with a newline. Plain values come first, as TOML requires.

    Examples
    --------
    >>> print(toml_text({"point": [{"kg": 10.0}], "id": "a"}), end="")
    id = "a"
    <BLANKLINE>
    [[point]]
    kg = 10.0
    """
    return "\n".join(_lines("", content)).lstrip("\n") + "\n"


def _lines(name: str, content: Mapping[str, object]) -> list[str]:
    plain, nested = [], []
    for key, value in content.items():
        path = f"{name}.{key}" if name else key
        if isinstance(value, Mapping):
            nested += ["", f"[{path}]", *_lines(path, value)]
        elif isinstance(value, list | tuple) and value and isinstance(value[0], Mapping):
            for item in value:
                nested += ["", f"[[{path}]]", *_lines(path, item)]
        elif value is not None:
            plain.append(f"{key} = {_value(value)}")
    return plain + nested


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    if isinstance(value, str):
        # A basic string of TOML takes the escapes of JSON; DEL alone is not escaped there.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    # Before the numbers: in Python a bool is an int.
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | float):
        # `repr` gives the shortest text that reads back as the same number; nan and inf are TOML's
        # words too.
        return repr(value)
    msg = f"{type(value).__name__} cannot be written into a calibration file"
    raise TypeError(msg)
