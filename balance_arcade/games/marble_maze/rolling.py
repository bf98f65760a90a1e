"""How the marble rolls: high friction, and walls that it can never cross."""

from __future__ import annotations

import math
from typing import Final

from balance_arcade.games.contract import DT_S
from balance_arcade.games.marble_maze.levels import Tray, Wall

MARBLE_RADIUS: Final = 0.20
"""In cells."""

SETTLE_S: Final = 0.35
"""Time constant with which the marble takes up the speed its tilt asks for."""

REST_TILT: Final = 0.12
"""Share of full tilt below which friction holds the marble."""

MAX_STEP: Final = 0.05
"""Longest way in one step, in cells; far below the marble's radius, so no wall is jumped."""

N_PASSES: Final = 4


def speed_share(tilt: float) -> float:
    """Speed that a tilt leads to, both as shares of the greatest.

    Examples
    --------
    >>> speed_share(0.1), speed_share(1.0)
    (0.0, 1.0)
    """
    if tilt <= REST_TILT:
        return 0.0
    return min(1.0, (tilt - REST_TILT) / (1.0 - REST_TILT))


def tilt_for(speed: float) -> float:
    """Tilt that leads to a speed, both as shares of the greatest; 0 for standing still."""
    return REST_TILT + (1.0 - REST_TILT) * speed if speed > 0.0 else 0.0


class Marble:
    """A marble on a tray.

    Parameters
    ----------
    x, y : float
        Place of its middle in cells.

    Attributes
    ----------
    vx, vy : float
        Speed in cells per second.
    in_contact : bool
        Whether it lies against a wall or the rim.
    """

    def __init__(self, x: float, y: float) -> None:
        self.x = x
        self.y = y
        self.vx = 0.0
        self.vy = 0.0
        self.in_contact = False

    def roll(self, tray: Tray, wall_radius: float, want: tuple[float, float]) -> float:
        """Roll for one step.

        Parameters
        ----------
        tray : Tray
            Where it rolls.
        wall_radius : float
            Half the walls' thickness in cells.
        want : tuple of float
            Speed that the tilt asks for, in cells per second.

        Returns
        -------
        float
            Speed into a wall that was not touched before, in cells per second; 0 for none.
        """
        ease = DT_S / SETTLE_S
        # First-order lag: the tilt sets a speed and no acceleration, as on a surface of high
        # friction.
        self.vx += (want[0] - self.vx) * ease
        self.vy += (want[1] - self.vy) * ease
        dx, dy = self.vx * DT_S, self.vy * DT_S
        way = math.hypot(dx, dy)
        if way > MAX_STEP:
            dx, dy = dx * (MAX_STEP / way), dy * (MAX_STEP / way)
        self.x += dx
        self.y += dy
        gap = MARBLE_RADIUS + wall_radius
        impact = 0.0
        touched = False
        near = tray.near[tray.cell_at(self.x, self.y)]
        # Leaving one wall may push into another, as in a corner; a few passes settle all of them.
        for _ in range(N_PASSES):
            moved = False
            x, y = self.x, self.y
            for wall in near:
                x0, y0, x1, y1 = wall
                # Most walls are far to one side, which costs no root and no call to find out.
                if x - x1 >= gap or x0 - x >= gap or y - y1 >= gap or y0 - y >= gap:
                    continue
                hit = self._leave_wall(wall, gap)
                if hit >= 0.0:
                    moved = touched = True
                    impact = max(impact, hit)
                    x, y = self.x, self.y
            if not (gap <= x <= tray.n_cols - gap and gap <= y <= tray.n_rows - gap):
                moved = touched = True
                impact = max(impact, self._leave_rim(tray, gap))
            if not moved:
                break
        # Only a touch that begins has an impact; a marble that slides along a wall does not hit it.
        fresh = touched and not self.in_contact
        self.in_contact = touched or (self.in_contact and self._is_close(tray, near, gap))
        return impact if fresh else 0.0

    def _leave_wall(self, wall: Wall, gap: float) -> float:
        """Push out of a wall; speed into it, or -1 where it is not touched."""
        x0, y0, x1, y1 = wall
        nearest_x = x0 if self.x < x0 else x1 if self.x > x1 else self.x
        nearest_y = y0 if self.y < y0 else y1 if self.y > y1 else self.y
        dx, dy = self.x - nearest_x, self.y - nearest_y
        distance = math.sqrt(dx * dx + dy * dy)
        if distance >= gap:
            return -1.0
        if distance > 0.0:
            nx, ny = dx / distance, dy / distance
        else:
            # The middle lies on the wall's own line: any way out does, straight away from the line.
            nx, ny = (1.0, 0.0) if x0 == x1 else (0.0, 1.0)
        self.x = nearest_x + nx * gap
        self.y = nearest_y + ny * gap
        return self._stop_along(nx, ny)

    def _leave_rim(self, tray: Tray, gap: float) -> float:
        """Push back from the tray's rim, which is touched; speed into it."""
        hit = 0.0
        if self.x < gap:
            self.x, hit = gap, max(hit, self._stop_along(1.0, 0.0))
        elif self.x > tray.n_cols - gap:
            self.x, hit = tray.n_cols - gap, max(hit, self._stop_along(-1.0, 0.0))
        if self.y < gap:
            self.y, hit = gap, max(hit, self._stop_along(0.0, 1.0))
        elif self.y > tray.n_rows - gap:
            self.y, hit = tray.n_rows - gap, max(hit, self._stop_along(0.0, -1.0))
        return hit

    def _stop_along(self, nx: float, ny: float) -> float:
        """Take the speed against a normal away and return how much it was."""
        into = -(self.vx * nx + self.vy * ny)
        # It rolls away from the wall already.
        if into <= 0.0:
            return 0.0
        self.vx += into * nx
        self.vy += into * ny
        return into

    def _is_close(self, tray: Tray, near: tuple[Wall, ...], gap: float) -> bool:
        """Whether the marble has hardly left the wall, so that a rattle is one touch."""
        reach = gap + MARBLE_RADIUS / 4.0
        if not reach <= self.x <= tray.n_cols - reach:
            return True
        if not reach <= self.y <= tray.n_rows - reach:
            return True
        for x0, y0, x1, y1 in near:
            nearest_x = x0 if self.x < x0 else x1 if self.x > x1 else self.x
            nearest_y = y0 if self.y < y0 else y1 if self.y > y1 else self.y
            if math.hypot(self.x - nearest_x, self.y - nearest_y) < reach:
                return True
        return False


def contact(tray: Tray, x: float, y: float, wall_radius: float) -> tuple[float, float]:
    """Where a marble at a place touches the nearest wood, in cells."""
    places = [(0.0, y), (float(tray.n_cols), y), (x, 0.0), (x, float(tray.n_rows))]
    for x0, y0, x1, y1 in tray.near[tray.cell_at(x, y)]:
        places.append((min(max(x, x0), x1), min(max(y, y0), y1)))
    nearest = min(places, key=lambda place: math.dist(place, (x, y)))
    away = max(1e-6, math.dist(nearest, (x, y)))
    share = max(0.0, away - wall_radius) / away
    return x + (nearest[0] - x) * share, y + (nearest[1] - y) * share
