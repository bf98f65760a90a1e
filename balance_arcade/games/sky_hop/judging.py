"""How high a jump was, how sure that is, or by which name it is refused.

Height is that of the impulse, v^2 / 2g of the velocity at take-off, and stands beside that of the
flight time, with which it must agree; both and their uncertainty are those of
`balance_arcade.assess.jumps`, so that the game's centimetres are the test's.
"""

from __future__ import annotations

import math
from typing import Final, Literal, NamedTuple

from balance_arcade.assess.jump_record import JumpResult
from balance_arcade.cop.jumps.uncertainty import COVERAGE

HEIGHT: Final = "jump_height_impulse_m"
FLOWN: Final = "jump_height_flight_m"

Refusal = Literal["", "moved", "double", "beside", "off", "clipped", "missing", "unclear", "slow"]

_NAMES: Final[tuple[tuple[str, Refusal], ...]] = (
    ("no quiet phase", "moved"),
    ("moved while weighing", "moved"),
    ("no body weight", "moved"),
    ("clipped", "clipped"),
    ("missing", "missing"),
    ("silent", "missing"),
    ("too slow", "slow"),
    ("a second flight", "double"),
)

LEAST_BACK: Final = 0.9
"""Whoever bears less of the weight after a landing than before it stands partly beside. Ours."""

DIGITS: Final = 6
"""Heights are told to the micrometre: the last bits of a sum differ between processors."""


class Judged(NamedTuple):
    """What came of a jump.

    Attributes
    ----------
    refusal : str
        By which name it is refused; empty where it is told.
    why : str
        The reason in the words of the measurement.
    height_m, doubt_m : float
        Height by impulse and its expanded uncertainty (about 95 %); NaN where it is refused.
    flown_m, flown_doubt_m : float
        The same by flight time; NaN where the board is too slow for it.
    """

    refusal: Refusal
    why: str = ""
    height_m: float = math.nan
    doubt_m: float = math.nan
    flown_m: float = math.nan
    flown_doubt_m: float = math.nan


def judge(result: JumpResult | str, weight_before_n: float, weight_after_n: float) -> Judged:
    """Tell the height of a measured jump, or refuse it by name.

    Parameters
    ----------
    result : JumpResult or str
        As `balance_arcade.games.live_jumps.LiveJumps.measure` gives it.
    weight_before_n, weight_after_n : float
        Quiet load before and after it; NaN where the person did not come to rest.

    Returns
    -------
    Judged

    Examples
    --------
    >>> judge("no sample was heard", 700.0, 700.0)[:2]
    ('unclear', 'no sample was heard')
    """
    if isinstance(result, str):
        return Judged(named(result), result)
    if weight_after_n < LEAST_BACK * weight_before_n:
        share = 100.0 * weight_after_n / weight_before_n
        return Judged("beside", f"after the landing the board bore {share:.0f} % of the weight")
    second = next((flag for flag in result.flags if flag.startswith("a second flight")), "")
    height_m = result.value(HEIGHT)
    if height_m is None or second:
        why = second or result.refused[HEIGHT]
        return Judged(named(why), why)
    u = result.uncertainty
    return Judged(
        "",
        "",
        round(height_m, DIGITS),
        round(COVERAGE * u.get(HEIGHT, math.nan), DIGITS),
        _told(result.value(FLOWN)),
        _told(COVERAGE * u.get(FLOWN, math.nan)),
    )


def named(why: str) -> Refusal:
    """Name a reason.

    Examples
    --------
    >>> named("moved while weighing: the load went over 90 N"), named("plate not empty in flight")
    ('moved', 'unclear')
    """
    return next((name for part, name in _NAMES if part in why), "unclear")


def _told(value: float | None) -> float:
    return math.nan if value is None else round(value, DIGITS)
