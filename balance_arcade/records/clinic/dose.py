"""Plan and dose: what a programme asked for and what was done, minutes by week, games played.

Minutes are of play, as each game's recording says, by ISO week (Monday to Sunday) of the moment a
session began, in UTC. Sets that were planned, started, completed and successful are counted from
what is kept of the person's programme beside the recordings.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from balance_arcade.core.errors import BalanceArcadeError
from balance_arcade.core.words import msgid
from balance_arcade.records.clinic.database import Database
from balance_arcade.records.clinic.programmes import assigned, programme_text
from balance_arcade.records.clinic.progress import Course
from balance_arcade.records.clinic.reading import PLAYED
from balance_arcade.records.person_files import PEOPLE, PersonFiles
from balance_arcade.records.programme_progress import monday, progress
from balance_arcade.session.programme import Programme

_GAME: Final = "game: game "
_NEWEST_WEEKS: Final = 26


class DoseWeek(msgspec.Struct, frozen=True):
    """A calendar week: its Monday, minutes of play, and those that were asked for.

    Attributes
    ----------
    monday : date
        First day.
    played, planned : float
        Minutes; planned is NaN where no programme says.
    """

    monday: dt.date
    played: float
    planned: float = math.nan


class Dose(msgspec.Struct, frozen=True):
    """Plan and what was done of it.

    Attributes
    ----------
    weeks : tuple of DoseWeek
        From the first week with play or a plan to the last, those without play too.
    programme : str
        Name of the programme; empty where there is none.
    planned, started, completed, successful : int
        Sets of it up to the last week that was begun.
    why_none : str
        Why there is no plan; empty where there is one.
    """

    weeks: tuple[DoseWeek, ...] = ()
    programme: str = ""
    planned: int = 0
    started: int = 0
    completed: int = 0
    successful: int = 0
    why_none: str = ""


class GamePlayed(msgspec.Struct, frozen=True):
    """A game over all sessions.

    Attributes
    ----------
    game : str
        Its name in the code.
    sessions : int
        In which it was played.
    minutes : float
        Of play; NaN where no recording says.
    trials, successes : int
        Repetitions, and net good hits among them.
    first, newest : float
        Difficulty at the end of the first and of the newest session, 0 to 1; NaN where unknown.
    """

    game: str
    sessions: int
    minutes: float
    trials: int
    successes: int
    first: float
    newest: float


def games_of(courses: Sequence[Course]) -> tuple[GamePlayed, ...]:
    """Sum games up from the outcomes of their recordings, by the time played."""
    by_game: dict[str, dict[str, Course]] = {}
    for one in courses:
        if one.method.startswith(_GAME):
            by_game.setdefault(one.method.removeprefix(_GAME), {})[one.name] = one
    rows = [_game(game, mine) for game, mine in by_game.items()]
    rows.sort(key=lambda one: (-(one.minutes if math.isfinite(one.minutes) else 0.0), one.game))
    return tuple(rows)


def _game(game: str, mine: dict[str, Course]) -> GamePlayed:
    levels = _values(mine.get("difficulty"))
    seconds = _values(mine.get(PLAYED))
    return GamePlayed(
        game,
        len({point.session for one in mine.values() for point in one.points}),
        math.fsum(seconds) / 60.0 if seconds else math.nan,
        round(math.fsum(_values(mine.get("trials")))),
        round(math.fsum(_values(mine.get("successes")))),
        levels[0] if levels else math.nan,
        levels[-1] if levels else math.nan,
    )


def _values(course: Course | None) -> list[float]:
    if course is None:
        return []
    return [point.value for point in course.points if point.value is not None]


def dose_of(
    database: Database,
    folder: Path,
    pseudonym: str,
    courses: Sequence[Course],
    check: Callable[[str], Programme] | None,
    *,
    simulated: bool,
) -> Dose:
    """Find plan and dose of a person.

    Parameters
    ----------
    database : Database
        Open.
    folder : Path
        Of the recordings, with what is kept of people beside them.
    pseudonym : str
        Of the person.
    courses : sequence of Course
        Of the person.
    check : callable or None
        Reads the text of a programme.
    simulated : bool
        Whose sets count.
    """
    minutes = _minutes(courses)
    rows = assigned(database, pseudonym)
    if not rows:
        return Dose(_weeks(minutes, {}), why_none=msgid("no programme was assigned"))
    name, version = rows[0].name, rows[0].version
    if check is None:
        return Dose(_weeks(minutes, {}), name, why_none=msgid("the programme was not read"))
    try:
        programme = check(programme_text(database, name, version))
        kept = PersonFiles(folder / PEOPLE).load(pseudonym).sets
    except BalanceArcadeError as error:
        return Dose(_weeks(minutes, {}), name, why_none=error.message)
    origin = "simulated" if simulated else "real"
    mine = [one for one in kept if one.programme == programme.name and one.origin == origin]
    if not mine:
        return Dose(
            _weeks(minutes, {}), name, why_none=msgid("no set of the programme was played here")
        )
    # Of what was asked for by then: weeks that are still to come are no backlog.
    reports = [one for one in progress(programme, mine, mine[-1].day) if one.week <= mine[-1].week]
    first = monday(mine[0].day) - dt.timedelta(weeks=mine[0].week - 1)
    planned = {first + dt.timedelta(weeks=one.week - 1): one.planned_minutes for one in reports}
    return Dose(
        _weeks(minutes, planned),
        name,
        sum(one.planned for one in reports),
        sum(one.started for one in reports),
        sum(one.completed for one in reports),
        sum(one.successful for one in reports),
    )


def _minutes(courses: Sequence[Course]) -> dict[dt.date, float]:
    found: dict[dt.date, float] = {}
    for course in courses:
        if course.name != PLAYED:
            continue
        for point in course.points:
            week = monday(point.began.date().isoformat())
            found[week] = found.get(week, 0.0) + (point.value or 0.0) / 60.0
    return found


def _weeks(minutes: dict[dt.date, float], planned: dict[dt.date, float]) -> tuple[DoseWeek, ...]:
    if not minutes and not planned:
        return ()
    first, last = min((*minutes, *planned)), max((*minutes, *planned))
    n_weeks = (last - first).days // 7 + 1
    # Years of weeks cannot be seen: the newest are shown, counted from the end.
    n_shown = min(n_weeks, _NEWEST_WEEKS)
    weeks = [last - dt.timedelta(weeks=k) for k in range(n_shown)][::-1]
    return tuple(DoseWeek(w, minutes.get(w, 0.0), planned.get(w, math.nan)) for w in weeks)
