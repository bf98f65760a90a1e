"""The two regimes of stabilogram diffusion from lags in seconds, the same ones at every rate."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.diffusion import BREAK_S, NOTHING, Diffusion

Floats = npt.NDArray[np.float64]

# Points at which the curve is read: evenly on a logarithmic axis to find the break and H, and
# evenly over time for D of each regime.
N_LOG_LAGS = 60
N_EVEN_LAGS = 100
# Two points leave nothing beside their line, and would always win.
_LEAST_POINTS = 3
_PLACES = np.arange(float(max(N_LOG_LAGS, N_EVEN_LAGS)))


def diffusion_over_seconds(msd_mm2: Floats, rate_hz: float, longest_s: float) -> Diffusion:
    """Describe a mean square displacement by two regimes, at lags that do not hang on samples.

    Parameters
    ----------
    msd_mm2 : numpy.ndarray, shape (n_lags,)
        From lag 0 on.
    rate_hz : float
        Its lags are multiples of one period.
    longest_s : float
        Longest lag that is looked at.

    Returns
    -------
    Diffusion

    Notes
    -----
    Collins and De Luca 1993, doi 10.1007/BF00229788, choose the regimes by eye. Here the curve is
    read, by straight lines between its lags on logarithmic axes, at 60 lags spread evenly there
    from one period to the longest. The break is where two lines through them leave the least
    squares together, between 0.3 and 2.5 s, and more finely than the lags: at the vertex of the
    parabola through the least sum and its two neighbours. D of a regime is half the slope of the
    line through 100 lags spread evenly over its time, H half of that through as many spread evenly
    over its logarithm. So a little more or less of the record moves all six a little.

    Examples
    --------
    >>> free = 2.0 * 3.0 * np.arange(251) / 25.0
    >>> fit = diffusion_over_seconds(free, 25.0, 10.0)
    >>> round(fit.diffusion_short_mm2_s, 6), round(fit.h_long, 6)
    (3.0, 0.5)
    """
    last = min(msd_mm2.shape[0] - 1, math.ceil(longest_s * rate_hz - 1e-9))
    # No logarithm: the person, or a simulation, stood still for some lag.
    if last < 4 or not (msd_mm2[1 : last + 1] > 0.0).all():
        return NOTHING
    log_lags = np.log(np.arange(1, last + 1) / rate_hz)
    log_msd = np.log(msd_mm2[1 : last + 1])
    edge = min(math.log(longest_s), float(log_lags[-1]))
    x = _spread(float(log_lags[0]), edge, N_LOG_LAGS)
    at = _break(x, np.interp(x, log_lags, log_msd))
    if math.isnan(at):
        return NOTHING
    slopes, starts, exponents = [], [], []
    for first, end in ((float(log_lags[0]), at), (at, edge)):
        lag_s = _spread(math.exp(first), math.exp(end), N_EVEN_LAGS)
        slope, start = _line(lag_s, np.exp(np.interp(np.log(lag_s), log_lags, log_msd)))
        slopes.append(slope)
        starts.append(start)
        logs = _spread(first, end, N_EVEN_LAGS)
        exponents.append(_line(logs, np.interp(logs, log_lags, log_msd))[0])
    apart = slopes[0] - slopes[1]
    # Lines that meet outside of the lags that were looked at do not part two regimes.
    meet_s = (starts[1] - starts[0]) / apart if apart > 0.0 else math.nan
    meet_s = meet_s if 0.0 < meet_s <= math.exp(edge) else math.nan
    return Diffusion(
        slopes[0] / 2.0,
        slopes[1] / 2.0,
        exponents[0] / 2.0,
        exponents[1] / 2.0,
        meet_s,
        starts[0] + slopes[0] * meet_s,
    )


def _break(x: Floats, y: Floats) -> float:
    """Find where two lines part that leave the least squares together; NaN if nowhere."""
    left = _left_over(x, y) + _left_over(x[::-1], y[::-1])[::-1]
    allowed = (x >= math.log(BREAK_S[0])) & (x <= math.log(BREAK_S[1]))
    allowed[: _LEAST_POINTS - 1] = allowed[1 - _LEAST_POINTS :] = False
    if not allowed.any():
        return math.nan
    k = int(np.argmin(np.where(allowed, left, math.inf)))
    before, here, after = left[k - 1 : k + 2]
    bend = before - 2.0 * here + after
    # Where the least sum is at an end of what is allowed, no vertex may lie beyond it.
    if not (allowed[k - 1] and allowed[k + 1] and bend > 0.0):
        return float(x[k])
    return float(x[k] + 0.5 * (before - after) / bend * (x[1] - x[0]))


def _left_over(x: Floats, y: Floats) -> Floats:
    """Squares that the best line through the points up to each one leaves."""
    n = np.arange(1.0, x.shape[0] + 1.0)
    # About the first point, where the sums are of the size of what is looked for.
    x, y = x - x[0], y - y[0]
    sx, sy = np.cumsum(x), np.cumsum(y)
    spread = np.cumsum(x * x) - sx * sx / n
    tilt = np.cumsum(x * y) - sx * sy / n
    height = np.cumsum(y * y) - sy * sy / n
    left = np.zeros(x.shape[0])
    left[1:] = height[1:] - tilt[1:] ** 2 / spread[1:]
    return np.maximum(left, 0.0)


def _line(x: Floats, y: Floats) -> tuple[float, float]:
    """Fit a line by least squares: slope and value at 0."""
    mean_x = float(x.mean())
    about = x - mean_x
    slope = float(about @ y) / float(about @ about)
    return slope, float(y.mean()) - slope * mean_x


def _spread(first: float, last: float, n: int) -> Floats:
    """Spread n numbers evenly, as `numpy.linspace` does, which takes five times as long."""
    out: Floats = _PLACES[:n] * ((last - first) / (n - 1)) + first
    out[-1] = last
    return out
