"""Find boards at the serial ports of this computer; all ports are asked at the same time.

A port that somebody else has open is left alone: opening it may reset the board behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import msgspec

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.clock import MonotonicClock
from balance_arcade.core.errors import (
    BalanceArcadeError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.arduino.board import ArduinoBoard
from balance_arcade.hw.arduino.calibration import NOMINAL_GEOMETRY, choose_calibration
from balance_arcade.hw.arduino.decoder import FrameDecoder
from balance_arcade.hw.arduino.describe import describe
from balance_arcade.hw.arduino.handshake import greet
from balance_arcade.hw.arduino.messages import N_CELLS, HelloFrame
from balance_arcade.hw.arduino.portfaults import busy_fault
from balance_arcade.hw.arduino.portnames import PortRow, board_like_ports, holder
from balance_arcade.hw.arduino.ports import DEFAULT_BAUD, SerialLink
from balance_arcade.hw.finding import Finding
from balance_arcade.hw.linetext import find_format, shown
from balance_arcade.hw.listening import LISTEN_S, listen
from balance_arcade.hw.registry import BoardRow

LOOK_S = 2.5
"""A board that was reset by being opened answers after a second and a half."""

_KEPT_BYTES = 4096
_LINES_ALIKE = 5
_MOST_COLUMNS = 8
# Each thread waits for one port; nothing is computed.
_MAX_THREADS = 16


class Seen(msgspec.Struct, frozen=True):
    """What came of asking one port.

    Attributes
    ----------
    port : PortRow
        Which.
    hello : HelloFrame or None
        What the board said of itself.
    info : BoardInfo or None
        The board with the calibration that it would be opened with.
    error : BalanceArcadeError or None
        Why there is no hello, or no calibration.
    lines : str
        A line of text, for people, where the port sends numbers in lines instead of a hello;
        empty where it does not.
    n_columns : int
        How many numbers are in it.
    heard : tuple of Finding
        What the board warned of while it was read for a moment.
    """

    port: PortRow
    hello: HelloFrame | None = None
    info: BoardInfo | None = None
    error: BalanceArcadeError | None = None
    lines: str = ""
    n_columns: int = 0
    heard: tuple[Finding, ...] = ()

    @property
    def address(self) -> str:
        """What opens the board."""
        return f"{'lines' if self.lines else 'arduino'}:{self.port.name}"

    @property
    def what_to_add(self) -> str:
        """What an address of lines needs besides; one sentence."""
        columns = (
            "" if self.n_columns == N_CELLS else f" columns= for its {self.n_columns} numbers,"
        )
        return f"Add{columns} units=, width= and length= to the address {self.address}."


def ask_ports(wait_s: float = LOOK_S, *, listen_s: float = 0.0) -> list[Seen]:
    """Ask every port that a board may be behind.

    Parameters
    ----------
    wait_s : float
        How long to wait for an answer; all ports are asked at the same time.
    listen_s : float
        How long a board that answers is then read, to hear what it warns of.
    """
    ports = board_like_ports()
    if not ports:
        return []
    with ThreadPoolExecutor(min(_MAX_THREADS, len(ports)), "arduino-look") as pool:
        return list(pool.map(lambda port: _ask(port, wait_s, listen_s), ports))


def find_boards() -> Sequence[BoardRow]:
    """List the boards that answer, and the ports that may be one and do not say so."""
    return [_row(seen) for seen in ask_ports()]


def diagnose() -> Sequence[Finding]:
    """Say what stands in the way of a board on a serial port."""
    # As long as `boards` asks: to open a port may reset its board, and one that still starts is no
    # silent one.
    seen = ask_ports(listen_s=LISTEN_S)
    if not seen:
        return [
            Finding(
                "serial ports",
                "ok",
                "This computer has no serial port that may belong to a board.",
                "Connect the Arduino board, if there is one.",
            )
        ]
    return [finding for one in seen for finding in (_finding(one), *one.heard)]


def _ask(port: PortRow, wait_s: float, listen_s: float) -> Seen:
    address, clock = f"arduino:{port.name}", MonotonicClock()
    hello, overheard, found = None, b"", []
    try:
        # Looked up before the port is opened: to open it may reset a board that somebody is
        # standing on.
        who = holder(port.name)
        if who is not None:
            raise busy_fault(port.name, address, who)
        link = _Overheard(SerialLink(port.name, address=address, baud=DEFAULT_BAUD))
        decoder = FrameDecoder()
        try:
            hello = greet(link, decoder, clock, address=address, wait_s=wait_s)
            calibration = choose_calibration(hello, "", NOMINAL_GEOMETRY)
            if listen_s > 0.0:
                board = ArduinoBoard(
                    link, decoder, hello, calibration, address=address, clock=clock, silence_s=1.0
                )
                known, name = calibration.warnings, f"port {port.name}"
                found = listen(board, listen_s, clock, name=name, known=known)
        finally:
            link.close()
            overheard = link.heard
    except BalanceArcadeError as error:
        line, n_columns = _lines_in(overheard) if hello is None else (b"", 0)
        return Seen(port, hello, error=error, lines=shown(line), n_columns=n_columns)
    return Seen(port, hello, describe(hello, calibration, address), heard=tuple(found))


class _Overheard:
    """A link whose newest bytes are kept: what is no hello may be lines of another sketch.

    One opening tells both: to open the port again could reset the board behind it once more.
    """

    def __init__(self, link: SerialLink) -> None:
        self._link = link
        self.heard = b""

    def read(self, timeout_s: float) -> bytes:
        data = self._link.read(timeout_s)
        self.heard = (self.heard + data)[-_KEPT_BYTES:]
        return data

    def write(self, data: bytes) -> None:
        self._link.write(data)

    def raise_dtr(self) -> None:
        self._link.raise_dtr()

    def close(self) -> None:
        self._link.close()


def _lines_in(heard: bytes) -> tuple[bytes, int]:
    """Return the newest line of numbers and their count, where enough lines are alike."""
    # The first one may be half a line, and the last one is not whole yet.
    lines = [line for line in heard.replace(b"\r", b"\n").split(b"\n")[1:-1] if line]
    newest = lines[-_LINES_ALIKE:]
    if len(newest) < _LINES_ALIKE:
        return b"", 0
    for n_columns in range(N_CELLS, _MOST_COLUMNS + 1):
        form = find_format(newest[0], n_columns)
        if form is not None and all(len(form.words(line)) == n_columns for line in newest):
            return newest[-1], n_columns
    return b"", 0


def _row(seen: Seen) -> BoardRow:
    if seen.info is not None and seen.hello is not None:
        return BoardRow(
            seen.address,
            seen.info.model,
            seen.info.origin,
            firmware="{}.{}.{}".format(*seen.hello.firmware),
            info=seen.info,
        )
    if seen.lines:
        note = f"It prints lines such as '{seen.lines}'. {seen.what_to_add}"
        return BoardRow(seen.address, f"Lines of text ({seen.port.maker})", "real", note)
    return BoardRow(seen.address, f"Serial port ({seen.port.maker})", "real", str(seen.error))


def _finding(seen: Seen) -> Finding:
    name, error = f"port {seen.port.name}", seen.error
    if seen.info is not None:
        return Finding(name, "ok", f"{seen.info.model}, {seen.info.serial}.")
    if seen.hello is not None and error is not None:
        return Finding(name, "fail", error.message, error.hint)
    if seen.lines:
        what = f"It prints lines such as '{seen.lines}', and can be opened as {seen.address}."
        return Finding(name, "ok", what, seen.what_to_add)
    denied = (
        isinstance(error, BoardUnavailableError) and error.reason is UnavailableReason.PERMISSION
    )
    gone = isinstance(error, BoardNotFoundError)
    what = error.message if error is not None else ""
    hint = error.hint if error is not None else ""
    if gone:
        hint = f"Check the cable, or what BALANCE_ARCADE_PORTS names. {hint}"
    return Finding(name, "fail" if denied else "warn", what, hint)
