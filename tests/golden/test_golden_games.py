"""Every game takes the course, and earns the score, that it did in the version before."""

from __future__ import annotations

import json

import pytest
from golden_kit import GAMES, HERE, PROFILES, SEEDS, as_far_as, game_words

from balance_arcade.cli import main

GOLDEN = json.loads((HERE / "games.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("game", GAMES)
def test_a_game_ends_with_the_same_digest_score_and_numbers(game, profile, seed, capsys):
    assert main(game_words(game, profile, seed)) == 0
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    golden = GOLDEN[f"{game} {profile} {seed}"]
    assert told["digest"] == golden["digest"]
    assert as_far_as(told, golden) == golden


def test_no_two_golden_games_are_alike():
    digests = [each["digest"] for each in GOLDEN.values()]
    assert len(set(digests)) == len(digests) == len(GAMES) * len(PROFILES) * len(SEEDS)
