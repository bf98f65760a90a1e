"""The curves behind the numbers of a trial, for pictures: what was measured, not another estimate.

Each is what the metric of its name is read from, by the same functions and settings; a test holds
the two together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.batch import prepare_signals
from balance_arcade.cop.dfa import dfa_stretch, fluctuation_curve
from balance_arcade.cop.diffusion_rows import Displacements, displacements
from balance_arcade.cop.geometry_kernels import convex_hull
from balance_arcade.cop.groups_spectrum import AxisSpectra, axis_spectra
from balance_arcade.cop.metric import AXES
from balance_arcade.cop.pipelines import pipeline_named
from balance_arcade.cop.spectrum import Spectrum

Floats = npt.NDArray[np.float64]

_NO_LAGS: tuple[Floats, dict[str, Floats]] = (np.empty(0), {})


class TrialCurves(NamedTuple):
    """What a trial's pictures are drawn from.

    Attributes
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Times of the samples that the pipeline measures.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap behind the pipeline's filter; NaN for nobody.
    hull_mm : numpy.ndarray, shape (n_corners, 2)
        Corners of the convex hull.
    max_step_s : float
        Longest step that is no break.
    spectra : dict of str to Spectrum
        By axis; empty where there is none.
    band_hz : tuple of float
        First and last frequency that counts.
    lag_s, msd_mm2 : numpy.ndarray, dict of str to numpy.ndarray
        Lags, and mean square displacement by axis (``ml``, ``ap``, nothing for both together).
    scale_s, fluctuation_mm : numpy.ndarray, dict of str to numpy.ndarray
        Window lengths, and fluctuation by axis.
    """

    t_s: Floats
    cop_mm: Floats
    hull_mm: Floats
    max_step_s: float
    spectra: dict[str, Spectrum]
    band_hz: tuple[float, float]
    lag_s: Floats
    msd_mm2: dict[str, Floats]
    scale_s: Floats
    fluctuation_mm: dict[str, Floats]


def trial_curves(
    t_s: npt.ArrayLike, cop_mm: npt.ArrayLike, *, rate_hz: float, preset: str = "default"
) -> TrialCurves:
    """Take a record through a pipeline up to its curves.

    Parameters
    ----------
    t_s, cop_mm, rate_hz, preset
        As for `balance_arcade.cop.batch.analyze_trial`, which raises the same.

    Returns
    -------
    TrialCurves

    Examples
    --------
    >>> t_s = np.arange(3000) / 100.0
    >>> cop_mm = np.column_stack((5.0 * np.sin(t_s), 5.0 * np.cos(t_s)))
    >>> curves = trial_curves(t_s, cop_mm, rate_hz=100.0, preset="raw")
    >>> float(curves.hull_mm.max().round(1)), sorted(curves.spectra), len(curves.scale_s)
    (5.0, ['ap', 'ml'], 20)
    """
    pipeline = pipeline_named(preset)
    signals, _ = prepare_signals(t_s, cop_mm, rate_hz=rate_hz, pipeline=pipeline)
    used, band_hz = signals.used, pipeline.welch.band_hz
    spectra = axis_spectra(signals, pipeline)
    moved = displacements(signals, pipeline)
    lag_s, msd_mm2 = _up_to_longest(moved) if isinstance(moved, Displacements) else _NO_LAGS
    stretch = dfa_stretch(signals, pipeline)
    both_ends = pipeline.even.at_25_hz
    fluctuation = {
        axis: fluctuation_curve(stretch.cop_mm[:, k], stretch.rate_hz, both_ends=both_ends)
        for k, axis in enumerate(AXES)
        if not stretch.refused
    }
    return TrialCurves(
        used.t_s,
        used.cop_mm,
        _hull(used.cop_mm),
        used.max_step_s,
        spectra.by_axis if isinstance(spectra, AxisSpectra) else {},
        band_hz,
        lag_s,
        msd_mm2,
        next((scales / stretch.rate_hz for scales, _ in fluctuation.values()), np.empty(0)),
        {axis: curve for axis, (_, curve) in fluctuation.items()},
    )


def _up_to_longest(moved: Displacements) -> tuple[Floats, dict[str, Floats]]:
    n_lags = int(moved.longest_s * moved.rate_hz + 1e-9) + 1
    lag_s = np.arange(n_lags) / moved.rate_hz
    return lag_s, {axis: curve[:n_lags] for axis, curve in moved.by_axis.items()}


def _hull(cop_mm: Floats) -> Floats:
    there = cop_mm[~np.isnan(cop_mm).any(axis=1)]
    if not len(there):
        return there
    order = np.lexsort((there[:, 1], there[:, 0]))
    return np.asarray(convex_hull(np.ascontiguousarray(there[order])))
