r"""Texts of measuring programs whose names, units and rate stand in lines of their own.

=================  ===============================================================================
program            how it writes
=================  ===============================================================================
LabVIEW, ``.lvm``  ``LabVIEW Measurement`` in line 1, two heads that end with
                   ``***End_of_Header***``; in the second ``Y_Unit_Label`` and ``Delta_X`` above
                   each channel; names ``X_Value  Fz ...  Comment``; with ``X_Columns  No`` the
                   column of times is empty (ni.com, LabVIEW Measurement File specification)
AcqKnowledge       ``1 msec/sample`` in line 2, ``6 channels`` in line 3, then a line for each
                   channel's name and one for its unit, ``min  CH1  CH2 ...`` or ``CH1  CH2 ...``,
                   a line with how many samples each has, and the rows (as programs that read it
                   say)
=================  ===============================================================================

They are turned into a text with one line of names and units, and read as any other table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from balance_arcade.files.tables.cells import as_number, separator_of, split_cells
from balance_arcade.files.tables.encoding import TextFile

_INTERVAL = re.compile(r"\s*(\d+(?:[.,]\d+)?(?:e[-+]?\d+)?)\s*(m|µ|u)?sec/sample", re.IGNORECASE)
_SECONDS = {None: 1.0, "m": 1e-3, "u": 1e-6, "µ": 1e-6}
_CHANNELS = re.compile(r"\s*(\d{1,3})\s+channels\s*", re.IGNORECASE)
_TIMES = {"sec": "s", "min": "min", "msec": "ms", "millisec": "ms", "usec": "us"}
_LABVIEW = "LabVIEW Measurement"
_END = "***End_of_Header***"


def one_line_of_names(file: TextFile) -> TextFile:
    """Give a file of such a program as a table with one line of names, other files as they are.

    Parameters
    ----------
    file : TextFile
        Any text.

    Returns
    -------
    TextFile
        The very same where it is of none of these programs, or its head is not as they write it.
    """
    if file.data.startswith(_LABVIEW.encode()):
        return _labview(file)
    if len(file.head) > 4 and _CHANNELS.fullmatch(file.head[2]):
        return _acqknowledge(file)
    return file


def _labview(file: TextFile) -> TextFile:
    ends = [i for i, line in enumerate(file.head) if line.startswith(_END)]
    index = next((i for i, line in enumerate(file.head) if line.startswith("X_Value")), None)
    if index is None or not ends or index < ends[0]:
        return file
    separator = separator_of(file.head[index])
    said = {
        cells[0]: cells[1:]
        for cells in (split_cells(line, separator) for line in file.head[:index])
    }
    names = split_cells(file.head[index], separator)
    while names and names[-1] in ("", "Comment"):
        names.pop()  # Rows have that cell only where somebody wrote a comment.
    units, at = said.get("Y_Unit_Label", []), 0
    for i, name in enumerate(names):
        if name == "X_Value":
            names[i] = "Time [s]" if i == 0 and said.get("X_Columns", [""])[0] != "No" else ""
        else:
            names[i] = _with_unit(name, units[at] if at < len(units) else "")
            at += 1
    n_cells = len(names)
    file = TextFile(file.path, _without_comments(file.data, separator, n_cells), file.notes)
    step_s = as_number(said.get("Delta_X", [""])[0].replace(",", "."))
    return _table(file, index, index + 1, names, separator, step_s, "LabVIEW")


def _without_comments(data: bytes, separator: str | None, n_cells: int) -> bytes:
    """Cut off what stands behind the cells of a row: a comment that somebody wrote there."""
    mark = re.escape((separator or "\t").encode())
    row = rb"^((?:[-+\d.,eE]{0,40}%b){%d}[-+\d.,eE]{0,40})%b[^\n]*$" % (mark, n_cells - 1, mark)
    return re.sub(row, rb"\1", data, flags=re.MULTILINE) if n_cells > 1 else data


def _acqknowledge(file: TextFile) -> TextFile:
    interval = next((m for line in file.head[:3] if (m := _INTERVAL.match(line))), None)
    match = _CHANNELS.fullmatch(file.head[2])
    n_channels = int(match[1]) if match else 0
    index = 3 + 2 * n_channels
    if interval is None or index + 1 >= len(file.head):
        return file
    separator = separator_of(file.head[index])
    above = [cell for cell in split_cells(file.head[index], separator) if cell]
    names = [
        _with_unit(file.head[3 + 2 * i].strip(), file.head[4 + 2 * i].strip())
        for i in range(n_channels)
    ]
    if len(above) == n_channels + 1:
        unit = _TIMES.get(above[0].lower())
        names.insert(0, f"Time [{unit}]" if unit else above[0])
    elif len(above) != n_channels:
        return file
    below = [cell for cell in split_cells(file.head[index + 1], separator) if cell]
    counts = len(below) == n_channels and all(cell.isdigit() for cell in below)
    unit = interval[2].lower() if interval[2] else None
    step_s = float(interval[1].replace(",", ".")) * _SECONDS[unit]
    return _table(file, index, index + 1 + counts, names, separator, step_s, "AcqKnowledge")


def _with_unit(name: str, unit: str) -> str:
    return f"{name} [{unit}]" if unit else name


def _table(
    file: TextFile,
    index: int,
    rows_at: int,
    names: Sequence[str],
    separator: str | None,
    step_s: float | None,
    program: str,
) -> TextFile:
    """Put a rate and the names in place of the head, so that lines keep their numbers."""
    mark = separator or "\t"
    rate = f"Sampling rate: {1.0 / step_s:.10g} Hz" if step_s else program
    head = rate + "\n" + mark.join(f'"{name}"' for name in names) + "\n"
    # The names take the place of the line above the rows.
    head += "\n" * (rows_at - index - 1)
    data = head.encode() + file.data[file.offset_of(rows_at) :]
    note = f"Names, units and rate are those of the head, which {program} wrote."
    return TextFile(file.path, data, (*file.notes, note), file.n_above + index - 1)
