"""A person who is too heavy, and a cable pulled for good: over the bytes of an Arduino board."""

from __future__ import annotations

import itertools
import os
import threading

import arduino_peer as peer
import pytest
from patience import until
from session_kit import Listener

from balance_arcade.app.headless import play_headless
from balance_arcade.app.host import Host
from balance_arcade.app.opening import open_warm
from balance_arcade.app.playlist import Playlist
from balance_arcade.app.switches import Switches
from balance_arcade.cop.limits import default_limits
from balance_arcade.core.errors import BoardDisconnectedError, ConfigError
from balance_arcade.core.events import Command, Phase, SessionState
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2 as G
from balance_arcade.files.recording import RecordingReader
from balance_arcade.games.setup import plan_games
from balance_arcade.hw import open_board
from balance_arcade.session.plan import SessionPlan

pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")


@pytest.fixture
def cells():
    return peer.Cells()


@pytest.fixture
def device(tmp_path, cells):
    with peer.ArduinoPeer(rate_hz=100.0, counts_at=cells, link=tmp_path / "ttyACM0") as device:
        yield device


def begin(device, folder, options, listener):
    board = open_warm(f"arduino:{device.port}?calibration=nominal{options}")
    times = dict.fromkeys(("zero_s", "settle_s", "centre_s", "countdown_s"), 0.5)
    planned = SessionPlan(
        activities=plan_games(["orchard"], seconds=30.0),
        limits=default_limits(centre_mm=(0.0, 0.0)),
        capacity_n=board.info.capacity_n or float("nan"),
        self_check_s=0.3,
        instruct_s=0.0,
        **times,
    )
    host = Host(board, Switches(publish=False, folder=folder, summary=False), sinks=[listener])
    return host, host.begin(Playlist(("orchard",), plan=planned))


def while_playing(host, session, script):
    """Play, with a script of what happens beside it; returns what ended the play, if anything."""
    doing = threading.Thread(target=script)
    doing.start()
    try:
        play_headless(host, session)
    except BoardDisconnectedError as error:
        return error
    finally:
        doing.join()
        session.run.watchdog.stop()
    return None


def states(listener):
    return [item for item in listener.heard if isinstance(item, SessionState)]


def test_165_kg_is_told_and_plays_once_it_is_140(device, cells, tmp_path):
    listener = Listener()
    host, session = begin(device, tmp_path, "&capacity=150", listener)
    run = session.run

    def heavy():
        until(lambda: run.phase is Phase.STEP_ON, "stepping on")
        cells.load_n = 165.0 * G
        until(lambda: run.state().prompt.startswith("More than this board"), "the words")
        cells.load_n = 140.0 * G
        until(lambda: run.phase is Phase.PLAY, "play")
        session.order(Command("1", "stop"))

    assert while_playing(host, session, heavy) is None
    host.close()
    shown = [prompt for prompt, _ in itertools.groupby(state.prompt for state in states(listener))]
    assert "More than this board carries. Please step off." in shown
    said = {state.reason for state in states(listener) if state.phase is Phase.SETTLE}
    assert "The board can carry at most 150 kg." in said
    assert states(listener)[-1].outcome == "stopped"
    assert all(RecordingReader(file).complete for file in host.recordings)


def test_a_cable_that_stays_out_ends_in_a_fault_and_not_in_praise(device, cells, tmp_path):
    listener = Listener()
    host, session = begin(device, tmp_path, "&silence=1", listener)
    run = session.run

    def pull():
        until(lambda: run.phase is Phase.STEP_ON, "stepping on")
        cells.load_n = 70.0 * G
        until(lambda: run.phase is Phase.PLAY, "play")
        device.unplug()

    error = while_playing(host, session, pull)
    assert error is not None
    with pytest.raises(BoardDisconnectedError):
        host.close()
    last = states(listener)[-1]
    assert (last.phase, last.outcome) == (Phase.ENDED, "fault")
    assert last.prompt == "The board has stopped. Please step off gently."
    assert "did not come back" in last.reason
    assert str(error).startswith(last.reason)
    paused = [state.prompt for state in states(listener) if state.phase is Phase.PAUSED]
    assert set(paused) == {"Hold the rail. Helper: plug in the cable."}
    assert all(RecordingReader(file).complete for file in host.recordings)


@pytest.mark.parametrize(("said", "capacity_n"), [("", None), ("&capacity=150", 150.0 * G)])
def test_the_board_tells_its_capacity_where_it_is_known(device, said, capacity_n):
    with open_board(f"arduino:{device.port}?calibration=nominal{said}") as board:
        assert (board.info.capacity_n or None) == (capacity_n and pytest.approx(capacity_n))


@pytest.mark.parametrize("said", ["0", "-5", "heavy"])
def test_a_capacity_that_is_none_is_refused(device, said):
    with pytest.raises(ConfigError, match="capacity"):
        open_board(f"arduino:{device.port}?capacity={said}")
