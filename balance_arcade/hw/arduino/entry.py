"""Open an Arduino board by its address."""

from __future__ import annotations

import os
from typing import NamedTuple

from balance_arcade.core.board import Geometry
from balance_arcade.core.clock import MonotonicClock
from balance_arcade.core.errors import BoardNotFoundError
from balance_arcade.core.units import STANDARD_GRAVITY_M_S2
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.arduino.board import ArduinoBoard
from balance_arcade.hw.arduino.calibration import (
    NOMINAL_GEOMETRY,
    RAW_CALIBRATION,
    choose_calibration,
)
from balance_arcade.hw.arduino.decoder import FrameDecoder
from balance_arcade.hw.arduino.handshake import greet
from balance_arcade.hw.arduino.portnames import (
    board_like_ports,
    other_names,
    plain_port,
    port_names,
)
from balance_arcade.hw.arduino.ports import DEFAULT_BAUD, SerialLink
from balance_arcade.hw.arduino.reconnect import Reconnector
from balance_arcade.hw.away import GONE_AFTER_S
from balance_arcade.hw.calibration import NOMINAL

# At 1 kHz three or four samples a wake-up; 3.5 ms are nothing to a picture of 16 ms.
FAST_HZ, GATHER_S = 250.0, 0.0035
DEFAULT_WAIT_S = 5.0
_SPACING_HINT = "Add calibration=nominal: a calibration file has its own spacing."


class _ArduinoOptions(NamedTuple):
    """Options of an address."""

    baud: int
    calibration: str
    geometry: Geometry
    wait_s: float
    silence_s: float
    capacity_n: float | None


def _asked(address: BoardAddress) -> _ArduinoOptions:
    options = address.reader()
    baud = options.take_int("baud", default=DEFAULT_BAUD, minimum=1200, maximum=4_000_000)
    calibration = options.take_text("calibration", default="")
    width_mm = options.take_float("width", default=NOMINAL_GEOMETRY.width_mm, minimum=50.0)
    length_mm = options.take_float("length", default=NOMINAL_GEOMETRY.length_mm, minimum=50.0)
    wait_s = options.take_float("wait", default=DEFAULT_WAIT_S, minimum=0.1, maximum=60.0)
    silence_s = options.take_float("silence", default=GONE_AFTER_S, minimum=0.2, maximum=60.0)
    capacity_n = None
    if options.has("capacity"):
        capacity_kg = options.take_float("capacity", default=0.0, minimum=1.0, maximum=5000.0)
        capacity_n = capacity_kg * STANDARD_GRAVITY_M_S2
    options.refuse_unknown()
    for name in ("width", "length"):
        # A file measured with one spacing gives wrong moments with another.
        if options.has(name) and calibration not in (NOMINAL, RAW_CALIBRATION):
            raise options.fault(name, _SPACING_HINT)
    if not address.path:
        raise BoardNotFoundError(
            "The address does not name a port.", address=address.text, hint=_ports_hint()
        )
    spacing = Geometry(width_mm, length_mm)
    return _ArduinoOptions(baud, calibration, spacing, wait_s, silence_s, capacity_n)


def open_arduino_board(address: BoardAddress) -> ArduinoBoard:
    """Open the board on a serial port.

    Parameters
    ----------
    address : BoardAddress
        ``arduino:PORT``, with the options

        ``baud``
            Symbols a second, 115200.
        ``calibration``
            A calibration file; or ``nominal``: rough numbers from the data sheet, not for
            measurements; or ``counts``: samples hold counts instead of newtons. Without it the
            board's own file in the user's settings is taken, and ``nominal`` where there is none.
        ``width``, ``length``
            Spacing of the cells in millimetres; only with ``nominal`` or ``counts`` (400 x 300).
        ``wait``
            How long to wait for the board's hello, 5 s.
        ``silence``
            After how long without a sample the board counts as gone, 30 s: so long the person has
            to plug it in again (4 s before the first sample). A board that was unplugged and comes
            back sooner goes on, at this port or at another one.
        ``capacity``
            The most that the board can carry, in kg: heavier people are told so, and no game
            begins. Without it nobody knows.

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
        The calibration does not fit the board.
    """
    asked = _asked(address)
    clock, decoder, port = MonotonicClock(), FrameDecoder(), plain_port(address.path)
    # Before the port is opened, so that the ports of others are those that were there first.
    known = KnownPorts(port)
    link = SerialLink(port, address=address.text, baud=asked.baud)
    try:
        hello = greet(link, decoder, clock, address=address.text, wait_s=asked.wait_s)
        chosen = choose_calibration(hello, asked.calibration, asked.geometry)
        link.gather_s = gather_s(hello.nominal_rate_hz)

        def reopen(port: str) -> SerialLink:
            again = SerialLink(port, address=address.text, baud=asked.baud)
            again.gather_s = link.gather_s
            # Such a board sends nothing on its new port either until DTR is up.
            if link.dtr_raised:
                again.raise_dtr()
            return again

        return ArduinoBoard(
            link,
            decoder,
            hello,
            chosen,
            address=address.text,
            clock=clock,
            silence_s=asked.silence_s,
            capacity_n=asked.capacity_n,
            make_reconnector=lambda: Reconnector(
                hello.unique_id, ports=known.ports_now, open_link=reopen, clock=clock
            ),
        )
    except BaseException:
        link.close()
        raise


def gather_s(rate_hz: float) -> float:
    """Return how long samples of a board may be gathered, for fewer wake-ups.

    Examples
    --------
    >>> gather_s(93.4), gather_s(1000.0)
    (0.0, 0.0035)
    """
    return 0.0 if rate_hz < FAST_HZ else GATHER_S


class KnownPorts:
    """Ports at which a board may be found again after it was unplugged.

    Parameters
    ----------
    port : str
        The port at which it is now.
    """

    def __init__(self, port: str) -> None:
        self._own = [port, *other_names(port)]
        real = {os.path.realpath(name) for name in self._own}
        self._others = {
            row.name
            for row in board_like_ports()
            if os.path.realpath(row.name) not in real and os.path.exists(row.name)
        }

    def ports_now(self) -> list[str]:
        """Names of its own port, and ports that appeared later; never another board's."""
        # Reversed, so that the first name, the one people wrote, wins where links lead to one
        # device.
        names = {os.path.realpath(name): name for name in reversed(self._own)}
        for row in board_like_ports():
            if row.name not in self._others:
                names.setdefault(os.path.realpath(row.name), row.name)
        return list(names.values())


def _ports_hint() -> str:
    ports = port_names()
    if not ports:
        return "This computer has no serial port. Connect the board."
    return f"Write arduino:PORT with one of {', '.join(ports)}."
