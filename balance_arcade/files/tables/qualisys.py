"""Force exports of Qualisys Track Manager: TSV, one file a plate (``..._f_1.tsv``).

A head of names and values (``NO_OF_SAMPLES``, ``FREQUENCY``, ``FORCE_PLATE_NAME``, the plate's
corners in millimetres, ``DESCRIPTION``), a line of names (``SAMPLE TIME Force_X ... Moment_X ...
COP_X COP_Y COP_Z``, or without the first two), and rows parted by tabs. Forces are in newtons and
places in millimetres. Moments are passed over: one reader takes them for N mm, another for N m.

Where the description says "local", the axes are the plate's, with the origin in its middle; else
they are the laboratory's with z up, and the middle of the corners is taken off.

Seen in programs that write and read such files (26 lines of head; 9 and 11 columns); the head's
words are those of the manual's page on motion data, docs.qualisys.com/qtm. No file of QTM itself
was at hand.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.cells import as_number, name_cells
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.plate_columns import names_plate
from balance_arcade.files.tables.plate_text import PlateTable, read_plate_text
from balance_arcade.files.tables.text import TextTable, table_at
from balance_arcade.files.tables.trial import TrialData

_CORNERS = ("POSX_POSY", "NEGX_POSY", "NEGX_NEGY", "POSX_NEGY")
_N_HEAD = 80


def read_qualisys(file: TextFile, how: HowToRead) -> TrialData | None:
    """Read a force export of Qualisys.

    Parameters
    ----------
    file : TextFile
        The file.
    how : HowToRead
        What it does not say.

    Returns
    -------
    TrialData or None
        None where the file is not such an export.

    Raises
    ------
    RecordingError
        It is, but has no line of names, or what `read_plate_text` raises.
    """
    if b"NO_OF_SAMPLES" not in file.data:
        return None
    head = _head(file.head[:_N_HEAD])
    if not {"NO_OF_SAMPLES", "FREQUENCY"} <= head.keys():
        return None
    index = next(
        (i for i, line in enumerate(file.head[:_N_HEAD]) if names_plate(name_cells(line, "\t"))),
        None,
    )
    if index is None:
        raise RecordingError(
            f"{file.path.name} is an export of Qualisys without a line of names such as Force_Z, "
            "COP_X and COP_Y.",
            hint="Export the force data with its header, or say which columns they are: "
            "--columns fz=#5[n],ml=#9[mm],ap=#10[mm] --rate 1000.",
        )
    corners_mm = _corners(head)
    local = "local" in head.get("DESCRIPTION", "").lower()
    plate = how.plate
    if plate.z == plate.up == "auto" and not local:
        plate = dataclasses.replace(plate, z="up")
    middle_mm = (0.0, 0.0)
    if corners_mm is not None and not local:
        middle_mm = (float(corners_mm[:, 0].mean()), float(corners_mm[:, 1].mean()))
    found = PlateTable(
        _with_units(table_at(file, index)),
        kind="Qualisys Track Manager, force data",
        by_place=True,
        middle_mm=middle_mm,
        geometry=_geometry(corners_mm, plate.axes().front),
        notes=(
            "The axes are the plate's own."
            if local
            else "The axes are the laboratory's, z up; the middle of the plate's corners is 0, 0.",
        ),
    )
    return read_plate_text(found, dataclasses.replace(how, plate=plate))


def _head(lines: Sequence[str]) -> dict[str, str]:
    pairs = (line.strip().partition("\t") for line in lines)
    return {name: value.strip() for name, tab, value in pairs if tab and name.isupper()}


def _corners(head: Mapping[str, str]) -> np.ndarray | None:
    """Corners in millimetres, in the order of `_CORNERS`; None where one is missing."""
    texts = [[head.get(f"FORCE_PLATE_CORNER_{c}_{axis}", "") for axis in "XYZ"] for c in _CORNERS]
    numbers = [[as_number(text) for text in corner] for corner in texts]
    if any(number is None for corner in numbers for number in corner):
        return None
    return np.array(numbers, dtype=np.float64)


def _geometry(corners_mm: np.ndarray | None, front: str) -> Geometry | None:
    if corners_mm is None:
        return None
    along_x = float(np.linalg.norm(corners_mm[0] - corners_mm[1]))
    along_y = float(np.linalg.norm(corners_mm[1] - corners_mm[2]))
    if min(along_x, along_y) <= 0.0:
        return None
    return Geometry(along_x, along_y) if front.endswith("y") else Geometry(along_y, along_x)


def _with_units(table: TextTable) -> TextTable:
    """Qualisys writes no units: newtons, millimetres and seconds."""
    units = []
    for name in table.header:
        plain = name.lower()
        units.append("n" if plain.startswith("force") else "mm" if plain.startswith("cop") else "")
    return dataclasses.replace(table, units=tuple(units))
