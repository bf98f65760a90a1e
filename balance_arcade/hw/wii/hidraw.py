"""Reports through Linux's hidraw, without disturbing the kernel's own driver.

The kernel's driver sets the mode of a board by whether anybody reads its event node. While we hold
that node open, it wants the same reports as we do; closed, every look at the battery by another
program would put the board back to sending its button only.
"""

from __future__ import annotations

import errno
import os
from importlib.resources import files
from pathlib import Path

from balance_arcade.core.errors import (
    BoardError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.wii.reports import ReportId, set_mode
from balance_arcade.hw.wii.sysfs import LinuxBoard, LinuxSystem
from balance_arcade.hw.wii.transport import HIDRAW_QUEUE_REPORTS, Batch, DescriptorReader

# hidraw returns one report a read; a board sends 22 bytes at most, and a shorter buffer would cut.
_REPORT_BYTES = 64
RULE = "70-balance-arcade-wii.rules"
INSTALL_RULE = f"balance-arcade doctor --udev-rule | sudo tee /etc/udev/rules.d/{RULE}"
_NOT_HELD = (
    "The board's event node is not held open ({why}): a look at the battery by another program "
    "interrupts the samples for a moment."
)


class HidrawTransport:
    """An open hidraw node, and the event node beside it.

    Parameters
    ----------
    board : LinuxBoard
        Whose nodes to open.
    system : LinuxSystem
        Opens them.
    address : str
        For messages.

    Raises
    ------
    BoardNotFoundError, BoardUnavailableError
        There is no node, or it may not be opened.
    """

    label = "hidraw"

    def __init__(self, board: LinuxBoard, system: LinuxSystem, *, address: str) -> None:
        if board.hidraw is None:
            raise BoardNotFoundError(
                "The board has no hidraw node.",
                address=address,
                hint="Load the module hidraw, or use transport=evdev.",
            )
        # Read and write: the calibration is asked for through the same node.
        fd = open_node(system, board.hidraw, os.O_RDWR, address=address)
        held, why = _hold_event_node(board, system)
        self.notes: tuple[str, ...] = (_NOT_HELD.format(why=why),) if why else ()
        self._holds = bool(held)
        self._reader = DescriptorReader(fd, others=held, address=address)

    def read(self, timeout_s: float) -> Batch:
        """Return the reports that have come; see `Transport`."""
        items = self._reader.drain(
            timeout_s, n_bytes=_REPORT_BYTES, at_most=HIDRAW_QUEUE_REPORTS + 1
        )
        # The kernel drops the newest reports silently once its queue is full, so a full batch is
        # the only sign that some may be missing.
        return Batch(tuple(items), overflowed=len(items) >= HIDRAW_QUEUE_REPORTS)

    def write(self, report: bytes) -> None:
        """Send a report; see `Transport`."""
        self._reader.write(report)

    def close(self) -> None:
        """Close both nodes; the kernel then sets its own mode."""
        # Where the event node was held, the kernel itself sets the mode when that is closed.
        if not self._holds:
            quiet_down(self)
        self._reader.close()


def quiet_down(transport: HidrawTransport) -> None:
    """Ask a board that no other program uses to send its button only; ignore a lost one."""
    try:
        transport.write(set_mode(ReportId.BUTTONS, continuous=False))
    except BoardError:
        return


def open_node(system: LinuxSystem, path: Path, flags: int, *, address: str) -> int:
    """Open a device node.

    Returns
    -------
    int
        The descriptor, not blocking.

    Raises
    ------
    BoardNotFoundError, BoardUnavailableError
        It is missing, or may not be opened.
    """
    try:
        return system.open_node(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM):
            raise BoardUnavailableError(
                f"You may not open {path}.",
                address=address,
                reason=UnavailableReason.PERMISSION,
                hint=f"Run: {INSTALL_RULE}; then connect the board again.",
            ) from error
        raise BoardNotFoundError(
            f"{path} cannot be opened ({error.strerror}).",
            address=address,
            hint="Press the button at the board's front to connect it again.",
        ) from error


def _hold_event_node(board: LinuxBoard, system: LinuxSystem) -> tuple[tuple[int, ...], str]:
    """Open the event node; nothing and why where that fails."""
    if board.event is None:
        return (), "" if not board.devtype else "the board has none"
    try:
        # Its events are never read: an open reader is all the kernel needs to keep the mode at 0x34
        # (hid-wiimote, `wiimod_bboard_open`).
        fd = system.open_node(board.event, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return (), error.strerror or "it cannot be opened"
    return (fd,), ""


def udev_rule() -> str:
    """Text of the rule that allows every logged-in user to open a board.

    Examples
    --------
    >>> "uaccess" in udev_rule()
    True
    """
    return (files(__package__) / RULE).read_text(encoding="utf-8")
