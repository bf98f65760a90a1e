"""The page's notes, alarms, sheet and paper in a real browser."""

from __future__ import annotations

import asyncio
import base64
import json

import pytest
from axe_scan import AXE, FOUND, needs_axe
from browser import browser_page, find_browser
from patience import DEADLINE_S
from stream_processes import Feeder, Station, running

BROWSER = find_browser()
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]

LIVE = "document.getElementById('age').dataset.level === 'fresh'"
LINE = "document.getElementById('message')"
MESSAGE = "document.getElementById('message-text').textContent"
BUTTON = "document.getElementById('message-button')"
EVENTS = "document.getElementById('events')"
SOUND = "document.getElementById('sound')"


def show(url, visit, size=(1280, 800)):
    """Run a visit of the page; nothing may have been complained about in its console."""

    async def run():
        async with browser_page(BROWSER) as page:
            await page.open(url, width=size[0], height=size[1])
            await page.until(LIVE)
            await visit(page)
            return page.trouble

    return asyncio.run(asyncio.wait_for(run(), DEADLINE_S))


@pytest.fixture
def both():
    feeder = Feeder()
    station = Station(feeder.live, feeder.ctl)
    with running(station, feeder):
        yield feeder, station


def write(text):
    return (
        f"document.getElementById('note-text').value = {json.dumps(text)};"
        "document.getElementById('note').requestSubmit()"
    )


TEN_MEGABYTES = """
fetch("/api/order", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ id: "x", cmd: "mark", args: { text: "<b>".repeat(3500000) } }),
}).then(async (answer) => [answer.status, await answer.text()])
"""


def test_a_note_is_written_with_keys_and_withdrawn_and_both_stay_to_be_read(both):
    feeder, station = both

    async def visit(page):
        await page.key("w")
        await page.until("document.activeElement.id === 'note-text'")
        await page.call("Input.insertText", text="n<b onclick=x()>K</b> next")
        # Letters that are typed are no orders, and Enter sends them.
        for key in "nk":
            await page.key(key)
        await page.look("document.getElementById('note').requestSubmit()")
        await page.until(f"{EVENTS}.innerText.includes('Mark: n<b onclick=x()>K</b> next')")
        assert await page.look(f"{EVENTS}.querySelectorAll('b').length") == 0
        await page.until("document.getElementById('note-text').value === ''")
        await page.key("u")
        await page.until(f"{EVENTS}.querySelector('li.withdrawn s') !== null")
        await page.until("document.getElementById('undo').disabled")
        assert "Withdrawn" in await page.look(f"{EVENTS}.innerText")
        await page.look("document.getElementById('note-text').removeAttribute('maxlength')")
        await page.look(write("<b>" * 200))
        # A busy computer may have let the page lose its station for a moment: that stands before.
        await page.until(
            f"({MESSAGE}.startsWith('The connection to the station was lost. That was')"
            f" && ({BUTTON}.click(), document.getElementById('note').requestSubmit()),"
            f" {MESSAGE}.startsWith('Note: 500 characters at most, and this has 600'))"
        )
        # Ten megabytes are refused in words, and leave the station as it is.
        status, words = await page.look(TEN_MEGABYTES)
        assert (status, "a note 500 characters" in words) == (413, True)
        await page.until(LIVE)

    [refused] = show(station.url, visit)
    assert "413" in refused
    orders = [json.loads(line) for line in feeder.rest()]
    assert [order["command"] for order in orders] == ["mark", "undo"]
    assert orders[1]["args"] == {"mark": orders[0]["id"]}


def test_again_and_skip_are_given_by_key_and_a_finger_that_bounces_skips_once(both):
    feeder, station = both

    async def visit(page):
        await page.key("a")
        await page.until("!('busy' in document.getElementById('repeat').dataset)")
        await page.key("k")
        await page.key("k")
        await page.until(f"{EVENTS}.innerText.includes('Left out')")

    assert show(station.url, visit) == []
    names = [json.loads(line)["command"] for line in feeder.rest()]
    assert names == ["repeat", "skip"]


def test_a_step_off_stays_an_alarm_until_it_is_acknowledged_by_this_page(both):
    _, station = both

    async def visit(page):
        assert await page.look(f"{SOUND}.dataset.state") == "waits"
        await page.look(write("steps off"))
        await page.until(f"{LINE}.dataset.level === 'alarm'")
        said = await page.until(f"{MESSAGE}.startsWith('The person has stepped off') && {MESSAGE}")
        assert "No sound yet: touch this page." in said
        assert await page.look(f"{BUTTON}.textContent") == "Acknowledge"
        await page.look(write("steps on"))
        await page.until(f"{MESSAGE}.startsWith('The person had stepped off the board. That was')")
        assert await page.look(f"{LINE}.dataset.level") == "amber"
        await page.look("location.reload()")
        # It is the board's alarm, so that a page which is opened later has it too.
        await page.until(f"{LIVE} && {MESSAGE}.startsWith('The person had stepped off')")
        await page.key("q")
        await page.until(f"{BUTTON}.hidden")
        await page.until(
            f"{EVENTS}.innerText.includes('Alarm acknowledged: Step Off, by station-')"
        )

    assert show(station.url, visit) == []


def test_the_first_touch_lets_the_page_knock_and_the_next_makes_it_silent(both):
    _, station = both

    async def press(page):
        place = await page.look(
            f"(() => {{ const r = {SOUND}.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await page.call(
                "Input.dispatchMouseEvent",
                type=kind,
                x=place[0],
                y=place[1],
                button="left",
                clickCount=1,
            )

    async def visit(page):
        await press(page)
        await page.until(f"{SOUND}.dataset.state === 'on'")
        await press(page)
        await page.until(f"{SOUND}.textContent === 'Sound off'")

    assert show(station.url, visit) == []


def test_paper_is_one_page_dark_on_white_and_the_screen_is_as_before(both):
    _, station = both

    async def visit(page):
        await page.until("document.querySelector('.numbers dd').textContent !== '–mm/s'")
        options = {"preferCSSPageSize": True, "printBackground": False}
        printed = base64.b64decode((await page.call("Page.printToPDF", **options))["data"])
        assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") == 1
        await page.until("document.getElementById('printed').hidden")
        assert await page.look("document.documentElement.dataset.theme") == "dark"
        await page.look("dispatchEvent(new Event('beforeprint'))")
        shown = "document.querySelector('.bar').offsetParent === null"
        assert await page.look(shown)
        # Canvases are drawn as wide as they stand on the paper.
        assert await page.look(
            "[...document.querySelectorAll('canvas')].every((c) =>"
            " Math.abs(c.width - c.clientWidth * devicePixelRatio) < 2)"
        )
        assert await page.look("document.documentElement.dataset.theme") == "light"
        await page.look("dispatchEvent(new Event('afterprint'))")
        assert not await page.look(shown)

    assert show(f"{station.url}/?theme=dark", visit) == []


@needs_axe
@pytest.mark.parametrize(("theme", "size"), [("dark", (1024, 768)), ("light", (390, 844))])
def test_axe_finds_nothing_serious_with_the_sheet_open_and_an_alarm(both, theme, size):
    _, station = both
    axe = AXE.read_text(encoding="utf-8")

    async def visit(page):
        await page.look(write("steps off"))
        await page.key("i")
        await page.until("!document.getElementById('more').hidden")
        await page.until("document.getElementById('link-rows').innerText.includes('samples/s')")
        await page.until(f"{LINE}.dataset.level === 'alarm'")
        # Given by the debugger, which the page's policy does not bind.
        await page.look(f"{axe};0")
        assert await page.look(FOUND) == []
        stop = (
            "(() => { const r = document.getElementById('stop').getBoundingClientRect();"
            " return document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2)"
            ".closest('button')?.id; })()"
        )
        assert await page.look(stop) == "stop"

    assert show(f"{station.url}/?theme={theme}", visit, size) == []
