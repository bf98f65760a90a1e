"""A report as one HTML page that prints on A4 or letter, with nothing from elsewhere."""

from __future__ import annotations

from typing import Final

from balance_arcade.core.words import words_in
from balance_arcade.reports import look
from balance_arcade.reports.drawing import FONT
from balance_arcade.reports.markup import Node, html_page, node
from balance_arcade.reports.sheet import (
    NOT_MEDICAL,
    Block,
    Columns,
    Figures,
    Heading,
    Paper,
    Sheet,
    Table,
    Words,
)

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_SIZES: Final[dict[Paper, str]] = {"A4": "A4", "letter": "letter"}


def _style(paper: Paper) -> str:
    return f"""
@page {{ size: {_SIZES[paper]}; margin: 14mm; }}
* {{ box-sizing: border-box; }}
html {{ background: #E9E9E4; }}
body {{ margin: 0; color: {look.INK}; font: 13.5px/1.42 {FONT};
  font-variant-numeric: tabular-nums; -webkit-print-color-adjust: exact; }}
main {{ max-width: 794px; margin: 28px auto; padding: 38px 44px 30px; background: {look.PAPER};
  box-shadow: 0 2px 18px rgba(20, 26, 44, 0.16); }}
h1, h2, p, figure {{ margin: 0; overflow-wrap: anywhere; }}
h1 {{ font-size: 29px; line-height: 1.15; letter-spacing: -0.01em; }}
h2 {{ font-size: 15px; color: {look.BLUE}; margin: 18px 0 6px; break-after: avoid; }}
header {{ border-bottom: 2px solid {look.INK}; padding-bottom: 10px; margin-bottom: 14px; }}
.under {{ display: flex; flex-wrap: wrap; gap: 2px 24px; margin-top: 4px; color: {look.SOFT}; }}
.mark {{ border: 3px solid {look.INK}; background: {look.YOU}; color: {look.INK};
  padding: 4px 14px; margin-bottom: 14px; text-align: center; font-weight: bold;
  letter-spacing: 0.08em; }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; }}
td, th {{ padding: 3px 4px; text-align: right; font-weight: normal; vertical-align: baseline;
  overflow-wrap: anywhere; }}
th:first-child, td:first-child {{ text-align: left; padding-left: 0; }}
tbody tr {{ border-top: 1px solid {look.FAINT}; break-inside: avoid; }}
thead th {{ font-size: 12px; color: {look.SOFT}; }}
.columns {{ display: grid; grid-template-columns: 1fr 1fr; gap: 0 30px; }}
.columns > div {{ min-width: 0; }}
.figures {{ display: flex; flex-wrap: wrap; gap: 12px 22px; break-inside: avoid; }}
.figures figure {{ flex: 1 1 200px; min-width: 0; }}
svg {{ display: block; max-width: 100%; height: auto; margin: 0 auto; }}
figcaption {{ text-align: center; font-size: 12px; color: {look.SOFT}; margin-top: 3px; }}
.small, footer {{ font-size: 11.5px; color: {look.SOFT}; }}
p + p {{ margin-top: 5px; }}
footer {{ margin-top: 22px; border-top: 1px solid {look.LINE}; padding-top: 8px; }}
@media print {{ html {{ background: none; }}
  main {{ max-width: none; margin: 0; padding: 0; box-shadow: none; background: none; }} }}
@media (max-width: 700px) {{ main {{ margin: 0; padding: 18px 14px; box-shadow: none; }}
  .columns {{ grid-template-columns: 1fr; }}
  .tables {{ overflow-x: auto; }} table {{ min-width: 520px; }} }}
"""


def sheet_html(sheet: Sheet, *, paper: Paper = "A4") -> str:
    """Write a report as a page.

    Parameters
    ----------
    sheet : Sheet
        What stands on it.
    paper : {"A4", "letter"}
        It is printed on.

    Returns
    -------
    str
        A whole HTML document; the same sheet gives the same text.

    Examples
    --------
    >>> page = sheet_html(Sheet("Romberg", ("p-017",), "2026-03-02T08:00:00Z", (Words("Calm."),)))
    >>> page.splitlines()[0], "Calm." in page, "Not a medical device" in page
    ('<!DOCTYPE html>', True, True)
    """
    title = " ".join(part for part in (sheet.title, sheet.mark) if part)
    head = node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("title", title),
        node("style", _style(paper)),
    )
    under = node("div", *(node("span", words) for words in sheet.under), class_="under")
    foot = (*sheet.foot, words_in(sheet.language).say(NOT_MEDICAL))
    body = node(
        "main",
        node("div", sheet.mark, class_="mark") if sheet.mark else None,
        node("header", node("h1", sheet.title), under),
        *(block_node(block) for block in sheet.blocks),
        node("footer", *(node("p", words) for words in foot)),
    )
    return html_page(node("html", head, node("body", body), lang=sheet.language))


def block_node(block: Block, *, columns: bool = True) -> Node:
    """Make one block of a report.

    Parameters
    ----------
    block : Block
        Heading, words, table or figures.
    columns : bool
        Say the widths of a table's columns in its markup; a page that allows no inline style
        leaves them out.
    """
    if isinstance(block, Heading):
        return node("h2", block.text)
    if isinstance(block, Words):
        return node("p", block.text, class_="small" if block.small else "words")
    if isinstance(block, Table):
        return _table(block, columns=columns)
    if isinstance(block, Columns):
        sides = (
            node("div", *(block_node(one, columns=columns) for one in side))
            for side in (block.left, block.right)
        )
        return node("div", *sides, class_="columns")
    return _figures(block)


def _table(table: Table, *, columns: bool) -> Node:
    weights = table.weights or (1.0,) * max(1, len(table.header) - 1)
    rest = 100.0 * (1.0 - table.first) / sum(weights)
    widths = [100.0 * table.first, *(rest * one for one in weights)]
    cols = [node("col", style=f"width: {w:.2f}%") for w in widths]
    group = node("colgroup", *cols) if columns else None
    head = node("thead", node("tr", *(node("th", cell) for cell in table.header)))
    rows = [node("tr", *(node("td", cell) for cell in row)) for row in table.rows]
    return node("div", node("table", group, head, node("tbody", *rows)), class_="tables")


def _figures(block: Figures) -> Node:
    pairs = zip(block.drawings, block.captions, strict=True)
    shown = [
        node("figure", drawing.root, node("figcaption", words) if words else None)
        for drawing, words in pairs
    ]
    return node("div", *shown, class_="figures")
