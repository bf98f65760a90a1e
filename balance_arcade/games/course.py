"""Follows a training programme through a run: where blocks begin, and what came of each set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import msgspec

from balance_arcade.core.events import Scalar
from balance_arcade.games.base import N_WARM_UP
from balance_arcade.games.challenge import rating_vote, start_shift, steps
from balance_arcade.games.staircase import TARGET_RANGE
from balance_arcade.session.programme import SetPlace

if TYPE_CHECKING:
    from balance_arcade.games.activity import Activity, PlayResult
    from balance_arcade.games.contract import TrialResult
    from balance_arcade.session.machine import SessionMachine

SET_BEGUN: Final = "programme.set_begun"
SET_ENDED: Final = "programme.set_ended"


class PlayedSet(msgspec.Struct, frozen=True):
    """One set of a programme, and what came of it.

    Attributes
    ----------
    place : SetPlace
        Where it stands.
    game : str
        Name of the game.
    completed : bool
        It was played to its end.
    successful : bool
        It was, and its share of success reached the least that training aims at, 0.60.
    trials, successes : int
        As of `balance_arcade.games.activity.PlayResult`.
    active_s, elapsed_s : float
        Time played; time from the words of the set to those of the next, pauses and rest with it;
        of the last set to its end.
    difficulty : float
        Where the staircase ended.
    own_trials, own_successes : int
        Of those that are graded and no warm-up: they tell how hard it was for the person.
    rating : int or None
        How hard the block was, with its last set; None where it was left out.
    """

    place: SetPlace
    game: str
    completed: bool
    successful: bool
    trials: int
    successes: int
    active_s: float
    elapsed_s: float
    difficulty: float
    own_trials: int = 0
    own_successes: int = 0
    rating: int | None = None


def on_own_level(trials: Sequence[TrialResult]) -> list[TrialResult]:
    """Pick the trials at the person's own level: graded ones after the easy ones at the start."""
    return [one for one in trials if one.graded and one.index >= N_WARM_UP]


def is_successful(trials: int, successes: int) -> bool:
    """Whether a share of success reaches the least that training aims at.

    Examples
    --------
    >>> is_successful(10, 6), is_successful(10, 5), is_successful(0, 0)
    (True, False, False)
    """
    return trials > 0 and successes / trials >= TARGET_RANGE[0]


class ProgrammeCourse:
    """Knows the sets that a run has played.

    Parameters
    ----------
    machine : SessionMachine
        Its plan says where each activity stands in the programme.
    tell : callable
        ``tell(kind, data)`` tells an event of the run.
    words : callable
        ``words(index)`` says what the block of an activity sets, for people to read.

    Attributes
    ----------
    over : list of PlayedSet
        Sets that have ended, as they stood then: without the rest after them and the rating.
    """

    def __init__(
        self,
        machine: SessionMachine,
        tell: Callable[[str, dict[str, Scalar]], None],
        words: Callable[[int], str],
    ) -> None:
        self._machine, self._tell, self._words = machine, tell, words
        self._n_ended = self._repetitions = 0
        self._begun_s: list[float] = []
        self.over: list[PlayedSet] = []

    def _place(self, index: int) -> SetPlace | None:
        return self._machine.plan.activities[index].place

    def begin(self, activity: Activity) -> Activity:
        """Note how long a set is, and tell everybody that it begins; return it."""
        self._begun_s.append(activity.begun_s)
        place = self._place(activity.index)
        self._repetitions = 0 if place is None else place.repetitions
        if place is None:
            return activity
        said: dict[str, Scalar] = {
            "repetitions": place.repetitions,
            "difficulty": activity.staircase.difficulty,
        }
        if words := self._words(activity.index):
            said["settings"] = words
        self._tell(SET_BEGUN, _where(place, activity.name) | said)
        return activity

    @property
    def may_end_early(self) -> bool:
        """Whether the game under way ends after some trials, and not by its time alone."""
        return self._repetitions > 0

    def is_over(self, activity: Activity) -> bool:
        """Whether the game under way has ended itself, or brought as many trials as it was to."""
        return activity.model.finished or 0 < self._repetitions <= activity.model.trials

    def shift(self, index: int, done: Sequence[Activity]) -> float:
        """How much harder or easier than otherwise an activity begins.

        The block before it counts by its rating alone where it was another game: how hard one game
        was says nothing of the success in another. The last block of the same game counts by
        rating and success.
        """
        place = self._place(index)
        if place is None or place.set > 1:
            return 0.0
        name = self._machine.plan.activities[index].name
        same = [one for one in done if one.name == name]
        if same:
            return start_shift(self._steps(same[-1], done))
        return start_shift(rating_vote(self._rating(done[-1].index))) if done else 0.0

    def _steps(self, last: Activity, done: Sequence[Activity]) -> int:
        """Count the steps that the whole block which ended with an activity is worth."""
        number = _number(self._place(last.index))
        sets = [one for one in done if _number(self._place(one.index)) == number]
        own = [trial for one in sets for trial in on_own_level(one.trials)]
        return steps(len(own), sum(trial.success for trial in own), self._rating(last.index))

    def _rating(self, index: int) -> int | None:
        return self._machine.ratings.get(index)

    def ended(self, activity: Activity, now_s: float) -> None:
        """Tell what came of a set, once."""
        place = self._place(activity.index)
        if place is None or activity.index < self._n_ended:
            return
        self._n_ended = activity.index + 1
        result = activity.result(board="", origin="", now_s=now_s)
        played = self._played(activity.index, place, result)
        self.over.append(played)
        self._tell(
            SET_ENDED,
            _where(place, activity.name)
            | {
                "completed": played.completed,
                "successful": played.successful,
                "trials": played.trials,
                "successes": played.successes,
                "active_s": played.active_s,
                "elapsed_s": played.elapsed_s,
                "difficulty": played.difficulty,
            },
        )

    def _is_completed(self, index: int, failed: str) -> bool:
        return index in self._machine.completed and not failed

    def sets(self, results: Sequence[PlayResult]) -> tuple[PlayedSet, ...]:
        """Sum up the sets that were begun.

        Parameters
        ----------
        results : sequence of PlayResult
            Of the whole run, in order.
        """
        # Every activity of a plan is begun in its order, so that they are numbered alike.
        places = ((index, self._place(index)) for index in range(len(results)))
        return tuple(
            self._played(index, place, results[index])
            for index, place in places
            if place is not None
        )

    def _played(self, index: int, place: SetPlace, result: PlayResult) -> PlayedSet:
        completed = self._is_completed(index, result.failed)
        own = on_own_level(result.trial_list)
        return PlayedSet(
            place,
            result.game,
            completed,
            completed and is_successful(result.trials, result.successes),
            result.trials,
            result.successes,
            result.active_s,
            self._elapsed_s(index, result),
            result.difficulty,
            own_trials=len(own),
            own_successes=sum(trial.success for trial in own),
            rating=self._rating(index),
        )

    def _elapsed_s(self, index: int, result: PlayResult) -> float:
        if index + 1 < len(self._begun_s):
            return self._begun_s[index + 1] - self._begun_s[index]
        return result.elapsed_s


def _number(place: SetPlace | None) -> int:
    return 0 if place is None else place.number


def _where(place: SetPlace, game: str) -> dict[str, Scalar]:
    return {
        "game": game,
        "week": place.week,
        "session": place.session,
        "block": place.block,
        "set": place.set,
        "n_sets": place.sets,
    }
