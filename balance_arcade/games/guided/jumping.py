"""Follows one guided jump live, sample by sample: still, in the air, still again; then measures it.

The load is heard by `balance_arcade.games.live_jumps`, as in the games.
"""

from __future__ import annotations

import math
from typing import Final, Literal

from balance_arcade.assess.guidance import GuidedTrial
from balance_arcade.assess.jump_guided import key_of
from balance_arcade.assess.jump_protocols import NOT_MADE, RESTLESS
from balance_arcade.assess.jump_record import JumpResult
from balance_arcade.cop.jumps.detector import JumpEvent
from balance_arcade.core.board import Stance
from balance_arcade.core.events import Scalar
from balance_arcade.core.words import msgid
from balance_arcade.games.contract import ControlInput
from balance_arcade.games.live_jumps import LiveJumps

SETTLE_S: Final = 20.0
"""So long after the jump is waited for the person to stand still."""

STANCES: Final[dict[str, Stance]] = {
    "cmj": "jump",
    "sj": "squat_jump",
    "hops": "hops",
    "dj": "drop_jump",
    "landing": "land",
}
WEIGHED_S: Final = 0.7
"""Whoever dropped is weighed after it: with what the detector looks at, for a second."""

CENTIMETRES: Final = msgid("{n} cm")
SECONDS: Final = msgid("{n} s")


class JumpWatch:
    """One trial, from the words on.

    Parameters
    ----------
    trial : GuidedTrial
        What is asked for.

    Attributes
    ----------
    is_quiet : bool
        Somebody stands still and is weighed.
    n_flights : int
        Flights since the tone.
    landed_s : float
        Of the newest landing, or touch-down out of a drop; NaN before the first.
    shown : str
        Result for the person; empty before it is measured and where there is none.

    Examples
    --------
    >>> watch = JumpWatch(GuidedTrial("jump", "Jump.", 10.0, "cmj", lead_s=2.0))
    >>> loads = tuple((k / 100.0, 700.0) for k in range(100))
    >>> watch.push(ControlInput(1.0, 0.0, 0.0, new_loads=loads))
    >>> watch.is_quiet, watch.rate_hz
    (True, 100.0)
    """

    def __init__(self, trial: GuidedTrial) -> None:
        self._trial = trial
        self._live = LiveJumps()
        self.is_quiet, self.n_flights = False, 0
        self.landed_s = self._tone_s = self._over_s = math.nan
        self._is_up = self._has_left = False
        self.shown = ""

    @property
    def words(self) -> str:
        """The trial's own words are read before the tone: empty."""
        return ""

    def stance(self, *, begun: bool) -> Stance:
        """On both feet until the tone."""
        return STANCES[self._trial.condition] if begun else "both"

    def prepare(self, control: ControlInput) -> Literal["wait", "anew", "ready"]:
        """Wait until the person stands still and is weighed."""
        self.push(control)
        return "ready" if self.is_quiet else "wait"

    def mark(self, text: str) -> bool:
        """Hear nothing: marks mean nothing here."""
        del text
        return False

    @property
    def now_s(self) -> float:
        """Time of the newest sample; NaN before the first."""
        return self._live.now_s

    @property
    def rate_hz(self) -> float:
        """Samples a second; NaN before it is told."""
        return self._live.rate_hz

    def begin(self) -> None:
        """Take the tone as having sounded: what is heard from now on is the jump."""
        self._tone_s, self.n_flights, self.landed_s = self.now_s, 0, math.nan

    def push(self, control: ControlInput) -> None:
        """Take the samples of a step."""
        n_breaks = self._live.n_breaks
        found = self._live.push(control)
        if self._live.n_breaks != n_breaks:
            # Before a pause lies another trial.
            self.is_quiet = False
        for _, event in found:
            self._take(event)

    def _forget(self) -> None:
        self._live.forget()
        self.is_quiet = False

    def _take(self, event: JumpEvent) -> None:
        kind = event.kind
        if kind == "weighed":
            self.is_quiet = True
            if self._has_jumped and math.isnan(self._over_s):
                self._over_s = self.now_s + WEIGHED_S * (self._trial.kind == "drop")
            return
        self.is_quiet, self._over_s = False, math.nan
        if kind == "take_off":
            self.n_flights += 1
            self._is_up = True
        elif kind == "withdrawn":
            self.n_flights -= 1
            self._is_up = False
        elif kind in ("landing", "stepped_on"):
            self._is_up = False
            if not self.landed_s <= self.now_s:
                self.landed_s = self.now_s
        elif kind == "left_plate":
            was_on = self._trial.kind == "jump" or not math.isnan(self.landed_s)
            self._has_left = was_on and not math.isnan(self._tone_s)

    @property
    def _has_jumped(self) -> bool:
        """Whether what was asked for has been done, and the feet are down again."""
        if math.isnan(self._tone_s) or math.isnan(self.landed_s) or self._is_up:
            return False
        return self._trial.condition == "landing" or self.n_flights > 0

    def ending(self) -> str | None:
        """Tell how the trial ends now: None not yet, empty by itself, else the reason."""
        since_s = self.now_s - self._tone_s
        if self._has_left:
            return "stepped"
        after_s = self._trial.after_s
        if after_s > 0.0:
            # A set time is the same for everybody, steady or not.
            if self.now_s - self.landed_s >= after_s:
                return ""
        elif self.now_s >= self._over_s:
            return ""
        if not self._has_jumped and not self._is_up and since_s >= self._trial.seconds:
            return NOT_MADE
        return RESTLESS if since_s >= self._trial.seconds + SETTLE_S else None

    def span_s(self) -> tuple[float, float]:
        """First and last sample that belong to the trial, on the board's clock."""
        first_s = self._tone_s - self._trial.lead_s
        return max(first_s, self._live.first_s), self.now_s

    def facts(self) -> dict[str, Scalar]:
        """Measure the jump just made, and say from where to where its samples go."""
        result = self.result()
        self.shown = shown(result)
        if math.isnan(self.now_s):
            return dict(told(result))
        from_s, to_s = self.span_s()
        return {"from_s": from_s, "to_s": to_s, **told(result)}

    def result(self) -> JumpResult | str:
        """Measure what was heard; or say why it cannot be."""
        return self._live.measure(self._trial.condition, *self.span_s())


def told(result: JumpResult | str) -> dict[str, float | str]:
    """Say a result as plain values, for the event that ends the trial.

    Examples
    --------
    >>> told("too slow")
    {'refused': 'too slow'}
    """
    if isinstance(result, str):
        return {"refused": result}
    name = key_of(result.test, result.rate_hz)
    value = result.value(name)
    if value is None:
        return {"refused": result.refused[name]}
    said: dict[str, float | str] = {"key": name, name: value}
    if name in result.uncertainty:
        said[f"u_{name}"] = result.uncertainty[name]
    if result.flags:
        said["flags"] = "; ".join(result.flags)
    return said


def shown(result: JumpResult | str) -> str:
    """Words of a result on the patient's screen; empty where there is none.

    Examples
    --------
    >>> shown("too slow")
    ''
    """
    if isinstance(result, str):
        return ""
    name = key_of(result.test, result.rate_hz)
    height = name if name.startswith("jump_height") else "jump_height_flight_m"
    if result.test == "landing":
        value = result.value("time_threshold_s")
        return "" if value is None else SECONDS.format(n=f"{value:.1f}")
    if result.test == "hops":
        height = "mean_height_m"
    value = result.value(height)
    return "" if value is None else CENTIMETRES.format(n=round(100.0 * value))
