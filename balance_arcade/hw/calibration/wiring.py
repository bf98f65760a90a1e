"""Tell from an empty board and one load which cell is wired wrongly.

How a board on four feet shares a load out is not determined, but where the cells together see it
is: by statics at the place where it lies, whatever the feet do. A fault of the wiring puts it
elsewhere, and undoing the fault puts it back: turning the sign of a cell that reads less, adding
what a cell that does not move should bear, exchanging two cells. What no such fault explains is
left to the other checks; a mass may simply lie beside its mark. Reversed signal wires are the usual
fault of a board built at home (sparkfun/OpenScale issue 23, bogde/HX711 issue 94).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final, Literal

import msgspec
import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.hw.calibration.checks import CORNERS
from balance_arcade.hw.calibration.readings import Floats

WiringKind = Literal["reversed", "all reversed", "dead", "elsewhere"]

ASTRAY: Final = 0.25
"""How far a load may be seen from its place, in half spacings of the cells: gains of cheap cells
that differ by a fifth, and a mass put down by eye, stay below this."""

EXPLAINED: Final = 0.2
"""A fault that puts the load back within this explains it; and at least to half as far."""

MOVED_FRAC: Final = 0.03
"""A cell falls, or does not move, beyond and within this of all the changes together."""

MOST_FRAC: Final = 0.85
"""No cell bears more of a mass on the grid: the outer places bear on the nearest with 0.81."""

LOST_FRAC: Final = 0.4
"""No board in order loses so much of its changes' sum to feet that are lifted."""

NOISE_TIMES: Final = 10.0
MIN_COUNTS: Final = 20.0
"""Changes below so many times the noise, or below so many counts, tell nothing."""

_AGAIN: Final = "Then calibrate again from the beginning."


class WiringFault(msgspec.Struct, frozen=True):
    """What the cells show to be wired wrongly.

    Attributes
    ----------
    kind : {"reversed", "all reversed", "dead", "elsewhere"}
        Cells that read less under load; all of them; one that does not move; a load that shows up
        on other cells than those beside it.
    cells : tuple of int
        Which, in the order tl tr bl br.
    sentence : str
        What is seen, and what to do about it.
    remedy : str
        What follows from that.
    """

    kind: WiringKind
    cells: tuple[int, ...]
    sentence: str
    remedy: str


def wiring_fault(
    change: Floats,
    noise: Floats,
    place_mm: tuple[float, float],
    geometry: Geometry,
    *,
    sign: float = 1.0,
) -> WiringFault | None:
    """Judge what the cells do under one load.

    Parameters
    ----------
    change : ndarray of float64, shape (4,)
        Reading under the load less that of the empty board, in the board's unit.
    noise : ndarray of float64, shape (4,)
        Standard deviation of single samples.
    place_mm : tuple of float
        Where the mass lies, ml and ap.
    geometry : Geometry
        Spacing of the cells.
    sign : float
        -1 for a board all of whose cells are known to read less under load, else +1.

    Returns
    -------
    WiringFault or None
        None as well where the load is too little to tell.

    Examples
    --------
    >>> change = np.array((90.0, 10.0, -810.0, 90.0))
    >>> wiring_fault(change, np.ones(4), (-160.0, -120.0), Geometry(400.0, 300.0)).sentence
    'The rear left cell reads less under load: change its two signal wires over.'
    """
    total = float(np.abs(change).sum())
    if float(np.abs(change).max()) < max(NOISE_TIMES * float(noise.max()), MIN_COUNTS):
        return None
    half = np.array((geometry.width_mm, geometry.length_mm)) / 2.0
    corners, place = np.array(geometry.corners_mm()) / half, np.array(place_mm) / half
    view = _View(sign * change / total, corners, place)
    off = view.off(view.parts)
    if off <= ASTRAY:
        return _reversed((0, 1, 2, 3)) if view.parts.sum() < 0.0 else None
    limit = min(EXPLAINED, 0.5 * off)
    return view.reversed_cells(limit) or view.swapped_cells(limit) or view.dead_cell(limit)


class _View:
    """Where the cells see a load, as they are and with a fault undone."""

    def __init__(self, parts: Floats, corners: Floats, place: Floats) -> None:
        self.parts, self._corners, self._place = parts, corners, place

    def off(self, parts: Floats) -> float:
        """How far from its place the load is seen, in half spacings."""
        load = float(parts.sum())
        # Cells that cancel out see it nowhere.
        if abs(load) < 1e-6:
            return float("inf")
        return float(np.hypot(*(parts @ self._corners / load - self._place)))

    def reversed_cells(self, limit: float) -> WiringFault | None:
        falling = np.flatnonzero(self.parts < -MOVED_FRAC).tolist()
        # A foot across from the mass may be lifted: a reversed cell there rises, and only what the
        # sum lacks gives it away.
        others = range(4) if self.parts.sum() < LOST_FRAC else ()
        best, cells = limit, tuple[int, ...]()
        for n in range(1, 4):
            for chosen in itertools.combinations(sorted({*falling, *others}), n):
                if not set(chosen) & set(falling):
                    continue
                turned = self.parts.copy()
                turned[list(chosen)] *= -1.0
                off = self.off(turned)
                # Turning all the others over sees it at the same place, with a load below zero.
                if turned.sum() > 0.0 and off < best:
                    best, cells = off, chosen
        return _reversed(cells) if cells else None

    def swapped_cells(self, limit: float) -> WiringFault | None:
        best, found = limit, None
        for i, j in itertools.combinations(range(4), 2):
            swapped = self.parts.copy()
            swapped[[i, j]] = self.parts[[j, i]]
            off = self.off(swapped)
            if swapped.sum() > 0.0 and off < best:
                near = i if swapped[i] > swapped[j] else j
                best, found = off, _elsewhere(near, i + j - near)
        return found

    def dead_cell(self, limit: float) -> WiringFault | None:
        best, found = limit, None
        for cell in np.flatnonzero(np.abs(self.parts) < MOVED_FRAC):
            # What it should bear is what puts the load back: tried in steps of a hundredth of all.
            for share in np.arange(2.0 * MOVED_FRAC, MOST_FRAC, 0.01):
                borne = self.parts.copy()
                borne[cell] = self.parts.sum() * share / (1.0 - share)
                off = self.off(borne)
                if off < best:
                    best, found = off, _dead(int(cell))
        return found


def _reversed(cells: Sequence[int]) -> WiringFault:
    cells = tuple(cells)
    if len(cells) == 4:
        return WiringFault(
            "all reversed",
            cells,
            "All four cells read less under load: the calibration turns their sign round.",
            "To have them count upwards, change the two signal wires of each cell over and begin"
            " anew.",
        )
    if len(cells) == 1:
        return WiringFault(
            "reversed",
            cells,
            f"The {words(cells)} cell reads less under load: change its two signal wires over.",
            _AGAIN,
        )
    return WiringFault(
        "reversed",
        cells,
        f"The {words(cells)} cells read less under load: change the two signal wires of each of"
        " them over.",
        _AGAIN,
    )


def _dead(cell: int) -> WiringFault:
    return WiringFault(
        "dead",
        (cell,),
        f"The {words((cell,))} cell does not move under the mass: check its wires, and that the"
        " board stands on that foot.",
        _AGAIN,
    )


def _elsewhere(near: int, far: int) -> WiringFault:
    return WiringFault(
        "elsewhere",
        (near, far),
        f"What the {words((near,))} cell should bear shows up on the {words((far,))} cell.",
        "See where the mass lies and which way round the board stands. If both are right, these two"
        " cells are swapped: exchange their plugs and begin anew.",
    )


def words(cells: Sequence[int]) -> str:
    """Name cells for a sentence.

    Examples
    --------
    >>> words((0,)), words((0, 2)), words((0, 2, 3))
    ('front left', 'front left and rear left', 'front left, rear left and rear right')
    """
    names = [CORNERS[cell].replace("-", " ") for cell in cells]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
