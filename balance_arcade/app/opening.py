"""Opens a board the moment everything else is ready for it."""

from __future__ import annotations

from balance_arcade.app.compiling import Progress, ensure_compiled
from balance_arcade.cop.warmup import Use
from balance_arcade.core.board import Board
from balance_arcade.hw import (
    BoardAddress,
    inner_addresses,
    known_schemes,
    open_board,
    parse_address,
    with_option,
)

_CAN_HURRY = ("sim", "replay")


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


def open_warm(address: str, *, progress: Progress | None = None) -> Board:
    """Compile what is not compiled yet, then open the board: no sample ever waits for a compiler.

    The address is checked first, so that a typing error does not cost the compile time.
    ``progress`` is told how far the compiling is.
    """
    if parse_address(address).scheme in known_schemes():
        ensure_compiled(progress, Use.SESSION)
    return open_board(address)
