"""What a file was understood as, without measuring it: ``analyze --look``."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

import msgspec
import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.files.tables import Cut, PlateOptions, TrialData, read_trial
from balance_arcade.files.tables.c3d import is_c3d
from balance_arcade.files.tables.c3d_file import C3dFile
from balance_arcade.files.tables.column_map import ColumnMap
from balance_arcade.files.tables.encoding import read_text_file
from balance_arcade.files.tables.names_shown import lines_like_names
from balance_arcade.files.tables.reader import is_recording
from balance_arcade.files.tables.text import table_at, understood_of
from balance_arcade.files.tables.trial import FloatArray, PlateLoad, Understood
from balance_arcade.files.tables.xdf_file import is_xdf, read_xdf_file

_N_ROWS = 3
_MOST_CELLS = 40
_CORNERS = ("tl_n", "tr_n", "bl_n", "br_n")
_BRACKETS = re.compile(r"[\[(]\s*([^\[\]()]*?)\s*[\])]\s*$")
_SUFFIX = re.compile(r"_(s|ms|us|mm|cm|m|n|kn|kg|g|lb|lbs|lbf|nm|nmm)$", re.IGNORECASE)


class ColumnSeen(msgspec.Struct, frozen=True):
    """One column, or one analog channel, as the file names it; the unit is empty if it has none."""

    name: str
    unit: str


class FileLook(msgspec.Struct, frozen=True):
    """What was understood of a file.

    Attributes
    ----------
    file : str
        The path as it was given.
    understood : bool
        Whether it was read; else `fault` says why not, and what was seen up to there is told.
    fault : str
        Why it could not be read; empty where it could.
    format, origin : str
        As `balance_arcade.files.tables.TrialData` has them; empty where it was not read.
    kind : str
        Of a text: the program or layout that was recognised.
    names_line : int or None
        Line of the text that names the columns, from 1; None for a file that is no text.
    columns : tuple of ColumnSeen
        Columns of a text, analog channels of a C3D file; empty for a recording.
    uses : dict of str to str
        Of a text: which column, in which unit, was taken for which quantity.
    rate_hz, duration_s : float or None
        Samples a second, seconds.
    n_samples : int
        Rows, after the part to measure was cut out.
    plates : tuple of PlateLoad
        Force plates, what each bears, and which are measured.
    width_mm, length_mm : float or None
        Spacing of the corners.
    load_n : float or None
        Median of the load while it is 10 N or more.
    corners_n : dict of str to float
        Median of each corner, in newtons.
    faults : tuple of DataFault
        What is wrong with the samples.
    notes : tuple of str
        What was assumed.
    first_rows : tuple of tuple of str
        Cells below the names, as they are written.
    first_samples : tuple of dict of str to float or None
        The same as it was understood, in seconds, millimetres and newtons.
    """

    file: str
    understood: bool
    fault: str = ""
    format: str = ""
    origin: str = ""
    kind: str = ""
    names_line: int | None = None
    columns: tuple[ColumnSeen, ...] = ()
    uses: dict[str, str] = {}
    rate_hz: float | None = None
    n_samples: int = 0
    duration_s: float | None = None
    plates: tuple[PlateLoad, ...] = ()
    width_mm: float | None = None
    length_mm: float | None = None
    load_n: float | None = None
    corners_n: dict[str, float | None] = {}
    faults: tuple[DataFault, ...] = ()
    notes: tuple[str, ...] = ()
    first_rows: tuple[tuple[str, ...], ...] = ()
    first_samples: tuple[dict[str, float | None], ...] = ()


def look_at(
    path: str | os.PathLike[str],
    *,
    rate_hz: float | None = None,
    geometry: Geometry | None = None,
    plate: PlateOptions | None = None,
    cut: Cut | None = None,
    columns: ColumnMap | None = None,
) -> FileLook:
    r"""Read a file and say what was understood; nothing is measured, and nothing raised.

    Parameters
    ----------
    path : str or path-like
        Any file.
    rate_hz, geometry, plate, cut, columns
        As for `balance_arcade.files.tables.read_trial`.

    Returns
    -------
    FileLook

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "two.csv"
    ...     _ = path.write_text("of today\nt_s,cop_ml_mm,cop_ap_mm\n0.0,0,0\n0.1,3,4\n0.2,0,0\n")
    ...     look = look_at(path)
    >>> look.names_line, look.columns[1].name, look.columns[1].unit, look.rate_hz
    (2, 'cop_ml_mm', 'mm', 10.0)
    """
    look = _outside(FileLook(os.fspath(path), understood=True), Path(path))
    try:
        trial = read_trial(
            path, rate_hz=rate_hz, geometry=geometry, plate=plate, cut=cut, columns=columns
        )
    except BalanceArcadeError as error:
        return msgspec.structs.replace(look, understood=False, fault=str(error))
    look = _named(look, trial.understood) if trial.understood else look
    return _inside(look, trial)


def _outside(look: FileLook, path: Path) -> FileLook:
    """Names as the file has them, whether or not it is understood in the end."""
    try:
        if is_recording(path):
            return look
        if is_c3d(path):
            file = C3dFile(path)
            names, units = file.channel_texts("LABELS"), file.channel_texts("UNITS")
            units += [""] * (len(names) - len(units))
            columns = tuple(map(ColumnSeen, names, units))
            return msgspec.structs.replace(look, columns=columns)
        if is_xdf(path):
            return msgspec.structs.replace(look, columns=_stream_columns(path))
        text = read_text_file(path)
        likely = lines_like_names(text)
        return _named(look, understood_of("", table_at(text, likely[0]))) if likely else look
    except (BalanceArcadeError, OSError):
        return look  # Reading it says why.


def _named(look: FileLook, understood: Understood) -> FileLook:
    """Names, units and first rows of a text."""
    below = understood.units or ("",) * len(understood.names)
    return msgspec.structs.replace(
        look,
        kind=understood.kind,
        names_line=understood.names_line,
        columns=tuple(
            ColumnSeen(name, _unit(name) or unit)
            for name, unit in zip(understood.names[:_MOST_CELLS], below, strict=False)
        ),
        first_rows=tuple(row[:_MOST_CELLS] for row in understood.first_rows),
        uses={use.quantity: f"{use.header} [{use.unit}]" for use in understood.columns},
    )


def _stream_columns(path: Path) -> tuple[ColumnSeen, ...]:
    """Channels of every stream, with the stream's name before their own."""
    return tuple(
        ColumnSeen(f"{stream.name}: {label or f'channel {k + 1}'}", unit)
        for stream in read_xdf_file(path).streams.values()
        for k, (label, unit) in enumerate(zip(stream.labels, stream.units, strict=True))
    )[:_MOST_CELLS]


def _inside(look: FileLook, trial: TrialData) -> FileLook:
    loads_n = trial.fz_n
    corners = trial.corners_n
    geometry = trial.geometry
    told = math.isfinite(trial.rate_hz) and trial.rate_hz > 0.0
    return msgspec.structs.replace(
        look,
        format=trial.format,
        origin=trial.origin,
        rate_hz=trial.rate_hz if told else None,
        n_samples=trial.n_samples,
        duration_s=trial.duration_s if told else None,
        plates=trial.plates,
        width_mm=None if geometry is None else geometry.width_mm,
        length_mm=None if geometry is None else geometry.length_mm,
        load_n=None if loads_n is None else _median(loads_n[loads_n >= 10.0]),
        corners_n={}
        if corners is None
        else {name: _median(corners[:, i]) for i, name in enumerate(_CORNERS)},
        faults=trial.faults,
        notes=trial.notes,
        first_samples=_first(trial),
    )


def _first(trial: TrialData) -> tuple[dict[str, float | None], ...]:
    columns: dict[str, FloatArray] = {"t_s": trial.t_s}
    if trial.cop_mm is not None:
        columns |= {"cop_ml_mm": trial.cop_mm[:, 0], "cop_ap_mm": trial.cop_mm[:, 1]}
    if trial.corners_n is not None:
        columns |= {name: trial.corners_n[:, i] for i, name in enumerate(_CORNERS)}
    if trial.fz_n is not None:
        columns["fz_n"] = trial.fz_n
    return tuple(
        {name: _finite(float(values[row])) for name, values in columns.items()}
        for row in range(min(_N_ROWS, trial.n_samples))
    )


def _median(values: FloatArray) -> float | None:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else None


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _unit(name: str) -> str:
    match = _BRACKETS.search(name) or _SUFFIX.search(name)
    return match[1] if match else ""
