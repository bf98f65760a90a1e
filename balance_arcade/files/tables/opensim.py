"""Ground reaction forces for OpenSim: ``.mot`` and ``.sto`` files.

A head of any lines up to ``endheader``, a line of names, and rows. For each plate or foot there are
``..._vx _vy _vz`` (force on the body, newtons), ``..._px _py _pz`` (where it acts, metres) and a
torque: ``ground_force_vx``, ``1_ground_force_vx``, ``R_ground_force_vx``, ``FP1_vx``. Time is in
seconds, y points up, x ahead and z to the right (OpenSim documentation, "Preparing Your Data": the
axes of its models). So ml is z and ap is x; ``front=-x`` turns both around.

The places of all plates stand in one frame, so their common centre of pressure is made where
several bear load: the mean of the places, weighted by their loads.

Seen: BMClab/BMC fa666861, data/opensim/Mod&Sim2018/ExpData/grf_run.mot (two feet, an empty line
below ``endheader``, blanks and tabs between cells).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.plate import MIN_PLATE_LOAD_N, plate_to_cop
from balance_arcade.files.tables.plate_frame import cop_to_house
from balance_arcade.files.tables.rows import read_rows
from balance_arcade.files.tables.text import N_HEAD_LINES, TextTable, table_at
from balance_arcade.files.tables.times import from_column
from balance_arcade.files.tables.trial import (
    ColumnUse,
    FloatArray,
    TrialData,
    Understood,
    trial_quality,
)

_NAME = re.compile(r"(?P<before>.{0,60}?)_?(?P<kind>[vp])(?P<axis>[xyz])$", re.IGNORECASE)
_FORCE = ("vx", "vy", "vz")
_PLACE = ("px", "pz")


@dataclass(frozen=True, slots=True)
class _Group:
    """The columns of one plate or foot."""

    name: str
    columns: dict[str, int]


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
    end = next(
        (i for i, line in enumerate(file.head[:N_HEAD_LINES]) if line.strip() == "endheader"), None
    )
    if end is None:
        return None
    index = next((i for i in range(end + 1, len(file.head)) if file.head[i].strip()), None)
    if index is None:
        raise RecordingError(
            f"{file.path.name} ends below 'endheader'.", hint="Copy the file again."
        )
    table = table_at(file, index)
    groups = _groups(table)
    time = next((i for i, name in enumerate(table.header) if name.lower() == "time"), None)
    if not groups or time is None:
        shown = ", ".join(repr(name) for name in table.header[:8])
        raise RecordingError(
            f"{file.path.name} holds no ground reaction force with its place and time; line "
            f"{table.header_line} has {shown}.",
            hint="A file of forces has time, ground_force_vx, _vy, _vz, _px, _py and _pz.",
        )
    return _read(table, groups, time, how)


def _groups(table: TextTable) -> list[_Group]:
    found: dict[str, dict[str, int]] = {}
    for index, name in enumerate(table.header):
        match = _NAME.fullmatch(name)
        if match:
            key = (match["kind"] + match["axis"]).lower()
            found.setdefault(match["before"], {}).setdefault(key, index)
    return [
        _Group(name, columns)
        for name, columns in found.items()
        if all(key in columns for key in (*_FORCE, *_PLACE))
    ]


def _read(table: TextTable, groups: list[_Group], time: int, how: HowToRead) -> TrialData:
    columns = [time, *[group.columns[key] for group in groups for key in (*_FORCE, *_PLACE)]]
    rows = read_rows(table, columns)
    times = from_column(table.path.name, rows.values[:, 0], 1.0, table.header[time])
    parts = [rows.values[:, 1 + 5 * i : 6 + 5 * i] for i in range(len(groups))]
    house, notes = _common(parts, [group.name for group in groups], how)
    # Which of several bears load is said by name, for they are feet as often as plates.
    uses = [ColumnUse(table.header[i], "force and place", "n, m") for i in columns[1:]]
    return TrialData(
        path=table.path,
        format="plate",
        t_s=times.t_s,
        rate_hz=times.rate_hz,
        cop_mm=plate_to_cop(house[:, :3]),
        fz_n=house[:, 0].copy(),
        corners_n=None,
        plate=np.ascontiguousarray(house[:, :3]),
        geometry=how.geometry,
        origin="real",
        quality=trial_quality(
            times.t_s, times.rate_hz, n_nan=int(np.isnan(rows.values).any(axis=1).sum())
        ),
        notes=(*notes, *rows.notes),
        horizontal_n=np.ascontiguousarray(house[:, 3:]),
        understood=Understood(
            "OpenSim storage, ground reaction forces",
            table.header_line,
            (ColumnUse(table.header[time], "t", "s"), *uses),
        ),
    )


def _common(
    parts: list[FloatArray], names: list[str], how: HowToRead
) -> tuple[FloatArray, tuple[str, ...]]:
    """Load, moments and shear of all groups together, in the house's axes."""
    # y points up, so the file's x, -z and y are a right-handed plate with z up.
    front = "-x" if how.plate.front.startswith("-") else "+x"
    notes: tuple[str, ...] = (
        "y is taken to point up, z to the right and "
        f"{'x' if front == '+x' else 'minus x'} to the toes, as in OpenSim's models.",
    )
    houses = []
    for part in parts:
        force_n = np.column_stack((part[:, 0], -part[:, 2], part[:, 1]))
        place_mm = 1000.0 * np.column_stack((part[:, 3], -part[:, 4]))
        turned = cop_to_house(place_mm, force_n, front=front, z_down=False)
        houses.append(np.column_stack((turned.plate, turned.horizontal_n)))
    loaded = [
        i for i, house in enumerate(houses) if np.nanmax(house[:, 0]) >= MIN_PLATE_LOAD_N
    ] or [0]
    if len(loaded) > 1:
        shown = " and ".join(names[i] for i in loaded)
        notes = (*notes, f"This is the common centre of pressure of {shown}.")
    return np.sum([houses[i] for i in loaded], axis=0), notes
