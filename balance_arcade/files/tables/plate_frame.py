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
from typing import Final, Literal, NamedTuple, get_args

import numpy as np

from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables.plate import MIN_PLATE_LOAD_N
from balance_arcade.files.tables.trial import FloatArray

Front = Literal["auto", "+x", "-x", "+y", "-y", "+z", "-z"]
Upright = Literal["auto", "down", "up"]
Up = Literal["auto", "x", "y", "z"]
FRONTS: Final[tuple[str, ...]] = get_args(Front)
UPRIGHTS: Final[tuple[str, ...]] = get_args(Upright)
UPS: Final[tuple[str, ...]] = get_args(Up)

_AXES: dict[str, tuple[float, float]] = {
    "+x": (1.0, 0.0),
    "-x": (-1.0, 0.0),
    "+y": (0.0, 1.0),
    "-y": (0.0, -1.0),
}
# Turned round in a circle, so that the axes stay right-handed and the last one points up.
_ORDERS: dict[str, tuple[int, int, int]] = {"x": (1, 2, 0), "y": (2, 0, 1), "z": (0, 1, 2)}


class Axes(NamedTuple):
    """Which axes of a file are the plate's x, y and z.

    Attributes
    ----------
    order : tuple of int
        Where x, y and z of the plate stand among those of the file; z is the upright one.
    front : str
        Axis of the plate that points to the toes, after turning.
    named : str
        The same axis as the file calls it.
    upright : str
        The upright axis as the file calls it.
    """

    order: tuple[int, int, int]
    front: str
    named: str
    upright: str


@dataclass(frozen=True, slots=True)
class PlateOptions:
    """Facts about a force plate that its file does not state.

    Attributes
    ----------
    front : {"auto", "+x", "-x", "+y", "-y", "+z", "-z"}
        Axis of the plate that points to the person's toes; ``auto`` is +y, with y up +x (as in
        OpenSim, where x points ahead and z to the right), with x up +z.
    plate : int or None
        Which plate of the file, from 1; None for all that bear load, as far as the file says where
        they lie, else the first that does.
    z : {"auto", "down", "up"}
        Where the plate's z axis points; ``auto`` takes it from the corners of a C3D file, else
        down.
    depth_mm : float
        How far the transducer's origin lies below the surface; only for text, C3D has its own.
    offset_x_mm, offset_y_mm : float
        From the transducer's origin to the surface's centre, in the plate's axes; only for text.
    units : str
        Force and moment (or place), for example ``n,nm``; only where the file has none.
    up : {"auto", "x", "y", "z"}
        Axis of the file that points up; ``auto`` is z, whichever way it points.
    stream : str
        Which stream of an XDF file, by name, source id or number; empty for the one of forces.

    Raises
    ------
    ConfigError
        The value is not allowed.

    Examples
    --------
    >>> PlateOptions(up="y").axes()
    Axes(order=(2, 0, 1), front='+y', named='+x', upright='y')
    """

    front: str = "auto"
    plate: int | None = None
    z: str = "auto"
    depth_mm: float = 0.0
    offset_x_mm: float = 0.0
    offset_y_mm: float = 0.0
    units: str = ""
    up: str = "auto"
    stream: str = ""

    def __post_init__(self) -> None:
        for name, value, known in (
            ("front", self.front, FRONTS),
            ("z", self.z, UPRIGHTS),
            ("up", self.up, UPS),
        ):
            if value not in known:
                raise ConfigError(
                    f"A plate's {name} cannot be '{value}'.", hint=f"Use one of {', '.join(known)}."
                )
        if self.plate is not None and self.plate < 1:
            raise ConfigError("Plates are counted from 1.", hint="Use plate=1 for the first plate.")
        if self.up != "auto" and self.z == "down":
            raise ConfigError(
                f"The axis {self.up} was said to point up, and z to point down.",
                hint="Leave one of --up and --z out.",
            )
        self.axes()

    @property
    def z_up(self) -> bool:
        """Whether the upright axis was said to point up."""
        return self.z == "up" or self.up != "auto"

    def axes(self, *, turned: bool = True) -> Axes:
        """Give the order of axes that `up` and `front` ask for.

        Parameters
        ----------
        turned : bool, optional
            Whether `up` speaks of the plate's own axes; without that z is the upright one.

        Raises
        ------
        ConfigError
            The axis that points up cannot point to the toes.
        """
        upright = self.up if turned and self.up in ("x", "y") else "z"
        order = _ORDERS[upright]
        if self.front == "auto":
            return Axes(order, "+y", "+" + "xyz"[order[1]], upright)
        sign, letter = self.front[0], self.front[1]
        if letter == upright:
            level = " or ".join(f"{s}{'xyz'[i]}" for i in sorted(order[:2]) for s in "+-")
            raise ConfigError(
                f"The axis {letter} is upright, so {self.front} cannot point to the toes.",
                hint=f"Use --front {level}.",
            )
        return Axes(order, sign + "xy"[order.index("xyz".index(letter))], self.front, upright)


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
    at_nmm = about_surface(force_n, moment_nmm, surface_mm)
    return in_house(at_nmm, force_n, front=front, z_down=z_down, sense=sense)


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
    at_nmm = of_place(place_mm, force_n)
    return in_house(at_nmm, force_n, front=front, z_down=z_down)


def about_surface(
    force_n: FloatArray, moment_nmm: FloatArray, surface_mm: tuple[float, float, float]
) -> FloatArray:
    """Place times Fz about the surface's centre, from moments about the transducer.

    Parameters
    ----------
    force_n, moment_nmm, surface_mm
        As for `to_house`.

    Returns
    -------
    ndarray of float64, shape (n_samples, 2)
        x Fz and y Fz in newton millimetres, in the plate's axes.
    """
    fx, fy, fz = force_n.T
    mx, my = moment_nmm.T
    ox, oy, oz = surface_mm
    # Moments about the surface's centre: M' = M - r x F, with r from the transducer to there.
    return np.column_stack((-my + oz * fx - ox * fz, mx + oz * fy - oy * fz))


def of_place(place_mm: FloatArray, force_n: FloatArray) -> FloatArray:
    """Place times Fz, from a centre of pressure; see `cop_to_house` and `about_surface`."""
    # Exports hold any number, or none, as the place of an empty plate; times its force it must be
    # 0.
    nobody = np.abs(force_n[:, 2]) < MIN_PLATE_LOAD_N
    return np.where(nobody[:, None], 0.0, place_mm) * force_n[:, 2:]


def in_house(
    at_nmm: FloatArray,
    force_n: FloatArray,
    *,
    front: str,
    z_down: bool,
    sense: float | None = None,
    named: str = "",
    upright: str = "z",
) -> HousePlate:
    """From place times Fz in the plate's axes to load and moments in the house's.

    Parameters
    ----------
    at_nmm : ndarray of float64, shape (n_samples, 2)
        As `about_surface` and `of_place` give it.
    force_n, front, z_down, sense
        As for `to_house`.
    named, upright : str, optional
        How the file calls the axis to the toes and the upright one, for the note.

    Returns
    -------
    HousePlate
    """
    sign, note = load_sense(force_n[:, 2]) if sense is None else (sense, ())
    ahead = np.array(_AXES[front])
    # z x (a, b) = (-b, a) in a right-handed frame, seen along or against gravity.
    right = np.array((-ahead[1], ahead[0])) * (1.0 if z_down else -1.0)
    moments = sign * at_nmm
    plate = np.column_stack((sign * force_n[:, 2], moments @ ahead, 0.0 - moments @ right))
    level = sign * force_n[:, :2]
    notes = (
        f"The plate's {named or front} axis is taken to point to the toes, its {upright} axis "
        f"{'down' if z_down else 'up'}.",
        *note,
    )
    return HousePlate(plate, np.column_stack((level @ right, level @ ahead)), notes)


def load_sense(fz_n: FloatArray) -> tuple[float, tuple[str, ...]]:
    """Which sign of Fz is load: that of its mean over the samples with somebody on."""
    loaded = fz_n[np.abs(fz_n) >= MIN_PLATE_LOAD_N]
    if loaded.size and float(loaded.mean()) < 0.0:
        return -1.0, ("Fz is negative under load; all forces and moments were inverted.",)
    return 1.0, ()
