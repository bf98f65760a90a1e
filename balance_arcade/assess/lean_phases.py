"""When a lean begins, when its first movement ends, how fast and how straight it was."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from balance_arcade.assess.protocols import Protocol
from balance_arcade.assess.trace import speed_along

Floats = npt.NDArray[np.float64]

# Median absolute deviation to standard deviation of a normal distribution.
_MAD_TO_SD = 1.4826


class Baseline(NamedTuple):
    """How still the person stood before the cue, along the direction asked for."""

    place_mm: float
    threshold_mm: float


class FirstMovement(NamedTuple):
    """The first unbroken progress towards the target, as rows of the trace."""

    onset: int
    end: int


def baseline_of(along_mm: Floats, t_s: Floats, cue_s: float, protocol: Protocol) -> Baseline | str:
    """Describe the stance before the cue by its median and its robust spread.

    Parameters
    ----------
    along_mm, t_s : numpy.ndarray, shape (n_samples,)
        Place along the direction and times.
    cue_s : float
        Time of the cue.
    protocol : Protocol
        Limits of stability.

    Returns
    -------
    Baseline or str
        The reason where too little was recorded before the cue.
    """
    before = along_mm[(t_s < cue_s) & (t_s >= cue_s - protocol["baseline_s"])]
    needed = protocol["least_baseline_s"]
    if before.size < 3 or cue_s - float(t_s[0]) < needed:
        return f"less than {needed:g} s recorded before the cue"
    place_mm = float(np.median(before))
    spread_mm = _MAD_TO_SD * float(np.median(np.abs(before - place_mm)))
    return Baseline(place_mm, max(protocol["onset_sds"] * spread_mm, protocol["onset_least_mm"]))


def _first_lasting(outside: npt.NDArray[np.bool_], n_hold: int) -> int | None:
    """First row from which `n_hold` rows in a row are true."""
    ends = np.flatnonzero(np.diff(np.concatenate(([False], outside, [False])).astype(np.int8)))
    for start, stop in zip(ends[::2], ends[1::2], strict=True):
        if stop - start >= n_hold:
            return int(start)
    return None


def find_onset(
    along_mm: Floats, t_s: Floats, cue_s: float, baseline: Baseline, protocol: Protocol
) -> float | str:
    """Find when the movement began.

    Parameters
    ----------
    along_mm, t_s : numpy.ndarray, shape (n_samples,)
        Place along the direction and times.
    cue_s : float
        Time of the cue.
    baseline : Baseline
        From `baseline_of`.
    protocol : Protocol
        Limits of stability.

    Returns
    -------
    float or str
        Time in seconds, between samples; the reason where nothing moved.

    Notes
    -----
    Ours, in two steps. (1) The first departure from the baseline by more than the greater of five
    robust standard deviations and 2 mm that lasts 0.1 s: sure, but late. (2) From there back to
    where the speed of that movement passed 5 % of its peak, as reaching movements are cut. Either
    sense counts: before a lean the centre of pressure often goes the other way first, and that
    already is the reaction.
    """
    offset_mm = along_mm - baseline.place_mm
    after = t_s >= cue_s
    # n + 1 samples in a row span n periods.
    n_hold = max(2, round(protocol["onset_hold_s"] / float(np.median(np.diff(t_s)))) + 1)
    found = [
        (row, sense)
        for sense in (1.0, -1.0)
        if (row := _first_lasting((sense * offset_mm > baseline.threshold_mm) & after, n_hold))
        is not None
    ]
    if not found:
        return (
            f"no movement: never more than {baseline.threshold_mm:.1f} mm from where the person "
            "stood"
        )
    # The earlier of both senses.
    row, sense = min(found)
    return _back_to_rest(sense * speed_along(along_mm, t_s), t_s, row, protocol["onset_speed_frac"])


def _back_to_rest(speed_mm_s: Floats, t_s: Floats, row: int, frac: float) -> float:
    """Go back from a row of a movement to where its speed passed a share of its peak."""
    # Already on the way back: there is no rise in speed to follow to its start.
    if speed_mm_s[row] <= 0.0:
        return float(t_s[row])
    # The peak is that of this movement, up to where its speed is zero again.
    stop = row
    while stop + 1 < t_s.size and speed_mm_s[stop + 1] > 0.0:
        stop += 1
    level = frac * float(speed_mm_s[row : stop + 1].max())
    here = row
    while here > 0 and speed_mm_s[here] > level:
        here -= 1
    if speed_mm_s[here] > level or here == row:
        return float(t_s[here])
    rise = (level - speed_mm_s[here]) / (speed_mm_s[here + 1] - speed_mm_s[here])
    return float(t_s[here] + rise * (t_s[here + 1] - t_s[here]))


def first_movement(
    along_mm: Floats, t_s: Floats, onset_s: float, baseline: Baseline, protocol: Protocol
) -> FirstMovement | str:
    """Find the first unbroken progress towards the target.

    Parameters
    ----------
    along_mm, t_s : numpy.ndarray, shape (n_samples,)
        Place along the direction, from the centre, and times.
    onset_s : float
        From `find_onset`.
    baseline : Baseline
        From `baseline_of`.
    protocol : Protocol
        Limits of stability.

    Returns
    -------
    FirstMovement or str
        It ends at the first sample that is not surpassed within the next 0.15 s (ours: the makers
        speak of the end of the first movement, without a rule that could be found). The reason
        where the target was never approached.
    """
    onset = int(np.searchsorted(t_s, onset_s))
    nearer = np.flatnonzero(along_mm[onset:] - baseline.place_mm > baseline.threshold_mm)
    if nearer.size == 0:
        return "the movement never went towards the target"
    n_stall = max(1, round(protocol["stall_s"] / float(np.median(np.diff(t_s)))))
    end = onset + int(nearer[0])
    while end + 1 < along_mm.size:
        ahead = along_mm[end + 1 : end + 1 + n_stall]
        best = int(np.argmax(ahead))
        if ahead[best] <= along_mm[end]:
            break
        # The best place within the stall time is where the person is next; look on from there.
        end += best + 1
    return FirstMovement(onset, end)


def time_at(place_mm: Floats, t_s: Floats, level_mm: float) -> float:
    """Time at which a place is first reached, between samples; NaN if never or from the start."""
    beyond = np.flatnonzero(place_mm >= level_mm)
    if beyond.size == 0 or beyond[0] == 0:
        return math.nan
    row = int(beyond[0])
    share = (level_mm - place_mm[row - 1]) / (place_mm[row] - place_mm[row - 1])
    return float(t_s[row - 1] + share * (t_s[row] - t_s[row - 1]))


def directional_control_pct(along_mm: Floats, across_mm: Floats) -> float:
    """Give 100 (on-axis way - off-axis way) / on-axis way; NaN where nothing moved on the axis.

    Parameters
    ----------
    along_mm, across_mm : numpy.ndarray, shape (n_samples,)
        Places along and across the direction asked for.

    Notes
    -----
    A way is the sum of the absolute steps. The source of the makers' formula was not read; only
    this one is claimed. Below zero the person moved more across than along, and it is left so.

    Examples
    --------
    >>> directional_control_pct(np.array([0.0, 10.0]), np.array([0.0, 2.0]))
    80.0
    """
    on_mm = float(np.abs(np.diff(along_mm)).sum())
    off_mm = float(np.abs(np.diff(across_mm)).sum())
    return 100.0 * (on_mm - off_mm) / on_mm if on_mm > 0.0 else math.nan
