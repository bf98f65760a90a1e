"""The games there are, by name; a game's code is imported when it is asked for."""

from __future__ import annotations

import difflib
import importlib
from typing import Any, Final

from balance_arcade.core.errors import ConfigError
from balance_arcade.games.contract import GameModel, GameOptions, GameSpec

_ROOMS: Final = {
    "orchard": "orchard",
    "star-reach": "star_reach",
    "marble-maze": "marble_maze",
}


def known_games() -> tuple[str, ...]:
    """Names of the games, from the gentlest to the most demanding."""
    return tuple(_ROOMS)


def _room(name: str) -> str:
    if name in _ROOMS:
        return f"balance_arcade.games.{_ROOMS[name]}"
    near = difflib.get_close_matches(name, _ROOMS, n=1)
    ask = f" Did you mean {near[0]}?" if near else ""
    raise ConfigError(f"No game is called {name}.{ask}", hint=f"Known: {', '.join(_ROOMS)}.")


def game_spec(name: str) -> GameSpec:
    """Words and rules of a game.

    Raises
    ------
    ConfigError
        There is no such game; the message lists those there are.

    Examples
    --------
    >>> game_spec("orchard").safety_class
    'A'
    """
    spec: GameSpec = importlib.import_module(f"{_room(name)}.spec").SPEC
    return spec


def make_model(name: str, options: GameOptions | None = None) -> GameModel:
    """Start a game's model.

    Parameters
    ----------
    name : str
        As in `known_games`.
    options : GameOptions, optional
        What the therapist set.

    Returns
    -------
    GameModel
        Fresh, before its first step.

    Raises
    ------
    ConfigError
        There is no such game.
    """
    module = importlib.import_module(f"{_room(name)}.model")
    model: GameModel = module.Model(options or GameOptions())
    return model


def view_class(name: str) -> Any:
    """Class of a game's view (`balance_arcade.games.contract.GameView`); this imports pygame.

    Raises
    ------
    ConfigError
        There is no such game.
    """
    return importlib.import_module(f"{_room(name)}.view").View
