"""What the patient sees, on the therapist's page: it comes, moves on, and costs nothing unseen."""

from __future__ import annotations

import asyncio
import re

import pytest
from axe_scan import AXE, FOUND
from browser import browser_page, find_browser
from stream_processes import Program, Station, running

from balance_arcade.server.client import StreamClient

BROWSER = find_browser()
pytestmark = [
    pytest.mark.system,
    pytest.mark.timeout(600),
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]

PICTURE = "document.getElementById('mirror-picture')"
WORDS = "document.getElementById('mirror-words')"
PANEL = "document.getElementById('mirror')"
NUMBER = f"Number({PICTURE}?.dataset.n || 0)"
PIXELS = f"{PICTURE}.toDataURL().length + {PICTURE}.toDataURL().slice(-4000)"
# A panel that sticks out of the page, or lies over Stop, is none.
ROOM = """
(() => {
  const panel = document.getElementById("mirror");
  const bad = [...panel.querySelectorAll("*")].filter((el) => el.offsetParent).filter((el) => {
    const r = el.getBoundingClientRect(), box = panel.getBoundingClientRect();
    return r.left < box.left - 1 || r.right > box.right + 1 || r.right > innerWidth;
  }).map((el) => el.id || el.className);
  const stop = document.getElementById("stop").getBoundingClientRect();
  const top = document.elementFromPoint(stop.x + stop.width / 2, stop.y + stop.height / 2);
  return [bad, top.closest("button").id];
})()
"""


class Board:
    """A served board, as another station asks and orders it: each time anew, in one thread."""

    def __init__(self, live, ctl):
        self.places = live, ctl

    def request(self, cmd, args=None):
        with StreamClient(*self.places) as client:
            return client.request(cmd, args, timeout_s=60.0)

    def numbers(self, n):
        """Numbers of the next pictures that are made, asked for one after the other."""
        with StreamClient(*self.places) as client:
            results = [client.request("picture", timeout_s=60.0).result for _ in range(n)]
        return [result["n"] for result in results]

    def start(self):
        reply = self.request("start", {"game": "star-reach", "seconds": 120.0})
        assert reply.status == "accepted"


@pytest.fixture
def both():
    any_port = "tcp://127.0.0.1:0"
    program = Program("serve", "sim:?seed=1", "--no-record", "--live", any_port, "--ctl", any_port)
    with running(program):
        said = re.search(r"stream (\S+), control ([^;]+);", program.line() + program.line())
        assert said is not None
        live, ctl = said.groups()
        station = Station(live, ctl)
        with running(station):
            yield Board(live, ctl), station


def test_the_picture_comes_moves_on_and_stops_costing_when_nobody_looks(both):
    board, station = both

    async def visit():
        async with browser_page(BROWSER) as page:
            await page.open(station.url, width=1024, height=768)
            await page.until("document.getElementById('age').dataset.level === 'fresh'")
            # Nothing is played: there is nothing to see, and no panel without a picture.
            assert await page.look(f"{PANEL} === null")
            await asyncio.to_thread(board.start)
            await page.until(f"{NUMBER} > 3")
            first = await page.look(PIXELS)
            await page.until(f"({PIXELS}) !== {first!r}")
            assert await page.look("document.getElementById('mirror-mark').textContent") == (
                "SIMULATED · on no screen"
            )
            await page.until("/^\\d+ ms$/.test(document.getElementById('mirror-age').textContent)")
            assert await page.look("document.getElementById('place').textContent") == (
                "Activity 1 of 1 · marker fades at times"
            )
            for width, height in ((390, 844), (800, 1280), (1920, 1080), (1024, 768)):
                theme = "light" if width == 1024 else "dark"
                await page.open(f"{station.url}/?theme={theme}", width=width, height=height)
                await page.until(f"{NUMBER} > 0")
                assert await page.look(ROOM) == [[], "stop"], (width, height)
                if AXE is not None:
                    await page.look(f"{AXE.read_text(encoding='utf-8')};0")
                    assert await page.look(FOUND) == [], (width, height)
            # Folded away: pictures are made for the other station alone, one a question.
            await page.key("v")
            await page.until("document.getElementById('mirror-door').ariaExpanded === 'false'")
            await page.look("new Promise((resolve) => setTimeout(resolve, 2500)).then(() => 1)")
            numbers = await asyncio.to_thread(board.numbers, 3)
            assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]
            # It stays so when the page is loaded anew, and has its door.
            await page.open(station.url, width=1024, height=768)
            await page.until("document.getElementById('mirror-door')?.ariaExpanded === 'false'")
            await page.key("v")
            await page.until(f"{NUMBER} > {numbers[-1] + 3}")
            # Over: the last picture does not look as if it were live.
            await asyncio.to_thread(board.request, "stop")
            await page.until(f"{WORDS}.textContent === 'Nothing is shown to the patient now.'")
            assert await page.look(f"{PANEL}.classList.contains('old')")
            return page.trouble

    assert asyncio.run(visit()) == []
