"""The session's page in a real browser: one sheet of A4, nothing outside, no word on another."""

from __future__ import annotations

import asyncio
import base64
import re
import sys
from pathlib import Path

import pytest
from browser import browser_page, find_browser

from balance_arcade.reports.summary_page import render_html

sys.path.append(str(Path(__file__).parents[1] / "unit" / "reports"))
from summary_examples import EVERY

BROWSER = find_browser()
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]
OUTSIDE = """
(() => {
  const sheet = document.querySelector("main").getBoundingClientRect();
  return [...document.querySelectorAll("main *")].filter((el) => {
    const r = el.getBoundingClientRect();
    return r.width && (r.left < sheet.left || r.right > sheet.right + 0.5
      || r.top < sheet.top || r.bottom > sheet.bottom + 0.5);
  }).map((el) => el.outerHTML.slice(0, 120));
})()
"""
COVERED = """
(() => {
  const covered = [];
  for (const figure of document.querySelectorAll("svg")) {
    const words = [...figure.querySelectorAll("text")].map((el) => [el, el.getBBox()]);
    words.forEach(([el, a], k) => words.slice(k + 1).forEach(([other, b]) => {
      if (a.x < b.x + b.width && b.x < a.x + a.width
          && a.y + 2 < b.y + b.height - 2 && b.y + 2 < a.y + a.height - 2)
        covered.push(el.textContent + " / " + other.textContent);
    }));
  }
  return covered;
})()
"""
SMALL = """
[...document.querySelectorAll("main *")].filter((el) => [...el.childNodes].some(
  (n) => n.nodeType === 3 && n.textContent.trim())
  && getComputedStyle(el).visibility === "visible" && el.getBoundingClientRect().width
  && el.tagName !== "title" && parseFloat(getComputedStyle(el).fontSize) < 11)
  .map((el) => el.outerHTML.slice(0, 120))
"""


async def look(file: Path) -> tuple[int, list[str]]:
    assert BROWSER is not None
    async with browser_page(BROWSER) as page:
        faults: list[str] = []
        for width in (850, 390):
            await page.open(file.as_uri(), width=width, height=1180)
            await page.until("!!document.querySelector('footer')")
            scrolls = await page.look("document.documentElement.scrollWidth > innerWidth")
            faults += ["the page scrolls sideways"] if scrolls else []
            for question in (OUTSIDE, COVERED, SMALL):
                faults += await page.look(question)
        printed = await page.call("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        n_pages = len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed["data"])))
        return n_pages, faults + page.trouble


@pytest.mark.parametrize("name", EVERY)
def test_the_page_is_one_sheet_with_nothing_outside(name: str, tmp_path: Path) -> None:
    file = tmp_path / "summary.html"
    file.write_bytes(render_html(EVERY[name]).encode("utf-8"))
    n_pages, faults = asyncio.run(asyncio.wait_for(look(file), 100))
    assert faults == []
    assert n_pages == 1
