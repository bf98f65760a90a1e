"""Emulated boards behind emulated device nodes: a thread each, a fake ``/sys`` and ``/dev``.

A node is a SOCK_SEQPACKET pair, one a program that opens it: one report a read, as hidraw gives
them, and a queue of 63 beyond which the newest report is silently lost. The kernel's driver is
emulated in what it does to a board: it sets the mode by whether the event node is open, sets it
again after each status report, and asks for the status when somebody reads the battery.
"""

from __future__ import annotations

import contextlib
import errno
import os
import random
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

from patience import DEADLINE_S
from wii_board import REAL_0_KG, REAL_17_KG, REAL_34_KG, WiiBoardModel

QUEUE_REPORTS = 63
KERNEL_WAIT_S = 1.0
NODE_NAME = "Nintendo Wii Remote Balance Board"
AXES = (0x10, 0x11, 0x12, 0x13)

Load = Callable[[float], tuple[float, float, float, float]]


def standing(t_s: float) -> tuple[float, float, float, float]:
    """70 kg, a little to the left."""
    del t_s
    return (19.0, 16.0, 18.0, 17.0)


def _node(queue_reports: int) -> tuple[socket.socket, socket.socket]:
    """Two ends: the board's and the program's. So many reports fit in between."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    ours.setblocking(False)
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _send_buffer(queue_reports))
    return ours, theirs


_BUFFERS: dict[int, int] = {}


def _send_buffer(queue_reports: int) -> int:
    """Size of the send buffer with which that many reports fit; found by trying."""
    low, high = 2304, 1 << 17
    while queue_reports not in _BUFFERS and low < high:
        middle = (low + high) // 2
        with contextlib.ExitStack() as stack:
            pair = [stack.enter_context(s) for s in socket.socketpair(type=socket.SOCK_SEQPACKET)]
            pair[0].setblocking(False)
            pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, middle)
            n_fit = 0
            with contextlib.suppress(BlockingIOError):
                while n_fit <= queue_reports:
                    pair[0].send(bytes(22))
                    n_fit += 1
        if n_fit < queue_reports:
            low = middle + 1
        else:
            high = middle
    return _BUFFERS.setdefault(queue_reports, low)


class WiiPeer:
    """A board in a thread of its own, behind any number of nodes.

    Parameters
    ----------
    board : WiiBoardModel, optional
        A sound one by default.
    load : callable
        Kilograms at TL TR BL BR by the time since the start.
    rate_hz, jitter_s, drop_every, seed
        How its samples come: uniformly late by up to ``jitter_s``; each n-th is lost.
    slow_s : float
        It answers questions so late.
    most_samples : int, optional
        It sends no more than so many.
    kernel : bool
        The kernel's driver is bound to it.
    """

    def __init__(
        self,
        board: WiiBoardModel | None = None,
        *,
        load: Load = standing,
        rate_hz: float = 100.0,
        jitter_s: float = 0.0,
        drop_every: int = 0,
        slow_s: float = 0.0,
        most_samples: int | None = None,
        kernel: bool = True,
        seed: int = 1,
    ) -> None:
        self.board = board or WiiBoardModel()
        self.load = load
        self.rate_hz, self.jitter_s, self.drop_every = rate_hz, jitter_s, drop_every
        self.slow_s, self.most_samples, self.kernel = slow_s, most_samples, kernel
        self.mute = False
        self.n_due = self.n_sent = self.n_overflowed = 0
        self.values = [0, 0, 0, 0]
        self.key = False
        self._random = random.Random(seed)
        self._lock = threading.RLock()
        self._nodes: list[socket.socket] = []
        self._events: list[socket.socket] = []
        self._start_s = time.monotonic()
        self._next_s = 0.0
        self._late: list[tuple[float, bytes]] = []
        self._wake_read, self._wake_write = socket.socketpair()
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="wii-peer", daemon=True)
        self._thread.start()

    def open_hidraw(self) -> int:
        """Open the hidraw node and return the program's descriptor."""
        ours, theirs = _node(QUEUE_REPORTS)
        with self._lock:
            self._nodes.append(ours)
        self._wake()
        return theirs.detach()

    def open_event(self) -> int:
        """Open the event node: the kernel wants all reports from now on."""
        ours, theirs = _node(4 * QUEUE_REPORTS)
        with self._lock:
            self._events.append(ours)
            if self.kernel and len(self._events) == 1:
                self._kernel_mode()
        self._wake()
        return theirs.detach()

    def read_battery(self) -> bool:
        """Ask for the status, as the kernel does for its battery file; whether it is answered."""
        with self._lock:
            self._obey(bytes((0x15, 0)))
            return not (self.mute or self._stopped)

    def inject(self, report: bytes) -> None:
        """Send a report that the board would not."""
        with self._lock:
            self._send(report)

    def obey(self, report: bytes) -> None:
        """Do as if another program had sent a report."""
        with self._lock:
            self._obey(report)

    def vanish(self) -> None:
        """Go away under whoever holds a node."""
        if self._stopped:
            return
        self._stopped = True
        self._wake()
        self._thread.join()
        for end in (*self._nodes, *self._events, self._wake_read, self._wake_write):
            end.close()

    def wait_for(self, what: Callable[[], bool]) -> None:
        """Wait until something holds."""
        end_s = time.monotonic() + DEADLINE_S
        while not what():
            assert time.monotonic() < end_s, f"did not come; got {self.board.received}"
            time.sleep(0.005)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.vanish()

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_write.send(b"x")

    def _run(self) -> None:
        while not self._stopped:
            with self._lock:
                readers = [*self._nodes, *self._events, self._wake_read]
                wait_s = self._work()
            ready, _, _ = select.select(readers, [], [], wait_s)
            with self._lock:
                for end in ready:
                    self._receive(end)

    def _receive(self, end: socket.socket) -> None:
        try:
            data = end.recv(4096)
        except OSError:
            data = b""
        if end is self._wake_read:
            return
        if data:
            self._obey(data)
            return
        end.close()
        (self._nodes if end in self._nodes else self._events).remove(end)
        if self.kernel and not self._events:
            self._kernel_mode()

    def _obey(self, report: bytes) -> None:
        for answer in self.board.handle(report):
            if self.mute:
                continue
            if self.slow_s:
                self._late.append((time.monotonic() - self._start_s + self.slow_s, answer))
            else:
                self._answer(answer)

    def _answer(self, answer: bytes) -> None:
        self._send(answer)
        if answer[0] == 0x20 and self.kernel:
            self._kernel_mode()

    def _kernel_mode(self) -> None:
        """The kernel's driver never asks for continuous reports."""
        self.board.handle(bytes((0x12, 0, 0x34 if self._events else 0x30)))

    def _work(self) -> float:
        """Send what is due; seconds until the next is."""
        now_s = time.monotonic() - self._start_s
        for due_s, answer in [item for item in self._late if item[0] <= now_s]:
            self._late.remove((due_s, answer))
            self._answer(answer)
        while self._next_s + self._jitter() <= now_s:
            self._sample(self._next_s)
            self._next_s += 1.0 / self.rate_hz
        return max(0.0005, min(0.05, self._next_s - now_s))

    def _jitter(self) -> float:
        return self._random.uniform(0.0, self.jitter_s) if self.jitter_s else 0.0

    def _sample(self, t_s: float) -> None:
        if self.most_samples is not None and self.n_due >= self.most_samples:
            return
        report = self.board.sample(self.load(t_s))
        if report is None or self.mute or not (self._nodes or self._events):
            return
        self.n_due += 1
        if self.drop_every and self.n_due % self.drop_every == 0:
            return
        self.n_sent += 1
        self._send(report)

    def _send(self, report: bytes) -> None:
        for end in self._nodes:
            try:
                end.send(report)
            except BlockingIOError:
                self.n_overflowed += 1
            except OSError:
                pass  # Closed at the other end; `_receive` takes it out.
        if report[0] in (0x32, 0x34) and len(report) > 10 and self._events:
            self._send_events(report)

    def _send_events(self, report: bytes) -> None:
        """What the kernel makes of a sample: changed axes only, truncated, not below zero."""
        values = []
        for i, count in enumerate(struct.unpack(">4H", report[3:11])):
            zero, middle, top = REAL_0_KG[i], REAL_17_KG[i], REAL_34_KG[i]
            if count < middle:
                value = 1700 * (count - zero) // (middle - zero) if count > zero else 0
            else:
                value = 1700 * (count - middle) // (top - middle) + 1700
            values.append(value)
        seconds, rest_ns = divmod(time.monotonic_ns(), 1_000_000_000)
        stamp = (seconds, rest_ns // 1000)
        changed = [(3, AXES[i], v) for i, v in enumerate(values) if v != self.values[i]]
        key = bool(report[2] & 0x08)
        # BTN_A: the remote's button A is the bit of the board's only button.
        changed += [(1, 0x130, int(key))] if key != self.key else []
        self.values, self.key = values, key
        if not changed:
            return
        data = b"".join(struct.pack("@llHHi", *stamp, *change) for change in changed)
        data += struct.pack("@llHHi", *stamp, 0, 0, 0)
        for end in self._events:
            with contextlib.suppress(OSError):
                end.send(data)


class FakeLinux:
    """``/sys`` and ``/dev`` of a machine with emulated boards.

    Use ``open_node`` and ``ioctl`` in place of the system's; ``forbidden`` nodes may not be opened.
    """

    def __init__(self, folder: Path) -> None:
        self.sys_root, self.dev_root = folder / "sys", folder / "dev"
        self.forbidden: set[str] = set()
        self.peers: dict[str, WiiPeer] = {}
        self._of_fd: dict[int, WiiPeer] = {}
        for part in ("class/hidraw", "class/input", "devices"):
            (self.sys_root / part).mkdir(parents=True)
        (self.dev_root / "input").mkdir(parents=True)

    def plug(
        self,
        peer: WiiPeer,
        uniq: str,
        number: int,
        *,
        name: str = "Nintendo RVL-WBC-01",
        devtype: str = "balanceboard",
        product: int = 0x0306,
        hidraw: bool = True,
        event: bool = True,
    ) -> Path:
        """Make the nodes and files of a board; return its folder."""
        device = self.sys_root / "devices" / f"0005:057E:{product:04X}.{number:04X}"
        device.mkdir()
        lines = (
            f"HID_ID=0005:0000057E:0000{product:04X}",
            f"HID_NAME={name}",
            "HID_PHYS=00:11:22:33:44:55",
            f"HID_UNIQ={uniq}",
        )
        (device / "uevent").write_text("\n".join(lines) + "\n")
        if devtype:
            (device / "devtype").write_text(devtype + "\n")
            (device / "extension").write_text(
                "balanceboard\n" if devtype == "balanceboard" else "none\n"
            )
            # The file is the driver's too.
            battery = device / "power_supply" / f"wiimote_battery_{uniq.lower()}"
            battery.mkdir(parents=True)
            (battery / "capacity").write_text(f"{peer.board.battery * 100 // 255}\n")
        if hidraw:
            node = device / "hidraw" / f"hidraw{number}"
            node.mkdir(parents=True)
            (node / "device").symlink_to(device)
            (self.sys_root / "class/hidraw" / node.name).symlink_to(node)
            (self.dev_root / node.name).touch()
            self.peers[node.name] = peer
        if event:
            node = device / "input" / f"input{number}" / f"event{number}"
            node.mkdir(parents=True)
            (node.parent / "name").write_text(NODE_NAME + "\n")
            (node.parent / "device").symlink_to(device)
            (node / "device").symlink_to(node.parent)
            (self.sys_root / "class/input" / node.name).symlink_to(node)
            (self.dev_root / "input" / node.name).touch()
            self.peers[node.name] = peer
        return device

    def unplug(self, number: int) -> None:
        """Take the nodes and files of a board away."""
        for folder in (self.sys_root / "devices").glob(f"*.{number:04X}"):
            for path in sorted(folder.rglob("*"), reverse=True):
                path.unlink() if path.is_symlink() or path.is_file() else path.rmdir()
            folder.rmdir()
        for name in (f"hidraw{number}", f"event{number}"):
            self.peers.pop(name, None)
            for place in ("class/hidraw", "class/input"):
                (self.sys_root / place / name).unlink(missing_ok=True)
        (self.dev_root / f"hidraw{number}").unlink(missing_ok=True)
        (self.dev_root / "input" / f"event{number}").unlink(missing_ok=True)

    def open_node(self, path: Path, flags: int) -> int:
        """``os.open`` for the nodes of this machine."""
        del flags
        if path.name in self.forbidden:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        if path.name not in self.peers:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
        peer = self.peers[path.name]
        fd = peer.open_hidraw() if path.name.startswith("hidraw") else peer.open_event()
        self._of_fd[fd] = peer
        return fd

    def read_text(self, path: Path) -> str:
        """Read a battery file: the kernel asks, waits for a second, and tells what it knows."""
        number = int(path.parts[-4].rpartition(".")[2], 16)
        peer = self.peers.get(f"event{number}") or self.peers.get(f"hidraw{number}")
        if peer is not None and not peer.read_battery():
            time.sleep(KERNEL_WAIT_S)
        return path.read_text(encoding="ascii")

    def ioctl(self, fd: int, request: int, data: bytearray) -> int:
        """``fcntl.ioctl`` for event nodes: the state of an axis; everything else is taken."""
        number = request & 0xFF
        if 0x50 <= number <= 0x53:
            struct.pack_into("@i", data, 0, self._of_fd[fd].values[number - 0x50])
        return 0
