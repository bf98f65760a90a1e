"""Numbers as a language writes them: the mark of the decimals, and the space before a unit."""

from __future__ import annotations

import math
import re
from typing import Final

COMMA: Final = frozenset({"de", "es"})
"""Languages with a decimal comma (Unicode CLDR 48, numbers, latn, decimal)."""

CLOSE: Final = frozenset({"en"})
"""Languages in which a percent sign stands close to its number (CLDR, percent formats)."""

NO_BREAK: Final = "\N{NO-BREAK SPACE}"

UNITS: Final = ("s", "ms", "min", "mm", "cm", "m", "kg", "%")

_QUANTITY: Final = re.compile(rf"([-+±]?\d+(?:\.\d+)?)(?:([ {NO_BREAK}]?)({'|'.join(UNITS)}))?")


def number(value: float, decimals: int = 0, unit: str = "", *, language: str = "en") -> str:
    r"""Write a number, rounded, with its unit.

    Parameters
    ----------
    value : float
        NaN where there is none.
    decimals : int
        How many; the same for every value, so that a column does not jump.
    unit : str
        As in `UNITS`; empty for none.
    language : str
        As of `balance_arcade.core.words.known_languages`. What is drawn is written in English:
        the drawing kit says it in the language of the screen, as it says sentences.

    Returns
    -------
    str
        An en dash for NaN.

    Examples
    --------
    >>> number(12.34, 1, "mm"), number(61.0, unit="%")
    ('12.3\xa0mm', '61%')
    >>> number(12.34, 1, "mm", language="de"), number(61.0, unit="%", language="es")
    ('12,3\xa0mm', '61\xa0%')
    """
    text = f"{value:.{decimals}f}" if math.isfinite(value) else "–"
    # Minus nothing is nothing.
    text = text.removeprefix("-") if not text.strip("-0.") else text
    return _joined(text, unit, language)


def number_in(text: str, language: str) -> str | None:
    r"""Write a number that is written in English in another language; None where it is none.

    Examples
    --------
    >>> number_in("1.5 kg", "de"), number_in("61%", "de"), number_in("1:02", "de")
    ('1,5\xa0kg', '61\xa0%', None)
    """
    found = _QUANTITY.fullmatch(text)
    return None if found is None else _joined(found[1], found[3] or "", language)


def _joined(text: str, unit: str, language: str) -> str:
    if language in COMMA:
        text = text.replace(".", ",")
    if not unit:
        return text
    # Never parted at the end of a line.
    return f"{text}{'' if unit == '%' and language in CLOSE else NO_BREAK}{unit}"
