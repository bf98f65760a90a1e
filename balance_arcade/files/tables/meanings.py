"""What a column's name means, in the spellings that loggers and exports use.

=========  =====================================================================================
meaning    names (case, blanks, underscores and the unit do not matter)
=========  =====================================================================================
``t``      t, time, seconds, elapsed seconds (or time), timestamp, epoch, millis, micros; also
           what ends with time and has a unit of time (``DeviceTime_ms``)
``ml``     cop_ml, ml, CoP ML, COP x (ML), mediolateral
``ap``     cop_ap, ap, CoP AP, COP y (AP), anteroposterior
``fz``     fz, force z, vertical force, load; weight, total weight, total force
corners    tl, top left, TopLeft, front_left, FL, LF, upper left, left front, left anterior; with
           force, load, weight, sensor, cell, corner or r before or behind (``force_FL_lbs``,
           ``RTopLeft``); not what is called raw. LR is left rear or lower right: asked for
=========  =====================================================================================

Columns called after an axis alone (``COPx``, ``x``) say nothing of the person's sides: they are
asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from balance_arcade.files.tables.column_map import QUANTITIES
from balance_arcade.files.tables.units import split_unit

CORNERS: Final[tuple[str, ...]] = ("tl", "tr", "bl", "br")

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_WORD = re.compile(r"[a-z]+|\d+")

_SIDES = {"left": "l", "right": "r"}
_ENDS = {
    "top": "t",
    "front": "t",
    "upper": "t",
    "fore": "t",
    "bottom": "b",
    "rear": "b",
    "back": "b",
    "lower": "b",
    "hind": "b",
    "anterior": "t",
    "posterior": "b",
}
_SHORT_CORNERS = {
    "tl": "tl",
    "tr": "tr",
    "bl": "bl",
    "br": "br",
    "fl": "tl",
    "fr": "tr",
    "rl": "bl",
    "rr": "br",
    "lf": "tl",
    "rf": "tr",
    "lb": "bl",
    "rb": "br",
    "topleft": "tl",
    "topright": "tr",
    "bottomleft": "bl",
    "bottomright": "br",
    "frontleft": "tl",
    "frontright": "tr",
    "rearleft": "bl",
    "rearright": "br",
    "backleft": "bl",
    "backright": "br",
}
_BESIDE_CORNER = frozenset(
    [
        "force",
        "load",
        "weight",
        "mass",
        "sensor",
        "cell",
        "corner",
        "loadcell",
        "f",
        "w",
        "r",
        "wii",
    ]
)
_COP = frozenset(
    [
        "cop",
        "cp",
        "x",
        "y",
        "center",
        "centre",
        "of",
        "pressure",
        "position",
        "displacement",
        "sway",
        "net",
        "filtered",
    ]
)
_AXES = {
    "ml": "ml",
    "mediolateral": "ml",
    "ap": "ap",
    "anteroposterior": "ap",
}
_AXIS_PAIRS = {
    ("medio", "lateral"): "ml",
    ("medial", "lateral"): "ml",
    ("antero", "posterior"): "ap",
    ("anterior", "posterior"): "ap",
}
_PLAIN = {
    "t": ("t", 0),
    "time": ("t", 0),
    "seconds": ("t", 1),
    "elapsed": ("t", 1),
    "elapsedtime": ("t", 1),
    "elapsedseconds": ("t", 1),
    "elapsedmilliseconds": ("t", 1),
    "epoch": ("t", 1),
    "unixtime": ("t", 1),
    "millis": ("t", 1),
    "milliseconds": ("t", 1),
    "micros": ("t", 1),
    "microseconds": ("t", 1),
    "timestamp": ("t", 2),
    "fz": ("fz", 0),
    "forcez": ("fz", 1),
    "verticalforce": ("fz", 1),
    "load": ("fz", 1),
    "totalload": ("fz", 1),
    "totalforce": ("fz", 1),
    "weight": ("fz", 2),
    "totalweight": ("fz", 2),
    "fx": ("fx", 0),
    "fy": ("fy", 0),
    "mx": ("mx", 0),
    "my": ("my", 0),
}
_UNIT_IN_NAME = {
    "seconds": "s",
    "elapsedseconds": "s",
    "millis": "ms",
    "milliseconds": "ms",
    "elapsedmilliseconds": "ms",
    "micros": "us",
    "microseconds": "us",
}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is.

    Attributes
    ----------
    quantity : str
        A name of `balance_arcade.files.tables.column_map.QUANTITIES`.
    unit : str
        As written beside the name, reduced; empty where none is.
    rank : int
        How far the name is from the plain one; of two columns of one quantity the lower counts.
    """

    quantity: str
    unit: str
    rank: int


def meaning_of(cell: str) -> Meaning | None:
    """Tell what a column is by its name.

    Parameters
    ----------
    cell : str
        The name, with its unit if it is written there.

    Returns
    -------
    Meaning or None
        None where the name says none of the quantities.

    Examples
    --------
    >>> meaning_of("Top Left (kg)")
    Meaning(quantity='tl', unit='kg', rank=0)
    >>> meaning_of("force_FR_lbs").quantity, meaning_of("raw_FR"), meaning_of("time_units")
    ('tr', None, None)
    """
    name, unit = split_unit(cell)
    words = tuple(_WORD.findall(_CAMEL.sub(" ", name.replace("CoP", "COP")).lower()))
    found = _plain(words, unit) or _axis(words) or _corner(words)
    if found is None:
        return None
    quantity, rank = found
    unit = unit or _UNIT_IN_NAME.get("".join(words), "")
    if unit and unit not in QUANTITIES[quantity] and not cell.rstrip().endswith((")", "]", "}")):
        # "Fz min" and "t_n" are something else, not a quantity in a wrong unit.
        return None
    return Meaning(quantity, unit, rank)


def _plain(words: tuple[str, ...], unit: str) -> tuple[str, int] | None:
    whole = "".join(words)
    if whole in _PLAIN:
        return _PLAIN[whole]
    if unit in QUANTITIES["t"] and words and words[-1] in ("time", "timestamp"):
        return "t", 3
    return None


def _axis(words: tuple[str, ...]) -> tuple[str, int] | None:
    for pair, axis in _AXIS_PAIRS.items():
        if words[-2:] == pair:
            words = (*words[:-2], axis)
    axes = [_AXES[word] for word in words if word in _AXES]
    others = [word for word in words if word not in _AXES]
    if len(axes) == 1 and _COP.issuperset(others):
        return axes[0], 0 if others in (["cop"], []) else 1
    return None


def _corner(words: tuple[str, ...]) -> tuple[str, int] | None:
    others = [word for word in words if word not in _BESIDE_CORNER]
    corner = None
    if len(others) == 1:
        corner = _SHORT_CORNERS.get(others[0])
    elif len(others) == 2:
        ends = [_ENDS[word] for word in others if word in _ENDS]
        sides = [_SIDES[word] for word in others if word in _SIDES]
        corner = ends[0] + sides[0] if len(ends) == len(sides) == 1 else None
    return None if corner is None else (corner, len(words) - len(others))
