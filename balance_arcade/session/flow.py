"""How a session flows from phase to phase.

`balance_arcade.session.machine` joins this with what a screen shows of it (`view`) and with the
orders that steer it (`orders`); those three share one `SessionFlow` and nothing else.
"""

from __future__ import annotations

import math

from balance_arcade.core.events import Outcome, Phase, Scalar
from balance_arcade.core.samples import CopSample
from balance_arcade.session import seated
from balance_arcade.session.after_game import TIME_IS_UP, AfterGame
from balance_arcade.session.away import BACK, AwayWatch
from balance_arcade.session.empty_start import EmptyStart
from balance_arcade.session.feet import FootWatch
from balance_arcade.session.hindrance import STALE, Hindrance, absence, hindrance, misload
from balance_arcade.session.hold import PictureHold
from balance_arcade.session.limits_measurement import LimitsMeasurement
from balance_arcade.session.loads import LoadWatch
from balance_arcade.session.outbox import Outbox
from balance_arcade.session.pausing import Pausing
from balance_arcade.session.plan import PlannedActivity, SessionPlan
from balance_arcade.session.safety import StanceWatch
from balance_arcade.session.spotter import SpotterGate
from balance_arcade.session.taring import CentreMean
from balance_arcade.session.transitions import LEGAL

SETTLE_MAX_S = 20.0
AGAIN_S = 5.0
"""Somebody who does not come to rest is measured all the same, and it is said."""

# Steps that sample a phase: sums of 1/120 s come out a little below or above.
_EPS_S = 1e-6

WATCHES_FEET = frozenset({Phase.COUNTDOWN, Phase.PLAY, Phase.PAUSED})

PAUSABLE = frozenset({Phase.LIMITS, Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY})


class SessionFlow:
    """Phase, measurements and events of one session.

    Parameters
    ----------
    plan : SessionPlan
        What is played, and how long the parts take.

    Attributes
    ----------
    phase, activity_index, weight_n, centre_mm, limits, active_s, play_s
        As of `balance_arcade.session.machine.SessionMachine`.
    failed_index : int
        Which activity could not go on, the newest of them; -1 while none has failed.
    failed_names : set of str
        Games that could not go on.
    t_s, in_phase_s : float
        Time of the newest step; time spent in the phase.
    why, lost : str
        Why the session is where it is; why there is no signal by the wall's clock.
    pause, away : Pausing, AwayWatch
        What the newest pause came from and waits for; whether the board is away.
    rest_again : bool
        The present rest interrupts an activity that was too long, and does not follow one.
    watch : StanceWatch
        Whether somebody stands there, steadily.
    loads : LoadWatch
        Whether the load is one that a game can be played with.
    outcome : {"done", "stopped", "fault"} or None
        How the session ended; None while it goes on.
    start : EmptyStart
        Check and zero of the empty board.
    reach : LimitsMeasurement
        How far the person can lean: the limits, and the lean pass that finds them.
    outbox : Outbox
        What is to be told and asked for.
    after : AfterGame
        Result, choice and rest.
    feet : FootWatch
        Whether a foot is off the board.
    spotter : SpotterGate
        Whether an activity of class C may begin.
    hold : PictureHold
        Whether the phase still waits to be seen.
    """

    def __init__(self, plan: SessionPlan) -> None:
        self.plan = plan
        self.phase = Phase.SELF_CHECK
        self.activity_index = 0
        self.failed_index = -1
        self.failed_names: set[str] = set()
        self.weight_n = math.nan
        self.centre_mm = (math.nan, math.nan)
        self.active_s = self.play_s = 0.0
        self.t_s = 0.0
        self.in_phase_s = 0.0
        self._seq: int | None = None
        self.why = self.lost = ""
        self.outbox, self.hold = Outbox(), PictureHold()
        self.forget_loads()
        self.outcome: Outcome | None = None
        self.start = EmptyStart(self)
        self._centre = CentreMean()
        self.reach = LimitsMeasurement(plan, self.tell)
        self.pause, self.away = Pausing(self.tell), AwayWatch(self)
        # What comes once the person stands and is measured: words first, or straight to 3-2-1.
        self._to_countdown = False
        self._since_rest_s = 0.0
        self.rest_again = False
        self.feet = FootWatch(self.tell)
        self.after, self.spotter = AfterGame(self), SpotterGate(self)
        self._steps = {
            Phase.SELF_CHECK: self.start.check,
            Phase.ZERO: self.start.zero,
            Phase.STEP_ON: self._step_on,
            Phase.SETTLE: self._settle,
            Phase.CENTRE: self._measure_centre,
            Phase.LIMITS: self._lean_pass,
            Phase.INSTRUCT: self._instruct,
            Phase.COUNTDOWN: self._count_down,
            Phase.PLAY: self._play,
            Phase.PAUSED: self._paused,
            Phase.RESULT: self.after.result,
            Phase.REST: self.after.rest,
        }

    def advance(self, dt_s: float, sample: CopSample | None, t_s: float) -> None:
        """Take one step; at most one change of phase comes of it."""
        self.t_s = t_s
        held = self.hold.holds
        if not held:
            self.in_phase_s += dt_s
        watch, loads = self.watch, self.loads
        watch.step(dt_s, sample, t_s)
        loads.step(sample, watch.weight_n, t_s)
        # Steps come at 120 Hz, samples at the board's rate: a mean takes each sample once.
        fresh = sample if sample is not None and sample.seq != self._seq else None
        if fresh is not None:
            self._seq = fresh.seq
        phase = self.phase
        # Before the guard: a game whose time is up is over, though the person steps off now.
        if phase is Phase.PLAY and self.play_s >= self.activity.seconds - _EPS_S:
            self.go(Phase.RESULT, TIME_IS_UP)
            return
        if phase in WATCHES_FEET and not self.plan.seated:
            self.feet.step(sample, t_s)
        # Nearly every step has a signal, and one person who stands there as before.
        odd = watch.unloaded or loads.is_odd or self.feet.lifted
        if self.lost or watch.stale or odd or not watch.present:
            self.guard()
        if self.phase is phase and phase is not Phase.ENDED and not held:
            self._steps[phase](dt_s, fresh)

    # -- the person leaves, the signal goes --------------------------------------------------

    @property
    def silent(self) -> str:
        """Why there is no signal; empty while there is one."""
        if self.lost:
            return self.lost
        return STALE if self.watch.stale else ""

    def guard(self) -> None:
        """Leave a phase that cannot go on without a signal or without the person."""
        if self.away.is_over:
            self.away.come_back()
        silent, watch = self.silent, self.watch
        if self.phase in PAUSABLE:
            found = self.hindered()
            if found is not None:
                self.pause_for(found.kind, found.why)
        elif self.phase in {Phase.SETTLE, Phase.CENTRE}:
            if silent and self.phase is Phase.CENTRE:
                self.go(Phase.SETTLE, silent)
            elif not silent and not watch.present:
                self.go(Phase.STEP_ON, "Stepped off before the centre was measured.")
            elif not silent and self.phase is Phase.CENTRE:
                found = absence(watch) or misload(self.loads)
                if found is not None:
                    self.go(Phase.SETTLE, found.why)

    def hindered(self) -> Hindrance | None:
        """Return what hinders play now; None while nothing does."""
        found = hindrance(self.watch, self.loads, self.silent)
        return found or self.feet.hindrance(self.activity.safety_class)

    def pause_for(self, kind: str, why: str) -> None:
        """Pause; ``kind`` says what ends the pause, see `balance_arcade.session.prompts`."""
        self.pause.begin(kind)
        self.go(Phase.PAUSED, why)

    def _paused(self, dt_s: float, _sample: CopSample | None) -> None:
        """Wait for the person and the signal; a pause by order waits for an order."""
        if self.pause.by_order:
            return
        found = self.hindered()
        if found is None:
            if self.pause.is_over(dt_s, self.watch):
                self.resume("Standing steadily again.")
            return
        self.pause.hinder(found, self.watch, self.why)
        self.why = found.why
        if self.pause.is_given_up(found, self.watch):
            self._to_countdown = False
            self.go(Phase.STEP_ON, "Nobody has been on the board for 15 s.")

    def resume(self, why: str) -> None:
        """Go on through 3-2-1; if feet or weight are others, by way of a new centre."""
        if self.watch.left or self.loads.crowded:
            self._to_countdown = self.reach.lean is None
            again = "Stepped on again" if self.watch.left else "Resumed with another weight"
            said = BACK if self.away.is_back else f"{again}: the centre is measured once more."
            self.go(Phase.SETTLE, said)
        elif self.reach.lean is not None:
            self.go(Phase.LIMITS, why)
        else:
            self.go(Phase.COUNTDOWN, why)

    # -- before play -------------------------------------------------------------------------

    def forget_loads(self) -> None:
        """Judge the person and the load anew: the board has another zero."""
        capacity_n = self.plan.capacity_n
        if self.plan.seated:
            self.watch = StanceWatch(unloaded_frac=seated.UNLOADED_FRAC)
            self.loads = LoadWatch(capacity_n, seated.CROWD_FRAC)
        else:
            self.watch, self.loads = StanceWatch(), LoadWatch(capacity_n)

    def _step_on(self, _dt_s: float, _sample: CopSample | None) -> None:
        if self.watch.present and not self.silent:
            self.go(Phase.SETTLE, "")

    def _settle(self, _dt_s: float, _sample: CopSample | None) -> None:
        if self.silent:
            self.why = self.silent
        elif misload(self.loads) is not None:
            self.watch.restart_steady()
        elif self.watch.steady_s >= self.plan.settle_s - _EPS_S:
            self.go(Phase.CENTRE, "")
        elif self.in_phase_s >= SETTLE_MAX_S:
            self.go(Phase.CENTRE, "Not steady within 20 s; measured all the same.")

    @property
    def centre_lasts_s(self) -> float:
        """How long the centre is averaged: once it is known, a person stands for it but briefly."""
        known = not math.isnan(self.centre_mm[0])
        return min(self.plan.centre_s, AGAIN_S) if known else self.plan.centre_s

    def _measure_centre(self, _dt_s: float, sample: CopSample | None) -> None:
        if sample is not None:
            self._centre.push(sample)
        if self.in_phase_s < self.centre_lasts_s - _EPS_S:
            return
        if not self._centre.enough:
            self.go(Phase.SETTLE, "Too few samples for a centre.")
            return
        self.centre_mm = self._centre.centre_mm
        self.weight_n = self.watch.weight_n = self._centre.weight_n
        self.tell("session.centre", self._centre.facts())
        self.away.compare(self.weight_n)
        self.reach.place(self.centre_mm, self._centre.points_mm)
        self.feet.place(self.reach.limits)
        self._go_on("")

    @property
    def activity(self) -> PlannedActivity:
        """The present activity of the plan."""
        return self.plan.activities[self.activity_index]

    def _go_on(self, why: str) -> None:
        """To the lean pass if the activity wants one, else to its words or its 3-2-1."""
        if self.activity.needs_limits and self.reach.wants_lean_pass:
            self.go(Phase.LIMITS, why)
        elif self._to_countdown and self.phase is Phase.CENTRE:
            self.go(Phase.COUNTDOWN, why)
        else:
            self.go(Phase.INSTRUCT, why)

    def _lean_pass(self, dt_s: float, sample: CopSample | None) -> None:
        self._count_active(dt_s)
        if self.reach.step(dt_s, sample):
            self.feet.place(self.reach.limits)
            self.go(Phase.INSTRUCT, "")

    def skip_lean(self) -> None:
        """Take what was reached in the direction under way and go on to the next."""
        if self.reach.skip():
            self.feet.place(self.reach.limits)
            self.go(Phase.INSTRUCT, "")

    # -- play --------------------------------------------------------------------------------

    def _instruct(self, _dt_s: float, _sample: CopSample | None) -> None:
        if self.spotter.waits:
            self.in_phase_s = 0.0
        elif self.in_phase_s >= self.plan.instruct_s - _EPS_S:
            self.go(Phase.COUNTDOWN, "")

    def _count_down(self, dt_s: float, _sample: CopSample | None) -> None:
        if self.in_phase_s >= self.plan.countdown_s - _EPS_S:
            self.go(Phase.PLAY, "")
            # The step that begins play is played already, unless play waits to be seen.
            if not self.hold.holds:
                self._count_play(dt_s)

    def _count_active(self, dt_s: float) -> None:
        self.active_s += dt_s
        self._since_rest_s += dt_s

    def _count_play(self, dt_s: float) -> None:
        self._count_active(dt_s)
        self.play_s += dt_s

    def _play(self, dt_s: float, _sample: CopSample | None) -> None:
        if self._since_rest_s >= self.plan.active_cap_s - _EPS_S:
            self.rest_again = True
            minutes = self.plan.active_cap_s / 60.0
            self.go(Phase.REST, f"{minutes:g} minutes of play without a rest.")
        else:
            # As `_count_play`, without two calls a step.
            self.active_s += dt_s
            self._since_rest_s += dt_s
            self.play_s += dt_s

    def leave_rest(self, *, rested: bool) -> None:
        """Begin the next activity, or go on with one that was too long; see `AfterGame`."""
        if not self.rest_again:
            self.activity_index += 1
            self.play_s = 0.0
        self.rest_again = self._to_countdown = False
        if rested:
            self._since_rest_s = 0.0
        if not self.watch.present:
            self.go(Phase.STEP_ON, "Nobody is on the board.")
        elif self.watch.left:
            self.go(Phase.SETTLE, "Stepped on again: the centre is measured once more.")
        else:
            self._go_on("")

    # -- telling -----------------------------------------------------------------------------

    def go(self, phase: Phase, why: str) -> None:
        """Change the phase and tell of it."""
        before = self.phase
        # However it comes there: no 3-2-1 of class C without somebody beside the person.
        if phase is Phase.COUNTDOWN and self.spotter.is_missing:
            phase = Phase.INSTRUCT
        if phase not in LEGAL[before]:
            raise RuntimeError(f"A session cannot go from {before} to {phase}.")
        lasted_s = round(self.in_phase_s, 6)
        if before is Phase.PAUSED:
            self.pause.start_over(self.watch)
            data: dict[str, Scalar] = {"reason": self.why, "kind": self.pause.kind}
            self.tell("session.pause", {**data, "duration_s": lasted_s})
        self.tell(
            "session.phase",
            {"from": str(before), "to": str(phase), "reason": why, "lasted_s": lasted_s},
        )
        self.phase, self.why, self.in_phase_s = phase, why, 0.0
        self.after.enter(phase, why)
        self.hold.enter()
        self.spotter.enter(phase)
        self.watch.expect_somebody()
        self.outbox.ask_for_recording(phase, f"{self.activity_index + 1}-{self.activity.name}")
        if phase is Phase.STEP_ON:
            self.watch.forget_weight()
        elif phase is Phase.SETTLE:
            self.watch.restart_steady()
        elif phase is Phase.CENTRE:
            self._centre = CentreMean()
            self.watch.forget_leaving()
        elif phase is Phase.PAUSED:
            self.watch.restart_steady()
        elif phase is Phase.LIMITS:
            self.reach.begin(self.centre_mm, goes_on=before is Phase.PAUSED)

    def tell(self, kind: str, data: dict[str, Scalar]) -> None:
        """Tell that something happened."""
        self.outbox.tell(self.t_s, kind, data)

    def end(self, reason: str, outcome: Outcome) -> None:
        """End the session; again does nothing."""
        if self.phase is not Phase.ENDED:
            self.outcome = outcome
            self.go(Phase.ENDED, reason)
