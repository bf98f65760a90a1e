"""Vertical loads of every plate in a file, and which foot each bears: all that a jump needs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from balance_arcade.core.board import Origin
from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.files.named import no_file
from balance_arcade.files.tables.c3d import is_c3d
from balance_arcade.files.tables.c3d_file import C3dFile
from balance_arcade.files.tables.c3d_plate import C3dPlate
from balance_arcade.files.tables.cells import n_numbers, separator_of, split_cells
from balance_arcade.files.tables.encoding import TextFile, read_text_file
from balance_arcade.files.tables.head_rate import head_rate, no_rate
from balance_arcade.files.tables.load_columns import LoadColumn, load_columns, names_loads
from balance_arcade.files.tables.load_sense import alike
from balance_arcade.files.tables.load_words import TIME
from balance_arcade.files.tables.meanings import meaning_of
from balance_arcade.files.tables.plate_frame import PlateOptions, load_sense
from balance_arcade.files.tables.reader import is_recording, read_trial
from balance_arcade.files.tables.rows import read_rows
from balance_arcade.files.tables.table_settings import origin_of, positive
from balance_arcade.files.tables.text import TextTable, find_table
from balance_arcade.files.tables.times import Times, by_rate, from_column
from balance_arcade.files.tables.trial import FloatArray, trial_quality
from balance_arcade.files.tables.units import FORCE_N, TIME_S, split_unit
from balance_arcade.files.tables.xdf_file import is_xdf

_LEAST_N, _MOST_N = 150.0, 2500.0
_MOST_ALIKE: Final = 2
_NETFORCE: Final = 12
_NEAR_NOTHING: Final = 0.3


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """What a file of loads does not say.

    Attributes
    ----------
    rate_hz : float or None
        Sampling rate; goes before the times of the file.
    plate : int or None
        This one alone, from 1.
    sides : tuple of int or None
        Numbers of the plates under the left and the right foot.
    units : str
        Of the loads: ``n``, ``kg``, ``lb`` or ``bw``; where none is written.
    body_weight_n : float or None
        For loads in body weights.
    """

    rate_hz: float | None = None
    plate: int | None = None
    sides: tuple[int, int] | None = None
    units: str = ""
    body_weight_n: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class LoadData:
    """Loads on a regular clock.

    Attributes
    ----------
    path : Path
        The file.
    format : str
        What it was taken for.
    rate_hz : float
        Sampling rate.
    load_n : ndarray of float64, shape (n_samples,)
        Of all plates, or of the one that was asked for; NaN where samples are missing.
    sides_n : ndarray of float64, shape (n_samples, 2), or None
        Left and right.
    n_plates : int
        Plates of the file.
    origin : {"real", "simulated", "replayed"}
        Where the samples come from.
    notes : tuple of str
        What was assumed.
    """

    path: Path
    format: str
    rate_hz: float
    load_n: FloatArray
    sides_n: FloatArray | None
    n_plates: int
    origin: Origin = "real"
    notes: tuple[str, ...] = ()


def read_loads(path: str | os.PathLike[str], options: LoadOptions | None = None) -> LoadData:
    r"""Read the vertical loads of a file.

    Parameters
    ----------
    path : str or path-like
        A recording of ours, C3D with force plates, or a table of text
        (`balance_arcade.files.tables.load_columns`).
    options : LoadOptions, optional
        What the file does not say.

    Returns
    -------
    LoadData

    Raises
    ------
    RecordingError
        The file cannot be understood; the message says why.
    ConfigError
        What was said does not fit the file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "jump.csv"
    ...     _ = path.write_text("t_s,LeftForce (N),RightForce (N)\n0.0,300,350\n0.01,310,340\n")
    ...     loads = read_loads(path)
    >>> loads.load_n.tolist(), loads.sides_n.tolist(), loads.rate_hz
    ([650.0, 650.0], [[300.0, 350.0], [310.0, 340.0]], 100.0)
    """
    path, options = Path(path), options or LoadOptions()
    if wrong := no_file(path):
        raise RecordingError(wrong[0], hint=wrong[1])
    if is_recording(path) or is_xdf(path):
        return _of_trial(path, options)
    if is_c3d(path):
        return _of_c3d(path, options)
    return _of_text(read_text_file(path), options)


def _of_trial(path: Path, options: LoadOptions) -> LoadData:
    trial = read_trial(path, rate_hz=options.rate_hz)
    if trial.fz_n is None:
        raise RecordingError(f"{path.name} holds no load.", hint="Choose a recording of a board.")
    sides = None if trial.foot_loads_n is None else trial.foot_loads_n
    times = Times(trial.t_s, trial.rate_hz)
    columns = trial.fz_n[:, None] if sides is None else np.column_stack((trial.fz_n, sides))
    even = _even(columns, times)
    return LoadData(
        path,
        trial.format,
        trial.rate_hz,
        even[:, 0].copy(),
        None if sides is None else even[:, 1:].copy(),
        1,
        trial.origin,
        trial.notes,
    )


def _of_c3d(path: Path, options: LoadOptions) -> LoadData:
    file = C3dFile(path)
    n_plates = file.count("FORCE_PLATFORM:USED")
    if n_plates < 1:
        # It says what is there instead.
        read_trial(path)
    rate_hz = options.rate_hz or file.rate_hz()
    loads: list[FloatArray] = []
    notes: list[str] = []
    for number in range(1, n_plates + 1):
        try:
            loads.append(C3dPlate(file, number, PlateOptions()).read()[:, 2])
        except RecordingError as error:
            if number == options.plate or n_plates == 1:
                raise
            notes.append(f"Plate {number} is not read: {error.message}")
            loads.append(np.zeros(0))
    size = max(load.size for load in loads)
    columns = np.column_stack([x if x.size else np.zeros(size) for x in loads])
    return _joined(path, "c3d", columns, rate_hz, options, notes)


def _of_text(file: TextFile, options: LoadOptions) -> LoadData:
    table = find_table(file, names_loads)
    if table is None:
        return _of_bare_numbers(file, options)
    columns = load_columns(table)
    time = _time_column(table, [column.index for column in columns])
    places = [column.index for column in columns] + ([time[0]] if time else [])
    rows = read_rows(table, places)
    times = _times(table, time, rows.values, options)
    notes = [*rows.notes, *times.notes]
    origin = origin_of(table, {})
    scaled = [
        rows.values[:, i]
        * _scale(table.path.name, table.header[c.index], c.unit, rows.values[:, i], options, notes)
        for i, c in enumerate(columns)
    ]
    values = np.column_stack(scaled)
    values = _even(values, times)
    return _by_role(table, columns, values, times.rate_hz, options, notes, origin)


def _by_role(
    table: TextTable,
    columns: Sequence[LoadColumn],
    values: FloatArray,
    rate_hz: float,
    options: LoadOptions,
    notes: list[str],
    origin: Origin,
) -> LoadData:
    roles = [column.role for column in columns]
    path = table.path
    if "left" in roles and "right" in roles and options.plate is None and options.sides is None:
        sides = values[:, [roles.index("left"), roles.index("right")]]
        sides, said = _upright(sides)
        notes += said
        return LoadData(path, "table", rate_hz, sides.sum(axis=1), sides, 2, origin, tuple(notes))
    if "corner" in roles:
        return _joined(path, "table", values.sum(axis=1)[:, None], rate_hz, options, notes, origin)
    single = [i for i, role in enumerate(roles) if role != "total"]
    if not single:
        single = [roles.index("total")]
    names = [table.header[columns[i].index] for i in single]
    alike = max(names.count(name) for name in names)
    if alike > _MOST_ALIKE and options.plate is None and options.sides is None:
        raise RecordingError(
            f"{path.name} has {alike} columns called {names[0]!r}: plates, or one trial each?",
            hint="Say --plate N for one of them, or --sides L,R for the plates of both feet.",
        )
    return _joined(path, "table", values[:, single], rate_hz, options, notes, origin)


def _of_bare_numbers(file: TextFile, options: LoadOptions) -> LoadData:
    """Read a file without names: one or two loads, or NetForce's twelve columns."""
    lines = [line for line in file.head if line.strip()]
    cells = split_cells(lines[0], separator_of(lines[0])) if lines else []
    n = len(cells)
    if not cells or n_numbers(cells) != n or n not in (1, 2, _NETFORCE):
        raise RecordingError(
            f"{file.path.name} names no vertical load.",
            hint="Name the columns, for example t_s and fz_n, or LeftForce (N) and RightForce (N); "
            "without names 1, 2 or 12 columns (NetForce) are read.",
        )
    try:
        text = file.data.decode().replace(",", " ").replace(";", " ")
        values = np.array([line.split() for line in text.splitlines() if line.strip()], np.float64)
    except ValueError as error:
        raise RecordingError(
            f"{file.path.name} is no table of {n} numbers a line.", hint="Name the columns."
        ) from error
    notes = []
    if n == _NETFORCE:
        values = values[:, [2, 8]]
        notes.append("Twelve columns without names are taken for NetForce's; Fz is #3 and #9.")
    if options.rate_hz is None:
        raise RecordingError(
            f"{file.path.name} has neither times nor a rate.", hint="Say --rate 1000."
        )
    scale = _scale(file.path.name, "#1", "", values.sum(axis=1), options, notes)
    return _joined(file.path, "table", values * scale, options.rate_hz, options, notes)


def _time_column(table: TextTable, taken: Sequence[int]) -> tuple[int, str] | None:
    for index, cell in enumerate(table.header):
        meaning, (name, unit) = meaning_of(cell), split_unit(cell)
        if index in taken:
            continue
        if meaning is not None and meaning.quantity == "t":
            return index, meaning.unit or table.units[index]
        if name.lower() in TIME:
            return index, unit or table.units[index]
    return None


def _times(
    table: TextTable, time: tuple[int, str] | None, values: FloatArray, options: LoadOptions
) -> Times:
    if time is not None:
        unit_s = TIME_S.get(time[1], 1.0 if not time[1] else None)
        label = table.header[time[0]]
        return from_column(table.path.name, values[:, -1], unit_s, label, given_hz=options.rate_hz)
    head_hz = positive(table, "rate_hz") or head_rate(table.head)
    times = by_rate(len(values), options.rate_hz, head_hz)
    if times is None:
        what = f"{table.path.name} has neither times nor one sampling rate{no_rate(table.head)}."
        raise RecordingError(what, hint="Say --rate 1000.")
    return times


def _scale(
    name: str,
    cell: str,
    unit: str,
    values: FloatArray,
    options: LoadOptions,
    notes: list[str],
) -> float:
    """Newtons in one unit of a column; what is not written is asked for by name."""
    unit = unit or options.units.strip().lower()
    if unit == "bw":
        if options.body_weight_n is None:
            raise RecordingError(
                f"{name}: column {cell!r} is in body weights.",
                hint="Say the person's mass: --mass 70 (kg).",
            )
        notes.append(f"{cell} is in body weights of {options.body_weight_n:.1f} N, as stated.")
        return options.body_weight_n
    if unit in FORCE_N:
        if unit == "kg":
            notes.append(
                f"{cell} is in kilograms, taken as weights under {STANDARD_GRAVITY_M_S2} m/s2."
            )
        return FORCE_N[unit]
    if unit:
        raise RecordingError(
            f"{name}: column {cell!r} has the unit {unit!r}, which is no load's.",
            hint="Say --units n, kg, lb or bw.",
        )
    return _guessed(name, cell, values, notes)


def _guessed(name: str, cell: str, values: FloatArray, notes: list[str]) -> float:
    finite = np.abs(values[np.isfinite(values)])
    usual = float(np.median(finite[finite > 0.2 * finite.max()])) if finite.size else 0.0
    if _LEAST_N <= usual <= _MOST_N:
        note = f"{cell} has no unit; a usual load of {usual:.0f} is taken for newtons."
        if note not in notes:
            notes.append(note)
        return 1.0
    like = "kilograms" if 5.0 <= usual < _LEAST_N else "body weights" if usual < 5.0 else "no unit"
    raise RecordingError(
        f"{name}: column {cell!r} has no unit, and a usual load of {usual:.3g} looks like {like}.",
        hint="Say --units n, kg, lb or bw.",
    )


def _even(columns: FloatArray, times: Times) -> FloatArray:
    """Put samples onto a regular clock; where some are missing stands NaN."""
    t_s, rate_hz = times.t_s, times.rate_hz
    quality = trial_quality(t_s, rate_hz)
    if not quality.n_gaps and not quality.n_unsorted and not quality.n_duplicates:
        return columns
    order = np.argsort(t_s, kind="stable")
    at = np.rint((t_s[order] - t_s[order[0]]) * rate_hz).astype(np.int64)
    if at[-1] > 20 * t_s.size + 10_000:
        raise RecordingError("The times of the file leap; it cannot be put onto a regular clock.")
    even = np.full((int(at[-1]) + 1, columns.shape[1]), np.nan)
    even[at] = columns[order]
    return even


def _upright(columns: FloatArray) -> tuple[FloatArray, list[str]]:
    columns, said = alike(columns)
    sign, notes = load_sense(np.nansum(columns, axis=1))
    total = np.nansum(columns, axis=1)
    if abs(float(total.mean())) < _NEAR_NOTHING * float(np.abs(total).mean()):
        # Tared with the person on it: in flight it is lighter by one body weight alone.
        sign, notes = (1.0, ()) if total.max() + total.min() >= 0.0 else (-1.0, notes)
    return sign * columns, [*said, *notes]


def _joined(
    path: Path,
    form: str,
    columns: FloatArray,
    rate_hz: float,
    options: LoadOptions,
    notes: list[str],
    origin: Origin = "real",
) -> LoadData:
    """Take plates together, or the one that was asked for; left and right where it was said."""
    columns, said = _upright(columns)
    n = columns.shape[1]
    asked = [options.plate] if options.plate is not None else list(options.sides or ())
    for number in asked:
        if not 1 <= number <= n:
            raise ConfigError(
                f"{path.name} holds {n} plate{'s' * (n != 1)}, not {number}.",
                hint=f"Plates are counted from 1 to {n}.",
            )
    sides = None
    if options.plate is not None:
        load = columns[:, options.plate - 1]
    elif options.sides is not None:
        sides = columns[:, [options.sides[0] - 1, options.sides[1] - 1]]
        load = sides.sum(axis=1)
    else:
        load = columns.sum(axis=1)
        if n > 1:
            said.append(
                f"The loads of {n} plates are summed; --sides L,R says which is under which foot."
            )
    return LoadData(
        path, form, rate_hz, np.ascontiguousarray(load), sides, n, origin, (*notes, *said)
    )
