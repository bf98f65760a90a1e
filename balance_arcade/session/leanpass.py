"""The lean pass: eight directions clockwise from forward, out and hold, back, the next one."""

from __future__ import annotations

import math

import msgspec

from balance_arcade.cop.limits import FLOOR_MM, LeanCollector, StabilityLimits
from balance_arcade.core.events import Phase
from balance_arcade.core.samples import CopSample
from balance_arcade.session import prompts

N_DIRECTIONS = 8

# Ours: a lean is over once the best distance held has grown by less than 2 mm in 1.5 s.
_GROWTH_MM = 2.0
_PLATEAU_S = 1.5
N_ATTEMPTS = 2
"""A direction in which less than the floor was held is asked for once more, and no oftener."""

# Back means within a third of what was reached, but never closer than sway lets anybody stand.
_BACK_SHARE = 1.0 / 3.0
_BACK_MM = 20.0
_BACK_S = 0.5
_EPS_S = 1e-6


class LeanPass:
    """Leads through the directions; time goes by steps, samples come once each.

    Parameters
    ----------
    centre_mm : tuple of float
        (ml, ap) of quiet stance.
    rate_hz : float
        At which samples are pushed.
    lean_s, back_s : float
        Longest lean in one direction, longest way back.
    floor_mm : float
        Less is no lean.

    Attributes
    ----------
    index : int
        Direction under way, 0 to 7 clockwise from forward; 8 when all are done.
    attempt : int
        1, or 2 where the direction is asked for once more.
    returning : bool
        On the way back to the centre.
    ready_s : float
        Time until the direction begins, after an interruption; 0 otherwise.
    """

    def __init__(
        self,
        centre_mm: tuple[float, float],
        rate_hz: float,
        *,
        lean_s: float,
        back_s: float,
        floor_mm: float = FLOOR_MM,
    ) -> None:
        self.floor_mm = floor_mm
        self._centre_mm = centre_mm
        self._collector = LeanCollector(centre_mm, rate_hz)
        self._lean_s = lean_s
        self._back_s = back_s
        self.index = 0
        self.attempt = 1
        self.ready_s = 0.0
        self._begin()

    def _begin(self) -> None:
        self.returning = False
        self._time_s = 0.0
        self._best_mm = 0.0
        self._grown_s = 0.0
        self._near_s = 0.0
        self._collector.begin(self.index)

    @property
    def done(self) -> bool:
        """Whether all directions are through."""
        return self.index >= N_DIRECTIONS

    @property
    def direction(self) -> int | None:
        """Where to lean now; None on the way back."""
        return None if self.done or self.returning or self.ready_s > 0.0 else self.index

    @property
    def prompt(self) -> str:
        """The sentence for now."""
        if self.ready_s > 0.0:
            return prompts.PHASES[Phase.COUNTDOWN]
        direction = self.direction
        if direction is None:
            return prompts.LEAN_BACK_SHORT if self.is_short else prompts.LEAN_BACK
        words = prompts.LEAN if self.attempt == 1 else prompts.LEAN_FURTHER
        return words[direction]

    @property
    def is_short(self) -> bool:
        """Whether less than the floor has been held in the direction under way."""
        return self.held_mm < self.floor_mm

    @property
    def held_mm(self) -> float:
        """Best distance held in the direction under way."""
        return self._collector.held_mm

    def again(self, ready_s: float) -> None:
        """Start the direction under way once more, after an interruption and a countdown."""
        self.ready_s = ready_s
        if not self.done:
            self._begin()

    def skip(self) -> None:
        """Take what was reached in this direction and go on to the next."""
        self._next()

    def step(self, dt_s: float, sample: CopSample | None) -> None:
        """Advance; ``sample`` is None unless it is new."""
        if self.done:
            return
        # After an interruption the samples of the countdown do not count: the person is still
        # finding their stance.
        if self.ready_s > _EPS_S:
            self.ready_s = max(0.0, self.ready_s - dt_s)
            return
        self.ready_s = 0.0
        self._time_s += dt_s
        if sample is not None and not self.returning:
            self._collector.push(sample.ml_mm, sample.ap_mm)
        if self.returning:
            self._come_back(dt_s, sample)
        else:
            self._lean(dt_s)

    def _lean(self, dt_s: float) -> None:
        if self.held_mm >= self._best_mm + _GROWTH_MM:
            self._best_mm, self._grown_s = self.held_mm, 0.0
        else:
            self._grown_s += dt_s
        # Somebody who has not come up to the floor gets the whole time.
        plateau = self._best_mm >= self.floor_mm and self._grown_s >= _PLATEAU_S
        if plateau or self._time_s >= self._lean_s:
            self.returning = True
            self._time_s = 0.0

    def _come_back(self, dt_s: float, sample: CopSample | None) -> None:
        if sample is not None:
            off_mm = math.dist((sample.ml_mm, sample.ap_mm), self._centre_mm)
            near = off_mm <= max(_BACK_MM, _BACK_SHARE * self._best_mm)
            # The step's own time is added below, so that the count begins at 0.
            self._near_s = self._near_s if near else -dt_s
        self._near_s += dt_s
        # Whoever cannot come back in time goes on all the same; nobody is held up at the limit of
        # their stability.
        if self._near_s >= _BACK_S or self._time_s >= self._back_s:
            if self.is_short and self.attempt < N_ATTEMPTS:
                self.attempt += 1
                self._begin()
            else:
                self._next()

    def _next(self) -> None:
        self.index += 1
        self.attempt = 1
        if not self.done:
            self._begin()

    def finish(self, fallback: StabilityLimits) -> StabilityLimits:
        """Give the limits; directions held for less than the floor come from the fallback."""
        found = self._collector.finish(fallback)
        return msgspec.structs.replace(found, posture=fallback.posture).raised(fallback)

    @property
    def short(self) -> tuple[str, ...]:
        """Directions in which less than the floor was held, skipped ones among them."""
        return self._collector.below(self.floor_mm)

    def signature(self) -> tuple[object, ...]:
        """Everything that the sentence depends on."""
        # On the way out it is short at first every time, and no sentence says so.
        short = self.is_short if self.returning else False
        return (self.index, self.attempt, self.returning, short, self.ready_s > 0.0)
