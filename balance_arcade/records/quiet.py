"""Quiet stance at the start of a session, measured from its recording."""

from __future__ import annotations

import math
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.cop.batch import LoadShares, TrialMetrics, analyze_trial
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Phase
from balance_arcade.core.feet import share_of_left_foot
from balance_arcade.files.recording import RecordingReader
from balance_arcade.files.tables import read_trial
from balance_arcade.records.phases import phase_span

FloatArray = npt.NDArray[np.float64]


class QuietStance(msgspec.Struct, frozen=True):
    """What the quiet seconds before a game say.

    Attributes
    ----------
    cop_mm : ndarray of float64, shape (n_samples, 2)
        Unsmoothed centre of pressure, ml and ap, millimetres.
    left_share : float
        Mean share of the load on the left, 0 to 1.
    measured : TrialMetrics
        Metrics of the preset ``default``.
    seconds : float
        How long they lasted.
    """

    cop_mm: FloatArray
    left_share: float
    measured: TrialMetrics
    seconds: float = math.nan

    def value(self, name: str) -> float:
        """Value of a metric; NaN where it was refused."""
        value = self.measured.metrics[name].value
        return math.nan if value is None else value

    @property
    def ellipse_mm(self) -> tuple[float, float, float, float, float]:
        """95 % prediction ellipse as in `LiveMetrics.ellipse_mm`; NaN where there is none."""
        return (
            self.value("mean_ml_mm"),
            self.value("mean_ap_mm"),
            self.value("ellipse_major_mm"),
            self.value("ellipse_minor_mm"),
            math.radians(self.value("ellipse_angle_deg")),
        )


def quiet_stance(path: Path) -> QuietStance | None:
    """Measure the phase ``centre`` of a recording.

    Parameters
    ----------
    path : Path
        Recording that holds the session's beginning.

    Returns
    -------
    QuietStance or None
        None where the phase was not completed in this recording.

    Raises
    ------
    RecordingError
        The file cannot be read.
    """
    reader = RecordingReader(path)
    span_s = phase_span(Phase.CENTRE, reader.events())
    if span_s is None:
        return None
    trial = read_trial(path)
    if trial.corners_n is None or trial.geometry is None:
        raise RecordingError(f"The recording {path.name} holds no corner forces.")
    # Events carry the board's clock, the same as the samples.
    chosen = (trial.t_s >= span_s[0]) & (trial.t_s <= span_s[1])
    cop = cop_from_corners(trial.corners_n[chosen], trial.geometry)
    left_frac = cop.left_frac
    if trial.foot_loads_n is not None:
        left_frac = share_of_left_foot(trial.foot_loads_n[chosen], left_frac)
    loads = LoadShares(left_frac, cop.front_frac)
    measured = analyze_trial(trial.t_s[chosen], cop.cop_mm, rate_hz=trial.rate_hz, loads=loads)
    there = left_frac[np.isfinite(left_frac)]
    left_share = float(there.mean()) if len(there) else math.nan
    return QuietStance(cop.cop_mm, left_share, measured, span_s[1] - span_s[0])
