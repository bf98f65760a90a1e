"""How a report's page looks: one A4 page on paper, a sheet on a screen, one column on a phone."""

from __future__ import annotations

from typing import Final

from balance_arcade.reports import look
from balance_arcade.reports.drawing import FONT

PAGE_WIDTH: Final = 794.0
PAGE_HEIGHT: Final = 1120.0
"""A4 at the 96 dots an inch that CSS counts in, a little less high than the sheet."""
MARGIN: Final = 44.0
INNER_WIDTH: Final = PAGE_WIDTH - 2.0 * MARGIN
COLUMN_GAP: Final = 26.0
COLUMN_WIDTH: Final = (INNER_WIDTH - COLUMN_GAP) / 2.0

STYLE: Final = f"""
@page {{ size: A4; margin: 0; }}
* {{ box-sizing: border-box; }}
html {{ background: #E9E9E4; }}
body {{ margin: 0; color: {look.INK}; font: 14px/1.4 {FONT};
  font-variant-numeric: tabular-nums;
  -webkit-print-color-adjust: exact; print-color-adjust: exact; }}
main {{ display: flex; flex-direction: column; gap: 16px; width: {PAGE_WIDTH:g}px;
  min-height: {PAGE_HEIGHT:g}px; margin: 28px auto; padding: 36px {MARGIN:g}px 30px;
  background: {look.PAPER}; box-shadow: 0 2px 18px rgba(20, 26, 44, 0.16); }}
h1, h2, p, figure, dl, dd, ul {{ margin: 0; padding: 0; }}
h1 {{ font-size: 31px; line-height: 1.15; letter-spacing: -0.01em; overflow-wrap: anywhere; }}
h1.long {{ font-size: 21px; }}
h2 {{ font-size: 15px; line-height: 1.3; color: {look.BLUE}; margin-bottom: 6px;
  overflow-wrap: anywhere; }}
h2 small {{ font-size: 12.5px; font-weight: normal; color: {look.SOFT}; }}
svg {{ display: block; max-width: 100%; height: auto; }}
header {{ border-bottom: 2px solid {look.INK}; padding-bottom: 10px; }}
.under {{ display: flex; justify-content: space-between; gap: 24px; margin-top: 4px;
  font-size: 14px; color: {look.SOFT}; }}
.under span {{ overflow: hidden; text-overflow: ellipsis; white-space: nowrap;
  flex: 0 1 auto; }}
/* A long name gives way first, then the date; what was won stays whole. */
.under span:first-child {{ flex-shrink: 1000; }}
.under span:last-child {{ flex-shrink: 0; }}
.under span:last-child:not(:first-child) {{ margin-left: auto; }}
.mark {{ border: 3px solid {look.INK}; background: repeating-linear-gradient(135deg,
  {look.INK} 0 10px, {look.YOU} 10px 20px); padding: 0 44px; }}
.mark p {{ background: {look.YOU}; color: {look.INK}; padding: 3px 14px; text-align: center; }}
.mark strong {{ font-size: 18px; letter-spacing: 0.08em; margin-right: 10px; }}
.pair {{ display: flex; flex-wrap: wrap; gap: 16px {COLUMN_GAP:g}px; }}
.pair > * {{ flex: 1 1 300px; min-width: 0; align-self: flex-start; }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; }}
td, th {{ padding: 3px 0; text-align: right; font-weight: normal; white-space: nowrap;
  overflow: hidden; text-overflow: ellipsis; }}
tr + tr, tbody tr {{ border-top: 1px solid {look.FAINT}; }}
thead th {{ font-size: 12px; color: {look.SOFT}; padding: 0 0 2px; }}
th:first-child {{ text-align: left; }}
tbody th {{ font-weight: 600; }}
.played th:nth-child(2), .played td:nth-child(2) {{ width: 12%; }}
.played th:nth-child(3), .played td:nth-child(3) {{ width: 18%; }}
.played th:nth-child(4), .played td:nth-child(4) {{ width: 22%; }}
.played th:nth-child(5), .played td:nth-child(5) {{ width: 24%; }}
.played svg {{ display: inline-block; vertical-align: -3px; }}
.played td:nth-child(5) svg {{ vertical-align: 1px; margin-right: 8px; }}
.pair .played th:nth-child(2), .pair .played td:nth-child(2) {{ width: 11%; }}
.pair .played th:nth-child(3), .pair .played td:nth-child(3) {{ width: 17%; }}
.pair .played th:nth-child(4), .pair .played td:nth-child(4) {{ width: 14%; }}
.pair .played th:nth-child(5), .pair .played td:nth-child(5) {{ width: 15%; }}
.pair .played td, .pair .played tbody th {{ font-size: 12.5px; }}
.pair .played thead th {{ font-size: 11px; letter-spacing: 0; }}
.pair .played td:nth-child(4) svg {{ width: 46px; }}
.pair .played td:nth-child(5) svg {{ display: none; }}
.numbers th:first-child {{ width: 64%; font-weight: normal; }}
.numbers td:nth-child(2) {{ font-weight: bold; font-size: 15px; line-height: 19.6px; }}
.numbers td:nth-child(3) {{ width: 15%; text-align: left; padding-left: 7px;
  color: {look.SOFT}; }}
.line {{ display: flex; align-items: center; gap: 16px; min-height: 26px; }}
.line h2, .line p {{ margin: 0; }}
.line h2 {{ flex: none; }}
figcaption, .note {{ font-size: 12.5px; overflow-wrap: anywhere; color: {look.SOFT}; }}
figure svg {{ margin: 0 auto; }}
figcaption {{ text-align: center; margin-top: 4px; text-wrap: balance; }}
.note {{ margin-top: 5px; }}
.programme .note {{ margin-top: 2px; }}
.programme svg {{ margin-top: 4px; }}
.pauses {{ list-style: none; display: grid; grid-template-columns: 1fr; gap: 1px {COLUMN_GAP:g}px;
  font-size: 13px; }}
.pauses.many {{ grid-template-columns: 1fr 1fr; }}
.pauses li {{ overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }}
footer {{ margin-top: auto; border-top: 1px solid {look.LINE}; padding-top: 8px;
  font-size: 11px; line-height: 1.3; color: {look.SOFT}; overflow-wrap: anywhere; }}
.dense {{ gap: 11px; }}
.dense td, .dense th {{ padding: 1px 0; }}
.dense h2 {{ margin-bottom: 3px; }}
.dense header {{ padding-bottom: 7px; }}
.dense .note {{ margin-top: 2px; }}
footer strong {{ color: {look.INK}; }}
@media screen {{
  .short {{ min-height: 0; }}
  .short footer {{ margin-top: 24px; }}
}}
@media print {{
  html {{ background: none; }}
  /* Of fixed height, so that words a little too long take from the lower margin, not a page. */
  main {{ height: {PAGE_HEIGHT:g}px; margin: 0; background: none; box-shadow: none; }}
}}
@media screen and (max-width: 800px) {{
  main {{ width: auto; min-height: 0; margin: 0; padding: 20px 16px; }}
  .under {{ flex-direction: column; gap: 0; }}
  .under span {{ white-space: normal; overflow-wrap: anywhere; margin: 0; }}
  .under span:last-child:not(:first-child) {{ margin: 0; }}
}}
@media screen and (max-width: 600px) {{
  /* A phone has no room for the bar of the difficulty; its number says the same. */
  .played td:nth-child(5) svg {{ display: none; }}
  .played td:nth-child(4) svg {{ width: 46px; }}
  .played thead th {{ font-size: 11px; }}
  .played th:nth-child(2), .played td:nth-child(2) {{ width: 14%; }}
  .played th:nth-child(3), .played td:nth-child(3) {{ width: 21%; }}
  .played th:nth-child(4), .played td:nth-child(4) {{ width: 16%; }}
  .played th:nth-child(5), .played td:nth-child(5) {{ width: 18%; }}
}}
"""
