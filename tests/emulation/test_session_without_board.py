"""Boards that go away in a session and come back, or not: emulated at nodes and a pty."""

from __future__ import annotations

import os
import sys

import arduino_peer as peer
import msgspec
import pytest
from away_room import Played
from patience import until
from wii_peer import WiiPeer
from wii_room import TWO

from balance_arcade.app.opening import open_warm
from balance_arcade.core.errors import BoardDisconnectedError
from balance_arcade.core.events import Command, Phase
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2 as G
from balance_arcade.files.recording import RecordingReader

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="hidraw is Linux's")
posix = pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals")

BACK_IN_PLAY = ["play", "paused", "settle", "centre", "countdown", "play", "ended"]


def swaying(t_s):
    """70 kg on four cells that all live: none of them stands still."""
    sway = 0.4 * ((t_s * 7.0) % 1.0)
    return (19.0 + sway, 16.0 - 0.8 * sway, 18.0 - sway, 17.0 + 0.8 * sway)


def stop(session):
    session.order(Command("end", "stop"))


@linux
@pytest.mark.parametrize("road", ["hidraw", "evdev"])
def test_a_wii_board_comes_back_by_its_front_button(room, tmp_path, road):
    first = room.plug(WiiPeer(load=swaying))
    played = Played(room.open(transport=road), tmp_path)
    run = played.run

    def goes_and_comes():
        until(lambda: run.phase is Phase.PLAY, "play")
        room.linux.unplug(1)
        first.vanish()
        until(lambda: run.state().away is not msgspec.UNSET, "the words")
        until(lambda: run.state().time_left_s <= 29.0, "a second less")
        second = WiiPeer(load=swaying)
        # Still held down when the first samples come: that press has only connected the board.
        second.board.button = True
        room.plug(second, number=5)
        until(lambda: played.route().count("settle") > 1, "the way back")
        second.board.button = False
        until(lambda: run.phase is Phase.PLAY, "play again")
        stop(played.session)

    assert played.play(goes_and_comes) is None
    played.host.close()
    assert played.route()[-7:] == BACK_IN_PLAY
    gone = [state for state in played.states if state.away == "front-button"]
    assert {state.prompt for state in gone} == {"Hold the rail. Helper: press the front button."}
    assert {state.reason for state in gone} == {
        "The board is disconnected. Press the button at its front."
    }
    assert gone[0].time_left_s == 30.0
    kinds = [kind for kind in played.kinds() if kind != "board.gap"]
    assert kinds == ["board.away", "board.back"]
    assert all(RecordingReader(file).complete for file in played.host.recordings)


@linux
def test_another_wii_board_is_named_and_the_session_ends_with_everything_kept(room, tmp_path):
    first = room.plug(WiiPeer(load=swaying))
    played = Played(room.open(silence=2), tmp_path, summary=True)
    run = played.run

    def goes():
        until(lambda: run.phase is Phase.PLAY, "play")
        room.linux.unplug(1)
        first.vanish()
        until(lambda: run.state().away is not msgspec.UNSET, "the words")
        room.plug(WiiPeer(load=swaying), uniq=TWO, number=2)

    error = played.play(goes)
    assert error is not None
    assert f"Another board is connected: wii:{TWO}." in str(error)
    with pytest.raises(BoardDisconnectedError):
        played.host.close("fault")
    named = [s for s in played.states if s.prompt == "That is another board. Use the first one."]
    assert f"Another board is there, wii:{TWO}: not used." in named[0].reason
    last = played.states[-1]
    assert (last.phase, last.outcome, last.away) == (Phase.ENDED, "fault", msgspec.UNSET)
    assert last.prompt == "The board has stopped. Please step off gently."
    assert "disconnected for 2" in last.reason
    assert [k for k in played.kinds() if k != "board.gap"] == [
        "board.away",
        "board.other",
        "board.lost",
    ]
    assert len(played.host.recordings) == 2
    assert all(RecordingReader(file).complete for file in played.host.recordings)
    (page,) = tmp_path.glob("summary-*.html")
    assert "Orchard" in page.read_text(encoding="utf-8")


@linux
@pytest.mark.parametrize("road", ["hidraw", "evdev"])
def test_the_front_button_resumes_a_pause_by_order(room, tmp_path, road):
    device = room.plug(WiiPeer(load=swaying))
    played = Played(room.open(transport=road), tmp_path)
    run, session = played.run, played.session

    def pauses():
        until(lambda: run.phase is Phase.PLAY, "play")
        session.order(Command("1", "pause", by="station-1"))
        until(lambda: run.phase is Phase.PAUSED, "the pause")
        device.board.button = True
        until(lambda: "board.button" in played.kinds(), "the press")
        device.board.button = False
        until(lambda: run.phase is Phase.PLAY, "play again")
        stop(session)

    assert played.play(pauses) is None
    played.host.close()
    assert played.kinds().count("board.button") == 1
    orders = [e.data for e in played.listener.events("session.command")]
    resumed = {"name": "resume", "answer": "accepted", "by": "board-button"}
    assert resumed in orders


@posix
def test_a_cable_that_is_put_back_goes_on_where_it_was(tmp_path):
    cells = peer.Cells()
    link = tmp_path / "ttyACM0"
    with peer.ArduinoPeer(rate_hz=100.0, counts_at=cells, link=link) as device:
        cells.load_n = 70.0 * G
        played = Played(open_warm(f"arduino:{device.port}?calibration=nominal"), tmp_path)
        run = played.run

        def pull():
            until(lambda: run.phase is Phase.PLAY, "play")
            device.unplug()
            until(lambda: run.state().away == "cable", "the words")
            device.plug(link)
            until(lambda: run.phase is Phase.PLAY, "play again")
            stop(played.session)

        assert played.play(pull) is None
        played.host.close()
    assert played.route()[-7:] == BACK_IN_PLAY
    gone = [state for state in played.states if state.away == "cable"]
    assert {state.prompt for state in gone} == {"Hold the rail. Helper: plug in the cable."}
    assert "board.back" in played.kinds()
    assert all(RecordingReader(file).complete for file in played.host.recordings)
