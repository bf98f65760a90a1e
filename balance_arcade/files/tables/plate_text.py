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
from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.bds import is_bds
from balance_arcade.files.tables.cells import name_cells, separator_of
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.head_rate import head_rate, no_rate
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.plate import plate_to_cop
from balance_arcade.files.tables.plate_channels import channels_to_house, without_zero
from balance_arcade.files.tables.plate_columns import (
    PlateColumn,
    columns_of,
    names_plate,
    plate_columns,
    plates_of,
    scale_of,
)
from balance_arcade.files.tables.plate_frame import PlateOptions
from balance_arcade.files.tables.row_labels import row_labels
from balance_arcade.files.tables.rows import read_rows
from balance_arcade.files.tables.several_plates import choose_one, loaded_numbers, tell_plates
from balance_arcade.files.tables.text import (
    N_HEAD_LINES,
    REMARKS,
    TextTable,
    table_at,
    understood_of,
)
from balance_arcade.files.tables.times import Times, by_clock, by_rate, from_column
from balance_arcade.files.tables.trial import (
    ColumnUse,
    FloatArray,
    PlateLoad,
    TrialData,
    TrialQuality,
    Understood,
    trial_quality,
)
from balance_arcade.files.tables.units import split_unit


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
    placed : bool
        Whether the places of all plates stand in one frame.
    geometry : Geometry or None
        Size of the plate, where the file says it.
    middle_mm : tuple of float
        Where the middle of the plate stands in the axes of the file's centre of pressure.
    columns : tuple of PlateColumn or None
        What the columns are; None where their names say it.
    notes : tuple of str
        What is assumed of such files.
    """

    table: TextTable
    devices: tuple[str, ...] = ()
    kind: str = "force plate's export"
    by_place: bool = False
    placed: bool = False
    geometry: Geometry | None = None
    middle_mm: tuple[float, float] = (0.0, 0.0)
    columns: tuple[PlateColumn, ...] | None = None
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


def read_plate_text(found: PlateTable, how: HowToRead) -> TrialData:
    """Read the plate, or the plates, of a text file.

    Parameters
    ----------
    found : PlateTable
        The file.
    how : HowToRead
        What it does not say; a rate goes before times and a rate in its head.

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
    table, options = found.table, how.plate
    columns = found.columns or plate_columns(table, found.devices)
    time = next((column for column in columns if column.quantity == "t"), None)
    plates = _plates(found, columns, options)
    used = list(dict.fromkeys(c for plate in plates.values() for c in plate.values()))
    rows = read_rows(table, [column.index for column in (*used, *([time] if time else []))])
    signals = {
        column: rows.values[:, i] * scale_of(table, column, options.units)
        for i, column in enumerate(used)
    }
    times = _times(table, time, rows.values, how.rate_hz)
    chosen = _choose(found, plates, signals, options)
    labels = row_labels(table, len(rows.values))
    house, level, notes = _house(found, [plates[n] for n in chosen.numbers], signals, times, how)
    return TrialData(
        path=table.path,
        format="plate",
        t_s=times.t_s,
        rate_hz=times.rate_hz,
        cop_mm=plate_to_cop(house[:, :3]),
        fz_n=house[:, 0].copy(),
        corners_n=None,
        plate=np.ascontiguousarray(house[:, :3]),
        geometry=how.geometry or found.geometry,
        origin="real",
        quality=_quality(times, [plates[n] for n in chosen.numbers], signals),
        notes=(*found.notes, *notes, *chosen.notes, *rows.notes, *times.notes),
        horizontal_n=np.ascontiguousarray(house[:, 3:]) if level else None,
        faults=chosen.faults,
        plates=chosen.loads,
        understood=_understood(found, [plates[n] for n in chosen.numbers], time),
        label_run=labels.run if labels else None,
        labels=(labels.column, *labels.words) if labels else (),
    )


_Plate = dict[tuple[str, str], PlateColumn]
_Signals = dict[PlateColumn, FloatArray]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which plates are measured, what each bears, and what is to be said of that."""

    numbers: tuple[int, ...]
    loads: tuple[PlateLoad, ...] = ()
    notes: tuple[str, ...] = ()
    faults: tuple[DataFault, ...] = ()


def _plates(
    found: PlateTable, columns: Sequence[PlateColumn], options: PlateOptions
) -> dict[int, _Plate]:
    """Columns of every plate that are needed, by its number; refused where one cannot be read."""
    axes = options.axes()
    right, ahead, upright = ("xyz"[i] for i in axes.order)
    order, name = plates_of(columns, upright), found.table.path.name
    if (options.plate or 1) > len(order):
        raise RecordingError(
            f"{name} contains {len(order)} plate{'s' if len(order) != 1 else ''}, not "
            f"{options.plate or 1}.",
            hint=f"Use --plate with a number up to {len(order)} (plate=1 in an address)."
            if len(order) > 1
            else "Remove --plate, or use 1.",
        )
    plates: dict[int, _Plate] = {}
    for number, plate in enumerate(order, start=1):
        chosen = columns_of(columns, plate)
        # Only places stand in one frame, where several plates are to be taken together.
        by_place = found.by_place or (found.placed and len(order) > 1 and options.plate is None)
        place = _place_of(chosen, (right, ahead), by_place=by_place)
        if not place and number == (options.plate or 1):
            level = sorted((right, ahead))
            raise RecordingError(
                f"{name}: plate {number} has neither {' and '.join(f'M{a}' for a in level)} nor "
                f"{' and '.join(f'A{a}' for a in level)}.",
                hint="If y points up in this file, say --up y (up=y in an address)."
                if {("f", "y"), ("a", "x"), ("a", "z")} <= chosen.keys() and upright == "z"
                else "Export its moments or its centre of pressure too.",
            )
        wanted = [("f", right), ("f", ahead), ("f", upright), (place, right), (place, ahead)]
        plates[number] = {key: chosen[key] for key in wanted if key in chosen}
    return plates


def _place_of(chosen: _Plate, level: tuple[str, str], *, by_place: bool) -> str:
    """Moments first, since only they let the surface's depth be reckoned with; else the place."""
    order = "am" if by_place else "ma"
    return next((q for q in order if all((q, axis) in chosen for axis in level)), "")


def _choose(
    found: PlateTable, plates: dict[int, _Plate], signals: _Signals, options: PlateOptions
) -> _Chosen:
    if len(plates) < 2:
        return _Chosen((1,))
    upright = options.axes().upright
    forces_n = np.column_stack([signals[plate["f", upright]] for plate in plates.values()])
    number, loads, notes, faults = choose_one(forces_n, options.plate)
    loaded = loaded_numbers(loads)
    # Places in one frame make a common centre of pressure; moments are about each plate's own.
    placed = all(any(quantity == "a" for quantity, _ in plates[n]) for n in loaded)
    if options.plate is not None or len(loaded) < 2 or not (found.placed and placed):
        return _Chosen((number,), loads, notes, faults)
    loads = tuple(PlateLoad(load.number, load.load_n, load.number in loaded) for load in loads)
    return _Chosen(loaded, loads, *tell_plates(loads, asked=None, apart=""))


def _house(
    found: PlateTable, plates: Sequence[_Plate], signals: _Signals, times: Times, how: HowToRead
) -> tuple[FloatArray, bool, tuple[str, ...]]:
    """Load, moments and shear in the house's axes, of one plate or of several together."""
    right, ahead, upright = ("xyz"[i] for i in how.plate.axes().order)
    none = np.zeros(times.t_s.size)
    houses: list[FloatArray] = []
    notes: tuple[str, ...] = ()
    for plate in plates:
        moments = not any(quantity == "a" for quantity, _ in plate)
        channels = np.column_stack(
            [
                signals[plate["f", axis]] if ("f", axis) in plate else none
                for axis in (right, ahead, upright)
            ]
            + [signals[plate["m" if moments else "a", axis]] for axis in (right, ahead)]
        )
        if not moments:
            channels[:, 3:] -= found.middle_mm
        channels, zeroed = without_zero(
            times.t_s, channels, how.zero_s, times.rate_hz, moments=moments
        )
        house, more = channels_to_house(channels, how.plate, moments=moments)
        houses.append(np.column_stack((house.plate, house.horizontal_n)))
        notes = (*house.notes, *zeroed, *more)
    level = all(("f", axis) in plate for plate in plates for axis in (right, ahead))
    # An empty plate's place is none, and counts for nothing in a sum.
    return np.sum(houses, axis=0), level, notes


def _quality(times: Times, plates: Sequence[_Plate], signals: _Signals) -> TrialQuality:
    blank = [np.isnan(signals[column]) for plate in plates for column in plate.values()]
    return trial_quality(times.t_s, times.rate_hz, n_nan=int(np.any(blank, axis=0).sum()))


def _understood(
    found: PlateTable, plates: Sequence[_Plate], time: PlateColumn | None
) -> Understood:
    uses = [
        ColumnUse(found.table.header[column.index], f"plate's {quantity}{axis}", column.unit)
        for plate in plates
        for (quantity, axis), column in plate.items()
    ]
    if time:
        uses.append(ColumnUse(found.table.header[time.index], "t", time.unit or "s"))
    return understood_of(found.kind, found.table, uses)


def _times(
    table: TextTable, column: PlateColumn | None, values: FloatArray, rate_hz: float | None
) -> Times:
    if column is not None:
        ticks = values[:, -1]
        # Plates' exports mean seconds where they write nothing; a clock's count is larger.
        unit_s = scale_of(table, column, "") if column.unit else None
        unit_s = 1.0 if unit_s is None and by_clock(ticks) is None else unit_s
        label = table.header[column.index]
        return from_column(table.path.name, ticks, unit_s, label, given_hz=rate_hz)
    times = by_rate(len(values), rate_hz, head_rate(table.head))
    if times is None:
        raise RecordingError(
            f"{table.path.name} has neither times nor a sampling rate{no_rate(table.head)}; its "
            f"columns are {', '.join(repr(name) for name in table.header[:8])}.",
            hint="State the rate in hertz: --rate 1000 (rate=1000 in an address).",
        )
    return times
