"""A clock that wraps, that has single stamps out of place, that runs back, or that begins again.

Samples stand in the file in the order in which they were written, so a time that lies before the
one above is wrong. Which of four things it is, the numbers around it tell:

* A counter of 32 bits wraps: ``micros()`` of an Arduino begins again at 0 after 4294.967296 s,
  ``millis()`` after 49.7 days (docs.arduino.cc, micros and millis). The step back is the counter's
  whole range less a step that is usual.
* A single stamp is out of place: leave it out, and the steps around it are usual ones.
* Rows have changed places: put in order, their steps are usual ones.
* The clock was set back or began again, and nothing says for how long samples stopped meanwhile.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.core.data_faults import DataFault

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

WRAPS_S: Final = (2**32 * 1e-6, 2**32 * 1e-3, 2.0**32)
"""Ranges of 32-bit counters in microseconds and milliseconds; the last one in whatever unit."""

NARROW_WRAPS_S: Final = (2**31 * 1e-6, 2**31 * 1e-3, 2**24 * 1e-6, 2**16 * 1e-3)
"""Ranges of counters that are rarer: taken for such only where the step fits to half of itself."""

MOST_PAUSE_S: Final = 10.0
"""So long may samples have paused while a counter wrapped."""

LEAST_BACK_S: Final = 0.1
LEAST_BACK_STEPS: Final = 10.0
"""A stamp that lies less far back is late or early, and the clock goes on as it did."""

PART_GAP_S: Final = 0.25
"""Two parts whose distance nobody knows are kept so far apart: nothing bridges that."""

MOST_ROWS: Final = 20
"""So many rows may be out of place in one spot."""

STRAY_STEPS: Final = 3.0
"""A single stamp that lies less far back is jitter."""

LEAST_ALONE_S: Final = 60.0
LEAST_ROWS: Final = 10
"""A first or last stamp stands alone if it is a minute, and the whole record, from the others."""

_SHOWN = 3


class Clock(NamedTuple):
    """Times that go forward as far as they can be made to.

    Attributes
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Times, in the order of `order`.
    order : numpy.ndarray of int64, shape (n_samples,), or None
        Rows of the file in the order of their times; None where that is the file's own.
    faults : tuple of DataFault
        What was found.
    """

    t_s: Floats
    order: Ints | None
    faults: tuple[DataFault, ...]


def mend_clock(t_s: Floats) -> Clock:
    """Make times go forward where it can be told how, and name what was wrong.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Finite times in seconds, as the file has them.

    Returns
    -------
    Clock
        The very same array where no time lies before the one above.

    Examples
    --------
    >>> clock = mend_clock(np.array([4294.95, 4294.96, 0.002704, 0.012704]))
    >>> clock.t_s.round(6).tolist(), clock.faults[0].name
    ([4294.95, 4294.96, 4294.97, 4294.98], 'clock_wraps')
    """
    if not _backward(t_s).size and not _alone(t_s):
        return Clock(t_s, None, ())
    steps = np.diff(t_s)
    if not (steps > 0.0).any():
        return Clock(t_s, None, ())
    usual_s = float(np.median(steps[steps > 0.0]))
    faults: list[DataFault] = []
    t_s = _unwrapped(t_s, usual_s, faults)
    t_s = _without_stray_stamps(t_s, usual_s, faults)
    order = _sorted_rows(t_s, usual_s)
    if order is not None:
        faults.append(_rows_sorted(t_s, order))
        t_s = t_s[order]
    t_s = _joined_parts(t_s, usual_s, faults)
    return Clock(t_s, order, tuple(faults))


def name_disorder(t_s: Floats) -> tuple[DataFault, ...]:
    """Name rows that still lie before an earlier one, and are left out for it.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Times that could not be mended.

    Returns
    -------
    tuple of DataFault
        One or none.
    """
    back = _backward(t_s)
    if not back.size:
        return ()
    behind = int(np.count_nonzero(t_s[1:] <= np.maximum.accumulate(t_s)[:-1]))
    return (
        DataFault(
            "clock_runs_back",
            f"The clock runs back {_times(back.size)}, first at sample {int(back[0]) + 2}, and "
            f"{behind} samples that are no later than one before them are left out. "
            "If all samples were taken at one rate, say --rate HZ.",
            "left out",
            behind,
        ),
    )


def _backward(t_s: Floats) -> Ints:
    """Rows before those that lie back."""
    return np.flatnonzero(t_s[1:] < t_s[:-1])


def _alone(t_s: Floats) -> bool:
    """Whether the first or the last time may stand alone."""
    if t_s.size < LEAST_ROWS:
        return False
    ends_s = max(float(t_s[1] - t_s[0]), float(t_s[-1] - t_s[-2]))
    return ends_s > max(LEAST_ALONE_S, float(t_s[-2] - t_s[1]))


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n} times"


def _unwrapped(t_s: Floats, usual_s: float, faults: list[DataFault]) -> Floats:
    steps = np.diff(t_s)
    added = np.zeros(t_s.size)
    found: list[int] = []
    for row in np.flatnonzero(steps < -LEAST_BACK_S):
        range_s = _wrap_of(float(steps[row]), usual_s)
        if range_s:
            # Rounded stamps may leave a step a hair below zero.
            added[row + 1] = max(range_s, -float(steps[row]))
            found.append(int(row))
    if not found:
        return t_s
    faults.append(
        DataFault(
            "clock_wraps",
            f"The clock begins again at 0 {_times(len(found))}, first at sample {found[0] + 2}, as "
            f"a counter does after {added[found[0] + 1]:.10g} s; the range was added and no sample "
            "is lost.",
            "mended",
            t_s.size - found[0] - 1,
        )
    )
    return np.asarray(t_s + np.cumsum(added), np.float64)


def _wrap_of(step_s: float, usual_s: float) -> float:
    """Range of the counter that steps back so far; 0 where it is none."""
    for range_s in WRAPS_S:
        # A hundredth: no stamp that is rounded more coarsely is known to wrap.
        if -0.01 < step_s + range_s < max(MOST_PAUSE_S, 2.0 * usual_s):
            return range_s
    for range_s in NARROW_WRAPS_S:
        if abs(step_s + range_s - usual_s) < 0.5 * usual_s:
            return range_s
    return 0.0


def _without_stray_stamps(t_s: Floats, usual_s: float, faults: list[DataFault]) -> Floats:
    """Put single stamps that are out of place between their neighbours."""
    t_s, n_stray, first = _with_mended_ends(t_s, usual_s, faults), 0, 0
    for row in _backward(t_s):
        span = _stray(t_s, int(row), usual_s)
        if span is None:
            continue
        start, stop = span
        first = first or start + 2
        n_stray += stop - start - 1
        t_s[start : stop + 1] = np.linspace(t_s[start], t_s[stop], stop - start + 1)
    if n_stray:
        faults.append(
            DataFault(
                "stamps_out_of_place",
                f"{n_stray} of {t_s.size} times are out of place, first at sample {first}, while "
                "the samples around follow at the usual rate; they were put between their "
                "neighbours.",
                "mended",
                n_stray,
            )
        )
    return t_s


def _with_mended_ends(t_s: Floats, usual_s: float, faults: list[DataFault]) -> Floats:
    """Put a first or last stamp that stands alone a step from its neighbour."""
    t_s = t_s.copy()
    if t_s.size < LEAST_ROWS:
        return t_s
    span_s = float(np.ptp(t_s[1:-1]))
    for end, near in ((0, 1), (-1, -2)):
        step_s = float(t_s[near] - t_s[end]) * (1 if end == 0 else -1)
        if -STRAY_STEPS * usual_s <= step_s <= max(LEAST_ALONE_S, span_s):
            continue
        said = f"{t_s[end]:.10g}"
        t_s[end] = t_s[near] - usual_s * (1 if end == 0 else -1)
        faults.append(
            DataFault(
                "stamps_out_of_place",
                f"The {'first' if end == 0 else 'last'} time ({said} s) lies far from all others; "
                "it was put one step from its neighbour.",
                "mended",
                1,
            )
        )
    return t_s


def _stray(t_s: Floats, row: int, usual_s: float) -> tuple[int, int] | None:
    """Find the good rows around stamps that are too low after `row`, or too high up to it."""
    if t_s[row + 1] >= t_s[row] - STRAY_STEPS * usual_s:
        return None  # Mended with the one before, or jitter.
    higher = np.flatnonzero(t_s[row + 1 : row + 2 + MOST_ROWS] > t_s[row])
    if higher.size:
        stop = row + 1 + int(higher[0])
        if _fits(t_s, row, stop, usual_s):
            return row, stop
    begin = max(0, row - MOST_ROWS)
    lower = np.flatnonzero(t_s[begin : row + 1] < t_s[row + 1])
    if lower.size:
        start = begin + int(lower[-1])
        if start < row and _fits(t_s, start, row + 1, usual_s):
            return start, row + 1
    return None


def _fits(t_s: Floats, start: int, stop: int, usual_s: float) -> bool:
    """Whether a span is as long as its rows are; that tells it from rows in another order."""
    return abs(float(t_s[stop] - t_s[start]) - (stop - start) * usual_s) < 0.5 * usual_s


def _sorted_rows(t_s: Floats, usual_s: float) -> Ints | None:
    """Order of rows that changed places; None where sorting does not make their steps usual."""
    back = _backward(t_s)
    if not back.size:
        return None
    order = np.argsort(t_s, kind="stable")
    moved = np.flatnonzero(order != np.arange(t_s.size))
    if np.abs(order[moved] - moved).max() > MOST_ROWS:
        return None
    steps = np.diff(t_s[order])
    near = np.unique(np.clip(np.concatenate((moved - 1, moved)), 0, steps.size - 1))
    # Two runs that were laid over each other have steps of half a period, or none.
    if steps[near].min() < 0.6 * usual_s or steps[near].max() > 1.4 * usual_s:
        return None
    return order


def _rows_sorted(t_s: Floats, order: Ints) -> DataFault:
    moved = np.flatnonzero(order != np.arange(t_s.size))
    return DataFault(
        "rows_out_of_order",
        f"{moved.size} rows stand out of order, first at sample {int(moved[0]) + 1}; put in the "
        "order of their times they follow at the usual rate, and so they were.",
        "mended",
        int(moved.size),
    )


def _joined_parts(t_s: Floats, usual_s: float, faults: list[DataFault]) -> Floats:
    """Lay parts behind each other where the clock begins again, with a break between."""
    steps = np.diff(t_s)
    breaks = np.flatnonzero(steps < -max(LEAST_BACK_S, LEAST_BACK_STEPS * usual_s))
    if not breaks.size:
        return t_s
    gap_s = max(PART_GAP_S, 3.0 * usual_s)
    added = np.zeros(t_s.size)
    added[breaks + 1] = gap_s - steps[breaks]
    joined = np.asarray(t_s + np.cumsum(added), np.float64)
    where = ", ".join(
        f"sample {row + 2} (from {t_s[row]:.10g} back to {t_s[row + 1]:.10g} s)"
        for row in breaks[:_SHOWN].tolist()
    )
    more = f" and {breaks.size - _SHOWN} more" if breaks.size > _SHOWN else ""
    edges_s = [0.0, *(joined[breaks + 1] - joined[0]).tolist(), float(joined[-1] - joined[0])]
    spans = "; ".join(f"--from {a:.2f} --to {b:.2f}" for a, b in pairwise(edges_s))
    faults.append(
        DataFault(
            "clock_begins_again",
            f"The clock goes back at {where}{more}. How long samples stopped there nobody can "
            f"tell: the {breaks.size + 1} parts are measured behind each other with a break "
            "between. If they are trials of their own, measure one at a time"
            + (f": {spans}." if breaks.size < _SHOWN else " with --from and --to.")
            + " If samples were taken all the time, say --rate HZ.",
            "kept",
            t_s.size - int(breaks[0]) - 1,
        )
    )
    return joined
