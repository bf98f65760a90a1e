"""Raw samples of any file that is read, as a table that is read again with the same numbers.

One row a sample, one line of names with their units, no comments. What is the same for the whole
record stands in columns of its own, because many programs take the first line for the names:
``cell_width_mm`` and ``cell_length_mm`` beside corner forces, and ``simulated`` or ``replayed``
(1 in every row) where the samples are no person's on a real board. A missing value is an empty
cell.
"""

from __future__ import annotations

import numpy as np

from balance_arcade.files.tables import TrialData
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.records.trial_cop import cop_of_trial

_MANY = 100_000
"""Rows that are turned to text at a time."""


def csv_of_trial(trial: TrialData) -> bytes:
    r"""Write down the samples of a trial.

    Parameters
    ----------
    trial : TrialData
        As `balance_arcade.files.tables.read_trial` gives it: units and axes of the house, the
        empty board taken off.

    Returns
    -------
    bytes
        UTF-8 text. Numbers have all their digits: read again they are the same.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from balance_arcade.files.tables import read_trial
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "walk.csv"
    ...     _ = path.write_text("t_s;cop_ml_cm;cop_ap_cm\n0,00;0,1;2\n0,01;0,2;2\n")
    ...     print(csv_of_trial(read_trial(path)).decode(), end="")
    t_s,cop_ml_mm,cop_ap_mm
    0.0,1.0,20.0
    0.01,2.0,20.0
    """
    columns = sample_columns(trial)
    lines = [",".join(columns)]
    for start in range(0, trial.n_samples, _MANY):
        cells = [_cells(values[start : start + _MANY]) for values in columns.values()]
        lines += map(",".join, zip(*cells, strict=True))
    return ("\n".join(lines) + "\n").encode()


def sample_columns(trial: TrialData) -> dict[str, FloatArray]:
    """Columns by name, units in the names, in the order of the table.

    Parameters
    ----------
    trial : TrialData
        Any.

    Returns
    -------
    dict of str to ndarray of float64, shape (n_samples,)
    """
    columns = {"t_s": trial.t_s}
    _put(columns, ("cop_ml_mm", "cop_ap_mm"), cop_of_trial(trial))
    if trial.fz_n is not None:
        columns["fz_n"] = trial.fz_n
    _put(columns, ("tl_n", "tr_n", "bl_n", "br_n"), trial.corners_n)
    _put(columns, ("left_foot_n", "right_foot_n"), trial.foot_loads_n)
    _put(columns, ("fx_n", "fy_n"), trial.horizontal_n)
    if trial.plate is not None:
        _put(columns, ("fz_n", "mx_nmm", "my_nmm"), trial.plate)
    if trial.corners_n is not None and trial.geometry is not None:
        columns["cell_width_mm"] = np.full(trial.n_samples, trial.geometry.width_mm)
        columns["cell_length_mm"] = np.full(trial.n_samples, trial.geometry.length_mm)
    if trial.origin != "real":
        columns[trial.origin] = np.ones(trial.n_samples)
    return columns


def _put(columns: dict[str, FloatArray], names: tuple[str, ...], values: FloatArray | None) -> None:
    if values is not None:
        columns.update(zip(names, values.T, strict=True))


def _cells(values: FloatArray) -> list[str]:
    # `repr` is the shortest text that gives the same number again; NaN is the only one unlike
    # itself.
    return ["" if value != value else repr(value) for value in values.tolist()]  # noqa: PLR0124
