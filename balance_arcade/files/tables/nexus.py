"""Text exports of Vicon Nexus: several blocks in one file, of which ``Devices`` holds the plates.

A block begins with its name (``Events``, ``Joints``, ``Model Outputs``, ``Segments``, ``Devices``,
``Trajectories``), a line with its rate in hertz, a line of devices or subjects, a line of names
(``Frame, Sub Frame, Fx, Fy, Fz, Mx, My, Mz, Cx, Cy, Cz``) and a line of units; below an empty line
the next block follows. The device above a name ends with ``- Force``, ``- Moment`` or ``- CoP``;
what stands before that is the plate. The rate is that of the rows, sub frames included.

Seen in readers of such files, with the names of devices, columns and units as above:
PaulT95/Import_Vicon_Data 1f75dc31 (CSV and TXT of Nexus 2.6, 2.7 and 2.12). No file of Nexus itself
was at hand. Moments go before Cx and Cy where both are there. Cx and Cy stand in the laboratory's
frame: where the file has several plates, the common centre of pressure of those with load comes
from them.
"""

from __future__ import annotations

import re

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.cells import as_number, name_cells, separator_of, split_cells
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.plate_columns import names_plate
from balance_arcade.files.tables.plate_text import PlateTable, read_plate_text
from balance_arcade.files.tables.text import table_at
from balance_arcade.files.tables.trial import TrialData

_BLOCKS = ("Events", "Joints", "Model Outputs", "Segments", "Devices", "Trajectories")
_BLOCK = re.compile(
    rb'^"?(' + "|".join(_BLOCKS).encode() + rb')"?[\t ,;]*\n"?\d+(?:\.\d+)?"?[\t ,;]*$',
    re.MULTILINE,
)
_MEASURED = re.compile(r"\s*-\s*(?:force|moment|cop|center of pressure)\s*$", re.IGNORECASE)
_N_HEAD = 6


def read_nexus(file: TextFile, how: HowToRead) -> TrialData | None:
    """Read a plate of an export of Vicon Nexus.

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
        It is, but holds no plate, or what `read_plate_text` raises.
    """
    first = next((line for line in file.head if line.strip()), "").strip('", \t;')
    if first not in _BLOCKS:
        return None
    blocks = {match[1].decode(): match.start() for match in _BLOCK.finditer(file.data)}
    if not blocks:
        return None
    if "Devices" not in blocks:
        raise RecordingError(
            f"{file.path.name} holds the blocks {', '.join(blocks)} of Vicon Nexus, but not "
            "Devices, where the force plates stand.",
            hint="Export it again with the devices.",
        )
    devices = file.below(blocks["Devices"])
    return read_plate_text(_plate_table(devices), how)


def _plate_table(devices: TextFile) -> PlateTable:
    for index in range(2, min(_N_HEAD, len(devices.head))):
        line = devices.head[index]
        names = name_cells(line, separator_of(line))
        if names_plate(names):
            table = table_at(devices, index)
            above = split_cells(devices.head[index - 1], separator_of(line))
            plates = () if index < 3 else _filled(above, len(table.header))
            return PlateTable(table, plates, kind="Vicon Nexus, block Devices", placed=True)
    shown = devices.head[3] if len(devices.head) > 3 else ""
    names = name_cells(shown, separator_of(shown))
    raise RecordingError(
        f"{devices.path.name}: the block Devices (line {devices.n_above + 1}) names no force plate "
        f"with Fz and Mx My or Cx Cy; line {devices.n_above + 4} has "
        f"{', '.join(repr(name) for name in names[:8] if as_number(name) is None)}.",
        hint="Export the plate's force with its moment or its centre of pressure.",
    )


def _filled(above: list[str], n_columns: int) -> tuple[str, ...]:
    """Plate over each column: a device's name stands over the first of its columns only."""
    plates: list[str] = []
    last = ""
    for cell in above[:n_columns]:
        last = _MEASURED.sub("", cell).strip() or last
        plates.append(last)
    return (*plates, *[last] * (n_columns - len(plates)))
