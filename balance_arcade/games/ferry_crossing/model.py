"""Ferry Crossing's rules: forward to the far quay, backward to the near one, four beats each.

The pendulum gives the beat. A crossing begins with one and ends with the fourth after it: the bell.
Who has held the ferry in the mooring zone long enough by then, and is still there, is moored. How
far the quay's landing stage reaches out differs from crossing to crossing in three grades. Only the
lean forward and backward is heard. After familiarisation mist hides the ferry in one crossing of
three (unless the therapist wants it always shown).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from balance_arcade.games.base import BaseModel
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions
from balance_arcade.games.ferry_crossing.spec import BEAT, HOLD, REACH, SPEC, ZONE
from balance_arcade.games.holding import HoldMeter
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.safety import reach_cap, safe_target

N_BEATS: Final = 4
"""Beats of a crossing, the bell among them."""

N_LEAD_IN: Final = 2
"""Beats before the first crossing, in which the pendulum is heard alone."""

GRADES: Final = (0.72, 0.86, 1.0)
"""Shares of the level's reach at which a landing stage may end."""

GRACE: Final = 1.5
"""Within this many zones a hold is only interrupted; beyond, it drains."""

DRAIN: Final = 0.5

FAMILIAR_TRIALS: Final = 8
HIDDEN_EVERY: Final = 3


@dataclass(slots=True)
class Crossing:
    """The crossing under way.

    Attributes
    ----------
    y, zone : float
        Where to moor and how near counts, in the unit disc.
    beat_s, hold_s, difficulty : float
        What it was made with.
    hidden : bool
        The ferry is not drawn.
    held_s, age_s : float
        How long it has been held, and how long it has been under way.
    """

    y: float
    zone: float
    beat_s: float
    hold_s: float
    difficulty: float
    hidden: bool
    held_s: float = 0.0
    age_s: float = 0.0

    @property
    def held(self) -> float:
        """Share of the hold that is done, 0 to 1."""
        return min(1.0, self.held_s / self.hold_s)


class Model(BaseModel):
    """Ferry Crossing without a picture.

    Parameters
    ----------
    options : GameOptions
        What the therapist set.

    Attributes
    ----------
    crossing : Crossing or None
        The one under way; None before the first.
    phase : float
        Beats of the pendulum since the start: it hangs farthest out at whole numbers.
    n_beat : int
        Beats of this crossing that have been heard, 0 to `N_BEATS`.
    n_in_a_row : int
        Crossings moored in time since the last that was not.

    Examples
    --------
    >>> model = Model(GameOptions(seed=1))
    >>> for _ in range(7200):
    ...     model.step(ControlInput(model.time_s, *(model.goal() or (0.0, 0.0))))
    >>> model.trials == model.successes > 4
    True
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.crossing: Crossing | None = None
        self.phase = 0.0
        self.n_beat = 0
        self.n_in_a_row = 0
        self._lead_s = BEAT.at(min(0.05, self.difficulty))
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._hold = HoldMeter()
        self._arrival_s = math.nan

    @property
    def cursor_visible(self) -> bool:
        """False while mist hides the ferry."""
        return self.crossing is None or not self.crossing.hidden

    @property
    def beat_s(self) -> float:
        """Time between two beats now, in seconds."""
        return self.crossing.beat_s if self.crossing else self._lead_s

    @property
    def goal_radius(self) -> float:
        """Half of the mooring zone; NaN before the first crossing."""
        return self.crossing.zone if self.crossing else math.nan

    def goal(self) -> tuple[float, float] | None:
        """Where to moor; None before the first crossing."""
        return (0.0, self.crossing.y) if self.crossing else None

    def _advance(self, control: ControlInput) -> None:
        before = math.floor(self.phase)
        self.phase += DT_S / self.beat_s
        if self.crossing is not None:
            self._steer(self.crossing, control)
        if math.floor(self.phase) > before:
            # Whole again, so that the sum of many small steps does not drift off the beat.
            self.phase = float(before + 1)
            self._beat()

    def _beat(self) -> None:
        self.n_beat += 1
        n_beats = N_BEATS if self.crossing is not None else N_LEAD_IN
        if self.n_beat < n_beats:
            self._say("game.beat", number=self.n_beat)
            return
        if self.crossing is not None:
            self._ring(self.crossing)
        self.n_beat = 0
        self._cast_off()

    def _cast_off(self) -> None:
        """Set out for the other quay with the difficulty of now."""
        forward = self.crossing is None or self.crossing.y < 0.0
        difficulty = self._trial_difficulty("forward" if forward else "back")
        side = 1.0 if forward else -1.0
        # The cap comes before the grade: behind, the three landing stages would else be one.
        cap = reach_cap(0.0, side, far_confirmed=self.options.far_confirmed)
        reach = min(REACH.at(difficulty), cap) * GRADES[self.chance.below(len(GRADES))]
        _, y = safe_target(0.0, side * reach, far_confirmed=self.options.far_confirmed)
        beat_s = BEAT.at(difficulty)
        hidden = (
            self.feedback == "faded"
            # Feedback on two of three trials after familiarisation (doi:10.3390/s24051404).
            and self.trials >= FAMILIAR_TRIALS
            and self.trials % HIDDEN_EVERY == HIDDEN_EVERY - 1
        )
        zone, hold_s = ZONE.at(difficulty), HOLD.at(difficulty) * beat_s
        self.crossing = Crossing(y, zone, beat_s, hold_s, difficulty, hidden)
        # Sway to the side is no detour of a ferry that hears y alone.
        self._meter = MovementMeter((0.0, self.y), (0.0, y))
        self._hold = HoldMeter()
        self._arrival_s = math.nan
        self._say("game.trial_start", index=self.trials, x=0.0, y=y)
        self._say("game.cast_off", forward=forward, hidden=hidden)

    def _steer(self, crossing: Crossing, control: ControlInput) -> None:
        crossing.age_s += DT_S
        off = abs(self.y - crossing.y)
        inside = off <= crossing.zone
        self._meter.push(0.0, self.y, control, inside=inside)
        if inside:
            crossing.held_s = min(crossing.hold_s, crossing.held_s + DT_S)
        # Between the zone and the grace the hold neither grows nor drains.
        elif off > GRACE * crossing.zone:
            crossing.held_s = max(0.0, crossing.held_s - DRAIN * DT_S)
        if self._hold.push(control, inside=inside):
            self._say("game.quay_reached" if inside else "game.hold_lost")
            if inside and math.isnan(self._arrival_s):
                self._arrival_s = crossing.age_s

    def _ring(self, crossing: Crossing) -> None:
        """Ring the bell: the crossing is over, moored or not."""
        near = abs(self.y - crossing.y) <= GRACE * crossing.zone
        # Half a step of tolerance for a sum of steps.
        moored = near and crossing.held_s >= crossing.hold_s - 0.5 * DT_S
        self._say("game.moored" if moored else "game.drifts_by")
        metrics = self._meter.results()
        name = "forward" if crossing.y > 0.0 else "back"
        metrics["target_share"] = abs(crossing.y)
        metrics["beat_s"] = crossing.beat_s
        # How long before the bell the ferry first came to the quay.
        metrics["arrival_before_bell_s"] = crossing.age_s - self._arrival_s
        metrics["hold_interruptions"] = float(self._hold.n_interruptions)
        metrics["hold_velocity_mm_s"] = self._hold.velocity_mm_s
        metrics["marker_hidden"] = float(crossing.hidden)
        metrics[f"success_{name}_share"] = float(moored)
        metrics[f"max_reach_{name}_share"] = metrics["max_reach_share"]
        self._end_trial(
            success=moored,
            difficulty=crossing.difficulty,
            metrics=metrics,
            graded=not crossing.hidden,
        )
        self.n_in_a_row = self.n_in_a_row + 1 if moored else 0
        if self.n_in_a_row and self.n_in_a_row % 2 == 0 and crossing.y < 0.0:
            self._say("game.round_trip", number=self.successes)

    def _state(self) -> tuple[float, ...]:
        crossing = self.crossing
        return (
            self.phase,
            float(self.n_beat),
            float(self.n_in_a_row),
            crossing.y if crossing else 0.0,
            crossing.zone if crossing else 0.0,
            crossing.held_s if crossing else 0.0,
            crossing.age_s if crossing else 0.0,
        )
