"""How a session flows from phase to phase; the public face is `balance_arcade.session.machine`."""

from __future__ import annotations

import math
from collections import deque

import msgspec

from balance_arcade.cop.limits import StabilityLimits, limits_from_quiet_sway
from balance_arcade.core.events import Event, Phase, Scalar
from balance_arcade.core.samples import CopSample
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.session import prompts
from balance_arcade.session.calibration import CentreMean, EmptyBoard, SelfCheck
from balance_arcade.session.leanpass import LeanPass
from balance_arcade.session.plan import PlannedActivity, SessionPlan
from balance_arcade.session.safety import EMPTY_S, RESUME_STEADY_S, Watch
from balance_arcade.session.transitions import LEGAL

SELF_CHECK_MAX_S = 10.0
"""A board that fails its check for this long ends the session."""

SETTLE_MAX_S = 20.0
"""Somebody who does not come to rest is measured all the same, and it is said."""

MAX_EVENTS = 4096
"""Events that wait to be drained; a fuller queue drops the oldest."""

# Steps that sample a phase: sums of 1/120 s come out a little below or above.
_EPS_S = 1e-6
_STEP_HZ = 120.0

_PAUSABLE = frozenset({Phase.LIMITS, Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY})


class Course:
    """State and flow of one session; see `balance_arcade.session.machine.SessionMachine`."""

    def __init__(self, plan: SessionPlan) -> None:
        self.plan = plan
        self.phase = Phase.SELF_CHECK
        self.activity_index = 0
        self.weight_n = math.nan
        self.centre_mm = (math.nan, math.nan)
        self.limits: StabilityLimits | None = None
        self.active_s = self.play_s = 0.0
        self._t_s = 0.0
        self._in_phase_s = 0.0
        self._seq: int | None = None
        self._why = self._lost = ""
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._watch = Watch()
        self._checked_s = 0.0
        self._check = self._new_check()
        self._empty = EmptyBoard(plan.zero_s)
        self._centre = CentreMean()
        self._lean: LeanPass | None = None
        self._leaned = False
        self._pause = ""
        # What comes once the person stands and is measured: words first, or straight to 3-2-1.
        self._to_countdown = False
        self._since_rest_s = 0.0
        self._rest_again = False
        self._steps = {
            Phase.SELF_CHECK: self._self_check,
            Phase.ZERO: self._zero,
            Phase.STEP_ON: self._step_on,
            Phase.SETTLE: self._settle,
            Phase.CENTRE: self._measure_centre,
            Phase.LIMITS: self._lean_pass,
            Phase.INSTRUCT: self._instruct,
            Phase.COUNTDOWN: self._count_down,
            Phase.PLAY: self._play,
            Phase.PAUSED: self._paused,
            Phase.RESULT: self._result,
            Phase.REST: self._rest,
        }

    def _advance(self, dt_s: float, sample: CopSample | None, t_s: float) -> None:
        """Take one step; at most one change of phase comes of it."""
        self._t_s = t_s
        self._in_phase_s += dt_s
        self._watch.step(dt_s, sample, t_s)
        fresh = sample if sample is not None and sample.seq != self._seq else None
        if fresh is not None:
            self._seq = fresh.seq
        phase = self.phase
        if phase is Phase.PLAY and self.play_s >= self._activity.seconds - _EPS_S:
            self._go(Phase.RESULT, "The time is up.")
            return
        self._guard()
        if self.phase is phase and phase is not Phase.ENDED:
            self._steps[phase](dt_s, fresh)

    # -- the person leaves, the signal goes --------------------------------------------------

    @property
    def _silent(self) -> str:
        """Why there is no signal; empty while there is one."""
        if self._lost:
            return self._lost
        return "No good sample for more than 200 ms." if self._watch.stale else ""

    def _guard(self) -> None:
        """Leave a phase that cannot go on without a signal or without the person."""
        silent, watch = self._silent, self._watch
        if self.phase in _PAUSABLE:
            if silent:
                self._pause_for(prompts.SIGNAL, silent)
            elif not watch.present or watch.unloaded:
                self._pause_for(prompts.STEP_OFF, self._absence())
        elif self.phase in {Phase.SETTLE, Phase.CENTRE}:
            if silent and self.phase is Phase.CENTRE:
                self._go(Phase.SETTLE, silent)
            elif not silent and not watch.present:
                self._go(Phase.STEP_ON, "Stepped off before the centre was measured.")
            elif not silent and watch.unloaded and self.phase is Phase.CENTRE:
                self._go(Phase.SETTLE, self._absence())

    def _absence(self) -> str:
        if not self._watch.present:
            return "Nobody is on the board."
        return "More than half of the weight is off the board."

    def _pause_for(self, kind: str, why: str) -> None:
        self._pause = kind
        self._go(Phase.PAUSED, why)

    def _paused(self, _dt_s: float, _sample: CopSample | None) -> None:
        """Wait for the person and the signal; a pause by order waits for an order."""
        watch = self._watch
        if self._pause == prompts.MANUAL:
            return
        silent = self._silent
        kind = prompts.SIGNAL if silent else prompts.STEP_OFF
        if silent or not watch.present or watch.unloaded:
            why = silent or self._absence()
            if kind != self._pause or why != self._why:
                self._pause, self._why = kind, why
                self._tell("session.pause_reason", {"reason": why, "kind": kind})
            if not silent and watch.empty_s >= EMPTY_S:
                self._to_countdown = False
                self._go(Phase.STEP_ON, "Nobody has been on the board for 15 s.")
            return
        if watch.left or watch.steady_s >= RESUME_STEADY_S - _EPS_S:
            self._resume("Standing steadily again.")

    def _resume(self, why: str) -> None:
        """Go on through 3-2-1; if the feet have moved, by way of a new centre."""
        if self._watch.left:
            self._to_countdown = self._lean is None
            self._go(Phase.SETTLE, "Stepped on again: the centre is measured once more.")
        elif self._lean is not None:
            self._go(Phase.LIMITS, why)
        else:
            self._go(Phase.COUNTDOWN, why)

    # -- before play -------------------------------------------------------------------------

    def _new_check(self) -> SelfCheck:
        return SelfCheck(self.plan.rate_hz)

    def _self_check(self, dt_s: float, sample: CopSample | None) -> None:
        self._checked_s += dt_s
        if sample is not None:
            self._check.push(sample)
            self._empty.push(sample)
        if self._checked_s < self.plan.self_check_s - _EPS_S:
            return
        fault = self._check.verdict()
        data: dict[str, Scalar] = {"ok": not fault, "fault": fault}
        data["measured_hz"] = self._check.measured_hz
        self._tell("session.self_check", data)
        self._why = fault
        self._checked_s, self._check = 0.0, self._new_check()
        if fault and self._in_phase_s >= SELF_CHECK_MAX_S:
            self._go(Phase.ENDED, f"The board failed its check. {fault}")
        elif not fault and self.plan.zero:
            self._go(Phase.ZERO, "")
        elif not fault:
            self._tell("session.zero_skipped", {"reason": self.plan.zero_skipped_because})
            self._go(Phase.STEP_ON, "")

    def _zero(self, _dt_s: float, sample: CopSample | None) -> None:
        if sample is not None:
            self._empty.push(sample)
        if self._empty.occupied:
            load_kg = self._empty.mean_n / STANDARD_GRAVITY_M_S2
            self._why = f"The board carries {load_kg:.0f} kg and must be empty."
        else:
            self._why = ""
            if self._empty.still(self._t_s):
                self._take_zero(confirmed=False)

    def _take_zero(self, *, confirmed: bool) -> None:
        data: dict[str, Scalar] = {
            "first_seq": self._empty.first_seq,
            "last_seq": self._empty.last_seq,
            "fz_n": self._empty.mean_n,
            "confirmed": confirmed,
        }
        self._tell("session.zero", data)
        self._watch = Watch()
        self._go(Phase.STEP_ON, "Confirmed by hand." if confirmed else "")

    def _step_on(self, _dt_s: float, _sample: CopSample | None) -> None:
        if self._watch.present and not self._silent:
            self._go(Phase.SETTLE, "")

    def _settle(self, _dt_s: float, _sample: CopSample | None) -> None:
        if self._silent:
            self._why = self._silent
        elif self._watch.steady_s >= self.plan.settle_s - _EPS_S:
            self._go(Phase.CENTRE, "")
        elif self._in_phase_s >= SETTLE_MAX_S:
            self._go(Phase.CENTRE, "Not steady within 20 s; measured all the same.")

    def _measure_centre(self, _dt_s: float, sample: CopSample | None) -> None:
        if sample is not None:
            self._centre.push(sample)
        if self._in_phase_s < self.plan.centre_s - _EPS_S:
            return
        if not self._centre.enough:
            self._go(Phase.SETTLE, "Too few samples for a centre.")
            return
        self.centre_mm = self._centre.centre_mm
        self.weight_n = self._watch.weight_n = self._centre.weight_n
        self._tell(
            "session.centre",
            {
                "ml_mm": self.centre_mm[0],
                "ap_mm": self.centre_mm[1],
                "weight_n": self.weight_n,
                "n_samples": len(self._centre.points_mm),
            },
        )
        self._place_limits()
        self._go_on("")

    def _place_limits(self) -> None:
        """Move measured limits to the new centre; else guess them from the sway just seen."""
        known = self.limits if self._leaned else self.plan.limits
        if known is not None:
            self._set_limits(msgspec.structs.replace(known, centre_mm=self.centre_mm))
        else:
            self._set_limits(limits_from_quiet_sway(self._centre.points_mm))

    def _set_limits(self, limits: StabilityLimits) -> None:
        self.limits = limits
        data: dict[str, Scalar] = {"source": limits.source, "area_mm2": limits.area_mm2}
        names = ("f", "fr", "r", "br", "b", "bl", "l", "fl")
        data |= {f"{n}_mm": v for n, v in zip(names, limits.limits_mm, strict=True)}
        self._tell("session.limits", data)

    @property
    def _activity(self) -> PlannedActivity:
        return self.plan.activities[self.activity_index]

    def _go_on(self, why: str) -> None:
        """To the lean pass if the activity wants one, else to its words or its 3-2-1."""
        wanted = self._activity.needs_limits and self.plan.limits_from == "lean pass"
        if wanted and not self._leaned and self.plan.limits is None:
            self._go(Phase.LIMITS, why)
        elif self._to_countdown and self.phase is Phase.CENTRE:
            self._go(Phase.COUNTDOWN, why)
        else:
            self._go(Phase.INSTRUCT, why)

    def _lean_pass(self, dt_s: float, sample: CopSample | None) -> None:
        self._count_active(dt_s)
        if self._lean is not None:
            self._lean.step(dt_s, sample)
            self._end_lean_pass()

    def _end_lean_pass(self) -> None:
        if self._lean is not None and self._lean.done and self.limits is not None:
            self._leaned = True
            self._set_limits(self._lean.finish(self.limits))
            self._lean = None
            self._go(Phase.INSTRUCT, "")

    # -- play --------------------------------------------------------------------------------

    def _instruct(self, _dt_s: float, _sample: CopSample | None) -> None:
        if self._in_phase_s >= self.plan.instruct_s - _EPS_S:
            self._go(Phase.COUNTDOWN, "")

    def _count_down(self, dt_s: float, _sample: CopSample | None) -> None:
        if self._in_phase_s >= self.plan.countdown_s - _EPS_S:
            self._go(Phase.PLAY, "")
            # The step that begins play is played already.
            self._count_play(dt_s)

    def _count_active(self, dt_s: float) -> None:
        self.active_s += dt_s
        self._since_rest_s += dt_s

    def _count_play(self, dt_s: float) -> None:
        self._count_active(dt_s)
        self.play_s += dt_s

    def _play(self, dt_s: float, _sample: CopSample | None) -> None:
        if self._since_rest_s >= self.plan.active_cap_s - _EPS_S:
            self._rest_again = True
            minutes = self.plan.active_cap_s / 60.0
            self._go(Phase.REST, f"{minutes:g} minutes of play without a rest.")
        else:
            self._count_play(dt_s)

    def _result(self, _dt_s: float, _sample: CopSample | None) -> None:
        if self._in_phase_s >= self.plan.result_s - _EPS_S:
            self._leave_result()

    def _leave_result(self) -> None:
        if self.activity_index + 1 >= len(self.plan.activities):
            self._go(Phase.ENDED, "All activities are done.")
        else:
            self._go(Phase.REST, "")

    def _rest(self, _dt_s: float, _sample: CopSample | None) -> None:
        if self._in_phase_s >= self.plan.rest_s - _EPS_S:
            self._leave_rest()

    def _leave_rest(self) -> None:
        if not self._rest_again:
            self.activity_index += 1
            self.play_s = 0.0
        self._rest_again = False
        self._since_rest_s = 0.0
        self._to_countdown = False
        if not self._watch.present:
            self._go(Phase.STEP_ON, "Nobody is on the board.")
        elif self._watch.left:
            self._go(Phase.SETTLE, "Stepped on again: the centre is measured once more.")
        else:
            self._go_on("")

    # -- telling -----------------------------------------------------------------------------

    def _go(self, phase: Phase, why: str) -> None:
        """Change the phase and tell of it."""
        before = self.phase
        if phase not in LEGAL[before]:
            raise RuntimeError(f"A session cannot go from {before} to {phase}.")
        lasted_s = round(self._in_phase_s, 6)
        if before is Phase.PAUSED:
            data: dict[str, Scalar] = {"reason": self._why, "kind": self._pause}
            self._tell("session.pause", {**data, "duration_s": lasted_s})
        self._tell(
            "session.phase",
            {"from": str(before), "to": str(phase), "reason": why, "lasted_s": lasted_s},
        )
        self.phase, self._why, self._in_phase_s = phase, why, 0.0
        if phase is Phase.STEP_ON:
            self._watch.forget_weight()
        elif phase is Phase.SETTLE:
            self._watch.restart_steady()
        elif phase is Phase.CENTRE:
            self._centre = CentreMean()
            self._watch.forget_leaving()
        elif phase is Phase.PAUSED:
            self._watch.restart_steady()
        elif phase is Phase.LIMITS:
            self._begin_lean(before)

    def _begin_lean(self, before: Phase) -> None:
        """Start the pass; after a pause go on in the direction that was interrupted."""
        if before is Phase.PAUSED and self._lean is not None:
            self._lean.again(self.plan.countdown_s)
            self._tell("session.lean_again", {"direction": self._lean.index})
            return
        if self._lean is not None:
            self._tell("session.lean_restarted", {"reason": "The feet have moved."})
        self._lean = LeanPass(
            self.centre_mm,
            min(self.plan.rate_hz, _STEP_HZ),
            lean_s=self.plan.lean_s,
            back_s=self.plan.lean_back_s,
        )

    def _tell(self, kind: str, data: dict[str, Scalar]) -> None:
        self._events.append(Event(self._t_s, kind, data))
