"""A session is watched and steered from elsewhere: by the station's page and over the wire."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import arduino_peer
import pytest
from browser import Page, browser_page, find_browser
from patience import DEADLINE_S, until
from stream_processes import Program, running

from balance_arcade.cli import main
from balance_arcade.core.events import Event, Scalar, SessionState
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games.registry import known_games
from balance_arcade.server.bodies import Meta, SampleBlock
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import Reply

pytestmark = [pytest.mark.system, pytest.mark.timeout(1800)]

BROWSER = find_browser()
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")
needs_pty = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")


class Station:
    """A station of another make: it reads the stream and gives orders, nothing else."""

    def __init__(self, client: StreamClient) -> None:
        self._client = client
        self.meta: Meta | None = None
        self.state: SessionState | None = None
        self.events: list[Event] = []
        self.fz_n = float("nan")

    def look(self) -> None:
        for message in self._client.poll(0.05):
            match message.body:
                case Meta() as meta:
                    self.meta = meta
                case SessionState() as state:
                    self.state = state
                case Event() as event:
                    self.events.append(event)
                case SampleBlock() as block:
                    self.fz_n = float(block.column("fz_n")[-1])

    def until(self, seen: Callable[[], Any], what: str) -> None:
        def look() -> bool:
            self.look()
            return bool(seen())

        until(look, what)

    def order(self, cmd: str, **args: Scalar) -> Reply:
        return self._client.request(cmd, args, timeout_s=DEADLINE_S)

    @property
    def phase(self) -> str:
        return str(self.state.phase) if self.state is not None else ""

    @property
    def _shown(self) -> tuple[str, str]:
        return self.phase, self.state.prompt if self.state is not None else ""

    def until_phase(self, *phases: str) -> None:
        self.until(lambda: self.phase in phases, f"one of {phases} (now {self.phase})")

    def until_play(self) -> None:
        """Leave out the leans, one after the other, until play begins."""
        self.until_phase("limits", "instruct", "countdown", "play")
        while self.phase == "limits":
            before = self._shown
            self.order("next")
            # Seen before the next order goes out: in play it would end the game.
            self.until(lambda before=before: self._shown != before, "the next lean")
        self.until_phase("play")

    def told(self, kind: str) -> list[Event]:
        return [event for event in self.events if event.kind == kind]


@contextmanager
def station_of(live: str, ctl: str) -> Iterator[Station]:
    with StreamClient(live, ctl) as client:
        yield Station(client)


def recordings(folder: Path) -> list[RecordingReader]:
    """Readers of all recordings, oldest first: all whole, all of one session."""
    assert list(folder.glob("*.part*")) == []
    readers = [RecordingReader(file) for file in folder.glob("*.mcap")]
    assert all(reader.complete for reader in readers)
    assert len({reader.header.session_id for reader in readers} - {""}) == 1
    return sorted(readers, key=lambda reader: reader.header.wall.monotonic_ns)


def check_what_play_left(play: Program, folder: Path) -> None:
    """Exit code, result, recordings and summary of a session that was paused and stopped."""
    assert play.wait() == 0, play.stderr
    (line,) = play.rest()
    result = json.loads(line)
    assert result["game"] == "orchard"
    assert result["seconds"] > 0.0
    # A busy computer lets an emulated board be silent for a moment, which pauses play, and is said.
    asked_for = [pause for pause in result["pauses"] if pause != "The board is silent."]
    assert asked_for == ["A short pause was asked for."]
    readers = recordings(folder)
    assert [reader.header.label for reader in readers] == ["calibration", "1-orchard"]
    events = readers[1].events()
    orders = [event.data["name"] for event in events if event.kind == "session.command"]
    assert orders[-4:] == ["pause", "resume", "easier", "stop"]
    givers = {event.data.get("by") for event in events if event.kind == "session.command"}
    assert len(givers) == 1
    assert re.fullmatch(r"client|station-[0-9a-f]{4}", str(givers.pop()))
    assert [e.data["to"] for e in events if e.kind == "session.phase"][-1] == "ended"
    (summary,) = folder.glob("summary-*.txt")
    assert "A short pause was asked for." in summary.read_text(encoding="utf-8")
    page = summary.with_suffix(".html")
    assert "A short pause was asked for." in page.read_text(encoding="utf-8")
    assert f"summary {page}" in play.stderr


def play_on(board: str, folder: Path) -> Program:
    words = ("play", "orchard", "--board", board, "--headless", "--json", "--seconds", "300")
    return Program(*words, "--any-port", "--out", str(folder))


def endpoints(play: Program) -> tuple[str, str]:
    live, ctl = play.says(r"Stream (\S+), control (\S+)").groups()
    return live, ctl


# -- play, steered over the wire -------------------------------------------------------------------


@pytest.fixture
def arduino(tmp_path: Path) -> Iterator[tuple[arduino_peer.ArduinoPeer, arduino_peer.Cells]]:
    """An emulated board on a pseudo terminal, empty, with an offset in each cell."""
    cells = arduino_peer.Cells((12.0, -5.0, 7.0, 3.0))
    with arduino_peer.ArduinoPeer(rate_hz=100.0, counts_at=cells, link=tmp_path / "tty") as device:
        yield device, cells


def steer(station: Station) -> None:
    """Watch, pause, go on, make easier, stop."""
    station.until_play()
    assert station.state is not None
    assert station.state.activity == "orchard"
    assert station.state.recording.endswith(".mcap")
    assert "under way" in station.order("start").reason
    assert "takes its own zero" in station.order("tare").reason
    assert station.order("pause").status == "accepted"
    station.until_phase("paused")
    assert station.state.reason == "A short pause was asked for."
    assert station.order("resume").status == "accepted"
    station.until_phase("play")
    before = station.state.difficulty
    assert station.order("easier").status == "accepted"
    station.until(lambda: station.state.difficulty < before, "an easier game")
    assert station.order("stop").status == "accepted"
    station.until_phase("ended")


@needs_pty
def test_a_game_on_an_arduino_board_is_steered_over_the_wire(
    tmp_path: Path, arduino: tuple[arduino_peer.ArduinoPeer, arduino_peer.Cells]
) -> None:
    device, cells = arduino
    play = play_on(f"arduino:{device.port}?calibration=nominal", tmp_path)
    with running(play), station_of(*endpoints(play)) as station:
        station.until_phase("step_on")
        cells.load_n = 700.0
        steer(station)
        check_what_play_left(play, tmp_path)
    zero_n = recordings(tmp_path)[1].header.zero_n
    assert zero_n == pytest.approx((12.0, -5.0, 7.0, 3.0), abs=0.2)


def test_a_replayed_person_is_steered_over_the_wire(tmp_path: Path) -> None:
    before, now = tmp_path / "before", tmp_path / "now"
    words = ("play", "orchard", "--board", "sim:?seed=3", "--headless", "--seconds", "60")
    assert main([*words, "--no-summary", "--no-publish", "--out", str(before)]) == 0
    (file,) = before.glob("*orchard*.mcap")
    play = play_on(f"replay:{file}?speed=1", now)
    with running(play), station_of(*endpoints(play)) as station:
        steer(station)
        check_what_play_left(play, now)


# -- play, steered from the page -------------------------------------------------------------------


def visit(url: str, steps: Callable[[Page], Any], *, ends: bool = False) -> None:
    """Do something on the station's page; its console must have nothing to complain about.

    Where that ends the program, the page asks for it again, and the browser says that it is gone.
    """

    async def go() -> None:
        assert BROWSER is not None
        async with browser_page(BROWSER) as page:
            await page.open(url, width=1024, height=768)
            await page.until("document.getElementById('age').dataset.level === 'fresh'")
            await steps(page)
            gone = "WebSocket connection to" if ends else None
            assert [said for said in page.trouble if gone is None or gone not in said] == []

    asyncio.run(asyncio.wait_for(go(), DEADLINE_S))


def text(element: str) -> str:
    return f"document.getElementById('{element}').innerText"


def says(words: str) -> str:
    """Whether the page's message holds these words; an alarm that has passed is acknowledged."""
    # A busy computer is late with samples, and that alarm stands over the words until somebody
    # says OK.
    button = "document.getElementById('message-button')"
    alarm = f"!{button}.hidden && {button}.innerText !== '' && {button}.click()"
    return f"(({alarm}), {text('message')}.includes('{words}'))"


def phase_is(*phases: str) -> str:
    return f"{list(phases)}.includes(document.getElementById('phase').dataset.phase)"


SHOWN = """
fetch("/api/picture").then((answer) => answer.json())
  .then(({ state }) => state.phase + state.prompt)
"""


def click(element: str) -> str:
    return f"document.getElementById('{element}').click()"


@needs_browser
def test_a_game_is_watched_paused_made_easier_and_stopped_from_the_page(tmp_path: Path) -> None:
    play = play_on("sim:?speed=1", tmp_path)

    async def steps(page: Page) -> None:
        await page.until(phase_is("limits"))
        while await page.look(phase_is("limits")):
            before = await page.look(SHOWN)
            await page.key("n")
            # Seen before the key is pressed again: in play it would end the game.
            while await page.look(SHOWN) == before:
                await asyncio.sleep(0.05)
        await page.until(phase_is("play"))
        assert await page.look(text("title")) == "Orchard"
        await page.until("document.getElementById('recorder').title.includes('1-orchard')")
        assert await page.look(text("run-text")) == "Pause"
        await page.look(click("run"))
        await page.until(phase_is("paused"))
        await page.until(says("A short pause was asked for"))
        await page.until(f"{text('run-text')} === 'Resume'")
        await page.look(click("run"))
        await page.until(phase_is("play"))
        before = await page.look(text("difficulty"))
        await page.look(click("easier"))
        await page.until(f"parseInt({text('difficulty')}) < parseInt('{before}')")
        await page.look(click("stop"))
        await page.until(f"{text('stop-text')} === 'Stopped'")

    with running(play):
        live, ctl = endpoints(play)
        # The control port is enough: it says where the stream is.
        assert live != ctl
        station = Program("station", "--ctl", ctl, "--port", "0", "--json")
        with running(station):
            visit(station.json()["station"], steps)
            check_what_play_left(play, tmp_path)


# -- serve -----------------------------------------------------------------------------------------


def serve(board: str, folder: Path, *words: str) -> tuple[Program, dict[str, Any]]:
    program = Program("serve", board, "--json", "--any-port", "--out", str(folder), *words)
    return program, program.json()


def test_serve_begins_games_and_outlives_them(tmp_path: Path) -> None:
    program, start = serve("sim:?speed=4", tmp_path)
    with running(program), station_of(start["live"], start["ctl"]) as station:
        station.until(lambda: station.meta, "what the board says of itself")
        assert station.meta is not None
        assert station.meta.games == known_games()
        assert "Did you mean orchard" in station.order("start", game="orchart").reason
        assert station.order("easier").reason == "no game is under way"
        assert station.order("mark", text="ready").status == "accepted"
        station.until(lambda: station.told("session.mark"), "the mark")

        assert station.order("start", game="orchard", seconds=5).status == "accepted"
        station.until_play()
        station.until_phase("ended")
        # Nobody is told to step off, and nothing is recorded twice: the next game can begin.
        assert station.order("start", game="star-reach", seconds=60).status == "accepted"
        station.until_phase("settle", "centre")
        assert station.order("stop").status == "accepted"
        station.until_phase("ended")
        assert station.state is not None
        assert station.state.reason == "Stopped by order."

        assert station.order("tare").status == "accepted"
        station.until(lambda: station.told("session.tare_failed"), "a refusal in words")
        assert station.told("session.tare_failed")[0].data["reason"].startswith("Somebody")
        assert station.order("stop").status == "accepted"
        assert program.wait() == 0, program.stderr
    end = json.loads(program.rest()[-1])
    assert [result["game"] for result in end["results"]] == ["orchard"]
    assert end["results"][0]["seconds"] == pytest.approx(5.0, abs=0.02)
    readers = recordings(tmp_path)
    assert [reader.header.label for reader in readers] == [
        *("serve", "calibration", "1-orchard", "serve", "calibration", "serve")
    ]
    assert [reader.header.plan.get("games") for reader in readers] == [
        *(None, "orchard", "orchard", None, "star-reach", None)
    ]
    assert end["recordings"] == [str(reader.path) for reader in readers]
    # No sample is in two files, none is lost between them.
    seqs = [sample.seq for reader in readers for sample in reader.forces()]
    assert seqs == list(range(len(seqs)))


@needs_pty
def test_serve_zeroes_an_empty_board_by_order(
    tmp_path: Path, arduino: tuple[arduino_peer.ArduinoPeer, arduino_peer.Cells]
) -> None:
    device, cells = arduino
    program, start = serve(f"arduino:{device.port}?calibration=nominal", tmp_path)
    with running(program), station_of(start["live"], start["ctl"]) as station:
        station.until(lambda: abs(station.fz_n - 17.0) < 1.0, "the offset")
        assert station.order("tare").status == "accepted"
        station.until(lambda: station.told("board.zeroed"), "the zero")
        (told,) = station.told("board.zeroed")
        zero_n = [told.data[f"{corner}_n"] for corner in ("tl", "tr", "bl", "br")]
        assert zero_n == pytest.approx([12.0, -5.0, 7.0, 3.0], abs=0.2)
        station.until(lambda: abs(station.fz_n) < 1.0, "an empty board that reads nothing")
        cells.load_n = 700.0
        station.until(lambda: abs(station.fz_n - 700.0) < 1.0, "the person's weight")
        assert station.order("stop").status == "accepted"
        assert program.wait() == 0, program.stderr
    (reader,) = recordings(tmp_path)
    # What the cells said is kept as it was.
    assert reader.forces()[-1].fz_n == pytest.approx(717.0, abs=1.0)


@needs_browser
def test_the_page_zeroes_the_board_begins_a_game_and_ends_it(tmp_path: Path) -> None:
    # Nobody steps on meanwhile, however busy the computer is.
    board = "sim:?speed=4&step_on=100000"
    program, start = serve(board, tmp_path, "--station", "--no-browser", "--no-summary")

    async def steps(page: Page) -> None:
        await page.until(says("Choose a game"))
        for refused in ("next", "easier", "harder"):
            assert await page.look(f"document.getElementById('{refused}').disabled")
        await page.key("z")
        await page.until(f"{text('events')}.includes('The board is zeroed')")
        await page.until(f"{text('tare-text')} === 'Zero the board'")
        for _ in range(2):  # Calm Lantern stands first, then Even Keel.
            await page.key("g")
        assert await page.look("document.getElementById('game').value") == "orchard"
        await page.look(click("shorter"))
        await page.until(f"{text('duration')} === '0:45'")
        await page.key(" ")
        await page.until(phase_is("zero", "step_on"))
        await page.until("document.getElementById('setup').hidden")
        assert await page.look(text("title")) == "Orchard"
        await page.look(click("stop"))
        await page.until(says("Stopped by order"))
        await page.until("!document.getElementById('setup').hidden")
        # A second press on the same Stop ends nothing; a later one ends the program at the board.
        await page.look(click("stop"))
        await page.until(f"{text('stop-text')} === 'End program'")
        assert program.popen.poll() is None
        await page.look(click("stop"))
        await page.until(says("The session is over"))
        await page.until("document.getElementById('age').textContent === 'over'")
        assert await page.look("document.getElementById('message').dataset.level") == "over"

    with running(program):
        visit(start["station"], steps, ends=True)
        assert program.wait() == 0, program.stderr
    readers = recordings(tmp_path)
    assert [reader.header.label for reader in readers] == ["serve", "calibration", "serve"]
    assert readers[1].header.plan["seconds"] == 45.0
    assert readers[2].header.zero_n is not None
