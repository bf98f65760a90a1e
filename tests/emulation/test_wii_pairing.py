"""`pair` against an emulated bluetoothd on a real D-Bus of its own."""

import json
import sys

import pytest

pytest.importorskip("jeepney")

from bluez_peer import DBUS_DAEMON, DEVICE, HCI, SHUT, BluezPeer, PrivateBus, RadioBoard
from patience import DEADLINE_S
from wii_room import ONE, TWO

from balance_arcade.cli import main
from balance_arcade.commands import pair as command
from balance_arcade.core.errors import BoardNotFoundError, BoardUnavailableError, UnavailableReason
from balance_arcade.hw.wii.bluez import pairing
from balance_arcade.hw.wii.bluez.dbus import BusError, open_bus
from balance_arcade.hw.wii.bluez.pair import known_boards, pair_board
from balance_arcade.hw.wii.bluez.pairing import Wishes

pytestmark = [
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="BlueZ is Linux only"),
    pytest.mark.skipif(DBUS_DAEMON is None, reason="dbus-daemon is missing (Debian: dbus-daemon)"),
]
# All its bytes are ASCII, so an agent can say it.
SAYABLE = "12:34:56:78:41:42"


class Desk:
    """A computer with a bus, bluetoothd and a board near it."""

    def __init__(self, folder, room):
        self.folder, self.room = folder, room
        self.bus = self.bluez = None
        self.version = "5.86"
        self.said = []
        self.board = RadioBoard(ONE)

    def start(self, board="ours", *, extra="", bluez=True, **traits):
        (self.folder / "bus").mkdir()
        self.bus = PrivateBus(self.folder / "bus", extra)
        if bluez:
            board = self.board if board == "ours" else board
            self.bluez = BluezPeer(self.bus.address, board, **traits)
            self.bluez.connected = lambda: self.room.plug(uniq=ONE)
        return self

    def hear(self, text):
        self.said.append(text)

    def run(self, words):
        return self.version if words[0].endswith("bluetoothd") else None

    def pair(self, *, seconds=DEADLINE_S, adapter="", say=None, **wishes):
        return pair_board(
            Wishes(seconds=seconds, **wishes),
            adapter=adapter,
            say=say or self.hear,
            bus=self.bus.address,
            system=self.room.system,
            run=self.run,
        )

    def block(self, kind):
        node = self.room.linux.sys_root / "class/rfkill/rfkill0"
        node.mkdir(parents=True)
        for name, text in {"type": "bluetooth", "soft": "0", "hard": "0", kind: "1"}.items():
            (node / name).write_text(text + "\n")

    def close(self):
        for each in (self.bluez, self.bus):
            if each is not None:
                each.close()


@pytest.fixture
def desk(tmp_path, room):
    made = Desk(tmp_path, room)
    yield made
    made.close()


def test_a_board_is_paired_trusted_and_connected_at_once(desk):
    desk.start()
    board = desk.pair()
    assert (board.address, board.adapter, board.new) == (f"wii:{ONE}", "hci0", True)
    assert board.bluez == "BlueZ 5.86"
    assert board.node is not None
    assert board.notes == ()
    # Nothing may come between these three: the board goes off after five seconds.
    names = desk.bluez.names()
    start = names.index("Pair")
    assert names[start - 1 : start + 3] == ["StopDiscovery", "Pair", "Set", "Connect"]
    assert desk.bluez.calls[start + 1][1] == (DEVICE, "Trusted", ("b", True))
    assert desk.board.pins == [bytes.fromhex("1371da7d1a00")]
    assert names[-1] == "UnregisterAgent"


def test_no_bus_and_no_package(desk, monkeypatch, tmp_path):
    with pytest.raises(BoardUnavailableError, match="no system D-Bus"):
        pair_board(Wishes(), say=desk.hear, bus=f"unix:path={tmp_path}/none")
    monkeypatch.setitem(sys.modules, "jeepney", None)
    with pytest.raises(BoardUnavailableError, match=r"balance-arcade\[pair\]"):
        pair_board(Wishes(), say=desk.hear)


def test_no_bluetoothd(desk):
    desk.start(bluez=False)
    with pytest.raises(BoardUnavailableError, match="bluetoothd does not run") as caught:
        desk.pair()
    assert caught.value.reason is UnavailableReason.BLUETOOTH_OFF
    assert "systemctl enable" in caught.value.hint


def test_no_permission(desk):
    desk.start(extra=SHUT)
    with pytest.raises(BoardUnavailableError, match="may not use Bluetooth") as caught:
        desk.pair()
    assert caught.value.reason is UnavailableReason.PERMISSION


def test_no_adapter_and_another_adapter(desk):
    desk.start(adapter=False)
    with pytest.raises(BoardUnavailableError, match="has no Bluetooth adapter"):
        desk.pair()
    desk.block("hard")
    with pytest.raises(BoardUnavailableError, match="blocked by rfkill"):
        desk.pair()
    desk.bluez.objects[HCI] = {"org.bluez.Adapter1": {"Address": ("s", ONE), "Powered": ("b", 1)}}
    with pytest.raises(BoardUnavailableError, match="There is: hci0"):
        desk.pair(adapter="hci7")


def test_an_adapter_that_is_off_is_switched_on(desk):
    desk.start()
    desk.bluez.objects[HCI]["org.bluez.Adapter1"]["Powered"] = ("b", False)
    assert desk.pair().new
    assert ("Set", ("org.bluez.Adapter1", "Powered", ("b", True))) in desk.bluez.calls


@pytest.mark.parametrize("error", ["Blocked", "Failed"])
def test_an_adapter_that_is_blocked(desk, error):
    desk.start()
    desk.bluez.objects[HCI]["org.bluez.Adapter1"]["Powered"] = ("b", False)
    desk.bluez.errors["Set"] = [f"org.bluez.Error.{error}"]
    if error == "Failed":
        desk.block("soft")
    with pytest.raises(BoardUnavailableError, match="rfkill unblock bluetooth"):
        desk.pair()


@pytest.mark.parametrize("near", [None, RadioBoard(TWO, name="Nintendo RVL-CNT-01")])
def test_no_board_until_the_deadline(desk, near):
    desk.start(near)
    with pytest.raises(BoardNotFoundError, match=r"within 0\.3 seconds") as caught:
        desk.pair(seconds=0.3)
    assert "red SYNC button inside the battery case" in caught.value.hint
    assert desk.said[0].startswith("Press the red SYNC button inside the battery case")
    assert "Pair" not in desk.bluez.names()
    assert desk.bluez.names()[-2:] == ["StopDiscovery", "UnregisterAgent"]


def test_a_board_that_was_named_and_is_not_there(desk):
    desk.start()
    with pytest.raises(BoardNotFoundError) as caught:
        desk.pair(seconds=0.3, device=TWO)
    assert caught.value.address == f"wii:{TWO}"


def test_the_pin_is_asked_and_can_be_said(desk):
    desk.start(pins="asks", host=SAYABLE)
    assert desk.pair().new
    assert desk.board.pins == [bytes.fromhex("424178563412")]


# No UTF-8; a NUL, at which BlueZ would end the PIN.
@pytest.mark.parametrize("host", ["00:1A:7D:DA:71:13", "00:31:32:33:34:35"])
def test_the_pin_is_asked_and_cannot_be_said(desk, host):
    desk.start(pins="asks", host=host)
    with pytest.raises(BoardUnavailableError, match="D-Bus cannot carry it") as caught:
        desk.pair()
    assert "5.80 or newer" in caught.value.hint
    assert desk.board.pins == []


def test_a_refusal_is_said_and_tried_again(desk):
    desk.start()
    desk.bluez.errors["Pair"] = ["org.bluez.Error.AuthenticationCanceled"]
    assert desk.pair().new
    assert any("went away while it was paired" in text for text in desk.said)
    assert desk.bluez.names().count("Pair") == 2


def test_a_board_that_always_refuses(desk):
    desk.start()
    desk.bluez.errors["Pair"] = ["org.bluez.Error.AuthenticationFailed"] * 9
    with pytest.raises(BoardUnavailableError, match="refused the PIN") as caught:
        desk.pair()
    assert "SYNC" in caught.value.hint
    assert desk.bluez.names().count("Pair") == 5


def test_an_error_that_nobody_knows(desk):
    desk.start()
    desk.bluez.errors["Pair"] = ["org.bluez.Error.Strange: the moon"]
    with pytest.raises(BoardUnavailableError, match="Strange: the moon"):
        desk.pair()


def test_a_version_that_answers_with_a_wrong_pin_first(desk):
    desk.version = "5.78"
    desk.start(pins="zero_first")
    desk.board.presses = 1
    assert desk.pair().new
    assert desk.board.pins == [b"0000", bytes.fromhex("1371da7d1a00")]
    assert any("BlueZ 5.78" in text and "Press SYNC again" in text for text in desk.said)


def test_a_version_that_answers_with_a_wrong_pin_and_nobody_presses_again(desk):
    desk.version = "5.73"
    desk.start(pins="zero_first")
    with pytest.raises(BoardUnavailableError, match="does not answer") as caught:
        desk.pair(seconds=0.5)
    assert "5.80 or newer" in caught.value.hint
    assert "noplugin=autopair" in caught.value.hint


def test_nodes_that_will_be_left_over_are_a_note(desk):
    desk.version = "5.76"
    desk.start()
    assert any("UserspaceHID=false" in text for text in desk.pair().notes)


def test_a_paired_board_is_trusted_and_waited_for(desk):
    desk.start()
    desk.board.awake = False
    desk.bluez.know(desk.board, Paired=("b", True))

    def press(text):
        desk.hear(text)
        if "button at the board's front" in text:
            desk.bluez.come()

    board = desk.pair(say=press)
    assert not board.new
    assert desk.bluez.objects[desk.board.path][DEVICE]["Trusted"] == ("b", True)
    assert "Pair" not in desk.bluez.names()


def test_a_paired_board_that_does_not_come(desk):
    desk.start()
    desk.board.awake = False
    desk.bluez.know(desk.board, Paired=("b", True))
    with pytest.raises(BoardUnavailableError, match="did not connect within") as caught:
        desk.pair(seconds=0.3)
    assert caught.value.reason is UnavailableReason.SILENT


def test_a_board_whose_key_is_old_is_paired_anew(desk):
    desk.start()
    desk.bluez.know(desk.board, Paired=("b", True), Trusted=("b", True))
    assert desk.pair().new
    assert desk.bluez.names().index("RemoveDevice") < desk.bluez.names().index("Pair")


def test_a_board_that_is_connected_without_a_key(desk):
    desk.start()
    desk.bluez.know(desk.board, Connected=("b", True))
    assert desk.pair().new
    assert "RemoveDevice" in desk.bluez.names()


def test_another_board_than_the_one_that_is_there(desk):
    desk.start()
    desk.room.plug(uniq=TWO, number=2)
    other = RadioBoard(TWO)
    desk.bluez.know(other, Paired=("b", True), Trusted=("b", True), Connected=("b", True))
    assert desk.pair(another=True).address == f"wii:{ONE}"
    assert desk.pair(device=TWO).address == f"wii:{TWO}"


def test_bluez_is_busy_when_it_should_connect(desk):
    desk.start()
    desk.bluez.errors["Connect"] = ["org.bluez.Error.InProgress: br-connection-busy"] * 2
    assert desk.pair().new
    assert desk.bluez.names().count("Connect") == 3


def test_bluez_cannot_make_an_input_device(desk):
    desk.start()
    desk.bluez.errors["Connect"] = ["org.bluez.Error.Failed: br-connection-profile-unavailable"]
    with pytest.raises(BoardUnavailableError, match="modprobe") as caught:
        desk.pair()
    assert caught.value.reason is UnavailableReason.DRIVER_MISSING


def test_a_board_that_was_paired_but_not_connected(desk):
    desk.start()
    desk.bluez.errors["Connect"] = ["org.bluez.Error.Failed: br-connection-page-timeout"]

    def press(text):
        desk.hear(text)
        desk.board.awake = desk.board.awake and "could not connect" not in text
        if "at the board's front" in text:
            desk.bluez.come()

    assert desk.pair(say=press).new


def test_a_board_without_a_node(desk, monkeypatch):
    monkeypatch.setattr(pairing, "_NODE_S", 0.0)
    desk.start()
    desk.bluez.connected = lambda: None
    board = desk.pair()
    assert board.node is None
    assert any("doctor" in note for note in board.notes)


def test_bluetoothd_ends_meanwhile(desk):
    desk.start(None)
    with pytest.raises(BoardUnavailableError, match="bluetoothd does not"):
        desk.pair(say=lambda text: desk.bus.close())
    desk.bus = None


def test_the_agent_answers_for_its_board_only(desk):
    desk.start(pins="asks", host=SAYABLE)
    desk.bluez.asks_about = f"{HCI}/dev_77_77_77_77_77_77"
    with pytest.raises(BoardUnavailableError, match="pairing was refused"):
        desk.pair()
    assert desk.board.pins == []


def test_what_bluez_knows_is_read_over_the_bus(desk):
    desk.start()
    desk.pair()
    with open_bus("wii:", bus=desk.bus.address) as bus:
        assert known_boards(bus) == [(ONE, True, True)]
        with pytest.raises(BusError, match=r"ServiceUnknown"):
            bus.call("org.example.None", "/", "org.example", "Nothing")


def test_the_command(desk, monkeypatch, capsys):
    desk.start()
    monkeypatch.setattr(
        command, "pair_board", lambda wishes, adapter, say: desk.pair(say=say, device=wishes.device)
    )
    assert main(["pair", f"wii:{ONE.lower()}", "--json"]) == 0
    output = capsys.readouterr()
    assert json.loads(output.out)["address"] == f"wii:{ONE}"
    assert "leave the board alone" in output.err
    assert main(["pair"]) == 0
    assert "was paired" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["arduino:"], "Only Wii boards"),
        (["--seconds", "inf"], "longer than 0 s"),
        (["wii:?a=1"], "unknown"),
        (["wii:00:19"], "no Bluetooth address"),
    ],
)
def test_wrong_words(words, says, capsys):
    assert main(["pair", *words]) == 1
    assert says in capsys.readouterr().err
