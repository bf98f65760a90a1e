"""Text exports of force plates: Kistler BioWare's, AMTI's, and others that name Fz, Mx and My.

BioWare writes some lines about the trial, a line of names (``abs time (s)  Fx  Fy  Fz  Mx  My ...``
or with ``Ax  Ay`` for the centre of pressure), a line of units (``s  N  N  N  N.m ...``) and rows
parted by tabs, in the code page of Windows. With several plates the names come again. Other
programs write ``Fz1``, ``FP1_Fz``, ``Plate 1: Fz (N)``, with commas or semicolons. The first line
that holds Fz together with Mx and My, or with a centre of pressure, is the line of names.

Moments are preferred to a centre of pressure: with them the surface's depth can be reckoned with.
Signs, axes and depth: see `balance_arcade.files.tables.plate_frame`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables.bds import is_bds
from balance_arcade.files.tables.cells import name_cells, separator_of
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.plate import MIN_PLATE_LOAD_N, plate_to_cop
from balance_arcade.files.tables.plate_columns import (
    PlateColumn,
    columns_of,
    names_plate,
    plate_columns,
    plates_of,
    scale_of,
)
from balance_arcade.files.tables.plate_frame import (
    HousePlate,
    PlateOptions,
    cop_to_house,
    to_house,
    without_zero,
)
from balance_arcade.files.tables.rows import read_rows
from balance_arcade.files.tables.text import N_HEAD_LINES, REMARKS, TextTable, table_at
from balance_arcade.files.tables.times import Times, by_clock, by_rate, from_column, head_rate
from balance_arcade.files.tables.trial import (
    ColumnUse,
    FloatArray,
    TrialData,
    Understood,
    trial_quality,
)
from balance_arcade.files.tables.units import FORCE_N, split_unit


@dataclass(frozen=True, slots=True)
class PlateTable:
    """A force plate's text, cut into its head, names and rows.

    Attributes
    ----------
    table : TextTable
        Head, names, units and rows.
    devices : tuple of str
        Plate of each column, where the file has a line of them; else empty.
    kind : str
        What program wrote it, for people.
    by_place : bool
        Whether the file's own centre of pressure goes before its moments.
    middle_mm : tuple of float
        Where the middle of the plate stands in the axes of the file's centre of pressure.
    notes : tuple of str
        What is assumed of such files.
    """

    table: TextTable
    devices: tuple[str, ...] = ()
    kind: str = "force plate's export"
    by_place: bool = False
    middle_mm: tuple[float, float] = (0.0, 0.0)
    notes: tuple[str, ...] = ()


def find_plate_table(file: TextFile) -> PlateTable | None:
    """Look for a force plate's line of names in a text file.

    Parameters
    ----------
    file : TextFile
        The file.

    Returns
    -------
    PlateTable or None
        None where the file has no such line near its beginning; it may be another kind of table.
    """
    for index, line in enumerate(file.head[:N_HEAD_LINES]):
        if "z" not in line.lower():
            continue
        names = name_cells(line.lstrip("".join(REMARKS)), separator_of(line))
        if names_plate(names):
            plain = {split_unit(name)[0].lower() for name in names}
            if is_bds(names) or ({"copx", "copy"} <= plain and "[" in line):
                # The data set's columns, perhaps without a unit: its reader says what lacks.
                return None
            return PlateTable(table_at(file, index))
    return None


def read_plate_text(
    found: PlateTable,
    options: PlateOptions,
    *,
    rate_hz: float | None = None,
    geometry: Geometry | None = None,
) -> TrialData:
    """Read one plate of a text file.

    Parameters
    ----------
    found : PlateTable
        The file.
    options : PlateOptions
        What it does not say.
    rate_hz : float, optional
        Sampling rate in hertz, for a file with neither times nor a rate in its head.
    geometry : Geometry, optional
        Size of the plate.

    Returns
    -------
    TrialData

    Raises
    ------
    RecordingError
        A unit, the rate, the plate or a number is missing; the message names it.
    ConfigError
        An option does not fit the file.
    """
    table = found.table
    columns = plate_columns(table, found.devices)
    chosen = _plate(found, columns, options.plate)
    place = "m" if ("m", "x") in chosen and ("m", "y") in chosen else "a"
    if found.by_place and ("a", "x") in chosen and ("a", "y") in chosen:
        place = "a"
    level = [key for key in (("f", "x"), ("f", "y")) if key in chosen]
    wanted = [*level, ("f", "z"), (place, "x"), (place, "y")]
    used = [chosen[key] for key in wanted]
    time = next((column for column in columns if column.quantity == "t"), None)
    others = _other_loads(columns, options)
    scales = [scale_of(table, column, options.units) for column in used]
    rows = read_rows(
        table, [column.index for column in (*used, *([time] if time else []), *others.values())]
    )
    values = rows.values[:, : len(used)] * scales
    times = _times(table, time, rows.values[:, len(used)] if time else None, len(values), rate_hz)
    by_key = {key: values[:, i] for i, key in enumerate(wanted)}
    none = np.zeros(len(values))
    channels = np.column_stack(
        [by_key.get(("f", axis), none) for axis in "xyz"] + [by_key[key] for key in wanted[-2:]]
    )
    if place == "a":
        channels[:, 3:] -= found.middle_mm
    house, more = _to_house(times.t_s, channels, options, moments=place == "m")
    loads_n = {
        number: rows.values[:, i] * scale_of(table, column, options.units)
        for i, (number, column) in enumerate(others.items(), start=len(used) + bool(time))
    }
    return TrialData(
        path=table.path,
        format="plate",
        t_s=times.t_s,
        rate_hz=times.rate_hz,
        cop_mm=plate_to_cop(house.plate),
        fz_n=house.plate[:, 0].copy(),
        corners_n=None,
        plate=house.plate,
        geometry=geometry,
        origin="real",
        quality=trial_quality(
            times.t_s, times.rate_hz, n_nan=int(np.isnan(values).any(axis=1).sum())
        ),
        notes=(
            *found.notes,
            *house.notes,
            *more,
            *_other_plates(loads_n, options.plate),
            *rows.notes,
            *times.notes,
        ),
        horizontal_n=house.horizontal_n if len(level) == 2 else None,
        understood=_understood(found, used, time),
    )


def _understood(
    found: PlateTable, used: Sequence[PlateColumn], time: PlateColumn | None
) -> Understood:
    uses = [
        ColumnUse(found.table.header[c.index], f"plate's {c.quantity}{c.axis}", c.unit)
        for c in used
    ]
    if time:
        uses.append(ColumnUse(found.table.header[time.index], "t", time.unit or "s"))
    return Understood(found.kind, found.table.header_line, tuple(uses))


def _plate(
    found: PlateTable, columns: Sequence[PlateColumn], number: int
) -> dict[tuple[str, str], PlateColumn]:
    """Columns of one plate, by quantity and axis; plates are counted in the order of their Fz."""
    order = plates_of(columns)
    name = found.table.path.name
    if number > len(order):
        raise RecordingError(
            f"{name} contains {len(order)} plate{'s' if len(order) > 1 else ''}, not {number}.",
            hint=f"Use --plate with a number up to {len(order)} (plate=1 in an address)."
            if len(order) > 1
            else "Remove --plate, or use 1.",
        )
    chosen = columns_of(columns, order[number - 1])
    if chosen is None:
        raise RecordingError(
            f"{name}: plate {number} has neither Mx and My nor Ax and Ay.",
            hint="Export its moments or its centre of pressure too.",
        )
    return chosen


def _other_loads(columns: Sequence[PlateColumn], options: PlateOptions) -> dict[int, PlateColumn]:
    """Fz of every other plate, by the plate's number, where its unit is known."""
    loads: dict[int, PlateColumn] = {}
    for number, plate in enumerate(plates_of(columns), start=1):
        column = next(c for c in columns if (c.quantity, c.axis, c.plate) == ("f", "z", plate))
        if number != options.plate and (column.unit in FORCE_N or options.units):
            loads[number] = column
    return loads


def _other_plates(loads_n: dict[int, FloatArray], number: int) -> tuple[str, ...]:
    """Say which other plates bear load."""
    borne = {
        n: float(np.mean(np.abs(load[np.isfinite(load)])))
        for n, load in loads_n.items()
        if np.isfinite(load).any()
    }
    shown = ", ".join(
        f"plate {n} bears {load:.0f} N on average"
        for n, load in borne.items()
        if load >= MIN_PLATE_LOAD_N
    )
    return (f"This is plate {number} alone; {shown}. Use --plate N for another.",) if shown else ()


def _to_house(
    t_s: FloatArray, channels: FloatArray, options: PlateOptions, *, moments: bool
) -> tuple[HousePlate, tuple[str, ...]]:
    z_down = options.z != "up"
    surface_mm = (
        options.offset_x_mm,
        options.offset_y_mm,
        -options.depth_mm if z_down else options.depth_mm,
    )
    if not moments:
        if any(surface_mm) or options.zero_s is not None:
            raise ConfigError(
                "Depth, offset and zero need moments, but the file contains a centre of pressure.",
                hint="Remove them, or export Mx and My too.",
            )
        house = cop_to_house(channels[:, 3:], channels[:, :3], front=options.front, z_down=z_down)
        return house, ("The centre of pressure is the file's own; it has no moments.",)
    channels, notes = without_zero(t_s - t_s[0], channels, options.zero_s)
    house = to_house(
        channels[:, :3], channels[:, 3:], surface_mm, front=options.front, z_down=z_down
    )
    if not surface_mm[2]:
        notes = (*notes, "The transducer is assumed to be in the surface (depth 0 mm).")
    return house, notes


def _times(
    table: TextTable,
    column: PlateColumn | None,
    ticks: FloatArray | None,
    n_samples: int,
    rate_hz: float | None,
) -> Times:
    if column is not None and ticks is not None:
        # Plates' exports mean seconds where they write nothing; a clock's count is larger.
        unit_s = scale_of(table, column, "") if column.unit else None
        unit_s = 1.0 if unit_s is None and by_clock(ticks) is None else unit_s
        return from_column(table.path.name, ticks, unit_s, table.header[column.index])
    times = by_rate(n_samples, rate_hz, head_rate(table.head))
    if times is None:
        raise RecordingError(
            f"{table.path.name} has neither times nor a sampling rate.",
            hint="State the rate in hertz: --rate 1000 (rate=1000 in an address).",
        )
    return times
