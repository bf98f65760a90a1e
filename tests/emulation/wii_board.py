"""An emulated Wii Balance Board: it holds registers and speaks reports. No thread, no clock.

Written from ``hardware_docs/wii_balance_board/README.md``; it shares no code with the package, so
that both can only agree by agreeing with the document.
"""

from __future__ import annotations

import struct
import zlib

# The one dump of a real board's calibration that was found in public, in the order TR BR TL BL.
REAL_0_KG = (0x07C3, 0x3CF8, 0x048C, 0x296B)
REAL_17_KG = (0x0ED2, 0x4384, 0x0B3A, 0x3069)
REAL_34_KG = (0x15E9, 0x4A10, 0x11EF, 0x376E)
REAL_CRC = 0x5E40E9B6
BOARD_ID = bytes.fromhex("0000a4200402")


def real_registers(crc: int | None = None) -> bytearray:
    """The extension's 256 registers with the real calibration."""
    registers = bytearray(256)
    registers[0x20:0x24] = bytes.fromhex("10690000")
    registers[0x24:0x3C] = struct.pack(">12H", *REAL_0_KG, *REAL_17_KG, *REAL_34_KG)
    registers[0x60:0x62] = bytes.fromhex("1a01")
    good = zlib.crc32(registers[0x24:0x3C] + registers[0x20:0x22] + registers[0x60:0x62])
    registers[0x3C:0x40] = struct.pack(">I", good if crc is None else crc)
    registers[0xFA:0x100] = BOARD_ID
    return registers


def count_of(kg: float, sensor: int) -> int:
    """Count of a sensor (order TR BR TL BL) under a load, by the real calibration."""
    zero, middle, top = REAL_0_KG[sensor], REAL_17_KG[sensor], REAL_34_KG[sensor]
    if kg < 17.0:
        count = zero + kg / 17.0 * (middle - zero)
    else:
        count = middle + (kg - 17.0) / 17.0 * (top - middle)
    return min(max(round(count), 0), 0xFFFF)


class WiiBoardModel:
    """A board's memory and manners.

    Parameters
    ----------
    registers : bytearray, optional
        256 registers of the extension; the real board's by default.
    locked : bool
        The extension answers reads with an error until it is unlocked.
    hard_wired : bool
        Sends 0x34 whatever mode is asked for, as some third-party boards do.
    """

    def __init__(
        self,
        registers: bytearray | None = None,
        *,
        locked: bool = False,
        hard_wired: bool = False,
    ) -> None:
        self.registers = real_registers() if registers is None else registers
        self.as_made = bytes(self.registers)
        self.locked = locked
        self.hard_wired = hard_wired
        self.mode, self.continuous = 0x30, False
        self.led = False
        self.battery, self.temperature = 0x99, 0x17
        self.button = False
        self.received: list[bytes] = []
        self._sent = b""

    def handle(self, report: bytes) -> list[bytes]:
        """Obey a report and return the answers."""
        self.received.append(report)
        kind, body = report[0], report[1:]
        if kind == 0x11:
            self.led = bool(body[0] & 0x10)
        elif kind == 0x12:
            self.continuous, self.mode = bool(body[0] & 0x04), body[1]
            self._sent = b""
        elif kind == 0x15:
            return [self.status()]
        elif kind == 0x16:
            return [self._write(body)]
        elif kind == 0x17:
            return self._read(body)
        return []

    def status(self) -> bytes:
        """A status report; it resets the mode."""
        if not self.hard_wired:
            self.mode, self.continuous = 0x30, False
        flags = 0x02 | (0x10 if self.led else 0) | (0x01 if self.battery < 0x6A else 0)
        return bytes((0x20, 0, self._button(), flags, 0, 0, self.battery))

    def sample(self, kg: tuple[float, float, float, float]) -> bytes | None:
        """The report that is due under loads at TL TR BL BR; None where nothing changed."""
        tl, tr, bl, br = kg
        counts = [count_of(load, i) for i, load in enumerate((tr, br, tl, bl))]
        mode = 0x34 if self.hard_wired else self.mode
        report = bytes((mode, 0, self._button()))
        if mode in (0x32, 0x34):
            report += struct.pack(">4H", *counts)
        if mode == 0x34:
            report += bytes((self.temperature, 0, self.battery)) + bytes(8)
        if mode not in (0x30, 0x32, 0x34):
            return None
        if report == self._sent and not (self.continuous or self.hard_wired):
            return None
        self._sent = report
        return report

    def writes(self) -> list[int]:
        """Addresses of the registers that were written."""
        return [int.from_bytes(r[2:5], "big") for r in self.received if r[0] == 0x16]

    def _button(self) -> int:
        return 0x08 if self.button else 0

    def _write(self, body: bytes) -> bytes:
        address, size = int.from_bytes(body[1:4], "big"), body[4]
        if address >> 16 != 0xA4 or not 1 <= size <= 16:
            return bytes((0x22, 0, self._button(), 0x16, 3))
        start = address & 0xFF
        self.registers[start : start + size] = body[5 : 5 + size]
        if address == 0xA400FB:
            self.locked = False
        return bytes((0x22, 0, self._button(), 0x16, 0))

    def _read(self, body: bytes) -> list[bytes]:
        address, size = int.from_bytes(body[1:4], "big"), int.from_bytes(body[4:6], "big")
        if address >> 16 != 0xA4 or self.locked:
            return [struct.pack(">4BH16x", 0x21, 0, self._button(), 0xF7, address & 0xFFFF)]
        answers = []
        for start in range(0, size, 16):
            n = min(16, size - start)
            at = (address + start) & 0xFFFF
            data = bytes(self.registers[at & 0xFF : (at & 0xFF) + n]).ljust(16, b"\0")
            head = struct.pack(">4BH", 0x21, 0, self._button(), (n - 1) << 4, at)
            answers.append(head + data)
        return answers
