"""All that a report tells of somebody, or of one session, gathered from records and files."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.dose import Dose, GamePlayed, dose_of, games_of
from balance_arcade.records.clinic.looking import SessionLine, find_session, find_sessions
from balance_arcade.records.clinic.on_board import OnBoard, on_board
from balance_arcade.records.clinic.progress import Course, courses_of, courses_of_session
from balance_arcade.records.clinic.reading import LIMIT_NAMES, LOAD_SHARE
from balance_arcade.records.clinic.said import Said, said_in
from balance_arcade.records.quiet import QuietStance, quiet_stance
from balance_arcade.session.programme import Programme

MOST_SESSIONS: Final = 10_000
MOST_TRIED: Final = 4
"""Sessions from either end that are looked through for a quiet stance."""

MOST_POINTS: Final = 500
"""Of a path that is drawn small."""


class Limits(msgspec.Struct, frozen=True):
    """Limits of stability of one session.

    Attributes
    ----------
    began : datetime
        Of the session.
    limits_mm : tuple of 8 floats
        Clockwise from forward; NaN where one was not measured.
    method : str
        How, as of the outcome.
    """

    began: dt.datetime
    limits_mm: tuple[float, ...]
    method: str


class Stance(msgspec.Struct, frozen=True):
    """Quiet stance of one session.

    Attributes
    ----------
    began : datetime
        Of the session.
    path_mm : tuple of (ml, ap)
        Thinned to what can be seen; empty where the recording was not to be read.
    ellipse_mm : tuple of float
        As of `balance_arcade.records.quiet.QuietStance.ellipse_mm`.
    left_share : float
        Share of the load on the left; NaN where there is none.
    seconds : float
        How long it lasted.
    """

    began: dt.datetime
    path_mm: tuple[tuple[float, float], ...]
    ellipse_mm: tuple[float, float, float, float, float]
    left_share: float
    seconds: float


class Dossier(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a person, or of one session of theirs.

    Attributes
    ----------
    person : str
        Pseudonym; empty where nobody was named.
    sessions : tuple of SessionLine
        Oldest first, of one kind: real ones, or simulated and replayed ones.
    courses : tuple of Course
        Every outcome over these sessions.
    limits : tuple of Limits
        First and newest of the same method; one where there is one.
    stances : tuple of Stance
        First and newest quiet stance that lasted equally long; one where there is one.
    shares : tuple of (datetime, float)
        Share of the load on the left, session by session.
    dose : Dose
        Plan and what was done of it.
    games : tuple of GamePlayed
        By the time played.
    said : Said
        Adverse events, pain, exertion, pauses, notes.
    board : OnBoard or None
        The newest session's; None where no recording could be read.
    unread : tuple of str
        Recordings that were looked for and could not be read, each with the reason.
    """

    person: str
    sessions: tuple[SessionLine, ...]
    courses: tuple[Course, ...]
    limits: tuple[Limits, ...]
    stances: tuple[Stance, ...]
    shares: tuple[tuple[dt.datetime, float], ...]
    dose: Dose
    games: tuple[GamePlayed, ...]
    said: Said
    board: OnBoard | None
    unread: tuple[str, ...]

    @property
    def origin(self) -> str:
        """Of its sessions: ``real`` where there is none."""
        return self.sessions[-1].origin if self.sessions else "real"


def dossier_of_person(
    database: Database,
    folder: Path,
    pseudonym: str,
    *,
    simulated: bool = False,
    name: str = "",
    check: Callable[[str], Programme] | None = None,
) -> Dossier:
    """Gather what is known of a person.

    Parameters
    ----------
    database : Database
        Open.
    folder : Path
        Of the recordings.
    pseudonym : str
        Of the person.
    simulated : bool
        Simulated and replayed sessions instead of real ones: they never mix.
    name : str
        Only outcomes whose name begins so.
    check : callable, optional
        Reads the text of a training programme; without it no plan is told.

    Raises
    ------
    RecordsError
        Nobody is called so.
    """
    page = find_sessions(database, pseudonym, most=MOST_SESSIONS)
    mine = [one for one in page.lines if (one.origin != "real") == simulated]
    courses = courses_of(database, pseudonym, simulated=simulated)
    dose = dose_of(database, folder, pseudonym, courses, check, simulated=simulated)
    return _gathered(pseudonym, mine[::-1], courses, folder, dose, name)


def dossier_of_session(database: Database, folder: Path, session_id: str) -> Dossier:
    """Gather what is known of one session.

    Raises
    ------
    RecordsError
        There is none of that id.
    """
    line = find_session(database, session_id)
    courses = courses_of_session(database, session_id)
    return _gathered(line.person or "", [line], courses, folder, Dose(), "")


def _gathered(
    person: str,
    sessions: list[SessionLine],
    courses: list[Course],
    folder: Path,
    dose: Dose,
    name: str,
) -> Dossier:
    unread: list[str] = []
    stances = _ends(sessions, folder, unread)
    return Dossier(
        person=person,
        sessions=tuple(sessions),
        courses=tuple(one for one in courses if one.name.startswith(name)),
        limits=_limits(courses),
        stances=stances,
        shares=_shares(courses),
        dose=dose,
        games=games_of(courses),
        said=said_in(sessions),
        board=on_board(sessions, folder, unread),
        unread=tuple(dict.fromkeys(unread)),
    )


def _limits(courses: Sequence[Course]) -> tuple[Limits, ...]:
    """Find first and newest limits of the method that is the newest: others are another test."""
    by_method: dict[str, dict[tuple[dt.datetime, str], dict[str, float]]] = {}
    for course in courses:
        if course.name in LIMIT_NAMES:
            rows = by_method.setdefault(course.method, {})
            for point in course.points:
                if point.value is not None:
                    rows.setdefault((point.began, point.session), {})[course.name] = point.value
    known = [(max(rows), method) for method, rows in by_method.items() if rows]
    if not known:
        return ()
    _, method = max(known)
    rows = by_method[method]
    ends = dict.fromkeys((min(rows), max(rows)))
    return tuple(
        Limits(key[0], tuple(rows[key].get(one, math.nan) for one in LIMIT_NAMES), method)
        for key in ends
    )


def _shares(courses: Sequence[Course]) -> tuple[tuple[dt.datetime, float], ...]:
    """Pick the share of the load of the method that was used last."""
    mine = [one for one in courses if one.name == LOAD_SHARE and one.points]
    if not mine:
        return ()
    newest = max(mine, key=lambda one: (one.points[-1].began, one.method))
    return tuple((p.began, p.value) for p in newest.points if p.value is not None)


def _ends(sessions: Sequence[SessionLine], folder: Path, unread: list[str]) -> tuple[Stance, ...]:
    """Find first and newest quiet stance; only where both lasted equally long they are a pair."""
    newest = _first_found(sessions[::-1], folder, unread)
    if newest is None:
        return ()
    first = _first_found(sessions, folder, unread, seconds=newest.seconds)
    if first is None or first.began >= newest.began:
        return (newest,)
    return (first, newest)


def _first_found(
    sessions: Sequence[SessionLine], folder: Path, unread: list[str], *, seconds: float = math.nan
) -> Stance | None:
    for session in sessions[:MOST_TRIED]:
        quiet = _quiet_of(session, folder, unread)
        if quiet is None:
            continue
        if math.isnan(seconds) or abs(quiet.seconds - seconds) < 1.0:
            return _stance(session.began, quiet)
    return None


def _quiet_of(session: SessionLine, folder: Path, unread: list[str]) -> QuietStance | None:
    # A session begins with its quiet stance: the first recording holds it, or none does.
    for trial in session.trials[:1]:
        try:
            return quiet_stance(folder / trial.file)
        except (BalanceArcadeError, OSError) as error:
            unread.append(f"{Path(trial.file).name}: {error}")
    return None


def _stance(began: dt.datetime, quiet: QuietStance) -> Stance:
    path = [(x, y) for x, y in quiet.cop_mm.tolist() if math.isfinite(x + y)]
    stride = max(1, math.ceil(len(path) / MOST_POINTS))
    return Stance(began, tuple(path[::stride]), quiet.ellipse_mm, quiet.left_share, quiet.seconds)
