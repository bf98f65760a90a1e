"""VAX F_floating, bit by bit, from the VAX Architecture Reference Manual (1987)."""

from __future__ import annotations

import math
from fractions import Fraction


def vax_float(four: bytes) -> float:
    """The value of four bytes: sign, exponent from 128, fraction from one half, words swapped."""
    first = four[0] + 256 * four[1]
    second = four[2] + 256 * four[3]
    sign, exponent, high = first // 32768, first // 128 % 256, first % 128
    if exponent == 0:
        return math.nan if sign else 0.0
    fraction = Fraction(1, 2) + Fraction(65536 * high + second, 2**24)
    value = fraction * Fraction(2) ** (exponent - 128)
    return float(-value if sign else value)
