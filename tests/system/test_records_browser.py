"""The records' pages in a real browser: every size, by keyboard, with any names, accessible."""

from __future__ import annotations

import asyncio
import datetime as dt
import json

import pytest
from axe_scan import AXE, FOUND, needs_axe
from browser import browser_page, find_browser
from patience import DEADLINE_S
from stream_processes import Process, running

from balance_arcade.core.events import Event
from balance_arcade.files.content import file_hash
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.reading import ReadOutcome, ReadRecording

BROWSER = find_browser()
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]

EVIL = "<script>alert(1)</script> Ωμέγα שלום 王 ' OR 1=1; -- "
WARD = """\
name = "ward-norm"
based_on = "norm-stance"
title = "<script>alert(2)</script> Ωμέγα 王"
"""
SIZES = ((1024, 768), (1920, 1080), (768, 1024), (390, 844))
PATHS = (
    "",
    "/people/p-017",
    "/people/p-017/trends",
    "/people/p-017/programme",
    "/people/p-017/report",
    "/people/p-017/export",
    "/sessions/session-a",
    "/centre",
    "/audit?check=1",
    "/new",
    "/programmes/new",
    "/assess?person=p-017",
)
AT = "Boolean(document.querySelector('main h1'))"
TOO_WIDE = """
[...document.querySelectorAll("body *")]
  .filter((el) => !el.closest(".tables") && el.getBoundingClientRect().right > innerWidth + 1)
  .map((el) => el.outerHTML.slice(0, 80))
"""
TOO_SMALL = """
[...document.querySelectorAll("button, .button, .way, .tabs a, select, input")]
  .filter((el) => !["hidden", "checkbox", "radio"].includes(el.type))
  .filter((el) => el.getBoundingClientRect().height < 44)
  .map((el) => el.outerHTML.slice(0, 80))
"""


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clinic")
    with Database(folder / "records.db") as database:
        records = Records(database, folder)
        for day, name in enumerate("abc"):
            file = folder / f"{name}.mcap"
            file.write_bytes(name.encode())
            values = (20.0 - 3 * day, 21.0 - 3 * day, 19.0 - 3 * day, 20.5 - 3 * day)
            records.add_recording(
                ReadRecording(
                    file=file,
                    sha256=file_hash(file),
                    session_id=f"session-{name}",
                    trial_id=f"trial-{name}",
                    label=EVIL,
                    person="p-017" if name != "c" else "",
                    origin="real",
                    board="Board " + "x" * 200,
                    calibration="c1",
                    app_version="0.1",
                    began=dt.datetime(2026, 3, 2 + day, 8, 0, tzinfo=dt.UTC),
                    seconds=61.0,
                    n_samples=6100,
                    complete=True,
                    end_reason="finished",
                    outcomes=(
                        ReadOutcome("test", "rms_mm", values[0], "mm", "", "", "m" * 300, values),
                    ),
                    events=(Event(1.0, "safety.adverse_event", {"kind": "fall", "text": EVIL}),),
                )
            )
        records.note("session-a", (EVIL * 200)[:10_000])
    own = folder / "protocols"
    own.mkdir()
    (own / "ward.toml").write_text(WARD, encoding="utf-8")
    (own / "<img src=x onerror=alert(1)>.toml").write_text("trial_s = -1", encoding="utf-8")
    words = ("--port", "0", "--json", "--records", str(folder / "records.db"))
    words += ("--protocols", str(own))
    one = Process("-m", "balance_arcade", "station", *words, "--out", str(folder))
    one.url = one.json()["station"].rstrip("/")
    with running(one):
        yield one


def show(visit):
    async def run():
        async with browser_page(BROWSER) as page:
            await visit(page)
            return page.trouble

    return asyncio.run(asyncio.wait_for(run(), DEADLINE_S))


async def go(page, url, size=(1024, 768)):
    await page.open(url, width=size[0], height=size[1])
    await page.until(f"{AT} && location.href === {json.dumps(url)}")


def test_every_page_fits_every_screen_and_its_targets_can_be_touched(station):
    async def visit(page):
        for path in PATHS:
            await go(page, f"{station.url}/records{path}")
            for width, height in SIZES:
                await page.call(
                    "Emulation.setDeviceMetricsOverride",
                    width=width,
                    height=height,
                    deviceScaleFactor=1,
                    mobile=False,
                )
                assert await page.look(TOO_WIDE) == [], (path, width)
                assert await page.look(TOO_SMALL) == [], (path, width)

    assert show(visit) == []


def test_a_clinics_own_test_is_chosen_and_its_norm_is_said_before_it_begins(station):
    async def visit(page):
        await go(page, f"{station.url}/records/assess?person=p-017")
        text = await page.look("document.querySelector('main').innerText")
        assert "The clinic's own: <script>alert(2)</script> Ωμέγα 王" in text
        assert "<img src=x onerror=alert(1)>.toml, line 1" in text
        assert await page.look("document.querySelectorAll('main script, main img').length") == 0
        await page.look("document.querySelector('[name=test][value=ward-norm]').focus()")
        await press(page, " ")
        await page.look("document.querySelector('form button.main').focus()")
        await press(page, "Enter")
        await page.until("Boolean(document.getElementById('start'))")
        start = await page.look("document.getElementById('start').dataset.game")
        assert start == "assess-ward-norm"
        told = await page.look("document.querySelector('main').innerText")
        assert "No norm: how well this board measures is not known" in told
        assert "The board was not heard yet" in told
        assert await page.look(TOO_SMALL) == []

    assert show(visit) == []


async def press(page, key, code=""):
    text = {"Enter": "\r", " ": " "}.get(key, key if len(key) == 1 else "")
    await page.call("Input.dispatchKeyEvent", type="keyDown", key=key, code=code or key, text=text)
    await page.call("Input.dispatchKeyEvent", type="keyUp", key=key, code=code or key)


async def write(page, words):
    await page.call("Input.insertText", text=words)


def test_a_patient_is_added_and_a_session_attached_and_taken_back_by_keyboard(station):
    async def visit(page):
        await go(page, f"{station.url}/records/new")
        await page.until("document.activeElement.id === 'person'")
        await write(page, "Ann Smith")
        await press(page, "Enter")
        await page.until("document.activeElement.getAttribute('aria-invalid') === 'true'")
        assert "never a name" in await page.look("document.querySelector('.fault').textContent")
        await page.look("document.activeElement.select()")
        await write(page, "p-018")
        await press(page, "Enter")
        await page.until("location.pathname === '/records/people/p-018'")
        await go(page, f"{station.url}/records/sessions/session-c")
        await page.look("document.getElementById('person').focus()")
        await write(page, "p-018")
        await press(page, "Enter")
        await page.until("document.querySelector('.crumbs').innerText.includes('p-018')")
        await page.look("document.querySelector('form[action$=detach] button').focus()")
        await press(page, "Enter")
        await page.until('document.body.innerText.includes("Undo: p-018\'s again")')
        await go(page, f"{station.url}/records/audit")
        log = await page.look("document.querySelector('.audit').innerText")
        assert log.index("session.detached") < log.index("session.attached")

    trouble = show(visit)
    # The one refusal that was to be; nothing of the policy, nothing of a script.
    assert [text for text in trouble if "422" not in text] == []


def test_search_and_theme_stay_as_they_were_chosen(station):
    async def visit(page):
        await go(page, f"{station.url}/records")
        await page.look("document.getElementById('q').focus()")
        await write(page, EVIL)
        await press(page, "Enter")
        await page.until("location.search.startsWith('?q=')")
        assert "Nobody's pseudonym holds" in await page.look("document.body.innerText")
        before = await page.look("document.documentElement.dataset.theme")
        await page.look("document.getElementById('theme').click()")
        await page.call("Page.reload")
        await page.until(f"{AT} && document.documentElement.dataset.theme !== '{before}'")

    assert show(visit) == []


@needs_axe
def test_axe_finds_nothing_serious_on_the_records_pages(station):
    axe = AXE.read_text(encoding="utf-8")

    async def visit(page):
        for theme in ("dark", "light"):
            for path in PATHS:
                mark = "&" if "?" in path else "?"
                await go(page, f"{station.url}/records{path}{mark}theme={theme}")
                await page.look(f"{axe};0")
                assert await page.look(FOUND) == [], (path, theme)

    show(visit)
