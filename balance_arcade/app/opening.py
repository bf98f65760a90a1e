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
    whole, *boards = _with_boards(address)
    stated = any("speed" in one.options for one in (whole, *boards))
    if stated or any(one.scheme not in _CAN_HURRY for one in boards):
        return address
    return with_option(address, "speed", "0")


def is_as_fast_as_read(address: str) -> bool:
    """Whether an address asks for a board whose clock is not tied to the wall's.

    Examples
    --------
    >>> is_as_fast_as_read("sim:?speed=0"), is_as_fast_as_read("sim:?speed=1")
    (True, False)
    """
    return any(one.options.get("speed") in {"0", "0.0"} for one in _with_boards(address))


def _with_boards(address: str) -> tuple[BoardAddress, ...]:
    """Parse an address; behind the whole stand the boards that it joins, or itself again."""
    whole = parse_address(address)
    if whole.scheme != "dual":
        return whole, whole
    return whole, *(parse_address(text) for text in inner_addresses(whole))


def open_warm(address: str, *, progress: Progress | None = None) -> Board:
    """Compile what is not compiled yet, then open the board: no sample ever waits for a compiler.

    The address is checked first, so that a typing error does not cost the compile time.
    ``progress`` is told how far the compiling is.
    """
    if parse_address(address).scheme in known_schemes():
        ensure_compiled(progress, Use.SESSION)
    return open_board(address)
