"""Jumps of one file, as ``jump`` prints them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from balance_arcade import __version__
from balance_arcade.assess.jump_record import JumpOptions, JumpRecord, JumpResult
from balance_arcade.assess.jump_trials import TrialsSummary, summarise
from balance_arcade.assess.jumps import JumpCurves, measure_jumps
from balance_arcade.core.board import Origin
from balance_arcade.core.errors import RecordingError
from balance_arcade.files.tables.loads import LoadData, LoadOptions, read_loads


@dataclass(frozen=True, slots=True)
class JumpFile:
    """Everything about the jumps of one file.

    Attributes
    ----------
    file : str
        The path as it was given.
    format, origin : str
        What the file was taken for; whether its samples are real, simulated or replayed.
    rate_hz : float
        Sampling rate.
    n_samples : int
        Of the load.
    duration_s : float
        Samples over rate.
    trials : tuple of JumpResult
        In order.
    summary : TrialsSummary or str
        Of the test's key value, or why there is none.
    notes : tuple of str
        What was assumed of the file.
    """

    file: str
    format: str
    origin: Origin
    rate_hz: float
    n_samples: int
    duration_s: float
    trials: tuple[JumpResult, ...]
    summary: TrialsSummary | str
    notes: tuple[str, ...]

    @property
    def measured(self) -> bool:
        """Whether any trial has a value."""
        return any(trial.measured for trial in self.trials)

    def to_builtins(self) -> dict[str, Any]:
        """Give the JSON object as plain dicts, lists and numbers."""
        return {
            "file": self.file,
            "format": self.format,
            "origin": self.origin,
            "rate_hz": self.rate_hz,
            "n_samples": self.n_samples,
            "duration_s": self.duration_s,
            "version": __version__,
            "notes": list(self.notes),
            "trials": [trial.to_builtins() for trial in self.trials],
            "summary": self.summary if isinstance(self.summary, str) else self.summary._asdict(),
        }


def measure_jump_file(
    path: str | os.PathLike[str],
    test: str = "auto",
    *,
    loading: LoadOptions | None = None,
    options: JumpOptions | None = None,
) -> tuple[JumpFile, tuple[JumpCurves, ...]]:
    r"""Read a file and measure every jump in it.

    Parameters
    ----------
    path : str or path-like
        Anything that `balance_arcade.files.tables.loads.read_loads` reads.
    test : str
        One of `balance_arcade.assess.jumps.TESTS`.
    loading : LoadOptions, optional
        What the file does not say.
    options : JumpOptions, optional
        Stated body weight, height of the box, thresholds.

    Returns
    -------
    JumpFile, tuple of JumpCurves
        The result, and what each trial is drawn from.

    Raises
    ------
    RecordingError
        The file cannot be read, is too slow, or holds no such trial.
    ConfigError
        What was said does not fit the file.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> from balance_arcade.testing.jump_models import countermovement_jump
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "jump.csv"
    ...     rows = "".join(f"{x:.2f}\n" for x in countermovement_jump(1).load_n)
    ...     _ = path.write_text(f"# rate_hz = 1000\nfz_n\n{rows}")
    ...     result, _ = measure_jump_file(path)
    >>> [trial.test for trial in result.trials]
    ['cmj']
    """
    loads = read_loads(path, loading)
    record = _record(loads)
    try:
        jumps = measure_jumps(record, test, options)
    except RecordingError as error:
        raise RecordingError(f"{loads.path.name}: {error.message}", hint=error.hint) from error
    trials = tuple(jump.result for jump in jumps)
    result = JumpFile(
        os.fspath(path),
        loads.format,
        loads.origin,
        loads.rate_hz,
        loads.load_n.size,
        loads.load_n.size / loads.rate_hz,
        trials,
        summarise(trials),
        loads.notes,
    )
    return result, tuple(jump.curves for jump in jumps)


def _record(loads: LoadData) -> JumpRecord:
    try:
        return JumpRecord(loads.load_n, loads.rate_hz, loads.sides_n)
    except ValueError as error:
        raise RecordingError(f"{loads.path.name}: {error}.") from error
