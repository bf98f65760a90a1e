"""Which boards there are, and how an address becomes an open one.

Built-in boards stand in a table, so that they open from a source tree whose package metadata is not
installed. Other packages add theirs through the entry-point group ``balance_arcade.boards``: the
name is the scheme, the object a callable that takes a `BoardAddress` and returns a
`balance_arcade.core.board.Board`. A module is imported only when a board of its kind is opened.

A board's module may also hold ``find_boards() -> Sequence[BoardRow]``: what of its kind is there
now, and ``diagnose() -> Sequence[Finding]``: what of its kind stands in the way on this computer.
`list_boards` and `diagnose_boards` ask them.
"""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import ModuleType
from typing import TypeVar

import msgspec

from balance_arcade.core.board import Board, BoardInfo, Origin
from balance_arcade.core.errors import (
    BalanceArcadeError,
    BoardNotFoundError,
    BoardUnavailableError,
    ConfigError,
    UnavailableReason,
)
from balance_arcade.hw.address import BoardAddress, parse_address, with_option
from balance_arcade.hw.checking import board_fault
from balance_arcade.hw.finding import Finding
from balance_arcade.hw.logged import log_opened, log_refused

BoardFactory = Callable[[BoardAddress], Board]

GROUP = "balance_arcade.boards"
BUILT_IN: dict[str, str] = {
    "sim": "balance_arcade.hw.sim:open_sim_board",
    "replay": "balance_arcade.hw.replay:open_replay_board",
    "arduino": "balance_arcade.hw.arduino:open_arduino_board",
    "dual": "balance_arcade.hw.dual:open_dual_board",
    "lines": "balance_arcade.hw.lines:open_lines_board",
    "lsl": "balance_arcade.hw.lsl:open_lsl_board",
    "pointer": "balance_arcade.hw.pointer:open_pointer_board",
    "tecgihan": "balance_arcade.hw.tecgihan:open_tecgihan_board",
    "wii": "balance_arcade.hw.wii:open_wii_board",
}
_OURS = "balance_arcade."
OUR_PACKAGE = "balance-arcade"
_Row = TypeVar("_Row")

_log = logging.getLogger(__name__)


class BoardRow(msgspec.Struct, frozen=True):
    """One line of the list of boards.

    Attributes
    ----------
    address : str
        What opens it; empty where the row only reports a fault.
    model : str
        For people.
    origin : {"real", "simulated", "replayed"}
        Where its data come from.
    note : str
        What to know or do about it; empty where there is nothing to say.
    firmware : str
        Version of the program on the board; empty where it has none or was not asked.
    info : BoardInfo or None
        What the board says of itself; None where it was not asked.
    """

    address: str
    model: str
    origin: Origin
    note: str = ""
    firmware: str = ""
    info: BoardInfo | None = None


def package_of(scheme: str) -> str:
    """Name of the package that a kind of board comes from; of the first one where several do.

    Examples
    --------
    >>> package_of("sim")
    'balance-arcade'
    """
    if scheme in BUILT_IN:
        return OUR_PACKAGE
    return _package(_foreign(_installed())[scheme][0])


def known_schemes() -> tuple[str, ...]:
    """Schemes that can be opened: the built-in ones first, then other packages' by name."""
    return (*BUILT_IN, *sorted(_foreign(_installed())))


def open_board(address: str) -> Board:
    """Open the board at an address.

    Parameters
    ----------
    address : str
        ``scheme:path?options``, for example ``sim:?seed=1&profile=healthy``.

    Returns
    -------
    Board
        Open; close it, or use it as a context manager.

    Raises
    ------
    ConfigError
        The address is none, an option is wrong, two packages claim the scheme, or the board says
        of itself what cannot be (no rate, no size).
    BoardNotFoundError
        Unknown scheme, missing file, missing port.
    BoardUnavailableError
        The board is there but cannot be used, or its package does not import or raises.

    Examples
    --------
    >>> with open_board("sim:?seed=1&speed=0") as board:
    ...     len(board.read(0.0))
    1
    """
    asked = parse_address(address)
    try:
        board = _open(asked, _installed())
    except BalanceArcadeError as error:
        log_refused(asked, error)
        raise
    log_opened(board)
    return board


def _open(asked: BoardAddress, installed: Sequence[EntryPoint]) -> Board:
    factory = _factory(asked, installed)
    # Our own boards are tested by their contract; what others hand out is looked at first.
    if asked.scheme in BUILT_IN:
        return factory(asked)
    return _open_foreign(asked, factory, _foreign(installed)[asked.scheme][0])


def _open_foreign(asked: BoardAddress, factory: BoardFactory, entry: EntryPoint) -> Board:
    """Open a board of another package and look at it; whatever is wrong names the package."""
    try:
        board = factory(asked)
    except BalanceArcadeError:
        raise
    except Exception as error:
        # Anything else would reach people as a traceback that names nobody.
        raise _broken(entry, asked.text, error, "raised when it was opened") from error
    fault = board_fault(board)
    if fault:
        _close_quietly(board)
        raise ConfigError(
            f"The board '{asked.scheme}:' of {_package(entry)} cannot be used. {fault}",
            hint="Report it to the package's makers.",
        )
    return board


def _close_quietly(board: object) -> None:
    close = getattr(board, "close", None)
    if not callable(close):
        return
    try:
        close()
    except Exception:  # noqa: BLE001 - what is wrong with the board is being raised already
        _log.debug("A board that cannot be used did not close.", exc_info=True)


def raw_address(address: str) -> tuple[str, str]:
    """Address that opens a board with its cells as they are, to be calibrated.

    Parameters
    ----------
    address : str
        Of the board; what it says of a calibration is left out.

    Returns
    -------
    tuple of str
        The address, and the unit that the samples then have: ``counts`` or ``N``.

    Raises
    ------
    ConfigError
        The address is none, or boards of its kind cannot be calibrated.

    Examples
    --------
    >>> raw_address("arduino:/dev/ttyACM0?calibration=old.toml")
    ('arduino:/dev/ttyACM0?calibration=counts', 'counts')
    """
    asked = parse_address(address)
    installed = _installed()
    _factory(asked, installed)
    module = _module(asked.scheme, installed)
    # A module of another package may hold anything under these names.
    value, unit = getattr(module, "RAW_CALIBRATION", ""), getattr(module, "RAW_UNIT", "")
    if not (isinstance(value, str) and value and unit in ("counts", "N")):
        raise ConfigError(
            f"Boards '{asked.scheme}:' cannot be calibrated.",
            hint="Name a board with load cells of its own, for example arduino:/dev/ttyACM0.",
        )
    return with_option(address, "calibration", value), unit


def list_boards() -> tuple[BoardRow, ...]:
    """Look for boards on this computer.

    Returns
    -------
    tuple of BoardRow
        What each kind of board found; a kind that cannot look for its boards says why in a row
        without an address.
    """
    rows: list[BoardRow] = []
    installed = _installed()
    for scheme in known_schemes():
        try:
            rows.extend(_ask(scheme, installed, "find_boards", BoardRow))
        except BalanceArcadeError as error:
            rows.append(BoardRow("", f"{scheme}:", "real", str(error)))
    return tuple(rows)


def diagnose_boards() -> tuple[Finding, ...]:
    """Ask every kind of board what stands in its way on this computer.

    Returns
    -------
    tuple of Finding
        In the order of `known_schemes`; a kind that cannot look is a finding itself.
    """
    findings: list[Finding] = []
    installed = _installed()
    for scheme in known_schemes():
        try:
            findings.extend(_ask(scheme, installed, "diagnose", Finding))
        except BalanceArcadeError as error:
            findings.append(Finding(f"boards {scheme}:", "warn", error.message, error.hint))
    return tuple(findings)


def _ask(
    scheme: str, installed: Sequence[EntryPoint], name: str, kind: type[_Row]
) -> Sequence[_Row]:
    """Ask a kind of board a question, if it takes it; one of another package may raise anything."""
    _refuse_rivals(scheme, installed)
    # Both hooks are optional; a package that has none is passed over.
    hook = getattr(_module(scheme, installed), name, None)
    if not callable(hook):
        return ()
    if scheme in BUILT_IN:
        rows: Sequence[_Row] = hook()
        return rows
    entry = _foreign(installed)[scheme][0]
    try:
        found = list(hook())
    except BalanceArcadeError:
        raise
    except Exception as error:
        raise _broken(entry, f"{scheme}:", error, f"raised in {name}") from error
    if not all(isinstance(row, kind) for row in found):
        wrong = TypeError(f"{name} must give {kind.__name__} objects")
        raise _broken(entry, f"{scheme}:", wrong, f"is wrong in {name}")
    return found


def _installed() -> tuple[EntryPoint, ...]:
    """Entry points of all packages; ours may stand there twice and count as built in."""
    return tuple(entry for entry in entry_points(group=GROUP) if not entry.value.startswith(_OURS))


def _foreign(installed: Iterable[EntryPoint]) -> dict[str, list[EntryPoint]]:
    found: dict[str, list[EntryPoint]] = {}
    for entry in installed:
        if entry.name not in BUILT_IN:
            found.setdefault(entry.name, []).append(entry)
    return found


def _factory(asked: BoardAddress, installed: Sequence[EntryPoint]) -> BoardFactory:
    _refuse_rivals(asked.scheme, installed)
    if asked.scheme in BUILT_IN:
        name = BUILT_IN[asked.scheme].partition(":")[2]
        factory: BoardFactory = getattr(_module(asked.scheme, installed), name)
        return factory
    entries = _foreign(installed).get(asked.scheme)
    if not entries:
        raise _unknown(asked)
    return _load(entries[0], asked.text)


def _refuse_rivals(scheme: str, installed: Sequence[EntryPoint]) -> None:
    """Never choose between two drivers in silence: frail people stand on the board behind them."""
    # Built-in schemes count as well: a package must not take the place of one of ours.
    rivals = [entry.value for entry in installed if entry.name == scheme]
    if scheme in BUILT_IN:
        rivals.insert(0, BUILT_IN[scheme])
    if len(rivals) > 1:
        raise ConfigError(
            f"Several packages claim the boards '{scheme}:': {', '.join(rivals)}.",
            hint="Uninstall all but one of them.",
        )


def _load(entry: EntryPoint, text: str) -> BoardFactory:
    try:
        factory: BoardFactory = entry.load()
    except Exception as error:
        raise _broken(entry, text, error) from error
    return factory


def _module(scheme: str, installed: Sequence[EntryPoint]) -> ModuleType:
    if scheme in BUILT_IN:
        return import_module(BUILT_IN[scheme].partition(":")[0])
    entry = _foreign(installed)[scheme][0]
    try:
        return import_module(entry.module)
    except Exception as error:
        raise _broken(entry, f"{scheme}:", error) from error


def _package(entry: EntryPoint) -> str:
    # An entry point that was made by hand (in a test) has no package.
    return entry.dist.name if entry.dist is not None else entry.module


def _broken(
    entry: EntryPoint, text: str, error: Exception, what: str = "does not load"
) -> BoardUnavailableError:
    package = _package(entry)
    return BoardUnavailableError(
        f"The boards '{entry.name}:' come from {package}, and {entry.value} {what}"
        f" ({type(error).__name__}: {error}).",
        address=text,
        reason=UnavailableReason.DRIVER_MISSING,
        hint=f"Install {package} again, or report it to its makers.",
    )


def _unknown(asked: BoardAddress) -> BoardNotFoundError:
    known = known_schemes()
    near = difflib.get_close_matches(asked.scheme, known, n=1)
    guess = f" Did you mean '{near[0]}:'?" if near else ""
    listed = ", ".join(f"{scheme}:" for scheme in known)
    return BoardNotFoundError(
        f"There is no kind of board called '{asked.scheme}:'.{guess}",
        address=asked.text,
        hint=f"Known kinds: {listed}.",
    )
