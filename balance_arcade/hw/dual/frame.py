"""Where the two boards stand in the frame that they share."""

from __future__ import annotations

import math

import msgspec

from balance_arcade.core.board import CellAccuracy, Geometry
from balance_arcade.core.feet import corners_of_feet
from balance_arcade.core.samples import ForceSample

GAP_MM = 78.0
"""Between the facing cells of two Wii Balance Boards that touch: 511 - 433 mm."""

Forces = tuple[float, float, float, float]


class Placement(msgspec.Struct, frozen=True):
    """Where one board's centre is, and where its front points.

    Attributes
    ----------
    ml_mm, ap_mm : float
        Its centre in the common frame.
    angle_deg : float
        How far it is turned clockwise, seen from above: at 90 its front points to the right.
    """

    ml_mm: float
    ap_mm: float
    angle_deg: float = 0.0


class CommonFrame:
    """Two boards on one floor; the origin lies midway between their centres.

    Parameters
    ----------
    left, right : Geometry
        Cells of each board.
    distance_mm : float or None
        From centre to centre, left to right; None where it was not said: then the boards are taken
        to stand side by side with 78 mm between their facing cells.
    offset_ap_mm : float
        How far the right board's centre lies in front of the left one's.
    left_angle_deg, right_angle_deg : float
        How far each is turned clockwise.

    Attributes
    ----------
    geometry : Geometry
        Of the corners that stand for both: as wide as the boards' centres are apart.

    Examples
    --------
    >>> board = Geometry(200.0, 300.0)
    >>> frame = CommonFrame(board, board, distance_mm=400.0)
    >>> frame.corners((50.0,) * 4, (150.0,) * 4)
    (100.0, 300.0, 100.0, 300.0)
    """

    def __init__(
        self,
        left: Geometry,
        right: Geometry,
        *,
        distance_mm: float | None = None,
        offset_ap_mm: float = 0.0,
        left_angle_deg: float = 0.0,
        right_angle_deg: float = 0.0,
    ) -> None:
        left_ml, left_ap = _extent(left, left_angle_deg)
        right_ml, right_ap = _extent(right, right_angle_deg)
        if distance_mm is None:
            distance_mm = (left_ml + right_ml) / 2.0 + GAP_MM
        half_ml, half_ap = distance_mm / 2.0, offset_ap_mm / 2.0
        self.left = Placement(-half_ml, -half_ap, left_angle_deg)
        self.right = Placement(half_ml, half_ap, right_angle_deg)
        # The pair's left and right edge are the boards' centres: each foot's load acts there.
        self.geometry = Geometry(distance_mm, max(left_ap, right_ap))
        self._left_mm = _cells(left, self.left)
        self._right_mm = _cells(right, self.right)

    def corners(self, left_n: Forces, right_n: Forces) -> Forces:
        """Corner forces that stand for both boards; see `balance_arcade.core.feet`.

        Parameters
        ----------
        left_n, right_n : tuple of float
            Forces of each board's own corners in newtons.

        Returns
        -------
        tuple of float
            Total load, both moments and the load of each foot are those of all eight forces.
        """
        moment_ml = moment_ap = 0.0
        for cells_mm, forces_n in ((self._left_mm, left_n), (self._right_mm, right_n)):
            for (ml_mm, ap_mm), force_n in zip(cells_mm, forces_n, strict=True):
                moment_ml += ml_mm * force_n
                moment_ap += ap_mm * force_n
        return corners_of_feet(sum(left_n), sum(right_n), moment_ml, moment_ap, self.geometry)

    def accuracy(
        self, left: CellAccuracy | None, right: CellAccuracy | None
    ) -> CellAccuracy | None:
        """Accuracy of four cells at the corners that stand for both boards.

        A centre of pressure is a sum of force times place over the load, so its variance at the
        frame's middle is the sum over all eight cells of ``place**2 * variance / load**2``
        (JCGM 100:2008, 5.1.2, cells independent). Four cells alike that give the same variance are
        found for each axis; the larger number is taken. So the axis along which the boards stand
        apart is exact, the other's error and that of the load are stated too large.

        Parameters
        ----------
        left, right : CellAccuracy or None
            Of each board.

        Returns
        -------
        CellAccuracy or None
            None where one of the boards does not say how well it measures.

        Examples
        --------
        >>> frame = CommonFrame(Geometry(300.0, 400.0), Geometry(300.0, 400.0), distance_mm=400.0)
        >>> board = CellAccuracy(0.2, 0.4, "bench")
        >>> pair = frame.accuracy(board, board)
        >>> round(pair.noise_sd_n, 4), round(pair.residual_n, 4)
        (0.3536, 0.7071)
        """
        if left is None or right is None:
            return None
        noise_sd_n = self._one_of_four(left.noise_sd_n, right.noise_sd_n)
        residual_n = self._one_of_four(left.residual_n, right.residual_n)
        source = left.source if left.source == right.source else f"{left.source}; {right.source}"
        return CellAccuracy(noise_sd_n, residual_n, f"from both boards: {source}")

    def _one_of_four(self, left_n: float, right_n: float) -> float:
        sides_mm = (self.geometry.width_mm, self.geometry.length_mm)
        variances = []
        for axis, side_mm in enumerate(sides_mm):
            moments = (
                (cell_mm[axis] * error_n) ** 2
                for cells_mm, error_n in ((self._left_mm, left_n), (self._right_mm, right_n))
                for cell_mm in cells_mm
            )
            # Four equal cells at half a side from the middle have the variance side^2 times one
            # cell's.
            variances.append(math.fsum(moments) / side_mm**2)
        return math.sqrt(max(variances))


def turned(ml_mm: float, ap_mm: float, angle_deg: float) -> tuple[float, float]:
    """Turn a vector clockwise, seen from above.

    Examples
    --------
    >>> [round(x, 9) for x in turned(0.0, 1.0, 90.0)]
    [1.0, 0.0]
    """
    cos, sin = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return ml_mm * cos + ap_mm * sin, ap_mm * cos - ml_mm * sin


def forces_of(sample: ForceSample) -> Forces:
    """Return the four corner forces of a sample."""
    return sample.tl_n, sample.tr_n, sample.bl_n, sample.br_n


def _cells(geometry: Geometry, place: Placement) -> tuple[tuple[float, float], ...]:
    moved = []
    for ml_mm, ap_mm in geometry.corners_mm():
        ml, ap = turned(ml_mm, ap_mm, place.angle_deg)
        moved.append((place.ml_mm + ml, place.ap_mm + ap))
    return tuple(moved)


def _extent(geometry: Geometry, angle_deg: float) -> tuple[float, float]:
    """Width and length of the upright rectangle around a turned one."""
    cos, sin = abs(math.cos(math.radians(angle_deg))), abs(math.sin(math.radians(angle_deg)))
    width, length = geometry.width_mm, geometry.length_mm
    return width * cos + length * sin, width * sin + length * cos
