"""A report as a PDF, drawn by fpdf2 from the blocks of the page; equal sheets, equal bytes."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING, Any, Final

from balance_arcade.core.errors import ConfigError
from balance_arcade.reports import look
from balance_arcade.reports.drawing import Drawing
from balance_arcade.reports.pdf_shapes import draw_on, set_words
from balance_arcade.reports.sheet import (
    NOT_MEDICAL,
    Block,
    Figures,
    Heading,
    Paper,
    Sheet,
    Table,
    Words,
)

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN: Final = 15.0
GAP: Final = 5.0
_SIZES: Final[dict[Paper, tuple[float, float]]] = {"A4": (210.0, 297.0), "letter": (215.9, 279.4)}
FIGURE_MOST: Final = 62.0
"""Height of a figure at most, in millimetres."""


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
    try:
        from fpdf import FPDF
    except ImportError as error:
        raise ConfigError(
            "A PDF needs fpdf2, which is not installed.",
            hint="pip install 'balance-arcade[pdf]', or print the HTML page.",
        ) from error

    class _Paged(FPDF):
        def footer(self) -> None:
            self.set_y(-10.0)
            self.set_font("Helvetica", size=7.5)
            self.set_text_color(look.SOFT)
            title = set_words(" ".join(filter(None, (sheet.title, sheet.mark))))
            self.cell(0.0, 4.0, f"{title}   {self.page_no()}/{{nb}}", align="R")

    pdf = _Paged(unit="mm", format=_SIZES[paper])
    pdf.set_creation_date(dt.datetime.fromisoformat(sheet.made))
    pdf.set_title(set_words(sheet.title))
    pdf.set_creator("Balance Arcade")
    pdf.set_lang("en")
    pdf.set_margins(MARGIN, MARGIN, MARGIN)
    pdf.set_auto_page_break(True, margin=12.0)
    pdf.add_page()
    _head(pdf, sheet)
    for block in sheet.blocks:
        _block(pdf, block)
    _foot(pdf, sheet)
    return bytes(pdf.output())


def _head(pdf: FPDF, sheet: Sheet) -> None:
    if sheet.mark:
        pdf.set_fill_color(look.YOU)
        pdf.set_draw_color(look.INK)
        pdf.set_text_color(look.INK)
        pdf.set_font("Helvetica", "B", 12.0)
        pdf.set_line_width(0.8)
        pdf.cell(0.0, 8.0, sheet.mark, border=1, fill=True, align="C")
        pdf.ln(11.0)
    pdf.set_text_color(look.INK)
    pdf.set_font("Helvetica", "B", 20.0)
    _say(pdf, 8.5, sheet.title)
    pdf.set_font("Helvetica", size=10.0)
    pdf.set_text_color(look.SOFT)
    _say(pdf, 5.0, "    ".join(sheet.under))
    pdf.ln(1.5)
    pdf.set_draw_color(look.INK)
    pdf.set_line_width(0.5)
    pdf.line(MARGIN, pdf.get_y(), pdf.w - MARGIN, pdf.get_y())
    pdf.ln(3.0)


def _foot(pdf: FPDF, sheet: Sheet) -> None:
    pdf.ln(4.0)
    pdf.set_draw_color(look.LINE)
    pdf.set_line_width(0.2)
    pdf.line(MARGIN, pdf.get_y(), pdf.w - MARGIN, pdf.get_y())
    pdf.ln(1.5)
    for words in (*sheet.foot, NOT_MEDICAL):
        _block(pdf, Words(words, small=True))


def _say(pdf: FPDF, height: float, words: str) -> None:
    pdf.multi_cell(0.0, height, set_words(words), new_x="LMARGIN", new_y="NEXT", align="L")


def _block(pdf: FPDF, block: Block) -> None:
    if isinstance(block, Heading):
        # A heading at the foot of a page heads nothing.
        if pdf.get_y() > pdf.h - 32.0:
            pdf.add_page()
        pdf.ln(3.0)
        pdf.set_font("Helvetica", "B", 11.5)
        pdf.set_text_color(look.BLUE)
        _say(pdf, 6.0, block.text)
    elif isinstance(block, Words):
        pdf.set_font("Helvetica", size=8.2 if block.small else 10.0)
        pdf.set_text_color(look.SOFT if block.small else look.INK)
        _say(pdf, 3.9 if block.small else 5.0, block.text)
        pdf.ln(0.8)
    elif isinstance(block, Table):
        _table(pdf, block)
    else:
        _figures(pdf, block)


def _table(pdf: FPDF, table: Table) -> None:
    n_rest = max(1, len(table.header) - 1)
    widths = (table.first * n_rest / (1.0 - table.first), *[1.0] * n_rest)
    size = 9.0 if n_rest <= 5 else 7.6
    pdf.set_font("Helvetica", size=size)
    # Cells are filled with whatever colour was set last.
    pdf.set_fill_color(look.WHITE)
    pdf.set_draw_color(look.FAINT)
    pdf.set_line_width(0.2)
    pdf.set_dash_pattern()
    layout: Any = "HORIZONTAL_LINES"
    align: Any = ("LEFT", *["RIGHT"] * n_rest)
    with pdf.table(
        col_widths=widths,
        text_align=align,
        borders_layout=layout,
        line_height=size * 0.56,
        padding=0.5,
        first_row_as_headings=False,
        cell_fill_mode="NONE",
    ) as made:
        for index, row in enumerate((table.header, *table.rows)):
            pdf.set_text_color(look.SOFT if index == 0 else look.INK)
            made.row([set_words(cell) for cell in row])
    pdf.ln(1.0)


def _figures(pdf: FPDF, block: Figures) -> None:
    room = pdf.w - 2.0 * MARGIN
    columns = min(len(block.drawings), 4)
    width = (room - GAP * (columns - 1)) / columns
    pairs = list(zip(block.drawings, block.captions, strict=True))
    for first in range(0, len(pairs), columns):
        row = pairs[first : first + columns]
        height = max(_height(drawing, width) for drawing, _ in row)
        if pdf.get_y() + height + 8.0 > pdf.h - 16.0:
            pdf.add_page()
        top = pdf.get_y()
        for index, (drawing, words) in enumerate(row):
            left = MARGIN + index * (width + GAP)
            shown = _height(drawing, width) * drawing.width / drawing.height
            draw_on(pdf, drawing, left + (width - shown) / 2.0, top, shown)
            pdf.set_xy(left, top + height + 0.5)
            pdf.set_font("Helvetica", size=8.2)
            pdf.set_text_color(look.SOFT)
            pdf.cell(width, 4.0, set_words(words), align="C")
        pdf.set_xy(MARGIN, top + height + 7.0)


def _height(drawing: Drawing, width: float) -> float:
    height = width * drawing.height / drawing.width
    return min(FIGURE_MOST, height) if math.isfinite(height) else 0.0
