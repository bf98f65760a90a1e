"""Read the text files of the public balance data set of Santos and Duarte.

``Time[s] Fx[N] Fy[N] Fz[N] Mx[Nm] My[Nm] Mz[Nm] COPx[cm] COPy[cm]``, tabs, 60 s at 100 Hz from an
AMTI OPT400600-1000 plate, low-passed at 10 Hz by its authors (PeerJ 4:e2648, 2016,
doi 10.7717/peerj.2648).

Axes
----
COPx is antero-posterior and COPy medio-lateral: so the authors' own notebooks read them. In the
files ``COPx = -My/Fz`` and ``COPy = Mx/Fz`` hold to their last digit, with Fz positive under load.
Which *side* is positive we found stated nowhere: not in the data set's description, nor in what we
could read of the paper and the notebooks. What the data say: between 0.3 and 3 Hz Fx follows COPx
and Fy follows COPy with r = 0.8 to 0.96 in all eight trials that we looked at, so the force columns
are what the person does to the plate (a standing body is pushed back against its centre of
pressure), hence z points down, and in a right-handed frame x forward means y right. We take +COPx
towards the toes and +COPy to the right. The two can only be wrong together: then the person faced
the other way, and both signs flip. Nothing that is computed from distances, areas or spectra
depends on it.

Corners
-------
The plate is 400 x 600 mm by its name. Which side lies along which axis we found stated nowhere
either; the longer one is taken as medio-lateral, a width of 600 mm and a length of 400 mm. The
centre of pressure does not depend on it.
"""

from __future__ import annotations

import re

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.given_rate import rate_note, times_by_rate
from balance_arcade.files.tables.meanings import meaning_of
from balance_arcade.files.tables.rows import read_rows
from balance_arcade.files.tables.text import TextTable, understood_of
from balance_arcade.files.tables.trial import (
    ColumnUse,
    FloatArray,
    TrialData,
    Understood,
    sampling_rate,
    trial_quality,
)

BDS_GEOMETRY = Geometry(width_mm=600.0, length_mm=400.0)
"""Outer size of the AMTI OPT400600 plate, taken as the spacing of four corners."""

BDS_NOTES = (
    "COPx is taken as antero-posterior and COPy as medio-lateral.",
    "Which side is positive is not certain; +COPx is taken as forward and +COPy as right.",
)

_COP_SCALE_MM = {"cm": 10.0, "mm": 1.0, "m": 1000.0}
_TIME_S = {"s": 1.0, "ms": 1e-3}
_COLUMN = re.compile(r"^(?P<name>[A-Za-z]+)\s*[\[(]\s*(?P<unit>[^\[\]()]*?)\s*[\])]$")
_REQUIRED = ("COPx", "COPy")
_PLATE = ("Fz", "Mx", "My")
_HORIZONTAL = ("Fy", "Fx")
_UNITS = {
    "Time": tuple(_TIME_S),
    "Fx": ("N",),
    "Fy": ("N",),
    "Fz": ("N",),
    "Mx": ("Nm", "N.m"),
    "My": ("Nm", "N.m"),
    "COPx": tuple(_COP_SCALE_MM),
    "COPy": tuple(_COP_SCALE_MM),
}
_QUANTITIES = {"Time": "t", "COPx": "ap", "COPy": "ml", "Fx": "fy", "Fy": "fx"} | {
    name: name.lower() for name in ("Fz", "Mx", "My")
}
_SPELLING = {name.lower(): name for name in _UNITS}
_ALL_NAMES = {*_SPELLING, "mz"}

# So many lines are looked at to see whether a file writes its numbers with equally many digits.
_N_DIGITS_SEEN = 60


def is_bds(header: tuple[str, ...]) -> bool:
    """Whether a table's header is the data set's: COPx[cm] COPy[cm] with their units in brackets.

    Round brackets count where all nine columns are there: with fewer it may be any plate's export.
    """
    square = {name.split("[")[0].strip().lower() for name in header if "[" in name}
    if {"copx", "copy"} <= square:
        return True
    names = {name.split("(")[0].strip().lower() for name in header if "(" in name}
    return names >= _ALL_NAMES


def read_bds(table: TextTable, *, rate_hz: float | None = None) -> TrialData:
    """Read one trial of the data set.

    Parameters
    ----------
    table : TextTable
        A file with the data set's header.
    rate_hz : float, optional
        Sampling rate in hertz; goes before the time column.

    Returns
    -------
    TrialData
        ``cop_mm`` from the COP columns (ml = COPy, ap = COPx); ``plate`` from Fz, Mx, My turned to
        the house's axes, in N and N mm, and ``horizontal_n`` from Fy (ml) and Fx (ap), where those
        columns are there.

    Raises
    ------
    RecordingError
        A column or its unit is missing, a line is cut off, a cell is no number.
    """
    units, where = _columns(table)
    if "Time" not in where and rate_hz is None:
        raise RecordingError(
            f"{table.path.name} has no column Time[s], so its sampling rate is unknown.",
            hint="Use --rate 100 (rate=100 in an address), or use the file as published.",
        )
    wanted = [name for name in ("Time", *_REQUIRED) if name in where]
    # A set that lacks one column is left out whole: no moment about a plate from two of three.
    for names in (_PLATE, _HORIZONTAL):
        wanted += names if all(name in where for name in names) else ()
    rows = read_rows(table, [where[name] for name in wanted])
    values = rows.values
    _check_last_line(table)
    by_name = {name: values[:, i].copy() for i, name in enumerate(wanted)}
    t_s, rate_hz, more = _times(table, by_name.get("Time"), units, len(values), rate_hz)
    cop_mm = np.column_stack(
        [by_name[name] * _COP_SCALE_MM[units[name]] for name in ("COPy", "COPx")]
    )
    plate = _plate(by_name) if "Fz" in by_name else None
    n_nan = int(np.isnan(values).any(axis=1).sum())
    return TrialData(
        path=table.path,
        format="bds",
        t_s=t_s,
        rate_hz=rate_hz,
        cop_mm=cop_mm,
        fz_n=None if plate is None else plate[:, 0].copy(),
        corners_n=None,
        plate=plate,
        geometry=BDS_GEOMETRY,
        origin="real",
        horizontal_n=(
            np.column_stack([by_name[name] for name in _HORIZONTAL]) if "Fx" in by_name else None
        ),
        quality=trial_quality(t_s, rate_hz, n_nan=n_nan),
        notes=(*BDS_NOTES, *rows.notes, *more),
        understood=_understood(table, {name: where[name] for name in wanted}, units),
    )


def _understood(table: TextTable, where: dict[str, int], units: dict[str, str]) -> Understood:
    return understood_of(
        "BDS (Santos and Duarte 2016)",
        table,
        [
            ColumnUse(table.header[index], _QUANTITIES[name], units[name])
            for name, index in where.items()
        ],
    )


def _times(
    table: TextTable,
    times: FloatArray | None,
    units: dict[str, str],
    n_samples: int,
    rate_hz: float | None,
) -> tuple[FloatArray, float, tuple[str, ...]]:
    """Give times in seconds, their rate, and a note where the rate was given."""
    own_s = None if times is None else times * _TIME_S[units["Time"]]
    if rate_hz is not None:
        return times_by_rate(n_samples, rate_hz), rate_hz, (rate_note(rate_hz, own_s),)
    assert times is not None  # asked for before the numbers were read
    if np.isnan(times).any():
        raise RecordingError(
            f"{table.path.name}: Time[s] is missing in {np.isnan(times).sum()} rows.",
            hint="Delete the rows without a time.",
        )
    t_s = times * _TIME_S[units["Time"]]
    return t_s, sampling_rate(t_s), ()


def _columns(table: TextTable) -> tuple[dict[str, str], dict[str, int]]:
    units: dict[str, str] = {}
    where: dict[str, int] = {}
    for index, cell in enumerate(table.header):
        match = _COLUMN.match(cell)
        name = _SPELLING.get((match["name"] if match else cell).lower(), "")
        if not name:
            continue
        unit = next((u for u in _UNITS[name] if match and u.lower() == match["unit"].lower()), "")
        if not unit:
            raise RecordingError(
                f"{table.path.name}: column {cell!r} has no known unit.",
                hint=f"Write it as {' or '.join(f'{name}[{u}]' for u in _UNITS[name])}.",
            )
        if name in where:
            raise RecordingError(
                f"{table.path.name} has two columns {name}.", hint="Keep one of them."
            )
        units[name], where[name] = unit, index
    if "Time" not in where:
        # Other exports name columns so too, and their times as loggers do.
        for index, cell in enumerate(table.header):
            meaning = meaning_of(cell)
            if meaning and meaning.quantity == "t" and meaning.unit in _TIME_S:
                units["Time"], where["Time"] = meaning.unit, index
                break
    missing = [name for name in _REQUIRED if name not in where]
    if missing:
        raise RecordingError(
            f"{table.path.name} has no column {missing[0]}[{_UNITS[missing[0]][0]}].",
            hint="Use the data set's file as it was published.",
        )
    return units, where


def _plate(columns: dict[str, FloatArray]) -> FloatArray:
    """Fz, Mx, My of the file (x = ap, y = ml) about the house's axes, moments in N mm.

    ``ap = -My/Fz`` and ``ml = Mx/Fz`` there; ``ml = -My/Fz`` and ``ap = Mx/Fz`` here.
    """
    return np.column_stack((columns["Fz"], columns["My"] * -1000.0, columns["Mx"] * -1000.0))


def _check_last_line(table: TextTable) -> None:
    """Refuse a last number that has lost digits, where the lines before all have equally many."""
    data, begin = table.file.data, table.file.offset_of(table.rows_at)
    end = len(data)
    while end > begin and data[end - 1 : end].isspace():
        end -= 1
    # A sample of lines spread over the file is enough, and its length costs nothing.
    every = max(1, (end - begin) // _N_DIGITS_SEEN)
    pieces = (_line_before(data, begin, at) for at in range(begin + every, end - 1, every))
    last = _n_decimals(table, data[max(begin, data.rfind(b"\n", begin, end) + 1) : end])
    usual = _n_decimals(table, next(pieces, b"")) or 0
    # Only where all other lines agree do fewer digits mean a cut, not a rounder number.
    if (
        last is not None
        and last < usual
        and all(_n_decimals(table, line) == usual for line in pieces)
    ):
        raise RecordingError(
            f"{table.path.name} is cut off: the last number of its last line is incomplete.",
            hint="Copy the file again, or delete the last line if the rest is complete.",
        )


def _line_before(data: bytes, begin: int, at: int) -> bytes:
    """Give the whole line that ends before a place; the first line where none does."""
    end = data.rfind(b"\n", begin, at)
    if end < 0:
        return data[begin:].partition(b"\n")[0]
    return data[max(begin, data.rfind(b"\n", begin, end) + 1) : end]


def _n_decimals(table: TextTable, line: bytes) -> int | None:
    """Count the decimals of a line's last number; None if it ends with something else."""
    cells = [cell.strip(" \t\"'") for cell in line.decode().split(table.separator)]
    last = next((cell for cell in reversed(cells) if cell), "")
    digits = re.fullmatch(r"[-+]?\d+(?:[.,](\d*))?", last)
    return len(digits[1] or "") if digits else None
