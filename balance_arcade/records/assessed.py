"""Score a clinical test from the recordings of its session.

The guide (`balance_arcade.games.guided`) writes where each trial began and ended; everything else
is computed from the samples between, so that a test can be scored again from its files, by a newer
version or with another stature, and gives the same numbers from the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from balance_arcade.assess.foot_place import read_foot_place
from balance_arcade.assess.guidance import GuidedTest
from balance_arcade.assess.norms import NormTold, Sex
from balance_arcade.cop.corners import cop_from_corners
from balance_arcade.cop.metric import Measured
from balance_arcade.cop.outcomes import Outcomes
from balance_arcade.cop.stability import StabilityLimits
from balance_arcade.core.adverse import ADVERSE, FALL, MARK
from balance_arcade.core.board import Origin
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event, Scalar
from balance_arcade.files.recording import RecordingReader
from balance_arcade.files.tables import read_trial
from balance_arcade.session.mark_book import withdrawn_marks

Floats = npt.NDArray[np.float64]

RESULT_SUFFIX = ".assessment.json"
"""A result lies beside the newest recording of its test, under that recording's name and this."""

AFTER_S = 5.0
"""A mark so long after a trial still speaks of it: first hands help, then they write."""


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a clinical test.

    Attributes
    ----------
    test : str
        Name of the test.
    protocol : str
        With every setting, in one line.
    board : str
        Model of the board.
    origin : {"real", "simulated", "replayed"}
        Where the samples come from.
    person : str
        Pseudonym; empty where none was given.
    height_mm : float or None
        Stature that angles and shares were made with.
    recordings : tuple of str
        File names.
    trials : tuple of dict
        One a trial: part, index, condition, practice, start_s, held_s, stop and its own values.
    stops : tuple of str
        Why trials were stopped.
    outcomes : dict of str to Measured
        By name; what has no value says why.
    notes : tuple of str
        What a reader of the numbers should know.
    setup : dict of str to str or float
        Where the feet stood and what was on them, as noted (`balance_arcade.assess.foot_place`).
    age_y : int or None
        Age of the person in whole years; None where it is not known.
    sex : {"", "female", "male"}
        Empty where it is not known.
    norms : dict of str to NormTold
        By outcome, of those that a source is of: its norm, or why it does not apply.
    """

    test: str
    protocol: str
    board: str
    origin: Origin
    person: str
    height_mm: float | None
    recordings: tuple[str, ...]
    trials: tuple[dict[str, object], ...]
    stops: tuple[str, ...]
    outcomes: dict[str, Measured]
    notes: tuple[str, ...]
    setup: dict[str, str | float] = {}
    age_y: int | None = None
    sex: Sex = ""
    norms: dict[str, NormTold] = {}


class MadeTrial(msgspec.Struct, frozen=True, eq=False):
    """One trial of a test, cut out of its recording.

    Attributes
    ----------
    part : str
        Name of the activity.
    facts : dict
        Of the events ``game.trial_start`` and ``game.trial_end``.
    start_s, end_s : float
        On the board's clock.
    stop : str or None
        Why it ended before its time.
    t_s : ndarray of float64, shape (n_samples,)
        Times of the whole recording.
    cop_mm : ndarray of float64, shape (n_samples, 2)
        Unsmoothed centre of pressure; NaN while nobody is on the board.
    load_n : ndarray of float64, shape (n_samples,)
        Vertical force.
    left_frac : ndarray of float64, shape (n_samples,)
        Share of the load on the left.
    two_boards : bool
        Whether that share is of the feet rather than of the board's halves.
    rate_hz : float
        Sampling rate.
    """

    part: str
    facts: dict[str, Scalar]
    start_s: float
    end_s: float
    stop: str | None
    t_s: Floats
    cop_mm: Floats
    load_n: Floats
    left_frac: Floats
    two_boards: bool
    rate_hz: float

    @property
    def condition(self) -> str:
        """As in `balance_arcade.assess.guidance.GuidedTrial`."""
        return str(self.facts.get("condition", ""))

    @property
    def redone(self) -> bool:
        """Whether it was made once more, so that the later one counts."""
        return bool(self.facts.get("redone"))

    @property
    def practice(self) -> bool:
        """Whether it counts for nothing."""
        return bool(self.facts.get("practice"))


class Person(msgspec.Struct, frozen=True):
    """What a session measured of the person before the test.

    Attributes
    ----------
    centre_mm : tuple of float
        (ml, ap) of quiet stance; NaN where it was not measured.
    weight_n : float
        NaN where it was not measured.
    limits : StabilityLimits or None
        Of the lean pass; None where there was none.
    setup : dict of str to str or float
        Where the feet stood, as noted.
    """

    centre_mm: tuple[float, float] = (math.nan, math.nan)
    weight_n: float = math.nan
    limits: StabilityLimits | None = None
    setup: dict[str, str | float] = {}


def find_trials(
    readers: Sequence[RecordingReader], test: GuidedTest
) -> tuple[list[MadeTrial], Person]:
    """Cut the trials of a test out of the recordings of a session.

    Parameters
    ----------
    readers : sequence of RecordingReader
        Of one session, in any order.
    test : GuidedTest
        Which test.

    Returns
    -------
    list of MadeTrial
        In the order they were made; one that no event ended (the session broke off) is left out.
    Person
        What was measured before.

    Raises
    ------
    RecordingError
        No recording holds a trial of the test.
    """
    parts = {part.name for part in test.parts}
    found: list[MadeTrial] = []
    person = Person()
    for reader in sorted(readers, key=lambda one: one.header.wall.monotonic_ns):
        events = reader.events()
        person = _measured_of(events, person)
        if any(_is_trial(event, parts) for event in events):
            found += _cut(reader, events, parts, test)
    if not found:
        raise RecordingError(
            f"No recording holds a finished trial of the test {test.name}.",
            hint="The person has to stand on the board until the first trial is over.",
        )
    return found, person


def _is_trial(event: Event, parts: set[str]) -> bool:
    return event.kind == "game.trial_end" and event.data.get("game") in parts


def _cut(
    reader: RecordingReader, events: list[Event], parts: set[str], test: GuidedTest
) -> list[MadeTrial]:
    trial = read_trial(reader.path)
    if trial.corners_n is None or trial.geometry is None:
        raise RecordingError(f"The recording {reader.path.name} holds no corner forces.")
    cop = cop_from_corners(trial.corners_n, trial.geometry)
    left, two = cop.left_frac, trial.foot_loads_n is not None
    if trial.foot_loads_n is not None:
        feet = trial.foot_loads_n
        left = feet[:, 0] / feet.sum(axis=1)
    load = trial.corners_n.sum(axis=1)
    begun: Event | None = None
    found: list[MadeTrial] = []
    for event in events:
        if event.kind == "game.trial_start" and event.data.get("game") in parts:
            begun = event
        elif _is_trial(event, parts) and begun is not None:
            facts = {**begun.data, **event.data}
            stop = _stop_of(events, begun.t_s, event.t_s, str(event.data.get("stop", "")), test)
            found.append(
                MadeTrial(
                    str(event.data["game"]),
                    facts,
                    begun.t_s,
                    event.t_s,
                    stop,
                    trial.t_s,
                    cop.cop_mm,
                    load,
                    left,
                    two,
                    trial.rate_hz,
                )
            )
            begun = None
        elif event.kind == "game.redo" and event.data.get("game") in parts:
            _mark_redone(found, event)
    return found


def _mark_redone(found: list[MadeTrial], event: Event) -> None:
    """Mark the newest trial of a number as one that was made once more."""
    for place in range(len(found) - 1, -1, -1):
        trial = found[place]
        same = trial.facts.get("index") == event.data.get("index")
        if same and trial.part == event.data.get("game"):
            facts = {**trial.facts, "redone": True}
            found[place] = msgspec.structs.replace(trial, facts=facts)
            return


def _stop_of(
    events: list[Event], start_s: float, end_s: float, stop: str, test: GuidedTest
) -> str | None:
    """Why a trial was stopped: what a therapist marked goes before what the board saw."""
    known = [rule.reason for rule in test.protocol.stop_rules]
    withdrawn = withdrawn_marks([(event.kind, event.data) for event in events])
    for event in events:
        if event.data.get("mark") in withdrawn or not start_s <= event.t_s <= end_s + AFTER_S:
            continue
        if event.kind == ADVERSE and event.data.get("kind") == FALL and "fell" in known:
            return "fell"
        if event.kind == MARK and event.data.get("text") in known:
            return str(event.data["text"])
    return stop or None


_AROUND = ("f", "fr", "r", "br", "b", "bl", "l", "fl")


def _measured_of(events: list[Event], person: Person) -> Person:
    for event in events:
        data = event.data
        if event.kind == MARK and (noted := read_foot_place(str(data.get("text")))):
            person = msgspec.structs.replace(person, setup={**person.setup, **noted})
        elif event.kind == "session.centre":
            centre = (_number(data.get("ml_mm")), _number(data.get("ap_mm")))
            weight_n = _number(data.get("weight_n"))
            person = msgspec.structs.replace(person, centre_mm=centre, weight_n=weight_n)
        elif event.kind == "session.limits" and "lean pass" in str(data.get("source")):
            around = [_number(data.get(f"{name}_mm")) for name in _AROUND]
            if all(map(math.isfinite, (*around, *person.centre_mm))):
                a, b, c, d, e, f, g, h = around
                whole = data["source"] == "lean pass"
                limits = StabilityLimits(
                    person.centre_mm,
                    (a, b, c, d, e, f, g, h),
                    "lean pass" if whole else "partial lean pass",
                )
                person = msgspec.structs.replace(person, limits=limits)
    return person


def _number(value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else math.nan  # type: ignore[arg-type]


def trial_row(trial: MadeTrial, part: Outcomes | None) -> dict[str, object]:
    """Tell a trial as plain values, with its own outcomes where it has some."""
    row: dict[str, object] = {
        "part": trial.part,
        "index": trial.facts.get("index"),
        "condition": trial.condition,
        "practice": trial.practice,
        "start_s": trial.start_s,
        "held_s": trial.facts.get("held_s"),
        "stop": trial.stop or "",
    }
    if trial.redone:
        row["redone"] = True
    if part is not None:
        row["values"] = {name: one.value for name, one in part.values.items()}
        row["refused"] = part.refused
        if trial.facts.get("task") in {"jump", "drop"}:
            # Thresholds follow each trial's own noise, so that each says how it was measured.
            row["method"], row["notes"] = part.protocol, list(part.notes)
    return row


def open_recordings(paths: Sequence[Path]) -> list[RecordingReader]:
    """Open the recordings of a session.

    Raises
    ------
    RecordingError
        There is none, one cannot be read, or they are of different sessions.
    """
    if not paths:
        raise RecordingError(
            "There is no recording to score.", hint="Record the test: leave --no-record out."
        )
    readers = [RecordingReader(path) for path in paths]
    sessions = {reader.header.session_id for reader in readers}
    if len(sessions) > 1:
        raise RecordingError(
            f"The {len(readers)} recordings are of {len(sessions)} sessions.",
            hint="Name the recordings of one session.",
        )
    return readers
