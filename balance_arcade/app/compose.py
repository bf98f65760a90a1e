"""Opens what a session needs, in the order in which a fault costs least."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from balance_arcade.app.compiling import Show, ensure_compiled
from balance_arcade.cop.live import CopStream
from balance_arcade.core.board import Board
from balance_arcade.core.source import StreamSink
from balance_arcade.hw import (
    BoardAddress,
    inner_addresses,
    known_schemes,
    open_board,
    parse_address,
    with_option,
)
from balance_arcade.server.endpoints import DEFAULT_CTL, DEFAULT_LIVE
from balance_arcade.session.acquisition import Acquisition

_CAN_HURRY = ("sim", "replay")
ANY_PORT = "tcp://127.0.0.1:0"


def add_endpoint_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the stream is published."""
    parser.add_argument("--live", default=DEFAULT_LIVE, help="endpoint of the stream")
    parser.add_argument("--ctl", default=DEFAULT_CTL, help="endpoint of the control port")


def as_fast_as_read(address: str) -> str:
    """Address of the same board with ``speed=0``, unless it says its speed or cannot hurry.

    Examples
    --------
    >>> as_fast_as_read("sim:?seed=3")
    'sim:?seed=3&speed=0'
    >>> as_fast_as_read("replay:walk.mcap?speed=2")
    'replay:walk.mcap?speed=2'
    >>> as_fast_as_read("dual:sim:?seed=1+sim:?seed=2")
    'dual:sim:?seed=1+sim:?seed=2+?speed=0'
    """
    parsed = parse_address(address)
    inner: tuple[BoardAddress, ...] = (parsed,)
    if parsed.scheme == "dual":
        inner = tuple(parse_address(text) for text in inner_addresses(parsed))
    stated = any("speed" in one.options for one in (parsed, *inner))
    if stated or any(one.scheme not in _CAN_HURRY for one in inner):
        return address
    return with_option(address, "speed", "0")


def open_warm(address: str, *, show: Show | None = None) -> Board:
    """Compile what is not compiled yet, then open the board: no sample ever waits for a compiler.

    The address is checked first, so that a typing error does not cost the compile time. ``show``
    is told how far the compiling is.
    """
    if parse_address(address).scheme in known_schemes():
        ensure_compiled(show)
    return open_board(address)


def acquire(board: Board, sinks: Sequence[StreamSink] = ()) -> Acquisition:
    """Join a board with its stream; the board is closed if that fails.

    Parameters
    ----------
    board : Board
        Open; closed by the acquisition's ``stop``.
    sinks : sequence of StreamSink
        Listeners.

    Returns
    -------
    Acquisition
        Not started.
    """
    try:
        info = board.info
        stream = CopStream(info.geometry, info.nominal_rate_hz)
        return Acquisition(board, stream, sinks=sinks)
    except BaseException:
        board.close()
        raise
