"""From a recording to what the records keep of it: facts, outcomes, events that matter."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.assess.foot_place import read_foot_place
from balance_arcade.cop.metric import Measured
from balance_arcade.core.adverse import MARK
from balance_arcade.core.errors import RecordingError
from balance_arcade.core.events import Event, Phase, Scalar
from balance_arcade.files.content import file_hash
from balance_arcade.files.recording import RecordingReader
from balance_arcade.records.assessed import RESULT_SUFFIX, Assessment
from balance_arcade.records.device_kind import measures_as
from balance_arcade.records.quiet import quiet_stance

KEPT_EVENTS: Final = ("safety.", "wellbeing.", "session.mark", "session.pause", "game.failed")
"""Kinds of events, or their beginnings, that are looked for afterwards."""

QUIET: Final = ("mean_velocity_mm_s", "ellipse_area_mm2", "rms_ml_mm", "rms_ap_mm")
"""What is kept of the quiet stance at the start of a session."""

LIMIT_NAMES: Final = tuple(
    f"limit_{one}_mm" for one in ("f", "fr", "r", "br", "b", "bl", "l", "fl")
)
"""Limits of stability from the centre of quiet stance, clockwise from forward."""

LOAD_SHARE: Final = "left_share_frac"
"""Mean share of the load on the left in quiet stance."""

PLAYED: Final = "play_s"
"""Time that a game was played, without pauses."""


class ReadOutcome(msgspec.Struct, frozen=True):
    """A number of a recording, as a row of the records.

    Attributes
    ----------
    source : str
        ``game``, ``quiet``, ``limits`` or ``test``.
    name, unit, definition, refused : str
        As of `balance_arcade.cop.metric.Measured`.
    value : float or None
        None where there is none; `refused` says why.
    method : str
        Protocol and pipeline in one line.
    repeats : tuple of float
        Values of the trials that it is the mean of; empty where it is no mean.
    """

    source: str
    name: str
    value: float | None
    unit: str
    definition: str
    refused: str
    method: str
    repeats: tuple[float, ...] = ()


class ReadRecording(msgspec.Struct, frozen=True):
    """What a recording says of itself and of what was done in it.

    Attributes
    ----------
    file : Path
        Where it is.
    sha256 : str
        Of its bytes.
    session_id, trial_id, label, person, origin, board, calibration, app_version : str
        Of its header; a recording outside of a session is a session of its own.
    began : datetime
        In UTC.
    seconds : float or None
        From its first sample to its last.
    n_samples : int
        How many.
    complete : bool
        It was closed properly, and all of it could be read.
    end_reason : str
        As of `balance_arcade.files.recording.RecordingReader`.
    outcomes : tuple of ReadOutcome
        Numbers.
    events : tuple of Event
        Those of `KEPT_EVENTS`.
    age_y : int or None
        Age in whole years, as told with the session.
    sex : {"", "female", "male"}
        Likewise.
    measures_as : str
        As of `balance_arcade.records.device_kind.measures_as`.
    feet : str
        The newest mark of where the feet stood; empty where none was made.
    """

    file: Path
    sha256: str
    session_id: str
    trial_id: str
    label: str
    person: str
    origin: str
    board: str
    calibration: str
    app_version: str
    began: dt.datetime
    seconds: float | None
    n_samples: int
    complete: bool
    end_reason: str
    outcomes: tuple[ReadOutcome, ...]
    events: tuple[Event, ...]
    age_y: int | None = None
    sex: str = ""
    measures_as: str = ""
    feet: str = ""


def read_recording(file: Path) -> ReadRecording:
    """Read a recording for the records.

    Parameters
    ----------
    file : Path
        A ``.mcap`` of ours; a result of a test that lies beside it is read with it.

    Raises
    ------
    RecordingError
        It is none, or it cannot be read.
    """
    sha256 = file_hash(file)
    reader = RecordingReader(file)
    head, events = reader.header, reader.events()
    forces = reader.forces()
    spent = forces[-1].t_s - forces[0].t_s if len(forces) > 1 else math.nan
    wall = dt.datetime.fromisoformat(head.wall.iso())
    return ReadRecording(
        file=file,
        sha256=sha256,
        session_id=head.session_id or head.trial_id,
        trial_id=head.trial_id,
        label=head.label,
        person=head.person,
        origin=head.board.origin,
        board=head.board.model,
        calibration=head.board.calibration_id,
        app_version=head.app_version,
        began=wall.astimezone(dt.UTC),
        seconds=spent if math.isfinite(spent) else None,
        n_samples=reader.n_samples,
        complete=reader.complete,
        end_reason=reader.end_reason,
        outcomes=(*_of_quiet(file), *_of_limits(events), *_of_games(events), *_of_test(file)),
        events=tuple(event for event in events if event.kind.startswith(KEPT_EVENTS)),
        age_y=None if head.age_y is msgspec.UNSET else head.age_y,
        sex="" if head.sex is msgspec.UNSET else head.sex,
        measures_as=measures_as(head.board),
        feet=_feet(events),
    )


def _feet(events: list[Event]) -> str:
    marks = [str(one.data.get("text", "")) for one in events if one.kind == MARK]
    return next((text for text in reversed(marks) if read_foot_place(text)), "")


def _of_quiet(file: Path) -> list[ReadOutcome]:
    quiet = quiet_stance(file)
    if quiet is None:
        return []
    # Areas and shares hang on how long somebody stood: five seconds are another test than thirty.
    method = f"quiet stance of {quiet.seconds:.0f} s; {quiet.measured.pipeline}"
    found = [
        _row("quiet", name, quiet.measured.metrics[name], method)
        for name in QUIET
        if name in quiet.measured.metrics
    ]
    there = math.isfinite(quiet.left_share)
    share = Measured(
        quiet.left_share if there else None,
        "",
        "mean share of the load on the left, 0 to 1",
        "" if there else "nobody stood on the board in quiet stance",
    )
    return [*found, _row("quiet", LOAD_SHARE, share, method)]


def _of_limits(events: list[Event]) -> list[ReadOutcome]:
    """Limits that somebody leaned to; those that were taken over or set by default are none."""
    told = [one.data for one in events if one.kind == "session.limits"]
    measured = [data for data in told if data.get("source") in ("lean pass", "partial lean pass")]
    if not measured:
        return []
    data = measured[-1]
    posture = str(data.get("posture") or "standing")
    method = f"limits {data['source']}, {posture}"
    text = "how far the centre of pressure was leaned from the centre of quiet stance"
    found = []
    for name in LIMIT_NAMES:
        value = _number(data.get(name.removeprefix("limit_")))
        refused = "" if value is not None else "the recording does not say it"
        found.append(ReadOutcome("limits", name, value, "mm", text, refused, method))
    return found


def _row(source: str, name: str, one: Measured, method: str) -> ReadOutcome:
    return ReadOutcome(source, name, one.value, one.unit, one.definition, one.refused, method)


_COUNTED: Final = {
    "trials": ("", "trials that were finished"),
    "successes": ("", "net good hits among them"),
    "success_frac": ("", "successes / trials"),
}


def _of_games(events: list[Event]) -> list[ReadOutcome]:
    """Count what was played; the parts of tests are no games."""
    ends = [one for one in events if one.kind == "game.trial_end" and "stop" not in one.data]
    found = []
    for game in dict.fromkeys(str(one.data.get("game", "")) for one in ends):
        mine = [one.data for one in ends if one.data.get("game") == game]
        n_hits = sum(bool(data.get("success")) for data in mine)
        levels = [v for data in mine if (v := _number(data.get("difficulty"))) is not None]
        values = {
            "trials": float(len(mine)),
            "successes": float(n_hits),
            "success_frac": n_hits / len(mine),
        }
        method = f"game {game}"
        played_s = _played_s(events)
        found.append(
            ReadOutcome(
                "game",
                PLAYED,
                played_s,
                "s",
                "time in the phase play, without pauses",
                "" if played_s is not None else "the recording tells no phases",
                method,
            )
        )
        found += [
            ReadOutcome("game", name, values[name], unit, text, "", method)
            for name, (unit, text) in _COUNTED.items()
        ]
        if levels:
            text = "difficulty of the last trial, 0 to 1"
            found.append(ReadOutcome("game", "difficulty", levels[-1], "", text, "", method))
    return found


def _played_s(events: list[Event]) -> float | None:
    """Sum up how long play lasted; None in recordings that do not tell."""
    lasted = [
        _number(one.data.get("lasted_s"))
        for one in events
        if one.kind == "session.phase" and one.data.get("from") == Phase.PLAY
    ]
    known = [one for one in lasted if one is not None]
    return math.fsum(known) if known else None


def _number(value: Scalar) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _of_test(file: Path) -> list[ReadOutcome]:
    beside = file.with_suffix(RESULT_SUFFIX)
    try:
        data = beside.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise RecordingError(f"{beside.name} cannot be read: {error.strerror}.") from error
    try:
        found = msgspec.json.decode(data, type=Assessment)
    except msgspec.MsgspecError as error:
        raise RecordingError(
            f"{beside.name} is no result of a test.",
            hint="Score the test again: balance-arcade assess TEST --recordings FILE...",
        ) from error
    return [
        msgspec.structs.replace(
            _row("test", name, one, f"{found.test} {found.protocol}"),
            repeats=_repeats(found, name),
        )
        for name, one in found.outcomes.items()
    ]


def _repeats(found: Assessment, name: str) -> tuple[float, ...]:
    """Values of the single trials that a condition's mean is made of."""
    values = []
    for row in found.trials:
        condition = str(row.get("condition", ""))
        of_trial = row.get("values")
        if not condition or not isinstance(of_trial, dict) or row.get("practice"):
            continue
        value = of_trial.get(name.removesuffix(f"_{condition}"))
        if name.endswith(f"_{condition}") and isinstance(value, int | float):
            values.append(float(value))
    return tuple(values) if len(values) > 1 else ()
