"""Bubble River's rules: a leaf drifts for a stretch; whoever stays beside it long enough has it."""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.games.base import BaseModel
from balance_arcade.games.bubble_river.spec import BAND, PACE, REACH, SHARE, SPEC
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.safety import safe_target
from balance_arcade.games.tracking import TrackingMeter

STRETCH_S: Final = 12.0
"""Length of a trial."""

CATCH_UP_S: Final = 2.0
"""At the start of a stretch, before following counts: the person has to find the leaf."""

PAUSE_S: Final = 2.0
"""Rest between two stretches."""

START_S: Final = 1.0
"""The leaf takes so long to come to its pace, so that it never jerks."""

WAVES: Final = ((1.0, 0.60), (1.618, 0.28), (2.414, 0.12))
"""Rate and weight of each sine. No ratio is a whole number, so the path does not repeat; the
weights add up to 1, so that an axis stays within its reach."""

AXIS_SHARE: Final = 0.70
"""Of the reach on each axis: both at their ends are then within the reach together."""


class Model(BaseModel):
    """Bubble River without a picture.

    Parameters
    ----------
    options : GameOptions
        What the therapist set.

    Attributes
    ----------
    leaf : tuple of float
        Where the leaf is, in the unit disc.
    drifting : bool
        Whether a stretch is on; between two the leaf rests.

    Examples
    --------
    >>> model = Model(GameOptions(seed=3))
    >>> while model.trials < 1:
    ...     model.step(ControlInput(model.time_s, *(model.goal() or (0.0, 0.0))))
    >>> model.successes
    1
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self._phases = tuple(self.chance.between(0.0, 2.0 * math.pi) for _ in range(6))
        self._turn = 0.0
        self._reach = REACH.easy
        self._made_with = self.difficulty
        self._age_s = 0.0
        self._wait_s = PAUSE_S
        self._near = False
        self._meter = TrackingMeter()
        self.drifting = False
        self.leaf = self._place()

    @property
    def goal_radius(self) -> float:
        """How near to the leaf counts."""
        return BAND.at(self._made_with) if self.drifting else math.nan

    @property
    def stretch_share(self) -> float:
        """Share of the stretch that is over, 0 to 1."""
        return min(1.0, self._age_s / (CATCH_UP_S + STRETCH_S)) if self.drifting else 0.0

    def goal(self) -> tuple[float, float] | None:
        """Return the leaf's place while it drifts."""
        return self.leaf if self.drifting else None

    def _advance(self, control: ControlInput) -> None:
        if self.drifting:
            self._drift(control)
        else:
            self._rest()

    def _rest(self) -> None:
        """Wait, then begin the next stretch from where the leaf lies."""
        self._wait_s -= DT_S
        if self._wait_s > 0.0:
            return
        self._made_with = self._trial_difficulty()
        self._age_s, self._near, self._meter = 0.0, False, TrackingMeter()
        self.drifting = True
        self._say("game.trial_start", index=self.trials, x=self.leaf[0], y=self.leaf[1])
        self._say("game.leaf_drifts", x=self.leaf[0])

    def _drift(self, control: ControlInput) -> None:
        self._age_s += DT_S
        ease = min(1.0, self._age_s / START_S)
        self._turn += 2.0 * math.pi * PACE.at(self._made_with) / 60.0 * DT_S * ease
        # A step of the reach would be a jump of the leaf, so it takes the catch-up to change.
        wanted = REACH.at(self._made_with)
        most = DT_S * (REACH.hard - REACH.easy) / CATCH_UP_S
        self._reach += min(most, max(-most, wanted - self._reach))
        self.leaf = self._place()
        near = control.on_board and math.dist(self.leaf, (self.x, self.y)) <= self.goal_radius
        if near and not self._near:
            self._say("game.leaf_near", x=self.leaf[0])
        self._near = near
        if self._age_s > CATCH_UP_S:
            self._meter.push(self.leaf, (self.x, self.y), inside=near)
        if self._meter.n_steps >= round(STRETCH_S / DT_S):
            self._close()

    def _close(self) -> None:
        followed = self._meter.inside_share >= SHARE.at(self._made_with)
        self._say("game.leaf_followed" if followed else "game.leaf_rests", x=self.leaf[0])
        metrics = self._meter.results()
        metrics["target_share"] = self._reach
        self.drifting, self._wait_s = False, PAUSE_S
        self._end_trial(success=followed, difficulty=self._made_with, metrics=metrics)

    def _place(self) -> tuple[float, float]:
        """Place on the path at the present turn."""
        x = y = 0.0
        for k, (rate, weight) in enumerate(WAVES):
            x += weight * math.sin(rate * self._turn + self._phases[k])
            # Another rate for the other axis: else the path would be a line or an ellipse.
            y += weight * math.sin(1.272 * rate * self._turn + self._phases[k + 3])
        scale = self._reach * AXIS_SHARE
        return safe_target(x * scale, y * scale, far_confirmed=self.options.far_confirmed)

    def _state(self) -> tuple[float, ...]:
        meter = self._meter
        return (
            *self.leaf,
            self._turn,
            self._reach,
            self._made_with,
            self._age_s,
            self._wait_s,
            float(self.drifting),
            float(self._near),
            float(meter.n_steps),
            float(meter.n_inside),
        )
