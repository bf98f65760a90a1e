"""Boards of load cells behind a microcontroller: ``arduino:/dev/ttyACM0``.

The bytes are described in ``hardware_docs/arduino_board/protocol.md``. From the port to a sample:
`ports` (a serial link), `decoder` and `frames` (bytes to messages), `handshake` (which board is
it), `board` (the open board), `timeline` and `clockfit` (numbers and times), `counters` (faults),
`calibration`; `reconnect` finds a board again that was unplugged, and `look` lists those that are
there.
"""

from balance_arcade.hw.arduino.board import ArduinoBoard
from balance_arcade.hw.arduino.calibration import (
    RAW_CALIBRATION,
    RAW_UNIT,
    choose_calibration,
    nominal_calibration,
)
from balance_arcade.hw.arduino.decoder import FrameDecoder
from balance_arcade.hw.arduino.entry import open_arduino_board
from balance_arcade.hw.arduino.look import diagnose, find_boards
from balance_arcade.hw.calibration import Calibration, load_calibration

__all__ = [
    "RAW_CALIBRATION",
    "RAW_UNIT",
    "ArduinoBoard",
    "Calibration",
    "FrameDecoder",
    "choose_calibration",
    "diagnose",
    "find_boards",
    "load_calibration",
    "nominal_calibration",
    "open_arduino_board",
]
