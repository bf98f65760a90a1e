"""Names of ports on three systems, and what is said when one does not open."""

import errno
import os

import pytest

from balance_arcade.core.errors import BoardNotFoundError, BoardUnavailableError, UnavailableReason
from balance_arcade.hw.arduino import portnames
from balance_arcade.hw.arduino.entry import KnownPorts
from balance_arcade.hw.arduino.portfaults import open_fault
from balance_arcade.hw.arduino.portnames import (
    board_like_ports,
    environment_ports,
    holder,
    other_names,
    plain_port,
)


class Port:
    def __init__(self, device, vid=None):
        self.device, self.vid, self.product = device, vid, None


@pytest.fixture(autouse=True)
def machine(monkeypatch):
    """No port but those that a test makes."""
    monkeypatch.setattr(portnames.list_ports, "comports", list)
    monkeypatch.delenv(portnames.ENVIRONMENT_NAME, raising=False)


@pytest.mark.parametrize(
    ("port", "platform", "plain"),
    [
        ("/dev/ttyACM0", "linux", "/dev/ttyACM0"),
        ("ttyUSB3", "linux", "/dev/ttyUSB3"),
        ("/dev/serial/by-id/usb-1a86-if00", "linux", "/dev/serial/by-id/usb-1a86-if00"),
        ("/dev/pts/4", "linux", "/dev/pts/4"),
        ("COM10", "win32", "COM10"),
        ("com3", "win32", "COM3"),
        (r"\\.\COM10", "win32", r"\\.\COM10"),
        ("/dev/cu.usbmodem1101", "darwin", "/dev/cu.usbmodem1101"),
        ("/dev/tty.usbserial-A5", "darwin", "/dev/cu.usbserial-A5"),
        ("cu.usbmodem1101", "darwin", "/dev/cu.usbmodem1101"),
        ("rfc2217://10.0.0.7:2217", "win32", "rfc2217://10.0.0.7:2217"),
    ],
)
def test_what_people_write_becomes_what_opens(port, platform, plain):
    assert plain_port(port, platform) == plain


def test_ports_of_the_environment(monkeypatch):
    monkeypatch.setenv("BALANCE_ARCADE_PORTS", " /dev/pts/3, socket://10.0.0.7:4000 ,")
    assert environment_ports() == ["/dev/pts/3", "socket://10.0.0.7:4000"]
    assert [row.name for row in board_like_ports()] == environment_ports()


def test_lasting_names_of_a_port(tmp_path):
    port, other = tmp_path / "ttyACM0", tmp_path / "ttyACM1"
    port.touch(), other.touch()
    by_id = tmp_path / "by-id"
    by_id.mkdir()
    (by_id / "usb-Arduino_85").symlink_to(port)
    (by_id / "usb-Arduino_86").symlink_to(other)
    assert other_names(str(port), by_id) == [str(by_id / "usb-Arduino_85")]
    assert other_names(str(port), tmp_path / "nothing") == []


def test_a_board_is_sought_at_its_own_names_and_new_ones_only(tmp_path, monkeypatch):
    ours, theirs, new = (tmp_path / f"ttyACM{i}" for i in range(3))
    ours.touch(), theirs.touch()
    listed = [Port(str(ours), 0x2341), Port(str(theirs), 0x2341)]
    monkeypatch.setattr(portnames.list_ports, "comports", lambda: listed)
    known = KnownPorts(str(ours))
    assert known.ports_now() == [str(ours)]
    ours.unlink(), new.touch()
    listed[0] = Port(str(new), 0x2341)
    assert sorted(known.ports_now()) == [str(ours), str(new)]


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="needs Linux's /proc")
def test_who_holds_a_port(tmp_path):
    port = tmp_path / "ttyACM0"
    port.touch()
    assert holder(str(port)) is None
    with port.open():
        assert holder(str(port)).endswith(f"(process {os.getpid()})")


@pytest.mark.parametrize(
    ("error", "platform", "kind", "said"),
    [
        (OSError(errno.EACCES, "denied"), "linux", "permission", "You may not open PORT."),
        (OSError(errno.EBUSY, "busy"), "linux", "busy", "PORT is in use by another program."),
        (OSError(errno.EAGAIN, "lock"), "darwin", "busy", "PORT is in use by another program."),
        (
            OSError("could not open port 'COM10': PermissionError(13, 'Access is denied.')"),
            "win32",
            "busy",
            "PORT is in use by another program.",
        ),
        (
            OSError("could not open port 'COM10': FileNotFoundError(2, 'no such file')"),
            "win32",
            None,
            "There is no port PORT.",
        ),
        (OSError(errno.ENOENT, "nothing"), "linux", None, "There is no port PORT."),
        (OSError(errno.ENODEV, "nothing"), "darwin", None, "There is no port PORT."),
        (OSError(errno.ENOTTY, "file"), "linux", None, "PORT cannot be opened as a serial port."),
    ],
)
@pytest.mark.parametrize("port", ["/dev/ttyACM0", "/dev/cu.usbmodem1101", "COM10"])
def test_what_keeps_a_port_shut(port, error, platform, kind, said):
    fault = open_fault(port, f"arduino:{port}", error, platform=platform)
    assert fault.message == said.replace("PORT", port)
    assert fault.hint
    if kind is None:
        assert isinstance(fault, BoardNotFoundError)
    else:
        assert isinstance(fault, BoardUnavailableError)
        assert fault.reason is UnavailableReason(kind)


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has groups")
@pytest.mark.parametrize(("owner", "named"), [("uucp", "uucp"), ("root", "dialout")])
def test_the_group_is_the_port_s_own(tmp_path, monkeypatch, owner, named):
    monkeypatch.setattr("grp.getgrgid", lambda gid: type("Group", (), {"gr_name": owner}))
    (tmp_path / "ttyACM0").touch()
    error = OSError(errno.EACCES, "denied")
    hint = open_fault(str(tmp_path / "ttyACM0"), "arduino:", error, platform="linux").hint
    assert f"sudo usermod -aG {named} $USER" in hint


def test_the_right_to_open_a_port_wants_a_new_login():
    error = OSError(errno.EACCES, "denied")
    hint = open_fault("/dev/ttyNONE7", "arduino:", error, platform="linux").hint
    assert "dialout on Debian" in hint
    assert "log in again" in hint
