"""Settings on the station's page: chosen before a start, ordered while games run, or refused."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from browser import Page, browser_page, find_browser
from stream_processes import Program, running

from balance_arcade.files.recording import RecordingReader
from balance_arcade.games.settings import SETTINGS

BROWSER = find_browser()
pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(600),
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]

OVER_STOP = """
(() => {
  const r = document.getElementById("stop").getBoundingClientRect();
  return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2).closest("button").id;
})()
"""
SIDEWAYS = """
[...document.querySelectorAll("#settings button, #settings output, #settings header")]
  .filter((el) => el.offsetParent)
  .filter((el) => {
    const r = el.getBoundingClientRect(), room = document.getElementById("settings");
    const box = room.getBoundingClientRect();
    const small = el.matches("button") && (r.width < 43.5 || r.height < 43.5);
    return small || r.left < box.left || r.right > box.right || el.scrollWidth > el.clientWidth + 1;
  })
  .map((el) => el.textContent)
"""


def group(name: str) -> str:
    return f"document.querySelector('#settings [aria-labelledby=set-{name}]')"


async def press(page: Page, name: str, words: str) -> None:
    """Press the button of a setting that says so."""
    await page.look(
        f"[...{group(name)}.querySelectorAll('button')]"
        f".find((button) => button.textContent === '{words}').click()"
    )


def chosen(name: str, words: str) -> str:
    return f"{group(name)}.querySelector('[aria-pressed=true]')?.textContent === '{words}'"


async def visit(page: Page, url: str, size: tuple[int, int]) -> None:
    await page.open(url, width=size[0], height=size[1])
    await page.until("!document.getElementById('settings-button').hidden")
    await page.look("document.getElementById('settings-button').click()")
    assert await page.look("document.querySelectorAll('#settings .setting').length") == len(
        SETTINGS
    )
    assert await page.look(SIDEWAYS) == []
    assert await page.look(OVER_STOP) == "stop"
    await press(page, "weak_side", "Left")
    await press(page, "assist", "+")
    await press(page, "spotter_confirmed", "Is there")
    await page.until(chosen("spotter_confirmed", "Is there"))
    await page.look("document.getElementById('run').click()")
    await page.until("document.getElementById('phase').dataset.phase === 'settle'")
    # What is set before a start only is not offered any more, and what was set holds.
    await page.until(f"{group('spotter_confirmed')}.hidden")
    await page.until(chosen("weak_side", "Left"))
    for _ in range(3):
        await press(page, "assist", "+")
    await page.until(f"{group('assist')}.querySelector('output').textContent === '1.4 ×'")
    await press(page, "frozen", "Stays")
    await page.until(chosen("frozen", "Stays"))
    await press(page, "high_contrast", "Plain, bright")
    await page.until(chosen("high_contrast", "Plain, bright"))
    await press(page, "weak_side", "None")
    await page.until("document.getElementById('settings-note').textContent.includes('weak side')")
    await page.until(chosen("weak_side", "Left"))
    await page.key("Escape")
    await page.until("document.getElementById('phase').dataset.phase === 'ended'")
    # A click that a program makes does not let a page sound.
    assert [one for one in page.trouble if "AudioContext" not in one] == []


@pytest.mark.parametrize("size", [(1024, 768), (1920, 1080)])
def test_settings_are_chosen_and_ordered_on_the_page(tmp_path: Path, size: tuple[int, int]) -> None:
    words = ("--json", "--any-port", "--station", "--no-browser", "--no-summary")
    program = Program("serve", "sim:?seed=1", *words, "--out", str(tmp_path))

    async def run(url: str) -> None:
        async with browser_page(str(BROWSER)) as page:
            await visit(page, url, size)

    with running(program):
        asyncio.run(run(program.json()["station"]))
        program.end()
    heads = [RecordingReader(file).header for file in tmp_path.glob("*.mcap")]
    (options,) = [head.options for head in heads if head.label == "calibration"]
    assert (options["weak_side"], options["assist"]) == ("left", 1.1)
    assert options["spotter_confirmed"] is True
