"""Is somebody on the board, safely, and does the board still speak? Thresholds in one place."""

from __future__ import annotations

import math

from balance_arcade.core.samples import CopSample, SampleFlag
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2

# All thresholds are ours, to be tuned with patients; none is from a paper.
ON_BOARD_N = 15.0 * STANDARD_GRAVITY_M_S2
"""Load that counts as somebody before the session's weight is known."""

# Between OFF_FRAC and ON_BOARD_FRAC nothing changes, so that a load about one threshold does not
# flicker.
ON_BOARD_FRAC = 0.20
ON_BOARD_S = 0.30
UNLOADED_FRAC = 0.50
UNLOADED_S = 0.15
OFF_FRAC = 0.10
OFF_S = 0.50
# Twenty samples of a board that sends a hundred a second.
STALE_S = 0.20
EMPTY_S = 15.0
EXCUSED_S = 1.0
"""So long after a game no longer wants the board empty the person may be missing: a landing counts
as somebody after `ON_BOARD_S`, which begins anew where the load swings below 20 %."""

RESUME_STEADY_S = 1.0
"""After a step-off the person must stand this long before 3-2-1 begins by itself."""

STEADY_LOAD_FRAC = 0.10
STEADY_MM = 25.0
_STEADY_TAU_S = 0.5
_STALE_S = STALE_S + 1e-6
"""With a microsecond of grace: times are sums of rounded steps."""

_UNUSABLE = int(SampleFlag.TORN | SampleFlag.CELL_FAULT)


class Held:
    """A condition that counts once it has held for a while.

    Parameters
    ----------
    for_s : float
        How long.

    Examples
    --------
    >>> held = Held(0.3)
    >>> held.update(True, 1.0), held.update(True, 1.2), held.update(True, 1.3)
    (False, False, True)
    """

    def __init__(self, for_s: float) -> None:
        self._for_s = for_s
        self._since_s = math.inf

    def update(self, holds: bool, t_s: float) -> bool:
        """Take the condition at a time; return whether it has held long enough."""
        if not holds:
            self._since_s = math.inf
            return False
        since_s = self._since_s
        if t_s < since_s:
            self._since_s = since_s = t_s
        # A microsecond of grace: times are sums of rounded steps.
        return t_s - since_s >= self._for_s - 1e-6


class StanceWatch:
    """Follows the load and the signal, sample by sample, on the samples' clock.

    Parameters
    ----------
    unloaded_frac : float
        Share of the weight below which somebody is not there as before.

    Attributes
    ----------
    weight_n : float
        Session body weight; NaN before it is known.
    present : bool
        Somebody is on the board: more than 20 % of the weight (15 kg before it is known) for
        300 ms, and since then never less than 10 % for 500 ms.
    unloaded : bool
        Less than half of the weight for 150 ms: a foot has left, or the rail carries the person.
    left : bool
        Somebody was there and has stepped off since the centre was measured, so that the feet
        stand elsewhere now; `forget_leaving` clears it.
    stale : bool
        No usable sample for more than 200 ms.
    empty_s : float
        For how long nobody has been on the board.
    steady_s : float
        For how long the person has stood steadily: load within 10 % and centre of pressure within
        25 mm of their running means.
    ease : float
        How many times that is allowed, for somebody who trembles; 1 is the usual limit.
    """

    def __init__(self, *, unloaded_frac: float = UNLOADED_FRAC) -> None:
        self._unloaded_frac = unloaded_frac
        self.weight_n = math.nan
        self.present = False
        self.unloaded = False
        self.left = False
        self.stale = False
        self.empty_s = 0.0
        self.steady_s = 0.0
        self.ease = 1.0
        self._t_s = self._excused_to_s = -math.inf
        self._good_s = math.nan
        self._on = Held(ON_BOARD_S)
        self._low = Held(UNLOADED_S)
        self._off = Held(OFF_S)
        self._is_full = False
        self._means: tuple[float, float, float] | None = None

    def step(self, dt_s: float, sample: CopSample | None, t_s: float) -> None:
        """Advance by one step with the newest sample, or None while there is none."""
        self._t_s = t_s
        # The first step counts as good, so that a session does not begin with a lost signal.
        if math.isnan(self._good_s):
            self._good_s = t_s
        is_placed = sample is not None and sample.on_board
        # Nearly every sample has a place and a load: nothing else is to be looked at then.
        usable = sample is not None and (
            (is_placed and not sample.flags & _UNUSABLE and math.isfinite(sample.fz_n))
            or self._usable(sample, is_placed=is_placed)
        )
        if sample is not None and usable and sample.t_s > self._good_s:
            self._good_s = sample.t_s
        self.stale = t_s - self._good_s > _STALE_S
        if self.stale:
            # The newest sample may come again and again; an old one says nothing of now.
            self.restart_steady()
            return
        if sample is None or not usable:
            return
        self._presence(dt_s, sample.fz_n, t_s)
        if not (self.present and is_placed) or self.unloaded:
            self.restart_steady()
            return
        self._steadiness(dt_s, sample)

    def expect_empty(self) -> None:
        """Take the empty board of this step as what the game asks for; to be told every step."""
        self._excused_to_s = self._t_s + EXCUSED_S

    def expect_somebody(self) -> None:
        """Take an empty board as a step-off again, at once."""
        self._excused_to_s = -math.inf

    @property
    def is_excused(self) -> bool:
        """Whether the person may be missing: a game has sent them off, not `EMPTY_S` ago."""
        return self._t_s <= self._excused_to_s and self.empty_s < EMPTY_S

    def assume_left(self) -> None:
        """Take somebody as having stepped off, as long as nobody can see it."""
        self.present, self.left = False, self.left or self.present

    def forget_leaving(self) -> None:
        """Start anew: the centre is being measured again."""
        self.left = False

    def forget_weight(self) -> None:
        """Judge by 15 kg again: whoever steps on next may be another person."""
        self.weight_n = math.nan

    def restart_steady(self) -> None:
        """Count the steady time anew."""
        self.steady_s, self._means = 0.0, None

    def _usable(self, sample: CopSample, *, is_placed: bool) -> bool:
        if sample.flags & _UNUSABLE or not math.isfinite(sample.fz_n):
            return False
        if is_placed:
            return True
        weight_n = self.weight_n
        # Without a centre of pressure a sample is still good news of an empty board; under load it
        # tells nothing to play with.
        return sample.fz_n < (ON_BOARD_N if math.isnan(weight_n) else ON_BOARD_FRAC * weight_n)

    def _presence(self, dt_s: float, fz_n: float, t_s: float) -> None:
        weight_n = self.weight_n
        # Nearly every step: enough load, nothing is held, and nothing begins to be. A weight that
        # is not known is NaN, with which every comparison is false.
        least_n = self._unloaded_frac * weight_n
        was_full, self._is_full = self._is_full, self.present and fz_n >= least_n
        if self._is_full and was_full:
            return
        known = not math.isnan(weight_n)
        on = self._on.update(fz_n > (ON_BOARD_FRAC * weight_n if known else ON_BOARD_N), t_s)
        # Before the weight is known both thresholds are one; the times alone keep them apart.
        off = self._off.update(fz_n < (OFF_FRAC * weight_n if known else ON_BOARD_N), t_s)
        # Without a weight there is no half of it.
        self.unloaded = self._low.update(known and fz_n < least_n, t_s)
        if self.present and off:
            self.present, self.left = False, True
        elif on:
            self.present = True
        self.empty_s = 0.0 if self.present else self.empty_s + dt_s

    def _steadiness(self, dt_s: float, sample: CopSample) -> None:
        if self._means is None:
            self._means = (sample.fz_n, sample.ml_mm, sample.ap_mm)
        fz_n, ml_mm, ap_mm = self._means
        off_mm = math.hypot(sample.ml_mm - ml_mm, sample.ap_mm - ap_mm)
        load_frac, most_mm = self.ease * STEADY_LOAD_FRAC, self.ease * STEADY_MM
        steady = abs(sample.fz_n - fz_n) <= load_frac * fz_n and off_mm <= most_mm
        self.steady_s = self.steady_s + dt_s if steady else 0.0
        # A running mean follows slow drift, so that only movement counts, not where somebody
        # stands.
        share = dt_s / _STEADY_TAU_S if dt_s < _STEADY_TAU_S else 1.0
        self._means = (
            fz_n + share * (sample.fz_n - fz_n),
            ml_mm + share * (sample.ml_mm - ml_mm),
            ap_mm + share * (sample.ap_mm - ap_mm),
        )
