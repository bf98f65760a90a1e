"""Which channels of a stream are forces, and how they become four corners."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.tables.plate import cop_to_plate, plate_to_corners
from balance_arcade.files.tables.plate_frame import to_house
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.files.tables.units import FORCE_N, MOMENT_NMM, PLACE_MM

Kind = Literal["corners", "plate", "cop", "place"]

COUNTS = ("counts", "count", "raw")
"""Units of corner channels that only a calibration turns into newtons; they pass as they came."""

_NEEDS: dict[Kind, tuple[str, ...]] = {
    "corners": ("tl", "tr", "bl", "br"),
    "plate": ("fz", "mx", "my"),
    "cop": ("fz", "copml", "copap"),
    "place": ("copml", "copap"),
}
# Labels in use, without case, blanks and digits; the house's own name first.
_SAME = {
    "tl": ("tl", "topleft", "frontleft", "fl"),
    "tr": ("tr", "topright", "frontright", "fr"),
    "bl": ("bl", "bottomleft", "rearleft", "backleft", "rl"),
    "br": ("br", "bottomright", "rearright", "backright", "rr"),
    "fz": ("fz", "forcez"),
    "fx": ("fx", "forcex"),
    "fy": ("fy", "forcey"),
    "mx": ("mx", "momentx", "torquex"),
    "my": ("my", "momenty", "torquey"),
    "copml": ("copml", "copmlmm"),
    "copap": ("copap", "copapmm"),
}


@dataclass(frozen=True, slots=True)
class ChannelLayout:
    """What the channels mean.

    Attributes
    ----------
    kind : {"corners", "plate", "cop", "place"}
        Four corner forces; Fz, Mx and My; Fz and a centre of pressure in the house's axes; or that
        centre of pressure alone.
    index : tuple of int
        Channels, in the order of ``names``.
    names : tuple of str
        What they are; a plate's Fx and Fy follow where the stream has them.
    scale : tuple of float
        To newtons, newton millimetres and millimetres.
    """

    kind: Kind
    index: tuple[int, ...]
    names: tuple[str, ...]
    scale: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PlateAxes:
    """How a plate behind a stream stands; as in `balance_arcade.files.tables.PlateOptions`.

    Attributes
    ----------
    front : str
        Axis that points to the toes.
    z_down : bool
        Whether its z axis points down.
    depth_mm : float
        How far the transducer lies below the surface.
    sense : float
        Sign of Fz under load.
    """

    front: str
    z_down: bool
    depth_mm: float
    sense: float


def find_layout(
    labels: Sequence[str], units: Sequence[str], asked_units: str, *, place_alone: bool = False
) -> ChannelLayout:
    """Find the force channels by their labels.

    Parameters
    ----------
    labels, units : sequence of str
        Of each channel, as the stream says; empty where it does not.
    asked_units : str
        For channels without a unit, for example ``n,nm``.
    place_alone : bool, optional
        Whether a centre of pressure without a load will do; it makes no corners.

    Returns
    -------
    ChannelLayout
        Corners are preferred to a plate, a plate to a centre of pressure.

    Raises
    ------
    ConfigError
        No set of channels is complete, or a unit is missing; the message names it.

    Examples
    --------
    >>> find_layout(["TopLeft", "TopRight", "BottomLeft", "BottomRight"], ["kg"] * 4, "").kind
    'corners'
    """
    plain = [re.sub(r"[^a-z]", "", label.lower()) for label in labels]
    where = {
        name: plain.index(found)
        for name, others in _SAME.items()
        if (found := next((other for other in others if other in plain), None)) is not None
    }
    # The order of `_NEEDS`: four corners tell more than a plate's moments, and those more than a
    # place.
    for kind, needed in _NEEDS.items():
        if kind == "place" and not place_alone:
            continue
        if all(name in where for name in needed):
            extra = ("fx", "fy") if kind == "plate" and {"fx", "fy"} <= where.keys() else ()
            names = (*needed, *extra)
            index = tuple(where[name] for name in names)
            scale = tuple(
                _scale(name, labels[i], units[i], asked_units)
                for name, i in zip(names, index, strict=True)
            )
            return ChannelLayout(kind, index, names, scale)
    shown = ", ".join(repr(label) for label in labels[:12]) or "none"
    raise ConfigError(
        f"The stream's channels are not forces of a board: {shown}.",
        hint="Name them with channels=, for example channels=tl,tr,bl,br or channels=fz,mx,my.",
    )


def to_corners(
    chunk: FloatArray, layout: ChannelLayout, geometry: Geometry, axes: PlateAxes
) -> FloatArray:
    """Corner forces of some samples.

    Parameters
    ----------
    chunk : ndarray of float64, shape (n_samples, n_channels)
        As they came.
    layout : ChannelLayout
        What the channels mean.
    geometry : Geometry
        Spacing of the corners.
    axes : PlateAxes
        How the plate stands; only for ``plate``.

    Returns
    -------
    ndarray of float64, shape (n_samples, 4)
        tl tr bl br in newtons.
    """
    values = chunk[:, list(layout.index)] * np.array(layout.scale)
    if layout.kind == "corners":
        return np.ascontiguousarray(values)
    if layout.kind == "cop":
        return plate_to_corners(cop_to_plate(values[:, 1:3], values[:, 0]), geometry)
    # Shear forces matter only for a transducer below the surface; without them they are taken as 0.
    level = values[:, 3:5] if values.shape[1] == 5 else np.zeros((len(values), 2))
    house = to_house(
        np.column_stack((level, values[:, 0])),
        values[:, 1:3],
        (0.0, 0.0, -axes.depth_mm if axes.z_down else axes.depth_mm),
        front=axes.front,
        z_down=axes.z_down,
        sense=axes.sense,
    )
    return plate_to_corners(house.plate, geometry)


def _scale(name: str, label: str, unit: str, asked_units: str) -> float:
    known = FORCE_N | (dict.fromkeys(COUNTS, 1.0) if name in _NEEDS["corners"] else {})
    if name in ("mx", "my"):
        known = MOMENT_NMM
    elif name.startswith("cop"):
        known = PLACE_MM
    # What the stream says of itself comes first; the address only fills its silence.
    for text in (unit, *asked_units.split(",")):
        plain = re.sub(r"[^a-z]", "", text.lower())
        if plain in known:
            return known[plain]
    what = f"has the unit {unit!r}, which is not known" if unit else "has no unit"
    raise ConfigError(
        f"The stream's channel {label!r} {what}.",
        hint=f"State them with units=, for example units=n,nm ({', '.join(known)} are known here).",
    )
