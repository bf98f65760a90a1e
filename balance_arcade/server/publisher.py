"""Publishes a board's stream and receives commands: one thread, one XPUB and one ROUTER."""

from __future__ import annotations

import logging
import math
import secrets
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import zmq

from balance_arcade import __version__
from balance_arcade.core.board import BoardHealth, BoardInfo
from balance_arcade.core.clock import Clock, MonotonicClock, WallAnchor
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.events import Command, Event, Scalar, SessionState
from balance_arcade.core.samples import CopSample, LiveMetrics
from balance_arcade.server.bodies import (
    CHANNELS,
    DTYPE,
    Heartbeat,
    Meta,
    RecorderStatus,
    public_info,
)
from balance_arcade.server.endpoints import (
    DEFAULT_CTL,
    DEFAULT_LIVE,
    bind,
    check_endpoint,
    remove_ipc_file,
    set_common,
)
from balance_arcade.server.gate import Gate, GateKeeper
from balance_arcade.server.history import History
from balance_arcade.server.inbox import Inbox, Waker
from balance_arcade.server.keys.access import BoardAccess
from balance_arcade.server.later import LaterAnswers
from balance_arcade.server.live_stream import LiveStream
from balance_arcade.server.pictures import Pictures
from balance_arcade.server.port_limits import limit_ports
from balance_arcade.server.stream_sender import StreamSender
from balance_arcade.server.stream_status import StreamStatus
from balance_arcade.server.wire import check_board_id

_log = logging.getLogger(__name__)

STOP_TIMEOUT_S = 3.0
LAST_WORDS_MS = 100
"""How long the closing sockets may take to hand over the last state and the reply to a Stop."""


class Publisher:
    """A `StreamSink` that publishes everything it receives.

    Parameters
    ----------
    board_id : str
        The board's short name: letters, digits, hyphens.
    live, ctl : str
        Endpoints of the stream and of the control port; without keys on this computer only. Port 0
        for any free one.
    handle_command : callable
        Takes a `Command`, returns ``"accepted"`` or ``"rejected: why"``. Called in the
        publisher's thread, so it must only enqueue.
    recorder : callable, optional
        Tells what the recorder does; without it the recorder's events are followed.
    health : callable, optional
        Tells the board's counters; without it samples and gaps are counted here.
    games : sequence of str
        Names of the games that ``start`` begins when no session is under way, for ``meta``.
    programme : str
        Name of the training programme that it begins, likewise; empty for none.
    access : BoardAccess, optional
        Keys, which are then demanded on every ``tcp://``, on loopback too.
    recordings : Path, optional
        Folder of the recordings, from which stations fetch what they missed long ago.
    clock : Clock
        Monotonic clock of the stream.

    Attributes
    ----------
    recorder_age_s : callable
        Tells for how long the recorder has written nothing, for the heartbeat.
    emit : callable
        Takes the events that arise here, in the publisher's thread; they are only published unless
        somebody passes them on to the recording too.
    pictures : Pictures
        Takes pictures of the patient's screen while somebody asks for them.

    Raises
    ------
    ConfigError
        An endpoint leaves this computer without keys, or the board's name cannot stand in a topic.

    Examples
    --------
    >>> publisher = Publisher("sim-1", live="tcp://127.0.0.1:0", ctl="tcp://127.0.0.1:0",
    ...                       handle_command=lambda command: "accepted")
    >>> publisher.start()
    >>> publisher.on_event(Event(0.0, "mark"))
    >>> publisher.stop()
    """

    def __init__(
        self,
        board_id: str,
        *,
        live: str = DEFAULT_LIVE,
        ctl: str = DEFAULT_CTL,
        handle_command: Callable[[Command], str],
        recorder: Callable[[], RecorderStatus] | None = None,
        health: Callable[[], BoardHealth] | None = None,
        games: Sequence[str] = (),
        programme: str = "",
        access: BoardAccess | None = None,
        recordings: Path | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.board_id = check_board_id(board_id)
        self._access = access
        self.live_endpoint = check_endpoint(live, keyed=access is not None)
        self.ctl_endpoint = check_endpoint(ctl, keyed=access is not None)
        self.boot_id = secrets.randbelow(2**53 - 1) + 1
        self._clock = clock or MonotonicClock()
        self._games, self._programme = tuple(games), programme
        self._waker = Waker()
        self._inbox = Inbox(self._waker)
        start, wake = (self.board_id, self.boot_id), self._waker.wake
        self._history = History(*start, recordings, wake, self._clock)
        self.pictures = Pictures(self.boot_id, wake, self._clock)
        self._stream = LiveStream(*start, self._inbox, self._waker, self._clock)
        self._sender = StreamSender(
            self._stream,
            self._inbox,
            handle_command,
            self._clock,
            recorder=recorder or self._follow_recorder,
            health=health or (lambda: self._status.health),
            tell=self._tell,
            later=LaterAnswers(self._history, self.pictures),
        )
        self._status = StreamStatus(recordings)
        self._sender.hear_acknowledged(self._acknowledge)
        self._sender.first_trial = lambda: self._status.first_trial
        self._sender.has_beaten = self._has_beaten
        self.recorder_age_s: Callable[[], float] = lambda: math.nan
        self.emit: Callable[[Event], None] = self.on_event
        self._status_lock = threading.Lock()
        self._stopping = threading.Event()
        self._ended = False
        self._thread: threading.Thread | None = None
        self._failure: Exception | None = None
        self._context: zmq.Context[Any] | None = None
        self._keeper: GateKeeper | None = None

    # -- life -------------------------------------------------------------------------------

    def start(self) -> None:
        """Bind both ports and start the thread.

        Raises
        ------
        ConfigError
            A port is taken.
        RuntimeError
            It was started before.
        """
        if self._thread is not None or self._stopping.is_set():
            raise RuntimeError("A publisher can be started only once.")
        # A context of its own: `term` at the end then waits for these two sockets only.
        self._context = zmq.Context()
        # XPUB and not PUB: it lets the publisher read who subscribes, so that a newcomer gets the
        # last values at once.
        live = self._context.socket(zmq.XPUB)
        ctl = self._context.socket(zmq.ROUTER)
        bound: list[str] = []
        try:
            gate = Gate(self._context)
            limit_ports(live, ctl)
            for sock, name, endpoint in (
                (live, "live", self.live_endpoint),
                (ctl, "ctl", self.ctl_endpoint),
            ):
                set_common(sock)
                gate.guard(sock, name)
                allowed = None if self._access is None else self._access.protect(sock, endpoint)
                gate.count(sock, name, allowed)
            # Before the ports are bound: whoever connects at once has to be asked.
            self._keeper = GateKeeper(gate, f"gate-{self.board_id}")
            self._sender.n_refused = lambda: gate.n_refused
            self._sender.n_stations = lambda: gate.n_open("live")
            self.live_endpoint = bind(live, self.live_endpoint)
            gate.bound("live", self.live_endpoint)
            bound.append(self.live_endpoint)
            self.ctl_endpoint = bind(ctl, self.ctl_endpoint)
            gate.bound("ctl", self.ctl_endpoint)
        except BaseException:
            # libzmq leaves the file of an ipc endpoint behind; the next start would find it.
            for endpoint in bound:
                remove_ipc_file(endpoint)
            self._close_sockets(live, ctl, linger_ms=0)
            raise
        _log.info("%s: stream %s, control %s", self.board_id, self.live_endpoint, self.ctl_endpoint)
        # A socket may move to another thread across a full memory barrier; starting a thread is
        # one.
        self._sender.open(live, ctl, self.live_endpoint, allowed)
        self._thread = threading.Thread(
            target=self._run, args=(live, ctl), name=f"publisher-{self.board_id}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Send what is left, close both ports and end the thread.

        A second call does nothing, or waits again for a thread that hung.

        Raises
        ------
        Exception
            The error of the thread or of a command handler.
        BalanceArcadeError
            The thread hangs, most likely in ``handle_command``.
        """
        if self._ended:
            return
        self._stopping.set()
        self._waker.wake()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)
            if self._thread.is_alive():
                raise BalanceArcadeError(
                    f"The publisher did not end within {STOP_TIMEOUT_S:g} s.",
                    hint="The usual cause is a command handler that waits.",
                )
        self._ended = True
        self._history.stop()
        self._waker.close()
        failure = self.failure
        if failure is not None:
            raise failure

    @property
    def failure(self) -> Exception | None:
        """The error of the thread or of a command handler; None without a fault."""
        return self._failure or self._sender.fault

    @property
    def n_sent(self) -> dict[str, int]:
        """Messages published since the start, by kind, resent ones not counted."""
        return self._sender.n_sent

    def _follow_recorder(self) -> RecorderStatus:
        status = self._status.recorder
        if status.state != "recording":
            return status
        return msgspec.structs.replace(status, age_s=self.recorder_age_s())

    def _run(self, live: zmq.Socket[Any], ctl: zmq.Socket[Any]) -> None:
        try:
            self._loop(live, ctl)
        except BaseException as exc:  # noqa: BLE001 - a thread has no caller; stop() raises it
            self._failure = exc if isinstance(exc, Exception) else RuntimeError(repr(exc))
            _log.exception("%s: publishing has failed", self.board_id)
        finally:
            _log.info("%s: closed, sent %s", self.board_id, self.n_sent)
            remove_ipc_file(self.live_endpoint)
            remove_ipc_file(self.ctl_endpoint)
            with self._stream.turn:
                self._stream.close()
            # The files are removed while the sockets are still bound: nobody else can own the path
            # yet.
            self._close_sockets(live, ctl, linger_ms=LAST_WORDS_MS)

    def _close_sockets(self, *sockets: zmq.Socket[Any], linger_ms: int) -> None:
        """Close all; the gate last, or a handshake under way would wait for its answer."""
        for sock in sockets:
            sock.close(linger=linger_ms)
        if self._keeper is not None:
            self._keeper.stop()
        if self._context is not None:
            self._context.destroy(linger=0)

    def _loop(self, live: zmq.Socket[Any], ctl: zmq.Socket[Any]) -> None:
        poller = zmq.Poller()
        # Its descriptor and not the socket: to poll a socket is to use it, which wants the turn.
        poller.register(live.getsockopt(zmq.FD), zmq.POLLIN)
        poller.register(ctl, zmq.POLLIN)
        poller.register(self._waker.fileno(), zmq.POLLIN)
        wait_ms = 0
        while not self._stopping.is_set():
            ready = dict(poller.poll(wait_ms))
            with self._stream.turn:
                self._waker.clear()
                wait_ms = self._sender.work(is_asked=ctl in ready)
            # Not in its turn: whoever is told may wait for it.
            self._tell_alarms()
        with self._stream.turn:
            self._sender.flush(everything=True)
            self._sender.heartbeat(closing=True)

    def _tell(self, kind: str, data: dict[str, Scalar]) -> None:
        with self._status_lock:
            t_s = self._status.t_s
        _log.info("%s: %s %s", self.board_id, kind, data)
        self.emit(Event(t_s, kind, data))

    # -- alarms -----------------------------------------------------------------------------

    def _acknowledge(self, code: str, by: str) -> list[str]:
        with self._status_lock:
            codes = self._status.book.acknowledge(code, by)
            self._publish_alarms(changed=bool(codes))
        return codes

    def _has_beaten(self, beat: Heartbeat) -> None:
        with self._status_lock:
            self._publish_alarms(changed=self._status.beat(beat))

    def _publish_alarms(self, *, changed: bool) -> None:
        """Publish the alarms where they have changed; under the lock of the status."""
        if changed:
            self._inbox.put("alarm", self._status.alarms(), self._clock.now_ns())

    def _tell_alarms(self) -> None:
        """Tell as events what has become of alarms; in the publisher's thread, and no lock held.

        Whoever hands on an event waits for every listener, which this publisher is one of.
        """
        with self._status_lock:
            news, self._status.book.news = self._status.book.news, []
        for kind, data in news:
            self._tell(kind, data)

    # -- StreamSink -------------------------------------------------------------------------

    def on_info(self, info: BoardInfo) -> None:
        """Publish the board's description."""
        self._stream.learn(info)
        program = CHANNELS, DTYPE, WallAnchor.now(), __version__
        # Under the name of the topics: another board may bear the same of its own.
        told = msgspec.structs.replace(public_info(info), board_id=self.board_id)
        meta = Meta(told, *program, self._games, self._programme)
        self._inbox.put("meta", meta, self._clock.now_ns())

    def on_samples(self, samples: Sequence[CopSample]) -> None:
        """Publish samples, oldest first.

        Raises
        ------
        Exception
            The thread has failed: whoever hands samples on lets this sink go and says so.
        """
        if self._failure is not None:
            raise self._failure
        if samples:
            self._stream.put_samples(samples, self._clock.now_ns())
            with self._status_lock:
                self._publish_alarms(changed=self._status.count(samples))

    def on_metrics(self, metrics: LiveMetrics) -> None:
        """Publish the metrics of the window."""
        self._inbox.put("metrics", metrics, self._clock.now_ns())

    def on_event(self, event: Event) -> None:
        """Publish an event; one that tells of a fault raises an alarm as well."""
        self._history.hear(event)
        with self._status_lock:
            self._publish_alarms(changed=self._status.hear(event))
            self._stream.trial_id = self._status.trial_id
            self._inbox.put("event", event, self._clock.now_ns())

    def on_state(self, state: SessionState) -> None:
        """Publish the session's state."""
        with self._status_lock:
            self._publish_alarms(changed=self._status.see(state))
        self._inbox.put("state", state, self._clock.now_ns())

    # -- beyond StreamSink ------------------------------------------------------------------

    def alarm(self, code: str, reason: str) -> None:
        """Raise an alarm, or withdraw it.

        Parameters
        ----------
        code : str
            Short name of the fault, for example ``signal`` or ``recorder``.
        reason : str
            What a person should read; empty withdraws the alarm.
        """
        with self._status_lock:
            changed = self._status.set_alarm(code, reason)
            self._publish_alarms(changed=changed)
        if changed:
            _log.warning("%s: alarm %s: %s", self.board_id, code, reason or "withdrawn")
