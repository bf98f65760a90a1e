"""Errors of BlueZ and D-Bus in words: what they mean for a board, and the way out.

The texts are those of BlueZ 5.66 to 5.87 (``src/error.h``, ``src/device.c``, ``src/adapter.c``,
``profiles/input/device.c``, ``profiles/input/server.c``) and of dbus-daemon. `pair` meets them as
errors over D-Bus, `doctor` as lines of bluetoothd in the system's journal.
"""

from __future__ import annotations

import msgspec

from balance_arcade.core.errors import UnavailableReason

SYNC = "Press the red SYNC button inside the battery case"
FRONT = "Press the button at the board's front"
REPAIR = "Remove the board in bluetoothctl (remove ADDRESS), then: balance-arcade pair"


class Trouble(msgspec.Struct, frozen=True):
    """What one or several error texts mean.

    Attributes
    ----------
    texts : tuple of str
        Parts of an error's name or words, or of a line of the log.
    what, way_out : str
        One sentence each.
    reason : UnavailableReason
        For programs.
    again : bool
        It is worth trying once more, with the board's SYNC button.
    """

    texts: tuple[str, ...]
    what: str
    way_out: str
    reason: UnavailableReason = UnavailableReason.NOT_PAIRED
    again: bool = False


_OFF = UnavailableReason.BLUETOOTH_OFF

# The first that fits counts, so what is special stands before what is general.
TROUBLES = (
    Trouble(
        ("Failed to access management interface",),
        "The kernel has no Bluetooth, so bluetoothd ended.",
        "Run: sudo modprobe bluetooth; then restart the service bluetooth. In a container, use the "
        "computer's own bluetoothd.",
        _OFF,
    ),
    Trouble(
        ("DBus.Error.ServiceUnknown", "Error.NameHasNoOwner", "Error.Spawn", "NoSuchUnit"),
        "BlueZ's service bluetoothd does not run.",
        "Install BlueZ (Debian: bluez), then: sudo systemctl enable --now bluetooth.",
        _OFF,
    ),
    Trouble(
        ("DBus.Error.AccessDenied", "DBus.Error.AuthFailed"),
        "You may not use Bluetooth over D-Bus.",
        "Log in at this computer itself, or join its Bluetooth group (bluetooth or lp) and log in "
        "again.",
        UnavailableReason.PERMISSION,
    ),
    Trouble(
        ("org.bluez.Error.Blocked", "Blocked through rfkill"),
        "Bluetooth is blocked by rfkill.",
        "Run: rfkill unblock bluetooth. If that does not help, use the computer's switch or key.",
        _OFF,
    ),
    Trouble(
        ("Error.NotReady", "br-connection-adapter-not-powered"),
        "The Bluetooth adapter is switched off.",
        "In bluetoothctl: power on.",
        _OFF,
    ),
    Trouble(
        ("DBus.Error.Disconnected", "Error.NoReply", "DBus.Error.Timeout"),
        "bluetoothd does not answer.",
        "Restart it: sudo systemctl restart bluetooth.",
        _OFF,
    ),
    Trouble(
        ("Rejected connection from !bonded device", ": unknown device"),
        "BlueZ refused a board that was not paired with a key (ClassicBondedOnly).",
        f"{REPAIR}. Leave ClassicBondedOnly as it is.",
    ),
    Trouble(
        ("Authentication attempt without agent", "Access denied: org.bluez.Error.Rejected"),
        "BlueZ refused a board that is not trusted.",
        "Run: balance-arcade pair, which trusts it (or in bluetoothctl: trust ADDRESS).",
    ),
    Trouble(
        ("No agent available for request type",),
        "BlueZ asked for a board's PIN, and no program was there to answer.",
        "Pair it with: balance-arcade pair.",
    ),
    Trouble(
        ("br-connection-profile-unavailable", "ProfileUnavailable", "bt_uhid_new_default: failed"),
        "BlueZ cannot make an input device.",
        "Load its modules: sudo modprobe -a uhid hidp hid-wiimote; then restart the service "
        "bluetooth.",
        UnavailableReason.DRIVER_MISSING,
    ),
    Trouble(
        ("Can't open HIDP control socket",),
        "The kernel's HIDP is missing, which UserspaceHID=false needs.",
        "Run: sudo modprobe hidp; or remove UserspaceHID=false from /etc/bluetooth/input.conf.",
        UnavailableReason.DRIVER_MISSING,
    ),
    Trouble(
        ("br-connection-key-missing", "br-connection-create-socket", "br-connection-refused"),
        "The board does not take the key that BlueZ has: it was paired with something else since.",
        f"{REPAIR}.",
    ),
    Trouble(
        ("br-connection-page-timeout", "ConnectionAttemptFailed", "Page Timeout", "Host is down"),
        "The board does not answer: it is off, or too far away.",
        f"{SYNC} and stay within two metres.",
        UnavailableReason.SILENT,
        again=True,
    ),
    Trouble(
        ("AuthenticationFailed",),
        "The board refused the PIN.",
        f"{SYNC}; the button at its front does not do. Have no other program's Bluetooth window "
        "open.",
        again=True,
    ),
    Trouble(
        ("AuthenticationRejected",),
        "The pairing was refused.",
        f"{SYNC} again. Have no other program's Bluetooth window open.",
        again=True,
    ),
    Trouble(
        ("AuthenticationCanceled", "AuthenticationTimeout"),
        "The board went away while it was paired.",
        f"{SYNC} again.",
        again=True,
    ),
    Trouble(
        ("Error.InProgress", "br-connection-busy"),
        "BlueZ is already busy with this board.",
        "Close other Bluetooth windows, wait ten seconds and try again.",
        UnavailableReason.BUSY,
        again=True,
    ),
    Trouble(
        ("DoesNotExist", "UnknownObject", "UnknownMethod"),
        "BlueZ has forgotten the board meanwhile.",
        f"{SYNC} again.",
        again=True,
    ),
    Trouble(
        ("br-connection-",),
        "BlueZ could not connect the board.",
        f"{FRONT}; if it goes off again: {REPAIR[0].lower()}{REPAIR[1:]}.",
        UnavailableReason.SILENT,
    ),
)


def find_trouble(text: str) -> Trouble | None:
    """Find what an error's text means.

    Parameters
    ----------
    text : str
        ``str(BusError)``, or a line of bluetoothd's log.

    Returns
    -------
    Trouble or None
        None where the text is none that is known.

    Examples
    --------
    >>> find_trouble("org.bluez.Error.Failed: br-connection-page-timeout").reason.value
    'silent'
    >>> find_trouble("Endpoint registered") is None
    True
    """
    for trouble in TROUBLES:
        if any(part in text for part in trouble.texts):
            return trouble
    return None
