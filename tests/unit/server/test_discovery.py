"""Boards that announce themselves on loopback, and who of those that are heard is followed."""

from __future__ import annotations

import sys

import pytest

from balance_arcade.commands.announce import with_found
from balance_arcade.core.errors import ConfigError
from balance_arcade.server import discovery
from balance_arcade.server.discovery import Announcement, Found, find_boards
from balance_arcade.server.keys.access import StationAccess
from balance_arcade.server.keys.fingerprint import fingerprint
from balance_arcade.server.keys.key_pair import KeyPair

HERE = ["127.0.0.1"]
WARD = StationAccess(KeyPair(b"p" * 40, b"s" * 40), bytes(32), "tcp://192.0.2.5:5572")
KEY = fingerprint(WARD.board)


def test_a_board_is_found_on_loopback_with_version_and_fingerprint_and_goes_again():
    with Announcement("room-2", "tcp://127.0.0.1:45572", fingerprint=KEY):
        found = find_boards(30.0, interfaces=HERE, enough=1)
        assert found == [Found("room-2", "tcp://127.0.0.1:45572", "1.4", KEY)]


@pytest.mark.parametrize("ctl", ["ipc:///run/ba", "tcp://127.0.0.1:*"])
def test_what_nobody_else_could_reach_is_not_announced(ctl):
    with pytest.raises(ConfigError, match="cannot be announced"):
        Announcement("room-2", ctl)


def test_it_says_how_to_install_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "zeroconf", None)
    for start in (find_boards, lambda: Announcement("b", "tcp://127.0.0.1:5572")):
        with pytest.raises(ConfigError, match="zeroconf is not installed") as raised:
            start()
        assert "pip install 'balance-arcade[discovery]'" in raised.value.hint


class Info:
    """What zeroconf tells of an answer; anybody may have sent it."""

    def __init__(self, properties, addresses=("127.0.0.1",), port=5572):
        self.properties, self.port = properties, port
        self._addresses = list(addresses)

    def parsed_addresses(self):
        return self._addresses


@pytest.mark.parametrize(
    ("info", "read"),
    [
        (None, None),
        (Info({}, port=0), None),
        (Info({}, addresses=()), None),
        (Info({b"board": None}), Found("board", "tcp://127.0.0.1:5572")),
        (
            Info({b"board": b"<b>\xff" + b"x" * 900, b"v": b"9" * 900, b"fp": b"\x1b[31m"}),
            Found("b-" + "x" * 30, "tcp://127.0.0.1:5572", "9" * 16),
        ),
        (
            Info({b"v": b"1.4"}, ("2001:db8::1", "192.0.2.5")),
            Found("board", "tcp://192.0.2.5:5572", "1.4"),
        ),
        (Info({}, ("2001:db8::1",)), Found("board", "tcp://[2001:db8::1]:5572")),
    ],
)
def test_of_an_answer_only_what_is_plain_is_used(info, read):
    assert discovery._read(info) == read


def test_a_paired_computer_is_followed_where_it_is_and_no_other_off_this_computer():
    places = [(WARD.ctl, WARD), ("tcp://127.0.0.1:5572", None)]
    found = [
        Found("ward", "tcp://192.0.2.9:5572", "1.4", KEY),
        Found("ward-2", "tcp://192.0.2.9:5574", "1.4", KEY),
        Found("here", "tcp://127.0.0.1:5572", "1.2"),
        Found("also-here", "tcp://127.0.0.1:5574", "1.4"),
        Found("open", "tcp://192.0.2.7:5572", "1.4"),
        Found("stranger", "tcp://192.0.2.8:5572", "1.4", "dead-beef"),
        Found("newer", "tcp://127.0.0.1:5576", "2.0"),
    ]
    kept, words = with_found(places, found)
    assert kept == [
        ("tcp://192.0.2.9:5572", WARD),
        ("tcp://192.0.2.9:5574", WARD),
        ("tcp://127.0.0.1:5572", None),
        ("tcp://127.0.0.1:5574", None),
    ]
    assert [word.split()[0] for word in words] == ["open", "stranger", "newer"]
    assert "dead-beef, which is not paired" in words[1]


def test_without_an_answer_what_is_named_stays():
    assert with_found([(WARD.ctl, WARD)], []) == ([(WARD.ctl, WARD)], [])
