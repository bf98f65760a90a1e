"""How the contract suite opens a board of each scheme: one entry a scheme, none may be missing.

To add a board, write a context manager that yields a `BoardCase` and enter it in `FACTORIES`. What
a board cannot do is None in its case, with a word why; the tests that need it are skipped then.
Emulate at the level of bytes: a file, a pty, a socket, never a class that stands in for the board.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from balance_arcade.core.board import Board
from balance_arcade.core.clock import Clock
from balance_arcade.hw import open_board, parse_address
from balance_arcade.hw.sim import open_sim_board


@dataclass(frozen=True)
class BoardCase:
    """What the suite needs of one kind of board.

    Attributes
    ----------
    origin : str
        What `BoardInfo.origin` and the samples' flags must say.
    open : callable
        Open a board that gives at least 200 samples; it may take up to some seconds to do so.
    open_quiet : callable
        Open a board that gives a sample or a few, and then none for at least two seconds.
    open_vanishing : callable or None
        Open a board that gives some samples and then goes away by itself.
    open_leaning : callable or None
        Open a board whose person leans to the right from the first sample on.
    open_paced : callable or None
        ``(speed, clock)``: the same board at a speed, paced by a clock; the samples are the same.
    open_ending : callable or None
        Open a board that ends, at ``speed=0``; None for boards that never do.
    """

    origin: str
    open: Callable[[], Board]
    open_quiet: Callable[[], Board]
    open_vanishing: Callable[[], Board] | None = None
    open_leaning: Callable[[], Board] | None = None
    open_paced: Callable[[float, Clock | None], Board] | None = None
    open_ending: Callable[[], Board] | None = None


@contextmanager
def sim_case(folder: Path) -> Iterator[BoardCase]:
    """A simulated person; needs no folder."""
    del folder

    def paced(speed: float, clock: Clock | None) -> Board:
        return open_sim_board(parse_address(f"sim:?seed=5&speed={speed:g}"), clock=clock)

    yield BoardCase(
        origin="simulated",
        open=lambda: open_board("sim:?seed=5&speed=20"),
        # A hundredth of life's speed: the second sample comes after a second ... times four.
        open_quiet=lambda: open_board("sim:?seed=5&speed=0.01&rate=25"),
        open_vanishing=lambda: open_board("sim:?seed=5&vanish=0.3&speed=20"),
        open_leaning=lambda: open_board("sim:?seed=5&profile=stroke_left&speed=20"),
        open_paced=paced,
        open_ending=None,
    )


FACTORIES: dict[str, Callable[[Path], AbstractContextManager[BoardCase]]] = {
    "sim": sim_case,
}
