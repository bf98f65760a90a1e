"""The hidapi carrier: fakes of the package's modules, and which of them is asked."""

import os
import queue
import sys

import pytest
from wii_board import WiiBoardModel
from wii_room import LOAD_N, ONE, TWO, read_n, read_on

from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardNotFoundError,
    BoardUnavailableError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.hw import parse_address
from balance_arcade.hw.wii import connector, find_boards, open_wii_board
from balance_arcade.hw.wii.hidapi import HidapiTransport, find_hidapi_boards, load_hidapi

KG = (19.0, 16.0, 18.0, 17.0)
ANY = "wii:?transport=hidapi"


class FakeDevice:
    """``hid.device()``: reports of an emulated board."""

    def __init__(self, boards):
        self.boards = boards
        self.reports = queue.Queue()
        self.closed = False

    def open_path(self, path):
        if path not in self.boards:
            raise OSError("open failed")
        self.board = self.boards[path]

    def write(self, data):
        for answer in self.board.handle(bytes(data)):
            self.reports.put(answer)
        if self.board.mode == 0x34:
            for _ in range(3):
                self.reports.put(self.board.sample(KG).ljust(22, b"\0"))
        return len(data)

    def read(self, size, timeout_ms):
        if self.board.locked == "gone":
            raise OSError("read error")
        try:
            return list(self.reports.get(timeout=timeout_ms / 1000)[:size])
        except queue.Empty:
            return []

    def close(self):
        self.closed = True


class FakeHid:
    """A module of the hidapi package."""

    def __init__(self, *devices, name="hid"):
        self.__name__ = name
        self.devices = devices
        self.boards = {device["path"]: WiiBoardModel() for device in devices}

    def enumerate(self, vendor, product):
        assert (vendor, product) == (0x057E, 0x0306)
        return list(self.devices)

    def device(self):
        return FakeDevice(self.boards)


def listed(uniq, name="Nintendo RVL-WBC-01"):
    return {"path": uniq.encode(), "serial_number": uniq, "product_string": name}


@pytest.fixture
def hid(monkeypatch):
    monkeypatch.setitem(sys.modules, "hidraw", None)

    def use(*devices, name="hid"):
        module = FakeHid(*devices, name=name)
        monkeypatch.setitem(sys.modules, name, module)
        return module

    return use


def test_hidapi(hid):
    module = hid(listed("00191daa0001"))
    with open_wii_board(parse_address("wii:?transport=hidapi&silence=1")) as board:
        assert read_n(board, 3)[2].fz_n == pytest.approx(sum(LOAD_N), abs=0.3)
        assert board.info.serial == ONE
        assert board.info.model == "Wii Balance Board (hidapi)"
        assert board.health.warnings == ()
        model = module.boards[b"00191daa0001"]
        model.locked = "gone"
        module.boards.clear()
        with pytest.raises(BoardDisconnectedError, match="has been disconnected"):
            read_on(board)


def test_hidapi_with_several_boards(hid):
    hid(listed(ONE), listed(TWO), listed("00:19:1D:AA:00:03", "Nintendo RVL-CNT-01"))
    with pytest.raises(ConfigError, match="2 Wii Balance Boards"):
        open_wii_board(parse_address(ANY))
    with open_wii_board(parse_address(f"wii:{TWO}?transport=hidapi")) as board:
        assert board.info.serial == TWO
    with pytest.raises(BoardNotFoundError, match="03 is not connected"):
        open_wii_board(parse_address("wii:00:19:1D:AA:00:03?transport=hidapi"))


def test_hidapi_without_a_board(hid):
    assert find_hidapi_boards([hid(), hid(name="hidraw")]) == []
    with pytest.raises(BoardNotFoundError, match="modules asked: hidraw, hid") as caught:
        open_wii_board(parse_address(ANY))
    assert "libusb" not in caught.value.hint


def test_a_board_that_hidapi_cannot_open(hid):
    hid(listed(ONE)).boards.clear()
    with pytest.raises(BoardNotFoundError, match="cannot be opened"):
        open_wii_board(parse_address(ANY))


def test_hidapi_is_not_installed(monkeypatch):
    for name in ("hid", "hidraw"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(BoardUnavailableError, match="hidapi is not installed") as caught:
        open_wii_board(parse_address(ANY))
    assert "balance-arcade[wii]" in caught.value.hint


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_other_systems_take_hidapi_and_say_so(hid, monkeypatch, platform):
    hid(listed(ONE))
    hid(name="hidraw")  # Not looked for where it does not exist.
    monkeypatch.setattr(connector.sys, "platform", platform)
    with open_wii_board(parse_address("wii:")) as board:
        chosen, untried = board.health.warnings[:2]
    assert f"because this system is {platform}" in chosen
    assert f"never tried on {platform}" in untried
    with pytest.raises(ConfigError, match="exists on Linux only"):
        open_wii_board(parse_address("wii:?transport=evdev"))


def test_rows_on_other_systems(hid, monkeypatch):
    hid(listed(ONE))
    monkeypatch.setattr("balance_arcade.hw.wii.entry.sys.platform", "win32")
    monkeypatch.setattr("balance_arcade.hw.wii.entry.importlib.util.find_spec", lambda name: True)
    assert [row.address for row in find_boards()] == [f"wii:{ONE}"]
    monkeypatch.setattr("balance_arcade.hw.wii.entry.importlib.util.find_spec", lambda name: None)
    assert find_boards() == []


def test_the_module_that_lists_is_used(hid):
    hid()  # libusb: never a Bluetooth device
    module = hid(listed(ONE), listed(ONE), name="hidraw")  # one row a collection
    with open_wii_board(parse_address(ANY)) as board:
        assert board.info.serial == ONE
        assert read_n(board, 3)
    assert [module.__name__ for module in load_hidapi(ANY)] == ["hidraw", "hid"]
    assert [board.module for board in find_hidapi_boards(load_hidapi(ANY))] == [module]


def test_a_hidapi_that_was_built_here_has_one_module(hid):
    hid(listed(ONE))
    with open_wii_board(parse_address(ANY)) as board:
        assert read_n(board, 3)


def test_a_module_that_cannot_list_bluetooth_is_named(hid):
    hid()
    with pytest.raises(BoardNotFoundError, match="modules asked: hid\\)") as caught:
        open_wii_board(parse_address(ANY))
    assert "no module hidraw" in caught.value.hint
    assert "libusb" in caught.value.hint


def test_the_package_hid_is_not_hidapi(hid, monkeypatch):
    hid()
    monkeypatch.setitem(sys.modules, "hid", type("hid", (), {"Device": object}))
    with pytest.raises(BoardUnavailableError, match="not that of the package hidapi") as caught:
        open_wii_board(parse_address(ANY))
    assert "remove a package named hid" in caught.value.hint


def test_a_node_that_may_not_be_opened(hid, tmp_path, monkeypatch):
    node = tmp_path / "hidraw7"
    node.touch()
    monkeypatch.setattr("balance_arcade.hw.wii.hidapi.os.access", lambda *_: False)  # as for root
    hid({"path": os.fsencode(node), "serial_number": ONE}).boards.clear()
    with pytest.raises(BoardUnavailableError, match="You may not open") as caught:
        open_wii_board(parse_address(ANY))
    assert caught.value.reason is UnavailableReason.PERMISSION
    assert "udev" in caught.value.hint


@pytest.mark.parametrize(
    ("path", "n_waiting", "full"),
    [(b"/dev/hidraw3", 63, True), (b"/dev/hidraw3", 62, False), (b"DevSrvsID:7", 63, False)],
)
def test_a_full_queue_of_the_kernel_is_told(hid, path, n_waiting, full):
    module = hid({"path": path, "serial_number": ONE})
    (board,) = find_hidapi_boards([module])
    transport = HidapiTransport(board, address=ANY)
    for _ in range(n_waiting):
        transport._device.reports.put(b"\x30\0\0")
    batch = transport.read(1.0)
    assert (len(batch.reports), batch.overflowed) == (n_waiting, full)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="of hidapi's Linux wheels")
def test_the_real_package_has_the_module_that_lists_bluetooth_first():
    # Without a device: what each lists is in findings/hidapi_backends.sh and the guest's tests.
    pytest.importorskip("hidraw")
    assert [module.__name__ for module in load_hidapi(ANY)] == ["hidraw", "hid"]
