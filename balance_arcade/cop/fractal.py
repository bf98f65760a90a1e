"""Fractal dimensions of the centre of pressure's way and of each axis over time."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from balance_arcade.cop.describe import fractal_dimension
from balance_arcade.cop.metric import AXES, Changes, Metric
from balance_arcade.cop.metric_group import METRIC_CONTRACT, Found, MetricGroup, rows_with_rate
from balance_arcade.cop.pipelines import Pipeline
from balance_arcade.cop.signals import Signals, decimated
from balance_arcade.core.kernel import kernel

Floats = npt.NDArray[np.float64]

HIGUCHI_LONGEST = 10
LEAST_POINTS = 200


@kernel
def higuchi_lengths(values: Floats, longest: int) -> Floats:
    """Mean length of a curve when only every k-th point of it is seen, for k = 1, 2, ... longest.

    Parameters
    ----------
    values : numpy.ndarray, shape (n_samples,)
        More than `longest`.
    longest : int
        Greatest k.

    Returns
    -------
    numpy.ndarray, shape (longest,)
    """
    n = values.shape[0]
    out = np.empty(longest)
    for k in range(1, longest + 1):
        total = 0.0
        for first in range(k):
            n_steps = (n - 1 - first) // k
            length = 0.0
            for i in range(1, n_steps + 1):
                length += abs(values[first + i * k] - values[first + (i - 1) * k])
            # Higuchi's normalisation: the k curves have different numbers of steps, so each is
            # scaled to n - 1 samples.
            total += length * (n - 1) / (n_steps * k) / k
        out[k - 1] = total / k
    return out


def higuchi_dimension(values: npt.ArrayLike, *, longest: int = HIGUCHI_LONGEST) -> float:
    """Measure how the length of a curve over time falls with the step it is seen at.

    Parameters
    ----------
    values : array_like, shape (n_samples,)
        Any unit, finite, evenly sampled.
    longest : int
        Greatest step.

    Returns
    -------
    float
        1 for a smooth curve, 2 for noise; NaN for a constant and where the points do not reach.

    Raises
    ------
    ValueError
        `longest` is below 2.

    Notes
    -----
    Higuchi 1988, doi 10.1016/0167-2789(88)90081-4: minus the slope of ln L(k) over ln k.

    Examples
    --------
    >>> round(higuchi_dimension(np.arange(100.0)), 9)
    1.0
    """
    if longest < 2:
        raise ValueError(f"longest must be at least 2, got {longest}.")
    series = np.ascontiguousarray(values, np.float64)
    if series.shape[0] <= 2 * longest:
        return math.nan
    lengths = higuchi_lengths(series, longest)
    if not (lengths > 0.0).all():
        return math.nan
    x, y = np.log(np.arange(1.0, longest + 1.0)), np.log(lengths)
    x -= x.mean()
    return -float(x @ y) / float(x @ x)


def katz_dimension(points: npt.ArrayLike) -> float:
    """Measure how much longer a way is than it reaches.

    Parameters
    ----------
    points : array_like, shape (n_samples,) or (n_samples, n_axes)
        Any unit, finite.

    Returns
    -------
    float
        1 for a straight way; NaN where nothing moves.

    Notes
    -----
    Katz 1988, doi 10.1016/0010-4825(88)90041-8: ln n / (ln n + ln(d / L)), n steps of the length L
    together, d the greatest distance from the first point.

    Examples
    --------
    >>> round(katz_dimension([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]), 9)
    1.0
    """
    way = np.asarray(points, np.float64)
    way = way[:, None] if way.ndim == 1 else way
    n_steps = way.shape[0] - 1
    if n_steps < 2:
        return math.nan
    length = float(np.sqrt((np.diff(way, axis=0) ** 2).sum(axis=1)).sum())
    reach = math.sqrt(float(((way - way[0]) ** 2).sum(axis=1).max()))
    if not (length > 0.0 and reach > 0.0):
        return math.nan
    below = math.log(n_steps) + math.log(reach / length)
    # A way that is n times as long as it reaches, or longer, has no dimension by this formula.
    return math.log(n_steps) / below if below > 0.0 else math.nan


_PRIETO = "ln N / ln(N d / sway path), d"
_SEEN = "{rate}"
_TWIN = "twins:dimensions"

ROWS = (
    Metric(
        "fd_cc",
        "",
        f"{_PRIETO} the diameter of the 95 % circle",
        "Prieto 1996 (FD-CC)",
        changes=Changes(turn="same", rate="-"),
        twin=_TWIN,
    ),
    Metric(
        "fd_ce",
        "",
        f"{_PRIETO} that of a circle as large as the 95 % ellipse",
        "Prieto 1996 (FD-CE)",
        streams=True,
        changes=Changes(turn="same", rate="-"),
        twin=_TWIN,
    ),
    Metric(
        "katz_fd",
        "",
        f"ln n / (ln n + ln(d / L)) of the way in the plane, {_SEEN}",
        "Katz 1988",
        changes=Changes(turn="same", back="-"),
        twin=_TWIN,
    ),
    *(
        row.on(axis)
        for axis in AXES
        for row in (
            Metric(
                "katz_fd_{a}",
                "",
                f"the same of {{a}} alone, {_SEEN}",
                "Katz 1988",
                changes=Changes(back="-"),
                twin=_TWIN,
            ),
            Metric(
                "higuchi_fd_{a}",
                "",
                f"minus slope of ln L(k) over ln k, k = 1 to {HIGUCHI_LONGEST}, {{a}}, {_SEEN}",
                "Higuchi 1988",
                changes=Changes(back="near"),
                twin=_TWIN,
            ),
        )
    ),
)
_NAMES = tuple(row.name for row in ROWS)


def fractal_group(signals: Signals, pipeline: Pipeline) -> Found:
    """Measure the dimensions of a trial.

    Parameters
    ----------
    signals : Signals
        Of one trial.
    pipeline : Pipeline
        Decides how the stretch is brought to 25 Hz.

    Returns
    -------
    dict of str to float, or str
        By name; a sentence where there is nothing to measure. The two of Prieto rest on all
        samples, as the areas do; the others on the longest stretch without a break.
    """
    if signals.refused:
        return signals.refused
    values: dict[str, float | str] = {}
    # N of Prieto is the number of samples, so missing ones do not count.
    values |= prieto_dimensions(signals.values, int(np.isfinite(signals.used.cop_mm[:, 0]).sum()))
    slow = decimated(signals, pipeline)
    if why := slow.too_few(LEAST_POINTS):
        return values | dict.fromkeys((n for n in _NAMES if not n.startswith("fd_")), why)
    values["katz_fd"] = katz_dimension(slow.cop_mm)
    for k, axis in enumerate(AXES):
        values[f"katz_fd_{axis}"] = katz_dimension(slow.cop_mm[:, k])
        values[f"higuchi_fd_{axis}"] = higuchi_dimension(slow.cop_mm[:, k])
    return values


FRACTAL = MetricGroup(METRIC_CONTRACT, rows_with_rate(ROWS), fractal_group)


def prieto_dimensions(values: Mapping[str, float], n_samples: int) -> dict[str, float]:
    """Compute FD-CC and FD-CE from path and areas.

    Parameters
    ----------
    values : mapping of str to float
        `sway_path_mm`, `circle_area_mm2` and `ellipse_area_mm2`.
    n_samples : int
        N.

    Returns
    -------
    dict of str to float
        `fd_cc` and `fd_ce`; NaN where nothing moves or the areas are empty.

    Notes
    -----
    Prieto 1996, doi 10.1109/10.532130: d of the ellipse is sqrt(2a 2b), that is 2 sqrt(area / pi).
    They depend on the rate.

    Examples
    --------
    >>> way = {"sway_path_mm": 300.0, "circle_area_mm2": 314.159, "ellipse_area_mm2": 200.0}
    >>> round(prieto_dimensions(way, 3000)["fd_cc"], 3)
    1.511
    """
    out = {}
    for name, area in (("fd_cc", "circle_area_mm2"), ("fd_ce", "ellipse_area_mm2")):
        out[name] = fractal_dimension(float(n_samples), values["sway_path_mm"], values[area])
    return out
