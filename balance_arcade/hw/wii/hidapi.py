"""Reports through the hidapi package: the way on Windows and macOS, and one of several on Linux.

``pip install "balance-arcade[wii]"`` brings it. On Linux its wheels hold two modules, though its
page tells of one: ``hidraw``, which lists Bluetooth devices, and ``hid``, which is built with
libusb and never does (hidapi 0.14.0 and 0.15.0, ``findings/hidapi_backends.sh``). Somebody who
builds it has ``hid`` alone, on hidraw. So each module that is there is asked, ``hidraw`` first.
Tried on Linux 6.1 with an emulated board; never on Windows or macOS.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
import threading
from collections.abc import Sequence
from typing import Any

import msgspec

from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.wii.hidraw import INSTALL_RULE
from balance_arcade.hw.wii.reports import ReportId, set_mode
from balance_arcade.hw.wii.sysfs import BOARD_NAME
from balance_arcade.hw.wii.transport import HIDRAW_QUEUE_REPORTS, Batch, gone

VENDOR, PRODUCT = 0x057E, 0x0306

_REPORT_BYTES = 64
_MOST_REPORTS = HIDRAW_QUEUE_REPORTS + 1
_LINUX_FIRST = "hidraw"


class HidapiBoard(msgspec.Struct, frozen=True):
    """A device that hidapi knows.

    Attributes
    ----------
    path : bytes
        What opens it.
    uniq : str
        Its Bluetooth address, or empty.
    name : str
        What it calls itself.
    module : module
        The module of hidapi that lists it, and that opens it.
    """

    path: bytes
    uniq: str
    name: str
    module: Any


def load_hidapi(address: str) -> tuple[Any, ...]:
    """Import the modules of the hidapi package, the one that lists most first.

    Returns
    -------
    tuple of module
        At least one.

    Raises
    ------
    BoardUnavailableError
        It is not installed, does not load, or another package has taken its name.
    """
    names = (_LINUX_FIRST, "hid") if sys.platform.startswith("linux") else ("hid",)
    modules: list[Any] = []
    failed: Exception | None = None
    what = "The package hidapi is not installed."
    for name in names:
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as error:
            failed = error
        except (ImportError, OSError) as error:
            failed, what = error, f"The module {name} of hidapi does not load ({error})."
        else:
            if hasattr(module, "device"):
                modules.append(module)
            else:  # The package hid, of the same module name, has a class Device instead.
                what = f"The module {name} that is installed is not that of the package hidapi."
    if modules:
        return tuple(modules)
    raise BoardUnavailableError(
        what,
        address=address,
        reason=UnavailableReason.DRIVER_MISSING,
        hint='Install it: pip install "balance-arcade[wii]"; remove a package named hid first.',
    ) from failed


def find_hidapi_boards(modules: Sequence[Any]) -> list[HidapiBoard]:
    """List the devices that may be boards; a Wii Remote of the first generation looks the same.

    Parameters
    ----------
    modules : sequence of module
        From `load_hidapi`; the first that lists any is believed.
    """
    for module in modules:
        if boards := _listed_by(module):
            return boards
    return []


def nothing_listed(modules: Sequence[Any], address: str) -> BoardNotFoundError:
    """Say that hidapi knows of no board, and which of its modules were asked."""
    names = [module.__name__ for module in modules]
    hint = "Press the button at its front; the first time pair it in the system's settings."
    if sys.platform.startswith("linux") and _LINUX_FIRST not in names:
        hint += (
            " This hidapi has no module hidraw, and where its module hid is built with libusb that "
            "lists no Bluetooth device: install its wheel, or write transport=hidraw."
        )
    return BoardNotFoundError(
        f"hidapi lists no Wii Balance Board (modules asked: {', '.join(names)}).",
        address=address,
        hint=hint,
    )


def untried_here() -> str:
    """Say where nobody has tried this transport; empty on Linux."""
    linux = sys.platform.startswith("linux")
    where = "" if linux else sys.platform
    return f"Reading through hidapi was never tried on {where}, only on Linux." if where else ""


def _listed_by(module: Any) -> list[HidapiBoard]:
    found: dict[bytes, HidapiBoard] = {}
    for device in module.enumerate(VENDOR, PRODUCT):
        name = device.get("product_string") or ""
        serial = (device.get("serial_number") or "").upper()
        # RVL-CNT-01 is a Wii Remote, RVL-WBC-01 a board; some systems give no name at all.
        if name and "WBC" not in name and "RVL-" in name:
            continue
        # A device is listed once for each of its collections, by one path.
        path = device["path"]
        found[path] = HidapiBoard(path, _with_colons(serial), name or BOARD_NAME, module)
    return list(found.values())


class HidapiTransport:
    """A device opened by hidapi.

    Parameters
    ----------
    board : HidapiBoard
        Which one to open.
    address : str
        For messages.

    Raises
    ------
    BoardNotFoundError, BoardUnavailableError
        It has gone, or may not be opened.
    """

    label = "hidapi"

    def __init__(self, board: HidapiBoard, *, address: str) -> None:
        untried = untried_here()
        self.notes: tuple[str, ...] = (untried,) if untried else ()
        self._address = address
        self._lock = threading.Lock()
        self._closed = False
        # Behind such a path is the kernel's queue, which keeps the oldest; what the queues of other
        # systems throw away is not known, so nothing is said of them.
        self._kernels_queue = board.path.startswith(b"/dev/hidraw")
        self._device = board.module.device()
        try:
            self._device.open_path(board.path)
        except OSError as error:
            raise _not_opened(board, error, address) from error

    def read(self, timeout_s: float) -> Batch:
        """Return the reports that have come; see `Transport`."""
        reports: list[bytes] = []
        # The package takes 0 as no time-out, and would then wait for ever.
        wait_ms = max(1, round(timeout_s * 1000.0))
        with self._lock:
            self._refuse_if_closed()
            while len(reports) < _MOST_REPORTS:
                try:
                    # After the first report only what is queued: 1 ms is the shortest wait.
                    data = self._device.read(_REPORT_BYTES, 1 if reports else wait_ms)
                except (OSError, ValueError) as error:
                    if reports:
                        break
                    raise gone(self._address) from error
                if not data:
                    break
                reports.append(bytes(data))
        full = self._kernels_queue and len(reports) >= HIDRAW_QUEUE_REPORTS
        return Batch(tuple(reports), overflowed=full)

    def write(self, report: bytes) -> None:
        """Send a report; see `Transport`."""
        with self._lock:
            self._refuse_if_closed()
            try:
                # hidapi reports some failures by -1, not by an exception.
                n_bytes = self._device.write(report)
            except (OSError, ValueError) as error:
                raise gone(self._address) from error
            if n_bytes < 0:
                raise gone(self._address, "The board does not accept reports any more.")

    def close(self) -> None:
        """Ask the board to send its button only, and close it."""
        with contextlib.suppress(BoardError):
            self.write(set_mode(ReportId.BUTTONS, continuous=False))
        with self._lock:
            if not self._closed:
                self._closed = True
                self._device.close()

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise BoardDisconnectedError(
                "The board is closed.", address=self._address, hint="Open it again."
            )


def _not_opened(board: HidapiBoard, error: OSError, address: str) -> BoardError:
    node = os.fsdecode(board.path)
    # hidapi says "open failed" and no more; on Linux the path is the node's.
    if os.path.exists(node) and not os.access(node, os.R_OK | os.W_OK):
        return BoardUnavailableError(
            f"You may not open {node}.",
            address=address,
            reason=UnavailableReason.PERMISSION,
            hint=f"Run: {INSTALL_RULE}; then connect the board again.",
        )
    return BoardNotFoundError(
        f"The board cannot be opened ({error}).",
        address=address,
        hint="Connect it again; on macOS allow the terminal to monitor input.",
    )


def _with_colons(serial: str) -> str:
    """Address as it is written; Windows and macOS give twelve digits or with other marks."""
    digits = "".join(c for c in serial if c in "0123456789ABCDEF")
    if len(digits) != 12:
        return serial
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))
