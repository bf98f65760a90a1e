"""What the patient's screen can say: the house's words, and those of games from other packages."""

from __future__ import annotations

import logging
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from balance_arcade.core.errors import ConfigError
from balance_arcade.core.words import ENGLISH, Catalogue, Words, catalogue_file, words_in
from balance_arcade.games.registry import outside_specs

_log = logging.getLogger(__name__)


def words_for(language: str) -> Words:
    """Words of a language with those that games of other packages bring.

    Raises
    ------
    ConfigError
        There is no such language.

    Examples
    --------
    >>> words_for("es").say("Well done!")
    '¡Muy bien!'
    """
    # English needs no catalogue, and no look at other packages.
    return words_in(ENGLISH) if language == ENGLISH else _words(language, _brought())


def _brought() -> tuple[tuple[str, str], ...]:
    """Games that bring a catalogue, and where it is."""
    return tuple((spec.name, spec.catalogue) for spec in outside_specs() if spec.catalogue)


@lru_cache(maxsize=8)
def _words(language: str, brought: tuple[tuple[str, str], ...]) -> Words:
    own = (own_catalogue(game, place, language) for game, place in brought)
    return words_in(language, *(one for one in own if one is not None))


def own_catalogue(game: str, place: str, language: str) -> Catalogue | None:
    """Read the catalogue that a game brings; None where it has none in that language.

    Parameters
    ----------
    game : str
        Its name, and the catalogue's.
    place : str
        ``package:folder``, as in its spec.
    language : str
        Two letters.

    A catalogue that cannot be read is named in the log, and its game speaks English.
    """
    package, _, folder = place.partition(":")
    try:
        file = catalogue_file(Path(str(files(package).joinpath(folder))), game, language)
        return Catalogue(file) if file.exists() else None
    except (ConfigError, ImportError) as error:
        _log.warning("The game %s speaks English: %s", game, error)
        return None
