"""Two pages, one board: one steers, the other watches, takes over, and can stop at any time."""

from __future__ import annotations

import asyncio
import json
import urllib.request

import pytest
import websockets
from browser import browser_page, find_browser
from patience import DEADLINE_S, until
from stream_processes import Feeder, Process, running

BROWSER = find_browser()
pytestmark = pytest.mark.system

STEER = "document.getElementById('steer').innerText"
MESSAGE = "document.getElementById('message-text').textContent"
LIVE = "document.getElementById('age').dataset.level === 'fresh'"


@pytest.fixture
def both():
    feeder = Feeder()
    words = ("--port", "0", "--json", "--name", "tablet", feeder.ctl)
    station = Process("-m", "balance_arcade", "station", *words)
    with running(station, feeder):
        station.url = station.json()["station"].rstrip("/")
        until(lambda: picture(station)["link"]["status"] == "live", "the link")
        yield station, feeder


def picture(station):
    with urllib.request.urlopen(f"{station.url}/api/picture", timeout=DEADLINE_S) as answer:
        return json.load(answer)


class Tablet:
    """A page without a browser: gives orders under a secret name of its own."""

    def __init__(self, socket, lease):
        self._socket = socket
        self._lease = lease
        self._n = 0

    async def order(self, cmd, **args):
        self._n += 1
        order = {"id": f"{self._lease}{self._n}", "cmd": cmd, "args": args, "lease": self._lease}
        await self._socket.send(json.dumps(order))
        async for text in self._socket:
            frame = json.loads(text)
            if frame["type"] == "answer" and frame["id"] == order["id"]:
                return frame["status"], frame["reason"], frame["by"]
        raise AssertionError("no answer")


def test_one_steers_another_takes_over_and_whoever_leaves_lets_go(both):
    station, feeder = both

    async def run():
        def page():
            return websockets.connect(f"ws{station.url[4:]}/ws", origin=station.url, max_size=None)

        async with page() as a:
            first = Tablet(a, "a")
            assert await first.order("pause") == ("accepted", "", "tablet")
            async with page() as b:
                second = Tablet(b, "b")
                refused = ("rejected", "tablet steers now", "tablet-2")
                assert await second.order("resume") == refused
                assert await second.order("mark", text="seen") == ("accepted", "", "tablet-2")
                assert await second.order("lease", take_over=True) == ("accepted", "", "tablet-2")
                assert await first.order("resume") == (
                    *("rejected", "tablet-2 steers now"),
                    "tablet",
                )
                assert await first.order("stop") == ("accepted", "", "tablet")
                told = [e["kind"] for e in picture(station)["events"]]
                assert "control.taken" in told
            # The second page has gone, so nobody steers and the first needs not to wait.
            while (await first.order("resume"))[0] != "accepted":
                await asyncio.sleep(0.01)

    asyncio.run(asyncio.wait_for(run(), DEADLINE_S))
    commands = [feeder.json()["command"] for _ in range(4)]
    assert commands == ["pause", "mark", "stop", "resume"]


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_a_hand_over_is_seen_on_the_page_and_stop_stays_in_reach(both):
    station, feeder = both

    async def run():
        async with (
            browser_page(BROWSER) as page,
            websockets.connect(
                f"ws{station.url[4:]}/ws", origin=station.url, max_size=None
            ) as socket,
        ):
            other = Tablet(socket, "b")
            await page.open(station.url, width=1024, height=768)
            await page.until(LIVE)
            assert await page.look("document.getElementById('steer').hidden")
            await page.key(" ")
            await page.until(f"{STEER}.startsWith('You steer')")
            assert (await other.order("lease", take_over=True))[0] == "accepted"
            await page.until(f"{STEER}.startsWith('Tablet 2 steers')")
            await page.until(f"{MESSAGE}.startsWith('Tablet 2 steers now. You watch')")
            disabled = "document.getElementById('run').disabled"
            assert await page.look(disabled)
            assert not await page.look("document.getElementById('stop').disabled")
            await page.look("document.getElementById('steer').click()")
            await page.until(f"{STEER}.startsWith('You steer')")
            await page.until(f"{MESSAGE} === 'You steer now.'")
            assert await other.order("pause") == ("rejected", "tablet steers now", "tablet-2")
            await page.until(
                "document.getElementById('events').innerText"
                ".includes('Tablet steers now, before it Tablet 2')"
            )
            await other.order("lease", take_over=True)
            await page.until(disabled)
            await page.key("Escape")
            await page.until("document.getElementById('phase').textContent === 'Ended'")
            return page.trouble

    assert asyncio.run(asyncio.wait_for(run(), DEADLINE_S)) == []
    assert [feeder.json()["command"] for _ in range(2)] == ["pause", "stop"]
