"""How much peers of a publisher may send to it, and leave unread."""

from __future__ import annotations

from typing import Any, Final

import zmq

from balance_arcade.server.control import MAX_REQUEST_BYTES

SEND_HWM: Final = 800
"""Messages that wait for one slow subscriber: 0.8 s at 1 kHz. Policy when full: libzmq drops."""

REPLY_HWM: Final = 4
"""Replies that libzmq keeps for one asker. Policy when full: small ones wait in `Clients`."""

REQUEST_HWM: Final = 16
"""Requests of one asker that libzmq reads ahead. Policy when full: the asker's own queue grows."""

SEND_BUFFER_BYTES: Final = 32 * 1024
REQUEST_BUFFER_BYTES: Final = 16 * 1024
MAX_SUBSCRIPTION_BYTES: Final = 256


def limit_ports(live: zmq.Socket[Any], ctl: zmq.Socket[Any]) -> None:
    """Bound what peers may send and leave unread; libzmq drops the connection of a longer frame."""
    live.setsockopt(zmq.SNDHWM, SEND_HWM)
    # libzmq keeps subscriptions letter by letter, forty bytes each; our longest topic has 82.
    live.setsockopt(zmq.MAXMSGSIZE, MAX_SUBSCRIPTION_BYTES)
    # Otherwise libzmq reports only the first subscription to a topic, and a second station would
    # wait for its last values; and only the last that leaves it, so that they cannot be counted.
    live.setsockopt(zmq.XPUB_VERBOSER, 1)
    # What a slow subscriber cannot take is dropped for that one alone.
    live.setsockopt(zmq.XPUB_NODROP, 0)
    ctl.setsockopt(zmq.SNDHWM, REPLY_HWM)
    ctl.setsockopt(zmq.MAXMSGSIZE, MAX_REQUEST_BYTES)
    # Otherwise libzmq throws a reply that does not fit away without a word.
    ctl.setsockopt(zmq.ROUTER_MANDATORY, 1)
    for sock in (live, ctl):
        sock.setsockopt(zmq.RCVHWM, REQUEST_HWM)
        # A large kernel buffer would hold seconds of old samples for a slow reader, on top of the
        # high-water mark.
        sock.setsockopt(zmq.SNDBUF, SEND_BUFFER_BYTES)
        sock.setsockopt(zmq.RCVBUF, REQUEST_BUFFER_BYTES)
