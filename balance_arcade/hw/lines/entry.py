"""Open a board that prints lines, by its address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from msgspec import UNSET
from serial.tools import list_ports

from balance_arcade.core.board import BoardInfo, Geometry
from balance_arcade.core.clock import MonotonicClock
from balance_arcade.core.errors import ConfigError
from balance_arcade.core.units import POUND_FORCE_N, STANDARD_GRAVITY_M_S2
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.arduino.entry import FAST_HZ
from balance_arcade.hw.arduino.portnames import other_names, plain_port
from balance_arcade.hw.arduino.ports import DEFAULT_BAUD, SerialLink
from balance_arcade.hw.away import GONE_AFTER_S
from balance_arcade.hw.calibration import Calibration
from balance_arcade.hw.calibration.raw import RAW_COUNTS, counts_calibration, missing_spacing
from balance_arcade.hw.lines.board import LinesBoard
from balance_arcade.hw.lines.columns import Columns, parse_columns
from balance_arcade.hw.lines.decoder import LineDecoder
from balance_arcade.hw.lines.links import ByteLink, PipeLink, TcpLink, UdpLink, begins_whole
from balance_arcade.hw.lines.place import STDIN, Place, parse_place
from balance_arcade.hw.lines.start import LEAST_RATE_HZ, MOST_RATE_HZ, begin
from balance_arcade.hw.options import Options

RAW_CALIBRATION = RAW_UNIT = RAW_COUNTS
"""Opens the board with its cells as they are, to be calibrated."""

NEWTONS = {
    "n": 1.0,
    "kg": STANDARD_GRAVITY_M_S2,
    "g": STANDARD_GRAVITY_M_S2 / 1000.0,
    "lbf": POUND_FORCE_N,
}
"""Units of a line's numbers, in newtons; kg and g are loads that a scale shows."""

DEFAULT_WAIT_S = 5.0
GATHER_S = 0.007
"""Fast lines are read so seldom: a wake-up costs more than decoding seven of them, an FTDI adapter
gathers for 16 ms by itself, and a picture lasts as long."""

_NAME = re.compile(r"[A-Za-z0-9._-]{1,40}")
# A server that came back answers at once; one that did not must not hold up a read.
_RECONNECT_S = 0.2


class _Asked(NamedTuple):
    """Options of an address."""

    place: Place
    columns: Columns
    units: str
    calibration: str
    geometry: Geometry | None
    rate_hz: float
    baud: int
    wait_s: float
    silence_s: float
    capacity_n: float | None
    name: str


def open_lines_board(address: BoardAddress) -> LinesBoard:
    """Open a board that prints four numbers a line.

    Parameters
    ----------
    address : BoardAddress
        ``lines:PORT``, ``lines:tcp://HOST:PORT``, ``lines:udp://INTERFACE:PORT`` (this computer
        alone without an interface), ``lines:pipe:FILE`` or ``lines:-`` for standard input, with
        the options

        ``columns``
            What stands in a line, ``tl,tr,bl,br`` without it; also ``t_s``, ``t_ms`` or ``t_us``,
            ``seq``, and ``-`` for a column to leave out.
        ``units``
            ``n``, ``kg``, ``g``, ``lbf``, or ``counts`` for raw counts.
        ``calibration``
            For ``counts``: a calibration file, or ``counts`` to pass them through; without it the
            board's own file in the user's settings.
        ``width``, ``length``
            Spacing of the cells in millimetres; a calibration file has its own.
        ``rate``
            Lines a second; measured for a second without it.
        ``baud``
            Symbols a second on a serial port, 115200.
        ``wait``, ``silence``
            How long to wait for a first line, 5 s; after how long without one the board counts as
            gone, 30 s: so long the person has to plug it in again.
        ``capacity``
            The most that the board can carry, in kg.
        ``id``
            A name of your own for the board; its calibration goes by it.

    Returns
    -------
    LinesBoard

    Raises
    ------
    ConfigError
        An option is unknown, missing or does not fit.
    BoardNotFoundError, BoardUnavailableError
        The port, host or pipe.
    BoardProtocolError
        What comes cannot be read; the message shows a line.
    CalibrationError
        Counts without a calibration, or one that does not fit.
    """
    asked, text = _asked(address), address.text
    calibration = _calibration(asked, _serial_number(asked) or _board_id(asked), text)
    link = _open(asked, text)
    try:
        return _begin(asked, link, calibration, text)
    except BaseException:
        link.close()
        raise


def _begin(asked: _Asked, link: ByteLink, calibration: Calibration, text: str) -> LinesBoard:
    clock, columns = MonotonicClock(), asked.columns
    decoder = LineDecoder(columns, whole=begins_whole(link))
    beginning = begin(
        link,
        decoder,
        columns,
        clock,
        address=text,
        wait_s=asked.wait_s,
        rate_hz=asked.rate_hz,
    )
    link.gather_s = GATHER_S if beginning.rate_hz >= FAST_HZ else 0.0
    return LinesBoard(
        link,
        decoder,
        columns,
        beginning,
        _describe(asked, calibration, beginning.rate_hz, text),
        calibration,
        clock=clock,
        silence_s=asked.silence_s,
        reopen=_opener(asked, link, link.gather_s, text),
    )


def _describe(asked: _Asked, calibration: Calibration, rate_hz: float, text: str) -> BoardInfo:
    unit = "counts, not newtons" if asked.calibration == RAW_COUNTS else asked.units
    measured = "" if asked.rate_hz else f", {rate_hz:g} Hz measured"
    return BoardInfo(
        address=text,
        board_id=_board_id(asked),
        model=f"Lines of text ({unit}{measured})",
        serial=_serial_number(asked),
        geometry=calibration.geometry,
        nominal_rate_hz=rate_hz,
        clock="device" if asked.columns.time >= 0 else "host",
        calibration_id=calibration.calibration_id,
        accuracy=calibration.accuracy,
        capacity_n=UNSET if asked.capacity_n is None else asked.capacity_n,
    )


def _asked(address: BoardAddress) -> _Asked:
    place = parse_place(address.path, address.text)
    options = address.reader()
    columns = parse_columns(options.take_text("columns", default=""), address.text)
    calibration = options.take_text("calibration", default="")
    units = options.take_text("units", default=RAW_COUNTS if calibration else "").lower()
    geometry = options.take_spacing()
    asked = _Asked(
        place,
        columns,
        units,
        calibration,
        geometry,
        rate_hz=options.take_float(
            "rate", default=0.0, minimum=LEAST_RATE_HZ, maximum=MOST_RATE_HZ
        ),
        baud=options.take_int("baud", default=DEFAULT_BAUD, minimum=300, maximum=12_000_000),
        wait_s=options.take_float("wait", default=DEFAULT_WAIT_S, minimum=0.1, maximum=60.0),
        silence_s=options.take_float("silence", default=GONE_AFTER_S, minimum=0.2, maximum=60.0),
        capacity_n=_capacity_n(options),
        name=_name(options),
    )
    options.refuse_unknown()
    if units not in (*NEWTONS, RAW_COUNTS):
        wrong = f"has the unknown unit '{units}'" if units else "does not say the numbers' unit"
        raise ConfigError(
            f"'{address.text}' {wrong}.",
            hint=f"Add units= with one of {', '.join(NEWTONS)}, or units=counts for raw counts.",
        )
    if calibration and units != RAW_COUNTS:
        raise options.fault("calibration", "Remove units=: only raw counts are calibrated.")
    if units != RAW_COUNTS and geometry is None:
        raise missing_spacing(address.text)
    return asked


def _name(options: Options) -> str:
    name = options.take_text("id", default="")
    if name and _NAME.fullmatch(name) is None:
        raise options.fault("id", "Use 1 to 40 letters, digits, points, hyphens and underscores.")
    return name


def _capacity_n(options: Options) -> float | None:
    if not options.has("capacity"):
        return None
    capacity_kg = options.take_float("capacity", default=0.0, minimum=1.0, maximum=5000.0)
    return capacity_kg * STANDARD_GRAVITY_M_S2


def _calibration(asked: _Asked, owner: str, text: str) -> Calibration:
    if asked.units == RAW_COUNTS:
        return counts_calibration(owner, asked.calibration, asked.geometry, address=text)
    if asked.geometry is None:
        raise missing_spacing(text)
    gains = np.eye(4) * NEWTONS[asked.units]
    return Calibration("", asked.geometry, (0.0, 0.0, 0.0, 0.0), gains)


def _open(asked: _Asked, text: str) -> ByteLink:
    place = asked.place
    if place.way == "tcp":
        return TcpLink(place, address=text, wait_s=asked.wait_s)
    if place.way == "udp":
        return UdpLink(place, address=text)
    if place.way == "pipe":
        return PipeLink(place, address=text)
    return SerialLink(plain_port(place.name), address=text, baud=asked.baud)


def _opener(
    asked: _Asked, link: ByteLink, gather: float, text: str
) -> Callable[[], ByteLink] | None:
    """Return what opens the link again; None where what is gone does not come back."""
    place = asked.place
    if place == Place("pipe", STDIN) or place.way == "udp":
        return None
    raised = isinstance(link, SerialLink) and link.dtr_raised
    # By the chip's own name where it has one: another board may have the port's name by then.
    if place.way == "serial":
        port = plain_port(place.name)
        place = Place("serial", next(iter(other_names(port)), port))

    def open_again() -> ByteLink:
        again = _open(asked._replace(place=place, wait_s=_RECONNECT_S), text)
        again.gather_s = gather
        if raised and isinstance(again, SerialLink):
            again.raise_dtr()
        return again

    return open_again


def _serial_number(asked: _Asked) -> str:
    """Return what the board's calibration goes by: its given name, or its USB chip's number."""
    if asked.name or asked.place.way != "serial":
        return asked.name
    port = plain_port(asked.place.name)
    numbers = (row.serial_number for row in list_ports.comports() if row.device == port)
    number = next(numbers, None) or ""
    # A chip may say anything of itself, and this goes into files and names of files.
    return number if _NAME.fullmatch(number) else ""


def _board_id(asked: _Asked) -> str:
    place = asked.place
    where = place.name.rsplit("/", 1)[-1] if place.way in ("serial", "pipe") else place.name
    said = asked.name or (f"{where}-{place.port}" if place.port else where)
    plain = re.sub(r"[^A-Za-z0-9]+", "-", said).strip("-") or "stdin"
    return f"lines-{plain[:40].strip('-')}"
