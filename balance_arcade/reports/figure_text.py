"""Figures of a report in words: about three digits, never with an exponent."""

from __future__ import annotations

import math

import numpy as np

NONE = "–"
"""Where there is no number."""


def figure(value: float | None, *, signed: bool = False) -> str:
    """Write a number with about three digits.

    Examples
    --------
    >>> figure(12.345), figure(1234.5), figure(0.04567), figure(None)
    ('12.3', '1234', '0.0457', '–')
    >>> figure(3.0, signed=True), figure(-0.5, signed=True), figure(0.0, signed=True)
    ('+3', '-0.5', '0')
    """
    if value is None or not math.isfinite(value):
        return NONE
    # Whole numbers above a hundred keep all their digits.
    digits = max(3, len(f"{abs(value):.0f}"))
    text = np.format_float_positional(value, precision=digits, fractional=False, trim="-")
    if text in ("0", "-0"):
        return "0"
    return f"+{text}" if signed and value > 0.0 else text
