"""Stick the Landing without a picture: an empty board, a landing, and the load that settles."""

from __future__ import annotations

import math
from collections import deque
from enum import IntEnum
from typing import Final

import msgspec

from balance_arcade.core.board import Stance
from balance_arcade.games.base import BaseModel
from balance_arcade.games.contract import DT_S, STEPS_PER_S, ControlInput, GameOptions
from balance_arcade.games.landing import PEAK_LEAST_HZ, EmptyPlate, SteadyWatch, bears_less
from balance_arcade.games.live_jumps import LiveJumps
from balance_arcade.games.movement import MovementMeter
from balance_arcade.games.stick_the_landing.spec import LIMIT, SPEC

QUIET_S: Final = (1.0, 2.0)
"""Empty board in one piece from which its noise is learnt; how long is drawn, so that nobody lands
by the clock."""

RISE_S: Final = 0.15
"""From contact a landing bears `FULL` within this time; a step up takes longer."""

FULL: Final = 0.8
EMPTY_FRAC: Final = 0.10
LEAVE_S: Final = 0.5
"""The last of a step down is no noise of an empty plate."""

OFF_S: Final = 0.12
OFF_FRAC: Final = 0.50
"""Less than half of the weight for so long after a landing is a step off, just before the session
would call it one."""

LONGEST_S: Final = 6.0
"""How long the load is followed after a landing."""

SHOWN_AFTER: Final = 2
"""So many steps up in a row, and a figure shows what a hop is, until one comes. Ours."""

MOST_STEPS_UP: Final = 4
"""So many of a trial end it: nobody is asked for the same for ever, and nobody is graded by it."""

TOLD_S: Final = 2.0
"""The words for a step up stay so long before the person is asked to step off again."""

PEAK_S: Final = 0.5
SHOW_S: Final = 1.5
SWING_STEPS: Final = 60
GAP_S: Final = 0.5
"""Time of the samples that was not played: what was under way before a pause begins anew."""


class Stage(IntEnum):
    """Where a trial stands."""

    OFF = 0
    QUIET = 1
    READY = 2
    SETTLE = 3
    SHOW = 4


class Landing(msgspec.Struct):
    """One landing.

    Attributes
    ----------
    limit_s, difficulty : float
        What it was made with.
    since_s : float
        Time since contact.
    share : float
        Load over body weight now; NaN where it is not known.
    is_full : bool
        Whether it has borne `FULL` of the weight, so that it is a landing.
    time_s : float
        Time to stabilisation; NaN while there is none.
    peak : float
        Greatest load so far, in body weights.
    is_over, steady, stepped_off : bool
        How it ended.
    """

    limit_s: float
    difficulty: float
    since_s: float = 0.0
    share: float = 0.0
    is_full: bool = False
    time_s: float = math.nan
    peak: float = math.nan
    is_over: bool = False
    steady: bool = False
    stepped_off: bool = False


class Model(BaseModel):
    """Stick the Landing without a picture.

    The time to stabilisation, `balance_arcade.games.landing.SteadyWatch` says how, is the score of
    a landing; it counts where it is not above the level's limit.

    Attributes
    ----------
    stage : Stage
        To step off, the board is empty, to land, the load settles, or it is shown how it was.
    stage_s : float
        For how long.
    landing : Landing or None
        Under way, or the last one.
    best_s : float
        Shortest time to stabilisation so far; NaN before the first.
    swing : deque of float
        How far the load has been from body weight in the steps since contact, the last of them.
    contact_n : float
        Load that counts as contact, from the plate's own noise.
    n_steps_up : int
        Steps up in this trial, where a hop or a drop was asked for.
    needs_figure : bool
        Whether a hop has to be shown: the person has stepped up again and again.

    Examples
    --------
    >>> model = Model(GameOptions(seed=1))
    >>> for k in range(3600):
    ...     load = 0.0 if model.stance == "off" else 1.0
    ...     model.step(ControlInput(k / 120.0, 0.0, 0.0, load_n=700.0 * load, load_frac=load,
    ...                             on_board=load > 0.0))
    >>> model.trials == model.successes > 5, model.best_s
    (True, 0.0)
    """

    def __init__(self, options: GameOptions) -> None:
        super().__init__(SPEC, options)
        self.stage, self.stage_s = Stage.OFF, 0.0
        self.landing: Landing | None = None
        self.best_s = self.contact_n = math.nan
        self.swing: deque[float] = deque(maxlen=SWING_STEPS)
        self._plate, self._watch, self._live = EmptyPlate(), SteadyWatch(), LiveJumps()
        self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
        self._heard_s = self._contact_s = self._touched_s = math.nan
        self._is_learning = False
        self._n_off = self._n_samples = self._n_steps_off = 0
        self._wait_s, self._quiet_s = 0.0, QUIET_S[1]
        self._is_asked = self._told_peak = False
        self.n_steps_up, self.needs_figure = 0, False
        self._ask_at_s = 0.0

    @property
    def still_s(self) -> float:
        """How long the load has been steady, up to the second that counts."""
        landing = self.landing
        if landing is None or math.isnan(self._watch.begun_s):
            return 0.0
        return landing.since_s - self._watch.begun_s

    @property
    def stance(self) -> Stance:
        """Off the board, landing on it, or on both feet."""
        if self.stage is Stage.READY:
            return "land"
        return "off" if self.stage in {Stage.OFF, Stage.QUIET} else "both"

    @property
    def goal_radius(self) -> float:
        """No place is aimed at: NaN."""
        return math.nan

    def goal(self) -> tuple[float, float] | None:
        """Nowhere: wherever the person lands is the place."""
        return None

    def _advance(self, control: ControlInput) -> None:
        self.stage_s += DT_S
        if control.t_s - self._heard_s > GAP_S:
            # Whoever steps up during a pause has not landed, and what swung before it is over.
            self._enter(Stage.OFF)
        self._heard_s = control.t_s
        self._listen(control)
        is_empty = bears_less(control, EMPTY_FRAC)
        if self.stage is Stage.OFF:
            self._step_off(is_empty=is_empty)
        elif self.stage is Stage.QUIET:
            self._learn(control, is_empty=is_empty)
        elif self.stage is Stage.READY:
            self._wait(control)
        elif self.stage is Stage.SHOW:
            if self.stage_s >= SHOW_S:
                self._enter(Stage.OFF)
        elif self.landing is not None:
            self._settle(self.landing, control, is_empty=is_empty)

    def _listen(self, control: ControlInput) -> None:
        """Hear every sample: the detector of jumps says when the plate is touched."""
        self._touched_s = math.nan
        for t_s, event in self._live.push(control):
            if event.kind in {"stepped_on", "landing"}:
                self._touched_s = t_s

    def _enter(self, stage: Stage) -> None:
        if stage is Stage.OFF:
            self._is_asked, self._ask_at_s = False, 0.0
        self.stage, self.stage_s = stage, 0.0

    def _step_off(self, *, is_empty: bool) -> None:
        if is_empty:
            self._plate, self._quiet_s = EmptyPlate(), self.chance.between(*QUIET_S)
            self._is_learning = False
            self._n_samples = self._n_steps_off = 0
            self._enter(Stage.QUIET)
        elif not self._is_asked and self.stage_s >= self._ask_at_s:
            self._is_asked = True
            self._say("game.step_off")

    def _learn(self, control: ControlInput, *, is_empty: bool) -> None:
        """Learn the plate's noise, as long as nobody touches it."""
        if not is_empty or (self._is_learning and not math.isnan(self._touched_s)):
            is_early = self._is_learning
            self._enter(Stage.OFF)
            if is_early:
                self._say("game.too_soon")
                self._ask_at_s = TOLD_S
            return
        if self.stage_s > LEAVE_S:
            if not self._is_learning:
                self._is_learning = True
                self._live.forget()
            self._plate.push(control.load_n)
        self._n_samples += control.n_samples
        self._n_steps_off += 1
        if self.stage_s >= self._quiet_s:
            self._begin()

    def _begin(self) -> None:
        """Ask for a landing, with the difficulty of now; one that did not come about again."""
        landing = self.landing
        if landing is None or landing.is_over:
            difficulty = self._trial_difficulty()
            self.landing = landing = Landing(LIMIT.at(difficulty), difficulty)
            self._wait_s, self.n_steps_up = 0.0, 0
            self._say("game.trial_start", index=self.trials, limit_s=landing.limit_s)
        touch_n, noise_n = self._live.touch_n, self._live.noise_n
        if math.isnan(touch_n):
            # Too slow for the detector, or a board that says no newtons: the steps have to do.
            touch_n, noise_n = self._plate.contact_n, self._plate.noise_n
        self.contact_n = round(touch_n, 6)
        how = {"shown": True} if self.needs_figure else {}
        self._say("game.hop_on", contact_n=self.contact_n, noise_n=round(noise_n, 6), **how)
        self._enter(Stage.READY)

    def _wait(self, control: ControlInput) -> None:
        """Wait for the first load that is no noise."""
        self._wait_s += DT_S
        contact_s = self._touched_s
        if math.isnan(contact_s) and not (self._live.is_hearing and control.load_n >= 0.0):
            # A board without a load in newtons still says that somebody is on it.
            is_touched = control.load_n >= self.contact_n
            if is_touched or (control.on_board and math.isnan(control.load_n)):
                contact_s = control.t_s
        if math.isnan(contact_s):
            return
        self._contact_s = contact_s
        landing = self.landing
        if landing is not None:
            self.landing = landing = Landing(landing.limit_s, landing.difficulty)
            self._watch = SteadyWatch()
            self._meter = MovementMeter((0.0, 0.0), (0.0, 0.0))
            self._n_off = 0
            self.swing.clear()
            self._enter(Stage.SETTLE)
            self._settle(landing, control, is_empty=False)

    def _settle(self, landing: Landing, control: ControlInput, *, is_empty: bool) -> None:
        """Follow the load: a step up, a landing that swings out, or one that is stepped off."""
        landing.since_s = control.t_s - self._contact_s
        landing.share = control.load_frac
        if not landing.is_full and not self._has_landed(landing, control):
            return
        self._measure(landing, control)
        is_off = is_empty or bears_less(control, OFF_FRAC)
        self._n_off = self._n_off + 1 if is_off else 0
        if self._n_off >= OFF_S * STEPS_PER_S:
            landing.stepped_off = True
            self._close(landing)
        elif self._is_steady(landing, control):
            landing.time_s = self._watch.time_s
            self._close(landing)
        elif landing.since_s >= LONGEST_S:
            self._close(landing)

    def _is_steady(self, landing: Landing, control: ControlInput) -> bool:
        """Whether the load is steady by now, every sample of a fast board heard."""
        heard = [(t_s, load_n) for t_s, load_n in self._live.heard if t_s >= self._contact_s]
        if not heard or not control.load_n > 0.0:
            return self._watch.push(landing.since_s, control.load_frac)
        per_newton = control.load_frac / control.load_n
        return any(
            self._watch.push(t_s - self._contact_s, load_n * per_newton) for t_s, load_n in heard
        )

    def _has_landed(self, landing: Landing, control: ControlInput) -> bool:
        """Whether the load came as fast as a landing's; a step up is asked to go off again."""
        if control.load_frac >= FULL:
            landing.is_full, self.needs_figure = True, False
            self._say("game.landed")
        elif landing.since_s > RISE_S:
            self._stepped_up(landing)
        return landing.is_full

    def _stepped_up(self, landing: Landing) -> None:
        """Say what is asked for instead, and ask for it again; not for ever."""
        self.n_steps_up += 1
        self.needs_figure = self.needs_figure or self.n_steps_up >= SHOWN_AFTER
        self._say("game.stepped_up", number=self.n_steps_up, shown=self.needs_figure)
        self._enter(Stage.OFF)
        self._ask_at_s = TOLD_S
        if self.n_steps_up >= MOST_STEPS_UP:
            landing.is_over = True
            self._say("game.not_landed", why=f"{self.n_steps_up} steps up and no landing")
            self._end_trial(
                success=False,
                difficulty=landing.difficulty,
                metrics={
                    "not_landed": 1.0,
                    "steps_up": float(self.n_steps_up),
                    "time_limit_s": landing.limit_s,
                    "start_latency_s": self._wait_s,
                },
                graded=False,
            )

    def _measure(self, landing: Landing, control: ControlInput) -> None:
        share = control.load_frac
        self.swing.append(share - 1.0 if math.isfinite(share) else 0.0)
        self._meter.push(self.x, self.y, control, inside=True)
        if landing.since_s <= PEAK_S and control.load_n > 0.0:
            # In body weights, by the weight with which the share was made.
            newton = max(control.load_n, control.peak_load_n)
            peak = newton * share / control.load_n
            if not peak <= landing.peak:
                landing.peak = peak

    def _close(self, landing: Landing) -> None:
        """End the landing: it is steady in time, or later, or it was stepped off."""
        landing.is_over = True
        landing.steady = landing.time_s <= landing.limit_s
        if not math.isnan(landing.time_s) and not landing.time_s >= self.best_s:
            self.best_s = landing.time_s
        if landing.steady:
            self._say("game.steady", time_s=landing.time_s)
        else:
            self._say("game.off_again" if landing.stepped_off else "game.still_moving")
        metrics = self._measured(landing)
        self._end_trial(success=landing.steady, difficulty=landing.difficulty, metrics=metrics)
        self._enter(Stage.OFF if landing.stepped_off else Stage.SHOW)

    def _measured(self, landing: Landing) -> dict[str, float]:
        """Sum a landing up for the therapist."""
        moved = self._meter.results()
        return {
            "stabilisation_time_s": landing.time_s,
            "time_limit_s": landing.limit_s,
            "stepped_off": float(landing.stepped_off),
            "not_steady": float(math.isnan(landing.time_s) and not landing.stepped_off),
            "start_latency_s": self._wait_s,
            "peak_load_bw": self._peak(landing),
            "max_reach_share": moved["max_reach_share"],
            "ml_range_mm": moved["ml_range_mm"],
            "ap_range_mm": moved["ap_range_mm"],
            "left_load_share": moved["left_load_share"],
        }

    def _peak(self, landing: Landing) -> float:
        """Greatest load of the first half second, where the board is fast enough for it."""
        rate_hz = self._n_samples * STEPS_PER_S / max(1, self._n_steps_off)
        if rate_hz >= 0.95 * PEAK_LEAST_HZ:
            return landing.peak
        if not self._told_peak:
            self._told_peak = True
            why = f"{rate_hz:.0f} samples a second are too few for a peak; it needs"
            self._say("game.peak_not_told", why=f"{why} {PEAK_LEAST_HZ:.0f}.")
        return math.nan

    def _state(self) -> tuple[float, ...]:
        landing = self.landing
        return (
            float(self.stage),
            self.stage_s,
            self.contact_n if math.isfinite(self.contact_n) else -1.0,
            landing.since_s if landing else 0.0,
            float(landing.is_full) if landing else 0.0,
            landing.limit_s if landing else 0.0,
            -1.0 if math.isnan(self._watch.begun_s) else self._watch.begun_s,
            -1.0 if math.isnan(self.best_s) else self.best_s,
            # Who never stepped up has the digest of before they were counted.
            *((float(self.n_steps_up),) if self.needs_figure or self.n_steps_up else ()),
        )
