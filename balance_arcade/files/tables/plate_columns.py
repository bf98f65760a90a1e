"""Columns of force plates by their names: which quantity, which axis, which plate, which unit.

=====================  =============================================================================
quantity               names
=====================  =============================================================================
force                  ``Fz``, ``Force_Z``, ``Force Z``, ``FP1_Fz``, ``Fz1``, ``Plate 1: Fz (N)``
moment                 ``Mx``, ``Moment_X``, ``Torque X``
centre of pressure     ``Ax`` (BioWare), ``Cx`` (Nexus), ``COPx``, ``COP_X``, ``CoP x``, ``CPx``
time                   ``Time``, ``abs time (s)``, ``t``, else as in `meanings`; without a unit it
                       is seconds, or a clock's count, which tells itself by its size
=====================  =============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.meanings import meaning_of
from balance_arcade.files.tables.text import TextTable
from balance_arcade.files.tables.units import (
    FORCE_N,
    MOMENT_NMM,
    PLACE_MM,
    TIME_S,
    plain_unit,
    split_unit,
)

_KNOWN: Final = {"f": FORCE_N, "m": MOMENT_NMM, "a": PLACE_MM, "t": TIME_S}
_ASKED: Final = {"f": "n or kn", "m": "nm or nmm", "a": "mm, cm or m", "t": "s or ms"}
_NAME = re.compile(
    r"(?:^|[^a-z|])(?P<quantity>force[ _.]?|moment[ _.]?|torque[ _.]?|cop[ _.]?|cp|f|m|a|c)"
    r"(?P<axis>[xyz])[ _]?(?P<after>\d{0,4})$",
    re.IGNORECASE,
)
_QUANTITY = {"f": "f", "m": "m", "t": "m", "c": "a", "a": "a"}
_TIME = re.compile(r"\btime(?:stamp)?\b|^t$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlateColumn:
    """A column of a force plate.

    Attributes
    ----------
    quantity : {"f", "m", "a", "t"}
        Force, moment, place of the centre of pressure, time.
    axis : {"x", "y", "z", ""}
        Of the plate.
    plate : str
        What tells it from the columns of other plates.
    unit : str
        Reduced; empty where none is written.
    index : int
        Its place in the table, from 0.
    """

    quantity: str
    axis: str
    plate: str
    unit: str
    index: int


def names_plate(cells: Sequence[str]) -> bool:
    """Whether some cells name Fz together with two moments or two places.

    Examples
    --------
    >>> names_plate(["Time", "Fz [N]", "COPx [cm]", "COPy [cm]"]), names_plate(["Fx", "Fz"])
    (True, False)
    >>> names_plate(["fz_n", "mx_nm", "my_nm"])
    False
    """
    keys = set()
    for cell in cells:
        match = _NAME.search(_bare(cell)[0])
        if match:
            keys.add((_QUANTITY[match["quantity"][0].lower()], match["axis"].lower()))
    pairs = ({(q, a), (q, b)} for q in ("m", "a") for a, b in ("xy", "xz", "yz"))
    return ("f", "z") in keys and any(pair <= keys for pair in pairs)


def plate_columns(table: TextTable, devices: Sequence[str] = ()) -> list[PlateColumn]:
    """Find the columns of all plates, and the time.

    Parameters
    ----------
    table : TextTable
        The file.
    devices : sequence of str, optional
        What stands above each name, where a program writes the plates there.

    Returns
    -------
    list of PlateColumn
        In the order of the file.
    """
    columns: list[PlateColumn] = []
    times_seen: dict[str, int] = {}
    for index, cell in enumerate(table.header):
        name, unit = _bare(cell)
        unit = unit or table.units[index]
        written = _time_unit(cell, name, unit)
        if written is not None:
            columns.append(PlateColumn("t", "", "", written, index))
            continue
        match = _NAME.search(name)
        if match is None:
            continue
        quantity, axis = _QUANTITY[match["quantity"][0].lower()], match["axis"].lower()
        before = re.findall(r"\d+", name[: match.start("quantity")])
        key = f"{quantity}{axis}"
        times_seen[key] = times_seen.get(key, 0) + 1
        plate = match["after"] or (before[-1] if before else "")
        if devices:
            plate = devices[index] if index < len(devices) else ""
        # Names without a number that come again belong to the next plate.
        columns.append(PlateColumn(quantity, axis, plate or f"#{times_seen[key]}", unit, index))
    return columns


def _time_unit(cell: str, name: str, unit: str) -> str | None:
    """Tell the unit of a column of times, maybe none; None for another column."""
    if _TIME.search(name):
        return unit
    # Loggers name a plate's times as they name a board's: t_s, elapsed, millis.
    meaning = meaning_of(cell)
    return (unit or meaning.unit) if meaning and meaning.quantity == "t" else None


def plates_of(columns: Sequence[PlateColumn], upright: str) -> list[str]:
    """Plates in the order of their upright forces."""
    loads = [c.plate for c in columns if (c.quantity, c.axis) == ("f", upright)]
    return list(dict.fromkeys(loads))


def columns_of(columns: Sequence[PlateColumn], plate: str) -> dict[tuple[str, str], PlateColumn]:
    """Columns of one plate, by quantity and axis."""
    chosen: dict[tuple[str, str], PlateColumn] = {}
    for column in columns:
        if column.plate == plate:
            chosen.setdefault((column.quantity, column.axis), column)
    return chosen


def scale_of(table: TextTable, column: PlateColumn, asked: str) -> float:
    """Find the factor from a column's unit to newtons, newton millimetres, millimetres or seconds.

    Parameters
    ----------
    table : TextTable
        The file, for messages.
    column : PlateColumn
        Of its quantity and unit.
    asked : str
        Units that the user gave for columns without one, parted by commas.

    Returns
    -------
    float

    Raises
    ------
    RecordingError
        The unit is missing or not known.
    """
    known = _KNOWN[column.quantity]
    if column.unit in known:
        return known[column.unit]
    name, cell = table.path.name, table.header[column.index]
    if column.unit:
        raise RecordingError(
            f"{name}: column {cell!r} has the unit {column.unit!r}, which is not known.",
            hint=f"Known units: {', '.join(known)}.",
        )
    for part in asked.lower().split(","):
        if plain_unit(part) in known:
            return known[plain_unit(part)]
    raise RecordingError(
        f"{name}: column {cell!r} has no unit.",
        hint=f"Use --units n,nm (units=n,nm in an address); {_ASKED[column.quantity]} here.",
    )


def _bare(cell: str) -> tuple[str, str]:
    """Name and unit; behind an underscore a unit makes a name of the house, in its axes."""
    return split_unit(cell, "/")
