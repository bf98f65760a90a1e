"""CSV and TSV tables whose column names carry their units.

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

Time, centre of pressure and corners may have the unit in brackets: ``CoP ML [mm]``.
Lines ``# rate_hz = 100``, ``# width_mm = 433``, ``# length_mm = 238`` and ``# origin = simulated``
above the header say what the columns cannot. Other columns are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args

import numpy as np

from balance_arcade.core.board import Geometry, Origin
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.given_rate import rate_note, times_by_rate
from balance_arcade.files.tables.plate import plate_to_cop
from balance_arcade.files.tables.text import TextTable, parse_columns
from balance_arcade.files.tables.trial import FloatArray, TrialData, sampling_rate, trial_quality

_LENGTH_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
_UNITS: dict[str, dict[str, float]] = {
    "t": {"s": 1.0, "ms": 1e-3, "us": 1e-6},
    "cop_ml": _LENGTH_MM,
    "cop_ap": _LENGTH_MM,
    "fx": {"n": 1.0},
    "fy": {"n": 1.0},
    "fz": {"n": 1.0},
    "mx": {"nm": 1000.0, "nmm": 1.0},
    "my": {"nm": 1000.0, "nmm": 1.0},
    "tl": {"n": 1.0},
    "tr": {"n": 1.0},
    "bl": {"n": 1.0},
    "br": {"n": 1.0},
    "left_foot": {"n": 1.0},
    "right_foot": {"n": 1.0},
    "cell_width": {"mm": 1.0},
    "cell_length": {"mm": 1.0},
    "simulated": {"": 1.0},
    "replayed": {"": 1.0},
}
_LONGEST_NAME = 80
# With the unit in brackets these are a plate's export, whose axes are its own.
_PLATES_OWN = ("fx", "fy", "mx", "my")
_SETS = (("cop_ml", "cop_ap"), ("fz", "mx", "my"), ("tl", "tr", "bl", "br"))
_CORNERS = _SETS[2]
_EXPECTED = (
    "Name the columns with their units: t_s with cop_ml_mm and cop_ap_mm, or with fz_n, mx_nm and "
    "my_nm, or with tl_n, tr_n, bl_n and br_n."
)
_WHICH_AXIS = (
    "Give each axis its column name: cop_ml_mm (or _cm, _m) for side to side, "
    "cop_ap_mm for front to rear."
)


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    index: int
    scale: float


def read_columns(
    table: TextTable, *, rate_hz: float | None = None, geometry: Geometry | None = None
) -> TrialData:
    """Read a table with unit-suffixed headers.

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
    columns = _find(table)
    values = parse_columns(table, [column.index for column in columns.values()])
    values = values * np.array([column.scale for column in columns.values()])
    by_name = {name: values[:, i].copy() for i, name in enumerate(columns)}
    t_s, rate_hz, notes = _times(table, by_name, rate_hz)
    plate = _stack(by_name, _SETS[1])
    corners_n = _stack(by_name, _CORNERS)
    cop_mm = _stack(by_name, _SETS[0])
    if cop_mm is None and plate is not None:
        cop_mm = plate_to_cop(plate)
    fz_n = by_name.get("fz")
    if fz_n is None and corners_n is not None:
        fz_n = corners_n.sum(axis=1)
    n_nan = int(np.isnan(values).any(axis=1).sum())
    return TrialData(
        path=table.path,
        format="table",
        t_s=t_s,
        rate_hz=rate_hz,
        cop_mm=cop_mm,
        fz_n=fz_n,
        corners_n=corners_n,
        plate=plate,
        geometry=geometry or _geometry_in_columns(table, by_name) or _geometry(table),
        origin=_origin_in_columns(by_name) or _origin(table),
        horizontal_n=_stack(by_name, ("fx", "fy")),
        foot_loads_n=_stack(by_name, ("left_foot", "right_foot")),
        quality=trial_quality(t_s, rate_hz, n_nan=n_nan),
        notes=notes,
    )


def names_columns(header: tuple[str, ...]) -> bool:
    """Whether some cells name a whole set of columns, with units or without."""
    names = {_split(cell)[0] for cell in header}
    return any(names.issuperset(columns) for columns in _SETS)


def _find(table: TextTable) -> dict[str, _Column]:
    """Known columns, by their name without the unit."""
    found: dict[str, _Column] = {}
    for index, cell in enumerate(table.header):
        name, unit = _split(cell)
        if name not in _UNITS:
            continue
        if unit not in _UNITS[name]:
            raise RecordingError(
                f"{table.path.name}: column {cell!r} "
                + ("has no unit." if not unit else f"has the unit {unit!r}, which is unknown."),
                hint=f"Name it {' or '.join(f'{name}_{u}' for u in _UNITS[name])}.",
            )
        if name in found:
            raise RecordingError(
                f"{table.path.name} has two columns for {name}: "
                f"{table.header[found[name].index]!r} and {cell!r}.",
                hint="Keep one of them.",
            )
        found[name] = _Column(name, index, _UNITS[name][unit])
    _check_sets(table, found)
    return found


def _split(cell: str) -> tuple[str, str]:
    """``cop_ml_mm``, ``COP ML [mm]`` -> (cop_ml, mm); ``fz`` -> (fz, "")."""
    text = cell.strip()[:_LONGEST_NAME]
    opens = max(text.rfind("["), text.rfind("("))
    if opens > 0 and text[-1] in "])" and text[:2].lower() not in _PLATES_OWN:
        # "N.m" and "N-m" are newton metres as "Nm" is.
        text = f"{text[:opens].rstrip()}_{re.sub(r'[^A-Za-z]', '', text[opens:])}"
    name = re.sub(r"[\s.-]+", "_", text.lower())
    if name == "time" or name.startswith("time_"):
        name = "t" + name[len("time") :]
    if name in _UNITS:
        return name, ""
    base, _, unit = name.rpartition("_")
    return base, unit


def _check_sets(table: TextTable, found: dict[str, _Column]) -> None:
    if any(all(name in found for name in names) for names in _SETS):
        return
    for names in _SETS:
        have = [name for name in names if name in found and name != "fz"]
        if have:
            lacking = next(name for name in names if name not in found)
            unit = next(iter(_UNITS[lacking]))
            raise RecordingError(
                f"{table.path.name} has {table.header[found[have[0]].index]!r} but no "
                f"{lacking}_{unit}.",
                hint=_EXPECTED,
            )
    shown = ", ".join(repr(cell[:20]) for cell in table.header[:8])
    plain = re.sub(r"[^a-z,]", "", ",".join(table.header).lower())
    raise RecordingError(
        f"{table.path.name} has no centre of pressure, plate or corner columns; it has {shown}.",
        hint=_WHICH_AXIS if "copx" in plain else _EXPECTED,
    )


def _times(
    table: TextTable, by_name: dict[str, FloatArray], rate_hz: float | None
) -> tuple[FloatArray, float, tuple[str, ...]]:
    name = table.path.name
    if "t" not in by_name or rate_hz is not None:
        rate_hz = rate_hz if rate_hz is not None else _positive(table, "rate_hz")
        if rate_hz is None:
            raise RecordingError(
                f"{name} has no time column, so its sampling rate is unknown.",
                hint="Use --rate 100 (rate=100 in an address), or add a column t_s.",
            )
        n_samples = next(iter(by_name.values())).size
        note = rate_note(rate_hz, by_name.get("t"))
        return times_by_rate(n_samples, rate_hz), rate_hz, (note,)
    t_s = by_name["t"]
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
    return t_s, measured_hz, ()


def _stack(by_name: dict[str, FloatArray], names: tuple[str, ...]) -> FloatArray | None:
    if not all(name in by_name for name in names):
        return None
    return np.column_stack([by_name[name] for name in names])


def _positive(table: TextTable, name: str) -> float | None:
    text = table.settings.get(name)
    if text is None:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not (np.isfinite(value) and value > 0.0):
        raise RecordingError(
            f"{table.path.name}: '# {name} = {text[:20]}' is not a positive number.",
            hint=f"Write for example '# {name} = 100'.",
        )
    return value


def _geometry(table: TextTable) -> Geometry | None:
    width_mm, length_mm = _positive(table, "width_mm"), _positive(table, "length_mm")
    if width_mm is None or length_mm is None:
        return None
    return Geometry(width_mm, length_mm)


def _geometry_in_columns(table: TextTable, by_name: dict[str, FloatArray]) -> Geometry | None:
    """Spacing that stands in every row, as our own export writes it."""
    spacing_mm = []
    for name in ("cell_width", "cell_length"):
        column = by_name.get(name)
        if column is None:
            return None
        if not (np.isfinite(column[0]) and column[0] > 0.0 and (column == column[0]).all()):
            raise RecordingError(
                f"{table.path.name}: {name}_mm is not one length for the whole table.",
                hint="Write the spacing of the cells into every row, in millimetres above zero.",
            )
        spacing_mm.append(float(column[0]))
    return Geometry(*spacing_mm)


def _origin_in_columns(by_name: dict[str, FloatArray]) -> Origin | None:
    # One marked row marks the whole: it never passes for a patient.
    origins: tuple[Origin, ...] = ("simulated", "replayed")
    return next((each for each in origins if np.any(by_name.get(each, 0.0) != 0.0)), None)


def _origin(table: TextTable) -> Origin:
    text = table.settings.get("origin", "real")
    if text not in get_args(Origin):
        raise RecordingError(
            f"{table.path.name}: '# origin = {text[:20]}' is not known.",
            hint=f"Write one of {', '.join(get_args(Origin))}.",
        )
    return cast(Origin, text)
