"""Slow, obvious twin of the spectral descriptors; imports nothing of the product."""

import cmath
import math


def fit_line(values):
    """Least-squares line through equally spaced values."""
    n = len(values)
    middle = (n - 1) / 2
    level = math.fsum(values) / n
    below = math.fsum((i - middle) ** 2 for i in range(n))
    slope = math.fsum((i - middle) * (v - level) for i, v in enumerate(values)) / below
    return [level + slope * (i - middle) for i in range(n)]


def periodogram(values, rate, detrend, n_bins_of=None):
    """One-sided density of one segment by the definition of the Fourier sum.

    At the frequencies of a segment of so many samples, where it is not its own length.
    """
    n = len(values)
    whole = n_bins_of or n
    level = math.fsum(values) / n
    trend = fit_line(values) if detrend == "linear" else [level] * n
    window = [math.sin(math.pi * i / n) ** 2 for i in range(n)]
    tapered = [(v - t) * w for v, t, w in zip(values, trend, window, strict=True)]
    turn = [cmath.exp(-2j * math.pi * i / whole) for i in range(whole)]
    scale = 1.0 / (rate * math.fsum(w * w for w in window))
    out = []
    for k in range(whole // 2 + 1):
        total = sum(v * turn[i * k % whole] for i, v in enumerate(tapered))
        alone = k == 0 or 2 * k == whole
        out.append((k * rate / whole, abs(total) ** 2 * scale * (1 if alone else 2)))
    return out


def welch(values, rate, n_segment, n_overlap, detrend):
    segments, start = [], 0
    while start + n_segment <= len(values):
        segments.append(periodogram(values[start : start + n_segment], rate, detrend))
        start += n_segment - n_overlap
    return [
        (bins[0][0], math.fsum(p for _, p in bins) / len(segments))
        for bins in zip(*segments, strict=True)
    ]


def spread_welch(values, rate, seconds, last, later):
    """Segments from the first sample to the last, their starts evenly apart and near half.

    `last` is the place of the record's last sample, and `later` takes so many values from a place
    between two on.
    """
    whole = round(seconds * rate)
    n = min(whole, len(values))
    left = last - (n - 1)
    steps = 0
    if left > 0:
        # One more step for every half segment, from a quarter of it over on.
        steps = max(1, math.floor(left / (n - n // 2) + 0.75))
    starts = [k * left / steps if steps else 0 for k in range(steps + 1)]
    segments = [periodogram(later(values, s, n), rate, "linear", whole) for s in starts]
    return [
        (bins[0][0], math.fsum(p for _, p in bins) / len(segments))
        for bins in zip(*segments, strict=True)
    ]


def describe(spectrum, low, high):
    """Moments and shares of a spectrum made of rectangles, one a bin."""
    spacing = spectrum[1][0] - spectrum[0][0]
    bins = [(f, p) for f, p in spectrum if low - 1e-9 <= f <= high + 1e-9]
    moment = [math.fsum(f**k * p * spacing for f, p in bins) for k in range(3)]

    def between(a, b):
        return math.fsum(p * spacing for f, p in bins if a + 1e-9 < f <= b + 1e-9)

    def edge(share):
        wanted = share * moment[0]
        for f, p in bins:
            if wanted <= p * spacing:
                return f - spacing / 2 + wanted / p
            wanted -= p * spacing
        return math.nan

    return {
        "power": moment[0],
        "f50": edge(0.5),
        "f95": edge(0.95),
        "mode_frequency": max(bins, key=lambda bin_: bin_[1])[0],
        "centroid_frequency": math.sqrt(moment[2] / moment[0]),
        "frequency_dispersion": math.sqrt(1 - moment[1] ** 2 / (moment[0] * moment[2])),
        "spectral_mean_frequency": moment[1] / moment[0],
        "energy_low": between(-1, 0.5),
        "energy_mid": between(0.5, 2),
        "energy_high": between(2, high),
        "frequency_quotient": between(2, high) / between(-1, 2),
    }
