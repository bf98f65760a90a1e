"""The one constant between the kilograms of people and the newtons of the house."""

from typing import Final

STANDARD_GRAVITY_M_S2: Final = 9.80665
"""Standard acceleration of gravity, exact by definition (3rd CGPM, 1901)."""
