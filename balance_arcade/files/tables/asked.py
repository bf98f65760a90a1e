"""A table whose columns the user names: ``--columns t=Time[s],ml=COPx[cm],ap=COPy[cm]``."""

from __future__ import annotations

import dataclasses

import numpy as np

from balance_arcade.core.errors import ConfigError, RecordingError
from balance_arcade.files.tables.cells import n_numbers, name_cells, separator_of, split_cells
from balance_arcade.files.tables.column_map import QUANTITIES, AskedColumn, ColumnMap
from balance_arcade.files.tables.columns import trial_of
from balance_arcade.files.tables.columns_found import SETS, FoundColumn
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.names_shown import lines_like_names
from balance_arcade.files.tables.plate import MIN_PLATE_LOAD_N, plate_to_cop
from balance_arcade.files.tables.text import REMARKS, TextTable, table_at
from balance_arcade.files.tables.trial import TrialData
from balance_arcade.files.tables.units import split_unit

_NEGATIVE = "The load is negative in the file; it was inverted, and moments with it."


def read_asked(file: TextFile, how: HowToRead, asked: ColumnMap) -> TrialData:
    """Read a table whose columns the user names.

    Parameters
    ----------
    file : TextFile
        The file.
    how : HowToRead
        What else it does not say.
    asked : ColumnMap
        Which column is what; ml is positive to the right, ap to the toes.

    Returns
    -------
    TrialData

    Raises
    ------
    ConfigError
        The columns make no centre of pressure.
    RecordingError
        The file has no such column, its unit is not known, or a number is wrong.
    """
    quantities = {column.quantity for column in asked.columns}
    if not any(quantities.issuperset(names) for names in SETS):
        raise ConfigError(
            "--columns names no centre of pressure.",
            hint="Name ml and ap, or fz, mx and my, or tl, tr, bl and br; with t, if there is one.",
        )
    table, places = _table(file, asked)
    columns = {
        column.quantity: _found(table, column, index)
        for column, index in zip(asked.columns, places, strict=True)
    }
    trial = trial_of(
        table,
        columns,
        kind="columns named by the user",
        rate_hz=how.rate_hz,
        geometry=how.geometry,
    )
    return _upright(trial)


def _table(file: TextFile, asked: ColumnMap) -> tuple[TextTable, list[int]]:
    """Find the line that holds all names, and where each stands."""
    if all(column.number is not None for column in asked.columns):
        return _numbered(file, asked)
    for index, line in enumerate(file.head):
        bare = line.strip()
        bare = bare.lstrip("#%/ ") if bare.startswith(REMARKS) else line
        cells = name_cells(bare, separator_of(bare))
        places = [_place(cells, column) for column in asked.columns]
        known = [place for place in places if place is not None]
        if len(known) == len(places) and n_numbers(cells) == 0:
            return table_at(file, index), known
    raise _no_such_column(file, asked)


def _place(cells: tuple[str, ...], asked: AskedColumn) -> int | None:
    """Where a name stands: as it was written, else without its unit, else without case."""
    if asked.number is not None:
        return asked.number if asked.number < len(cells) else None
    for plain in (_same, _bare, _bare_lower):
        for wanted in (asked.text, asked.name):
            found = [i for i, cell in enumerate(cells) if plain(cell) == plain(wanted)]
            if len(found) == 1:
                return found[0]
    return None


def _same(text: str) -> str:
    return text.strip()


def _bare(text: str) -> str:
    return split_unit(text)[0]


def _bare_lower(text: str) -> str:
    return "".join(split_unit(text)[0].lower().split())


def _numbered(file: TextFile, asked: ColumnMap) -> tuple[TextTable, list[int]]:
    """Cut a table without names above its first row of numbers."""
    places = [column.number for column in asked.columns if column.number is not None]
    for index, line in enumerate(file.head):
        cells = split_cells(line, separator_of(line))
        while cells and not cells[-1]:
            cells.pop()  # a separator behind the last cell
        if n_numbers(cells) > max(1, len(cells) // 2) and len(cells) > max(places):
            header = tuple(f"#{i + 1}" for i in range(len(cells)))
            table = TextTable(file, {}, header, 0, ("",) * len(header), index, separator_of(line))
            # What stands above the rows may say the rate.
            return dataclasses.replace(table, n_head=index), places
    raise RecordingError(
        f"{file.path.name} has no row of {max(places) + 1} numbers.",
        hint="Columns are counted from #1.",
    )


def _no_such_column(file: TextFile, asked: ColumnMap) -> RecordingError:
    shown = lines_like_names(file)
    names = {cell for index in shown for cell in name_cells_of(file, index)}
    missing = [
        column.text for column in asked.columns if _place(tuple(sorted(names)), column) is None
    ]
    listed = "; ".join(
        f"line {index + 1 + file.n_above} has "
        + ", ".join(repr(cell[:30]) for cell in name_cells_of(file, index)[:20])
        for index in shown
    )
    wanted = ", ".join(repr(text) for text in missing or [c.text for c in asked.columns])
    return RecordingError(
        f"{file.path.name} has no column {wanted} beside the others that were named; "
        f"{listed or 'no line of names was found'}.",
        hint="Write the names as they stand in the file, all from one line, or #N for the Nth.",
    )


def name_cells_of(file: TextFile, index: int) -> tuple[str, ...]:
    """Names in a line of the head."""
    line = file.head[index]
    return name_cells(line, separator_of(line))


def _found(table: TextTable, asked: AskedColumn, index: int) -> FoundColumn:
    known = QUANTITIES[asked.quantity]
    own = split_unit(table.header[index])[1] or table.units[index]
    unit = asked.unit or own
    if own in known and known[own] != known[unit]:
        raise RecordingError(
            f"{table.path.name}: column {table.header[index]!r} is in {own}, not in {unit}.",
            hint=f"Leave [{unit}] out of --columns, or correct the file.",
        )
    if unit in known:
        return FoundColumn(index, known[unit], unit)
    if asked.quantity == "t" and not unit:
        return FoundColumn(index, None, "")
    raise RecordingError(
        f"{table.path.name}: column {table.header[index]!r} "
        + (f"has the unit {unit!r}, which is unknown." if unit else "has no unit."),
        hint=f"Say it in square brackets: --columns {asked.quantity}={asked.name}"
        f"[{next(iter(known))}],... ({', '.join(known)} are known).",
    )


def _upright(trial: TrialData) -> TrialData:
    """Turn a load that is negative under a person; a plate's moments turn with it."""
    if trial.fz_n is None or trial.corners_n is not None:
        return trial
    loaded = trial.fz_n[np.abs(trial.fz_n) >= MIN_PLATE_LOAD_N]
    if loaded.size == 0 or float(loaded.mean()) > 0.0:
        return trial
    plate = None if trial.plate is None else -trial.plate
    cop_mm = trial.cop_mm
    if plate is not None and (cop_mm is None or np.isnan(cop_mm).all()):
        cop_mm = plate_to_cop(plate)
    return dataclasses.replace(
        trial, fz_n=-trial.fz_n, plate=plate, cop_mm=cop_mm, notes=(*trial.notes, _NEGATIVE)
    )
