"""The agent that answers for the board while it is paired: its PIN, and what it may do.

A board that was woken by its SYNC button takes as PIN the six bytes of the computer's own Bluetooth
address, the last one first. BlueZ knows that and answers by itself (``plugins/wiimote.c`` up to
5.79, ``plugins/autopair.c`` since 5.80); it asks an agent where it does not. An agent answers with
a string, of which BlueZ takes the bytes up to the first NUL (``src/agent.c``, ``pincode_reply``):
most addresses cannot be said that way.
"""

from __future__ import annotations

from balance_arcade.hw.wii.bluez.bluetoothd import AGENT_MANAGER, BLUEZ, Bluez
from balance_arcade.hw.wii.bluez.dbus import Answer, BusError, Incoming

AGENT_PATH = "/org/balance_arcade/agent"

_AGENT = "org.bluez.Agent1"
_REJECTED = "org.bluez.Error.Rejected"


def sync_pin(adapter_address: str) -> bytes:
    """Return the PIN of a board whose SYNC button was pressed.

    Parameters
    ----------
    adapter_address : str
        The computer's own Bluetooth address.

    Examples
    --------
    >>> sync_pin("00:1A:7D:DA:71:13").hex(" ")
    '13 71 da 7d 1a 00'
    """
    return bytes.fromhex(adapter_address.replace(":", ""))[::-1]


def as_agent_text(pin: bytes) -> str | None:
    r"""Return the string that makes BlueZ send these bytes; None if there is none.

    D-Bus carries UTF-8 without a NUL only.

    Examples
    --------
    >>> as_agent_text(bytes.fromhex("31 32 33 41 42 43"))
    '123ABC'
    >>> as_agent_text(sync_pin("00:1A:7D:DA:71:13")) is None
    True
    """
    if 0 in pin:
        return None
    try:
        return pin.decode("utf-8")
    except UnicodeDecodeError:
        return None


class Agent:
    """Answers what BlueZ asks about one board, and refuses everything about other devices.

    Parameters
    ----------
    bluez : Bluez
        Loaded; its bus's ``answer`` becomes this object's.

    Attributes
    ----------
    device : str
        Object of the board that is being paired; empty while there is none.
    pin : bytes
        Its PIN.
    asked : bool
        BlueZ asked for the PIN, so it does not know it itself.
    unsayable : bool
        It asked, and D-Bus cannot carry this PIN.
    """

    def __init__(self, bluez: Bluez) -> None:
        self._bluez = bluez
        self.device = ""
        self.pin = b""
        self.asked = self.unsayable = False

    def register(self) -> None:
        """Tell BlueZ that we answer for what we pair; other programs keep their own agents."""
        self._bluez.bus.answer = self._answer
        path = ("/org/bluez", AGENT_MANAGER, "RegisterAgent", "os", AGENT_PATH, "KeyboardDisplay")
        self._bluez.call(*path)

    def unregister(self) -> None:
        """Take it back."""
        bus = self._bluez.bus
        bus.call(BLUEZ, "/org/bluez", AGENT_MANAGER, "UnregisterAgent", "o", AGENT_PATH)

    def _answer(self, call: Incoming) -> Answer:
        if call.path != AGENT_PATH or call.interface != _AGENT or call.sender != self._bluez.owner:
            raise BusError("org.freedesktop.DBus.Error.UnknownMethod", "There is no such object.")
        if call.member in ("Release", "Cancel"):
            return "", ()
        if not self.device or call.body[0] != self.device:
            raise BusError(_REJECTED, "Only the board that is being paired is answered for.")
        if call.member == "RequestPinCode":
            return self._say_pin()
        if call.member in ("AuthorizeService", "RequestAuthorization", "DisplayPinCode"):
            return "", ()
        raise BusError(_REJECTED, f"A board has no {call.member}.")

    def _say_pin(self) -> Answer:
        self.asked = True
        text = as_agent_text(self.pin)
        if text is None:
            self.unsayable = True
            raise BusError(_REJECTED, "D-Bus cannot carry this PIN.")
        return "s", (text,)
