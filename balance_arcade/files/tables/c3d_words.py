"""Words of a C3D file: whole numbers and floats in the order of bytes of the processor.

A C3D file names the processor that wrote it: PC (Intel) and DEC have the low byte first, MIPS (SGI)
the high one. DEC floats are those of a VAX (F_floating): the two 16-bit words are swapped, the
exponent is counted from 128 and the fraction from one half, so that a value is a quarter of what
IEEE 754 makes of the same bits; there are no infinities, and the sign bit with an exponent of zero
marks a value that is none (VAX Architecture Reference Manual, 1987, F_floating; C3D user guide,
c3d.org, on the processor type).
"""

from __future__ import annotations

import enum
from typing import Literal

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_VAX_BIAS = 129
_DOUBLE_BIAS = 1023


class Processor(enum.Enum):
    """Which machine wrote the numbers; the value is the byte that says so."""

    PC = 84
    DEC = 85
    MIPS = 86

    @property
    def order(self) -> Literal["<", ">"]:
        """Order of bytes, as `struct` and NumPy write it."""
        return ">" if self is Processor.MIPS else "<"

    def float_words(self, raw: bytes | npt.NDArray[np.uint8]) -> npt.NDArray[np.generic]:
        """View bytes as the words of floats, not yet decoded."""
        return np.frombuffer(raw, dtype="<u4" if self is Processor.DEC else f"{self.order}f4")

    def floats(self, words: npt.NDArray[np.generic]) -> FloatArray:
        """Decode words of `float_words`."""
        if self is Processor.DEC:
            return vax_floats(words.astype(np.uint32, copy=False))
        with np.errstate(invalid="ignore"):  # A NaN that signals is a NaN.
            return words.astype(np.float64)


def vax_floats(words: npt.NDArray[np.uint32]) -> FloatArray:
    """Decode VAX F_floating numbers.

    Parameters
    ----------
    words : ndarray of uint32
        The four bytes of each number, the first one lowest.

    Returns
    -------
    ndarray of float64
        Exact; 0 where the exponent is zero, NaN where it is zero under a sign.

    Examples
    --------
    >>> words = np.frombuffer(bytes.fromhex("8040 0000 48c3 0080"), dtype="<u4")
    >>> vax_floats(words).tolist()
    [1.0, -50.125]
    """
    bits = ((words << np.uint32(16)) | (words >> np.uint32(16))).astype(np.uint64)
    sign = bits >> np.uint64(31)
    exponent = (bits >> np.uint64(23)) & np.uint64(0xFF)
    fraction = bits & np.uint64(0x7FFFFF)
    double = (
        (sign << np.uint64(63))
        | ((exponent + np.uint64(_DOUBLE_BIAS - _VAX_BIAS)) << np.uint64(52))
        | (fraction << np.uint64(29))
    )
    values: FloatArray = double.view(np.float64)
    values[exponent == 0] = 0.0
    values[(exponent == 0) & (sign == 1)] = np.nan
    return values
