"""All metrics of a whole trial, each with unit and definition, or the reason why there is none."""

from __future__ import annotations

from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.cop import recurrences as rec
from balance_arcade.cop.basics import record_sums
from balance_arcade.cop.describe import covered_s
from balance_arcade.cop.filters import CUTOFF_HZ, MIN_RATE_HZ, padding_for
from balance_arcade.cop.measure import measure_all
from balance_arcade.cop.metric import Measured, reasons
from balance_arcade.cop.pipelines import Pipeline, pipeline_named
from balance_arcade.cop.prepare import Prepared, prepare, run_rows, smooth_runs
from balance_arcade.cop.quijoux2021 import quijoux_samples
from balance_arcade.cop.refusal import NOBODY
from balance_arcade.cop.signals import Signals
from balance_arcade.cop.stretch import EvenRecord

Floats = npt.NDArray[np.float64]

# Recommended least duration and rate of a stance (ISPGR: Scoppa et al. 2013,
# doi 10.1016/j.gaitpost.2012.06.012).
ISPGR_LEAST_S = 25.0
ISPGR_LEAST_HZ = 50.0

# Above this the unfiltered path is longer by noise that no person makes; 1.00 to 1.03 on the
# public plate data, 1.7 and more on plates whose noise was left in.
NOISY_PATH_RATIO = 1.1

# With less of the record in one stretch, what rests on the stretch is that of another record.
LEAST_STRETCH_FRAC = 0.9

# A stray double is nothing to tell; times rounded to more than the period double by the hundred.
MANY_REPEATED_FRAC = 0.01


class SamplesUsed(msgspec.Struct, frozen=True):
    """What the numbers of a trial rest on.

    Attributes
    ----------
    n_used : int
        Samples with a centre of pressure that were measured.
    n_missing : int
        Samples that are due between the first and the last one used, by the rate, but not there.
    missing_frac : float
        Share of the missing in all that are due.
    n_breaks : int
        Places where the path is broken: nobody on the board, or a gap.
    n_outside : int
        Rows before the first and after the last sample with somebody on the board.
    n_repeated_times : int
        Rows left out because their time is not later than that of a row before.
    n_short_run : int
        Samples left out because their stretch between two breaks is too short for the filter.
    path_ratio : float or None
        Unfiltered over filtered path: a flag for noise, 1 without any; None if it cannot be told.
    notes : tuple of str
        What a reader of the numbers should know.
    longest_stretch_s : float
        Length of the longest stretch without a break. Spectra and complexity rest on it alone.
    n_bridged : int
        Samples put into gaps that are short enough to be bridged. Spectra, complexity and sway
        density see them, nothing else.
    """

    n_used: int
    n_missing: int
    missing_frac: float
    n_breaks: int
    n_outside: int
    n_repeated_times: int
    n_short_run: int
    path_ratio: float | None
    notes: tuple[str, ...]
    longest_stretch_s: float = 0.0
    n_bridged: int = 0


class TrialMetrics(msgspec.Struct, frozen=True):
    """Metrics of one trial.

    Attributes
    ----------
    pipeline : str
        The whole pipeline in one line.
    metrics : dict of str to Measured
        By name; what has no value says why.
    quality : SamplesUsed
        What the numbers rest on.
    """

    pipeline: str
    metrics: dict[str, Measured]
    quality: SamplesUsed

    @property
    def refused(self) -> dict[str, str]:
        """Why a metric has no value, by its name."""
        return reasons(self.metrics)


class LoadShares(NamedTuple):
    """Load shares of a trial, where corner forces are known; (n_samples,) each."""

    left_frac: Floats
    front_frac: Floats


def analyze_trial(
    t_s: npt.ArrayLike,
    cop_mm: npt.ArrayLike,
    *,
    rate_hz: float,
    preset: str = "default",
    loads: LoadShares | None = None,
    foreign: bool = False,
) -> TrialMetrics:
    """Measure one trial.

    Parameters
    ----------
    t_s : array_like, shape (n_samples,)
        Times in seconds.
    cop_mm : array_like, shape (n_samples, 2)
        ml and ap in millimetres; NaN where nobody is on the board.
    rate_hz : float
        Sampling rate.
    preset : str
        A name of `balance_arcade.cop.pipelines.PRESETS`.
    loads : LoadShares, optional
        Left and front shares of the load; without them the load metrics are left out.
    foreign : bool
        Whether metrics of other packages are measured too, as ``analyze`` does. A clinical test
        and the warm-up do without them: what they need is ours.

    Returns
    -------
    TrialMetrics

    Raises
    ------
    ConfigError
        There is no such preset.
    RecordingError
        A centre of pressure that no plate can give (infinite, or more than a kilometre out).
    ValueError
        Shapes that do not fit, times that are not finite, a rate that is not positive.

    Examples
    --------
    >>> t_s = np.arange(3000) / 100.0
    >>> cop_mm = np.column_stack((5.0 * np.sin(t_s), 5.0 * np.cos(t_s)))
    >>> trial = analyze_trial(t_s, cop_mm, rate_hz=100.0, preset="raw")
    >>> round(trial.metrics["mean_velocity_mm_s"].value, 3)
    5.0
    """
    pipeline = pipeline_named(preset)
    signals, smooth = prepare_signals(t_s, cop_mm, rate_hz=rate_hz, pipeline=pipeline, loads=loads)
    metrics, notes = measure_all(signals, pipeline, foreign=foreign)
    quality = _quality(signals, smooth, pipeline)
    quality = msgspec.structs.replace(quality, notes=quality.notes + notes)
    return TrialMetrics(pipeline.describe(rate_hz), metrics, quality)


def prepare_signals(
    t_s: npt.ArrayLike,
    cop_mm: npt.ArrayLike,
    *,
    rate_hz: float,
    pipeline: Pipeline,
    loads: LoadShares | None = None,
) -> tuple[Signals, Prepared | None]:
    """Take a record through a pipeline.

    Parameters
    ----------
    t_s, cop_mm, rate_hz, loads
        As for `analyze_trial`, which raises the same.
    pipeline : Pipeline
        See `balance_arcade.cop.pipelines.PRESETS`.

    Returns
    -------
    Signals
        What the groups of metrics are measured on.
    Prepared or None
        The record behind the 10 Hz filter, whatever the pipeline takes; None if it is too slow.
    """
    shares = None if loads is None else (loads.left_frac, loads.front_frac)
    raw = prepare(t_s, cop_mm, rate_hz, shares)
    fast_enough = pipeline.fast_enough(rate_hz, MIN_RATE_HZ)
    smooth = smooth_runs(raw, CUTOFF_HZ) if fast_enough else None
    used, reason = _choose(pipeline, raw, smooth)
    sums = _sums(used)
    n_used = int(sums[rec.COUNT])
    duration_s = covered_s(sums) if pipeline.duration == "span" else n_used / used.rate_hz
    even = EvenRecord(raw, used, reason, pipeline)
    return Signals(used, raw, sums, duration_s, reason, {}, even, loads is not None), smooth


def _choose(pipeline: Pipeline, raw: Prepared, smooth: Prepared | None) -> tuple[Prepared, str]:
    """Pick the samples that the pipeline measures, and why it cannot measure any."""
    if raw.t_s.shape[0] == 0:
        return raw, NOBODY
    if pipeline.cutoff_hz is None:
        return raw, ""
    if smooth is None:
        return raw, (
            f"too slow: {raw.rate_hz:g} Hz, a {pipeline.cutoff_hz:g} Hz filter needs "
            f"{MIN_RATE_HZ:g} Hz; the preset raw does without"
        )
    # It resamples before it filters, so it begins with the samples as they were taken.
    if pipeline.as_published:
        used = quijoux_samples(raw)
        return used, "" if used.t_s.shape[0] else "too short: the filter needs 0.8 s without a gap"
    if smooth.t_s.shape[0] == 0:
        n_needed = padding_for(raw.rate_hz, pipeline.cutoff_hz) + 1
        return smooth, f"too short: the filter needs {n_needed} samples without a break"
    return smooth, ""


def _quality(signals: Signals, smooth: Prepared | None, pipeline: Pipeline) -> SamplesUsed:
    used, raw, n_used, n_due = signals.used, signals.raw, signals.n_used, signals.n_due
    ratio = None if smooth is None else _path_ratio(signals, smooth)
    notes = list(pipeline.warnings)
    span_s = float(used.t_s[-1] - used.t_s[0]) if n_used else 0.0
    # n samples stand for n periods, one more than lie between the first and the last.
    if span_s + 1.0 / used.rate_hz < ISPGR_LEAST_S:
        notes.append(f"Shorter than the {ISPGR_LEAST_S:g} s that ISPGR recommends.")
    if not pipeline.fast_enough(raw.rate_hz, ISPGR_LEAST_HZ):
        notes.append(f"Slower than the {ISPGR_LEAST_HZ:g} Hz that ISPGR recommends.")
    longest_s = signals.even.longest.duration_s
    if n_used and longest_s < LEAST_STRETCH_FRAC * n_due / used.rate_hz:
        notes.append(
            f"Spectra, diffusion and complexity rest on {longest_s:.3g} s of "
            f"{n_due / used.rate_hz:.3g} s: the longest stretch without a break."
        )
    if used.n_repeated_times > MANY_REPEATED_FRAC * n_used:
        notes.append(
            f"{used.n_repeated_times} rows bear the time of another and are left out. If the times "
            "were rounded, export them with more digits."
        )
    if ratio is not None and ratio > NOISY_PATH_RATIO:
        notes.append(noise_note(ratio))
    return SamplesUsed(
        n_used=n_used,
        n_missing=n_due - n_used,
        missing_frac=(n_due - n_used) / n_due if n_due else 0.0,
        n_breaks=max(0, len(run_rows(used)) - 1),
        n_outside=used.n_outside,
        n_repeated_times=used.n_repeated_times,
        n_short_run=used.n_short_run,
        path_ratio=ratio,
        notes=tuple(notes),
        longest_stretch_s=longest_s,
        n_bridged=signals.even.n_bridged,
    )


def noise_note(ratio: float) -> str:
    """Say that the unfiltered path is that many times the filtered one, and what follows."""
    return (
        f"The unfiltered path is {ratio:.2f} times the filtered one: noise. Compare path, "
        "velocity, sway area rate and mean frequency only within one pipeline and board."
    )


def _path_ratio(signals: Signals, smooth: Prepared) -> float | None:
    """Unfiltered over filtered path; None where nothing moves or the filter left samples out."""
    paths = [
        float((signals.sums if record is signals.used else _sums(record))[rec.PATH])
        for record in (signals.raw, smooth)
    ]
    # The filtered path lacks those samples, so the quotient would tell of them, not of noise.
    if smooth.n_short_run or paths[1] <= 0.0:
        return None
    return paths[0] / paths[1]


def _sums(record: Prepared) -> Floats:
    return record_sums(record, run_rows(record))
