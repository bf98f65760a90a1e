"""A simulated course of twelve sessions in the records, with what was planted in it known."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
from phased_recording import record_session

from balance_arcade.app.programme_file import parse_programme
from balance_arcade.cop.pipelines import PRESETS
from balance_arcade.core.events import Event, Phase
from balance_arcade.files.content import file_hash
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.keeping import Records
from balance_arcade.records.clinic.programmes import add_programme, assign
from balance_arcade.records.clinic.reading import (
    LIMIT_NAMES,
    LOAD_SHARE,
    PLAYED,
    ReadOutcome,
    ReadRecording,
)
from balance_arcade.records.person_files import PEOPLE, PersonFiles
from balance_arcade.records.person_store import KeptSet, PersonRecord

PERSON = "p-017"
BEGAN = dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC)
N_SESSIONS = 12
PROGRAMME = """
name = "Steady in six weeks"
weeks = 6
sessions_per_week = 2
[[block]]
game = "orchard"
sets = 3
minutes = 3
[[block]]
game = "star-reach"
sets = 2
minutes = 3
"""
FIRST_MM = (58.0, 52.0, 61.0, 40.0, 33.0, 38.0, 55.0, 50.0)
QUIET_PHASES = (
    (Phase.STEP_ON, 0.0),
    (Phase.CENTRE, 2.0),
    (Phase.LIMITS, 32.0),
    (Phase.ENDED, 33.0),
)
_QUIET = f"quiet stance of 30 s; {PRESETS['default'].describe(100.0)}"
_TEST = "mctsib mctsib/1 trial_s=30 trials=3"


def course(folder: Path, *, n_sessions: int = N_SESSIONS, notes: bool = True) -> Database:
    """Keep a course: velocity falls by more than its least detectable change, area by less.

    Parameters
    ----------
    folder : Path
        For the database and the first and newest recording; the others have no file.
    n_sessions : int
        How many.
    notes : bool
        With adverse events, pauses, pain and notes.
    """
    database = Database(folder / "records.db")
    records = Records(database, folder, actor="therapist-1", now=lambda: BEGAN)
    for k in range(n_sessions):
        records.add_recording(_session(folder, k, n_sessions, notes=notes))
    if notes:
        records.note(f"session{0:02d}", "Walks with a stick.\n<b>Tired</b> today; 日本語, Łódź.")
    add_programme(records, "Steady in six weeks", PROGRAMME)
    assign(records, PERSON, "Steady in six weeks")
    sets = tuple(one for k in range(n_sessions) for one in _sets(k))
    PersonFiles(folder / PEOPLE).save(PersonRecord(PERSON, sets=sets))
    return database


def check(text: str):
    """Read a programme as the command does."""
    return parse_programme(text).programme


def day(k: int) -> dt.datetime:
    """When a session began: Mondays and Thursdays, summer time set on the way."""
    return BEGAN + dt.timedelta(days=7 * (k // 2) + 3 * (k % 2))


def _session(folder: Path, k: int, n_sessions: int, *, notes: bool) -> ReadRecording:
    file = folder / f"session{k:02d}.mcap"
    share = k / (N_SESSIONS - 1)
    if k in (0, n_sessions - 1):

        def place(t_s: np.ndarray, much: float = 1.7 - 0.7 * share) -> tuple[np.ndarray, ...]:
            ml = 4.0 * np.sin(0.9 * t_s) + 2.0 * np.sin(3.3 * t_s) - 8.0
            ap = 3.0 * np.cos(0.7 * t_s) + 1.5 * np.sin(2.1 * t_s) + 0.8 * np.sin(5.1 * t_s)
            return much * ml, much * ap

        record_session(file, phases=QUIET_PHASES, seconds=34.0, place=place, calibration="c-2026")
    else:
        file.write_bytes(file.name.encode())
    return ReadRecording(
        file=file,
        sha256=file_hash(file),
        session_id=f"session{k:02d}",
        trial_id=f"trial{k:02d}",
        label="1-orchard",
        person=PERSON,
        origin="real",
        board="Arduino board",
        calibration="c-2026",
        app_version="0.1.0",
        began=day(k),
        seconds=900.0,
        n_samples=90_001,
        complete=True,
        end_reason="finished",
        outcomes=tuple(_outcomes(k, share)),
        events=tuple(_events(k)) if notes else (),
    )


def _outcomes(k: int, share: float):
    velocity = 24.0 - 9.0 * share
    spread = (-0.8, 0.1, 0.7)
    for condition, offset in (("eo_firm", 0.0), ("ec_firm", 6.0), ("ec_foam", 21.0)):
        repeats = tuple(velocity + offset + one for one in spread)
        yield _row("test", f"mean_velocity_mm_s_{condition}", repeats, "mm/s", _TEST)
    # It changes by less than what differs between trials of one session.
    repeats = tuple(410.0 - 10.0 * share + 60.0 * one for one in spread)
    yield _row("test", "ellipse_area_mm2_eo_firm", repeats, "mm2", _TEST)
    yield _row("test", "romberg_mean_velocity_firm", (1.25 - 0.05 * share,), "", _TEST)
    yield _row("quiet", "mean_velocity_mm_s", (11.0 - 2.0 * share,), "mm/s", _QUIET)
    yield _row("quiet", LOAD_SHARE, (0.41 + 0.07 * share,), "", _QUIET)
    for name, first in zip(LIMIT_NAMES, FIRST_MM, strict=True):
        yield _row(
            "limits", name, (first * (1.0 + 0.35 * share),), "mm", "limits lean pass, standing"
        )
    for game, seconds in (("orchard", 500.0), ("star-reach", 300.0 + 10.0 * k)):
        method = f"game {game}"
        yield _row("game", PLAYED, (seconds,), "s", method)
        yield _row("game", "trials", (20.0,), "", method)
        yield _row("game", "successes", (14.0,), "", method)
        yield _row("game", "difficulty", (0.2 + 0.5 * share,), "", method)


def _row(source: str, name: str, values, unit: str, method: str) -> ReadOutcome:
    mean = sum(values) / len(values)
    repeats = tuple(values) if len(values) > 1 else ()
    return ReadOutcome(source, name, mean, unit, "sum of the steps", "", method, repeats)


def _events(k: int):
    answer = {"most": 10, "by": "patient"}
    yield Event(880.0, "wellbeing.answer", {"scale": "pain", "value": max(0, 4 - k // 2), **answer})
    yield Event(885.0, "wellbeing.answer", {"scale": "exertion", "value": 5, **answer})
    pause = {"reason": "Nobody is on the board.", "kind": "away", "duration_s": 12.0 + k}
    yield Event(300.0, "session.pause", pause)
    if k % 4 == 1:
        stopped = {"reason": "A short pause was asked for.", "kind": "order", "duration_s": 40.0}
        yield Event(500.0, "session.pause", stopped)
    if k == 3:
        fall = {"kind": "near fall", "text": "<b>held</b> the rail", "mark": "m1"}
        yield Event(412.0, "safety.adverse_event", fall)
        yield Event(430.0, "safety.adverse_event", {"kind": "fall", "text": "", "mark": "m2"})
        yield Event(431.0, "session.mark_withdrawn", {"mark": "m2"})


def _sets(k: int):
    for number, (game, n_sets) in enumerate((("orchard", 3), ("star-reach", 2)), 1):
        for one in range(1, n_sets + 1):
            if k == 5 and number == 2:
                continue
            yield KeptSet(
                when=day(k).isoformat(),
                day=day(k).date().isoformat(),
                origin="real",
                programme="Steady in six weeks",
                week=k // 2 + 1,
                session=k % 2 + 1,
                number=number,
                set=one,
                sets=n_sets,
                game=game,
                completed=True,
                successful=one > 1,
                trials=20,
                successes=14,
                active_s=160.0,
                elapsed_s=200.0,
                difficulty=0.4,
            )
