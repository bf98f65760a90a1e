"""From a force plate's own axes to the house's.

A plate measures forces and moments about its transducer, in axes of its own. Which of them points
to the person's toes no file says, so it is asked for (``front``). The rest follows:

* The centre of pressure is where the plate's surface takes the force. With the surface's centre at
  ``o`` from the transducer, ``x = (-My + oz Fx) / Fz - ox`` and ``y = (Mx + oz Fy) / Fz - oy``.
  That holds for the force on the plate and for the plate's reaction alike: turning both force and
  moment around changes nothing. So the sign of Fz under load is taken from the data, and said.
* The axes are right-handed. With z down, ``right = z x front``; with z up, ``right = front x z``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables.plate import MIN_PLATE_LOAD_N
from balance_arcade.files.tables.trial import FloatArray

Front = Literal["+x", "-x", "+y", "-y"]
Upright = Literal["auto", "down", "up"]
FRONTS: Final[tuple[str, ...]] = get_args(Front)
UPRIGHTS: Final[tuple[str, ...]] = get_args(Upright)

_AXES: dict[str, tuple[float, float]] = {
    "+x": (1.0, 0.0),
    "-x": (-1.0, 0.0),
    "+y": (0.0, 1.0),
    "-y": (0.0, -1.0),
}


@dataclass(frozen=True, slots=True)
class PlateOptions:
    """Facts about a force plate that its file does not state.

    Attributes
    ----------
    front : {"+x", "-x", "+y", "-y"}
        Axis of the plate that points to the person's toes.
    plate : int
        Which plate of the file, from 1.
    z : {"auto", "down", "up"}
        Where the plate's z axis points; ``auto`` takes it from the corners of a C3D file, else
        down.
    depth_mm : float
        How far the transducer's origin lies below the surface; only for text, C3D has its own.
    offset_x_mm, offset_y_mm : float
        From the transducer's origin to the surface's centre, in the plate's axes; only for text.
    units : str
        Force and moment (or place), for example ``n,nm``; only where the file has none.

    Raises
    ------
    ConfigError
        The value is not allowed.
    """

    front: str = "+y"
    plate: int = 1
    z: str = "auto"
    depth_mm: float = 0.0
    offset_x_mm: float = 0.0
    offset_y_mm: float = 0.0
    units: str = ""

    def __post_init__(self) -> None:
        for name, value, known in (("front", self.front, FRONTS), ("z", self.z, UPRIGHTS)):
            if value not in known:
                raise ConfigError(
                    f"A plate's {name} cannot be '{value}'.", hint=f"Use one of {', '.join(known)}."
                )
        if self.plate < 1:
            raise ConfigError("Plates are counted from 1.", hint="Use plate=1 for the first plate.")


@dataclass(frozen=True, slots=True)
class HousePlate:
    """A plate's signals in the house's axes.

    Attributes
    ----------
    plate : ndarray of float64, shape (n_samples, 3)
        Load in newtons, moments about ml and ap in newton millimetres, at the surface's centre.
    horizontal_n : ndarray of float64, shape (n_samples, 2)
        Along ml and ap, in the sense in which the load is positive.
    notes : tuple of str
        What was assumed.
    """

    plate: FloatArray
    horizontal_n: FloatArray
    notes: tuple[str, ...]


def to_house(
    force_n: FloatArray,
    moment_nmm: FloatArray,
    surface_mm: tuple[float, float, float],
    *,
    front: str,
    z_down: bool,
    sense: float | None = None,
) -> HousePlate:
    """Turn forces and moments about a transducer into the house's plate.

    Parameters
    ----------
    force_n : ndarray of float64, shape (n_samples, 3)
        Fx, Fy, Fz in newtons, of either sign.
    moment_nmm : ndarray of float64, shape (n_samples, 2)
        Mx and My about the transducer's origin, of the same forces.
    surface_mm : tuple of float
        From the transducer's origin to the surface's centre; its z is negative where z points down.
    front : {"+x", "-x", "+y", "-y"}
        Axis that points to the toes.
    z_down : bool
        Whether the z axis points down.
    sense : float, optional
        Sign of Fz under load, 1 or -1; that of its mean where it is not said.

    Returns
    -------
    HousePlate

    Examples
    --------
    >>> turned = to_house(np.array([[0.0, 0.0, -700.0]]), np.array([[-7000.0, 1400.0]]),
    ...                   (0.0, 0.0, 0.0), front="+x", z_down=True)
    >>> turned.plate.tolist()
    [[700.0, 1400.0, -7000.0]]
    """
    fx, fy, fz = force_n.T
    mx, my = moment_nmm.T
    ox, oy, oz = surface_mm
    # Moments about the surface's centre: M' = M - r x F, with r from the transducer to there.
    at_x = -my + oz * fx - ox * fz
    at_y = mx + oz * fy - oy * fz
    return _turned(np.column_stack((at_x, at_y)), force_n, front=front, z_down=z_down, sense=sense)


def cop_to_house(
    place_mm: FloatArray, force_n: FloatArray, *, front: str, z_down: bool
) -> HousePlate:
    """Turn a centre of pressure in the plate's axes into the house's plate.

    Parameters
    ----------
    place_mm : ndarray of float64, shape (n_samples, 2)
        x and y from the surface's centre; counts for nothing where the load is below 10 N.
    force_n : ndarray of float64, shape (n_samples, 3)
        Fx, Fy, Fz in newtons, of either sign.
    front, z_down
        As for `to_house`.

    Returns
    -------
    HousePlate
    """
    # Exports hold any number, or none, as the place of an empty plate; times its force it must be
    # 0.
    nobody = np.abs(force_n[:, 2]) < MIN_PLATE_LOAD_N
    place_mm = np.where(nobody[:, None], 0.0, place_mm)
    return _turned(place_mm * force_n[:, 2:], force_n, front=front, z_down=z_down)


def _turned(
    moments_nmm: FloatArray,
    force_n: FloatArray,
    *,
    front: str,
    z_down: bool,
    sense: float | None = None,
) -> HousePlate:
    """From place times Fz in the plate's axes to load and moments in the house's."""
    sign, note = _sense(force_n[:, 2]) if sense is None else (sense, ())
    ahead = np.array(_AXES[front])
    # z x (a, b) = (-b, a) in a right-handed frame, seen along or against gravity.
    right = np.array((-ahead[1], ahead[0])) * (1.0 if z_down else -1.0)
    moments = sign * moments_nmm
    plate = np.column_stack((sign * force_n[:, 2], moments @ ahead, 0.0 - moments @ right))
    level = sign * force_n[:, :2]
    notes = (
        f"The plate's {front} axis is taken to point to the toes, its z axis "
        f"{'down' if z_down else 'up'}.",
        *note,
    )
    return HousePlate(plate, np.column_stack((level @ right, level @ ahead)), notes)


def _sense(fz_n: FloatArray) -> tuple[float, tuple[str, ...]]:
    """Which sign of Fz is load: that of its mean over the samples with somebody on."""
    loaded = fz_n[np.abs(fz_n) >= MIN_PLATE_LOAD_N]
    if loaded.size and float(loaded.mean()) < 0.0:
        return -1.0, ("Fz is negative under load; all forces and moments were inverted.",)
    return 1.0, ()
