"""Forces as Cortex of Motion Analysis writes them: ``.forces``.

A line ``[Force Data]``, then ``NumberOfForcePlates=2``, ``SampleRate=450.000000`` and
``NumberOfSamples=1092``, a line ``#Sample  FX1 FY1 FZ1 X1 Y1 Z1 MZ1  FX2 ...`` and rows parted by
tabs: for each plate its force in newtons, where it acts in millimetres, and the free moment. Forces
and places stand in the laboratory's frame, so where several plates bear load their common centre of
pressure is measured.

Which axis is up the file does not say; the places lie in the floor, so it is the axis in which they
are all 0 (an empty plate bears its middle as its place).

Seen: BMClab/BMC fa666861, data/walk1.forces and walk2.forces (seven plates, y up).
"""

from __future__ import annotations

import dataclasses
import re

from balance_arcade.files.tables.cells import as_number, split_cells
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.plate_columns import PlateColumn
from balance_arcade.files.tables.plate_text import PlateTable, read_plate_text
from balance_arcade.files.tables.text import TextTable, table_at
from balance_arcade.files.tables.trial import TrialData

_NAME = re.compile(r"(?P<force>F?)(?P<axis>[XYZ])(?P<plate>\d{1,3})", re.IGNORECASE)
_N_LOOKED_AT = 50


def read_cortex(file: TextFile, how: HowToRead) -> TrialData | None:
    """Read a file of forces of Cortex.

    Parameters
    ----------
    file : TextFile
        The file.
    how : HowToRead
        What it does not say.

    Returns
    -------
    TrialData or None
        None where the file does not begin with ``[Force Data]``.

    Raises
    ------
    RecordingError
        As `balance_arcade.files.tables.plate_text.read_plate_text`.
    """
    first = next((line for line in file.head if line.strip()), "")
    if first.strip() != "[Force Data]":
        return None
    index = next(
        (i for i, line in enumerate(file.head) if line.lower().startswith("#sample")), None
    )
    if index is None:
        return None
    table = table_at(file, index)
    columns = _columns(table)
    plate, up = how.plate, _floor_axis(table, columns)
    if plate.up == plate.z == "auto":
        plate = (
            dataclasses.replace(plate, z="up") if up == "z" else dataclasses.replace(plate, up=up)
        )
    found = PlateTable(
        table,
        kind="Cortex (Motion Analysis), forces",
        by_place=True,
        placed=True,
        columns=columns,
        notes=(f"Places are the laboratory's in millimetres; its {up} axis is taken to point up.",),
    )
    return read_plate_text(found, dataclasses.replace(how, plate=plate))


def _columns(table: TextTable) -> tuple[PlateColumn, ...]:
    found: list[PlateColumn] = []
    for index, name in enumerate(table.header):
        match = _NAME.fullmatch(name)
        if match:
            quantity, unit = ("f", "n") if match["force"] else ("a", "mm")
            axis = match["axis"].lower()
            found.append(PlateColumn(quantity, axis, match["plate"], unit, index))
    return tuple(found)


def _floor_axis(table: TextTable, columns: tuple[PlateColumn, ...]) -> str:
    """Tell the axis in which all places are 0; z where that does not tell it."""
    lines = table.file.head[table.rows_at : table.rows_at + _N_LOOKED_AT]
    cells = [split_cells(line, table.separator) for line in lines if line.strip()]
    flat = [
        axis
        for axis in "xyz"
        if all(
            as_number(row[c.index]) == 0.0
            for c in columns
            if (c.quantity, c.axis) == ("a", axis)
            for row in cells
            if c.index < len(row)
        )
    ]
    return flat[0] if len(flat) == 1 else "z"
