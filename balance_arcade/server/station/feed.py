"""The station's receiving thread: reads the stream into the page's state and passes commands on."""

from __future__ import annotations

import logging
import math
import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from balance_arcade.core.board import BoardInfo
from balance_arcade.core.events import Scalar
from balance_arcade.server.bodies import Heartbeat
from balance_arcade.server.client import StreamClient
from balance_arcade.server.control import Reply
from balance_arcade.server.keys.access import StationAccess
from balance_arcade.server.reader import GapCount
from balance_arcade.server.station.page_state import SHOWN_S, PageState
from balance_arcade.server.station.summary import BoardSummary
from balance_arcade.server.station.worth import Worth

_log = logging.getLogger(__name__)

SILENCE_S = 1.6
"""Three heartbeats missed: the publisher is gone."""

POLL_S = 0.05
PACE_S = 0.005
"""What has come is taken this often at most: a page is drawn every 33 ms, and to be woken for
every single sample of a fast board would cost a tenth of a core."""

STOP_TIMEOUT_S = 2.0


def station_name() -> str:
    """Draw a station's name: several may steer one session, and it names nobody."""
    return f"station-{secrets.token_hex(2)}"


class Feed:
    """Runs the station's client in a thread.

    Parameters
    ----------
    live : str or None
        Endpoint of the stream; None asks the control port where it is.
    ctl : str
        Endpoint of the control port.
    name : str
        What the station calls itself; one is drawn where it is empty.
    access : StationAccess, optional
        Keys, where they are demanded.

    Raises
    ------
    ConfigError
        An endpoint leaves this computer.
    """

    def __init__(
        self,
        live: str | None,
        ctl: str,
        *,
        name: str = "",
        access: StationAccess | None = None,
    ) -> None:
        self._ctl = ctl
        self._client = StreamClient(
            live, ctl, snapshot_s=SHOWN_S, name=name or station_name(), access=access
        )
        self._page, self._worth = PageState(), Worth()
        self._lock = threading.Lock()
        self._link: dict[str, Any] = self._describe_link(closing=False)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="station-feed", daemon=True)
        self.failure: Exception | None = None

    def start(self) -> None:
        """Start to receive."""
        self._thread.start()

    def ask_to_end(self) -> None:
        """Let the thread end soon, without waiting for it."""
        self._stopping.set()

    def stop(self) -> None:
        """End the thread.

        Raises
        ------
        Exception
            The error of the thread.
        """
        self.ask_to_end()
        if self._thread.ident is None:
            self._client.close()  # Never started: nobody else closes it.
        elif self._thread.is_alive():
            self._thread.join(STOP_TIMEOUT_S)
        if self.failure is not None:
            raise self.failure

    def submit(
        self,
        cmd: str,
        args: Mapping[str, Scalar],
        *,
        request_id: str,
        timeout_s: float,
        by: str = "",
        lease: str = "",
    ) -> Future[Reply]:
        """Pass an order on; see `StreamClient.submit`."""
        return self._client.submit(
            cmd, args, request_id=request_id, timeout_s=timeout_s, by=by, lease=lease
        )

    def there_ns(self) -> int:
        """Tell the time on the clock of the board's computer, as far as it is known."""
        return self._client.there_ns

    def welcome(self) -> dict[str, Any]:
        """Everything there is to show."""
        with self._lock:
            return {**self._page.welcome(), "link": self._link}

    def summary(self) -> BoardSummary:
        """Sum the board up in a few words."""
        with self._lock:
            return self._page.summary(self._link, self._ctl)

    @property
    def info(self) -> BoardInfo | None:
        """What the board says of itself; None before it was heard."""
        with self._lock:
            return self._page.info

    def changes(self) -> dict[str, Any] | None:
        """Return what changed since the last call; None if a page needs everything again."""
        with self._lock:
            frame = self._page.changes()
            return None if frame is None else {**frame, "link": self._link}

    def _run(self) -> None:
        closing = False
        try:
            while not self._stopping.wait(PACE_S):
                # Outside of the lock: the web server must never wait for the network.
                messages = self._client.poll(POLL_S)
                with self._lock:
                    self._page.apply(messages)
                    self._page.learn(self._worth.take() or {})
                    board, asked = self._page.board, self._page.asks()
                if asked is not None:
                    self._worth.ask(asked)
                for message in messages:
                    if message.board == board and isinstance(message.body, Heartbeat):
                        # Only the shown board's own heartbeat ends the page's session.
                        closing = message.body.closing
                link = self._describe_link(closing=closing)
                # Only this thread writes `_link`, so it may read it without the lock.
                if link["status"] != self._link["status"]:
                    _log.info("link %s: %s", link["status"], link["reason"] or "all is well")
                with self._lock:
                    self._link = link
        except Exception as exc:  # noqa: BLE001 - a thread has no caller; stop() raises it
            self.failure = exc
            _log.exception("receiving has failed")
            with self._lock:
                self._link = {
                    **self._link,
                    "status": "lost",
                    "reason": f"The station's receiver failed: {exc}.",
                }
        finally:
            self._worth.close()
            self._client.close()

    def _describe_link(self, *, closing: bool) -> dict[str, Any]:
        reader, board = self._client.reader, self._page.board
        gaps = reader.board_gaps.get((board, "samples"), GapCount())
        age_s = self._client.age_s(board)
        status, reason = self._status(closing=closing)
        return {
            "status": status,
            "reason": reason,
            "age_ms": None if math.isnan(age_s) else round(age_s * 1e3),
            "gaps": gaps.n_gaps,
            "missing": gaps.n_missing,
            "malformed": reader.n_malformed,
            "rate_hz": self._page.rate_hz,
            "round_trip_ms": round(2e-6 * self._client.offset.bound_ns, 2),
            "boot_id": reader.boot_id,
        }

    def _status(self, *, closing: bool) -> tuple[str, str]:
        reader = self._client.reader
        silence_s = self._client.silence_s()
        # The order matters: the first of these that holds is the cause of those below it.
        if reader.refusal:
            return "refused", reader.refusal
        if self._client.trouble:
            return "refused", self._client.trouble
        if math.isnan(silence_s):
            return "waiting", f"No session is published yet ({self._ctl}). Start one at the board."
        if closing:
            return "closed", "The session at the board has ended."
        if silence_s > SILENCE_S:
            return "lost", (
                f"The board's computer has sent nothing for {silence_s:.0f} s. "
                "Look at the patient; the program there may have ended."
            )
        return "live" if reader.joined else "joining", ""
