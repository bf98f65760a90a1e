"""What comes after a game: its result, the choice of what is next, the rest, the way on."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from balance_arcade.core.events import Phase, Scalar
from balance_arcade.core.samples import CopSample
from balance_arcade.session.asking import Asking
from balance_arcade.session.lean_reader import LeanReader
from balance_arcade.session.next_choice import ENOUGH, Cards, NextChoice
from balance_arcade.session.once_more import SKIPPED, OnceMore
from balance_arcade.session.plan import PlannedActivity
from balance_arcade.session.rating import BY_ORDER, RatingQuestion, as_rating

if TYPE_CHECKING:
    from balance_arcade.session.flow import SessionFlow

REST_COUNTS_S = 20.0
"""A rest that is broken off sooner does not begin the count of play without a rest anew. Ours."""

MORE_REST_S = 30.0
"""What an order adds to a rest where it names no time."""

MOST_REST_S = 1800.0

# Steps that sample a phase: sums of 1/120 s come out a little below or above.
_EPS_S = 1e-6

TIME_IS_UP = "The time is up."
FINISHED = "The activity is finished."
"""What ends a game that is played to its end; whatever else ends one breaks it off."""

ASKED = "Once more, another game, or enough?"
ASKED_GAME = "Which game?"
ASKED_RATING = "How hard was the block, 0 to 10?"
NOBODY_CHOSE = "Nobody has chosen for {wait_s:g} s."
HAD_ENOUGH = "It was enough for today."
CHOSEN = "{title} was chosen."
RESTS = "A rest was ordered."


class AfterGame:
    """Leads from the end of one game to the next, or to the end of the session.

    After the last set of a block of a training programme the person is asked, in the phase
    `Phase.RESULT` too, how hard it was.

    A plan with ``offers`` asks the person once its own activities are through; the question is held
    in the phase `Phase.RESULT`, after the stars. In the rest of such a session the person may lean
    forward to go on sooner.

    Parameters
    ----------
    flow : SessionFlow
        The session.

    Attributes
    ----------
    asking : Asking
        How it was: pain and exertion.
    again : OnceMore
        The same game once more, or without this one.
    choice : NextChoice or None
        The question what comes next.
    rating : RatingQuestion or None
        The question how hard a block was, under way.
    ratings : dict of int to int or None
        What was answered, by the activity after which it was asked; None where it was left out.
    completed : set of int
        Activities that were played to their end.
    going_on : Cards or None
        The lean that ends a rest.
    rest_s : float
        How long the present rest lasts.
    """

    def __init__(self, flow: SessionFlow) -> None:
        self._flow = flow
        self.asking = Asking(flow)
        self.again = OnceMore(flow)
        self.choice: NextChoice | None = None
        self.rating: RatingQuestion | None = None
        self.ratings: dict[int, int | None] = {}
        self.completed: set[int] = set()
        self.going_on: Cards | None = None
        self.rest_s = flow.plan.rest_s

    @property
    def is_last(self) -> bool:
        """The plan has nothing more."""
        return self._flow.activity_index + 1 >= len(self._flow.plan.activities)

    def result(self, dt_s: float, sample: CopSample | None) -> None:
        """Show the stars, then ask what is next."""
        flow = self._flow
        if self.again.skipping and not self.is_last:
            flow.go(Phase.REST, SKIPPED)
            # After `go`: entering a phase forgets it.
            self.again.skipping = True
            return
        if self.asking.question is not None:
            self.asking.step(dt_s, sample)
            return
        if self.rating is not None:
            self.rating.step(dt_s, sample, present=flow.watch.present and not flow.silent)
            self._look_at_rating(self.rating)
            return
        if self.choice is None:
            if self.again.skipping or flow.in_phase_s >= flow.plan.result_s - _EPS_S:
                self.leave_result()
            return
        asked = self.choice.question
        self.choice.step(dt_s, sample, present=flow.watch.present and not flow.silent)
        # The machine's phase stays `RESULT`; only the words change.
        if self.choice.question != asked:
            flow.why = ASKED_GAME
        self._look(self.choice)

    def leave_result(self) -> None:
        """Go on from a result: first the person is asked how it was."""
        if self._ask_rating():
            return
        if not self.asking.begin(self._go_on, is_last=self.is_last):
            self._go_on()

    def _go_on(self) -> None:
        """Go on to a rest, to the choice of what is next, or to the end."""
        flow = self._flow
        if not self.is_last:
            flow.go(Phase.REST, "")
        elif not self._ask():
            flow.end("All activities are done.", "done")

    def order(self, args: Mapping[str, Scalar], by: str) -> str:
        """Go on from the stars, look at another card, or take the one that is looked at.

        Parameters
        ----------
        args : mapping
            ``look`` 1 and -1 look at the next card and the one before, "on" at the next and from
            the last at the first; anything else takes the card. ``rating`` answers a question.
        by : str
            Which program gives the order.

        Returns
        -------
        str
            Why it is refused; empty where it is not.
        """
        look = args.get("look")
        if self.asking.question is not None:
            return self.asking.order(args, by)
        question = self.rating or self.choice
        if question is None:
            self.leave_result()
        elif look in {1, -1}:
            question.choice.look(1 if look == 1 else -1)
        elif look == "on":
            question.choice.look_on()
        elif self.rating is not None:
            self.rating.answer(self.rating.choice.index, BY_ORDER)
            self._look_at_rating(self.rating)
        elif self.choice is not None:
            self.choice.take()
            self._look(self.choice)
        return ""

    def order_game(self, name: str) -> bool:
        """Take a game by order; return whether one of that name may be played next."""
        if self.choice is None or not self.choice.take_game(name):
            return False
        self._look(self.choice)
        return True

    # -- how hard it was ---------------------------------------------------------------------

    def order_rating(self, value: Scalar, by: str) -> str:
        """Take a rating by order, while it is asked and in the rest after it; return why not.

        While pain or exertion is asked for, it answers that.

        Parameters
        ----------
        value : int or str
            0 to 10, or "none" to leave it out.
        by : str
            Which program gives the order.
        """
        if self.asking.question is not None:
            return self.asking.order({"rating": value}, by)
        rating = as_rating(value)
        if rating is None and value != "none":
            return "a rating is a whole number from 0 to 10, or none"
        if self.rating is not None:
            self.rating.answer(rating, BY_ORDER)
            self._look_at_rating(self.rating)
        elif self._is_rated and self._flow.phase in {Phase.RESULT, Phase.REST}:
            self._keep_rating(rating, BY_ORDER)
        else:
            return "no block has just ended that is rated"
        return ""

    @property
    def _is_rated(self) -> bool:
        """The activity is the last set of a block that is rated, and has not broken down."""
        flow, place = self._flow, self._flow.activity.place
        is_last_set = place is not None and place.rating and not flow.rest_again
        # Of a game that could not go on nobody can say how hard it was.
        return is_last_set and flow.failed_index != flow.activity_index

    def _ask_rating(self) -> bool:
        """Begin the question how hard the block was; return whether it is to be asked."""
        flow = self._flow
        # Of a set that was left out nobody can say how hard it was.
        if not self._is_rated or flow.activity_index in self.ratings or self.again.skipping:
            return False
        self.rating = RatingQuestion(self._reader())
        flow.why = ASKED_RATING
        flow.tell("programme.rating_asked", {"wait_s": self.rating.time_left_s})
        return True

    def _look_at_rating(self, question: RatingQuestion) -> None:
        if question.over:
            self.rating = None
            self._keep_rating(question.rating, question.by)
            self.leave_result()

    def _keep_rating(self, rating: int | None, by: str) -> None:
        flow, place = self._flow, self._flow.activity.place
        self.ratings[flow.activity_index] = rating
        data: dict[str, Scalar] = {"rating": rating, "by": by, "game": flow.activity.name}
        if place is not None:
            data |= {"week": place.week, "session": place.session, "block": place.block}
        flow.tell("programme.rating", data)

    # -- what is next ------------------------------------------------------------------------

    def _ask(self) -> bool:
        """Begin the question; return whether there is anything to choose from."""
        flow = self._flow
        failed = flow.failed_names
        # A game that could not go on is offered no more in this session.
        others = [one for one in flow.plan.offers if one.name not in {flow.activity.name, *failed}]
        again = None if flow.activity.name in failed else flow.activity
        if not flow.plan.offers or (again is None and not others):
            return False
        self.choice = NextChoice(again, others, self._reader(), wait_s=flow.plan.choice_s)
        flow.why = ASKED
        cards = ",".join(card.name for card in self.choice.cards)
        flow.tell("session.choice", {"cards": cards, "wait_s": flow.plan.choice_s})
        return True

    def _reader(self) -> LeanReader:
        return LeanReader(self._flow.reach.limits, moved=self._flow.watch.left)

    def _look(self, choice: NextChoice) -> None:
        """Go on once the question is answered, or nobody has answered it."""
        flow, activity = self._flow, choice.activity
        if not choice.over:
            return
        game = activity.name if activity is not None else ""
        flow.tell("session.chosen", {"answer": choice.answer, "game": game})
        if activity is not None:
            self._grow(activity)
            flow.go(Phase.REST, CHOSEN.format(title=activity.title))
        elif choice.answer == ENOUGH:
            self.choice = None
            if not self.asking.begin(self._had_enough, is_last=True, ending=True):
                self._had_enough()
        else:
            flow.end(NOBODY_CHOSE.format(wait_s=flow.plan.choice_s), "done")

    def _had_enough(self) -> None:
        self._flow.end(HAD_ENOUGH, "done")

    def _grow(self, activity: PlannedActivity) -> None:
        # The plan is a value that others hold too, so a longer one takes its place.
        plan = self._flow.plan
        activities = (*plan.activities, activity)
        self._flow.plan = msgspec.structs.replace(plan, activities=activities)

    # -- rest --------------------------------------------------------------------------------

    def rest(self, dt_s: float, sample: CopSample | None) -> None:
        """Wait, and let the person go on sooner where they steer the session themselves."""
        flow = self._flow
        if self.again.skipping:
            flow.leave_rest(rested=False)
        elif flow.in_phase_s >= self.rest_s - _EPS_S:
            self.leave_rest()
        # A rest that the long play asked for is not cut short by leaning.
        elif flow.plan.offers and not flow.rest_again:
            # Made with the first step of the rest: who leans already must come back to the middle
            # first (`Cards`).
            if self.going_on is None:
                self.going_on = Cards(1, self._reader())
            # While the board was silent the feet may have moved, so that a lean means nothing.
            present = flow.watch.present and not flow.silent
            if self.going_on.step(dt_s, sample, present=present) is not None:
                self.leave_rest()

    def _planned_rest_s(self) -> float:
        own_s = self._flow.activity.rest_s
        is_own = not (math.isnan(own_s) or self._flow.rest_again)
        return own_s if is_own else self._flow.plan.rest_s

    def leave_rest(self) -> None:
        """Go on from a rest: by way of a new centre if the feet have moved."""
        flow = self._flow
        # One that long play asked for counts however short: somebody has decided to go on.
        enough_s = min(REST_COUNTS_S, flow.plan.rest_s)
        flow.leave_rest(rested=flow.rest_again or flow.in_phase_s >= enough_s - _EPS_S)

    def order_rest(self, seconds: Scalar) -> str:
        """Make the rest under way longer, or interrupt play by one.

        Parameters
        ----------
        seconds : float or None
            How much longer, or how long; `MORE_REST_S`, or the plan's rest, where nothing is named.

        Returns
        -------
        str
            Why it is refused; empty where it is not.
        """
        flow = self._flow
        more_s = MORE_REST_S if seconds is None else seconds
        if isinstance(more_s, bool | str) or not 0.0 < more_s <= MOST_REST_S:
            return f"a rest takes seconds, up to {MOST_REST_S:g}"
        if flow.phase is Phase.REST:
            self.rest_s += more_s
            flow.tell("session.rest_extended", {"seconds": more_s, "rest_s": self.rest_s})
            return ""
        flow.rest_again = True
        flow.go(Phase.REST, RESTS)
        self.rest_s = max(MORE_REST_S, flow.plan.rest_s) if seconds is None else more_s
        return ""

    def enter(self, phase: Phase, why: str) -> None:
        """Ask nothing any more: the phase has changed."""
        self.choice = self.rating = self.going_on = None
        self.again.skipping = False
        self.asking.clear()
        self.rest_s = self._planned_rest_s()
        if phase is Phase.RESULT and why in {TIME_IS_UP, FINISHED}:
            self.completed.add(self._flow.activity_index)

    @property
    def question(self) -> NextChoice | RatingQuestion | None:
        """What is asked now; None where nothing is."""
        return self.asking.question or self.rating or self.choice

    @property
    def held(self) -> float:
        """Share of the lean that ends a rest, 0 to 1; 0 elsewhere."""
        return 0.0 if self.going_on is None else self.going_on.choice.held

    @property
    def may_go_on(self) -> bool:
        """Somebody stands in a rest that a lean ends."""
        return self.going_on is not None and self.going_on.choice.someone

    def signature(self) -> tuple[object, ...]:
        """Everything that sentence and reason of result and rest depend on."""
        if self.rating is not None:
            return "rating", self.rating.prompt
        if self.choice is not None:
            return self.choice.question, self.choice.prompt
        return self.may_go_on, self.rest_s, self.ratings.get(self._flow.activity_index)
