"""The way of a person through a session, as a pure machine over `Phase`.

::

    SELF_CHECK - ZERO - STEP_ON - SETTLE - CENTRE - [LIMITS] - INSTRUCT - COUNTDOWN - PLAY
                                                                              |       |
                                             ENDED - RESULT - REST - next     PAUSED -+

Rules that hold everywhere:

- Below half of the weight for 150 ms, or nobody on the board: PAUSED, "Hold the rail". It goes on
  by itself, through 3-2-1, once the person has stood steadily for a second.
- Stepped off wholly and on again: the feet have moved, so the centre is measured anew before 3-2-1.
- No usable sample for 200 ms (silence, NaN, a faulty cell): PAUSED; goes on by itself likewise.
- Paused by an order: only an order goes on.
- Nobody for 15 s while paused: back to STEP_ON, then centre, words, 3-2-1, and the same activity.
- While settling or measuring the centre: back to STEP_ON, or to SETTLE for a foot lifted.
- A lean pass that was interrupted starts the same direction again, or from the first if the feet
  have moved.
- 15 minutes of activity without a rest: REST, then the same activity goes on.
- Stop is accepted in every phase.
"""

from __future__ import annotations

import math

from balance_arcade.core.events import Event, Phase
from balance_arcade.core.samples import CopSample
from balance_arcade.session import prompts
from balance_arcade.session.calibration import CONFIRMED_EMPTY_N
from balance_arcade.session.course import Course
from balance_arcade.session.plan import SessionPlan

_ACCEPTED = "accepted"


class SessionMachine(Course):
    """Step it along the samples' clock; it has no clock, no thread and no chance of its own.

    Parameters
    ----------
    plan : SessionPlan
        What is played, and how long the parts take.

    Attributes
    ----------
    plan : SessionPlan
        As given.
    phase : Phase
        Where the session is; a step changes it once at most.
    activity_index : int
        Which activity of the plan, from 0.
    weight_n : float
        Session body weight; NaN before it is known.
    centre_mm : tuple of float
        (ml, ap) of quiet stance; NaN before it is known. Measured anew after a step-off.
    limits : StabilityLimits or None
        None before the centre; then from earlier today, from quiet sway, or from the lean pass.
    active_s, play_s : float
        Time in play and lean pass in all; time in play in this activity.

    Examples
    --------
    >>> from balance_arcade.session.plan import PlannedActivity
    >>> game = PlannedActivity("orchard", "Orchard", "Catch the apples.", seconds=60.0)
    >>> machine = SessionMachine(SessionPlan(activities=(game,), zero=False, self_check_s=0.5))
    >>> for k in range(1, 1500):
    ...     t_s = k / 120.0
    ...     machine.step(1 / 120.0, CopSample(k, round(t_s * 1e9), t_s, 1.0, 20.0, 700.0,
    ...                                       0.5, 0.55, 1.0, 20.0), t_s)
    >>> str(machine.phase), round(machine.weight_n), machine.prompt
    ('instruct', 700, 'Catch the apples.')
    >>> machine.command("pause"), str(machine.phase)
    ('accepted', 'paused')
    """

    def __init__(self, plan: SessionPlan) -> None:
        super().__init__(plan)
        self._orders = {
            "start": self._order_start,
            "pause": self._order_pause,
            "resume": self._order_resume,
            "next": self._order_next,
            "stop": self._order_stop,
        }

    def step(self, dt_s: float, sample: CopSample | None, t_s: float) -> None:
        """Take one step.

        Parameters
        ----------
        dt_s : float
            Length of the step in seconds.
        sample : CopSample or None
            Newest sample not later than the step; the same one may come again, None means there is
            none.
        t_s : float
            Time of the step on the board's clock.

        Raises
        ------
        ValueError
            A step that is not positive or a time that is not finite.
        """
        if not (dt_s > 0.0 and math.isfinite(dt_s) and math.isfinite(t_s)):
            raise ValueError(
                f"A step wants a positive length and a finite time, got {dt_s}, {t_s}."
            )
        if self.phase is not Phase.ENDED:
            self._advance(dt_s, sample, t_s)

    def signal_lost(self, reason: str) -> None:
        """Tell that samples have stopped coming by the wall's clock; pauses what is under way."""
        self._lost = reason or "The board is silent."
        if self.phase is not Phase.ENDED:
            self._guard()

    def signal_ok(self) -> None:
        """Tell that samples come again."""
        self._lost = ""

    def activity_finished(self) -> None:
        """Tell that the game under way has come to its own end.

        Raises
        ------
        RuntimeError
            Nothing is being played.
        """
        if self.phase is not Phase.PLAY:
            raise RuntimeError(f"No activity can finish in the phase {self.phase}.")
        self._go(Phase.RESULT, "The activity is finished.")

    def end(self, reason: str) -> None:
        """End the session, for example because a replayed file is over; again does nothing."""
        if self.phase is not Phase.ENDED:
            self._go(Phase.ENDED, reason)

    def drain_events(self) -> list[Event]:
        """Return the events since the last call, oldest first."""
        events = list(self._events)
        self._events.clear()
        return events

    # -- what a screen shows -----------------------------------------------------------------

    @property
    def prompt(self) -> str:
        """The one sentence on the patient's screen."""
        if self.phase is Phase.INSTRUCT:
            return self._activity.instruction
        if self.phase is Phase.LIMITS and self._lean is not None:
            return self._lean.prompt
        if self.phase is Phase.PAUSED:
            away = self._pause == prompts.STEP_OFF and not self._watch.present
            return prompts.PAUSED_EMPTY if away else prompts.PAUSED[self._pause]
        special = {
            Phase.ZERO: (self._empty.occupied, prompts.ZERO_OCCUPIED),
            Phase.REST: (self._rest_again, prompts.LONG_PLAY_REST),
            Phase.ENDED: (self._watch.present, prompts.ENDED_ON_BOARD),
        }
        holds, words = special.get(self.phase, (False, ""))
        return words if holds else prompts.PHASES[self.phase]

    @property
    def reason(self) -> str:
        """Why it is paused, waits or has ended; empty while all is well."""
        if self.phase in {Phase.PAUSED, Phase.ENDED}:
            return self._why
        return self._lost or self._why

    @property
    def time_left_s(self) -> float:
        """Of the phase; NaN where it has no end of its own."""
        plan = self.plan
        spans = {
            Phase.SELF_CHECK: plan.self_check_s - self._checked_s,
            Phase.SETTLE: plan.settle_s - self._watch.steady_s,
            Phase.CENTRE: plan.centre_s - self._in_phase_s,
            Phase.INSTRUCT: plan.instruct_s - self._in_phase_s,
            Phase.COUNTDOWN: plan.countdown_s - self._in_phase_s,
            Phase.PLAY: self._activity.seconds - self.play_s,
            Phase.RESULT: plan.result_s - self._in_phase_s,
            Phase.REST: plan.rest_s - self._in_phase_s,
        }
        left_s = spans.get(self.phase, math.nan)
        return left_s if math.isnan(left_s) else max(0.0, left_s)

    @property
    def countdown(self) -> int:
        """3, 2, 1 before play, and before a lean pass goes on; 0 otherwise."""
        if self.phase is Phase.LIMITS and self._lean is not None:
            return math.ceil(self._lean.ready_s - 1e-6)
        return math.ceil(self.time_left_s - 1e-6) if self.phase is Phase.COUNTDOWN else 0

    @property
    def lean_direction(self) -> int | None:
        """Where to lean now, 0 to 7 clockwise from forward; None on the way back and elsewhere."""
        if self.phase is not Phase.LIMITS or self._lean is None:
            return None
        return self._lean.direction

    @property
    def lean_index(self) -> int:
        """How many directions of the lean pass are through; 0 outside of it."""
        return self._lean.index if self._lean is not None else 0

    @property
    def in_phase_s(self) -> float:
        """How long the session has been in its phase."""
        return self._in_phase_s

    # -- orders ------------------------------------------------------------------------------

    def command(self, name: str) -> str:
        """Carry out an order between two steps.

        Parameters
        ----------
        name : str
            ``start``, ``pause``, ``resume``, ``next`` or ``stop``.

        Returns
        -------
        str
            ``accepted``, or ``rejected: `` and why.
        """
        order = self._orders.get(name)
        if order is None:
            return f"rejected: the session knows {', '.join(self._orders)}, not {name}"
        why = order()
        return f"rejected: {why}" if why else _ACCEPTED

    def _order_stop(self) -> str:
        self.end("Stopped by order.")
        return ""

    def _order_start(self) -> str:
        if self.phase is Phase.INSTRUCT:
            self._go(Phase.COUNTDOWN, "Started by order.")
            return ""
        if self.phase is Phase.REST:
            self._leave_rest()
            return ""
        return {
            Phase.PAUSED: "it is paused; resume it",
            Phase.RESULT: "the result is shown; go to the next",
            Phase.ENDED: "the session has ended",
        }.get(self.phase, "the session is under way already")

    def _order_pause(self) -> str:
        if self.phase is Phase.PAUSED:
            if self._pause == prompts.MANUAL:
                return "it is paused already"
            # From now on it does not go on by itself.
            self._pause, self._why = prompts.MANUAL, "A short pause was asked for."
            data = {"reason": self._why, "kind": self._pause}
            self._tell("session.pause_reason", {**data})
            return ""
        if self.phase in {Phase.LIMITS, Phase.INSTRUCT, Phase.COUNTDOWN, Phase.PLAY}:
            self._pause_for(prompts.MANUAL, "A short pause was asked for.")
            return ""
        if self.phase is Phase.ENDED:
            return "the session has ended"
        return "nothing is being played"

    def _order_resume(self) -> str:
        if self.phase is Phase.REST:
            self._leave_rest()
            return ""
        if self.phase is not Phase.PAUSED:
            return "the session has ended" if self.phase is Phase.ENDED else "it is not paused"
        if self._silent:
            return "the board does not answer"
        if not self._watch.present:
            return "nobody is on the board"
        if self._watch.unloaded:
            return "more than half of the weight is off the board"
        self._resume("Resumed by order.")
        return ""

    def _order_next(self) -> str:
        refusals = {
            Phase.SELF_CHECK: "the board is being checked",
            Phase.STEP_ON: "nobody is on the board",
            Phase.CENTRE: "the centre is being measured",
            Phase.COUNTDOWN: "play is about to begin",
            Phase.ENDED: "the session has ended",
        }
        if self.phase in refusals:
            return refusals[self.phase]
        if self.phase is Phase.ZERO:
            return self._confirm_empty()
        if self.phase is Phase.LIMITS and self._lean is not None:
            self._tell("session.lean_skipped", {"direction": self._lean.index})
            self._lean.skip()
            self._end_lean_pass()
        elif self.phase is Phase.SETTLE:
            self._go(Phase.CENTRE, "Sent on by order.")
        elif self.phase is Phase.INSTRUCT:
            self._go(Phase.COUNTDOWN, "Sent on by order.")
        elif self.phase in {Phase.PLAY, Phase.PAUSED}:
            return self._end_activity()
        elif self.phase is Phase.RESULT:
            self._leave_result()
        elif self.phase is Phase.REST:
            self._leave_rest()
        return ""

    def _confirm_empty(self) -> str:
        """Take a therapist's word that the board is empty although it reads a load."""
        if not self._empty.still(self._t_s):
            return "the board has not held still long enough"
        if self._empty.mean_n > CONFIRMED_EMPTY_N:
            return "the board reads too much to be empty"
        self._take_zero(confirmed=True)
        return ""

    def _end_activity(self) -> str:
        if self.phase is Phase.PAUSED and self._lean is not None:
            return "the lean pass is paused; resume it first"
        self._go(Phase.RESULT, "Ended by order.")
        return ""
