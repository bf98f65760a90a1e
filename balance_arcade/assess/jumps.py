"""Jumps and landings in a record: which test each trial is, and its values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, NamedTuple, get_args

import numpy as np

from balance_arcade.assess.jump_drop import score_drop_jump
from balance_arcade.assess.jump_hops import LEAST_HOPS, score_hops
from balance_arcade.assess.jump_land import LEAST_LANDING_BW, score_drop_landing
from balance_arcade.assess.jump_prepare import Prepared, prepare
from balance_arcade.assess.jump_push import score_push, score_sit_to_stand, score_squat
from balance_arcade.assess.jump_record import (
    Floats,
    JumpOptions,
    JumpRecord,
    JumpResult,
    Sheet,
)
from balance_arcade.assess.jump_sides import side_values
from balance_arcade.assess.jump_standing import score_standing
from balance_arcade.assess.jump_weighing import usual_load_n
from balance_arcade.cop.jumps.trials import Contact, Trial
from balance_arcade.cop.jumps.weighing import Weighing
from balance_arcade.core.errors import RecordingError

Test = Literal["auto", "cmj", "sj", "dj", "hops", "landing", "push", "squat", "sts"]
TESTS: Final[tuple[str, ...]] = get_args(Test)

_SCORES: Final[dict[str, Callable[[Prepared], Sheet]]] = {
    "cmj": lambda ready: score_standing(ready, "cmj"),
    "sj": lambda ready: score_standing(ready, "sj"),
    "dj": score_drop_jump,
    "hops": score_hops,
    "landing": score_drop_landing,
    "push": score_push,
    "squat": score_squat,
    "sts": score_sit_to_stand,
}
_FLIGHTS: Final = {"cmj": 1, "sj": 1, "dj": 1, "hops": 2, "landing": 0, "push": 0, "squat": 0}


class JumpCurves(NamedTuple):
    """What a picture of a trial is drawn from.

    Attributes
    ----------
    t_s, force_n : ndarray of float64, shape (n,)
        The trial's load, empty plate taken off; times from the record's first sample.
    sides_n : ndarray of float64, shape (n, 2), or None
        Left and right.
    body_weight_n : float or None
        Where it is known.
    weighing_s : tuple of float or None
        From when to when was weighed.
    """

    t_s: Floats
    force_n: Floats
    sides_n: Floats | None
    body_weight_n: float | None
    weighing_s: tuple[float, float] | None


class MeasuredJump(NamedTuple):
    """A trial's result and its curves."""

    result: JumpResult
    curves: JumpCurves


def measure_jumps(
    record: JumpRecord, test: str = "auto", options: JumpOptions | None = None
) -> tuple[MeasuredJump, ...]:
    """Measure every trial of a record.

    Parameters
    ----------
    record : JumpRecord
        A load, of one jump or of many.
    test : str
        One of `TESTS`. ``auto`` tells countermovement jump, squat jump, drop jump, hops and
        landing from what is there; pushes, squats and rising from a seat have to be named.
    options : JumpOptions, optional
        What the record does not say.

    Returns
    -------
    tuple of MeasuredJump
        In order.

    Raises
    ------
    RecordingError
        The record is too slow, or holds no such trial; the message says what it holds.
    ValueError
        There is no such test.

    Examples
    --------
    >>> from balance_arcade.testing.jump_models import countermovement_jump
    >>> jump = countermovement_jump(1)
    >>> [measured] = measure_jumps(JumpRecord(jump.load_n, 1000.0))
    >>> measured.result.test, abs(measured.result.value("jump_height_impulse_m") - 0.3) < 0.02
    ('cmj', True)
    """
    if test not in TESTS:
        raise ValueError(f"There is no test {test!r}; there are {', '.join(TESTS)}.")
    options = options or JumpOptions()
    try:
        ready = prepare(record, options)
    except ValueError as error:
        raise RecordingError(f"The record is {error}.") from error
    if test == "sts":
        ready = (_whole(record, options),)
    chosen = [one for one in ready if _fits(one, test)]
    if not chosen:
        raise RecordingError(_none(record, ready, test), hint=_HINTS.get(test, _HINT))
    return tuple(_measure(one, test, number) for number, one in enumerate(chosen, start=1))


_HINT: Final = "Look at the load: --plot DIR draws it where a trial is found."
_HINTS: Final = {
    "auto": "Pushes, squats and rising from a seat have to be named: --test push, squat, sts.",
}


def _fits(ready: Prepared, test: str) -> bool:
    if test == "auto":
        return bool(ready.flights) or (ready.trial.from_air and _lands(ready))
    if test in ("sts", "landing"):
        return test == "sts" or bool(ready.flights) or ready.trial.from_air
    n = ready.trial.n_flights
    if test == "push":
        # What is let go after a hold begins with a fall.
        return n == 0 and ready.trial.threshold_n > 0.0
    if test == "squat":
        return not ready.flights
    # A take-off without a landing is a flight of a jump from standing.
    return len(ready.flights) >= _FLIGHTS[test]


def _lands(ready: Prepared) -> bool:
    """Whether a contact out of the air is a landing, and no step onto the plate."""
    start = ready.trial.contacts[0].start
    early = ready.load_n[start : start + round(0.5 * ready.rate_hz)]
    usual = usual_load_n(ready.load_n[start : ready.trial.stop])
    return bool(np.any(early >= LEAST_LANDING_BW * usual))


def _none(record: JumpRecord, ready: tuple[Prepared, ...], test: str) -> str:
    load = record.load_n[np.isfinite(record.load_n)]
    least = float(
        np.partition(load, min(load.size - 1, round(0.06 * record.rate_hz)))[
            min(load.size - 1, round(0.06 * record.rate_hz))
        ]
    )
    what = "jump or landing" if test == "auto" else f"trial of the test {test!r}"
    begun = "never quiet" if not ready else "no flight"
    said = (
        f"No {what} is found ({begun}): the load goes from {load.min():.0f} to {load.max():.0f} N"
    )
    if least > 0.02 * float(np.median(load)):
        said += f", and the plate was never empty for 60 ms (least load so long {least:.0f} N)"
    return said + "."


def _whole(record: JumpRecord, options: JumpOptions) -> Prepared:
    n = record.load_n.size
    trial = Trial(0, n, (Contact(0, n, ended=False),), None, 0.0, from_air=False, quiet_after=None)
    return Prepared(record, options, trial, "not weighed yet", "", ())


def tell_test(ready: Prepared) -> str:
    """Tell which test a trial is.

    Parameters
    ----------
    ready : Prepared
        A trial with a flight, or out of the air.

    Returns
    -------
    str
        ``hops`` from five hops on, ``dj`` where a contact out of the air ends with a jump,
        ``landing`` where it does not, else ``cmj`` or ``sj``: by the first direction of the load.
    """
    if ready.trial.n_flights > LEAST_HOPS:
        return "hops"
    if ready.trial.from_air:
        return "dj" if ready.flights else "landing"
    weighing, start = ready.weighing, ready.trial.quiet
    if isinstance(weighing, Weighing) and start is not None and ready.weighed != "after":
        part = ready.load_n[start[1] : ready.flights[0].start]
        # The dip of a squat jump is small; that of a countermovement comes before its peak.
        top = int(np.nanargmax(part)) if np.isfinite(part).any() else -1
        if top >= 0 and float(np.nanmin(part[: top + 1])) > 0.9 * weighing.load_n:
            return "sj"
    return "cmj"


def _measure(ready: Prepared, test: str, number: int) -> MeasuredJump:
    kind = tell_test(ready) if test == "auto" else test
    sheet = _SCORES[kind](ready)
    if ready.record.sides_n is not None and kind not in ("sts", "push"):
        side_values(sheet, ready)
    rate = ready.rate_hz
    result = JumpResult(
        test=kind,
        number=number,
        start_s=ready.trial.start / rate,
        stop_s=ready.trial.stop / rate,
        rate_hz=rate,
        method=ready.method(),
        values=sheet.values(),
        uncertainty=sheet.uncertainty,
        needs_hz={name: row.needs_hz for name, row in sheet.table.items()},
        events=sheet.events,
        flags=tuple(dict.fromkeys((*sheet.flags, *ready.flags))),
        notes=tuple(dict.fromkeys((*ready.notes, *sheet.notes))),
    )
    return MeasuredJump(result, _curves(ready))


def _curves(ready: Prepared) -> JumpCurves:
    part = slice(ready.trial.start, ready.trial.stop)
    weighing, rate = ready.weighing, ready.rate_hz
    known = isinstance(weighing, Weighing)
    zero = weighing.zero_n if isinstance(weighing, Weighing) else 0.0
    sides = ready.record.sides_n
    return JumpCurves(
        np.arange(ready.trial.start, ready.trial.stop) / rate,
        ready.load_n[part] - zero,
        None if sides is None else sides[part],
        weighing.body_weight_n if isinstance(weighing, Weighing) else None,
        (weighing.start / rate, weighing.stop / rate)  # type: ignore[union-attr]
        if known and weighing.stop > weighing.start  # type: ignore[union-attr]
        else None,
    )
