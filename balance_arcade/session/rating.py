"""How hard was it? A number from 0 to 10, by leaning, by order, or left out."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.samples import CopSample
from balance_arcade.core.words import msgid
from balance_arcade.session import prompts
from balance_arcade.session.lean_choice import LeanChoice
from balance_arcade.session.lean_reader import LeanReader
from balance_arcade.session.next_choice import Cards

HARDEST: Final = 10
"""Ratings go from 0, very easy, to this, very hard: the scale of Alsubaie et al. 2019 and 2026
(doi:10.1093/ptj/pzz091, doi:10.3389/fresc.2026.1715809)."""

MIDDLE: Final = 5
"""Where the marker waits; it is no answer until it was held."""

WAIT_S: Final = 20.0
"""How long an answer is waited for."""

PACE_S: Final = 0.6
"""A lean that stays looks on at this pace: from the middle to an end within 3 s."""

ASKED: Final = msgid("How hard was that?")
EASIEST_WORDS: Final = msgid("very easy")
HARDEST_WORDS: Final = msgid("very hard")

BY_LEAN, BY_ORDER, LEFT_OUT = "lean", "order", "left out"


def as_rating(value: object) -> int | None:
    """Return a rating that somebody gave; None where it is none.

    Examples
    --------
    >>> as_rating(7), as_rating(True), as_rating(11), as_rating(7.5)
    (7, None, None, None)
    """
    # To Python True is the number 1.
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= HARDEST else None


class RatingQuestion:
    """The question after a block.

    Parameters
    ----------
    reader : LeanReader
        Turns samples into leans.
    wait_s : float
        How long it waits; a hold that is under way may be finished after that.

    Attributes
    ----------
    over : bool
        It is answered, or nobody has answered in time.
    rating : int or None
        The answer; None where it was left out.
    by : {"lean", "order", "left out"}
        Where the answer came from.
    """

    def __init__(self, reader: LeanReader, *, wait_s: float = WAIT_S) -> None:
        self._cards = Cards(HARDEST + 1, reader, start=MIDDLE, repeat_s=PACE_S)
        self._wait_s, self._waited_s = wait_s, 0.0
        self.over = False
        self.rating: int | None = None
        self.by = LEFT_OUT

    @property
    def choice(self) -> LeanChoice:
        """What is looked at, and how long it was held."""
        return self._cards.choice

    @property
    def time_left_s(self) -> float:
        """How long it still waits, in seconds."""
        return max(0.0, self._wait_s - self._waited_s)

    @property
    def prompt(self) -> str:
        """The sentence on the patient's screen."""
        if not self.choice.someone:
            return prompts.CHOICE_EMPTY
        return prompts.CHOICE if self._cards.centred else prompts.CHOICE_BACK

    def step(self, dt_s: float, sample: CopSample | None, *, present: bool) -> None:
        """Take one step."""
        self._waited_s += dt_s
        chosen = self._cards.step(dt_s, sample, present=present)
        if chosen is not None:
            self.answer(chosen, BY_LEAN)
        elif self.time_left_s == 0.0 and self.choice.held == 0.0:
            self.over = True

    def answer(self, rating: int | None, by: str) -> None:
        """Take an answer; None leaves it out."""
        self.over, self.rating = True, rating
        self.by = LEFT_OUT if rating is None else by
