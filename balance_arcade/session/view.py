"""What a screen shows of a session: the sentence, the reason, the time left."""

from __future__ import annotations

import math

from balance_arcade.core.events import Outcome, Phase
from balance_arcade.session import calming, prompts, spotter
from balance_arcade.session.flow import SessionFlow
from balance_arcade.session.hindrance import Hindrance, misload, too_light, too_light_prompt
from balance_arcade.session.seated import said_seated

_LASTS = {
    Phase.INSTRUCT: "instruct_s",
    Phase.COUNTDOWN: "countdown_s",
    Phase.RESULT: "result_s",
}
"""Phases that last as long as the plan says, and where it says so."""

_BEFORE_PLAY = frozenset({Phase.STEP_ON, Phase.SETTLE})


def _lasts_s(flow: SessionFlow, phase: Phase) -> float:
    """How long a phase lasts; NaN where it has no end of its own."""
    if phase is Phase.CENTRE:
        return flow.centre_lasts_s
    name = _LASTS.get(phase)
    return math.nan if name is None else float(getattr(flow.plan, name))


RESTLESS_S = 8.0
"""Whoever has not come to rest by then is asked to: most people do within the first three."""


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
        # What brings the board back stands before everything else: nothing goes on without it.
        words = self._flow.away.prompt or self._prompt
        return said_seated(words) if self._flow.plan.seated else words

    @property
    def _prompt(self) -> str:
        flow = self._flow
        phase = flow.phase
        if flow.after.question is not None:
            return flow.after.question.prompt
        if phase is Phase.INSTRUCT:
            return prompts.SPOTTER if flow.spotter.waits else flow.activity.instruction
        if phase is Phase.LIMITS and flow.reach.lean is not None:
            return flow.reach.lean.prompt
        if phase is Phase.PAUSED:
            if self._awaits_calm:
                return prompts.STAND_STILL
            # Half the weight gone and nobody there have one kind, but need other words.
            away = flow.pause.kind == prompts.STEP_OFF and not flow.watch.present
            return prompts.PAUSED_EMPTY if away else prompts.PAUSED[flow.pause.kind]
        return self._special() or prompts.PHASES[phase]

    @property
    def _awaits_calm(self) -> bool:
        """Whether a pause waits for nothing but a steady stance, and has done so for a while."""
        pause = self._flow.pause
        return not pause.by_order and pause.calming.says_so

    @property
    def _is_light(self) -> bool:
        return self._flow.phase is Phase.STEP_ON and self._flow.loads.light

    @property
    def _is_restless(self) -> bool:
        return self._flow.phase is Phase.SETTLE and self._flow.in_phase_s > RESTLESS_S

    def _special(self) -> str:
        """Sentence of a phase that has several; empty for the usual one."""
        flow = self._flow
        if flow.phase in {Phase.ZERO, Phase.STEP_ON, Phase.SETTLE}:
            return self._before_play()
        if flow.phase is Phase.REST:
            if flow.rest_again:
                return prompts.LONG_PLAY_REST
            return prompts.REST_GO_ON if flow.after.may_go_on else ""
        if flow.phase is Phase.RESULT and flow.failed_index == flow.activity_index:
            return prompts.RESULT_FAILED.format(title=flow.activity.title)
        if flow.phase is Phase.ENDED:
            return self._at_the_end()
        return ""

    def _at_the_end(self) -> str:
        # Whatever the watch says: a board that is not to be trusted may be wrong about the person,
        # too.
        if self._flow.outcome == "fault":
            return prompts.ENDED_FAULT
        if self._flow.after.asking.is_strong:
            return prompts.ENDED_PAIN
        # Nobody can see who stands on a board that is away, so whoever may is spoken to.
        may_stand = self._flow.watch.present or self._flow.away.is_away
        return prompts.ENDED_ON_BOARD if may_stand else ""

    def _before_play(self) -> str:
        flow = self._flow
        if flow.phase is Phase.ZERO:
            return prompts.ZERO_OCCUPIED if flow.start.empty.occupied else ""
        if self._is_light:
            return too_light_prompt(flow.loads.load_kg)
        found = self._misload
        if found is not None:
            return prompts.PAUSED[found.kind]
        return prompts.STAND_STILL if self._is_restless and not flow.silent else ""

    @property
    def _misload(self) -> Hindrance | None:
        """What keeps somebody from being measured, on a board that answers."""
        flow = self._flow
        if flow.phase is not Phase.SETTLE or flow.silent:
            return None
        return misload(flow.loads)

    @property
    def reason(self) -> str:
        """Why it is paused, waits or has ended; empty while all is well."""
        return said_seated(self._reason) if self._flow.plan.seated else self._reason

    @property
    def _reason(self) -> str:
        flow = self._flow
        if flow.away.words:
            return flow.away.words
        if flow.phase is Phase.PAUSED and self._awaits_calm:
            return calming.WAITS
        if flow.phase in {Phase.PAUSED, Phase.ENDED}:
            return flow.why
        found = self._misload
        said = too_light(flow.loads.load_kg) if self._is_light else found.why if found else ""
        if flow.spotter.waits:
            return spotter.AWAITS
        # The wall's clock first: while nothing comes, the load in the sentence is an old one.
        return flow.lost or said or flow.why

    @property
    def away(self) -> str:
        """What brings a board back that is away, or ``unknown``; empty while it is there."""
        board = self._flow.away.board
        return "" if board is None else board.remedy or "unknown"

    @property
    def asks(self) -> str:
        """What somebody is asked to tell, as of `SessionState`; empty where nothing is."""
        if self._flow.spotter.waits:
            return "spotter"
        question = self._flow.after.asking.question
        return "" if question is None else question.scale.name

    @property
    def outcome(self) -> Outcome | None:
        """How the session ended; None while it goes on."""
        return self._flow.outcome

    @property
    def notice(self) -> str:
        """A word to the therapist that holds on; empty where there is none."""
        flow = self._flow
        said = (flow.after.asking.notice, flow.reach.notice, flow.away.notice)
        return " ".join(filter(None, said))

    @property
    def time_left_s(self) -> float:
        """Time left of the phase in seconds; NaN where it has no end of its own."""
        flow, plan = self._flow, self._flow.plan
        phase = flow.phase
        # Asked for after every sample, so that only the phase's own difference is worked out.
        if phase is Phase.PLAY:
            # Written so that a game without an end of its own time keeps its NaN.
            left_s = plan.activities[flow.activity_index].seconds - flow.play_s
            return 0.0 if left_s < 0.0 else left_s
        if flow.away.board is not None:  # Never in play: a board that is away pauses it.
            return flow.away.board.left_s
        if flow.after.question is not None:
            return flow.after.question.time_left_s
        if phase is Phase.SELF_CHECK:
            return max(0.0, plan.self_check_s - flow.start.checked_s)
        if phase is Phase.SETTLE:
            return max(0.0, plan.settle_s - flow.watch.steady_s)
        lasts_s = flow.after.rest_s if phase is Phase.REST else _lasts_s(flow, phase)
        # NaN comes first: of a number and NaN `max` gives the first.
        return max(lasts_s - flow.in_phase_s, 0.0)

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
        always = (
            # NaN never equals itself: it would be a change every time.
            None if math.isnan(left_s) else math.ceil(left_s),
            None if math.isnan(weight_n) else weight_n,
            flow.reach.limits,
            flow.reach.notice,
            flow.after.asking.notice,
            flow.away.n_changes,
            flow.phase,
            flow.why,
            flow.lost,
            flow.activity_index,
        )
        if flow.phase is Phase.PLAY:
            return always  # Asked for a hundred times a second, and no word hangs on the rest then.
        return (
            always,
            flow.pause.kind,
            flow.watch.present,
            flow.start.empty.occupied,
            flow.after.signature(),
            self.asks,
            flow.phase is Phase.PAUSED and flow.pause.calming.says_so,
            self._load_signature() if flow.phase in _BEFORE_PLAY else None,
            None if lean is None else lean.signature(),
        )

    def _load_signature(self) -> tuple[object, ...]:
        """Everything that the words before play depend on besides."""
        flow = self._flow
        if flow.phase is Phase.STEP_ON:
            return (flow.loads.light, flow.loads.load_kg if flow.loads.light else 0)
        return (flow.loads.heavy, flow.loads.saturated, self._is_restless, flow.silent)
