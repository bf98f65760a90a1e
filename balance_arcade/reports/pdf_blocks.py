"""Blocks of a report, drawn on a PDF one below the other, in one size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from balance_arcade.reports import look
from balance_arcade.reports.drawing import Drawing
from balance_arcade.reports.pdf_letters import MORE, PLAIN, set_words, use
from balance_arcade.reports.pdf_shapes import draw_on
from balance_arcade.reports.sheet import Block, Columns, Figures, Heading, Sheet, Table, Words

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN: Final = 15.0
GAP: Final = 5.0
COLUMN_GAP: Final = 8.0
FIGURE_MOST: Final = 62.0
"""Height of a figure at most, in millimetres."""

COLUMNS_LEAST: Final = 34.0
"""Columns are not begun with less room than this above the end of a page, in millimetres."""


class Press:
    """Sets blocks on a PDF.

    Parameters
    ----------
    pdf : FPDF
        In millimetres, with a page begun.
    size : float
        Of type and figures, as a share of the usual one.
    """

    def __init__(self, pdf: FPDF, size: float = 1.0) -> None:
        self._pdf, self._size = pdf, size
        self._narrow = False

    def head(self, sheet: Sheet) -> None:
        """Set the mark, the title and what stands beneath it."""
        pdf, size = self._pdf, self._size
        if sheet.mark:
            pdf.set_fill_color(look.YOU)
            pdf.set_draw_color(look.INK)
            pdf.set_text_color(look.INK)
            self._font(12.0, bold=True)
            pdf.set_line_width(0.8)
            pdf.cell(0.0, 8.0 * size, self._set(sheet.mark), border=1, fill=True, align="C")
            pdf.ln(11.0 * size)
        pdf.set_text_color(look.INK)
        self._font(20.0, bold=True)
        self._say(8.5, sheet.title)
        self._font(10.0)
        pdf.set_text_color(look.SOFT)
        self._say(5.0, "    ".join(sheet.under))
        pdf.ln(1.5 * size)
        pdf.set_draw_color(look.INK)
        pdf.set_line_width(0.5)
        pdf.line(MARGIN, pdf.get_y(), pdf.w - MARGIN, pdf.get_y())
        pdf.ln(3.0 * size)

    def foot(self, lines: Sequence[str]) -> None:
        """Set the small print beneath a line."""
        pdf = self._pdf
        pdf.ln(3.0 * self._size)
        pdf.set_draw_color(look.LINE)
        pdf.set_line_width(0.2)
        pdf.line(MARGIN, pdf.get_y(), pdf.w - MARGIN, pdf.get_y())
        pdf.ln(1.5 * self._size)
        for words in lines:
            self.block(Words(words, small=True))

    def block(self, block: Block) -> None:
        """Set one block beneath what stands already."""
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Words):
            self._words(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Columns):
            self._columns(block)
        else:
            self._figures(block)

    def _font(self, points: float, *, bold: bool = False) -> None:
        self._pdf.set_font(PLAIN, "B" if bold else "", points * self._size)

    def _set(self, words: str) -> str:
        """Make words ready, and take the typeface that has their letters, at the present size."""
        pdf, (said, family) = self._pdf, set_words(words)
        if family == MORE:
            use(pdf, family)
            pdf.set_font(family, "", pdf.font_size_pt)
        return said

    def _say(self, height: float, words: str) -> None:
        height *= self._size
        self._pdf.multi_cell(
            0.0, height, self._set(words), new_x="LMARGIN", new_y="NEXT", align="L"
        )

    def _heading(self, block: Heading) -> None:
        # A heading at the foot of a page heads nothing.
        if not self._narrow and self._pdf.get_y() > self._pdf.h - 32.0:
            self._pdf.add_page()
        self._pdf.ln(2.4 * self._size)
        self._font(11.5, bold=True)
        self._pdf.set_text_color(look.BLUE)
        self._say(6.0, block.text)

    def _words(self, block: Words) -> None:
        self._font(8.0 if block.small else 9.6)
        self._pdf.set_text_color(look.SOFT if block.small else look.INK)
        self._say(3.7 if block.small else 4.7, block.text)
        self._pdf.ln(0.7 * self._size)

    def _table(self, table: Table) -> None:
        # Here, because the library is an extra.
        from fpdf.fonts import FontFace

        pdf = self._pdf
        n_rest = max(1, len(table.header) - 1)
        rest = table.weights or (1.0,) * n_rest
        widths = (table.first * math.fsum(rest) / (1.0 - table.first), *rest)
        points = 9.0 if n_rest <= (3 if self._narrow else 6) else 7.8
        self._font(points)
        # Cells are filled with whatever colour was set last.
        pdf.set_fill_color(look.WHITE)
        pdf.set_draw_color(look.FAINT)
        pdf.set_line_width(0.2)
        pdf.set_dash_pattern()
        layout: Any = "HORIZONTAL_LINES"
        align: Any = ("LEFT", *["RIGHT"] * n_rest)
        with pdf.table(
            width=pdf.epw,
            align="LEFT",
            col_widths=widths,
            text_align=align,
            borders_layout=layout,
            line_height=points * self._size * 0.5,
            padding=0.45,
            # Said anew on each page that a long table runs over.
            headings_style=FontFace(color=look.SOFT),
            cell_fill_mode="NONE",
        ) as made:
            for index, row in enumerate((table.header, *table.rows)):
                colour = look.SOFT if index == 0 else look.INK
                pdf.set_text_color(colour)
                line = made.row()
                for said, family in map(set_words, row):
                    use(pdf, family)
                    # Without a word of style a cell has that of the table.
                    other = FontFace(family=MORE, color=colour) if family == MORE else None
                    line.cell(said, style=other)
        pdf.ln(1.0 * self._size)

    def _columns(self, block: Columns) -> None:
        """Set both columns from the same height on; the lower end of the two counts."""
        pdf = self._pdf
        if pdf.get_y() > pdf.h - COLUMNS_LEAST * self._size:
            pdf.add_page()
        top, page = pdf.get_y(), pdf.page
        half = (pdf.w - 2.0 * MARGIN - COLUMN_GAP) / 2.0
        ends = []
        self._narrow = True
        for k, side in enumerate((block.left, block.right)):
            left = MARGIN + k * (half + COLUMN_GAP)
            pdf.page = page
            pdf.set_left_margin(left)
            pdf.set_right_margin(pdf.w - left - half)
            pdf.set_xy(left, top)
            for one in side:
                self.block(one)
            ends.append((pdf.page, pdf.get_y()))
        self._narrow = False
        pdf.set_left_margin(MARGIN)
        pdf.set_right_margin(MARGIN)
        pdf.page, y = max(ends)
        pdf.set_xy(MARGIN, y)

    def _figures(self, block: Figures) -> None:
        pdf = self._pdf
        columns = min(len(block.drawings), 4)
        width = (pdf.epw - GAP * (columns - 1)) / columns
        pairs = list(zip(block.drawings, block.captions, strict=True))
        for first in range(0, len(pairs), columns):
            row = pairs[first : first + columns]
            height = max(self._height(drawing, width) for drawing, _ in row)
            captioned = 7.0 * self._size if any(words for _, words in row) else 1.5
            if pdf.get_y() + height + captioned > pdf.h - 14.0:
                pdf.add_page()
            top = pdf.get_y()
            for index, (drawing, words) in enumerate(row):
                left = pdf.l_margin + index * (width + GAP)
                shown = self._height(drawing, width) * drawing.width / drawing.height
                draw_on(pdf, drawing, left + (width - shown) / 2.0, top, shown)
                pdf.set_xy(left, top + height + 0.5)
                self._caption(words, width)
            pdf.set_xy(pdf.l_margin, top + height + captioned)

    def _caption(self, words: str, width: float) -> None:
        if not words:
            return
        pdf = self._pdf
        self._font(8.0)
        pdf.set_text_color(look.SOFT)
        said = self._set(words)
        # A caption that is longer than its figure is set smaller rather than over the next one.
        wide = pdf.get_string_width(said)
        if wide > width:
            pdf.set_font_size(self._size * max(5.5, 8.0 * width / wide))
        pdf.cell(width, 4.0 * self._size, said, align="C")

    def _height(self, drawing: Drawing, width: float) -> float:
        height = width * drawing.height / drawing.width
        return self._size * min(FIGURE_MOST, height) if math.isfinite(height) else 0.0
