"""The system's D-Bus, in one thread: calls with a deadline, signals, and objects of our own.

The bytes of the protocol are jeepney's: pure Python, MIT, 49 kB, no package behind it; it does not
wait where it is not asked to, so a call that takes seconds (pairing) is answered in between.
``pip install "balance-arcade[pair]"`` brings it. This is the only file that knows it.
"""

from __future__ import annotations

import contextlib
import importlib
import time
from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import Any

import msgspec

from balance_arcade.core.errors import BoardUnavailableError, UnavailableReason

BUS, BUS_PATH = "org.freedesktop.DBus", "/org/freedesktop/DBus"
PROPERTIES = "org.freedesktop.DBus.Properties"

_AUTH_S = 5.0
_SHORTEST_S = 0.0


class BusError(Exception):
    """An error that came back over D-Bus; `balance_arcade.hw.wii.bluez.troubles` has its words.

    Parameters
    ----------
    name : str
        For example ``org.bluez.Error.AuthenticationFailed``.
    text : str
        Its words, often empty or a code such as ``br-connection-page-timeout``.
    """

    def __init__(self, name: str, text: str = "") -> None:
        super().__init__(f"{name}: {text}" if text else name)
        self.name = name
        self.text = text


class NoReplyError(BusError):
    """No answer came within the time that was given."""

    def __init__(self, member: str) -> None:
        super().__init__(f"{BUS}.Error.NoReply", f"no answer to {member} in time")


class Incoming(msgspec.Struct, frozen=True):
    """A call or a signal that came.

    Attributes
    ----------
    sender : str
        Unique name of who sent it.
    path, interface, member : str
        Object, interface and name.
    body : tuple
        Its arguments; a variant is (signature, value).
    """

    sender: str
    path: str
    interface: str
    member: str
    body: tuple[Any, ...]


Answer = tuple[str, tuple[Any, ...]]
"""Signature and values of an answer."""


class Bus:
    """A connection to a bus.

    Parameters
    ----------
    jeepney : module
        The package.
    connection : jeepney.io.blocking.DBusConnection
        As it was opened; this object closes it.

    Attributes
    ----------
    on_signal : callable
        Is given every signal, while something waits.
    answer : callable
        Is given every call to us, and returns the answer or raises `BusError`.
    """

    def __init__(self, jeepney: ModuleType, connection: Any) -> None:
        self._jeepney = jeepney
        self._connection = connection
        self._replies: dict[int, Any] = {}
        self.on_signal: Callable[[Incoming], None] = _ignore
        self.answer: Callable[[Incoming], Answer] = _refuse

    def __enter__(self) -> Bus:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Leave the bus."""
        self._connection.close()

    def begin(
        self, to: str, path: str, interface: str, member: str, signature: str = "", *body: Any
    ) -> int:
        """Send a call and return the number under which `reply` knows its answer."""
        target = self._jeepney.DBusAddress(path, bus_name=to, interface=interface)
        message = self._jeepney.new_method_call(target, member, signature or None, body)
        serial: int = next(self._connection.outgoing_serial)
        self._send(message, serial)
        return serial

    def reply(self, serial: int) -> tuple[Any, ...] | None:
        """Return the answer to a call, or None while there is none.

        Raises
        ------
        BusError
            The answer is an error.
        """
        message = self._replies.pop(serial, None)
        if message is None:
            return None
        if message.header.message_type is self._jeepney.MessageType.error:
            fields = self._fields(message)
            text = next((str(part) for part in message.body if isinstance(part, str)), "")
            raise BusError(fields.get("error_name", ""), text)
        return tuple(message.body)

    def step(self, timeout_s: float) -> bool:
        """Take one message and deal with it; whether one came."""
        try:
            message = self._connection.receive(timeout=max(_SHORTEST_S, timeout_s))
        except TimeoutError:
            return False
        except (OSError, EOFError) as error:
            raise BusError(f"{BUS}.Error.Disconnected", str(error)) from error
        kind, kinds = message.header.message_type, self._jeepney.MessageType
        if kind in (kinds.method_return, kinds.error):
            number = message.header.fields.get(self._jeepney.HeaderFields.reply_serial)
            self._replies[number] = message
        elif kind is kinds.signal:
            self.on_signal(self._incoming(message))
        elif kind is kinds.method_call:
            self._answer(message)
        return True

    def call(
        self,
        to: str,
        path: str,
        interface: str,
        member: str,
        signature: str = "",
        *body: Any,
        timeout_s: float = 10.0,
    ) -> tuple[Any, ...]:
        """Call and wait for the answer; what comes meanwhile is dealt with.

        Raises
        ------
        BusError
            The answer is an error.
        NoReplyError
            There was none within ``timeout_s`` seconds.
        """
        serial = self.begin(to, path, interface, member, signature, *body)
        end_s = time.monotonic() + timeout_s
        while (values := self.reply(serial)) is None:
            left_s = end_s - time.monotonic()
            if left_s <= 0.0:
                raise NoReplyError(member)
            self.step(left_s)
        return values

    def listen(self, rule: str) -> None:
        """Ask for the signals that a match rule describes."""
        self.call(BUS, BUS_PATH, BUS, "AddMatch", "s", rule)

    def owner(self, name: str) -> str:
        """Return the unique name of who has a name on the bus; start who can be started.

        Raises
        ------
        BusError
            Nobody has it.
        """
        with contextlib.suppress(BusError):
            return self._owner(name)
        self.call(BUS, BUS_PATH, BUS, "StartServiceByName", "su", name, 0)
        return self._owner(name)

    def _owner(self, name: str) -> str:
        return str(self.call(BUS, BUS_PATH, BUS, "GetNameOwner", "s", name)[0])

    def _answer(self, message: Any) -> None:
        try:
            signature, values = self.answer(self._incoming(message))
        except BusError as error:
            answer = self._jeepney.new_error(message, error.name, "s", (error.text,))
        else:
            answer = self._jeepney.new_method_return(message, signature or None, values)
        flags = message.header.flags
        if not flags & self._jeepney.MessageFlag.no_reply_expected:
            self._send(answer, None)

    def _send(self, message: Any, serial: int | None) -> None:
        try:
            self._connection.send(message, serial=serial)
        except OSError as error:
            raise BusError(f"{BUS}.Error.Disconnected", str(error)) from error

    def _incoming(self, message: Any) -> Incoming:
        fields = self._fields(message)
        return Incoming(
            sender=fields.get("sender", ""),
            path=fields.get("path", ""),
            interface=fields.get("interface", ""),
            member=fields.get("member", ""),
            body=tuple(message.body),
        )

    def _fields(self, message: Any) -> dict[str, str]:
        return {key.name: value for key, value in message.header.fields.items()}


def open_bus(address: str, *, bus: str = "SYSTEM") -> Bus:
    """Join the system's bus.

    Parameters
    ----------
    address : str
        Of the board, for messages.
    bus : str
        ``SYSTEM``, or a bus's own address (``unix:path=...``).

    Raises
    ------
    BoardUnavailableError
        The package jeepney is not installed, or there is no bus.
    """
    try:
        jeepney = importlib.import_module("jeepney")
        blocking = importlib.import_module("jeepney.io.blocking")
    except ImportError as error:
        raise BoardUnavailableError(
            "The package jeepney, which speaks D-Bus, is not installed.",
            address=address,
            reason=UnavailableReason.DRIVER_MISSING,
            hint='Install it: pip install "balance-arcade[pair]".',
        ) from error
    try:
        connection = blocking.open_dbus_connection(bus, auth_timeout=_AUTH_S)
    # A wrong answer of the bus comes as ValueError or RuntimeError, by jeepney's version.
    except (OSError, ValueError, RuntimeError, jeepney.auth.AuthenticationError) as error:
        raise BoardUnavailableError(
            f"There is no system D-Bus here ({error}).",
            address=address,
            reason=UnavailableReason.BLUETOOTH_OFF,
            hint="Start it: sudo systemctl start dbus. A container needs the computer's own "
            "/run/dbus/system_bus_socket.",
        ) from error
    return Bus(jeepney, connection)


def _ignore(_: Incoming) -> None:
    return


def _refuse(call: Incoming) -> Answer:
    raise BusError(f"{BUS}.Error.UnknownMethod", f"There is no {call.member} here.")
