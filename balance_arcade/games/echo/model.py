"""Echo without a picture: bells are heard, remembered, and rung again in order."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final

import msgspec

from balance_arcade.games.base import BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.echo.spec import LENGTH, LIMIT, PACE, RADIUS, REACH, SPEC, STRIKE
from balance_arcade.games.home import HomeRing
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.safety import safe_target

BELLS: Final = ("far", "right", "near", "left")
"""Bells clockwise from forward."""

LEAVE: Final = 1.5
"""Beyond this many radii a bell was left."""

MEANT: Final = 0.5
"""A bell that was not asked for rings for whoever has come within this share of its radius: bells
are wide on easy levels, and one that stands behind is brushed by swaying in the middle."""

HUSH_S: Final = 0.6
"""Quiet before the first bell and after the last one."""

REST_S: Final = 1.2
"""How long an answer is shown before the next trial."""


class Stage(IntEnum):
    """Where a trial stands."""

    HOME = 0
    LISTEN = 1
    ANSWER = 2
    REST = 3


class Task(msgspec.Struct):
    """One row of bells.

    Attributes
    ----------
    bells : tuple of int
        Numbers of the bells in order.
    reach, radius, pace_s, limit_s, strike_s, difficulty : float
        What it was made with.
    n_rung : int
        How many were rung in order.
    """

    bells: tuple[int, ...]
    reach: float
    radius: float
    pace_s: float
    limit_s: float
    strike_s: float
    difficulty: float
    n_rung: int = 0


class Model(BaseModel):
    """Echo without a picture.

    Attributes
    ----------
    stage : Stage
        Going home, listening, answering, or hearing how it was.
    home : HomeRing
        The middle.
    task : Task or None
        The row of bells under way, or the last one while it is shown how it was.
    shown : int
        Bell that is heard now; -1 for none.
    at_bell : int
        Bell where the person is; -1 for none.
    struck_s, stage_s : float
        How long they have been there, and how long the stage has lasted.
    succeeded : bool
        How the last row ended.
    reach, radius : float
        Where the bells stand now, and how near counts.

    Examples
    --------
    >>> model = Model(GameOptions(seed=1))
    >>> for _ in range(3600):
    ...     model.step(ControlInput(model.time_s, *(model.goal() or (0.0, 0.0))))
    >>> model.trials == model.successes > 2
    True
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.stage = Stage.HOME
        self.home = HomeRing()
        self.task: Task | None = None
        self.shown = self.at_bell = -1
        self.struck_s = self.stage_s = 0.0
        self.succeeded = False
        self.reach, self.radius = REACH.easy, RADIUS.easy
        self._n_shown = 0
        self._item_s = 0.0
        self._rang, self._nearest = -1, math.inf
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._first: dict[str, float] = {}
        self._sway_mm = self._sway_s = 0.0
        self._last_mm = (math.nan, math.nan)

    @property
    def goal_radius(self) -> float:
        """Radius of the bell, or of the home ring."""
        return self.radius if self.stage is Stage.ANSWER else self.home.radius

    def goal(self) -> tuple[float, float] | None:
        """Where the next bell is, or the middle while there is none to ring."""
        if self.stage is Stage.ANSWER and self.task is not None:
            return self.place(self.task.bells[self.task.n_rung])
        return (0.0, 0.0)

    def place(self, bell: int) -> tuple[float, float]:
        """Where a bell stands in the unit disc."""
        x, y = ((0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0))[bell]
        return safe_target(self.reach * x, self.reach * y, far_confirmed=self.options.far_confirmed)

    def _advance(self, control: ControlInput) -> None:
        self.stage_s += DT_S
        if self.stage is Stage.HOME:
            if self.home.step(self.x, self.y):
                self._begin()
        elif self.stage is Stage.REST:
            if self.stage_s >= REST_S:
                # As in Star Reach React: who needed the wider middle once keeps it.
                self.home = HomeRing(wide=self.home.wide)
                self._enter(Stage.HOME)
        elif self.task is not None and self.stage is Stage.LISTEN:
            self._listen(self.task, control)
        elif self.task is not None:
            self._answer(self.task, control)

    def _enter(self, stage: Stage) -> None:
        self.stage, self.stage_s = stage, 0.0

    def _begin(self) -> None:
        """Choose a row with the difficulty of now."""
        difficulty = self._trial_difficulty()
        self.reach, self.radius = REACH.at(difficulty), RADIUS.at(difficulty)
        n_bells = length(difficulty)
        self.task = Task(
            self._row(n_bells),
            self.reach,
            self.radius,
            PACE.at(difficulty),
            LIMIT.at(difficulty),
            STRIKE.at(difficulty),
            difficulty,
        )
        self._n_shown, self.shown, self._first = 0, -1, {}
        self._sway_mm = self._sway_s = 0.0
        self._last_mm = (math.nan, math.nan)
        self._enter(Stage.LISTEN)
        self._say("game.trial_start", index=self.trials, n_bells=n_bells)
        self._say("game.listen")

    def _row(self, n_bells: int) -> tuple[int, ...]:
        """Draw a row in which no bell follows itself; a weak side's comes more often."""
        side = {"left": 3, "right": 1}.get(self.options.weak_side, -1)
        row: list[int] = []
        while len(row) < n_bells:
            bell = side if side >= 0 and self.chance.yes(0.25) else self.chance.below(4)
            if not row or bell != row[-1]:
                row.append(bell)
        return tuple(row)

    def _listen(self, task: Task, control: ControlInput) -> None:
        self._measure_sway(control)
        heard_s = self.stage_s - HUSH_S
        number = math.floor(heard_s / task.pace_s) if heard_s >= 0.0 else -1
        if number >= len(task.bells):
            self.shown = -1
            if heard_s >= len(task.bells) * task.pace_s + HUSH_S:
                self._your_turn(task)
            return
        if number >= self._n_shown:
            self._n_shown = number + 1
            self._ring(task.bells[number], shown=True)
        # A gap between two bells, so that the same light does not run from one to the next.
        lit = number >= 0 and heard_s - number * task.pace_s < 0.8 * task.pace_s
        self.shown = task.bells[number] if lit else -1

    def _measure_sway(self, control: ControlInput) -> None:
        """Add up the way of the unsmoothed centre of pressure while bells are heard."""
        if not control.on_board:
            self._last_mm = (math.nan, math.nan)
            return
        here = (control.x_mm, control.y_mm)
        way_mm = math.dist(here, self._last_mm)
        if math.isfinite(way_mm):
            self._sway_mm += way_mm
            self._sway_s += DT_S
        self._last_mm = here

    def _ring(self, bell: int, *, shown: bool) -> None:
        x, y = self.place(bell)
        self._say(f"game.bell_{BELLS[bell]}", x=x, y=y, shown=shown)

    def _your_turn(self, task: Task) -> None:
        self._say("game.your_turn")
        self._rang, self.at_bell, self.struck_s = -1, -1, 0.0
        self._nearest = math.inf
        self._enter(Stage.ANSWER)
        self._next_item(task)

    def _next_item(self, task: Task) -> None:
        self._item_s = 0.0
        self._meter = MovementMeter((self.x, self.y), self.place(task.bells[task.n_rung]))

    def _answer(self, task: Task, control: ControlInput) -> None:
        self._item_s += DT_S
        asked = task.bells[task.n_rung]
        at = self._bell_at(task.radius)
        self._meter.push(self.x, self.y, control, inside=at == asked)
        # The bell that was just rung sounds on: it has to be left before it can ring again, and
        # a wobble at its edge does not leave it.
        if self._rang >= 0:
            way = math.dist((self.x, self.y), self.place(self._rang))
            self._rang = self._rang if way <= LEAVE * task.radius else -1
        self._stay(task, at)
        is_meant = at == asked or self._nearest <= MEANT * task.radius
        if at >= 0 and at != self._rang and is_meant and self.struck_s >= task.strike_s:
            self._strike(task, at, asked)
        elif self._item_s >= task.limit_s:
            self._close(task, memory_error=False)

    def _stay(self, task: Task, at: int) -> None:
        """Count the time at a bell; a wobble at its edge stops it, whoever leaves begins again."""
        here = (self.x, self.y)
        was = self.place(self.at_bell) if at < 0 <= self.at_bell else None
        if was is not None and math.dist(here, was) <= LEAVE * task.radius:
            return
        stays = at >= 0 and at == self.at_bell
        self.struck_s = self.struck_s + DT_S if stays else 0.0
        way = math.dist(here, self.place(at)) if at >= 0 else math.inf
        self._nearest = min(self._nearest, way) if stays else way
        self.at_bell = at

    def _bell_at(self, radius: float) -> int:
        """Bell at which the person is, or -1."""
        for bell in range(len(BELLS)):
            if math.dist((self.x, self.y), self.place(bell)) <= radius:
                return bell
        return -1

    def _strike(self, task: Task, bell: int, asked: int) -> None:
        self._ring(bell, shown=False)
        self._rang, self.struck_s = bell, 0.0
        if bell != asked:
            self._close(task, memory_error=True)
            return
        if not self._first:
            self._first = self._meter.results()
        task.n_rung += 1
        if task.n_rung == len(task.bells):
            self._close(task, memory_error=False)
        else:
            self._next_item(task)

    def _close(self, task: Task, *, memory_error: bool) -> None:
        """End the row: rung in order, another bell, or the time of a bell is over."""
        whole = task.n_rung == len(task.bells)
        self._say("game.echo_whole" if whole else "game.echo_fades")
        metrics = self._meter.results()
        # The answer's first reach follows the listening: its reaction holds the recall.
        for name in ("reaction_time_s", "movement_time_s", "path_ratio"):
            metrics[name] = self._first.get(name, metrics[name])
        metrics["target_share"] = task.reach
        metrics["sequence_length_bells"] = float(len(task.bells))
        metrics["span_bells"] = float(task.n_rung)
        metrics["memory_error"] = float(memory_error)
        metrics["reach_error"] = float(not whole and not memory_error and self._towards(task))
        metrics["no_answer"] = float(not whole and not memory_error and not self._towards(task))
        sway = self._sway_mm / self._sway_s if self._sway_s > 0.0 else math.nan
        metrics["listening_velocity_mm_s"] = sway
        self.succeeded, self.shown = whole, -1
        self._end_trial(success=whole, difficulty=task.difficulty, metrics=metrics)
        self._enter(Stage.REST)

    def _towards(self, task: Task) -> bool:
        """Whether the person leans the right way when the time of a bell is over."""
        x, y = self.place(task.bells[task.n_rung])
        radius, reach = math.hypot(self.x, self.y), math.hypot(x, y)
        # Within 45 degrees, and away from the middle: they knew where, and did not get there.
        return radius > 0.1 and self.x * x + self.y * y >= math.sqrt(0.5) * radius * reach

    def _state(self) -> tuple[float, ...]:
        task = self.task
        return (
            float(self.stage),
            self.stage_s,
            self.home.held_s,
            float(self.shown),
            float(self.at_bell),
            self.struck_s,
            float(task.n_rung) if task else -1.0,
            float(task.bells[min(task.n_rung, len(task.bells) - 1)]) if task else -1.0,
        )


def length(difficulty: float) -> int:
    """Bells in a row at a level: 2 to 6.

    Examples
    --------
    >>> length(0.0), length(0.5), length(1.0)
    (2, 4, 6)
    """
    return round(LENGTH.at(difficulty))
