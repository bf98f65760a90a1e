"""An emulated balance board that speaks HID reports to Linux's own driver through /dev/uhid.

Independent of ``balance_arcade``: written from the kernel's interface and the facts in
``hardware_docs/wii_balance_board``, so that both can be held against each other. Commands come as
lines on standard input: ``mute``, ``unmute``, ``away`` (the HID device is destroyed), ``back``,
``status`` (an unasked status report), ``load TR BR TL BL`` in kilograms, ``drop FRACTION``,
``battery BYTE``, ``temperature BYTE``, ``button 0|1``, ``stall SECONDS`` (what it would have sent
meanwhile is lost), ``late SECONDS`` (it is sent afterwards), ``count`` and ``quit``; the last two
answer with one line of JSON. With ``--wired`` it sends 0x34 whatever mode it is told,
as boards of other makers do.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import select
import struct
import sys
import time
import zlib

_DESTROY, _OUTPUT, _GET, _GET_REPLY, _CREATE2, _INPUT2, _SET, _SET_REPLY = (
    1,
    6,
    9,
    10,
    11,
    12,
    13,
    14,
)
_EVENT_SIZE = 4380
INPUT_SIZES = {
    0x20: 6, 0x21: 21, 0x22: 4, 0x30: 2, 0x31: 5, 0x32: 10, 0x33: 17,
    0x34: 21, 0x35: 21, 0x36: 21, 0x37: 21, 0x3D: 21, 0x3E: 21, 0x3F: 21,
}  # fmt: skip
OUTPUT_SIZES = {
    0x10: 1, 0x11: 1, 0x12: 2, 0x13: 1, 0x14: 1, 0x15: 1, 0x16: 21,
    0x17: 6, 0x18: 21, 0x19: 1, 0x1A: 1,
}  # fmt: skip

# The calibration of a real board, as it was published; sensors in the order TR BR TL BL.
ZERO_COUNTS = (0x07C3, 0x3CF8, 0x048C, 0x296B)
COUNTS_17_KG = (0x0ED2, 0x4384, 0x0B3A, 0x3069)
COUNTS_34_KG = (0x15E9, 0x4A10, 0x11EF, 0x376E)


def report_descriptor() -> bytes:
    """One vendor-defined array of bytes for each report."""
    out = bytes([0x05, 0x01, 0x09, 0x05, 0xA1, 0x01])
    for sizes, main_item in ((OUTPUT_SIZES, 0x91), (INPUT_SIZES, 0x81)):
        for number, size in sizes.items():
            out += bytes([0x85, number, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, size])
            out += bytes([0x06, 0x00, 0xFF, 0x09, 0x01, main_item, 0x00])
    return out + b"\xc0"


def registers() -> bytearray:
    """Address space 0xA400xx with a true checksum."""
    memory = bytearray(256)
    memory[0x20:0x24] = bytes.fromhex("10690000")
    memory[0x24:0x3C] = struct.pack(">12H", *ZERO_COUNTS, *COUNTS_17_KG, *COUNTS_34_KG)
    memory[0x60:0x62] = bytes.fromhex("1a01")
    covered = bytes(memory[0x24:0x3C]) + bytes(memory[0x20:0x22]) + bytes(memory[0x60:0x62])
    memory[0x3C:0x40] = struct.pack(">I", zlib.crc32(covered))
    memory[0xFA:0x100] = bytes.fromhex("0000a4200402")
    return memory


class UhidBoard:
    """State of the emulated board, and its HID device while there is one."""

    def __init__(
        self, address: str, *, seed: int, noise_counts: float, wired: bool = False
    ) -> None:
        self.address = address
        self.loads_kg = [0.0, 0.0, 0.0, 0.0]
        self.battery, self.temperature, self.leds, self.buttons = 0x99, 0x17, 0, 0
        self.muted, self.drop = False, 0.0
        # How far it may be behind and still send what it has not sent.
        self.may_owe_s = 0.05
        self.n_sent = 0
        self.modes: list[int] = []
        self.written: dict[str, int] = {}
        self._memory = registers()
        self._wired = wired
        self._forget_mode()
        self._last = b""
        self._noise_counts = noise_counts
        self.dead: dict[int, float] = {}
        self._random = random.Random(seed)
        self.fd = -1

    def appear(self) -> None:
        if self.fd >= 0:
            return
        self.fd = os.open("/dev/uhid", os.O_RDWR)
        descriptor = report_descriptor()
        head = struct.pack(
            "<I128s64s64sHHIIII",
            _CREATE2,
            b"Nintendo RVL-WBC-01",
            b"",
            self.address.encode(),
            len(descriptor),
            5,
            0x057E,
            0x0306,
            0x0100,
            0,
        )
        self._forget_mode()
        os.write(self.fd, head + descriptor.ljust(4096, b"\0"))

    def vanish(self) -> None:
        if self.fd >= 0:
            os.write(self.fd, struct.pack("<I", _DESTROY))
            os.close(self.fd)
            self.fd = -1

    def _forget_mode(self) -> None:
        self._mode, self._continuous = (0x34, True) if self._wired else (0x30, False)

    def handle(self) -> None:
        """Take one event of the kernel's."""
        event = os.read(self.fd, _EVENT_SIZE)
        kind, number = struct.unpack_from("<II", event)
        if kind == _OUTPUT and not self.muted:
            size = struct.unpack_from("<H", event, 4 + 4096)[0]
            self._obey(event[4 : 4 + size])
        elif kind == _GET:
            os.write(self.fd, struct.pack("<IIHH", _GET_REPLY, number, 5, 0))
        elif kind == _SET:
            os.write(self.fd, struct.pack("<IIH", _SET_REPLY, number, 5))

    def status(self) -> None:
        """Report the status; the mode falls back, as a real board's does."""
        self._say(bytes([0x20, 0, self.buttons, self.leds | 0x02, 0, 0, self.battery]))
        self._forget_mode()

    def measure(self) -> None:
        """Send one report of the cells, if the mode wants it."""
        size = {0x32: 8, 0x34: 19}.get(self._mode)
        if self.fd < 0 or size is None:
            return
        body = struct.pack(">4H", *self._counts()) + bytes([self.temperature, 0, self.battery])
        report = bytes([self._mode, 0, self.buttons]) + body.ljust(19, b"\0")[:size]
        if not self._continuous and report == self._last:
            return
        self._last = report
        if self._random.random() >= self.drop:
            self._say(report)
            self.n_sent += 1

    def _say(self, report: bytes) -> None:
        if not self.muted and self.fd >= 0:
            os.write(self.fd, struct.pack("<IH", _INPUT2, len(report)) + report)

    def _counts(self) -> list[int]:
        counts = []
        points = zip(self.loads_kg, ZERO_COUNTS, COUNTS_17_KG, COUNTS_34_KG, strict=True)
        for kg, zero, mid, full in points:
            below = zero + (mid - zero) * kg / 17.0
            value = below if kg < 17.0 else mid + (full - mid) * (kg - 17.0) / 17.0
            value += self._random.gauss(0.0, self._noise_counts)
            value = self.dead.get(len(counts), value)
            counts.append(max(0, min(65535, round(value))))
        return counts

    def _obey(self, report: bytes) -> None:
        number = report[0]
        if number == 0x11:
            self.leds = report[1] & 0xF0
        elif number == 0x12:
            if not self._wired:
                self._continuous, self._mode = bool(report[1] & 4), report[2]
            self.modes.append(report[2])
        elif number == 0x15:
            self.status()
        elif number == 0x16:
            self._write(report)
            return
        elif number == 0x17:
            self._read(report)
            return
        if report[1] & 0x02:
            self._say(bytes([0x22, 0, self.buttons, number, 0]))

    def _write(self, report: bytes) -> None:
        address, size = int.from_bytes(report[2:5], "big"), report[5]
        data = report[6 : 6 + size]
        key = f"{address:06x}={data.hex()}"
        self.written[key] = self.written.get(key, 0) + 1
        offset = address & 0xFF
        if report[1] & 4 and address >> 16 == 0xA4 and offset not in {0xF0, 0xFB}:
            self._memory[offset : offset + size] = data
        self._say(bytes([0x22, 0, self.buttons, 0x16, 0]))

    def _read(self, report: bytes) -> None:
        address, size = int.from_bytes(report[2:5], "big"), int.from_bytes(report[5:7], "big")
        while size > 0:
            part = min(16, size)
            known = report[1] & 4 and address >> 16 == 0xA4
            offset = address & 0xFF
            data = bytes(self._memory[offset : offset + part]) if known else b""
            head = [0x21, 0, self.buttons, (part - 1) << 4 | (0 if known else 7)]
            self._say(bytes([*head, *address.to_bytes(3, "big")[1:]]) + data.ljust(16, b"\0"))
            address, size = address + part, size - part


def command(board: UhidBoard, line: str) -> bool:
    """Carry a command out; False ends the program."""
    name, *words = line.split()
    match name:
        case "mute" | "unmute":
            board.muted = name == "mute"
        case "away":
            board.vanish()
        case "back":
            board.appear()
        case "status":
            board.status()
        case "load":
            board.loads_kg = [float(word) for word in words]
        case "dead":
            board.dead[("tr", "br", "tl", "bl").index(words[0])] = float(words[1])
        case "drop":
            board.drop = float(words[0])
        case "battery":
            board.battery = int(words[0], 0)
        case "temperature":
            board.temperature = int(words[0], 0)
        case "button":
            board.buttons = 8 * int(words[0])
        case "late":
            # What it measures meanwhile it sends afterwards, as a radio link that was held up.
            board.may_owe_s = float(words[0]) + 0.05
            time.sleep(float(words[0]))
        case "stall":
            time.sleep(float(words[0]))
        case "count":
            print(json.dumps({"n_sent": board.n_sent}), flush=True)
        case "quit":
            return False
        case _:
            raise SystemExit(f"unknown command {line!r}")
    return True


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", default="00:1f:32:aa:bb:cc")
    parser.add_argument("--rate-hz", type=float, default=100.0)
    parser.add_argument("--noise-counts", type=float, default=3.0)
    parser.add_argument("--jitter-ms", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--wired", action="store_true")
    args = parser.parse_args()
    board = UhidBoard(
        args.address, seed=args.seed, noise_counts=args.noise_counts, wired=args.wired
    )
    jitter = random.Random(args.seed + 1)
    board.appear()
    tick = due = time.monotonic()
    typed, running = b"", True
    while running:
        fds = [sys.stdin.fileno(), *([board.fd] if board.fd >= 0 else [])]
        ready = select.select(fds, [], [], max(0.0, due - time.monotonic()))[0]
        if board.fd in ready:
            board.handle()
        if sys.stdin.fileno() in ready:
            typed += os.read(sys.stdin.fileno(), 4096) or b"quit\n"
            *lines, typed = typed.split(b"\n")
            running = all([command(board, line.decode()) for line in lines])
        if (now := time.monotonic()) >= due:
            board.measure()
            tick = max(tick + 1.0 / args.rate_hz, now - board.may_owe_s)
            due = tick + jitter.random() * args.jitter_ms / 1000.0
    result = {"n_sent": board.n_sent, "modes": board.modes, "written": board.written}
    print(json.dumps(result), flush=True)
    board.vanish()


if __name__ == "__main__":
    main()
