"""A question that a person answers with a number from 0 to 10, by leaning, by order, or not at all.

How hard a block was, and after play how much it hurts and how tiring it was. All are plain
numerical scales with words of our own at their ends. Pain as a number from 0 to 10 is asked in
clinics everywhere. Exertion from 0 to 10 goes back to the category-ratio scale of Borg 1982 (Med
Sci Sports Exerc 14:377-381), whose words are its owner's: this is not the Borg CR10 Scale, and its
numbers are not to be compared with that scale's.
"""

from __future__ import annotations

from typing import Final

import msgspec

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

NOTHING: Final = -1
"""Where the marker of pain and exertion waits, before 0: whoever only leans forward says nothing
by it."""


class Scale(msgspec.Struct, frozen=True):
    """What is asked, and what the two ends mean.

    Attributes
    ----------
    name : str
        ``challenge``, ``pain``, ``exertion``.
    question : str
        For the patient's screen, at most eight words.
    low, high : str
        What 0 and 10 mean.
    start : int
        The number that is looked at first; `NOTHING` for none.
    """

    name: str
    question: str
    low: str
    high: str
    start: int = NOTHING


CHALLENGE: Final = Scale(
    "challenge", msgid("How hard was that?"), msgid("very easy"), msgid("very hard"), MIDDLE
)
PAIN: Final = Scale(
    "pain", msgid("How much does it hurt?"), msgid("no pain"), msgid("strongest pain")
)
EXERTION: Final = Scale(
    "exertion", msgid("How tiring was that?"), msgid("not at all"), msgid("as much as can be")
)
SCALES: Final = {one.name: one for one in (CHALLENGE, PAIN, EXERTION)}

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
    """One question under way.

    Parameters
    ----------
    reader : LeanReader
        Turns samples into leans.
    scale : Scale
        What is asked; how hard a block was by default.
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
    timed_out : bool
        Nobody has answered in time.
    """

    def __init__(
        self, reader: LeanReader, scale: Scale = CHALLENGE, *, wait_s: float = WAIT_S
    ) -> None:
        self.scale = scale
        self._cards = Cards(HARDEST + 1, reader, start=scale.start, repeat_s=PACE_S)
        self._wait_s, self._waited_s = wait_s, 0.0
        self.over = self.timed_out = False
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
        if not self._cards.centred:
            return prompts.CHOICE_BACK
        return prompts.CHOICE if self.looked is not None else prompts.SCALE

    @property
    def looked(self) -> int | None:
        """The number that is looked at; None where it is none."""
        return None if self.choice.index == NOTHING else self.choice.index

    def step(self, dt_s: float, sample: CopSample | None, *, present: bool) -> None:
        """Take one step; who looks at another number has the whole time anew."""
        before = self.choice.index
        chosen = self._cards.step(dt_s, sample, present=present)
        self._waited_s = 0.0 if self.choice.index != before else self._waited_s + dt_s
        if chosen is not None:
            self.answer(self.looked, BY_LEAN)
        elif self.time_left_s == 0.0 and self.choice.held == 0.0:
            self.over = self.timed_out = True

    def answer(self, rating: int | None, by: str) -> None:
        """Take an answer; None leaves it out."""
        self.over, self.rating = True, rating
        self.by = LEFT_OUT if rating is None else by
