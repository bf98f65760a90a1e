"""What a trial of Sky Hop asks for, and the numbers that it leaves the therapist."""

from __future__ import annotations

import math

import msgspec

from balance_arcade.games.live_jumps import LiveJumps
from balance_arcade.games.sky_hop.beat import BeatHops
from balance_arcade.games.sky_hop.judging import DIGITS, Judged
from balance_arcade.games.sky_hop.leap import LEAD_S


class Cloud(msgspec.Struct, frozen=True):
    """What is asked for.

    Attributes
    ----------
    difficulty : float
        It was made with.
    share : float
        Height as a share of the own highest; 0 where the person leaps as high as they like.
    height_m, half_m : float
        Where it hangs, and how far off it may be.
    band : float
        The latter as a share of the own highest, or of the beat.
    beat_s : float
        Time between two tones; 0 without a beat.
    n_hops : int
        Hops that are asked for.
    """

    difficulty: float
    share: float = 0.0
    height_m: float = 0.0
    half_m: float = 0.0
    band: float = 0.0
    beat_s: float = 0.0
    n_hops: int = 0

    @property
    def is_free(self) -> bool:
        """Whether no height is asked for."""
        return self.share == 0.0


def leap_numbers(cloud: Cloud, told: Judged, best_m: float, wait_s: float) -> dict[str, float]:
    """Sum a leap up; what a board is too slow for is NaN.

    Parameters
    ----------
    cloud : Cloud
        What was asked for.
    told : Judged
        What came of it.
    best_m : float
        Own highest when it was asked for.
    wait_s : float
        From the words to take-off.

    Examples
    --------
    >>> told = Judged("", "", 0.27, 0.01, 0.28, 0.01)
    >>> numbers = leap_numbers(Cloud(0.5, 0.8, 0.24, 0.02, 0.07), told, 0.3, 1.0)
    >>> round(numbers["height_error_share"], 6)
    0.1
    """
    is_free = cloud.is_free
    error = (told.height_m - cloud.height_m) / best_m if best_m > 0.0 else math.nan
    return {
        "jump_height_impulse_m": told.height_m,
        "u_jump_height_impulse_m": told.doubt_m / 2.0,
        "jump_height_flight_m": told.flown_m,
        "u_jump_height_flight_m": told.flown_doubt_m / 2.0,
        "own_best_m": best_m,
        "target_height_share": math.nan if is_free else cloud.share,
        "band_share": math.nan if is_free else cloud.band,
        "height_error_share": math.nan if is_free else error,
        "not_told": float(bool(told.refusal)),
        "start_latency_s": wait_s,
    }


def beat_numbers(hops: BeatHops, live: LiveJumps) -> dict[str, float]:
    """Sum hops to a beat up; heights and contact times are those of the clinical test of hops.

    Parameters
    ----------
    hops : BeatHops
        That are over.
    live : LiveJumps
        Heard them.
    """
    n = len(hops.intervals)
    mean_s = math.fsum(hops.intervals) / n if n else math.nan
    off = [abs(interval / hops.beat_s - 1.0) for interval in hops.intervals]
    told = dict.fromkeys(("mean_height_m", "mean_contact_time_s", "contact_time_cv_pct"), math.nan)
    if n and not math.isnan(hops.first_s):
        result = live.measure("hops", hops.first_s - LEAD_S, live.now_s)
        if not isinstance(result, str):
            for name in told:
                value = result.value(name)
                told[name] = math.nan if value is None else round(value, DIGITS)
    return {
        "beat_s": hops.beat_s,
        "mean_interval_s": mean_s,
        "u_interval_s": hops.doubt_s,
        "off_beat_share": math.fsum(off) / n if n else math.nan,
        "in_time_share": hops.share,
        "band_share": hops.band,
        "n_hops": float(n),
        **told,
    }
