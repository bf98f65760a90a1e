"""One trial as read from a file, and how regular its samples are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.core.board import CellAccuracy, Geometry, Origin
from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.events import Event

FloatArray = npt.NDArray[np.float64]
TrialFormat = Literal["bds", "table", "recording", "c3d", "plate", "xdf"]

GAP_FACTOR = 1.5
"""A step longer than this many usual steps is a gap."""

_SNAP_LIMIT = 1e-3


class TrialQuality(msgspec.Struct, frozen=True):
    """What is wrong with the samples of a trial; all zero for a clean one.

    Attributes
    ----------
    n_gaps : int
        Steps longer than 1.5 usual steps.
    n_lost : int
        Samples that are missing in those gaps, by the rate.
    max_gap_s : float
        Longest gap in seconds; 0 without gaps.
    n_nan : int
        Rows in which a used value is missing.
    n_unsorted : int
        Rows whose time lies before the row above.
    n_duplicates : int
        Rows with the same time as the row above.
    rate_jitter : float
        Standard deviation of the steps that are no gaps, over their mean.
    n_late, n_held, n_doubled : int
        Of a recording, by its samples' flags: those that came late and are placed where they were
        measured, those that repeat the loads before them, those before which a double was left
        out. 0 for a table, which cannot say it.
    """

    n_gaps: int = 0
    n_lost: int = 0
    max_gap_s: float = 0.0
    n_nan: int = 0
    n_unsorted: int = 0
    n_duplicates: int = 0
    rate_jitter: float = 0.0
    n_late: int = 0
    n_held: int = 0
    n_doubled: int = 0


class PlateLoad(msgspec.Struct, frozen=True):
    """One force plate of a file.

    Attributes
    ----------
    number : int
        From 1, in the order of the file.
    load_n : float
        Greatest load that it bears for a second in all, in newtons.
    measured : bool
        Whether the centre of pressure is that of this plate, or of this one and others.
    """

    number: int
    load_n: float
    measured: bool


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """A column of a table that was read.

    Attributes
    ----------
    header : str
        Its name as the file has it.
    quantity : str
        What it was taken for: ``t``, ``ml``, ``ap``, ``fz``, ``tl`` ...
    unit : str
        In which unit.
    """

    header: str
    quantity: str
    unit: str


@dataclass(frozen=True, slots=True)
class Understood:
    """What a text file was taken for.

    Attributes
    ----------
    kind : str
        The program or layout that was recognised, for people: ``Vicon Nexus``.
    names_line : int or None
        Number of the line of names, from 1; None where the columns were named by number.
    columns : tuple of ColumnUse
        The columns that were read.
    names, units : tuple of str
        All columns, and the units that stand in a line below their names.
    first_rows : tuple of tuple of str
        The first rows as they are written.
    """

    kind: str
    names_line: int | None
    columns: tuple[ColumnUse, ...]
    names: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    first_rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class TrialData:
    """Samples of one trial, in the house's units and axes.

    Attributes
    ----------
    path : Path
        The file they come from.
    format : {"bds", "table", "recording", "c3d", "plate", "xdf"}
        What the file was understood as.
    t_s : ndarray of float64, shape (n_samples,)
        Time in seconds, as the file has it.
    rate_hz : float
        Sampling rate, see `sampling_rate`.
    cop_mm : ndarray of float64, shape (n_samples, 2), or None
        Centre of pressure, ml and ap, in millimetres; NaN where there is none.
    fz_n : ndarray of float64, shape (n_samples,), or None
        Total vertical load in newtons.
    corners_n : ndarray of float64, shape (n_samples, 4), or None
        Corner forces tl tr bl br in newtons.
    foot_loads_n : ndarray of float64, shape (n_samples, 2), or None
        Load of the left and the right foot in newtons, where two boards measured them.
    plate : ndarray of float64, shape (n_samples, 3), or None
        Fz in newtons, Mx and My in newton millimetres, about the house's axes: x is ml, y is ap,
        ``ml = -My / Fz`` and ``ap = Mx / Fz``.
    geometry : Geometry or None
        Spacing of the corners; None where the file does not say it.
    origin : {"real", "simulated", "replayed"}
        Where the samples come from.
    quality : TrialQuality
        Gaps, missing values, jitter.
    notes : tuple of str
        What a reader of the numbers should know, in whole sentences: which axis is which, what was
        assumed.
    horizontal_n : ndarray of float64, shape (n_samples, 2), or None
        Horizontal forces along ml and ap in newtons, of a plate that measures them. Of either sign:
        what the person does to the plate or the plate to the person.
    accuracy : CellAccuracy or None
        How well the board measures, where the file says it.
    faults : tuple of DataFault
        What is wrong with the samples, by name, and what was done about it.
    plates : tuple of PlateLoad
        Force plates of the file, what each bears, and which are measured; empty where it has none.
    understood : Understood or None
        Of a text file: what it was taken for, and which columns were read.
    least_load_n : float
        Load in newtons below which nobody is on the board, where an empty one does not read zero;
        0 where nothing is known of that.
    events : tuple of Event
        What the file marks beside its samples, on the clock of ``t_s``; of XDF, C3D and BIDS files.
    label_run : ndarray of float64, shape (n_samples,), or None
        Of a table with a column that tells trials apart: index of what it says of each row.
    labels : tuple of str
        Name of that column, and what it says, in its order.
    """

    path: Path
    format: TrialFormat
    t_s: FloatArray
    rate_hz: float
    cop_mm: FloatArray | None
    fz_n: FloatArray | None
    corners_n: FloatArray | None
    plate: FloatArray | None
    geometry: Geometry | None
    origin: Origin
    quality: TrialQuality
    notes: tuple[str, ...] = ()
    horizontal_n: FloatArray | None = None
    foot_loads_n: FloatArray | None = None
    accuracy: CellAccuracy | None = None
    faults: tuple[DataFault, ...] = ()
    plates: tuple[PlateLoad, ...] = ()
    understood: Understood | None = None
    least_load_n: float = 0.0
    events: tuple[Event, ...] = ()
    label_run: FloatArray | None = None
    labels: tuple[str, ...] = ()

    @property
    def n_samples(self) -> int:
        """Number of rows."""
        return int(self.t_s.size)

    @property
    def duration_s(self) -> float:
        """Samples over rate, in seconds; gaps count through the time column."""
        return float(self.t_s[-1] - self.t_s[0]) + 1.0 / self.rate_hz


def sampling_rate(t_s: FloatArray) -> float:
    """Find the sampling rate in hertz from time stamps.

    The mean of the steps that are no gaps: the median would follow the rounding of stamps written
    to the millisecond (8 and 9 ms at 120 Hz). A whole number of hertz is taken where the stamps
    cannot tell it from the mean.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Time stamps in seconds, at least two.

    Returns
    -------
    float
        Rate in hertz; NaN where no step goes forward.

    Examples
    --------
    >>> sampling_rate(np.array([0.0, 0.008, 0.017, 0.025]))
    120.0
    """
    usual = _usual_steps(t_s)
    if usual.size == 0:
        return float("nan")
    rate_hz = 1.0 / float(usual.mean())
    # Rounded stamps move the two ends by no more than the spread of the steps.
    doubt = float(np.ptp(usual)) / float(usual.sum())
    tolerance = min(max(1e-6, 2.0 * doubt), _SNAP_LIMIT)
    whole = float(round(rate_hz))
    return whole if whole > 0 and abs(rate_hz - whole) <= tolerance * whole else rate_hz


def trial_quality(t_s: FloatArray, rate_hz: float, *, n_nan: int = 0) -> TrialQuality:
    """Count gaps, jitter and disorder of time stamps.

    Parameters
    ----------
    t_s : ndarray of float64, shape (n_samples,)
        Time stamps in seconds.
    rate_hz : float
        Sampling rate in hertz.
    n_nan : int, optional
        Rows with missing values, to be carried along.

    Returns
    -------
    TrialQuality

    Examples
    --------
    >>> trial_quality(np.array([0.0, 0.01, 0.02, 0.05]), 100.0).n_lost
    2
    """
    steps = np.diff(t_s)
    usual = _usual_steps(t_s)
    gaps = steps[steps > GAP_FACTOR / rate_hz]
    return TrialQuality(
        n_gaps=int(gaps.size),
        # A gap of two periods lacks one sample.
        n_lost=int(np.sum(np.rint(gaps * rate_hz) - 1.0)) if gaps.size else 0,
        max_gap_s=float(gaps.max()) if gaps.size else 0.0,
        n_nan=n_nan,
        n_unsorted=int(np.count_nonzero(steps < 0.0)),
        n_duplicates=int(np.count_nonzero(steps == 0.0)),
        rate_jitter=float(usual.std() / usual.mean()) if usual.size else 0.0,
    )


def _usual_steps(t_s: FloatArray) -> FloatArray:
    steps = np.diff(t_s)
    forward = steps[steps > 0.0]
    # Where all are alike the median is too, and need not be looked for.
    if forward.size == 0 or forward.max() <= GAP_FACTOR * forward.min():
        return forward
    # The median tells a usual step even where gaps are long.
    return forward[forward <= GAP_FACTOR * np.median(forward)]
