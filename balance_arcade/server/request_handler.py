"""Answers the requests of the control port. It has no socket, and no request makes it raise."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from typing import Any

from balance_arcade import __version__
from balance_arcade.core.clock import Clock
from balance_arcade.core.errors import BalanceArcadeError, MalformedMessageError, MessageError
from balance_arcade.core.events import Command, Scalar, giver_name
from balance_arcade.server.archive import LAST_VALUE_KINDS, Archive
from balance_arcade.server.bodies import CHANNELS
from balance_arcade.server.clients import Client, Clients
from balance_arcade.server.control import (
    ACKNOWLEDGE,
    LEASE,
    MAX_TEXT,
    ORDERS,
    QUERIES,
    Reply,
    Request,
    Status,
    decode_request,
    decode_stop,
    encode_control,
)
from balance_arcade.server.keys.allow_list import Role
from balance_arcade.server.later import LATER
from balance_arcade.server.lease import NEEDS_NO_LEASE, Lease, lease_token
from balance_arcade.server.sent_ring import Sent
from balance_arcade.server.station_clocks import StationClocks
from balance_arcade.server.wire import KINDS, MAJOR, MINOR
from balance_arcade.session.answered import AnsweredOrders

_log = logging.getLogger(__name__)

MAX_REPLAY_MESSAGES = 2000
MAX_REPLY_BYTES = 448 * 1024
"""Of messages in one reply. With it, the replies that libzmq keeps for one connection (SNDHWM) and
the connections of a port, clients that never read cost less than 64 MB all together."""

DEFAULT_SNAPSHOT_S = 10.0
MAX_SNAPSHOT_S = 60.0
N_SNAPSHOT_EVENTS = 100

ONLY_LOOKS_ON = "this station was paired to look on, and to stop; it gives no other orders"
"""Reason why a viewer's order is rejected."""

BUSY = "busy: you ask for more than you are given; ask again in a second"
"""Reason of the one error that a client gets for asking too much; it may look for ``busy``."""


class RequestHandler:
    """Turns the bytes of a request into the bytes of its reply.

    Parameters
    ----------
    board_id : str
        Board that this publisher speaks for.
    boot_id : int
        As in the stream.
    archive : Archive
        Where snapshot and replay come from.
    handle_command : callable
        Takes a `Command`, returns ``"accepted"`` or ``"rejected: why"``. Called in the
        publisher's thread: it must only enqueue.
    clock : Clock
        Clock of the stream.
    clients : Clients, optional
        What each asker may cost.
    lease : Lease, optional
        Who steers.

    Attributes
    ----------
    acknowledge : callable
        Takes the code of an alarm, empty for all, and who knows of it; returns the codes.
    """

    def __init__(
        self,
        board_id: str,
        boot_id: int,
        archive: Archive,
        handle_command: Callable[[Command], str],
        clock: Clock,
        clients: Clients | None = None,
        lease: Lease | None = None,
    ) -> None:
        self._board_id = board_id
        self._boot_id = boot_id
        self._archive = archive
        self._handle_command = handle_command
        self._clock = clock
        self._answered: AnsweredOrders[bytes] = AnsweredOrders()
        self._clients = clients or Clients()
        self._lease = lease or Lease(lambda kind, data: None)
        self.live_endpoint = ""
        self.n_bad_requests = 0
        self.acknowledge: Callable[[str, str], list[str]] = lambda code, by: []
        self.later: Request | None = None
        self.clocks = StationClocks()
        self.fault: Exception | None = None

    def answer(self, data: bytes, name: bytes = b"", role: Role = "controller") -> bytes | None:
        """Reply to one request; invalid bytes get an error reply.

        Parameters
        ----------
        data : bytes
            The request.
        name : bytes
            Who asks: what libzmq calls its connection.
        role : {"viewer", "controller"}
            What the asker may do. A Stop is taken from both.

        Returns
        -------
        bytes or None
            None if the asker asks for too much and has been told so, or if the answer comes later:
            then `later` is the request.
        """
        now_ns = self._clock.now_ns()
        client = self._clients.of(name, now_ns)
        has_credit = client.has_credit(now_ns)
        try:
            request = decode_request(data)
        except MessageError as exc:
            stop = decode_stop(data)
            if stop is not None:
                # Whoever says Stop means it, whatever version the rest is of.
                return self._answer_command(stop, name)
            self._count_bad(exc)
            return self._served(client, Reply("", "error", str(exc))) if has_credit else None
        if request.cmd == "stop":
            return self._answer_command(request, name)
        if not has_credit:
            return self._busy(client, request)
        if request.cmd in ORDERS:
            client.serve(0)
            return self._answer_command(request, name, role)
        self.later = request if request.cmd in LATER else None
        return None if self.later else self._served(client, self._answer_query(request, role))

    def _answer_query(self, request: Request, role: Role) -> Reply:
        try:
            return Reply(request.id, "done", result=self._query(request, role))
        except MessageError as exc:
            self._count_bad(exc)
            return Reply(request.id, "error", str(exc))

    def refuse(self, name: bytes, reply: Reply) -> bytes:
        """Return the bytes of a reply that says what is wrong with a request that came to us."""
        return self._served(self._clients.of(name, self._clock.now_ns()), reply)

    def _served(self, client: Client, reply: Reply) -> bytes:
        data = self._encode(reply)
        client.serve(len(data))
        return data

    def _busy(self, client: Client, request: Request) -> bytes | None:
        """Say ``busy`` once, then nothing until the asker has been served again."""
        self._clients.n_busy += 1
        if client.told_busy:
            return None
        client.told_busy = True
        status: Status = "rejected" if request.cmd in ORDERS else "error"
        return self._encode(Reply(request.id, status, BUSY))

    def _count_bad(self, error: MessageError) -> None:
        """Count an invalid request; a flood of them takes few lines of the log."""
        self.n_bad_requests += 1
        if self.n_bad_requests & (self.n_bad_requests - 1) == 0:  # 1, 2, 4, 8 ...
            _log.warning("%d bad requests so far, the last: %s", self.n_bad_requests, error)

    def _encode(self, reply: Reply) -> bytes:
        # What was asked may stand in the reason, and must not be sent back at full length.
        reason = reply.reason[: 2 * MAX_TEXT]
        return encode_control(Reply(reply.id, reply.status, reason, reply.result, self._boot_id))

    def _answer_command(self, request: Request, name: bytes, role: Role = "controller") -> bytes:
        if role != "controller":
            # Before the answers of others are looked at: it learns nothing of their orders.
            return self._encode(Reply(request.id, "rejected", ONLY_LOOKS_ON))
        # The command is part of the key: a Stop under an id that was used for something else
        # is a Stop that was never carried out.
        key = (request.id, request.cmd)
        known = self._answered.get(key)
        if known is not None:
            return known
        reply = self._carry_out(request)
        # Its details stay out of the log: a mark is free text, and may hold a name.
        # A lease is renewed every second; who takes it is an event.
        level = logging.DEBUG if request.cmd == LEASE else logging.INFO
        _log.log(level, "order %s: %s %s", request.cmd, reply.status, reply.reason)
        data = self._encode(reply)
        if request.id:  # A Stop without an id is a new one every time.
            self._answered.keep(key, data, asker=name)
        return data

    def _carry_out(self, request: Request) -> Reply:
        now_ns = self._clock.now_ns()
        if why := self._objection(request, now_ns):
            return Reply(request.id, "rejected", why)
        token = lease_token(request.lease)
        if request.cmd == LEASE:
            return self._answer_lease(request, token, now_ns)
        if request.cmd == ACKNOWLEDGE:
            return self._answer_acknowledge(request)
        if token and request.cmd not in NEEDS_NO_LEASE:
            # Whoever steers is heard by it, and who gives the first order steers from then on.
            self._lease.take(token, giver_name(request.by), now_ns)
        return self._hand_on(request)

    def _objection(self, request: Request, now_ns: int) -> str:
        """Say what speaks against an order before anybody looks at it; never against a Stop."""
        if request.cmd == "stop":
            return ""
        if _has_long_text(request):
            return f"a text is longer than {MAX_TEXT} characters"
        # Stop has no time limit: a Stop that comes late still has to stop. The client has put its
        # deadline onto our clock, see `ClockOffset`.
        if 0 < request.not_after_ns < now_ns:
            return "the order came too late; give it again"
        if request.cmd == LEASE:
            return ""
        return self._lease.refuses(lease_token(request.lease), request.cmd, now_ns)

    def _hand_on(self, request: Request) -> Reply:
        args = {} if _has_long_text(request) else request.args
        command = Command(
            request.id,
            request.cmd,  # type: ignore[arg-type]
            args,
            giver_name(request.by),
        )
        try:
            verdict = self._handle_command(command)
        except BalanceArcadeError as exc:
            return Reply(request.id, "rejected", str(exc))
        except Exception as exc:  # noqa: BLE001 - Stop must go on working; stop() raises it
            self.fault = self.fault or exc
            _log.exception("the order %s has failed", request.cmd)
            return Reply(request.id, "error", f"the session failed on {request.cmd}: {exc!r}")
        if verdict == "accepted":
            return Reply(request.id, "accepted")
        return Reply(request.id, "rejected", verdict.removeprefix("rejected:").strip())

    def _answer_lease(self, request: Request, token: str, now_ns: int) -> Reply:
        if not token:
            return Reply(request.id, "rejected", "the request names no lease")
        lease, by = self._lease, giver_name(request.by)
        if request.args.get("give_back") is True:
            ok = lease.give_back(token, now_ns)
        else:
            ok = lease.take(token, by, now_ns, over=request.args.get("take_over") is True)
        held = lease.status(now_ns)
        result = {} if held is None else {"by": held.by, "left_s": held.left_s}
        if ok:
            return Reply(request.id, "accepted", "", result)
        why = lease.refuses(token, LEASE, now_ns) or "you do not hold the lease"
        return Reply(request.id, "rejected", why, result)

    def _answer_acknowledge(self, request: Request) -> Reply:
        code = request.args.get("code", "")
        codes = self.acknowledge(code, giver_name(request.by)) if isinstance(code, str) else []
        if not codes:
            return Reply(request.id, "rejected", "no such alarm waits to be acknowledged")
        return Reply(request.id, "accepted", result={"codes": codes})

    def _query(self, request: Request, role: Role) -> dict[str, Any]:
        match request.cmd:
            case "hello":
                return self._hello() | {"role": role}
            case "snapshot":
                return self._snapshot(request.args)
            case "replay":
                return self._replay(request.args)
            case "ping" | "clock":
                self.clocks.hear(request.by, request.args, self._clock.now_ns())
                return {"t_ns": self._clock.now_ns()}
            case _:
                # A later minor version may add requests, so the reply lists what this one knows.
                known = ", ".join((*QUERIES, *ORDERS))
                raise MalformedMessageError(
                    f"There is no request {request.cmd!r}.", hint=f"Known: {known}."
                )

    def _hello(self) -> dict[str, Any]:
        return {
            "protocol": [MAJOR, MINOR],
            "app_version": __version__,
            "board": self._board_id,
            "live": self.live_endpoint,
            "kinds": list(KINDS),
            "channels": list(CHANNELS),
            "capabilities": [*QUERIES, *ORDERS],
            "seq": self._archive.seqs(),
        }

    def _snapshot(self, args: dict[str, Scalar]) -> dict[str, Any]:
        seconds = _number(args, "seconds", default=DEFAULT_SNAPSHOT_S)
        if not 0.0 <= seconds <= MAX_SNAPSHOT_S:
            raise MalformedMessageError(
                f"seconds must be from 0 to {MAX_SNAPSHOT_S:g}, not {seconds:g}."
            )
        last = [self._archive.last(kind) for kind in LAST_VALUE_KINDS]
        samples = self._archive.newest_samples(seconds) if seconds > 0.0 else []
        # Newest first, so that a reply that gets too long loses the oldest samples.
        kept, complete = _within(list(reversed(samples)), MAX_REPLY_BYTES)
        events = self._archive.newest_events(N_SNAPSHOT_EVENTS)
        messages = [s for s in last if s is not None] + events + list(reversed(kept))
        result: dict[str, Any] = {
            "seq": self._archive.seqs(),
            "messages": [sent.frames for sent in messages],
            "more": not complete,
        }
        if not complete:
            result["samples_from"] = samples[0].seq
        return result

    def _replay(self, args: dict[str, Scalar]) -> dict[str, Any]:
        first, last = int(_number(args, "from")), int(_number(args, "to"))
        for kind in KINDS:
            if args.get("kind") == kind:
                break
        else:
            raise MalformedMessageError(f"kind must be one of {', '.join(KINDS)}.")
        found = list(self._archive.between(kind, first, last))
        kept, complete = _within(found[:MAX_REPLAY_MESSAGES], MAX_REPLY_BYTES)
        more = not complete or len(found) > MAX_REPLAY_MESSAGES
        return {"messages": [sent.frames for sent in kept], "more": more}


def _has_long_text(request: Request) -> bool:
    return any(isinstance(v, str) and len(v) > MAX_TEXT for v in request.args.values())


def _number(args: dict[str, Scalar], name: str, *, default: float | None = None) -> float:
    value = args.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise MalformedMessageError(f"{name} must be a number, not {value!r}.")
    return value


def _within(messages: list[Sent], n_bytes: int) -> tuple[list[Sent], bool]:
    """Return the first messages that fit into so many bytes, and whether these are all."""
    kept: list[Sent] = []
    for sent in messages:
        n_bytes -= sum(len(frame) for frame in sent.frames)
        if n_bytes < 0:
            return kept, False
        kept.append(sent)
    return kept, True
