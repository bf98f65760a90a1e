"""Where no line of names is found: which lines look most like one, and what is wanted."""

from __future__ import annotations

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.cells import n_numbers, name_cells, separator_of, split_cells
from balance_arcade.files.tables.columns_found import EXPECTED, find_columns
from balance_arcade.files.tables.encoding import TextFile
from balance_arcade.files.tables.meanings import meaning_of
from balance_arcade.files.tables.text import N_HEAD_LINES, is_units_line, table_at
from balance_arcade.files.tables.units import split_unit

_MOST_SHOWN = 3
_MOST_NAMES = 8


def no_names(file: TextFile) -> RecordingError:
    """Say that a file has no line of names that is understood, and show what is most like one.

    Parameters
    ----------
    file : TextFile
        The file.

    Returns
    -------
    RecordingError
    """
    name = file.path.name
    first = next((i for i, line in enumerate(file.head) if line.strip()), None)
    if first is None:
        return RecordingError(f"{name} is empty.", hint="Choose a file that contains a trial.")
    shown = lines_like_names(file)
    if not shown:
        return _no_header(file)
    nearest = max(shown, key=lambda index: _n_meanings(file, index))
    if _n_meanings(file, nearest):
        try:
            find_columns(table_at(file, nearest))
        except RecordingError as error:
            return error
    listed = "; ".join(
        f"line {index + 1 + file.n_above} has "
        + ", ".join(repr(cell[:20]) for cell in _cells(file, index)[:_MOST_NAMES])
        for index in shown
    )
    return RecordingError(
        f"{name} has no centre of pressure, plate or corner columns; {listed}.",
        hint=_hint(_cells(file, shown[0])),
    )


def lines_like_names(file: TextFile) -> list[int]:
    """Find lines that look like names, by index, the likeliest first, at most three.

    Words stand in at least two cells, and numbers in most cells of the next line, or of the one
    behind it.
    """
    likely: list[tuple[int, int]] = []
    lines = file.head[:N_HEAD_LINES]
    for index, line in enumerate(lines):
        cells = [cell for cell in _cells(file, index) if cell]
        if len(cells) < 2 or n_numbers(cells) or (is_units_line(cells) and likely):
            continue
        below = [line for line in lines[index + 1 : index + 4] if line.strip()][:2]
        counts = [n_numbers(split_cells(line, separator_of(line))) for line in below]
        if not counts or max(counts) < 2:
            continue
        # Best where numbers follow at once, as many as there are names, and in row after row.
        fits = 4 * (counts[0] >= 2) + 2 * (counts[0] == len(cells)) + (min(counts) >= 2)
        likely.append((-fits, index))
    return [index for _, index in sorted(likely)[:_MOST_SHOWN]]


def _cells(file: TextFile, index: int) -> tuple[str, ...]:
    line = file.head[index].strip("\r\n")
    return name_cells(line, separator_of(line))


def _n_meanings(file: TextFile, index: int) -> int:
    """Count the names that mean something beside a time or a load; also those in an odd unit."""
    n = 0
    for cell in _cells(file, index):
        meaning = meaning_of(cell) or meaning_of(cell.rpartition("_")[0])
        n += meaning is not None and meaning.quantity not in ("t", "fz")
    return n


def _no_header(file: TextFile) -> RecordingError:
    for index, line in enumerate(file.head):
        cells = split_cells(line, separator_of(line))
        n = n_numbers(cells)
        if n < 2:
            continue
        hint = "Say which column is which: --columns t=#1[s],ml=#2[mm],ap=#3[mm]."
        if n == 6:
            hint = (
                "Six columns without names may be Fx Fy Fz Mx My Mz of a plate (AMTI NetForce "
                "writes such files), or something else: say it, with units and rate, for example "
                "--columns fz=#3[n],mx=#4[nm],my=#5[nm] --rate 1000."
            )
        return RecordingError(
            f"{file.path.name} has no header line: line {index + 1 + file.n_above} starts with "
            "numbers.",
            hint=hint,
        )
    return RecordingError(
        f"{file.path.name} contains no table of numbers below a line of names.", hint=EXPECTED
    )


def _hint(cells: tuple[str, ...]) -> str:
    plain = [split_unit(cell)[0].lower() for cell in cells]
    x, y = (
        next((c for c, p in zip(cells, plain, strict=True) if _is_place(p, axis)), "")
        for axis in "xy"
    )
    if x and y:
        times = [c for c in cells if (meaning := meaning_of(c)) and meaning.quantity == "t"]
        time = f"t={times[0]}," if times else ""
        return (
            f"Give each axis its meaning: --columns {time}ml={x},ap={y} (ml is side to side, ap "
            "front to rear; with [s], [mm], [cm] or [m] where no unit is written), or the names "
            "cop_ml_mm and cop_ap_mm."
        )
    return EXPECTED


def _is_place(name: str, axis: str) -> bool:
    return name in (axis, f"c{axis}") or f"cop{axis}" in name or f"cop_{axis}" in name
