"""Lily Pond's rules: one bud at a time; whoever stays with it for a while opens it."""

from __future__ import annotations

import math

from balance_arcade.games.base import BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.safety import safe_target
from lily_pond import HOLD, LIMIT, RADIUS, REACH, SPEC

PAUSE_S = 1.2
"""Between two buds, so that a person comes to rest."""

N_KEPT = 8
N_KINDS = 3


class Bud:
    """One bud, with what it was made with."""

    def __init__(self, x: float, y: float, kind: int, difficulty: float) -> None:
        self.x, self.y, self.kind, self.difficulty = x, y, kind, difficulty
        self.radius = RADIUS.at(difficulty)
        self.hold_s, self.limit_s = HOLD.at(difficulty), LIMIT.at(difficulty)
        self.age_s = self.held_s = 0.0
        self.inside = False

    @property
    def held(self) -> float:
        """Share of the hold that is done, 0 to 1."""
        return min(1.0, self.held_s / self.hold_s)


class Model(BaseModel):
    """Lily Pond without a picture."""

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.bud: Bud | None = None
        self.lilies: list[Bud] = []
        self._wait_s = PAUSE_S
        self._angle = self.chance.between(0.0, 2.0 * math.pi)
        self._meter: MovementMeter | None = None

    @property
    def goal_radius(self) -> float:
        return self.bud.radius if self.bud else math.nan

    def goal(self) -> tuple[float, float] | None:
        return (self.bud.x, self.bud.y) if self.bud else None

    def _advance(self, control: ControlInput) -> None:
        bud = self.bud
        if bud is None or self._meter is None:
            self._wait_s -= DT_S
            if self._wait_s <= 0.0:
                self._rise()
            return
        bud.age_s += DT_S
        inside = math.hypot(self.x - bud.x, self.y - bud.y) <= bud.radius
        self._meter.push(self.x, self.y, control, inside=inside)
        if inside and not bud.inside:
            self._say("game.bud_reached", x=bud.x)
        bud.inside = inside
        # Drifting off for a moment costs a moment, not the whole hold.
        bud.held_s = max(0.0, bud.held_s + (DT_S if inside else -DT_S))
        if bud.held_s >= bud.hold_s:
            self._close(bud, opened=True)
        elif bud.age_s >= bud.limit_s + bud.hold_s:
            self._close(bud, opened=False)

    def _rise(self) -> None:
        """Let the next bud rise somewhere else: at least a sixth of a turn away."""
        difficulty = self._trial_difficulty()
        self._angle += self.chance.between(math.pi / 3.0, 5.0 * math.pi / 3.0)
        reach = REACH.at(difficulty) * self.chance.between(0.85, 1.0)
        x, y = reach * math.sin(self._angle), reach * math.cos(self._angle)
        x, y = safe_target(x, y, far_confirmed=self.options.far_confirmed)
        self.bud = Bud(x, y, self.chance.below(N_KINDS), difficulty)
        self._meter = MovementMeter((self.x, self.y), (x, y))
        self._say("game.trial_start", index=self.trials, x=x, y=y)
        self._say("game.bud_rises", x=x)

    def _close(self, bud: Bud, *, opened: bool) -> None:
        if opened:
            self.lilies = [*self.lilies, bud][-N_KEPT:]
        self._say("game.lily_opens" if opened else "game.bud_sinks", x=bud.x)
        metrics = self._meter.results() if self._meter else {}
        metrics["target_share"] = math.hypot(bud.x, bud.y)
        self._end_trial(success=opened, difficulty=bud.difficulty, metrics=metrics)
        self.bud, self._meter, self._wait_s = None, None, PAUSE_S

    def _state(self) -> tuple[float, ...]:
        bud = self.bud
        here = (bud.x, bud.y, bud.age_s, bud.held_s) if bud else (math.inf,) * 4
        return (*here, self._wait_s, self._angle, float(len(self.lilies)))
