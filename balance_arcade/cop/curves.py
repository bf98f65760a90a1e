"""The curves behind the numbers of a trial, for pictures: what was measured, not another estimate.

Each is what the metric of its name is read from, by the same functions and settings; a test holds
the two together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.batch import prepare_signals
from balance_arcade.cop.dfa import fluctuations, scales_for
from balance_arcade.cop.diffusion import LONGEST_S, mean_square_displacement
from balance_arcade.cop.geometry_kernels import convex_hull
from balance_arcade.cop.metric import AXES
from balance_arcade.cop.pipelines import pipeline_named
from balance_arcade.cop.signals import longest_stretch
from balance_arcade.cop.spectrum import Spectrum, settings_of, welch

Floats = npt.NDArray[np.float64]

_LEAST_SAMPLES = 16


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
    used, stretch = signals.used, longest_stretch(signals)
    how = settings_of(pipeline)
    values = stretch.cop_mm if not stretch.refused else np.empty((0, 2))
    longest_s = min(LONGEST_S, stretch.duration_s / 3.0)
    n_lags = int(longest_s * stretch.rate_hz + 1e-9) + 1 if len(values) else 0
    scales = scales_for(len(values), stretch.rate_hz)
    return TrialCurves(
        used.t_s,
        used.cop_mm,
        _hull(used.cop_mm),
        used.max_step_s,
        _spectra(values, stretch.rate_hz, how.segment_s, padded=how.padded, detrend=how.detrend),
        how.band_hz,
        np.arange(n_lags) / stretch.rate_hz,
        _displacements(values, n_lags),
        scales / stretch.rate_hz,
        {
            axis: fluctuations(np.cumsum(values[:, k] - values[:, k].mean()), scales)
            for k, axis in enumerate(AXES)
            if scales.size
        },
    )


def _hull(cop_mm: Floats) -> Floats:
    there = cop_mm[~np.isnan(cop_mm).any(axis=1)]
    if not len(there):
        return there
    order = np.lexsort((there[:, 1], there[:, 0]))
    return np.asarray(convex_hull(np.ascontiguousarray(there[order])))


def _spectra(
    values: Floats, rate_hz: float, segment_s: float | None, *, padded: bool, detrend: str
) -> dict[str, Spectrum]:
    n = len(values)
    if n < _LEAST_SAMPLES:
        return {}
    n_segment = (n + 1) // 2 if segment_s is None else min(n, round(segment_s * rate_hz))
    return {
        axis: welch(
            values[:, k],
            rate_hz,
            n_segment=n_segment,
            n_overlap=n_segment // 2,
            detrend="constant" if detrend == "constant" else "linear",
            n_padded=n if padded else None,
        )
        for k, axis in enumerate(AXES)
    }


def _displacements(values: Floats, n_lags: int) -> dict[str, Floats]:
    if n_lags < 2:
        return {}
    curves: dict[str, Floats] = {
        axis: mean_square_displacement(values[:, k]) for k, axis in enumerate(AXES)
    }
    curves[""] = curves["ml"] + curves["ap"]
    return {axis: curve[:n_lags] for axis, curve in curves.items()}
