"""The plan of a calibration: which mass at which place, in which order."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np

from balance_arcade.core.board import Geometry

GRID_FRAC = 0.4
"""The outer points lie this far from the centre, of the spacing of the cells."""

CHECK_FRAC = 0.28
"""Likewise the places that are held back: on neither grid."""

STEP_MM = 5.0
"""Places are whole multiples of this, because somebody draws them on the board."""

TARE_EVERY = 5

Place = tuple[float, float]


class Step(msgspec.Struct, frozen=True):
    """One step of the plan.

    Attributes
    ----------
    kind : {"tare", "point", "check"}
        Nothing on the board; a mass that is fitted; a mass that is held back.
    mass_kg, ml_mm, ap_mm : float
        The mass and its place; 0 for a tare.
    """

    kind: Literal["tare", "point", "check"]
    mass_kg: float = 0.0
    ml_mm: float = 0.0
    ap_mm: float = 0.0


TARE = Step("tare")


def grid_places(geometry: Geometry, n_side: int) -> list[Place]:
    """Places of a square grid, row by row from the rear, there and back.

    Parameters
    ----------
    geometry : Geometry
        Spacing of the cells.
    n_side : int
        Points along a side, at least 2.

    Returns
    -------
    list of (ml, ap)
        In millimetres.

    Examples
    --------
    >>> grid_places(Geometry(400.0, 300.0), 3)[:4]
    [(-160.0, -120.0), (0.0, -120.0), (160.0, -120.0), (160.0, 0.0)]
    """
    ml = _marks(geometry.width_mm, n_side)
    ap = _marks(geometry.length_mm, n_side)
    # There and back, so that a mass moves to the place next to it.
    rows = [[(x, y) for x in (ml if k % 2 == 0 else ml[::-1])] for k, y in enumerate(ap)]
    return [place for row in rows for place in row]


def check_places(geometry: Geometry) -> list[Place]:
    """Four places between those of the grids, and one just off the centre.

    Examples
    --------
    >>> check_places(Geometry(400.0, 300.0))
    [(-110.0, -85.0), (110.0, -85.0), (110.0, 85.0), (-110.0, 85.0), (30.0, 20.0)]
    """
    x, y = _round(CHECK_FRAC * geometry.width_mm), _round(CHECK_FRAC * geometry.length_mm)
    near = _round(x / 4.0), _round(y / 4.0)
    return [(-x, -y), (x, -y), (x, y), (-x, y), near]


def plan(
    geometry: Geometry, masses_kg: tuple[float, ...], n_side: int = 3, *, checks: bool = True
) -> tuple[Step, ...]:
    """Make the plan: the steps in their order.

    Parameters
    ----------
    geometry : Geometry
        Spacing of the cells.
    masses_kg : tuple of float
        Each goes round the whole grid, the second one backwards.
    n_side : int
        Points along a side of the grid.
    checks : bool
        Hold points back to check the result, with the heaviest mass.

    Returns
    -------
    tuple of Step
        It begins and ends with the empty board, which also comes after every fifth point.

    Examples
    --------
    >>> steps = plan(Geometry(400.0, 300.0), (10.0, 20.0))
    >>> [sum(step.kind == kind for step in steps) for kind in ("tare", "point", "check")]
    [6, 18, 5]
    """
    loads = []
    for k, mass_kg in enumerate(masses_kg):
        places = grid_places(geometry, n_side)
        # The second mass begins where the first one ended.
        loads += [Step("point", mass_kg, *place) for place in places[:: -1 if k % 2 else 1]]
    if checks:
        # The heaviest is nearest to a person's load.
        loads += [Step("check", max(masses_kg), *place) for place in check_places(geometry)]
    return with_tares(loads)


def with_tares(loads: list[Step]) -> tuple[Step, ...]:
    """Add a tare before, after, and after every fifth of the points."""
    steps = []
    for k in range(0, len(loads), TARE_EVERY):
        steps += [TARE, *loads[k : k + TARE_EVERY]]
    return (*steps, TARE)


def _marks(size_mm: float, n_side: int) -> list[float]:
    return [_round(mark) for mark in np.linspace(-GRID_FRAC, GRID_FRAC, n_side) * size_mm]


def _round(value_mm: float) -> float:
    # Adding 0 turns -0.0 into 0.0, which messages and files would show.
    return float(round(value_mm / STEP_MM) * STEP_MM) + 0.0
