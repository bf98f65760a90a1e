"""Area, velocity and mean frequency of the public data set's authors, from their description.

Plain NumPy and SciPy's Welch; imports nothing of the product. Columns are ml and ap in one unit of
length, NaN where nobody stood; values come in that unit.
"""

import math

import numpy as np
from scipy.signal import welch
from scipy.stats import f as fisher


def area(ml, ap):
    """95 % prediction ellipse, F form, covariance with 1/(N-1)."""
    there = ~np.isnan(ml + ap)
    n = int(there.sum())
    spread = math.sqrt(np.linalg.det(np.cov(ml[there], ap[there])))
    scale = 2 * (n - 1) * (n + 1) / (n * (n - 2)) * fisher.ppf(0.95, 2, n - 2)
    return math.pi * scale * spread


def velocity(ml, ap, rate_hz):
    """Path over N / rate; no way across a hole."""
    n = int((~np.isnan(ml + ap)).sum())
    return np.nansum(np.hypot(np.diff(ml), np.diff(ap))) / (n / rate_hz)


def longest(ml, ap):
    there = np.concatenate(([0], (~np.isnan(ml + ap)).astype(int), [0]))
    starts, stops = np.flatnonzero(np.diff(there) == 1), np.flatnonzero(np.diff(there) == -1)
    at = int(np.argmax(stops - starts))
    return slice(int(starts[at]), int(stops[at]))


def mean_frequency(ml, ap, rate_hz):
    """Each axis by trapezoids, both weighted by the sums of their spectra; longest run."""
    run = longest(ml, ap)
    means, weights = [], []
    for axis in (ap[run], ml[run]):
        x = axis - axis.mean()
        f, p = welch(
            x, fs=rate_hz, window="hann", nperseg=math.ceil(len(x) / 2), detrend="constant"
        )
        means.append(np.trapezoid(f * p, f) / np.trapezoid(p, f))
        weights.append(p.sum())
    return float(np.dot(means, weights) / sum(weights))
