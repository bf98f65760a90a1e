"""Every game of ours keeps to the contract that games of other packages are held to."""

from __future__ import annotations

import pytest

from balance_arcade.games.registry import BUILT_IN, game_entry
from balance_arcade.testing.game_contract import GameContract
from balance_arcade.testing.game_view_contract import GameViewContract


@pytest.fixture(params=BUILT_IN, autouse=True)
def entry(request):
    request.cls.entry = game_entry(request.param)


class TestOurGames(GameContract):
    pass


class TestOurPictures(GameViewContract):
    pass
