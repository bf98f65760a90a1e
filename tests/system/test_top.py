"""All boards in a terminal: as text, as JSON, on a screen, and what is said where it cannot be."""

from __future__ import annotations

import asyncio
import json
import math
import signal

import pytest
from patience import until
from program import run
from stream_processes import Feeder, Program, running

from balance_arcade.commands import top
from balance_arcade.commands.top_rows import COLUMNS, row_of, table_of
from balance_arcade.commands.top_screen import TopScreen
from balance_arcade.core.errors import ConfigError
from balance_arcade.server.station.summary import BoardSummary

pytestmark = pytest.mark.system

ROOM = BoardSummary(
    "tcp://127.0.0.1:5572",
    board="room-2",
    origin="simulated",
    status="live",
    level="fresh",
    age_ms=12,
    rate_hz=99.5,
    nominal_rate_hz=100.0,
    battery_bars=3,
    n_gaps=2,
    n_dropped=1,
    phase="play",
    title="Orchard",
    trial="ab12cd34ef",
    recorder="recording",
    steers="tablet-2",
    n_stations=4,
)
GONE = BoardSummary("tcp://127.0.0.1:5574", board="room-3", level="red", trouble="It is silent.")


def test_a_row_says_all_that_is_known_and_nothing_that_is_not():
    row = dict(zip(COLUMNS, row_of(ROOM), strict=True))
    assert list(row.values()) == [
        *("room-2 [SIMULATED]", "live", "12 ms", "99.5 of 100 Hz", "2, 1 dropped", "3 of 4"),
        *("Orchard play", "ab12cd34", "recording", "4", "tablet-2", ""),
    ]
    lines = table_of([ROOM, GONE]).splitlines()
    assert lines[0].split() == [name for name in COLUMNS if name]
    assert lines[2].endswith("It is silent.")


def test_the_screen_follows_what_is_known():
    boards = [ROOM, GONE]

    async def look():
        screen = TopScreen(lambda: boards)
        async with screen.run_test(size=(170, 20)) as pilot:
            await pilot.pause()
            table = screen.query_one("DataTable")
            assert str(table.get_cell("0", "0")) == "room-2 [SIMULATED]"
            assert "room-3: It is silent." in str(screen.query_one("#told").render())
            boards[1] = BoardSummary(GONE.ctl, board="room-3", level="fresh", age_ms=7)
            screen.draw()
            await pilot.pause()
            assert str(table.get_cell("1", "1")) == "live"
            assert "No alarm." in str(screen.query_one("#told").render())
            await pilot.press("q")
        assert not screen.is_running

    asyncio.run(look())


def test_it_says_how_to_install_the_screen(monkeypatch):
    class Terminal:
        def isatty(self):
            return True

    monkeypatch.setattr(top.sys, "stdout", Terminal())
    monkeypatch.setitem(top.sys.modules, "balance_arcade.commands.top_screen", None)
    with pytest.raises(ConfigError, match="textual is not installed") as raised:
        top._screen()
    assert "pip install 'balance-arcade[top]'" in raised.value.hint


def test_once_and_json_need_no_terminal():
    feeder = Feeder(board="room-2")
    with running(feeder):
        port = feeder.ctl.rsplit(":", 1)[1]
        done = run("top", port, "--once", "--json")
        (told,) = map(json.loads, done.stdout.splitlines())
        assert (told["board"], told["level"], told["n_stations"]) == ("room-2", "fresh", 1)
        assert math.isclose(told["rate_hz"], 100.0, rel_tol=0.3)
        refused = run("top", port)
        assert refused.returncode == 1
        assert "no terminal" in refused.stderr
        stream = Program("top", port, "--json")
        with running(stream):
            until(lambda: stream.json()["level"] == "fresh", "a board")
            feeder.end(signal.SIGKILL)
            until(lambda: "sent nothing" in stream.json()["trouble"], "its loss")
            assert stream.end(signal.SIGINT) == 130
