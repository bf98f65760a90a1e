"""What the patient is told of how it went, and what the therapist gets as a summary."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from balance_arcade.games.contract import TrialResult

STAR_LEVELS: Final = (0.25, 0.5, 0.75)
"""Score from which the first, second and third star are given; the staircase aims at 0.75."""

LEVEL_TOLERANCE: Final = 0.02
"""One success's step of the staircase: this much below the own level still holds it."""

MIN_LEVEL_TRIALS: Final = 8
"""Trials beyond the easy ones from which a level is said to have been held."""


def net_score(successes: float, trials: int) -> float:
    """Net good hits over trials, never below 0; 0 before the first trial.

    Examples
    --------
    >>> net_score(20, 26)
    0.7692307692307693
    >>> net_score(-2, 5)
    0.0
    """
    if trials <= 0:
        return 0.0
    share = successes / trials
    # Net hits may be negative: what was caught in error counts against the rest.
    return share if 0.0 <= share <= 1.0 else min(1.0, max(0.0, share))


def stars(score: float) -> int:
    """Stars for a score, 0 to 3.

    Examples
    --------
    >>> [stars(score) for score in (0.1, 0.3, 0.6, 0.9)]
    [0, 1, 2, 3]
    """
    return sum(score >= level for level in STAR_LEVELS)


def earned_stars(score: float, levels: Sequence[float], own_level: float) -> int:
    """Stars of a person with a level of their own: the third one is for holding it.

    The staircase brings everybody to the same share of hits, so that the share alone would give
    three stars to whoever plays long enough, however easy it has become.

    Parameters
    ----------
    score : float
        Net good hits over trials.
    levels : sequence of float
        Difficulty of the trials so far, the easy first ones left out.
    own_level : float
        Where the last game ended, or where the level was found.

    Examples
    --------
    >>> earned_stars(0.8, [0.4, 0.4, 0.45, 0.5], 0.4), earned_stars(0.8, [0.4, 0.3, 0.2, 0.2], 0.4)
    (3, 2)
    """
    won = stars(score)
    late = levels[len(levels) // 2 :]
    if won < len(STAR_LEVELS) or not late:
        return won
    return won if sum(late) / len(late) >= own_level - LEVEL_TOLERANCE else won - 1


def held_level(trials: Sequence[TrialResult], n_easy: int) -> float | None:
    """Level that a game was held at: the mean difficulty of the second half of its trials.

    It is what the personal best is made of. The share of hits would not do: the staircase brings
    everybody to the same one.

    Parameters
    ----------
    trials : sequence of TrialResult
        Of one game, in order.
    n_easy : int
        First trials that are easy for everybody, and do not count.

    Returns
    -------
    float or None
        None where fewer than `MIN_LEVEL_TRIALS` count, or less than half of them succeeded: that
        level was set, not held.

    Examples
    --------
    >>> trials = [TrialResult(k, True, k / 20, True, {}) for k in range(13)]
    >>> held_level(trials, 3)
    0.5
    """
    counted = trials[n_easy:]
    late = counted[len(counted) // 2 :]
    if len(counted) < MIN_LEVEL_TRIALS or 2 * sum(one.success for one in counted) < len(counted):
        return None
    return sum(one.difficulty for one in late) / len(late)


class PersonalBest(NamedTuple):
    """Best of a person in a game, as it is shown.

    Attributes
    ----------
    level : int
        1 to 100.
    is_new : bool
        This game reached it or went beyond.
    """

    level: int
    is_new: bool = False


def shown_level(level: float) -> int:
    """Level as people read it: a whole number from 1 to 100.

    Examples
    --------
    >>> shown_level(0.0), shown_level(0.5), shown_level(1.0)
    (1, 51, 100)
    """
    return 1 + math.floor(99.0 * min(1.0, max(0.0, level)) + 0.5)


def personal_best(before: float | None, held: float | None) -> PersonalBest | None:
    """Best of a person after a game; None while no level has been held.

    An equal one is as good as a better one, and equal is what reads equal.

    Examples
    --------
    >>> personal_best(0.4, 0.5)
    PersonalBest(level=51, is_new=True)
    >>> personal_best(0.4, 0.2)
    PersonalBest(level=41, is_new=False)
    >>> personal_best(None, None) is None
    True
    """
    if held is not None and (before is None or shown_level(held) >= shown_level(before)):
        return PersonalBest(shown_level(held), is_new=True)
    return None if before is None else PersonalBest(shown_level(before))


def summarise(trials: Iterable[TrialResult]) -> dict[str, float]:
    """Mean of every metric over the trials in which it exists.

    Parameters
    ----------
    trials : iterable of TrialResult
        Finished trials of one activity.

    Returns
    -------
    dict of str to float
        By the metric's own name, in the order in which the names first came up.
    """
    sums: dict[str, tuple[float, int]] = {}
    for trial in trials:
        for name, value in trial.metrics.items():
            # A number that a trial could not give is NaN, and one NaN would swallow the mean.
            if math.isfinite(value):
                total, count = sums.get(name, (0.0, 0))
                sums[name] = (total + value, count + 1)
    return {name: total / count for name, (total, count) in sums.items()}
