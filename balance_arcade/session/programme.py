"""A training programme: blocks of sets, session after session, week after week. Plain values."""

from __future__ import annotations

import math

import msgspec

from balance_arcade.core.events import Scalar


class Block(msgspec.Struct, frozen=True, kw_only=True):
    """One activity with its sets.

    Attributes
    ----------
    game : str
        Name, such as ``star-reach``.
    seconds : float
        Longest game time of a set.
    sets : int
        How often it is played in a session, one set after the other.
    repetitions : int
        Trials after which a set is over; 0 where only its time ends it.
    rest_s : float
        Rest after each set, in seconds.
    weeks : tuple of int
        Weeks of the programme, from 1, in which it is played.
    rating : bool
        Whether the person is asked afterwards how hard it was.
    settings : dict of str to str, int, float or bool
        What is set for this block alone, by the settings' names.
    """

    game: str
    seconds: float
    sets: int = 1
    repetitions: int = 0
    rest_s: float = 30.0
    weeks: tuple[int, ...] = (1,)
    rating: bool = True
    settings: dict[str, Scalar] = {}


class Programme(msgspec.Struct, frozen=True, kw_only=True):
    """What a person does for some weeks.

    Attributes
    ----------
    name : str
        What it is called, and what it is known by from one session to the next.
    blocks : tuple of Block
        In the order in which a session plays them.
    weeks, sessions_per_week : int
        How long it goes on, and how often a week.
    seed : int
        Of the first session; every session has another, so that nobody learns one by heart.

    Examples
    --------
    >>> block = Block(game="orchard", seconds=90.0, sets=2, rest_s=20.0, weeks=(1, 2))
    >>> plan = Programme(name="Two weeks", blocks=(block,), weeks=2, sessions_per_week=3)
    >>> plan.n_sets(week=1), plan.session_s(1), plan.week_s(1), plan.week_s(3)
    (2, 180.0, 540.0, 0.0)
    """

    name: str
    blocks: tuple[Block, ...]
    weeks: int = 1
    sessions_per_week: int = 1
    seed: int = 1

    def blocks_of(self, week: int) -> tuple[tuple[int, Block], ...]:
        """Blocks of a week with their numbers in the file, from 1."""
        return tuple(
            (number, block) for number, block in enumerate(self.blocks, 1) if week in block.weeks
        )

    def n_sets(self, week: int) -> int:
        """How many sets a session of a week has."""
        return sum(block.sets for _, block in self.blocks_of(week))

    def session_s(self, week: int) -> float:
        """Longest playing time of a session of a week, rests left out."""
        return math.fsum(block.sets * block.seconds for _, block in self.blocks_of(week))

    def week_s(self, week: int) -> float:
        """Longest playing time of a week; 0 in one that the programme does not have."""
        return self.sessions_per_week * self.session_s(week)


class SetPlace(msgspec.Struct, frozen=True, kw_only=True):
    """Where a set stands in its programme.

    Attributes
    ----------
    programme : str
        Name of the programme.
    week, weeks : int
        Which of how many, from 1.
    session, sessions : int
        Which of how many of that week.
    block, blocks : int
        Which block of how many of that session.
    number : int
        The block's number in the file: what it is known by from one session to the next.
    set, sets : int
        Which set of how many of the block.
    repetitions : int
        Trials after which it is over; 0 where only its time ends it.
    rating : bool
        Whether the person is asked after it how hard the block was.
    settings : dict of str to str, int, float or bool
        What is set for the block alone, by the settings' names.
    """

    programme: str
    week: int
    weeks: int
    session: int
    sessions: int
    block: int
    blocks: int
    number: int
    set: int
    sets: int
    repetitions: int = 0
    rating: bool = False
    settings: dict[str, Scalar] = {}
