"""The therapist's page in a browser: sums, times, ends and buttons that say what is true."""

from __future__ import annotations

import asyncio
import json

import pytest
from browser import browser_page, find_browser
from patience import DEADLINE_S
from stream_processes import Feeder, Station, running

from balance_arcade.core.order_rules import REFUSALS

BROWSER = find_browser()
pytestmark = [
    pytest.mark.system,
    pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine"),
]

LIVE = "document.getElementById('age').dataset.level === 'fresh'"
MESSAGE = "document.getElementById('message-text').textContent"
LEVEL = "document.getElementById('message').dataset.level"
STOP = "document.getElementById('stop-text').textContent"
LONG = "ward-3-room-214-board-left-of-the-window-which-has-a-long-name-1"

# A computer whose clock goes 20 times too slowly and is an hour off.
SLOW_CLOCK = """
  const real = performance.now.bind(performance);
  performance.now = () => real() / 20;
  Date.now = () => 3600e3;
  const ask = requestAnimationFrame.bind(window);
  window.counts = { chances: 0, draws: 0, frames: 0 };
  window.requestAnimationFrame = (f) => ask((at) => { f(at / 20); });
  const count = () => { counts.chances += 1; ask(count); };
  ask(count);
  const clear = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (this.canvas.id === "strip-ap") counts.draws += 1;
    return clear.apply(this, box);
  };
  const Plain = WebSocket;
  window.WebSocket = class extends Plain {
    set onmessage(f) { super.onmessage = (event) => { counts.frames += 1; f(event); }; }
  };
"""

SUMS = """
(async () => {
  const { signed, span, wholePercents } = await import("/static/words.js");
  const bad = [];
  for (let i = 0; i <= 400; i += 1) {
    for (const shares of [[i / 400, 1 - i / 400], [i, 400 - i, 133, 1.5], [i + 1, 1, 1, 1]]) {
      const whole = wholePercents(shares);
      const sum = shares.reduce((a, b) => a + b, 0);
      const near = whole.every((n, k) => Math.abs(n - 100 * shares[k] / sum) < 1);
      if (whole.reduce((a, b) => a + b, 0) !== 100 || !near) bad.push([shares, whole]);
    }
  }
  return [bad, wholePercents([0.505, 0.495]), wholePercents([1, 1, 1]), wholePercents([0, 0]),
    wholePercents([NaN, 1]), signed(-0.3), signed(-12.4), signed(7.6), span(59.9), span(200)];
})()
"""

STOPPING = """
(async () => {
  const { Link } = await import("/static/link.js");
  const link = new Link({ onFrame() {}, onOpen() {}, onClose() {} });
  link.post = () => {};  // Only the websocket's answer is looked at.
  const ended = async (cmd, ...statuses) => {
    let answer = null;
    link.order(cmd).then((one) => { answer = one.status; });
    const [id] = link.waiting.keys();
    for (const status of statuses) link.receive({ type: "answer", id, cmd, status, reason: "" });
    await Promise.resolve();
    link.waiting.clear();
    return answer;
  };
  return [await ended("stop", "error"), await ended("stop", "error", "accepted"),
    await ended("pause", "error")];
})()
"""

TOLD = """
(async () => {
  const { told } = await import("/static/events.js");
  const event = (t_s, kind, data = {}) => ({ t_s, kind, data });
  return told([
    event(0, "recording.started", { label: "serve" }),
    event(9, "recording.stopped"), event(9, "recording.started", { label: "calibration" }),
    event(20, "session.command", { name: "harder", answer: "accepted", by: "station-3f2a" }),
    event(21, "session.command", { name: "next", answer: "rejected: play is about to begin" }),
    event(30, "recording.stopped"), event(30.5, "recording.started", { label: "1-orchard" }),
    event(60, "recording.stopped"), event(90, "recording.started", { label: "serve" }),
  ].concat([event(95, "recording.failed", { message: "The disk is full." })]))
    .map(({ event, words }) => `${event.t_s} ${words.text}`);
})()
"""

PAST = """
(async () => {
  const { pastWords } = await import("/static/faults.js");
  const keys = ["stop", "socket", "lost", "refused", "board", "recorder", "stream", "age", "x"];
  return keys.map((key) => pastWords({ key, text: "It is broken." }));
})()
"""

WHY = """
(async (refusals) => {
  const { runOrder, whyNot } = await import("/static/orders.js");
  const store = (phase, more = {}) => ({
    refusals, link: { status: "live" }, state: { phase, difficulty: 0.4, weight_n: 700 },
    over: () => false, ready: () => phase === "" || phase === "ended", phase: () => phase,
    otherSteers: () => "", latest: () => [0, 0, 1, 1, 0.5, 0.5, 700], ...more,
  });
  const said = {};
  for (const order of Object.keys(refusals)) {
    for (const phase of Object.keys(refusals.tare)) {
      if (phase) said[`${order} ${phase}`] = whyNot(store(phase, { ready: () => false }), order);
    }
    said[`${order} serving`] = whyNot(store(""), order);
  }
  return [said,
    whyNot(store("paused", { latest: () => [0, 0, null, null, null, null, 0] }), "resume"),
    whyNot(store("paused", { latest: () => [0, 0, 1, 1, 0.5, 0.5, 300] }), "resume"),
    whyNot(store("step_on", { state: { phase: "step_on", difficulty: 0 } }), "harder"),
    whyNot(store("play", { over: () => true }), "pause"),
    whyNot(store("play", { over: () => true }), "stop"),
    whyNot(store("", { link: null }), "start"),
    ["instruct", "play", "paused", "rest"].map(runOrder)];
})(%s)
"""


# What is to be read after each course of things: level of the badge, level of the line, its words.
COURSES = """
(async () => {
  const { Store } = await import("/static/store.js");
  const { worstFault } = await import("/static/faults.js");
  let ms = 0;
  const read = (frames, { bye = null, later = 0 } = {}) => {
    const store = new Store(() => ms);
    store.socketOpen = true;
    for (const frame of [{ type: "welcome" }, ...frames]) store.apply(frame);
    if (bye !== null) Object.assign(store, { socketOpen: false, stationSaidBye: bye });
    ms += later;
    const fault = worstFault(store, { stopUnanswered: false, refused: "" });
    return [store.level(), fault ? fault.level : "", fault ? fault.text.split(/[.:,]/)[0] : ""];
  };
  const link = (status, reason = "") => ({ link: { status, reason, age_ms: 20 } });
  const state = (phase, reason = "") => ({ state: { phase, reason } });
  const play = [link("live"), state("play")];
  const done = [link("live"), state("ended", "All activities are done.")];
  const lost = { alarms: [{ code: "board", reason: "The board is lost. Plug it in." }] };
  return {
    "in play": read(play),
    "a session's end": read(done),
    "the program's end after it": read([...done, link("closed")]),
    "its station's end too": read([...done, link("closed")], { bye: true }),
    "the station gone first": read(done, { bye: false, later: 5000 }),
    "the end of what played nothing": read([link("live")], { bye: true }),
    "the program ended in play": read([...play, link("closed")]),
    "the station ended in play": read(play, { bye: true }),
    "the station lost in play": read(play, { bye: false }),
    "the station hangs in play": read(play, { later: 2000 }),
    "the board lost": read([...play, lost]),
    "the board lost, and the program with it": read([...play, lost, link("closed")]),
    "the stream lost in play": read([...play, link("lost", "Nothing has come for 2 s")]),
    "a board that failed its check": read([link("live"), state("ended", "The board failed")]),
    "nobody on the board": read([link("live"), state("paused", "Nobody is on the board.")]),
  };
})()
"""


def show(url, visit, *, size=(1024, 768), before=""):
    """Run a visit; nothing may have been complained about in the page's console."""

    async def run():
        async with browser_page(BROWSER) as page:
            if before:
                await page.call("Page.enable")
                await page.call("Page.addScriptToEvaluateOnNewDocument", source=before)
            await page.open(url, width=size[0], height=size[1])
            await visit(page)
            return page.trouble

    return asyncio.run(asyncio.wait_for(run(), DEADLINE_S))


@pytest.fixture
def both():
    feeder = Feeder(board=LONG)
    station = Station(feeder.live, feeder.ctl)
    with running(station, feeder):
        yield feeder, station


HEADER = """
(() => {
  const boxes = [...document.querySelectorAll(".top > *")].filter((el) => el.offsetParent)
    .map((el) => [el.id || el.className, el.getBoundingClientRect()])
    .filter(([, r]) => r.width > 0);
  const bad = [];
  boxes.forEach(([name, r], i) => {
    if (r.left < 0 || r.right > innerWidth) bad.push(`outside: ${name}`);
    if (i && boxes[i - 1][1].right > r.left + 0.5) bad.push(`over its neighbour: ${name}`);
  });
  for (const el of document.querySelectorAll(".top .chip, .top .badge, .top button"))
    if (el.scrollWidth > el.clientWidth + 1) bad.push(`cut: ${el.id}`);
  const name = document.getElementById("board-name");
  return [bad, name.title, name.clientWidth > 80];
})()
"""


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800), (1920, 1080), (800, 1280)], ids=str)
def test_a_long_name_is_cut_and_nothing_else_in_the_header(both, size):
    _, station = both

    async def visit(page):
        await page.until(LIVE)
        await page.until("document.getElementById('recorder').textContent === 'recording'")
        assert await page.look(HEADER) == [[], LONG, True]
        scrolls = "document.documentElement.scrollHeight > innerHeight"
        assert not await page.look(scrolls)
        marks = "[...document.querySelectorAll('.marks button')].map((b) => {" + (
            "const r = b.getBoundingClientRect(), p = b.closest('.panel').getBoundingClientRect();"
            "return r.bottom <= p.bottom && r.height >= 44; }).every(Boolean)"
        )
        assert await page.look(marks)

    assert show(station.url, visit, size=size) == []


def test_words_sums_and_refusals_are_right(both):
    _, station = both
    table = {order: dict(row) for order, row in REFUSALS.items()}

    async def visit(page):
        await page.until(LIVE)
        bad, *sums = await page.look(SUMS)
        assert bad == []
        assert sums[:4] == [[51, 49], [34, 33, 33], None, None]
        assert sums[4:] == ["0", "−12", "+8", "59 s", "3 min"]
        # A Stop that failed on one way goes on being repeated; another order has its answer.
        assert await page.look(STOPPING) == [None, "accepted", "error"]
        assert await page.look(TOLD) == [
            "0 Recording started",
            "20 Order: harder, by station-3f2a",
            "21 Order: next (rejected: play is about to begin)",
            "60 Recording closed",
            "90 Recording started",
            "95 Recording failed. The disk is full.",
        ]
        for sentence in await page.look(PAST):
            assert (
                " was " in sentence
                or " came " in sentence
                or " got " in sentence
                or ("could not" in sentence)
            )
        said, *others = await page.look(WHY % json.dumps(table))
        for name, why in said.items():
            order, stage = name.split()
            assert why == table[order].get(stage, ""), name
        assert others == [
            "nobody is on the board",
            "more than half of the weight is off the board",
            "no game is under way",
            "the session is over",
            "",
            "this page is not connected yet",
            ["start", "pause", "resume", "start"],
        ]

    assert show(station.url, visit) == []


def test_only_a_fault_is_red_and_only_what_wants_a_look_is_amber(both):
    _, station = both

    async def visit(page):
        await page.until(LIVE)
        assert await page.look(COURSES) == {
            "in play": ["fresh", "", ""],
            "a session's end": ["fresh", "", ""],
            "the program's end after it": ["over", "", ""],
            "its station's end too": ["over", "", ""],
            "the station gone first": ["over", "", ""],
            "the end of what played nothing": ["over", "", ""],
            "the program ended in play": [
                "over",
                "amber",
                "The program at the board was ended while a session was under way",
            ],
            "the station ended in play": [
                "red",
                "amber",
                "The station was ended while a session was under way",
            ],
            "the station lost in play": ["red", "alarm", "Connection to the station lost"],
            "the station hangs in play": ["red", "alarm", "Connection to the station lost"],
            "the board lost": ["fresh", "alarm", "The board is lost"],
            "the board lost, and the program with it": ["fresh", "alarm", "The board is lost"],
            "the stream lost in play": ["red", "alarm", "Nothing has come for 2 s"],
            "a board that failed its check": ["fresh", "amber", "Ended"],
            "nobody on the board": ["fresh", "amber", "Paused"],
        }

    assert show(station.url, visit) == []


def test_strips_are_drawn_with_every_frame_whatever_the_clock_of_the_computer_says(both):
    _, station = both

    async def visit(page):
        await page.until(LIVE)
        await page.look("Object.assign(counts, { chances: 0, draws: 0, frames: 0 })")
        await page.until("counts.frames > 90 && counts.chances > 45")
        counts = await page.look("counts")
        # One drawing a frame, or as many as the browser gives chances; on a busy computer frames
        # come several at once. By the slow clock it would be one in twenty.
        assert counts["draws"] >= 0.25 * min(counts["frames"], counts["chances"]), counts

    assert show(station.url, visit, before=SLOW_CLOCK) == []


ORDER = (
    "fetch('/api/order', { method: 'POST', headers: { 'Content-Type': 'application/json' },"
    " body: JSON.stringify({ id: '%s', cmd: '%s' }) }).then((r) => r.json())"
)


def test_the_words_on_stop_go_with_their_session_and_the_end_is_calm(both):
    feeder, station = both

    async def visit(page):
        await page.until(LIVE)
        await page.look(
            "window.levels = new Set(); new MutationObserver(() => levels.add("
            f"{LEVEL})).observe(document.getElementById('message'), "
            "{ attributes: true })"
        )
        # Its words last four seconds, which a busy computer may not look at.
        await page.look(
            f"window.stops = new Set(); new MutationObserver(() => stops.add({STOP}))"
            ".observe(document.getElementById('stop'), { subtree: true, childList: true, "
            "characterData: true })"
        )
        await page.look("document.getElementById('stop').click()")
        await page.until("stops.has('Stopped')")
        await page.until(f"{MESSAGE}.startsWith('The session is over. Stopped by')")
        assert await page.look("document.getElementById('run').title") == (
            "Not now: the session has ended"
        )
        await page.look(ORDER % ("again", "start"))
        await page.until("document.getElementById('phase').dataset.phase === 'play'")
        await page.until(f"{STOP} === 'STOP' && {LEVEL} === 'info'")
        await page.look("stops.clear()")
        await page.key("Escape")
        await page.until("stops.has('Stopped')")
        # The words leave, though nothing new begins; the button stays where it is.
        await page.until("document.getElementById('stop').dataset.state === 'idle'")
        await asyncio.to_thread(feeder.end)
        await page.until("document.getElementById('age').textContent === 'over'")
        await page.until(f"{LEVEL} === 'over' && {MESSAGE}.startsWith('The session is over.')")
        assert not await page.look("document.getElementById('stop').disabled")
        assert await page.look("document.getElementById('run').disabled")
        assert not {"alarm", "amber"} & set(await page.look("[...levels]"))

    assert show(station.url, visit) == []
