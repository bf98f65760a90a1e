"""Simulated people of a profile end up where training is best: a thin part of the benchmark."""

import pytest

from balance_arcade.app.session import Session
from balance_arcade.games.setup import RunOptions
from balance_arcade.games.staircase import TARGET_RANGE


@pytest.mark.parametrize("profile", ["athlete", "frail"])
def test_orchard_finds_the_level_of_a_new_person(profile):
    with Session(f"sim:?seed=2&profile={profile}&speed=0") as session:
        (played,) = session.play("orchard", seed=2)
    trials = played.trial_list[15:]
    assert len(trials) >= 10
    low, high = TARGET_RANGE
    assert low <= sum(one.success for one in trials) / len(trials) <= high


@pytest.mark.parametrize(
    ("game", "profile", "level", "mode"),
    [
        ("ferry-crossing", "frail", 0.0, ""),
        ("echo", "frail", 0.0, ""),
        ("bubble-river", "frail", 0.0, "sideways"),
        ("bubble-river", "frail", 0.0, "forward"),
        ("marble-maze", "athlete", 1.0, ""),
        ("slalom", "athlete", 1.0, ""),
        ("star-reach-react", "athlete", 1.0, ""),
    ],
)
def test_the_easiest_level_is_for_the_frail_and_the_hardest_is_hard(game, profile, level, mode):
    options = RunOptions(start_difficulty=level, frozen=True, mode=mode)
    with Session(f"sim:?seed=2&profile={profile}&speed=0") as session:
        (played,) = session.play(game, seed=2, seconds=60.0, options=options)
    # The three easy trials say nothing of the hardest level.
    trials = played.trial_list[3:] if level else played.trial_list
    assert len(trials) >= 3
    share = sum(one.success for one in trials) / len(trials)
    assert share <= 0.5 if level else share >= 0.5
