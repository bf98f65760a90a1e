"""An emulated balance board on an emulated radio: HCI and L2CAP through /dev/vhci.

The kernel sees a Bluetooth controller (2.0, no simple pairing) and, in its reach, one board. What
the kernel asks of the controller is answered here, and behind it speaks the board: inquiry, pages,
L2CAP's signalling, HIDP on the channels 0x11 and 0x13. The kernel's own L2CAP is real; radio,
controller and board are not. Independent of ``balance_arcade``: written from the Bluetooth core
specification (vol 2 part E for HCI, vol 3 part A for L2CAP) and the facts in
``hardware_docs/wii_balance_board``.

Commands come as lines on standard input as in `uhid_board`; ``away`` takes the board out of reach,
``back`` puts it there again.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import select
import socket
import struct
import sys
import threading
import time

from uhid_board import UhidBoard, command

_COMMAND, _ACL, _EVENT, _VENDOR = 1, 2, 4, 0xFF
_AF_BLUETOOTH, _BTPROTO_HCI, _HCIDEVUP = 31, 1, 0x400448C9
_HANDLE = 0x002A
_CLASS = bytes.fromhex("042500")  # 0x002504, as remotes of the family say (bluez#1089).
_PAGE_TIMEOUT, _LINK_LOST, _HUNG_UP = 0x04, 0x08, 0x16
_PAGE_S = 0.3
"""Of 5.12 s: a real controller's page that nobody answers."""

# What a controller tells of itself, after the status byte, by the command's number.
_ANSWERS = {
    0x0C14: bytes(248),  # Local name.
    0x0C23: bytes(3),  # Class of device.
    0x0C25: bytes(2),  # Voice setting.
    0x0C38: b"\x01",  # One inquiry access code ...
    0x0C39: b"\x01\x33\x8b\x9e",  # ... the general one.
    0x1001: struct.pack("<BHBHH", 3, 0, 3, 0xFFFF, 0),  # Version 2.0.
    0x1002: bytes(64),  # Supported commands: none beyond the mandatory ones.
    0x1003: b"\x3f" + bytes(7),  # Features: no simple pairing, no low energy.
    0x1005: struct.pack("<HBHH", 339, 64, 8, 0),  # Room for 8 packets of 339 bytes.
    0x1009: bytes.fromhex("010000563412"),  # Its address.
}
_CONTROL_PSM, _INTERRUPT_PSM = 0x11, 0x13
_REFUSED_PSM = 2
_MTU = b"\x01\x02" + struct.pack("<H", 185)


class RadioBoard(UhidBoard):
    """The board of `uhid_board`, with channels in the place of a HID device."""

    def __init__(self, address: str, *, seed: int, noise_counts: float) -> None:
        super().__init__(address, seed=seed, noise_counts=noise_counts)
        self.in_reach = False
        self.psms: list[int] = []
        self.headers: set[str] = set()
        self.n_pages = 0
        self._raw_address = bytes.fromhex(address.replace(":", ""))[::-1]
        self._connected = False
        self._peers: dict[int, int] = {}  # Our channel, which is numbered by its PSM: the host's.
        self._configured: set[int] = set()
        self._signal = 0
        self.vhci = os.open("/dev/vhci", os.O_RDWR)
        os.write(self.vhci, bytes([_VENDOR, 0]))

    # In and out of reach; `fd` says to the parent whether reports can be sent.

    def appear(self) -> None:
        self._forget_mode()
        self.in_reach = True

    def vanish(self) -> None:
        self.in_reach = False
        if self._connected:
            self._event(0x05, struct.pack("<BHB", 0, _HANDLE, _LINK_LOST))
        self._forget_link()

    def _forget_link(self) -> None:
        self._connected, self.fd = False, -1
        self._peers.clear()
        self._configured.clear()
        self._forget_mode()

    # The controller.

    def hear(self) -> None:
        """Take one packet of the kernel's."""
        packet = os.read(self.vhci, 4096)
        if packet[0] == _COMMAND:
            number, size = struct.unpack_from("<HB", packet, 1)
            self._controller(number, packet[4 : 4 + size])
        elif packet[0] == _ACL:
            self._event(0x13, struct.pack("<BHH", 1, _HANDLE, 1))
            channel = struct.unpack_from("<H", packet, 7)[0]
            self._l2cap(channel, packet[9:])

    def _controller(self, number: int, body: bytes) -> None:
        match number:
            case 0x0401:  # Inquiry.
                self._accepted(number)
                if self.in_reach:
                    found = struct.pack("<6s3x3sH", self._raw_address, _CLASS, 0)
                    self._event(0x02, b"\x01" + found)
                self._event(0x01, b"\0")
            case 0x0405:  # Create connection.
                self._accepted(number)
                self._page(body[:6])
            case 0x0406:  # Disconnect.
                self._accepted(number)
                self._event(0x05, struct.pack("<BHB", 0, _HANDLE, _HUNG_UP))
                self._forget_link()
            case 0x0408:  # Cancel a page.
                self._done(number, body[:6])
            case 0x0419:  # Remote name.
                self._accepted(number)
                name = b"Nintendo RVL-WBC-01".ljust(248, b"\0")
                self._event(0x07, b"\0" + body[:6] + name)
            case 0x041B:  # Remote features.
                self._accepted(number)
                self._event(0x0B, struct.pack("<BH", 0, _HANDLE) + _ANSWERS[0x1003])
            case 0x041D:  # Remote version.
                self._accepted(number)
                self._event(0x0C, struct.pack("<BHBHH", 0, _HANDLE, 3, 0x000F, 0))
            case 0x080D | 0x0C37:  # Policy and supervision of a link.
                self._done(number, body[:2])
            case _:
                self._done(number, _ANSWERS.get(number, b""))

    def _page(self, raw_address: bytes) -> None:
        self.n_pages += 1
        answers = self.in_reach and raw_address == self._raw_address
        if not answers:
            time.sleep(_PAGE_S)
        status = 0 if answers else _PAGE_TIMEOUT
        self._connected = answers
        self._event(0x03, struct.pack("<BH6sBB", status, _HANDLE, raw_address, 1, 0))

    def _event(self, code: int, body: bytes) -> None:
        os.write(self.vhci, bytes([_EVENT, code, len(body)]) + body)

    def _accepted(self, number: int) -> None:
        self._event(0x0F, struct.pack("<BBH", 0, 1, number))

    def _done(self, number: int, body: bytes) -> None:
        self._event(0x0E, struct.pack("<BHB", 1, number, 0) + body)

    # L2CAP.

    def _send(self, channel: int, body: bytes) -> None:
        frame = struct.pack("<HH", len(body), channel) + body
        os.write(self.vhci, struct.pack("<BHH", _ACL, _HANDLE | 0x2000, len(frame)) + frame)

    def _say_signal(self, code: int, number: int, body: bytes) -> None:
        self._send(1, struct.pack("<BBH", code, number, len(body)) + body)

    def _l2cap(self, channel: int, body: bytes) -> None:
        psm = channel - 0x40
        if channel == 1:
            while len(body) >= 4:
                code, number, size = struct.unpack_from("<BBH", body)
                self._signalled(code, number, body[4 : 4 + size])
                body = body[4 + size :]
        elif psm in self._peers:
            self._hidp(psm, body)

    def _signalled(self, code: int, number: int, body: bytes) -> None:
        match code:
            case 0x02:
                self._open_channel(number, *struct.unpack("<HH", body))
            case 0x04:  # Their wish, granted as it is.
                psm = struct.unpack_from("<H", body)[0] - 0x40
                answer = struct.pack("<HHH", self._peers[psm], 0, 0) + body[4:]
                self._say_signal(0x05, number, answer)
                self._note_configured(psm, 1)
            case 0x05:  # Their answer to ours, by our channel.
                self._note_configured(struct.unpack_from("<H", body)[0] - 0x40, 2)
            case 0x06:
                ours, theirs = struct.unpack("<HH", body)
                self._say_signal(0x07, number, struct.pack("<HH", ours, theirs))
                self._peers.pop(ours - 0x40, None)
                self.fd = -1
            case 0x08:
                self._say_signal(0x09, number, body)
            case 0x0A:
                self._say_signal(0x0B, number, body[:2] + struct.pack("<HI", 0, 0))

    def _open_channel(self, number: int, psm: int, theirs: int) -> None:
        self.psms.append(psm)
        # The HID profile's order: the control channel first.
        due = psm == _CONTROL_PSM or (psm == _INTERRUPT_PSM and _CONTROL_PSM in self._peers)
        if not due:
            self._say_signal(0x03, number, struct.pack("<HHHH", 0, theirs, _REFUSED_PSM, 0))
            return
        self._peers[psm] = theirs
        # A real board says "pending" first (the log in takeru/Wiimote issue 2).
        for result in (1, 0):
            self._say_signal(0x03, number, struct.pack("<HHHH", psm + 0x40, theirs, result, 0))
        self._signal = self._signal % 255 + 1
        self._say_signal(0x04, self._signal, struct.pack("<HH", theirs, 0) + _MTU)

    def _note_configured(self, psm: int, side: int) -> None:
        self._configured.add(4 * psm + side)
        both = {4 * _INTERRUPT_PSM + 1, 4 * _INTERRUPT_PSM + 2}
        if both <= self._configured:
            self.fd = self.vhci

    # HIDP.

    def _hidp(self, psm: int, body: bytes) -> None:
        self.headers.add(f"{psm:02x} {body[0]:02x}")
        if self.muted:
            return
        if psm == _CONTROL_PSM:
            self._send(self._peers[psm], b"\0")  # Handshake: successful.
        if body[0] in (0x52, 0xA2):
            self._obey(body[1:])

    def _say(self, report: bytes) -> None:
        if self.fd >= 0 and not self.muted:
            self._send(self._peers[_INTERRUPT_PSM], b"\xa1" + report)


def switch_on() -> None:
    """Bring the controller up, as ``hciconfig hci0 up`` does, and say so."""
    with socket.socket(_AF_BLUETOOTH, socket.SOCK_RAW, _BTPROTO_HCI) as ask:
        for _ in range(100):
            # It is not there yet, or up already.
            with contextlib.suppress(OSError):
                fcntl.ioctl(ask, _HCIDEVUP, 0)
                break
            time.sleep(0.02)
    print(json.dumps({"up": True}), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--address", default="00:1f:32:aa:bb:cc")
    parser.add_argument("--noise-counts", type=float, default=3.0)
    args = parser.parse_args()
    board = RadioBoard(args.address, seed=1, noise_counts=args.noise_counts)
    board.appear()
    threading.Thread(target=switch_on, daemon=True).start()
    due, typed, running = time.monotonic(), b"", True
    while running:
        fds = [sys.stdin.fileno(), board.vhci]
        ready = select.select(fds, [], [], max(0.0, due - time.monotonic()))[0]
        if board.vhci in ready:
            board.hear()
        if sys.stdin.fileno() in ready:
            typed += os.read(sys.stdin.fileno(), 4096) or b"quit\n"
            *lines, typed = typed.split(b"\n")
            running = all([command(board, line.decode()) for line in lines])
        if (now := time.monotonic()) >= due:
            board.measure()
            due = max(due + 0.01, now - 0.05)
    told = {"headers": sorted(board.headers), "psms": board.psms, "n_pages": board.n_pages}
    print(json.dumps({"n_sent": board.n_sent, "written": board.written, **told}), flush=True)


if __name__ == "__main__":
    main()
