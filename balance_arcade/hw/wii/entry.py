"""Open a Wii Balance Board by its address, and list the connected ones."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.board import Geometry
from balance_arcade.core.clock import Clock, MonotonicClock
from balance_arcade.core.errors import (
    BalanceArcadeError,
    BoardProtocolError,
    BoardUnavailableError,
    CalibrationError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.hw.address import BoardAddress
from balance_arcade.hw.away import GONE_AFTER_S
from balance_arcade.hw.calibration import Calibration, find_calibration, load_calibration
from balance_arcade.hw.registry import BoardRow
from balance_arcade.hw.wii.board import WiiBoard
from balance_arcade.hw.wii.connector import TRANSPORTS, ConnectionOptions, WiiConnector
from balance_arcade.hw.wii.describe import describe
from balance_arcade.hw.wii.hidapi import find_hidapi_boards, load_hidapi, untried_here
from balance_arcade.hw.wii.session import SessionFault
from balance_arcade.hw.wii.source import MODEL, RAW_ACCURACY, ReportSource, Source, SourceState
from balance_arcade.hw.wii.sysfs import LinuxBoard, LinuxSystem, find_linux_boards

GEOMETRY: Final = Geometry(width_mm=433.0, length_mm=238.0)
"""Spacing of the sensors: Leach et al. 2014 (doi:10.3390/s141018244)."""

RAW_CALIBRATION: Final = "factory"
RAW_UNIT: Final = "N"
"""What a board is opened with to be calibrated, and what its samples then are."""

DEFAULT_WAIT_S = 5.0


def open_wii_board(
    address: BoardAddress, *, linux: LinuxSystem | None = None, clock: Clock | None = None
) -> WiiBoard:
    """Open a Wii Balance Board that is connected to this computer.

    Parameters
    ----------
    address : BoardAddress
        ``wii:`` for the only one, ``wii:AA:BB:CC:DD:EE:FF`` for one of several, with the options

        ``transport``
            ``hidraw`` (raw counts, the default on Linux), ``evdev`` (what the kernel makes of
            them), ``l2cap``, ``hidapi`` (the default elsewhere), ``auto``.
        ``width``, ``length``
            Spacing of the sensors in millimetres, 433 x 238.
        ``calibration``
            A file that `balance-arcade calibrate` made for this board, to correct its own
            calibration; ``factory`` for the board's own alone. Without it the board's file in the
            user's settings is taken where there is one. A file has its own spacing.
        ``temperature``
            ``on`` corrects the loads for temperature; ``off`` is the default.
        ``silence``
            After how long without a sample the board counts as gone, 30 s: so long the person has
            to press its button. 4 s before the first sample.
        ``wait``
            How long the board may take to tell its calibration, 5 s.
        ``off``
            ``on`` switches the board off when it is closed, where that can be done; ``off`` is the
            default.
        ``output``
            With ``transport=l2cap``: send over ``control`` (default) or ``interrupt``.
    linux : LinuxSystem, optional
        Where boards are looked for; ``/sys`` and ``/dev`` by default.
    clock : Clock, optional
        The machine's monotonic clock by default.

    Returns
    -------
    WiiBoard

    Raises
    ------
    ConfigError
        An option is unknown or does not fit, or several boards are connected.
    BoardNotFoundError, BoardUnavailableError, BoardProtocolError
        No board is connected, it may not be opened, it does not answer, or it is another device.
    CalibrationError
        The calibration in the board is not plausible, or the file is of another board.
    """
    asked = _read_options(address)
    clock = clock or MonotonicClock()
    way = WiiConnector(asked.wanted, linux or LinuxSystem(), clock)
    try:
        source = way.open()
    except BaseException:
        way.close()
        raise
    try:
        # The connector is not closed here on a fault: once a source is open it has nothing under
        # way.
        _greet(source, clock, address=address.text, wait_s=asked.wait_s)
        return WiiBoard(
            source,
            way.reopen,
            way.moved,
            way.close,
            address=address.text,
            geometry=asked.geometry,
            clock=clock,
            silence_s=asked.silence_s,
            remedy=way.remedy,
            others=way.others,
            switch_off=way.switch_off if asked.off else None,
            notes=(*way.notes, *((way.stays_on,) if asked.off and way.stays_on else ())),
            correction=_correction(source.state.serial, asked),
        )
    except BaseException:
        source.close()
        raise


class _WiiOptions(msgspec.Struct, frozen=True):
    """What the address asks for; ``spacing_fault`` is raised where a file has its own spacing."""

    wanted: ConnectionOptions
    geometry: Geometry
    calibration: str
    silence_s: float
    wait_s: float
    off: bool
    spacing_fault: ConfigError | None


def _read_options(address: BoardAddress) -> _WiiOptions:
    options = address.reader()
    transport = options.take_choice("transport", TRANSPORTS, default="auto")
    width_mm = options.take_float("width", default=GEOMETRY.width_mm, minimum=50.0)
    length_mm = options.take_float("length", default=GEOMETRY.length_mm, minimum=50.0)
    calibration = options.take_text("calibration", default="")
    temperature = options.take_bool("temperature", default=False)
    silence_s = options.take_float("silence", default=GONE_AFTER_S, minimum=0.6, maximum=60.0)
    wait_s = options.take_float("wait", default=DEFAULT_WAIT_S, minimum=0.1, maximum=60.0)
    off = options.take_bool("off", default=False)
    output = options.take_choice("output", ("control", "interrupt"), default="control")
    options.refuse_unknown()
    if options.has("output") and transport != "l2cap":
        raise options.fault(
            "output", "Add transport=l2cap: other transports do not have this choice."
        )
    wish = "Add calibration=factory: a calibration file has its own spacing."
    given = [name for name in ("width", "length") if options.has(name)]
    wanted = ConnectionOptions(
        address=address.text,
        device=address.path.upper(),
        transport=transport,
        temperature=temperature,
        over_interrupt=output == "interrupt",
    )
    geometry = Geometry(width_mm, length_mm)
    # Not raised yet: only with a calibration file is a spacing in the address a contradiction, and
    # whether there is a file is known once the board has told its address.
    fault = options.fault(given[0], wish) if given else None
    return _WiiOptions(wanted, geometry, calibration, silence_s, wait_s, off, fault)


def _correction(serial: str, asked: _WiiOptions) -> Calibration | None:
    """Find what corrects the calibration in the board, which itself is never written."""
    found: Calibration | None = None
    if asked.calibration and asked.calibration != RAW_CALIBRATION:
        found = load_calibration(Path(asked.calibration), serial)
    elif not asked.calibration and serial:
        found = find_calibration(serial)
    if found is not None and asked.spacing_fault is not None:
        raise asked.spacing_fault
    return found


def find_boards(linux: LinuxSystem | None = None) -> Sequence[BoardRow]:
    """List the boards that are connected; none is opened."""
    if linux is None and not sys.platform.startswith("linux"):
        return _hidapi_rows()
    return [
        _row(board.uniq, _note(board), certain=board.certain)
        for board in find_linux_boards(linux or LinuxSystem())
    ]


def _hidapi_rows() -> list[BoardRow]:
    if importlib.util.find_spec("hid") is None:
        return []
    boards = find_hidapi_boards(load_hidapi("wii:"))
    return [_row(board.uniq, untried_here(), certain=True) for board in boards]


def _row(uniq: str, note: str, *, certain: bool) -> BoardRow:
    """Say what is known of a board without opening it: what holds for all of them."""
    address = f"wii:{uniq}"
    if not certain:
        return BoardRow(address, f"{MODEL} or Wii Remote", "real", note)
    try:
        correction = find_calibration(uniq) if uniq else None
    except CalibrationError as error:
        correction, note = None, str(error)
    state = SourceState(uniq, MODEL, RAW_CALIBRATION, RAW_ACCURACY)
    info = describe(state, address=address, geometry=GEOMETRY, correction=correction)
    return BoardRow(address, MODEL, "real", note, info=info)


def _note(board: LinuxBoard) -> str:
    shut = [
        str(node)
        for node, mode in ((board.hidraw, os.R_OK | os.W_OK), (board.event, os.R_OK))
        if node is not None and not os.access(node, mode)
    ]
    if shut:
        return f"you may not open {' and '.join(shut)}: see doctor"
    return "" if board.certain else "may be a board; it was not asked"


def _greet(source: Source, clock: Clock, *, address: str, wait_s: float) -> None:
    """Read until the board is known; drop the samples before that, which are old."""
    end_ns = clock.now_ns() + round(wait_s * 1e9)
    while not source.ready:
        left_s = (end_ns - clock.now_ns()) / 1e9
        if source.fault is None and left_s > 0.0:
            source.read(left_s)
            continue
        raise _fault(source, address)


def _fault(source: Source, address: str) -> BalanceArcadeError:
    fault = source.fault or SessionFault.SILENT
    if fault is SessionFault.NO_CALIBRATION:
        return CalibrationError(
            "The calibration in the board's registers is not plausible.",
            hint="It was overwritten, or the board is broken. Use another board.",
        )
    if fault is SessionFault.NOT_A_BOARD:
        came = source.session.fault_bytes.hex(" ") if isinstance(source, ReportSource) else ""
        return BoardProtocolError(
            f"This is not a Wii Balance Board: its extension id is '{came or 'empty'}'.",
            address=address,
            hint="Use the board's own address. A Wii Remote looks the same to the system.",
        )
    if fault is SessionFault.REFUSED:
        return BoardProtocolError(
            "The board answers, but does not send its calibration.",
            address=address,
            hint="Take its batteries out for ten seconds, then connect it again.",
        )
    return BoardUnavailableError(
        "The board does not answer.",
        address=address,
        reason=UnavailableReason.SILENT,
        hint="Its connection may be out of date. Press the button at its front, or remove and pair "
        "it again.",
    )
