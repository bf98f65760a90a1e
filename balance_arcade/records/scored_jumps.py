"""From the jumps of a guided test to its outcomes: each trial, the best, and their spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np

from balance_arcade.assess.jump_guided import key_of, measure_guided
from balance_arcade.assess.jump_protocols import NOT_MADE
from balance_arcade.assess.jump_record import JumpResult
from balance_arcade.assess.jump_rows import TABLES
from balance_arcade.assess.jump_trials import LESS_IS_BETTER, TrialsSummary, summarise
from balance_arcade.assess.protocols import Protocol
from balance_arcade.cop.metric import Measured, refuse
from balance_arcade.cop.outcomes import Outcomes
from balance_arcade.records.assessed import MadeTrial

SHARE: Final = 0.2
"""Of a standard deviation, for the smallest worthwhile change."""

HOPKINS: Final = (
    "after Hopkins 2000, doi 10.2165/00007256-200030010-00001 (source not read), who is quoted "
    "with the spread between people; one session knows only that between this person's trials"
)


def score_jumps(
    trials: Sequence[MadeTrial], protocol: Protocol
) -> tuple[list[Outcomes], Outcomes, dict[str, Measured]]:
    """Score the jumps of a guided test.

    Parameters
    ----------
    trials : sequence of MadeTrial
        With those for practice, which count for nothing.
    protocol : Protocol
        Settings.

    Returns
    -------
    list of Outcomes
        Of each trial: its values, with standard uncertainties as ``u_NAME``.
    Outcomes
        Best of the trials, mean, spread, smallest worthwhile change of the test's key value.
    dict of str to Measured
        Every value of the best trial.
    """
    results = [_measure(trial) for trial in trials]
    text = protocol.describe()
    parts = [_part(text, result) for result in results]
    counted = [
        msgspec.structs.replace(result, number=number)
        for number, (trial, result) in enumerate(zip(trials, results, strict=True), start=1)
        if not trial.practice and trial.stop is None and isinstance(result, JumpResult)
    ]
    test = trials[0].condition
    key = key_of(test, trials[0].rate_hz)
    found = summarise(counted, key) if counted else _why_none(trials, results)
    if isinstance(found, str) and counted:
        found = counted[0].refused.get(key, found)
    best = next(
        (r for r in counted if not isinstance(found, str) and r.number == found.best_number), None
    )
    slow = _slow_notes(test, trials[0].rate_hz)
    notes = tuple(dict.fromkeys((*_said(trials, results), *protocol.departures, *slow)))
    overall = Outcomes(text, _summary(key, TABLES[test][key].metric.unit, found, best), notes)
    more = {} if best is None else {**_part(text, best).values}
    return parts, overall, more


def _measure(trial: MadeTrial) -> JumpResult | str:
    if trial.stop in (NOT_MADE, "stepped", "fell", "assisted"):
        return f"the trial was stopped: {trial.stop}"
    facts = trial.facts
    from_s, to_s = float(facts.get("from_s") or 0.0), float(facts.get("to_s") or trial.end_s)
    inside = (trial.t_s >= from_s) & (trial.t_s <= to_s)
    load = trial.load_n[inside]
    sides = None
    if trial.two_boards:
        left = load * trial.left_frac[inside]
        sides = np.column_stack((left, load - left))
    return measure_guided(trial.t_s[inside], load, trial.condition, sides)


def _part(text: str, result: JumpResult | str) -> Outcomes:
    """Give a trial's values, each with the rate that it needs, and uncertainties beside them."""
    if isinstance(result, str):
        return Outcomes(text, {"jump": refuse("the jump of the trial", result)}, ())
    values: dict[str, Measured] = {}
    for name, one in result.values.items():
        needs = f"{one.definition}; needs {result.needs_hz[name]:g} Hz"
        values[name] = msgspec.structs.replace(one, definition=needs)
        if name in result.uncertainty:
            u = result.uncertainty[name]
            values[f"u_{name}"] = Measured(u, one.unit, f"standard uncertainty of {name}")
    return Outcomes(f"{text} {result.method}", values, (*result.flags, *result.notes))


def _why_none(trials: Sequence[MadeTrial], results: Sequence[JumpResult | str]) -> str:
    said = [
        r for t, r in zip(trials, results, strict=True) if isinstance(r, str) and not t.practice
    ]
    return "; ".join(dict.fromkeys(said)) or "no trial counts"


def _said(trials: Sequence[MadeTrial], results: Sequence[JumpResult | str]) -> list[str]:
    """Say flags and notes of the trials, by their numbers."""
    said = []
    for number, (trial, result) in enumerate(zip(trials, results, strict=True), start=1):
        name = f"Trial {number}{' (practice)' if trial.practice else ''}"
        if isinstance(result, str):
            said.append(f"{name}: {result}")
            continue
        said += [f"{name}: {text}" for text in (*result.flags, *result.notes)]
    return said


def _slow_notes(test: str, rate_hz: float) -> list[str]:
    """Say what the board's own rate does not tell; nothing where it tells all.

    Examples
    --------
    >>> _slow_notes("cmj", 1000.0)
    []
    >>> _slow_notes("cmj", 100.2)
    ['The board gives 100 samples a second: what needs 200 or 500 is refused by its name.']
    """
    needs = sorted({row.needs_hz for row in TABLES[test].values() if rate_hz < row.needs_hz})
    if not needs:
        return []
    rates = " or ".join(f"{hz:g}" for hz in needs)
    return [
        f"The board gives {rate_hz:.0f} samples a second: what needs {rates} is refused by its "
        "name."
    ]


def _summary(
    key: str, unit: str, found: TrialsSummary | str, best: JumpResult | None
) -> dict[str, Measured]:
    """Sum the trials up by the test's key value."""
    order = "least" if key in LESS_IS_BETTER else "greatest"
    plain = key.removesuffix(f"_{unit.replace('/', '_')}") if unit else key
    defined = {
        f"best_{key}": (unit, f"{order} {key} of the trials"),
        f"u_best_{key}": (unit, "standard uncertainty of that"),
        f"mean_{key}": (unit, f"mean {key} of the trials"),
        f"sd_{key}": (unit, "standard deviation, 1/(N-1), of the trials"),
        f"cv_{plain}_pct": ("%", "coefficient of variation: 100 SD / mean of the trials"),
        f"smallest_worthwhile_{key}": (
            unit,
            f"{SHARE:g} SD of the trials, {HOPKINS}",
        ),
    }
    if isinstance(found, str):
        return {name: refuse(what, found, its) for name, (its, what) in defined.items()}
    numbers = (
        found.best,
        math.nan if best is None else best.uncertainty.get(key, math.nan),
        found.mean,
        found.sd,
        found.cv_pct,
        SHARE * found.sd,
    )
    return {
        name: Measured(number, its, what)
        if math.isfinite(number)
        else refuse(what, _WHY[name.startswith("u_")], its)
        for (name, (its, what)), number in zip(defined.items(), numbers, strict=True)
    }


_WHY: Final = {True: "its uncertainty is not derived", False: "one trial has no spread"}
