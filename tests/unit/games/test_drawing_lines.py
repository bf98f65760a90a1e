"""A game's own drawing is short: what several places can use stands in games/scenery."""

from pathlib import Path

import pytest

from balance_arcade import games
from balance_arcade.games.registry import known_games, view_class

LIMIT = 400
"""Lines of a game's view and its own parts, words and all, so that a new one is an afternoon."""


def drawing_files(game):
    """Files of a game's folder that draw: they know pygame."""
    folder = Path(games.__file__).parent / view_class(game).__module__.split(".")[-2]
    files = {file: file.read_text("utf-8") for file in folder.glob("*.py")}
    return {file.name: text for file, text in files.items() if "import pygame" in text}


@pytest.mark.parametrize("game", known_games())
def test_a_game_has_at_most_four_hundred_drawing_lines(game):
    found = {name: len(text.splitlines()) for name, text in drawing_files(game).items()}
    assert "view.py" in found
    assert sum(found.values()) <= LIMIT, (
        f"{game} has {sum(found.values())} drawing lines and may have {LIMIT}: {found}. "
        "Move what is general into games/scenery."
    )
