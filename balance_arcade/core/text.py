"""Turn text from outside into text that can be shown, sent and written."""

from __future__ import annotations


def as_text(name: str) -> str:
    r"""Return a name as valid text; bytes that are not text become escapes.

    Examples
    --------
    >>> as_text("walk-\udcff.csv")
    'walk-\\udcff.csv'
    """
    # Lone surrogates, which Python makes of bytes that are no UTF-8, are what cannot be encoded.
    return name.encode(errors="backslashreplace").decode()
