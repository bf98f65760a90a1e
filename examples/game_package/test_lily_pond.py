"""Lily Pond keeps to the games' contract."""

from lily_pond import GAME

from balance_arcade.testing.game_contract import GameContract
from balance_arcade.testing.game_view_contract import GameViewContract


class TestLilyPond(GameContract):
    entry = GAME


class TestLilyPondsPictures(GameViewContract):
    entry = GAME
