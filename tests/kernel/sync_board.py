"""The board of `radio_board` with a SYNC button: it can be searched, paired and browsed.

It is heard by a search while SYNC blinks, asks for a PIN, wants the six bytes of the host's address
(the last one first), gives a link key, tells its services by SDP, and goes off where its HID
channels are not opened in time. Once paired it calls the host itself when its front button is
pressed.
"""

from __future__ import annotations

import select
import struct
import threading
import time

from radio_board import _ANSWERS, _CONTROL_PSM, _HANDLE, _INTERRUPT_PSM, _MTU, RadioBoard
from sdp_records import answer_sdp

HOST_RAW = _ANSWERS[0x1009]
"""The host's address as HCI sends it, the last byte first: this is the PIN."""

_CLASS = bytes.fromhex("042500")
_FEATURES = bytes.fromhex("3f00004000000000")  # With the strength of signal, as all of today have.
_KEY = bytes(range(16))
_SDP_PSM, _SDP_CHANNEL = 0x01, 0x41
_SEARCH_S = 2.0
_NO_PIN, _WRONG_PIN, _NO_KEY = 0x18, 0x05, 0x06
OFF_AFTER_S = 30.0
"""A board waits some 5 s; the guest has a sixth of a computer's speed, and a busy host."""


class SyncBoard(RadioBoard):
    """A board that somebody can press SYNC at; it runs in a thread of its own."""

    def __init__(self, address: str) -> None:
        super().__init__(address, seed=1, noise_counts=3.0)
        self.pins: list[str] = []
        self._again, self._calling = 0, False
        self._search_ends_s = self._linked_s = 0.0
        threading.Thread(target=self._serve, daemon=True).start()

    def press_sync(self, *, again: int = 0) -> None:
        """Press SYNC, and as often again as the light goes off."""
        self._again += again
        self.appear()

    def press_front(self) -> None:
        """Call the host."""
        self.appear()
        self._calling = True
        self._event(0x04, self._raw_address + _CLASS + b"\x01")

    def go_off(self) -> None:
        """Lose the link, as with a press on the front button that is held."""
        self._calling = False
        self.vanish()
        if self._again:
            self._again -= 1
            self.appear()

    def _serve(self) -> None:
        due_s = time.monotonic()
        while True:
            if select.select([self.vhci], [], [], 0.01)[0]:
                self.hear()
            now_s = time.monotonic()
            if now_s >= due_s:
                self.measure()
                due_s = max(due_s + 0.01, now_s - 0.05)
            if 0.0 < self._search_ends_s <= now_s:
                self._search_ends_s = 0.0
                self._event(0x01, b"\0")
            if self._connected and self.fd < 0 and now_s - self._linked_s > OFF_AFTER_S:
                self.go_off()

    def _controller(self, number: int, body: bytes) -> None:
        match number:
            case 0x0401:
                self._accepted(number)
                self._search()
            case 0x0402:
                self._search_ends_s = 0.0
                self._done(number, b"")
            case 0x0405:
                self._linked_s = time.monotonic()
                super()._controller(number, body)
            case 0x0409:  # The host takes the call.
                self._accepted(number)
                self._connected, self._linked_s = True, time.monotonic()
                told = struct.pack("<BH6sBB", 0, _HANDLE, self._raw_address, 1, 0)
                self._event(0x03, told)
                self._call(_CONTROL_PSM)
            case 0x0411:  # Authenticate: it asks for the key.
                self._accepted(number)
                self._event(0x17, self._raw_address)
            case 0x0413:  # Encrypt.
                self._accepted(number)
                self._event(0x08, struct.pack("<BHB", 0, _HANDLE, 1))
            case 0x041B:
                self._accepted(number)
                self._event(0x0B, struct.pack("<BH", 0, _HANDLE) + _FEATURES)
            case 0x1003:
                self._done(number, _FEATURES)
            case 0x040B | 0x040C | 0x040D | 0x040E:
                self._done(number, body[:6])
                self._judge(number, body[6:])
            case _:
                super()._controller(number, body)

    def _search(self) -> None:
        if self.in_reach:
            body = self._raw_address + b"\x01\x00" + _CLASS + b"\x00\x00" + struct.pack("<b", -45)
            self._event(0x22, b"\x01" + body)
        # A search takes its time, in which the host decides whose name it wants.
        self._search_ends_s = time.monotonic() + _SEARCH_S

    def _judge(self, number: int, answer: bytes) -> None:
        """Take the host's key, or ask for the PIN and take that."""
        if number == 0x040C:
            self._event(0x16, self._raw_address)
        elif number == 0x040B:
            self._authenticated(0 if answer[:16] == _KEY else _NO_KEY)
        elif number == 0x040E:
            self._authenticated(_NO_PIN)
        else:
            pin = answer[1 : 1 + answer[0]]
            self.pins.append(pin.hex())
            if pin != HOST_RAW:
                self._authenticated(_WRONG_PIN)
                self.go_off()
                return
            self._event(0x18, self._raw_address + _KEY + b"\0")
            self._authenticated(0)

    def _authenticated(self, status: int) -> None:
        self._event(0x06, struct.pack("<BH", status, _HANDLE))

    def _open_channel(self, number: int, psm: int, theirs: int) -> None:
        if psm != _SDP_PSM:
            super()._open_channel(number, psm, theirs)
            return
        self._peers[psm] = theirs
        self._say_signal(0x03, number, struct.pack("<HHHH", _SDP_CHANNEL, theirs, 0, 0))
        self._say_signal(0x04, _SDP_CHANNEL, struct.pack("<HH", theirs, 0))

    def _call(self, psm: int) -> None:
        self._say_signal(0x02, psm, struct.pack("<HH", psm, psm + 0x40))

    def _note_configured(self, psm: int, side: int) -> None:
        super()._note_configured(psm, side)
        control = {4 * _CONTROL_PSM + 1, 4 * _CONTROL_PSM + 2} <= self._configured
        if self._calling and control and psm == _CONTROL_PSM:
            self._call(_INTERRUPT_PSM)

    def _signalled(self, code: int, number: int, body: bytes) -> None:
        if code == 0x06 and body[:2] == struct.pack("<H", _SDP_CHANNEL):
            # The board goes on without it.
            self._peers.pop(_SDP_PSM, None)
            self._say_signal(0x07, number, body[:4])
            return
        if code == 0x03:
            theirs, ours, result, _ = struct.unpack("<HHHH", body)
            # 1 is pending: the host asks first whether it may.
            if result == 0:
                self._peers[ours - 0x40] = theirs
                self._say_signal(0x04, ours & 0xFF, struct.pack("<HH", theirs, 0) + _MTU)
            return
        super()._signalled(code, number, body)

    def _hidp(self, psm: int, body: bytes) -> None:
        if psm == _SDP_PSM:
            self._send(self._peers[psm], answer_sdp(body))
        else:
            super()._hidp(psm, body)
