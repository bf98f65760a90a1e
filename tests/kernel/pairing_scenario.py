"""Runs in the guest: the distribution's bluetoothd pairs a board on an emulated radio.

Prints one line of JSON after ``RESULT ``; `test_pairing_on_bluez` judges it.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
import traceback
from pathlib import Path

from sync_board import SyncBoard

from balance_arcade.core.samples import ForceSample
from balance_arcade.hw import open_board
from balance_arcade.hw.wii.bluez.bluetoothd import DEVICE, Bluez
from balance_arcade.hw.wii.bluez.dbus import open_bus
from balance_arcade.hw.wii.bluez.pair import pair_board
from balance_arcade.hw.wii.bluez.pairing import Wishes
from balance_arcade.hw.wii.sysfs import LinuxSystem, find_linux_boards

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:path=/mnt/bus</listen><policy context="default"><allow user="*"/>
<allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy></busconfig>
"""


BLUETOOTHD, BOARD = "bluetoothd", "00:19:1D:AA:00:01"


def start_services() -> subprocess.Popen[bytes]:
    """Start the bus and bluetoothd; what BlueZ keeps is forgotten with the guest."""
    Path("/mnt/bus.conf").write_text(_CONFIG)
    subprocess.run(["mount", "-t", "tmpfs", "tmp", "/var/lib/bluetooth"], check=True)
    os.environ["DBUS_SYSTEM_BUS_ADDRESS"] = "unix:path=/mnt/bus"
    subprocess.Popen(["dbus-daemon", "--config-file=/mnt/bus.conf", "--nofork", "--nopidfile"])
    until(lambda: Path("/mnt/bus").exists())
    with Path("/mnt/log").open("w") as log:
        return subprocess.Popen([BLUETOOTHD, "-n", "-d"], stdout=log, stderr=log)


def until(there) -> None:
    end_s = time.monotonic() + 60.0
    while not there():
        assert time.monotonic() < end_s
        time.sleep(0.1)


def total_n(address: str) -> float:
    """Open the board and read what stands on it."""
    with open_board(address) as opened:
        samples: list[ForceSample] = []
        while len(samples) < 20:
            samples += opened.read(0.5)
    last = samples[-1]
    return last.tl_n + last.tr_n + last.bl_n + last.br_n


def come_back(radio: SyncBoard, *, trusted: bool) -> float:
    """Switch the board off, press its front button, and read it; 0 if BlueZ lets it not in."""
    radio.go_off()
    until(lambda: not find_linux_boards(LinuxSystem()))
    if not trusted:
        with open_bus("wii:") as bus:
            bluez = Bluez(bus)
            bluez.load()
            (known,) = bluez.boards()
            bluez.set(known.path, DEVICE, "Trusted", "b", False)
    radio.press_front()
    if not trusted:
        until(lambda: "without agent" in Path("/mnt/log").read_text(errors="replace"))
        return 0.0
    until(lambda: find_linux_boards(LinuxSystem()))
    return total_n(f"wii:{BOARD}")


def pair() -> dict[str, object]:
    """Pair the board as a person would, and read it."""
    radio = SyncBoard(BOARD)
    radio.loads_kg = [18.0, 16.0, 15.0, 14.0]
    daemon = start_services()
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        radio.press_sync(again=int("SYNC again" in text))

    result: dict[str, object] = {"said": said, "pins": radio.pins}
    try:
        until(lambda: "hci0" in Path("/mnt/log").read_text(errors="replace"))
        board = pair_board(Wishes(seconds=240.0), say=say)
        result |= {name: getattr(board, name) for name in board.__struct_fields__}
        result["total_n"] = total_n(board.address)
        result["back_n"] = come_back(radio, trusted=True)
        result["stranger_n"] = come_back(radio, trusted=False)
    except Exception:  # noqa: BLE001 - told to the judge
        result["traceback"] = traceback.format_exc()
    finally:
        daemon.terminate()
        daemon.wait()
        result["log"] = Path("/mnt/log").read_text(errors="replace")[-6000:]
    return result


if __name__ == "__main__":
    print("RESULT " + json.dumps(pair()), flush=True)
