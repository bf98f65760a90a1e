"""Simulated people of a profile end up where training is best: a thin part of the benchmark."""

import pytest

from balance_arcade.app.session import Session
from balance_arcade.games.staircase import TARGET_RANGE


@pytest.mark.parametrize("profile", ["athlete", "frail"])
def test_orchard_finds_the_level_of_a_new_person(profile):
    with Session(f"sim:?seed=2&profile={profile}&speed=0") as session:
        (played,) = session.play("orchard", seed=2)
    trials = played.trial_list[15:]
    assert len(trials) >= 10
    low, high = TARGET_RANGE
    assert low <= sum(one.success for one in trials) / len(trials) <= high
