"""The spectra of both axes: their rows, and how a trial's are measured."""

from __future__ import annotations

import functools
import math
from typing import NamedTuple

from balance_arcade.cop.metric import AXES, Changes, Metric
from balance_arcade.cop.metric_group import METRIC_CONTRACT, Found, MetricGroup
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.signals import Signals, at_25_hz, longest_stretch
from balance_arcade.cop.spectrum import Spectrum, describe_spectrum, welch
from balance_arcade.cop.stretch import LEAST_HZ

# Two periods of the lowest frequency of the band have to fit into a segment.
_LEAST_PERIODS = 2.0
_LEAST_SAMPLES = 16.0

_QUIJOUX = "Quijoux 2021"
_DUARTE = "Santos & Duarte 2016"
_POWER = Changes(2, back="near")
_FREQUENCY = Changes(back="near")

# By the names of `describe_spectrum`; the pipeline's way to a spectrum is added to each formula.
_ROWS = {
    key: Metric(name, unit, f"{formula}, {{a}}", source, changes=changes, twin="twins:spectra")
    for key, name, unit, formula, source, changes in (
        ("power", "power_{a}_mm2", "mm2", "integral of the spectrum", _QUIJOUX, _POWER),
        ("f50", "f50_{a}_hz", "Hz", "half of the power lies below", "Prieto 1996", _FREQUENCY),
        ("f95", "f95_{a}_hz", "Hz", "95 % of the power lie below", "Prieto 1996", _FREQUENCY),
        (
            "mode_frequency",
            "mode_frequency_{a}_hz",
            "Hz",
            "bin of the greatest density",
            _QUIJOUX,
            _FREQUENCY,
        ),
        (
            "centroid_frequency",
            "centroid_frequency_{a}_hz",
            "Hz",
            "sqrt(m2 / m0)",
            "Prieto 1996 (CFREQ)",
            _FREQUENCY,
        ),
        (
            "frequency_dispersion",
            "frequency_dispersion_{a}",
            "",
            "sqrt(1 - m1^2 / (m0 m2))",
            "Prieto 1996 (FREQD)",
            _FREQUENCY,
        ),
        (
            "spectral_mean_frequency",
            "spectral_mean_frequency_{a}_hz",
            "Hz",
            "m1 / m0",
            _DUARTE,
            _FREQUENCY,
        ),
        ("energy_low", "energy_low_{a}_mm2", "mm2", "power up to 0.5 Hz", _QUIJOUX, _POWER),
        ("energy_mid", "energy_mid_{a}_mm2", "mm2", "power above 0.5 up to 2 Hz", _QUIJOUX, _POWER),
        ("energy_high", "energy_high_{a}_mm2", "mm2", "power above 2 Hz", _QUIJOUX, _POWER),
        (
            "frequency_quotient",
            "frequency_quotient_{a}",
            "",
            "power above 2 Hz over power below",
            _QUIJOUX,
            _FREQUENCY,
        ),
    )
}

# Powers as the program of Quijoux et al. 2021 sums them up.
_SUMS = {
    "power": "power_sum_{a}_mm2_hz",
    "energy_low": "energy_low_sum_{a}_mm2_hz",
    "energy_mid": "energy_mid_sum_{a}_mm2_hz",
    "energy_high": "energy_high_sum_{a}_mm2_hz",
}


@functools.cache
def table(pipeline: Pipeline) -> tuple[Metric, ...]:
    """Give the rows of every spectral descriptor of a pipeline."""
    welch_is = pipeline.welch
    if welch_is.segment_s is None:
        how = "Welch, Hann, segments of N/2, half overlapping, constant detrend, all frequencies"
    else:
        laid = "spread over the whole stretch at 25 Hz" if welch_is.spread else "half overlapping"
        how = (
            f"Welch, Hann, segments of {welch_is.segment_s:g} s, {laid}, "
            f"{welch_is.detrend} detrend, {welch_is.band_hz[0]:g} to {welch_is.band_hz[1]:g} Hz"
        )
    if welch_is.padded:
        how += ", padded with zeros to the whole record"
    plain = (
        *(row.on(axis) for axis in AXES for row in _ROWS.values()),
        Metric(
            "spectral_mean_frequency_hz",
            "Hz",
            "mean of m1 / m0 of both axes, weighted by their power",
            _DUARTE,
            changes=Changes(turn="same", back="near"),
        ),
        *(
            _sum_of_bins(key).on(axis)
            for axis in AXES
            for key in (_SUMS if welch_is.padded else ())
        ),
        Metric(
            "frequency_resolution_hz",
            "Hz",
            "1 / length of a segment" if welch_is.spread else "spacing of the spectrum's bins",
            "ours",
            changes=Changes(turn="same"),
        ),
    )
    return tuple(row._replace(formula=f"{row.formula}; {how}") for row in plain)


def _sum_of_bins(key: str) -> Metric:
    return Metric(
        _SUMS[key],
        "mm2/Hz",
        f"unsound: {_ROWS[key].formula}, as a sum of bins without their spacing, grows with the "
        "record",
        _QUIJOUX,
        changes=Changes(2, back="near", rate="-"),
    )


class AxisSpectra(NamedTuple):
    """Spectra of a trial.

    Attributes
    ----------
    by_axis : dict of str to Spectrum
        Of ml and ap.
    resolution_hz : float
        How far apart two frequencies have to be to be told apart.
    """

    by_axis: dict[str, Spectrum]
    resolution_hz: float


def axis_spectra(signals: Signals, pipeline: Pipeline) -> AxisSpectra | str:
    """Estimate the spectra of both axes over the longest stretch without a break.

    Parameters
    ----------
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        Decides on segments.

    Returns
    -------
    AxisSpectra or str
        A sentence where there is nothing to measure.
    """
    how = pipeline.welch
    stretch = longest_stretch(signals)
    # Segments of half the stretch are the published way for any length; only nothing is too short.
    least_s = _LEAST_PERIODS / how.band_hz[0] if how.segment_s else _LEAST_SAMPLES / stretch.rate_hz
    if how.padded and how.segment_s:
        least_s = how.segment_s
    why = stretch.too_short(least_s)
    if not why and math.isfinite(how.band_hz[1]) and stretch.rate_hz < 2.0 * how.band_hz[1]:
        why = f"too slow: {stretch.rate_hz:g} Hz, {2.0 * how.band_hz[1]:g} Hz needed"
    if why:
        return why
    last_s = (stretch.cop_mm.shape[0] - 1) / stretch.rate_hz
    # Of a slower record the spectrum is that of its own samples.
    if how.spread and pipeline.fast_enough(stretch.rate_hz, LEAST_HZ):
        stretch = at_25_hz(signals)
    n = stretch.cop_mm.shape[0]
    # Half of an odd number of samples is rounded up, as in the program of Duarte's laboratory.
    half = (n + 1) // 2
    whole = half if how.segment_s is None else round(how.segment_s * stretch.rate_hz)
    n_segment = min(n, whole)
    n_padded, n_spread = (n if how.padded else None), None
    if how.spread:
        # Segments end with the last sample of the record, not with the last one at 25 Hz.
        n_padded, n_spread = whole, last_s * stretch.rate_hz - (n_segment - 1)
    spectra: dict[str, Spectrum] = {
        axis: welch(
            stretch.cop_mm[:, k],
            stretch.rate_hz,
            n_segment=n_segment,
            n_overlap=n_segment // 2,
            detrend=how.detrend,
            n_padded=n_padded,
            n_spread=n_spread,
        )
        for k, axis in enumerate(AXES)
    }
    # Zeros behind a segment bring its bins nearer together, but tell no more of them apart.
    spread_hz = stretch.rate_hz / n_segment
    return AxisSpectra(spectra, spread_hz if how.spread else spectra[AXES[0]].spacing_hz)


def spectral_group(signals: Signals, pipeline: Pipeline) -> Found:
    """Measure the spectra of both axes over the longest stretch without a break.

    Parameters
    ----------
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        Decides on segments, band and rule.

    Returns
    -------
    dict of str to float, or str
        By the names of `table`; a sentence where there is nothing to measure.
    """
    how, found = pipeline.welch, axis_spectra(signals, pipeline)
    if isinstance(found, str):
        return found
    values: dict[str, float | str] = {}
    parts = []
    for axis in AXES:
        spectrum = found.by_axis[axis]
        part = describe_spectrum(spectrum, how.band_hz, how.rule)
        parts.append(part)
        for key, row in _ROWS.items():
            values[row.on(axis).name] = part.get(key, math.nan)
        for key, pattern in _SUMS.items() if how.padded else ():
            values[pattern.format(a=axis)] = part[key] / spectrum.spacing_hz
    values["frequency_resolution_hz"] = found.resolution_hz
    values["spectral_mean_frequency_hz"] = _both(parts, how.rule)
    return values


SPECTRUM = MetricGroup(METRIC_CONTRACT, table, spectral_group)


def _both(parts: list[dict[str, float]], rule: str) -> float:
    """Mean frequency of both axes by their weights."""
    key = "sum" if rule == "trapezoids" else "power"
    moving = [p for p in parts if p[key] > 0.0]
    total = sum(p[key] for p in moving)
    if not total > 0.0:
        return math.nan
    return sum(p["spectral_mean_frequency"] * p[key] for p in moving) / total
