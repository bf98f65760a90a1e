"""Text that came from outside, as text that may be shown, sent and written."""

from __future__ import annotations


def as_text(name: str) -> str:
    r"""Write down a name; bytes of it that are no text, as escapes.

    Examples
    --------
    >>> as_text("walk-\udcff.csv")
    'walk-\\udcff.csv'
    """
    return name.encode(errors="backslashreplace").decode()
