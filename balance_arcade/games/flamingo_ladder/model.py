"""Flamingo Ladder without a picture: one leg at a time, held for a rung of the ladder."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final, Literal

import msgspec

from balance_arcade.core.board import Stance
from balance_arcade.games.base import BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.flamingo_ladder.foothold import Ending, Foothold
from balance_arcade.games.flamingo_ladder.spec import EYES_CLOSED, HOLD, LIMIT, ON_FOAM, ROOM, SPEC
from balance_arcade.games.home import HomeRing
from balance_arcade.games.movement import MovementMeter

N_RUNGS: Final = 8
"""Rungs of a ladder; then a new one begins."""

LIFT_S: Final = 8.0
"""How long the lift is waited for."""

REST_S: Final = 2.0
GAP_S: Final = 0.5
"""Time of the samples that was not played: what was held before a pause is not held after it."""

WEAK_SHARE: Final = 0.65
MOST_IN_A_ROW: Final = 2


class Stage(IntEnum):
    """Where a trial stands."""

    HOME = 0
    LIFT = 1
    HOLD = 2
    REST = 3


class Rung(msgspec.Struct):
    """One stance on one leg.

    Attributes
    ----------
    side : int
        The leg that stands: -1 left, 1 right.
    hold_s, room_mm, limit_s, difficulty : float
        What it was made with; the limit counts from the lift.
    held_s : float
        What has been gathered of the hold.
    stood_s : float
        How long the person has stood on one leg.
    latency_s : float
        From the signal until they did.
    """

    side: int
    hold_s: float
    room_mm: float
    limit_s: float
    difficulty: float
    held_s: float = 0.0
    stood_s: float = 0.0
    latency_s: float = math.nan

    @property
    def done(self) -> float:
        """Share of the hold, 0 to 1."""
        return min(1.0, self.held_s / self.hold_s)


class Model(BaseModel):
    """Flamingo Ladder without a picture.

    Attributes
    ----------
    stage : Stage
        On both legs, asked to lift, on one leg, or both down again.
    stage_s : float
        For how long.
    home : HomeRing
        Both legs under the middle, before the next rung.
    rung : Rung or None
        Under way, or the last one while it is shown how it was.
    foothold : Foothold
        What the board sees of the leg.
    n_rungs : int
        Rungs climbed on this ladder.
    succeeded : bool
        How the last rung ended.
    calm : bool
        Whether the hold is being gathered now.

    Examples
    --------
    >>> model = Model(GameOptions(seed=1))
    >>> for k in range(3600):
    ...     x = {"left": -1.0, "right": 1.0}.get(model.stance, 0.0)
    ...     model.step(ControlInput(k / 120.0, x, 0.0, 95.0 * x, 0.0, abs(x), 700.0, 1.0))
    >>> model.trials == model.successes > 4
    True
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.stage, self.stage_s = Stage.HOME, 0.0
        self.home = HomeRing()
        self.rung: Rung | None = None
        self.foothold = Foothold(1)
        self.n_rungs = 0
        self.succeeded = self.calm = False
        self._sides: list[int] = []
        self._is_closed = True
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._heard_s = math.nan

    @property
    def stance(self) -> Stance:
        """On which leg the person should stand."""
        if self.rung is None or self.stage not in {Stage.LIFT, Stage.HOLD}:
            return "both"
        return leg_of(self.rung.side)

    @property
    def goal_radius(self) -> float:
        """No place is aimed at: NaN."""
        return math.nan

    def goal(self) -> tuple[float, float] | None:
        """Nowhere: the leg is asked for, and not a place."""
        return None

    def _advance(self, control: ControlInput) -> None:
        self.stage_s += DT_S
        if control.t_s - self._heard_s > GAP_S and self.stage in {Stage.LIFT, Stage.HOLD}:
            self._ask_again()
        self._heard_s = control.t_s
        if self.stage is Stage.HOME:
            # Somebody away from the board has no place, and the last known one says nothing.
            if control.on_board and self.home.step(self.x, self.y):
                self._begin()
        elif self.stage is Stage.REST:
            if self.stage_s >= REST_S:
                self.home = HomeRing()
                self._enter(Stage.HOME)
        elif self.rung is not None:
            self._stand(self.rung, control)

    def _enter(self, stage: Stage) -> None:
        self.stage, self.stage_s = stage, 0.0

    def _begin(self) -> None:
        """Ask for a leg with the difficulty of now, or again for one that was interrupted."""
        rung = self.rung
        if rung is None or self._is_closed:
            self.rung = rung = self._make()
            self._is_closed = False
            self._say(
                "game.trial_start", index=self.trials, leg=leg_of(rung.side), hold_s=rung.hold_s
            )
        self._say(f"game.stand_{leg_of(rung.side)}", x=0.6 * rung.side)
        self.foothold = Foothold(rung.side)
        self._meter = MovementMeter((self.x, self.y), (0.95 * rung.side, 0.0), horizontal=True)
        self._enter(Stage.LIFT)

    def _make(self) -> Rung:
        """Make a rung with the difficulty of now."""
        side = self._next_side()
        difficulty = self._trial_difficulty(leg_of(side))
        hold_s = HOLD.at(difficulty)
        limit_s = hold_s * LIMIT.at(difficulty)
        return Rung(side, hold_s, ROOM.at(difficulty), limit_s, difficulty)

    def _ask_again(self) -> None:
        """Forget what was held before a pause: the same rung is asked for once more."""
        if self.rung is not None:
            self.rung.held_s = self.rung.stood_s = 0.0
        self.calm = False
        self.home = HomeRing()
        self._enter(Stage.HOME)

    def _next_side(self) -> int:
        """Left and right in turn; a weak side comes more often, never three times in a row."""
        asked = self.options.leg or self.options.weak_side
        side = -1 if asked == "left" else 1
        if not asked:
            side = -self._sides[-1] if self._sides else 1 - 2 * self.chance.below(2)
        elif not self.options.leg:
            side = side if self.chance.yes(WEAK_SHARE) else -side
            if self._sides[-MOST_IN_A_ROW:] == [side] * MOST_IN_A_ROW:
                side = -side
        self._sides.append(side)
        return side

    def _stand(self, rung: Rung, control: ControlInput) -> None:
        was_lifted = self.foothold.is_lifted
        ending = self.foothold.push(control)
        self._meter.push(self.x, self.y, control, inside=self.foothold.is_lifted)
        if not self.foothold.is_lifted:
            if self.stage_s >= LIFT_S:
                self._close(rung, "")
            return
        if not was_lifted:
            rung.latency_s = self.stage_s
            self._enter(Stage.HOLD)
            self._say("game.one_leg", x=0.6 * rung.side)
        if ending:
            self._close(rung, ending)
            return
        rung.stood_s += DT_S
        # A comparison with NaN is false: without a place nothing is gathered.
        self.calm = self.foothold.off_mm <= rung.room_mm
        rung.held_s = max(0.0, rung.held_s + (DT_S if self.calm else -DT_S))
        if rung.held_s >= rung.hold_s or rung.stood_s >= rung.limit_s:
            self._close(rung, "")

    def _close(self, rung: Rung, ending: Ending) -> None:
        """End the stance: the rung is reached, the other foot is down, or the time is over."""
        self.succeeded = rung.held_s >= rung.hold_s
        if self.succeeded:
            self.n_rungs = self.n_rungs % N_RUNGS + 1
            whole = self.n_rungs == N_RUNGS
            self._say("game.ladder_climbed" if whole else "game.rung_reached")
        elif ending:
            self._say("game.both_down", why=ending)
        else:
            self._say("game.rung_waits")
        self._end_trial(
            success=self.succeeded,
            difficulty=rung.difficulty,
            metrics=self._measured(rung, ending),
        )
        self.calm, self._is_closed = False, True
        self._enter(Stage.REST)

    def _measured(self, rung: Rung, ending: Ending) -> dict[str, float]:
        """Sum the stance up for the therapist; what is of one leg by its name as well."""
        stood = self.foothold.is_lifted
        sway = self.foothold.sway(fell=bool(ending))
        leg = leg_of(rung.side)
        metrics = self._meter.results()
        # Both are of a lean to a place, which this is not.
        del metrics["movement_time_s"], metrics["re_entries"]
        return {
            **metrics,
            "start_latency_s": rung.latency_s,
            "rung_s": rung.hold_s,
            "room_mm": rung.room_mm,
            "one_leg_s": rung.stood_s,
            f"one_leg_{leg}_s": rung.stood_s if stood else math.nan,
            "feet_down": float(bool(ending)),
            f"feet_down_{leg}": float(bool(ending)) if stood else math.nan,
            f"success_{leg}_share": float(self.succeeded),
            "no_lift": float(not stood),
            **sway,
            **{f"{name}_{leg}": value for name, value in sway.items()},
            "eyes_closed": float(self.options.mode in EYES_CLOSED),
            "on_foam": float(self.options.mode in ON_FOAM),
        }

    def _state(self) -> tuple[float, ...]:
        rung = self.rung
        return (
            float(self.stage),
            self.stage_s,
            self.home.held_s,
            float(self.n_rungs),
            float(rung.side) if rung else 0.0,
            rung.held_s if rung else 0.0,
            rung.stood_s if rung else 0.0,
        )


def leg_of(side: int) -> Literal["left", "right"]:
    """Name of a leg.

    Examples
    --------
    >>> leg_of(-1), leg_of(1)
    ('left', 'right')
    """
    return "left" if side < 0 else "right"
