"""Batch metrics of one file, as ``analyze`` prints them."""

from __future__ import annotations

import dataclasses
import logging
import math
import os

import msgspec
import numpy as np

from balance_arcade import __version__
from balance_arcade.cop.batch import LoadShares, TrialMetrics, analyze_trial
from balance_arcade.cop.corners import DEFAULT_MIN_LOAD_N, cop_from_corners
from balance_arcade.cop.extras import Extras, extra_metrics
from balance_arcade.cop.metric import Measured
from balance_arcade.cop.pipelines import pipeline_named
from balance_arcade.core.board import Geometry, Origin
from balance_arcade.core.data_faults import DataFault
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.feet import share_of_left_foot
from balance_arcade.files.tables import ColumnMap, Cut, PlateOptions, TrialData, read_trial
from balance_arcade.files.tables.trial import FloatArray
from balance_arcade.records.noise_notes import notes_of_noise
from balance_arcade.records.phases import only_phase
from balance_arcade.records.refused_by_faults import faults_of_base, refused_by_faults
from balance_arcade.records.resolution import BoardResolution, board_resolution

_log = logging.getLogger(__name__)


class FileQuality(msgspec.Struct, frozen=True):
    """What the numbers of a file rest on.

    Attributes
    ----------
    n_used, n_missing, missing_frac, n_breaks, n_outside, n_repeated_times, n_short_run, path_ratio
        As in `balance_arcade.cop.batch.SamplesUsed`.
    n_gaps, n_lost, max_gap_s, n_nan, rate_jitter, n_late, n_held, n_doubled
        As in `balance_arcade.files.tables.TrialQuality`: the file as it is, before anything is
        left out.
    refused : dict of str to str
        Why a metric's value is null.
    notes : tuple of str
        What a reader of the numbers should know.
    faults : tuple of DataFault
        What is wrong with the samples, by name, and what was done about it.
    """

    n_used: int
    n_missing: int
    missing_frac: float
    n_breaks: int
    n_outside: int
    n_repeated_times: int
    n_short_run: int
    path_ratio: float | None
    n_gaps: int
    n_lost: int
    max_gap_s: float
    n_nan: int
    rate_jitter: float
    n_late: int
    n_held: int
    n_doubled: int
    refused: dict[str, str]
    notes: tuple[str, ...]
    faults: tuple[DataFault, ...] = ()
    longest_stretch_s: float = 0.0
    n_bridged: int = 0


class AnalysisResult(msgspec.Struct, frozen=True):
    """Everything about one file, ready for JSON.

    Attributes
    ----------
    file : str
        The path as it was given.
    format, origin : str
        What the file was understood as; whether its samples are real, simulated or replayed.
    rate_hz : float
        Sampling rate.
    n_samples : int
        Rows of the file.
    duration_s : float
        Rows over rate, gaps included.
    quality : FileQuality
        What the numbers rest on.
    pipeline : str
        The whole pipeline in one line, with the version of this program.
    metrics : dict of str to Measured
        By name; null values have their reason in ``quality.refused``.
    resolution : BoardResolution or None
        What the board can tell at all, where the file says how well it measures.
    """

    file: str
    format: str
    origin: Origin
    rate_hz: float
    n_samples: int
    duration_s: float
    quality: FileQuality
    pipeline: str
    metrics: dict[str, Measured]
    resolution: BoardResolution | None = None

    @property
    def measured(self) -> bool:
        """Whether any metric has a value; False where all were refused."""
        return any(metric.value is not None for metric in self.metrics.values())

    def to_builtins(self) -> dict[str, object]:
        """Give the JSON object as plain dicts, lists and numbers; holds no NaN.

        Why a metric has no value stands once, in ``quality.refused``.
        """
        whole = msgspec.convert(msgspec.to_builtins(self), dict[str, object])
        whole["metrics"] = {
            name: {"value": item.value, "unit": item.unit, "definition": item.definition}
            for name, item in self.metrics.items()
        }
        return whole


def analyze_file(
    path: str | os.PathLike[str],
    preset: str = "default",
    *,
    rate_hz: float | None = None,
    geometry: Geometry | None = None,
    base_mm: FloatArray | None = None,
    height_mm: float | None = None,
    plate: PlateOptions | None = None,
    cut: Cut | None = None,
    columns: ColumnMap | None = None,
    phase: str = "",
) -> AnalysisResult:
    r"""Read a file and measure it.

    Parameters
    ----------
    path : str or path-like
        Anything that `balance_arcade.files.tables.read_trial` reads.
    preset : str
        A name of `balance_arcade.cop.pipelines.PRESETS`.
    rate_hz : float, optional
        Sampling rate; goes before the times of the file.
    geometry : Geometry, optional
        Spacing of the corners, only for a table of corner forces that does not say it.
    base_mm : ndarray of float64, shape (n_points, 2), optional
        Points about the feet, for the time to boundary; see
        `balance_arcade.files.tables.read_outline`.
    height_mm : float, optional
        Body height, for the centre of gravity.
    plate : PlateOptions, optional
        What the file of a force plate does not say.
    cut : Cut, optional
        Which seconds are measured, and in which the board was empty.
    columns : ColumnMap, optional
        Which column of a table is what.
    phase : str
        The phase of our own recording that is measured, see
        `balance_arcade.records.phases.only_phase`; all of the file by default.

    Returns
    -------
    AnalysisResult

    Raises
    ------
    ConfigError
        There is no such preset or phase, or what was said does not fit the file.
    RecordingError
        The file cannot be read, or holds nothing that a centre of pressure can be made from.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "two.csv"
    ...     _ = path.write_text("t_s,cop_ml_mm,cop_ap_mm\n0.0,0,0\n0.1,3,4\n0.2,0,0\n")
    ...     result = analyze_file(path, "raw")
    >>> result.metrics["sway_path_mm"].value, result.metrics["sway_path_mm"].unit
    (10.0, 'mm')
    """
    # Asked first, so that a wrong preset is told before a long file is read.
    pipeline_named(preset)
    trial = trial_to_measure(
        path,
        rate_hz=rate_hz,
        geometry=geometry,
        plate=plate,
        cut=cut,
        columns=columns,
        phase=phase,
    )
    return measure_trial(
        trial, file=os.fspath(path), preset=preset, base_mm=base_mm, height_mm=height_mm
    )


def trial_to_measure(
    path: str | os.PathLike[str],
    *,
    rate_hz: float | None = None,
    geometry: Geometry | None = None,
    plate: PlateOptions | None = None,
    cut: Cut | None = None,
    columns: ColumnMap | None = None,
    phase: str = "",
) -> TrialData:
    """Read a file up to what is measured of it.

    Parameters
    ----------
    path, rate_hz, geometry, plate, cut, columns, phase
        As for `analyze_file`, which raises the same.

    Returns
    -------
    TrialData
        With a rate, and a note of each argument that had no use.
    """
    trial = read_trial(
        path, rate_hz=rate_hz, geometry=geometry, plate=plate, cut=cut, columns=columns
    )
    if not (math.isfinite(trial.rate_hz) and trial.rate_hz > 0.0):
        raise RecordingError(
            f"{trial.path.name} does not tell its sampling rate.",
            hint="Say --rate 100, or give a time column that goes forward.",
        )
    if phase:
        trial = only_phase(trial, phase)
    _log.debug("%s: %d samples at %g Hz", trial.format, trial.n_samples, trial.rate_hz)
    return dataclasses.replace(trial, notes=trial.notes + _unused(trial, plate))


def measure_trial(
    trial: TrialData,
    *,
    file: str,
    preset: str = "default",
    base_mm: FloatArray | None = None,
    height_mm: float | None = None,
) -> AnalysisResult:
    """Measure a trial that was read.

    Parameters
    ----------
    trial : TrialData
        As `trial_to_measure` gives it.
    file : str
        What stands in the result as its file.
    preset, base_mm, height_mm
        As for `analyze_file`, which raises the same.

    Returns
    -------
    AnalysisResult
    """
    measured = _measure(trial, preset, base_mm, height_mm)
    resolution = _resolution(trial, measured, preset)
    for name, why in measured.refused.items():
        _log.debug("%s is refused: %s", name, why)
    return AnalysisResult(
        file=file,
        format=trial.format,
        origin=trial.origin,
        rate_hz=trial.rate_hz,
        n_samples=trial.n_samples,
        duration_s=trial.duration_s,
        quality=_quality(trial, measured, resolution),
        pipeline=f"{measured.pipeline}, balance_arcade {__version__}",
        metrics=measured.metrics,
        resolution=resolution,
    )


def _unused(trial: TrialData, plate: PlateOptions | None) -> tuple[str, ...]:
    """Say what was given and had no use, so that nobody thinks it had."""
    if plate not in (None, PlateOptions()) and trial.format not in ("c3d", "plate"):
        return ("What was said of the plate is not used: the file's axes are known.",)
    return ()


def _measure(
    trial: TrialData, preset: str, base_mm: FloatArray | None, height_mm: float | None
) -> TrialMetrics:
    cop_mm, loads = trial.cop_mm, None
    if trial.corners_n is not None and trial.geometry is not None:
        corners = cop_from_corners(
            trial.corners_n,
            trial.geometry,
            min_load_n=max(DEFAULT_MIN_LOAD_N, trial.least_load_n),
        )
        # One that stands in the file goes before one that is reckoned here.
        cop_mm = corners.cop_mm if cop_mm is None else cop_mm
        left_frac = corners.left_frac
        if trial.foot_loads_n is not None:
            # Two boards measured the feet; the halves of the common frame would be an estimate.
            left_frac = share_of_left_foot(trial.foot_loads_n, left_frac)
        loads = LoadShares(left_frac, corners.front_frac)
    if cop_mm is None and trial.corners_n is not None:
        raise RecordingError(
            f"{trial.path.name} does not say how far apart its cells are.",
            hint="Say both in millimetres, for example --width 433 --length 238.",
        )
    if cop_mm is None:
        raise RecordingError(f"{trial.path.name} holds no centre of pressure.")
    measured = analyze_trial(
        trial.t_s, cop_mm, rate_hz=trial.rate_hz, preset=preset, loads=loads, foreign=True
    )
    # What only some files have is measured beside the groups, which need no more than the path.
    extras = Extras(trial.corners_n, trial.horizontal_n, base_mm, height_mm)
    more = extra_metrics(trial.t_s, cop_mm, rate_hz=trial.rate_hz, preset=preset, extras=extras)
    metrics = refused_by_faults(measured.metrics | more, trial.faults)
    return msgspec.structs.replace(measured, metrics=metrics)


def _resolution(trial: TrialData, measured: TrialMetrics, preset: str) -> BoardResolution | None:
    if trial.accuracy is None or trial.geometry is None or trial.corners_n is None:
        return None
    stood = cop_from_corners(trial.corners_n, trial.geometry)
    on_board = ~np.isnan(stood.cop_mm[:, 0])
    # A mean over nobody is NaN, with a warning of NumPy.
    if not on_board.any():
        return None
    ml_mm, ap_mm = stood.cop_mm[on_board].mean(axis=0)
    return board_resolution(
        trial.accuracy,
        trial.geometry,
        measured.metrics,
        load_n=float(stood.fz_n[on_board].mean()),
        place_mm=(float(ml_mm), float(ap_mm)),
        n_samples=measured.quality.n_used,
        rate_hz=trial.rate_hz,
        preset=preset,
    )


def _quality(
    trial: TrialData, measured: TrialMetrics, resolution: BoardResolution | None
) -> FileQuality:
    used, file = measured.quality, trial.quality
    # Of numbers that are not given there is nothing to note.
    refused = any(fault.effect == "refused" for fault in trial.faults)
    notes = () if refused else notes_of_noise(used, resolution, trial.faults)
    return FileQuality(
        n_used=used.n_used,
        n_missing=used.n_missing,
        missing_frac=used.missing_frac,
        n_breaks=used.n_breaks,
        n_outside=used.n_outside,
        n_repeated_times=used.n_repeated_times,
        n_short_run=used.n_short_run,
        path_ratio=used.path_ratio,
        n_gaps=file.n_gaps,
        n_lost=file.n_lost,
        max_gap_s=file.max_gap_s,
        n_nan=file.n_nan,
        rate_jitter=file.rate_jitter,
        n_late=file.n_late,
        n_held=file.n_held,
        n_doubled=file.n_doubled,
        refused=measured.refused,
        notes=trial.notes + notes,
        faults=(*trial.faults, *faults_of_base(measured.metrics, used.n_used)),
        longest_stretch_s=used.longest_stretch_s,
        n_bridged=used.n_bridged,
    )
