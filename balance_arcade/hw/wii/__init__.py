"""Wii Balance Boards: ``wii:`` or ``wii:AA:BB:CC:DD:EE:FF``.

Bytes, pairing and what a board can tell are described in ``hardware_docs/wii_balance_board/``.
"""

from balance_arcade.hw.wii.board import WiiBoard
from balance_arcade.hw.wii.calibration import WiiCalibration, battery_bars, parse_calibration
from balance_arcade.hw.wii.diagnosis import diagnose
from balance_arcade.hw.wii.entry import RAW_CALIBRATION, RAW_UNIT, find_boards, open_wii_board
from balance_arcade.hw.wii.hidraw import udev_rule
from balance_arcade.hw.wii.reports import decode_report
from balance_arcade.hw.wii.session import WiiSession
from balance_arcade.hw.wii.sysfs import LinuxSystem

__all__ = [
    "RAW_CALIBRATION",
    "RAW_UNIT",
    "LinuxSystem",
    "WiiBoard",
    "WiiCalibration",
    "WiiSession",
    "battery_bars",
    "decode_report",
    "diagnose",
    "find_boards",
    "open_wii_board",
    "parse_calibration",
    "udev_rule",
]
