"""What a jump is measured from and what comes out: types of the tests of jumps."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.assess.jump_rows import JumpRow
from balance_arcade.cop.jumps.settings import DEFAULT_SETTINGS, JumpSettings
from balance_arcade.cop.metric import Measured, Metric, measured, reasons, refuse

Floats = npt.NDArray[np.float64]

MOST_LOAD_N: Final = 50_000.0
"""No person makes more; a larger number is no load in newtons."""


@dataclass(frozen=True, slots=True, eq=False)
class JumpRecord:
    """A load over time.

    Attributes
    ----------
    load_n : ndarray of float64, shape (n_samples,)
        Of all plates together, positive under load; NaN for a missing sample.
    rate_hz : float
        Sampling rate.
    sides_n : ndarray of float64, shape (n_samples, 2), or None
        Left and right, where two plates, or two boards, bore one foot each.

    Raises
    ------
    ValueError
        Shapes that do not fit, or numbers that are no loads.
    """

    load_n: Floats
    rate_hz: float
    sides_n: Floats | None = None

    def __post_init__(self) -> None:
        load = self.load_n
        if load.ndim != 1 or load.size < 2:
            raise ValueError("load_n must have the shape (n_samples,) with two samples or more.")
        if self.sides_n is not None and self.sides_n.shape != (load.size, 2):
            raise ValueError("sides_n must have the shape (n_samples, 2).")
        finite = load[np.isfinite(load)]
        if finite.size == 0:
            raise ValueError("no sample holds a load")
        if float(np.abs(finite).max()) > MOST_LOAD_N:
            raise ValueError(f"a load above {MOST_LOAD_N:g} N is no person's: check the unit")


class JumpOptions(NamedTuple):
    """What the record does not say.

    Attributes
    ----------
    body_weight_n : float or None
        Stated body weight; None to weigh in the record.
    box_height_m : float or None
        Height of the box that somebody dropped from; compared, never taken for the fall.
    settings : JumpSettings
        What decides.

    Examples
    --------
    >>> JumpOptions().settings.n_sds
    5.0
    """

    body_weight_n: float | None = None
    box_height_m: float | None = None
    settings: JumpSettings = DEFAULT_SETTINGS


class JumpResult(msgspec.Struct, frozen=True):
    """One trial, measured.

    Attributes
    ----------
    test : str
        ``cmj``, ``sj``, ``dj``, ``hops``, ``landing``, ``push``, ``squat`` or ``sts``.
    number : int
        From 1, in the order of the record.
    start_s, stop_s : float
        Of the trial, from the record's first sample on.
    rate_hz : float
        Sampling rate.
    method : str
        All settings, where weighing was done and which thresholds came of it, in one line.
    values : dict of str to Measured
        By name; what has no value says why.
    uncertainty : dict of str to float
        Standard uncertainties, where they are derived.
    needs_hz : dict of str to float
        Rate that each value needs.
    events : dict of str to float
        Times in seconds: onset, braking, propulsion, take_off, landing ...
    flags : tuple of str
        What makes the trial another than was asked for, or a bad one.
    notes : tuple of str
        What a reader of the numbers should know.
    """

    test: str
    number: int
    start_s: float
    stop_s: float
    rate_hz: float
    method: str
    values: dict[str, Measured]
    uncertainty: dict[str, float]
    needs_hz: dict[str, float]
    events: dict[str, float]
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def value(self, name: str) -> float | None:
        """Give the plain number; None where it was refused."""
        return self.values[name].value

    @property
    def refused(self) -> dict[str, str]:
        """Why values are missing, by name."""
        return reasons(self.values)

    @property
    def measured(self) -> bool:
        """Whether any value that says something of the movement was told."""
        body = ("body_weight_n", "body_mass_kg", "weighing_sd_n")
        return any(v.value is not None for name, v in self.values.items() if name not in body)

    def to_builtins(self) -> dict[str, Any]:
        """Give the JSON object; a refused value is null and says why."""
        whole: dict[str, Any] = msgspec.to_builtins(self)
        for name, value in whole["values"].items():
            value["needs_hz"] = self.needs_hz[name]
            value["standard_uncertainty"] = self.uncertainty.get(name)
        del whole["needs_hz"], whole["uncertainty"]
        return whole


@dataclass(slots=True)
class Sheet:
    """Values of one trial while they are found.

    Attributes
    ----------
    table : mapping of str to JumpRow
        What the test promises.
    rate_hz : float
        Sampling rate.
    found : dict of str to (float or str)
        Numbers and reasons.
    uncertainty, events : dict of str to float
        See `JumpResult`.
    flags, notes : list of str
        See `JumpResult`.
    """

    table: Mapping[str, JumpRow]
    rate_hz: float
    found: dict[str, float | str] = field(default_factory=dict)
    uncertainty: dict[str, float] = field(default_factory=dict)
    events: dict[str, float] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def put(self, name: str, value: float | str, u: float | None = None) -> None:
        """Enter a value, or a reason, and its standard uncertainty where it is known."""
        self.found[name] = value
        if u is not None and not isinstance(value, str) and math.isfinite(u):
            self.uncertainty[name] = u

    def refuse(self, names: Iterable[str], why: str) -> None:
        """Refuse some values, whatever was found."""
        for name in names:
            self.found[name] = why
            self.uncertainty.pop(name, None)

    def values(self, why_rest: str = "not determined in this trial") -> dict[str, Measured]:
        """Make the results: a value that needs a higher rate is refused."""
        made = {}
        for name, row in self.table.items():
            found = self.found.get(name, why_rest)
            if self.rate_hz < row.needs_hz:
                found = f"needs {row.needs_hz:g} Hz or more, the record has {self.rate_hz:g} Hz"
                self.uncertainty.pop(name, None)
            made[name] = _with_source(row.metric, found)
        return made


def _with_source(metric: Metric, found: float | str) -> Measured:
    definition = f"{metric.formula} [{metric.source}]"
    if isinstance(found, str):
        return refuse(definition, found, metric.unit)
    return measured(metric._replace(formula=definition), found)
