"""Which typeface of a PDF sets a text, and which letters none of them has.

Every PDF reader has Helvetica, with the letters of Western Europe. For others a part of DejaVu Sans
lies here (``docs/make_pdf_font.py`` made it): Latin of all languages, Greek, Cyrillic, Armenian,
Georgian. It is embedded only where it is needed. Scripts that are written from right to left, or
whose letters join or number thousands, need more than a font: those letters become a ``?``, and the
PDF names them.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from fpdf import FPDF

PLAIN: Final = "Helvetica"
MORE: Final = "dejavu-part"
_FILE: Final = "dejavu-sans-part.ttf"
_SIGNS: Final = {
    "−": "-",
    "–": "-",
    "→": ">",
    "↑": "^",
    "√": "root ",
    "≥": ">=",
    "≤": "<=",
    "…": "...",
    "α": "alpha",
}
"""Signs of ours that Helvetica does not hold, in texts that are Western otherwise."""


class SetWords(NamedTuple):
    """A text as it is set.

    Attributes
    ----------
    words : str
        Only letters that the typeface has.
    family : {"Helvetica", "dejavu-part"}
        The typeface.
    """

    words: str
    family: str


def set_words(words: str) -> SetWords:
    """Choose the typeface of a text; what neither has is a ``?``.

    Examples
    --------
    >>> set_words("größer −1 →")
    SetWords(words='größer -1 >', family='Helvetica')
    >>> set_words("Łucja, Γιώργος")
    SetWords(words='Łucja, Γιώργος', family='dejavu-part')
    >>> set_words("日")
    SetWords(words='?', family='Helvetica')
    """
    plain = words
    for sign, instead in _SIGNS.items():
        plain = plain.replace(sign, instead)
    if _is_western(plain):
        return SetWords(plain, PLAIN)
    # One letter with its accent, as typefaces hold it.
    whole = unicodedata.normalize("NFC", words)
    if any(not _is_western(one) and ord(one) in _held() for one in whole):
        held = _held()
        return SetWords("".join(o if ord(o) in held else _SIGNS.get(o, "?") for o in whole), MORE)
    return SetWords(plain.encode("latin-1", "replace").decode("latin-1"), PLAIN)


def lacking(words: str) -> list[str]:
    """Name the scripts, or else the codes, of letters that no typeface here has.

    Examples
    --------
    >>> lacking("größer, Ωμέγα −1"), lacking("王さん שלום ☃")
    ([], ['CJK', 'Hiragana', 'Hebrew', 'U+2603'])
    """
    plain = unicodedata.normalize("NFC", words)
    found = {
        _script(one): None
        for one in plain
        if one not in _SIGNS and not _is_western(one) and ord(one) not in _held()
    }
    return list(found)


def use(pdf: FPDF, family: str) -> None:
    """Embed the further typeface where it is used first."""
    if family == MORE and MORE not in pdf.fonts:
        with as_file(files("balance_arcade.reports") / "fonts" / _FILE) as path:
            pdf.add_font(MORE, "", path)


def written(pdf: FPDF) -> bytes:
    """Write a PDF out, and let go of the typeface's file, which fpdf2 keeps open."""
    data = bytes(pdf.output())
    dismissed(pdf)
    return data


def dismissed(pdf: FPDF) -> None:
    """Let go of the typeface's file of a PDF that is not written out."""
    font = pdf.fonts.get(MORE)
    if font is not None:
        font.ttfont.close()  # type: ignore[union-attr]


def _is_western(words: str) -> bool:
    return all(ord(one) < 0x100 for one in words)


@cache
def _held() -> frozenset[int]:
    """Letters of the further typeface."""
    from fontTools.ttLib import TTFont

    with as_file(files("balance_arcade.reports") / "fonts" / _FILE) as path, TTFont(path) as font:
        return frozenset(font.getBestCmap())


def _script(letter: str) -> str:
    code = f"U+{ord(letter):04X}"
    if not unicodedata.category(letter).startswith(("L", "M")):
        return code
    first = unicodedata.name(letter, code).split()[0]
    return first if first in {"CJK", code} else first.capitalize()
