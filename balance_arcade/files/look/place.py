"""A centre of pressure that lies where no foot can press: outside the corners or the base."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import Geometry
from balance_arcade.core.data_faults import DataFault
from balance_arcade.files.look.units import spread_mm

Floats = npt.NDArray[np.float64]

MOST_FRAC: Final = 0.5
MARGIN_FRAC: Final = 0.05
"""Cells stand within a board's edge, and printed sizes are rounded."""


def name_place(cop_mm: Floats, geometry: Geometry) -> tuple[DataFault, ...]:
    """Name a centre of pressure that lies outside the corners for most of the time.

    Parameters
    ----------
    cop_mm : ndarray of float64, shape (n_samples, 2)
        Where somebody is on the board, none missing; ml and ap in millimetres.
    geometry : Geometry
        Spacing of the corners.

    Returns
    -------
    tuple of DataFault
        One or none; refused where it moves farther than the board is wide, which nobody can.

    Examples
    --------
    >>> far_mm = np.column_stack((np.linspace(-9000.0, 9000.0, 100), np.zeros(100)))
    >>> name_place(far_mm, Geometry(400.0, 600.0))[0].effect
    'refused'
    """
    if not len(cop_mm):
        return ()
    half_mm = np.array((geometry.width_mm, geometry.length_mm)) / 2.0
    beyond = np.abs(cop_mm) > (1.0 + MARGIN_FRAC) * half_mm
    outside = beyond[:, 0] | beyond[:, 1]
    n_outside = int(outside.sum())
    if n_outside <= MOST_FRAC * len(cop_mm):
        return ()
    spread = spread_mm(cop_mm)
    too_far = bool((spread > 2.0 * half_mm).any())
    middle_mm = np.median(cop_mm, axis=0)
    where = (
        f"it moves over {spread[0]:.0f} mm to the side and {spread[1]:.0f} mm fore and aft"
        if too_far
        else f"its middle is {middle_mm[0]:.0f} mm to the side and {middle_mm[1]:.0f} mm ahead"
    )
    return (
        DataFault(
            "place_off_the_plate",
            f"{100.0 * n_outside / len(cop_mm):.0f} % of the samples lie outside the corners "
            f"({geometry.width_mm:.0f} x {geometry.length_mm:.0f} mm): {where}. Check the units of "
            "moments and centre of pressure (a factor of 1000?), the origin, and the spacing.",
            "refused" if too_far else "kept",
            n_outside,
        ),
    )
