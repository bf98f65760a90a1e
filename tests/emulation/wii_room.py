"""A machine with emulated boards, and what the tests of several files do with it."""

from __future__ import annotations

import itertools
import time

from patience import DEADLINE_S
from wii_peer import FakeLinux, WiiPeer

from balance_arcade.core.units import STANDARD_GRAVITY_M_S2 as G
from balance_arcade.hw import parse_address
from balance_arcade.hw.wii import LinuxSystem, find_boards, open_wii_board

ONE, TWO = "00:19:1D:AA:00:01", "00:19:1D:AA:00:02"
LOAD_N = tuple(kg * G for kg in (19.0, 16.0, 18.0, 17.0))


class Room:
    """A machine with boards; whatever is opened is closed at the end."""

    def __init__(self, folder):
        self.linux = FakeLinux(folder)
        self.system = LinuxSystem(
            self.linux.sys_root,
            self.linux.dev_root,
            self.linux.open_node,
            self.linux.ioctl,
            self.linux.read_text,
        )
        self.opened = []

    def plug(self, peer=None, uniq=ONE, number=1, **traits):
        peer = peer or WiiPeer()
        self.opened.append(peer.vanish)
        self.linux.plug(peer, uniq.lower(), number, **traits)
        return peer

    def open(self, device="", **options):
        query = "&".join(f"{key}={value}" for key, value in options.items())
        board = open_wii_board(parse_address(f"wii:{device}?{query}"), linux=self.system)
        self.opened.append(board.close)
        return board

    def find(self):
        return find_boards(self.system)


def read_n(board, n):
    return read_until(board, lambda samples: len(samples) >= n)


def read_until(board, done):
    samples, end_s = [], time.monotonic() + DEADLINE_S
    while not done(samples):
        assert time.monotonic() < end_s, f"{len(samples)} samples, {board.health}"
        samples += board.read(0.1)
    return samples


def in_order(samples):
    return all(
        b.t_s > a.t_s and b.seq > a.seq and b.t_host_ns >= a.t_host_ns
        for a, b in itertools.pairwise(samples)
    )


def read_on(readable):
    """Read a board or a source until it raises."""
    end_s = time.monotonic() + DEADLINE_S
    while time.monotonic() < end_s:
        readable.read(0.1)
