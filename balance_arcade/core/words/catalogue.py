"""One catalogue of sentences in one language, read with gettext from a compiled ``.mo`` file."""

from __future__ import annotations

import gettext
import io
import re
import struct
from collections.abc import Mapping
from pathlib import Path
from string import Formatter
from typing import Final

import msgspec

from balance_arcade.core.errors import ConfigError

OF_WORDS: Final = frozenset({"title", "name"})
"""Places in a sentence that stand for words, which are translated too; all others are numbers."""

_NUMBER: Final = r"[-+±]?\d+(?:\.\d+)?"


class Template(msgspec.Struct, frozen=True):
    """An English sentence with places for values, in one of its forms.

    Attributes
    ----------
    pattern : re.Pattern
        What the sentence looks like once its values are in it.
    one, many : str
        The msgid, and its plural; that is empty where there is none.
    """

    pattern: re.Pattern[str]
    one: str
    many: str


class _Unknown(gettext.NullTranslations):
    """Says of a sentence that the catalogue does not have it; gettext would give it back."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        del msgid2, n
        raise KeyError(msgid1)


class Catalogue:
    """Sentences of one language.

    Parameters
    ----------
    file : Path
        As ``msgfmt``, Babel or ``make words`` write it (GNU gettext manual, 10.3).

    Attributes
    ----------
    templates : tuple of Template
        The sentences with values, those with most words of their own first.

    Raises
    ------
    ConfigError
        The file cannot be read, or is no catalogue.
    """

    def __init__(self, file: Path) -> None:
        try:
            data = file.read_bytes()
            self._found = gettext.GNUTranslations(io.BytesIO(data))
            keys = _keys(data)
        except (OSError, ValueError, LookupError, struct.error) as error:
            raise ConfigError(
                f"The catalogue {file} cannot be read: {error}.",
                hint="Compile it again from its .po file: docs/translate.md says how.",
            ) from error
        self._found.add_fallback(_Unknown())
        forms = [(form, one, many) for one, many in keys if "{" in one for form in (one, many)]
        found = [Template(_pattern(form), one, many) for form, one, many in forms if form]
        found.sort(key=lambda row: -len(_own_words(row.one)))
        self.templates = tuple(found)

    def get(self, text: str) -> str | None:
        """Return the translation of a whole sentence; None where there is none."""
        try:
            return self._found.gettext(text) or None
        except KeyError:
            return None

    def get_form(self, template: Template, values: Mapping[str, str]) -> str | None:
        """Return the form of a sentence with values that its number ``n`` wants."""
        if not template.many:
            return self.get(template.one)
        try:
            return self._found.ngettext(template.one, template.many, int(float(values["n"])))
        except KeyError:
            return None


def _keys(data: bytes) -> list[tuple[str, str]]:
    """Sentences of a ``.mo`` file with their English plurals, which gettext keeps for itself."""
    order = "<" if data[:4] == b"\xde\x12\x04\x95" else ">"
    n_keys, table = struct.unpack(f"{order}8x2I", data[:16])
    found = []
    for k in range(n_keys):
        length, start = struct.unpack_from(f"{order}2I", data, table + 8 * k)
        one, _, many = data[start : start + length].decode().partition("\0")
        found.append((one, many))
    return found


def _pattern(text: str) -> re.Pattern[str]:
    """Pattern of a sentence: its own words as they are, a value at each place."""
    parts, seen = [], set()
    for words, place, _, _ in Formatter().parse(text):
        parts.append(re.escape(words))
        if place is None:
            continue
        if place in seen:
            parts.append(f"(?P={place})")
            continue
        seen.add(place)
        parts.append(f"(?P<{place}>{'.+?' if place in OF_WORDS else _NUMBER})")
    return re.compile("".join(parts))


def _own_words(text: str) -> str:
    return "".join(words for words, *_ in Formatter().parse(text))
