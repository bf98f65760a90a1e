"""The constant that converts kilograms to newtons."""

from typing import Final

STANDARD_GRAVITY_M_S2: Final = 9.80665
"""Standard acceleration of gravity, exact by definition (3rd CGPM, 1901)."""
