"""What ``doctor`` says of Wii boards, on machines made of files."""

import platform
import random
import sys
import types

import pytest
from wii_board import WiiBoardModel
from wii_peer import WiiPeer
from wii_room import ONE, Room

from balance_arcade.hw import diagnose_boards
from balance_arcade.hw.wii import diagnosis
from balance_arcade.hw.wii.bluez.checks import Paired
from balance_arcade.hw.wii.diagnosis import SystemPlaces, diagnose

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at Linux")


class Machine(Room):
    """A room with settings, paired devices and modules."""

    def __init__(self, folder):
        super().__init__(folder)
        self.folder = folder
        self.shut = set()
        self.has_bluetoothctl = True
        self.told = None
        for part in ("etc/bluetooth", "bluetooth", "modules"):
            (folder / part).mkdir(parents=True)

    def pair(self, *, bonded=True, name="Nintendo RVL-WBC-01"):
        info = self.folder / "bluetooth" / "00:11:22:33:44:55" / ONE / "info"
        info.parent.mkdir(parents=True)
        key = "[LinkKey]\nKey=0123456789ABCDEF0123456789ABCDEF\n" if bonded else ""
        info.write_text(f"[General]\nName={name}\nTrusted=true\n\n{key}")

    def configure(self, text):
        (self.folder / "etc/bluetooth/input.conf").write_text(text)

    def load(self):
        (self.linux.sys_root / "module" / "hid_wiimote").mkdir(parents=True)

    def findings(self, listen_s=0.0):
        places = SystemPlaces(
            listen_s=listen_s,
            system=self.system,
            etc=self.folder / "etc",
            bluetooth=self.folder / "bluetooth",
            modules=self.folder / "modules",
            find_program=lambda name: "/usr/bin/x" if self.has_bluetoothctl else None,
            may_open=lambda path, mode: path.exists() and path.name not in self.shut,
            run=lambda words: None,
            ask_bluez=lambda: self.told,
        )
        return {finding.name: finding for finding in diagnose(places)}


@pytest.fixture
def machine(tmp_path):
    made = Machine(tmp_path)
    yield made
    for close in reversed(made.opened):
        close()


def test_a_board_that_is_ready(machine):
    machine.plug()
    machine.pair()
    machine.configure("[General]\n#IdleTimeout=30\nUserspaceHID=true\n")
    found = machine.findings()
    assert {name: finding.level for name, finding in found.items()} == {
        "Wii pairing": "ok",
        "Bluetooth": "ok",
        "Wii trust": "ok",
        "Wii nodes": "ok",
        "Wii battery": "ok",
    }
    assert ONE in found["Wii pairing"].what
    assert "4 of 4 bars" in found["Wii battery"].what


def test_no_board_is_no_fault(machine):
    findings = machine.findings()
    assert list(findings) == ["Wii pairing"]
    assert findings["Wii pairing"].level == "ok"
    assert "SYNC" in findings["Wii pairing"].hint
    machine.has_bluetoothctl = False
    assert "no bluetoothctl" in machine.findings()["Wii pairing"].what
    machine.has_bluetoothctl = True
    machine.shut.add("bluetooth")
    assert "may not be read" in machine.findings()["Wii pairing"].what
    machine.told = [Paired(ONE, bonded=True, trusted=False)]
    assert "Paired, but not connected" in machine.findings()["Wii pairing"].what
    assert machine.findings()["Wii trust"].level == "warn"


def test_another_paired_device_is_none_of_ours(machine):
    machine.pair(name="Keyboard")
    assert "is paired or connected" in machine.findings()["Wii pairing"].what


def test_a_board_that_is_paired_but_not_connected(machine):
    machine.pair()
    finding = machine.findings()["Wii pairing"]
    assert (finding.level, finding.hint) == ("warn", "Press the button at the board's front.")
    assert ONE in finding.what


@pytest.mark.parametrize(
    ("settings", "fails"), [("", True), ("ClassicBondedOnly=false\n", False), (None, False)]
)
def test_a_board_without_a_key(machine, settings, fails):
    machine.pair(bonded=False)
    if settings is not None:
        machine.configure("[General]\n" + settings)
    finding = machine.findings().get("Wii in BlueZ")
    assert (finding is not None) == fails
    if fails:
        assert finding.level == "fail"
        assert "ClassicBondedOnly" in finding.what


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[General]\nIdleTimeout=30\n", "IdleTimeout=30"),
        ("[General\n", "cannot be read or understood"),
    ],
)
def test_settings_of_bluez(machine, text, says):
    machine.plug()
    machine.configure(text)
    finding = machine.findings()["Wii in BlueZ"]
    assert finding.level == "warn"
    assert says in finding.what


@pytest.mark.parametrize(
    ("shut", "level", "says"),
    [
        ({"hidraw1"}, "warn", "only the kernel's values"),
        ({"event1"}, "warn", "a look at the battery"),
        ({"hidraw1", "event1"}, "fail", "You may not open"),
    ],
)
def test_permissions(machine, shut, level, says):
    machine.plug()
    machine.shut |= shut
    finding = machine.findings()["Wii nodes"]
    assert finding.level == level
    assert says in finding.what
    assert "70-balance-arcade-wii.rules" in finding.hint


def test_the_rule_is_installed_but_does_not_hold_yet(machine):
    machine.plug()
    machine.shut |= {"hidraw1", "event1"}
    rules = machine.folder / "etc/udev/rules.d"
    rules.mkdir(parents=True)
    (rules / "70-balance-arcade-wii.rules").touch()
    assert "is installed" in machine.findings()["Wii nodes"].hint


def test_missing_nodes(machine):
    machine.plug()
    for node in machine.linux.dev_root.glob("**/*1"):
        node.unlink()
    finding = machine.findings()["Wii nodes"]
    assert finding.level == "fail"
    assert "should exist" in finding.what
    machine.linux.unplug(1)
    machine.plug(number=2, hidraw=False)
    assert "only the kernel's values" in machine.findings()["Wii nodes"].what


def test_the_kernels_driver(machine):
    machine.plug(devtype="", event=False)
    finding = machine.findings()["Wii driver"]
    assert finding.level == "warn"
    assert "Install a kernel" in finding.hint
    module = machine.folder / "modules" / platform.release() / "kernel/drivers/hid"
    module.mkdir(parents=True)
    (module / "hid-wiimote.ko.xz").touch()
    assert machine.findings()["Wii driver"].hint == "sudo modprobe hid-wiimote"
    machine.load()
    assert "not bound" in machine.findings()["Wii driver"].what


def test_a_driver_that_made_no_input_node(machine):
    machine.plug(event=False)
    assert "no input node" in machine.findings()["Wii driver"].what


def test_a_device_that_may_be_a_remote(machine):
    machine.plug(devtype="", name="Nintendo RVL-CNT-01", event=False)
    finding = machine.findings()["Wii pairing"]
    assert finding.level == "warn"
    assert "from a Wii Remote" in finding.what


@pytest.mark.parametrize(
    ("level", "expected"), [(0x99, "ok"), (0x79, "ok"), (0x70, "warn"), (0x50, "fail")]
)
def test_the_battery(machine, level, expected):
    board = WiiBoardModel()
    board.battery = level
    machine.plug(WiiPeer(board))
    finding = machine.findings()["Wii battery"]
    assert finding.level == expected
    assert (finding.hint == "") == (expected == "ok")


@pytest.mark.parametrize("driver", [{}, {"devtype": "", "event": False}])
def test_a_node_whose_board_is_gone(machine, driver):
    """The kernel still knows a charge, and tells it after a second; hidraw says nothing at all."""
    peer = machine.plug(**driver)
    assert machine.findings()["Wii battery"].level == "ok"
    peer.mute = True
    finding = machine.findings()["Wii battery"]
    assert finding.level == "fail"
    assert "does not answer" in finding.what
    assert "button" in finding.hint


def test_a_dead_cell_is_named(machine):
    noise = random.Random(3)
    cells = [19.0, 16.0, 18.0, 17.0]
    load = lambda t_s: (cells[0], *(kg + noise.gauss(0.0, 0.05) for kg in cells[1:]))  # noqa: E731
    machine.plug(WiiPeer(load=load))
    finding = machine.findings(listen_s=1.8)["Wii cells"]
    assert finding.level == "warn"
    assert finding.what.startswith("The front-left cell does not move")


def test_other_systems(monkeypatch):
    monkeypatch.setattr(diagnosis.sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "hid", None)
    assert "balance-arcade[wii]" in diagnose()[0].hint
    hid = types.SimpleNamespace(device=object, enumerate=lambda vendor, product: [])
    monkeypatch.setitem(sys.modules, "hid", hid)
    assert diagnose()[0].what == "No Wii Balance Board is connected."
    assert "windows.md" in diagnose()[0].hint
    hid.enumerate = lambda vendor, product: [{"path": b"x", "serial_number": ONE}]
    assert ONE in diagnose()[0].what


def test_this_machine_is_looked_at():
    assert any(finding.name.startswith("Wii") for finding in diagnose_boards())
