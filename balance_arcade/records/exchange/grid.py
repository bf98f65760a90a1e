"""Samples at their number, for formats that have a rate and no times."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables import TrialData
from balance_arcade.files.tables.c3d_layout import MAX_SAMPLES
from balance_arcade.files.tables.trial import GAP_FACTOR, FloatArray


def on_grid(trial: TrialData, values: FloatArray) -> FloatArray:
    """Rows at their number, with a row of NaN for each that was lost.

    Parameters
    ----------
    trial : TrialData
        Whose times say what was lost.
    values : ndarray of float64, shape (n_samples, n_columns)
        Of its samples.

    Returns
    -------
    ndarray of float64, shape (n_rows, n_columns)

    Raises
    ------
    RecordingError
        Its gaps make more rows than anybody reads.
    """
    steps = np.diff(trial.t_s) * trial.rate_hz
    taken = np.where(steps > GAP_FACTOR, np.rint(steps), 1.0)
    at = np.concatenate(([0.0], np.cumsum(taken)))
    if at[-1] >= MAX_SAMPLES:
        raise RecordingError(
            f"{trial.path.name} has gaps that make {at[-1]:.0f} samples, and this format has no"
            " times to leave them out.",
            hint="Export a part of it: --from and --to.",
        )
    index: npt.NDArray[np.int64] = at.astype(np.int64)
    rows = np.full((int(index[-1]) + 1, values.shape[1]), np.nan)
    rows[index] = values
    return rows
