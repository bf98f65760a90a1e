"""Trays for the marble: corridors on a grid, every place reachable from every other.

A tray is grown as a spanning tree (depth first, so corridors are long and calm), then half of the
dead ends are opened, so that there is often a second way and never a trap. Places are in cells
from the tray's lower left corner, x to the right and y away from the person.
"""

from __future__ import annotations

from typing import Final

import msgspec

from balance_arcade.games.chance import Chance

Cell = tuple[int, int]
Wall = tuple[float, float, float, float]

SIZES: Final = ((5, 3), (6, 4), (8, 5))
"""Columns and rows of small, middle and large trays."""

SIZE_FROM: Final = (0.0, 0.35, 0.7)
"""Difficulty from which each size is used."""

N_CUPS: Final = (4, 5, 6)
CUP_WAY: Final = (2, 5)
"""Fewest and most cells from one cup to the next."""

OPEN_DEAD_ENDS: Final = 0.5
STEPS: Final = ((1, 0), (0, 1), (-1, 0), (0, -1))
NEAR: Final = 0.5


class Tray(msgspec.Struct, frozen=True):
    """One tray.

    Attributes
    ----------
    n_cols, n_rows : int
        Size in cells.
    doors : frozenset of tuple
        Pairs of neighbouring cells that are open to each other, the smaller cell first.
    walls : tuple of Wall
        Middle lines (x0, y0, x1, y1) of the inner walls, each one cell long.
    start : Cell
        Where the marble begins.
    cups : tuple of Cell
        Cups in the order in which they shine.
    near : dict of Cell to tuple of Wall
        Walls that a marble in the cell could touch.
    """

    n_cols: int
    n_rows: int
    doors: frozenset[tuple[Cell, Cell]]
    walls: tuple[Wall, ...]
    start: Cell
    cups: tuple[Cell, ...]
    near: dict[Cell, tuple[Wall, ...]]

    def is_open(self, a: Cell, b: Cell) -> bool:
        """Whether the marble can roll from one cell to its neighbour."""
        return ((a, b) if a < b else (b, a)) in self.doors

    def ways(self, goal: Cell) -> dict[Cell, int]:
        """Length of the way to a cell from every cell, in cells."""
        return _distances(self.n_cols, self.n_rows, self.doors, goal)

    def cell_at(self, x: float, y: float) -> Cell:
        """Cell of a place; a place outside belongs to the nearest cell."""
        # Comparisons instead of min and max: asked for in every step.
        col, row = int(x), int(y)
        last_col, last_row = self.n_cols - 1, self.n_rows - 1
        col = 0 if col < 0 else last_col if col > last_col else col
        return col, 0 if row < 0 else last_row if row > last_row else row


def tray_size(difficulty: float) -> int:
    """Index into `SIZES` for a difficulty.

    Examples
    --------
    >>> [tray_size(d) for d in (0.0, 0.5, 1.0)]
    [0, 1, 2]
    """
    return sum(difficulty >= level for level in SIZE_FROM) - 1


def make_tray(chance: Chance, size: int) -> Tray:
    """Grow a tray.

    Parameters
    ----------
    chance : Chance
        Where the choices come from.
    size : int
        Index into `SIZES`.

    Returns
    -------
    Tray
        With a way from everywhere to everywhere.

    Examples
    --------
    >>> tray = make_tray(Chance(1, "doc"), 0)
    >>> len(tray.ways(tray.start)) == tray.n_cols * tray.n_rows
    True
    """
    n_cols, n_rows = SIZES[size]
    doors = _grow_tree(chance, n_cols, n_rows)
    doors |= _open_dead_ends(chance, n_cols, n_rows, doors)
    walls = tuple(
        _wall_between(a, b) for a, b in _neighbours(n_cols, n_rows) if (a, b) not in doors
    )
    start = (chance.below(n_cols), chance.below(n_rows))
    frozen = frozenset(doors)
    cups = _place_cups(chance, (n_cols, n_rows), frozen, start, N_CUPS[size])
    return Tray(n_cols, n_rows, frozen, walls, start, cups, _near(n_cols, n_rows, walls))


def _neighbours(n_cols: int, n_rows: int) -> list[tuple[Cell, Cell]]:
    """Pairs of cells that touch, in a fixed order, the smaller cell first."""
    pairs: list[tuple[Cell, Cell]] = []
    for col in range(n_cols):
        for row in range(n_rows):
            if row + 1 < n_rows:
                pairs.append(((col, row), (col, row + 1)))
            if col + 1 < n_cols:
                pairs.append(((col, row), (col + 1, row)))
    return pairs


def _around(cell: Cell, n_cols: int, n_rows: int) -> list[Cell]:
    col, row = cell
    places = [(col + dc, row + dr) for dc, dr in STEPS]
    return [(c, r) for c, r in places if 0 <= c < n_cols and 0 <= r < n_rows]


def _door(a: Cell, b: Cell) -> tuple[Cell, Cell]:
    return (a, b) if a < b else (b, a)


def _grow_tree(chance: Chance, n_cols: int, n_rows: int) -> set[tuple[Cell, Cell]]:
    """Walk to unseen cells until none is left, going back where there is none."""
    first = (chance.below(n_cols), chance.below(n_rows))
    seen, trail = {first}, [first]
    doors: set[tuple[Cell, Cell]] = set()
    while trail:
        # Every door leads to a cell that was not seen before: the doors are a tree that holds all
        # cells.
        fresh = [cell for cell in _around(trail[-1], n_cols, n_rows) if cell not in seen]
        if not fresh:
            trail.pop()
            continue
        cell = fresh[chance.below(len(fresh))]
        doors.add(_door(trail[-1], cell))
        seen.add(cell)
        trail.append(cell)
    return doors


def _open_dead_ends(
    chance: Chance, n_cols: int, n_rows: int, doors: set[tuple[Cell, Cell]]
) -> set[tuple[Cell, Cell]]:
    """Doors to add at some of the cells that have only one."""
    added: set[tuple[Cell, Cell]] = set()
    for col in range(n_cols):
        for row in range(n_rows):
            cell = (col, row)
            around = _around(cell, n_cols, n_rows)
            # With those just added: a dead end that a neighbour has opened is none any more.
            shut = [other for other in around if _door(cell, other) not in doors | added]
            if len(around) - len(shut) == 1 and shut and chance.yes(OPEN_DEAD_ENDS):
                added.add(_door(cell, shut[chance.below(len(shut))]))
    return added


def _wall_between(a: Cell, b: Cell) -> Wall:
    """Middle line of the wall between a cell and its right or upper neighbour."""
    if a[0] == b[0]:
        return float(a[0]), float(b[1]), float(a[0] + 1), float(b[1])
    return float(b[0]), float(a[1]), float(b[0]), float(a[1] + 1)


def _distances(
    n_cols: int, n_rows: int, doors: frozenset[tuple[Cell, Cell]], goal: Cell
) -> dict[Cell, int]:
    """Breadth first from the goal."""
    ways = {goal: 0}
    edge = [goal]
    while edge:
        ring: list[Cell] = []
        for cell in edge:
            for other in _around(cell, n_cols, n_rows):
                if other not in ways and _door(cell, other) in doors:
                    ways[other] = ways[cell] + 1
                    ring.append(other)
        edge = ring
    return ways


def _place_cups(
    chance: Chance,
    size: tuple[int, int],
    doors: frozenset[tuple[Cell, Cell]],
    start: Cell,
    n_cups: int,
) -> tuple[Cell, ...]:
    """Cups one after another, each a short way from the one before and none twice."""
    cups: list[Cell] = []
    here = start
    low, high = CUP_WAY
    for _ in range(n_cups):
        ways = _distances(*size, doors, here)
        free = [cell for cell in ways if cell != start and cell not in cups]
        near = [cell for cell in free if low <= ways[cell] <= high]
        # Sorted, so that the choice depends on the seed alone and not on the order of a search.
        pool = sorted(near or free)
        here = pool[chance.below(len(pool))]
        cups.append(here)
    return tuple(cups)


def _near(n_cols: int, n_rows: int, walls: tuple[Wall, ...]) -> dict[Cell, tuple[Wall, ...]]:
    """Walls within half a cell of each cell."""
    near: dict[Cell, tuple[Wall, ...]] = {}
    for col in range(n_cols):
        for row in range(n_rows):
            # So a step tries the few walls about one cell, instead of all of the tray.
            near[col, row] = tuple(
                wall
                for wall in walls
                if wall[0] <= col + 1 + NEAR
                and wall[2] >= col - NEAR
                and wall[1] <= row + 1 + NEAR
                and wall[3] >= row - NEAR
            )
    return near
