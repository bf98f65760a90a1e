"""Leads through the trials of a test: words, countdown, trial, rest, and the next.

The model measures nothing but how long a leg stands: the numbers of a test come from its recording,
between the events ``game.trial_start`` and ``game.trial_end``. A step-off or a pause within a trial
ends it with the reason ``stepped``; a test has no second try that would hide the first. Only a jump
is measured live too, by the same code, so that its height is seen a moment after standing still.
"""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final

from balance_arcade.assess.guidance import GuidedTrial
from balance_arcade.assess.guided_tests import LEAD_WAYS, guided_part
from balance_arcade.cop.limits import direction_vector
from balance_arcade.core.adverse import REDO
from balance_arcade.core.board import Stance
from balance_arcade.games.base import BaseModel
from balance_arcade.games.contract import DT_S, STEPS_PER_S, ControlInput, GameOptions, TrialResult
from balance_arcade.games.flamingo_ladder.foothold import Ending, Foothold
from balance_arcade.games.guided.spec import READY_S, REST_S, THANKS, guided_entry, ready_kind
from balance_arcade.games.guided.watch import watch_of

FAR: Final = 1.0
"""The light of a lean lies where the lean pass ended; the test counts how far the person went."""

SHIFT_SHARE: Final = 0.5
GAP_S: Final = 0.5
"""Time of the samples that was not played: there was a pause."""

LIFT_S: Final = 10.0
"""How long a lifted foot is waited for."""

STILL_MOST_S: Final = 15.0
"""So much longer than usual is waited for standing still before the tone of a jump."""

_STOPS: Final[dict[Ending, str]] = {
    "touch": "foot touched",
    "load": "foot touched",
    "moved": "stance foot moved",
}


class Stage(IntEnum):
    """Where the test stands."""

    READY = 0
    TRIAL = 1
    REST = 2
    OVER = 3


class Model(BaseModel):
    """One part of a test without a picture.

    Parameters
    ----------
    name : str
        Of the part, see `balance_arcade.assess.guidance`.
    options : GameOptions
        Only its seed is heard.

    Attributes
    ----------
    stage : Stage
        Words, trial, rest, or all done.
    index : int
        Of the trial, from 0.

    Examples
    --------
    >>> model = Model("assess-quiet-stance", GameOptions())
    >>> k = 0
    >>> while not model.finished:
    ...     model.step(ControlInput(k / 120.0, 0.0, 0.0, 0.0, 0.0, 0.0, 700.0, 1.0))
    ...     k += 1
    >>> k / 120.0 > 35.0, model.trials
    (True, 1)
    """

    def __init__(self, name: str, options: GameOptions) -> None:
        super().__init__(guided_entry(name).spec, options)
        self._trials = guided_part(name).trials
        self.stage, self.index = Stage.READY, 0
        self._n_stage_steps = 0
        self._foothold = Foothold(1)
        self._lifted_s = self._heard_s = math.nan
        self._is_told = False
        self._watch = watch_of(self.trial)
        self._redo = False

    @property
    def stage_s(self) -> float:
        """For how long it has been in its stage; counted in steps, so that times are exact."""
        return self._n_stage_steps / STEPS_PER_S

    @property
    def trial(self) -> GuidedTrial:
        """The trial that is prepared, under way or just done."""
        return self._trials[min(self.index, len(self._trials) - 1)]

    @property
    def finished(self) -> bool:
        """Whether all trials are through."""
        return self.stage is Stage.OVER

    @property
    def cursor_visible(self) -> bool:
        """Only where the test is made to a place; quiet stance has no cursor."""
        return self.trial.kind in {"lean", "shift"}

    @property
    def stance(self) -> Stance:
        """On which feet the person should stand."""
        trial, begun = self.trial, self.stage is Stage.TRIAL
        # Whoever rises from a chair rests on it too.
        if self._watch is not None and (self.stage <= Stage.TRIAL or trial.kind == "rise"):
            return self._watch.stance(begun=begun)
        return trial.side if trial.side and begun else "both"

    @property
    def shown(self) -> str:
        """Result of the jump just made; empty where there is none."""
        return "" if self._watch is None else self._watch.shown

    @property
    def goal_radius(self) -> float:
        """No place has to be hit: NaN."""
        return math.nan

    @property
    def words(self) -> str:
        """What the person is asked for now; in a trial of stance nothing, or it would be read."""
        if self.stage is Stage.READY or (
            self.stage is Stage.TRIAL and self.trial.kind not in {"stance"}
        ):
            waits = self._watch is not None and self.stage is Stage.READY
            said = self._watch.words if waits and self._watch is not None else ""
            return said or self.trial.words
        return THANKS if self.stage is Stage.REST else ""

    @property
    def left_s(self) -> float:
        """Seconds until the trial begins, or until it is over."""
        whole = READY_S if self.stage is Stage.READY else self.trial.seconds
        return max(0.0, whole - self.stage_s)

    @property
    def clock_s(self) -> float:
        """Seconds until the stage is over at the latest, for whoever leads; NaN at the end.

        Examples
        --------
        >>> Model("assess-quiet-stance", GameOptions()).clock_s
        5.0
        """
        if self.stage is Stage.OVER:
            return math.nan
        if self.stage is Stage.REST:
            return max(0.0, REST_S - self.stage_s)
        if self.stage is Stage.TRIAL and self.trial.kind == "one_leg":
            # Counted from when the foot is off the board, as the trial itself is.
            if math.isnan(self._lifted_s):
                return max(0.0, LIFT_S - self.stage_s)
            return max(0.0, self.trial.seconds - (self.stage_s - self._lifted_s))
        return self.left_s

    def goal(self) -> tuple[float, float] | None:
        """Where the person should be: the own centre, out in a direction, or with the pace."""
        trial = self.trial
        if trial.leaves_board:
            return None
        if trial.kind == "stance" and self.stage is not Stage.TRIAL:
            return (0.0, 0.0)
        if self.stage is not Stage.TRIAL or trial.kind in {"stance", "one_leg"}:
            # Whoever stands still or on one leg stands as they like.
            return None if trial.kind in {"stance", "one_leg"} else (0.0, 0.0)
        if trial.kind == "lean":
            ml, ap = direction_vector(trial.direction)
            return FAR * ml, FAR * ap
        return self.pacer

    @property
    def pacer(self) -> tuple[float, float]:
        """Place of the light that swings: half the limits out, one way in the pace's time."""
        trial = self.trial
        swing = SHIFT_SHARE * math.sin(math.pi * self.stage_s / max(trial.pace_s, DT_S))
        if self.stage is not Stage.TRIAL:
            swing = 0.0
        return (swing, 0.0) if trial.axis == "ml" else (0.0, swing)

    def _advance(self, control: ControlInput) -> None:
        paused = control.t_s - self._heard_s > GAP_S
        self._heard_s = control.t_s
        is_off = not control.on_board and not self.trial.leaves_board
        if self.stage is Stage.TRIAL and (paused or is_off):
            self._close("stepped")
        elif paused:
            # Whoever comes back reads the words again.
            self._enter(Stage.READY if self.stage is Stage.READY else self.stage)
        self._n_stage_steps += 1
        if self.stage is Stage.READY:
            self._prepare(control)
        elif self.stage is Stage.TRIAL:
            self._go_on(control)
        elif self.stage is Stage.REST and self.stage_s >= REST_S:
            self.index += not self._redo
            self._redo = False
            self._enter(Stage.READY if self.index < len(self._trials) else Stage.OVER)

    def mark(self, text: str) -> None:
        """Hear a therapist: a release, or the wish for a trial once more.

        The trial under way, or else the one before, is made again; what was made is kept.
        """
        if self.stage is Stage.TRIAL and self._watch is not None and self._watch.mark(text):
            self._say("game.released", index=self.index)
        if text != REDO or self._redo:
            return
        if self.stage is Stage.TRIAL:
            self._close(REDO)
        elif self.stage is Stage.READY and self.index:
            self.index -= 1
            self._enter(Stage.REST)
        elif self.stage is not Stage.REST:
            return
        self._redo = True
        self._say("game.redo", index=self.index)

    def _enter(self, stage: Stage) -> None:
        self.stage, self._n_stage_steps, self._is_told = stage, 0, False

    def _prepare(self, control: ControlInput) -> None:
        if not self._is_told:
            self._is_told, self._watch = True, watch_of(self.trial)
            self._say(ready_kind(self.trial), condition=self.trial.condition)
        readiness = "ready" if self._watch is None else self._watch.prepare(control)
        if readiness == "anew":
            # The words are read and the seconds counted from when the person is where they say.
            self._n_stage_steps = 0
        most_s = READY_S + (STILL_MOST_S if readiness == "wait" else 0.0)
        if self.stage_s >= most_s:
            self._begin()

    def _begin(self) -> None:
        trial = self.trial
        self._enter(Stage.TRIAL)
        self._foothold = Foothold(-1 if trial.side == "left" else 1)
        self._lifted_s = math.nan
        if self._watch is not None:
            self._watch.begin()
        facts = {"direction": trial.direction, "pace_s": trial.pace_s, "axis": trial.axis}
        told = {key: value for key, value in facts.items() if value not in ("", -1, 0.0)}
        self._say(
            "game.trial_start",
            index=self.index,
            task=trial.kind,
            condition=trial.condition,
            practice=trial.practice,
            **told,
            **({"lead_s": LEAD_WAYS * trial.pace_s} if trial.kind == "shift" else {}),
        )

    def _go_on(self, control: ControlInput) -> None:
        trial = self.trial
        if self._watch is not None:
            self._watch.push(control)
            ending = self._watch.ending()
            if ending is not None:
                self._close(ending)
        elif trial.kind == "one_leg":
            self._stand(control)
        elif self.stage_s >= trial.seconds:
            self._close("")

    def _stand(self, control: ControlInput) -> None:
        """Wait for the lifted foot, and then for its coming down or for the longest time."""
        ending = self._foothold.push(control)
        if not self._foothold.is_lifted:
            if self.stage_s >= LIFT_S:
                self._close("foot touched")
            return
        if math.isnan(self._lifted_s):
            self._lifted_s = self.stage_s
            self._say("game.one_leg", index=self.index, side=self.trial.side)
        if ending:
            self._close(_STOPS[ending])
        elif self.stage_s - self._lifted_s >= self.trial.seconds:
            self._close("")

    def _close(self, stop: str) -> None:
        trial = self.trial
        held_s = self.stage_s
        if trial.kind == "one_leg":
            lifted = not math.isnan(self._lifted_s)
            held_s = self.stage_s - self._lifted_s if lifted else 0.0
        found = {} if self._watch is None else self._watch.facts()
        result = TrialResult(self.trials, not stop, 0.0, graded=False, metrics={"held_s": held_s})
        self._results.append(result)
        self.trials += 1
        self.successes += not stop
        self._say(
            "game.trial_end",
            index=self.index,
            # A stance that ended before its time is no failure that a screen should speak of.
            success=not stop,
            stop=stop,
            task=trial.kind,
            condition=trial.condition,
            practice=trial.practice,
            held_s=held_s,
            **found,
        )
        self._enter(Stage.REST)

    def _state(self) -> tuple[float, ...]:
        lifted = -1.0 if math.isnan(self._lifted_s) else self._lifted_s
        state = (float(self.stage), self.stage_s, float(self.index), lifted)
        return (*state, float(self._redo)) if self._redo else state
