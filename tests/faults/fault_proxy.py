"""A small TCP proxy on 127.0.0.1 that cuts, stalls and delays what goes through it."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections import deque

_CHUNK = 65536
_TURN_S = 0.01
MAX_CONNECTIONS = 16


class FaultProxy:
    """Forwards one port to another one of this computer, as well as it is told to.

    Parameters
    ----------
    target : str
        ``tcp://127.0.0.1:PORT``.

    Attributes
    ----------
    delay_s : float
        How long every piece is held, in both directions.
    stalled : bool
        Nothing is forwarded; what comes is kept by the kernel, as on a link without a carrier.
    """

    def __init__(self, target):
        host, _, port = target.removeprefix("tcp://").rpartition(":")
        assert host == "127.0.0.1"
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self.endpoint = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        self.delay_s = 0.0
        self.stalled = False
        self._is_cut = False
        self._pairs = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fault-proxy", daemon=True)
        self._thread.start()

    def cut(self):
        """End every connection; new ones are ended as well."""
        self._is_cut = True

    def restore(self):
        self._is_cut = self.stalled = False

    def close(self):
        self._stopping.set()
        self._thread.join(5.0)
        assert not self._thread.is_alive()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _run(self):
        while not self._stopping.is_set():
            self._accept()
            if self._is_cut:
                self._drop_all()
            elif not self.stalled:
                self._forward()
            self._wait()
        self._drop_all()
        self._listener.close()

    def _wait(self):
        with selectors.DefaultSelector() as selector:
            if not self.stalled:
                for pair in self._pairs:
                    for sock in pair.sockets:
                        selector.register(sock, selectors.EVENT_READ)
            if len(self._pairs) < MAX_CONNECTIONS:
                selector.register(self._listener, selectors.EVENT_READ)
            selector.select(_TURN_S)

    def _accept(self):
        with contextlib.suppress(BlockingIOError):
            while len(self._pairs) < MAX_CONNECTIONS:
                near, _ = self._listener.accept()
                try:
                    far = socket.create_connection(self._target, timeout=1.0)
                except OSError:
                    near.close()
                    continue
                self._pairs.append(_Pair(near, far))

    def _forward(self):
        for pair in list(self._pairs):
            if not pair.forward(self.delay_s):
                pair.close()
                self._pairs.remove(pair)

    def _drop_all(self):
        for pair in self._pairs:
            pair.close()
        self._pairs.clear()


class _Pair:
    def __init__(self, near, far):
        self.sockets = (near, far)
        for sock in self.sockets:
            sock.setblocking(False)
        self._held = (deque(), deque())

    def forward(self, delay_s):
        now_s = time.monotonic()
        try:
            for source, held in zip(self.sockets, self._held, strict=True):
                with contextlib.suppress(BlockingIOError):
                    while len(held) < 64:
                        data = source.recv(_CHUNK)
                        if not data:
                            return False
                        held.append((now_s + delay_s, data))
            for sink, held in zip(reversed(self.sockets), self._held, strict=True):
                while held and held[0][0] <= now_s:
                    due_s, data = held.popleft()
                    sent = 0
                    with contextlib.suppress(BlockingIOError):
                        sent = sink.send(data)
                    if sent < len(data):
                        held.appendleft((due_s, data[sent:]))
                        break
        except OSError:
            return False
        return True

    def close(self):
        for sock in self.sockets:
            sock.close()
