"""Names of outcomes as people read them."""

from __future__ import annotations

import re
from typing import Final

from balance_arcade.core.words import msgid
from balance_arcade.reports.wording import Joined, Verbatim, joined

BODY_WEIGHTS: Final = msgid("body weights")
SHARE: Final = msgid("as a share of 1")

CONDITIONS: Final = {
    "eo_firm": msgid("Open eyes"),
    "ec_firm": msgid("Closed eyes"),
    "eo_foam": msgid("Open eyes, foam"),
    "ec_foam": msgid("Closed eyes, foam"),
    "F": "F",
    "FR": "FR",
    "R": "R",
    "BR": "BR",
    "B": "B",
    "BL": "BL",
    "L": "L",
    "FL": "FL",
}
"""Conditions and directions by the names that protocols give them."""

SPOKEN_CONDITIONS: Final = {
    "Open eyes": msgid("open eyes"),
    "Closed eyes": msgid("closed eyes"),
    "Open eyes, foam": msgid("open eyes, foam"),
    "Closed eyes, foam": msgid("closed eyes, foam"),
}
"""The same within a name."""

_UNITS: Final = (
    ("_mm_s", "mm/s"),
    ("_m_s", "m/s"),
    ("_n_s", "N/s"),
    ("_n_m", "N/m"),
    ("_w_kg", "W/kg"),
    ("_ns", "N s"),
    ("_bw", BODY_WEIGHTS),
    ("_hz", "Hz"),
    ("_kg", "kg"),
    ("_n", "N"),
    ("_w", "W"),
    ("_m", "m"),
    ("_deg_s", "°/s"),
    ("_mm2", "mm²"),
    ("_mm", "mm"),
    ("_pct", "%"),
    ("_s", "s"),
    ("_frac", SHARE),
)


def spoken(name: str) -> Joined:
    """Name of an outcome as people read it, with its condition and its unit.

    Examples
    --------
    >>> spoken("mean_velocity_mm_s"), spoken("romberg_mean_velocity_firm")
    ('Mean velocity, mm/s', 'Romberg mean velocity firm')
    >>> spoken("peak_power_w_kg"), spoken("best_rsi_m_s"), spoken("jump_height_impulse_m")
    ('Peak power, W/kg', 'Best RSI, m/s', 'Jump height impulse, m')
    >>> spoken("ellipse_area_mm2_eo_firm"), spoken("success_frac")
    ('Ellipse area, mm², open eyes', 'Success, as a share of 1')
    """
    for condition, words in CONDITIONS.items():
        if name.endswith(f"_{condition}"):
            rest = spoken(name.removesuffix(f"_{condition}"))
            shown = Verbatim(words) if words.isupper() else SPOKEN_CONDITIONS.get(words, words)
            return joined([*rest.pieces, shown])
    for ending, unit in _UNITS:
        if name.endswith(ending):
            rest = spoken(name.removesuffix(ending))
            said = unit if unit in (BODY_WEIGHTS, SHARE) else Verbatim(unit)
            return joined([*rest.pieces, said])
    words = re.sub(r"\bcog\b", "centre of gravity,", name.replace("_", " "))
    words = re.sub(r"^n ", "number of ", words)
    words = re.sub(r"\b(rsi|rfd|cv|sd|rms)\b", lambda found: found[0].upper(), words)
    words = re.sub(r"\b(ml|ap)\b", lambda found: _AXES[found[0]], words)
    return joined([words[:1].upper() + words[1:]])


_AXES: Final = {"ml": "left-right", "ap": "front-rear"}
