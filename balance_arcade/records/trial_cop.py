"""The centre of pressure of a trial, whatever its file holds."""

from __future__ import annotations

from balance_arcade.cop.corners import DEFAULT_MIN_LOAD_N, cop_from_corners
from balance_arcade.files.tables import TrialData
from balance_arcade.files.tables.trial import FloatArray


def cop_of_trial(trial: TrialData) -> FloatArray | None:
    """Give the centre of pressure as the file has it, or as its corners give it.

    Parameters
    ----------
    trial : TrialData
        Any.

    Returns
    -------
    ndarray of float64, shape (n_samples, 2), or None
        ml and ap in millimetres; None where the file holds neither, or not how far apart its
        corners are.
    """
    if trial.cop_mm is None and trial.corners_n is not None and trial.geometry is not None:
        least_n = max(DEFAULT_MIN_LOAD_N, trial.least_load_n)
        return cop_from_corners(trial.corners_n, trial.geometry, min_load_n=least_n).cop_mm
    return trial.cop_mm
