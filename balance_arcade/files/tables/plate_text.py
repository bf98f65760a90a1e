"""Text exports of force plates: Kistler BioWare's, AMTI's, and others that name Fz, Mx and My.

BioWare writes some lines about the trial, a line of names (``abs time (s)  Fx  Fy  Fz  Mx  My ...``
or with ``Ax  Ay`` for the centre of pressure), a line of units (``s  N  N  N  N.m ...``) and rows
parted by tabs, in the code page of Windows. With several plates the names come again. Other
programs write ``Fz1``, ``FP1_Fz``, ``Plate 1: Fz (N)``, with commas or semicolons. The first line
that holds Fz together with Mx and My, or Ax and Ay, or COPx and COPy, is the line of names.

Moments are preferred to a centre of pressure: with them the surface's depth can be reckoned with.
Signs, axes and depth: see `balance_arcade.files.tables.plate_frame`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.bds import is_bds
from balance_arcade.files.tables.given_rate import rate_note, times_by_rate
from balance_arcade.files.tables.plate import plate_to_cop
from balance_arcade.files.tables.plate_channels import channels_to_house, without_zero
from balance_arcade.files.tables.plate_frame import Axes, PlateOptions
from balance_arcade.files.tables.several_plates import choose_one
from balance_arcade.files.tables.text import (
    SEPARATORS,
    TextTable,
    as_number,
    decode_file,
    parse_columns,
)
from balance_arcade.files.tables.trial import (
    FloatArray,
    PlateLoad,
    TrialData,
    sampling_rate,
    trial_quality,
)

_HEAD_BYTES = 1 << 16
_HEAD_LINES = 200
_LONGEST_NAME = 80
_FORCE_N = {"n": 1.0, "kn": 1000.0, "lbf": 4.4482216152605, "lb": 4.4482216152605}
_MOMENT_NMM = {"nm": 1000.0, "nmm": 1.0, "ncm": 10.0, "knm": 1e6, "knmm": 1000.0}
_PLACE_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
_TIME_S = {"s": 1.0, "sec": 1.0, "ms": 1e-3}
_KNOWN = {"f": _FORCE_N, "m": _MOMENT_NMM, "a": _PLACE_MM, "t": _TIME_S}
_ASKED = {"f": "n or kn", "m": "nm or nmm", "a": "mm, cm or m", "t": "s or ms"}
_UNIT = re.compile(r"[\[(]\s*([^\[\]()]*?)\s*[\])]\s*$")
_NAME = re.compile(
    r"(?:^|[^a-z|])(?P<quantity>f|m|a|cop[ _.]?)(?P<axis>[xyz])[ _]?(?P<after>\d*)$", re.IGNORECASE
)
_TIME = re.compile(r"\btime\b|^t$", re.IGNORECASE)
# Nexus writes the rate on a line of its own, below "Devices".
_RATE = re.compile(
    r"(?:(?:sampl\w*|acquisition|data)[ _]*(?:rate|freq\w*)[^0-9\n]*?|^Devices[;,\t]*\n)"
    r"(\d+(?:[.,]\d+)?)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class _PlateColumn:
    quantity: str
    axis: str
    plate: str
    unit: str
    index: int


@dataclass(frozen=True, slots=True)
class PlateTable:
    """A force plate's text, cut into its head, names and rows.

    Attributes
    ----------
    table : TextTable
        Names and rows.
    head : tuple of str
        Lines above the names.
    units : tuple of str
        Unit of each column, normalised; empty where none is written.
    """

    table: TextTable
    head: tuple[str, ...]
    units: tuple[str, ...]


def find_plate_table(path: Path) -> PlateTable | None:
    """Look for a force plate's line of names in a text file.

    Parameters
    ----------
    path : Path
        An existing file.

    Returns
    -------
    PlateTable or None
        None where the file has no such line near its beginning; it may be another kind of table.

    Raises
    ------
    RecordingError
        It has, but the file cannot be read as text.
    """
    try:
        with path.open("rb") as file:
            begin = file.read(_HEAD_BYTES)
    except OSError:
        return None  # The reader that tries the file next says why.
    # A piece may end within a character, and only its names matter: so no error stops it here.
    wide = begin.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = begin.decode("utf-16", errors="replace") if wide else begin.decode("latin-1")
    if _names_line(text.splitlines()[:_HEAD_LINES]) is None:
        return None
    # BioWare writes the code page of Windows; the numbers are plain in all of them.
    lines = decode_file(path, fallback="cp1252").splitlines()
    found = _names_line(lines[:_HEAD_LINES])
    if found is None:
        return None
    index, separator = found
    names = _cells(lines[index], separator)
    units = _units_line(lines[index + 1], separator) if index + 1 < len(lines) else None
    first = index + (1 if units is None else 2)
    table = TextTable(path, {}, names, first, lines[first:], separator)
    plain = {_UNIT.sub("", name).strip().lower() for name in names}
    if is_bds(names) or ({"copx", "copy"} <= plain and "[" in lines[index]):
        return None  # The data set's columns, perhaps without a unit: its reader says what lacks.
    below = units or ()
    own = [_unit_of(name) for name in names]
    merged = tuple(u or (below[i] if i < len(below) else "") for i, u in enumerate(own))
    return PlateTable(table, tuple(lines[:index]), merged)


def read_plate_text(
    found: PlateTable,
    options: PlateOptions,
    *,
    rate_hz: float | None = None,
    geometry: Geometry | None = None,
    zero_s: tuple[float, float] | None = None,
) -> TrialData:
    """Read one plate of a text file.

    Parameters
    ----------
    found : PlateTable
        The file.
    options : PlateOptions
        What it does not say.
    rate_hz : float, optional
        Sampling rate in hertz; goes before times and a rate in its head.
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
    columns, axes = _columns(found), options.axes()
    right, ahead, upright = ("xyz"[i] for i in axes.order)
    number, loads, told, faults = _choose(found, columns, options, upright)
    chosen = _plate(found, columns, number, axes)
    place = "m" if ("m", right) in chosen and ("m", ahead) in chosen else "a"
    level = [key for key in (("f", right), ("f", ahead)) if key in chosen]
    wanted = [*level, ("f", upright), (place, right), (place, ahead)]
    time = next((column for column in columns if column.quantity == "t"), None)
    used = [chosen[key] for key in wanted] + ([time] if time else [])
    values = parse_columns(found.table, [column.index for column in used])
    values = values * [_scale(found, column, options.units) for column in used]
    t_s, rate_hz, notes = _times(found, values[:, -1] if time else None, len(values), rate_hz)
    by_key = {key: values[:, i] for i, key in enumerate(wanted)}
    none = np.zeros(len(values))
    channels = np.column_stack(
        [by_key.get(("f", axis), none) for axis in (right, ahead, upright)]
        + [by_key[key] for key in wanted[-2:]]
    )
    channels, zeroed = without_zero(t_s, channels, zero_s, rate_hz, moments=place == "m")
    house, more = channels_to_house(channels, options, moments=place == "m")
    plate = house.plate
    return TrialData(
        path=found.table.path,
        format="plate",
        t_s=t_s,
        rate_hz=rate_hz,
        cop_mm=plate_to_cop(plate),
        fz_n=plate[:, 0].copy(),
        corners_n=None,
        plate=plate,
        geometry=geometry,
        origin="real",
        quality=trial_quality(t_s, rate_hz, n_nan=int(np.isnan(values).any(axis=1).sum())),
        notes=(*house.notes, *told, *zeroed, *more, *notes),
        horizontal_n=house.horizontal_n if len(level) == 2 else None,
        faults=faults,
        plates=loads,
    )


def _choose(
    found: PlateTable, columns: Sequence[_PlateColumn], options: PlateOptions, upright: str
) -> tuple[int, tuple[PlateLoad, ...], tuple[str, ...], tuple[DataFault, ...]]:
    """Which plate is measured, what each bears, and what is to be said of that."""
    names = _plate_names(columns, upright)
    if len(names) < 2:
        return options.plate or 1, (), (), ()
    uprights = {c.plate: c for c in columns if (c.quantity, c.axis) == ("f", upright)}
    used = [uprights[name] for name in names]
    forces_n = parse_columns(found.table, [column.index for column in used])
    forces_n = forces_n * [_scale(found, column, options.units) for column in used]
    return choose_one(forces_n, options.plate)


def _plate_names(columns: Sequence[_PlateColumn], upright: str) -> list[str]:
    """Give what tells the plates apart, in the order of their loads."""
    loads = [c.plate for c in columns if (c.quantity, c.axis) == ("f", upright)]
    return list(dict.fromkeys(loads))


def _names_line(lines: Sequence[str]) -> tuple[int, str | None] | None:
    for index, line in enumerate(lines):
        if "fz" not in line.lower():
            continue
        separator = next((s for s in SEPARATORS if s in line.strip()), None)
        keys = set()
        for cell in _cells(line, separator):
            match = _NAME.search(_UNIT.sub("", cell).strip())
            if match:
                keys.add((match["quantity"][0].lower(), match["axis"].lower()))
        pairs = [{(q, a), (q, b)} for q in ("m", "a", "c") for a, b in ("xy", "xz", "yz")]
        # "c" is COP before it is taken for a.
        if ("f", "z") in keys and any(pair <= keys for pair in pairs):
            return index, separator
    return None


def _cells(line: str, separator: str | None) -> tuple[str, ...]:
    # No name is longer than this, and a hostile one must not keep the patterns busy.
    cells = [c.strip(" \t\"'\ufeff")[:_LONGEST_NAME] for c in line.rstrip("\r\n").split(separator)]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return tuple(cells)


def _units_line(line: str, separator: str | None) -> tuple[str, ...] | None:
    cells = _cells(line, separator)
    if not any(cells) or any(as_number(cell.replace(",", ".")) is not None for cell in cells):
        return None
    return tuple(_plain_unit(cell) for cell in cells)


def _unit_of(name: str) -> str:
    match = _UNIT.search(name)
    return _plain_unit(match[1]) if match else ""


def _plain_unit(text: str) -> str:
    """``N.m``, ``N-m``, ``[N*m]`` -> ``nm``; newton metres and nanometres look alike: none here."""
    return re.sub(r"[^a-z]", "", text.lower())


def _columns(found: PlateTable) -> list[_PlateColumn]:
    columns: list[_PlateColumn] = []
    times_seen: dict[str, int] = {}
    for index, cell in enumerate(found.table.header):
        name, unit = _UNIT.sub("", cell).strip(), found.units[index]
        if _TIME.search(name):
            columns.append(_PlateColumn("t", "", "", unit, index))
            continue
        match = _NAME.search(name)
        if match is None:
            continue
        # "COPx" and "Ax" name the same: both are kept as a.
        quantity, axis = match["quantity"][0].lower().replace("c", "a"), match["axis"].lower()
        before = re.findall(r"\d+", name[: match.start()] + name[match.start() : match.start(1)])
        key = f"{quantity}{axis}"
        times_seen[key] = times_seen.get(key, 0) + 1
        plate = match["after"] or (before[-1] if before else "")
        # Names without a number that come again belong to the next plate.
        columns.append(_PlateColumn(quantity, axis, plate or f"#{times_seen[key]}", unit, index))
    return columns


def _plate(
    found: PlateTable, columns: Sequence[_PlateColumn], number: int, axes: Axes
) -> dict[tuple[str, str], _PlateColumn]:
    """Columns of one plate, by quantity and axis; plates are counted in the order of their Fz."""
    order, name = _plate_names(columns, axes.upright), found.table.path.name
    level = ["xyz"[i] for i in axes.order[:2]]
    if number > len(order):
        raise RecordingError(
            f"{name} contains {len(order)} plate{'s' if len(order) > 1 else ''}, not {number}.",
            hint=f"Use --plate with a number up to {len(order)} (plate=1 in an address)."
            if len(order) > 1
            else "Remove --plate, or use 1.",
        )
    chosen: dict[tuple[str, str], _PlateColumn] = {}
    for column in columns:
        if column.plate == order[number - 1]:
            chosen.setdefault((column.quantity, column.axis), column)
    # Moments first, since only they let the surface's depth be reckoned with.
    for quantity in ("m", "a"):
        if all((quantity, axis) in chosen for axis in level):
            return chosen
    raise RecordingError(
        f"{name}: plate {number} has neither {' and '.join(f'M{a}' for a in sorted(level))} nor "
        f"{' and '.join(f'A{a}' for a in sorted(level))}.",
        hint="Export its moments or its centre of pressure too.",
    )


def _scale(found: PlateTable, column: _PlateColumn, asked: str) -> float:
    known = _KNOWN[column.quantity]
    if column.unit in known:
        return known[column.unit]
    name, cell = found.table.path.name, found.table.header[column.index]
    if column.unit:
        raise RecordingError(
            f"{name}: column {cell!r} has the unit {column.unit!r}, which is not known.",
            hint=f"Known units: {', '.join(known)}.",
        )
    if column.quantity == "t":
        return 1.0
    for part in asked.lower().split(","):
        if _plain_unit(part) in known:
            return known[_plain_unit(part)]
    raise RecordingError(
        f"{name}: column {cell!r} has no unit.",
        hint=f"Use --units n,nm (units=n,nm in an address); {_ASKED[column.quantity]} here.",
    )


def _times(
    found: PlateTable, t_s: FloatArray | None, n_samples: int, rate_hz: float | None
) -> tuple[FloatArray, float, tuple[str, ...]]:
    name = found.table.path.name
    if t_s is not None and rate_hz is None:
        if np.isnan(t_s).any():
            raise RecordingError(
                f"{name}: the time is missing in {int(np.isnan(t_s).sum())} rows.",
                hint="Delete the rows without a time.",
            )
        measured_hz = sampling_rate(t_s)
        if np.isnan(measured_hz):
            raise RecordingError(
                f"{name}: the time never increases.", hint="Sort the rows by time, oldest first."
            )
        return t_s.copy(), measured_hz, ()
    if rate_hz is not None:
        return times_by_rate(n_samples, rate_hz), rate_hz, (rate_note(rate_hz, t_s),)
    match = _RATE.search("\n".join(found.head))
    rate_hz = float(match[1].replace(",", ".")) if match else None
    if not rate_hz:
        raise RecordingError(
            f"{name} has neither times nor a sampling rate.",
            hint="State the rate in hertz: --rate 1000 (rate=1000 in an address).",
        )
    note = f"The rate of {rate_hz:g} Hz is that of the head."
    return times_by_rate(n_samples, rate_hz), rate_hz, (note,)
