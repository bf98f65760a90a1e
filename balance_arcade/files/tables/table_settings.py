"""What lines above the names, or columns that never change, say of a whole table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast, get_args

import numpy as np

from balance_arcade.core.board import Geometry, Origin
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.text import TextTable
from balance_arcade.files.tables.trial import FloatArray


def positive(table: TextTable, name: str) -> float | None:
    """Take a number above zero from a line ``# name = number``; None where there is no such line.

    Raises
    ------
    RecordingError
        What stands there is no such number.
    """
    text = table.settings.get(name)
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not (np.isfinite(value) and value > 0.0):
        raise RecordingError(
            f"{table.path.name}: '# {name} = {text[:20]}' is not a positive number.",
            hint=f"Write for example '# {name} = 100'.",
        )
    return value


def geometry_of(table: TextTable, by_name: Mapping[str, FloatArray]) -> Geometry | None:
    """Spacing of the corners, from columns or from lines above the names.

    Raises
    ------
    RecordingError
        It is not one length for the whole table.
    """
    return _geometry_in_columns(table, by_name) or _geometry_above(table)


def origin_of(table: TextTable, by_name: Mapping[str, FloatArray]) -> Origin:
    """Whether the samples are real, simulated or replayed.

    Raises
    ------
    RecordingError
        The line above the names says something else.
    """
    # One marked row marks the whole: it never passes for a patient.
    origins: tuple[Origin, ...] = ("simulated", "replayed")
    marked = next((each for each in origins if np.any(by_name.get(each, 0.0) != 0.0)), None)
    text = table.settings.get("origin", "real")
    if marked is None and text not in get_args(Origin):
        raise RecordingError(
            f"{table.path.name}: '# origin = {text[:20]}' is not known.",
            hint=f"Write one of {', '.join(get_args(Origin))}.",
        )
    return marked or cast(Origin, text)


def _geometry_above(table: TextTable) -> Geometry | None:
    width_mm, length_mm = positive(table, "width_mm"), positive(table, "length_mm")
    if width_mm is None or length_mm is None:
        return None
    return Geometry(width_mm, length_mm)


def _geometry_in_columns(table: TextTable, by_name: Mapping[str, FloatArray]) -> Geometry | None:
    """Spacing that stands in every row, as our own export writes it."""
    spacing_mm = []
    for name in ("cell_width", "cell_length"):
        column = by_name.get(name)
        if column is None:
            return None
        if not (np.isfinite(column[0]) and column[0] > 0.0 and (column == column[0]).all()):
            raise RecordingError(
                f"{table.path.name}: {name}_mm is not one length for the whole table.",
                hint="Write the spacing of the cells into every row, in millimetres above zero.",
            )
        spacing_mm.append(float(column[0]))
    return Geometry(*spacing_mm)
