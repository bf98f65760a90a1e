"""One station, several boards: an overview, each board in full, and none disturbs another."""

from __future__ import annotations

import asyncio
import json
import signal
import urllib.error
import urllib.request

import pytest
import websockets
from browser import browser_page, find_browser
from patience import DEADLINE_S, until
from stream_processes import Feeder, Process, running

BROWSER = find_browser()
pytestmark = pytest.mark.system

CARDS = "document.querySelectorAll('.card').length"
FITS = """
[...document.querySelectorAll(".card, .stop, .card a")].filter((el) => {
  const r = el.getBoundingClientRect();
  return r.left < 0 || r.right > document.documentElement.clientWidth + 0.5 || r.height < 44;
}).map((el) => el.className)
"""


class BoardsStation(Process):
    """The command ``station`` with several boards."""

    def __init__(self, *feeders: Feeder) -> None:
        words = ("--port", "0", "--json", *(feeder.ctl for feeder in feeders))
        super().__init__("-m", "balance_arcade", "station", *words)
        self.url: str = self.json()["station"].rstrip("/")


def fetch(station, path, data=None):
    headers = {"Origin": station.url} if data else {}
    request = urllib.request.Request(station.url + path, data=data, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=DEADLINE_S) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def boards(station):
    return json.loads(fetch(station, "/api/boards")[1])["boards"]


def order(station, board, cmd):
    body = json.dumps({"id": f"{board} {cmd}", "cmd": cmd}).encode()
    return fetch(station, f"/api/order?board={board}", body)


def refused_everywhere(station, board):
    """Neither a picture, nor an order, nor a page, nor a websocket of a board that is not there."""
    asked = urllib.request.quote(board)
    paths = f"/api/picture?board={asked}", f"/board/{asked or 'x'}"
    codes = [fetch(station, path)[0] for path in paths] + [order(station, asked, "stop")[0]]

    async def knock():
        address = f"ws{station.url[4:]}/ws?board={asked}"
        async with websockets.connect(address, origin=station.url) as socket:
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await socket.recv()
        return closed.value.rcvd.code

    return codes == [404, 404, 404] and asyncio.run(knock()) == 4404


@pytest.fixture
def three():
    feeders = [Feeder(board=name) for name in ("room-2", "room-3", "room-2")]
    station = BoardsStation(*feeders)
    with running(station, *feeders):
        until(lambda: all(one["level"] == "fresh" for one in boards(station)), "three live boards")
        yield station, feeders


def test_an_order_goes_to_its_board_alone_and_a_board_that_goes_leaves_the_others(three):
    station, (first, second, third) = three
    for board in ("0", "4", "-1", "x", "", "99999999999", "²"):
        assert refused_everywhere(station, board), board
    assert [one["board"] for one in boards(station)] == ["room-2", "room-3", "room-2"]
    assert json.loads(order(station, 2, "pause")[1])["status"] == "accepted"
    assert second.json()["command"] == "pause"
    until(lambda: boards(station)[1]["phase"] == "paused", "the pause of the second board")
    assert [one["phase"] for one in boards(station)] == ["play", "paused", "play"]
    assert (first.rest(), third.rest()) == ([], [])
    second.end(signal.SIGKILL)
    until(lambda: boards(station)[1]["status"] == "lost", "the loss of the second board")
    told = boards(station)
    assert "has sent nothing" in told[1]["trouble"]
    assert [told[0]["trouble"], told[2]["trouble"]] == ["", ""]
    assert json.loads(order(station, 3, "stop")[1])["status"] == "accepted"
    assert third.json()["command"] == "stop"


@pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
def test_the_overview_leads_to_one_board_in_full_and_back(three):
    station, feeders = three

    async def visit():
        async with browser_page(BROWSER) as page:
            for width, height in ((390, 844), (1024, 768)):
                await page.open(station.url, width=width, height=height)
                await page.until(f"{CARDS} === 3")
                await page.until("document.querySelectorAll('.dot[data-level=fresh]').length === 3")
                assert await page.look(FITS) == []
            names = await page.look(
                "[...document.querySelectorAll('.card h2')].map((e) => e.textContent)"
            )
            ports = [feeder.ctl.rsplit(":", 1)[1] for feeder in feeders]
            assert names == [f"room-2 ({ports[0]})", "room-3", f"room-2 ({ports[2]})"]
            await page.look("document.querySelectorAll('.card .stop')[2].click()")
            await page.until("document.body.innerText.includes('Stop is taken.')")
            await page.key("2")
            await page.until("document.getElementById('board-name')?.textContent === 'room-3'")
            await page.until("document.getElementById('age').dataset.level === 'fresh'")
            assert not await page.look("document.getElementById('boards-way').hidden")
            await page.key("b")
            await page.until(f"{CARDS} === 3")
            return page.trouble

    assert asyncio.run(asyncio.wait_for(visit(), DEADLINE_S)) == []
    assert feeders[2].json()["command"] == "stop"
    assert feeders[1].rest() == []
