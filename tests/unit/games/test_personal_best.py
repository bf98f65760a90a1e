"""The personal best: a level that was held; an equal one is as good as a better one."""

import pytest

from balance_arcade.games.contract import TrialResult
from balance_arcade.games.scoring import PersonalBest, held_level, personal_best, shown_level


def trials(levels, *, hits=1.0):
    n = len(levels)
    return [TrialResult(k, k < hits * n, level, True, {}) for k, level in enumerate(levels)]


def test_level_held_is_the_mean_of_the_second_half_beyond_the_easy_trials():
    assert held_level(trials([0.9] * 3 + [0.1] * 5 + [0.5, 0.6, 0.7, 0.8, 0.9]), 3) == 0.7


@pytest.mark.parametrize(("n", "hits"), [(10, 1.0), (13, 0.4)])
def test_few_trials_or_few_hits_hold_no_level(n, hits):
    assert held_level(trials([0.5] * n, hits=hits), 3) is None


def test_equal_or_better_is_a_best_and_less_says_nothing_but_the_best_there_is():
    assert personal_best(None, 0.3) == PersonalBest(31, is_new=True)
    assert personal_best(0.3, 0.3) == PersonalBest(31, is_new=True)
    assert personal_best(0.3, 0.299) == PersonalBest(31, is_new=True)
    assert personal_best(0.3, 0.2) == personal_best(0.3, None) == PersonalBest(31)
    assert personal_best(None, None) is None


def test_a_level_reads_as_1_to_100():
    assert [shown_level(level) for level in (-1.0, 0.0, 1.0, 2.0)] == [1, 1, 100, 100]
