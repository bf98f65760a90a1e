"""Columns that say to which trial, person or condition a row belongs.

A table of a whole study ("tidy data") holds many trials below each other, and a column tells them
apart. Measured as one trial, its sway would be that of all of them, with the steps between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import numpy as np

from balance_arcade.files.tables.cells import split_cells
from balance_arcade.files.tables.text import REMARKS, TextTable
from balance_arcade.files.tables.trial import FloatArray

_WORDS: Final = frozenset(
    (
        *("trial", "condition", "cond", "task", "test", "block", "run", "repetition", "rep"),
        *("session", "visit", "subject", "subj", "participant", "patient", "person", "file"),
        *("filename", "record", "recording", "eyes", "surface"),
    )
)
_BESIDE: Final = frozenset(("id", "no", "nr", "number", "num", "name", "index", "code", "type"))
_LEAST_ROWS: Final = 20
"""Runs that are shorter on average are no trials: a word that changes all the time."""


@dataclass(frozen=True, slots=True, eq=False)
class RowLabels:
    """What a column says of each row.

    Attributes
    ----------
    column : str
        Its name.
    words : tuple of str
        What it says, in the order in which it changes: the same word may come again.
    run : ndarray of float64, shape (n_rows,)
        Index into ``words`` of each row.
    """

    column: str
    words: tuple[str, ...]
    run: FloatArray


def names_trials(header: str) -> bool:
    """Whether a column's name says that it tells trials, persons or conditions apart.

    Examples
    --------
    >>> [names_trials(name) for name in ("Trial", "subject_id", "TrialNo", "trial time", "x")]
    [True, True, True, False, False]
    """
    words = re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header).lower())
    return any(word in _WORDS for word in words) and _WORDS.union(_BESIDE).issuperset(words)


def row_labels(table: TextTable, n_rows: int) -> RowLabels | None:
    """Find the first column that tells trials apart and says more than one thing.

    Parameters
    ----------
    table : TextTable
        The file.
    n_rows : int
        How many rows were read.

    Returns
    -------
    RowLabels or None
        None where there is none, or where its rows cannot be told.
    """
    columns = [i for i, name in enumerate(table.header) if names_trials(name)]
    if not columns:
        return None
    names = len(table.header)
    lines = (line for line in table.file.lines[table.rows_at :] if line.strip())
    rows = (
        split_cells(line, table.separator)
        for line in lines
        if not line.lstrip().startswith(REMARKS)
    )
    # Names that are repeated between the trials are no row.
    cells = [row for row in rows if len(row) >= names and tuple(row[:names]) != table.header]
    if len(cells) < n_rows:
        return None
    for column in columns:
        said = np.array([row[column] for row in cells[:n_rows]])
        changes = np.flatnonzero(said[1:] != said[:-1]) + 1
        if changes.size and n_rows / (changes.size + 1) >= _LEAST_ROWS:
            run = np.zeros(n_rows)
            run[changes] = 1.0
            words = tuple(str(said[row]) for row in (0, *changes.tolist()))
            return RowLabels(table.header[column], words, np.cumsum(run))
    return None
