"""How the steps go: speed, turns, straightness, direction changes."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.step_window import step_numbers
from balance_arcade.core.kernel import inner_kernel, kernel

Floats = npt.NDArray[np.float64]

# Places in what `step_sums` returns. S_.. are sums of squares about the mean, SQ_.. about zero.
STEPS, SQ_ML, SQ_AP, SQ_SPEED, S_ML, S_AP, S_SPEED, TURNS, NET = range(9)
CHANGES_ML, CHANGES_AP, HEADINGS, COSINES, PATH_ML, PATH_AP, PATH = range(9, 16)
N_STEP_SUMS = 16


@kernel
def step_sums(
    t_s: Floats, cop_mm: Floats, max_step_s: float, per_ml_mm: float, per_ap_mm: float
) -> Floats:
    """Sum up the steps of a record in one pass.

    Parameters
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Times in seconds.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap; NaN for nobody on the board.
    max_step_s : float
        Longer steps, and steps with NaN at an end, count nothing and end a stretch.
    per_ml_mm, per_ap_mm : float
        One over the standard deviation of the axis, for the turns index.

    Returns
    -------
    numpy.ndarray, shape (N_STEP_SUMS,)
        Lengths in mm and squares in mm2 of steps, without the rate.
    """
    out = np.zeros(N_STEP_SUMS)
    mean = np.zeros(3)
    stretch = np.zeros(5)  # start ml, ap; sign ml, ap; length of the last step that moved
    last = np.zeros(2)
    linked_before = False
    for i in range(1, t_s.shape[0]):
        dx = cop_mm[i, 0] - cop_mm[i - 1, 0]
        dy = cop_mm[i, 1] - cop_mm[i - 1, 1]
        linked = t_s[i] - t_s[i - 1] <= max_step_s and not math.isnan(dx) and not math.isnan(dy)
        if linked and not linked_before:
            # A stretch begins with the sample that the first linked step comes from.
            stretch[0], stretch[1] = cop_mm[i - 1, 0], cop_mm[i - 1, 1]
            stretch[2] = stretch[3] = stretch[4] = 0.0
        if linked_before and not linked:
            out[NET] += _net(cop_mm, i - 1, stretch)
        linked_before = linked
        if linked:
            _take_step(dx, dy, per_ml_mm, per_ap_mm, out, mean)
            _take_turn(dx, dy, out, stretch, last)
    if linked_before:
        # The last stretch ends with the record, without a break to close it.
        out[NET] += _net(cop_mm, t_s.shape[0] - 1, stretch)
    return out


@inner_kernel
def _net(cop_mm: Floats, end: int, stretch: Floats) -> float:
    """Straight way from the start of a stretch to its end."""
    x = cop_mm[end, 0] - stretch[0]
    y = cop_mm[end, 1] - stretch[1]
    return math.sqrt(x * x + y * y)


@inner_kernel
def _take_step(
    dx: float, dy: float, per_ml_mm: float, per_ap_mm: float, out: Floats, mean: Floats
) -> None:
    """Add one step's length to the moments (Welford 1962, doi 10.1080/00401706.1962.10490022)."""
    speed = math.sqrt(dx * dx + dy * dy)
    out[STEPS] += 1.0
    steps = (dx, dy, speed)
    for k in range(3):
        off = steps[k] - mean[k]
        mean[k] += off / out[STEPS]
        out[S_ML + k] += off * (steps[k] - mean[k])
        out[SQ_ML + k] += steps[k] * steps[k]
        out[PATH_ML + k] += abs(steps[k])
    x = dx * per_ml_mm
    y = dy * per_ap_mm
    out[TURNS] += math.sqrt(x * x + y * y)


@inner_kernel
def _take_turn(dx: float, dy: float, out: Floats, stretch: Floats, last: Floats) -> None:
    """Count changes of direction against the last step of the stretch that moved."""
    if dx != 0.0:
        if stretch[2] * dx < 0.0:
            out[CHANGES_ML] += 1.0
        stretch[2] = 1.0 if dx > 0.0 else -1.0
    if dy != 0.0:
        if stretch[3] * dy < 0.0:
            out[CHANGES_AP] += 1.0
        stretch[3] = 1.0 if dy > 0.0 else -1.0
    # A step of no length has no heading, and the one before it stays the last.
    length = math.sqrt(dx * dx + dy * dy)
    if length > 0.0:
        x = dx / length
        y = dy / length
        if stretch[4] > 0.0:
            out[HEADINGS] += 1.0
            out[COSINES] += x * last[0] + y * last[1]
        stretch[4] = length
        last[0] = x
        last[1] = y


def motion_values(
    t_s: Floats,
    cop_mm: Floats,
    *,
    rate_hz: float,
    max_step_s: float,
    duration_s: float,
    sd_mm: tuple[float, float],
) -> dict[str, float]:
    """Descriptors of the steps by name; NaN where there is none.

    Parameters
    ----------
    t_s : numpy.ndarray, shape (n_samples,)
        Times in seconds, rising.
    cop_mm : numpy.ndarray, shape (n_samples, 2)
        ml and ap in millimetres; NaN for nobody on the board.
    rate_hz : float
        A velocity is a step times the rate. Times that a host stamps come in bursts, and steps
        divided by such times would be noise.
    max_step_s : float
        Longest step that is no break.
    duration_s : float
        What the turns index is divided by.
    sd_mm : tuple of float
        Standard deviations of ml and ap, 1/(N - 1).

    Returns
    -------
    dict of str to float
        The unit stands in each name; counts begin with ``n_``.

    Notes
    -----
    Velocity moments: Prieto 1996, doi 10.1109/10.532130, gives the mean; RMS and standard
    deviation (1/N) follow the same steps. Straightness is the straight way between the ends of
    every unbroken stretch over its path. Steps of no length turn nowhere.
    """
    # Without spread there is no turns index; 0 keeps the kernel free of infinite numbers.
    sizes = [1.0 / sd if sd > 0.0 else 0.0 for sd in sd_mm]
    sums = step_sums(t_s, cop_mm, max_step_s, sizes[0], sizes[1])
    values = dict.fromkeys(MOTION_NAMES, math.nan) | step_values(sums, rate_hz)
    if sums[STEPS] > 0.0 and sizes[0] > 0.0 and sizes[1] > 0.0:
        values["turns_index"] = float(sums[TURNS])
        if duration_s > 0.0:
            values["turns_index_rate_hz"] = float(sums[TURNS]) / duration_s
    return values


def step_values(sums: Floats, rate_hz: float) -> dict[str, float]:
    """Give `step_numbers` by name: `STEP_NAMES`, all of `MOTION_NAMES` but the turns index."""
    out = np.empty(len(STEP_NAMES))
    step_numbers(sums[np.newaxis], 0, rate_hz, out)
    return dict(zip(STEP_NAMES, out.tolist(), strict=True))


STEP_NAMES = (
    "rms_velocity_mm_s",
    "rms_velocity_ml_mm_s",
    "rms_velocity_ap_mm_s",
    "sd_velocity_mm_s",
    "sd_velocity_ml_mm_s",
    "sd_velocity_ap_mm_s",
    "n_direction_changes_ml",
    "n_direction_changes_ap",
    "mean_amplitude_ml_mm",
    "mean_amplitude_ap_mm",
    "straightness",
    "heading_persistence",
)

MOTION_NAMES = (*STEP_NAMES, "turns_index", "turns_index_rate_hz")
