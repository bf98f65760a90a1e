"""Star Reach React without a picture: wait in the middle, then reach what lights up."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final

import msgspec

from balance_arcade.games.base import N_WARM_UP, WARM_UP_DIFFICULTY, BaseModel
from balance_arcade.games.contract import DT_S, STEPS_PER_S, ControlInput, GameOptions
from balance_arcade.games.directions import DIRECTIONS
from balance_arcade.games.home import PATIENCE_S, HomeRing
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.onset import OnsetWatch
from balance_arcade.games.react.spec import DISTRACTORS, LIMIT, RADIUS, REACH, SPEC
from balance_arcade.games.safety import safe_target

N_PLACES: Final = 8
FORE_LEAST_S: Final = 0.8
FORE_MEAN_S: Final = 0.8
FORE_MOST_S: Final = 3.2
"""The wait is 0.8 s and then exponential with a mean of 0.8 s, drawn anew where it is above 3.2."""

LEAVE: Final = 1.5
"""Beyond this many radii of the home ring the middle was left; sway alone does not leave it."""

SETTLE_S: Final = 0.5
"""How long after the arrival, or the end of the time, a first movement is still followed."""

FOUR_FROM: Final = 0.35
EIGHT_FROM: Final = 0.70


class Stage(IntEnum):
    """Where a trial stands."""

    HOME = 0
    WAIT = 1
    LIGHT = 2
    SETTLE = 3


class Light(msgspec.Struct):
    """The star that lights up.

    Attributes
    ----------
    direction : int
        0 to 7 clockwise from forward.
    x, y, radius, limit_s, difficulty : float
        Place and size in the unit disc, and what it was made with.
    other : int
        Direction of the other shape that lights up too; -1 for none.
    age_s, arrival_s : float
        How long it has shone, and when it was reached; NaN before.
    """

    direction: int
    x: float
    y: float
    radius: float
    limit_s: float
    difficulty: float
    other: int
    age_s: float = 0.0
    arrival_s: float = math.nan

    @property
    def reached(self) -> bool:
        """Whether it was reached in time."""
        return not math.isnan(self.arrival_s)


class Model(BaseModel):
    """Star Reach React without a picture.

    Attributes
    ----------
    stage : Stage
        Going home, waiting there, reaching, or coming to rest.
    home : HomeRing
        The middle.
    light : Light or None
        The star that shines.
    places : tuple of int
        Directions that may light up at the level of now.
    reach : float
        How far out the places lie, where safety does not bring them nearer.
    n_left_early : int
        How often the middle was left before the light.

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
        self.stage = Stage.HOME
        self.home = HomeRing()
        self.light: Light | None = None
        self.places = places(min(self.difficulty, 0.05))
        self.reach = REACH.easy
        self.n_left_early = 0
        self._early_before = 0
        self._block: list[int] = []
        self._wait_s = 0.0
        self._onset = OnsetWatch()
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._farthest = self._endpoint = math.nan
        self._end: tuple[float, float] = (math.nan, math.nan)
        self._settle_s = 0.0

    @property
    def goal_radius(self) -> float:
        """Radius of the star, or of the home ring."""
        return self.light.radius if self.light else self.home.radius

    def goal(self) -> tuple[float, float] | None:
        """Where the star is, or the middle between stars."""
        return (self.light.x, self.light.y) if self.light else (0.0, 0.0)

    def place(self, direction: int) -> tuple[float, float]:
        """Where a direction lights up at the reach of now."""
        angle = direction * math.pi / 4.0
        return safe_target(
            self.reach * math.sin(angle),
            self.reach * math.cos(angle),
            far_confirmed=self.options.far_confirmed,
        )

    def _advance(self, control: ControlInput) -> None:
        if self.light is not None:
            self._reach(self.light, control)
        elif self.stage is Stage.HOME:
            if self.home.step(self.x, self.y):
                self._wait_s = self._foreperiod_s()
                self.stage = Stage.WAIT
                self._say("game.wait")
        else:
            self._wait(control)

    def _foreperiod_s(self) -> float:
        """Draw a wait whose end is as likely in the next moment however long it has lasted."""
        while True:
            share = self.chance.between(0.0, 1.0)
            wait_s = FORE_LEAST_S - FORE_MEAN_S * math.log(1.0 - share)
            if wait_s <= FORE_MOST_S:
                # Whole steps, so that a last digit of the logarithm changes nothing.
                return round(wait_s * STEPS_PER_S) / STEPS_PER_S

    def _wait(self, control: ControlInput) -> None:
        """Wait in the middle; who leaves it early begins again, with another wait."""
        self._wait_s -= DT_S
        self._onset.rest(control)
        patient = self.home.waited_s > 2.0 * PATIENCE_S
        if not patient and math.hypot(self.x, self.y) > LEAVE * self.home.radius:
            self.n_left_early += 1
            self._say("game.left_early", n_left_early=self.n_left_early)
            self._go_home()
        elif self._wait_s <= 0.0:
            self._light_up()

    def _go_home(self) -> None:
        # Who once needed the wider middle keeps it: else a frail person spends most of the game
        # on the way back, and few lights come.
        self.stage, self.home = Stage.HOME, HomeRing(wide=self.home.wide)

    def _light_up(self) -> None:
        """Light the next direction with the difficulty of now."""
        # How many directions there are, and other shapes, hang on the game's own level.
        easy = self._n_started < N_WARM_UP
        level = min(WARM_UP_DIFFICULTY, self.difficulty) if easy else self.difficulty
        if places(level) != self.places:
            self.places, self._block = places(level), []
        direction = self._next_direction()
        difficulty = self._trial_difficulty(DIRECTIONS[direction])
        other = -1
        if level >= EIGHT_FROM and self.chance.yes(DISTRACTORS.at(level)):
            turn = 2 + self.chance.below(N_PLACES - 3)
            other = (direction + turn) % N_PLACES
        self.reach = REACH.at(difficulty)
        x, y = self.place(direction)
        limit_s, radius = LIMIT.at(difficulty), RADIUS.at(difficulty)
        self.light = Light(direction, x, y, radius, limit_s, difficulty, other)
        self._meter = MovementMeter((self.x, self.y), (x, y))
        self._onset.signal()
        self._farthest = self._endpoint = math.nan
        self.stage, self._settle_s = Stage.LIGHT, 0.0
        self._say("game.trial_start", index=self.trials, x=x, y=y)
        self._say("game.light", x=x, y=y, direction=direction, other=other)

    def _next_direction(self) -> int:
        """All directions come once a block, in a new order; a weak side's twice."""
        if not self._block:
            side = self.options.weak_side
            weak = (1, 2, 3) if side == "right" else (5, 6, 7) if side == "left" else ()
            twice = [place for place in self.places if place in weak]
            self._block = self.chance.shuffled([*self.places, *twice])
        return self._block.pop()

    def _reach(self, light: Light, control: ControlInput) -> None:
        light.age_s += DT_S
        self._onset.push(control)
        inside = math.hypot(self.x - light.x, self.y - light.y) <= light.radius
        self._meter.push(self.x, self.y, control, inside=inside)
        self._follow_end(light)
        if self.stage is Stage.LIGHT:
            if inside:
                light.arrival_s = light.age_s
                self._say("game.light_reached", x=light.x)
            elif light.age_s >= light.limit_s:
                self._say("game.light_fades", x=light.x)
            else:
                return
            self.stage = Stage.SETTLE
            return
        self._settle_s += DT_S
        if self._settle_s >= SETTLE_S:
            self._close(light)

    def _follow_end(self, light: Light) -> None:
        """Keep where the first movement towards the star came to its end: its farthest place."""
        way = (self.x * light.x + self.y * light.y) / math.hypot(light.x, light.y)
        # Back by a tenth of the own limit: the first movement is over, and corrections follow.
        if not math.isnan(self._endpoint) or way < self._farthest - 0.1:
            self._endpoint = self._farthest
        elif not way <= self._farthest:
            self._farthest, self._end = way, (self.x, self.y)

    def _close(self, light: Light) -> None:
        metrics = self._meter.results()
        onset_s = self._onset.onset_s
        metrics["reaction_time_s"] = onset_s
        metrics["movement_time_s"] = light.arrival_s - onset_s
        metrics["total_time_s"] = light.arrival_s
        metrics["quiet_band_mm"] = self._onset.band_mm
        metrics["endpoint_share"] = self._farthest
        metrics["endpoint_error_share"] = math.dist(self._end, (light.x, light.y))
        metrics["target_share"] = math.hypot(light.x, light.y)
        metrics[f"success_{DIRECTIONS[light.direction]}_share"] = float(light.reached)
        metrics["directions"] = float(len(self.places))
        metrics["other_shape"] = float(light.other >= 0)
        metrics["anticipated"] = float(self._onset.anticipated)
        metrics["left_early"] = float(self.n_left_early - self._early_before)
        self._early_before = self.n_left_early
        if self._onset.anticipated:
            # No answer to the light: it is marked, teaches the staircase nothing, and comes again.
            self._block.append(light.direction)
        self._end_trial(
            success=light.reached,
            difficulty=light.difficulty,
            metrics=metrics,
            graded=not self._onset.anticipated,
        )
        self.light = None
        self._go_home()

    def _state(self) -> tuple[float, ...]:
        light = self.light
        return (
            float(self.stage),
            self.home.held_s,
            self.home.waited_s,
            self._wait_s,
            float(light.direction) if light else -1.0,
            float(light.other) if light else -1.0,
            light.age_s if light else 0.0,
            self._settle_s,
            float(self.n_left_early),
        )


def places(difficulty: float) -> tuple[int, ...]:
    """Directions of a level: to both sides, then to the front and behind, then all eight.

    Examples
    --------
    >>> places(0.1), len(places(0.5)), len(places(0.9))
    ((2, 6), 4, 8)
    """
    if difficulty < FOUR_FROM:
        return (2, 6)
    return (0, 2, 4, 6) if difficulty < EIGHT_FROM else tuple(range(N_PLACES))
