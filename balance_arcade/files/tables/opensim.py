"""Ground reaction forces for OpenSim: ``.mot`` and ``.sto`` files.

A head of any lines up to ``endheader``, a line of names, and rows. For each plate or foot there are
``..._vx _vy _vz`` (force on the body, newtons), ``..._px _py _pz`` (where it acts, metres) and a
torque: ``ground_force_vx``, ``1_ground_force_vx``, ``R_ground_force_vx``, ``FP1_vx``. Time is in
seconds, y points up, x ahead and z to the right (OpenSim documentation, "Preparing Your Data": the
axes of its models). So ml is z and ap is x, unless ``front`` says another axis.

The places of all plates stand in one frame, so where several bear load their common centre of
pressure is measured: the mean of the places, weighted by the loads.

Seen: BMClab/BMC fa666861, data/opensim/Mod&Sim2018/ExpData/grf_run.mot (two feet, an empty line
below ``endheader``, blanks and tabs between cells); andrewlba/ACL_squat_jump 6b525710,
base/test_data (two plates ``ground_force1_vx``, saved as CSV: ``endheader,,,``).
"""

from __future__ import annotations

import dataclasses
import re

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.plate_columns import PlateColumn
from balance_arcade.files.tables.plate_text import PlateTable, read_plate_text
from balance_arcade.files.tables.text import N_HEAD_LINES, TextTable, table_at
from balance_arcade.files.tables.trial import TrialData

_NAME = re.compile(r"(?P<before>.{0,60}?)_?(?P<kind>[vp])(?P<axis>[xyz])$", re.IGNORECASE)
_NEEDED = frozenset((("f", "x"), ("f", "y"), ("f", "z"), ("a", "x"), ("a", "z")))


def read_opensim(file: TextFile, how: HowToRead) -> TrialData | None:
    """Read ground reaction forces for OpenSim.

    Parameters
    ----------
    file : TextFile
        The file.
    how : HowToRead
        What it does not say.

    Returns
    -------
    TrialData or None
        None where the file has no line ``endheader``.

    Raises
    ------
    RecordingError
        It has, but no force with its place, no time, or a number is wrong.
    """
    if b"endheader" not in file.data:
        return None
    end = next((i for i, line in enumerate(file.head[:N_HEAD_LINES]) if _ends_head(line)), None)
    if end is None:
        return None
    index = next((i for i in range(end + 1, len(file.head)) if file.head[i].strip()), None)
    if index is None:
        raise RecordingError(
            f"{file.path.name} ends below 'endheader'.", hint="Copy the file again."
        )
    table = table_at(file, index)
    columns = _columns(table)
    if not any(c.quantity == "f" for c in columns) or all(c.quantity != "t" for c in columns):
        shown = ", ".join(repr(name) for name in table.header[:8])
        raise RecordingError(
            f"{file.path.name} holds no ground reaction force with its place and time; line "
            f"{table.header_line} has {shown}.",
            hint="A file of forces has time, ground_force_vx, _vy, _vz, _px, _py and _pz.",
        )
    plate = how.plate
    if plate.up == "auto":
        plate = dataclasses.replace(plate, up="y", z="auto")
    found = PlateTable(
        table,
        kind="OpenSim storage, ground reaction forces",
        by_place=True,
        placed=True,
        columns=columns,
    )
    return read_plate_text(found, dataclasses.replace(how, plate=plate))


def _ends_head(line: str) -> bool:
    # A spreadsheet fills every line up with empty cells.
    return line.strip(" \t,;") == "endheader"


def _columns(table: TextTable) -> tuple[PlateColumn, ...]:
    """Time, and forces with their places; what has no place is left out."""
    found: list[PlateColumn] = []
    for index, name in enumerate(table.header):
        match = _NAME.fullmatch(name)
        if name.lower() == "time":
            found.append(PlateColumn("t", "", "", "s", index))
        elif match:
            quantity, unit = ("f", "n") if match["kind"] in "vV" else ("a", "m")
            axis = match["axis"].lower()
            found.append(PlateColumn(quantity, axis, match["before"], unit, index))
    keys: dict[str, set[tuple[str, str]]] = {}
    for column in found:
        keys.setdefault(column.plate, set()).add((column.quantity, column.axis))
    return tuple(c for c in found if c.quantity == "t" or keys[c.plate] >= _NEEDED)
