"""The games there are, by name: ours and those of other packages, through one door.

Our games stand in a table, so that they open from a source tree whose package metadata is not
installed; the metadata names the same ones. Other packages add theirs through the entry-point
group ``balance_arcade.games``: the name is the game's, the object a
`balance_arcade.games.entry.GameEntry`. A model or a view is imported only when it is asked for.

A package that does not load, speaks another version of the contract or takes a name that is in use
is left out, and `left_out` says why; every other game goes on. Whoever asks for it by name is told.
"""

from __future__ import annotations

import difflib
import importlib
import logging
import re
from collections.abc import Sequence
from functools import lru_cache, partial
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

import msgspec

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.text import as_text
from balance_arcade.games.contract import GameModel, GameOptions, GameSpec, ModelFactory
from balance_arcade.games.entry import GameEntry, entry_fault
from balance_arcade.games.guided.spec import guided_entry, is_guided

GROUP: Final = "balance_arcade.games"
BUILT_IN: Final = {
    "calm-lantern": "balance_arcade.games.calm_lantern.spec:GAME",
    "even-keel": "balance_arcade.games.even_keel.spec:GAME",
    "orchard": "balance_arcade.games.orchard.spec:GAME",
    "ferry-crossing": "balance_arcade.games.ferry_crossing.spec:GAME",
    "star-reach": "balance_arcade.games.star_reach.spec:GAME",
    "marble-maze": "balance_arcade.games.marble_maze.spec:GAME",
    "bubble-river": "balance_arcade.games.bubble_river.spec:GAME",
    "star-reach-react": "balance_arcade.games.react.spec:GAME",
    "echo": "balance_arcade.games.echo.spec:GAME",
    "slalom": "balance_arcade.games.slalom.spec:GAME",
    "flamingo-ladder": "balance_arcade.games.flamingo_ladder.spec:GAME",
    "stick-the-landing": "balance_arcade.games.stick_the_landing.spec:GAME",
    "sky-hop": "balance_arcade.games.sky_hop.spec:GAME",
}
_OURS: Final = "balance_arcade."
OUR_PACKAGE: Final = "balance-arcade"
_BETWEEN: Final = re.compile(r"[\s_-]+")

_log = logging.getLogger(__name__)


class LeftOut(msgspec.Struct, frozen=True):
    """A game that a package offers and that cannot be played.

    Attributes
    ----------
    name : str
        Of the entry point.
    package : str
        Where it comes from.
    why : str
        What is wrong, as a sentence.
    """

    name: str
    package: str
    why: str


class _Outside(msgspec.Struct, frozen=True):
    """Games of other packages, with their packages, and those that were left out."""

    games: dict[str, GameEntry]
    packages: dict[str, str]
    left_out: tuple[LeftOut, ...]


def known_games() -> tuple[str, ...]:
    """Names of the games: ours from the gentlest to the most demanding, then others by name."""
    return (*BUILT_IN, *sorted(_outside().games))


def left_out() -> tuple[LeftOut, ...]:
    """Games of other packages that cannot be played, and why."""
    return _outside().left_out


def package_of(name: str) -> str:
    """Name of the package that a game comes from.

    Raises
    ------
    ConfigError
        There is no such game.

    Examples
    --------
    >>> package_of("orchard")
    'balance-arcade'
    """
    name = game_name(name)
    ours = name in BUILT_IN or is_guided(name)
    return OUR_PACKAGE if ours else _outside().packages[name]


def game_name(said: str) -> str:
    """Name of a game as people say or type it.

    Parameters
    ----------
    said : str
        Its name or its title, in any case, with spaces, hyphens or underscores between the words.

    Returns
    -------
    str
        As in `known_games`.

    Raises
    ------
    ConfigError
        There is no such game, or it was left out; the message says why.

    Examples
    --------
    >>> [game_name(said) for said in ("Orchard", " Star Reach ", "marble_maze")]
    ['orchard', 'star-reach', 'marble-maze']
    """
    # Before other packages are looked for: a session of ours needs none of them.
    if said in BUILT_IN or is_guided(said):
        return said
    name = _spelled(said)
    if name in BUILT_IN or name in _outside().games:
        return name
    for known in known_games():
        entry = _built_in(known) if known in BUILT_IN else _outside().games[known]
        if _spelled(entry.spec.title) == name:
            return known
    raise _no_game(said, name)


def _spelled(said: str) -> str:
    """Write words as a game's name is written."""
    return _BETWEEN.sub("-", said.strip().casefold())


def game_entry(name: str) -> GameEntry:
    """Entry of a game.

    Parameters
    ----------
    name : str
        As `game_name` understands it.

    Raises
    ------
    ConfigError
        There is no such game, or it was left out; the message says why.
    """
    name = game_name(name)
    # Parts of clinical tests are led like a game, and are none: no list names them.
    if is_guided(name):
        return guided_entry(name)
    return _built_in(name) if name in BUILT_IN else _outside().games[name]


def outside_specs() -> tuple[GameSpec, ...]:
    """Words and rules of the games of other packages."""
    return tuple(entry.spec for entry in _outside().games.values())


def _no_game(said: str, name: str) -> ConfigError:
    """Say why there is no such game."""
    for one in left_out():
        if _spelled(one.name) == name:
            return ConfigError(
                f"The game {name} of {one.package} cannot be played. {one.why}",
                hint=f"Known: {', '.join(known_games())}.",
            )
    near = difflib.get_close_matches(name, known_games(), n=1)
    ask = f" Did you mean {near[0]}?" if near else ""
    hint = f"Known: {', '.join(known_games())}."
    return ConfigError(f"No game is called {as_text(said)}.{ask}", hint=hint)


def game_spec(name: str) -> GameSpec:
    """Words, rules and sounds of a game.

    Raises
    ------
    ConfigError
        There is no such game; the message lists those there are.

    Examples
    --------
    >>> game_spec("orchard").safety_class
    'A'
    """
    return game_entry(name).spec


def game_title(name: str) -> str:
    """Title of a game; the name itself where it is not installed, as in records of another clinic.

    Examples
    --------
    >>> game_title("orchard"), game_title("game-of-before")
    ('Orchard', 'game-of-before')
    """
    try:
        return game_spec(name).title
    except ConfigError:
        return name


def model_class(name: str) -> ModelFactory:
    """Import a game's model, so that no import falls into a session.

    Raises
    ------
    ConfigError
        There is no such game, or its model does not import.
    """
    if is_guided(name):
        guided = _load(name, guided_entry(name).model)
        return partial(guided, name)
    factory: ModelFactory = _load(name, game_entry(name).model)
    return factory


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
        There is no such game, or its model does not import.
    """
    return model_class(name)(options or GameOptions())


def view_class(name: str) -> Any:
    """Class of a game's view (`balance_arcade.games.contract.GameView`); this imports pygame.

    Raises
    ------
    ConfigError
        There is no such game, or its view does not import.
    """
    return _load(name, game_entry(name).view)


def _load(name: str, place: str) -> Any:
    """Object at ``module:name``; a fault of another package is named, one of ours is a bug."""
    module, _, attribute = place.partition(":")
    # No net below: an import of ours that fails is a bug and wants its traceback.
    if place.startswith(_OURS):
        return getattr(importlib.import_module(module), attribute)
    try:
        return getattr(importlib.import_module(module), attribute)
    # Code of others may raise anything while it is imported.
    except Exception as error:
        raise ConfigError(
            f"The game {name} of {package_of(name)} does not load: {place}"
            f" ({type(error).__name__}: {error}).",
            hint=f"Install {package_of(name)} again, or report it to its makers.",
        ) from error


@lru_cache(maxsize=8)
def _built_in(name: str) -> GameEntry:
    entry: GameEntry = _load(name, BUILT_IN[name])
    return entry


def forget() -> None:
    """Look for the games of other packages anew when they are next asked for."""
    _outside.cache_clear()


@lru_cache(maxsize=1)
def _outside() -> _Outside:
    """Games of other packages; looked for once a process, and only when somebody asks."""
    games: dict[str, GameEntry] = {}
    packages: dict[str, str] = {}
    refused: list[LeftOut] = []
    offers: dict[str, list[EntryPoint]] = {}
    # Ours may stand in the metadata, twice even, and count as built in.
    for offer in entry_points(group=GROUP):
        if not offer.value.startswith(_OURS):
            offers.setdefault(offer.name, []).append(offer)
    for name, rivals in sorted(offers.items()):
        why = _rivalry(name, rivals)
        entry, fault = (None, why) if why else _read(rivals[0])
        if entry is not None:
            games[name], packages[name] = entry, _package(rivals[0])
        else:
            refused += [LeftOut(name, _package(rival), fault) for rival in rivals]
    for one in refused:
        _log.info("The game %s of %s is left out. %s", one.name, one.package, one.why)
    return _Outside(games, packages, tuple(refused))


def _rivalry(name: str, offers: Sequence[EntryPoint]) -> str:
    """Never choose between two games in silence; ours keep their names."""
    if name in BUILT_IN:
        return f"The name is taken by {OUR_PACKAGE}."
    if len(offers) > 1:
        packages = ", ".join(sorted(_package(offer) for offer in offers))
        return f"Several packages claim the name: {packages}. Uninstall all but one of them."
    return ""


def _read(offer: EntryPoint) -> tuple[GameEntry | None, str]:
    try:
        entry: object = offer.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001 - it may raise anything; it is named
        return None, f"{offer.value} does not load ({type(error).__name__}: {error})."
    fault = entry_fault(entry, offer.name)
    return (entry, "") if isinstance(entry, GameEntry) and not fault else (None, fault)


def _package(offer: EntryPoint) -> str:
    return offer.dist.name if offer.dist is not None else offer.module
