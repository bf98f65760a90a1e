"""Signals of a pressure platform as Zebris' program exports them.

Lines 1 and 2 describe the signal, names above values, all quoted: ``type`` (``signal_2d``),
``name``, ``time_units``, ``begin_time``, ``frequency``, ``count``, ``units``. Line 3 is empty, line
4 names ``time``, ``x`` and ``y``, and the samples follow. x is taken from side to side, right
positive, and y from rear to front: which axis is which the file does not say.

Seen: KellyLuo-O/stabilometry_project_2026 2379bf6f, data/dataset1/platform/data1_gait.csv and
data/dataset2/platform (the signal's name is French there; UTF-8 with its mark).
"""

from __future__ import annotations

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.cells import name_cells
from balance_arcade.files.tables.columns import trial_of
from balance_arcade.files.tables.columns_found import FoundColumn
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.how import HowToRead
from balance_arcade.files.tables.text import table_at
from balance_arcade.files.tables.trial import TrialData
from balance_arcade.files.tables.units import PLACE_MM, TIME_S, plain_unit

_DESCRIBED = ("type", "name", "time_units", "begin_time", "frequency", "count", "units")
_NOTE = (
    "x is taken as side to side and y as rear to front; if not, say --columns "
    "t=time[s],ml=y[mm],ap=x[mm]."
)


def read_zebris(file: TextFile, how: HowToRead) -> TrialData | None:
    """Read a signal of a Zebris platform.

    Parameters
    ----------
    file : TextFile
        The file.
    how : HowToRead
        What it does not say.

    Returns
    -------
    TrialData or None
        None where the first line does not describe such a signal.

    Raises
    ------
    RecordingError
        It does, but the signal is no place in two axes, or a number is wrong.
    """
    if len(file.head) < 3 or name_cells(file.head[0].lower(), ",") != _DESCRIBED:
        return None
    said = dict(zip(_DESCRIBED, name_cells(file.head[1], ","), strict=False))
    place, time = plain_unit(said.get("units", "")), plain_unit(said.get("time_units", ""))
    index = next(
        (
            i
            for i, line in enumerate(file.head[2:10], start=2)
            if name_cells(line.lower(), ",")[:3] == ("time", "x", "y")
        ),
        None,
    )
    if index is None or place not in PLACE_MM or time not in TIME_S:
        raise RecordingError(
            f"{file.path.name}: the signal {said.get('name', '')!r} ({said.get('type', '')}, "
            f"{said.get('units', '')}) is no place in x and y over time.",
            hint="Export the centre of pressure as a signal of two dimensions.",
        )
    columns = {
        "t": FoundColumn(0, TIME_S[time], time),
        "ml": FoundColumn(1, PLACE_MM[place], place),
        "ap": FoundColumn(2, PLACE_MM[place], place),
    }
    return trial_of(
        table_at(file, index),
        columns,
        kind=f"Zebris signal {said.get('name', '')!r}",
        notes=(_NOTE,),
        rate_hz=how.rate_hz,
        geometry=how.geometry,
    )
