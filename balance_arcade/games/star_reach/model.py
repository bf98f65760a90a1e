"""Star Reach's rules: from the middle to a star, hold it, and back.

Eight directions in blocks of eight, each block in a new order. A star that is held joins the
constellation; one that is not dims after its time. Between stars the light goes back to the
middle. After familiarisation the light is hidden on one star in three (unless the therapist wants
it always shown), because people who always see it do not learn to do without.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import Final

from balance_arcade.games.base import BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.directions import DIRECTIONS
from balance_arcade.games.holding import HoldMeter
from balance_arcade.games.home import HomeRing
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.safety import safe_target
from balance_arcade.games.star_reach.constellations import CONSTELLATIONS, N_STARS, Constellation
from balance_arcade.games.star_reach.spec import HOLD, LIMIT, RADIUS, REACH, SPEC

WAIT_S: Final = (0.3, 0.9)
"""Range of the wait before a star lights up, so that it cannot be anticipated."""

GRACE: Final = 1.5
"""Within this many radii a hold is only interrupted; beyond, it drains."""

DRAIN: Final = 2.0
FAMILIAR_TRIALS: Final = 8
HIDDEN_EVERY: Final = 3


class Stage(enum.IntEnum):
    """Where a trial is."""

    HOME = 0
    WAIT = 1
    STAR = 2


@dataclass(slots=True)
class Star:
    """The star to be reached.

    Attributes
    ----------
    direction : int
        0 to 7 clockwise from forward.
    x, y, radius : float
        Place and size in the unit disc.
    hold_s, limit_s, difficulty : float
        What it was made with.
    hidden : bool
        The person's light is not drawn while it shines.
    held_s, age_s : float
        How long it was held and how long it has shone.
    """

    direction: int
    x: float
    y: float
    radius: float
    hold_s: float
    limit_s: float
    difficulty: float
    hidden: bool
    held_s: float = 0.0
    age_s: float = 0.0

    @property
    def held(self) -> float:
        """Share of the hold that is done, 0 to 1."""
        return min(1.0, self.held_s / self.hold_s)

    @property
    def brightness(self) -> float:
        """1 at first, falling to 0.3 over the last third of its time."""
        left = 1.0 - self.age_s / self.limit_s
        return min(1.0, 0.3 + 2.1 * max(0.0, left))


class Model(BaseModel):
    """Star Reach without a picture.

    Parameters
    ----------
    options : GameOptions
        What the therapist set.

    Attributes
    ----------
    stage : Stage
        Going home, waiting there, or reaching for a star.
    star : Star or None
        The star that shines.
    home : HomeRing
        The ring in the middle: how wide it is, and how long it was held.
    constellation : Constellation
        The one under way.
    n_joined : int
        How many of its stars have been earned.
    completed : list of Constellation
        Those that are whole.

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
        self.star: Star | None = None
        self.home = HomeRing()
        self.completed: list[Constellation] = []
        self.n_joined = 0
        self._sky = self.chance.shuffled(list(CONSTELLATIONS))
        self._block: list[int] = []
        self._stage_s = 0.0
        self._wait_s = 0.0
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._hold = HoldMeter()

    @property
    def constellation(self) -> Constellation:
        """The one whose stars are being earned."""
        # Round again once all are whole: a long session has more stars than the sky has pictures.
        return self.figure(len(self.completed))

    def figure(self, number: int) -> Constellation:
        """Constellation that is reached for as the ``number``-th of this game, from 0."""
        return self._sky[number % len(self._sky)]

    @property
    def cursor_visible(self) -> bool:
        """False while a star is to be reached without seeing the light."""
        return super().cursor_visible and (self.star is None or not self.star.hidden)

    @property
    def goal_radius(self) -> float:
        """Radius of the star, or of the home ring."""
        return self.star.radius if self.star else self.home.radius

    def goal(self) -> tuple[float, float] | None:
        """Where the star is, or the middle between stars."""
        return (self.star.x, self.star.y) if self.star else (0.0, 0.0)

    def _advance(self, control: ControlInput) -> None:
        self._stage_s += DT_S
        if self.star is not None:
            self._reach(self.star, control)
        elif self.stage is Stage.HOME:
            self._go_home()
        elif self._stage_s >= self._wait_s:
            self._light_star()

    def _enter(self, stage: Stage) -> None:
        self.stage = stage
        self._stage_s = 0.0
        if stage is Stage.HOME:
            self.home = HomeRing()

    def _go_home(self) -> None:
        if self.home.step(self.x, self.y):
            self.home.held_s = 0.0
            self._wait_s = self.chance.between(*WAIT_S)
            self._say("game.home_reached")
            self._enter(Stage.WAIT)

    def _light_star(self) -> None:
        """Choose the next star with the difficulty of now."""
        if not self._block:
            self._block = self._new_block()
        direction = self._block.pop()
        difficulty = self._trial_difficulty(DIRECTIONS[direction])
        angle = direction * math.pi / 4.0
        reach = REACH.at(difficulty)
        x, y = safe_target(
            reach * math.sin(angle),
            reach * math.cos(angle),
            far_confirmed=self.options.far_confirmed,
        )
        hidden = (
            self.feedback == "faded"
            # Feedback on two of three trials after familiarisation (doi:10.3390/s24051404).
            and self.trials >= FAMILIAR_TRIALS
            and self.trials % HIDDEN_EVERY == HIDDEN_EVERY - 1
        )
        hold_s = HOLD.at(difficulty)
        # Beyond the hold, so that a longer hold does not shorten the time to get there.
        limit_s = LIMIT.at(difficulty) + hold_s
        radius = RADIUS.at(difficulty)
        self.star = Star(direction, x, y, radius, hold_s, limit_s, difficulty, hidden)
        self._meter = MovementMeter((self.x, self.y), (x, y))
        self._hold = HoldMeter()
        self._enter(Stage.STAR)
        self._say("game.trial_start", index=self.trials, x=x, y=y)
        self._say("game.star_lit", direction=DIRECTIONS[direction], hidden=hidden)

    def _new_block(self) -> list[int]:
        """Eight directions; with a weak side its three come twice."""
        directions = list(range(N_STARS))
        if self.options.weak_side:
            # The three that lead to that side, diagonals too.
            directions += [1, 2, 3] if self.options.weak_side == "right" else [5, 6, 7]
        return self.chance.shuffled(directions)

    def _reach(self, star: Star, control: ControlInput) -> None:
        star.age_s += DT_S
        distance = math.hypot(self.x - star.x, self.y - star.y)
        inside = distance <= star.radius
        self._meter.push(self.x, self.y, control, inside=inside)
        if inside:
            star.held_s += DT_S
        # Between the radius and the grace the hold neither grows nor drains.
        elif distance > GRACE * star.radius:
            star.held_s = max(0.0, star.held_s - DRAIN * DT_S)
        if self._hold.push(control, inside=inside):
            self._say("game.star_reached" if inside else "game.hold_lost")
        if star.held_s >= star.hold_s:
            self._end_star(star, held=True)
        elif star.age_s >= star.limit_s:
            self._end_star(star, held=False)

    def _end_star(self, star: Star, *, held: bool) -> None:
        self.star = None
        self._say("game.star_held" if held else "game.star_dims", x=star.x, y=star.y)
        metrics = self._meter.results()
        name = DIRECTIONS[star.direction]
        metrics["target_share"] = math.hypot(star.x, star.y)
        metrics["hold_interruptions"] = float(self._hold.n_interruptions)
        metrics["hold_velocity_mm_s"] = self._hold.velocity_mm_s
        metrics["marker_hidden"] = float(star.hidden)
        metrics[f"success_{name}_share"] = float(held)
        metrics[f"max_reach_{name}_share"] = metrics["max_reach_share"]
        self._end_trial(
            success=held, difficulty=star.difficulty, metrics=metrics, graded=not star.hidden
        )
        if held:
            self._join()
        self._enter(Stage.HOME)

    def _join(self) -> None:
        """Add a star to the constellation, and begin the next one when it is whole."""
        self.n_joined += 1
        if self.n_joined == N_STARS:
            whole = self.constellation
            self.completed.append(whole)
            self.n_joined = 0
            self._say("game.constellation", name=whole.name, number=len(self.completed))

    def _state(self) -> tuple[float, ...]:
        star = self.star
        return (
            float(self.stage),
            self._stage_s,
            self.home.held_s,
            float(star.direction) if star else -1.0,
            star.held_s if star else 0.0,
            float(self.n_joined),
            float(len(self.completed)),
        )
