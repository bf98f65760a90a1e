"""From the trials of a test to its outcomes: each test's own scoring, chosen by its protocol."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.limits_of_stability import LeanTrial, score_limits_of_stability
from balance_arcade.assess.norms import NormPerson
from balance_arcade.assess.protocols import Protocol
from balance_arcade.assess.quiet_tests import score_quiet
from balance_arcade.assess.single_leg import SingleLegTrial, score_single_leg
from balance_arcade.assess.stances import StanceTest, StanceTrial, score_four_trial, score_mctsib
from balance_arcade.assess.weight_bearing import LegLoads, score_weight_bearing
from balance_arcade.assess.weight_shift import ShiftTrial, score_weight_shift
from balance_arcade.cop.metric import Measured
from balance_arcade.cop.outcomes import Outcomes
from balance_arcade.core.errors import ConfigError
from balance_arcade.files.whole import write_whole
from balance_arcade.records.as_planned import check_as_planned
from balance_arcade.records.assessed import (
    RESULT_SUFFIX,
    Assessment,
    MadeTrial,
    Person,
    find_trials,
    open_recordings,
    trial_row,
)
from balance_arcade.records.assessed_norms import told_of, with_norms
from balance_arcade.records.device_kind import measures_as
from balance_arcade.records.scored_jumps import score_jumps
from balance_arcade.records.scored_movements import (
    score_releases,
    score_rises,
    score_squats,
    without_angles,
)

HEIGHT_HINT: Final = "Say the stature in centimetres: --height-cm 170."
LIGHTEST_FOAM_N, HEAVIEST_FOAM_N = 1.0, 60.0
"""What more than the person's weight lies on the board may be foam within these."""

Scored = tuple[list[Outcomes | None], tuple[str, ...], Outcomes, dict[str, Measured]]
"""Outcomes of each trial, stops, the whole, and further outcomes by name."""

Score = Callable[[Sequence[MadeTrial], Person, float | None, Protocol], Scored]


def score_test(
    paths: Sequence[Path],
    test: GuidedTest,
    *,
    height_mm: float | None = None,
    who: NormPerson | None = None,
    setup: dict[str, str | float] | None = None,
) -> Assessment:
    """Score a test from the recordings of its session.

    Parameters
    ----------
    paths : sequence of Path
        Recordings of one session.
    test : GuidedTest
        Which test.
    height_mm : float, optional
        Stature; angles need it, leaning and weight shift cannot be scored without.
    who : NormPerson, optional
        Age and sex, for norms; those that the recordings tell otherwise.
    setup : dict of str to str or float, optional
        Where the feet stood, where it was noted beside the recordings; goes before theirs.

    Returns
    -------
    Assessment

    Raises
    ------
    ConfigError
        The stature is missing where the test needs it.
    RecordingError
        A file cannot be read, none holds a trial of the test, or another version of it was led.

    Examples
    --------
    ::

        score_test([Path("calibration.mcap"), Path("1-assess-romberg.mcap")],
                   guided_test("romberg"))
    """
    readers = open_recordings(paths)
    check_height(test, height_mm)
    trials, person = find_trials(readers, test)
    check_as_planned(trials, test)
    heavier = [_without_foam(trial, person) for trial in trials]
    made = [one for one, _ in heavier]
    # What was made once more is kept, and counts for nothing.
    counted = [one for one in made if not one.redone]
    score = _SCORES[test.protocol.name.removesuffix("+changed")]
    parts, stops, overall, more = score(counted, person, height_mm, test.protocol)
    each = iter(parts)
    head = readers[0].header
    foam = [note for _, note in heavier if note]
    found = Assessment(
        test=test.name,
        protocol=overall.protocol,
        board=head.board.model,
        origin=head.board.origin,
        person=head.person,
        height_mm=height_mm,
        recordings=tuple(sorted(reader.path.name for reader in readers)),
        trials=tuple(trial_row(t, None if t.redone else next(each)) for t in made),
        stops=stops,
        outcomes=overall.values | more,
        notes=(*dict.fromkeys(foam), *overall.notes),
        setup=person.setup | (setup or {}),
    )
    return with_norms(found, who or told_of(head), measures_as(head.board))


def keep_assessment(found: Assessment, beside: Path) -> Path:
    """Write a result beside the newest recording of its test; whole, or not at all.

    Parameters
    ----------
    found : Assessment
        To be kept.
    beside : Path
        A recording.

    Returns
    -------
    Path
        The file: the recording's name with ``.assessment.json``.

    Raises
    ------
    RecordingError
        It cannot be written; the recordings hold everything it was made from.
    """
    path = beside.with_suffix(RESULT_SUFFIX)
    write_whole(path, msgspec.json.format(msgspec.json.encode(found)) + b"\n", "The result")
    return path


def check_height(test: GuidedTest, height_mm: float | None) -> None:
    """Refuse a test that cannot be scored without the person's stature.

    Raises
    ------
    ConfigError
        It was not said.
    """
    kinds = {trial.kind for part in test.parts for trial in part.trials}
    seated = test.protocol.name.startswith("seated")
    if height_mm is None and kinds & {"lean", "shift"} and not seated:
        raise ConfigError(
            f"The test {test.name} cannot be scored without the person's stature.",
            hint=HEIGHT_HINT,
        )


def _without_foam(trial: MadeTrial, person: Person) -> tuple[MadeTrial, str]:
    """Take the weight of foam out of the centre of pressure.

    A dead weight F beside the person's W shrinks every movement of the common centre by
    W / (W + F), wherever it lies; about its own mean the centre is stretched again by the inverse.
    """
    inside = (trial.t_s >= trial.start_s) & (trial.t_s <= trial.end_s)
    load = trial.load_n[inside & np.isfinite(trial.load_n)]
    if not trial.condition.endswith("foam") or not load.size or not person.weight_n > 0.0:
        return trial, ""
    more_n = float(load.mean()) - person.weight_n
    if not LIGHTEST_FOAM_N <= more_n <= HEAVIEST_FOAM_N:
        return trial, ""
    scale = (person.weight_n + more_n) / person.weight_n
    middle = np.nanmean(trial.cop_mm[inside], axis=0)
    cop = middle + scale * (trial.cop_mm - middle)
    note = (
        f"The board bore {more_n:.0f} N more on foam than before: taken for the foam, and the"
        f" centre of pressure corrected for it ({scale:.3f})."
    )
    return msgspec.structs.replace(trial, cop_mm=cop), note


def _stance(trial: MadeTrial) -> StanceTrial:
    return StanceTrial(
        trial.t_s, trial.cop_mm, trial.rate_hz, trial.start_s, trial.condition, trial.stop
    )


def _of_stances(test: StanceTest) -> Scored:
    return list(test.trials), test.stops, test.overall, {}


def _mctsib(
    trials: Sequence[MadeTrial], _: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    stances = [_stance(trial) for trial in trials]
    return _of_stances(score_mctsib(stances, height_mm=height_mm, protocol=protocol))


def _four_trial(
    trials: Sequence[MadeTrial], _: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    del height_mm  # The test has no angles.
    return _of_stances(score_four_trial([_stance(t) for t in trials], protocol=protocol))


def _quiet(
    trials: Sequence[MadeTrial], _: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    stances = [_stance(trial) for trial in trials if not trial.practice]
    test = score_quiet(stances, height_mm=height_mm, protocol=protocol)
    found = iter(test.trials)
    parts = [None if trial.practice else next(found) for trial in trials]
    return parts, test.stops, test.overall, {}


def _leans(
    trials: Sequence[MadeTrial], person: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    leans = [
        LeanTrial(
            round(float(trial.facts.get("direction") or 0)),
            trial.t_s,
            trial.cop_mm,
            trial.rate_hz,
            trial.start_s,
            trial.stop,
        )
        for trial in trials
    ]
    test = score_limits_of_stability(
        leans,
        height_mm=float(height_mm or 0.0),
        centre_mm=person.centre_mm,
        performed=person.limits,
        protocol=protocol,
    )
    names = tuple(test.directions)
    parts = [test.directions[names[lean.direction]] for lean in leans]
    more = {
        f"{name}_{where}": one
        for where, part in test.directions.items()
        for name, one in part.values.items()
    }
    return list(parts), _stops(trials), test.composite, more


def _shifts(
    trials: Sequence[MadeTrial], person: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    if person.limits is None:
        raise ConfigError(
            "Weight shift is scored against the person's own limits, and none were measured.",
            hint="Do not skip the lean pass.",
        )
    parts = [
        score_weight_shift(
            ShiftTrial(
                "ml" if trial.facts.get("axis") == "ml" else "ap",
                float(trial.facts.get("pace_s") or 0.0),
                trial.t_s,
                trial.cop_mm,
                trial.rate_hz,
                trial.start_s + float(trial.facts.get("lead_s") or 0.0),
                trial.stop,
            ),
            height_mm=float(height_mm or 0.0),
            limits=person.limits,
            protocol=protocol,
        )
        for trial in trials
    ]
    more = {
        f"{name}_{trial.condition.replace(' ', '_')}": one
        for trial, part in zip(trials, parts, strict=True)
        for name, one in part.values.items()
    }
    whole = Outcomes(protocol.describe(), {}, protocol.departures)
    return list(parts), _stops(trials), whole, more


def _one_leg(
    trials: Sequence[MadeTrial], _: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    del height_mm  # The test has no angles.
    stands = []
    for trial in trials:
        held_s = float(trial.facts.get("held_s") or 0.0)
        lifted_s = trial.end_s - held_s
        inside = (trial.t_s >= lifted_s) & (trial.t_s <= trial.end_s)
        stands.append(
            SingleLegTrial(
                "left" if trial.condition == "left" else "right",
                held_s,
                trial.stop,
                trial.t_s[inside] - lifted_s,
                trial.cop_mm[inside],
                trial.rate_hz,
            )
        )
    test = score_single_leg(stands, protocol=protocol)
    return [None] * len(trials), test.stops, test.overall, {}


def _bearing(
    trials: Sequence[MadeTrial], _: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    del height_mm  # The test has no angles.
    trial = trials[-1]
    left = trial.load_n * trial.left_frac
    loads = LegLoads(
        trial.t_s, left, trial.load_n - left, "two boards" if trial.two_boards else "board halves"
    )
    whole = score_weight_bearing(loads, window_s=(trial.start_s, trial.end_s), protocol=protocol)
    return [None] * len(trials), _stops(trials), whole, {}


def _jumps(
    trials: Sequence[MadeTrial], _: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    del height_mm  # The test has no angles.
    parts, whole, more = score_jumps(trials, protocol)
    return list(parts), _stops(trials), whole, more


def _rises(
    trials: Sequence[MadeTrial], person: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    del height_mm  # The test has no angles.
    parts, whole, more = score_rises(trials, person, protocol)
    return parts, _stops(trials), whole, more


def _releases(
    trials: Sequence[MadeTrial], person: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    del height_mm  # The test has no angles.
    parts, whole, more = score_releases(trials, person, protocol)
    return parts, _stops(trials), whole, more


def _squats(
    trials: Sequence[MadeTrial], _: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    del height_mm  # The test has no angles.
    parts, whole, more = score_squats(trials, protocol)
    return parts, _stops(trials), whole, more


def _seated_leans(
    trials: Sequence[MadeTrial], person: Person, height_mm: float | None, protocol: Protocol
) -> Scored:
    # Any stature: what is made with it is refused.
    parts, stops, whole, more = _leans(trials, person, height_mm or 1700.0, protocol)
    plain = [
        None if part is None else msgspec.structs.replace(part, values=without_angles(part.values))
        for part in parts
    ]
    values = without_angles(whole.values)
    return plain, stops, msgspec.structs.replace(whole, values=values), without_angles(more)


def _stops(trials: Sequence[MadeTrial]) -> tuple[str, ...]:
    return tuple(
        f"{trial.condition}, trial {number}: {trial.stop}"
        for number, trial in enumerate(trials, start=1)
        if trial.stop is not None
    )


_SCORES: Final[dict[str, Score]] = {
    "quiet_stance": _quiet,
    "romberg": _quiet,
    "research": _quiet,
    "norm_stance": _quiet,
    "mctsib": _mctsib,
    "four_trial": _four_trial,
    "limits_of_stability": _leans,
    "rhythmic_weight_shift": _shifts,
    "single_leg": _one_leg,
    "weight_bearing": _bearing,
    "five_sit_to_stand": _rises,
    "thirty_sit_to_stand": _rises,
    "push_release": _releases,
    "weight_bearing_squat": _squats,
    "seated_limits": _seated_leans,
    **dict.fromkeys(
        ("countermovement_jump", "squat_jump", "drop_jump", "hops", "drop_landing"), _jumps
    ),
}
