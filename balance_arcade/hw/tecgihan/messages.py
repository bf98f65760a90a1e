"""What goes over the line between a Tec Gihan force-plate controller and this program.

Commands and answers are ASCII lines. Samples are blocks without a head: for each plate in turn, so
many samples of six 16-bit numbers, lowest byte first: Fx, Fy, Fz in newtons, Mx, My, Mz in newton
metres, each as a share of its full scale. The facts are those of the maker's own program
(https://github.com/tecgihan/forceplate-python, commit 7c87218, MIT).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from balance_arcade.core.board import Geometry
from balance_arcade.files.tables import plate_to_corners, to_house
from balance_arcade.files.tables.trial import FloatArray

BAUD: Final = 1_000_000
N_CHANNELS: Final = 6
FULL_SCALE_COUNTS: Final = 30_000.0
"""Counts at full scale; 32767 and -32768 are beyond it."""

RATES: Final = {
    120: ("120", 12),
    240: ("240", 24),
    250: ("250", 100),
    500: ("500", 100),
    1000: ("1K", 100),
    2500: ("2.5K", 100),
    5000: ("5K", 100),
    10000: ("10K", 100),
}
"""Samples a second: the controller's word for it, and samples of a block."""

RANGES: Final = {"3kN": 0, "6kN": 1, "10kN": 2}
"""Ranges of Fz, in the order of the full scales that a plate tells."""

_N_FULL_SCALES = len(RANGES) * N_CHANNELS


class Plate(NamedTuple):
    """One plate behind a controller.

    Attributes
    ----------
    serial : int
        Its number.
    full_scale : tuple of 6 floats
        Newtons and newton metres at full scale, in the range in use.
    depth_mm : float
        How far the transducers' centre lies below the surface.
    """

    serial: int
    full_scale: tuple[float, ...]
    depth_mm: float


class Setting(NamedTuple):
    """How blocks become corner forces.

    Attributes
    ----------
    plates : tuple of Plate
        All plates of the controller, in the order of a block.
    chosen : tuple of int
        Plates whose loads are added; one alone, or several.
    centres_mm : tuple of (float, float)
        Where the chosen plates' centres are, in their own axes, as seen from the common centre.
    block_samples : int
        Samples of each plate in a block.
    front : str
        Axis of the plates that points to the toes.
    mat_mm : float
        Thickness of what lies on the plates.
    geometry : Geometry
        Corners that the load is resolved onto.
    """

    plates: tuple[Plate, ...]
    chosen: tuple[int, ...]
    centres_mm: tuple[tuple[float, float], ...]
    block_samples: int
    front: str
    mat_mm: float
    geometry: Geometry

    @property
    def block_bytes(self) -> int:
        """Bytes of a block."""
        return 2 * N_CHANNELS * self.block_samples * len(self.plates)


def block_to_corners(block: bytes, setting: Setting) -> tuple[FloatArray, list[bool]]:
    """Corner forces of a block.

    Parameters
    ----------
    block : bytes
        ``setting.block_bytes`` of them.
    setting : Setting
        What they mean.

    Returns
    -------
    corners_n : ndarray of float64, shape (n_samples, 4)
        tl tr bl br in newtons. They are not forces of cells: the one set of least norm with the
        plate's load and moments, so that load and centre of pressure are exact
        (`balance_arcade.files.tables.plate_to_corners`).
    saturated : list of bool
        Whether a channel of a chosen plate stood at the end of its 16 bits.

    Notes
    -----
    The maker reckons the centre of pressure as ``x = -(My + Fx a)/Fz``, ``y = (Mx - Fy a)/Fz``,
    with ``a`` from the transducers up to where the load acts. That is the house's formula with the
    surface at ``z = -a``: the z axis points down, and Fz is positive under load.

    Examples
    --------
    >>> plate = Plate(106, (1500.0, 1500.0, 3000.0, 300.0, 300.0, 200.0), 0.0)
    >>> setting = Setting((plate,), (0,), ((0.0, 0.0),), 1, "+y", 0.0, Geometry(400.0, 600.0))
    >>> block = np.array([0, 0, 4000, 0, 0, 0], dtype="<i2").tobytes()
    >>> block_to_corners(block, setting)[0].tolist()
    [[100.0, 100.0, 100.0, 100.0]]
    """
    shape = (len(setting.plates), setting.block_samples, N_CHANNELS)
    counts = np.frombuffer(block, dtype="<i2").reshape(shape)
    load = np.zeros((setting.block_samples, 3))
    for index, (x_mm, y_mm) in zip(setting.chosen, setting.centres_mm, strict=True):
        plate = setting.plates[index]
        values = counts[index] * (np.array(plate.full_scale) / FULL_SCALE_COUNTS)
        surface_mm = (-x_mm, -y_mm, -(plate.depth_mm + setting.mat_mm))
        load += to_house(
            values[:, :3],
            values[:, 3:5] * 1000.0,
            surface_mm,
            front=setting.front,
            z_down=True,
            sense=1.0,
        ).plate
    chosen = counts[list(setting.chosen)]
    ends = ((chosen == np.iinfo(np.int16).max) | (chosen == np.iinfo(np.int16).min)).any(
        axis=(0, 2)
    )
    return plate_to_corners(load, setting.geometry), ends.tolist()


def full_scales(text: str, range_index: int) -> tuple[float, ...] | None:
    """Read the full scales of a range from a plate's answer.

    Parameters
    ----------
    text : str
        18 numbers separated by commas: six of each range.
    range_index : int
        Which range.

    Returns
    -------
    tuple of 6 floats or None
        None where the text is something else.

    Examples
    --------
    >>> full_scales(",".join(map(str, range(1, 19))), 1)
    (7.0, 8.0, 9.0, 10.0, 11.0, 12.0)
    """
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        return None
    if len(numbers) != _N_FULL_SCALES or not all(0.0 < number < 1e6 for number in numbers):
        return None
    return tuple(numbers[range_index * N_CHANNELS : (range_index + 1) * N_CHANNELS])
