"""An emulated bluetoothd on a private, real D-Bus, and the board that it hears.

It exports org.bluez objects as BlueZ does, asks agents as BlueZ does, and sends the PIN as the
version that is emulated would: what the board takes is compared byte for byte.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import threading
from itertools import count

import jeepney
from jeepney.io.blocking import open_dbus_connection
from jeepney.low_level import HeaderFields, MessageType

ADAPTER, DEVICE = "org.bluez.Adapter1", "org.bluez.Device1"
PROPERTIES = "org.freedesktop.DBus.Properties"
OBJECTS = "org.freedesktop.DBus.ObjectManager"
HOST = "00:1A:7D:DA:71:13"
HCI = "/org/bluez/hci0"

_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><listen>unix:dir={folder}</listen>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/>
<allow send_type="signal"/><allow receive_sender="*"/>{extra}</policy></busconfig>
"""
SHUT = '<deny send_destination="org.bluez"/>'
DBUS_DAEMON = shutil.which("dbus-daemon")


class PrivateBus:
    """A dbus-daemon of our own."""

    def __init__(self, folder, extra=""):
        config = folder / "bus.conf"
        config.write_text(_CONFIG.format(folder=folder, extra=extra))
        words = [DBUS_DAEMON, f"--config-file={config}", "--nofork", "--nopidfile"]
        self._process = subprocess.Popen(
            [*words, "--print-address"], stdout=subprocess.PIPE, text=True
        )
        self.address = self._process.stdout.readline().strip()

    def close(self):
        self._process.terminate()
        self._process.wait()
        self._process.stdout.close()


class RadioBoard:
    """A board in reach of the radio: asleep, or woken by SYNC."""

    def __init__(self, address="00:19:1D:AA:00:01", name="Nintendo RVL-WBC-01"):
        self.address, self.name = address, name
        self.awake = True
        self.presses = 0
        """How often somebody presses SYNC again after the light went off."""
        self.pins = []

    @property
    def path(self):
        return f"{HCI}/dev_{self.address.replace(':', '_')}"

    def takes(self, pin, host=HOST):
        """Whether the PIN is right; a wrong one sends the board to sleep."""
        self.pins.append(pin)
        right = pin == bytes(int(part, 16) for part in reversed(host.split(":")))
        self.awake = self.awake and right
        return right

    def press(self):
        if self.presses:
            self.presses -= 1
            self.awake = True


class BluezPeer(threading.Thread):
    """bluetoothd; `pins` is ``known``, ``zero_first`` (5.73 to 5.79) or ``asks``."""

    def __init__(self, bus, board=None, *, adapter=True, pins="known", host=HOST):
        super().__init__(daemon=True)
        self.board, self.pins, self.host = board, pins, host
        self.objects = {}
        self.calls = []
        self.errors = {}
        """Answers by name of the call, each given once, in this order: `BusError` names."""
        self.connected = lambda: None
        self.asks_about = board.path if board else ""
        self._agents, self._pending, self._serials = {}, {}, count(1000)
        self._stop_asked = threading.Event()
        if adapter:
            self.objects[HCI] = {ADAPTER: {"Address": ("s", host), "Powered": ("b", True)}}
        self._connection = open_dbus_connection(bus)
        self._connection.bus_proxy.RequestName("org.bluez")
        self.start()

    def close(self):
        self._stop_asked.set()
        self.join()
        self._connection.close()

    def know(self, board, **traits):
        """A board of earlier days, as it stands in /var/lib/bluetooth."""
        self.objects[board.path] = {DEVICE: self._traits(board, **traits)}

    def names(self):
        return [member for member, _ in self.calls]

    def run(self):
        while not self._stop_asked.is_set():
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            except OSError:
                return
            kind, fields = message.header.message_type, message.header.fields
            if kind is MessageType.method_call:
                self._serve(message, fields[HeaderFields.member])
            elif fields.get(HeaderFields.reply_serial) in self._pending:
                self._pending.pop(fields[HeaderFields.reply_serial])(message)

    def _serve(self, message, member):
        known = [name for name in self.errors if name == member and self.errors[name]]
        self.calls.append((member, message.body))
        if known:
            self._fail(message, self.errors[member].pop(0))
        else:
            getattr(self, f"_do_{_snake(member)}", self._other)(message)

    def _do_get_managed_objects(self, message):
        self._reply(message, "a{oa{sa{sv}}}", self.objects)

    def _do_set(self, message):
        path = message.header.fields[HeaderFields.path]
        interface, name, value = message.body
        self._reply(message)
        self.change(path, interface, name, value)

    def _do_register_agent(self, message):
        self._agents[message.header.fields[HeaderFields.sender]] = message.body[0]
        self._reply(message)

    def _do_start_discovery(self, message):
        self._reply(message)
        self.hear()

    def hear(self):
        """The search hears the board if it is awake."""
        if self.board is None or not self.board.awake:
            return
        if self.board.path in self.objects:
            self.change(self.board.path, DEVICE, "RSSI", ("n", -50))
            return
        self.know(self.board, RSSI=("n", -50))
        body = (self.board.path, self.objects[self.board.path])
        self._signal("/", OBJECTS, "InterfacesAdded", "oa{sa{sv}}", body)

    def _do_remove_device(self, message):
        path = message.body[0]
        self.objects.pop(path, None)
        self._reply(message)
        self._signal("/", OBJECTS, "InterfacesRemoved", "oas", (path, [DEVICE]))
        self.hear()

    def _do_pair(self, message):
        if not self.board.awake:
            self._fail(message, "org.bluez.Error.ConnectionAttemptFailed", "Page Timeout")
        elif self.pins == "asks":
            self._ask_agent(message)
        elif self.pins == "zero_first":
            self.board.takes(b"0000", self.host)
            self.board.press()
            self._bond(message, self._right_pin(), woken="ConnectionAttemptFailed")
        else:
            self._bond(message, self._right_pin())

    def _ask_agent(self, message):
        sender = message.header.fields[HeaderFields.sender]
        target = jeepney.DBusAddress(self._agents[sender], sender, "org.bluez.Agent1")
        call = jeepney.new_method_call(target, "RequestPinCode", "o", (self.asks_about,))
        serial = next(self._serials)
        # As BlueZ's pincode_reply: the string's bytes, nothing else.
        self._pending[serial] = lambda answer: (
            self._fail(message, "org.bluez.Error.AuthenticationRejected")
            if answer.header.message_type is MessageType.error
            else self._bond(message, answer.body[0].encode())
        )
        self._connection.send(call, serial=serial)

    def _bond(self, message, pin, woken="AuthenticationFailed"):
        if not self.board.awake or not self.board.takes(pin, self.host):
            self._fail(message, f"org.bluez.Error.{woken}")
            return
        self.change(self.board.path, DEVICE, "Paired", ("b", True))
        self._reply(message)

    def _do_connect(self, message):
        self._reply(message)
        self.come()

    def come(self):
        """The board connects, by itself or because it was asked to."""
        self.connected()
        self.change(self.board.path, DEVICE, "Connected", ("b", True))

    def _other(self, message):
        self._reply(message)

    def _right_pin(self):
        return bytes(int(part, 16) for part in reversed(self.host.split(":")))

    def _traits(self, board, **traits):
        return {
            "Address": ("s", board.address),
            "Name": ("s", board.name),
            "Paired": ("b", False),
            "Trusted": ("b", False),
            "Connected": ("b", False),
            **traits,
        }

    def change(self, path, interface, name, value):
        self.objects[path][interface][name] = value
        body = (interface, {name: value}, [])
        self._signal(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", body)

    def _reply(self, message, signature=None, *values):
        self._connection.send(jeepney.new_method_return(message, signature, values))

    def _fail(self, message, name, text=""):
        name, _, words = name.partition(": ")
        answer = jeepney.new_error(message, name, "s", (words or text,))
        self._connection.send(answer)

    def _signal(self, path, interface, name, signature, body):
        emitter = jeepney.DBusAddress(path, interface=interface)
        self._connection.send(jeepney.new_signal(emitter, name, signature, body))


def _snake(member):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", member).lower()
