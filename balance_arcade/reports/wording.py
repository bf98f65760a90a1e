"""A report's words in a language: sentences, figures and dates, translated as it is drawn.

A sheet is put together in English, like everything in the house
(docs/decisions/0009-words-are-translated-where-they-are-drawn.md), and said in another language at
the end, drawings included. What no language changes (pseudonyms, names of files and boards,
methods, notes that somebody wrote) is marked as `Verbatim`; what is put together of parts is
`joined`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from typing import Final

from balance_arcade.core.words import ENGLISH, Words, words_in
from balance_arcade.reports.drawing import Drawing
from balance_arcade.reports.sheet import Block, Columns, Figures, Heading, Sheet, Table
from balance_arcade.reports.sheet import Words as Paragraph

DATES: Final = {"en": r"\1-\2-\3", "de": r"\3.\2.\1", "es": r"\3/\2/\1"}
"""How a day is written (Unicode CLDR 48, short dates with a year of four digits); in English after
ISO 8601, because 02/03 is two days in two countries that speak it."""

_DAY: Final = re.compile(r"(?<![\w-])(\d{4})-(\d\d)-(\d\d)(?![\w-])")
_TYPESET: Final = re.compile(r"−(?=\d)")
_MINUS: Final = re.compile(r"(?<![\w.,-])-(?=\d)")


class Verbatim(str):
    """Words that are the same in every language."""

    __slots__ = ()


class Joined(str):
    """Words that are put together of parts, each of which is said by itself.

    Attributes
    ----------
    pieces : tuple of str
        The parts.
    between : str
        What stands between them.
    """

    pieces: tuple[str, ...]
    between: str


class Begun(Joined):
    """Words that begin a sentence: their first letter is a capital, in every language."""

    __slots__ = ()


def begun(text: str) -> Begun:
    """Begin a sentence with words that may also stand within one.

    Examples
    --------
    >>> begun("no norm: the age is not known")
    'No norm: the age is not known'
    >>> said(begun(joined(["no norm: the age is not known"])), words_in("de"))
    'Keine Norm: das Alter ist nicht bekannt'
    """
    made = Begun(_capital(text))
    made.pieces, made.between = (text,), ""
    return made


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def joined(pieces: Iterable[str], between: str = ", ") -> Joined:
    """Put words together; empty parts are left out.

    Examples
    --------
    >>> joined(["Sway path", "", Verbatim("mm")])
    'Sway path, mm'
    """
    kept = tuple(piece for piece in pieces if piece)
    made = Joined(between.join(kept))
    made.pieces, made.between = kept, between
    return made


def said(text: str, words: Words) -> str:
    """Say one text of a sheet in a language.

    Examples
    --------
    >>> german = words_in("de")
    >>> said("2026-03-02", german), said("-1.5", german), said(Verbatim("1.5 x"), german)
    ('02.03.2026', '−1,5', '1.5 x')
    """
    if isinstance(text, Verbatim):
        return text
    if isinstance(text, Joined):
        whole = text.between.join(said(piece, words) for piece in text.pieces)
        return _capital(whole) if isinstance(text, Begun) else whole
    # The catalogues know a minus as people type it; what is drawn has the longer one.
    plain = _TYPESET.sub("-", text)
    dated = _DAY.sub(DATES[words.language], words.say(plain))
    return _MINUS.sub("−", dated)


def translated(sheet: Sheet, language: str) -> Sheet:
    """Say a sheet in a language.

    Parameters
    ----------
    sheet : Sheet
        In English.
    language : str
        As of `balance_arcade.core.words.known_languages`.

    Returns
    -------
    Sheet
        What no catalogue has stays in English.

    Raises
    ------
    ConfigError
        There is no such language.
    """
    words = words_in(language)
    return Sheet(
        title=said(sheet.title, words),
        under=_each(sheet.under, words),
        mark=said(sheet.mark, words),
        made=sheet.made,
        blocks=tuple(_block(block, words) for block in sheet.blocks),
        foot=_each(sheet.foot, words),
        language=language,
        one_page=sheet.one_page,
        dense=tuple(_block(block, words) for block in sheet.dense),
    )


def _each(texts: Sequence[str], words: Words) -> tuple[str, ...]:
    return tuple(said(text, words) for text in texts)


def _block(block: Block, words: Words) -> Block:
    if isinstance(block, Heading):
        return Heading(said(block.text, words))
    if isinstance(block, Paragraph):
        return Paragraph(said(block.text, words), small=block.small)
    if isinstance(block, Table):
        rows = tuple(_each(row, words) for row in block.rows)
        return Table(_each(block.header, words), rows, block.first, block.weights)
    if isinstance(block, Columns):
        left, right = (
            tuple(_block(one, words) for one in side) for side in (block.left, block.right)
        )
        return Columns(left, right)
    captions = _each(block.captions, words)
    drawings = (_drawing(*pair, words) for pair in zip(block.drawings, captions, strict=True))
    return Figures(tuple(drawings), captions)


def _drawing(drawing: Drawing, caption: str, words: Words) -> Drawing:
    """Translate what is written on a drawing; who hears the page hears its caption."""
    if words.language == ENGLISH:
        return drawing
    again = copy.copy(drawing)
    again.root = copy.deepcopy(drawing.root)
    if caption:
        title = again.root.find("title")
        if title is not None and title.text:
            title.text = caption
    for shape in again.root.iter():
        if shape.tag in ("text", "title") and shape.text and shape.text != caption:
            shape.text = said(shape.text, words)
    return again


def texts_of(sheet: Sheet) -> list[str]:
    """Every text of a sheet that a language may change, each part of joined ones by itself."""
    return [piece for text in whole_texts(sheet) for piece in _pieces(text)]


def whole_texts(sheet: Sheet) -> list[str]:
    """Every text of a sheet, also what no language changes."""
    found: list[str] = [sheet.title, sheet.mark, *sheet.under, *sheet.foot]
    for block in sheet.blocks:
        found += _texts(block)
    return found


def _texts(block: Block) -> list[str]:
    if isinstance(block, Heading | Paragraph):
        return [block.text]
    if isinstance(block, Table):
        return [*block.header, *(cell for row in block.rows for cell in row)]
    if isinstance(block, Columns):
        return [text for one in (*block.left, *block.right) for text in _texts(one)]
    drawn = [
        shape.text
        for drawing in block.drawings
        for shape in drawing.root.iter()
        if shape.tag == "text" and shape.text
    ]
    return [*drawn, *block.captions]


def _pieces(text: str) -> list[str]:
    if isinstance(text, Verbatim):
        return []
    if isinstance(text, Joined):
        return [one for piece in text.pieces for one in _pieces(piece)]
    return [text] if text else []
