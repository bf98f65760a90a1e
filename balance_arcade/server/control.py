"""Requests and replies of the control port: one msgpack map each."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

import msgspec

from balance_arcade.core.errors import MalformedMessageError, VersionMismatchError
from balance_arcade.core.events import CommandName, Scalar
from balance_arcade.server.wire import MAJOR, MINOR, decode_map

Status = Literal["done", "accepted", "rejected", "error"]

COMMANDS: tuple[str, ...] = get_args(CommandName)
"""Commands, which go to the session."""

QUERIES: tuple[str, ...] = ("hello", "snapshot", "replay", "recorded", "picture", "ping", "clock")
"""Queries, which the publisher answers itself; see `balance_arcade.server.later` for two."""

LEASE = "lease"
"""Asks for the right to steer, renews it or gives it back; see `balance_arcade.server.lease`."""

ACKNOWLEDGE = "acknowledge"
"""Says that somebody knows of an alarm; see `balance_arcade.server.alarm_book`."""

ORDERS = (LEASE, ACKNOWLEDGE, *COMMANDS)
"""Whatever a station that only looks on may not do; `stop` is among them, and is for all."""

MAX_REQUEST_BYTES = 64 * 1024
MAX_TEXT = 500
MAX_ID = 64


class Request(msgspec.Struct, frozen=True):
    """A query or a command of a station.

    Attributes
    ----------
    id : str
        Unique name, 1 to 64 characters. A command that comes twice under one id is carried out
        once and answered twice.
    cmd : str
        One of `QUERIES` or `COMMANDS`.
    args : dict
        Details; plain values only.
    major : int
        Version of the protocol that the asker speaks.
    not_after_ns : int
        Time on the publisher's clock after which a command other than ``stop`` is refused, so
        that an order which was held up does not surprise the patient; 0 means no limit.
    by : object
        What the asker calls itself, for the event that tells of an order; see
        `balance_arcade.core.events.giver_name`. Whatever it is, the order counts.
    lease : object
        Secret name of whoever steers, since 1.3; left out by who knows no lease.
    """

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=MAX_ID)]
    cmd: Annotated[str, msgspec.Meta(max_length=32)]
    args: dict[str, Scalar] = {}
    major: int = MAJOR
    not_after_ns: int = 0
    # Left out where nothing is given, so that such a request has the same bytes as ever.
    by: Any = msgspec.UNSET
    lease: Any = msgspec.UNSET


class Reply(msgspec.Struct, frozen=True):
    """Answer to one request.

    Attributes
    ----------
    id : str
        As in the request; empty where the request could not be read.
    status : {"done", "accepted", "rejected", "error"}
        ``done`` answers a question, ``accepted`` and ``rejected`` a command; ``error`` means that
        the request could not be understood or carried out.
    reason : str
        Why it was rejected, or what the error is.
    result : dict
        What was asked for.
    boot_id : int
        As in the stream.
    major, minor : int
        Version of the protocol that the answerer speaks.
    """

    id: str
    status: Status
    reason: str = ""
    result: dict[str, Any] = {}
    boot_id: int = 0
    major: int = MAJOR
    minor: int = MINOR


class _AnyRequest(msgspec.Struct, frozen=True):
    """As much of a request as every version of the protocol has, whatever else stands in it."""

    cmd: str
    id: Any = ""
    by: Any = msgspec.UNSET


def decode_stop(data: bytes) -> Request | None:
    """Read a Stop that is no proper request: of another major version, or under any id or none.

    Returns
    -------
    Request or None
        Its id is empty where that is no id; None if it is not a Stop at all.

    Examples
    --------
    >>> decode_stop(msgspec.msgpack.encode({"cmd": "stop", "id": "a", "major": 9})).id
    'a'
    >>> decode_stop(msgspec.msgpack.encode({"cmd": "stop", "args": 7, "id": None})).id
    ''
    >>> decode_stop(b"stop") is None
    True
    """
    try:
        request = decode_map(data, _AnyRequest)
    except MalformedMessageError:
        return None
    if request.cmd != "stop":
        return None
    known = isinstance(request.id, str) and len(request.id) <= MAX_ID
    return Request(request.id if known else "", "stop", by=request.by)


def decode_request(data: bytes) -> Request:
    """Read a request.

    Raises
    ------
    VersionMismatchError
        The asker speaks another major version.
    MalformedMessageError
        The bytes are not a request.
    """
    request = decode_map(data, Request)
    if request.major != MAJOR:
        raise VersionMismatchError(
            f"The request has version {request.major}, but this publisher speaks {MAJOR}.{MINOR}.",
            hint="Install the same release of Balance Arcade on both sides.",
        )
    return request


def decode_reply(data: bytes) -> Reply:
    """Read a reply.

    Raises
    ------
    MalformedMessageError
        The bytes are not a reply.
    """
    return decode_map(data, Reply)


def encode_control(message: Request | Reply) -> bytes:
    """Bytes of a request or a reply."""
    return msgspec.msgpack.encode(message)
