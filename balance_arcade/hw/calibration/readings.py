"""Readings of a board during its calibration: empty, and with a mass at a place."""

from __future__ import annotations

from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import Geometry

Floats = npt.NDArray[np.float64]
Four = tuple[float, float, float, float]

Unit = Literal["counts", "N"]
"""What the cells deliver: a converter's counts, or newtons of the maker's own calibration."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """The four cells over some seconds, in the order tl tr bl br.

    Attributes
    ----------
    t_s : float
        Middle of the stretch, on the board's clock.
    mean, sd : tuple of 4 floats
        In the board's own unit; sd from sample to sample.
    n_samples : int
        Samples in it.
    n_saturated : int
        Of these, with a cell beyond its range.
    temperature_c : float or None
        Near the cells, where the board measures it.
    """

    t_s: float
    mean: Four
    sd: Four
    n_samples: int
    n_saturated: int = 0
    temperature_c: float | None = None


class Point(Reading, frozen=True, kw_only=True):
    """A reading with a known mass at a known place.

    Attributes
    ----------
    mass_kg : float
        On the board.
    ml_mm, ap_mm : float
        Where, from the board's centre.
    held_back : bool
        Not fitted: it checks the result.
    """

    mass_kg: float
    ml_mm: float
    ap_mm: float
    held_back: bool = False


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a calibration is computed from.

    Attributes
    ----------
    board_id : str
        Serial number of the board, or its id if it has none.
    unit : {"counts", "N"}
        Of `Reading.mean` and `Reading.sd`.
    width_mm, length_mm : float
        Spacing of the cells.
    gravity_m_s2 : float
        Takes masses to forces.
    placement_mm : float
        How well the masses were placed, standard deviation.
    rate_hz : float
        Nominal rate at which the noise was measured.
    tares : tuple of Reading
        The empty board, in the order of time.
    points : tuple of Point
        In the order of time.
    """

    board_id: str
    unit: Unit
    width_mm: float
    length_mm: float
    gravity_m_s2: float
    placement_mm: float
    rate_hz: float
    tares: tuple[Reading, ...] = ()
    points: tuple[Point, ...] = ()

    @property
    def geometry(self) -> Geometry:
        """Spacing of the cells."""
        return Geometry(self.width_mm, self.length_mm)


class Loads(msgspec.Struct, frozen=True):
    """Points as arrays; row k belongs to one point.

    Attributes
    ----------
    net : ndarray of float64, shape (n_points, 4)
        Cells, less the empty board at that time.
    force_n : ndarray of float64, shape (n_points,)
        Load.
    place_mm : ndarray of float64, shape (n_points, 2)
        ml and ap.
    """

    net: Floats
    force_n: Floats
    place_mm: Floats

    def plate(self) -> Floats:
        """Fz in newtons, Mx and My in newton millimetres, shape (n_points, 3)."""
        ml, ap = self.place_mm.T
        return np.column_stack((self.force_n, self.force_n * ap, -self.force_n * ml))

    def only(self, chosen: npt.NDArray[np.bool_]) -> Loads:
        """Return the chosen points."""
        return Loads(self.net[chosen], self.force_n[chosen], self.place_mm[chosen])


def zero_at(tares: tuple[Reading, ...], t_s: float) -> Floats:
    """Empty board at a time, on a straight line between the tares before and after it.

    Examples
    --------
    >>> tares = [Reading(t_s=t, mean=(t, 0, 0, 0), sd=(1, 1, 1, 1), n_samples=9) for t in (0, 8)]
    >>> zero_at(tuple(tares), 2.0).tolist()
    [2.0, 0.0, 0.0, 0.0]
    """
    times_s = [tare.t_s for tare in tares]
    # Before the first and after the last tare the nearest one holds (`np.interp`).
    return np.array([np.interp(t_s, times_s, [tare.mean[i] for tare in tares]) for i in range(4)])


def loads_of(readings: Readings, *, held_back: bool) -> Loads:
    """Points as arrays, those that are fitted or those that are held back."""
    points = [point for point in readings.points if point.held_back is held_back]
    net = [np.array(point.mean) - zero_at(readings.tares, point.t_s) for point in points]
    return Loads(
        # Without any point the shape is still (0, 4), and the algebra goes through.
        np.array(net, dtype=np.float64).reshape(-1, 4),
        np.array([point.mass_kg * readings.gravity_m_s2 for point in points], dtype=np.float64),
        np.array([(point.ml_mm, point.ap_mm) for point in points], dtype=np.float64).reshape(-1, 2),
    )
