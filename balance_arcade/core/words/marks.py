"""Marks on English sentences in the code, by which the catalogues of translations are made."""

from __future__ import annotations


def msgid(text: str) -> str:
    """Mark a sentence that is drawn for the patient; it stays as it is.

    The drawing kit translates it where it is drawn. Values stand in it by name, in braces, and are
    filled in with `str.format`; they are numbers, but for ``{title}`` and ``{name}``, which stand
    for words.

    Parameters
    ----------
    text : str
        In English, written out as a literal: ``make words`` finds it in the code.

    Examples
    --------
    >>> msgid("It begins in {seconds} s.").format(seconds=4)
    'It begins in 4 s.'
    """
    return text


def counted(one: str, many: str, n: int, **values: object) -> str:
    """Say how many, in English; other languages may have more forms, chosen by ``n``.

    Parameters
    ----------
    one, many : str
        Both forms as literals, with ``{n}`` where the number stands.
    n : int
        How many.
    **values
        What else stands in the sentence.

    Examples
    --------
    >>> [counted("{n} star", "{n} stars", n) for n in (1, 2)]
    ['1 star', '2 stars']
    """
    return (one if n == 1 else many).format(n=n, **values)
