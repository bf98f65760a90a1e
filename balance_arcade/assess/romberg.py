"""Romberg's comparison: closed against open eyes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from balance_arcade.cop.metric import Measured, refuse


class RombergQuotient(NamedTuple):
    """Closed against open eyes.

    Attributes
    ----------
    metric : str
        What was compared.
    ratio : float
        Closed / open.
    log_ratio : float
        Its natural logarithm: symmetric about 0, and what may be averaged.
    """

    metric: str
    ratio: float
    log_ratio: float


def romberg_quotient(
    metric: str, eyes_open: float | None, eyes_closed: float | None
) -> RombergQuotient | Measured:
    """Compare closed with open eyes.

    Parameters
    ----------
    metric : str
        Name of the metric, for the result.
    eyes_open, eyes_closed : float or None
        The same metric over the same time and surface, by the same pipeline; None for a value that
        was refused.

    Returns
    -------
    RombergQuotient or Measured
        Refused, in words, unless both are finite and positive.

    Notes
    -----
    The ratio is log-normal over people, and one pair of trials does not diagnose anything (144
    healthy adults, rbeb 3BTLDWzm, page seen in part); the logarithm repeats better than the ratio
    and velocity better than RMS (Cornilleau-Peres et al. 2005, page seen in part).

    Examples
    --------
    >>> romberg_quotient("mean_velocity_mm_s", 10.0, 15.0).ratio
    1.5
    """
    pair = (eyes_open, eyes_closed)
    if any(v is None or not math.isfinite(v) or v <= 0.0 for v in pair):
        return refuse(f"Romberg quotient of {metric}", "both values must be there and above zero")
    before, after = (float(v) for v in pair if v is not None)
    return RombergQuotient(metric, after / before, math.log(after) - math.log(before))


def romberg_mean(quotients: Sequence[RombergQuotient]) -> RombergQuotient | Measured:
    """Average quotients of one metric by their logarithms: the geometric mean.

    Parameters
    ----------
    quotients : sequence of RombergQuotient
        Of one metric.

    Returns
    -------
    RombergQuotient or Measured

    Examples
    --------
    >>> both = [RombergQuotient("v", 2.0, math.log(2.0)), RombergQuotient("v", 0.5, -math.log(2.0))]
    >>> romberg_mean(both).ratio
    1.0
    """
    if not quotients or len({q.metric for q in quotients}) != 1:
        return refuse("mean Romberg quotient", "it needs quotients of one and the same metric")
    log_ratio = math.fsum(q.log_ratio for q in quotients) / len(quotients)
    # The geometric mean: twice as much and half as much cancel each other.
    return RombergQuotient(quotients[0].metric, math.exp(log_ratio), log_ratio)
