"""A report as a PDF, drawn by fpdf2 from the blocks of the page; equal sheets, equal bytes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import TYPE_CHECKING, Final

from balance_arcade.core.words import msgid, words_in
from balance_arcade.reports import look
from balance_arcade.reports.pdf_blocks import MARGIN, Press
from balance_arcade.reports.pdf_letters import dismissed, lacking, set_words, use, written
from balance_arcade.reports.pdf_library import PAPERS, pdf_class
from balance_arcade.reports.sheet import NOT_MEDICAL, Paper, Sheet
from balance_arcade.reports.wording import whole_texts

if TYPE_CHECKING:
    from fpdf import FPDF

FULL_TOP: Final = 10.0
"""Upper margin of a page that is full, in millimetres."""

LACKS: Final = msgid(
    "Letters that this PDF cannot print stand here as ?; the page has them: {name}."
)
PAGES: Final = msgid("page {n} of {most}")
SIZES: Final = (1.0, 0.94, 0.88, 0.82)
"""Sizes in which a sheet of one page is tried, as shares of the usual one; at the smallest, the
small print is 6.6 points high, and what does not fit goes on a second page."""


def sheet_pdf(sheet: Sheet, *, paper: Paper = "A4") -> bytes:
    """Write a report as a PDF.

    Parameters
    ----------
    sheet : Sheet
        What stands on it.
    paper : {"A4", "letter"}
        Size of its pages.

    Returns
    -------
    bytes
        Equal for equal sheets: it bears the date of what it tells of, not of today.

    Raises
    ------
    ConfigError
        fpdf2 is not installed.
    """
    tried = (sheet.blocks, *((sheet.dense,) if sheet.dense else ())) if sheet.one_page else ()
    for blocks in tried:
        for size in SIZES:
            pdf = _set(dataclasses.replace(sheet, blocks=blocks), paper, size)
            if pdf.pages_count == 1:
                return written(pdf)
            dismissed(pdf)
    # It takes more than one page all the same: then nothing is gained by small type, and the foot
    # of the first page says how many there are.
    return written(_set(sheet, paper, 1.0))


def _set(sheet: Sheet, paper: Paper, size: float) -> FPDF:
    say = words_in(sheet.language).say

    class _Paged(pdf_class("print the HTML page")):  # type: ignore[misc]
        def footer(self) -> None:
            # Margins may be those of a column when a page ends.
            self.set_xy(MARGIN, -10.0)
            title, family = set_words(" ".join(filter(None, (sheet.title, sheet.mark))))
            use(self, family)
            self.set_font(family, size=7.5)
            self.set_text_color(look.SOFT)
            pages = say(PAGES).format(n=self.page_no(), most="{nb}")
            text = f"{title}   {set_words(pages).words}"
            self.cell(self.w - 2.0 * MARGIN, 4.0, text, align="R")

    pdf = _Paged(unit="mm", format=PAPERS[paper])
    pdf.set_creation_date(dt.datetime.fromisoformat(sheet.made))
    pdf.set_title(sheet.title)
    pdf.set_creator("Balance Arcade")
    pdf.set_lang(sheet.language)
    # What is set smaller to fit begins higher too.
    pdf.set_margins(MARGIN, MARGIN if size == 1.0 else FULL_TOP, MARGIN)
    pdf.set_auto_page_break(True, margin=12.0)
    pdf.add_page()
    press = Press(pdf, size)
    press.head(sheet)
    for block in sheet.blocks:
        press.block(block)
    lacks = lacking("".join(whole_texts(sheet)))
    told = [say(LACKS.format(name=", ".join(lacks)))] if lacks else []
    press.foot((*sheet.foot, *told, say(NOT_MEDICAL)))
    return pdf
