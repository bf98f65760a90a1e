"""How things move: they arrive, they do not pop. All take and give 0 to 1."""

from __future__ import annotations

import math


def clamp01(t: float) -> float:
    """Hold a share within 0 and 1."""
    return 0.0 if t < 0.0 else min(t, 1.0)


def out_cubic(t: float) -> float:
    """Fast at first, settling gently.

    Examples
    --------
    >>> out_cubic(0.0), out_cubic(0.5), out_cubic(1.0)
    (0.0, 0.875, 1.0)
    """
    return 1.0 - (1.0 - clamp01(t)) ** 3


def in_out(t: float) -> float:
    """Slow, fast, slow."""
    t = clamp01(t)
    # Smoothstep: no speed at either end.
    return t * t * (3.0 - 2.0 * t)


def arrive(age_s: float, seconds: float = 0.25) -> float:
    """Share of an arrival that began ``age_s`` ago; movement lasts 150 to 300 ms."""
    return out_cubic(age_s / seconds)


def breathe(t_s: float, period_s: float = 8.0) -> float:
    """Breathe slowly between 0 and 1, starting empty.

    Examples
    --------
    >>> breathe(0.0), round(breathe(4.0), 6)
    (0.0, 1.0)
    """
    return 0.5 - 0.5 * math.cos(2.0 * math.pi * t_s / period_s)


def between(a: float, b: float, t: float) -> float:
    """Value a share ``t`` of the way from ``a`` to ``b``."""
    return a + (b - a) * t
