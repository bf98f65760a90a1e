"""Where the feet stand on the board, by the numbers of a grid, and what is on them.

Sway, leaning and single jumps all hang on the stance, so that a test notes it: how far the line
at the backs of the heels lies from the board's rear edge, how far the heels' middles are apart, and
the angle between the feet. It is kept as a mark in the recording, in words that can be read back.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from balance_arcade.core.errors import ConfigError

_HEAD: Final = "feet:"
FOOTWEAR: Final = ("barefoot", "socks", "shoes", "orthosis", "other")

RANGES: Final = {
    "heel_line_mm": (0.0, 600.0),
    "heel_width_mm": (0.0, 600.0),
    "foot_angle_deg": (-90.0, 180.0),
}
"""What the numbers may be; toes turned out make a positive angle."""


class FootPlace(NamedTuple):
    """Numbers of one stance; NaN and empty where they were not noted.

    Attributes
    ----------
    heel_line_mm : float
        From the board's rear edge to the line that the backs of the heels touch.
    heel_width_mm : float
        Between the middles of the heels.
    foot_angle_deg : float
        Between the feet, toes turned out positive.
    footwear : str
        One of `FOOTWEAR`.
    """

    heel_line_mm: float = math.nan
    heel_width_mm: float = math.nan
    foot_angle_deg: float = math.nan
    footwear: str = ""


def foot_place_words(place: FootPlace) -> str:
    """Write a stance as the text of a mark; empty where nothing was noted.

    Raises
    ------
    ConfigError
        A number that no stance on a board has, or unknown footwear.

    Examples
    --------
    >>> foot_place_words(FootPlace(40.0, 170.0, 14.0, "socks"))
    'feet: heel_line_mm=40 heel_width_mm=170 foot_angle_deg=14 footwear=socks'
    """
    parts = []
    for name, (least, most) in RANGES.items():
        value = getattr(place, name)
        if math.isnan(value):
            continue
        if not least <= value <= most:
            flag = name.rpartition("_")[0].replace("_", " ")
            raise ConfigError(f"The {flag} must be {least:g} to {most:g}, not {value:g}.")
        parts.append(f"{name}={value:g}")
    if place.footwear:
        if place.footwear not in FOOTWEAR:
            raise ConfigError(
                f"There is no footwear {place.footwear[:40]!r}.",
                hint=f"Known: {', '.join(FOOTWEAR)}.",
            )
        parts.append(f"footwear={place.footwear}")
    return " ".join((_HEAD, *parts)) if parts else ""


def read_foot_place(text: str) -> dict[str, str | float]:
    """Read a stance back out of a mark's text; empty where it is another mark.

    Examples
    --------
    >>> read_foot_place("feet: heel_width_mm=170 footwear=socks")
    {'heel_width_mm': 170.0, 'footwear': 'socks'}
    >>> read_foot_place("talked"), read_foot_place("feet: heel_width_mm=wide")
    ({}, {})
    """
    if not text.startswith(_HEAD):
        return {}
    found: dict[str, str | float] = {}
    for part in text[len(_HEAD) :].split():
        name, _, value = part.partition("=")
        if name == "footwear" and value in FOOTWEAR:
            found[name] = value
        elif name in RANGES:
            try:
                number = float(value)
            except ValueError:
                continue
            if RANGES[name][0] <= number <= RANGES[name][1]:
                found[name] = number
    return found
