"""Opens a board the moment everything else is ready for it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from balance_arcade.core.board import Board
from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.hw import (
    BoardAddress,
    inner_addresses,
    known_schemes,
    open_board,
    parse_address,
    with_option,
)

if TYPE_CHECKING:
    from balance_arcade.app.compiling import Progress

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


@contextlib.contextmanager
def named_as_typed(typed: str, opened: str) -> Iterator[None]:
    """Let errors name a board as somebody typed it, without what `as_fast_as_read` added.

    Parameters
    ----------
    typed, opened : str
        The address of the command line, and the one that is opened for it.

    Examples
    --------
    >>> with named_as_typed("sim:?sed=1", "sim:?sed=1&speed=0"):
    ...     open_board("sim:?sed=1&speed=0")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    balance_arcade.core.errors.ConfigError: 'sim:?sed=1' has the unknown option 'sed'...
    """
    try:
        yield
    except BalanceArcadeError as error:
        if typed != opened:
            for added, plain in ((opened, typed), *_inner_pairs(typed)):
                error.message = error.message.replace(added, plain)
                error.hint = error.hint.replace(added, plain)
            error.args = (error.message,)
        raise


def _inner_pairs(typed: str) -> list[tuple[str, str]]:
    """Boards of a pair as they were opened, and as they were typed."""
    whole = parse_address(typed)
    inner = inner_addresses(whole) if whole.scheme == "dual" else ()
    return [(with_option(one, "speed", "0"), one) for one in inner]


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
    # Here and not above: they import the compiler, and a window comes up before that.
    from balance_arcade.app.compiling import ensure_compiled
    from balance_arcade.cop.warmup import Use

    if parse_address(address).scheme in known_schemes():
        ensure_compiled(progress, Use.SESSION)
    return open_board(address)
