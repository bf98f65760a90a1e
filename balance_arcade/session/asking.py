"""Asks after play how much it hurts and how hard it was; strong pain ends the session kindly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from balance_arcade.core.events import Scalar
from balance_arcade.core.samples import CopSample
from balance_arcade.session.lean_reader import LeanReader
from balance_arcade.session.rating import BY_LEAN, HARDEST, PAIN, SCALES, RatingQuestion, as_rating

if TYPE_CHECKING:
    from balance_arcade.session.flow import SessionFlow

ASKED: Final = "The person is asked how it was."
_STRONG: Final = "Pain {value} of 10 after play: the session has ended. See to the person."
_REFUSED: Final = f"an answer is a whole number from 0 to {HARDEST}, or none"
WAIT_S: Final = 30.0
"""How long a question waits since the person last looked at another number. Ours."""


class Asking:
    """Leads through the questions of a plan.

    Parameters
    ----------
    flow : SessionFlow
        The session.

    Attributes
    ----------
    question : RatingQuestion or None
        The question under way.
    notice : str
        A word to the therapist; empty where there is none.
    """

    def __init__(self, flow: SessionFlow) -> None:
        self._flow = flow
        self._names: list[str] = []
        self._then: Callable[[], None] | None = None
        self._asked_index = -1
        self.question: RatingQuestion | None = None
        self.notice = ""

    def begin(self, then: Callable[[], None], *, is_last: bool, ending: bool = False) -> bool:
        """Begin to ask if it is time for it.

        Parameters
        ----------
        then : callable
            Where the session goes on once all is answered or left out.
        is_last : bool
            The plan has nothing more.
        ending : bool
            The person has had enough: nothing is played any more.

        Returns
        -------
        bool
            Whether something is asked now.
        """
        if not self._is_due(is_last=is_last, ending=ending):
            return False
        flow = self._flow
        self._asked_index, self._then = flow.activity_index, then
        self._names = list(flow.plan.scales)
        flow.why = ASKED
        self._next()
        return self.question is not None

    def _is_due(self, *, is_last: bool, ending: bool) -> bool:
        plan, index = self._flow.plan, self._flow.activity_index
        if plan.unwatched or plan.ask_after == "never" or index == self._asked_index:
            return False
        # What a person chooses after the plan is theirs: they are asked again at the end of all.
        return plan.ask_after == "game" or ending or (is_last and self._asked_index < 0)

    def _next(self) -> None:
        """Ask the next question; without one the session goes on."""
        flow = self._flow
        if self._names:
            reader = LeanReader(flow.reach.limits, moved=flow.watch.left)
            scale = SCALES[self._names.pop(0)]
            self.question = RatingQuestion(reader, scale, wait_s=WAIT_S)
            flow.tell("wellbeing.asked", {"scale": self.question.scale.name})
        elif self._then is not None:
            then, self._then, self.question = self._then, None, None
            then()

    def step(self, dt_s: float, sample: CopSample | None) -> None:
        """Take one step of the question under way."""
        flow = self._flow
        if self.question is not None:
            present = flow.watch.present and not flow.silent
            self.question.step(dt_s, sample, present=present)
            self._look(BY_LEAN)

    def order(self, args: Mapping[str, Scalar], by: str) -> str:
        """Carry out ``next`` of a station or of the keyboard.

        Parameters
        ----------
        args : mapping
            ``rating`` answers, "none" leaves out; ``look`` (1, -1, "on") looks at another number,
            nothing takes the number that is looked at, which is at first none.
        by : str
            Which program gave the order.

        Returns
        -------
        str
            Why it is refused; empty where it is not.
        """
        question, look = self.question, args.get("look")
        if question is None:
            return ""
        if "rating" in args:
            rating = as_rating(args["rating"])
            if rating is None and args["rating"] != "none":
                return _REFUSED
            question.answer(rating, by)
        elif look in {1, -1}:
            question.choice.look(1 if look == 1 else -1)
        elif look == "on":
            question.choice.look_on()
        else:
            question.answer(question.looked, by)
        self._look(by or "order")
        return ""

    def _look(self, by: str) -> None:
        """Keep an answer, and go on."""
        question, flow = self.question, self._flow
        if question is None or not question.over:
            return
        name, value = question.scale.name, question.rating
        if value is None:
            flow.tell("wellbeing.left_out", {"scale": name, "timed_out": question.timed_out})
        else:
            flow.tell(
                "wellbeing.answer", {"scale": name, "value": value, "most": HARDEST, "by": by}
            )
        # Who does not answer is not asked on.
        if question.timed_out:
            self._names.clear()
        if name == PAIN.name and value is not None and value >= flow.plan.pain_ends:
            self._end(value)
        else:
            self._next()

    def _end(self, value: int) -> None:
        flow = self._flow
        self._then = self.question = None
        self.notice = _STRONG.format(value=value)
        flow.tell("wellbeing.strong_pain", {"value": value, "text": self.notice})
        flow.end(self.notice, "done")

    def clear(self) -> None:
        """Ask nothing any more: the phase has changed."""
        self._then = self.question = None

    @property
    def is_strong(self) -> bool:
        """Whether strong pain has ended the session."""
        return bool(self.notice)
