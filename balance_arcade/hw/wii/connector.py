"""Connect to a board: which board, over which transport, and how to connect again."""

from __future__ import annotations

import logging
import platform
import sys
import threading
from typing import Final

import msgspec

from balance_arcade.core.away import FRONT_BUTTON, SYNC_BUTTON
from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import (
    BalanceArcadeError,
    BoardNotFoundError,
    BoardUnavailableError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.hw.wii.evdev import EvdevSource
from balance_arcade.hw.wii.hidapi import (
    HidapiTransport,
    find_hidapi_boards,
    load_hidapi,
    nothing_listed,
)
from balance_arcade.hw.wii.hidraw import HidrawTransport
from balance_arcade.hw.wii.l2cap import Dial, kernel_note
from balance_arcade.hw.wii.off import HIDAPI, switch_off
from balance_arcade.hw.wii.source import ReportSource, Source
from balance_arcade.hw.wii.sysfs import LinuxBoard, LinuxSystem, find_linux_boards
from balance_arcade.hw.wii.transport import Transport, gone

_log = logging.getLogger(__name__)

TRANSPORTS: Final = ("auto", "hidraw", "evdev", "l2cap", "hidapi")
_DIAL_SLICE_S: Final = 0.05
SETTLE_S: Final = 1.5
"""The kernel's driver gets so long to find out what a device is and to make its nodes."""


class ConnectionOptions(msgspec.Struct, frozen=True):
    """What the address asks for.

    Attributes
    ----------
    address : str
        The whole address.
    device : str
        Bluetooth address in capitals; empty for the only board there is.
    transport : str
        One of `TRANSPORTS`.
    temperature : bool
        Correct the loads for temperature.
    over_interrupt : bool
        How L2CAP sends; see `balance_arcade.hw.wii.l2cap`.
    """

    address: str
    device: str
    transport: str
    temperature: bool
    over_interrupt: bool


class WiiConnector:
    """Opens the board that the address names, and reopens the same board later.

    Parameters
    ----------
    wanted : ConnectionOptions
        What the address asks for.
    system : LinuxSystem
        Where Linux keeps its boards.
    clock : Clock
        Waits for the kernel to make up its mind.

    Attributes
    ----------
    notes : list of str
        Choices that the user did not make, as sentences.
    """

    def __init__(self, wanted: ConnectionOptions, system: LinuxSystem, clock: Clock) -> None:
        self._wanted = wanted
        self._system = system
        self._clock = clock
        self._transport = wanted.transport
        self._device = wanted.device
        self._node: LinuxBoard | None = None
        self._unsettled_ns: int | None = None
        # Boards that were connected when ours was opened: those have not come in its place.
        self._there_before: frozenset[str] = frozenset()
        # A connection under way, and whether there shall be no more of it.
        self._lock = threading.Lock()
        self._dial: Dial | None = None
        self._closed = False
        self.notes: list[str] = []

    def open(self) -> Source:
        """Open the board for the first time.

        Raises
        ------
        ConfigError, BoardNotFoundError, BoardUnavailableError
            Why it cannot be had.
        """
        linux = sys.platform.startswith("linux")
        if self._transport == "auto" and not linux:
            self._transport = "hidapi"
            self.notes.append(f"hidapi was chosen because this system is {sys.platform}.")
        if self._transport in ("hidraw", "evdev") and not linux:
            raise ConfigError(
                f"transport={self._transport} exists on Linux only.",
                hint="Remove the option, or write transport=hidapi.",
            )
        if self._transport == "l2cap":
            self.notes += filter(None, (kernel_note(platform.version()),))
            # In slices, so that the lock is free between them and `close` can cancel.
            while (transport := self._connect(_DIAL_SLICE_S)) is None:
                continue
            return self._report_source(transport, self._device)
        if self._transport == "hidapi":
            return self._open_hidapi()
        board = self._wait_until_settled()
        self._there_before = frozenset(one.uniq for one in find_linux_boards(self._system))
        # From now on this very board, also where the address named none: another one that comes
        # later must not take its place under a person's feet.
        self._device = board.uniq
        if self._transport == "auto":
            return self._open_best(board)
        return self._open_linux(board)

    def reopen(self) -> Source:
        """Open the same board again, by the same transport; never waits for it.

        Raises
        ------
        BalanceArcadeError
            It is not there yet.
        """
        if self._transport == "l2cap":
            transport = self._connect(0.0)
            if transport is None:
                raise gone(self._wanted.address, "The board has not answered yet.")
            return self._report_source(transport, self._device)
        if self._transport == "hidapi":
            return self._open_hidapi()
        # No wait here: the reader calls this five times a second and must stay able to be closed.
        board = self._choose(newest=True)
        if self._is_settling(board):
            raise _settling(self._wanted.address)
        return self._open_linux(board)

    def others(self) -> list[str]:
        """Addresses of other boards that have been connected since this one was opened."""
        if self._transport not in ("hidraw", "evdev"):
            return []
        found = (one.uniq for one in find_linux_boards(self._system) if one.certain and one.uniq)
        known = {self._device, *self._there_before}
        return [f"wii:{uniq}" for uniq in dict.fromkeys(found) if uniq not in known]

    @property
    def remedy(self) -> str:
        """What brings a board back that is away.

        A bonded board connects by the button at its front; raw L2CAP calls the board, which listens
        only after its SYNC button was pressed.
        """
        return SYNC_BUTTON if self._transport == "l2cap" else FRONT_BUTTON

    @property
    def stays_on(self) -> str:
        """Why the board cannot be switched off this way; empty where it can be tried."""
        return HIDAPI if self._transport == "hidapi" else ""

    def switch_off(self) -> str:
        """Switch the closed board off, if its road can; return what came of it in words."""
        return self.stays_on or switch_off(self._device)

    def moved(self) -> bool:
        """Whether the same board is also there under another node than the open one."""
        node = self._node
        # Without an address two nodes cannot be told to be the same board.
        if node is None or not node.uniq:
            return False
        same = [b for b in find_linux_boards(self._system) if b.uniq == node.uniq]
        return any(b.hidraw != node.hidraw or b.event != node.event for b in same)

    def close(self) -> None:
        """Cancel an attempt and allow no more. Any thread may call it, any number of times."""
        with self._lock:
            self._closed = True
            if self._dial is not None:
                self._dial.close()

    def _open_best(self, board: LinuxBoard) -> Source:
        self._transport = "hidraw"
        try:
            return self._open_linux(board)
        except (BoardNotFoundError, BoardUnavailableError) as error:
            self._transport = "evdev"
            try:
                source = self._open_linux(board)
            except (BoardNotFoundError, BoardUnavailableError):
                # hidraw's refusal is the one that says what to mend; evdev was only the second
                # choice.
                raise error from None
            _log.warning("hidraw cannot be used, so evdev is: %s", error.message)
            self.notes.append(
                f"{error.message} The kernel's own values are read instead (evdev): rounded down "
                f"to 10 g, cut off below zero, without temperature. {error.hint}"
            )
            return source

    def _open_linux(self, board: LinuxBoard) -> Source:
        wanted = self._wanted
        if self._transport == "evdev":
            if wanted.temperature:
                raise ConfigError(
                    "The kernel does not report the board's temperature.",
                    hint="Remove temperature=on, or open the board's hidraw node.",
                )
            source: Source = EvdevSource(
                board, self._system, clock=self._clock, address=wanted.address
            )
        else:
            transport = HidrawTransport(board, self._system, address=wanted.address)
            source = self._report_source(transport, board.uniq)
        # Only after it was opened: `moved` compares with the node that is in use.
        self._node = board
        return source

    def _open_hidapi(self) -> Source:
        wanted = self._wanted
        modules = load_hidapi(wanted.address)
        boards = find_hidapi_boards(modules)
        if not boards:
            raise nothing_listed(modules, wanted.address)
        by_uniq = {board.uniq: board for board in boards}
        if self._device and self._device not in by_uniq:
            raise not_found(wanted.address, self._device, list(by_uniq))
        if not self._device and len(boards) > 1:
            raise _several(list(by_uniq))
        board = by_uniq[self._device] if self._device else boards[0]
        self._device = board.uniq
        return self._report_source(HidapiTransport(board, address=wanted.address), board.uniq)

    def _connect(self, timeout_s: float) -> Transport | None:
        """Continue to connect; an attempt that is not finished continues at the next call."""
        wanted = self._wanted
        with self._lock:
            # Checked under the lock: an attempt begun after `close` would never be cancelled.
            if self._closed:
                raise gone(wanted.address, "The board is closed.")
            dial, self._dial = self._dial, None  # Whatever fails is begun anew the next time.
            if dial is None:
                dial = Dial(
                    self._device,
                    over_interrupt=wanted.over_interrupt,
                    clock=self._clock,
                    address=wanted.address,
                )
            try:
                transport = dial.wait(timeout_s)
            except BaseException:
                dial.close()
                raise
            if transport is None:
                self._dial = dial
            return transport

    def _report_source(self, transport: Transport, serial: str) -> ReportSource:
        return ReportSource(
            transport, clock=self._clock, serial=serial, temperature=self._wanted.temperature
        )

    def _wait_until_settled(self) -> LinuxBoard:
        while True:
            board = self._choose()
            if not self._is_settling(board):
                return board
            self._clock.sleep(0.05)

    def _is_settling(self, board: LinuxBoard) -> bool:
        """Whether the kernel may still make the event node of a board that has just come."""
        if board.settled:
            self._unsettled_ns = None
            return False
        now_ns = self._clock.now_ns()
        if self._unsettled_ns is None:
            self._unsettled_ns = now_ns
        return now_ns - self._unsettled_ns < SETTLE_S * 1e9

    def _choose(self, *, newest: bool = False) -> LinuxBoard:
        boards = find_linux_boards(self._system)
        if self._device:
            meant = [board for board in boards if board.uniq == self._device]
        else:
            meant = [board for board in boards if board.certain] or boards
        if not meant:
            raise not_found(self._wanted.address, self._device, [b.uniq for b in boards])
        if newest and self._node is not None:
            # A system that keeps the node of a board that went may have two of it for a while.
            elsewhere = [board for board in meant if board.hidraw != self._node.hidraw]
            return (elsewhere or meant)[-1]
        if len({board.uniq for board in meant}) > 1:
            raise _several([board.uniq for board in meant])
        return meant[-1]


def not_found(address: str, device: str, there: list[str]) -> BoardNotFoundError:
    """Say that no board, or not the one asked for, is connected."""
    what = f"The Wii Balance Board {device} is" if device else "No Wii Balance Board is"
    others = f" Connected: {', '.join(f'wii:{uniq}' for uniq in there)}." if there else ""
    return BoardNotFoundError(
        f"{what} {'not ' if device else ''}connected.{others}",
        address=address,
        hint="Press the button at its front. The first time press SYNC in its battery bay instead; "
        "pair, connect and trust it in bluetoothctl (elsewhere in the system's settings).",
    )


def _several(uniqs: list[str]) -> ConfigError:
    return ConfigError(
        f"{len(uniqs)} Wii Balance Boards are connected.",
        hint=f"Choose one: {', '.join(f'wii:{uniq}' for uniq in uniqs)}.",
    )


def _settling(address: str) -> BalanceArcadeError:
    return BoardUnavailableError(
        "The kernel has not identified the board yet.",
        address=address,
        reason=UnavailableReason.BUSY,
        hint="Try again in a second.",
    )
