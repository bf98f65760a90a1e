"""The table of points that a script or a jig goes through."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

from balance_arcade.core.errors import ConfigError
from balance_arcade.files.named import read_ordinary
from balance_arcade.hw.calibration.grid import TARE, Step, with_tares

COLUMNS = ("mass_kg", "ml_mm", "ap_mm")
_YES = ("1", "yes", "true")


def read_script(path: Path) -> tuple[Step, ...]:
    """Read the points of a script.

    Parameters
    ----------
    path : Path
        CSV with the columns ``mass_kg,ml_mm,ap_mm`` and, if any point is held back to check the
        result, ``held_back`` (yes or no). A mass of 0 is the empty board; where no row is one, it
        comes before, after, and after every fifth point.

    Returns
    -------
    tuple of Step

    Raises
    ------
    ConfigError
        The file cannot be read, or a row makes no sense; its line is named.
    """
    try:
        text = read_ordinary(path).decode("utf-8-sig")  # spreadsheets put a mark in front
        table = csv.DictReader(io.StringIO(text, newline=""))
        missing = [name for name in COLUMNS if name not in (table.fieldnames or ())]
        if missing:
            raise ConfigError(
                f"The script {path.name} has no column {missing[0]}.",
                hint="Its first line is mass_kg,ml_mm,ap_mm,held_back.",
            )
        steps = [_step(row, path.name, number) for number, row in enumerate(table, start=2)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise ConfigError(
            f"The script {path} cannot be read ({why}).", hint="Check the path; it is CSV text."
        ) from error
    loads = [step for step in steps if step is not TARE]
    # Whoever wrote tares into the script has chosen where they come.
    return with_tares(loads) if len(loads) == len(steps) else tuple(steps)


def _step(row: dict[str, str], name: str, number: int) -> Step:
    try:
        mass, ml, ap = (float(row[column]) for column in COLUMNS)
    # A row that is too short has None where its last columns would be.
    except (TypeError, ValueError):
        mass = ml = ap = math.nan
    if not all(map(math.isfinite, (mass, ml, ap))) or mass < 0.0:
        raise ConfigError(
            f"Line {number} of {name} does not hold three numbers.",
            hint="Write for example 10,-160,120: kilograms, millimetres, millimetres.",
        )
    if mass == 0.0:
        return TARE
    held_back = (row.get("held_back") or "").strip().lower() in _YES
    return Step("check" if held_back else "point", mass, ml, ap)
