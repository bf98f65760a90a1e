"""The publisher's inbox: bounded lanes, drop oldest and count, and a way to wake the thread."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from collections.abc import Sequence

from balance_arcade.core.samples import CopSample
from balance_arcade.server.batching import MAX_BLOCK
from balance_arcade.server.wire import Body, Kind

LANE_LENGTH: dict[Kind, int] = {
    "meta": 4,
    "state": 64,
    "metrics": 32,
    "event": 512,
    "alarm": 16,
}
"""Items that wait at most, by kind. Policy when full: drop the oldest and count it."""

SAMPLES_LENGTH = 4096
"""Samples that wait at most: 4 s at 1 kHz. Policy when full: drop the oldest and count it."""


class Waker:
    """Wakes a polling thread. Any thread may call `wake`; several calls wake it once."""

    def __init__(self) -> None:
        # A socket pair and not a ZeroMQ socket: those must not be used by several threads.
        self._near, self._far = socket.socketpair()
        self._near.setblocking(False)
        self._far.setblocking(False)
        self._awake = False

    def fileno(self) -> int:
        """Descriptor to poll for reading."""
        return self._near.fileno()

    def wake(self) -> None:
        """Make the descriptor readable; does nothing while it is already."""
        if self._awake:
            return
        self._awake = True
        try:
            self._far.send(b"\x01")
        except OSError:
            # Full means awake already; closed means that nobody waits any more.
            return

    def clear(self) -> None:
        """Reset the descriptor; call it before looking for work."""
        # In this order a wake between the two lines is lost, but its work is not: it was put in
        # before and is found by the look that follows. The other way round it would stay lost.
        with contextlib.suppress(BlockingIOError):
            self._near.recv(4096)
        self._awake = False

    def close(self) -> None:
        """Close both sockets."""
        self._near.close()
        self._far.close()


class Inbox:
    """Messages to be published, in one queue per kind, until the publisher's thread takes them.

    Parameters
    ----------
    waker : Waker
        Woken when something other than a sample comes.
    samples_length : int
        Samples that wait at most.
    """

    def __init__(self, waker: Waker, *, samples_length: int = SAMPLES_LENGTH) -> None:
        self._waker = waker
        self._lock = threading.Lock()
        self._lanes: dict[Kind, deque[tuple[int, Body]]] = {k: deque() for k in LANE_LENGTH}
        self._samples: deque[tuple[int, CopSample]] = deque()
        self._samples_length = samples_length
        self._dropped: dict[str, int] = {}
        self.batch = 1
        self._has_bodies = False

    def put(self, kind: Kind, body: Body, t_ns: int) -> None:
        """Add one body; never waits."""
        with self._lock:
            lane = self._lanes[kind]
            if len(lane) >= LANE_LENGTH[kind]:
                lane.popleft()
                self._dropped[kind] = self._dropped.get(kind, 0) + 1
            lane.append((t_ns, body))
            self._has_bodies = True
        self._waker.wake()

    def lets_pass(self, n_samples: int) -> bool:
        """Whether so many samples are a message of their own, and nothing waits before them."""
        return self.batch <= n_samples <= MAX_BLOCK and not self._samples and not self._has_bodies

    def put_samples(self, samples: Sequence[CopSample], t_ns: int) -> bool:
        """Add samples, oldest first, and return whether a message can be made; never waits."""
        with self._lock:
            lane = self._samples
            lane.extend((t_ns, sample) for sample in samples)
            excess = len(lane) - self._samples_length
            for _ in range(excess):
                lane.popleft()
            if excess > 0:
                self._dropped["samples"] = self._dropped.get("samples", 0) + excess
            return len(lane) >= self.batch

    def take(self) -> list[tuple[Kind, int, Body]]:
        """Everything but the samples, kind by kind in the order of `LANE_LENGTH`."""
        taken: list[tuple[Kind, int, Body]] = []
        if not self._has_bodies:  # Nearly always: samples come by the hundred, these do not.
            return taken
        with self._lock:
            for kind, lane in self._lanes.items():
                taken += [(kind, t_ns, body) for t_ns, body in lane]
                lane.clear()
            self._has_bodies = False
        return taken

    def take_samples(self, limit: int, *, older_than_ns: int) -> list[tuple[int, CopSample]]:
        """Take the samples of the next message, once the batch is full or has waited long enough.

        Parameters
        ----------
        limit : int
            Samples in one message at most.
        older_than_ns : int
            A first sample that came in at or before this time waits no longer.
        """
        with self._lock:
            lane = self._samples
            if not lane or (len(lane) < self.batch and lane[0][0] > older_than_ns):
                return []
            return [lane.popleft() for _ in range(min(limit, len(lane)))]

    def oldest_sample_ns(self) -> int | None:
        """When the sample that waits longest came in, or None."""
        with self._lock:
            return self._samples[0][0] if self._samples else None

    def n_dropped(self, kind: Kind) -> int:
        """Items of a kind discarded so far."""
        return self._dropped.get(kind, 0)

    def dropped(self) -> dict[str, int]:
        """Items discarded so far, by kind."""
        with self._lock:
            return dict(self._dropped)
