"""Why a port cannot be opened, and what to do about it on this system."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys

from balance_arcade.core.errors import (
    BoardError,
    BoardNotFoundError,
    BoardUnavailableError,
    UnavailableReason,
)
from balance_arcade.hw.arduino.portnames import holder, port_names

# EBUSY is TIOCEXCL's; the others are what pyserial's lock of the port (flock) gives.
_BUSY = (errno.EBUSY, errno.EAGAIN, errno.EWOULDBLOCK)
_MISSING = (errno.ENOENT, errno.ENODEV, errno.ENXIO)


def open_fault(
    port: str, address: str, error: Exception, *, platform: str = sys.platform
) -> BoardError:
    """Make the error that says why a port did not open.

    Parameters
    ----------
    port : str
        Name of the port.
    address : str
        The board's address.
    error : Exception
        What the system said; Windows tells it only in words.
    platform : str
        As `sys.platform` names it.

    Returns
    -------
    BoardError
        `BoardUnavailableError` (``PERMISSION`` or ``BUSY``) or `BoardNotFoundError`.
    """
    code, text = getattr(error, "errno", None), str(error)
    if code in (errno.EACCES, errno.EPERM):
        return BoardUnavailableError(
            f"You may not open {port}.",
            address=address,
            reason=UnavailableReason.PERMISSION,
            hint=permission_hint(port, platform),
        )
    # pyserial on Windows puts the system's error into the text alone, so it is searched there.
    if code in _BUSY or (platform == "win32" and "PermissionError" in text):
        return busy_fault(port, address, holder(port))
    ports = port_names()
    there = f"Existing ports: {', '.join(ports)}." if ports else "This computer has no serial port."
    missing = code in _MISSING or "FileNotFoundError" in text
    if missing and not os.path.exists(port):
        what = f"There is no port {port}."
    else:
        what = f"{port} cannot be opened as a serial port."
    return BoardNotFoundError(what, address=address, hint=f"Check the cable. {there}")


def refuse_file(port: str, address: str) -> None:
    """Refuse a file that is not a device, before it is opened.

    Raises
    ------
    BoardNotFoundError
        The name is that of a file, a folder or a pipe.
    """
    kind = _kind_of_file(port)
    if kind:
        ports = port_names()
        raise BoardNotFoundError(
            f"{port} is {kind}, not a serial port.",
            address=address,
            hint=f"Name a port: {', '.join(ports)}." if ports else "Connect the board's port.",
        )


def _kind_of_file(port: str) -> str:
    try:
        mode = os.stat(port).st_mode
    except (OSError, ValueError):
        return ""  # The attempt to open it says why it cannot be opened.
    kinds = {
        stat.S_IFREG: "a file",
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a pipe",
        stat.S_IFSOCK: "a socket",
        stat.S_IFBLK: "a disk",
    }
    return kinds.get(stat.S_IFMT(mode), "")


def busy_fault(port: str, address: str, who: str | None) -> BoardUnavailableError:
    """Make the error that says who has a port open."""
    return BoardUnavailableError(
        f"{port} is in use by {who or 'another program'}.",
        address=address,
        reason=UnavailableReason.BUSY,
        hint="Close the other session, the Arduino IDE's serial monitor, or ModemManager.",
    )


def permission_hint(port: str, platform: str = sys.platform) -> str:
    """Say how to get permission to open a port."""
    if platform != "linux":
        return "Close other programs, and try as a user who is allowed to use serial ports."
    group = _group(port)
    return (
        f"Join the port's group {group} (sudo usermod -aG {group} $USER) and log in again; it is "
        "dialout on Debian, Ubuntu and Fedora, uucp on Arch."
    )


def _group(port: str) -> str:
    """Name of the group that owns the port; the commonest one where it cannot be told."""
    with contextlib.suppress(OSError, KeyError, ImportError):
        import grp  # Only POSIX has groups.

        name = grp.getgrgid(os.stat(port).st_gid).gr_name
        # A port of root's group is no port that people should join the group for.
        if name != "root":
            return name
    return "dialout"
