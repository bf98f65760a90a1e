"""From an address to an open board, and from this machine to its addresses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import platformdirs

from balance_arcade.core.board import Geometry
from balance_arcade.core.clock import MonotonicClock
from balance_arcade.core.errors import BoardNotFoundError, CalibrationError
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.arduino.board import ArduinoBoard
from balance_arcade.hw.arduino.calibration import (
    NOMINAL,
    NOMINAL_GEOMETRY,
    Calibration,
    load_calibration,
    nominal_calibration,
)
from balance_arcade.hw.arduino.decoder import FrameDecoder
from balance_arcade.hw.arduino.handshake import greet
from balance_arcade.hw.arduino.messages import HelloFrame
from balance_arcade.hw.arduino.ports import SerialLink, board_like_ports, port_names
from balance_arcade.hw.registry import BoardRow

DEFAULT_BAUD = 115_200
DEFAULT_WAIT_S = 5.0
DEFAULT_SILENCE_S = 4.0


def open_arduino_board(address: BoardAddress) -> ArduinoBoard:
    """Open the board on a serial port.

    Parameters
    ----------
    address : BoardAddress
        ``arduino:PORT``, with the options

        ``baud``
            Symbols a second, 115200.
        ``calibration``
            A calibration file, or ``nominal``: rough numbers from the data sheet, not for
            measurements. Without it the board's own file in the user's settings is taken.
        ``width``, ``length``
            Spacing of the cells in millimetres; only with ``calibration=nominal`` (400 x 300).
        ``wait``
            How long to wait for the board's hello, 5 s.
        ``silence``
            After how long without a sample the board counts as gone, 4 s.

    Returns
    -------
    ArduinoBoard

    Raises
    ------
    ConfigError
        An option is unknown or does not fit.
    BoardNotFoundError, BoardUnavailableError, BoardProtocolError
        The port, or what is behind it; see `SerialLink` and `greet`.
    CalibrationError
        The board has no calibration, or the given one does not fit.
    """
    options = address.reader()
    baud = options.take_int("baud", default=DEFAULT_BAUD, minimum=1200, maximum=4_000_000)
    calibration = options.take_text("calibration", default="")
    width_mm = options.take_float("width", default=NOMINAL_GEOMETRY.width_mm, minimum=50.0)
    length_mm = options.take_float("length", default=NOMINAL_GEOMETRY.length_mm, minimum=50.0)
    wait_s = options.take_float("wait", default=DEFAULT_WAIT_S, minimum=0.1, maximum=60.0)
    silence_s = options.take_float("silence", default=DEFAULT_SILENCE_S, minimum=0.2, maximum=60.0)
    options.refuse_unknown()
    for name in ("width", "length"):
        if options.has(name) and calibration != NOMINAL:
            raise options.fault(name, "calibration=nominal beside it; a file has its own spacing")
    if not address.path:
        raise BoardNotFoundError(
            "The address names no port.", address=address.text, hint=_ports_hint()
        )
    clock, decoder = MonotonicClock(), FrameDecoder()
    link = SerialLink(address.path, address=address.text, baud=baud)
    try:
        hello = greet(link, decoder, clock, address=address.text, wait_s=wait_s)
        chosen = _calibration(hello, calibration, Geometry(width_mm, length_mm))
        return ArduinoBoard(
            link,
            decoder,
            hello,
            chosen,
            address=address.text,
            clock=clock,
            silence_s=silence_s,
        )
    except BaseException:
        link.close()
        raise


def find_boards() -> Sequence[BoardRow]:
    """List the ports that a board may be on; they are looked at, not opened."""
    return [
        BoardRow(f"arduino:{port}", f"Serial port ({maker})", "real", "may be a board; not asked")
        for port, maker in board_like_ports()
    ]


def calibration_folder() -> Path:
    """Folder of the user's settings in which calibrations lie, one file a board."""
    return Path(platformdirs.user_config_dir("balance-arcade")) / "calibrations"


def _calibration(hello: HelloFrame, wanted: str, geometry: Geometry) -> Calibration:
    board_id = hello.unique_id.hex()
    if wanted == NOMINAL:
        return nominal_calibration(hello, geometry)
    if wanted:
        return load_calibration(Path(wanted), board_id)
    path = calibration_folder() / f"{board_id}.toml"
    if not path.exists():
        raise CalibrationError(
            f"The board {board_id} is not calibrated: there is no {path}.",
            hint="Give calibration=FILE; to only try the board out, give calibration=nominal.",
        )
    return load_calibration(path, board_id)


def _ports_hint() -> str:
    ports = port_names()
    if not ports:
        return "No serial port is there; connect the board."
    return f"Write arduino:PORT with one of {', '.join(ports)}."
