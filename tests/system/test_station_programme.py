"""A training programme on the station's page: begun, followed, and its block rated from there."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from browser import Page, browser_page, find_browser
from stream_processes import Program, running

BROWSER = find_browser()
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]

PROGRAMME = """
name = "Calm mornings"
weeks = 2
[[block]]
game = "orchard"
minutes = 0.1
rest_s = 600
[[block]]
game = "calm-lantern"
minutes = 0.1
"""
SMALL = """
[...document.querySelectorAll("#rating button")].filter((el) => {
  const r = el.getBoundingClientRect();
  return r.height < 43.5 || r.width < 28 || el.scrollWidth > el.clientWidth + 1;
}).map((el) => el.textContent)
"""


def value(number: str) -> str:
    return (
        "[...document.querySelectorAll('#rating button')]"
        f".find((button) => button.textContent === '{number}')"
    )


async def visit(page: Page, url: str, pictures: Path) -> None:
    await page.open(url, width=1280, height=720)
    await page.until("document.getElementById('game').value === 'programme:'")
    await page.picture(pictures / "setup-1280.png")
    await page.look("document.getElementById('run').click()")
    words = "Week 1/2, session 1/1, block 1/2"
    await page.until(f"document.getElementById('place').textContent.startsWith('{words}')")
    assert await page.look("document.getElementById('rating').hidden")
    await page.until("!document.getElementById('rating').hidden")
    await page.picture(pictures / "rating-1280.png")
    assert await page.look(SMALL) == []
    await page.look(f"{value('7')}.click()")
    await page.until("document.getElementById('phase').dataset.phase === 'rest'")
    await page.until(f"{value('7')}.getAttribute('aria-pressed') === 'true'")
    # What the person says in the rest counts more.
    await page.look(f"{value('9')}.click()")
    await page.until(f"{value('9')}.getAttribute('aria-pressed') === 'true'")
    await page.open(f"{url}?theme=light", width=1024, height=768)
    await page.until(f"{value('9')}.getAttribute('aria-pressed') === 'true'")
    await page.picture(pictures / "rating-1024.png")
    assert await page.look(SMALL) == []
    await page.key("Escape")
    await page.until("document.getElementById('phase').dataset.phase === 'ended'")
    assert await page.look("document.getElementById('rating').hidden")
    assert [one for one in page.trouble if "AudioContext" not in one] == []


def test_a_programme_is_begun_followed_and_rated_on_the_page(tmp_path: Path) -> None:
    file = tmp_path / "calm.toml"
    file.write_text(PROGRAMME, encoding="utf-8")
    words = ("--json", "--any-port", "--station", "--no-browser", "--no-summary")
    kept = ("--programme", str(file), "--person", "p-1", "--out", str(tmp_path))
    # Four times as fast as a person, so that play is reached soon.
    program = Program("serve", "sim:?seed=1&speed=4", *words, *kept)

    async def run(url: str) -> None:
        async with browser_page(str(BROWSER)) as page:
            await visit(page, url, tmp_path)

    with running(program):
        asyncio.run(run(program.json()["station"]))
        program.end()
    record = json.loads((tmp_path / "people" / "person-p-1.json").read_text(encoding="utf-8"))
    (one,) = record["sets"]
    assert (one["programme"], one["game"], one["rating"]) == ("Calm mornings", "orchard", 9)
