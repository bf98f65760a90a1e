"""Times that were stamped on arrival or rounded, made regular where count and span agree.

A board takes samples by a clock of its own; what a logger stamps is when they arrived (late, in
bursts) or the time cut to a few digits. Then the n-th sample was taken n periods after the first,
and the period follows from count and span, if nothing was lost. What was lost shows as a rise for
good: the earliest stamps, those that waited least, come later by whole periods from there on. That
is the lower envelope of arrival times by which network clocks are compared (Moon, Skelly, Towsley,
Infocom 1999, doi 10.1109/INFCOM.1999.749287), with whole periods as the only steps.

Times that are regular already, with or without gaps of whole periods, are left as they are, bit for
bit; so are times whose envelope is no straight line, for then count and span do not agree.
"""

from __future__ import annotations

import math
from typing import Final, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Kind = Literal["rounded", "bursts", "jitter"]

LEAST_SAMPLES: Final = 40
"""Fewer say too little of count and span."""

CLEAN_FRAC: Final = 0.12
"""Steps so near to the usual one are those of a regular clock, printed to the millisecond."""

FEW_GAPS_FRAC: Final = 0.05
FEW_PAUSES: Final = 3
LEAST_BURSTS: Final = 16
"""Fewer bursts may be anything."""

LEAST_BEATS: Final = 4
LOSSES_FRAC: Final = 0.6
"""Where gaps are more than few: the usual step of lost samples is so much of the mean one at least,
that within bursts is less."""

PAUSE_STEPS: Final = 10.0
"""A pause so long may be of any length."""

WINDOW: Final = 60
WINDOW_INTERVALS: Final = 4.0
"""The envelope is the earliest of so many stamps, and of so many intervals between bursts."""

LOST_PERIODS: Final = 0.75
"""A rise for good from which on a sample is missing."""

AGREE_PERIODS: Final = 1.5
"""So far may the envelope lie from a straight line."""

USUAL_HZ: Final = (
    *(20.0, 25.0, 30.0, 40.0, 50.0, 60.0, 75.0, 80.0, 100.0, 120.0, 125.0, 128.0, 150.0),
    *(200.0, 240.0, 250.0, 256.0, 300.0, 400.0, 500.0, 512.0, 600.0, 1000.0, 1200.0, 2000.0),
)
"""Rates that boards have; tried where what is lost blurs the rate that times show."""

WANDER_FRAC: Final = 0.001
"""So much of the record's length may the envelope wander, as a radio that loses one in a hundred
makes it: far less than a rate may be off."""

_NEAR_FRAC = 0.03
_STALLS_FRAC = 0.005
LEAST_BLOCKS: Final = 5
_MOST_ROUNDS = 30
_SNAP_LIMIT = 1e-3
_RESOLUTIONS_S = (1.0, 0.5, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)


class Steady(NamedTuple):
    """Regular times.

    Attributes
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        The first time, and whole periods from it.
    rate_hz : float
        From count and span.
    kind : {"rounded", "bursts", "jitter"}
        What was wrong.
    resolution_s : float
        To what the stamps are rounded; 0 where they are not.
    n_lost : int
        Samples that are missing.
    """

    t_s: Floats
    rate_hz: float
    kind: Kind
    resolution_s: float
    n_lost: int


def is_steady(t_s: Floats) -> bool:
    """Whether times are regular but for gaps of whole periods and for pauses.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times in seconds.

    Examples
    --------
    >>> is_steady(np.array([0.0, 0.008, 0.017, 0.025, 0.050, 0.058]))
    True
    >>> is_steady(np.array([0.0, 0.001, 0.020, 0.021, 0.040, 0.041]))
    False
    """
    steps = np.diff(t_s)
    if not steps.size:
        return True
    usual = float(t_s[-1] - t_s[0]) / steps.size
    # A clean record is long more often than not, and needs no median.
    if steps.min() >= (1.0 - CLEAN_FRAC) * usual and steps.max() <= (1.0 + CLEAN_FRAC) * usual:
        return True
    return float(np.median(steps)) > 0.0 and _whole_gaps(t_s, steps)


def _whole_gaps(t_s: Floats, steps: Floats) -> bool:
    """Whether all steps but the usual one are gaps of whole periods, or pauses."""
    middle = float(np.median(steps))
    core = steps[np.abs(steps - middle) <= 0.5 * middle]
    usual = float(core.mean()) if core.size else middle
    odd = steps[np.abs(steps - usual) > CLEAN_FRAC * usual]
    if not odd.size:
        return True
    whole = np.rint(odd / usual)
    off = np.abs(odd - whole * usual)
    gap = ((whole >= 2.0) & (off <= 2.0 * CLEAN_FRAC * usual)) | (odd > PAUSE_STEPS * usual)
    if not gap.all() or _gaps_of_rounding(t_s, steps, usual):
        return False
    # Where most of the time goes by in pauses they are no accident: bursts.
    pauses = odd[odd > PAUSE_STEPS * usual]
    if pauses.size > FEW_PAUSES and pauses.sum() > 0.5 * steps.sum():
        return False
    if odd.size <= FEW_GAPS_FRAC * steps.size:
        return True
    # Pauses count as one step each: they say nothing of how samples follow each other.
    mean = float(np.minimum(steps, PAUSE_STEPS * usual).mean())
    return usual >= LOSSES_FRAC * mean


def _gaps_of_rounding(t_s: Floats, steps: Floats, usual: float) -> bool:
    """Whether what looks like single lost samples is a rate that the stamps' last digit beats with.

    99.3 Hz written in hundredths has a step of 20 ms after every 142 of 10 ms.
    """
    gaps = np.flatnonzero(steps > (1.0 + CLEAN_FRAC) * usual)
    if gaps.size < LEAST_BEATS or steps.max() > 2.5 * usual:
        return False
    between = np.diff(gaps)
    return bool(np.ptp(between) <= 2) and _resolution_s(t_s, usual) >= 0.9 * usual


def interval_s(t_s: Floats) -> float:
    """Find the step in which half of all time goes by: that between bursts, where there are some.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times in seconds, in any order.

    Returns
    -------
    float
        In seconds; NaN where no step goes forward.

    Examples
    --------
    >>> k = np.arange(20)
    >>> round(interval_s((k // 2) * 0.020 + (k % 2) * 0.001), 6)
    0.019
    """
    steps = np.diff(t_s)
    forward = np.sort(steps[steps > 0.0])
    if not forward.size:
        return float("nan")
    # A pause of an hour must not outweigh all samples.
    passed = np.cumsum(forward[: max(1, forward.size - FEW_PAUSES)])
    return float(forward[int(np.searchsorted(passed, passed[-1] / 2.0))])


def steady_times(t_s: Floats) -> Steady | None:
    """Find the regular times behind stamps, where count and span agree.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times in seconds, in the order in which samples were taken.

    Returns
    -------
    Steady or None
        None where they do not agree, or where there are too few samples to say.

    Examples
    --------
    >>> k = np.arange(400)
    >>> bursts = (k // 5) * 0.05 + (k % 5) * 0.001
    >>> found = steady_times(bursts)
    >>> found.rate_hz, found.kind, float(found.t_s[-1].round(6))
    (100.0, 'bursts', 3.99)
    """
    if t_s.size < LEAST_SAMPLES:
        return None
    between_s = interval_s(t_s)
    # Against the first one: Unix times leave too few digits for sums of squares.
    times = t_s - t_s[0]
    found = _numbered(times, between_s)
    if found is None:
        return None
    periods, period_s = found
    late_s = times - period_s * periods
    rate_hz = _whole_rate(1.0 / period_s, late_s, float(times[-1]))
    kind, resolution_s = _kind(t_s, late_s, between_s, period_s)
    n_lost = int(periods[-1]) - (t_s.size - 1)
    return Steady(t_s[0] + periods / rate_hz, rate_hz, kind, resolution_s, n_lost)


def _numbered(times: Floats, between_s: float) -> tuple[Ints, float] | None:
    """Give each sample its number, and the period; None where the envelope is no straight line."""
    steps = np.diff(times)
    usual = steps[steps <= 3.0 * between_s]
    mean_s = float(usual.sum()) / max(1, usual.size)
    if not mean_s > 0.0 or LEAST_BURSTS * between_s > mean_s * times.size:
        return None
    window = min(math.ceil(max(WINDOW, WINDOW_INTERVALS * between_s / mean_s)), times.size // 2)
    # What is lost here and there makes the mean too long; most windows lack nothing.
    middle_s = float(np.median(times[window:] - times[:-window])) / window
    usual_s = [1.0 / rate_hz for rate_hz in USUAL_HZ if abs(mean_s * rate_hz - 1.0) < _NEAR_FRAC]
    best, least_off = None, WANDER_FRAC * float(times[-1])
    for period_s in (mean_s, middle_s, *usual_s):
        found = _count_periods(times, period_s, between_s, window)
        if found is None:
            continue
        off_s, doubt_s = _off_a_line(times, *found, window)
        if off_s <= doubt_s:
            return found
        if off_s <= least_off:
            best, least_off = found, off_s
    return best


def _off_a_line(times: Floats, periods: Ints, period_s: float, window: int) -> tuple[float, float]:
    """Tell how far the envelope lies from a straight line, and how far its own noise lets it."""
    late_s = times - period_s * periods
    envelope_s = _running_minimum(late_s, window)[: times.size - window + 1]
    doubt_s = AGREE_PERIODS * period_s + 3.0 * _spread(_rises(late_s, window))
    # Loggers begin with what had been waiting, all of it late.
    off_s = float(np.ptp(np.quantile(envelope_s, (_STALLS_FRAC, 1.0 - _STALLS_FRAC))))
    return off_s, min(doubt_s, 2.0 * AGREE_PERIODS * period_s)


def _count_periods(
    times: Floats, period_s: float, between_s: float, window: int
) -> tuple[Ints, float] | None:
    """Count the samples, the missing ones too, and find the period."""
    steps = np.diff(times)
    lost = np.zeros(steps.size, np.int64)
    # Beside the ends the envelope is that of too few stamps; only a plain pause counts there.
    near_end = np.ones(steps.size, np.bool_)
    near_end[window // 2 : steps.size - window // 2] = False
    pause = steps > 3.0 * between_s
    for _ in range(_MOST_ROUNDS):
        periods = np.concatenate(([0], np.cumsum(lost + 1)))
        period_s = _slope(periods, times) if lost.any() else period_s
        late_s = times - period_s * periods
        rises = _rises(late_s, window)
        least = max(LOST_PERIODS * period_s, 5.0 * _spread(rises))
        more = np.where(np.abs(rises) >= least, np.rint(rises / period_s), 0.0).astype(np.int64)
        # Samples are lost within a long step only; and what was added may be taken back.
        possible = (steps > 1.5 * period_s) & (more > 0) | (lost > 0) & (more + lost >= 0)
        more[~possible | (near_end & ~pause)] = 0
        # Behind a gap the envelope is that of before the gap for a whole window: one at a time.
        rows = np.flatnonzero(more)
        more[rows[1:][np.diff(rows) <= window]] = 0
        if not more.any():
            return periods, _slope_of_earliest(periods, times, late_s, window)
        lost += more
    return None


def _slope_of_earliest(periods: Ints, times: Floats, late_s: Floats, window: int) -> float:
    """Give the seconds a period by the earliest stamp of each window: the others wait unevenly."""
    n_blocks = late_s.size // window
    if n_blocks < LEAST_BLOCKS:
        return _slope(periods, times)
    blocks = late_s[: n_blocks * window].reshape(n_blocks, window)
    rows = blocks.argmin(axis=1) + window * np.arange(n_blocks)
    # The first one may hold nothing but what had been waiting.
    rows = rows[1:]
    return _slope(periods[rows], times[rows])


def _rises(late_s: Floats, window: int) -> Floats:
    """Rise of the envelope over each step; below the threshold it counts as none."""
    ahead = _running_minimum(late_s, window)
    padded = np.concatenate((np.full(window - 1, np.inf), late_s))
    behind = _running_minimum(padded, window)[: late_s.size]
    rises: Floats = ahead[1:] - behind[:-1]
    return rises


def _spread(rises: Floats) -> float:
    """Give the standard deviation of what is no gap."""
    return 1.4826 * float(np.median(np.abs(rises)))


def _running_minimum(values: Floats, window: int) -> Floats:
    """Least of each value and the ``window - 1`` after it, in linear time (van Herk 1992).

    doi 10.1016/0167-8655(92)90069-C
    """
    n_padded = -(-(values.size + window) // window) * window
    padded = np.full(n_padded, np.inf)
    padded[: values.size] = values
    blocks = padded.reshape(-1, window)
    before = np.minimum.accumulate(blocks, axis=1).ravel()
    after = np.minimum.accumulate(blocks[:, ::-1], axis=1)[:, ::-1].ravel()
    last = np.arange(values.size) + window - 1
    least: Floats = np.minimum(after[: values.size], before[last])
    return least


def _slope(periods: Ints, times: Floats) -> float:
    """Seconds a period, by least squares over all samples."""
    x = periods - periods.mean()
    return float(x @ (times - times.mean()) / (x @ x))


def _whole_rate(rate_hz: float, late_s: Floats, span_s: float) -> float:
    """Take a whole number of hertz where the stamps cannot tell it from what was found."""
    # Both ends may be off by so much.
    doubt = 2.0 * float(np.ptp(late_s)) / span_s
    whole = float(round(rate_hz))
    near = abs(rate_hz - whole) <= min(max(1e-6, doubt), _SNAP_LIMIT) * whole
    return whole if whole > 0.0 and near else rate_hz


def _kind(t_s: Floats, late_s: Floats, between_s: float, period_s: float) -> tuple[Kind, float]:
    steps = np.diff(t_s)
    resolution_s = _resolution_s(t_s, period_s)
    # Stamps on arrival jitter by more than they are rounded; equal ones are told from jitter.
    n_same = np.count_nonzero(steps == 0.0)
    if resolution_s and (
        float(np.ptp(late_s)) <= 4.0 * resolution_s or n_same >= 0.01 * steps.size
    ):
        return "rounded", resolution_s
    small = np.count_nonzero(steps < 0.5 * period_s)
    if small >= 0.3 * steps.size and between_s >= 1.4 * period_s:
        return "bursts", 0.0
    return "jitter", 0.0


def _resolution_s(t_s: Floats, period_s: float) -> float:
    """Find to what times are rounded; 0 where that is fine beside a period."""
    for resolution_s in _RESOLUTIONS_S:
        if resolution_s < 0.2 * period_s:
            break
        ticks = t_s / resolution_s
        # Unix times are exact to a quarter of a microsecond.
        if np.abs(ticks - np.rint(ticks)).max() < 1e-3:
            return resolution_s
    return 0.0
