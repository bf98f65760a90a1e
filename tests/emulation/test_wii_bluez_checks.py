"""What ``doctor`` says of BlueZ: by version, adapter, trust, settings and log."""

from pathlib import Path

import pytest
from wii_room import ONE, TWO

from balance_arcade.hw.wii.bluez.checks import Paired, check_bluez
from balance_arcade.hw.wii.bluez.facts import FACTS, facts_of
from balance_arcade.hw.wii.bluez.host import (
    adapter_names,
    installed_version,
    rfkill_block,
    run_program,
)
from balance_arcade.hw.wii.bluez.troubles import TROUBLES, find_trouble

BOARD = Paired(ONE, bonded=True, trusted=True)
DEVICE = "/org/bluez/hci0/dev_" + ONE.replace(":", "_")


class Computer:
    """/etc, /sys, a version and a log."""

    def __init__(self, folder):
        self.etc, self.sys_root = folder / "etc", folder / "sys"
        self.version, self.log = "5.86", ""
        (self.etc / "bluetooth").mkdir(parents=True)
        self.add("bluetooth/hci0")

    def add(self, name, **files):
        (self.sys_root / "class" / name).mkdir(parents=True)
        for file, text in files.items():
            (self.sys_root / "class" / name / file).write_text(text + "\n")

    def run(self, words):
        if words[0] == "bluetoothctl":
            return f"bluetoothctl: {self.version}\n" if self.version else None
        return self.log if words[0] == "journalctl" else None

    def findings(self, *paired, connected=False):
        places = {"etc": self.etc, "sys_root": self.sys_root, "run": self.run}
        return list(check_bluez(paired, connected=connected, **places))

    def names(self, *paired, **state):
        return [(each.name, each.level) for each in self.findings(*paired, **state)]


@pytest.fixture
def computer(tmp_path):
    return Computer(tmp_path)


def test_all_is_well(computer):
    assert computer.names() == [("Bluetooth", "ok")]
    assert computer.findings()[0].what == "BlueZ 5.86, adapter hci0."
    assert computer.names(BOARD) == [("Bluetooth", "ok"), ("Wii trust", "ok")]


def test_a_computer_without_bluetooth_lacks_nothing(computer):
    (computer.sys_root / "class/bluetooth/hci0").rmdir()
    computer.add("bluetooth/hci0:11")
    assert computer.names() == [("Bluetooth", "ok")]
    assert computer.names(BOARD)[0] == ("Bluetooth", "fail")
    computer.version = ""
    assert computer.names() == []


def test_a_blocked_adapter(computer):
    computer.add("rfkill/rfkill0", type="wlan", soft="1", hard="0")
    assert rfkill_block(computer.sys_root) == ""
    computer.add("rfkill/rfkill1", type="bluetooth", soft="1", hard="0")
    finding = computer.findings(BOARD)[0]
    assert finding.level == "fail"
    assert "blocked by rfkill (soft)" in finding.what
    assert "rfkill unblock bluetooth" in finding.hint
    computer.add("rfkill/rfkill2", type="bluetooth", soft="1", hard="1")
    assert "(hard)" in computer.findings()[0].what


@pytest.mark.parametrize(
    ("version", "first", "left_over"),
    [
        ("5.66", False, False),
        ("5.72", False, False),
        ("5.73", True, True),
        ("5.76", True, True),
        ("5.77", True, False),
        ("5.79", True, False),
        ("5.80", False, False),
        ("5.87", False, False),
        ("", False, False),
    ],
)
def test_what_a_version_is_known_for(computer, version, first, left_over):
    computer.version = version
    new = "".join(finding.hint for finding in computer.findings())
    assert ("noplugin=autopair" in new) == first
    used = "".join(finding.hint for finding in computer.findings(BOARD))
    assert ("UserspaceHID=false" in used) == left_over
    # What is mended by a setting is not told any more, and pairing is over.
    (computer.etc / "bluetooth/input.conf").write_text("[General]\nUserspaceHID=false\n")
    assert ("Wii in BlueZ", "warn") not in computer.names(BOARD)


def test_a_board_that_is_not_trusted(computer):
    finding = computer.findings(Paired(ONE, bonded=True, trusted=False), BOARD)[1]
    assert (finding.name, finding.level) == ("Wii trust", "warn")
    assert f"trust {ONE}" in finding.hint


@pytest.mark.parametrize(("version", "unit"), [("5.73", "30 min"), ("5.74", "30 s"), ("", "30 in")])
def test_the_unit_of_the_idle_time(computer, version, unit):
    computer.version = version
    (computer.etc / "bluetooth/input.conf").write_text("[General]\nIdleTimeout=30\n")
    said = " ".join(finding.what for finding in computer.findings(BOARD, connected=True))
    assert f"IdleTimeout={unit}" in said


def test_the_log_is_put_into_words(computer):
    refused = "profiles/input/device.c:hidp_add_connection() Rejected connection from !bonded {}"
    computer.log = "\n".join(
        [
            refused.format("device " + DEVICE),
            refused.format("device " + DEVICE.replace("00_19", "77_77")),
            "Endpoint registered: sender=:1.2",
            "Authentication attempt without agent",
        ]
    )
    found = [f for f in computer.findings(BOARD) if f.name == "Wii in BlueZ's log"]
    assert [f.level for f in found] == ["warn", "warn"]
    assert DEVICE in found[0].what
    assert "ClassicBondedOnly" in found[0].what
    assert "not trusted" in found[1].what
    assert not [f for f in computer.findings(Paired(TWO, bonded=True)) if DEVICE in f.what]
    # It is connected: what was said before is over.
    assert ("Wii in BlueZ's log", "warn") not in computer.names(BOARD, connected=True)


# Lines and errors as BlueZ 5.86 and dbus-daemon 1.14 write them, and a word of the way out.
TEXTS = {
    "org.freedesktop.DBus.Error.ServiceUnknown: The name org.bluez was not provided by any "
    ".service files": "systemctl",
    "org.freedesktop.DBus.Error.AccessDenied: Rejected send message, 1 matched rules": "group",
    "Failed to set mode: Blocked through rfkill (0x12)": "rfkill",
    "org.bluez.Error.NotReady: Resource Not Ready": "power on",
    "profiles/input/server.c:confirm_event_cb() Refusing connection from 00:19:1D:AA:00:01: "
    "unknown device": "pair",
    "profiles/input/server.c:auth_callback() Access denied: org.bluez.Error.Rejected": "trust",
    "src/device.c:new_auth() No agent available for request type 0": "pair",
    "br-connection-profile-unavailable": "modprobe",
    "bt_uhid_new_default: failed": "uhid",
    "Can't open HIDP control socket": "hidp",
    "org.bluez.Error.Failed: br-connection-create-socket": "remove",
    "org.bluez.Error.Failed: br-connection-key-missing": "remove",
    "org.bluez.Error.ConnectionAttemptFailed: Page Timeout": "SYNC",
    "org.bluez.Error.AuthenticationFailed: Authentication Failed": "SYNC",
    "org.bluez.Error.AuthenticationRejected: Authentication Rejected": "SYNC",
    "org.bluez.Error.AuthenticationTimeout: Authentication Timeout": "SYNC",
    "org.bluez.Error.InProgress: br-connection-busy": "wait",
    "org.bluez.Error.Failed: br-connection-unknown": "button",
    "src/adapter.c:adapter_init() Failed to access management interface": "modprobe",
}


@pytest.mark.parametrize("text", TEXTS)
def test_every_known_text_has_a_way_out(text):
    trouble = find_trouble(text)
    assert trouble is not None
    assert TEXTS[text] in trouble.way_out


def test_the_tables_are_whole():
    for row in (*TROUBLES, *FACTS):
        assert row.what.endswith(".")
        assert row.way_out.endswith(".")
    assert facts_of(None) == ()
    page = Path(__file__).parents[2] / "hardware_docs/wii_balance_board/bluez.md"
    text = page.read_text(encoding="utf-8")
    for fact in FACTS:
        last = fact.before[1] - 1
        assert f"5.{fact.since[1]} to 5.{last}" in text
        assert all(commit in text for commit in fact.commits)


def test_programs_of_this_computer():
    assert run_program(("no-such-program-here",)) is None
    assert run_program(("false",)) is None
    assert installed_version(lambda words: "no number") is None
    assert installed_version(lambda words: "5.66" if "libexec" in words[0] else "9.9") == (5, 66)


def test_adapters_are_no_connections(computer):
    computer.add("bluetooth/hci1")
    computer.add("bluetooth/hci1:256")
    assert adapter_names(computer.sys_root) == ["hci0", "hci1"]
