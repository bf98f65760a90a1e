"""Languages of the patient's screen: which there are, and which one a computer is set to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

ENGLISH: Final = "en"
"""Language of the code: its sentences need no catalogue."""

DOMAIN: Final = "balance-arcade"
FOLDER: Final = Path(__file__).parent / "catalogues"
"""Where the house's catalogues are: ``LANGUAGE/LC_MESSAGES/balance-arcade.mo``, as gettext has it.
"""

_SAID_BY: Final = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Variables of the environment, the one that counts most first (GNU gettext manual, 2.3)."""


@lru_cache(maxsize=1)
def known_languages() -> tuple[str, ...]:
    """Languages with a catalogue, by their two letters (ISO 639-1); English first.

    Examples
    --------
    >>> known_languages()
    ('en', 'de', 'es')
    """
    found = sorted(file.parts[-3] for file in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return (ENGLISH, *found)


def language_of(environment: Mapping[str, str]) -> str:
    """Language that a computer is set to, as far as there is a catalogue for it; English otherwise.

    Parameters
    ----------
    environment : mapping of str to str
        ``os.environ``.

    Examples
    --------
    >>> language_of({"LANG": "de_AT.UTF-8"})
    'de'
    >>> language_of({"LANG": "es_ES.UTF-8", "LC_ALL": "C"})
    'en'
    """
    # A set variable hides those after it, as in gettext, whatever its value; an empty one is none.
    locales = [environment[name] for name in _SAID_BY[1:] if environment.get(name)][:1]
    # LANGUAGE is a list of wishes, and counts only where the locale is not C.
    if locales and _letters(locales[0]) not in {"c", "posix"}:
        locales = [*environment.get(_SAID_BY[0], "").split(":"), *locales]
    wished = (_letters(one) for one in locales)
    return next((one for one in wished if one in known_languages()), ENGLISH)


def _letters(locale: str) -> str:
    """Language of a locale's name, such as ``de_AT.UTF-8`` or ``es@valencia``."""
    return re.split(r"[-_.@]", locale, maxsplit=1)[0].lower()
