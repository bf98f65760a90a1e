"""From rises, releases, squats and seated leans of a guided test to its outcomes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import msgspec
import numpy as np

from balance_arcade.assess.protocols import Protocol
from balance_arcade.assess.push_release import RELEASE_OUTCOMES, Release, score_release
from balance_arcade.assess.sit_to_stand import RiseTrial, score_sit_to_stand
from balance_arcade.assess.weight_bearing import LegLoads, LoadSource, score_weight_bearing
from balance_arcade.cop.metric import Measured, Metric, by_name, measured, refuse
from balance_arcade.cop.outcomes import Outcomes
from balance_arcade.records.assessed import MadeTrial, Person

Whole = tuple[list[Outcomes | None], Outcomes, dict[str, Measured]]
"""Outcomes of each trial, of the whole, and further ones by name."""

_BEFORE_S = 3.0
NO_WEIGHT = "the session measured no weight"
STILL_SEATED = "seated: the height of the leaning body is not known"

_COUNTED = by_name(
    Metric("n_rises_in_time", "", "rises that bear 90 % of body weight before the time is over",
           "30 s chair stand, Jones 1999 (source not read); rule ours"),
)  # fmt: skip


def score_rises(trials: Sequence[MadeTrial], person: Person, protocol: Protocol) -> Whole:
    """Score rising from a chair.

    Parameters
    ----------
    trials : sequence of MadeTrial
        With one for practice.
    person : Person
        With the weight, standing.
    protocol : Protocol
        Settings.
    """
    text = protocol.describe()
    parts: list[Outcomes | None] = []
    more: dict[str, Measured] = {}
    whole = Outcomes(text, {}, protocol.departures)
    for trial in trials:
        if not person.weight_n > 0.0:
            parts.append(Outcomes(text, {"n_rises": refuse("rises", NO_WEIGHT)}))
            continue
        end_s = trial.end_s + (0.0 if trial.condition == "thirty" else protocol["stood_hold_s"])
        inside = (trial.t_s >= trial.start_s) & (trial.t_s <= end_s)
        t_s, load = trial.t_s[inside], trial.load_n[inside]
        left = load * np.nan_to_num(trial.left_frac[inside], nan=0.5)
        made = RiseTrial(t_s, load, person.weight_n, trial.start_s, left, load - left)
        found = score_sit_to_stand(made, protocol=protocol).overall
        parts.append(found)
        if not trial.practice:
            more = dict(found.values)
            if trial.condition == "thirty":
                more |= _in_time(found, trial)
            if trial.stop is not None:
                more = {name: _stopped(one, trial.stop) for name, one in more.items()}
    halves = () if any(t.two_boards for t in trials) else (_HALVES,)
    return parts, msgspec.structs.replace(whole, notes=(*halves, *whole.notes)), more


_HALVES = (
    "Left and right are the halves of one board, not the feet: feet closer together than the "
    "board's cells make the asymmetry look smaller."
)


def _in_time(found: Outcomes, trial: MadeTrial) -> dict[str, Measured]:
    row = _COUNTED["n_rises_in_time"]
    n_rises = found.values["n_rises"]
    said = n_rises.refused if n_rises.value is None else n_rises.value
    five = found.values["time_of_five_s"]
    return {
        row.name: measured(row, said),
        # A time of five within thirty seconds is another test.
        "time_of_five_s": refuse(
            five.definition, "a test of its own: five-sit-to-stand", five.unit
        ),
    }


def _stopped(one: Measured, stop: str) -> Measured:
    return refuse(one.definition, f"the trial was stopped: {stop}", one.unit)


def score_releases(trials: Sequence[MadeTrial], person: Person, protocol: Protocol) -> Whole:
    """Score releases: each trial, and the mean of those that count.

    Parameters
    ----------
    trials, person, protocol
        As for `score_rises`.
    """
    parts = [score_release(_release(trial, person), protocol=protocol) for trial in trials]
    values: dict[str, Measured] = {}
    counted = [p for p, t in zip(parts, trials, strict=True) if not t.practice]
    for name, row in RELEASE_OUTCOMES.items():
        told = [v for part in counted if (v := part.value(name)) is not None]
        why = "; ".join(dict.fromkeys(p.refused[name] for p in counted if name in p.refused))
        # A mean without a trial that has no number would be another number.
        mean = row._replace(formula=f"mean over the trials of: {row.formula}")
        values[name] = measured(mean, math.fsum(told) / len(told) if told and not why else why)
    return list(parts), Outcomes(protocol.describe(), values, protocol.departures), {}


def _release(trial: MadeTrial, person: Person) -> Release:
    inside = (trial.t_s >= trial.start_s - _BEFORE_S) & (trial.t_s <= trial.end_s)
    marked = trial.facts.get("released_s")
    marked_s = float(marked) if isinstance(marked, int | float) else math.nan
    return Release(
        trial.t_s[inside],
        trial.cop_mm[inside],
        trial.load_n[inside],
        person.weight_n,
        marked_s,
        trial.stop,
    )


def score_squats(trials: Sequence[MadeTrial], protocol: Protocol) -> Whole:
    """Score weight bearing standing and at each angle of the squat.

    Parameters
    ----------
    trials, protocol
        As for `score_rises`.
    """
    parts: list[Outcomes | None] = []
    more: dict[str, Measured] = {}
    for trial in trials:
        left = trial.load_n * trial.left_frac
        right = trial.load_n - left
        source: LoadSource = "two boards" if trial.two_boards else "board halves"
        loads = LegLoads(trial.t_s, left, right, source)
        part = score_weight_bearing(loads, window_s=(trial.start_s, trial.end_s), protocol=protocol)
        if trial.stop is not None:
            stopped = {name: _stopped(one, trial.stop) for name, one in part.values.items()}
            part = msgspec.structs.replace(part, values=stopped)
        parts.append(part)
        if trial.practice:
            continue
        more |= {f"{name}_{trial.condition}": one for name, one in part.values.items()}
    notes = tuple(dict.fromkeys(n for p in parts if p is not None for n in p.notes))
    return parts, Outcomes(protocol.describe(), {}, (*notes, *protocol.departures)), more


def without_angles(values: dict[str, Measured]) -> dict[str, Measured]:
    """Refuse what needs the height of a standing body, for somebody who sits.

    Examples
    --------
    >>> without_angles({"speed_deg_s": Measured(3.0, "deg/s", "speed")})["speed_deg_s"].value
    """
    return {
        name: refuse(one.definition, STILL_SEATED, one.unit)
        if "_deg" in name or ("excursion_pct" in name)
        else one
        for name, one in values.items()
    }
