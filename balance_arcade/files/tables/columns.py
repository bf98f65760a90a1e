"""Tables whose columns say by their names what they hold.

=================================  ==================================================
column                             what
=================================  ==================================================
``t_s`` ``t_ms`` ``t_us``          time
``cop_ml_mm`` (``_cm`` ``_m``)     centre of pressure, right positive
``cop_ap_mm`` (``_cm`` ``_m``)     centre of pressure, toes positive
``fz_n``                           vertical load
``fx_n`` ``fy_n``                  horizontal forces along ml and ap
``mx_nm`` ``my_nm``                moments in newton metres (``_nmm``: newton millimetres),
                                   x = ml, y = ap: ``ml = -My/Fz``, ``ap = Mx/Fz``
``tl_n`` ``tr_n`` ``bl_n``         corner forces, front-left, front-right, rear-left,
``br_n``                           rear-right as the person sees them
``left_foot_n`` ``right_foot_n``   load of each foot, where two boards measured them
``cell_width_mm``                  spacing of the corners, the same in every row; as the lines
``cell_length_mm``                 ``# width_mm`` and ``# length_mm`` say it
``simulated`` ``replayed``         1 in every row where the samples are
=================================  ==================================================

Other spellings: `balance_arcade.files.tables.meanings`; units: `balance_arcade.files.tables.units`,
in the name, in brackets, behind a slash, or in a line below the names. A unit that is not written
is asked for, unless the line of names is that of a logger whose units are known
(`balance_arcade.files.tables.loggers`).
Lines ``# rate_hz = 100``, ``# width_mm = 433``, ``# length_mm = 238`` and ``# origin = simulated``
above the header say what the columns cannot. Other columns are left alone.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.columns_found import COP, PLATE, FoundColumn, find_columns
from balance_arcade.files.tables.head_rate import head_rate, no_rate
from balance_arcade.files.tables.loggers import logger_of
from balance_arcade.files.tables.meanings import CORNERS
from balance_arcade.files.tables.plate import plate_to_cop
from balance_arcade.files.tables.row_labels import row_labels
from balance_arcade.files.tables.rows import read_rows
from balance_arcade.files.tables.table_settings import geometry_of, origin_of, positive
from balance_arcade.files.tables.text import TextTable, understood_of
from balance_arcade.files.tables.times import Times, by_rate, from_column, timed_rows
from balance_arcade.files.tables.trial import (
    ColumnUse,
    FloatArray,
    TrialData,
    trial_quality,
)


def read_columns(
    table: TextTable, *, rate_hz: float | None = None, geometry: Geometry | None = None
) -> TrialData:
    """Read a table by the names of its columns.

    Parameters
    ----------
    table : TextTable
        The file.
    rate_hz : float, optional
        Sampling rate in hertz; goes before a time column.
    geometry : Geometry, optional
        Spacing of the corners, for a table that does not say it.

    Returns
    -------
    TrialData

    Raises
    ------
    RecordingError
        A unit, a column, the rate or a number is missing; the message names it.
    """
    logger = logger_of(table.header)
    if logger is None:
        return trial_of(table, find_columns(table), rate_hz=rate_hz, geometry=geometry)
    return trial_of(
        table,
        logger.columns(table),
        kind=logger.title,
        notes=logger.notes,
        rate_hz=rate_hz,
        geometry=geometry or logger.geometry,
    )


def trial_of(
    table: TextTable,
    columns: Mapping[str, FoundColumn],
    *,
    kind: str = "table",
    notes: tuple[str, ...] = (),
    rate_hz: float | None = None,
    geometry: Geometry | None = None,
) -> TrialData:
    """Read the columns that were found.

    Parameters
    ----------
    table : TextTable
        The file.
    columns : mapping of str to FoundColumn
        By quantity.
    kind : str
        What the file was taken for, for people.
    notes : tuple of str
        What is assumed.
    rate_hz, geometry
        As for `read_columns`.

    Returns
    -------
    TrialData

    Raises
    ------
    RecordingError
        The rate or a number is missing.
    """
    rows = read_rows(table, [column.index for column in columns.values()])
    values, dropped = _timed(rows.values, list(columns))
    # Times are scaled where their clock is looked at.
    scales = [1.0 if name == "t" else c.scale or 1.0 for name, c in columns.items()]
    by_name = {name: values[:, i] * scales[i] for i, name in enumerate(columns)}
    clock = "t" in columns and list(columns).index("t") in rows.clocks
    times = _times(table, columns, by_name, rate_hz, clock=clock)
    plate, corners_n = _stack(by_name, PLATE), _stack(by_name, CORNERS)
    cop_mm = _stack(by_name, COP)
    if cop_mm is None and plate is not None:
        cop_mm = plate_to_cop(plate)
    fz_n = by_name.get("fz")
    if fz_n is None and corners_n is not None:
        fz_n = corners_n.sum(axis=1)
    labels = row_labels(table, len(values))
    uses = tuple(ColumnUse(table.header[c.index], name, c.unit) for name, c in columns.items())
    n_nan = int(np.isnan(values).any(axis=1).sum())
    return TrialData(
        path=table.path,
        format="table",
        t_s=times.t_s,
        rate_hz=times.rate_hz,
        cop_mm=cop_mm,
        fz_n=fz_n,
        corners_n=corners_n,
        plate=plate,
        geometry=geometry or geometry_of(table, by_name),
        origin=origin_of(table, by_name),
        horizontal_n=_stack(by_name, ("fx", "fy")),
        foot_loads_n=_stack(by_name, ("left_foot", "right_foot")),
        quality=trial_quality(times.t_s, times.rate_hz, n_nan=n_nan),
        notes=(*notes, *rows.notes, *dropped, *times.notes),
        understood=understood_of(kind, table, uses),
        label_run=labels.run if labels else None,
        labels=(labels.column, *labels.words) if labels else (),
    )


def _timed(values: FloatArray, names: list[str]) -> tuple[FloatArray, tuple[str, ...]]:
    """Leave out rows at the end that have no time: sums and means below the samples."""
    if "t" not in names:
        return values, ()
    n_timed = timed_rows(values[:, names.index("t")])
    n_dropped = len(values) - n_timed
    if n_dropped == 0 or n_timed < 2 or n_dropped > n_timed // 10:
        return values, ()
    return values[:n_timed], (f"{n_dropped} rows at the end have no time and were left out.",)


def _times(
    table: TextTable,
    columns: Mapping[str, FoundColumn],
    by_name: Mapping[str, FloatArray],
    rate_hz: float | None,
    *,
    clock: bool,
) -> Times:
    name = table.path.name
    if "t" in columns:
        column = columns["t"]
        label = table.header[column.index]
        unit_s = 1.0 if clock else column.scale
        return from_column(name, by_name["t"], unit_s, label, given_hz=rate_hz)
    head_hz = positive(table, "rate_hz") or head_rate(table.head)
    times = by_rate(next(iter(by_name.values())).size, rate_hz, head_hz)
    if times is None:
        raise RecordingError(
            f"{name} has no time column, so its sampling rate is unknown{no_rate(table.head)}.",
            hint="Use --rate 100 (rate=100 in an address), or add a column t_s.",
        )
    return times


def _stack(by_name: Mapping[str, FloatArray], names: tuple[str, ...]) -> FloatArray | None:
    if not all(name in by_name for name in names):
        return None
    return np.column_stack([by_name[name] for name in names])
