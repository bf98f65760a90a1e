"""Goals to a person in another process, and who is found there."""

from __future__ import annotations

import math
import socket

import pytest

from balance_arcade.commands.play import player
from balance_arcade.core.board import Goal, GoalFollower
from balance_arcade.core.errors import ConfigError
from balance_arcade.hw import person as person_module
from balance_arcade.hw.person import decode_goal, encode_goal, find_person, person_socket

pytestmark = pytest.mark.skipif(
    not hasattr(socket, "AF_UNIX"), reason="this system has no sockets of the file system"
)


class Room:
    """A board's description and nothing else."""

    def __init__(self, address, origin):
        self.info = type("Info", (), {"address": address, "origin": origin})()


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """A socket at which somebody listens for the port PORT."""
    path = tmp_path / "s.sock"
    monkeypatch.setattr(person_module, "person_socket", lambda port: path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(path))
        listener.setblocking(False)
        yield listener


@pytest.mark.parametrize(
    "goal",
    [Goal(1.5, -2.25, 1e-3), Goal(0.0, math.nan, math.nan), Goal(2.0, math.nan, 0.0, "land")],
)
def test_goals_go_and_come_back(goal):
    assert encode_goal(decode_goal(encode_goal(goal))) == encode_goal(goal)
    assert decode_goal(encode_goal(goal)).stance == goal.stance


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"goal",
        b"goal 1 2",
        b"goal 1 2 3 4",
        b"goal 1 2 3 left 4",
        b"coal 1 2 3",
        b"goal a b c",
        b"\xff",
    ],
)
def test_what_is_no_goal(data):
    with pytest.raises(ValueError, match=r"goal|split|codec|float|unpack"):
        decode_goal(data)


def test_a_person_beside_a_simulated_board_is_found_and_told(beside):
    found = player(Room("arduino:/dev/ttyX", "simulated"), "sim")
    assert isinstance(found, GoalFollower)
    found.follow(Goal(1.0, 2.0, 3.0))
    assert decode_goal(beside.recv(100)) == Goal(1.0, 2.0, 3.0)
    found.close()


def test_nobody_is_looked_for_beside_a_real_board(beside):
    assert player(Room("arduino:/dev/ttyX", "real"), "auto") is None
    with pytest.raises(ConfigError, match="No simulated person"):
        player(Room("arduino:/dev/ttyX", "real"), "sim")


def test_a_person_who_has_gone_or_sleeps_stops_no_game(beside):
    found = find_person("arduino:/dev/ttyX")
    for i in range(10_000):  # More than the socket holds.
        found.follow(Goal(float(i), 0.0, 0.0))
    beside.close()
    found.follow(Goal(0.0, 0.0, 0.0))
    found.close()
    assert find_person("arduino:/dev/ttyX") is None  # The socket's file is left behind.


def test_no_socket_no_person(tmp_path):
    assert find_person("arduino:/dev/tty-that-is-not-there") is None
    assert find_person("sim:") is None
    assert person_socket(str(tmp_path / "a")) != person_socket(str(tmp_path / "b"))


def test_a_link_leads_to_the_same_person(tmp_path):
    (tmp_path / "port").touch()
    (tmp_path / "link").symlink_to(tmp_path / "port")
    assert person_socket(str(tmp_path / "link")) == person_socket(str(tmp_path / "port"))
