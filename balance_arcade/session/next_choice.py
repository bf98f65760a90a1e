"""After a game a person chooses by leaning what comes next: once more, another, or enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from balance_arcade.core.samples import CopSample
from balance_arcade.core.words import msgid
from balance_arcade.session import prompts
from balance_arcade.session.lean_choice import BACK, REPEAT_S, LeanChoice
from balance_arcade.session.lean_reader import LeanReader
from balance_arcade.session.plan import PlannedActivity

AGAIN: Final = "again"
ANOTHER: Final = "another"
ENOUGH: Final = "enough"
TITLES: Final = {AGAIN: msgid("Once more"), ANOTHER: msgid("Another game"), ENOUGH: msgid("Enough")}

Question = Literal["next", "game"]


class Card(msgspec.Struct, frozen=True):
    """One thing that can be chosen.

    Attributes
    ----------
    name : str
        ``again``, ``another``, ``enough``, or the name of a game.
    title : str
        What stands on it.
    """

    name: str
    title: str


class Cards:
    """Cards before a person who leans; a lean counts once they have stood in the middle.

    So whoever leans forward when the cards come up chooses nothing by it.

    Parameters
    ----------
    n_cards : int
        At least one.
    reader : LeanReader
        Turns samples into leans.
    start, repeat_s
        As of `LeanChoice`.

    Attributes
    ----------
    choice : LeanChoice
        What is looked at and how long it was held.
    centred : bool
        The person has stood in the middle since the cards came up.
    """

    def __init__(
        self, n_cards: int, reader: LeanReader, *, start: int = 0, repeat_s: float = REPEAT_S
    ) -> None:
        self.choice = LeanChoice(n_cards, start=start, repeat_s=repeat_s)
        self.centred = False
        self._reader = reader
        self._lean: tuple[float, float] | None = None

    def step(self, dt_s: float, sample: CopSample | None, *, present: bool) -> int | None:
        """Take one step; return the card that was chosen.

        Parameters
        ----------
        dt_s : float
            Length of the step in seconds.
        sample : CopSample or None
            A new sample; None goes on with the lean of the last one.
        present : bool
            Somebody stands there, and the board answers.
        """
        if not present:
            self._reader.forget()
            # Whoever steps on again starts anew; what they leaned before they left is no answer.
            self._lean, self.centred = None, False
        elif sample is not None:
            self._lean = self._reader.read(sample)
        if self._lean is None:
            self.choice.leave(dt_s)
            return self.choice.chosen
        x, y = self._lean
        self.centred = self.centred or math.hypot(x, y) < BACK
        self.choice.lean(*((x, y) if self.centred else (0.0, 0.0)), dt_s)
        return self.choice.chosen


class NextChoice:
    """The question what comes next, and the one which game if it is another.

    Parameters
    ----------
    played : PlannedActivity or None
        The game just played; None where it cannot be played once more.
    others : sequence of PlannedActivity
        Games that may be played instead.
    reader : LeanReader
        Turns samples into leans.
    wait_s : float
        How long each question waits for an answer.

    Attributes
    ----------
    question : {"next", "game"}
        What is asked.
    cards : tuple of Card
        What can be chosen, left to right.
    over : bool
        It is answered, or nobody has answered in time.
    activity : PlannedActivity or None
        What is to be played next; None for nothing.
    answer : str
        Name of the last card that was chosen; empty where nobody chose.
    """

    def __init__(
        self,
        played: PlannedActivity | None,
        others: Sequence[PlannedActivity],
        reader: LeanReader,
        *,
        wait_s: float,
    ) -> None:
        self._played, self._others = played, tuple(others)
        self._reader, self._wait_s = reader, wait_s
        self.over = False
        self.activity: PlannedActivity | None = None
        self.answer = ""
        names = [AGAIN] if played is not None else []
        names += [ANOTHER] if self._others else []
        self._ask("next", [Card(name, TITLES[name]) for name in (*names, ENOUGH)])

    def _ask(self, question: Question, cards: Sequence[Card]) -> None:
        self.question: Question = question
        self.cards = tuple(cards)
        self._waited_s = 0.0
        # New cards want the middle again: who still leans forward after "Another" chooses no game
        # by it.
        self._before = Cards(len(self.cards), self._reader)

    @property
    def choice(self) -> LeanChoice:
        """What is looked at, and how long it was held."""
        return self._before.choice

    @property
    def other_names(self) -> tuple[str, ...]:
        """Names of the games that may be played instead."""
        return tuple(one.name for one in self._others)

    @property
    def time_left_s(self) -> float:
        """How long the question still waits, in seconds."""
        return max(0.0, self._wait_s - self._waited_s)

    @property
    def prompt(self) -> str:
        """The sentence on the patient's screen."""
        if not self.choice.someone:
            return prompts.CHOICE_EMPTY
        return prompts.CHOICE if self._before.centred else prompts.CHOICE_BACK

    def step(self, dt_s: float, sample: CopSample | None, *, present: bool) -> None:
        """Take one step; a hold that is under way may be finished after the time."""
        self._waited_s += dt_s
        chosen = self._before.step(dt_s, sample, present=present)
        if chosen is not None:
            self._take(self.cards[chosen].name)
        # Nobody who is holding a card is cut off by the clock.
        elif self.time_left_s == 0.0 and self.choice.held == 0.0:
            self.over = True

    def take(self) -> None:
        """Choose the card that is looked at."""
        self._take(self.cards[self.choice.index].name)

    def take_game(self, name: str) -> bool:
        """Choose a game by its name; return whether it is one of those."""
        games = (*self._others, self._played) if self._played is not None else self._others
        for activity in games:
            if activity.name == name:
                self.over, self.activity, self.answer = True, activity, name
                return True
        return False

    def _take(self, name: str) -> None:
        self.answer = name
        if name == ENOUGH:
            self.over = True
        elif name == AGAIN:
            self.over, self.activity = True, self._played
        # With one other game there is nothing to ask.
        elif name == ANOTHER and len(self._others) > 1:
            self._ask("game", [Card(one.name, one.title) for one in self._others])
        else:
            self.take_game(self._others[0].name if name == ANOTHER else name)
