"""What a screen shows of a session: the sentence, the reason, the time left."""

from __future__ import annotations

import math

from balance_arcade.core.events import Phase
from balance_arcade.session import prompts
from balance_arcade.session.flow import SessionFlow

_LASTS = {
    Phase.CENTRE: "centre_s",
    Phase.INSTRUCT: "instruct_s",
    Phase.COUNTDOWN: "countdown_s",
    Phase.RESULT: "result_s",
    Phase.REST: "rest_s",
}
"""Phases that last as long as the plan says, and where it says so."""


class SessionView:
    """Reads a session and changes nothing.

    Parameters
    ----------
    flow : SessionFlow
        The session.
    """

    def __init__(self, flow: SessionFlow) -> None:
        self._flow = flow

    @property
    def prompt(self) -> str:
        """The one sentence on the patient's screen."""
        flow = self._flow
        phase = flow.phase
        if flow.after.choice is not None:
            return flow.after.choice.prompt
        if phase is Phase.INSTRUCT:
            return flow.activity.instruction
        if phase is Phase.LIMITS and flow.reach.lean is not None:
            return flow.reach.lean.prompt
        if phase is Phase.PAUSED:
            away = flow.pause_kind == prompts.STEP_OFF and not flow.watch.present
            return prompts.PAUSED_EMPTY if away else prompts.PAUSED[flow.pause_kind]
        return self._special() or prompts.PHASES[phase]

    def _special(self) -> str:
        """Sentence of a phase that has two; empty for the usual one."""
        flow = self._flow
        if flow.phase is Phase.ZERO and flow.empty.occupied:
            return prompts.ZERO_OCCUPIED
        if flow.phase is Phase.REST and flow.rest_again:
            return prompts.LONG_PLAY_REST
        if flow.phase is Phase.REST and flow.after.may_go_on:
            return prompts.REST_GO_ON
        if flow.phase is Phase.RESULT and flow.failed_index == flow.activity_index:
            return prompts.RESULT_FAILED.format(title=flow.activity.title)
        if flow.phase is Phase.ENDED and flow.watch.present:
            return prompts.ENDED_ON_BOARD
        return ""

    @property
    def reason(self) -> str:
        """Why it is paused, waits or has ended; empty while all is well."""
        flow = self._flow
        if flow.phase in {Phase.PAUSED, Phase.ENDED}:
            return flow.why
        return flow.lost or flow.why

    @property
    def time_left_s(self) -> float:
        """Time left of the phase in seconds; NaN where it has no end of its own."""
        flow, plan = self._flow, self._flow.plan
        phase = flow.phase
        # Asked for after every sample, so that only the phase's own difference is worked out.
        if phase is Phase.PLAY:
            # Written so that a game without an end of its own time keeps its NaN.
            left_s = flow.activity.seconds - flow.play_s
            return 0.0 if left_s < 0.0 else left_s
        if flow.after.choice is not None:
            return flow.after.choice.time_left_s
        if phase is Phase.SELF_CHECK:
            return max(0.0, plan.self_check_s - flow.checked_s)
        if phase is Phase.SETTLE:
            return max(0.0, plan.settle_s - flow.watch.steady_s)
        name = _LASTS.get(phase)
        return math.nan if name is None else max(0.0, getattr(plan, name) - flow.in_phase_s)

    @property
    def countdown(self) -> int:
        """3, 2, 1 before play, and before a lean pass goes on; 0 otherwise."""
        flow = self._flow
        if flow.phase is Phase.LIMITS and flow.reach.lean is not None:
            return math.ceil(flow.reach.lean.ready_s - 1e-6)
        return math.ceil(self.time_left_s - 1e-6) if flow.phase is Phase.COUNTDOWN else 0

    @property
    def lean_direction(self) -> int | None:
        """Where to lean now, 0 to 7 clockwise from forward; None on the way back and elsewhere."""
        if self._flow.phase is not Phase.LIMITS or self._flow.reach.lean is None:
            return None
        return self._flow.reach.lean.direction

    @property
    def lean_index(self) -> int:
        """How many directions of the lean pass are through; 0 outside of it."""
        return self._flow.reach.lean.index if self._flow.reach.lean is not None else 0

    def signature(self) -> tuple[object, ...]:
        """Everything that a screen shows of the session, cheap to build and to compare.

        Equal signatures mean that `prompt`, `reason`, the whole seconds left, weight and limits
        are equal too, so that whoever shows them need not put them together again.
        """
        flow = self._flow
        lean = flow.reach.lean
        left_s, weight_n = self.time_left_s, flow.weight_n
        return (
            # NaN never equals itself: it would be a change every time.
            None if math.isnan(left_s) else math.ceil(left_s),
            None if math.isnan(weight_n) else weight_n,
            flow.reach.limits,
            flow.phase,
            flow.why,
            flow.lost,
            flow.pause_kind,
            flow.watch.present,
            flow.empty.occupied,
            flow.activity_index,
            flow.after.signature(),
            None if lean is None else (lean.index, lean.returning, lean.ready_s > 0.0),
        )
