"""Bubble River's rules: a leaf drifts for a stretch; whoever stays beside it long enough has it.

It goes round the front of the person, now to one side and now to the other. In the modes with a
beat it swings between two turns, with a tone at each, and does not rest between two stretches. It
lingers at a turn and is quick through the middle, where standing still would do for following. A
stretch of it is whole swings, and each half of them has to be followed for as long as is asked:
one that is followed on one side alone, by leaning there, is not followed.
"""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.games.base import BaseModel
from balance_arcade.games.bubble_river.spec import (
    BAND,
    BEAT,
    BEAT_BAND,
    BEAT_REACH,
    BEAT_SHARE,
    FORWARD,
    PACE,
    REACH,
    SHARE,
    SIDEWAYS,
    SPEC,
    SWING,
)
from balance_arcade.games.bubble_river.swing import SwingMeter
from balance_arcade.games.contract import DT_S, ControlInput, GameOptions, LevelAxis
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.safety import REAR_CAP, safe_target
from balance_arcade.games.tracking import TrackingMeter

STRETCH_S: Final = 7.0
"""Length of a trial; with a beat the whole number of swings that comes nearest, one at least."""

CATCH_UP_S: Final = 1.5
"""At the start of a stretch, before following counts: the person has to find the leaf."""

PAUSE_S: Final = 1.0
"""Rest between two stretches; a beat knows none."""

START_S: Final = 1.0
"""The leaf takes so long to come to its pace, so that it never jerks."""

WAVES: Final = ((1.0, 0.66), (1.618, 0.34))
"""Rate and weight of each sine of the direction. The ratio is no whole number, so that the path
does not repeat; the weights add up to 1."""

NEAREST: Final = 0.67
"""Of the reach: the leaf keeps away from the middle, where quiet stance would do for following."""

IN_OUT: Final = 1.272
"""Rate at which the leaf comes nearer and goes farther, against that of its turns."""

BACK: Final = REAR_CAP
"""Share of the own limit: the leaf swings no farther behind, but as far as that on every level.
Where it stayed nearer, standing still did for following it."""

OUT: Final = 0.25
"""In a swing the person is beside the leaf from this share of its way out of the middle on: within
a wide ring alone they would be so where they stand still."""

_KEPT: Final = ("max_reach_share", "ml_range_mm", "ap_range_mm", "left_load_share")


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
    near : bool
        Whether the person is beside the leaf.

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
        self._phases = tuple(self.chance.between(0.0, 2.0 * math.pi) for _ in range(len(WAVES) + 1))
        # A swing begins in the middle, to the one side or to the other.
        self._turn = math.pi * self.chance.below(2) if self.has_beat else 0.0
        self._far, self._band = (BEAT_REACH, BEAT_BAND) if self.has_beat else (REACH, BAND)
        self._reach, self._swing = self._far.easy, SWING.easy
        self._made_with = self.difficulty
        self._age_s = self._ease = 0.0
        self._wait_s = PAUSE_S
        self.near = False
        self._meter, self._moved = TrackingMeter(), MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._swung = SwingMeter(self._axis)
        self.drifting = False
        self.leaf = self._place()

    @property
    def has_beat(self) -> bool:
        """Whether the leaf swings to a beat."""
        return self.options.mode in {SIDEWAYS, FORWARD}

    @property
    def _axis(self) -> int:
        """The axis of a swing: from side to side, or forward and back."""
        return int(self.options.mode == FORWARD)

    @property
    def _stretch_s(self) -> float:
        """How long following counts in a stretch."""
        if not self.has_beat:
            return STRETCH_S
        swing_s = 2.0 * BEAT.at(self._made_with)
        return swing_s * max(1, round(STRETCH_S / swing_s))

    @property
    def goal_radius(self) -> float:
        """How near to the leaf counts."""
        return self._band.at(self._made_with) if self.drifting else math.nan

    @property
    def stretch_share(self) -> float:
        """Share of the stretch that is over, 0 to 1."""
        return min(1.0, self._age_s / (CATCH_UP_S + self._stretch_s)) if self.drifting else 0.0

    @property
    def followed_share(self) -> float:
        """How much of the time beside the leaf that is asked for has been had, 0 to 1."""
        n_steps = self._stretch_s / DT_S
        if self.has_beat:
            return self._swung.had(BEAT_SHARE.at(self._made_with) * n_steps / 2.0)
        asked = SHARE.at(self._made_with) * n_steps
        return min(1.0, self._meter.n_inside / asked)

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
        self._ease = 0.0
        if self._wait_s <= 0.0:
            self._begin()

    def _begin(self) -> None:
        self._made_with = self._trial_difficulty()
        self._age_s, self.near = 0.0, False
        self._meter, self._swung = TrackingMeter(), SwingMeter(self._axis)
        self._moved = MovementMeter((self.x, self.y), self.leaf)
        self.drifting = True
        self._say("game.trial_start", index=self.trials, x=self.leaf[0], y=self.leaf[1])
        self._say("game.leaf_drifts", x=self.leaf[0])

    def _drift(self, control: ControlInput) -> None:
        self._age_s += DT_S
        self._go_on()
        near = control.on_board and self._is_beside()
        if near and not self.near:
            self._say("game.leaf_near", x=self.leaf[0])
        self.near = near
        self._moved.push(self.x, self.y, control, inside=near)
        if self._age_s > CATCH_UP_S:
            self._meter.push(self.leaf, (self.x, self.y), inside=near)
            self._swung.push(self.leaf, inside=near)
        if self._meter.n_steps >= round(self._stretch_s / DT_S):
            self._close()

    def _is_beside(self) -> bool:
        """Whether the person is within the ring, and in a swing out on the leaf's own side too."""
        place = (self.x, self.y)
        if math.dist(self.leaf, place) > self.goal_radius:
            return False
        if not self.has_beat:
            return True
        leaf = self.leaf[self._axis]
        return place[self._axis] * leaf >= OUT * leaf * leaf

    def _go_on(self) -> None:
        """Move the leaf on along its path, and tell each turn of a beat."""
        self._ease = min(1.0, self._ease + DT_S / START_S)
        level = self._made_with
        a_second = math.pi / BEAT.at(level)
        if not self.has_beat:
            a_second = 2.0 * math.pi * PACE.at(level) / 60.0
        before = math.floor(self._turn / math.pi - 0.5)
        self._turn += a_second * DT_S * self._ease
        # A step of these would be a jump of the leaf, so they take the catch-up to change.
        self._reach = _slew(self._reach, self._far, level)
        self._swing = _slew(self._swing, SWING, level)
        self.leaf = self._place()
        if self.has_beat and math.floor(self._turn / math.pi - 0.5) > before:
            self._say("game.beat", x=self.leaf[0])

    def _close(self) -> None:
        followed = self._meter.inside_share >= SHARE.at(self._made_with)
        if self.has_beat:
            followed = self._swung.worse_share >= BEAT_SHARE.at(self._made_with)
        self._say("game.leaf_followed" if followed else "game.leaf_rests", x=self.leaf[0])
        metrics, moved = self._meter.results(), self._moved.results()
        metrics["target_share"] = self._reach
        metrics |= {name: moved[name] for name in _KEPT}
        if self.has_beat:
            metrics |= self._swung.results() | {"beat_s": BEAT.at(self._made_with)}
        self.drifting, self._wait_s = False, PAUSE_S
        self._end_trial(success=followed, difficulty=self._made_with, metrics=metrics)
        if self.has_beat:
            self._begin()

    def _place(self) -> tuple[float, float]:
        """Place on the path at the present turn."""
        if self.has_beat:
            out = self._reach * math.sin(0.5 * math.pi * math.sin(self._turn))
            x, y = (
                (out, 0.0)
                if self.options.mode == SIDEWAYS
                else (0.0, out if out > 0.0 else out * BACK / self._reach)
            )
        else:
            x, y = self._round_the_front()
        return safe_target(x, y, far_confirmed=self.options.far_confirmed)

    def _round_the_front(self) -> tuple[float, float]:
        """Now to one side of the front, now to the other; nearer and farther."""
        angle = sum(
            weight * math.sin(rate * self._turn + phase)
            for (rate, weight), phase in zip(WAVES, self._phases, strict=False)
        )
        angle *= math.radians(self._swing)
        nearer = 0.5 - 0.5 * math.sin(IN_OUT * self._turn + self._phases[-1])
        radius = self._reach * (1.0 - (1.0 - NEAREST) * nearer)
        return radius * math.sin(angle), radius * math.cos(angle)

    def _state(self) -> tuple[float, ...]:
        meter = self._meter
        return (
            *self.leaf,
            self._turn,
            self._reach,
            self._swing,
            self._made_with,
            self._age_s,
            self._ease,
            self._wait_s,
            float(self.drifting),
            float(self.near),
            float(meter.n_steps),
            float(meter.n_inside),
            *(self._swung.counts if self.has_beat else ()),
        )


def _slew(now: float, axis: LevelAxis, difficulty: float) -> float:
    """Bring a quantity nearer to what a difficulty asks for, by one step."""
    most = DT_S * abs(axis.hard - axis.easy) / CATCH_UP_S
    return now + min(most, max(-most, axis.at(difficulty) - now))
