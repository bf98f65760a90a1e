"""Boards that are switched off after a session, by an emulated bluetoothd on a real D-Bus."""

import sys

import pytest

pytest.importorskip("jeepney")

from bluez_peer import DBUS_DAEMON, DEVICE, BluezPeer, PrivateBus, RadioBoard
from session_kit import Listener, stream
from wii_room import ONE, read_n

from balance_arcade.commands.board_off import BoardOffWords
from balance_arcade.hw.wii import connector, off
from balance_arcade.hw.wii.off import SWITCHED_OFF, switch_off
from balance_arcade.session.local_source import LocalSource

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="BlueZ is Linux only"),
    pytest.mark.skipif(DBUS_DAEMON is None, reason="dbus-daemon is missing (Debian: dbus-daemon)"),
]


class LinkPeer(BluezPeer):
    """bluetoothd that ends a link when it is asked to, unless it is stubborn."""

    stubborn = False

    def _do_disconnect(self, message):
        self._reply(message)
        if not self.stubborn:
            self.change(self.board.path, DEVICE, "Connected", ("b", False))


@pytest.fixture
def radio(tmp_path):
    """A bus with bluetoothd, which knows a connected board."""
    folder = tmp_path / "bus"
    folder.mkdir()
    bus = PrivateBus(folder)
    peer = LinkPeer(bus.address, RadioBoard(ONE))
    peer.know(peer.board, Paired=("b", True), Trusted=("b", True), Connected=("b", True))
    peer.bus = bus.address
    yield peer
    peer.close()
    bus.close()


def test_its_link_is_ended_and_that_is_seen(radio):
    assert switch_off(ONE, bus=radio.bus) == SWITCHED_OFF
    assert "Disconnect" in radio.names()


def test_one_that_its_button_would_not_bring_back_is_left_on(radio):
    radio.know(radio.board, Paired=("b", True), Connected=("b", True))
    assert "it is not trusted" in switch_off(ONE, bus=radio.bus)
    assert "Disconnect" not in radio.names()


def test_a_link_that_does_not_end_is_not_called_off(radio, monkeypatch):
    monkeypatch.setattr(off, "DEADLINE_S", 0.3)
    radio.stubborn = True
    said = switch_off(ONE, bus=radio.bus)
    assert said.startswith("The board stays on: its connection did not end.")
    assert f"bluetoothctl disconnect {ONE}" in said


def test_what_bluez_refuses_is_said(radio):
    radio.errors["Disconnect"] = ["org.bluez.Error.NotConnected: Not Connected"]
    assert switch_off(ONE, bus=radio.bus).startswith("The board stays on. ")


def test_a_board_that_bluez_has_not_connected_is_not_touched(radio):
    radio.know(radio.board, Paired=("b", True), Trusted=("b", True))
    assert "BlueZ does not know of its connection" in switch_off(ONE, bus=radio.bus)
    assert "Disconnect" not in radio.names()


def test_without_a_bus_the_board_stays_on(tmp_path):
    said = switch_off(ONE, bus=f"unix:path={tmp_path}/none")
    assert said.startswith("The board stays on. There is no system D-Bus here")


@pytest.mark.parametrize("option", [{}, {"off": 1}])
def test_a_source_says_it_after_everything_else(room, radio, monkeypatch, capsys, option):
    told = lambda device: switch_off(device, bus=radio.bus)  # noqa: E731 - stands in for one
    monkeypatch.setattr(connector, "switch_off", told)
    room.plug()
    board = room.open(**option)
    read_n(board, 3)
    listener = Listener()
    source = LocalSource(board, stream(), sinks=[listener, BoardOffWords()])
    source.stop()
    said = [event.data["message"] for event in listener.events("board.off")]
    assert said == ([SWITCHED_OFF] if option else [])
    assert capsys.readouterr().err == (f"{SWITCHED_OFF}\n" if option else "")
    board.close()
    assert radio.names().count("Disconnect") == len(option)


def test_a_board_that_is_away_at_the_end_was_not_switched_off(room, radio, monkeypatch):
    monkeypatch.setattr(connector, "switch_off", lambda device: SWITCHED_OFF)
    peer = room.plug()
    board = room.open(off=1)
    read_n(board, 3)
    room.linux.unplug(1)
    peer.vanish()
    while board.away is None:
        board.read(0.1)
    board.close()
    assert board.off_words == "The board was away at the end, so it was not switched off."
