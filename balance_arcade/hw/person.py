"""A simulated person who stands on an emulated board, in another process.

An emulator that has a person on its cells listens at a socket of the machine which is named after
the board's port. Goals go there, one a datagram in plain text, and nothing comes back; so a board
whose bytes are as real as can be is played on like any simulated one.
"""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from pathlib import Path
from typing import cast, get_args

from balance_arcade.core.board import USUAL_JUMP, Goal, Stance
from balance_arcade.hw.address import parse_address

STANCES: frozenset[str] = frozenset(get_args(Stance))
N_NUMBERS = 3

_MAX_BYTES = 200


def person_socket(port: str) -> Path:
    """Name the socket of the person on the board behind a port.

    Parameters
    ----------
    port : str
        Name of the port; links are followed.

    Returns
    -------
    Path
    """
    # A link and its device are one port, and must lead to one person.
    name = os.path.realpath(port).replace(os.sep, "-")
    return Path(tempfile.gettempdir()) / f"balance-arcade-person{name}.sock"


def encode_goal(goal: Goal) -> bytes:
    """Write a goal for the person; a stance other than on both feet stands behind the numbers.

    Effort and beat of a jump follow it where they are not the usual ones.

    Examples
    --------
    >>> encode_goal(Goal(1.5, -20.0, float("nan")))
    b'goal 1.5 -20.0 nan'
    >>> encode_goal(Goal(1.5, 0.0, 0.0, "left"))
    b'goal 1.5 0.0 0.0 left'
    >>> encode_goal(Goal(1.5, 0.0, 0.0, "jump", effort=0.8))
    b'goal 1.5 0.0 0.0 jump 0.8 0.0'
    """
    words = f"goal {goal.t_s} {goal.ml_mm} {goal.ap_mm}"
    # Left out where it is the usual one, so that persons of before understand it too.
    is_usual = (goal.effort, goal.beat_s) == USUAL_JUMP
    if goal.stance != "both" or not is_usual:
        words = f"{words} {goal.stance}"
    return (words if is_usual else f"{words} {goal.effort} {goal.beat_s}").encode("ascii")


def decode_goal(data: bytes) -> Goal:
    """Read a goal.

    Raises
    ------
    ValueError
        The bytes are no goal.

    Examples
    --------
    >>> decode_goal(b"goal 1.5 -20.0 0.0")
    Goal(t_s=1.5, ml_mm=-20.0, ap_mm=0.0, stance='both', effort=1.0, beat_s=0.0)
    """
    # Any program of the machine may write to the socket, so that nothing longer than a goal is
    # read.
    word, *said = data[:_MAX_BYTES].decode("ascii").split()
    stance = said[N_NUMBERS] if len(said) > N_NUMBERS else "both"
    n_said = len(said) in {N_NUMBERS, N_NUMBERS + 1, N_NUMBERS + 3}
    if word != "goal" or not n_said or stance not in STANCES:
        raise ValueError(f"{data[:_MAX_BYTES]!r} is not a goal.")
    t_s, ml_mm, ap_mm = map(float, said[:N_NUMBERS])
    effort, beat_s = map(float, said[N_NUMBERS + 1 :]) if len(said) > N_NUMBERS + 1 else USUAL_JUMP
    return Goal(t_s, ml_mm, ap_mm, cast("Stance", stance), effort, beat_s)


class PersonBeside:
    """The person on an emulated board; a `GoalFollower`.

    Parameters
    ----------
    path : Path
        The socket at which the person listens.

    Raises
    ------
    OSError
        Nobody listens there.
    """

    def __init__(self, path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            # A game must not wait for the emulator: a full socket loses the goal, and the next one
            # follows.
            self._socket.setblocking(False)
            self._socket.connect(str(path))
        except OSError:
            self._socket.close()
            raise

    def follow(self, goal: Goal) -> None:
        """Send the person a goal; it is lost if the person is gone or too slow."""
        with contextlib.suppress(OSError):
            self._socket.send(encode_goal(goal))

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def find_person(address: str) -> PersonBeside | None:
    """Find the person on an emulated board.

    Parameters
    ----------
    address : str
        Address of the board, with a port as its path.

    Returns
    -------
    PersonBeside or None
        None where nobody listens, and on systems without such sockets.

    Examples
    --------
    >>> find_person("sim:?seed=1") is None
    True
    """
    port = parse_address(address).path
    if not port or not hasattr(socket, "AF_UNIX"):
        return None
    path = person_socket(port)
    if not path.exists():
        return None
    try:
        return PersonBeside(path)
    except OSError:  # A socket that was left behind.
        return None
