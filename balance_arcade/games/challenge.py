"""Where a block of a training programme begins, after how the one before it went.

Beside the staircase, which moves the difficulty within a block, the share of success of a block and
the person's own rating of it move where the next one begins:

========== ============ =========== =============
success    rating 0-2   3-7 or none rating 8-10
========== ============ =========== =============
< 0.60     as it is     easier      two easier
0.60-0.85  harder       as it is    easier
> 0.85     harder       harder      easier
========== ============ =========== =============

0.60 to 0.85 is the range that training aims at (docs/games.md). What a person finds hard is never
made harder, however well it went, and what they fail in is not made harder because it felt easy.
The bands of the rating are wide because its smallest detectable change is 2 to 4 points of 10 (a
scale of perceived stability, doi:10.1080/09638288.2021.2022777); where they lie is ours.
"""

from __future__ import annotations

from typing import Final

from balance_arcade.games.staircase import NUDGE, TARGET_RANGE

EASY_RATING: Final = 2
"""Up to here a block was easy for the person."""

HARD_RATING: Final = 8
"""From here on it was hard."""

MIN_TRIALS: Final = 4
"""Fewer trials make no share of success."""


def success_vote(trials: int, successes: int) -> int:
    """Vote of the share of success: 1 for harder, -1 for easier, 0 for as it is.

    Examples
    --------
    >>> success_vote(10, 9), success_vote(10, 7), success_vote(10, 5), success_vote(3, 3)
    (1, 0, -1, 0)
    """
    if trials < MIN_TRIALS:
        return 0
    low, high = TARGET_RANGE
    share = successes / trials
    return int(share > high) - int(share < low)


def rating_vote(rating: int | None) -> int:
    """Vote of the person's own rating; 0 where it was left out.

    Examples
    --------
    >>> rating_vote(1), rating_vote(5), rating_vote(9), rating_vote(None)
    (1, 0, -1, 0)
    """
    if rating is None:
        return 0
    return int(rating <= EASY_RATING) - int(rating >= HARD_RATING)


def steps(trials: int, successes: int, rating: int | None) -> int:
    """How many steps harder (above 0) or easier the next block of the same game begins.

    Parameters
    ----------
    trials, successes : int
        Of the whole block, on the person's own level: warm-up left out.
    rating : int or None
        0 to 10; None where it was left out.

    Examples
    --------
    >>> [steps(10, 7, rating) for rating in (1, 5, 9)]
    [1, 0, -1]
    >>> [steps(10, 10, rating) for rating in (1, 5, 9)]
    [1, 1, -1]
    >>> [steps(10, 4, rating) for rating in (1, 5, 9)]
    [0, -1, -2]
    """
    success, felt = success_vote(trials, successes), rating_vote(rating)
    if felt < 0:
        return min(0, success) - 1
    return min(1, success + felt)


def start_shift(n_steps: int) -> float:
    """Turn steps into difficulty: one is worth what one order for easier or harder is.

    Examples
    --------
    >>> [round(start_shift(n), 2) for n in (1, 0, -2)]
    [0.08, 0.0, -0.16]
    """
    return NUDGE * n_steps
