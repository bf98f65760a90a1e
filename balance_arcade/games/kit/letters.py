"""Which letters the font has, and what is drawn for one that it lacks.

pygame's own font (a part of GNU FreeSans Bold) has the letters of all European languages in Latin,
Greek and Cyrillic script, but for a few; it has no sign at all for others, and says nothing of it:
``Font.metrics`` gives the size of the box that stands for a missing letter. So each letter beyond
ASCII is set once, small, and compared with that box.
"""

from __future__ import annotations

import logging
import sys
import unicodedata
import warnings
from functools import lru_cache
from typing import Final

import pygame

from balance_arcade.core.errors import DisplayError

UNKNOWN: Final = "?"
"""Stands for a letter that neither the font nor its letters without accents can give."""

_SIZE: Final = 24
_NO_LETTER: Final = "\uffff"
_INSTEAD: Final = {"ẞ": "SS", "ʼ": "’", "№": "No", "≈": "~"}
"""Letters and signs that come apart in no other way."""

_log = logging.getLogger(__name__)


@lru_cache(maxsize=2048)
def drawable(text: str) -> str:
    """Return a text with letters of the font only.

    A letter that it lacks loses an accent, or two; what is left without a sign is a question mark,
    and named in the log.

    Examples
    --------
    >>> drawable("Größe, šťastný, Ελλάδα, щит")
    'Größe, šťastný, Ελλάδα, щит'
    >>> drawable("ταΐζω, GROẞ, 手")
    'ταϊζω, GROSS, ?'
    """
    if text.isascii():
        return text
    # Composed: the font has é, and no accent by itself.
    return "".join(map(_instead_of, unicodedata.normalize("NFC", text)))


def lacking(text: str) -> str:
    """Return the letters of a text that the font lacks, each once.

    Examples
    --------
    >>> lacking("Äpfel"), lacking("手手")
    ('', '手')
    """
    composed = unicodedata.normalize("NFC", text)
    return "".join(dict.fromkeys(letter for letter in composed if not _has(letter)))


@lru_cache(maxsize=512)
def _instead_of(letter: str) -> str:
    if _has(letter):
        return letter
    found = _INSTEAD.get(letter, "")
    parts = unicodedata.normalize("NFD", letter)
    while not found and len(parts) > 1:
        parts = parts[:-1]
        bare = unicodedata.normalize("NFC", parts)
        found = bare if all(map(_has, bare)) else ""
    if not found:
        _log.warning("The font has no letter %s (U+%04X): %s", letter, ord(letter), UNKNOWN)
    return found or UNKNOWN


@lru_cache(maxsize=1024)
def _has(letter: str) -> bool:
    return letter.isascii() or _set(letter) != _set(_NO_LETTER)


def _set(letter: str) -> tuple[tuple[int, int], bytes]:
    """Set a letter between two others: one without a width cannot be set alone."""
    picture = own_font(_SIZE).render(f"I{letter}I", True, (255, 255, 255))
    return picture.get_size(), pygame.image.tobytes(picture, "RGBA")


@lru_cache(maxsize=64)
def own_font(size: int) -> pygame.font.Font:
    """Return pygame's own font in a size of its own measure.

    Raises
    ------
    DisplayError
        This pygame was built without letters, or its font file is gone or damaged.
    """
    try:
        with warnings.catch_warnings():
            # pygame would say the same in a warning of its own.
            warnings.simplefilter("ignore", RuntimeWarning)
            if not pygame.font.get_init():
                pygame.font.init()
        font = pygame.font.Font(None, size)
        font.metrics("H")
    # Without its module every attribute of `pygame.font` raises the first of these.
    except (NotImplementedError, ImportError, OSError, pygame.error) as exc:
        msg = f"pygame cannot draw letters here ({str(exc).splitlines()[0][:90]})."
        hint = f"Install it again: {sys.executable} -m pip install --force-reinstall pygame"
        raise DisplayError(msg, hint=hint) from exc
    return font
