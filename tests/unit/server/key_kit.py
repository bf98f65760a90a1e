"""A computer with boards and its stations, each with keys in a folder of its own; over loopback."""

from __future__ import annotations

import contextlib

import zmq
from port_kit import publishing

from balance_arcade.server.client import StreamClient
from balance_arcade.server.keys.access import StationAccess, board_access
from balance_arcade.server.keys.allow_list import list_path, pair_station, revoke_station
from balance_arcade.server.keys.key_pair import BOARD, KeyPair, save_key


class Ward:
    """Keys of a board's computer and of stations by name."""

    def __init__(self, folder):
        self.folder = folder
        self.board = KeyPair.create()
        self.keys = {}
        save_key(self.board, BOARD, folder)
        self.list = list_path(folder)

    def key(self, name):
        return self.keys.setdefault(name, KeyPair.create())

    def pair(self, name, role="controller"):
        pair_station(self.list, name, self.key(name).public, role)

    def revoke(self, name):
        revoke_station(self.list, name)

    @contextlib.contextmanager
    def publishing(self, **more):
        with publishing(access=board_access(self.folder), **more) as found:
            yield found

    def access(self, name, *, board=None):
        return StationAccess(self.key(name), (board or self.board).public)

    def client(self, publisher, name, **more):
        return StreamClient(
            ctl=publisher.ctl_endpoint, access=self.access(name), name=name, snapshot_s=0.0, **more
        )

    def socket(self, context, kind, name):
        """A plain ZeroMQ socket, as a program that is not ours has it; no name is no key."""
        sock = context.socket(kind)
        if name:
            self.access(name).protect(sock)
        if kind == zmq.SUB:
            sock.subscribe(b"")
        return sock
