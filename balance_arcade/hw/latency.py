"""From load to light: how long after a load the screen shows it; pure, and its result as a file."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from balance_arcade.core.errors import ConfigError

SLOW_MS = 50.0
"""A picture that follows later than this is noticed by a person who steers it."""

LONGEST_S = 0.5
"""Light that comes later belongs to no tap."""

LOWER, UPPER = 0.3, 0.7
"""A rise counts from the lower share of the span on, and is over at the upper one: flicker and
noise between them make no second one."""

MIN_TAPS = 5
FILE = "latency.json"
Floats = NDArray[np.float64]


class Latency(msgspec.Struct, frozen=True):
    """Time from load to light on one screen with one board.

    Attributes
    ----------
    when : str
        ISO 8601.
    median_ms, p95_ms, worst_ms : float
        Over the taps.
    resolution_ms : float
        What one tap may be wrong by: a sample of the load and one of the light.
    n_taps, n_missed : int
        Taps that were measured, and loads that no light followed.
    board, screen : str
        Of what.
    """

    when: str
    median_ms: float
    p95_ms: float
    worst_ms: float
    resolution_ms: float
    n_taps: int
    n_missed: int = 0
    board: str = ""
    screen: str = ""

    @property
    def is_slow(self) -> bool:
        """Whether a person would notice."""
        return self.median_ms > SLOW_MS

    @property
    def sentence(self) -> str:
        """Say it in words, for a page."""
        return (
            f"From load to light {self.median_ms:.0f} ms (median of {self.n_taps} taps, 95 % within"
            f" {self.p95_ms:.0f} ms, each to {self.resolution_ms:.1f} ms), measured on"
            f" {self.when[:10]}"
        )


def rises(t_s: Floats, values: Floats, level: float, rearm: float) -> Floats:
    """Find when values rise through a level, between samples by a straight line.

    Parameters
    ----------
    t_s, values : ndarray, shape (n_samples,)
        Rising times; NaN values are left out.
    level, rearm : float
        After a rise the values must fall below ``rearm`` before another counts.

    Returns
    -------
    ndarray of float64
        Times.

    Examples
    --------
    >>> t_s = np.arange(6.0)
    >>> rises(t_s, np.array([0.0, 0.0, 10.0, 8.0, 0.0, 10.0]), 5.0, 2.0).tolist()
    [1.5, 4.5]
    """
    found: list[float] = []
    armed = True
    known = np.isfinite(values)
    times, heights = t_s[known].tolist(), values[known].tolist()
    for index in range(1, len(times)):
        before, here = heights[index - 1], heights[index]
        if armed and before < level <= here:
            share = (level - before) / (here - before)
            found.append(times[index - 1] + share * (times[index] - times[index - 1]))
            armed = False
        elif here < rearm:
            armed = True
    return np.array(found)


def light_rises(t_s: Floats, light: Floats) -> Floats:
    """Find when a photodiode's signal passes half of its way up; its unit does not matter.

    Raises
    ------
    ConfigError
        The signal does not change: the diode does not see the screen, or is not wired.
    """
    known = light[np.isfinite(light)]
    low, high = np.percentile(known, [5.0, 95.0]) if len(known) else (math.nan, math.nan)
    spread = float(np.median(np.abs(np.diff(known)))) if len(known) > 1 else 0.0
    if not high - low > max(6.0 * spread, 1e-9):
        raise ConfigError(
            "The light sensor's signal does not change with the screen.",
            hint="Hold it flat on the white field and see to its wires; --channel names its cell.",
        )
    span = high - low
    middle = rises(t_s, light, low + UPPER * span, low + LOWER * span)
    # From the upper level, which flicker does not reach, back to the half.
    halves = rises(t_s, light, low + 0.5 * span, low + LOWER * span)
    at = np.searchsorted(halves, middle, side="right") - 1
    return halves[at[at >= 0]]


def delays_ms(load_s: Floats, light_s: Floats) -> tuple[Floats, int]:
    """Pair every load with the first light after it.

    Returns
    -------
    ndarray of float64
        Delays in milliseconds.
    int
        Loads that no light followed within `LONGEST_S`, or before the next load.
    """
    found = []
    for index, begin in enumerate(load_s):
        end = min(begin + LONGEST_S, load_s[index + 1] if index + 1 < len(load_s) else math.inf)
        after = light_s[(light_s >= begin) & (light_s < end)]
        if len(after):
            found.append(1e3 * (after[0] - begin))
    return np.array(found), len(load_s) - len(found)


def summed_up(
    delays: Floats, n_missed: int, resolution_ms: float, *, when: str, board: str, screen: str
) -> Latency:
    """Sum delays up.

    Raises
    ------
    ConfigError
        Fewer than `MIN_TAPS` were measured.
    """
    if len(delays) < MIN_TAPS:
        raise ConfigError(
            f"Only {len(delays)} taps were followed by light, {n_missed} were not.",
            hint=f"At least {MIN_TAPS} are needed; press firmly, twice a second at most.",
        )
    median, p95 = np.percentile(delays, [50.0, 95.0])
    worst = float(delays.max())
    return Latency(
        when,
        float(median),
        float(p95),
        worst,
        resolution_ms,
        len(delays),
        n_missed,
        board,
        screen,
    )


def step_ms(t_s: Sequence[float] | Floats) -> float:
    """Return the usual time between samples in milliseconds."""
    return float(np.median(np.diff(np.asarray(t_s)))) * 1e3 if len(t_s) > 1 else math.nan


def keep_latency(folder: Path, found: Latency) -> Path:
    """Keep a result for the pages of later sessions.

    Raises
    ------
    ConfigError
        It cannot be written.
    """
    path = folder / FILE
    try:
        path.write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
    except OSError as error:
        raise ConfigError(
            f"The result cannot be kept in {path} ({error.strerror}).", hint="Name another --out."
        ) from error
    return path


def known_latency(folder: Path) -> Latency | None:
    """Read the result that was kept; None where there is none, or none that can be read."""
    try:
        return msgspec.json.decode((folder / FILE).read_bytes(), type=Latency)
    except (OSError, msgspec.MsgspecError):
        return None
