"""Orchard's rules: fruit ripens on a terrace, falls, and is caught by leaning to the side.

One fruit falls at a time while the next one ripens, so there is never more than one moving thing,
and the next place is always seen coming. Only x is heard. A rotten fruit asks for nothing: caught
or not, it is no trial, and it always falls over the middle, so nobody has to dodge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from balance_arcade.games.base import N_WARM_UP, BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.orchard.spec import BASKET, FALL, REACH, ROTTEN, SPEC
from balance_arcade.games.safety import safe_target

BASKET_LIMIT: Final = 1.0
RIM_HEIGHT: Final = 0.12
"""Height of the basket's rim as a share of the fall; from there down a fruit can be caught."""

NEAREST_SHARE: Final = 0.75
"""Nearest place of a fruit as a share of the level's reach."""

FIRST_RIPENING_S: Final = 2.0
PAUSE_S: Final = 0.5
WEAK_SIDE_SHARE: Final = 0.65
N_SAME_SIDE: Final = 2
N_TERRACES: Final = 3
N_KINDS: Final = 4


@dataclass(slots=True)
class Fruit:
    """One fruit.

    Attributes
    ----------
    index : int
        Counted from 0.
    x : float
        Where it hangs and falls, in the unit disc.
    terrace, kind : int
        For the picture: which terrace (0 is the highest) and which fruit.
    rotten : bool
        Asks for nothing.
    difficulty, fall_s, half_width : float
        What it was made with.
    ripe : float
        Ripeness, 0 to 1.
    fallen : float
        Share of the falling time gone, 0 to 1; 0 while it hangs.
    """

    index: int
    x: float
    terrace: int
    kind: int
    rotten: bool
    difficulty: float
    fall_s: float
    half_width: float
    ripe: float = 0.0
    fallen: float = 0.0

    @property
    def height(self) -> float:
        """Height over the ground as a share of the fall: 1 while it hangs, 0 in the grass."""
        return 1.0 - self.fallen * self.fallen


class Model(BaseModel):
    """Orchard without a picture.

    Parameters
    ----------
    options : GameOptions
        What the therapist set.

    Attributes
    ----------
    basket_x, half_width : float
        Middle and half width of the basket in the unit disc.
    hanging : Fruit
        The next fruit, ripening.
    falling : Fruit or None
        The fruit in the air.
    n_caught, n_rotten_caught : int
        For the picture's basket; the score counts good fruit only.

    Examples
    --------
    >>> model = Model(GameOptions(seed=1))
    >>> for _ in range(1200):
    ...     goal = model.goal() or (0.0, 0.0)
    ...     model.step(ControlInput(model.time_s, *goal))
    >>> model.trials == model.successes > 0
    True
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.basket_x = 0.0
        self.n_caught = 0
        self.n_rotten_caught = 0
        self.falling: Fruit | None = None
        self._n_fruit = 0
        self._side = 0
        self._n_same_side = 0
        self._was_rotten = False
        self._waited_s = 0.0
        self.hanging = self._grow()
        self._ripening_s = FIRST_RIPENING_S
        self.half_width = self.hanging.half_width
        self._meter = self._watch(self.hanging)

    @property
    def goal_radius(self) -> float:
        """Half the basket's width."""
        return self.half_width

    def goal(self) -> tuple[float, float] | None:
        """Under the fruit that falls or will fall next; the middle for a rotten one."""
        fruit = self.falling or self.hanging
        return (0.0, 0.0) if fruit.rotten else (fruit.x, 0.0)

    def _advance(self, control: ControlInput) -> None:
        # Compared and not by `min` and `max`, which are calls: 120 times a second.
        x, hanging, fruit = self.x, self.hanging, self.falling
        if not -BASKET_LIMIT <= x <= BASKET_LIMIT:
            x = math.copysign(BASKET_LIMIT, x)
        self.basket_x = x
        ripe = hanging.ripe + DT_S / self._ripening_s
        hanging.ripe = ripe if ripe < 1.0 else 1.0
        # While nothing falls, the way to the fruit that ripens is part of its trial already.
        watched = fruit or hanging
        under = abs(watched.x - x) <= watched.half_width
        self._meter.push(x, 0.0, control, inside=under)
        if fruit is None:
            self._waited_s += DT_S
            # Both: a fruit may have ripened long before the one in the air has landed.
            if hanging.ripe >= 1.0 and self._waited_s >= PAUSE_S:
                self._let_fall()
            return
        fallen = fruit.fallen + DT_S / fruit.fall_s
        fruit.fallen = fallen if fallen < 1.0 else 1.0
        # From the rim down: a basket that comes a moment late still catches.
        if fruit.height <= RIM_HEIGHT and under:
            self._land(fruit, caught=True)
        elif fruit.fallen >= 1.0:
            self._land(fruit, caught=False)

    def _let_fall(self) -> None:
        fruit = self.hanging
        self.falling = fruit
        self.hanging = self._grow()
        # It ripens for as long as the other one falls, so it is ripe about when that one lands.
        self._ripening_s = fruit.fall_s
        self._say("game.fruit_falls", index=fruit.index, x=fruit.x, rotten=fruit.rotten)

    def _land(self, fruit: Fruit, *, caught: bool) -> None:
        """End a fruit's way and look at the next one."""
        self.falling = None
        self._waited_s = 0.0
        if fruit.rotten:
            self.n_rotten_caught += caught
            self._say("game.rotten_caught" if caught else "game.rotten_passed", x=fruit.x)
        else:
            self.n_caught += caught
            self._say("game.fruit_caught" if caught else "game.fruit_missed", x=fruit.x)
            side = "left" if fruit.x < 0.0 else "right"
            metrics = self._meter.results()
            metrics["target_share"] = abs(fruit.x)
            metrics[f"success_{side}_share"] = float(caught)
            self._end_trial(success=caught, difficulty=fruit.difficulty, metrics=metrics)
        self.half_width = self.hanging.half_width
        self._meter = self._watch(self.hanging)

    def _watch(self, fruit: Fruit) -> MovementMeter:
        """Begin the trial of a fruit; a rotten one is watched but is no trial."""
        if not fruit.rotten:
            self._say("game.trial_start", index=self.trials, x=fruit.x)
        return MovementMeter((self.basket_x, 0.0), (fruit.x, 0.0), horizontal=True)

    def _grow(self) -> Fruit:
        """Make the next fruit with the difficulty of now."""
        rotten = (
            self._n_started >= N_WARM_UP
            and not self._was_rotten
            and self.chance.yes(ROTTEN.at(self.difficulty))
        )
        self._was_rotten = rotten
        # A rotten fruit begins no trial, so it must not use up an easy one of the warm-up.
        x, difficulty = (0.0, self.difficulty) if rotten else self._choose_place()
        self._n_fruit += 1
        return Fruit(
            index=self._n_fruit - 1,
            x=x,
            terrace=self.chance.below(N_TERRACES),
            kind=self.chance.below(N_KINDS),
            rotten=rotten,
            difficulty=difficulty,
            fall_s=FALL.at(difficulty),
            half_width=BASKET.at(difficulty),
        )

    def _choose_place(self) -> tuple[float, float]:
        """Choose where the next fruit hangs, and with which difficulty of that side."""
        # The share is drawn before the side, and the reach hangs on the side: courses of a seed
        # stay as they were.
        share, side = self.chance.between(0.0, 1.0), self._choose_side()
        difficulty = self._trial_difficulty("left" if side < 0 else "right")
        reach = REACH.at(difficulty)
        nearest = NEAREST_SHARE * reach
        distance = nearest + (reach - nearest) * share
        confirmed = self.options.far_confirmed
        return safe_target(side * distance, 0.0, far_confirmed=confirmed)[0], difficulty

    def _choose_side(self) -> int:
        """-1 for left, 1 for right; at most two in a row, or three on the weak side."""
        weak = {"left": -1, "right": 1}.get(self.options.weak_side, 0)
        right = 0.5 + weak * (WEAK_SIDE_SHARE - 0.5)
        side = 1 if self.chance.yes(right) else -1
        allowed = N_SAME_SIDE + (side == weak)
        if side == self._side and self._n_same_side >= allowed:
            side = -side
        self._n_same_side = self._n_same_side + 1 if side == self._side else 1
        self._side = side
        return side

    def _state(self) -> tuple[float, ...]:
        fruit = self.falling
        return (
            self.basket_x,
            self.hanging.x,
            self.hanging.ripe,
            float(self.hanging.rotten),
            # Infinity is no place of a fruit: a state without one differs from every state with
            # one.
            fruit.x if fruit else math.inf,
            fruit.fallen if fruit else 0.0,
            float(self.n_rotten_caught),
        )
