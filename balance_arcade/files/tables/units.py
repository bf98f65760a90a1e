"""Units as tables write them, and how they stand beside a column's name.

============  ==================================================================================
quantity      units
============  ==================================================================================
load          N, kN, daN, kg (kgf), g (gf), lb (lbs, lbf): a load in kilograms or pounds is the
              weight of that mass under standard gravity
place         mm, cm, m, in
moment        Nm (N.m, N-m, N*m), Nmm, Ncm, kNm, kNmm, in-lb, ft-lb
time          s (sec), ms, us, ns, min
============  ==================================================================================
"""

from __future__ import annotations

import re
from typing import Final

from balance_arcade.core.units import INCH_MM, POUND_FORCE_N, STANDARD_GRAVITY_M_S2

FORCE_N: Final[dict[str, float]] = {
    "n": 1.0,
    "kn": 1000.0,
    "dan": 10.0,
    "newton": 1.0,
    "newtons": 1.0,
    "kg": STANDARD_GRAVITY_M_S2,
    "kgf": STANDARD_GRAVITY_M_S2,
    "g": STANDARD_GRAVITY_M_S2 / 1000.0,
    "gf": STANDARD_GRAVITY_M_S2 / 1000.0,
    "lb": POUND_FORCE_N,
    "lbs": POUND_FORCE_N,
    "lbf": POUND_FORCE_N,
    **dict.fromkeys(("kilogram", "kilograms"), STANDARD_GRAVITY_M_S2),
    **dict.fromkeys(("pound", "pounds"), POUND_FORCE_N),
}
PLACE_MM: Final[dict[str, float]] = {
    "mm": 1.0,
    "cm": 10.0,
    "m": 1000.0,
    "in": INCH_MM,
    "inch": INCH_MM,
    "inches": INCH_MM,
    # As the Lab Streaming Layer's conventions and laboratories spell them.
    **dict.fromkeys(("millimeter", "millimeters", "millimetre", "millimetres"), 1.0),
    **dict.fromkeys(("centimeter", "centimeters", "centimetre", "centimetres"), 10.0),
    **dict.fromkeys(("meter", "meters", "metre", "metres"), 1000.0),
}
MOMENT_NMM: Final[dict[str, float]] = {
    "nm": 1000.0,
    "nmm": 1.0,
    **dict.fromkeys(("newtonmeter", "newtonmeters", "newtonmetre", "newtonmetres"), 1000.0),
    "ncm": 10.0,
    "knm": 1e6,
    "knmm": 1000.0,
    **dict.fromkeys(("inlb", "inlbs", "inlbf", "lbin", "lbfin"), POUND_FORCE_N * INCH_MM),
    **dict.fromkeys(("ftlb", "ftlbs", "ftlbf", "lbft", "lbfft"), POUND_FORCE_N * 12.0 * INCH_MM),
}
TIME_S: Final[dict[str, float]] = {
    "s": 1.0,
    "sec": 1.0,
    "secs": 1.0,
    "seconds": 1.0,
    "ms": 1e-3,
    "msec": 1e-3,
    "us": 1e-6,
    "usec": 1e-6,
    "ns": 1e-9,
    "min": 60.0,
    "second": 1.0,
    "milliseconds": 1e-3,
    "microseconds": 1e-6,
    "minutes": 60.0,
}
ALL_UNITS: Final = frozenset({*FORCE_N, *PLACE_MM, *MOMENT_NMM, *TIME_S})

# No name is longer than this, and a hostile one must not keep a pattern busy.
LONGEST_NAME: Final = 80

_BRACKET = re.compile(r"[\[({]\s{0,8}([^\[\](){}]{0,40}?)\s{0,8}[\])}]\s{0,8}$")
_MICRO = str.maketrans({"µ": "u", "μ": "u"})


def plain_unit(text: str) -> str:
    """Reduce a unit to its letters: ``N.m``, ``N-m``, ``[N*m]`` are all ``nm``.

    Newton metres and nanometres look alike; none of the latter stand in these files.

    Examples
    --------
    >>> plain_unit("N.mm"), plain_unit("(µs)"), plain_unit("[kg]")
    ('nmm', 'us', 'kg')
    """
    return re.sub(r"[^a-z]", "", text.translate(_MICRO).lower())


def split_unit(cell: str, marks: str = "/_ ") -> tuple[str, str]:
    """Part a column's name from its unit.

    Parameters
    ----------
    cell : str
        As it stands in the line of names.
    marks : str
        What may stand before a unit that is not in brackets; such a unit must be known.

    Returns
    -------
    name : str
        Without the unit, as written.
    unit : str
        Reduced by `plain_unit`; empty where none is written.

    Examples
    --------
    >>> split_unit("Top Left (kg)"), split_unit("Time/s"), split_unit("cop_ml_mm")
    (('Top Left', 'kg'), ('Time', 's'), ('cop_ml', 'mm'))
    >>> split_unit("time_units"), split_unit("Fz [furlong]"), split_unit("mx_nm", "/")
    (('time_units', ''), ('Fz', 'furlong'), ('mx_nm', ''))
    """
    text = cell.strip()[:LONGEST_NAME]
    match = _BRACKET.search(text)
    if match and match.start() > 0:
        return text[: match.start()].rstrip(" _"), plain_unit(match[1])
    for mark in marks:
        name, found, unit = text.rpartition(mark)
        if found and name.strip() and plain_unit(unit) in ALL_UNITS:
            return name.strip(), plain_unit(unit)
    return text, ""
