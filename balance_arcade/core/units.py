"""Constants that convert other units to newtons and millimetres."""

from typing import Final

STANDARD_GRAVITY_M_S2: Final = 9.80665
"""Standard acceleration of gravity, exact by definition (3rd CGPM, 1901)."""

POUND_KG: Final = 0.45359237
"""A pound (avoirdupois) in kilograms, exact by definition (International Yard and Pound, 1959)."""

POUND_FORCE_N: Final = POUND_KG * STANDARD_GRAVITY_M_S2
"""A pound-force in newtons: the weight of a pound under standard gravity."""

INCH_MM: Final = 25.4
"""An inch in millimetres, exact by definition (International Yard and Pound, 1959)."""
