"""Whether the supply that a board tells is the one that its converter needs."""

from __future__ import annotations

from typing import Final

from balance_arcade.hw.arduino.messages import AdcKind

HX711_LEAST_MV: Final = 4000
"""A module regulates 5 V down to 4.3 V for the cells. The processor's reference is good to a tenth:
below this figure the supply is below 4.4 V for certain, and the regulator has left its range."""

ADS131M04_MOST_MV: Final = 3000
"""At gains from 8 on and an AVDD of 3.3 V its inputs may lie no higher than 1.5 V, and a bridge's
signal stands at half of what feeds it (``hardware_docs/fast_board/wiring.md``)."""


def supply_warning(adc: int, supply_mv: int | None) -> str:
    """Say what is wrong with a supply; of converters whose need is not known, nothing.

    Parameters
    ----------
    adc : int
        The converter, as `AdcKind`.
    supply_mv : int or None
        Supply of the cells in millivolts; None where it is not measured.

    Returns
    -------
    str
        A sentence; empty while nothing is wrong.

    Examples
    --------
    >>> supply_warning(AdcKind.HX711, 3310).partition(":")[0]
    'The supply is 3.3 V'
    >>> supply_warning(AdcKind.HX711, 4950), supply_warning(AdcKind.OTHER, 3310)
    ('', '')
    """
    if supply_mv is None:
        return ""
    volts = f"{supply_mv / 1e3:.1f} V"
    if adc == AdcKind.HX711 and supply_mv < HX711_LEAST_MV:
        return (
            f"The supply is {volts}: the modules need 5 V, and readings wander. Use a good USB port"
            " and a short cable, and feed the modules 5 V."
        )
    if adc == AdcKind.ADS131M04 and supply_mv > ADS131M04_MOST_MV:
        return (
            f"The cells are fed {volts}: above 3.0 V the converter's inputs leave their range. Feed"
            " them 2.5 V from a regulator of their own."
        )
    return ""
