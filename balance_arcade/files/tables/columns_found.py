"""Which columns of a table are read, found by their names or as the user says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.column_map import QUANTITIES
from balance_arcade.files.tables.meanings import CORNERS, Meaning, meaning_of
from balance_arcade.files.tables.text import TextTable
from balance_arcade.files.tables.units import ALL_UNITS, FORCE_N, PLACE_MM, plain_unit

COP: Final[tuple[str, ...]] = ("ml", "ap")
PLATE: Final[tuple[str, ...]] = ("fz", "mx", "my")
SETS: Final[tuple[tuple[str, ...], ...]] = (COP, PLATE, CORNERS)
"""One of these sets must be complete; the first that is makes the centre of pressure."""

EXPECTED: Final = (
    "Name the columns with their units: t_s with cop_ml_mm and cop_ap_mm, or with fz_n, mx_nm and "
    "my_nm, or with tl_n, tr_n, bl_n and br_n (_kg, _lb); or say which is which: "
    "--columns t=Time[s],ml=COPx[mm],ap=COPy[mm], or fz, mx and my, or tl, tr, bl and br."
)
_HOUSE_NAME = {"ml": "cop_ml", "ap": "cop_ap"}
_FIRST_UNIT = {"t": "s", "ml": "mm", "ap": "mm", "mx": "nm", "my": "nm"}
# Whole names of our own export, beside what `meaning_of` knows.
_OWN = {
    "left_foot_n": ("left_foot", 1.0, "n"),
    "right_foot_n": ("right_foot", 1.0, "n"),
    "cell_width_mm": ("cell_width", 1.0, "mm"),
    "cell_length_mm": ("cell_length", 1.0, "mm"),
    "simulated": ("simulated", 1.0, ""),
    "replayed": ("replayed", 1.0, ""),
}
# With the unit in brackets these are a plate's export, whose axes are its own.
_PLATES_OWN = ("fx", "fy", "mx", "my")


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column that is read.

    Attributes
    ----------
    index : int
        Its place, from 0.
    scale : float or None
        To newtons, millimetres, newton millimetres or seconds; None for a time without a unit.
    unit : str
        What the scale is of.
    """

    index: int
    scale: float | None
    unit: str


def names_columns(header: Sequence[str]) -> bool:
    """Whether some cells name a whole set of columns, with units or without."""
    meanings = {meaning.quantity for cell in header if (meaning := _meaning(cell))}
    return any(meanings.issuperset(columns) for columns in SETS)


def find_columns(table: TextTable) -> dict[str, FoundColumn]:
    """Find columns by their names.

    Parameters
    ----------
    table : TextTable
        The file.

    Returns
    -------
    dict of str to FoundColumn
        By quantity; at least one of `SETS` is complete.

    Raises
    ------
    RecordingError
        None is, two columns have one meaning, or a unit is missing or unknown.
    """
    best = _best(table)
    _check_sets(table, best)
    needed = _needed(best)
    found: dict[str, FoundColumn] = {}
    for quantity, (index, meaning) in best.items():
        unit = meaning.unit or table.units[index]
        known = QUANTITIES[quantity]
        if unit in known:
            found[quantity] = FoundColumn(index, known[unit], unit)
        elif quantity == "t" and not unit:
            found[quantity] = FoundColumn(index, None, "")
        elif quantity in needed or (meaning.rank == 0 and quantity not in CORNERS):
            raise _wrong_unit(table, quantity, index, unit)
    for index, cell in enumerate(table.header):
        own = _OWN.get(cell.strip().lower())
        if own is not None:
            found[own[0]] = FoundColumn(index, own[1], own[2])
    return found


def _meaning(cell: str) -> Meaning | None:
    meaning = meaning_of(cell)
    if meaning and meaning.quantity in _PLATES_OWN and cell.rstrip().endswith((")", "]")):
        return None
    return meaning


def _best(table: TextTable) -> dict[str, tuple[int, Meaning]]:
    """Of columns with one meaning, the one whose name is plainest."""
    best: dict[str, tuple[int, Meaning]] = {}
    for index, cell in enumerate(table.header):
        meaning = _meaning(cell)
        if meaning is None:
            continue
        other = best.get(meaning.quantity)
        if other is not None and other[1].rank == meaning.rank:
            name = _HOUSE_NAME.get(meaning.quantity, meaning.quantity)
            raise RecordingError(
                f"{table.path.name} has two columns for {name}: {table.header[other[0]]!r} and "
                f"{cell!r}.",
                hint=f"Keep one of them, or say which: --columns {meaning.quantity}={cell},...",
            )
        if other is None or meaning.rank < other[1].rank:
            best[meaning.quantity] = (index, meaning)
    return best


def _needed(best: dict[str, tuple[int, Meaning]]) -> frozenset[str]:
    """Quantities of the first complete set."""
    return frozenset(next(names for names in SETS if all(name in best for name in names)))


def _wrong_unit(table: TextTable, quantity: str, index: int, unit: str) -> RecordingError:
    cell, name = table.header[index], _HOUSE_NAME.get(quantity, quantity)
    known: tuple[str, ...] = ("s", "ms", "us") if quantity == "t" else ("n", "kg", "lb")
    if QUANTITIES[quantity] is PLACE_MM:
        known = ("mm", "cm", "m")
    elif QUANTITIES[quantity] is not FORCE_N and quantity != "t":
        known = ("nm", "nmm")
    return RecordingError(
        f"{table.path.name}: column {cell!r} "
        + ("has no unit." if not unit else f"has the unit {unit!r}, which is unknown."),
        hint=f"Name it {' or '.join(f'{name}_{u}' for u in known)}, or say it: "
        f"--columns {quantity}={cell}[{known[0]}],...",
    )


def _check_sets(table: TextTable, best: dict[str, tuple[int, Meaning]]) -> None:
    if any(all(name in best for name in names) for names in SETS):
        return
    _check_odd_units(table)
    for names in SETS:
        have = [name for name in names if name in best and name != "fz"]
        if have:
            lacking = next(name for name in names if name not in best)
            unit = _FIRST_UNIT.get(lacking, "n")
            raise RecordingError(
                f"{table.path.name} has {table.header[best[have[0]][0]]!r} but no "
                f"{_HOUSE_NAME.get(lacking, lacking)}_{unit}.",
                hint=EXPECTED,
            )
    shown = ", ".join(repr(cell[:20]) for cell in table.header[:8])
    raise RecordingError(
        f"{table.path.name} has no centre of pressure, plate or corner columns; "
        f"line {table.header_line} has {shown}.",
        hint=EXPECTED,
    )


def _check_odd_units(table: TextTable) -> None:
    """Name a column of the house's whose last word is no unit that we know."""
    for index, cell in enumerate(table.header):
        name, _, last = cell.strip().rpartition("_")
        meaning = meaning_of(name) if name else None
        word = re.fullmatch(r"[A-Za-zµμ.]{1,12}", last)
        if meaning and meaning.quantity != "t" and word and plain_unit(last) not in ALL_UNITS:
            raise _wrong_unit(table, meaning.quantity, index, plain_unit(last))
