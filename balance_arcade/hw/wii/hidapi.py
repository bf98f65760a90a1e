"""Reports through the hidapi package, for Windows and macOS. Never tested with a board.

``pip install "balance-arcade[wii]"`` brings it.
"""

from __future__ import annotations

import contextlib
import importlib
import threading
from typing import Any

import msgspec

from balance_arcade.core.errors import (
    BoardDisconnectedError,
    BoardError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.wii.reports import ReportId, set_mode
from balance_arcade.hw.wii.sysfs import BOARD_NAME
from balance_arcade.hw.wii.transport import Batch, gone

VENDOR, PRODUCT = 0x057E, 0x0306

_REPORT_BYTES = 64
_MOST_REPORTS = 64


class HidapiBoard(msgspec.Struct, frozen=True):
    """A device that hidapi knows: its path, its Bluetooth address or empty, its name."""

    path: bytes
    uniq: str
    name: str


def load_hidapi(address: str) -> Any:
    """Import the hidapi package.

    Raises
    ------
    BoardUnavailableError
        It is not installed, or does not load.
    """
    try:
        return importlib.import_module("hid")
    except (ImportError, OSError) as error:
        raise BoardUnavailableError(
            "The package hidapi is not installed.",
            address=address,
            reason=UnavailableReason.DRIVER_MISSING,
            hint='Install it: pip install "balance-arcade[wii]".',
        ) from error


def find_hidapi_boards(hid: Any) -> list[HidapiBoard]:
    """List the devices that may be boards; a Wii Remote of the first generation looks the same."""
    found = []
    for device in hid.enumerate(VENDOR, PRODUCT):
        name = device.get("product_string") or ""
        serial = (device.get("serial_number") or "").upper()
        # RVL-CNT-01 is a Wii Remote, RVL-WBC-01 a board; some systems give no name at all.
        if name and "WBC" not in name and "RVL-" in name:
            continue
        found.append(HidapiBoard(device["path"], _with_colons(serial), name or BOARD_NAME))
    return found


class HidapiTransport:
    """A device opened by hidapi.

    Parameters
    ----------
    hid : module
        The hidapi package.
    board : HidapiBoard
        Which one to open.
    address : str
        For messages.
    """

    label = "hidapi, not tested"
    notes: tuple[str, ...] = ("Reading through hidapi was never tested with a board.",)

    def __init__(self, hid: Any, board: HidapiBoard, *, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._closed = False
        self._device = hid.device()
        try:
            self._device.open_path(board.path)
        except OSError as error:
            raise BoardNotFoundError(
                f"The board cannot be opened ({error}).",
                address=address,
                hint="Connect it again; on macOS allow the terminal to monitor input.",
            ) from error

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
        return Batch(tuple(reports))

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


def _with_colons(serial: str) -> str:
    """Address as it is written; Windows and macOS give twelve digits or with other marks."""
    digits = "".join(c for c in serial if c in "0123456789ABCDEF")
    if len(digits) != 12:
        return serial
    return ":".join(digits[i : i + 2] for i in range(0, 12, 2))
