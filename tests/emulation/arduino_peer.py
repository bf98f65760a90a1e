"""An emulated Arduino board: it speaks the protocol's bytes at the far end of a pseudo terminal.

Its framing (COBS, CRC, field layout) is written out here from
``hardware_docs/arduino_board/protocol.md`` and shares no code with the package, so that both can
only agree by agreeing with the document.
"""

from __future__ import annotations

import math
import os
import select
import struct
import threading
import time
from collections.abc import Callable, Sequence

from patience import DEADLINE_S

UNIQUE_ID = bytes.fromhex("0011223344556677")
SAMPLE, HELLO, STATUS, HEARTBEAT, PONG, REFUSAL = 1, 2, 3, 4, 5, 6
ASK_HELLO, START, STOP, ASK_STATUS, PING = 0x81, 0x82, 0x83, 0x84, 0x85
EMULATED, BOOT = 1, 2


def crc16_mcrf4xx(data: bytes) -> int:
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0x8408 if crc & 1 else crc >> 1
    return crc


def cobs_encode(data: bytes) -> bytes:
    out, block = bytearray(), bytearray()
    for byte in data:
        if byte:
            block.append(byte)
        if byte == 0 or len(block) == 254:
            out += bytes([len(block) + 1]) + block
            block.clear()
    return bytes(out + bytes([len(block) + 1]) + block)


def cobs_decode(data: bytes) -> bytes:
    out, i = bytearray(), 0
    while i < len(data):
        code = data[i]
        out += data[i + 1 : i + code]
        i += code
        if code < 255 and i < len(data):
            out.append(0)
    return bytes(out)


def frames_in(pieces: Sequence[bytes]) -> tuple[list[tuple[int, int, bytes]], int]:
    """Frames of what stood between zeros, as (type, seq, body), and how many pieces were none."""
    frames: list[tuple[int, int, bytes]] = []
    n_bad = 0
    for piece in pieces:
        if not piece:
            continue
        message = cobs_decode(piece)
        crc = int.from_bytes(message[-2:], "little")
        if len(message) < 6 or crc16_mcrf4xx(message[:-2]) != crc:
            n_bad += 1
            continue
        kind, _, seq = struct.unpack("<BBH", message[:4])
        frames.append((kind, seq, message[4:-2]))
    return frames, n_bad


def frame(kind: int, seq: int, body: bytes = b"", device: int = 0) -> bytes:
    raw = struct.pack("<BBH", kind, device, seq & 0xFFFF) + body
    return cobs_encode(raw + struct.pack("<H", crc16_mcrf4xx(raw))) + b"\0"


def sample(seq: int, t_us: int, counts: Sequence[int] = (1, 2, 3, 4), status: int = 0) -> bytes:
    cells = b"".join((c & 0xFFFFFF).to_bytes(3, "little") for c in counts)
    return frame(SAMPLE, seq, struct.pack("<IH", t_us & 0xFFFFFFFF, status) + cells)


def hello(
    seq: int = 0,
    *,
    flags: int = EMULATED,
    unique_id: bytes = UNIQUE_ID,
    major: int = 1,
    rate_hz: float = 100.0,
    n_cells: int = 4,
    adc: int = 1,
    device: int = 0,
    firmware: Sequence[int] = (0, 3, 1),
) -> bytes:
    body = struct.pack(
        "<5BBHBBI", major, 0, *firmware, adc, 128, n_cells, flags, round(rate_hz * 1000)
    )
    return frame(HELLO, seq, body + unique_id, device)


def status(
    seq: int,
    *,
    kind: int = STATUS,
    streaming: bool = True,
    n_overrun: int = 0,
    device: int = 0,
) -> bytes:
    body = struct.pack("<BIIIIHHh", streaming, 5_000_000, 500, 0, n_overrun, 0, 4950, 2150)
    return frame(kind, seq, body, device)


def refusal(seq: int, command: int, reason: int = 3, device: int = 0) -> bytes:
    return frame(REFUSAL, seq, struct.pack("<BB", command, reason), device)


N_PER_COUNT = 50 * 9.80665 / (1e-3 / (0.5 / 128) * 2**23)
"""What a count is worth to a board that nobody has calibrated (``calibration=nominal``)."""


class Cells:
    """Four load cells with an offset each, on which somebody may step: for ``counts_at``.

    The noise never repeats, so that none of them counts as stuck.
    """

    def __init__(self, offsets_n: Sequence[float] = (0.0,) * 4) -> None:
        self.offsets_n = offsets_n
        self.load_n = 0.0
        self._n = 0

    def __call__(self, t_s: float) -> tuple[int, ...]:
        self._n += 1
        quarter = self.load_n / 4.0
        sway = 2.0 * math.sin(2.0 * math.pi * 0.4 * t_s) if self.load_n else 0.0
        forces = (offset + quarter for offset in self.offsets_n)
        signs = (1, -1, 1, -1)
        return tuple(
            round((force + sign * sway) / N_PER_COUNT) + sign * (self._n % 7)
            for force, sign in zip(forces, signs, strict=True)
        )


class ArduinoPeer:
    """A board behind a pseudo terminal, driven by a thread.

    Parameters
    ----------
    on_ask : callable, optional
        Makes the answer to "who are you" from the question's number; None keeps silent.
    on_start : list of bytes, optional
        What is sent after each START in turn; after the last one, nothing.
    rate_hz : float, optional
        Streams by itself at this rate while started; ``counts_at`` makes its counts.
    link : path, optional
        Name of the port, as udev would make it: a link to the pseudo terminal, which has another
        number each time the board is plugged in.
    """

    def __init__(
        self,
        *,
        on_ask: Callable[[int], bytes] | None = hello,
        on_start: Sequence[bytes] = (),
        rate_hz: float = 0.0,
        counts_at: Callable[[float], Sequence[int]] = lambda t_s: (10**6,) * 4,
        link: str | os.PathLike[str] | None = None,
    ) -> None:
        self.commands: list[int] = []
        self._on_ask = on_ask
        self._on_start = list(on_start)
        self._rate_hz = rate_hz
        self._counts_at = counts_at
        self._streaming_since: float | None = None
        self._n_streamed = 0
        self._inbox = b""
        self._outbox = bytearray()
        self._changed = threading.Condition()
        self._stopped = True
        self._link: str | os.PathLike[str] | None = None
        self.plug(link)

    def plug(self, link: str | os.PathLike[str] | None = None, *, reset: bool = True) -> None:
        """Put the cable in: a new port.

        Parameters
        ----------
        link : path, optional
            Name of the port; that of the pseudo terminal without one.
        reset : bool
            The board had no supply of its own and starts from nothing.
        """
        import pty  # Only POSIX has pseudo terminals; the bytes above serve everywhere.
        import tty

        assert self._stopped, "it is plugged in already"
        self._master, self._slave = pty.openpty()
        tty.setraw(self._master)
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        self.port = os.ttyname(self._slave)
        if link is not None:
            os.symlink(self.port, link)
            self.port = os.fspath(link)
        self._link = link
        self._inbox = b""
        self._outbox.clear()
        if reset:
            self._streaming_since, self._n_streamed = None, 0
        self._wake_r, self._wake_w = os.pipe()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="arduino-peer", daemon=True)
        self._thread.start()

    def send(self, data: bytes) -> None:
        """Put bytes on the line."""
        with self._changed:
            self._outbox += data
        os.write(self._wake_w, b"x")

    def wait_for(self, command: int, n_times: int = 1) -> None:
        """Wait until a command has come so many times."""
        with self._changed:
            came = self._changed.wait_for(
                lambda: self.commands.count(command) >= n_times, timeout=DEADLINE_S
            )
        assert came, f"command 0x{command:02x} did not come; got {self.commands}"

    def unplug(self) -> None:
        """Pull the cable: the port goes away under whoever holds it."""
        if self._stopped:
            return
        self._stopped = True
        os.write(self._wake_w, b"x")
        self._thread.join()
        if self._link is not None:
            os.unlink(self._link)
        for fd in (self._master, self._slave, self._wake_r, self._wake_w):
            os.close(fd)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.unplug()

    def _run(self) -> None:
        while not self._stopped:
            writers = [self._master] if self._outbox else []
            readable, writable, _ = select.select(
                [self._master, self._wake_r], writers, [], self._stream()
            )
            if self._wake_r in readable:
                os.read(self._wake_r, 4096)
            if self._master in readable:
                self._receive(os.read(self._master, 4096))
            if writable:
                with self._changed:
                    del self._outbox[: os.write(self._master, self._outbox)]

    def _stream(self) -> float | None:
        """Put due samples into the outbox; seconds until the next one."""
        if self._streaming_since is None or self._rate_hz == 0.0:
            return None
        elapsed_s = time.monotonic() - self._streaming_since
        while self._n_streamed <= elapsed_s * self._rate_hz:
            t_s = self._n_streamed / self._rate_hz
            data = sample(self._n_streamed, round(t_s * 1e6), self._counts_at(t_s))
            with self._changed:
                if len(self._outbox) < 4096:  # A full buffer loses the sample, as firmware would.
                    self._outbox += data
            self._n_streamed += 1
        return max(0.0, self._n_streamed / self._rate_hz - elapsed_s)

    def _receive(self, data: bytes) -> None:
        *pieces, self._inbox = (self._inbox + data).split(b"\0")
        for piece in pieces:
            message = cobs_decode(piece)
            if len(message) < 6 or crc16_mcrf4xx(message[:-2]) != int.from_bytes(
                message[-2:], "little"
            ):
                continue
            kind, _, seq = struct.unpack("<BBH", message[:4])
            self._obey(kind, seq)

    def _obey(self, kind: int, seq: int) -> None:
        with self._changed:
            if kind == ASK_HELLO and self._on_ask is not None:
                self._outbox += self._on_ask(seq)
            if kind == START:
                self._outbox += self._on_start.pop(0) if self._on_start else b""
                if self._streaming_since is None:
                    self._streaming_since = time.monotonic()
                    self._n_streamed = 0
            if kind == STOP:
                self._streaming_since = None
            self.commands.append(kind)
            self._changed.notify_all()
