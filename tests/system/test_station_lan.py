"""The station off the machine in a real browser: login, roles, log-out, pairing, accessibility."""

from __future__ import annotations

import asyncio
import contextlib
import json
import ssl
import urllib.request

import pytest
import websockets
from axe_scan import AXE, FOUND, needs_axe
from browser import browser_page, find_browser
from patience import DEADLINE_S, until
from stream_processes import Feeder, LanStation, running

from balance_arcade.server.station.access.accounts import Accounts
from balance_arcade.server.station.access.roles import Role

BROWSER = find_browser()
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]

GOOD = "nine green bottles hang"
LIVE = "document.getElementById('age')?.dataset.level === 'fresh'"
REFUSED = "Boolean(document.querySelector('.refused:not([hidden])'))"
AT_LOGIN = "location.pathname === '/login' && !document.getElementById('show').hidden"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = tmp_path_factory.mktemp("keys")
    accounts = Accounts(found)
    accounts.add("anna", Role.CONTROLLER, GOOD)
    accounts.add("vera", Role.VIEWER, GOOD)
    return found


@pytest.fixture(scope="module")
def feeder():
    one = Feeder()
    with running(one):
        yield one


@pytest.fixture(scope="module")
def station(feeder, folder):
    one = LanStation(feeder.live, feeder.ctl, folder)
    with running(one):
        yield one


def show(url, visit, *, size=(1024, 768)):
    """Run a visit; what the console complained about, but for answers that were to be refusals."""

    async def run():
        # Our own certificate: a person would compare its fingerprint and go on.
        async with browser_page(BROWSER, "--ignore-certificate-errors") as page:
            await page.open(url, width=size[0], height=size[1])
            await visit(page)
            return [text for text in page.trouble if "the server responded with" not in text]

    return asyncio.run(asyncio.wait_for(run(), DEADLINE_S))


async def log_in(page, name, password=GOOD):
    await page.until(AT_LOGIN)
    await page.look(
        f"document.getElementById('name').value = {json.dumps(name)};"
        f"document.getElementById('password').value = {json.dumps(password)};"
        "document.getElementById('go').click()"
    )


def test_login_wrong_and_right_the_page_lives_and_log_out_leads_back(feeder, station):
    async def visit(page):
        await log_in(page, "anna", "not my password")
        await page.until(REFUSED)
        assert "wrong" in await page.look("document.querySelector('.refused').textContent")
        await log_in(page, "anna")
        await page.until(LIVE)
        assert await page.look("document.getElementById('visitor').textContent") == "anna"
        assert await page.look("document.cookie") == ""
        await page.key("m")
        await page.until("document.getElementById('events').innerText.includes('Mark')")
        await page.look("document.getElementById('logout').click()")
        await page.until(AT_LOGIN)

    assert show(f"{station.far}/", visit) == []
    assert [json.loads(line)["command"] for line in feeder.rest()] == ["mark"]
    said = station.stderr
    assert "orders mark" in said
    assert GOOD not in said
    assert "anna" not in said


FORCED = """
(async () => {
  const { openSocket, orderHeaders } = await import("/static/visitor.js");
  const order = { id: "forced", cmd: "pause", args: {} };
  const posted = await (await fetch("/api/order", {
    method: "POST", headers: orderHeaders(), body: JSON.stringify(order) })).json();
  const socket = openSocket("/ws");
  const told = await new Promise((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify(order));
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "answer") resolve(message);
    };
  });
  socket.close();
  return [posted.status, told.status];
})()
"""


def test_a_viewer_sees_all_steers_nothing_and_can_stop(folder):
    feeder = Feeder()
    station = LanStation(feeder.live, feeder.ctl, folder)

    async def visit(page):
        await log_in(page, "vera")
        await page.until(LIVE)
        await page.until("document.getElementById('run').title.includes('here to watch')")
        enabled = await page.look(
            "[...document.querySelectorAll('.bar button, .marks button')]"
            ".filter((b) => !b.disabled).map((b) => b.id)"
        )
        assert enabled == ["stop"]
        for key in "mn+ ":
            await page.key(key)
        assert await page.look(FORCED) == ["rejected", "rejected"]
        await page.look("document.getElementById('stop').click()")
        await page.until("document.getElementById('stop-text').textContent === 'Stopped'")

    with running(station, feeder):
        assert show(f"{station.far}/", visit) == []
        assert [json.loads(line)["command"] for line in feeder.rest()] == ["stop"]


def test_a_page_that_nobody_touches_is_told_and_logged_out(feeder, folder):
    # Long enough for a page that a busy computer takes seconds to show.
    station = LanStation(feeder.live, feeder.ctl, folder, idle_s=12.0)

    async def visit(page):
        await log_in(page, "anna")
        await page.until("Boolean(document.querySelector('.idle:not([hidden])'))")
        assert "logs out in" in await page.look("document.getElementById('idle-text').textContent")
        await page.until(AT_LOGIN)

    with running(station):
        assert show(f"{station.far}/", visit) == []
        assert "is out: nobody has touched the page" in station.stderr


KEEP_LINK = """
(() => {
  const before = window.fetch;
  window.fetch = async (...args) => {
    const response = await before(...args);
    if (String(args[0]).endsWith("/desk/offer")) window.link = (await response.clone().json()).link;
    return response;
  };
  document.getElementById("desk-open").click();
  document.getElementById("desk-label").value = "blue tablet";
  document.getElementById("desk-viewer").click();
})()
"""


def test_a_tablet_is_paired_by_the_code_on_this_computers_page_and_removed_there(station):
    async def visit(page):
        await page.until(LIVE)
        await page.look(KEEP_LINK)
        await page.until("Boolean(window.link && document.querySelector('.desk-code svg'))")
        stop = "document.getElementById('stop').getBoundingClientRect().top"
        sheet = "document.getElementById('desk').getBoundingClientRect().bottom"
        assert await page.look(f"{sheet} <= {stop}")
        link = await page.look("window.link")
        assert link.startswith(f"{station.far}/pair#")
        await page.call("Page.navigate", url=link)
        await page.until("Boolean(document.querySelector('#go:not([hidden])'))")
        assert await page.look("location.href") == f"{station.far}/pair"
        await page.look("document.getElementById('go').click()")
        await page.until(LIVE)
        assert await page.look("document.getElementById('visitor').textContent") == "Watching"
        await asyncio.to_thread(remove_all, station)
        await page.until(AT_LOGIN)

    assert show(f"{station.url}/", visit) == []
    assert "is no longer paired" in station.stderr


def desk(station, path, body=None):
    request = urllib.request.Request(
        f"{station.url}/desk/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Origin": station.url},
    )
    with urllib.request.urlopen(request, timeout=DEADLINE_S) as answer:
        return json.load(answer)


def remove_all(station):
    for device in desk(station, "state")["devices"]:
        assert desk(station, "revoke", {"id": device["id"]}) == {"done": True}


def test_over_the_network_there_is_nothing_but_tls_and_a_door(station, folder):
    trust = ssl.create_default_context(cafile=folder / "station-certificate.pem")
    host, port = station.far.removeprefix("https://").split(":")

    async def answer(*, trust=None, said=b"GET /api/picture HTTP/1.1\r\nHost: %s\r\n\r\n"):
        """First line of what comes back."""
        reader, writer = await asyncio.open_connection(host, int(port), ssl=trust)
        try:
            if said:
                writer.write(said % f"{host}:{port}".encode())
            return await reader.readline()
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def visit():
        # The certificate is for this address, so a strict client takes it.
        assert b" 401 " in await answer(trust=trust)
        # Plain HTTP gets no answer, and who does not even begin is let go, long before asyncio's
        # own minute.
        assert await answer() == b""
        assert await asyncio.wait_for(answer(said=b""), 40.0) == b""
        for origin in (None, "https://evil.example"):
            with pytest.raises(websockets.InvalidStatus) as info:
                async with websockets.connect(f"wss://{host}:{port}/ws", ssl=trust, origin=origin):
                    pass
            assert info.value.response.status_code == 403

    asyncio.run(asyncio.wait_for(visit(), DEADLINE_S))
    until(lambda: "request is refused for its origin" in station.stderr, "the word of the door")


@needs_axe
def test_axe_finds_nothing_serious_on_the_pages(station):
    axe = AXE.read_text(encoding="utf-8")

    async def scan(page, what):
        # Given by the debugger, which the page's policy does not bind.
        await page.look(f"{axe};0")
        assert await page.look(FOUND) == [], what

    async def visit(page):
        for theme in ("dark", "light"):
            await page.call("Page.navigate", url=f"{station.far}/login?theme={theme}")
            await page.until(f"{AT_LOGIN} && location.search.includes('{theme}')")
            await scan(page, f"login, {theme}")
            await page.call("Page.navigate", url=f"{station.far}/pair?theme={theme}#code")
            await page.until("Boolean(document.querySelector('#go:not([hidden])'))")
            await scan(page, f"pairing, {theme}")
            await page.call("Page.navigate", url=f"{station.url}/?theme={theme}")
            await page.until(LIVE)
            await page.look(KEEP_LINK)
            await page.until("Boolean(document.querySelector('.desk-code svg'))")
            await scan(page, f"station with the desk, {theme}")
        await page.call("Page.navigate", url=f"{station.far}/login")
        await log_in(page, "vera")
        await page.until(LIVE)
        await scan(page, "station of a viewer")

    show(f"{station.far}/login", visit)
