"""Body weight from a quiet phase, with what it may be wrong by."""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np

from balance_arcade.cop.jumps.machine import BLOCK_S, Floats
from balance_arcade.cop.jumps.settings import JumpSettings

GRAVITY_M_S2: Final = 9.80665
"""Standard gravity; the local one differs by up to 0.3 %, and height by as much."""
_MARGIN_S: Final = 0.1
_LONG_S: Final = 0.5
_LOOKS_A_SECOND: Final = 2.0
_SPIKE_FRAC, _SPIKE_SDS, _FEW_FRAC = 0.15, 12.0, 0.05
_SLOWEST_HZ: Final = 0.27
"""Breathing; what sways more slowly is in the mean."""


class Weighing(NamedTuple):
    """What a quiet phase gave.

    Attributes
    ----------
    load_n : float
        Mean of the load, the plate's zero in it.
    zero_n : float
        What the empty plate reads.
    sd_n : float
        Standard deviation of the samples, 1/(N-1).
    start, stop : int
        Its samples.
    u_n : float
        Standard uncertainty of the mean.
    sway_m_s : float
        Standard uncertainty of the velocity at its end, which is taken for zero.
    """

    load_n: float
    zero_n: float
    sd_n: float
    start: int
    stop: int
    u_n: float
    sway_m_s: float

    @property
    def body_weight_n(self) -> float:
        """Mean load less the empty plate's."""
        return self.load_n - self.zero_n

    @property
    def mass_kg(self) -> float:
        """Body weight over standard gravity."""
        return self.body_weight_n / GRAVITY_M_S2


def weigh_before(
    load_n: Floats, zone: tuple[int, int], rate_hz: float, settings: JumpSettings
) -> Weighing | str:
    """Weigh in the quiet phase before an onset.

    Parameters
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Load.
    zone : tuple of int
        From where the person is known to be quiet, and where the load crosses its threshold.
    rate_hz : float
        Sampling rate.
    settings : JumpSettings
        Lengths.

    Returns
    -------
    Weighing or str
        Or the reason why there is none. It ends 0.1 s before the crossing.

    Examples
    --------
    >>> weigh_before(np.full(100, 700.0), (0, 100), 100.0, JumpSettings()).load_n
    700.0
    """
    stop = zone[1] - round(_MARGIN_S * rate_hz)
    start = max(zone[0], stop - round(settings.quiet_s * rate_hz))
    least = round(settings.least_quiet_s * rate_hz)
    if stop - start < least:
        # The margin is a caution, and no reason to refuse.
        stop = min(zone[1] - max(1, round(0.02 * rate_hz)), start + least)
    if stop - start < least - 1:
        return (
            f"no quiet phase: {max(0, stop - start) / rate_hz:.2f} s before the movement, "
            f"{settings.least_quiet_s:g} s needed"
        )
    return weigh_at(load_n, start, stop, rate_hz, settings)


def weigh_at(
    load_n: Floats, start: int, stop: int, rate_hz: float, settings: JumpSettings
) -> Weighing | str:
    """Weigh between two samples; refused where the person moved or samples are missing.

    Parameters
    ----------
    load_n, rate_hz, settings
        As for `weigh_before`.
    start, stop : int
        ``stop`` is not among the samples.
    """
    part = load_n[start:stop]
    n_missing = int(np.count_nonzero(~np.isfinite(part)))
    if n_missing:
        return missing_words(n_missing, "while weighing")
    mean = float(part.mean())
    n_block = max(1, round(BLOCK_S * rate_hz))
    n_blocks = part.size // n_block
    # From the end, where the movement is near.
    blocks = part[part.size - n_blocks * n_block :].reshape(n_blocks, n_block).mean(axis=1)
    spread = float(np.ptp(blocks)) if n_blocks else 0.0
    sd = float(part.std(ddof=1)) if part.size > 1 else 0.0
    if (leap := _leap_n(part)) > 0.0:
        return f"a spike while weighing: the load leaps by {leap:.0f} N and back"
    # In a short time nobody may go as far as in a long one.
    share = 4.0 if part.size >= _LONG_S * rate_hz else 2.0
    if spread > share * settings.quiet_frac * mean + 6.0 * sd / math.sqrt(n_block):
        return (
            f"moved while weighing: the load went over {spread:.0f} N between "
            f"{start / rate_hz:.2f} and {stop / rate_hz:.2f} s"
        )
    return Weighing(
        mean, 0.0, sd, start, stop, _of_mean(part, blocks, rate_hz), _sway_m_s(blocks, mean)
    )


def _leap_n(part: Floats) -> float:
    """Give the size of a spike in a quiet load; 0 where there is none."""
    low, high = float(part.min()), float(part.max())
    # Nothing lies further from the median than this, and the median is no less than the least.
    if low > 0.0 and high - low <= _SPIKE_FRAC * low:
        return 0.0
    middle = float(np.median(part))
    off = np.abs(part - middle)
    most = max(_SPIKE_FRAC * abs(middle), _SPIKE_SDS * float(np.median(off)))
    spikes = off > most
    # More than a few are a movement, which has its own name.
    if not spikes.any() or np.count_nonzero(spikes) > _FEW_FRAC * part.size:
        return 0.0
    return float(off.max())


def missing_words(n_missing: int, where: str) -> str:
    """Say how many samples are missing, and where.

    Examples
    --------
    >>> missing_words(1, "in flight"), missing_words(2, "in flight")
    ('1 sample is missing in flight', '2 samples are missing in flight')
    """
    return f"{n_missing} {'sample is' if n_missing == 1 else 'samples are'} missing {where}"


def _of_mean(part: Floats, blocks: Floats, rate_hz: float) -> float:
    """Give the uncertainty of the mean: sway is slow, so a second holds two looks at it."""
    if part.size < 2 or blocks.size < 2:
        return 0.0
    white = float(part.std(ddof=1)) / math.sqrt(part.size)
    looks = _LOOKS_A_SECOND * part.size / rate_hz
    return math.hypot(white, float(blocks.std(ddof=1)) / math.sqrt(looks))


def _sway_m_s(blocks: Floats, mean: float) -> float:
    """Say how fast the person may have moved: all the sway that is seen, at its slowest."""
    if blocks.size < 2 or mean <= 0.0:
        return 0.0
    return float(blocks.std(ddof=1)) / mean * GRAVITY_M_S2 / (2.0 * math.pi * _SLOWEST_HZ)
