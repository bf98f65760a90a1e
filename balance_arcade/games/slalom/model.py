"""Slalom without a picture: a skier goes down a slope that stands still, gate by gate."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final

import msgspec

from balance_arcade.games.base import N_WARM_UP, WARM_UP_DIFFICULTY, BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.slalom.spec import REACH, SPEC, TEMPO, UNEVEN, WIDTH

SLOPE_S: Final = 10.0
"""Time from the top of the slope to its foot: the skier is never faster, whatever the level."""

LAST_GATE: Final = 0.97
"""No gate stands further down than this share of the slope."""

START_S: Final = 1.6
"""Time at the top before a run; a lift takes the skier up meanwhile."""

OUT_S: Final = 0.9
"""Time after the last gate until the run is over."""

ALTERNATE: Final = 0.85
"""Chance that a gate stands on the other side than the one before."""

WEAK_SHARE: Final = 0.65
MOST_ALIKE: Final = 2


class Stage(IntEnum):
    """Where a run stands."""

    TOP = 0
    RUN = 1
    OUT = 2


class Gate(msgspec.Struct):
    """A gate on the slope.

    Attributes
    ----------
    x, half : float
        Its middle and half its width, as shares of the own limit.
    down : float
        How far down the slope it stands, 0 to 1.
    tempo_s, difficulty : float
        What it was made with.
    passed : int
        1 passed inside, 0 beside, -1 not yet.
    """

    x: float
    half: float
    down: float
    tempo_s: float
    difficulty: float
    passed: int = -1


class Model(BaseModel):
    """Slalom without a picture.

    Attributes
    ----------
    stage : Stage
        At the top, on the run, or gliding out.
    down, stage_s : float
        How far down the slope the skier is (0 to 1), and how long the stage has lasted.
    gates : list of Gate
        Gates of this run so far, the last one ahead.
    n_runs : int
        Runs that have begun.

    Examples
    --------
    >>> model = Model(GameOptions(seed=1))
    >>> for _ in range(2400):
    ...     model.step(ControlInput(model.time_s, *(model.goal() or (0.0, 0.0))))
    >>> model.trials == model.successes > 3
    True
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.stage = Stage.TOP
        self.down = self.stage_s = 0.0
        self.gates: list[Gate] = []
        self.n_runs = 0
        self._side = 1.0 if self.chance.yes(0.5) else -1.0
        self._n_alike = 0
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0), horizontal=True)

    @property
    def ahead(self) -> Gate | None:
        """The gate that comes next."""
        return self.gates[-1] if self.gates and self.gates[-1].passed < 0 else None

    @property
    def goal_radius(self) -> float:
        """Half the gate's width; NaN where none is ahead."""
        return self.ahead.half if self.ahead else math.nan

    def goal(self) -> tuple[float, float] | None:
        """Middle of the gate ahead, or the middle of the slope."""
        return (self.ahead.x, 0.0) if self.ahead else (0.0, 0.0)

    def _advance(self, control: ControlInput) -> None:
        self.stage_s += DT_S
        if self.stage is Stage.TOP:
            if self.stage_s >= START_S:
                self.n_runs += 1
                self._enter(Stage.RUN)
                self._say("game.run_start", number=self.n_runs)
                self._set_gate()
            return
        self.down += DT_S / SLOPE_S
        gate = self.ahead
        if gate is not None:
            inside = abs(self.x - gate.x) <= gate.half
            self._meter.push(self.x, self.y, control, inside=inside)
            if self.down >= gate.down:
                self._pass(gate, inside=inside)
        elif self.stage is Stage.OUT and self.stage_s >= OUT_S:
            self.down, self.gates = 0.0, []
            self._enter(Stage.TOP)

    def _enter(self, stage: Stage) -> None:
        self.stage, self.stage_s = stage, 0.0

    def _set_gate(self) -> None:
        """Set the next gate with the difficulty of now, or end the run at the slope's foot."""
        # Asked before a trial is counted: a gate that has no room is no trial.
        easy = self._n_started < N_WARM_UP
        tempo_s = TEMPO.at(min(WARM_UP_DIFFICULTY, self.difficulty) if easy else self.difficulty)
        if self.gates and self.down + tempo_s * (1.0 + UNEVEN.hard) / SLOPE_S > LAST_GATE:
            self._enter(Stage.OUT)
            self._say("game.run_end", number=self.n_runs)
            return
        uneven_share = self.chance.between(-1.0, 1.0)
        self._side = self._next_side()
        difficulty = self._trial_difficulty("right" if self._side > 0.0 else "left")
        uneven = UNEVEN.at(difficulty) * uneven_share
        tempo_s = TEMPO.at(difficulty) * (1.0 + uneven)
        x = self._side * REACH.at(difficulty) * self.chance.between(0.8, 1.0)
        down = self.down + tempo_s / SLOPE_S
        gate = Gate(x, WIDTH.at(difficulty), down, tempo_s, difficulty)
        self.gates.append(gate)
        self._meter = MovementMeter((self.x, self.y), (x, 0.0), horizontal=True)
        self._say("game.trial_start", index=self.trials, x=x, y=0.0)
        self._say("game.gate", x=x)

    def _next_side(self) -> float:
        """Choose the other side mostly; never a third time the same, a weak side oftener."""
        alternate = self.chance.yes(ALTERNATE)
        weak = {"left": -1.0, "right": 1.0}.get(self.options.weak_side, 0.0)
        if weak:
            alternate = self._side != (weak if self.chance.yes(WEAK_SHARE) else -weak)
        if self._n_alike >= MOST_ALIKE - 1:
            alternate = True
        self._n_alike = 0 if alternate else self._n_alike + 1
        return -self._side if alternate else self._side

    def _pass(self, gate: Gate, *, inside: bool) -> None:
        gate.passed = int(inside)
        self._say("game.gate_passed" if inside else "game.gate_beside", x=gate.x)
        metrics = self._meter.results()
        metrics["target_share"] = abs(gate.x)
        metrics["gate_error_share"] = abs(self.x - gate.x)
        metrics["tempo_s"] = gate.tempo_s
        name = "right" if gate.x > 0.0 else "left"
        metrics[f"success_{name}_share"] = float(inside)
        self._end_trial(success=inside, difficulty=gate.difficulty, metrics=metrics)
        self._set_gate()

    def _state(self) -> tuple[float, ...]:
        gate = self.ahead
        return (
            float(self.stage),
            self.stage_s,
            self.down,
            float(len(self.gates)),
            gate.x if gate else 0.0,
            gate.down if gate else 0.0,
            float(self.n_runs),
        )
