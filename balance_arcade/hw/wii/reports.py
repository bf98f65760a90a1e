"""HID reports of a Wii Balance Board: what it sends taken apart, what it is sent put together.

A report is its id byte and its payload, as Linux's hidraw hands it out; the HIDP byte that stands
before it on the radio belongs to `balance_arcade.hw.wii.l2cap`. Bytes are described, with their
sources, in ``hardware_docs/wii_balance_board/README.md``.

The board's calibration can be overwritten, and boards were ruined that way: `write_register` knows
the two addresses that unlock the extension and refuses every other.
"""

from __future__ import annotations

import enum
from collections.abc import Callable

import msgspec

FRONT_BUTTON = 0x08
"""Bit of the second button byte: the button at the board's front edge."""

UNLOCK_WRITES = ((0xA400F0, 0x55), (0xA400FB, 0x00))
"""Register and value of the two writes after which the extension answers in plain bytes."""

MAX_MEMORY_BYTES = 16
"""Data bytes in one answer to a read of registers."""

# Bit 2 of the first byte: extension registers, not the board's own memory (xwiimote, doc/PROTOCOL).
_REGISTERS = 0x04
# Bit 2 again, of another report: send always, not only when something changes.
_CONTINUOUS = 0x04
_LED_1 = 0x10
_INVALID = ((0, 0, 0, 0), (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF))

Counts = tuple[int, int, int, int]


class ReportId(enum.IntEnum):
    """First byte of a report."""

    LEDS = 0x11
    MODE = 0x12
    ASK_STATUS = 0x15
    WRITE = 0x16
    READ = 0x17
    STATUS = 0x20
    MEMORY = 0x21
    ACKNOWLEDGED = 0x22
    BUTTONS = 0x30
    SENSORS = 0x32
    SENSORS_LONG = 0x34


class StatusReport(msgspec.Struct, frozen=True):
    """0x20: what the board says of itself; it resets the mode.

    Attributes
    ----------
    button : bool
        Whether the front button is down.
    battery_low, extension, led : bool
        The board's own warning; whether the sensors are connected; whether its light is on.
    battery : int
        Battery level as it came, 0 to 255.
    """

    button: bool
    battery_low: bool
    extension: bool
    led: bool
    battery: int


class MemoryReport(msgspec.Struct, frozen=True):
    """0x21: an answer to a read.

    Attributes
    ----------
    button : bool
        Whether the front button is down.
    error : int
        0, or why it cannot be read (7 not readable, 8 not there).
    address : int
        Low 16 bits of the first byte's address.
    data : bytes
        1 to 16 bytes; empty where there is an error.
    """

    button: bool
    error: int
    address: int
    data: bytes


class AcknowledgeReport(msgspec.Struct, frozen=True):
    """0x22: the board has taken the report ``report_id``, or refuses it with an ``error``."""

    button: bool
    report_id: int
    error: int


class ButtonReport(msgspec.Struct, frozen=True):
    """0x30: the button alone; the mode of a board whose sensors nobody reads."""

    button: bool


class SensorReport(msgspec.Struct, frozen=True):
    """0x32 and 0x34: one sample.

    Attributes
    ----------
    button : bool
        Whether the front button is down.
    counts : tuple of int
        Raw sensor counts at tl, tr, bl, br.
    valid : bool
        False for all zeros and all ones, which a board sends when it cannot weigh.
    temperature, battery : int or None
        Raw bytes of report 0x34; None in 0x32, which has none.
    """

    button: bool
    counts: Counts
    valid: bool
    temperature: int | None
    battery: int | None


class OtherReport(msgspec.Struct, frozen=True):
    """A whole report of another id: nothing for us."""

    report_id: int


Report = StatusReport | MemoryReport | AcknowledgeReport | ButtonReport | SensorReport | OtherReport


def _status(payload: bytes) -> StatusReport:
    flags = payload[2]
    low, extension, led = bool(flags & 0x01), bool(flags & 0x02), bool(flags & _LED_1)
    # Bytes 3 and 4 are not used by any board known.
    return StatusReport(_button(payload), low, extension, led, payload[5])


def _memory(payload: bytes) -> MemoryReport:
    # One byte holds both: the error in the low nibble, the size less one in the high one.
    error = payload[2] & 0x0F
    size = 0 if error else (payload[2] >> 4) + 1
    address = int.from_bytes(payload[3:5], "big")
    return MemoryReport(_button(payload), error, address, bytes(payload[5 : 5 + size]))


def _acknowledge(payload: bytes) -> AcknowledgeReport:
    return AcknowledgeReport(_button(payload), payload[2], payload[3])


def _short(payload: bytes) -> SensorReport:
    return _sensors(payload, None, None)


def _long(payload: bytes) -> SensorReport:
    # Byte 11 is always zero.
    return _sensors(payload, payload[10], payload[12])


def _sensors(payload: bytes, temperature: int | None, battery: int | None) -> SensorReport:
    # The board's own order is tr br tl bl.
    tr, br, tl, bl = (int.from_bytes(payload[i : i + 2], "big") for i in range(2, 10, 2))
    counts = (tl, tr, bl, br)
    return SensorReport(_button(payload), counts, counts not in _INVALID, temperature, battery)


def _button(payload: bytes) -> bool:
    return bool(payload[1] & FRONT_BUTTON)


_PAYLOADS: dict[int, tuple[int, Callable[[bytes], Report]]] = {
    ReportId.STATUS: (6, _status),
    ReportId.MEMORY: (21, _memory),
    ReportId.ACKNOWLEDGED: (4, _acknowledge),
    ReportId.BUTTONS: (2, lambda payload: ButtonReport(_button(payload))),
    ReportId.SENSORS: (10, _short),
    ReportId.SENSORS_LONG: (21, _long),
}
"""Bytes of payload that a report must have, and what takes it apart."""


def decode_report(data: bytes) -> Report | None:
    """Take a report apart.

    Parameters
    ----------
    data : bytes
        Id byte and payload; bytes beyond the report's length (padding of some systems) are left.

    Returns
    -------
    Report or None
        None for a report that is shorter than its id demands, and for no bytes at all. No bytes
        raise an error.

    Examples
    --------
    >>> real = bytes.fromhex("34 00 00 09 b2 4b b5 1e 7e 3f 4c 17 00 99") + bytes(8)
    >>> report = decode_report(real)
    >>> report.counts, report.temperature, report.battery
    ((7806, 2482, 16204, 19381), 23, 153)
    """
    if not data:
        return None
    known = _PAYLOADS.get(data[0])
    if known is None:
        return OtherReport(data[0])
    n_bytes, take_apart = known
    payload = data[1:]
    return take_apart(payload) if len(payload) >= n_bytes else None


def set_led(*, on: bool) -> bytes:
    """Report that switches the board's light."""
    return bytes((ReportId.LEDS, _LED_1 if on else 0))


def set_mode(mode: int, *, continuous: bool) -> bytes:
    """Report that asks for another kind of samples.

    Parameters
    ----------
    mode : int
        Id of the reports that are to come, 0x30, 0x32 or 0x34.
    continuous : bool
        Send always, not only when something changes.

    Examples
    --------
    >>> set_mode(0x34, continuous=True).hex(" ")
    '12 04 34'
    """
    return bytes((ReportId.MODE, _CONTINUOUS if continuous else 0, mode))


def ask_status() -> bytes:
    """Report that asks for a status report."""
    return bytes((ReportId.ASK_STATUS, 0))


def read_registers(address: int, size: int) -> bytes:
    """Report that asks for registers.

    Parameters
    ----------
    address : int
        24 bits, for example 0xA400FA.
    size : int
        1 to 16, so that one report answers.

    Raises
    ------
    ValueError
        Another size or address.
    """
    if not (1 <= size <= MAX_MEMORY_BYTES and 0 <= address <= 0xFFFFFF):
        raise ValueError(f"{size} bytes at {address:#x} do not fit in one answer")
    return bytes((ReportId.READ, _REGISTERS)) + address.to_bytes(3, "big") + size.to_bytes(2, "big")


def write_register(address: int, value: int) -> bytes:
    """Report that writes one register, of the two that may be written.

    Parameters
    ----------
    address, value : int
        One of `UNLOCK_WRITES`.

    Raises
    ------
    ValueError
        Any other register: the factory calibration lies among them and could not be got back.
    """
    if (address, value) not in UNLOCK_WRITES:
        raise ValueError(f"register {address:#x} is never written")
    # The report always has sixteen data bytes; the size byte before them says that one counts.
    body = bytes((value,)).ljust(MAX_MEMORY_BYTES, b"\0")
    return bytes((ReportId.WRITE, _REGISTERS)) + address.to_bytes(3, "big") + b"\x01" + body
