"""Find a board again that was unplugged: the same id, at the same port or at another one.

A cable that is pulled and put back makes a new port: of the same name, or of the next number where
somebody still holds the old one. So all ports are asked at which our board may be now, and nobody
else's: its own names, and those that were not there before.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import BoardError
from balance_arcade.hw.arduino.decoder import FrameDecoder
from balance_arcade.hw.arduino.frames import encode_frame
from balance_arcade.hw.arduino.handshake import ASK_EVERY_S, Link
from balance_arcade.hw.arduino.messages import CommandFrame, Frame, FrameType, HelloFrame

_log = logging.getLogger(__name__)

LOOK_EVERY_S = 0.1
ASK_FOR_S = 3.0
"""A port that has not answered by then is closed and tried afresh."""

OTHER_REST_S = 1.0
"""A port with another board is left alone for so long: opening it may reset that board."""

NAP_S = 0.01


class ClosableLink(Link, Protocol):
    """A link that can be closed."""

    def close(self) -> None:
        """Close the port."""
        ...


class FoundBoard:
    """A board that answered: its link, the decoder of its bytes, its hello and what came behind."""

    def __init__(
        self, link: ClosableLink, decoder: FrameDecoder, hello: HelloFrame, rest: list[Frame]
    ) -> None:
        self.link = link
        self.decoder = decoder
        self.hello = hello
        self.rest = rest


class _Candidate:
    def __init__(self, port: str, link: ClosableLink, now_ns: int) -> None:
        self.port = port
        self.link = link
        self.decoder = FrameDecoder()
        self.since_ns = now_ns
        self.asked_ns: int | None = None
        self.n_asked = 0

    def ask(self, now_ns: int) -> None:
        """Send the question when it is due."""
        if self.asked_ns is None or now_ns - self.asked_ns >= ASK_EVERY_S * 1e9:
            self.asked_ns, self.n_asked = now_ns, self.n_asked + 1
            self.link.write(
                b"\0" + encode_frame(CommandFrame(0, self.n_asked, FrameType.ASK_HELLO))
            )

    def hear(self) -> tuple[HelloFrame, list[Frame]] | None:
        """Return the hello and what stands behind it, if it has come."""
        # Never waits, because several ports are asked in turn.
        frames = self.decoder.feed(self.link.read(0.0))
        for i, frame in enumerate(frames):
            if isinstance(frame, HelloFrame):
                return frame, frames[i + 1 :]
        return None


class Reconnector:
    """Searches for one board, in short steps.

    Parameters
    ----------
    unique_id : bytes
        Id of the board.
    ports : callable
        Names of the ports at which it may be now; called again and again.
    open_link : callable
        Opens a port; raises `BoardError` where that fails.
    clock : Clock
        Tells when to look and ask again, and naps in between.

    Attributes
    ----------
    others : dict of str to str
        Ports at which another board answered, and its id.
    """

    def __init__(
        self,
        unique_id: bytes,
        *,
        ports: Callable[[], Sequence[str]],
        open_link: Callable[[str], ClosableLink],
        clock: Clock,
    ) -> None:
        self._unique_id = unique_id
        self._ports = ports
        self._open_link = open_link
        self._clock = clock
        # Held for one step of the search: `close` comes from another thread and must not miss a
        # port that this step has opened.
        self._lock = threading.Lock()
        self._candidates: dict[str, _Candidate] = {}
        self._looked_ns: int | None = None
        self._rest_until_ns: dict[str, int] = {}
        self._closed = False
        self.others: dict[str, str] = {}
        self._refused: dict[str, str] = {}

    def look(self, timeout_s: float) -> FoundBoard | None:
        """Search for the board no longer than ``timeout_s``.

        Returns
        -------
        FoundBoard or None
            None where it is not there yet, and after `close`.
        """
        end_ns = self._clock.now_ns() + round(max(timeout_s, 0.0) * 1e9)
        while True:
            with self._lock:
                found = None if self._closed else self._step()
            now_ns = self._clock.now_ns()
            if found is not None or self._closed or now_ns >= end_ns:
                return found
            self._clock.sleep(min(NAP_S, (end_ns - now_ns) / 1e9))

    def close(self) -> None:
        """Close all ports. Any thread may call it."""
        with self._lock:
            self._closed = True
            for port in tuple(self._candidates):
                self._drop(port)

    def _step(self) -> FoundBoard | None:
        now_ns = self._clock.now_ns()
        if self._looked_ns is None or now_ns - self._looked_ns >= LOOK_EVERY_S * 1e9:
            self._looked_ns = now_ns
            self._open_new(now_ns)
        for port, candidate in tuple(self._candidates.items()):
            try:
                candidate.ask(now_ns)
                heard = candidate.hear()
            except BoardError:
                self._drop(port)  # It went away again; the next look finds it.
                continue
            # The name of a port says nothing: after it was unplugged, another board may have it.
            if heard is not None and heard[0].unique_id == self._unique_id:
                del self._candidates[port]
                # The other ports may belong to somebody else: they are closed at once.
                for other in tuple(self._candidates):
                    self._drop(other)
                return FoundBoard(candidate.link, candidate.decoder, *heard)
            if heard is not None:
                self.others[port] = heard[0].unique_id.hex()
                _log.info("another board, %s, answers at %s", self.others[port], port)
                # Opening a port may reset the board behind it, which may be in use.
                self._rest_until_ns[port] = now_ns + round(OTHER_REST_S * 1e9)
                self._drop(port)
            elif now_ns - candidate.since_ns >= ASK_FOR_S * 1e9:
                self._drop(port)
        return None

    def _open_new(self, now_ns: int) -> None:
        for port in self._ports():
            if port in self._candidates or now_ns < self._rest_until_ns.get(port, 0):
                continue
            try:
                link = self._open_link(port)
            except BoardError as error:
                self._note_closed_port(port, error)  # Not there yet, or somebody else's.
                continue
            self._refused.pop(port, None)
            _log.debug("asking %s", port)
            self._candidates[port] = _Candidate(port, link, now_ns)

    def _note_closed_port(self, port: str, error: BoardError) -> None:
        if self._refused.get(port) != error.message:  # It is tried ten times a second.
            self._refused[port] = error.message
            _log.debug("cannot ask %s: %s", port, error)

    def _drop(self, port: str) -> None:
        self._candidates.pop(port).link.close()
