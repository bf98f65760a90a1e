"""Power spectrum of the centre of pressure and the frequencies that describe it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.interpolate import taken_from
from balance_arcade.cop.pipelines import Rule

Floats = npt.NDArray[np.float64]


# Segments that are transformed at once, so that a long record needs no more memory.
_AT_ONCE = 64


class Spectrum(NamedTuple):
    """One-sided power spectral density.

    Attributes
    ----------
    frequency_hz : numpy.ndarray, shape (n_bins,)
        From 0 to half the rate.
    density_mm2_hz : numpy.ndarray, shape (n_bins,)
        Sum over all bins times their spacing = variance.
    """

    frequency_hz: Floats
    density_mm2_hz: Floats

    @property
    def spacing_hz(self) -> float:
        """Distance of two bins."""
        return float(self.frequency_hz[1] - self.frequency_hz[0])


def welch(
    values_mm: npt.ArrayLike,
    rate_hz: float,
    *,
    n_segment: int,
    n_overlap: int,
    detrend: Literal["linear", "constant"] = "linear",
    n_padded: int | None = None,
    n_spread: float | None = None,
) -> Spectrum:
    """Average the periodograms of overlapping segments under a periodic Hann window.

    Parameters
    ----------
    values_mm : array_like, shape (n_samples,)
        Evenly sampled, none missing.
    rate_hz : float
        Sampling rate.
    n_segment, n_overlap : int
        Samples of a segment and of what two segments share.
    detrend : {"linear", "constant"}
        What is taken off each segment.
    n_padded : int, optional
        Samples to which each segment is filled up with zeros behind its window.
    n_spread : float, optional
        From the beginning of the first segment to that of the last, in samples and parts of one:
        the segments are moved apart or together, so that they fill it; see `spread_starts`.
        Without it what is left over behind the last segment is left out.

    Returns
    -------
    Spectrum

    Raises
    ------
    ValueError
        Fewer samples than a segment, a segment of fewer than 4, an overlap that is no part, or
        fewer padded samples than a segment has.

    Notes
    -----
    Welch 1967, doi 10.1109/TAU.1967.1161901.

    Examples
    --------
    >>> t_s = np.arange(2000) / 100.0
    >>> spectrum = welch(np.sin(2 * np.pi * t_s), 100.0, n_segment=2000, n_overlap=1000)
    >>> float(spectrum.frequency_hz[np.argmax(spectrum.density_mm2_hz)])
    1.0
    """
    values = np.ascontiguousarray(values_mm, np.float64)
    if not 4 <= n_segment <= values.shape[0] or not 0 <= n_overlap < n_segment:
        raise ValueError(
            f"{values.shape[0]} samples do not hold segments of {n_segment} that share {n_overlap}."
        )
    n_padded = n_segment if n_padded is None else n_padded
    if n_padded < n_segment:
        raise ValueError(f"n_padded must be {n_segment} or more, got {n_padded}.")
    place = np.arange(n_segment, dtype=np.float64)
    window = 0.5 - 0.5 * np.cos(2.0 * math.pi * place / n_segment)
    # About the middle, where mean and slope are fitted independently of each other.
    slope = np.asarray(place - (n_segment - 1) / 2.0, np.float64)
    total = np.zeros(n_padded // 2 + 1)
    step = n_segment - n_overlap
    if n_spread is None:
        starts: Sequence[float] = range(0, values.shape[0] - n_segment + 1, step)
        for start in starts:
            segment = values[int(start) : int(start) + n_segment]
            segment = segment - segment.mean()
            if detrend == "linear":
                segment = segment - slope * ((slope @ segment) / (slope @ slope))
            spectrum = np.fft.rfft(segment * window, n_padded)
            total += spectrum.real**2 + spectrum.imag**2
    else:
        starts = spread_starts(n_spread, step)
        trend = slope if detrend == "linear" else None
        total = _sum_of_spread(values, starts, window, trend, n_padded)
    total *= 2.0 / (rate_hz * float(window @ window) * len(starts))
    # Frequency 0 and half the rate have no mirror image whose power was added.
    total[0] /= 2.0
    if n_padded % 2 == 0:
        total[-1] /= 2.0
    return Spectrum(np.arange(len(total), dtype=np.float64) * (rate_hz / n_padded), total)


def _sum_of_spread(
    values: Floats, starts: Sequence[float], window: Floats, trend: Floats | None, n_padded: int
) -> Floats:
    """Add up the squared transforms of segments that may begin between two samples."""
    total: Floats = np.zeros(n_padded // 2 + 1)
    for k in range(0, len(starts), _AT_ONCE):
        some = starts[k : k + _AT_ONCE]
        segments = np.stack([taken_from(values, start, window.shape[0]) for start in some])
        segments -= segments.mean(axis=1, keepdims=True)
        if trend is not None:
            segments -= np.outer(segments @ trend / (trend @ trend), trend)
        spectra = np.fft.rfft(segments * window, n_padded, axis=1)
        total += (spectra.real**2 + spectra.imag**2).sum(axis=0)
    return total


def spread_starts(n_free: float, step: int) -> list[float]:
    """Choose where segments begin so that they cover a record to its last sample.

    Parameters
    ----------
    n_free : float
        Samples of the record that one segment leaves over; parts of one count too.
    step : int
        Samples from one segment to the next that are aimed at.

    Returns
    -------
    list of float
        From 0 to `n_free`, evenly spread; at least two where anything is left over.

    Notes
    -----
    Their number changes by one where a quarter of a step is left over: with segments of 20 s and
    steps of 10 s at 32.5, 42.5, 52.5 s and so on, as far from the usual lengths of a trial (25,
    30, 40, 45, 60 s) as it can be, so that a sample less changes next to nothing there. Segments
    share 37 to 75 % of their length. Ours.

    Examples
    --------
    >>> spread_starts(1000, 1000), spread_starts(999, 1000), spread_starts(1001, 1000)
    ([0.0, 1000.0], [0.0, 999.0], [0.0, 1001.0])
    """
    if not n_free > 0:
        return [0.0]
    n_steps = max(1, math.floor(n_free / step + 0.75))
    return [k * n_free / n_steps for k in range(n_steps + 1)]


def describe_spectrum(
    spectrum: Spectrum, band_hz: tuple[float, float], rule: Rule
) -> dict[str, float]:
    """Measure a spectrum within a band.

    Parameters
    ----------
    spectrum : Spectrum
        Of one axis.
    band_hz : tuple of float
        First and last frequency that counts, both included.
    rule : {"rectangles", "trapezoids", "bins"}
        See `balance_arcade.cop.pipelines.WelchSettings`.

    Returns
    -------
    dict of str to float
        By the metric's name without axis and unit; all but powers are NaN without power.

    Notes
    -----
    Moments m_k = integral of f^k P; centroid sqrt(m2/m0), dispersion sqrt(1 - m1^2/(m0 m2))
    (Prieto 1996, doi 10.1109/10.532130, there for a spectrum of another kind).
    """
    # Bins that end up a hair outside their band by rounding belong to it.
    hair = 1e-9 * spectrum.spacing_hz
    f = spectrum.frequency_hz
    inside = (f >= band_hz[0] - hair) & (f <= band_hz[1] + hair)
    f, density = f[inside], spectrum.density_mm2_hz[inside]
    weight = np.full(f.shape[0], spectrum.spacing_hz)
    if rule == "trapezoids" and f.shape[0]:
        weight[[0, -1]] /= 2.0
    power = weight * density
    m0 = float(power.sum())
    out = {"power": m0, "sum": float(density.sum())}
    low, mid = f <= 0.5 + hair, f <= 2.0 + hair
    out["energy_low"] = float(power[low].sum())
    out["energy_mid"] = float(power[mid & ~low].sum())
    out["energy_high"] = float(power[~mid].sum())
    if not m0 > 0.0:
        return out
    m1, m2 = float(power @ f), float(power @ f**2)
    below = float(power[mid].sum())
    out["frequency_quotient"] = out["energy_high"] / below if below > 0.0 else math.nan
    out["mode_frequency"] = float(f[np.argmax(density)])
    out["centroid_frequency"] = math.sqrt(m2 / m0)
    # Quotients first: of a spectrum next to nothing the products would vanish.
    part = (m1 / m0) ** 2 / (m2 / m0) if m2 > 0.0 else 1.0
    out["frequency_dispersion"] = math.sqrt(max(0.0, 1.0 - part))
    out["spectral_mean_frequency"] = m1 / m0
    for name, share in (("f50", 0.5), ("f95", 0.95)):
        out[name] = _edge(f, density, power, share, rule)
    return out


def _edge(f: Floats, density: Floats, power: Floats, share: float, rule: str) -> float:
    """Frequency below which this share of the power lies."""
    spacing = float(f[1] - f[0]) if f.shape[0] > 1 else 0.0
    if rule == "trapezoids":
        steps = (density[1:] + density[:-1]) * (spacing / 2.0)
        reached = np.concatenate(([0.0], np.cumsum(steps)))
        return float(f[np.argmax(reached >= share * reached[-1])])
    if rule == "bins":
        sums = np.cumsum(power)
        return float(f[np.argmax(sums >= share * sums[-1])])
    # A bin's power lies evenly from half a spacing below it to half a spacing above it.
    reached = np.concatenate(([0.0], np.cumsum(power)))
    edges = np.concatenate((f - spacing / 2.0, [f[-1] + spacing / 2.0]))
    return float(np.interp(share * reached[-1], reached, edges))
