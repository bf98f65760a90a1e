"""Several force plates as one: their loads, and the common centre of pressure.

Whoever stands with a foot on each of two plates has one centre of pressure, that of both feet: the
mean of the plates' own, weighted by their loads, in one frame. A C3D file says where its plates lie
(the corners in the laboratory's axes), so it can be reckoned there. The axes and the middle are
those of the first measured plate and of all that are measured: the origin lies in the mean of their
centres.

A plate counts as loaded where it bears at least 10 N, and 5 % of what the most loaded one bears,
for a second in all: an empty plate that reads 20 N is no foot. Where no plate is loaded for so
long, as in walking, a tenth of a second is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.data_faults import DataFault
from balance_arcade.files.tables.plate import MIN_PLATE_LOAD_N
from balance_arcade.files.tables.plate_frame import load_sense
from balance_arcade.files.tables.trial import FloatArray, PlateLoad
from balance_arcade.files.tables.zero import HELD_S, held_load

LEAST_SHARE = 0.05
FLAT_MM = 50.0
"""Plates and distances smaller than this are none: their corners were never filled in."""

# About 11 degrees: a plate that is tilted more lies in no common plane with the others.
_LEVEL_COS = 0.98


@dataclass(frozen=True, slots=True, eq=False)
class PlacedPlate:
    """What one plate measured, and where it lies.

    Attributes
    ----------
    number : int
        From 1, in the order of the file.
    force_n : ndarray of float64, shape (n_samples, 3)
        Along the plate's own axes, of either sign.
    at_nmm : ndarray of float64, shape (n_samples, 2)
        Place times Fz about the surface's centre, see `plate_frame.about_surface`.
    z_down : bool
        Whether its z axis points down.
    corners_mm : ndarray of float64, shape (4, 3)
        In the laboratory's axes.
    x_axis, y_axis : ndarray of float64, shape (3,)
        The plate's axes in the laboratory, of length 1; zeros where the corners do not tell them.
    notes : tuple of str
        What was assumed.
    sense : float
        Sign of Fz under load.
    """

    number: int
    force_n: FloatArray
    at_nmm: FloatArray
    z_down: bool
    corners_mm: FloatArray
    x_axis: FloatArray
    y_axis: FloatArray
    notes: tuple[str, ...] = ()
    sense: float = field(init=False)

    def __post_init__(self) -> None:
        # Asked often, and worth a pass over the samples.
        object.__setattr__(self, "sense", load_sense(self.force_n[:, 2])[0])

    @property
    def load_n(self) -> FloatArray:
        """Load in newtons, positive under a person."""
        return self.sense * self.force_n[:, 2]

    @property
    def middle_mm(self) -> FloatArray:
        """Centre of the surface."""
        return np.asarray(self.corners_mm.mean(axis=0))

    def extent_mm(self) -> tuple[float, float]:
        """Size along x and y."""
        return (
            float(np.ptp(self.corners_mm @ self.x_axis)),
            float(np.ptp(self.corners_mm @ self.y_axis)),
        )


def plate_loads(plates: Sequence[PlacedPlate], rate_hz: float) -> tuple[PlateLoad, ...]:
    """Give what each plate bears; none is measured yet."""
    borne = _borne([plate.load_n for plate in plates], rate_hz)
    return tuple(
        PlateLoad(plate.number, load_n, measured=False)
        for plate, load_n in zip(plates, borne, strict=True)
    )


def _borne(loads_n: Sequence[FloatArray], rate_hz: float) -> list[float]:
    """Load that each plate bears for a second in all.

    Where none has a load for so long, as in walking, a tenth of that is enough.
    """
    borne: list[float] = []
    for held_s in (HELD_S, HELD_S / 10.0):
        borne = [held_load(load_n, rate_hz, held_s=held_s) for load_n in loads_n]
        if max(borne) >= MIN_PLATE_LOAD_N:
            break
    return borne


def measured_ones(loads: Sequence[PlateLoad], numbers: Sequence[int]) -> tuple[PlateLoad, ...]:
    """Mark the plates that are measured."""
    return tuple(PlateLoad(one.number, one.load_n, one.number in numbers) for one in loads)


def loaded_numbers(loads: Sequence[PlateLoad]) -> tuple[int, ...]:
    """Numbers of the plates that somebody is on.

    Examples
    --------
    >>> loads = [PlateLoad(1, 24.0, False), PlateLoad(2, 700.0, False), PlateLoad(3, 300.0, False)]
    >>> loaded_numbers(loads)
    (2, 3)
    """
    greatest_n = max((load.load_n for load in loads), default=0.0)
    least_n = max(MIN_PLATE_LOAD_N, LEAST_SHARE * greatest_n)
    return tuple(load.number for load in loads if load.load_n >= least_n)


def why_apart(plates: Sequence[PlacedPlate]) -> str:
    """Say why plates cannot be taken together; an empty text where they can."""
    first = plates[0]
    upright = np.cross(first.x_axis, first.y_axis)
    for plate in plates:
        if min(plate.extent_mm()) < FLAT_MM:
            return f"the corners of plate {plate.number} do not tell where it lies"
        if abs(float(np.cross(plate.x_axis, plate.y_axis) @ upright)) < _LEVEL_COS:
            return f"plates {first.number} and {plate.number} are not level with each other"
        near = [
            other.number
            for other in plates
            if other.number < plate.number
            and float(np.linalg.norm(other.middle_mm - plate.middle_mm)) < FLAT_MM
        ]
        if near:
            return f"plates {near[0]} and {plate.number} are said to lie in the same place"
    return ""


def joined(plates: Sequence[PlacedPlate]) -> tuple[FloatArray, FloatArray]:
    """Add up forces and moments of several plates in the axes of the first one.

    Parameters
    ----------
    plates : sequence of PlacedPlate
        Those that are measured.

    Returns
    -------
    force_n : ndarray of float64, shape (n_samples, 3)
        Their sum; Fz is positive under load.
    at_nmm : ndarray of float64, shape (n_samples, 2)
        Place times Fz about the mean of their centres.
    """
    first = plates[0]
    middle_mm = np.mean([plate.middle_mm for plate in plates], axis=0)
    force_n = np.zeros_like(first.force_n)
    at_nmm = np.zeros_like(first.at_nmm)
    basis = np.array((first.x_axis, first.y_axis))
    for plate in plates:
        turn = basis @ np.array((plate.x_axis, plate.y_axis)).T
        offset_mm = basis @ (plate.middle_mm - middle_mm)
        # Load that is positive upwards is the plate's reaction, downwards the person's action.
        way = plate.sense if plate.z_down == first.z_down else -plate.sense
        force_n[:, :2] += way * plate.force_n[:, :2] @ turn.T
        force_n[:, 2] += plate.load_n
        at_nmm += plate.sense * plate.at_nmm @ turn.T + offset_mm * plate.load_n[:, None]
    return force_n, at_nmm


def common_extent_mm(plates: Sequence[PlacedPlate]) -> tuple[float, float]:
    """Size of the rectangle about all plates, along the axes of the first one."""
    corners_mm = np.concatenate([plate.corners_mm for plate in plates])
    first = plates[0]
    return float(np.ptp(corners_mm @ first.x_axis)), float(np.ptp(corners_mm @ first.y_axis))


def size_of(extent_mm: tuple[float, float], front: str) -> Geometry | None:
    """Width and length as the person sees them; None for a plate without a size."""
    along_x, along_y = extent_mm
    if min(along_x, along_y) < FLAT_MM:
        return None
    return Geometry(along_y, along_x) if front.endswith("x") else Geometry(along_x, along_y)


def choose_one(
    forces_n: FloatArray, asked: int | None
) -> tuple[int, tuple[PlateLoad, ...], tuple[str, ...], tuple[DataFault, ...]]:
    """Pick a plate of a file that does not say where its plates lie.

    Parameters
    ----------
    forces_n : ndarray of float64, shape (n_samples, n_plates)
        Their upright forces, of either sign.
    asked : int or None
        The plate that was asked for, from 1.

    Returns
    -------
    number : int
        The one that is measured: the one asked for, else the first that bears load.
    loads : tuple of PlateLoad
        What each of them bears.
    notes : tuple of str
        What a reader of the numbers should know.
    faults : tuple of DataFault
        Where others bear load, too.
    """
    # Its rate is not known yet: a quarter of the record stands for the second.
    borne = _borne([load_sense(one)[0] * one for one in forces_n.T], len(forces_n) / 4.0)
    loads = [PlateLoad(number, load_n, measured=False) for number, load_n in enumerate(borne, 1)]
    number = asked if asked is not None else next(iter(loaded_numbers(loads)), 1)
    told = measured_ones(loads, (number,))
    if number > len(told):
        return number, told, (), ()
    notes, faults = tell_plates(
        told, asked=asked, apart="the file does not say where the plates lie"
    )
    return number, told, notes, faults


def tell_plates(
    loads: Sequence[PlateLoad], *, asked: int | None, apart: str
) -> tuple[tuple[str, ...], tuple[DataFault, ...]]:
    """Say how many plates bear load, and which were measured.

    Parameters
    ----------
    loads : sequence of PlateLoad
        All plates of the file.
    asked : int or None
        The plate that was asked for.
    apart : str
        Why loaded plates were not taken together; empty where they were.

    Returns
    -------
    tuple of str, tuple of DataFault
        Notes and faults; both empty for a file with one plate.

    Examples
    --------
    >>> loads = [PlateLoad(1, 400.0, True), PlateLoad(2, 300.0, True), PlateLoad(3, 0.0, False)]
    >>> print(tell_plates(loads, asked=None, apart="")[0][0])
    The file holds 3 plates, 2 of them bear load (plate 1 400 N, plate 2 300 N): measured is ...
    """
    if len(loads) < 2:
        return (), ()
    loaded = loaded_numbers(loads)
    bearing = ", ".join(f"plate {p.number} {p.load_n:.0f} N" for p in loads if p.number in loaded)
    head = f"The file holds {len(loads)} plates, " + (
        f"{len(loaded)} of them bear{'s' if len(loaded) == 1 else ''} load ({bearing})"
        if loaded
        else "none of them bears load"
    )
    measured = [plate.number for plate in loads if plate.measured]
    others = [number for number in loaded if number not in measured]
    if len(measured) > 1:
        said = (
            f"{head}: measured is their common centre of pressure. --plate N (plate=N in an "
            "address) measures one of them."
        )
        return (said,), (DataFault("several_plates", said, "kept"),)
    said = f"{head}: measured is plate {measured[0]}" + (" alone." if others else ".")
    if asked is None and others:
        said += f" The others are left out because {apart}; --plate N measures another one."
    elif others:
        said += " Without --plate the common centre of pressure is measured."
    # One plate of several with load is half a person; an empty neighbour is nothing to worry about.
    return (said,), ((DataFault("several_plates", said, "left out"),) if others else ())
