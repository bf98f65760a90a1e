"""The way to a cup, and how a calm player would steer along it."""

from __future__ import annotations

from typing import Final

from balance_arcade.games.marble_maze.levels import STEPS, Cell, Tray
from balance_arcade.games.marble_maze.rolling import Marble

FORESEE_S: Final = 0.6
"""How far ahead the player reckons the marble's place, to make up for the body's own delay."""

CRUISE_CELLS_S: Final = 0.7
SLOW_DOWN_PER_S: Final = 0.7
"""Speed along a corridor for each cell to its end."""

CENTRE_PER_S: Final = 0.9
"""Speed back to the corridor's middle for each cell off it."""


class Guide:
    """Knows the way to one cup from every cell.

    Parameters
    ----------
    tray : Tray
        Where the marble rolls.
    cup : Cell
        Where it should go.
    """

    def __init__(self, tray: Tray, cup: Cell) -> None:
        self._ways = tray.ways(cup)
        self._cup = cup
        self._next = {cell: self._step_from(tray, cell) for cell in self._ways}
        self._bends = {cell: self._next_bend(cell) for cell in self._ways}

    def way(self, cell: Cell) -> int:
        """Cells from a cell to the cup."""
        return self._ways[cell]

    def path(self, cell: Cell) -> list[Cell]:
        """Cells from one cell to the cup, both ends included."""
        cells = [cell]
        while cells[-1] != self._cup:
            cells.append(self._next[cells[-1]])
        return cells

    def steer(self, marble: Marble, top_speed: float) -> tuple[float, float]:
        """Speed a calm player wants now, as a share of the top speed in each axis.

        Parameters
        ----------
        marble : Marble
            Where the marble is and how it rolls.
        top_speed : float
            In cells per second.

        Returns
        -------
        tuple of float
            Length at most 1.
        """
        # The cell of now and not of the place that is foreseen, which may lie behind a wall.
        here = (int(marble.x), int(marble.y))
        x = marble.x + marble.vx * FORESEE_S
        y = marble.y + marble.vy * FORESEE_S
        # To the end of the straight run, not to the next cell: a player slows down before a bend
        # alone.
        bend, along_x = self._bends[here]
        dx, dy = bend[0] + 0.5 - x, bend[1] + 0.5 - y
        if along_x:
            speed_x, speed_y = dx * SLOW_DOWN_PER_S, dy * CENTRE_PER_S
        else:
            speed_x, speed_y = dx * CENTRE_PER_S, dy * SLOW_DOWN_PER_S
        cruise = min(CRUISE_CELLS_S, top_speed)
        # With `cruise` among them the scale only ever slows down, and never drives a slow marble
        # on.
        longest = max(abs(speed_x), abs(speed_y), cruise)
        scale = cruise / longest / top_speed
        return speed_x * scale, speed_y * scale

    def _next_bend(self, here: Cell) -> tuple[Cell, bool]:
        """Where the straight run from here ends, and whether it runs sideways."""
        if here == self._cup:
            return here, True
        ahead = self._next[here]
        step = (ahead[0] - here[0], ahead[1] - here[1])
        while ahead != self._cup:
            beyond = self._next[ahead]
            if (beyond[0] - ahead[0], beyond[1] - ahead[1]) != step:
                break
            ahead = beyond
        return ahead, step[0] != 0

    def _step_from(self, tray: Tray, cell: Cell) -> Cell:
        """Neighbour that is one nearer; the cup itself stays."""
        for dc, dr in STEPS:
            other = (cell[0] + dc, cell[1] + dr)
            # A cell outside of the tray has no way; its default is not nearer.
            nearer = self._ways.get(other, self._ways[cell]) < self._ways[cell]
            if nearer and tray.is_open(cell, other):
                return other
        return cell
