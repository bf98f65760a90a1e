"""Even Keel's rules: the boat lies level while the two sides bear what is asked for.

What is heard is the share of the load on the left. Usually an even load is asked for, or, of
somebody who stands far off it, a part of the way there. In every other trial after the easy ones
the boat lies in mist at first: the load is shared by feel, then seen. In the mode `hold` one side
is to bear a stated share; in the mode `squat` the load stays even down and up.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from balance_arcade.games.base import N_WARM_UP, BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.even_keel.spec import (
    BAND,
    HOLD,
    HOLD_SHARE,
    LIMIT,
    PRESS,
    PRESS_BAND,
    SPEC,
    SQUAT,
    SQUAT_BAND,
    SQUAT_LIMIT,
    WAY,
)
from balance_arcade.games.even_keel.squat import Part, SquatWatch
from balance_arcade.games.holding import HoldMeter
from balance_arcade.games.loads import EVEN, LoadRange
from balance_arcade.games.movement import NAN, MovementMeter
from balance_arcade.games.safety import reach_cap

PAUSE_S: Final = 1.2
BY_FEEL_S: Final = 4.0
"""In mist: time to share the load by feel."""

FELT_S: Final = 1.0
"""The last part of it, whose mean is what was felt to be even."""

GRACE: Final = 1.5
"""Within this many bands a hold is only interrupted; beyond, it drains."""

WEAK_SHARE: Final = 2.0 / 3.0
SQUAT_LEVEL: Final = 0.75
"""Share of a squat's time that must be within the band."""


@dataclass(slots=True)
class Trial:
    """One trial under way.

    Attributes
    ----------
    target, band : float
        Share of the load on the left that is asked for, and how near counts.
    hold_s, limit_s, difficulty : float
        What it was made with; the limit counts from when the boat is seen.
    feel_s : float
        Time in mist that is left.
    held_s, age_s : float
        Time held, and time since the boat is seen.
    felt : float
        Share that was felt to be right, once the mist has lifted; NaN without mist.
    """

    target: float
    band: float
    hold_s: float
    limit_s: float
    difficulty: float
    feel_s: float
    meter: MovementMeter
    hold: HoldMeter = field(default_factory=HoldMeter)
    squat: SquatWatch = field(default_factory=SquatWatch)
    held_s: float = 0.0
    age_s: float = 0.0
    felt: float = NAN
    felt_sum: float = 0.0
    n_felt: int = 0
    arrival_s: float = NAN
    n_steps: int = 0
    n_level: int = 0
    share_sum: float = 0.0
    uneven_sum: float = 0.0

    @property
    def held(self) -> float:
        """Share of the hold that is done, 0 to 1."""
        return min(1.0, self.held_s / self.hold_s)

    def feel(self, share: float) -> None:
        """Take a step in mist."""
        self.feel_s -= DT_S
        if self.feel_s < FELT_S:
            self.felt_sum += share
            self.n_felt += 1
        if self.feel_s <= 0.0:
            self.felt = self.felt_sum / self.n_felt

    def count(self, share: float, *, level: bool) -> None:
        """Count a step for the therapist's numbers."""
        self.n_steps += 1
        self.n_level += level
        self.share_sum += share
        self.uneven_sum += abs(2.0 * share - 1.0)


class Model(BaseModel):
    """Even Keel without a picture.

    Parameters
    ----------
    options : GameOptions
        What the therapist set.

    Attributes
    ----------
    trial : Trial or None
        The one under way; None between two.
    share : float
        Share of the load on the left, as last heard.
    loads : LoadRange
        Which shares the person gives, as last heard.

    Examples
    --------
    >>> model = Model(GameOptions(seed=3))
    >>> while model.trials < 2:
    ...     model.step(ControlInput(model.time_s, 0.0, 0.0, left_frac=0.5))
    >>> model.successes
    2
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.trial: Trial | None = None
        self.share = EVEN
        self.loads = LoadRange()
        self._wait_s = PAUSE_S
        self._side = 1.0 if self.chance.yes(0.5) else -1.0

    @property
    def mode(self) -> str:
        """Name of the mode; empty for the usual one."""
        return self.options.mode

    @property
    def in_mist(self) -> bool:
        """Whether the load is shared by feel now."""
        return self.trial is not None and self.trial.feel_s > 0.0

    @property
    def cursor_visible(self) -> bool:
        """False in mist, and where the schedule of feedback hides the marker."""
        return not self.in_mist and super().cursor_visible

    @property
    def goal_radius(self) -> float:
        """The band, in the unit disc; NaN between two trials."""
        if self.trial is None:
            return math.nan
        return self.width_of(self.trial.target, self.trial.band)

    def width_of(self, share: float, band: float) -> float:
        """Width in the unit disc of a band of the load about a share."""
        limit = self.loads.left if share > self.loads.rest else self.loads.right
        return band / max(0.02, abs(limit - self.loads.rest))

    def goal(self) -> tuple[float, float] | None:
        """Where in the unit disc the load is as asked for; None between two trials."""
        return (self.loads.place_of(self.trial.target), 0.0) if self.trial else None

    def goal_load(self) -> float | None:
        """Share of the load that the left side should bear; None between two trials."""
        return self.trial.target if self.trial else None

    def _advance(self, control: ControlInput) -> None:
        if control.on_board:
            self.loads = control.loads
            left = control.left_frac
            self.share = left if math.isfinite(left) else self.loads.share_at(self.x)
        trial = self.trial
        if trial is None:
            self._wait_s -= DT_S
            if self._wait_s <= 0.0:
                self._begin()
        elif trial.feel_s > 0.0:
            trial.feel(self.share)
            if trial.feel_s <= 0.0:
                self._say("game.shown", x=self.goal_x)
        else:
            self._sail(trial, control)

    @property
    def goal_x(self) -> float:
        """Place of the goal from side to side, 0 where there is none."""
        goal = self.goal()
        return goal[0] if goal else 0.0

    def _begin(self) -> None:
        """Ask for a share with the difficulty of now."""
        difficulty = self._trial_difficulty()
        target, band, hold_s, limit_s = self._asked(difficulty)
        cap = reach_cap(1.0, 0.0, far_confirmed=self.options.far_confirmed)
        target = self.loads.within(target, cap)
        # Feel first, then see: people do not feel their own asymmetry (doi:10.1186/1743-0003-10-74)
        by_feel = (
            self.mode == ""
            and self.feedback == "faded"
            and self.trials >= N_WARM_UP
            and self.trials % 2 == 1
        )
        x = self.loads.place_of(target)
        meter = MovementMeter((self.x, 0.0), (x, 0.0), horizontal=True)
        feel_s = BY_FEEL_S if by_feel else 0.0
        self.trial = Trial(target, band, hold_s, limit_s, difficulty, feel_s, meter)
        self._say("game.trial_start", index=self.trials, x=x, y=0.0)
        if self.mode == HOLD_SHARE:
            self._say("game.lamp", x=x)
        elif by_feel:
            self._say("game.by_feel", x=x)

    def _asked(self, difficulty: float) -> tuple[float, float, float, float]:
        """Share, band, hold and time limit of a trial."""
        hold_s = HOLD.at(difficulty)
        if self.mode == HOLD_SHARE:
            self._side = self._next_side()
            target = EVEN - self._side * PRESS.at(difficulty)
            return target, PRESS_BAND.at(difficulty), hold_s, LIMIT.at(difficulty)
        rest = self.loads.rest
        target = rest + WAY.at(difficulty) * (EVEN - rest)
        if self.mode == SQUAT:
            return target, SQUAT_BAND.at(difficulty), 1.0, SQUAT_LIMIT.at(difficulty)
        return target, BAND.at(difficulty), hold_s, LIMIT.at(difficulty)

    def _next_side(self) -> float:
        """Choose the other side (1 for the right); a weak one oftener."""
        weak = {"left": -1.0, "right": 1.0}.get(self.options.weak_side)
        if weak is None:
            return -self._side
        return weak if self.chance.yes(WEAK_SHARE) else -weak

    def _sail(self, trial: Trial, control: ControlInput) -> None:
        trial.age_s += DT_S
        off = abs(self.share - trial.target)
        level = control.on_board and off <= trial.band
        trial.meter.push(self.x, 0.0, control, inside=level)
        if self.mode == SQUAT:
            self._dip(trial, control, level=level)
            return
        trial.count(self.share, level=level)
        if level:
            trial.held_s = min(trial.hold_s, trial.held_s + DT_S)
        # Between the band and the grace the hold neither grows nor drains.
        elif off > GRACE * trial.band:
            trial.held_s = max(0.0, trial.held_s - DT_S)
        if trial.hold.push(control, inside=level) and level:
            self._say("game.level", x=self.goal_x)
            if math.isnan(trial.arrival_s):
                trial.arrival_s = trial.age_s
        # Half a step of tolerance for a sum of steps.
        if trial.held_s >= trial.hold_s - 0.5 * DT_S:
            self._end(trial, success=True)
        elif trial.age_s >= trial.hold_s + trial.limit_s:
            self._end(trial, success=False)

    def _dip(self, trial: Trial, control: ControlInput, *, level: bool) -> None:
        """Follow a squat; from its beginning on the load should stay within the band."""
        before = trial.squat.part
        part = trial.squat.push(control.load_frac if control.on_board else NAN)
        if part in {Part.DOWN, Part.UP}:
            trial.count(self.share, level=level)
        if part is not before and part in {Part.DOWN, Part.UP}:
            self._say("game.dip" if part is Part.DOWN else "game.rise", x=self.goal_x)
        if part is Part.DONE:
            self._end(trial, success=trial.n_level >= SQUAT_LEVEL * trial.n_steps)
        elif trial.age_s >= trial.limit_s:
            self._end(trial, success=False)

    def _end(self, trial: Trial, *, success: bool) -> None:
        self._say("game.boat_lies" if success else "game.swell", x=self.goal_x)
        self.trial, self._wait_s = None, PAUSE_S
        metrics = self._numbers(trial)
        self._end_trial(success=success, difficulty=trial.difficulty, metrics=metrics)

    def _numbers(self, trial: Trial) -> dict[str, float]:
        """Numbers of a trial for the therapist."""
        n = trial.n_steps
        metrics = trial.meter.results()
        metrics["target_left_load_share"] = trial.target
        metrics["left_load_share"] = trial.share_sum / n if n else NAN
        metrics["load_asymmetry_share"] = trial.uneven_sum / n if n else NAN
        metrics["inside_band_share"] = trial.n_level / n if n else NAN
        metrics["felt_error_share"] = trial.felt - trial.target
        if self.mode == SQUAT:
            moved = trial.squat.part is Part.DONE
            metrics["squat_time_s"] = trial.squat.moving_s if moved else NAN
            metrics["least_load_share"] = trial.squat.lightest
            metrics["greatest_load_share"] = trial.squat.heaviest
        else:
            metrics["arrival_s"] = trial.arrival_s
            metrics["hold_interruptions"] = float(trial.hold.n_interruptions)
            metrics["hold_velocity_mm_s"] = trial.hold.velocity_mm_s
        return metrics

    def _state(self) -> tuple[float, ...]:
        trial = self.trial
        return (
            self.share,
            self._wait_s,
            self._side,
            trial.target if trial else 0.0,
            trial.band if trial else 0.0,
            trial.held_s if trial else 0.0,
            trial.age_s if trial else 0.0,
            trial.feel_s if trial else 0.0,
            float(trial.squat.part) if trial else 0.0,
        )
