"""English sentences in another language, whole ones as well as those with values in them.

Sessions, files and the stream hold whole English sentences. One with values is recognised by the
catalogue's own sentence with places for them: its values are taken out, said in the language, and
put into the translation. So a recorded session can be shown in any language, and no room below the
window knows that there are any
(docs/decisions/0009-words-are-translated-where-they-are-drawn.md).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from balance_arcade.core.words.catalogue import OF_WORDS, Catalogue, Template
from balance_arcade.core.words.languages import DOMAIN, ENGLISH, FOLDER
from balance_arcade.core.words.numbers import number_in

MAX_KEPT: Final = 2048
"""Sentences that are remembered; a session has some hundred, most of them with numbers."""

_log = logging.getLogger(__name__)


class Words:
    r"""Says English sentences in one language.

    Parameters
    ----------
    language : str
        Two letters, as of `balance_arcade.core.words.known_languages`.
    catalogues : sequence of Catalogue
        Of this language, the one that counts most first; English needs none.

    Examples
    --------
    >>> de = words_in("de")
    >>> de.say("Get ready."), de.say("It begins in 4 s. Enter begins now.")
    ('Gleich geht es los.', 'Beginn in 4 s. Enter beginnt sofort.')
    >>> de.say("1.5 kg"), de.say("Wii Balance Board")
    ('1,5\xa0kg', 'Wii Balance Board')
    """

    def __init__(self, language: str, catalogues: Sequence[Catalogue] = ()) -> None:
        self.language = language
        self._catalogues = tuple(catalogues)
        self._kept: dict[str, str | None] = {}

    def say(self, text: str) -> str:
        """Say a sentence, a name or a number; what no catalogue has stays in English."""
        return self._look_up(text) or text

    def knows(self, text: str) -> bool:
        """Whether a text can be said: it is in a catalogue, is a number or has no letters."""
        return self.language == ENGLISH or self._look_up(text) is not None

    def _look_up(self, text: str) -> str | None:
        if self.language == ENGLISH:
            return text
        if text in self._kept:
            return self._kept[text]
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        found = self._kept[text] = self._translated(text)
        if found is None:
            _log.debug("no word in %s for: %s", self.language, text)
        return found

    def _translated(self, text: str) -> str | None:
        for catalogue in self._catalogues:
            whole = catalogue.get(text) if text else None
            if whole is not None:
                return whole
        quantity = number_in(text, self.language)
        if quantity is not None:
            return quantity
        if not any(letter.isalpha() for letter in text):
            return text
        for catalogue in self._catalogues:
            for template in catalogue.templates:
                found = self._filled(text, catalogue, template)
                if found is not None:
                    return found
        return None

    def _filled(self, text: str, catalogue: Catalogue, template: Template) -> str | None:
        """Fill a translation with the values of an English sentence; None where it is another."""
        match = template.pattern.fullmatch(text)
        if match is None:
            return None
        values = match.groupdict()
        found = catalogue.get_form(template, values)
        if found is None:
            return None
        return found.format(**{place: self._value(place, said) for place, said in values.items()})

    def _value(self, place: str, said: str) -> str:
        return self.say(said) if place in OF_WORDS else number_in(said, self.language) or said


@lru_cache(maxsize=8)
def house_catalogue(language: str) -> Catalogue:
    """Catalogue of the house in a language that it has.

    Raises
    ------
    ConfigError
        There is none, or it is damaged.
    """
    return Catalogue(catalogue_file(FOLDER, DOMAIN, language))


def catalogue_file(folder: Path, domain: str, language: str) -> Path:
    """Place of a compiled catalogue, as gettext has it."""
    return folder / language / "LC_MESSAGES" / f"{domain}.mo"


@lru_cache(maxsize=8)
def words_in(language: str, *more: Catalogue) -> Words:
    """Words of a language: the house's, then those of other catalogues.

    Parameters
    ----------
    language : str
        As of `balance_arcade.core.words.known_languages`.
    *more : Catalogue
        Of games from other packages.

    Raises
    ------
    ConfigError
        There is no such language, or its catalogue is damaged.
    """
    if language == ENGLISH:
        return Words(ENGLISH)
    return Words(language, (house_catalogue(language), *more))
