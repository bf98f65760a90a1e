"""BlueZ as its D-Bus objects show it: adapters and devices, kept as they change.

Names after BlueZ's own ``doc/org.bluez.Adapter.rst`` and ``org.bluez.Device.rst`` (5.86).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from balance_arcade.hw.wii.bluez.dbus import PROPERTIES, Bus, Incoming
from balance_arcade.hw.wii.sysfs import BOARD_NAME

BLUEZ = "org.bluez"
ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
AGENT_MANAGER = "org.bluez.AgentManager1"
OBJECTS = "org.freedesktop.DBus.ObjectManager"


class Adapter(msgspec.Struct, frozen=True):
    """A Bluetooth adapter: object path, own address in capitals, whether it is switched on."""

    path: str
    address: str
    powered: bool

    @property
    def name(self) -> str:
        """Name as the system has it, for example ``hci0``."""
        return self.path.rpartition("/")[2]


class BluezBoard(msgspec.Struct, frozen=True):
    """A Wii Balance Board that BlueZ knows.

    Attributes
    ----------
    path : str
        Its object.
    address : str
        Bluetooth address in capitals.
    paired, trusted, connected : bool
        A key was agreed on; it may connect by itself; it is connected now.
    seen : bool
        The search that is under way hears it, so its SYNC button was pressed.
    """

    path: str
    address: str
    paired: bool
    trusted: bool
    connected: bool
    seen: bool


class Bluez:
    """What bluetoothd shows, as of the last message that was taken from the bus.

    Parameters
    ----------
    bus : Bus
        Its ``on_signal`` becomes this object's.
    """

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.owner = ""
        self._objects: dict[str, dict[str, dict[str, Any]]] = {}

    def load(self) -> None:
        """Learn all objects, and follow their changes from now on.

        Raises
        ------
        BusError
            There is no bluetoothd, or it may not be asked.
        """
        self.owner = self.bus.owner(BLUEZ)
        self.bus.on_signal = self._follow
        self.bus.listen(f"type='signal',sender='{BLUEZ}'")
        (objects,) = self.bus.call(BLUEZ, "/", OBJECTS, "GetManagedObjects")
        for path, interfaces in objects.items():
            self._add(path, interfaces)

    def adapters(self) -> list[Adapter]:
        """All adapters, by name."""
        return [
            Adapter(path, str(traits.get("Address", "")).upper(), bool(traits.get("Powered")))
            for path, traits in self._with(ADAPTER)
        ]

    def boards(self, adapter: Adapter | None = None) -> list[BluezBoard]:
        """All boards, of one adapter or of any; a Wii Remote is none."""
        return [
            BluezBoard(
                path,
                str(traits.get("Address", "")).upper(),
                paired=bool(traits.get("Paired")),
                trusted=bool(traits.get("Trusted")),
                connected=bool(traits.get("Connected")),
                # BlueZ gives a strength of signal only to what a search has just heard.
                seen="RSSI" in traits,
            )
            for path, traits in self._with(DEVICE)
            if traits.get("Name", traits.get("Alias")) == BOARD_NAME
            and (adapter is None or path.startswith(f"{adapter.path}/"))
        ]

    def set(self, path: str, interface: str, name: str, signature: str, value: Any) -> None:
        """Set a property; see `Bus.call` for what it raises."""
        values = (interface, name, (signature, value))
        self.bus.call(BLUEZ, path, PROPERTIES, "Set", "ssv", *values)

    def call(self, path: str, interface: str, member: str, signature: str = "", *body: Any) -> None:
        """Call a method that answers nothing; see `Bus.call` for what it raises."""
        self.bus.call(BLUEZ, path, interface, member, signature, *body)

    def drop(self, path: str) -> None:
        """Forget an object that was removed, before bluetoothd says so."""
        self._objects.pop(path, None)

    def forget_strengths(self) -> None:
        """Take no device for heard until the search that begins now hears it."""
        for _, traits in self._with(DEVICE):
            traits.pop("RSSI", None)

    def _with(self, interface: str) -> Iterator[tuple[str, dict[str, Any]]]:
        for path in sorted(self._objects):
            if interface in self._objects[path]:
                yield path, self._objects[path][interface]

    def _add(self, path: str, interfaces: dict[str, dict[str, Any]]) -> None:
        known = self._objects.setdefault(path, {})
        for interface, traits in interfaces.items():
            known[interface] = {name: value for name, (_, value) in traits.items()}

    def _follow(self, signal: Incoming) -> None:
        if signal.sender != self.owner:
            return
        if signal.member == "InterfacesAdded":
            self._add(*signal.body)
        elif signal.member == "InterfacesRemoved":
            path, interfaces = signal.body
            for interface in interfaces:
                self._objects.get(path, {}).pop(interface, None)
        elif signal.member == "PropertiesChanged":
            interface, changed, gone = signal.body
            traits = self._objects.get(signal.path, {}).get(interface)
            if traits is None:
                return
            traits.update({name: value for name, (_, value) in changed.items()})
            for name in gone:
                traits.pop(name, None)
