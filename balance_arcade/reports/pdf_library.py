"""The library that writes PDF, which is an extra, and the sizes of its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from balance_arcade.core.errors import ConfigError
from balance_arcade.reports.sheet import Paper

if TYPE_CHECKING:
    from fpdf import FPDF

PAPERS: Final[dict[Paper, tuple[float, float]]] = {"A4": (210.0, 297.0), "letter": (215.9, 279.4)}
"""Breadth and height in millimetres."""


def pdf_class(instead: str) -> type[FPDF]:
    """Give fpdf2's class of documents.

    Parameters
    ----------
    instead : str
        What to do without it.

    Raises
    ------
    ConfigError
        fpdf2 is not installed.
    """
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise ConfigError(
            "A PDF needs fpdf2, which is not installed.",
            hint=f"pip install 'balance-arcade[pdf]', or {instead}.",
        ) from error
    return FPDF
