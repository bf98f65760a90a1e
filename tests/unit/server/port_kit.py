"""A publisher over real sockets in one process, and sockets that ask it."""

from __future__ import annotations

import contextlib
import time

import zmq

from balance_arcade.server.control import Request, decode_reply, encode_control
from balance_arcade.server.publisher import Publisher

DEADLINE_S = 20.0


class Sockets:
    """Makes sockets and closes them in the end."""

    def __init__(self):
        self._context = zmq.Context()
        self._made = []

    def socket(self, kind):
        sock = self._context.socket(kind)
        sock.setsockopt(zmq.LINGER, 0)
        self._made.append(sock)
        return sock

    def close(self):
        for sock in self._made:
            sock.close(linger=0)
        self._context.term()


@contextlib.contextmanager
def publishing(**more):
    """A publisher, and the names of the orders that reached it."""
    orders = []

    def handle(command):
        orders.append(command.name)
        return "accepted"

    ports = {"live": "tcp://127.0.0.1:0", "ctl": "tcp://127.0.0.1:0"} | more
    publisher = Publisher("b1", handle_command=handle, **ports)
    try:
        publisher.start()
        yield publisher, orders
    finally:
        publisher.stop()


def asks(context, endpoint, cmd="hello"):
    """A socket that has asked once."""
    sock = context.socket(zmq.DEALER)
    sock.connect(endpoint)
    sock.send(encode_control(Request("q", cmd)))
    return sock


def answer(sock, timeout_s=DEADLINE_S):
    return decode_reply(sock.recv()) if sock.poll(timeout_s * 1e3) else None


def until(wanted, what):
    end = time.monotonic() + DEADLINE_S
    while time.monotonic() < end:
        if wanted():
            return
        time.sleep(0.005)
    raise AssertionError(what)
