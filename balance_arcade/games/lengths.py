"""How long a game lasts where nobody says so in seconds: its own time, less, or more."""

from __future__ import annotations

import math
from typing import Final, Literal

from balance_arcade.games.contract import GameSpec
from balance_arcade.games.guided.spec import is_guided

Length = Literal["standard", "short", "long"]

LENGTHS: Final[dict[Length, float]] = {"standard": 1.0, "short": 0.5, "long": 1.75}
"""Times as long as its own time that a game lasts, by the setting ``length``."""


def usual_seconds(spec: GameSpec, length: Length = "standard") -> float:
    """Time that a game lasts where nobody says how long, in seconds; NaN where it ends by itself.

    A part of a clinical test is over with its last trial, so that no clock runs down beside it.

    Parameters
    ----------
    spec : GameSpec
        The game's.
    length : {"standard", "short", "long"}
        Other lengths than its own are whole tens of seconds.

    Examples
    --------
    >>> from balance_arcade.games.registry import game_spec
    >>> [usual_seconds(game_spec("orchard"), length) for length in ("short", "standard", "long")]
    [60.0, 120.0, 210.0]
    """
    if is_guided(spec.name):
        return math.nan
    if length == "standard":
        return spec.default_seconds
    return max(10.0, round(spec.default_seconds * LENGTHS[length] / 10.0) * 10.0)
