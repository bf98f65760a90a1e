"""Samples of forces and of the centre of pressure, and the metrics of a window of them.

Units are in the names: newtons, millimetres, seconds, nanoseconds. Corners are seen by the person
who stands on the board, in the order top-left (front-left), top-right, bottom-left, bottom-right.
Axes follow ISPGR: ``ml`` to the right, ``ap`` towards the toes, origin at the board's centre.
"""

from __future__ import annotations

import enum
from typing import Final

import msgspec

LATE_S: Final = 0.02
"""A sample that arrives so long after its time is late. A serial adapter collects for 16 ms."""


class SampleFlag(enum.IntFlag):
    """What is known about one sample; several may hold at once.

    INTERPOLATED: of two boards on one stream, the second one's forces lie between two of its own
    samples. FOOT_LOADS: the corners also tell the load of each foot, see
    `balance_arcade.core.feet`. HELD: the loads of the sample before, because whatever carries them
    tells only changes and had none to tell. LATE: arrived more than `LATE_S` after its time
    ``t_s``, because it had waited on the way or unread. DOUBLE_BEFORE: a sample that had come
    already came again before this one, and was left out.
    """

    NONE = 0
    SIMULATED = 1
    REPLAYED = 2
    GAP_BEFORE = 4
    TORN = 8
    SATURATED = 16
    CELL_FAULT = 32
    OFF_BOARD = 64
    INTERPOLATED = 128
    FOOT_LOADS = 256
    HELD = 512
    LATE = 1024
    DOUBLE_BEFORE = 2048


# Samples hold numbers only, so the collector of cycles need not look at them (`gc=False`).
class ForceSample(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Four corner forces at one instant.

    Attributes
    ----------
    seq : int
        Number of the sample, counted by the board's driver from 0; a jump is a gap.
    t_host_ns : int
        ``time.monotonic_ns()`` of this computer when the bytes arrived (virtual at ``speed=0``).
    t_s : float
        Regular time of the measurement in seconds since the board's first sample; for metrics.
    tl_n, tr_n, bl_n, br_n : float
        Vertical corner forces in newtons, positive downwards.
    t_device_ticks : int
        The board's own clock, in its own ticks; -1 where it has none.
    flags : int
        Sum of `SampleFlag` values.

    Examples
    --------
    >>> ForceSample(0, 0, 0.0, 100.0, 100.0, 100.0, 100.0).fz_n
    400.0
    """

    seq: int
    t_host_ns: int
    t_s: float
    tl_n: float
    tr_n: float
    bl_n: float
    br_n: float
    t_device_ticks: int = -1
    flags: int = 0

    @property
    def fz_n(self) -> float:
        """Total vertical force in newtons."""
        return self.tl_n + self.tr_n + self.bl_n + self.br_n


class CopSample(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Centre of pressure at one instant.

    Attributes
    ----------
    seq, t_host_ns, t_s
        As in the `ForceSample` it was computed from.
    ml_mm, ap_mm : float
        Unsmoothed centre of pressure in millimetres; NaN while nobody is on the board.
    fz_n : float
        Total vertical force in newtons, tare removed.
    left_frac, front_frac : float
        Share of the load on the left and on the front corners, 0 to 1; NaN while nobody is on.
    ml_display_mm, ap_display_mm : float
        Centre of pressure after the causal display filter, for screens and games only.
    flags : int
        Sum of `SampleFlag` values.
    """

    seq: int
    t_host_ns: int
    t_s: float
    ml_mm: float
    ap_mm: float
    fz_n: float
    left_frac: float
    front_frac: float
    ml_display_mm: float
    ap_display_mm: float
    flags: int = 0

    @property
    def on_board(self) -> bool:
        """Whether somebody stands on the board, so that a centre of pressure exists."""
        # Asked for several times a sample; NaN is the number that is not equal to itself.
        ml_mm, ap_mm = self.ml_mm, self.ap_mm
        return ml_mm == ml_mm and ap_mm == ap_mm  # noqa: PLR0124


class LiveMetrics(msgspec.Struct, frozen=True, omit_defaults=True):
    """Metrics of the sliding window that ends at one sample.

    Attributes
    ----------
    seq : int
        Sequence number of the newest sample in the window.
    t_s : float
        Its time.
    window_s : float
        Length of the window that the values describe; grows until the window is full.
    n_samples : int
        Samples in the window.
    values : dict of str to float
        Value by DESIGN name, the unit in the name: ``sway_path_mm``, ``ellipse_area_mm2`` ...
    ellipse_mm : tuple of float
        95 % prediction ellipse for the screen: centre ml, centre ap, major and minor semi-axis in
        millimetres, and the major axis's angle from +ml in radians; NaN where it does not exist.
    pipeline : str
        Name and version of how the values came about.
    refused : dict of str to str
        Why a value is NaN, by its name; empty where every value can be told.
    """

    seq: int
    t_s: float
    window_s: float
    n_samples: int
    values: dict[str, float]
    ellipse_mm: tuple[float, float, float, float, float]
    pipeline: str
    refused: dict[str, str] = {}
