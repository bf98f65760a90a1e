"""A report as blocks: what stands on it, whether it becomes a page or a PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from balance_arcade.core.words import msgid
from balance_arcade.reports.drawing import Drawing

Paper = Literal["A4", "letter"]

NOT_MEDICAL = msgid(
    "For training and research. Not a medical device: nothing here diagnoses anybody or says who"
    " will fall."
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within the sheet."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; small ones are for what is only to be known."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the first cell of each its name.

    Attributes
    ----------
    header : tuple of str
        One word a column.
    rows : tuple of tuple of str
        As many cells each.
    first : float
        Width of the first column, as a share of the sheet's.
    weights : tuple of float
        Widths of the others against each other; equal where it is empty.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    first: float = 0.34
    weights: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Drawings side by side, each with its caption."""

    drawings: tuple[Drawing, ...]
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side in two columns of equal width; on a narrow screen one below the other."""

    left: tuple[Block, ...]
    right: tuple[Block, ...]


Block = Heading | Words | Table | Figures | Columns


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report.

    Attributes
    ----------
    title : str
        Of the sheet.
    under : tuple of str
        What stands beneath the title: whose, when, on what.
    mark : str
        SIMULATED or REPLAY; empty for a person on a board.
    made : str
        ISO 8601 in UTC: when what it tells of happened. It dates the PDF, so that the same record
        gives the same bytes whenever it is written.
    blocks : tuple of Block
        In their order.
    foot : tuple of str
        Device, pipeline, versions.
    language : str
        That its words are in, two letters.
    one_page : bool
        A PDF of it is set smaller, as far as it can still be read, before it takes a second page.
    dense : tuple of Block
        What a PDF of one page has instead of `blocks` where those do not fit; empty for nothing.
    """

    title: str
    under: tuple[str, ...]
    made: str
    blocks: tuple[Block, ...]
    mark: str = ""
    foot: tuple[str, ...] = field(default_factory=tuple)
    language: str = "en"
    one_page: bool = False
    dense: tuple[Block, ...] = ()
